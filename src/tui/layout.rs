//! Byte ranges laid out as rows of cells, and back.
//!
//! [`layout`] wraps a part of a text at a width: every row knows the bytes that it shows and every
//! cell the grapheme it stands for, so that a cursor, a span or a click finds its way from the text
//! to the screen and back. [`Flow`] cuts a whole text into blocks, so that what is near the screen
//! is laid out and nothing else, however long the text is.
//!
//! Text stays in logical order: right-to-left runs are left to the terminal.

mod flow;

pub use flow::Flow;

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;

use crate::span::{Span, from};
use crate::text::display::{CUT, Shown, TAB, shown};
use crate::text::paragraph::{Lines, begins_indented};

/// How the line breaks of a text are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breaks {
    /// Whether a line break inside a paragraph is a space.
    pub lines: Lines,
    /// Whether paragraphs that follow one another on bare lines are set apart by a blank row.
    pub apart: bool,
}

impl Breaks {
    /// Looks at the beginning of a text for whether its paragraphs need a blank row between them.
    ///
    /// They do when lines are whole paragraphs, mostly longer than a row, and the text itself
    /// leaves hardly a line empty. Lists, tables and verse stay as they are.
    pub fn of(text: &str, lines: Lines) -> Self {
        /// How much of the text is looked at, in bytes.
        const SAMPLE: usize = 64 * 1024;
        /// Lines are paragraphs when they are longer than this on average, in bytes.
        const LONG: usize = 80;
        let sample = crate::span::until(text, crate::span::floor_boundary(text, SAMPLE));
        let (mut filled, mut empty, mut bytes) = (0, 0, 0);
        for line in sample.lines() {
            if line.trim_start().is_empty() {
                empty += 1;
            } else {
                filled += 1;
                bytes += line.len();
            }
        }
        Self {
            lines,
            apart: lines == Lines::Separate && empty * 4 < filled && bytes > filled * LONG,
        }
    }
}

/// What a cell shows of its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// The grapheme.
    Text,
    /// White space: a tab, a space, a line break inside a paragraph.
    Blank,
    /// Nothing: a line break, or white space past the edge. Takes no cell.
    Hung,
    /// A sign that the grapheme is wider than the whole row.
    TooWide,
}

/// One grapheme on a row, or a run of white space that is shown as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The bytes of the text that it stands for.
    pub span: Span,
    /// Its first column, counted from 0 in cells.
    pub column: u16,
    /// How many cells it takes; 0 for a line break and for white space that hangs past the edge.
    pub width: u16,
    look: Look,
}

impl Cell {
    /// What to print at the cell's column; blank space is one space, whatever its width.
    pub fn shown<'t>(&self, text: &'t str) -> Shown<'t> {
        let symbol = match self.look {
            Look::Text => return shown(self.span.of(text)),
            Look::Blank => " ",
            Look::Hung => "",
            Look::TooWide => CUT,
        };
        Shown {
            symbol: symbol.into(),
            width: self.width,
            replaced: self.look == Look::TooWide,
        }
    }
}

/// One row of the screen: the bytes it covers and the cells that show them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The bytes it covers, with the white space and the line break that end it. The ranges of
    /// successive rows follow one another without a gap; a blank row between paragraphs covers the
    /// line break alone.
    pub range: Span,
    cells: Vec<Cell>,
    /// The width it was laid out for, in cells.
    edge: u16,
}

impl Row {
    /// Its cells in order; their spans cover the row's range once.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// How many cells the row takes.
    pub fn width(&self) -> u16 {
        self.cells.last().map_or(0, |c| c.column + c.width)
    }

    /// The column of the cell that shows `byte`.
    ///
    /// A byte that takes no cell of its own, or lies outside the row, is answered with the column
    /// nearest to it, which is always inside the row's edge.
    pub fn cell_of(&self, byte: usize) -> u16 {
        let at = self.cells.partition_point(|c| c.span.end <= byte);
        self.cells
            .get(at)
            .map_or(self.width(), |c| c.column)
            .min(self.edge - 1)
    }

    /// The first byte of the grapheme at `column`; past the row's last cell, of the last one.
    pub fn byte_at(&self, column: u16) -> usize {
        let at = self.cells.partition_point(|c| c.column <= column);
        self.cells
            .get(..at)
            .unwrap_or_default()
            .iter()
            .rev()
            .find(|c| c.width > 0)
            .map_or(self.range.start, |c| c.span.start)
    }

    /// The first column of what `span` covers on this row, and one past its last; none where it
    /// covers no cell.
    pub fn columns_of(&self, span: Span) -> Option<(u16, u16)> {
        let covered = |c: &&Cell| c.width > 0 && c.span.overlaps(span);
        let first = self.cells.iter().find(covered)?;
        let last = self.cells.iter().rfind(covered)?;
        Some((first.column, last.column + last.width))
    }
}

/// Whether a row may end before an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Keep,
    May,
    Must,
}

/// What an item is to the wrapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Space,
    Tab,
    /// A line break that ends the row.
    Break,
    /// A line break that ends the row and stands as a blank row of its own.
    Gap,
}

/// What is put on a row as a whole: a grapheme, or white space around a line break.
#[derive(Clone, Copy, Debug)]
struct Item {
    span: Span,
    width: u16,
    kind: Kind,
    before: Before,
}

/// Lays out the bytes of `text` under `range`, which should begin and end where a [`Flow`] block
/// does, as rows of at most `width` cells (at least one).
///
/// Rows end where Unicode's line breaking algorithm (UAX #14) allows, or inside a word that is
/// longer than a row, between graphemes. White space at the end of a row hangs past its edge. An
/// empty range gives one empty row.
pub fn layout(text: &str, range: Span, width: u16, breaks: Breaks) -> Vec<Row> {
    let width = width.max(1);
    let items = items(text, range, breaks);
    if items.is_empty() {
        return vec![Row {
            range: Span::new(range.start, range.start),
            cells: Vec::new(),
            edge: width,
        }];
    }
    wrap(&items, width)
}

/// Cuts a range into items.
fn items(text: &str, range: Span, breaks: Breaks) -> Vec<Item> {
    let part = range.of(text);
    let bytes = part.as_bytes();
    let mut found = Vec::with_capacity(part.len());
    let mut opportunities = linebreaks(part).peekable();
    // Of the present line: whether it is blank so far, how many line breaks were joined before it,
    // and up to where its white space is known not to lead to such a break.
    let (mut blank, mut joined, mut known) = (true, 0usize, 0);
    let may_join = breaks.lines == Lines::Joined;
    let mut joint = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let mut before = Before::Keep;
        while let Some((place, kind)) = opportunities.next_if(|o| o.0 <= at) {
            if place == at {
                before = match kind {
                    BreakOpportunity::Mandatory => Before::Must,
                    BreakOpportunity::Allowed => Before::May,
                };
            }
        }
        if joint && before == Before::Must {
            before = Before::May;
        }
        joint = false;
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') && may_join && !blank && at >= known {
            (known, joint) = joint_at(part, at);
        }
        let plain_next = bytes.get(at + 1).is_none_or(u8::is_ascii);
        let (length, width, mut kind) = match byte {
            _ if joint => (known - at, 1, Kind::Space),
            b'\n' => (1, 0, Kind::Break),
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => (2, 0, Kind::Break),
            b'\t' => (1, 0, Kind::Tab),
            b' ' if plain_next => (1, 1, Kind::Space),
            b'!'..=b'~' if plain_next => (1, 1, Kind::Text),
            _ => {
                let grapheme = from(part, at).graphemes(true).next().unwrap_or_default();
                let kind = if is_space(grapheme) {
                    Kind::Space
                } else {
                    Kind::Text
                };
                (grapheme.len().max(1), shown(grapheme).width, kind)
            }
        };
        let span = Span::new(range.start + at, range.start + at + length);
        at += length;
        match kind {
            Kind::Text => blank = false,
            Kind::Break => {
                if !blank && stands_apart(text, span.end, breaks, joined) {
                    kind = Kind::Gap;
                }
                (blank, joined) = (true, 0);
            }
            _ => {}
        }
        joined += usize::from(joint);
        found.push(Item {
            span,
            width,
            kind,
            before,
        });
    }
    found
}

/// Looks at the white space at `at`, which follows something on its line: where it ends, and
/// whether it holds a line break inside a paragraph.
fn joint_at(part: &str, at: usize) -> (usize, bool) {
    let rest = from(part, at);
    let end = at + rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    let Some(next) = from(part, end).strip_prefix('\n') else {
        return (end, false);
    };
    if is_blank(next) || begins_indented(next) {
        return (end, false);
    }
    let indent = usize::from(next.graphemes(true).next() == Some(" "));
    (end + 1 + indent, true)
}

/// Whether the paragraph that ends before `next` needs a blank row: `joined` counts its joined lines.
fn stands_apart(text: &str, next: usize, breaks: Breaks, joined: usize) -> bool {
    let next = from(text, next);
    let wanted = match breaks.lines {
        Lines::Separate => breaks.apart,
        // Lines that each stand alone may be rows of a table, and are not set apart.
        Lines::Joined => begins_indented(next) && (joined > 0 || goes_on(next)),
    };
    wanted && !is_blank(next)
}

/// Whether the paragraph that `text` begins with has a second line.
fn goes_on(text: &str) -> bool {
    text.split_once('\n')
        .is_some_and(|(_, second)| !is_blank(second) && !begins_indented(second))
}

/// Whether the line that `text` begins with is empty, or white space alone.
fn is_blank(text: &str) -> bool {
    text.chars()
        .find(|&c| c == '\n' || !c.is_whitespace())
        .is_none_or(|c| c == '\n')
}

/// Whether a grapheme is white space at which a row may end and which may hang.
fn is_space(grapheme: &str) -> bool {
    let mut chars = grapheme.chars();
    let first = chars.next();
    chars.next().is_none()
        && first.is_some_and(|c| {
            c.is_whitespace()
                && !c.is_control()
                && !matches!(
                    c,
                    '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2028}' | '\u{2029}'
                )
        })
}

/// The row that is being filled.
struct Line<'i> {
    items: &'i [Item],
    edge: u16,
    /// The index of its first item.
    first: usize,
    /// The index of the last item before which it may end.
    end: Option<usize>,
    column: u16,
    cells: Vec<Cell>,
    rows: Vec<Row>,
}

impl Line<'_> {
    fn put(&mut self, span: Span, width: u16, look: Look) {
        self.cells.push(Cell {
            span,
            column: self.column,
            width,
            look,
        });
        self.column += width;
    }

    /// Adds what takes no cell; all of it at the end of a row is one.
    fn hang(&mut self, span: Span) {
        match self.cells.last_mut() {
            Some(last) if last.look == Look::Hung => last.span.end = span.end,
            _ => self.put(span, 0, Look::Hung),
        }
    }

    /// Ends the row before the item numbered `end` and begins the next one there.
    fn end_before(&mut self, end: usize) {
        let start_of = |at: usize| self.items.get(at).map(|item| item.span.start);
        let last = end.checked_sub(1).and_then(|at| self.items.get(at));
        let range = Span::new(
            start_of(self.first).unwrap_or_default(),
            last.map_or(0, |item| item.span.end),
        );
        while self.cells.pop_if(|c| c.span.start >= range.end).is_some() {}
        if let Some(last) = self.cells.last_mut() {
            last.span.end = last.span.end.min(range.end);
        }
        self.rows.push(Row {
            range,
            cells: std::mem::take(&mut self.cells),
            edge: self.edge,
        });
        (self.first, self.end, self.column) = (end, None, 0);
    }
}

/// Fills rows with items, greedily: each row is as full as it can be.
fn wrap(items: &[Item], edge: u16) -> Vec<Row> {
    let mut line = Line {
        items,
        edge,
        first: 0,
        end: None,
        column: 0,
        cells: Vec::with_capacity(usize::from(edge).min(items.len())),
        rows: Vec::new(),
    };
    let mut at = 0;
    while let Some(item) = items.get(at) {
        if at > line.first {
            match item.before {
                Before::Keep => {}
                Before::May => line.end = Some(at),
                Before::Must => line.end_before(at),
            }
        }
        let left = edge - line.column;
        match item.kind {
            Kind::Break => {
                line.hang(item.span);
                line.end_before(at + 1);
            }
            Kind::Gap => {
                if at > line.first {
                    line.end_before(at);
                }
                line.hang(item.span);
                line.end_before(at + 1);
            }
            Kind::Tab if left > 0 => {
                let stop = TAB as u16 - line.column % TAB as u16;
                line.put(item.span, stop.min(left), Look::Blank);
            }
            Kind::Space if item.width <= left => line.put(item.span, item.width, Look::Blank),
            Kind::Tab | Kind::Space => line.hang(item.span),
            Kind::Text => {
                let too_wide = item.width > edge;
                let width = if too_wide { 1 } else { item.width };
                if width > left {
                    // Where the row may not end, it ends here: the word is longer than a row.
                    at = line.end.unwrap_or(at);
                    line.end_before(at);
                    continue;
                }
                let look = if too_wide { Look::TooWide } else { Look::Text };
                line.put(item.span, width, look);
            }
        }
        at += 1;
    }
    if line.first < items.len() {
        line.end_before(items.len());
    }
    line.rows
}

#[cfg(test)]
mod tests;
