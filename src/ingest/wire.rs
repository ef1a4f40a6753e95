//! What an article's own text says about it: header, title line, byline, address, closing lines.
//!
//! Everything found keeps the span it came from; the text itself is never changed. What a field
//! beside the text already gave stays, and gets the span where the text says the same.

mod closing;
mod header;
mod names;
mod top;

use crate::article::{Head, Located};
use crate::ingest::date;
use crate::span::{Span, from};

/// Reads the head out of `text`, adding to what is already known from fields.
///
/// Looks at the first and the last few kilobytes alone, so it takes the same time on any text.
pub fn recognise(text: &str, known: Head) -> Head {
    let mut head = known;
    let body = top::read(text, &mut head);
    header::read(text, body, &mut head);
    closing::read(text, body, &mut head);
    if head.date.is_none() {
        head.date = head
            .url
            .as_deref()
            .and_then(date::day_in_url)
            .map(Located::beside);
    }
    head.furniture.sort_unstable();
    head
}

/// Keeps a known value and gives it the span of the same value in the text, or takes the text's.
fn settle(place: &mut Option<Located<String>>, found: Located<String>) {
    match place {
        None => *place = Some(found),
        Some(known) if known.span.is_none() && known.value.eq_ignore_ascii_case(&found.value) => {
            known.span = found.span;
        }
        Some(_) => {}
    }
}

/// The line that begins at `start`, without its line break.
fn line_at(text: &str, start: usize) -> Span {
    let rest = from(text, start);
    let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    let line = rest.get(..end).unwrap_or_default();
    Span::new(start, start + line.strip_suffix('\r').unwrap_or(line).len())
}

/// The start of the line after `line`, or the text's end.
fn after_line(text: &str, line: Span) -> usize {
    let rest = from(text, line.end);
    let skip = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |i| i + 1);
    line.end + skip
}

/// Small words inside the names of places, people and agencies.
const CONNECTORS: &[&str] = &[
    "of", "and", "the", "for", "in", "at", "de", "da", "do", "dos", "del", "di", "du", "la", "le",
    "les", "al", "el", "bin", "ibn", "bint", "van", "von", "der", "den", "y", "e", "sur", "upon",
    "au", "aux", "&",
];

fn is_connector(word: &str) -> bool {
    CONNECTORS.contains(&word)
}

/// Whether every word begins with a capital or a digit, or is a small word between such.
fn is_name_like(words: &str) -> bool {
    let mut any = false;
    for word in words.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '&');
        let Some(first) = bare.chars().next() else {
            continue;
        };
        let small = is_connector(bare)
            || ["al-", "el-", "d'", "d’"]
                .iter()
                .any(|p| bare.starts_with(p));
        if !first.is_lowercase() {
            any = true;
        } else if !small {
            return false;
        }
    }
    any
}

#[cfg(test)]
mod tests;
