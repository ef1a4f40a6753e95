//! Finds records that are elements of an XML file: the items of a feed.

use super::split::Piece;
use crate::ingest::feed::{is_feed, is_item};

/// A tag of more bytes is none.
const LONGEST_TAG: usize = 64 << 10;

/// Finds items, in constant memory and without a tree.
///
/// Items are not inside each other: where one begins before another ended, that one ends there.
#[derive(Debug, Default)]
pub(super) struct ElementFinder {
    /// Up to where it was looked, in bytes of the stream.
    looked: u64,
    /// The line of that byte, counted from 0.
    lines: u64,
    /// The open item.
    open: Option<Open>,
    /// Whether the feed was closed.
    closed: bool,
    /// Whether an item was not closed at the end.
    cut: bool,
    inside: Inside,
    /// Where the last item began, and the number of items on its line.
    last_line: u64,
    parts: u32,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    start: u64,
    line: u64,
    too_long: bool,
}

/// Where no tag is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    Comment,
    Cdata,
    Instruction,
}

impl Inside {
    fn end(self) -> &'static [u8] {
        match self {
            Self::Nothing => b"",
            Self::Comment => b"-->",
            Self::Cdata => b"]]>",
            Self::Instruction => b"?>",
        }
    }

    /// What begins with these bytes, and how many of them say so.
    fn of(bytes: &[u8]) -> Option<(Self, usize)> {
        let kinds = [
            (&b"<!--"[..], Self::Comment),
            (b"<![CDATA[", Self::Cdata),
            (b"<?", Self::Instruction),
        ];
        let found = kinds
            .into_iter()
            .find(|(begin, _)| bytes.starts_with(begin))?;
        Some((found.1, found.0.len()))
    }
}

impl ElementFinder {
    pub fn starting(base: u64) -> Self {
        Self {
            looked: base,
            ..Self::default()
        }
    }

    pub fn open_from(&self) -> u64 {
        match self.open {
            Some(open) if !open.too_long => open.start,
            _ => self.looked,
        }
    }

    /// Gives up the open item.
    pub fn give_up(&mut self) {
        if let Some(open) = &mut self.open {
            open.too_long = true;
        }
    }

    /// Where the feed was not closed at its end: whether its last item was.
    pub fn cut_off(&self) -> Option<bool> {
        (!self.closed).then_some(!self.cut)
    }

    pub fn find(&mut self, bytes: &[u8], base: u64, pieces: &mut Vec<Piece>) {
        let mut at = usize::try_from(self.looked.saturating_sub(base)).unwrap_or(usize::MAX);
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if self.inside != Inside::Nothing {
                let end = self.inside.end();
                let Some(found) = memchr::memmem::find(rest, end) else {
                    // The end may be cut in two.
                    self.go_to(
                        bytes,
                        base,
                        bytes.len().saturating_sub(end.len() - 1).max(at),
                    );
                    return;
                };
                at += found + end.len();
                self.go_to(bytes, base, at);
                self.inside = Inside::Nothing;
                continue;
            }
            let Some(found) = memchr::memchr(b'<', rest) else {
                self.go_to(bytes, base, bytes.len());
                return;
            };
            at += found;
            self.go_to(bytes, base, at);
            let rest = bytes.get(at..).unwrap_or_default();
            if let Some((inside, count)) = Inside::of(rest) {
                self.inside = inside;
                at += count;
                continue;
            }
            let Some(tag) = tag_end(rest) else {
                if rest.len() < LONGEST_TAG {
                    // It goes on in the next block.
                    return;
                }
                at += 1;
                continue;
            };
            let (begin, end) = (base + at as u64, base + (at + tag) as u64);
            let tag = rest.get(1..tag).unwrap_or_default();
            let (closes, name) = match tag.strip_prefix(b"/") {
                Some(name) => (true, name),
                None => (false, tag),
            };
            let name = name
                .split(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
                .next();
            at += 1;
            self.closed |= (closes || tag.ends_with(b"/>")) && name.is_some_and(is_feed);
            if name.is_none_or(|name| !is_item(name)) {
                continue;
            }
            if closes {
                self.close(end, pieces);
            } else if !tag.ends_with(b"/>") {
                self.close(begin, pieces);
                self.open = Some(Open {
                    start: begin,
                    line: self.lines + 1,
                    too_long: false,
                });
            }
        }
    }

    pub fn finish(&mut self, bytes: &[u8], base: u64, pieces: &mut Vec<Piece>) {
        let end = base + bytes.len() as u64;
        self.cut = self.open.is_some();
        self.close(end, pieces);
        self.looked = end;
    }

    /// Looks on from the byte `at`, counting the lines before it.
    fn go_to(&mut self, bytes: &[u8], base: u64, at: usize) {
        let from = usize::try_from(self.looked.saturating_sub(base)).unwrap_or(usize::MAX);
        let passed = bytes.get(from..at).unwrap_or_default();
        self.lines += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.looked = base + at as u64;
    }

    fn close(&mut self, end: u64, pieces: &mut Vec<Piece>) {
        let Some(open) = self.open.take() else { return };
        self.parts = if open.line == self.last_line {
            self.parts + 1
        } else {
            1
        };
        self.last_line = open.line;
        pieces.push(Piece {
            offset: open.start,
            len: end - open.start,
            line: open.line,
            part: self.parts,
            too_long: open.too_long,
        });
    }
}

/// The number of bytes of a tag at the beginning of these; none where it does not end in them.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let rest = bytes.get(at..LONGEST_TAG.min(bytes.len()))?;
        let next = memchr::memchr3(b'>', b'"', b'\'', rest)?;
        at += next;
        match bytes.get(at)? {
            b'>' => return Some(at + 1),
            quote => {
                // A mark that opens no value is as good as none.
                let value = bytes.get(at + 1..LONGEST_TAG.min(bytes.len()))?;
                let before = bytes.get(at - 1)?;
                match memchr::memchr2(*quote, b'<', value) {
                    Some(end) if value.get(end) == Some(quote) && *before == b'=' => at += end + 2,
                    _ => at += 1,
                }
            }
        }
    }
}
