//! How the records of a stream are told apart.

use super::scan::Scanner;
use crate::article::Origin;
use crate::ingest::{self, Field, ReadOptions};

/// How records are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A record a line: a broken line costs no other.
    Lines,
    /// Records one after another or in an array, told apart by their brackets.
    Brackets,
    /// Records in an array that is a member of one object (`{"articles": [`), told apart by their
    /// brackets.
    Member {
        /// The byte after the array's opening bracket.
        start: u64,
        /// The line that byte is on.
        line: u64,
    },
    /// Rows of a table, of which the first are no records.
    Rows {
        /// What divides the cells.
        separator: u8,
        /// How many rows are no records.
        skipped: u32,
    },
    /// Items of an XML feed.
    Items,
}

impl Shape {
    /// The shape of a stream that begins with `beginning`: lines, when the first line is one whole
    /// object, or where `named_lines` and nothing speaks against it.
    pub fn of(beginning: &[u8], named_lines: bool) -> Self {
        let bytes = without_mark(beginning).trim_ascii_start();
        match bytes.first() {
            Some(b'{') => {}
            Some(b'[') => return Self::Brackets,
            _ if named_lines => return Self::Lines,
            _ => return Self::Brackets,
        }
        let Some(end) = memchr::memchr(b'\n', bytes) else {
            return match Self::member(beginning) {
                Some(member) => member,
                None if named_lines => Self::Lines,
                None => Self::Brackets,
            };
        };
        let (line, rest) = bytes.split_at(end);
        let mut scanner = Scanner::default();
        let mut pieces = Vec::new();
        scanner.scan(line, 0, &mut pieces);
        let whole = pieces.first().is_some_and(|p| {
            let end = usize::try_from(p.offset + p.len).unwrap_or(usize::MAX);
            line.get(end..).is_some_and(|l| l.trim_ascii().is_empty())
        });
        let next_too = rest.trim_ascii_start().starts_with(b"{\"");
        // One object on one line may hold them all.
        if whole && !named_lines && rest.trim_ascii().is_empty() {
            return Self::member(beginning).unwrap_or(Self::Lines);
        }
        if whole || scanner.is_in_string() || (pieces.is_empty() && named_lines && next_too) {
            return Self::Lines;
        }
        Self::member(beginning).unwrap_or(Self::Brackets)
    }

    /// The shape of a JSON Feed: its items, whatever they look like.
    pub fn of_feed(beginning: &[u8]) -> Self {
        Self::member_where(beginning, |name, _| name == b"items").unwrap_or(Self::Brackets)
    }

    /// The array of articles inside an object, as news services answer.
    fn member(beginning: &[u8]) -> Option<Self> {
        const NAMES: &[&[u8]] = &[
            b"articles",
            b"items",
            b"documents",
            b"docs",
            b"records",
            b"results",
            b"data",
            b"news",
            b"posts",
            b"stories",
            b"entries",
        ];
        Self::member_where(beginning, |name, elements| {
            NAMES.contains(&name) && holds_articles(elements)
        })
    }

    /// The first array inside an object for which `fits` holds, given its name and its elements.
    fn member_where(beginning: &[u8], fits: impl Fn(&[u8], &[u8]) -> bool) -> Option<Self> {
        let (mut depth, mut at) = (0u32, 0usize);
        let (mut name, mut named) = (&b""[..], false);
        while let Some(&byte) = beginning.get(at) {
            at += 1;
            match byte {
                b'"' => {
                    let start = at;
                    while beginning.get(at)? != &b'"' {
                        at += 1 + usize::from(beginning.get(at) == Some(&b'\\'));
                    }
                    name = beginning.get(start..at)?;
                    at += 1;
                }
                b':' if depth == 1 => {
                    let rest = beginning.get(at..)?.trim_ascii_start();
                    let name = std::str::from_utf8(name).ok()?;
                    if rest.starts_with(b"\"") && has_text(name) {
                        return None;
                    }
                    named = true;
                }
                b',' if depth == 1 => named = false,
                b'[' if depth == 1 && named => {
                    if fits(name, beginning.get(at..)?) {
                        let before = beginning.get(..at)?;
                        return Some(Self::Member {
                            start: at as u64,
                            line: 1 + memchr::memchr_iter(b'\n', before).count() as u64,
                        });
                    }
                    depth += 1;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }
}

/// Whether a member of this name makes its object an article.
fn has_text(name: &str) -> bool {
    matches!(Field::of_name(name), Some((Field::Text, _)))
}

/// Whether the first element of an array, after its opening bracket, is an article.
fn holds_articles(elements: &[u8]) -> bool {
    let mut pieces = Vec::new();
    Scanner::in_member(0, 1).scan(elements, 0, &mut pieces);
    let first = pieces.first().and_then(|piece| {
        let start = usize::try_from(piece.offset).ok()?;
        elements.get(start..start + usize::try_from(piece.len).ok()?)
    });
    first.is_some_and(|bytes| {
        ingest::json::read(bytes, "", Origin::default(), &ReadOptions::default()).is_ok()
    })
}

/// The bytes after a UTF-8 byte order mark.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
