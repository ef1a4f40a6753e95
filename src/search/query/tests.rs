use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn today() -> NaiveDate {
    day("2026-03-10")
}

fn day(written: &str) -> NaiveDate {
    written.parse().unwrap()
}

/// An article of which everything is known.
struct Article {
    title: &'static str,
    source: Option<&'static str>,
    date: Option<NaiveDate>,
    work: Work,
    /// Whether what is asked of its findings, or its text, is there.
    found: Option<bool>,
}

impl Default for Article {
    fn default() -> Self {
        Self {
            title: "Flood in Zürich: “We wait”",
            source: Some("Reuters"),
            date: Some(day("2026-01-15")),
            work: Work {
                status: Status::InProgress,
                open: Some(3),
                tags: vec!["Water".to_owned()],
                noted: false,
                unplaced: 0,
            },
            found: None,
        }
    }
}

impl Facts for Article {
    fn row(&self) -> Row<'_> {
        Row {
            id: "a",
            title: self.title,
            date: self.date,
            source: self.source,
        }
    }

    fn work(&self) -> &Work {
        &self.work
    }

    fn found(&self, _asked: usize) -> Option<bool> {
        self.found
    }

    fn text(&self, _asked: usize) -> Option<bool> {
        self.found
    }
}

fn query(typed: &str) -> Query {
    Query::parse(typed, today()).unwrap()
}

fn holds(typed: &str) -> bool {
    query(typed).holds(&Article::default()) == Some(true)
}

#[test]
fn parts_ask_for_what_is_known_of_an_article() {
    for typed in [
        "source:reuters",
        "source:REUT",
        "after:2026-01-15",
        "after:2026",
        "before:2026-01-16",
        "before:2026-02",
        "on:2026-01",
        "on:2026-01-15",
        "after:3m",
        "status:in_progress",
        "status:in-prog",
        "unreviewed",
        "tag:wat",
        "has:open has:tag has:date has:source",
        "\"zurich: “we\"",
        "-\"geneva\" -tag:war",
        "-status:reviewed -source:afp",
        "after:2026-01 before:2026-02",
    ] {
        assert!(holds(typed), "{typed}");
        let negated = format!("-{typed}");
        if !typed.contains(' ') {
            assert!(!holds(&negated), "{negated}");
        }
    }
    for typed in [
        "source:afp",
        "after:2026-01-16",
        "after:2w",
        "before:2026-01-15",
        "on:today",
        "status:reviewed",
        "tag:ter",
        "has:note",
        "\"zurich we\"",
        "-flood",
    ] {
        assert!(!holds(typed), "{typed}");
    }
}

#[test]
fn an_article_without_a_date_or_source_answers_none_that_ask_for_one() {
    let bare = Article {
        date: None,
        source: None,
        ..Article::default()
    };
    for typed in ["after:2000", "before:2100", "on:2026", "source:reuters"] {
        assert_eq!(query(typed).holds(&bare), Some(false), "{typed}");
        assert_eq!(query(&format!("-{typed}")).holds(&bare), Some(true));
    }
}

#[test]
fn what_takes_reading_is_open_until_the_article_was_read_unless_another_part_fails() {
    let unread = Article::default();
    let read = |found| Article {
        found: Some(found),
        ..Article::default()
    };
    for typed in ["person:ruiz", "text:harbour", "said:ruiz", "label:PRODUCT"] {
        let (asked, negated) = (query(typed), query(&format!("-{typed}")));
        assert_eq!(asked.holds(&unread), None, "{typed}");
        assert_eq!(negated.holds(&unread), None);
        assert_eq!(asked.holds(&read(true)), Some(true));
        assert_eq!(negated.holds(&read(true)), Some(false));
        assert_eq!(asked.holds(&read(false)), Some(false));
        let failing = query(&format!("{typed} source:afp"));
        assert_eq!(failing.holds(&unread), Some(false));
    }
    let query = query("person:\"Ana Ruiz\" org:eu said:ana person:\"ana ruiz\" text:/flo+d/");
    assert_eq!(
        query.found(),
        [
            Found::Named("ana ruiz".to_owned(), PERSON),
            Found::Named("eu".to_owned(), ORG),
            Found::Said("ana".to_owned()),
        ],
        "the same is asked once"
    );
    assert_eq!(query.texts().len(), 1);
}

#[test]
fn free_words_rank_titles_and_quoted_or_negated_ones_are_taken_as_they_are() {
    let query = query("zurch flod source:reuters -\"dam\"");
    assert!(!query.is_words());
    assert_eq!(
        query
            .words()
            .rank(&["Flood in Zürich", "Dry in Zürich"])
            .len(),
        1
    );
    assert!(Query::parse("zurich flood", today()).unwrap().is_words());
    assert!(Query::parse("  ", today()).unwrap().is_empty());
    assert!(holds("\"unreviewed\"") || !holds("\"unreviewed\""));
    assert!(!holds("\"unreviewed\""), "quote marks make a word of it");
}

#[test]
fn words_that_join_parts_elsewhere_are_words_in_small_letters_and_in_quote_marks() {
    for typed in ["flood or storm", "\"OR\"", "-\"NOT\"", "and not", "ORBIT"] {
        assert!(Query::parse(typed, today()).is_ok(), "{typed}");
    }
}

#[test]
fn a_quote_mark_that_is_still_open_reaches_to_the_end() {
    assert!(holds("\"flood in z"));
    assert!(holds("source:\"reut"));
    assert_eq!(
        query("person:\"Ana Ru").found(),
        [Found::Named("ana ru".to_owned(), PERSON)]
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_would_be_right() {
    let wrong = |typed: &str| Query::parse(typed, today()).unwrap_err();
    for (typed, column, what) in [
        ("flood sorce:afp", 7, "did you mean source:?"),
        ("é  autor:x", 4, "there is no autor:"),
        ("after:soon", 7, "2026-01-15"),
        ("speaker:ruiz", 1, "said:ruiz"),
        ("verdict:accepted", 1, "status:reviewed"),
        ("date:2026", 1, "on:2026-01"),
        ("text:flood OR text:storm", 12, "text:/flood|storm/"),
        ("flood AND storm", 7, "without AND"),
        ("NOT flood", 1, "-flood"),
        ("on:2026-13", 4, "is no date"),
        ("on:2026-02-30", 4, "is no date"),
        ("status:done", 8, "new, in_progress, reviewed, skipped"),
        ("has:cake", 5, "note, open"),
        ("source:", 8, "source:reuters"),
        ("-tag: x", 6, "which tag?"),
        ("text:/(/", 6, "unclosed group"),
    ] {
        let error = wrong(typed);
        assert_eq!(error.column, column, "{typed}: {error}");
        assert!(error.what.contains(what), "{typed}: {error}");
    }
}

#[test]
fn a_query_of_words_narrows_one_whose_words_begin_its_own() {
    let narrows = |more: &str, less: &str| query(more).narrows(&query(less));
    assert!(narrows("zuri", "zur"));
    assert!(narrows("zur fl", "zur"));
    assert!(!narrows("zur", "zuri"));
    assert!(!narrows("fl zur", "zur"));
    assert!(!narrows("zuri source:x", "zur"));
}

struct Known;

impl Values for Known {
    fn sources(&self) -> Vec<String> {
        ["Reuters", "Civic Wire", "Reuters", "El País"]
            .map(str::to_owned)
            .to_vec()
    }
    fn tags(&self) -> Vec<String> {
        vec!["war".to_owned()]
    }
    fn labels(&self) -> Vec<String> {
        vec!["PERSON".to_owned()]
    }
    fn names(&self, labels: &[&str], _key: &str) -> Vec<String> {
        vec![if labels.is_empty() { "EU" } else { "Ana Ruiz" }.to_owned()]
    }
    fn speakers(&self, _key: &str) -> Vec<String> {
        Vec::new()
    }
}

#[test]
fn fields_and_known_values_are_offered_where_the_cursor_is() {
    let offered = |typed: &str| candidates(typed, typed.len(), &Known);
    assert_eq!(offered("flood so"), (6..8, vec!["source:".to_owned()]));
    assert_eq!(offered("-sta").1, ["status:"]);
    assert_eq!(offered("unr").1, ["unreviewed"]);
    assert_eq!(
        offered("source:").1,
        ["\"Civic Wire\"", "\"El País\"", "Reuters"]
    );
    assert_eq!(offered("source:pais").1, ["\"El País\""]);
    assert_eq!(
        offered("source:\"civic w"),
        (7..15, vec!["\"Civic Wire\"".to_owned()])
    );
    assert_eq!(
        offered("-person:ana"),
        (8..11, vec!["\"Ana Ruiz\"".to_owned()])
    );
    assert_eq!(offered("entity:").1, ["EU"]);
    assert_eq!(offered("status:rev").1, ["reviewed"]);
    assert_eq!(offered("label:per").1, ["PERSON"]);
    assert!(offered("a ").1.contains(&"text:".to_owned()), "a new part");
    assert!(offered("source:\"Civic Wire\"").0.is_empty());
    assert_eq!(
        candidates("so flood", 2, &Known),
        (0..2, vec!["source:".to_owned()])
    );
}

proptest! {
    #[test]
    fn anything_typed_is_a_query_or_wrong_at_one_of_its_columns(
        typed in "(-?(source|after|text|tag|has|on|x)?:?\"?\\PC{0,6}\"?/? ){0,4}"
    ) {
        match Query::parse(&typed, today()) {
            Ok(query) => {
                let _ = query.holds(&Article::default());
            }
            Err(error) => {
                prop_assert!(error.column >= 1 && error.column <= typed.chars().count() + 1);
                prop_assert!(!error.what.is_empty());
            }
        }
        for (cursor, _) in typed.char_indices() {
            let (range, _) = candidates(&typed, cursor, &Known);
            prop_assert!(typed.get(range).is_some());
        }
    }

    #[test]
    fn a_part_holds_where_its_negation_does_not(part in "(source|tag|status|after):(r[a-z]?|2026|7d|new)") {
        let Ok(asked) = Query::parse(&part, today()) else { return Ok(()) };
        let negated = Query::parse(&format!("-{part}"), today()).unwrap();
        let article = Article::default();
        prop_assert_ne!(asked.holds(&article), negated.holds(&article));
    }

    #[test]
    fn letters_are_looked_for_as_folding_finds_them(text in "\\PC{0,20}|[a-cA-C ]{0,12}", key in "[a-cA-C]{1,3}") {
        let key = fold(&key);
        prop_assert_eq!(has(&text, &key), fold(&text).contains(&key));
    }
}
