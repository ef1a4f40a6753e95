//! The lines above the story: address, title, byline.

use super::{after_line, header, is_name_like, line_at, settle};
use crate::article::{Head, Located};
use crate::ingest::date;
use crate::span::{Span, from};
use crate::text::sentence::sentences;

/// How many lines with text may stand above the story.
const LINES: usize = 8;

/// The longest title line, in bytes.
const LONGEST_TITLE: usize = 240;

/// Reads the lines above the story into `head`; gives the byte at which the story begins.
pub(super) fn read(text: &str, head: &mut Head) -> usize {
    let mut start = head.furniture.iter().map(|f| f.end).max().unwrap_or(0);
    let mut seen = 0;
    while start < text.len() && seen < LINES {
        let line = line_at(text, start);
        let words = line.trim(text);
        if words.is_empty() {
            start = after_line(text, line);
            continue;
        }
        let Some(taken) = take(text, words, head) else {
            break;
        };
        seen += 1;
        head.furniture.extend(taken.iter().copied());
        let last = taken.last().copied().unwrap_or(words);
        start = after_line(text, line_at(text, last.start));
    }
    // The story begins with its first letter.
    let rest = from(text, start);
    let body = start + (rest.len() - rest.trim_start().len());
    if body == text.len() {
        return start;
    }
    header_below(text, body, head)
}

/// The header under a few short lines that are no titles by themselves (`A headline ends here.`): the
/// first of them is the title then, and the story begins at the header.
fn header_below(text: &str, body: usize, head: &mut Head) -> usize {
    const MOST_LINES: usize = 3;
    const LONGEST_LINE: usize = 200;
    if header::stands_at(text, body) {
        return body;
    }
    let mut lines = Vec::new();
    let mut start = body;
    while lines.len() < MOST_LINES {
        let line = line_at(text, start).trim(text);
        if line.len() > LONGEST_LINE {
            return body;
        }
        lines.push(line);
        start = after_line(text, line_at(text, start));
        let rest = from(text, start);
        start += rest.len() - rest.trim_start().len();
        if !header::stands_clearly_at(text, start) {
            continue;
        }
        if let (None, Some(first)) = (&head.title, lines.first()) {
            let words = first.of(text);
            let bare = words.strip_suffix('.').unwrap_or(words);
            let span = Span::new(first.start, first.start + bare.len());
            head.title = Some(Located::at(bare.to_owned(), span));
        }
        head.furniture.extend(lines);
        return start;
    }
    body
}

/// The line as furniture, with the lines that belong to it; none when it is the story.
fn take(text: &str, line: Span, head: &mut Head) -> Option<Vec<Span>> {
    let written = line.of(text);
    if is_address(written) {
        head.url.get_or_insert_with(|| written.to_owned());
        return Some(vec![line]);
    }
    if byline(text, line, head) {
        return Some(vec![line]);
    }
    if let Some(day) = date::dateline_day(written).and_then(|d| d.complete(None)) {
        match &mut head.date {
            None => head.date = Some(Located::at(day, line)),
            Some(known) if known.value == day => known.span = Some(line),
            Some(_) => {}
        }
        return Some(vec![line]);
    }
    if let Some(title) = &mut head.title {
        let same = title.value.len() <= LONGEST_TITLE * 4
            && title.span.is_none()
            && title.value.trim().to_lowercase() == written.to_lowercase()
            && !from(text, line.end).trim().is_empty();
        if !same {
            return None;
        }
        title.span = Some(line);
        return Some(vec![line]);
    }
    let lines = title_lines(text, line)?;
    head.title = Some(Located::at(written.to_owned(), line));
    Some(lines)
}

fn is_address(line: &str) -> bool {
    super::super::fields::is_web_address(line)
        && line.len() > "https://".len()
        && !line.contains(char::is_whitespace)
}

/// A line `By Jane Doe`, `By Jane Doe, Agency`, `BY JANE DOE | Agency`.
fn byline(text: &str, line: Span, head: &mut Head) -> bool {
    /// The longest byline, in bytes.
    const LONGEST: usize = 160;
    let written = line.of(text);
    let Some(prefix) = written.get(..3) else {
        return false;
    };
    if !prefix.eq_ignore_ascii_case("by ") || written.len() > LONGEST {
        return false;
    }
    let names = Span::new(line.start + 3, line.end).trim(text);
    let who = names.of(text);
    if who.ends_with(['.', '!', '?', ':', ';', ','])
        || who.contains(|c: char| c.is_ascii_digit())
        || !is_name_like(who)
    {
        return false;
    }
    let (name, agency) = match who.find([',', '|', '–', '—']) {
        Some(at) => {
            let mark = from(who, at).chars().next().map_or(1, char::len_utf8);
            (
                Span::new(names.start, names.start + at).trim(text),
                Span::new(names.start + at + mark, names.end).trim(text),
            )
        }
        None => (names, Span::new(names.end, names.end)),
    };
    settle(
        &mut head.byline,
        Located::at(name.of(text).to_owned(), name),
    );
    if !agency.is_empty() {
        settle(
            &mut head.source,
            Located::at(agency.of(text).to_owned(), agency),
        );
    }
    true
}

/// The title line and a line under the title, when `line` is a title line: short, without end
/// punctuation, and apart from the story by an empty line or by the story's much longer line.
fn title_lines(text: &str, line: Span) -> Option<Vec<Span>> {
    /// A line this long, in bytes, is a paragraph and no title.
    const PARAGRAPH: usize = 120;
    let title = line.of(text);
    if !is_title(text, line) {
        return None;
    }
    let next = line_at(text, after_line(text, line));
    let words = next.trim(text);
    if from(text, next.start).trim().is_empty() {
        return None;
    }
    if words.is_empty() || (words.len() >= PARAGRAPH && words.len() > title.len()) {
        return Some(vec![line]);
    }
    let third = line_at(text, after_line(text, next));
    let apart = third.trim(text).is_empty() && !from(text, third.start).trim().is_empty();
    let differs = words.of(text) != title;
    (apart && differs && is_title(text, words) && words.start == next.start)
        .then(|| vec![line, words])
}

fn is_title(text: &str, line: Span) -> bool {
    let written = line.of(text);
    if written.len() > LONGEST_TITLE || written.split_whitespace().nth(1).is_none() {
        return false;
    }
    let ends = written.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    if ends.ends_with(['.', ',', ';', ':', '…', '-', '–', '—']) {
        return false;
    }
    // A long line that asks or exclaims is a paragraph.
    if written.len() > LONGEST_TITLE / 2 && ends.ends_with(['?', '!']) {
        return false;
    }
    if written.get(1..2) == Some(":") {
        return false;
    }
    let begins_low = written.chars().next().is_some_and(char::is_lowercase);
    !begins_low && sentences(text, line).len() == 1 && !header::stands_at(text, line.start)
}
