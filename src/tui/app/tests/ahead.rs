//! Typing ahead of the disk.

use super::desk::Desk;

const ARTICLES: &[&str] = &["▮[PER?|Ana] one.", "[PER?|Bo] two.", "[PER?|Cy] three."];

#[test]
fn keys_typed_ahead_wait_for_the_article_that_they_are_meant_for() {
    let mut desk = Desk::new(ARTICLES);
    desk.slow = true;
    desk.keys("]a Tab a");
    assert_eq!(
        (desk.article(), desk.markup().as_str()),
        ("a", "[PER?|Ana] one.")
    );
    desk.deliver_one();
    assert_eq!((desk.article(), desk.markup().as_str()), ("b", "Bo two."));
    desk.deliver_one();
    assert_eq!(
        desk.record(1).undecided(),
        0,
        "nothing is lost: {}",
        desk.said()
    );
    desk.deliver();
    assert_eq!(
        desk.record(0).undecided(),
        1,
        "and nothing falls on the article before"
    );
}

#[test]
fn commands_and_the_palette_wait_as_keys_do() {
    for keys in [
        ":accept-all<Enter>",
        "Ctrl-p \"accept-all\" Enter",
        ":\"tag x\"<Enter>",
    ] {
        let mut desk = Desk::new(ARTICLES);
        desk.slow = true;
        desk.keys("]a").keys(keys);
        desk.deliver_one();
        assert_eq!(desk.journal.len(), 0, "{keys}");
        desk.deliver();
        assert_eq!((desk.article(), desk.journal.len()), ("b", 1), "{keys}");
        assert!(desk.app.modals.is_empty());
    }
}

#[test]
fn a_whole_afternoon_typed_at_once_is_done_in_order() {
    let mut desk = Desk::new(ARTICLES);
    desk.slow = true;
    desk.burst("a r a r x r");
    while desk.deliver_one() {}
    let verdicts: Vec<String> = desk
        .records()
        .iter()
        .map(|record| {
            format!(
                "{} {:?}",
                record.status.as_str(),
                record.entities[0].review.verdict
            )
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            "reviewed Accepted",
            "reviewed Accepted",
            "reviewed Rejected"
        ]
    );
}

#[test]
fn what_was_asked_before_is_not_wanted_any_more() {
    let mut desk = Desk::new(ARTICLES);
    desk.slow = true;
    desk.keys("Esc j j");
    // The answers for the second article come late, and are dropped.
    desk.deliver_one();
    desk.deliver_one();
    assert_eq!(desk.article(), "a");
    desk.deliver();
    assert_eq!(
        (desk.article(), desk.markup().as_str()),
        ("c", "[PER?|Cy] three.")
    );
}

#[test]
fn the_list_goes_on_while_articles_are_read() {
    let mut desk = Desk::closed(ARTICLES);
    desk.open();
    desk.slow = true;
    desk.keys("j j Enter x");
    assert!(desk.shows("Articles 3/3"));
    desk.deliver();
    assert_eq!(
        (desk.article(), desk.markup().as_str()),
        ("c", "[PER-|Cy] three.")
    );
    assert_eq!(desk.record(0).undecided() + desk.record(1).undecided(), 2);
}

#[test]
fn ctrl_c_takes_back_what_was_typed_ahead() {
    let mut desk = Desk::new(ARTICLES);
    desk.slow = true;
    desk.keys("]a a Ctrl-c");
    desk.deliver();
    assert_eq!((desk.article(), desk.journal.len()), ("b", 0));
    desk.wait(5000).keys("Ctrl-c").wait(500).keys("Ctrl-c");
    assert!(matches!(
        desk.effects.last(),
        Some(crate::tui::effect::Effect::Quit)
    ));
}

#[test]
fn an_article_that_cannot_be_read_does_not_stop_the_rest() {
    use crate::tui::event::Event;
    let mut desk = Desk::new(ARTICLES);
    desk.slow = true;
    desk.keys("]a a");
    desk.refuse("gone");
    assert!(
        desk.shows("this article cannot be read"),
        "{:#?}",
        desk.rows()
    );
    assert!(desk.shows("gone"));
    assert_eq!(desk.journal.len(), 0);
    desk.keys("]a");
    desk.deliver();
    assert_eq!(desk.article(), "c");
    desk.happens(Event::Notice("hello".to_owned()));
    assert_eq!(desk.said(), "hello");
}
