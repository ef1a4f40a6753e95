//! Who is who over the corpus: one person under two names, in several articles.

use std::fs;

use serde_json::{Value, json};

use super::desk::{Desk, WIDE};
use super::terminal::Terminal;

/// Articles with the one name that is found in each.
const NAMED: &[(&str, &str, &str)] = &[
    ("1-won.txt", "Bill Ruiz won in Bergen.\n", "Bill Ruiz"),
    ("2-said.txt", "William Ruiz said nothing.\n", "William Ruiz"),
    ("3-lost.txt", "In May, Bill Ruiz lost.\n", "Bill Ruiz"),
    ("4-other.txt", "Ana Lind came.\n", "Ana Lind"),
];

/// A desk with these articles, and suggestions for them.
fn desk() -> Desk {
    let desk = Desk::empty();
    let mut lines = String::new();
    for (id, text, name) in NAMED {
        desk.article(id, text.as_bytes());
        let start = text.find(name).unwrap();
        let end = start + name.len();
        let line = json!({
            "id": id, "offsets": "codepoint", "model": "desk 1",
            "entities": [{
                "id": format!("e{start}-{end}-PERSON"), "start": start, "end": end,
                "label": "PERSON", "text": name, "score": 0.9, "cluster": "c1",
            }],
            "clusters": [{"id": "c1", "label": "PERSON", "name": name}],
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    fs::write(desk.path("found.jsonl"), lines).unwrap();
    desk
}

fn entities(desk: &Desk) -> Value {
    let file = fs::read(desk.annotations().join("entities.json")).unwrap();
    serde_json::from_slice(&file).unwrap()
}

/// The key of an article's cluster.
fn key(desk: &Desk, id: &str) -> Value {
    desk.record(id)["clusters"][0]["key"].clone()
}

#[test]
fn a_person_is_merged_over_the_corpus_linked_and_undone_after_a_restart() {
    let desk = desk();
    let mut terminal = desk.review();
    terminal.press("gn", "all 4 articles read");
    terminal.press("  M", "These are Bill Ruiz");
    terminal.see("William Ruiz said nothing");
    terminal.press("a", "u takes it back");
    terminal.press(":link Q42\r", "= Q42");
    terminal.saved();
    // The journal has it at once; records of articles that are not open follow when there is time.
    terminal.until("the records", |_| desk.records().len() == 3);
    terminal.keys(":quit\r");
    assert!(terminal.end().success());

    let file = entities(&desk);
    let entry = &file["entities"][0];
    assert_eq!(
        (&entry["name"], &entry["aliases"], &entry["link"]),
        (&json!("Bill Ruiz"), &json!(["William Ruiz"]), &json!("Q42"))
    );
    for (id, ..) in &NAMED[..3] {
        assert_eq!(key(&desk, id), entry["key"], "{id}");
    }
    assert_eq!(
        desk.records().len(),
        3,
        "nothing was decided about Ana Lind"
    );

    // The next session knows it, and takes it back: the link, then the merge, in all articles.
    let mut terminal = desk.opened();
    terminal.see("= Q42");
    terminal.press("u", "undid: link");
    terminal.press("u", "undid: merge");
    terminal.saved();
    // What nothing is decided on any more has no record.
    terminal.until("no record", |_| desk.records().is_empty());
    terminal.keys(":quit\r");
    assert!(terminal.end().success());
    assert_eq!(entities(&desk)["entities"], json!([]));
    assert_eq!(desk.records(), Vec::<Value>::new());
}

#[test]
fn entities_that_cannot_be_read_are_told_and_left_alone() {
    let desk = desk();
    fs::create_dir_all(desk.annotations()).unwrap();
    let file = desk.annotations().join("entities.json");
    let broken = "{\n  \"format\": 7\n}\n";
    fs::write(&file, broken).unwrap();
    let mut terminal = Terminal::start(desk.reviewing(), WIDE);
    terminal.see("read-only");
    terminal.see("entities.json:2: format");
    terminal.keys("a");
    terminal.keys(":quit\r");
    terminal.end();
    assert_eq!(fs::read_to_string(&file).unwrap(), broken);
    assert_eq!(desk.records(), Vec::<Value>::new());
}
