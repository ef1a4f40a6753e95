//! The one coordinate system: byte ranges over an article's text.
//!
//! Inside the program every position is a byte offset into the decoded text.
//! Files speak Unicode code points, some tools speak UTF-16 code units:
//! [`OffsetIndex`] converts between the three.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in an article's text, on character boundaries.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Makes a span; an `end` before `start` gives an empty span at `start`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: if end < start { start } else { end },
        }
    }

    /// The length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `byte` lies in the span (its end excluded).
    pub const fn contains(self, byte: usize) -> bool {
        self.start <= byte && byte < self.end
    }

    /// Whether every byte of `other` lies in this span.
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes that both spans cover, if any.
    pub fn intersect(self, other: Self) -> Option<Self> {
        self.overlaps(other)
            .then(|| Self::new(self.start.max(other.start), self.end.min(other.end)))
    }

    /// The smallest span that covers both.
    pub fn union(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text under the span; empty when the span does not lie on character boundaries of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the span lies inside `text` and on its character boundaries.
    pub fn fits(self, text: &str) -> bool {
        text.get(self.start..self.end).is_some()
    }

    /// The span without white space at its two ends.
    pub fn trim(self, text: &str) -> Self {
        let covered = self.of(text);
        let start = self.start + (covered.len() - covered.trim_start().len());
        Self::new(start, start + covered.trim().len())
    }
}

/// The nearest character boundary at or before `byte`, at most the text's length.
pub fn floor_boundary(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte)
}

/// The nearest character boundary at or after `byte`, at most the text's length.
pub fn ceil_boundary(text: &str, byte: usize) -> usize {
    if byte >= text.len() {
        return text.len();
    }
    text.ceil_char_boundary(byte)
}

/// The text from `byte` on; empty when `byte` is no character boundary.
pub fn from(text: &str, byte: usize) -> &str {
    text.get(byte..).unwrap_or_default()
}

/// The text before `byte`; empty when `byte` is no character boundary.
pub fn until(text: &str, byte: usize) -> &str {
    text.get(..byte).unwrap_or_default()
}

/// How far apart the checkpoints of an [`OffsetIndex`] lie, in bytes.
const STRIDE: usize = 128;

/// Converts between byte offsets, code points and UTF-16 code units of one text.
///
/// Checkpoints stand at every 128 bytes, so a conversion reads at most that much
/// text: an export asks for thousands of an article. Text of ASCII alone needs none.
#[derive(Clone, Debug, Default)]
pub struct OffsetIndex {
    /// At each checkpoint: its byte, the code points before it, the UTF-16 units before it.
    checkpoints: Vec<(usize, usize, usize)>,
    ascii: bool,
    bytes: usize,
    code_points: usize,
    utf16: usize,
}

impl OffsetIndex {
    /// Reads `text` once and keeps a checkpoint every 128 bytes.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            let bytes = text.len();
            return Self {
                checkpoints: Vec::new(),
                ascii: true,
                bytes,
                code_points: bytes,
                utf16: bytes,
            };
        }
        let mut checkpoints = vec![(0, 0, 0)];
        let (mut byte, mut code_points, mut utf16) = (0, 0, 0);
        while byte < text.len() {
            let next = ceil_boundary(text, byte + STRIDE);
            let counted = counts(Span::new(byte, next).of(text));
            code_points += counted.0;
            utf16 += counted.1;
            byte = next;
            if byte < text.len() {
                checkpoints.push((byte, code_points, utf16));
            }
        }
        Self {
            checkpoints,
            ascii: false,
            bytes: text.len(),
            code_points,
            utf16,
        }
    }

    /// The length of the text in code points.
    pub fn code_points(&self) -> usize {
        self.code_points
    }

    /// The length of the text in UTF-16 code units.
    pub fn utf16_units(&self) -> usize {
        self.utf16
    }

    /// The number of code points before `byte`; a byte inside a character counts as its start.
    pub fn code_point_of(&self, text: &str, byte: usize) -> usize {
        self.before(text, byte).0
    }

    /// The number of UTF-16 units before `byte`; a byte inside a character counts as its start.
    pub fn utf16_of(&self, text: &str, byte: usize) -> usize {
        self.before(text, byte).1
    }

    /// The byte at which code point number `code_point` begins; the text's length for the one past the last.
    pub fn byte_of_code_point(&self, text: &str, code_point: usize) -> Option<usize> {
        if self.ascii {
            return (code_point <= self.bytes).then_some(code_point);
        }
        let at = self.checkpoints.partition_point(|c| c.1 <= code_point);
        let &(byte, counted, _) = self.checkpoints.get(at.checked_sub(1)?)?;
        let rest = from(text, byte);
        let skip = code_point - counted;
        rest.char_indices()
            .map(|(i, _)| byte + i)
            .chain(std::iter::once(text.len()))
            .nth(skip)
    }

    /// The byte at which UTF-16 unit number `unit` begins; none when it lies inside a character or past the end.
    pub fn byte_of_utf16(&self, text: &str, unit: usize) -> Option<usize> {
        if self.ascii {
            return (unit <= self.bytes).then_some(unit);
        }
        let at = self.checkpoints.partition_point(|c| c.2 <= unit);
        let &(byte, _, mut counted) = self.checkpoints.get(at.checked_sub(1)?)?;
        for (i, c) in from(text, byte).char_indices() {
            if counted == unit {
                return Some(byte + i);
            }
            counted += c.len_utf16();
        }
        (counted == unit).then_some(text.len())
    }

    /// The span in code points: start and end, exclusive.
    pub fn code_points_of(&self, text: &str, span: Span) -> (usize, usize) {
        (
            self.code_point_of(text, span.start),
            self.code_point_of(text, span.end),
        )
    }

    /// The span that begins and ends at these code points; none when they lie outside the text or are reversed.
    pub fn span_of_code_points(&self, text: &str, start: usize, end: usize) -> Option<Span> {
        if start > end {
            return None;
        }
        Some(Span::new(
            self.byte_of_code_point(text, start)?,
            self.byte_of_code_point(text, end)?,
        ))
    }

    fn before(&self, text: &str, byte: usize) -> (usize, usize) {
        let byte = byte.min(self.bytes);
        if self.ascii {
            return (byte, byte);
        }
        let at = self.checkpoints.partition_point(|c| c.0 <= byte);
        let Some(&(from_byte, code_points, utf16)) =
            at.checked_sub(1).and_then(|i| self.checkpoints.get(i))
        else {
            return (0, 0);
        };
        let between = Span::new(from_byte, floor_boundary(text, byte));
        let counted = counts(between.of(text));
        (code_points + counted.0, utf16 + counted.1)
    }
}

/// How many code points and UTF-16 units a text has: of its bytes, those that begin a character,
/// and those that begin one of two units once more. Compilers make vector code of this.
fn counts(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let begin = bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    let pairs = bytes.iter().filter(|byte| **byte >= 0xF0).count();
    (begin, begin + pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_worked_example_has_the_known_offsets_in_every_unit() {
        let text =
            "😀 Mayor Ana Díaz of North and South Bergen said: “We will rebuild.”\nShe left.\n";
        let index = OffsetIndex::new(text);
        assert_eq!(index.code_points(), 78);
        for (bytes, points, units) in [
            ((11, 20), (8, 16), (9, 17)),
            ((47, 51), (43, 47), (44, 48)),
            ((53, 75), (49, 67), (50, 68)),
            ((76, 79), (68, 71), (69, 72)),
        ] {
            let span = Span::new(bytes.0, bytes.1);
            assert_eq!(index.code_points_of(text, span), points);
            assert_eq!(index.utf16_of(text, span.start), units.0);
            assert_eq!(index.utf16_of(text, span.end), units.1);
            assert_eq!(
                index.span_of_code_points(text, points.0, points.1),
                Some(span)
            );
            assert_eq!(index.byte_of_utf16(text, units.1), Some(span.end));
        }
        assert_eq!(index.byte_of_utf16(text, 1), None, "inside the emoji");
        assert_eq!(index.byte_of_code_point(text, 79), None);
    }

    proptest! {
        #[test]
        fn bytes_code_points_and_utf16_convert_both_ways(text in "\\PC{0,40}|([a-z😀é\u{301}\r\n]{0,3000})") {
            let index = OffsetIndex::new(&text);
            let mut units = 0;
            for (points, (byte, c)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.code_point_of(&text, byte), points);
                prop_assert_eq!(index.utf16_of(&text, byte), units);
                prop_assert_eq!(index.byte_of_code_point(&text, points), Some(byte));
                prop_assert_eq!(index.byte_of_utf16(&text, units), Some(byte));
                units += c.len_utf16();
            }
            prop_assert_eq!(index.byte_of_code_point(&text, index.code_points()), Some(text.len()));
            prop_assert_eq!(index.byte_of_utf16(&text, index.utf16_units()), Some(text.len()));
            prop_assert_eq!(index.utf16_units(), text.encode_utf16().count());
        }
    }
}
