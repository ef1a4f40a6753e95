//! One article from scratch, with nothing suggested and no hand on the mouse.

use serde_json::{Value, json};

use super::{Hands, decided, lines, piece};
use crate::desk::Desk;

/// A story with a quote inside marks that stand for more than one byte.
pub const STORY: &str = "GALWAY, May 3 (Coast Wire) - Two ferries touched in the harbour on Monday.\n\n“Nobody was hurt,” said Mara Quinn, the harbour master.\n\nThe Corvane Line will pay.\n";

/// A desk with this story alone.
pub fn desk() -> Desk {
    let desk = Desk::empty();
    desk.article("1-ferry.txt", STORY.as_bytes());
    desk
}

/// Holds the record and what was exported against what was to be annotated.
#[track_caller]
pub fn check(desk: &Desk) {
    let record = desk.record("1-ferry.txt");
    let exported = lines(&desk.path("out.jsonl"));
    assert_eq!(exported.len(), 1);
    for record in [&record, &exported[0]] {
        assert_eq!(
            decided(record),
            [
                "GALWAY LOC added",
                "Mara Quinn PERSON added",
                "Corvane Line ORG added"
            ]
        );
        let quote = &record["quotes"][0];
        let said: Vec<String> = quote["content"]
            .as_array()
            .unwrap()
            .iter()
            .map(|content| piece(STORY, content))
            .collect();
        assert_eq!(said, ["“Nobody was hurt,”"]);
        assert_eq!(piece(STORY, &quote["cue"]), "said");
        assert_eq!(quote["speaker"]["name"], "Mara Quinn");
        assert_eq!(quote["verdict"], "added");
        for entity in record["entities"].as_array().unwrap() {
            assert_eq!(piece(STORY, entity), entity["text"].as_str().unwrap());
        }
    }
    assert_eq!(record["status"], "reviewed");
    assert_eq!(record["tags"], json!(["port"]));
    assert_eq!(record["quotes"][0]["note"], "by phone?");
    assert_eq!(record["entities"][0]["was"], Value::Null);
    assert_eq!(exported[0]["text"], STORY);
}

#[test]
fn an_article_is_annotated_from_scratch_by_keys_alone() {
    let desk = desk();
    let mut hands = Hands::open(desk.dateline(&["news", "--suggestions", "none"]));
    hands.see("nothing found");
    // A name of one word, where the cursor stands; then two that are searched.
    hands.press("\rgg", "v select");
    hands.press("viw\r", "What is it?");
    hands.press("l", "GALWAY is LOC");
    hands.press("/mara\r", "one match");
    hands.press("vee\r", "What is it?");
    hands.press("p", "Mara Quinn is PERSON");
    hands.press("/corv\r", "one match");
    hands.press("vee\r", "What is it?");
    hands.press("o", "Corvane Line is ORG");
    // The quote, from its first mark to its last.
    hands.press("/“\r", "one match");
    hands.press("v/”\r", "one match");
    hands.press("\r", "What is it?");
    hands.press("q", "a quote; s says who");
    hands.press("s", "Who says");
    hands.press("a", "Mara Quinn says it");
    hands.press("C", "aaid");
    hands.press("a", "the quote has its cue");
    hands.press("iby phone?\r", "noted");
    hands.press("Tport\r", "tagged");
    hands.press("r", "the one article is reviewed");
    hands.export(":export jsonl out.jsonl\r");
    hands.done("one article from scratch by keys");
    check(&desk);
}
