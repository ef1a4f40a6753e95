//! Keys of a longer sequence: what may follow them.

use super::desk::Desk;
use crate::tui::app::FollowUps;

#[test]
fn what_may_follow_a_prefix_is_shown_to_those_who_hesitate() {
    let mut desk = Desk::new(&["▮[PER?|Ana] left. [PER?|Bo] stayed."]);
    assert_eq!(desk.app.deadline(), None, "an idle program is never woken");
    desk.keys("]").wait(299);
    assert!(!desk.shows("Go to the next quote"));
    desk.wait(1);
    assert!(desk.shows("Go to the next quote"));
    assert!(!desk.shows("Go to the quote before"), "that is [q");
    assert_eq!(desk.app.deadline(), None, "all is said");
    desk.keys("e");
    assert_eq!(desk.current().as_deref(), Some("Bo"));
    assert!(!desk.shows("Go to the next quote"));
}

#[test]
fn those_who_know_are_not_shown_anything() {
    let mut desk = Desk::new(&["▮[PER?|Ana] left. [PER?|Bo] stayed."]);
    desk.keys("] e").wait(1000);
    assert_eq!(desk.current().as_deref(), Some("Bo"));
    assert_eq!(desk.app.follow_ups, FollowUps::None);
    desk.keys("]").wait(200).keys("Esc").wait(1000);
    assert_eq!(desk.app.follow_ups, FollowUps::None);
}

#[test]
fn a_question_mark_shows_at_once_what_may_follow() {
    let mut desk = Desk::new(&["▮[PER?|Ana] left. [PER?|Bo] stayed."]);
    desk.keys("] ?");
    assert!(desk.shows("Go to the next quote"));
    desk.keys("Backspace");
    assert!(desk.app.pending.is_empty() && !desk.shows("Go to the next quote"));
    desk.keys("] ? Esc");
    assert!(desk.app.pending.is_empty() && !desk.shows("Go to the next quote"));
}

#[test]
fn what_may_follow_is_what_the_user_bound() {
    let mut desk = Desk::new(&["▮[PER?|Ana] left."]);
    desk.app.settings.keymap.rebind("accept", &["g a"]).unwrap();
    desk.keys("g ?");
    assert!(desk.shows("a  Accept the suggestion"));
    desk.keys("a");
    assert_eq!(desk.said(), "accepted Ana; r sets the article reviewed");
}
