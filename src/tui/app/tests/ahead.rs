//! Typing ahead of the disk.

use std::sync::Arc;

use proptest::prelude::*;

use super::desk::Desk;
use crate::annotation::markup;
use crate::span::Span;
use crate::tui::app::glimpse::Glimpse;
use crate::tui::app::reader::Laid;
use crate::tui::event::Event;

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
fn a_paste_waits_with_the_prompt_that_it_is_meant_for() {
    let mut desk = Desk::new(ARTICLES);
    desk.slow = true;
    desk.keys("]a Tab t");
    desk.paste("harbour");
    desk.keys("Enter");
    desk.deliver();
    let entity = &desk.reader().annotations.entities[0];
    assert_eq!(
        (desk.article(), entity.review.tags.as_slice()),
        ("b", ["harbour".to_owned()].as_slice())
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

/// An article so long that what is on the screen is looked at first: a name at its beginning, one at
/// its end.
fn long(first: &str, last: &str) -> String {
    let nothing = "Nothing happened there, and nobody said anything about it.\n".repeat(1800);
    format!("[PER?|{first}] spoke.\n{nothing}[PER?|{last}] left.\n")
}

/// A session with long articles, the first of which is being read.
fn long_desk(articles: &[String]) -> Desk {
    let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
    let mut desk = Desk::closed(&articles);
    desk.slow = true;
    desk.open();
    desk.keys("Enter");
    desk.deliver_one();
    desk
}

/// The names that are painted over the text.
fn painted(desk: &Desk) -> Vec<&str> {
    let reader = desk.reader();
    let whole = Span::new(0, reader.text().len());
    let items = reader.shown_over(whole);
    items.map(|listed| listed.span.of(reader.text())).collect()
}

#[test]
fn what_is_on_the_screen_shows_before_the_whole_article_is_read() {
    let mut desk = long_desk(&[long("Ana", "Bo")]);
    assert!(painted(&desk).is_empty());
    assert!(desk.glimpse());
    assert_eq!(painted(&desk), ["Ana"]);
    let before = desk.screen();
    desk.deliver();
    assert_eq!(painted(&desk), ["Ana", "Bo"]);
    let area = desk.app.areas.text.expect("the text is shown");
    let (before, after) = (before.content, desk.screen().content);
    let rows = usize::from(area.y)..usize::from(area.bottom());
    for row in rows {
        let first = row * usize::from(desk.app.size.0) + usize::from(area.x);
        // The item under the cursor is known with the whole, and is marked then.
        let cells = first + 3 * usize::from(row == usize::from(area.y));
        let end = first + usize::from(area.width);
        assert_eq!(before[cells..end], after[cells..end], "no flicker in {row}");
    }
}

#[test]
fn decisions_on_what_is_seen_wait_for_the_whole_and_say_so() {
    let mut desk = long_desk(&[long("Ana", "Bo")]);
    desk.glimpse();
    desk.keys("Tab a");
    assert_eq!(desk.journal.len(), 0);
    assert!(desk.shows("2 keys typed ahead"), "{:#?}", desk.rows());
    desk.deliver();
    assert_eq!(desk.journal.len(), 1);
    assert_eq!(desk.journal[0].what, "accept Ana");
    assert!(!desk.shows("typed ahead"));
}

#[test]
fn a_decision_never_falls_on_what_the_whole_article_does_not_say() {
    let mut desk = long_desk(&[long("Ana", "Bo")]);
    let (_, wrong, _) = markup::parse("Ana [ORG?|spoke]");
    let ticket = desk.app.ticket;
    let glimpse = Glimpse::new(Span::new(0, 100), Arc::new(wrong));
    desk.happens(Event::Glimpsed { ticket, glimpse });
    assert_eq!(painted(&desk), ["spoke"]);
    desk.keys("w a");
    desk.deliver();
    assert_eq!(
        (painted(&desk).as_slice(), desk.journal.len()),
        (["Ana", "Bo"].as_slice(), 0)
    );
    assert_eq!(
        desk.complained(),
        "nothing here to decide; Tab goes to the next suggestion"
    );
}

#[test]
fn cursor_and_selection_keep_their_place_when_the_whole_is_there() {
    let mut desk = long_desk(&[long("Ana", "Bo")]);
    desk.keys("j w v e e");
    let (cursor, selected) = (desk.reader().cursor, desk.selected().map(str::to_owned));
    desk.glimpse();
    desk.deliver();
    assert_eq!(desk.reader().cursor, cursor);
    assert_eq!(desk.selected().map(str::to_owned), selected);
    assert_eq!(selected.as_deref(), Some("happened there"));
}

#[test]
fn another_part_is_looked_at_when_it_is_gone_to() {
    let mut desk = long_desk(&[long("Ana", "Bo")]);
    assert_eq!(desk.glimpses.len(), 1);
    desk.keys("j j Ctrl-d");
    assert_eq!(
        desk.glimpses.len(),
        1,
        "it was looked at with what is around it"
    );
    desk.keys("G");
    assert_eq!(desk.glimpses.len(), 2);
    // The answer for the beginning says nothing about the end.
    desk.glimpse();
    assert!(painted(&desk).is_empty());
    desk.glimpse();
    assert_eq!(painted(&desk), ["Bo"]);
    desk.deliver().keys("g g");
    assert!(desk.glimpses.is_empty(), "the whole is there");
}

#[test]
fn what_was_seen_of_one_article_never_shows_in_another() {
    let mut desk = long_desk(&[long("Ana", "Bo"), long("Cy", "Di")]);
    desk.keys("]a");
    desk.glimpse();
    assert_eq!((desk.article(), painted(&desk).len()), ("a", 0));
    desk.deliver_one();
    desk.deliver_one();
    assert_eq!((desk.article(), painted(&desk).len()), ("b", 0));
    desk.deliver();
    assert_eq!(painted(&desk), ["Cy", "Di"]);
    while desk.glimpse() {}
    assert_eq!(painted(&desk), ["Cy", "Di"]);
}

#[test]
fn annotations_are_laid_once_and_decisions_stay() {
    let mut desk = Desk::new(ARTICLES);
    let fresh = Arc::clone(&desk.reader().annotations);
    desk.keys("Tab a");
    let ticket = desk.app.ticket;
    let laid = Laid::new(desk.reader().text(), fresh, None, Vec::new());
    desk.happens(Event::Laid {
        ticket,
        result: Ok(Box::new(laid)),
    });
    assert_eq!(desk.markup(), "[PER+|Ana] one.");
}

#[test]
fn what_was_decided_before_is_not_shown_as_if_nothing_was() {
    let articles = [long("Ana", "Bo"), long("Cy", "Di")];
    let mut desk = long_desk(&articles);
    desk.deliver();
    desk.keys("Tab x ]a");
    desk.deliver();
    desk.keys("[a");
    while desk.glimpses.pop_front().is_some() {}
    desk.deliver_one();
    assert!(desk.glimpse());
    assert!(painted(&desk).is_empty(), "it was rejected");
    desk.deliver();
    assert_eq!(desk.record(0).undecided(), 1);
}

#[test]
fn articles_are_read_ahead_on_the_way_that_the_analyst_goes() {
    let articles: Vec<String> = (0..12).map(|n| format!("[PER?|Ana] {n}.")).collect();
    let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
    let mut desk = Desk::new(&articles);
    assert_eq!(desk.near, [1, 2, 3, 4]);
    desk.keys("5]a");
    assert_eq!(desk.near, [6, 7, 4, 8, 9]);
    desk.keys("[a");
    assert_eq!(desk.near, [3, 2, 5, 1, 0]);
    desk.keys("[a");
    assert_eq!(desk.near, [2, 1, 4, 0]);
    desk.keys("]a");
    assert_eq!(desk.near, [5, 6, 3, 7, 8]);
}

#[test]
fn under_a_filter_the_articles_that_it_shows_are_read_ahead() {
    let titles = ["tea one", "coal", "tea two", "coal", "tea three"];
    let mut desk = Desk::titled(&titles, &["a", "b", "c", "d", "e"]);
    desk.open();
    desk.keys("f \"tea\" Enter");
    let row = desk.app.list.selected;
    let rows = desk.app.list.len(&desk.app.corpus);
    let shown: Vec<usize> = (row + 1..rows)
        .filter_map(|row| desk.app.list.article(row, &desk.app.corpus))
        .collect();
    assert_eq!(desk.near, shown);
    assert_eq!(shown.len(), 2);
}

/// What happens while articles are read.
#[derive(Clone, Copy, Debug)]
enum Step {
    Keys(&'static str),
    Deliver,
    Glimpse,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// However late answers come, and in whichever order, what is shown and decided is of the
    /// article that is open.
    #[test]
    fn answers_that_come_late_are_never_taken_for_others(
        steps in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(vec!["]a", "[a", "Tab", "a", "x", "G", "g g", "Ctrl-d"]).prop_map(Step::Keys),
            3 => Just(Step::Deliver),
            3 => Just(Step::Glimpse),
        ], 1..24),
    ) {
        let names = [["Ana", "Bo"], ["Cy", "Di"], ["Eva", "Fay"]];
        let articles = names.map(|[first, last]| long(first, last));
        let mut desk = long_desk(&articles);
        for step in steps {
            match step {
                Step::Keys(keys) => { desk.keys(keys); }
                Step::Deliver => { desk.deliver_one(); }
                Step::Glimpse => { desk.glimpse(); }
            }
            let own = names[usize::from(desk.article().as_bytes()[0] - b'a')];
            prop_assert!(painted(&desk).iter().all(|name| own.contains(name)));
        }
        desk.deliver();
        for group in &desk.journal {
            let article = group.steps[0].article.as_ref().map_or("a", |id| id.as_str());
            let own = names[usize::from(article.as_bytes()[0] - b'a')];
            let of_its = group.what.split(' ').any(|word| own.contains(&word));
            prop_assert!(of_its, "{} in {article}", group.what);
        }
    }
}
