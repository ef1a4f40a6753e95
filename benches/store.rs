//! How long it takes until a decision is safe, a record is written, an article is read again.
//!
//! The figures depend on the disk: set `TMPDIR` to a folder on the one that matters.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use dateline::annotation::edit::{self, Edit, Making};
use dateline::annotation::history::{Group, Step};
use dateline::annotation::wire::Coordinates;
use dateline::annotation::{Annotations, ItemRef};
use dateline::article::Article;
use dateline::extract::{Cluster, Label, Mention, Suggestions};
use dateline::span::{OffsetIndex, Span};
use dateline::store::{Access, Store};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// An article with many names on the desk of an annotator.
struct Desk {
    article: Article,
    index: OffsetIndex,
    fresh: Annotations,
    number: u64,
}

impl Desk {
    fn new(id: &str, names: usize) -> Self {
        let sentence = "Yesterday 😀 Ana Ruiz was seen in the old town of Bergen, they say. ";
        let article = Article::from_text(id, sentence.repeat(names));
        let index = OffsetIndex::new(&article.text);
        let at = sentence.find("Ana").unwrap_or_default();
        let mentions = (0..names).map(|n| {
            let start = n * sentence.len() + at;
            Mention {
                span: Span::new(start, start + "Ana Ruiz".len()),
                label: Label::PERSON,
                score: 0.9,
                cluster: Some(0),
            }
        });
        let suggestions = Suggestions {
            model: Arc::from("bench 1"),
            mentions: mentions.collect(),
            clusters: vec![Cluster {
                label: Label::PERSON,
                name: "Ana Ruiz".to_owned(),
                aliases: Vec::new(),
            }],
            ..Suggestions::default()
        };
        let fresh = Annotations::fresh(&suggestions, &article.text, &index);
        Self {
            article,
            index,
            fresh,
            number: 0,
        }
    }

    /// A decision on one name, made to the annotations.
    fn decide(&mut self, annotations: &mut Annotations) -> Group {
        let name = self.number as usize % annotations.entities.len();
        let item = ItemRef::Entity(annotations.entities.get(name).expect("a name").id.clone());
        let undecided = annotations
            .entities
            .get(name)
            .expect("a name")
            .review
            .updated
            .is_none();
        let edit = if undecided {
            Edit::Accept(item)
        } else {
            Edit::SetNote(Some(item), Some(self.number.to_string()))
        };
        self.number += 1;
        let mut making = Making {
            text: &self.article.text,
            annotator: &Arc::from("ana"),
            now: "2026-05-01T10:00:00Z".parse().expect("a time"),
            new_id: &mut String::new,
        };
        let changes = edit::plan(annotations, &edit, &mut making);
        let at = Coordinates {
            text: &self.article.text,
            index: &self.index,
        };
        let lines: Vec<_> = changes
            .iter()
            .map(|change| at.change(change, &annotations.clusters))
            .collect();
        edit::apply(annotations, &changes).expect("it was just planned");
        Group {
            number: self.number,
            what: "accept Ana Ruiz".to_owned(),
            time: "2026-05-01T10:00:00Z".parse().expect("a time"),
            undoes: None,
            steps: vec![Step {
                article: Some(self.article.id.clone()),
                changes: lines.into(),
            }],
        }
    }
}

fn open(dir: &Path) -> Store {
    Store::open(dir, "ana", Access::Writable).expect("a folder of our own")
}

/// A decision, until it is safe.
#[divan::bench]
fn append(bencher: Bencher<'_, '_>) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = open(dir.path());
    let mut desk = Desk::new("a.txt", 50);
    let mut annotations = desk.fresh.clone();
    bencher.bench_local(|| {
        let group = desk.decide(&mut annotations);
        store.append(&group).expect("room on the disk")
    });
}

/// What the machine takes for as much as it must: 120 bytes, until they are safe. [`append`] is held
/// against it.
#[divan::bench]
fn append_limit(bencher: Bencher<'_, '_>) {
    let mut file = tempfile::tempfile().expect("a file");
    bencher.bench_local(|| {
        file.write_all(&[b'x'; 120]).expect("room on the disk");
        file.sync_data()
    });
}

/// A journal of so many decisions, opened; 20,000 is the most before it is shortened.
#[divan::bench(args = [1_000, 20_000])]
fn open_journal(bencher: Bencher<'_, '_>, groups: usize) {
    // Nobody waits for this disk: only reading counts.
    let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let dir = dir.expect("a folder");
    let mut store = open(dir.path());
    let mut desk = Desk::new("a.txt", 50);
    let mut annotations = desk.fresh.clone();
    for _ in 0..groups {
        let group = desk.decide(&mut annotations);
        store.append(&group).expect("room on the disk");
    }
    drop(store);
    bencher
        .counter(ItemsCount::new(groups))
        .bench_local(|| open(dir.path()));
}

/// A journal of twice the decisions that can be undone, shortened to those.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn shorten_journal(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(|| {
            let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
            let dir = dir.expect("a folder");
            let mut store = open(dir.path());
            let mut desk = Desk::new("a.txt", 50);
            let mut annotations = desk.fresh.clone();
            let mut seq = 0;
            for _ in 0..=20_000 {
                let group = desk.decide(&mut annotations);
                seq = store.append(&group).expect("room on the disk");
            }
            store
                .write_record(&desk.article, &desk.index, &annotations, seq)
                .expect("room on the disk");
            (store, dir)
        })
        .bench_local_values(|(mut store, dir)| {
            store.tidy().expect("room on the disk");
            (store, dir)
        });
}

/// An article's record, until it is safe.
#[divan::bench(args = [50, 1000])]
fn write_record(bencher: Bencher<'_, '_>, names: usize) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = open(dir.path());
    let mut desk = Desk::new("a.txt", names);
    let mut annotations = desk.fresh.clone();
    let group = desk.decide(&mut annotations);
    let seq = store.append(&group).expect("room on the disk");
    bencher.bench_local(|| {
        store
            .write_record(&desk.article, &desk.index, &annotations, seq)
            .expect("room on the disk");
    });
}

/// An article's annotations, read again.
#[divan::bench(args = [50, 1000])]
fn load(bencher: Bencher<'_, '_>, names: usize) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = open(dir.path());
    let mut desk = Desk::new("a.txt", names);
    let mut annotations = desk.fresh.clone();
    let group = desk.decide(&mut annotations);
    let seq = store.append(&group).expect("room on the disk");
    store
        .write_record(&desk.article, &desk.index, &annotations, seq)
        .expect("room on the disk");
    bencher.bench_local(|| store.load(&desk.article, &desk.index, &desk.fresh));
}

/// The same after a revision that put words before all others.
#[divan::bench(args = [50, 1000])]
fn load_revised(bencher: Bencher<'_, '_>, names: usize) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = open(dir.path());
    let mut desk = Desk::new("a.txt", names);
    let mut annotations = desk.fresh.clone();
    let group = desk.decide(&mut annotations);
    let seq = store.append(&group).expect("room on the disk");
    store
        .write_record(&desk.article, &desk.index, &annotations, seq)
        .expect("room on the disk");
    let revised = Article::from_text("a.txt", format!("UPDATE. {}", desk.article.text));
    let index = OffsetIndex::new(&revised.text);
    bencher.bench_local(|| store.load(&revised, &index, &Annotations::default()));
}

/// A store with a thousand records and as many decisions in its journal: opening it, and its list.
#[divan::bench]
fn open_and_list(bencher: Bencher<'_, '_>) {
    const RECORDS: usize = 1000;
    let dir = tempfile::tempdir().expect("a folder");
    let mut store = open(dir.path());
    for number in 0..RECORDS {
        let mut desk = Desk::new(&format!("{number}.txt"), 20);
        let mut annotations = desk.fresh.clone();
        let mut group = desk.decide(&mut annotations);
        group.number = number as u64 + 1;
        let seq = store.append(&group).expect("room on the disk");
        store
            .write_record(&desk.article, &desk.index, &annotations, seq)
            .expect("room on the disk");
    }
    drop(store);
    bencher
        .counter(ItemsCount::new(RECORDS))
        .bench_local(|| open(dir.path()).statuses().count());
}
