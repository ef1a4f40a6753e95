//! The index: what a corpus keeps of the articles that are found.

mod files;
mod look;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use rayon::prelude::*;

use super::batch::{self, Batch};
use super::find::{Opened, Sink, Tally, find, origin_of, read_found};
use super::kept::{self, Files, Kept};
use super::lanes::{Lane, lanes};
use super::names::{Names, repeated};
use super::ordered::in_order;
use super::source::Source;
use super::split::{Block, Piece};
use super::walk::{Found, Walk, missing};
use crate::cache::Cache;
use crate::ingest::{Problem, ReadOptions};
use files::{Seen, see, some_at_a_time};
use look::{Listed, Looked, listed_whole, look};

/// What [`index`] tells while it works.
#[derive(Debug)]
pub enum IndexEvent {
    /// Some more articles, in order.
    Batch(Arc<Batch>),
    /// How many articles there are, so many in each batch; they come by and by.
    Awaited(Vec<usize>),
    /// Batches of those that were awaited, by their numbers.
    Filled(Vec<(usize, Arc<Batch>)>),
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
    let _ = Indexer::new(options, emit).run(paths, standard_input);
}

/// As [`index`], with an index that is kept in `cache` from one opening to the next.
pub fn index_kept(
    paths: &[PathBuf],
    options: &ReadOptions,
    cache: &Cache,
    emit: &mut dyn FnMut(IndexEvent) -> ControlFlow<()>,
) {
    index_kept_at(paths, options, cache, SystemTime::now(), emit);
}

/// As [`index_kept`], at another time: files that changed right before it may change again without
/// showing it, so that nothing is kept of them.
pub fn index_kept_at(
    paths: &[PathBuf],
    options: &ReadOptions,
    cache: &Cache,
    now: SystemTime,
    emit: &mut dyn FnMut(IndexEvent) -> ControlFlow<()>,
) {
    if let Some(kept) = Kept::open(cache, paths, options) {
        let _ = tell_kept(&kept, emit);
        return;
    }
    let mut indexer = Indexer::new(options, emit);
    indexer.keeps = Some(Keeps {
        files: Files::seen(now),
        batches: Vec::new(),
        problems: Vec::new(),
    });
    let flow = indexer.run(paths, &mut io::stdin().lock());
    if let (ControlFlow::Continue(()), Some(keeps)) = (flow, indexer.keeps) {
        let Keeps {
            files,
            batches,
            problems,
        } = &keeps;
        if let Err(error) = kept::keep(cache, paths, options, files, batches, problems) {
            tracing::info!("the index is not kept: {error}");
        }
    }
}

/// Tells of a kept index: the ends first, between which most keys go.
fn tell_kept(kept: &Kept, emit: &mut dyn FnMut(IndexEvent) -> ControlFlow<()>) -> ControlFlow<()> {
    let last = kept.slots.len() - 1;
    let ends = if last > 0 { vec![0, last] } else { vec![0] };
    let mut buffer = Vec::new();
    let filled = ends.iter().filter_map(|slot| {
        let batch = kept.batch(*slot, &mut buffer)?;
        Some((*slot, Arc::new(batch)))
    });
    let filled = filled.collect();
    emit(IndexEvent::Awaited(kept.slots.clone()))?;
    emit(IndexEvent::Filled(filled))?;
    let others = kept.batches_but(&ends);
    if others.len() + ends.len() < kept.slots.len() {
        let damaged = "the kept index was damaged just now; open the corpus again";
        emit(IndexEvent::Problem(Problem::of_file(kept.path(), damaged)))?;
    }
    emit(IndexEvent::Filled(others))?;
    for problem in &kept.problems {
        emit(IndexEvent::Problem(problem.clone()))?;
    }
    emit(IndexEvent::Done)
}

/// The number of articles after which the first batch is handed on.
const FIRST_GOAL: usize = 50;

/// How long the first articles wait for others at most.
const FIRST_PATIENCE: Duration = Duration::from_millis(10);

/// How long articles wait for others at most.
const LONGEST_PATIENCE: Duration = Duration::from_millis(320);

/// A read of standard input that gives fewer bytes has drained the pipe.
const TRICKLE: u64 = 4 << 10;

/// A file of lines with so many bytes is read on all cores.
const WORTH_LANES: u64 = 1 << 20;

/// With so many records in a block, all cores look at them.
const WORTH_SHARING: usize = 64;

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
    keeps: Option<Keeps>,
}

/// What is kept for the next opening.
struct Keeps {
    files: Files,
    batches: Vec<Arc<Batch>>,
    problems: Vec<Problem>,
}

impl<'a> Indexer<'a> {
    fn new(
        options: &'a ReadOptions,
        emit: &'a mut dyn FnMut(IndexEvent) -> ControlFlow<()>,
    ) -> Self {
        Self {
            batch: Batch::default(),
            goal: FIRST_GOAL,
            emitted: Instant::now(),
            patience: FIRST_PATIENCE,
            names: Names::default(),
            done: 0,
            total: Some(0),
            options,
            emit,
            keeps: None,
        }
    }

    fn run(&mut self, paths: &[PathBuf], standard_input: &mut dyn Read) -> ControlFlow<()> {
        find(paths, standard_input, true, self)?;
        self.flush()?;
        self.names = Names::default();
        (self.emit)(IndexEvent::Done)
    }

    fn flush(&mut self) -> ControlFlow<()> {
        if self.batch.is_empty() {
            return ControlFlow::Continue(());
        }
        let mut batch = std::mem::take(&mut self.batch);
        batch.close();
        self.goal = (self.goal * 4).min(batch::MOST_ENTRIES);
        self.patience = (self.patience * 2).min(LONGEST_PATIENCE);
        self.emitted = Instant::now();
        let batch = Arc::new(batch);
        if let Some(keeps) = &mut self.keeps {
            keeps.batches.push(Arc::clone(&batch));
        }
        (self.emit)(IndexEvent::Batch(batch))
    }

    fn push(&mut self, source: &Arc<Source>, listed: &Listed, piece: &Piece) -> ControlFlow<()> {
        let own = listed.id.as_deref();
        let id = own.map_or_else(
            || source.locator(piece.line, piece.part).into(),
            Cow::Borrowed,
        );
        let (hash, again) = self.names.meet(source.root, &id);
        if let Some(name) = &again {
            let problem = repeated(&origin_of(source, piece.line), &id, name);
            self.problem(source.root, problem)?;
        }
        let id = again.as_deref().unwrap_or(&id);
        self.batch.push(source, &listed.fresh(id, hash, piece));
        if self.batch.is_full() || self.batch.len() >= self.goal {
            return self.flush();
        }
        ControlFlow::Continue(())
    }

    /// Takes in a file that is one article of so many bytes.
    fn push_whole(
        &mut self,
        source: &Arc<Source>,
        listed: Result<Listed<'_>, Problem>,
        len: u64,
    ) -> ControlFlow<()> {
        let listed = match listed {
            Ok(listed) => listed,
            Err(problem) => return self.problem(source.root, problem),
        };
        let piece = Piece {
            offset: 0,
            len,
            line: 1,
            part: 1,
            too_long: false,
        };
        self.push(source, &listed, &piece)
    }

    /// Takes in what was found in the part of a file behind its first `lines` lines.
    fn push_looked(&mut self, source: &Arc<Source>, looked: Looked, lines: u64) -> ControlFlow<()> {
        let mut problems = looked.problems;
        for problem in &mut problems {
            problem.line += lines;
        }
        let mut batches = Vec::with_capacity(looked.batches.len());
        for (mut batch, unnamed) in looked.batches {
            // As in what looks at the records: a frame goes before.
            thread::yield_now();
            batch.move_lines(lines);
            let mut unnamed = unnamed.into_iter().peekable();
            let mut renamed = Vec::new();
            for at in 0..batch.len() {
                let line = batch.place(at).map_or(0, |place| place.line);
                let mut own = None;
                if unnamed.next_if_eq(&at).is_some() {
                    let id = source.locator(line, 1);
                    let hash = batch::hash(source.root as usize, &id);
                    own = Some((id, hash));
                }
                let id = own.as_ref().map_or(batch.id(at), |(id, _)| id);
                let hash = own.as_ref().map_or(batch.hash_of(at), |(_, hash)| *hash);
                if let Some((hash, name)) = self.names.meet_hashed(source.root, id, hash) {
                    problems.push(repeated(&origin_of(source, line), id, &name));
                    own = Some((name, hash));
                }
                renamed.extend(own.map(|(name, hash)| (at, name, hash)));
            }
            batch.rename(&renamed);
            batches.push(batch);
        }
        problems.sort_by_key(|problem| problem.line);
        for problem in problems {
            self.problem(source.root, problem)?;
        }
        for batch in batches {
            self.batch = batch;
            self.flush()?;
        }
        ControlFlow::Continue(())
    }
}

impl Sink for Indexer<'_> {
    fn lines(&mut self, source: &Arc<Source>, file: &File, begin: u64) -> Option<ControlFlow<()>> {
        if source.size < WORTH_LANES {
            return None;
        }
        if self.flush().is_break() {
            return Some(ControlFlow::Break(()));
        }
        let options = self.options;
        let mut lines = 0;
        let flow = in_order(
            lanes(begin..source.size),
            rayon::current_num_threads(),
            |buffer: &mut Vec<u8>, lane| {
                let read = lane.end - lane.start;
                let records = Lane::open(file, lane, begin);
                (
                    read,
                    records.and_then(|records| look(source, records, buffer, options)),
                )
            },
            &mut |(read, looked): (u64, io::Result<Looked>)| {
                match looked {
                    Ok(looked) => {
                        let more = looked.lines;
                        self.push_looked(source, looked, lines)?;
                        lines += more;
                    }
                    Err(error) => self.problem(source.root, missing(&source.path, &error))?,
                }
                self.progress(read, Some(0))
            },
        );
        Some(flow)
    }

    fn records(&mut self, source: &Arc<Source>, block: &Block) -> ControlFlow<(), Tally> {
        let look = |piece: &Piece| Listed::of_record(source, block, piece, self.options);
        let listed: Vec<_> = if block.pieces.len() < WORTH_SHARING {
            block.pieces.iter().map(look).collect()
        } else {
            let shared = block.pieces.par_iter().with_min_len(WORTH_SHARING / 2);
            shared.map(look).collect()
        };
        let mut tally = Tally::default();
        for (piece, listed) in block.pieces.iter().zip(listed) {
            tally.add(listed.is_ok());
            match listed {
                Ok(listed) => self.push(source, &listed, piece)?,
                Err(problem) => self.problem(source.root, problem)?,
            }
        }
        ControlFlow::Continue(tally)
    }

    fn whole(&mut self, source: &Arc<Source>, known: &[u8], len: u64) -> ControlFlow<()> {
        let listed = listed_whole(source, known, len, self.options);
        let listed = listed.map(|article| Listed::of_article(&article));
        self.push_whole(source, listed, len)
    }

    fn files(
        &mut self,
        paths: &[PathBuf],
        walk: &mut Walk,
        spools: &mut usize,
    ) -> Option<ControlFlow<()>> {
        let options = self.options;
        let flow = in_order(
            some_at_a_time(walk),
            rayon::current_num_threads(),
            |(): &mut (), some: Vec<_>| {
                let seen = some.into_iter();
                let seen = seen.map(|(number, found)| {
                    let from = Opened::of(paths, number, options);
                    (from, see(from, found, options))
                });
                seen.collect()
            },
            &mut |seen: Vec<(Opened<'_>, Seen)>| {
                for (from, seen) in seen {
                    match seen {
                        Seen::Missing(problem) => self.problem(from.root, problem)?,
                        Seen::Left(found) => read_found(from, &found, spools, self)?,
                        Seen::Whole(found, source, listed) => {
                            let len = found.about.len();
                            self.progress(0, Some(len))?;
                            self.found(&found);
                            self.push_whole(&source, listed, len)?;
                            self.progress(len, Some(0))?;
                        }
                    }
                }
                ControlFlow::Continue(())
            },
        );
        Some(flow)
    }

    fn found(&mut self, found: &Found) {
        if let Some(keeps) = &mut self.keeps {
            keeps.files.add(&found.path, &found.about);
        }
    }

    fn options(&self) -> &ReadOptions {
        self.options
    }

    fn problem(&mut self, _root: u32, problem: Problem) -> ControlFlow<()> {
        if let Some(keeps) = &mut self.keeps
            && keeps.problems.len() <= kept::MOST_PROBLEMS
        {
            keeps.problems.push(problem.clone());
        }
        (self.emit)(IndexEvent::Problem(problem))
    }

    fn progress(&mut self, read: u64, listed: Option<u64>) -> ControlFlow<()> {
        self.done += read;
        self.total = self.total.zip(listed).map(|(total, listed)| total + listed);
        // A pipe that gives little at a time may give nothing for long.
        let trickles = self.total.is_none() && read > 0 && read < TRICKLE;
        if trickles || self.emitted.elapsed() >= self.patience {
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
