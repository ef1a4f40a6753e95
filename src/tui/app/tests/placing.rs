//! What lost its place when the text changed.

use super::desk::Desk;

const OLD: &str = "On Monday the mayor of [LOC+|Bergen] met [PER+|Ana Ruiz] in the old town hall.\n\
                   Then [PER-|May] came, and [Q+|“we will go on from here,”] [by|she] [cue|said].\n";
const NEW: &str = "At last the mayor of Bergen saw Ana Ruiz there, in front of the town hall.\n\
                   Nobody came, but “we will go on from now,” she said.\n";

#[test]
fn what_is_in_doubt_is_listed_and_gone_through() {
    let mut desk = Desk::revised(OLD, NEW);
    assert_eq!(desk.app.waiting(), 4);
    desk.resize(120, 30);
    assert!(desk.shows("Without a place 4"), "{:#?}", desk.rows());
    assert!(desk.shows("4 without a place: ]d"), "{:#?}", desk.rows());
    desk.keys("] d");
    let picker = desk.picker();
    assert_eq!(
        picker.title,
        "1 of 4 without a place: Bergen · LOC, accepted"
    );
    assert_eq!(
        desk.choices()[0],
        "…At last the mayor of [Bergen] saw Ana Ruiz there, in fron…"
    );
    // The place shows in the text as long as it is selected.
    assert_eq!(desk.selected(), Some("Bergen"));
    desk.keys("Esc");
    assert_eq!(desk.selected(), None);
    assert_eq!(desk.app.waiting(), 4, "looking decides nothing");
    desk.keys("] d");
    assert!(
        desk.picker()
            .title
            .starts_with("2 of 4 without a place: Ana Ruiz")
    );
    desk.keys("Esc [ d");
    assert!(desk.picker().title.starts_with("1 of 4"));
}

#[test]
fn a_place_is_taken_another_chosen_and_what_is_gone_let_go_and_all_taken_back() {
    let mut desk = Desk::revised(OLD, NEW);
    desk.keys("] d 1");
    assert!(
        desk.markup().contains("mayor of [LOC+|Bergen] saw"),
        "{}",
        desk.markup()
    );
    // It goes on to the next.
    assert!(
        desk.picker()
            .title
            .starts_with("1 of 3 without a place: Ana Ruiz")
    );
    desk.keys("x");
    assert!(
        desk.picker().title.contains("May"),
        "{}",
        desk.picker().title
    );
    desk.keys("v");
    let nobody = desk.find("Nobody");
    desk.app.go(nobody);
    desk.keys("v e Enter w");
    assert!(
        desk.markup().contains("[PER-|Nobody] came"),
        "{}",
        desk.markup()
    );
    // A quote comes with what belongs to it.
    assert!(
        desk.picker().title.contains("· quote, accepted"),
        "{}",
        desk.picker().title
    );
    desk.keys("1");
    assert!(
        desk.markup()
            .contains("[Q+|“we will go on from now,”] [by|she] [cue|said]."),
        "{}",
        desk.markup()
    );
    assert_eq!(desk.app.waiting(), 0);
    assert!(
        desk.said().contains("all have their place"),
        "{}",
        desk.said()
    );
    desk.keys("4 u");
    assert_eq!(desk.app.waiting(), 4);
    assert!(!desk.markup().contains('['), "{}", desk.markup());
    desk.keys("4 Ctrl-r");
    assert_eq!(desk.app.waiting(), 0);
}

#[test]
fn the_inspector_lets_go_and_places() {
    let mut desk = Desk::revised(OLD, NEW);
    desk.keys("Ctrl-w g g");
    desk.keys("x");
    assert!(desk.said().starts_with("let go Bergen"), "{}", desk.said());
    desk.keys("Esc u");
    assert_eq!(desk.app.waiting(), 4);
    desk.keys("g g a");
    assert!(desk.picker().title.starts_with("1 of 4"));
}

#[test]
fn all_that_is_clear_is_placed_at_once() {
    let mut desk = Desk::revised(OLD, NEW);
    desk.keys("] d A");
    assert!(desk.said().starts_with("placed 1;"), "{}", desk.said());
    assert!(desk.markup().contains("[LOC+|Bergen]"), "{}", desk.markup());
    desk.keys("u");
    assert_eq!(desk.app.waiting(), 4, "as one decision");
}
