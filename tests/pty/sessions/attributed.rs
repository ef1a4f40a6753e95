//! Twenty quotes of ten articles that nobody is named for.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::{Hands, lines, piece};
use crate::desk::Desk;

/// The text of an article: two people, and a quote of each.
fn text(number: usize) -> String {
    format!(
        "Mara Quinn and Daniel Hartwell met on pier {number}.\n\n“The tide turns,” said Quinn.\n\n“We wait,” said Hartwell.\n"
    )
}

/// A desk with ten articles, and quotes without speakers that a machine found there.
fn desk() -> Desk {
    let desk = Desk::empty();
    let mut found = String::new();
    for number in 0..10 {
        let (id, text) = (format!("pier-{number}.txt"), text(number));
        desk.article(&id, text.as_bytes());
        let place = |words: &str| {
            let (before, _) = text.split_once(words).unwrap();
            let start = before.chars().count();
            (start, start + words.chars().count())
        };
        let entity = |words: &str, cluster: &str| {
            let (start, end) = place(words);
            json!({
                "id": format!("e{start}-{end}-PERSON"), "start": start, "end": end, "label": "PERSON",
                "text": words, "score": 0.9, "cluster": cluster,
            })
        };
        let quote = |words: &str| {
            let (start, end) = place(words);
            json!({
                "id": format!("q{start}-{end}"), "kind": "direct", "score": 0.9, "negated": false,
                "content": [{"start": start, "end": end, "text": words}],
                "quoted": [{"start": start, "end": end}], "cue": null, "speaker": null,
            })
        };
        let suggested = json!({
            "id": id, "offsets": "codepoint", "model": "desk 1",
            "entities": [entity("Mara Quinn", "c1"), entity("Daniel Hartwell", "c2")],
            "clusters": [
                {"id": "c1", "label": "PERSON", "name": "Mara Quinn"},
                {"id": "c2", "label": "PERSON", "name": "Daniel Hartwell"},
            ],
            "quotes": [quote("“The tide turns,”"), quote("“We wait,”")],
        });
        writeln!(found, "{suggested}").unwrap();
    }
    fs::write(desk.path("found.jsonl"), found).unwrap();
    desk
}

/// Who says each quote of a record.
fn said(record: &Value, text: &str) -> Vec<String> {
    let quotes = record["quotes"].as_array().unwrap().iter();
    let line = |quote: &Value| {
        let words = piece(text, &quote["content"][0]);
        let speaker = quote["speaker"]["name"].as_str().unwrap_or("nobody");
        format!("{words} {speaker}")
    };
    quotes.map(line).collect()
}

#[test]
fn all_quotes_of_ten_articles_get_their_speakers() {
    let desk = desk();
    let mut hands = Hands::open(desk.reviewing());
    hands.see("unreviewed here");
    for article in 1..=10 {
        hands.press("]s", &format!("Articles {article}/10"));
        hands.press("s", "Who says “The tide turns,”");
        hands.choose("Mara Quinn");
        hands.see("Mara Quinn says it");
        // The answer goes on to the next quote.
        hands.press("s", "Who says “We wait,”");
        hands.choose("Daniel Hartwell");
        hands.see("Daniel Hartwell says it");
    }
    hands.terminal.until("a speaker of every quote", |_| {
        let records = desk.records();
        let quotes = records
            .iter()
            .flat_map(|record| record["quotes"].as_array().unwrap());
        quotes
            .filter(|quote| quote["speaker"] != Value::Null)
            .count()
            == 20
    });
    hands.export(":export jsonl --status in_progress out.jsonl\r");
    hands.done("speakers of twenty quotes");

    let exported = lines(&desk.path("out.jsonl"));
    assert_eq!((exported.len(), desk.records().len()), (10, 10));
    for (number, exported) in exported.iter().enumerate() {
        let text = text(number);
        for record in [exported, &desk.record(&format!("pier-{number}.txt"))] {
            assert_eq!(
                said(record, &text),
                ["“The tide turns,” Mara Quinn", "“We wait,” Daniel Hartwell"]
            );
            assert_eq!(record["quotes"][0]["verdict"], "corrected");
        }
    }
}
