use super::*;
use crate::article::Article;
use crate::extract::extract_with;
use crate::extract::model::Card;
use crate::span::Span;

fn order() -> Order {
    Order {
        name: "ours 1".into(),
        card: Card::default(),
        groups: Vec::new(),
        seed: 7,
        features: 10_000,
    }
}

fn span_of(text: &str, name: &str) -> Span {
    let start = text.find(name).expect("the name stands in the text");
    Span::new(start, start + name.len())
}

fn gold(text: &str, spans: &[(&str, &str)], refused: &[(&str, &str)], complete: &[&str]) -> Gold {
    let places = |names: &[(&str, &str)]| {
        let places = names
            .iter()
            .map(|(name, label)| (span_of(text, name), Label::new(label)));
        places.collect()
    };
    Gold {
        article: Article::from_text("a", text),
        spans: places(spans),
        refused: places(refused),
        complete: complete.iter().map(|label| Label::new(label)).collect(),
        weight: 1.0,
    }
}

fn trained(gold: &[Gold]) -> Model {
    let bytes = update(Model::built_in(), gold, &order(), &mut |_| {}).expect("there is gold");
    Model::parse(bytes).expect("what was trained is a model")
}

fn found(model: &Model, text: &str) -> Vec<String> {
    let suggestions = extract_with(&Article::from_text("b", text), model);
    let mentions = suggestions.mentions.iter();
    mentions
        .map(|m| format!("{} {}", m.label, m.span.of(text)))
        .collect()
}

#[test]
fn a_rejected_name_is_unlearnt_and_others_are_kept() {
    let text = "The minister flew to Norway on Monday, the office in Kampala said.";
    assert!(found(Model::built_in(), text).contains(&"LOC Norway".to_owned()));
    let model = trained(&vec![
        gold(
            text,
            &[("Kampala", "LOC")],
            &[("Norway", "LOC")],
            &[]
        );
        8
    ]);
    let now = found(&model, text);
    assert!(!now.contains(&"LOC Norway".to_owned()), "{now:?}");
    let other = "Angela Merkel met Joe Biden in Berlin.";
    assert_eq!(
        found(&model, other),
        ["PERSON Angela Merkel", "PERSON Joe Biden", "LOC Berlin"]
    );
}

#[test]
fn a_label_that_the_base_does_not_have_is_learnt() {
    let texts = [
        ("The frigate Aurora sank off Norway.", "Aurora"),
        ("The frigate Sirius left for Norway.", "Sirius"),
        ("The frigate Vega came from Norway.", "Vega"),
    ];
    let gold: Vec<Gold> = texts
        .iter()
        .cycle()
        .take(24)
        .map(|(text, ship)| {
            gold(
                text,
                &[(ship, "SHIP"), ("Norway", "LOC")],
                &[],
                &["SHIP", "LOC"],
            )
        })
        .collect();
    let model = trained(&gold);
    assert!(model.labels().contains(&Label::new("SHIP")));
    assert!(found(&model, "The frigate Antares sailed.").contains(&"SHIP Antares".to_owned()));
}

#[test]
fn the_same_gold_gives_the_same_bytes_on_one_thread_and_on_three() {
    let gold = [gold(
        "Ana Ruiz went to Bergen.",
        &[("Ana Ruiz", "PERSON")],
        &[],
        &["PERSON"],
    )];
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.expect("threads");
        pool.install(|| update(Model::built_in(), &gold, &order(), &mut |_| {}))
    };
    assert!(on(1) == on(3));
}

#[test]
fn gold_that_says_nothing_is_an_error() {
    let silent = [gold("Ana Ruiz went to Bergen.", &[], &[], &[])];
    let update = update(Model::built_in(), &silent, &order(), &mut |_| {});
    assert_eq!(update, Err(TrainError::Nothing));
}
