//! The wire header: `CITY, Month D (Agency) – ` and its many relatives.

use chrono::NaiveDate;

use super::names::{
    is_agency, is_agency_name, is_capitals, is_known_agency, is_label, is_likely_agency,
    is_place_like, ordinary_capitals,
};
use super::{line_at, settle};
use crate::article::{Head, Located};
use crate::ingest::date::{self, PartialDay};
use crate::span::{Span, floor_boundary, from, until};

/// No header is longer than this many bytes.
const LONGEST: usize = 160;

/// A line of this many bytes after the header is prose, whole or broken by hand.
const PROSE: usize = 40;

/// A line of this many bytes after the header is a paragraph and no title.
const PARAGRAPH: usize = 70;

/// What a header says, and its extent.
struct Header {
    span: Span,
    place: Option<Span>,
    day: Option<(PartialDay, Span)>,
    agency: Option<Span>,
    /// Whether nothing but a header reads so: a place in capitals, or an agency or a day, and a dash.
    strong: bool,
}

/// Reads the header that stands at `body`, if one does, into `head`.
pub(super) fn read(text: &str, body: usize, head: &mut Head) {
    let Some(found) = find(text, body) else {
        return;
    };
    head.header = Some(found.span);
    if let Some((day, span)) = found.day {
        settle_day(day, span, head);
    }
    if let Some(agency) = found.agency {
        settle(
            &mut head.source,
            Located::at(agency.of(text).to_owned(), agency),
        );
    }
    let Some(place) = found.place else {
        return;
    };
    let written = place.of(text);
    if is_agency(written, head.url.as_deref()) {
        settle(&mut head.source, Located::at(written.to_owned(), place));
    } else {
        settle(
            &mut head.place,
            Located::at(ordinary_capitals(written), place),
        );
    }
}

/// Whether a header begins at `start`.
pub(super) fn stands_at(text: &str, start: usize) -> bool {
    find(text, start).is_some()
}

/// Whether a header that nothing else reads like begins at `start`.
pub(super) fn stands_clearly_at(text: &str, start: usize) -> bool {
    find(text, start).is_some_and(|header| header.strong)
}

fn settle_day(day: PartialDay, span: Span, head: &mut Head) {
    let near = head.day().or_else(|| {
        let url = head.url.as_deref()?;
        date::day_in_url(url).or_else(|| date::month_in_url(url))
    });
    let Some(day): Option<NaiveDate> = day.complete(near) else {
        return;
    };
    match &mut head.date {
        None => head.date = Some(Located::at(day, span)),
        Some(known) if known.value == day => known.span = Some(span),
        Some(_) => {}
    }
}

/// The header at the beginning of the line that begins at `start`.
fn find(text: &str, start: usize) -> Option<Header> {
    /// How many dashes and colons may be the one that ends the header.
    const CANDIDATES: usize = 5;
    let line = line_at(text, start);
    let window = Span::new(
        start,
        floor_boundary(text, line.end.min(start + LONGEST)).max(start),
    );
    let written = window.of(text);
    ends(written)
        .take(CANDIDATES)
        .find_map(|end| judge(text, line, start, end))
}

/// A mark that may end a header.
#[derive(Clone, Copy)]
struct End {
    /// Where what stands before the mark ends, from the line's start.
    left: usize,
    /// One past the mark.
    right: usize,
    mark: char,
    /// Whether white space follows the mark.
    spaced: bool,
}

/// The dashes, colons and `/.` at which a header may end.
fn ends(written: &str) -> impl Iterator<Item = End> + '_ {
    let mut done = 0;
    written.char_indices().filter_map(move |(at, c)| {
        if at < done {
            return None;
        }
        let before = until(written, at).chars().next_back();
        let dashes = from(written, at).chars().take_while(|d| *d == c).count();
        let right = at + c.len_utf8() * if c == '-' { dashes } else { 1 };
        let spaced = from(written, right).starts_with(char::is_whitespace);
        let fits = match c {
            '-' if dashes == 1 => spaced,
            '-' | '–' | '—' => spaced || before.is_some_and(|b| b.is_whitespace() || b == ')'),
            ':' => spaced,
            '.' => before == Some('/') && spaced,
            '_' => spaced && until(written, at).trim_end().ends_with(')'),
            _ => false,
        };
        done = right;
        fits.then_some(End {
            left: at,
            right,
            mark: c,
            spaced,
        })
    })
}

/// The header that ends at `end`, if what stands before it reads as one.
fn judge(text: &str, line: Span, start: usize, end: End) -> Option<Header> {
    let left = Span::new(start, start + end.left).trim(text);
    let parts = parts(text, left)?;
    let mut right = skip_spaces(text, start + end.right);
    let mut found = Header {
        span: Span::new(left.start, right),
        place: (!parts.rest.is_empty()).then_some(parts.rest),
        day: parts.day,
        agency: parts.agency,
        strong: false,
    };
    // `CAIRO - 13 July 2022: The bank …`
    if found.day.is_none()
        && let Some((day, span, after)) = day_after(text, line, right)
    {
        found.day = Some((day, span));
        right = after;
        found.span.end = after;
    }
    // `WASHINGTON — (AP) The vote …`
    if found.agency.is_none()
        && let Some((agency, after)) = agency_after(text, line, right)
    {
        found.agency = Some(agency);
        right = after;
        found.span.end = after;
    }
    let rest = parts.rest.of(text);
    let capitals = is_capitals(rest);
    let told = found.agency.is_some() || found.day.is_some();
    found.strong = parts.keyword || (end.mark != ':' && (capitals || told));
    if rest.is_empty() {
        let alone = parts.keyword || (found.agency.is_some() && end.mark != ':');
        return alone.then_some(found);
    }
    if is_label(rest) {
        return None;
    }
    let story = Span::new(right, line.end).of(text);
    if parts.keyword || found.day.is_some() {
        return Some(found);
    }
    if !begins_story(story) {
        return None;
    }
    if let Some(agency) = found.agency {
        // `Toyota (Japan) – The company …`
        let likely = capitals || is_likely_agency(agency.of(text));
        return (likely && (capitals || end.mark != ':')).then_some(found);
    }
    // `US – China talks`, `COVID-19: Cases rise`
    if rest.len() <= 2 || rest.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let words = rest.split_whitespace().count();
    let plausible = match end.mark {
        // A colon follows speakers' names and the first words of many a title.
        ':' => {
            (capitals || words == 1 && story.len() >= 2 * PARAGRAPH)
                && story.len() >= PARAGRAPH
                && ends_sentence(story)
                && !label_returns(text, line, rest)
        }
        '.' => false,
        mark if is_paired(story, mark) => false,
        _ if capitals => true,
        _ => end.spaced && words <= 4 && (story.len() >= PROSE || ends_sentence(story)),
    };
    plausible.then_some(found)
}

/// What stands before a header's end, taken apart.
struct Parts {
    /// The place, or an agency without brackets; may be empty.
    rest: Span,
    day: Option<(PartialDay, Span)>,
    agency: Option<Span>,
    /// Whether the word “date” begins it.
    keyword: bool,
}

fn parts(text: &str, left: Span) -> Option<Parts> {
    let mut parts = Parts {
        rest: left,
        day: None,
        agency: None,
        keyword: false,
    };
    leading_day(text, &mut parts);
    leading_agency(text, &mut parts);
    // At most an agency and a day in brackets.
    for _ in 0..2 {
        let Some(inner) = last_brackets(text, parts.rest) else {
            break;
        };
        if let Some(day) = date::dateline_day(inner.of(text)) {
            parts.day = Some((day, inner));
        } else if is_agency_name(inner.of(text)) {
            parts.agency = Some(inner);
        } else {
            return None;
        }
        parts.rest = trim_marks(text, Span::new(parts.rest.start, inner.start - 1));
    }
    if parts.agency.is_none() {
        trailing_agency(text, &mut parts);
    }
    if parts.day.is_none() {
        trailing_day(text, &mut parts);
    }
    let rest = parts.rest.of(text);
    (rest.is_empty() || is_place_like(rest)).then_some(parts)
}

/// `date 2021-05-01 …` or `2021-05-01 …` at the beginning.
fn leading_day(text: &str, parts: &mut Parts) {
    let written = parts.rest.of(text);
    let keyword = written
        .get(..5)
        .is_some_and(|w| w.eq_ignore_ascii_case("date ") || w.eq_ignore_ascii_case("date:"));
    let skip = if keyword { 5 } else { 0 };
    let after = Span::new(parts.rest.start + skip, parts.rest.end).trim(text);
    let day = Span::new(after.start, (after.start + 10).min(after.end));
    if let Some(found) = date::dateline_day(day.of(text))
        && found.year.is_some()
        && day.len() == 10
    {
        parts.keyword = keyword;
        parts.day = Some((found, day));
        parts.rest = trim_marks(text, Span::new(day.end, parts.rest.end));
    }
}

/// `(Xinhua) NAIROBI …`
fn leading_agency(text: &str, parts: &mut Parts) {
    let written = parts.rest.of(text);
    let Some(close) = written.strip_prefix('(').and_then(|rest| rest.find(')')) else {
        return;
    };
    let inner = Span::new(parts.rest.start + 1, parts.rest.start + 1 + close);
    let after = Span::new(inner.end + 1, parts.rest.end).trim(text);
    if is_agency_name(inner.of(text)) && !after.is_empty() {
        parts.agency = Some(inner);
        parts.rest = after;
    }
}

/// `Paris, AFP`, `Kyiv. 1 May. Interfax-Ukraine`, or an agency alone.
fn trailing_agency(text: &str, parts: &mut Parts) {
    let written = parts.rest.of(text);
    let mark = written.rfind([',', '.']).filter(|at| {
        from(written, at + 1).starts_with(' ') && !from(written, at + 1).trim().is_empty()
    });
    let name = Span::new(
        parts.rest.start + mark.map_or(0, |at| at + 1),
        parts.rest.end,
    )
    .trim(text);
    if !is_known_agency(name.of(text)) {
        return;
    }
    parts.agency = Some(name);
    parts.rest = match mark {
        Some(at) => {
            let before = Span::new(parts.rest.start, parts.rest.start + at);
            // The stop between two parts of the header ends no abbreviation: `Kyiv. 1 May. Interfax`.
            let mut inner = Parts {
                rest: before,
                day: None,
                agency: None,
                keyword: false,
            };
            trailing_day(text, &mut inner);
            if let Some(day) = inner.day {
                parts.day = Some(day);
                let place = inner.rest.of(text).trim_end_matches(['.', ' ']);
                Span::new(inner.rest.start, inner.rest.start + place.len())
            } else {
                trim_marks(text, before)
            }
        }
        None => Span::new(parts.rest.end, parts.rest.end),
    };
}

/// An agency in brackets behind the dash, and where the story begins after it.
fn agency_after(text: &str, line: Span, at: usize) -> Option<(Span, usize)> {
    let rest = Span::new(at, line.end).of(text);
    let close = rest.strip_prefix('(')?.find(')')?;
    let inner = Span::new(at + 1, at + 1 + close);
    let known = is_known_agency(inner.of(text));
    known.then(|| (inner, skip_spaces(text, inner.end + 1)))
}

/// A day at the end of what stands before the header's end.
fn trailing_day(text: &str, parts: &mut Parts) {
    let written = parts.rest.of(text);
    let starts: Vec<usize> = written
        .char_indices()
        .filter(|(i, c)| {
            let before = until(written, *i).chars().next_back();
            c.is_alphanumeric() && before.is_none_or(|b| b.is_whitespace() || b == ',')
        })
        .map(|(i, _)| i)
        .collect();
    for words in [4, 3, 2, 1] {
        let Some(&at) = starts.len().checked_sub(words).and_then(|i| starts.get(i)) else {
            continue;
        };
        let span = Span::new(parts.rest.start + at, parts.rest.end);
        if let Some(day) = date::dateline_day(span.of(text)) {
            parts.day = Some((day, span));
            parts.rest = trim_marks(text, Span::new(parts.rest.start, span.start));
            return;
        }
    }
}

/// The inside of the brackets or slashes that end `left`.
fn last_brackets(text: &str, left: Span) -> Option<Span> {
    let written = left.of(text);
    let open = match written.chars().next_back()? {
        ')' => written.rfind('(')?,
        '/' => until(written, written.len() - 1).rfind('/')?,
        _ => return None,
    };
    let inner = Span::new(left.start + open + 1, left.end - 1);
    (!inner.trim(text).is_empty()).then_some(inner)
}

/// A day after the first dash, up to the dash or colon that ends it.
fn day_after(text: &str, line: Span, at: usize) -> Option<(PartialDay, Span, usize)> {
    /// No written day is longer than this many bytes.
    const LONGEST_DAY: usize = 24;
    let end = floor_boundary(text, line.end.min(at + LONGEST_DAY));
    let written = Span::new(at, end).of(text);
    let mark = written.find([':', '–', '—'])?;
    let span = Span::new(at, at + mark).trim(text);
    let day = date::dateline_day(span.of(text))?;
    let width = from(written, mark).chars().next().map_or(1, char::len_utf8);
    Some((day, span, skip_spaces(text, at + mark + width)))
}

fn skip_spaces(text: &str, at: usize) -> usize {
    let rest = from(text, at);
    let spaces = rest
        .find(|c: char| !matches!(c, ' ' | '\t' | '\u{a0}'))
        .unwrap_or(rest.len());
    at + spaces
}

fn trim_marks(text: &str, span: Span) -> Span {
    let span = span.trim(text);
    let written = span.of(text);
    let bare = written.trim_matches(|c: char| c.is_whitespace() || c == ',');
    let start = span.start
        + (written.len()
            - written
                .trim_start_matches(|c: char| c.is_whitespace() || c == ',')
                .len());
    Span::new(start, start + bare.len())
}

/// Whether a story could begin so: with a capital, a figure or an opening mark.
fn begins_story(story: &str) -> bool {
    story
        .trim_start_matches(['“', '"', '‘', '\'', '«', '„', '(', '[', '<'])
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase())
}

/// Whether the line ends as prose does, and a title does not.
fn ends_sentence(story: &str) -> bool {
    let bare = story
        .trim_end()
        .trim_end_matches(['”', '"', '’', '\'', ')', '»']);
    bare.ends_with('.')
}

/// Whether the dash is the first of a pair (`NASA – America's space agency – said`).
fn is_paired(story: &str, mark: char) -> bool {
    const NEAR: usize = 120;
    let near = until(story, floor_boundary(story, NEAR));
    let spaced = format!(" {mark} ");
    near.match_indices(&spaced).any(|(at, found)| {
        !until(near, at).contains(". ")
            && from(near, at + found.len())
                .chars()
                .next()
                .is_some_and(char::is_lowercase)
    })
}

/// Whether the word before the colon begins another paragraph too: a speaker's turn, not a place.
fn label_returns(text: &str, line: Span, rest: &str) -> bool {
    const FAR: usize = 4096;
    let end = floor_boundary(text, (line.end + FAR).min(text.len()));
    Span::new(line.end, end).of(text).lines().any(|l| {
        l.trim_start()
            .strip_prefix(rest)
            .is_some_and(|l| l.starts_with(':'))
    })
}
