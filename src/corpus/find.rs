//! Finding the articles of files, folders and standard input.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::STANDARD_INPUT;
use super::batch::{self, Batch, Fresh};
use super::source::{Source, Tee, name_in, read_up_to};
use super::split::{Block, FIRST_BLOCK, Piece, Shape, Splitter, too_long};
use super::walk::{Found, Walk, missing};
use crate::article::{Article, ArticleId, Origin};
use crate::ingest::glance::glance;
use crate::ingest::{self, Kind, Problem, ReadOptions, kind};
use chrono::NaiveDate;
use rayon::prelude::*;

/// What [`index`] tells while it works.
#[derive(Debug)]
pub enum IndexEvent {
    /// Some more articles, in order.
    Batch(Batch),
    /// How far it is, in bytes.
    Progress {
        /// The bytes read so far.
        done: u64,
        /// The bytes of all files listed so far; none where standard input has no known length.
        total: Option<u64>,
    },
    /// Something that cannot be read; everything else goes on.
    Problem(Problem),
    /// There is no more.
    Done,
}

/// Finds the articles of `paths` in order and tells of them in batches, the first one soon.
///
/// Runs until it is done or `emit` breaks; meant for a worker thread. `-` is standard input, which
/// is kept in an unlinked temporary file so that its articles can be read later.
pub fn index(
    paths: &[PathBuf],
    options: &ReadOptions,
    emit: &mut dyn FnMut(IndexEvent) -> ControlFlow<()>,
) {
    index_with(paths, &mut io::stdin().lock(), options, emit);
}

/// As [`index`], with another reader for standard input.
pub fn index_with(
    paths: &[PathBuf],
    standard_input: &mut dyn Read,
    options: &ReadOptions,
    emit: &mut dyn FnMut(IndexEvent) -> ControlFlow<()>,
) {
    let mut indexer = Indexer {
        batch: Batch::default(),
        goal: FIRST_GOAL,
        emitted: Instant::now(),
        patience: FIRST_PATIENCE,
        names: Names::default(),
        done: 0,
        total: Some(0),
        options,
        emit,
    };
    if find(paths, standard_input, true, &mut indexer).is_continue()
        && indexer.flush().is_continue()
    {
        let _ = (indexer.emit)(IndexEvent::Done);
    }
}

/// Reads the articles of `paths` in order, one after the other, keeping none.
///
/// `take` gets the number of the opened path with each article or problem.
pub fn stream(
    paths: &[PathBuf],
    options: &ReadOptions,
    take: impl FnMut(usize, Result<Article, Problem>) -> ControlFlow<()>,
) {
    stream_with(paths, &mut io::stdin().lock(), options, take);
}

/// As [`stream`], with another reader for standard input.
pub fn stream_with(
    paths: &[PathBuf],
    standard_input: &mut dyn Read,
    options: &ReadOptions,
    take: impl FnMut(usize, Result<Article, Problem>) -> ControlFlow<()>,
) {
    let mut streamer = Streamer {
        names: Names::default(),
        options,
        take,
    };
    let _ = find(paths, standard_input, false, &mut streamer);
}

/// The number of articles after which the first batch is handed on.
const FIRST_GOAL: usize = 50;

/// How long the first articles wait for others at most.
const FIRST_PATIENCE: Duration = Duration::from_millis(10);

/// How long articles wait for others at most.
const LONGEST_PATIENCE: Duration = Duration::from_millis(320);

/// With so many records in a block, all cores look at them.
const WORTH_SHARING: usize = 64;

/// How much of a text file is read for its list row, in bytes.
const TEXT_BEGINNING: usize = 8 << 10;

/// What becomes of the records that are found.
trait Sink {
    /// Some records of a source, in order.
    fn records(&mut self, source: &Arc<Source>, block: &Block) -> ControlFlow<()>;

    /// A text file of which the beginning was read.
    fn text(&mut self, source: &Arc<Source>, beginning: &[u8]) -> ControlFlow<()>;

    /// Something that cannot be read in the opened path number `root`.
    fn problem(&mut self, root: u32, problem: Problem) -> ControlFlow<()>;

    /// Bytes read since the last time, and bytes of files listed since.
    fn progress(&mut self, read: u64, listed: Option<u64>) -> ControlFlow<()>;
}

fn find(
    paths: &[PathBuf],
    standard_input: &mut dyn Read,
    keep: bool,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    for (root, path) in paths.iter().enumerate() {
        let root = u32::try_from(root).unwrap_or(u32::MAX);
        if path == Path::new(STANDARD_INPUT) {
            sink.progress(0, None)?;
            let said = read_standard_input(root, standard_input, keep, sink);
            settle(root, Path::new(""), said, sink)?;
            continue;
        }
        let mut listed = 0;
        let mut walk = Walk::new(path);
        while let Some(found) = walk.next() {
            sink.progress(0, Some(walk.listed() - listed))?;
            listed = walk.listed();
            match found {
                Ok(found) => {
                    let said = read_file(root, path, &found, sink);
                    settle(root, &found.path, said, sink)?;
                }
                Err(problem) => sink.problem(root, problem)?,
            }
        }
    }
    ControlFlow::Continue(())
}

/// What reading a file ends with: an error of the file, or the word to stop or go on.
type Said = io::Result<ControlFlow<()>>;

fn settle(root: u32, path: &Path, said: Said, sink: &mut dyn Sink) -> ControlFlow<()> {
    match said {
        Ok(flow) => flow,
        Err(error) => sink.problem(root, missing(path, &error)),
    }
}

fn read_standard_input(
    root: u32,
    mut input: &mut dyn Read,
    keep: bool,
    sink: &mut dyn Sink,
) -> Said {
    let beginning = read_up_to(&mut input, FIRST_BLOCK)?;
    let kind = kind::sniff(Path::new(STANDARD_INPUT), &beginning);
    let mut source = Source {
        root,
        path: PathBuf::new(),
        name: STANDARD_INPUT.into(),
        kind,
        size: 0,
        spool: None,
    };
    let mut copy = tempfile::tempfile()?;
    match kind {
        Kind::Json => {
            let shape = Shape::of(&beginning, false);
            if !keep {
                return read_records(&Arc::new(source), beginning, input, shape, sink);
            }
            copy.write_all(&beginning)?;
            source.spool = Some(copy.try_clone()?);
            let reader = Tee {
                reader: input,
                copy,
            };
            read_records(&Arc::new(source), beginning, reader, shape, sink)
        }
        Kind::Text | Kind::Markdown => {
            copy.write_all(&beginning)?;
            let size = beginning.len() as u64 + io::copy(input, &mut copy)?;
            source.size = size;
            source.spool = Some(copy);
            let flow = sink.text(
                &Arc::new(source),
                beginning.get(..TEXT_BEGINNING).unwrap_or(&beginning),
            );
            Ok(flow)
        }
        Kind::Unreadable(what) => {
            Ok(sink.problem(root, Problem::of_file(Path::new(""), what.advice())))
        }
    }
}

fn read_file(root: u32, opened: &Path, found: &Found, sink: &mut dyn Sink) -> Said {
    let mut file = File::open(&found.path)?;
    let beginning = read_up_to(&mut file, TEXT_BEGINNING)?;
    let kind = kind::sniff(&found.path, &beginning);
    let source = Arc::new(Source {
        root,
        path: found.path.clone(),
        name: name_in(opened, &found.path).into(),
        kind,
        size: found.size,
        spool: None,
    });
    match kind {
        Kind::Json => {
            let mut beginning = beginning;
            // Enough to see a whole first record.
            beginning.extend(read_up_to(&mut file, FIRST_BLOCK - TEXT_BEGINNING)?);
            let named_lines = found.path.extension().is_some_and(|e| {
                e.eq_ignore_ascii_case("jsonl") || e.eq_ignore_ascii_case("ndjson")
            });
            let shape = Shape::of(&beginning, named_lines);
            read_records(&source, beginning, file, shape, sink)
        }
        Kind::Text | Kind::Markdown => {
            if sink.text(&source, &beginning).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            Ok(sink.progress(found.size, Some(0)))
        }
        Kind::Unreadable(what) => {
            Ok(sink.problem(root, Problem::of_file(&found.path, what.advice())))
        }
    }
}

fn read_records(
    source: &Arc<Source>,
    beginning: Vec<u8>,
    reader: impl Read,
    shape: Shape,
    sink: &mut dyn Sink,
) -> Said {
    let mut splitter = Splitter::new(beginning, reader, shape);
    let mut reported = 0;
    while let Some(block) = splitter.next_block()? {
        let position = block.position();
        if sink.records(source, &block).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if sink.progress(position - reported, Some(0)).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        reported = position;
    }
    Ok(ControlFlow::Continue(()))
}

fn origin_of(source: &Source, line: u64) -> Origin {
    Origin {
        path: source.path.clone(),
        line,
    }
}

/// Reads one record.
fn read_record(
    source: &Source,
    block: &Block,
    piece: &Piece,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    let origin = origin_of(source, piece.line);
    if piece.too_long {
        return Err(too_long(&origin));
    }
    let locator = source.locator(piece.line, piece.part);
    ingest::read(
        source.kind,
        block.bytes_of(piece),
        &locator,
        origin,
        options,
    )
}

/// The ids met so far.
#[derive(Default)]
struct Names {
    /// By hash: 64 bits make a false repetition a matter of one in ten million corpora of a million.
    seen: HashSet<u64, BuildHasherDefault<Hashed>>,
    /// How often a repeated id was met.
    repeated: HashMap<u64, u32>,
}

impl Names {
    /// The id's hash, and the id to use where it was met before: with `#2`, `#3` and so on.
    fn meet(&mut self, root: u32, id: &str) -> (u64, Option<String>) {
        let key = batch::hash(root as usize, id);
        if self.seen.insert(key) {
            return (key, None);
        }
        let count = self.repeated.entry(key).or_insert(1);
        loop {
            *count += 1;
            let name = format!("{id}#{count}");
            let key = batch::hash(root as usize, &name);
            if self.seen.insert(key) {
                return (key, Some(name));
            }
        }
    }
}

/// Takes a hash for its own hash.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The problem of an id met again.
fn repeated(origin: &Origin, id: &str, name: &str) -> Problem {
    Problem::of_record(
        origin,
        format!("“{id}” was met before and is called “{name}” here; give each article its own id"),
    )
    .in_field("id")
}

/// What is listed of an article.
struct Listed<'a> {
    id: Cow<'a, str>,
    title: Cow<'a, str>,
    date: Option<NaiveDate>,
    publisher: Option<Cow<'a, str>>,
}

impl<'a> Listed<'a> {
    fn of_article(article: &Article) -> Self {
        let publisher = article.head.source.as_ref();
        Self {
            id: Cow::Owned(article.id.as_str().to_owned()),
            title: Cow::Owned(article.headline().into_owned()),
            date: article.head.day(),
            publisher: publisher.map(|s| Cow::Owned(s.value.clone())),
        }
    }

    /// By a quick look, and where that does not do, by reading the record.
    fn of_record(
        source: &Source,
        block: &'a Block,
        piece: &Piece,
        options: &ReadOptions,
    ) -> Result<Self, Problem> {
        let quick = options.map.is_empty() && !piece.too_long;
        let Some(seen) = quick.then(|| glance(block.bytes_of(piece))).flatten() else {
            let article = read_record(source, block, piece, options)?;
            return Ok(Self::of_article(&article));
        };
        Ok(Self {
            id: seen
                .id
                .unwrap_or_else(|| Cow::Owned(source.locator(piece.line, piece.part))),
            title: seen.headline,
            date: seen.date,
            publisher: seen.source,
        })
    }
}

struct Indexer<'a> {
    batch: Batch,
    /// The number of articles after which the batch is handed on.
    goal: usize,
    emitted: Instant,
    patience: Duration,
    names: Names,
    done: u64,
    total: Option<u64>,
    options: &'a ReadOptions,
    emit: &'a mut dyn FnMut(IndexEvent) -> ControlFlow<()>,
}

impl Indexer<'_> {
    fn flush(&mut self) -> ControlFlow<()> {
        if self.batch.is_empty() {
            return ControlFlow::Continue(());
        }
        let mut batch = std::mem::take(&mut self.batch);
        batch.close();
        self.goal = (self.goal * 4).min(batch::MOST_ENTRIES);
        self.patience = (self.patience * 2).min(LONGEST_PATIENCE);
        self.emitted = Instant::now();
        (self.emit)(IndexEvent::Batch(batch))
    }

    fn push(&mut self, source: &Arc<Source>, listed: &Listed, piece: &Piece) -> ControlFlow<()> {
        let (hash, again) = self.names.meet(source.root, &listed.id);
        if let Some(name) = &again {
            let problem = repeated(&origin_of(source, piece.line), &listed.id, name);
            (self.emit)(IndexEvent::Problem(problem))?;
        }
        self.batch.push(
            source,
            &Fresh {
                id: again.as_deref().unwrap_or(&listed.id),
                hash,
                title: &listed.title,
                date: listed.date,
                publisher: listed.publisher.as_deref(),
                offset: piece.offset,
                len: piece.len,
                line: piece.line,
            },
        );
        if self.batch.is_full() || self.batch.len() >= self.goal {
            return self.flush();
        }
        ControlFlow::Continue(())
    }
}

impl Sink for Indexer<'_> {
    fn records(&mut self, source: &Arc<Source>, block: &Block) -> ControlFlow<()> {
        let look = |piece: &Piece| Listed::of_record(source, block, piece, self.options);
        let listed: Vec<_> = if block.pieces.len() < WORTH_SHARING {
            block.pieces.iter().map(look).collect()
        } else {
            let shared = block.pieces.par_iter().with_min_len(WORTH_SHARING / 2);
            shared.map(look).collect()
        };
        for (piece, listed) in block.pieces.iter().zip(listed) {
            match listed {
                Ok(listed) => self.push(source, &listed, piece)?,
                Err(problem) => self.problem(source.root, problem)?,
            }
        }
        ControlFlow::Continue(())
    }

    fn text(&mut self, source: &Arc<Source>, beginning: &[u8]) -> ControlFlow<()> {
        let article = match source.kind {
            Kind::Markdown => {
                ingest::text::markdown_beginning(beginning, &source.name, origin_of(source, 1))
            }
            _ => ingest::text::beginning(beginning, &source.name, origin_of(source, 1)),
        };
        self.push(
            source,
            &Listed::of_article(&article),
            &Piece {
                offset: 0,
                len: source.size,
                line: 1,
                part: 1,
                too_long: false,
            },
        )
    }

    fn problem(&mut self, _root: u32, problem: Problem) -> ControlFlow<()> {
        (self.emit)(IndexEvent::Problem(problem))
    }

    fn progress(&mut self, read: u64, listed: Option<u64>) -> ControlFlow<()> {
        self.done += read;
        self.total = self.total.zip(listed).map(|(total, listed)| total + listed);
        if self.emitted.elapsed() >= self.patience {
            self.flush()?;
        }
        if read == 0 {
            return ControlFlow::Continue(());
        }
        (self.emit)(IndexEvent::Progress {
            done: self.done,
            total: self.total,
        })
    }
}

struct Streamer<'a, T> {
    names: Names,
    options: &'a ReadOptions,
    take: T,
}

impl<T: FnMut(usize, Result<Article, Problem>) -> ControlFlow<()>> Streamer<'_, T> {
    fn give(&mut self, root: u32, read: Result<Article, Problem>) -> ControlFlow<()> {
        let read = match read {
            Ok(mut article) => {
                if let (_, Some(name)) = self.names.meet(root, article.id.as_str()) {
                    let problem = repeated(&article.origin, article.id.as_str(), &name);
                    (self.take)(root as usize, Err(problem))?;
                    article.id = ArticleId::new(name);
                }
                Ok(article)
            }
            Err(problem) => Err(problem),
        };
        (self.take)(root as usize, read)
    }
}

impl<T: FnMut(usize, Result<Article, Problem>) -> ControlFlow<()>> Sink for Streamer<'_, T> {
    fn records(&mut self, source: &Arc<Source>, block: &Block) -> ControlFlow<()> {
        for piece in block.pieces {
            self.give(source.root, read_record(source, block, piece, self.options))?;
        }
        ControlFlow::Continue(())
    }

    fn text(&mut self, source: &Arc<Source>, _beginning: &[u8]) -> ControlFlow<()> {
        let read = source.read_text(&source.name, self.options);
        self.give(source.root, read)
    }

    fn problem(&mut self, root: u32, problem: Problem) -> ControlFlow<()> {
        (self.take)(root as usize, Err(problem))
    }

    fn progress(&mut self, _read: u64, _listed: Option<u64>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
