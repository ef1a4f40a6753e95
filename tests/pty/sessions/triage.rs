//! Fifty wire stories in the morning: the sport is left out, the rest is reviewed.

use std::fmt::Write as _;
use std::fs;

use serde_json::json;

use super::Hands;
use crate::desk::Desk;

/// Two of five stories are sport.
fn is_sport(number: usize) -> bool {
    [1, 3].contains(&(number % 5))
}

/// A dump of fifty stories over four weeks, from two sources.
fn dump() -> Desk {
    let desk = Desk::empty();
    let places = ["Galway", "Cork", "Sligo", "Derry", "Kinsale"];
    let mut dump = String::new();
    for number in 0..50 {
        let place = places[number % 5];
        let (event, source) = if is_sport(number) {
            ("Cup goes to penalties", "Sport Desk")
        } else {
            ("Ferry strikes pier", "Coast Wire")
        };
        let story = json!({
            "id": format!("w{number:02}"), "title": format!("{event} in {place}"),
            "source": source, "date": format!("2021-05-{:02}", number % 28 + 1),
            "text": format!("{event} in {place}, officials said on Monday.\n"),
        });
        writeln!(dump, "{story}").unwrap();
    }
    fs::write(desk.path("wire.jsonl"), dump).unwrap();
    desk
}

#[test]
fn fifty_articles_are_triaged_by_source_and_date() {
    let desk = dump();
    let mut hands = Hands::open(desk.dateline(&["wire.jsonl", "--suggestions", "none"]));
    hands.see("Articles 1/50");
    // The newest first; then all the sport is skipped.
    hands.press(":sort -date\r", "by -date");
    hands.press("fsource:sport\r", "1/20 of 50");
    for next in 2..=20 {
        hands.press("S", &format!("{next}/20 of 50"));
    }
    hands.press("S", "this was the last article");
    // What is left is read, one key each.
    hands.press("\x1b", "/50");
    hands.press("fstatus:new\r", "1/30 of 50");
    for next in 2..=30 {
        hands.press("r", &format!("{next}/30 of 50"));
    }
    hands.press("r", "30 of 50 are reviewed");
    // One of them is to be looked at again, by its place and day.
    hands.press("\x1bfkinsale 05-10\r", "of 50");
    hands.done("triage of fifty articles");

    let folder = desk.path("wire.jsonl.annotations").join("ana/articles");
    let records: Vec<serde_json::Value> = crate::desk::files(&folder)
        .iter()
        .map(|file| serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
        .collect();
    assert_eq!(records.len(), 50);
    for record in &records {
        let id = record["article"]["id"].as_str().unwrap();
        let sport = is_sport(id.trim_start_matches('w').parse().unwrap());
        let status = if sport { "skipped" } else { "reviewed" };
        assert_eq!(record["status"], status, "{id}");
    }
}
