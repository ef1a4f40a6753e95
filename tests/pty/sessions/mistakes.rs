//! A morning of mistakes, found late, and taken back across articles and a restart.

use serde_json::{Value, json};

use super::{Hands, decided};
use crate::desk::Desk;

#[test]
fn mistakes_are_taken_back_across_articles_and_after_a_restart() {
    let desk = Desk::with_two_stories();
    let mut hands = Hands::open(desk.reviewing());
    hands.see("unreviewed here");
    hands.press("\t", "Tab next");
    hands.press("a", "accepted Mara Quinn");
    // Two mistakes, and the article is called done.
    hands.press("x", "rejected Corvane Line");
    hands.press("a", "accepted told");
    hands.press("r", "Articles 2/2");
    // A third, seen at once.
    hands.press("\tx", "rejected Soran");
    hands.press("u", "undid: reject Soran");
    hands.press("a", "accepted Soran");
    // The first two are remembered: back, into the article where they were made.
    hands.press("u", "undid: accept Soran");
    hands.press("u", "undid: set reviewed");
    hands.see("Articles 1/2");
    hands.press("u", "undid: accept told");
    hands.press("u", "undid: reject Corvane Line");
    hands.press("co", "Corvane Line is ORG");
    hands.press("x", "rejected told");
    hands.press("r", "Articles 2/2");
    hands.press("\ta", "accepted Soran");
    hands.terminal.saved();
    // Records follow the journal a moment later.
    hands.terminal.until("both records", |_| {
        let records = desk.records();
        let statuses = records.iter().map(|record| &record["status"]);
        let soran = records
            .last()
            .map(|record| &record["entities"][0]["verdict"]);
        statuses.eq(&[json!("reviewed"), json!("in_progress")]) && soran == Some(&json!("accepted"))
    });
    hands.terminal.kill();

    let ferry = desk.record("1-ferry.txt");
    let decided_of_ferry = [
        "Mara Quinn PERSON accepted",
        "Corvane Line ORG corrected",
        "told MISC rejected",
    ];
    assert_eq!(decided(&ferry), decided_of_ferry);
    assert_eq!(ferry["status"], "reviewed");

    // The machine went down. What was decided before it is still taken back, and done again.
    hands.terminal = desk.opened();
    hands.press("u", "undid: accept Soran");
    hands.press("u", "undid: set reviewed");
    hands.press("u", "undid: reject told");
    hands.press("\x12", "did again: reject told");
    hands.press("\x12", "did again: set reviewed");
    hands.press("\x12", "did again: accept Soran");
    hands.press("\x12", "nothing to do again");
    hands.done("recovery from mistakes");

    let restored = desk.record("1-ferry.txt");
    // The journal alone knows.
    for field in ferry
        .as_object()
        .unwrap()
        .keys()
        .filter(|field| *field != "journal")
    {
        assert_eq!(restored[field], ferry[field], "{field}");
    }
    let mine = desk.record("2-mine.txt");
    assert_eq!(
        decided(&mine),
        ["Soran LOC accepted", "Daniel Hartwell PERSON unreviewed"]
    );
    assert_eq!(mine["status"], "in_progress");
    assert_eq!(mine["note"], Value::Null);
    assert_eq!(mine["tags"], json!([]));
}
