//! Quotes and counts over the corpus.

use super::desk::Desk;

/// Quotes with and without speakers, one of them with a pronoun of nobody known.
const ARTICLES: &[&str] = &[
    "[Q?|“One,”] [cue|said] [by|[PER?|Ana Ruiz]]. [Q?|“Two.”]",
    "[Q?|“Three,”] [cue|added] [by|he]. [Q-|“Four.”] [LOC?|Rome]",
    "[Q+|“Five,”] [cue|said] [by|[PER+|Bo Li]].",
];

fn desk(keys: &str) -> Desk {
    let mut desk = Desk::new(ARTICLES);
    desk.resize(120, 30).keys(keys);
    desk
}

/// The rows of the table that hold quotes.
fn listed(desk: &Desk) -> Vec<String> {
    let rows = desk.rows().into_iter().filter(|row| row.contains('“'));
    rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn quotes_are_listed_over_the_corpus_and_narrowed_by_turns() {
    let mut desk = desk("gq");
    assert!(desk.shows("Quotes 1/4"), "{:#?}", desk.rows());
    let told = listed(&desk);
    assert!(told[0].contains("? Ana Ruiz said “One,” 90 %"), "{told:?}");
    assert!(told[1].contains("? who? “Two.”"), "{told:?}");
    assert!(told[2].contains("he added “Three,” 90 % !"), "{told:?}");
    assert!(told[3].contains("✓ Bo Li said “Five,”"), "{told:?}");
    desk.keys("o");
    assert!(desk.shows("Quotes without a speaker 1/1"));
    assert!(listed(&desk)[0].contains("“Two.”"));
    desk.keys("o");
    assert!(desk.shows("Quotes to look at 1/1"));
    assert!(listed(&desk)[0].contains("“Three,”"));
    desk.keys("o / \"ruiz\" Enter");
    assert_eq!(listed(&desk).len(), 1, "{:#?}", desk.rows());
}

#[test]
fn a_row_opens_its_quote_and_s_asks_who_says_it() {
    let mut desk = desk("gq j j Enter");
    assert_eq!(desk.article(), "b");
    assert_eq!(desk.current().as_deref(), Some("“Three,”"));
    desk.keys("gt k s");
    assert_eq!(desk.article(), "a");
    assert_eq!(desk.picker().title, "Who says “Two.”");
    desk.keys("a");
    assert!(desk.said().contains("Ana Ruiz says it"), "{}", desk.said());
    desk.keys("gt");
    let told = listed(&desk);
    assert!(told[1].contains("~ Ana Ruiz “Two.”"), "{told:?}");
    desk.keys("gs");
    assert!(desk.shows("Ana Ruiz said 1/2"), "{:#?}", desk.rows());
    let mut other = Desk::new(ARTICLES);
    other.keys("gf s");
    assert!(other.complained().contains("no quote is selected"));
}

#[test]
fn counts_are_shown_with_bars_on_a_small_screen_and_without_room_for_bars() {
    let mut desk = desk("gS");
    desk.resize(80, 24);
    let row = |desk: &Desk, name: &str| {
        let rows = desk.rows();
        let row = rows.into_iter().find(|row| row.contains(name));
        row.unwrap_or_else(|| panic!("{name}: {:#?}", desk.rows()))
    };
    assert!(row(&desk, "  articles  ").contains(" 3 "));
    assert!(row(&desk, "  unseen").contains(" 2 "));
    assert!(row(&desk, "  undecided").contains(&"█".repeat(20)));
    desk.keys("G");
    assert!(row(&desk, "Ana Ruiz PERSON").contains('1'));
    desk.resize(45, 12).keys("gg");
    assert!(row(&desk, "  articles  ").contains(" 3"));
    assert!(!desk.shows("█"));
    desk.keys("Esc");
    assert!(!desk.shows("Statistics"));
}
