//! The index that is kept from one opening to the next.

use std::fmt::Write as _;
use std::fs;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use dateline::cache::Cache;
use dateline::corpus::{self, Corpus, IndexEvent};
use dateline::ingest::{Pattern, ReadOptions};

/// A corpus that is worth an index, how it is opened, and where the index is kept.
struct Keeping {
    folder: tempfile::TempDir,
    cache: Cache,
}

/// What an opening gave: whether it came from the index that was kept, the rows, and the problems.
#[derive(Debug, PartialEq)]
struct Listing {
    kept: bool,
    rows: Vec<String>,
    problems: Vec<String>,
}

impl Keeping {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::at(folder.path().join("cache"));
        let keeping = Self { folder, cache };
        keeping.write("news.jsonl", &Keeping::lines(0..4_200));
        keeping
    }

    fn lines(numbers: Range<usize>) -> String {
        numbers.fold(String::new(), |mut text, number| {
            let _ = match number % 1_000 {
                7 => writeln!(text, "broken {number}"),
                8 => writeln!(text, r#"{{"id":"again","text":"Zoë {number}"}}"#),
                9 => writeln!(text, r#"{{"text":"Nameless {number}"}}"#),
                _ => writeln!(
                    text,
                    r#"{{"id":{number},"title":"T {number}","text":"t","date":"2021-05-01","source":"S{}"}}"#,
                    number % 7
                ),
            };
            text
        })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("news.jsonl")
    }

    /// Writes a file that was not changed just now.
    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn open(&self, path: &Path, options: &ReadOptions) -> Listing {
        let (mut kept, mut corpus, mut problems) = (false, Corpus::default(), Vec::new());
        // The times of files cannot be set back for a test: it lives some seconds in the future.
        let later = SystemTime::now() + Duration::from_secs(10);
        corpus::index_kept_at(
            &[path.to_owned()],
            options,
            &self.cache,
            later,
            &mut |event| {
                match event {
                    IndexEvent::Batch(batch) => corpus.push_batch(batch),
                    IndexEvent::Awaited(slots) => {
                        kept = true;
                        corpus.await_batches(&slots);
                        assert_eq!(corpus.known(), 0);
                    }
                    IndexEvent::Filled(batches) => {
                        for (slot, batch) in batches {
                            corpus.fill(slot, batch);
                        }
                    }
                    IndexEvent::Problem(problem) => problems.push(problem.to_string()),
                    IndexEvent::Progress { .. } => {}
                    IndexEvent::Done => assert_eq!(corpus.known(), corpus.len()),
                }
                ControlFlow::Continue(())
            },
        );
        let rows = (0..corpus.len()).map(|number| {
            let row = corpus.row(number).unwrap();
            let locator = corpus.locator(number).unwrap();
            assert_eq!(corpus.find(0, locator.id()), Some(number));
            // Reading takes long, and most are like others.
            let read = (number % 50 < 10).then(|| locator.read(options).unwrap());
            let line = read.map(|article| article.origin.line);
            format!("{row:?} {line:?}")
        });
        Listing {
            kept,
            rows: rows.collect(),
            problems,
        }
    }

    /// Opens the file as it is now, which must be what opening it without a kept index gives.
    fn is_kept(&self) -> bool {
        self.is_kept_of(&self.path(), &ReadOptions::default())
    }

    fn is_kept_of(&self, path: &Path, options: &ReadOptions) -> bool {
        let listing = self.open(path, options);
        let other = Self {
            folder: tempfile::tempdir().unwrap(),
            cache: Cache::at(self.folder.path().join("other")),
        };
        let fresh = other.open(path, options);
        let _ = fs::remove_dir_all(self.folder.path().join("other"));
        assert!(!fresh.kept);
        assert!(
            listing.rows == fresh.rows,
            "the rows are those of a fresh index"
        );
        assert_eq!(listing.problems, fresh.problems);
        listing.kept
    }

    fn entry(&self) -> PathBuf {
        let mut files = fs::read_dir(self.folder.path().join("cache")).unwrap();
        files.next().unwrap().unwrap().path()
    }
}

#[test]
fn a_second_opening_is_like_the_first() {
    let keeping = Keeping::new();
    assert!(!keeping.is_kept());
    assert!(keeping.is_kept());
    let mut mapped = ReadOptions::default();
    mapped.add_map("title=text").unwrap();
    assert!(
        !keeping.is_kept_of(&keeping.path(), &mapped),
        "read otherwise"
    );
    assert!(keeping.is_kept());
}

#[test]
fn a_file_that_changed_is_indexed_again() {
    let keeping = Keeping::new();
    let whole = Keeping::lines(0..4_200);
    let changes: [(&str, &dyn Fn()); 5] = [
        ("touched", &|| {
            let file = fs::File::options().write(true).open(keeping.path());
            file.unwrap().set_modified(SystemTime::now()).unwrap();
        }),
        ("longer", &|| {
            keeping.write("news.jsonl", &Keeping::lines(0..6_000));
        }),
        ("shorter", &|| {
            keeping.write("news.jsonl", &Keeping::lines(0..4_150));
        }),
        ("replaced", &|| {
            keeping.write("new.jsonl", &whole);
            fs::rename(keeping.folder.path().join("new.jsonl"), keeping.path()).unwrap();
        }),
        ("of the same size and time", &|| {
            let time = fs::metadata(keeping.path()).unwrap().modified().unwrap();
            keeping.write("news.jsonl", &whole.replace("T 4123", "U 4123"));
            let file = fs::File::options().write(true).open(keeping.path());
            file.unwrap().set_modified(time).unwrap();
        }),
    ];
    keeping.is_kept();
    for (how, change) in changes {
        assert!(keeping.is_kept());
        change();
        assert!(!keeping.is_kept(), "{how}");
    }
    assert!(keeping.is_kept());
}

#[test]
fn a_folder_is_indexed_again_when_any_of_its_files_changed() {
    let keeping = Keeping::new();
    let news = keeping.folder.path().join("news");
    for number in 0..5 {
        let lines = Keeping::lines(number * 1_000..(number + 1) * 1_000);
        keeping.write(&format!("news/{number}.jsonl"), &lines);
    }
    let options = ReadOptions::default();
    assert!(!keeping.is_kept_of(&news, &options));
    assert!(keeping.is_kept_of(&news, &options));
    keeping.write("news/5.txt", "One more article.");
    assert!(!keeping.is_kept_of(&news, &options));
    assert!(keeping.is_kept_of(&news, &options));
    fs::remove_file(news.join("3.jsonl")).unwrap();
    assert!(
        !keeping.is_kept_of(&news, &options),
        "4,000 rows are hardly worth it"
    );
    keeping.write("news/6.jsonl", &Keeping::lines(8_000..9_000));
    assert!(!keeping.is_kept_of(&news, &options));
    assert!(keeping.is_kept_of(&news, &options));
}

#[test]
fn a_damaged_index_is_not_used() {
    let keeping = Keeping::new();
    let options = ReadOptions::default();
    let fresh = keeping.open(&keeping.path(), &options);
    let whole = fs::read(keeping.entry()).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 9) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x40;
        fs::write(keeping.entry(), &damaged).unwrap();
        let again = keeping.open(&keeping.path(), &options);
        assert!(!again.kept, "byte {at}");
        assert!(again == fresh);
        fs::write(keeping.entry(), &whole).unwrap();
        assert!(keeping.open(&keeping.path(), &options).kept);
    }
    fs::remove_file(keeping.entry()).unwrap();
    assert!(
        !keeping.open(&keeping.path(), &options).kept,
        "it may be deleted"
    );
}

#[test]
fn a_pattern_has_an_index_of_its_own() {
    let keeping = Keeping::new();
    let typed = format!("{}/*.jsonl", keeping.folder.path().display());
    let (folder, pattern) = Pattern::split(&typed).unwrap().unwrap();
    let options = ReadOptions {
        only: vec![Some(Arc::new(pattern))],
        ..ReadOptions::default()
    };
    assert!(!keeping.is_kept_of(&folder, &options));
    keeping.write("other.txt", "Not meant.");
    assert!(keeping.is_kept_of(&folder, &options));
    keeping.write("meant.jsonl", r#"{"text":"Meant."}"#);
    assert!(!keeping.is_kept_of(&folder, &options));
}

#[test]
fn without_a_place_for_the_index_all_goes_on() {
    let keeping = Keeping::new();
    keeping.write("cache", "a file where the folder should be");
    assert!(!keeping.is_kept());
    assert!(!keeping.is_kept());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_bytes_may_lie_in_the_cache(bytes in proptest::collection::vec(any::<u8>(), 0..200), few: bool) {
        let mut bytes = bytes;
        if few {
            // Small numbers look more like an index.
            bytes.iter_mut().skip(1).for_each(|byte| *byte &= 1);
        }
        let _ = corpus::is_kept(&bytes);
    }
}
