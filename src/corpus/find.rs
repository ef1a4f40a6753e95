//! Finding the articles of files, folders and standard input.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::STANDARD_INPUT;
use super::shape::{Shape, without_mark};
use super::source::{Source, Tee, name_in, read_first, read_up_to};
use super::split::{Block, FIRST_BLOCK, Piece, Splitter, too_long};
use super::walk::{Found, Walk, missing};
use crate::article::{Article, Origin};
use crate::ingest::{self, Kind, Problem, ReadOptions, kind};

/// How much of a text file is read for its list row, in bytes.
const TEXT_BEGINNING: usize = 8 << 10;

/// What becomes of the records that are found.
pub(super) trait Sink {
    /// Some records of a source, in order.
    fn records(&mut self, source: &Arc<Source>, block: &Block) -> ControlFlow<()>;

    /// Takes over a file of lines, of which the first begins at `begin`; none where its records are
    /// to be handed over block by block.
    fn lines(&mut self, source: &Arc<Source>, file: &File, begin: u64) -> Option<ControlFlow<()>> {
        let _ = (source, file, begin);
        None
    }

    /// A file that is one article, of which the beginning was read.
    fn whole(&mut self, source: &Arc<Source>, beginning: &[u8]) -> ControlFlow<()>;

    /// A file that is read next.
    fn found(&mut self, found: &Found) {
        let _ = found;
    }

    /// Whether a file is not to be read.
    fn skips(&self, path: &Path) -> bool;

    /// The name that says by its extension what standard input is, if that is not left to its beginning.
    fn standard_input(&self) -> Option<&Path>;

    /// What stands before the names of files in the opened path number `root`.
    fn way_to(&self, root: u32) -> &str;

    /// Something that cannot be read in the opened path number `root`.
    fn problem(&mut self, root: u32, problem: Problem) -> ControlFlow<()>;

    /// Bytes read since the last time, and bytes of files listed since.
    fn progress(&mut self, read: u64, listed: Option<u64>) -> ControlFlow<()>;
}

/// Finds the records of `paths` in order and hands them to `sink`; with `keep`, standard input is kept
/// for later reads.
pub(super) fn find(
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
                Ok(found) if sink.skips(&found.path) => {}
                Ok(found) => {
                    sink.found(&found);
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
    let beginning = read_first(&mut input)?;
    let named = sink.standard_input();
    let named = named.unwrap_or(Path::new(STANDARD_INPUT)).to_owned();
    let kind = kind::sniff(&named, &beginning);
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
            let shape = Shape::of(&beginning, names_lines(&named));
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
        Kind::Text | Kind::Markdown | Kind::Html => {
            copy.write_all(&beginning)?;
            let size = beginning.len() as u64 + io::copy(input, &mut copy)?;
            source.size = size;
            source.spool = Some(copy);
            let flow = sink.whole(
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
        name: format!("{}{}", sink.way_to(root), name_in(opened, &found.path)).into(),
        kind,
        size: found.about.len(),
        spool: None,
    });
    match kind {
        Kind::Json => {
            let mut beginning = beginning;
            // Enough to see a whole first record.
            beginning.extend(read_up_to(&mut file, FIRST_BLOCK - TEXT_BEGINNING)?);
            let shape = Shape::of(&beginning, names_lines(&found.path));
            let begin = beginning.len() - without_mark(&beginning).len();
            if shape == Shape::Lines
                && let Some(flow) = sink.lines(&source, &file, begin as u64)
            {
                return Ok(flow);
            }
            read_records(&source, beginning, file, shape, sink)
        }
        Kind::Text | Kind::Markdown | Kind::Html => {
            if sink.whole(&source, &beginning).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            Ok(sink.progress(found.about.len(), Some(0)))
        }
        Kind::Unreadable(what) => {
            Ok(sink.problem(root, Problem::of_file(&found.path, what.advice())))
        }
    }
}

/// Whether a file's name says that it has a record a line.
fn names_lines(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("jsonl") || e.eq_ignore_ascii_case("ndjson"))
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

pub(super) fn origin_of(source: &Source, line: u64) -> Origin {
    Origin {
        path: source.path.clone(),
        line,
    }
}

/// Reads one record, called `locator` where it has no name of its own.
pub(super) fn read_record(
    source: &Source,
    block: &Block,
    piece: &Piece,
    locator: &str,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    let origin = origin_of(source, piece.line);
    if piece.too_long {
        return Err(too_long(&origin));
    }
    ingest::read(source.kind, block.bytes_of(piece), locator, origin, options)
}
