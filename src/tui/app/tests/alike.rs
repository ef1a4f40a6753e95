//! One decision for all of the same words.

use super::desk::Desk;
use crate::annotation::Annotations;

const ARTICLES: &[&str] = &[
    "▮[ORG?|Acme] met [PER?|Ana]. [ORG?|Acme] left.",
    "[ORG?|Acme] sued [PER?|Ana].",
    "[LOC?|Acme] won. [ORG?|Acme] lost.",
];

/// Everything that is saved, an article a line.
fn saved(desk: &mut Desk) -> Vec<usize> {
    desk.records().iter().map(Annotations::undecided).collect()
}

#[test]
fn a_surface_form_is_decided_over_the_corpus_with_a_preview_and_one_undo() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g f f o r g Enter a");
    assert!(
        desk.picker().title.starts_with("accept 4 × “Acme”"),
        "{}",
        desk.picker().title
    );
    assert_eq!(
        desk.choices(),
        [
            "all: 4 places in 3 articles",
            "in the open article: 2 places",
            "look at each place first, and leave some out"
        ]
    );
    assert_eq!(saved(&mut desk), [3, 2, 2], "nothing is done yet");
    desk.keys("a");
    assert_eq!(saved(&mut desk), [1, 1, 1]);
    desk.keys("u");
    assert_eq!(saved(&mut desk), [3, 2, 2], "one undo takes all back");
}

#[test]
fn places_are_looked_at_and_some_are_left_out() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g f f o r g Enter x l");
    desk.keys("j Space x");
    assert_eq!(
        saved(&mut desk),
        [2, 1, 1],
        "the second one of the first article stays"
    );
    assert!(
        desk.app.tables.shown().is_some(),
        "back at the surface forms"
    );
}

#[test]
fn what_was_decided_here_goes_to_all_of_the_same_words() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("&");
    assert!(desk.complained().contains("decide about a name first"));
    desk.keys("g g a");
    assert_ne!(desk.current().as_deref(), Some("Acme"), "it went on");
    desk.keys("& a");
    assert_eq!(saved(&mut desk), [1, 1, 1], "{}", desk.said());
    // Another label takes those in that had other labels, and leaves those that were decided.
    let mut desk = Desk::new(ARTICLES);
    desk.keys("c p [ e & h");
    assert_eq!(saved(&mut desk), [1, 2, 2], "{}", desk.said());
}

#[test]
fn what_a_search_found_is_given_a_label_even_where_nothing_was_suggested() {
    let mut desk = Desk::new(&["▮Acme met [PER?|Ana].\nAcmes and Acme won."]);
    desk.keys("/ A c m e Enter g / v c o");
    let labels = desk.entities();
    assert_eq!(
        labels.len(),
        3,
        "{labels:?}: not what is part of a longer word"
    );
    desk.keys("Esc u");
    assert_eq!(desk.entities().len(), 1);
}

#[test]
fn what_lies_across_a_name_or_is_a_part_of_one_is_left_alone() {
    // The long name reaches over others that begin after it.
    let mut desk = Desk::new(&["▮[ORG!|Bank of Acme and [PER!|Bo]] met Acme, Bo and Acme."]);
    let before = desk.entities().len();
    desk.keys("/ A c m e Enter g / v c l");
    assert_eq!(desk.entities().len(), before + 2, "{:?}", desk.entities());
}
