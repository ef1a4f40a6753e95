//! A whole text as blocks, and what of it is on the screen.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem;
use unicode_segmentation::UnicodeSegmentation;

use super::{Breaks, Row, is_blank, layout};
use crate::span::{Span, floor_boundary, from};
use crate::text::paragraph::{Lines, begins_indented};

/// Whole paragraphs are gathered in one block up to this many bytes.
const GATHERED: usize = 1024;

/// A paragraph longer than this many bytes is cut into several blocks.
const LONGEST: usize = 4 * 1024;

/// A text cut into blocks of bounded size, which are laid out one by one.
///
/// It is made once for an article. Positions are bytes: the row at the top of the screen is named
/// by any byte that it shows, so it stays where it is when the width changes. Everything asked of
/// it lays out the blocks near that byte and no others.
#[derive(Clone, Debug)]
pub struct Flow {
    text: Arc<str>,
    breaks: Breaks,
    /// Where each block begins, in order; the first at 0.
    starts: Vec<usize>,
    /// What was laid out last.
    laid: Arc<Mutex<VecDeque<Laid>>>,
}

/// How many blocks are kept as they were laid out: more than a screen shows. Most keys stay near.
const LAID: usize = 64;

/// The rows of a block at a width.
#[derive(Clone, Debug)]
struct Laid {
    block: usize,
    width: u16,
    rows: Arc<[Row]>,
}

impl Flow {
    /// Cuts a text into blocks: whole paragraphs, or pieces of one that is very long.
    pub fn new(text: Arc<str>, lines: Lines) -> Self {
        let breaks = Breaks::of(&text, lines);
        let starts = block_starts(&text, lines);
        Self {
            text,
            breaks,
            starts,
            laid: Arc::default(),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How its line breaks are shown.
    pub fn breaks(&self) -> Breaks {
        self.breaks
    }

    /// The blocks, in order; they cover the text once.
    pub fn blocks(&self) -> impl Iterator<Item = Span> {
        (0..self.starts.len()).map(|at| self.block(at))
    }

    /// At most `height` rows, from the one that shows `top` on.
    pub fn page(&self, top: usize, height: usize, width: u16) -> Vec<Row> {
        let (mut at, block, row) = self.locate(top, width);
        let mut rows: Vec<Row> = block.iter().skip(row).take(height).cloned().collect();
        while rows.len() < height && at + 1 < self.starts.len() {
            at += 1;
            let block = self.rows_of(at, width);
            rows.extend(block.iter().take(height - rows.len()).cloned());
        }
        rows
    }

    /// The row that shows `byte`; the last one for the end of the text. An empty text has one empty row.
    pub fn row_at(&self, byte: usize, width: u16) -> Row {
        let (_, rows, row) = self.locate(byte, width);
        rows.get(row).cloned().unwrap_or_default()
    }

    /// The first byte of the row that lies `by` rows below (or above, where negative) the one that
    /// shows `byte`; of the first or last row where there are not so many.
    pub fn step(&self, byte: usize, by: isize, width: u16) -> usize {
        let (mut at, mut rows, row) = self.locate(byte, width);
        let mut row = row.cast_signed().saturating_add(by);
        while row < 0 && at > 0 {
            at -= 1;
            rows = self.rows_of(at, width);
            row += rows.len().cast_signed();
        }
        while row >= rows.len().cast_signed() && at + 1 < self.starts.len() {
            row -= rows.len().cast_signed();
            at += 1;
            rows = self.rows_of(at, width);
        }
        let row = row.max(0).cast_unsigned().min(rows.len() - 1);
        rows.get(row).map_or(0, |row| row.range.start)
    }

    /// The byte at `column` in the row that lies `by` rows below or above the one that shows `byte`:
    /// where a cursor goes that keeps its column.
    pub fn move_rows(&self, byte: usize, by: isize, column: u16, width: u16) -> usize {
        self.row_at(self.step(byte, by, width), width)
            .byte_at(column)
    }

    /// The first byte of the row to begin a page with so that it shows `top` and, where the text is
    /// long enough, leaves no row of the page empty.
    pub fn clamp_top(&self, top: usize, height: usize, width: u16) -> usize {
        let rows = self.page(top, height, width);
        if rows.len() < height {
            return self.step(self.text.len(), 1 - height.cast_signed(), width);
        }
        rows.first().map_or(0, |row| row.range.start)
    }

    /// Scrolls a page that begins at `top` by `by` rows, not past the text's ends.
    pub fn scroll(&self, top: usize, by: isize, height: usize, width: u16) -> usize {
        self.clamp_top(self.step(top, by, width), height, width)
    }

    /// Where a page that begins at `top` must begin to show `byte` at least `margin` rows from its
    /// first and last row, moved as little as possible.
    pub fn follow(
        &self,
        top: usize,
        byte: usize,
        margin: usize,
        height: usize,
        width: u16,
    ) -> usize {
        let rows = self.page(top, height, width);
        let rows = self.followed(rows, byte, margin, height, width);
        rows.first().map_or(0, |row| row.range.start)
    }

    /// The page `rows`, moved as [`Self::follow`] says: as it is where it shows `byte` already.
    pub fn followed(
        &self,
        rows: Vec<Row>,
        byte: usize,
        margin: usize,
        height: usize,
        width: u16,
    ) -> Vec<Row> {
        let margin = margin.min(height.saturating_sub(1) / 2);
        let at = rows.partition_point(|row| row.range.end <= byte);
        let above = rows.first().is_none_or(|row| byte < row.range.start);
        let rows = if above || at < margin {
            let top = self.step(byte, -margin.cast_signed(), width);
            self.page(top, height, width)
        } else if at + margin >= height {
            let down = (margin + 1).cast_signed() - height.cast_signed();
            self.page(self.step(byte, down, width), height, width)
        } else {
            rows
        };
        let first = rows.first().map_or(0, |row| row.range.start);
        if rows.len() < height && first > 0 {
            let top = self.step(self.text.len(), 1 - height.cast_signed(), width);
            return self.page(top, height, width);
        }
        rows
    }

    /// How much of the text lies before `end`, the end of what is on the screen, in percent of its
    /// bytes; 100 only when nothing is left.
    pub fn percent(&self, end: usize) -> u8 {
        let length = self.text.len();
        if end >= length {
            return 100;
        }
        (end as u128 * 100 / length as u128) as u8
    }

    /// The number of the block in which `byte` lies, its rows, and which of them shows the byte.
    fn locate(&self, byte: usize, width: u16) -> (usize, Arc<[Row]>, usize) {
        let at = self.starts.partition_point(|&start| start <= byte).max(1) - 1;
        let rows = self.rows_of(at, width);
        let row = rows.partition_point(|row| row.range.end <= byte);
        let row = row.min(rows.len() - 1);
        (at, rows, row)
    }

    fn rows_of(&self, at: usize, width: u16) -> Arc<[Row]> {
        let mut laid = self.laid.lock().unwrap_or_else(PoisonError::into_inner);
        let is = |laid: &Laid| laid.block == at && laid.width == width;
        if let Some(known) = laid.iter().rev().find(|laid| is(laid)) {
            return Arc::clone(&known.rows);
        }
        let rows: Arc<[Row]> = layout(&self.text, self.block(at), width, self.breaks).into();
        if laid.len() == LAID {
            laid.pop_front();
        }
        laid.push_back(Laid {
            block: at,
            width,
            rows: Arc::clone(&rows),
        });
        rows
    }

    fn block(&self, at: usize) -> Span {
        let start = self.starts.get(at).copied().unwrap_or(self.text.len());
        let end = self.starts.get(at + 1).copied().unwrap_or(self.text.len());
        Span::new(start, end)
    }
}

/// Where the blocks of a text begin.
fn block_starts(text: &str, lines: Lines) -> Vec<usize> {
    let mut starts = vec![0];
    // Where the present block and the present paragraph begin.
    let (mut block, mut paragraph) = (0, 0);
    let mut end = |paragraph: usize, next: usize| {
        if next - paragraph > LONGEST {
            if block < paragraph {
                starts.push(paragraph);
            }
            let mut piece = paragraph;
            while next - piece > LONGEST {
                piece = cut(text, piece);
                starts.push(piece);
            }
            block = piece;
        }
        if next - block >= GATHERED && next < text.len() {
            starts.push(next);
            block = next;
        }
    };
    let mut before_blank = true;
    let mut line = 0;
    for line_end in memchr::memchr_iter(b'\n', text.as_bytes())
        .map(|at| at + 1)
        .chain(std::iter::once(text.len()))
    {
        let rest = from(text, line);
        let blank = lines == Lines::Joined && is_blank(rest);
        let begins = lines == Lines::Separate || before_blank || blank || begins_indented(rest);
        if begins && line > paragraph {
            end(paragraph, line);
            paragraph = line;
        }
        before_blank = blank;
        line = line_end;
    }
    end(paragraph, text.len());
    starts
}

/// Where to cut a paragraph that begins at `start` and is longer than a block may be: after the
/// last sentence that fits, or the last word, or wherever graphemes meet.
fn cut(text: &str, start: usize) -> usize {
    /// How much is read to find where graphemes meet, in bytes.
    const NEAR: usize = 256;
    let end = floor_boundary(text, start + LONGEST);
    let middle = floor_boundary(text, start + LONGEST / 2);
    let half = Span::new(middle, end).of(text);
    let sentence = memmem::rfind(half.as_bytes(), b". ");
    let word = || memchr::memrchr3(b' ', b'\n', b'\t', half.as_bytes());
    if let Some(at) = sentence.map(|at| at + 1).or_else(word) {
        let rest = from(half, at);
        let white = rest.len() - rest.trim_ascii_start().len();
        return middle + at + white;
    }
    let near = floor_boundary(text, end - NEAR);
    Span::new(near, end)
        .of(text)
        .grapheme_indices(true)
        .next_back()
        .map_or(end, |(at, _)| if at == 0 { end } else { near + at })
}

#[cfg(test)]
mod tests;
