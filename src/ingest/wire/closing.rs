//! The lines under the story: `Editing by …`, `(Reporting by …; Editing by …)`, an agency's sign-off.

use super::{is_name_like, settle};
use crate::article::{Head, Located};
use crate::span::{Span, ceil_boundary, from, until};

/// How much of the text's end is looked at, in bytes.
const TAIL: usize = 2048;

/// How many lines with text may stand under the story.
const LINES: usize = 4;

/// The longest closing, in bytes.
const LONGEST: usize = 400;

/// Who did what, as closings say it, lower-cased.
const EDITING: &[&str] = &["editing by ", "edited by "];
const WRITING: &[&str] = &[
    "reporting by ",
    "reported by ",
    "writing by ",
    "written by ",
    "compiled by ",
    "additional reporting by ",
    "reporting and writing by ",
];

/// Reads the lines under the story that begins at `body` into `head`.
pub(super) fn read(text: &str, body: usize, head: &mut Head) {
    let tail = ceil_boundary(text, text.len().saturating_sub(TAIL)).max(body);
    let mut end = text.len();
    for _ in 0..LINES {
        let rest = Span::new(tail, end).of(text);
        let trimmed = rest.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
        if trimmed.is_empty() {
            return;
        }
        end = tail + trimmed.len();
        let start = match memchr::memrchr(b'\n', trimmed.as_bytes()) {
            Some(at) => tail + at + 1,
            None => tail,
        };
        let line = Span::new(start, end).trim(text);
        // What begins above the tail or is the whole story is no closing line.
        let apart = start > tail || tail == body && body > 0 && line.start > body;
        if apart
            && (sign_off(text, line, head) || credits(text, line, head) || is_notice(line.of(text)))
        {
            head.furniture.push(line);
            end = start;
            continue;
        }
        if let Some(brackets) = last_brackets(text, line)
            && credits(text, brackets, head)
        {
            head.furniture.push(brackets);
        }
        return;
    }
}

/// ` Reuter` alone on the last line.
fn sign_off(text: &str, line: Span, head: &mut Head) -> bool {
    const AGENCIES: &[(&str, &str)] = &[("reuter", "Reuters"), ("reuters", "Reuters")];
    let written = line.of(text).to_lowercase();
    let Some((_, name)) = AGENCIES.iter().find(|(sign, _)| *sign == written) else {
        return false;
    };
    settle(&mut head.source, Located::at((*name).to_owned(), line));
    true
}

/// A publisher's standing line: `Our Standards: …`, `© 2021 …`, `All rights reserved.`
fn is_notice(line: &str) -> bool {
    const BEGINNINGS: [&str; 4] = ["our standards:", "©", "copyright ©", "(c) copyright"];
    let lower = line.to_lowercase();
    line.len() <= LONGEST
        && (BEGINNINGS.iter().any(|b| lower.starts_with(b)) || lower == "all rights reserved.")
}

/// `(Reporting by …)` at the end of a paragraph.
fn last_brackets(text: &str, line: Span) -> Option<Span> {
    let written = line.of(text);
    if !written.ends_with(')') {
        return None;
    }
    let open = written.rfind('(')?;
    Some(Span::new(line.start + open, line.end))
}

/// Reads `Reporting by A; Editing by B`, with or without brackets; whether it is nothing but such.
fn credits(text: &str, line: Span, head: &mut Head) -> bool {
    let inner = strip(text, line, ['(', '['], [')', ']', '.']);
    if inner.len() > LONGEST {
        return false;
    }
    let mut found: Vec<(bool, Span)> = Vec::new();
    let mut start = inner.start;
    for part in inner.of(text).split([';', '|']) {
        let span = Span::new(start, start + part.len()).trim(text);
        start += part.len() + 1;
        let Some(credit) = credit(text, span) else {
            return false;
        };
        found.push(credit);
    }
    for (edits, names) in found {
        let value = Located::at(names.of(text).to_owned(), names);
        if edits {
            settle(&mut head.editor, value);
        } else {
            settle(&mut head.byline, value);
        }
    }
    true
}

/// Whether it names editors, and the names.
fn credit(text: &str, part: Span) -> Option<(bool, Span)> {
    let written = part.of(text);
    let begins = |with: &&&str| {
        written
            .get(..with.len())
            .is_some_and(|w| w.eq_ignore_ascii_case(with))
    };
    let (edits, prefix) = EDITING
        .iter()
        .find(begins)
        .map(|p| (true, p))
        .or_else(|| WRITING.iter().find(begins).map(|p| (false, p)))?;
    let names = strip(
        text,
        Span::new(part.start + prefix.len(), part.end),
        [' ', ' '],
        ['.', ' ', ','],
    );
    let who = names.of(text);
    (is_name_like(who) && !who.contains(". ") || who.contains(". ") && is_initials(who))
        .then_some((edits, names))
}

/// Whether every full stop ends an initial (`J. Smith`).
fn is_initials(names: &str) -> bool {
    is_name_like(names)
        && names.match_indices(". ").all(|(at, _)| {
            let word = until(names, at)
                .rsplit([' ', '.'])
                .next()
                .unwrap_or_default();
            word.chars().count() <= 2 || matches!(word, "Jr" | "Sr")
        })
}

/// The span without these marks at its two ends.
fn strip<const A: usize, const B: usize>(
    text: &str,
    span: Span,
    open: [char; A],
    close: [char; B],
) -> Span {
    let span = span.trim(text);
    let written = span.of(text);
    let start = span.start + (written.len() - written.trim_start_matches(open).len());
    let written = from(text, start)
        .get(..span.end - start)
        .unwrap_or_default();
    Span::new(start, start + written.trim_end_matches(close).len()).trim(text)
}
