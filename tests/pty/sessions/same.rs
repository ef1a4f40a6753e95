//! A town that was taken for an organisation in half of the articles, put right in all at once.

use serde_json::Value;

use super::Hands;
use super::who::desk;
use crate::desk::Desk;

/// What the town is in each record, and what was decided about that.
fn towns(desk: &Desk) -> Vec<String> {
    let town = |record: &Value| {
        let entities = record["entities"].as_array().unwrap();
        let town = entities.iter().find(|e| e["text"] == "Bergen").unwrap();
        let word = |field: &str| town[field].as_str().unwrap().to_owned();
        format!("{} {}", word("label"), word("verdict"))
    };
    desk.records().iter().map(town).collect()
}

#[test]
fn a_surface_form_is_relabelled_over_the_corpus_and_one_undo_takes_it_back_and_redo_does_it_again()
{
    let desk = desk();
    let mut hands = Hands::open(desk.reviewing());
    hands.see("unreviewed here");
    hands.press("gf", "all 12 articles read");
    hands.press("fbergen org\r", "Surface forms 1/1");
    hands.press("cl", "all: 6 places in 6 articles");
    assert_eq!(
        desk.records().len(),
        0,
        "nothing is done before it is said where"
    );
    let until = |hands: &mut Hands, what: &str, expected: &[&str]| {
        hands
            .terminal
            .until(what, |_| desk.records().len() == expected.len());
        hands.terminal.saved();
        assert_eq!(towns(&desk), expected, "{what}");
    };
    hands.press("a", "u takes it back");
    until(&mut hands, "six records", &["LOC corrected"; 6]);
    hands.press("u", "undid: ");
    until(&mut hands, "no record", &[]);
    hands.press("\x12", "did again: ");
    until(&mut hands, "six records again", &["LOC corrected"; 6]);
    hands.done("a label over the corpus");
}
