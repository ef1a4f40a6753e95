//! Marks, and back and forth.

use super::desk::{Desk, lines};
use crate::tui::effect::Effect;

#[test]
fn marks_are_come_back_to_from_any_article() {
    let mut desk = Desk::new(&["▮one\ntwo\nthree", "four\nfive"]);
    desk.keys("2 G m a ]a j m b");
    assert_eq!(desk.said(), "mark b: 'b comes back here");
    let kept: Vec<_> = desk
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Mark(letter, mark) => Some((*letter, mark.article.as_str(), mark.byte)),
            _ => None,
        })
        .collect();
    assert_eq!(kept, [('a', "a", 4), ('b', "b", 5)]);
    desk.keys("' a");
    assert_eq!((desk.article(), desk.at()), ("a", "two"));
    desk.keys("' b");
    assert_eq!((desk.article(), desk.at()), ("b", "five"));
    desk.keys("Ctrl-o");
    assert_eq!((desk.article(), desk.at()), ("a", "two"));
    desk.keys("' c");
    assert_eq!(desk.complained(), "no mark c; mc sets it");
    desk.keys("m 1");
    assert_eq!(desk.complained(), "a mark is a letter");
    desk.keys("m Esc");
    assert!(desk.app.modals.is_empty());
}

#[test]
fn the_marks_and_jumps_are_listed() {
    let mut desk = Desk::new(&["▮one\ntwo\nthree", "four\nfive"]);
    desk.keys("'");
    assert!(desk.said().contains("m and a letter"), "{}", desk.said());
    desk.keys(":jumps Enter");
    assert_eq!(desk.said(), "no jumps yet");
    desk.keys("j m j ]a :marks Enter");
    assert_eq!(desk.choices(), ["two", "two"]);
    assert!(desk.shows("before the last jump"));
    assert!(desk.shows("Article a"));
    desk.keys("j");
    assert_eq!((desk.article(), desk.at()), ("a", "two"), "j is a mark");
    desk.keys(":jumps Enter");
    assert_eq!(desk.choices(), ["four", "two"]);
    desk.keys("Enter");
    assert_eq!((desk.article(), desk.at()), ("b", "four"));
}

#[test]
fn two_quotes_go_to_before_the_last_jump_and_back() {
    let text = lines(100);
    let mut desk = Desk::new(&[&format!("▮{text}")]);
    desk.keys("10 G 50 G '");
    desk.keys("'");
    assert_eq!(desk.at(), "line 10");
    desk.keys("' '");
    assert_eq!(desk.at(), "line 50");
    desk.keys("2 Ctrl-o");
    assert_eq!(desk.at(), "line 50", "it went where 10 G was left");
}

#[test]
fn a_jump_from_an_article_that_is_being_read_comes_back_to_it() {
    let mut desk = Desk::new(&["▮one\ntwo\nthree", "four\nfive", "six"]);
    desk.keys("2 G ]a 2 G Esc");
    desk.slow = true;
    // In the list the next article is asked for and not there yet.
    desk.keys("j Ctrl-o");
    desk.deliver();
    assert_eq!((desk.article(), desk.at()), ("b", "four"));
    desk.keys("]j");
    desk.deliver();
    assert_eq!((desk.article(), desk.at()), ("c", "six"));
}

#[test]
fn going_on_into_the_next_article_is_a_jump() {
    let mut desk = Desk::new(&["one\n▮two", "three", "[PER?|Bo]"]);
    desk.keys("Tab");
    assert_eq!(desk.article(), "c");
    desk.keys("Ctrl-o");
    assert_eq!((desk.article(), desk.at()), ("a", "two"));
}

#[test]
fn where_ctrl_i_is_no_tab_it_goes_forward() {
    let mut desk = Desk::new(&["▮one\ntwo\nthree"]);
    desk.keys("3 G Ctrl-o");
    assert_eq!(desk.at(), "one");
    desk.keys("Ctrl-i");
    assert_eq!(desk.at(), "three");
}
