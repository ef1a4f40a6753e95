//! One person under three names in twelve articles, made one person over the corpus.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::{Hands, lines};
use crate::desk::Desk;

/// What the person is called in an article.
fn called(number: usize) -> &'static str {
    ["Bill Ruiz", "William Ruiz", "W. J. Ruiz"][number % 3]
}

/// A desk with twelve articles, in each of which the person and a town are found, the town taken for
/// an organisation in every second one.
pub fn desk() -> Desk {
    let desk = Desk::empty();
    let mut found = String::new();
    for number in 0..12 {
        let (id, name) = (format!("vote-{number:02}.txt"), called(number));
        let text = format!("{name} came to Bergen on day {number}.\n");
        desk.article(&id, text.as_bytes());
        let town = name.len() + " came to ".len();
        let label = if number % 2 == 0 { "LOC" } else { "ORG" };
        let suggested = json!({
            "id": id, "offsets": "codepoint", "model": "desk 1",
            "entities": [
                {"id": "e1", "start": 0, "end": name.len(), "label": "PERSON", "text": name,
                 "score": 0.9, "cluster": "c1"},
                {"id": "e2", "start": town, "end": town + 6, "label": label, "text": "Bergen",
                 "score": 0.9, "cluster": "c2"},
            ],
            "clusters": [
                {"id": "c1", "label": "PERSON", "name": name},
                {"id": "c2", "label": label, "name": "Bergen"},
            ],
        });
        writeln!(found, "{suggested}").unwrap();
    }
    fs::write(desk.path("found.jsonl"), found).unwrap();
    desk
}

#[test]
fn a_person_of_three_names_becomes_one_over_the_corpus() {
    let desk = desk();
    let mut hands = Hands::open(desk.reviewing());
    hands.see("unreviewed here");
    // The names that end in Ruiz are marked, looked at in their places, and said to be one.
    hands.press("gn", "all 12 articles read");
    hands.press("fruiz\r", "W. J. Ruiz");
    hands.press("gg   M", "These are Bill Ruiz");
    hands.press("a", "u takes it back");
    hands.press(":link Q42\r", "= Q42");
    // One of them is accepted, and goes out.
    hands.press("q", "Names 1/3");
    hands.press("q", "Articles 1/12");
    hands.press("A", "accepted 2");
    hands.press("r", "Articles 2/12");
    hands.export(":export jsonl out.jsonl\r");
    hands.done("merging a person over the corpus");

    let file = fs::read(desk.annotations().join("entities.json")).unwrap();
    let file: Value = serde_json::from_slice(&file).unwrap();
    let known = file["entities"].as_array().unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[0]["name"], "Bill Ruiz");
    assert_eq!(known[0]["aliases"], json!(["William Ruiz", "W. J. Ruiz"]));
    assert_eq!(known[0]["link"], "Q42");
    let records = desk.records();
    assert_eq!(records.len(), 12);
    let exported = lines(&desk.path("out.jsonl"));
    assert_eq!(exported.len(), 1);
    for record in records.iter().chain(&exported) {
        let clusters = record["clusters"].as_array().unwrap();
        let person = clusters.iter().find(|c| c["label"] == "PERSON").unwrap();
        assert_eq!(
            person["key"], known[0]["key"],
            "{}",
            record["article"]["id"]
        );
    }
}
