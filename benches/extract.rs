//! How fast names, dates and quotes are found: over articles, over one long one, over hostile ones.
//!
//! Throughput of hostile texts must not depend on their length. Set `DATELINE_BENCH_TEXTS` to a
//! folder of articles to measure over these as well.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use dateline::article::Article;
use dateline::corpus;
use dateline::extract::model::Model;
use dateline::extract::part::extract_part;
use dateline::extract::{Document, extract, quote};
use dateline::ingest::ReadOptions;
use dateline::span::Span;
use divan::Bencher;
use divan::counter::BytesCount;

/// How much text of articles is measured over, in bytes: the articles are repeated up to it.
const ENOUGH: usize = 1_000_000;
/// How much text of a named folder is read at most, in bytes.
const MOST: usize = 20_000_000;

fn main() {
    // Tables are read when they are first asked for, once in a process.
    let begun = Instant::now();
    black_box(extract(&Article::from_text("a", "Ana Ruiz was in Bergen.")));
    eprintln!(
        "the first extraction of the process took {:?}",
        begun.elapsed()
    );
    divan::main();
}

fn read(folder: &Path) -> Vec<Article> {
    let (mut articles, mut size) = (Vec::new(), 0);
    corpus::stream(
        &[folder.to_owned()],
        &ReadOptions::default(),
        |_, article| {
            if let Ok(article) = article {
                size += article.text.len();
                articles.push(article);
            }
            match size {
                0..MOST => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            }
        },
    );
    articles
}

fn samples() -> &'static [Article] {
    static SAMPLES: OnceLock<Vec<Article>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let once = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data"));
        let size: usize = once.iter().map(|article| article.text.len()).sum();
        let times = ENOUGH.div_ceil(size.max(1));
        std::iter::repeat_n(once, times).flatten().collect()
    })
}

fn named() -> &'static [Article] {
    static NAMED: OnceLock<Vec<Article>> = OnceLock::new();
    NAMED.get_or_init(|| {
        let folder = std::env::var_os("DATELINE_BENCH_TEXTS").map(PathBuf::from);
        folder.map_or_else(Vec::new, |folder| read(&folder))
    })
}

/// One after the other, as one thread does it.
fn each<T>(bencher: Bencher, articles: &[Article], work: impl Fn(&Article) -> T) {
    let size: usize = articles.iter().map(|article| article.text.len()).sum();
    bencher.counter(BytesCount::new(size)).bench_local(|| {
        for article in articles {
            black_box(work(article));
        }
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn articles(bencher: Bencher) {
    each(bencher, samples(), extract);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn named_folder(bencher: Bencher) {
    each(bencher, named(), extract);
}

/// Paragraphs, sentences and tokens: what everything else stands on.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn articles_cut(bencher: Bencher) {
    each(bencher, samples(), |article| {
        Document::new(article).tokens.len()
    });
}

/// Quotes, without names.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn articles_quotes_alone(bencher: Bencher) {
    let documents: Vec<Document> = samples().iter().map(Document::new).collect();
    let size: usize = samples().iter().map(|article| article.text.len()).sum();
    bencher.counter(BytesCount::new(size)).bench_local(|| {
        for document in &documents {
            black_box(quote::quotes(document, &[], &[]));
        }
    });
}

/// The sample articles as one, in bytes at least.
fn joined(bytes: usize) -> Article {
    let mut text = String::with_capacity(bytes + 10_000);
    for article in samples().iter().cycle() {
        text.push_str(&article.text);
        text.push_str("\n\n");
        if text.len() >= bytes {
            break;
        }
    }
    Article::from_text("long", text)
}

const LENGTHS: [usize; 2] = [1_000_000, 5_000_000];

fn one(bencher: Bencher, article: &Article) {
    each(bencher, std::slice::from_ref(article), extract);
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn one_article(bencher: Bencher, bytes: usize) {
    one(bencher, &joined(bytes));
}

/// What is on the screen in the middle of a long article, and what is around it.
#[divan::bench(args = [8_000, 64_000], sample_count = 20, sample_size = 1)]
fn part_of_5_mb(bencher: Bencher, bytes: usize) {
    let article = joined(5_000_000);
    let middle = article.text.len() / 2;
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        extract_part(
            &article,
            Model::built_in(),
            Span::new(middle, middle + bytes),
        )
    });
}

fn repeated(piece: &str, bytes: usize) -> Article {
    Article::from_text("hostile", piece.repeat(bytes.div_ceil(piece.len())))
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn one_paragraph(bencher: Bencher, bytes: usize) {
    let piece = "The minister, Ana Ruiz, said that “we will rebuild” the old town of Bergen by May 2021 for $5 million, and she left, ";
    one(bencher, &repeated(piece, bytes));
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn one_sentence_of_names(bencher: Bencher, bytes: usize) {
    one(bencher, &repeated("Ana Ruiz of Bergen ", bytes));
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn capitals_alone(bencher: Bencher, bytes: usize) {
    one(
        bencher,
        &repeated("THE MINISTER ANA RUIZ OF BERGEN SAID ", bytes),
    );
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn capitals_without_blanks(bencher: Bencher, bytes: usize) {
    one(bencher, &repeated("A", bytes));
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn quote_marks_alone(bencher: Bencher, bytes: usize) {
    one(bencher, &repeated("“\"", bytes));
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn quotes_that_open_only(bencher: Bencher, bytes: usize) {
    one(bencher, &repeated("“He said Ruiz\n", bytes));
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn full_stops_alone(bencher: Bencher, bytes: usize) {
    one(bencher, &repeated(". ", bytes));
}

#[divan::bench(args = LENGTHS, sample_count = 3, sample_size = 1)]
fn another_name_each_line(bencher: Bencher, bytes: usize) {
    use std::fmt::Write as _;
    let mut text = String::new();
    let mut number = 0_u32;
    while text.len() < bytes {
        let letters: String = number
            .to_string()
            .bytes()
            .map(|digit| char::from(b'a' + (digit - b'0')))
            .collect();
        let _ = writeln!(
            text,
            "Ana M{letters} of the R{letters} Bank spoke in Bergen."
        );
        number += 1;
    }
    one(bencher, &Article::from_text("names", text));
}
