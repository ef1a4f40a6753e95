//! Finding the articles of files, folders and standard input.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::STANDARD_INPUT;
use super::packed::{Packing, Unpacked};
use super::shape::{Shape, without_mark};
use super::source::{Source, Tee, name_in, read_first, read_up_to};
use super::split::{Block, FIRST_BLOCK, LONGEST_RECORD, Piece, Splitter, too_long};
use super::walk::{Found, Walk, missing};
use crate::article::{Article, Origin};
use crate::ingest::kind::Named;
use crate::ingest::{Frame, Kind, Problem, ReadOptions, feed, kind, table};
use crate::text::count::counted;

/// How much of a text file is read for its list row, in bytes.
pub(super) const TEXT_BEGINNING: usize = 8 << 10;

/// So many compressed files stay open, unpacked, from when they are indexed; others are unpacked again.
const MOST_KEPT: usize = 64;

/// How many of some records could be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub read: usize,
    /// Whether the last one could.
    pub last: bool,
}

impl Tally {
    /// Counts the next one.
    pub fn add(&mut self, is_read: bool) {
        self.read += usize::from(is_read);
        self.last = is_read;
    }
}

/// What becomes of the records that are found.
pub(super) trait Sink {
    /// Some records of a source, in order; tells how many of them could be read.
    fn records(&mut self, source: &Arc<Source>, block: &Block) -> ControlFlow<(), Tally>;

    /// Takes over a file of lines, of which the first begins at `begin`; none where its records are
    /// to be handed over block by block.
    fn lines(&mut self, source: &Arc<Source>, file: &File, begin: u64) -> Option<ControlFlow<()>> {
        let _ = (source, file, begin);
        None
    }

    /// Takes over the files that a walk over `paths` meets; none where they are to be handed over one
    /// by one.
    fn files(
        &mut self,
        paths: &[PathBuf],
        walk: &mut Walk,
        spools: &mut usize,
    ) -> Option<ControlFlow<()>> {
        let _ = (paths, walk, spools);
        None
    }

    /// A file that is one article of `len` bytes, of which the first are known, or all.
    fn whole(&mut self, source: &Arc<Source>, known: &[u8], len: u64) -> ControlFlow<()>;

    /// A file that is read next.
    fn found(&mut self, found: &Found) {
        let _ = found;
    }

    /// How records are read.
    fn options(&self) -> &ReadOptions;

    /// Something that cannot be read in the root of this number.
    fn problem(&mut self, root: u32, problem: Problem) -> ControlFlow<()>;

    /// Bytes read since the last time, and bytes of files listed since.
    fn progress(&mut self, read: u64, listed: Option<u64>) -> ControlFlow<()>;
}

/// Finds the records of `paths` in order and hands them to `sink`; with `keep`, standard input and the
/// content of compressed files are kept for later reads.
pub(super) fn find(
    paths: &[PathBuf],
    standard_input: &mut dyn Read,
    keep: bool,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let mut spools = if keep { MOST_KEPT } else { 0 };
    let ReadOptions { only, near, .. } = sink.options().clone();
    let mut walk = Walk::new(paths, &only).by_nearest(&near);
    let is_input = |path: &PathBuf| path == Path::new(STANDARD_INPUT);
    let mut first = 0;
    for some in paths.chunk_by(|one, other| !is_input(one) && !is_input(other)) {
        let numbers = first..first + some.len();
        first = numbers.end;
        if some.iter().any(is_input) {
            let root = sink.options().root_of(numbers.start);
            sink.progress(0, None)?;
            let said = read_standard_input(root, standard_input, keep, sink);
            settle(root, Path::new(""), said, sink)?;
            continue;
        }
        walk.go_on(numbers);
        let is_one = matches!(some, [path] if !path.is_dir());
        if !is_one && let Some(flow) = sink.files(paths, &mut walk, &mut spools) {
            flow?;
            continue;
        }
        for (number, found) in &mut walk {
            let from = Opened::of(paths, number, sink.options());
            match found {
                Ok(found) => read_found(from, &found, &mut spools, sink)?,
                Err(problem) => sink.problem(from.root, problem)?,
            }
        }
    }
    ControlFlow::Continue(())
}

/// The opened path by which a file was found.
#[derive(Clone, Copy)]
pub(super) struct Opened<'p> {
    number: usize,
    path: &'p Path,
    /// The root that it belongs to.
    pub root: u32,
}

impl<'p> Opened<'p> {
    /// The path of this number.
    pub fn of(paths: &'p [PathBuf], number: usize, options: &ReadOptions) -> Self {
        Self {
            number,
            path: paths.get(number).map_or(Path::new(""), PathBuf::as_path),
            root: options.root_of(number),
        }
    }
}

/// Reads a file, unless it is the one that is not read.
pub(super) fn read_found(
    from: Opened<'_>,
    found: &Found,
    spools: &mut usize,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    sink.progress(0, Some(found.about.len()))?;
    if sink.options().skips(&found.path) {
        return ControlFlow::Continue(());
    }
    sink.found(found);
    let said = read_file(from, found, spools, sink);
    settle(from.root, &found.path, said, sink)
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
    let named = sink.options().standard_input.as_deref();
    let named = named.unwrap_or(Path::new(STANDARD_INPUT)).to_owned();
    let source = Source {
        root,
        path: PathBuf::new(),
        name: STANDARD_INPUT.into(),
        kind: Kind::Text,
        frame: Frame::default(),
        size: 0,
        packing: Packing::None,
        spool: None,
    };
    let packing = Packing::of_file(&named, &beginning);
    if packing == Packing::None {
        return read_stream(source, &named, beginning, input, keep, sink);
    }
    let source = Source { packing, ..source };
    let mut reader = Unpacked::new(packing, io::Cursor::new(beginning).chain(input));
    let beginning = reader.read_beginning(FIRST_BLOCK);
    let inside = Packing::name_inside(&named);
    read_stream(source, &inside, beginning, reader, keep, sink)
}

/// Reads what can be read only once; with `keep`, a copy of it is made for later reads.
fn read_stream(
    mut source: Source,
    named: &Path,
    mut beginning: Vec<u8>,
    mut reader: impl Read,
    keep: bool,
    sink: &mut dyn Sink,
) -> Said {
    source.kind = kind::sniff(named, &beginning);
    let (root, path) = (source.root, source.path.clone());
    if kind::is_wide(named, &beginning) {
        let advice = "holds UTF-16 and is compressed; decompress it first";
        return Ok(sink.problem(root, Problem::of_file(&path, advice)));
    }
    match source.kind {
        Kind::Json | Kind::Feed | Kind::JsonFeed | Kind::Table => {
            let (shape, frame) = match shape_of(source.kind, named, &beginning, sink) {
                Ok(shape) => shape,
                Err(reason) => {
                    return Ok(sink.problem(root, Problem::of_file(&path, reason)));
                }
            };
            source.frame = frame;
            if !keep {
                return read_records(&Arc::new(source), beginning, reader, shape, sink);
            }
            let mut copy = tempfile::tempfile()?;
            copy.write_all(&beginning)?;
            source.spool = Some(copy.try_clone()?);
            let reader = Tee { reader, copy };
            read_records(&Arc::new(source), beginning, reader, shape, sink)
        }
        Kind::Text | Kind::Markdown | Kind::Html | Kind::Xml => {
            let room = (LONGEST_RECORD + 1).saturating_sub(beginning.len());
            (&mut reader)
                .take(room as u64)
                .read_to_end(&mut beginning)?;
            let len = beginning.len() as u64;
            if path.as_os_str().is_empty() {
                source.size = len;
                let mut copy = tempfile::tempfile()?;
                copy.write_all(&beginning)?;
                source.spool = Some(copy);
            }
            Ok(sink.whole(&Arc::new(source), &beginning, len))
        }
        Kind::Unreadable(what) => Ok(sink.problem(root, Problem::of_file(&path, what.advice()))),
    }
}

/// A file of which the beginning was read.
pub(super) struct Begun {
    pub source: Source,
    pub beginning: Vec<u8>,
    file: File,
}

impl Begun {
    /// Whether it is one article.
    pub fn is_whole(&self) -> bool {
        self.source.packing == Packing::None && self.source.kind.is_whole()
    }
}

/// Reads the beginning of a file, and tells what it is.
pub(super) fn begin(from: Opened<'_>, found: &Found, options: &ReadOptions) -> io::Result<Begun> {
    let mut file = File::open(&found.path)?;
    let beginning = read_up_to(&mut file, TEXT_BEGINNING)?;
    let way = options.way_to(from.number);
    let source = Source {
        root: from.root,
        path: found.path.clone(),
        name: format!("{way}{}", name_in(from.path, &found.path)).into(),
        kind: kind::sniff(&found.path, &beginning),
        frame: Frame::default(),
        size: found.about.len(),
        packing: Packing::of_file(&found.path, &beginning),
        spool: None,
    };
    Ok(Begun {
        source,
        beginning,
        file,
    })
}

fn read_file(from: Opened<'_>, found: &Found, spools: &mut usize, sink: &mut dyn Sink) -> Said {
    let Begun {
        mut source,
        mut beginning,
        mut file,
    } = begin(from, found, sink.options())?;
    let root = from.root;
    if source.packing != Packing::None {
        let mut reader = Unpacked::new(source.packing, io::Cursor::new(beginning).chain(file));
        let beginning = reader.read_beginning(FIRST_BLOCK);
        let inside = Packing::name_inside(&found.path);
        let keep = *spools > 0;
        *spools = spools.saturating_sub(1);
        let consumed = reader.consumed();
        let mut paced = Paced {
            sink,
            consumed,
            told: 0,
        };
        let said = read_stream(source, &inside, beginning, reader, keep, &mut paced)?;
        let left = found.about.len().saturating_sub(paced.told);
        if said.is_break() {
            return Ok(said);
        }
        return Ok(paced.sink.progress(left, Some(0)));
    }
    match source.kind {
        Kind::Json | Kind::Feed | Kind::JsonFeed | Kind::Table => {
            // Enough to see a whole first record.
            beginning.extend(read_up_to(&mut file, FIRST_BLOCK - TEXT_BEGINNING)?);
            let (shape, frame) = match shape_of(source.kind, &found.path, &beginning, sink) {
                Ok(shape) => shape,
                Err(reason) => {
                    return Ok(sink.problem(root, Problem::of_file(&found.path, reason)));
                }
            };
            source.frame = frame;
            let source = Arc::new(source);
            let begin = beginning.len() - without_mark(&beginning).len();
            if shape == Shape::Lines
                && let Some(flow) = sink.lines(&source, &file, begin as u64)
            {
                return Ok(flow);
            }
            read_records(&source, beginning, file, shape, sink)
        }
        Kind::Text | Kind::Markdown | Kind::Html | Kind::Xml => {
            let len = found.about.len();
            if sink.whole(&Arc::new(source), &beginning, len).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            Ok(sink.progress(len, Some(0)))
        }
        Kind::Unreadable(what) => {
            Ok(sink.problem(root, Problem::of_file(&found.path, what.advice())))
        }
    }
}

/// Hands on what is found in a compressed file, and tells how far that file was read, not its content.
struct Paced<'s> {
    sink: &'s mut dyn Sink,
    consumed: Arc<AtomicU64>,
    /// How much of the file was told.
    told: u64,
}

impl Sink for Paced<'_> {
    fn records(&mut self, source: &Arc<Source>, block: &Block) -> ControlFlow<(), Tally> {
        self.sink.records(source, block)
    }

    fn whole(&mut self, source: &Arc<Source>, known: &[u8], len: u64) -> ControlFlow<()> {
        self.sink.whole(source, known, len)
    }

    fn options(&self) -> &ReadOptions {
        self.sink.options()
    }

    fn problem(&mut self, root: u32, problem: Problem) -> ControlFlow<()> {
        self.sink.problem(root, problem)
    }

    fn progress(&mut self, _read: u64, listed: Option<u64>) -> ControlFlow<()> {
        let consumed = self.consumed.load(Ordering::Relaxed);
        let read = consumed.saturating_sub(self.told);
        self.told = consumed;
        self.sink.progress(read, listed)
    }
}

/// How the records of a file are told apart, and what they share; or why they cannot be.
fn shape_of(
    kind: Kind,
    path: &Path,
    beginning: &[u8],
    sink: &dyn Sink,
) -> Result<(Shape, Frame), String> {
    match kind {
        Kind::Feed => Ok((Shape::Items, feed::frame(beginning))),
        Kind::JsonFeed => Ok((Shape::of_feed(beginning), feed::json_frame(beginning))),
        Kind::Table => {
            let is_tsv = Named::of(path) == Some(Named::Tsv);
            let opening = table::opening(without_mark(beginning), is_tsv, sink.options())?;
            let shape = Shape::Rows {
                separator: opening.frame.separator,
                skipped: opening.skipped,
            };
            Ok((shape, opening.frame))
        }
        _ => {
            let named_lines = Named::of(path) == Some(Named::Lines);
            Ok((Shape::of(beginning, named_lines), Frame::default()))
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
    let mut all = Tally::default();
    while let Some(block) = splitter.next_block()? {
        let position = block.position();
        let ControlFlow::Continue(some) = sink.records(source, &block) else {
            return Ok(ControlFlow::Break(()));
        };
        if sink.progress(position - reported, Some(0)).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        reported = position;
        all.read += some.read;
        if !block.pieces.is_empty() {
            all.last = some.last;
        }
    }
    if let Some(whole) = splitter.cut_off() {
        let read = counted(all.read, "item", "items");
        let last = if whole || !all.last {
            ""
        } else {
            ", the last in part"
        };
        let said = format!("the feed is cut off: {read} read{last}; get the whole file");
        return Ok(sink.problem(source.root, Problem::of_file(&source.path, said)));
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
    source.read(block.bytes_of(piece), locator, origin, options)
}
