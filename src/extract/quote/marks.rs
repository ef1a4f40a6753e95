//! Finds the stretches of a text that stand inside quote marks.
//!
//! A scanner over single marks, not a regular expression: texts mix curly, straight, doubled and
//! wrong-way marks, leave them unclosed and repeat the opening one at every paragraph. A lone mark
//! never reaches past its paragraph unless the next one takes it up.

use crate::extract::Document;
use crate::span::{Span, from, until};

/// A stretch inside quote marks, marks included; it lies inside one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// Where it stands.
    pub span: Span,
    /// Whether the quote goes on in the next region, in a later paragraph.
    pub continues: bool,
}

/// What a mark alone says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facing {
    Open,
    Close,
    Either,
}

/// A double quote mark.
#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    facing: Facing,
    /// What its neighbours say.
    seen: Facing,
}

/// All stretches inside quote marks, in order; none overlaps another or leaves its paragraph.
pub(crate) fn regions(document: &Document) -> Vec<Region> {
    scan(document.text(), &document.paragraphs).0
}

/// The bytes at which double marks open that nothing closes, in order.
pub(super) fn unclosed(text: &str, paragraphs: &[Span]) -> Vec<usize> {
    scan(text, paragraphs).1
}

/// The stretches inside quote marks, and where marks open that nothing closes.
fn scan(text: &str, paragraphs: &[Span]) -> (Vec<Region>, Vec<usize>) {
    let marks: Vec<Vec<Mark>> = paragraphs
        .iter()
        .map(|&paragraph| double_marks(text, paragraph))
        .collect();
    let any_double = marks.iter().any(|found| !found.is_empty());
    let mut found = Vec::new();
    let mut unclosed = Vec::new();
    let mut carried = false;
    for (i, (&paragraph, own)) in paragraphs.iter().zip(&marks).enumerate() {
        if own.is_empty() && carried {
            // A caption or subhead between two paragraphs of one quote.
            continue;
        }
        let first = found.len();
        let open = pair(text, paragraph, own, carried, &mut found, &mut unclosed);
        carried = false;
        if let Some(start) = open {
            let span = Span::new(start, paragraph.end);
            carried = taken_up(paragraphs, &marks, i);
            if !carried {
                unclosed.push(start);
            }
            let trusted = start == paragraph.start || ends_with_pause(until(text, start));
            if carried || trusted {
                found.push(Region {
                    span,
                    continues: carried,
                });
            }
        }
        single_regions(text, paragraph, !any_double, first, &mut found);
    }
    (found, unclosed)
}

/// Whether the quote left open at the end of paragraph `i` goes on: the next paragraph begins with
/// an opening mark, or holds a closing mark that nothing opened, or is a short one without marks
/// before such a paragraph.
fn taken_up(paragraphs: &[Span], marks: &[Vec<Mark>], i: usize) -> bool {
    /// The longest caption or subhead, in bytes.
    const CAPTION: usize = 120;
    let reopens = |k: usize| {
        let (Some(paragraph), Some(own)) = (paragraphs.get(k), marks.get(k)) else {
            return false;
        };
        own.first()
            .is_some_and(|mark| mark.span.start == paragraph.start && mark.facing != Facing::Close)
    };
    if reopens(i + 1) {
        return true;
    }
    match marks.get(i + 1) {
        Some(next) if next.is_empty() => {
            paragraphs.get(i + 1).is_some_and(|p| p.len() <= CAPTION) && reopens(i + 2)
        }
        Some(next) => next
            .first()
            .is_some_and(|mark| mark.facing != Facing::Open && mark.seen == Facing::Close),
        None => false,
    }
}

/// Whether the text ends with a comma or colon, as before speech.
fn ends_with_pause(before: &str) -> bool {
    before.trim_end().ends_with([',', ':'])
}

/// The double marks of one paragraph, in order.
fn double_marks(text: &str, paragraph: Span) -> Vec<Mark> {
    let covered = paragraph.of(text);
    let mut found = Vec::new();
    let mut skip = 0;
    for (i, c) in covered.char_indices() {
        if i < skip {
            continue;
        }
        let facing = match c {
            '“' | '„' | '«' | '‟' => Facing::Open,
            '”' | '»' => Facing::Close,
            '"' | '＂' => Facing::Either,
            '`' if from(covered, i).starts_with("``") => Facing::Open,
            '\'' if from(covered, i).starts_with("''") => Facing::Either,
            _ => continue,
        };
        let length = if matches!(c, '`' | '\'') {
            2
        } else {
            c.len_utf8()
        };
        skip = i + length;
        found.push(Mark {
            span: Span::new(paragraph.start + i, paragraph.start + i + length),
            facing,
            seen: neighbours(until(covered, i), from(covered, i + length)),
        });
    }
    found
}

/// What the neighbours of a mark say about its direction.
fn neighbours(before: &str, after: &str) -> Facing {
    let opens = before.chars().next_back().is_none_or(|c| {
        c.is_whitespace() || matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '‘')
    });
    let closes = after.chars().next().is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                ')' | ']' | '}' | '.' | ',' | ':' | ';' | '!' | '?' | '—' | '–' | '-' | '/' | '’'
            )
    });
    match (opens, closes) {
        (true, false) => Facing::Open,
        (false, true) => Facing::Close,
        _ => Facing::Either,
    }
}

/// Pairs the marks of one paragraph; gives the start of what stays open at its end.
fn pair(
    text: &str,
    paragraph: Span,
    marks: &[Mark],
    carried: bool,
    found: &mut Vec<Region>,
    unclosed: &mut Vec<usize>,
) -> Option<usize> {
    let mut open: Option<usize> = carried.then_some(paragraph.start);
    let mut last_end = None;
    let mut inner = 0usize;
    for (i, mark) in marks.iter().enumerate() {
        if carried && mark.span.start == paragraph.start {
            continue;
        }
        // A wrong-way curly mark is read as its neighbours say.
        let single = mark.span.len() != 2 || !mark.span.of(text).starts_with('`');
        let facing = match (mark.facing, mark.seen) {
            (Facing::Open, Facing::Close) if open.is_some() && single => Facing::Close,
            (Facing::Close, Facing::Open) if open.is_none() => Facing::Open,
            (Facing::Either, seen) => seen,
            (facing, _) => facing,
        };
        let Some(start) = open else {
            match facing {
                Facing::Open | Facing::Either => open = Some(mark.span.start),
                Facing::Close => {
                    if let Some(start) = missing_start(text, paragraph, mark, last_end) {
                        last_end = Some(mark.span.end);
                        push(found, start, mark.span.end);
                    }
                }
            }
            continue;
        };
        if facing == Facing::Open && nests(marks, i) {
            inner += 1;
            continue;
        }
        if facing != Facing::Open && inner > 0 {
            inner -= 1;
            continue;
        }
        if facing != Facing::Open {
            push(found, start, mark.span.end);
            last_end = Some(mark.span.end);
            open = None;
            continue;
        }
        // Opened twice: the first one was never closed; at the paragraph's start it counts.
        if start == paragraph.start {
            push(found, start, mark.span.start);
        }
        unclosed.push(start);
        open = Some(mark.span.start);
    }
    open
}

/// Whether the opening mark number `i`, inside an open quote, has a closing mark of its own: two
/// closing marks follow before the next opening one.
fn nests(marks: &[Mark], i: usize) -> bool {
    let closes = |k: usize| {
        marks.get(k).is_some_and(|m| {
            m.facing == Facing::Close || m.facing == Facing::Either && m.seen == Facing::Close
        })
    };
    marks.get(i).is_some_and(|m| m.facing == Facing::Open) && closes(i + 1) && closes(i + 2)
}

fn push(found: &mut Vec<Region>, start: usize, end: usize) {
    found.push(Region {
        span: Span::new(start, end),
        continues: false,
    });
}

/// Where a quote began whose closing mark alone is there (`“A,” he said. B.”`): after the full
/// stop that follows the last quote of the paragraph, if the sentence in between is short.
fn missing_start(text: &str, paragraph: Span, close: &Mark, last: Option<usize>) -> Option<usize> {
    /// The longest `he said.` between the two, in bytes.
    const TAG: usize = 60;
    let last = last?;
    if close.facing != Facing::Close || close.span.end != paragraph.end {
        return None;
    }
    let between = Span::new(last, close.span.start).of(text);
    if !between.ends_with(['.', '!', '?', ',']) {
        return None;
    }
    let stop = between.find(". ").filter(|&stop| stop <= TAG)?;
    let start = last + stop + 2;
    (start < close.span.start).then_some(start)
}

/// A single quote mark outside double ones.
#[derive(Clone, Copy)]
struct Single {
    byte: usize,
    end: usize,
    opens: bool,
    /// Closes for sure: punctuation before, space after.
    closes: bool,
    /// May close: a letter before, no letter after.
    may_close: bool,
}

/// Adds the stretches in single marks, where they are the outer ones: where punctuation closes
/// them, or anywhere in a text without double marks. Double ones inside them are swallowed.
fn single_regions(text: &str, paragraph: Span, alone: bool, first: usize, found: &mut Vec<Region>) {
    let covered = paragraph.of(text);
    if !covered.contains(['‘', '\'', '’']) {
        return;
    }
    let singles = single_marks(covered);
    // For each mark the next that surely closes, and the next that may.
    let mut next = vec![(None, None); singles.len() + 1];
    for (i, mark) in singles.iter().enumerate().rev() {
        next[i] = next[i + 1];
        if mark.closes {
            next[i].0 = Some(i);
        }
        if mark.may_close && !until(covered, mark.byte).ends_with('s') {
            next[i].1 = Some(i);
        }
    }
    let doubles: Vec<Span> = found.iter().skip(first).map(|r| r.span).collect();
    let mut wide: Vec<Span> = Vec::new();
    let mut reached = paragraph.start;
    let mut double = 0;
    for (i, mark) in singles.iter().enumerate() {
        let start = paragraph.start + mark.byte;
        while doubles.get(double).is_some_and(|d| d.end <= start) {
            double += 1;
        }
        let inside = doubles.get(double).is_some_and(|d| d.contains(start));
        if !mark.opens || start < reached || inside {
            continue;
        }
        let (sure, weak) = next[i + 1];
        let Some(close) = sure.or(weak.filter(|_| alone)) else {
            continue;
        };
        reached = paragraph.start + singles[close].end;
        wide.push(Span::new(start, reached));
    }
    if wide.is_empty() {
        return;
    }
    // Merge: a single-marked stretch swallows the double ones inside it and yields where it cuts one.
    let mut merged: Vec<Region> = Vec::with_capacity(doubles.len() + wide.len());
    let mut tail = found.split_off(first).into_iter().peekable();
    for span in wide {
        while let Some(region) = tail.next_if(|r| r.span.end <= span.start) {
            merged.push(region);
        }
        let from = merged.len();
        while let Some(region) = tail.next_if(|r| r.span.start < span.end) {
            merged.push(region);
        }
        let inner = merged.get(from..).unwrap_or_default();
        if inner.iter().all(|r| span.covers(r.span) && !r.continues) {
            merged.truncate(from);
            push(&mut merged, span.start, span.end);
        }
    }
    merged.extend(tail);
    found.append(&mut merged);
}

/// The single quote marks of a paragraph, apostrophes inside words left out.
fn single_marks(covered: &str) -> Vec<Single> {
    let mut found = Vec::new();
    let mut previous: Option<char> = None;
    let mut chars = covered.char_indices().peekable();
    while let Some((byte, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        if matches!(c, '‘' | '’' | '\'') && previous != Some(c) && next != Some(c) {
            let free = previous.is_none_or(|p| p.is_whitespace() || matches!(p, '(' | '[' | '—'));
            let after = next.is_none_or(|n| !n.is_alphanumeric());
            let touches = next.is_some_and(|n| !n.is_whitespace());
            found.push(Single {
                byte,
                end: byte + c.len_utf8(),
                opens: c != '’' && free && touches && !drops_letters(from(covered, byte)),
                closes: c != '‘'
                    && after
                    && previous.is_some_and(|p| matches!(p, ',' | '.' | '?' | '!' | '…')),
                may_close: c != '‘' && after && previous.is_some_and(char::is_alphanumeric),
            });
        }
        previous = Some(c);
    }
    found
}

/// Whether the mark stands for letters left out, not for a quote (`'Tis`, `'90s`, `'em`).
fn drops_letters(rest: &str) -> bool {
    let word: String = rest
        .chars()
        .skip(1)
        .take_while(|c| c.is_alphanumeric())
        .take(5)
        .collect::<String>()
        .to_lowercase();
    word.starts_with(|c: char| c.is_ascii_digit())
        || ["tis", "twas", "em", "til", "cause", "n"].contains(&word.as_str())
}

#[cfg(test)]
mod tests;
