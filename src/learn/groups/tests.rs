use super::*;

/// Small talk in which cities, people and verbs are used each in their own way.
fn talk() -> Vec<String> {
    let cities = ["Qamar", "Dorn", "Velia", "Ost"];
    let people = ["Ana", "Bo", "Cem", "Dia"];
    let verbs = ["visited", "left", "saw", "loved"];
    let mut texts = Vec::new();
    for (i, city) in cities.iter().enumerate() {
        for (j, person) in people.iter().enumerate() {
            let verb = verbs[(i + j) % 4];
            texts.push(format!(
                "{person} {verb} {city} in 19{i}{j}. The mayor of {city} told {person} so."
            ));
        }
    }
    texts
}

fn small() -> Plan {
    Plan {
        sizes: [3, 6, 9],
        least: 2,
        rounds: 20,
    }
}

fn of(texts: &[String], plan: &Plan) -> Groups {
    groups(texts.iter().map(String::as_str), plan)
}

#[test]
fn words_used_alike_come_together() {
    let found = of(&talk(), &small());
    let [cities, people, verbs] = [
        ["qamar", "dorn", "velia", "ost"],
        ["ana", "bo", "cem", "dia"],
        ["visited", "left", "saw", "loved"],
    ];
    let middle = |word: &str| found[word][1];
    for words in [cities, people, verbs] {
        assert!(
            words.iter().all(|word| middle(word) == middle(words[0])),
            "{words:?}: {found:?}"
        );
    }
    assert_ne!(middle("ana"), middle("dorn"));
    assert_ne!(middle("saw"), middle("dorn"));
}

#[test]
fn every_fine_group_lies_in_one_coarser_group() {
    let found = of(&talk(), &small());
    let mut above = HashMap::new();
    for [coarse, middle, fine] in found.into_values() {
        assert_eq!(*above.entry((2, fine)).or_insert(middle), middle);
        assert_eq!(*above.entry((1, middle)).or_insert(coarse), coarse);
        assert!(coarse < 3 && middle < 6 && fine < 9);
    }
}

#[test]
fn digits_are_alike_and_rare_words_have_no_group() {
    let mut texts = talk();
    texts.push("Once".into());
    let found = of(&texts, &small());
    assert!(found.contains_key("0000") && !found.contains_key("once"));
}

#[test]
fn the_same_texts_give_the_same_groups() {
    assert_eq!(of(&talk(), &Plan::default()), of(&talk(), &Plan::default()));
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(groups([], &Plan::default()), Groups::new());
    assert_eq!(groups(["", "\n\n", "one"], &Plan::default()), Groups::new());
}
