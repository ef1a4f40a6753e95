//! A stream → the byte ranges of its records, in bounded memory.

use std::io::{self, Read};

use super::elements::ElementFinder;
use super::rows::RowFinder;
use super::scan::Scanner;
use super::shape::{Shape, without_mark};
use crate::article::Origin;
use crate::ingest::Problem;

/// A record longer than this many bytes is not read but listed as a problem.
pub const LONGEST_RECORD: usize = 64 << 20;

/// The problem of a record that is longer than [`LONGEST_RECORD`].
pub(super) fn too_long(origin: &Origin) -> Problem {
    Problem::of_record(
        origin,
        format!(
            "the record is longer than {} MB; split it",
            LONGEST_RECORD >> 20
        ),
    )
}

/// How much is read at first, in bytes, so that the first articles are there soon.
pub(super) const FIRST_BLOCK: usize = 64 << 10;

/// How much is read at a time afterwards, in bytes: about what a core keeps near.
const BLOCK: usize = 2 << 20;

/// One record of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its first byte in the stream.
    pub offset: u64,
    /// Its length in bytes.
    pub len: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its number among the records that begin on that line, from 1.
    pub part: u32,
    /// Whether it is longer than [`LONGEST_RECORD`]; its bytes are gone.
    pub too_long: bool,
}

/// Reads a stream block by block and finds its records.
pub(super) struct Splitter<R> {
    reader: R,
    buffer: Vec<u8>,
    /// How much of the buffer holds bytes of the stream.
    filled: usize,
    /// The place of the buffer's first byte in the stream.
    base: u64,
    finder: Finder,
    pieces: Vec<Piece>,
    ended: bool,
    longest: usize,
}

enum Finder {
    Lines(LineFinder),
    Brackets(Scanner),
    Rows(RowFinder),
    Items(ElementFinder),
}

/// Some records and the bytes that hold them.
pub(super) struct Block<'a> {
    /// The records, in order.
    pub pieces: &'a [Piece],
    bytes: &'a [u8],
    base: u64,
}

impl Block<'_> {
    /// How far the stream was read, in bytes.
    pub fn position(&self) -> u64 {
        self.base + self.bytes.len() as u64
    }

    /// The bytes of one of the block's records; empty when it was too long.
    pub fn bytes_of(&self, piece: &Piece) -> &[u8] {
        let start = usize::try_from(piece.offset.saturating_sub(self.base)).unwrap_or(usize::MAX);
        let end = start.saturating_add(usize::try_from(piece.len).unwrap_or(usize::MAX));
        if piece.too_long {
            return &[];
        }
        self.bytes.get(start..end).unwrap_or_default()
    }
}

impl<R: Read> Splitter<R> {
    /// Splits the stream that begins with `beginning` and goes on with `reader`.
    pub fn new(beginning: Vec<u8>, reader: R, shape: Shape) -> Self {
        Self::with_longest(beginning, reader, shape, LONGEST_RECORD)
    }

    /// Splits a stream of lines of which the first begins at `base` of a larger one and counts as
    /// line 1 here. `buffer` is one that [`Splitter::into_buffer`] gave: memory that was never written
    /// to takes longer to fill than a file to read.
    pub fn of_lines(base: u64, reader: R, buffer: Vec<u8>) -> Self {
        Self {
            reader,
            filled: 0,
            buffer,
            base,
            finder: Finder::Lines(LineFinder::starting(base)),
            pieces: Vec::new(),
            ended: false,
            longest: LONGEST_RECORD,
        }
    }

    /// The memory it used, for the next one, and the number of line breaks it met.
    pub fn into_buffer(self) -> (Vec<u8>, u64) {
        let lines = match self.finder {
            Finder::Lines(lines) => lines.line - 1,
            Finder::Brackets(_) | Finder::Rows(_) | Finder::Items(_) => 0,
        };
        (self.buffer, lines)
    }

    fn with_longest(beginning: Vec<u8>, reader: R, shape: Shape, longest: usize) -> Self {
        let mark = beginning.len() - without_mark(&beginning).len();
        let mut buffer = beginning;
        buffer.drain(..mark);
        let base = mark as u64;
        Self {
            reader,
            filled: buffer.len(),
            buffer,
            base,
            finder: match shape {
                Shape::Lines => Finder::Lines(LineFinder::starting(base)),
                Shape::Brackets => Finder::Brackets(Scanner::default()),
                Shape::Member { start, line } => Finder::Brackets(Scanner::in_member(start, line)),
                Shape::Rows { separator, skipped } => {
                    Finder::Rows(RowFinder::starting(base, separator, skipped))
                }
                Shape::Items => Finder::Items(ElementFinder::starting(base)),
            },
            pieces: Vec::new(),
            ended: false,
            longest,
        }
    }

    /// The next records, at least one; none at the stream's end.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next_block(&mut self) -> io::Result<Option<Block<'_>>> {
        self.pieces.clear();
        // What was handed out is done with.
        self.drop_until_open();
        loop {
            self.find();
            if !self.pieces.is_empty() {
                break;
            }
            if self.ended {
                return Ok(None);
            }
            self.guard_length();
            if self.fill()? == 0 {
                self.ended = true;
                self.find_last();
                if self.pieces.is_empty() {
                    return Ok(None);
                }
                break;
            }
        }
        Ok(Some(Block {
            pieces: &self.pieces,
            bytes: self.buffer.get(..self.filled).unwrap_or_default(),
            base: self.base,
        }))
    }

    /// Where the stream is a feed that is not closed at its end: whether its last item is.
    pub fn cut_off(&self) -> Option<bool> {
        match &self.finder {
            Finder::Items(items) => items.cut_off(),
            Finder::Lines(_) | Finder::Brackets(_) | Finder::Rows(_) => None,
        }
    }

    fn find(&mut self) {
        let bytes = self.buffer.get(..self.filled).unwrap_or_default();
        match &mut self.finder {
            Finder::Lines(lines) => lines.find(bytes, self.base, &mut self.pieces),
            Finder::Brackets(scanner) => scanner.scan(bytes, self.base, &mut self.pieces),
            Finder::Rows(rows) => rows.find(bytes, self.base, &mut self.pieces),
            Finder::Items(items) => items.find(bytes, self.base, &mut self.pieces),
        }
    }

    fn find_last(&mut self) {
        let bytes = self.buffer.get(..self.filled).unwrap_or_default();
        match &mut self.finder {
            Finder::Lines(lines) => lines.finish(bytes, self.base, &mut self.pieces),
            Finder::Brackets(scanner) => scanner.finish(bytes, self.base, &mut self.pieces),
            Finder::Rows(rows) => rows.finish(bytes, self.base, &mut self.pieces),
            Finder::Items(items) => items.finish(bytes, self.base, &mut self.pieces),
        }
    }

    /// Drops the bytes before the record that is still open.
    fn drop_until_open(&mut self) {
        let open = match &self.finder {
            Finder::Lines(lines) => lines.open_from(),
            Finder::Brackets(scanner) => scanner.open_from(self.base + self.filled as u64),
            Finder::Rows(rows) => rows.open_from(),
            Finder::Items(items) => items.open_from(),
        };
        let done = usize::try_from(open.saturating_sub(self.base))
            .unwrap_or(usize::MAX)
            .min(self.filled);
        self.buffer.copy_within(done..self.filled, 0);
        self.filled -= done;
        self.base += done as u64;
    }

    /// Gives up the bytes of an open record that has grown too long, not its place.
    fn guard_length(&mut self) {
        self.drop_until_open();
        if self.filled < self.longest {
            return;
        }
        match &mut self.finder {
            Finder::Lines(lines) => lines.give_up(self.base + self.filled as u64),
            Finder::Brackets(scanner) => scanner.give_up(),
            Finder::Rows(rows) => {
                let bytes = self.buffer.get(..self.filled).unwrap_or_default();
                rows.give_up(bytes, self.base);
            }
            Finder::Items(items) => items.give_up(),
        }
        self.drop_until_open();
    }

    /// Reads once more; gives how many bytes came.
    fn fill(&mut self) -> io::Result<usize> {
        let want = if self.base == 0 && self.filled == 0 {
            FIRST_BLOCK
        } else {
            BLOCK.max(self.filled)
        };
        let size = self.filled + want;
        if self.buffer.len() < size {
            self.buffer.resize(size, 0);
        }
        let space = self.buffer.get_mut(self.filled..size).unwrap_or_default();
        loop {
            match self.reader.read(space) {
                Ok(count) => {
                    self.filled += count;
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Finds records that are lines.
struct LineFinder {
    /// Where the open line begins.
    start: u64,
    /// Up to where newlines were looked for.
    looked: u64,
    /// The number of the open line.
    line: u64,
    /// Whether the open line was given up.
    too_long: bool,
}

impl LineFinder {
    fn starting(base: u64) -> Self {
        Self {
            start: base,
            looked: base,
            line: 1,
            too_long: false,
        }
    }

    fn open_from(&self) -> u64 {
        if self.too_long {
            self.looked
        } else {
            self.start
        }
    }

    fn give_up(&mut self, position: u64) {
        self.too_long = true;
        self.looked = position;
    }

    fn find(&mut self, bytes: &[u8], base: u64, pieces: &mut Vec<Piece>) {
        let from = usize::try_from(self.looked.saturating_sub(base)).unwrap_or(usize::MAX);
        for at in memchr::memchr_iter(b'\n', bytes.get(from..).unwrap_or_default()) {
            self.push(bytes, base, base + (from + at) as u64, pieces);
            self.start = base + (from + at) as u64 + 1;
            self.line += 1;
            self.too_long = false;
        }
        self.looked = base + bytes.len() as u64;
    }

    fn finish(&mut self, bytes: &[u8], base: u64, pieces: &mut Vec<Piece>) {
        let end = base + bytes.len() as u64;
        self.push(bytes, base, end, pieces);
        self.start = end;
        self.looked = end;
        self.too_long = false;
    }

    fn push(&self, bytes: &[u8], base: u64, end: u64, pieces: &mut Vec<Piece>) {
        let (mut offset, mut len) = (self.start, end - self.start);
        if !self.too_long {
            let start = usize::try_from(self.start - base).unwrap_or(usize::MAX);
            let stop = usize::try_from(end - base).unwrap_or(usize::MAX);
            let line = bytes.get(start..stop).unwrap_or_default();
            let trimmed = line.trim_ascii_start();
            offset += (line.len() - trimmed.len()) as u64;
            len = trimmed.trim_ascii_end().len() as u64;
        }
        if len > 0 {
            pieces.push(Piece {
                offset,
                len,
                line: self.line,
                part: 1,
                too_long: self.too_long,
            });
        }
    }
}

#[cfg(test)]
mod tests;
