//! How long it takes to filter and order the titles of many articles, and to search their texts.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use divan::Bencher;
use divan::counter::BytesCount;

use dateline::corpus::{self, Corpus, IndexEvent};
use dateline::ingest::ReadOptions;
use dateline::search::arrange::{Narrowing, Wish, arrange};
use dateline::search::query::Query;
use dateline::search::scan::{Needle, Telling, scan};

fn main() {
    divan::main();
    if let Some(folder) = FOLDER.get() {
        let _ = fs::remove_dir_all(folder.path());
    }
}

const PEOPLE: [&str; 8] = [
    "minister",
    "farmers",
    "Zoë Díaz",
    "the Rail Union",
    "Peshmerga",
    "doctors",
    "a court",
    "Łódź council",
];
const DEEDS: [&str; 8] = [
    "postpones",
    "rejects",
    "plans",
    "warns of",
    "pays for",
    "votes on",
    "closes",
    "opens",
];
const THINGS: [&str; 8] = [
    "costly ferry line",
    "flood defences",
    "new harbour",
    "border post",
    "school meals",
    "tax on grain",
    "night trains",
    "old mine",
];
const PLACES: [&str; 8] = [
    "Riga",
    "Zürich",
    "Erbil",
    "Oslo",
    "São Paulo",
    "Kyiv",
    "Nairobi",
    "Lima",
];

/// Heads of so many articles, of different titles, days and sources.
fn heads(count: usize) -> Corpus {
    let mut lines = String::with_capacity(count * 150);
    for i in 0..count {
        let pick = |words: [&'static str; 8], step: usize| words[(i / step) % 8];
        let _ = writeln!(
            lines,
            r#"{{"id":"a{i:07}","title":"{}: {} {} {} ({})","date":"20{:02}-{:02}-{:02}","source":"{} Wire","text":"."}}"#,
            pick(PLACES, 1),
            pick(PEOPLE, 3),
            pick(DEEDS, 7),
            pick(THINGS, 11),
            i * 7919 % count,
            i % 23,
            i % 12 + 1,
            i % 28 + 1,
            pick(PLACES, 5),
        );
    }
    let mut corpus = Corpus::default();
    let paths = [PathBuf::from("-")];
    corpus::index_with(
        &paths,
        &mut Cursor::new(lines),
        &ReadOptions::default(),
        &mut |event| {
            if let IndexEvent::Batch(batch) = event {
                corpus.push_batch(batch);
            }
            ControlFlow::Continue(())
        },
    );
    assert_eq!(corpus.len(), count);
    corpus
}

fn corpus_of(count: usize) -> Corpus {
    static MANY: OnceLock<Corpus> = OnceLock::new();
    static MOST: OnceLock<Corpus> = OnceLock::new();
    let of = if count > 100_000 { &MOST } else { &MANY };
    of.get_or_init(|| heads(count)).clone()
}

const COUNTS: [usize; 2] = [100_000, 1_000_000];

fn wish(count: usize, query: &str, order: &str, group: &str) -> Wish {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let query = Query::parse(query, today).expect("a query");
    Wish {
        corpus: corpus_of(count),
        query: (!query.is_empty()).then(|| Arc::new(query)),
        order: order.parse().expect("an order"),
        grouping: group.parse().expect("a group"),
        ..Wish::default()
    }
}

/// All that answers; with `first`, what is told first.
fn run(wish: &Wish, narrowing: &mut Narrowing, first: bool) -> usize {
    let mut shown = 0;
    arrange(wish, narrowing, &|| true, &mut |some, _| {
        shown = some.shown.map_or(0, |shown| shown.len());
        if first {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    black_box(shown)
}

#[divan::bench(args = COUNTS, sample_count = 20)]
fn fuzzy_words(bencher: Bencher, count: usize) {
    let wish = wish(count, "zurich flod", "none", "none");
    bencher.bench(|| run(&wish, &mut Narrowing::default(), false));
}

#[divan::bench(args = COUNTS, sample_count = 20)]
fn one_letter(bencher: Bencher, count: usize) {
    let wish = wish(count, "z", "none", "none");
    bencher.bench(|| run(&wish, &mut Narrowing::default(), false));
}

#[divan::bench(args = COUNTS, sample_count = 20)]
fn first_of_fuzzy_words(bencher: Bencher, count: usize) {
    let wish = wish(count, "zurich flod", "none", "none");
    bencher.bench(|| run(&wish, &mut Narrowing::default(), true));
}

#[divan::bench(args = COUNTS, sample_count = 20)]
fn one_letter_more(bencher: Bencher, count: usize) {
    let (before, after) = (
        wish(count, "zurich flo", "none", "none"),
        wish(count, "zurich flod", "none", "none"),
    );
    bencher
        .with_inputs(|| {
            let mut narrowing = Narrowing::default();
            run(&before, &mut narrowing, false);
            narrowing
        })
        .bench_values(|mut narrowing| run(&after, &mut narrowing, false));
}

#[divan::bench(args = COUNTS, sample_count = 20)]
fn query_of_heads(bencher: Bencher, count: usize) {
    let wish = wish(
        count,
        "source:oslo after:2010 before:2015-06 -\"mine\" unreviewed",
        "none",
        "none",
    );
    bencher.bench(|| run(&wish, &mut Narrowing::default(), false));
}

#[divan::bench(args = COUNTS, sample_count = 20)]
fn by_date(bencher: Bencher, count: usize) {
    let wish = wish(count, "", "-date", "none");
    bencher.bench(|| run(&wish, &mut Narrowing::default(), false));
}

#[divan::bench(args = COUNTS, sample_count = 10)]
fn by_title(bencher: Bencher, count: usize) {
    let wish = wish(count, "", "title", "none");
    bencher.bench(|| run(&wish, &mut Narrowing::default(), false));
}

#[divan::bench(args = COUNTS, sample_count = 20)]
fn by_title_under_sources(bencher: Bencher, count: usize) {
    let wish = wish(count, "", "title", "source");
    bencher.bench(|| run(&wish, &mut Narrowing::default(), false));
}

/// A folder with `dump.jsonl` of 100,000 articles.
static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();

fn dump() -> (PathBuf, u64) {
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut lines = String::new();
        for i in 0..100_000 {
            let paragraph = "The plan, first drawn up in Riga, would cut 48 posts. “We wait,” said Zoë Díaz.\\n\\n";
            let last = if i % 5_000 == 77 { "The zyxquark failed." } else { "It is over." };
            let body = paragraph.repeat(25);
            let _ = writeln!(lines, r#"{{"id":"a{i:07}","title":"Article {i}","text":"{body}{last}"}}"#);
        }
        fs::write(folder.path().join("dump.jsonl"), lines).expect("room in the temporary folder");
        folder
    });
    let path = folder.path().join("dump.jsonl");
    let size = fs::metadata(&path).map_or(0, |about| about.len());
    (path, size)
}

fn dumped() -> Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    let of = CORPUS.get_or_init(|| {
        let mut corpus = Corpus::default();
        corpus::index(&[dump().0], &ReadOptions::default(), &mut |event| {
            if let IndexEvent::Batch(batch) = event {
                corpus.push_batch(batch);
            }
            ControlFlow::Continue(())
        });
        corpus
    });
    of.clone()
}

#[divan::bench(args = ["zyxquark", "Zyxquark", "/zyx(quark|xx)/"], sample_count = 10)]
fn search_texts(bencher: Bencher, typed: &str) {
    let corpus = dumped();
    let needles = [Needle::new(typed).expect("a pattern")];
    let options = ReadOptions::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    bencher.counter(BytesCount::new(dump().1)).bench(|| {
        let mut hits = 0;
        scan(
            &corpus,
            0,
            &needles,
            Telling::Passages,
            &options,
            threads,
            &mut |scanned| {
                hits += scanned.hits.len();
                ControlFlow::Continue(())
            },
        );
        hits
    });
}
