//! Deciding what was found.

use super::check;
use super::desk::Desk;
use crate::annotation::{Annotations, Status, Verdict};
use crate::tui::app::areas::Pane;

#[test]
fn a_key_decides_the_suggestion_under_the_cursor() {
    check(
        "The [PER?|Ana Ruiz] said",
        "]ea",
        "The [PER+|Ana Ruiz] said",
    );
    check(
        "The [PER?|Ana Ruiz] said",
        "]ex",
        "The [PER-|Ana Ruiz] said",
    );
    check(
        "The [PER?|Ana Ruiz] said",
        "]eco",
        "The [ORG~|Ana Ruiz] said",
    );
    check(
        "The [PER?|Ana Ruiz] said",
        "]ecp",
        "The [PER+|Ana Ruiz] said",
    );
    check("The [Q?|“no”] said", "]qx", "The [Q-|“no”] said");
    check(
        "The [T?2021-05-01|Saturday] said",
        "Tab a",
        "The [T+2021-05-01|Saturday] said",
    );
    check(
        "The [DATE?|[T?2021-05-01|Saturday]] said",
        "Tab a",
        "The [DATE+|[T+2021-05-01|Saturday]] said",
    );
}

#[test]
fn a_decision_goes_on_to_the_next_suggestion() {
    check(
        "The [PER?|Ana] met [ORG?|Acme] in [LOC?|Rome] on [T?|Monday].",
        "Tab a x",
        "The [PER+|Ana] met [ORG-|Acme] in [LOC?|▮Rome] on [T?|Monday].",
    );
    check(
        "The [PER?|Ana] met [ORG?|Acme] in [LOC?|Rome].",
        "Tab c o a",
        "The [ORG~|Ana] met [ORG+|Acme] in [LOC?|▮Rome].",
    );
    let mut desk = Desk::new(&["The [PER?|Ana] met [ORG?|Acme]."]);
    desk.app.settings.advance = false;
    desk.keys("Tab a");
    assert_eq!(desk.placed(), "The [PER+|▮Ana] met [ORG?|Acme].");
}

#[test]
fn tab_begins_with_the_suggestion_that_the_cursor_stands_on() {
    check(
        "[PER?|Ana] met [ORG?|Acme].",
        "Tab",
        "[PER?|▮Ana] met [ORG?|Acme].",
    );
    check(
        "[PER?|Ana] met [ORG?|Acme].",
        "Tab Tab",
        "[PER?|Ana] met [ORG?|▮Acme].",
    );
    check(
        "[PER?|Ana] met [ORG?|Acme].",
        "a",
        "[PER+|Ana] met [ORG?|▮Acme].",
    );
    // From the list too.
    let mut desk = Desk::closed(&["[PER?|Ana] met [ORG?|Acme]."]);
    desk.open().keys("Tab");
    assert_eq!(
        (desk.placed().as_str(), desk.focus()),
        ("[PER?|▮Ana] met [ORG?|Acme].", Pane::Reader)
    );
}

#[test]
fn tab_steps_over_what_is_decided_and_into_spans_that_nest() {
    check(
        "▮[Q?|“[PER?|Ana] lost,”] said [PER+|Bo] of [ORG?|the [LOC?|Rome] Club].",
        "Tab Tab Tab Tab",
        "[Q?|“[PER?|Ana] lost,”] said [PER+|Bo] of [ORG?|the [LOC?|▮Rome] Club].",
    );
    check(
        "▮[Q?|“[PER?|Ana] lost,”] said [PER+|Bo] of [ORG?|the [LOC?|Rome] Club].",
        "3 Tab Shift-Tab",
        "[Q?|“[PER?|▮Ana] lost,”] said [PER+|Bo] of [ORG?|the [LOC?|Rome] Club].",
    );
}

#[test]
fn tab_goes_on_into_other_articles_and_says_so() {
    let mut desk = Desk::new(&[
        "[PER?|Ana] one.",
        "Nothing.",
        "The [LOC?|Rome] two [LOC?|Oslo].",
    ]);
    desk.keys("Tab Tab");
    assert_eq!((desk.article(), desk.at()), ("c", "Rome two Oslo."));
    assert!(desk.said().contains("next article"), "{}", desk.said());
    desk.keys("Tab Tab");
    assert_eq!((desk.article(), desk.at()), ("c", "Oslo."));
    assert!(
        desk.said().contains("above are undecided"),
        "{}",
        desk.said()
    );
    desk.keys("Shift-Tab Shift-Tab");
    assert_eq!((desk.article(), desk.at()), ("a", "Ana one."));
    assert!(desk.said().contains("article before"), "{}", desk.said());
    desk.keys("Shift-Tab");
    assert!(
        desk.said().contains("nothing undecided before"),
        "{}",
        desk.said()
    );
    desk.keys("a");
    assert_eq!(desk.said(), "accepted Ana; r sets the article reviewed");
    desk.keys("Tab x a");
    assert_eq!(desk.said(), "accepted Oslo; r sets the article reviewed");
    desk.keys("Tab");
    assert!(desk.said().contains("everything"), "{}", desk.said());
    let records = desk.records();
    assert_eq!(records.iter().map(Annotations::undecided).sum::<usize>(), 0);
}

#[test]
fn the_inspectors_line_decides_for_all_its_mentions() {
    let mut desk =
        Desk::new(&["[PER?@1|Ana Ruiz] and [LOC?|Rome]; then [PER?@1|Ruiz] and [PER-@1|Ana]."]);
    desk.keys("Tab Ctrl-w");
    assert_eq!(desk.focus(), Pane::Inspector);
    desk.keys("a");
    assert_eq!(
        desk.placed(),
        "[PER+@1|Ana Ruiz] and [LOC?|▮Rome]; then [PER+@1|Ruiz] and [PER-@1|Ana].",
        "the next line is Rome's, and the reader comes along"
    );
    assert_eq!(desk.journal.len(), 1, "one decision, one undo");
    desk.keys("k c o");
    assert_eq!(
        desk.markup(),
        "[ORG~@1|Ana Ruiz] and [LOC?|Rome]; then [ORG~@1|Ruiz] and [PER-@1|Ana]."
    );
}

#[test]
fn all_that_is_left_is_accepted_at_once() {
    let mut desk = Desk::new(&["[PER?|Ana] [PER-|Bo] [ORG~|Acme] [Q?|“no”]"]);
    desk.keys("A");
    assert_eq!(desk.markup(), "[PER+|Ana] [PER-|Bo] [ORG~|Acme] [Q+|“no”]");
    assert!(desk.said().contains("accepted 2"), "{}", desk.said());
    desk.keys("u");
    assert_eq!(desk.markup(), "[PER?|Ana] [PER-|Bo] [ORG~|Acme] [Q?|“no”]");
    desk.keys("A A");
    assert!(desk.said().contains("nothing is left"), "{}", desk.said());
}

#[test]
fn reviewing_with_suggestions_left_wants_the_key_again() {
    let mut desk = Desk::new(&["[PER?|Ana] one.", "Two."]);
    desk.resize(160, 45).keys("r");
    assert!(desk.complained().contains("1 undecided"), "{}", desk.said());
    assert_eq!(
        (desk.article(), desk.reader().annotations.status),
        ("a", Status::New)
    );
    // Something else in between, and the second key is a first one again.
    desk.keys("a u r");
    assert_eq!(
        (desk.article(), desk.reader().annotations.status),
        ("a", Status::New)
    );
    desk.keys("r");
    assert_eq!(desk.article(), "b");
    assert_eq!(desk.record(0).status, Status::Reviewed);
    assert_eq!(
        desk.record(0).entities[0].review.verdict,
        Verdict::Unreviewed
    );
    assert!(desk.shows("1 reviewed"), "{:#?}", desk.rows());
    desk.keys("r");
    assert!(
        desk.said().contains("all 2 articles are reviewed"),
        "{}",
        desk.said()
    );
    assert!(desk.shows("2 reviewed"));
    desk.keys("u u");
    assert!(!desk.shows("reviewed ─"), "{:#?}", desk.rows());
    assert_eq!(desk.record(0).status, Status::New);
}

#[test]
fn an_article_is_skipped_or_taken_up_again_by_command() {
    let mut desk = Desk::new(&["[PER?|Ana] one.", "Two."]);
    desk.keys(":skip<Enter>");
    assert_eq!(
        (desk.record(0).status, desk.article()),
        (Status::Skipped, "b")
    );
    assert!(desk.shows("–"), "the list shows it");
    desk.keys("[a:in-progress<Enter>");
    assert_eq!(
        (desk.record(0).status, desk.article()),
        (Status::InProgress, "a")
    );
    desk.keys(":\"status reviewed\"<Enter>");
    assert_eq!(desk.record(0).status, Status::Reviewed);
    assert!(
        desk.said().contains("1 undecided are not exported"),
        "{}",
        desk.said()
    );
    desk.keys(":\"status done\"<Enter>");
    assert!(desk.complained().contains("in_progress"), "{}", desk.said());
}

#[test]
fn the_screen_tells_how_much_is_left() {
    let mut desk = Desk::new(&["[PER?|Ana] and [PER?|Bo].", "[PER?|Cy]."]);
    desk.resize(160, 45);
    assert!(desk.shows("2 unreviewed here"), "{:?}", desk.rows().last());
    assert!(
        desk.rows()[1].contains("◔") && desk.rows()[1].contains("2?"),
        "{}",
        desk.rows()[1]
    );
    desk.keys("a j");
    assert!(desk.shows("1 unreviewed here"), "{:?}", desk.rows().last());
    assert!(
        desk.rows()[1].contains("◐") && desk.rows()[1].contains("1?"),
        "{}",
        desk.rows()[1]
    );
    desk.keys("k Tab a j");
    assert!(desk.shows("all decided: r when done"));
    assert!(!desk.rows()[1].contains('?'), "{}", desk.rows()[1]);
}

#[test]
fn a_rejected_suggestion_disappears_and_can_be_shown() {
    let mut desk = Desk::new(&["The [PER?|Ana] and [PER-|Bo]."]);
    desk.keys("]e");
    assert_eq!(desk.at(), "Ana and Bo.");
    desk.keys("]e");
    assert!(desk.said().contains("no entity below"), "{}", desk.said());
    desk.resize(160, 45);
    let listed = |desk: &Desk| desk.rows().iter().any(|row| row.contains("P Bo"));
    assert!(!listed(&desk));
    desk.keys("gx");
    assert!(listed(&desk), "{:#?}", desk.rows());
}

#[test]
fn the_last_decision_is_done_again_by_a_dot() {
    check(
        "The [PER?|Ana] met [PER?|Acme] and [PER?|Bell Inc].",
        "Tab Tab c o .",
        "The [PER?|Ana] met [ORG~|Acme] and [ORG~|Bell Inc].",
    );
    check(
        "▮Acme met Bell.",
        "v e Enter o w w v e .",
        "[ORG*|Acme] met [ORG*|▮Bell].",
    );
    check(
        "▮[PER?|Ana] [PER?|Bo] [PER?|Cy]",
        "x . .",
        "[PER-|Ana] [PER-|Bo] [PER-|Cy]",
    );
    let mut desk = Desk::new(&["▮[PER?|Ana] [PER?|Bo]"]);
    desk.keys("t\"vip\"<Enter> ]e .");
    let tags = |at: usize| desk.reader().annotations.entities[at].review.tags.clone();
    assert_eq!(
        (tags(0), tags(1)),
        (vec!["vip".to_owned()], vec!["vip".to_owned()])
    );
    let mut desk = Desk::new(&["▮[PER?|Ana]"]);
    desk.keys(".");
    assert!(
        desk.said().contains("nothing was decided"),
        "{}",
        desk.said()
    );
}
