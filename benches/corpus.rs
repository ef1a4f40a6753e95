//! How long it takes to find the articles of a big file, to show the first, and to read one.

use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::OnceLock;

use divan::Bencher;
use divan::counter::BytesCount;

use dateline::corpus::{self, Corpus, IndexEvent};
use dateline::ingest::ReadOptions;

fn main() {
    divan::main();
    if let Some(folder) = FOLDER.get() {
        let _ = fs::remove_dir_all(folder.path());
    }
}

/// The articles of the generated file.
const ARTICLES: usize = 100_000;

/// A folder with `dump.jsonl`.
static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();

fn dump() -> PathBuf {
    FOLDER.get_or_init(write_dump).path().join("dump.jsonl")
}

fn write_dump() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut lines = String::new();
    for i in 0..ARTICLES {
        let paragraph =
            "The plan, first drawn up in Riga, would cut 48 posts. “We wait,” said Zoë Díaz.";
        let body = format!("{paragraph}\\n\\n").repeat(25);
        let _ = writeln!(
            lines,
            r#"{{"id":"a{i:07}","title":"Riga: costly ferry line postponed by the Rail Union ({i})","date":"2010-01-01T00:07:34Z","source":"Civic Wire","url":"https://news.example/civic-wire/{i}","body":"{body}"}}"#
        );
    }
    fs::write(folder.path().join("dump.jsonl"), lines).expect("room in the temporary folder");
    folder
}

fn size() -> u64 {
    fs::metadata(dump()).map_or(0, |about| about.len())
}

/// Stops at the first batch when `first`.
fn index(first: bool) -> Corpus {
    let mut corpus = Corpus::default();
    corpus::index(&[dump()], &ReadOptions::default(), &mut |event| {
        if let IndexEvent::Batch(batch) = event {
            corpus.push_batch(batch);
            if first {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    corpus
}

#[divan::bench(sample_count = 10)]
fn index_100_000_articles(bencher: Bencher) {
    bencher
        .counter(BytesCount::new(size()))
        .bench(|| index(false).len());
}

#[divan::bench]
fn first_batch(bencher: Bencher) {
    let _ = dump();
    bencher.bench(|| index(true).len());
}

#[divan::bench]
fn read_one_article(bencher: Bencher) {
    let corpus = index(true);
    let locator = corpus.locator(corpus.len() / 2).expect("an article");
    bencher.bench(|| locator.read(&ReadOptions::default()).map(|a| a.text.len()));
}

/// The least work over the same bytes: count the lines.
#[divan::bench(sample_count = 10)]
fn count_newlines(bencher: Bencher) {
    let path = dump();
    bencher.counter(BytesCount::new(size())).bench(|| {
        let mut file = fs::File::open(&path).expect("the file");
        let mut buffer = vec![0u8; 1 << 20];
        let mut lines = 0;
        while let Ok(count @ 1..) = std::io::Read::read(&mut file, &mut buffer) {
            lines += memchr::memchr_iter(b'\n', buffer.get(..count).unwrap_or_default()).count();
        }
        lines
    });
}
