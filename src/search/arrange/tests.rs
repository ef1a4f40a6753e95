use std::io::Read;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::article::ArticleId;
use crate::corpus::{IndexEvent, index_with};
use crate::ingest::ReadOptions;
use crate::text::fold::fold;

fn corpus(rows: &[(&str, Option<&str>, Option<&str>)]) -> Corpus {
    let lines: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, (title, date, source))| {
            serde_json::json!({ "id": at.to_string(), "title": title, "text": ".", "date": date, "source": source })
                .to_string()
        })
        .collect();
    let mut corpus = Corpus::default();
    let input = lines.join("\n");
    let mut input: Box<dyn Read> = Box::new(std::io::Cursor::new(input));
    index_with(
        &[PathBuf::from("-")],
        &mut input,
        &ReadOptions::default(),
        &mut |event| {
            if let IndexEvent::Batch(batch) = event {
                corpus.push_batch(batch);
            }
            ControlFlow::Continue(())
        },
    );
    corpus
}

fn all_of(wish: &Wish) -> Arrangement {
    let mut last = None;
    arrange(
        wish,
        &mut Narrowing::default(),
        &|| true,
        &mut |some, done| {
            last = Some((some, done));
            ControlFlow::Continue(())
        },
    );
    let (arrangement, done) = last.unwrap();
    assert!(done);
    arrangement
}

fn shown(wish: &Wish) -> Vec<u32> {
    all_of(wish).shown.unwrap()
}

fn query(typed: &str) -> Arc<Query> {
    let today = "2026-03-10".parse().unwrap();
    Arc::new(Query::parse(typed, today).unwrap())
}

fn desk() -> Wish {
    let corpus = corpus(&[
        ("Oslo sleeps", Some("2026-01-02"), Some("Wire")),
        ("Zürich sinks", Some("2026-01-01"), None),
        ("“Árbol” falls", None, Some("agency")),
        ("zoo opens", Some("2026-01-02"), Some("Wire")),
    ]);
    let mut works = Works::default();
    let work = |status, open| Work {
        status,
        open,
        ..Work::default()
    };
    works.set(0, ArticleId::new("0"), work(Status::Reviewed, Some(0)));
    works.set(0, ArticleId::new("3"), work(Status::InProgress, Some(7)));
    Wish {
        corpus,
        works: Arc::new(works),
        ..Wish::default()
    }
}

fn sorted(order: &str) -> Vec<u32> {
    shown(&Wish {
        order: order.parse().unwrap(),
        ..desk()
    })
}

#[test]
fn every_order_is_stable_and_puts_what_has_no_value_last_both_ways() {
    assert_eq!(sorted("date"), [1, 0, 3, 2]);
    assert_eq!(sorted("-date"), [0, 3, 1, 2]);
    assert_eq!(sorted("source"), [2, 0, 3, 1]);
    assert_eq!(sorted("source!"), [0, 3, 2, 1]);
    assert_eq!(sorted("status"), [1, 2, 3, 0]);
    assert_eq!(sorted("open"), [0, 3, 1, 2], "unknown last");
    assert_eq!(sorted("-open"), [3, 0, 1, 2]);
    assert_eq!(
        sorted("title"),
        [2, 0, 3, 1],
        "without marks and quote marks"
    );
    assert_eq!(sorted("-title"), [1, 3, 0, 2]);
    assert_eq!(sorted("-file"), [3, 2, 1, 0]);
    let counted = all_of(&Wish {
        order: "open".parse().unwrap(),
        ..desk()
    });
    assert_eq!(counted.counted, Some(2));
    assert_eq!(all_of(&desk()), Arrangement::default(), "all as they are");
    assert!(
        "size"
            .parse::<Order>()
            .unwrap_err()
            .contains("date, source")
    );
    assert!("".parse::<Grouping>().is_err());
}

#[test]
fn groups_stand_under_headings_and_keep_the_order_within() {
    let grouped = |group: &str, order: &str| {
        let found = all_of(&Wish {
            grouping: group.parse().unwrap(),
            order: order.parse().unwrap(),
            stories: Arc::new(vec![ALONE, 5, ALONE, 5]),
            ..desk()
        });
        let rows = found.headings.iter().map(|heading| heading.row);
        (
            found.shown.unwrap(),
            rows.collect::<Vec<_>>(),
            found.headings,
        )
    };
    let (shown, rows, headings) = grouped("date", "title");
    assert_eq!((shown, rows), (vec![1, 0, 3, 2], vec![0, 1, 3]));
    assert_eq!(headings[2].shared, Shared::Day(None));
    assert_eq!(
        headings[0].shared,
        Shared::Day("2026-01-01".parse().ok()),
        "the day comes back from its key"
    );
    let (shown, rows, _) = grouped("-source", "-title");
    assert_eq!((shown, rows), (vec![3, 0, 2, 1], vec![0, 2, 3]));
    let (shown, _, headings) = grouped("status", "none");
    assert_eq!(shown, [1, 2, 3, 0]);
    assert_eq!(headings[1].shared, Shared::Status(Status::InProgress));
    let (shown, rows, headings) = grouped("story", "none");
    assert_eq!((shown, rows), (vec![1, 3, 0, 2], vec![0, 2]));
    assert_eq!(headings[1].shared, Shared::Alone);
}

#[test]
fn a_query_shows_what_answers_it_and_counts_what_must_be_read() {
    let ask = |typed: &str| Wish {
        query: Some(query(typed)),
        ..desk()
    };
    assert_eq!(shown(&ask("zo")), [3], "scattered letters are left out");
    assert_eq!(shown(&ask("source:wire unreviewed")), [3]);
    assert_eq!(shown(&ask("-source:wire")), [1, 2]);
    let mut asked = ask("text:x s");
    let before = all_of(&asked);
    assert_eq!((before.shown.unwrap().len(), before.unread), (0, 4));
    let mut marks = Marks::default();
    marks.set(1, true);
    marks.set(0, false);
    asked.texts = vec![Arc::new(marks)];
    let found = all_of(&asked);
    assert_eq!((found.shown.unwrap(), found.unread), (vec![1], 2));
}

#[test]
fn the_best_come_first_and_an_order_that_is_asked_for_goes_before_that() {
    let corpus = corpus(&[
        ("A ro me", None, None),
        ("Rome", None, None),
        ("Rome again", None, None),
    ]);
    let wish = |order: &str| Wish {
        corpus: corpus.clone(),
        query: Some(query("rome")),
        order: order.parse().unwrap(),
        ..Wish::default()
    };
    assert_eq!(shown(&wish("none")).first(), Some(&1));
    let mut in_file = shown(&wish("none"));
    in_file.sort_unstable();
    assert_eq!(shown(&wish("file")), in_file);
    assert_eq!(shown(&wish("-title")).first(), Some(&2));
}

#[test]
fn what_is_not_wanted_any_more_is_not_told() {
    let wish = Wish {
        query: Some(query("o")),
        ..desk()
    };
    arrange(&wish, &mut Narrowing::default(), &|| false, &mut |_, _| {
        panic!("nobody wants it")
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn typing_on_finds_what_typing_it_at_once_finds(
        titles in proptest::collection::vec("[a-cé ]{0,12}", 1..20),
        typed in "[a-c]{1,4}( [a-c]{1,3})?",
    ) {
        let rows: Vec<_> = titles.iter().map(|title| (title.as_str(), None, None)).collect();
        let corpus = corpus(&rows);
        let mut narrowing = Narrowing::default();
        for end in 1..=typed.len() {
            let wish = Wish {
                corpus: corpus.clone(),
                query: Some(query(&typed[..end])),
                ..Wish::default()
            };
            let mut narrowed = None;
            arrange(&wish, &mut narrowing, &|| true, &mut |found, _| {
                narrowed = Some(found);
                ControlFlow::Continue(())
            });
            prop_assert_eq!(narrowed, Some(all_of(&wish)));
        }
    }

    #[test]
    fn titles_are_in_the_order_of_their_letters(
        titles in proptest::collection::vec("[(“]{0,2}(long beginning of titles ){0,2}(far and further on ){0,4}[aAbéZ ]{0,3}", 1..60),
        reverse: bool,
    ) {
        let rows: Vec<_> = titles.iter().map(|title| (title.as_str(), None, None)).collect();
        let corpus = corpus(&rows);
        let key = |at: &u32| {
            let title = corpus.row(*at as usize).unwrap().title;
            fold(title.trim_start_matches(|c: char| !c.is_alphanumeric()))
        };
        let mut expected: Vec<u32> = (0..corpus.len() as u32).collect();
        expected.sort_by(|one, other| {
            let (one, other) = (key(one), key(other));
            let titles = if reverse { other.cmp(&one) } else { one.cmp(&other) };
            one.is_empty().cmp(&other.is_empty()).then(titles)
        });
        let found = shown(&Wish {
            corpus: corpus.clone(),
            order: if reverse { "-title" } else { "title" }.parse().unwrap(),
            ..Wish::default()
        });
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn an_order_shows_every_article_once(order in "-?(date|source|status|open|title|file)", group in "-?(date|source|status|story|none)") {
        let found = all_of(&Wish {
            order: order.parse().unwrap(),
            grouping: group.parse().unwrap(),
            ..desk()
        });
        let mut shown = found.shown.unwrap();
        prop_assert!(found.headings.is_sorted_by_key(|heading| heading.row));
        shown.sort_unstable();
        prop_assert_eq!(shown, vec![0, 1, 2, 3]);
    }
}
