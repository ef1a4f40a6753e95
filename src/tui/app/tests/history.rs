//! Undo and redo, across articles.

use proptest::prelude::*;

use super::desk::Desk;

#[test]
fn undo_and_redo_say_what_and_go_there() {
    let mut desk = Desk::new(&["▮[PER?|Ana] one.", "[ORG?|Acme] two."]);
    let before = desk.records();
    desk.keys("a ]a x");
    let after = desk.records();
    desk.keys("[a u");
    assert_eq!((desk.article(), desk.said()), ("b", "undid: reject Acme"));
    desk.keys("u");
    assert_eq!((desk.article(), desk.said()), ("a", "undid: accept Ana"));
    assert_eq!(desk.records(), before);
    desk.keys("u");
    assert_eq!(desk.said(), "nothing to undo");
    desk.keys("Ctrl-r");
    assert_eq!(
        (desk.article(), desk.said()),
        ("a", "did again: accept Ana")
    );
    desk.keys("Ctrl-r");
    assert_eq!(
        (desk.article(), desk.said()),
        ("b", "did again: reject Acme")
    );
    assert_eq!(desk.records(), after);
    desk.keys("Ctrl-r");
    assert_eq!(desk.said(), "nothing to do again");
}

#[test]
fn a_count_undoes_as_many() {
    let mut desk = Desk::new(&["▮[PER?|Ana] [PER?|Bo]", "[ORG?|Acme] two."]);
    let before = desk.records();
    desk.keys("a a a 3 u");
    assert_eq!(desk.records(), before);
    desk.keys("2 Ctrl-r");
    assert_eq!(desk.records()[0].undecided(), 0);
    assert_eq!(desk.records()[1].undecided(), 1);
}

#[test]
fn undo_works_while_the_list_is_filtered_or_the_article_is_being_read() {
    let mut desk = Desk::new(&["▮[PER?|Ana] one.", "[ORG?|Acme] two."]);
    let before = desk.records();
    desk.keys("a Esc Esc f\"Article b\"<Enter> u");
    assert_eq!((desk.article(), desk.records()), ("a", before.clone()));
    desk.keys("Ctrl-r ]a");
    desk.slow = true;
    desk.keys("u u");
    desk.deliver();
    assert_eq!(desk.records(), before);
}

#[test]
fn a_decision_that_cannot_be_undone_keeps_no_other_from_being_undone() {
    let decided = || {
        let mut desk = Desk::new(&["▮[PER?|Ana] one.", "[ORG?|Acme] two."]);
        desk.keys("a ]a x");
        desk
    };
    let passed = "u goes on with what was done before it";

    // Another program decided about the same since.
    let mut desk = decided();
    desk.keys("[a");
    desk.empty_record(1);
    desk.keys("u");
    let why = "what it was about was changed otherwise since";
    let cannot = format!("cannot undo reject Acme: {why}; {passed}");
    assert_eq!(desk.complained(), cannot);
    desk.keys("u");
    assert_eq!((desk.article(), desk.said()), ("a", "undid: accept Ana"));
    desk.keys("u");
    assert_eq!(desk.said(), "nothing to undo");
    desk.keys("Ctrl-r");
    assert_eq!(desk.said(), "did again: accept Ana");

    // The article cannot be read any more.
    let mut desk = decided();
    desk.keys("[a");
    desk.slow = true;
    desk.keys("u");
    desk.refuse("no such file");
    let cannot = format!("cannot undo reject Acme: no such file; {passed}");
    assert_eq!(desk.complained(), cannot);
    desk.slow = false;
    desk.keys("u");
    assert_eq!((desk.article(), desk.said()), ("a", "undid: accept Ana"));
}

/// Keys that change something, or move to where something can be changed.
const KEYS: &[&str] = &[
    "Tab",
    "Shift-Tab",
    "]e",
    "[e",
    "]q",
    "]a",
    "[a",
    "j",
    "w",
    "}",
    "Ctrl-w",
    "Esc",
    "+",
    "a",
    "x",
    "d",
    ".",
    "A",
    "r",
    "r r",
    "c o",
    "c p",
    "c l",
    "s a",
    "s s",
    "s -",
    "M a",
    "M s",
    "v e Enter p",
    "v 3 e Enter l",
    "v i s Enter q",
    "v e Enter +",
    "v e Enter s",
    "v e Enter k",
    "v i e Enter e",
    "v i q x",
    "> ",
    "<",
    "H",
    "L",
    "3 >",
    "C a",
    "C d",
    "t\"one, two\"<Enter>",
    "t Ctrl-u Enter",
    "i\"a note\"<Enter>",
    "T\"war\"<Enter>",
    "I\"hm\"<Enter>",
    ":split<Enter>",
    ":rename<Enter> x Enter",
    ":link<Enter> Q1 Enter",
    ":date-value<Enter> Ctrl-u 2020 Enter",
    ":skip<Enter>",
    ":in-progress<Enter>",
    "u",
    "u",
    "Ctrl-r",
    "gx",
    "*",
    "; a",
];

const ARTICLES: &[&str] = &[
    "[PER?@1|Ana Ruiz] of [ORG?|the [LOC?|Rome] Club] spoke on [DATE?|[T?2021-05-01|Saturday]].\n\n\
     [Q1?|“We lost,”] [by|[PER?@1|Ruiz]] [cue|said], [Q1?|“and won.”] [PER?|Bo Li] left [T?|last year].",
    "[Q?|“No,”] [by|he] [cue|told] [PER?|Cy Day]. [PER?|Day] works at [ORG+|Acme]. [LOC-|Mars] is far.",
    "Nothing to see here, she said.",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is done, undo leads back to the very beginning, and redo to where one was.
    #[test]
    fn everything_can_be_undone_and_done_again(
        typed in prop::collection::vec(prop::sample::select(KEYS), 1..40),
    ) {
        let mut desk = Desk::new(ARTICLES);
        let fresh = desk.records();
        for keys in &typed {
            desk.keys(keys);
        }
        // Out of whatever is open, then as far forward as there is anything.
        desk.keys("Esc Esc");
        while !desk.keys("Ctrl-r").said().contains("nothing to do again") {}
        let done = desk.records();
        while !desk.keys("u").said().contains("nothing to undo") {}
        prop_assert_eq!(desk.records(), fresh);
        while !desk.keys("Ctrl-r").said().contains("nothing to do again") {}
        prop_assert_eq!(desk.records(), done);
    }
}
