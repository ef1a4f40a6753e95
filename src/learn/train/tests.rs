use super::*;
use crate::extract::extract_with;
use crate::extract::model::Model;

const SHIPS: [&str; 6] = [
    "Aurora",
    "Petrel",
    "Good Hope",
    "Marlin",
    "Sea Otter",
    "Vesper",
];
const PORTS: [&str; 6] = ["Dorn", "Velia", "Port Ash", "Qamar", "Ost", "Lunde"];

/// Short reports in which ships sail and ports lie still; some words are left to tests.
fn reports() -> Vec<Gold> {
    let mut gold = Vec::new();
    for (i, ship) in SHIPS.iter().enumerate() {
        for (j, port) in PORTS.iter().enumerate() {
            let next = PORTS[(i + j + 1) % PORTS.len()];
            let marked = match (i + j) % 3 {
                0 => format!("The ferry <SHIP {ship}> left the port of <LOC {port}> at noon."),
                1 => format!("The crew of the ferry <SHIP {ship}> waited in <LOC {next}>."),
                _ => format!("Nobody in <LOC {port}> saw the ferry <SHIP {ship}> on Monday."),
            };
            gold.push(read(&marked, &["SHIP", "LOC"]));
        }
    }
    gold
}

/// Reads `<LABEL words>`.
fn read(marked: &str, complete: &[&str]) -> Gold {
    let (mut text, mut spans) = (String::new(), Vec::new());
    let mut pieces = marked.split(['<', '>']);
    while let Some(plain) = pieces.next() {
        text.push_str(plain);
        if let Some((label, words)) = pieces.next().and_then(|name| name.split_once(' ')) {
            let span = Span::new(text.len(), text.len() + words.len());
            text.push_str(words);
            spans.push((span, Label::new(label)));
        }
    }
    Gold {
        article: Article::from_text("a", text),
        spans,
        refused: Vec::new(),
        complete: complete.iter().map(|label| Label::new(label)).collect(),
        weight: 1.0,
    }
}

fn order() -> Order {
    Order {
        name: "ships 1".into(),
        card: Card::default(),
        groups: Vec::new(),
        seed: 1,
        features: 10_000,
    }
}

fn ships() -> Vec<u8> {
    train(&reports(), &order(), &mut |_| {}).unwrap()
}

fn found(model: &Model, text: &str) -> Vec<String> {
    let found = extract_with(&Article::from_text("a", text), model);
    let names = found.mentions.iter();
    names
        .map(|name| format!("{} {}", name.label, name.span.of(text)))
        .collect()
}

#[test]
fn a_label_that_nobody_knew_is_learnt_and_found_elsewhere() {
    let model = Model::parse(ships()).unwrap();
    assert_eq!(model.name(), "ships 1");
    assert_eq!(model.labels(), [Label::LOC, Label::new("SHIP")]);
    let names = found(&model, "The ferry Kestrel left the port of Tarn at noon.");
    assert_eq!(names, ["SHIP Kestrel", "LOC Tarn"]);
}

#[test]
fn the_same_gold_gives_the_same_bytes_on_any_number_of_threads() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(ships)
    };
    let one = on(1);
    assert!(one == on(2) && one == on(2));
    let other = Order { seed: 2, ..order() };
    assert!(one != train(&reports(), &other, &mut |_| {}).unwrap());
}

#[test]
fn what_was_rejected_is_unlearnt_and_the_rest_stays() {
    let model = Model::parse(ships()).unwrap();
    let story = "The ferry Kestrel left the port of Tarn at noon.";
    let mut gold = read("The ferry Kestrel left the port of Tarn at noon.", &[]);
    let start = story.find("Tarn").unwrap();
    gold.refused = vec![(Span::new(start, start + 4), Label::LOC)];
    let bytes = update(&model, &[gold], &order(), &mut |_| {}).unwrap();
    let taught = Model::parse(bytes).unwrap();
    assert_eq!(found(&taught, story), ["SHIP Kestrel"]);
    let other = "Nobody in Velia saw the ferry Marlin on Monday.";
    assert_eq!(found(&taught, other), found(&model, other));
}

#[test]
fn a_model_that_is_trained_further_may_learn_a_new_label() {
    let model = Model::parse(ships()).unwrap();
    let gold: Vec<Gold> = ["Ana", "Bo", "Cem", "Dia", "Ede"]
        .iter()
        .flat_map(|name| {
            [
                read(
                    &format!("Captain <PERSON {name}> spoke on Monday."),
                    &["PERSON"],
                ),
                read(
                    &format!("It was late, captain <PERSON {name}> said."),
                    &["PERSON"],
                ),
            ]
        })
        .collect();
    let before = found(&model, "Nobody in Velia saw the ferry Marlin on Monday.");
    let once = update(&model, &gold, &order(), &mut |_| {}).unwrap();
    assert!(once == update(&model, &gold, &order(), &mut |_| {}).unwrap());
    let taught = Model::parse(once).unwrap();
    assert_eq!(taught.labels().last(), Some(&Label::PERSON));
    assert_eq!(found(&taught, "Captain Gil spoke at noon."), ["PERSON Gil"]);
    assert_eq!(
        found(&taught, "Nobody in Velia saw the ferry Marlin on Monday."),
        before
    );
}

#[test]
fn a_name_of_a_label_that_a_set_does_not_cover_is_no_evidence_against_it() {
    // These know ports alone: their ships are neither names nor none.
    let mut gold = reports();
    for text in reports() {
        let mut half = text;
        half.spans.retain(|(_, label)| *label == Label::LOC);
        half.complete = vec![Label::LOC];
        gold.push(half);
    }
    let model = Model::parse(train(&gold, &order(), &mut |_| {}).unwrap()).unwrap();
    let names = found(&model, "The crew of the ferry Kestrel waited in Tarn.");
    assert_eq!(names, ["SHIP Kestrel", "LOC Tarn"]);
}

#[test]
fn without_a_label_annotated_in_whole_there_is_nothing_to_learn() {
    let gold = [read("The ferry <SHIP Aurora> left.", &[])];
    assert_eq!(
        train(&gold, &order(), &mut |_| {}),
        Err(TrainError::Nothing)
    );
    assert_eq!(train(&[], &order(), &mut |_| {}), Err(TrainError::Nothing));
}
