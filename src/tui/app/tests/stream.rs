//! A review stream: one verdict after the other over the whole corpus, in an order of choice.

use super::desk::Desk;

const ARTICLES: &[&str] = &[
    "▮[PER?|Ana] met [ORG?|Acme].",
    "[ORG?|Acme] sued [PER?|Bo].",
    "[ORG?|Acme] won.",
];

/// Where one is: the article's place and what is under the cursor.
fn at(desk: &Desk) -> String {
    let name = desk.current().unwrap_or_default();
    format!("{} {name}", desk.reader().opened.index)
}

#[test]
fn same_words_come_together_and_each_verdict_goes_to_the_next_across_articles() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys("g r f");
    let mut seen = Vec::new();
    for verdict in ["a", "x", "a", "a"] {
        seen.push(at(&desk));
        desk.keys(verdict);
    }
    assert_eq!(seen, ["0 Acme", "1 Acme", "2 Acme", "0 Ana"]);
    assert_eq!(at(&desk), "1 Bo");
    desk.keys("a");
    assert!(
        desk.said().contains("everything is decided"),
        "{}",
        desk.said()
    );
    assert!(desk.app.stream.is_none());
    desk.keys("u");
    assert_eq!(
        desk.records()[1].undecided(),
        1,
        "undo knows nothing of streams"
    );
}

#[test]
fn what_is_passed_over_comes_again_at_the_end_and_one_can_go_back() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [ORG?|Acme].", "[PER?|Bo] won."]);
    desk.keys("g r a");
    assert_eq!(at(&desk), "0 Ana");
    desk.keys("Tab Tab");
    assert_eq!(at(&desk), "1 Bo");
    desk.keys("Shift-Tab");
    assert_eq!(at(&desk), "0 Acme");
    desk.keys("Tab");
    assert_eq!(at(&desk), "1 Bo");
    desk.keys("Tab");
    assert!(desk.said().contains("3 passed over"), "{}", desk.said());
    desk.keys("Tab");
    assert_eq!(at(&desk), "0 Ana");
}

#[test]
fn esc_ends_the_stream_and_a_command_begins_one() {
    let mut desk = Desk::new(ARTICLES);
    desk.keys(": s t r e a m Space l a b e l Enter");
    assert_eq!(at(&desk), "0 Acme", "ORG stands before PERSON");
    desk.keys("Tab");
    assert!(desk.shows("stream by label · 5 left"));
    desk.keys("Esc");
    assert!(desk.app.stream.is_none());
    desk.keys(": s t r e a m Space u p Enter");
    assert!(
        desk.complained().contains("article, certainty"),
        "{}",
        desk.complained()
    );
}

#[test]
fn a_stream_begins_when_the_first_articles_are_read() {
    let mut desk = Desk::new(ARTICLES);
    desk.slow = true;
    desk.keys("x g r a");
    assert_eq!(at(&desk), "0 Acme", "the open article is known at once");
    desk.keys("a");
    assert!(
        desk.said().contains("nothing more is found yet"),
        "{}",
        desk.said()
    );
    desk.deliver();
    assert_eq!(at(&desk), "1 Acme", "it goes on by itself");
}
