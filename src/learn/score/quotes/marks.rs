//! What stands inside quote marks, for the track that scores only that.
//!
//! A paragraph is a line. Quotes that run over paragraphs open each of them; a mark that is never
//! closed counts to its paragraph's end where it opens the paragraph or follows a colon or comma.

/// What a mark is by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Open,
    Close,
    Either,
}

/// A double quote mark: where it stands, its length, its shape.
type Mark = (usize, usize, Shape);

/// The ranges in quote marks, marks included, in order.
pub(super) fn quoted_regions(text: &[char]) -> Vec<(usize, usize)> {
    let paragraphs = paragraphs(text);
    let mut regions = Vec::new();
    let mut carried = false;
    for (k, &(start, end)) in paragraphs.iter().enumerate() {
        let first = first_letter(text, start, end);
        let marks = marks(text, start, end);
        let mut marks = marks.as_slice();
        let mut open = None;
        if carried
            && let [mark, rest @ ..] = marks
            && mark.0 == first
        {
            open = Some(first);
            marks = rest;
        }
        for &(at, length, shape) in marks {
            let seen = direction(text, at, length, start, end);
            let meant = meant(length, shape, seen, open.is_some());
            let Some(opened) = open else {
                if meant == Shape::Open || shape == Shape::Either && seen.is_none() {
                    open = Some(at);
                }
                continue;
            };
            if meant == Shape::Open {
                // The mark before was never closed.
                if opened == first {
                    regions.push((opened, at));
                }
                open = Some(at);
            } else {
                regions.push((opened, at + length));
                open = None;
            }
        }
        carried = false;
        if let Some(opened) = open {
            let goes_on = paragraphs.get(k + 1).is_some_and(|&(from, to)| {
                let at = first_letter(text, from, to);
                let letter = text.get(at).copied().unwrap_or(' ');
                "“„«‟\"＂".contains(letter) || doubled(text, at) == Some('`')
            });
            if goes_on {
                regions.push((opened, end));
                carried = true;
            } else if opened == first || introduced(text, start, opened) {
                regions.push((opened, end));
            }
        }
    }
    regions
}

/// Whether a mark opens or closes: its shape, unless what stands beside it says that the shape is wrong.
fn meant(length: usize, shape: Shape, seen: Option<Shape>, is_open: bool) -> Shape {
    match shape {
        Shape::Open if is_open && length == 1 && seen == Some(Shape::Close) => Shape::Close,
        Shape::Close if !is_open && length == 1 && seen == Some(Shape::Open) => Shape::Open,
        Shape::Either => seen.unwrap_or(if is_open { Shape::Close } else { Shape::Open }),
        shape => shape,
    }
}

/// The lines that are not blank.
fn paragraphs(text: &[char]) -> Vec<(usize, usize)> {
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for line in text.split(|c| *c == '\n') {
        if line.iter().any(|c| !c.is_whitespace()) {
            paragraphs.push((at, at + line.len()));
        }
        at += line.len() + 1;
    }
    paragraphs
}

fn first_letter(text: &[char], start: usize, end: usize) -> usize {
    let line = text.get(start..end).unwrap_or_default();
    start + line.iter().take_while(|c| c.is_whitespace()).count()
}

/// The character of which two stand at `at`, if it makes a quote mark in pairs.
fn doubled(text: &[char], at: usize) -> Option<char> {
    match text.get(at..at + 2)? {
        ['`', '`'] => Some('`'),
        ['\'', '\''] => Some('\''),
        _ => None,
    }
}

fn marks(text: &[char], start: usize, end: usize) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut at = start;
    while at < end {
        let (length, shape) = match (doubled(text, at), text.get(at)) {
            (Some('`'), _) => (2, Some(Shape::Open)),
            (Some(_), _) => (2, Some(Shape::Either)),
            (_, Some('“' | '„' | '«' | '‟')) => (1, Some(Shape::Open)),
            (_, Some('”' | '»')) => (1, Some(Shape::Close)),
            (_, Some('"' | '＂')) => (1, Some(Shape::Either)),
            _ => (1, None),
        };
        marks.extend(shape.map(|shape| (at, length, shape)));
        at += length;
    }
    marks
}

/// Which way a mark turns, judged by its neighbours.
fn direction(text: &[char], at: usize, length: usize, start: usize, end: usize) -> Option<Shape> {
    let beside = |at: usize, inside: bool| {
        let c = if inside { text.get(at) } else { None };
        c.copied().unwrap_or(' ')
    };
    let left = beside(at.wrapping_sub(1), at > start);
    let right = beside(at + length, at + length < end);
    let blank_left = left.is_whitespace() || "([{—–-/‘".contains(left);
    let blank_right = right.is_whitespace() || ")]}.,;:!?—–-/’".contains(right);
    match (blank_left, blank_right) {
        (true, false) => Some(Shape::Open),
        (false, true) => Some(Shape::Close),
        _ => None,
    }
}

/// Whether a colon or a comma stands up to three characters before `at`, with nothing but space between.
fn introduced(text: &[char], start: usize, at: usize) -> bool {
    text.get(start.max(at.saturating_sub(3))..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .find(|c| !c.is_whitespace())
        .is_some_and(|c| matches!(c, ':' | ','))
}
