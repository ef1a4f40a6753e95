//! Finds records that are rows of a table.

use super::split::Piece;
use crate::ingest::table::Quotes;

/// How often a file is read on from the line after a quotation mark that is never closed.
const MOST_RECOVERIES: u32 = 16;

/// Finds rows, whose cells may hold line breaks inside quotation marks.
#[derive(Debug)]
pub(super) struct RowFinder {
    quotes: Quotes,
    /// Where the open row begins.
    start: u64,
    /// The line on which it begins.
    line: u64,
    /// Up to where row ends were looked for.
    looked: u64,
    /// How many rows at the top are still to be left out.
    skipped: u32,
    /// Whether the open row was given up.
    too_long: bool,
    recoveries: u32,
}

impl RowFinder {
    pub fn starting(base: u64, separator: u8, skipped: u32) -> Self {
        Self {
            quotes: Quotes::new(separator),
            start: base,
            line: 1,
            looked: base,
            skipped,
            too_long: false,
            recoveries: 0,
        }
    }

    pub fn open_from(&self) -> u64 {
        if self.too_long {
            self.looked
        } else {
            self.start
        }
    }

    /// Gives up the open row: it ends with its line.
    pub fn give_up(&mut self, bytes: &[u8], base: u64) {
        let kept = usize::try_from(self.start.saturating_sub(base)).unwrap_or(usize::MAX);
        self.line += newlines(bytes.get(kept..).unwrap_or_default());
        self.too_long = true;
        self.looked = base + bytes.len() as u64;
        self.quotes.restart();
    }

    pub fn find(&mut self, bytes: &[u8], base: u64, pieces: &mut Vec<Piece>) {
        let mut at = usize::try_from(self.looked.saturating_sub(base)).unwrap_or(usize::MAX);
        while let Some(end) = self.quotes.row_end(bytes, at) {
            self.push(bytes, base, end, pieces);
            at = end + 1;
            self.start = base + at as u64;
            self.too_long = false;
        }
        self.looked = base + bytes.len() as u64;
    }

    /// Ends the last row. Where a quotation mark in it was never closed, its first line alone is lost, and
    /// the rows are looked for again behind that.
    pub fn finish(&mut self, bytes: &[u8], base: u64, pieces: &mut Vec<Piece>) {
        while self.quotes.is_inside() && self.recoveries < MOST_RECOVERIES {
            let start = usize::try_from(self.start.saturating_sub(base)).unwrap_or(usize::MAX);
            let rest = bytes.get(start..).unwrap_or_default();
            let Some(end) = memchr::memchr(b'\n', rest).filter(|_| !self.too_long) else {
                break;
            };
            self.recoveries += 1;
            self.push(bytes, base, start + end, pieces);
            self.start = base + (start + end) as u64 + 1;
            self.looked = self.start;
            self.quotes.restart();
            self.find(bytes, base, pieces);
        }
        self.push(bytes, base, bytes.len(), pieces);
        self.start = base + bytes.len() as u64;
        self.looked = self.start;
        self.too_long = false;
    }

    /// Adds the open row, which ends before `end`.
    fn push(&mut self, bytes: &[u8], base: u64, end: usize, pieces: &mut Vec<Piece>) {
        let line = self.line;
        if self.too_long {
            self.line += 1;
            pieces.push(Piece {
                offset: self.start,
                len: (base + end as u64).saturating_sub(self.start),
                line,
                part: 1,
                too_long: true,
            });
            return;
        }
        let start = usize::try_from(self.start.saturating_sub(base)).unwrap_or(usize::MAX);
        let row = bytes.get(start..end).unwrap_or_default();
        self.line += newlines(row) + 1;
        let len = row.strip_suffix(b"\r").unwrap_or(row).len();
        if row.trim_ascii().is_empty() {
            return;
        }
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        pieces.push(Piece {
            offset: self.start,
            len: len as u64,
            line,
            part: 1,
            too_long: false,
        });
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
