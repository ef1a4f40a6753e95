//! Where a span that waits may stand: proposals for an analyst, never more.
//!
//! The way is that of Hypothesis (`match-quote.ts`): the words as they are, else like them, judged
//! by what stands around them and by how near they are; but with at most an error in five
//! characters, and short words that stand often are proposed only where something around them agrees.

use memchr::memmem;
use serde_json::Value;

use super::item::Anchored;
use super::{Unplaced, moved};
use crate::annotation::edit::quoted_runs;
use crate::annotation::wire::{Coordinates, KindJson, RecordedDate, RecordedEntity, RecordedQuote};
use crate::annotation::{Dated, Entity, Quotation, Verdict};
use crate::extract::QuoteKind;
use crate::span::{self, Span, ceil_boundary, floor_boundary};

/// How many places are proposed.
const MOST: usize = 5;
/// How many places of the same words are looked at.
const HITS: usize = 20_000;
/// Words of fewer code points than this that stand more than once are nothing without context.
const SHORT: usize = 12;
/// That many code points of context are something.
const SOME: usize = 6;
/// Words of fewer code points than this are not looked for in other spellings.
const SPELT: usize = 4;
/// The most errors of words that are alike.
const ERRORS: usize = 32;
/// How many cells the search for words that are alike fills at most: a few milliseconds.
const CELLS: usize = 1_000_000;
/// Of longer words, in code points, only the beginning and the end are looked for.
const LONG: usize = 400;
/// How far from its place, in bytes, a further piece of an item is looked for.
const FAR: usize = 2_000;

/// An item, put somewhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Placed {
    /// A name.
    Entity(Entity),
    /// Something said.
    Quote(Quotation),
    /// An expression of time.
    Date(Dated),
}

impl Placed {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Entity(entity) => entity.span,
            Self::Quote(quote) => quote.extent(),
            Self::Date(date) => date.span,
        }
    }

    /// What was decided about it.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Entity(entity) => entity.review.verdict,
            Self::Quote(quote) => quote.review.verdict,
            Self::Date(date) => date.review.verdict,
        }
    }
}

/// A place where an item that waits may stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The item, there.
    pub placed: Placed,
    /// How many characters differ from its words.
    pub errors: usize,
    /// How many code points around it are those that stood around it, of up to 64.
    pub context: usize,
    /// What of it is not there, in words.
    pub without: Vec<&'static str>,
}

/// The places where an item that waits may stand, the likeliest first. It takes a few milliseconds
/// at most, however long the text is.
pub fn propose(unplaced: &Unplaced, at: Coordinates<'_>) -> Vec<Proposal> {
    match unplaced.kind.as_str() {
        RecordedEntity::KIND => each::<RecordedEntity>(unplaced, at),
        RecordedQuote::KIND => each::<RecordedQuote>(unplaced, at),
        RecordedDate::KIND => each::<RecordedDate>(unplaced, at),
        _ => Vec::new(),
    }
}

/// An item that waits, on words that the analyst chose: a piece of it each.
pub fn at_span(unplaced: &Unplaced, pieces: &[Span], at: Coordinates<'_>) -> Option<Proposal> {
    match unplaced.kind.as_str() {
        RecordedEntity::KIND => on::<RecordedEntity>(&unplaced.item, pieces, at),
        RecordedQuote::KIND => on::<RecordedQuote>(&unplaced.item, pieces, at),
        RecordedDate::KIND => on::<RecordedDate>(&unplaced.item, pieces, at),
        _ => None,
    }
}

fn each<T: Placeable>(unplaced: &Unplaced, at: Coordinates<'_>) -> Vec<Proposal> {
    let Ok(item) = T::deserialize(&unplaced.item) else {
        return Vec::new();
    };
    let Some((start, words)) = item
        .pieces()
        .first()
        .map(|(start, _, w)| (*start, (*w).to_owned()))
    else {
        return Vec::new();
    };
    let near = unplaced.near.unwrap_or(start).min(at.index.code_points());
    let near = at.index.byte_of_code_point(at.text, near).unwrap_or(0);
    let found = places(&item, &words, near, at.text);
    let proposals = found.into_iter().filter_map(|found| {
        let first = at.index.code_point_of(at.text, found.span.start) as i64;
        let whole = moved(&item, at, |_, _, _, _| Some(first - start as i64));
        let (item, without) = match whole.filter(|_| found.errors == 0) {
            Some(whole) => (whole, Vec::new()),
            None => item.put(&[found.span], at)?,
        };
        Some(Proposal {
            placed: item.read(at)?,
            errors: found.errors,
            context: found.context,
            without,
        })
    });
    proposals.collect()
}

fn on<T: Placeable>(item: &Value, pieces: &[Span], at: Coordinates<'_>) -> Option<Proposal> {
    let item = T::deserialize(item).ok()?;
    let (item, without) = item.put(pieces, at)?;
    Some(Proposal {
        placed: item.read(at)?,
        errors: 0,
        context: 0,
        without,
    })
}

/// An item that can be put on words.
trait Placeable: Anchored {
    /// The item on these words, and what of it is not there.
    fn put(&self, pieces: &[Span], at: Coordinates<'_>) -> Option<(Self, Vec<&'static str>)>;

    /// The item as it is in the program.
    fn read(self, at: Coordinates<'_>) -> Option<Placed>;
}

/// Of an item that covers one span.
macro_rules! placeable {
    ($item:ty, $read:ident, $placed:ident) => {
        impl Placeable for $item {
            fn put(
                &self,
                pieces: &[Span],
                at: Coordinates<'_>,
            ) -> Option<(Self, Vec<&'static str>)> {
                let span = around(pieces)?;
                let (start, end) = at.index.code_points_of(at.text, span);
                let mut item = self.clone();
                if let Some(was) = &mut item.review.was {
                    // What the machine took for it is not there to be told by offsets any more.
                    (was.start, was.end, was.text) = (start, end, None);
                }
                (item.start, item.end) = (start, end);
                item.text = Some(span.of(at.text).to_owned());
                Some((item, Vec::new()))
            }

            fn read(self, at: Coordinates<'_>) -> Option<Placed> {
                at.$read(self).ok().map(Placed::$placed)
            }
        }
    };
}

placeable!(RecordedEntity, read_entity, Entity);
placeable!(RecordedDate, read_date, Date);

impl Placeable for RecordedQuote {
    /// Where only the first piece is given, the others are looked for behind it.
    fn put(&self, pieces: &[Span], at: Coordinates<'_>) -> Option<(Self, Vec<&'static str>)> {
        let first = *pieces.first()?;
        let old = self.content.first()?.start;
        let base = at.index.code_point_of(at.text, first.start) as i64 - old as i64;
        let mut without = Vec::new();
        let mut item = self.clone();
        let mut content = pieces.to_vec();
        if let ([only], [_, further @ ..]) = (pieces, self.content.as_slice()) {
            let mut from = only.end;
            for piece in further {
                match beside(piece.start, piece.text.as_deref(), base, from, at) {
                    Some(span) => {
                        from = span.end;
                        content.push(span);
                    }
                    None => without.push("a piece of it"),
                }
            }
        }
        let (kind, quoted) = quoted_runs(at.text, &content);
        item.kind = match kind {
            QuoteKind::Direct => KindJson::Direct,
            QuoteKind::Mixed => KindJson::Mixed,
            QuoteKind::Indirect => KindJson::Indirect,
        };
        item.content = content.iter().map(|span| at.piece(*span)).collect();
        item.quoted = quoted.iter().map(|span| at.piece(*span)).collect();
        item.cue = None;
        if let Some(cue) = &self.cue {
            match beside(cue.start, cue.text.as_deref(), base, 0, at) {
                Some(span) => item.cue = Some(at.piece(span)),
                None => without.push("its cue"),
            }
        }
        if let Some(speaker) = &mut item.speaker
            && let Some(start) = speaker.start
        {
            let found = beside(start, speaker.text.as_deref(), base, 0, at);
            let piece = found.map(|span| at.piece(span));
            if piece.is_none() {
                without.push("the words for its speaker");
            }
            speaker.start = piece.as_ref().map(|piece| piece.start);
            speaker.end = piece.as_ref().map(|piece| piece.end);
            speaker.text = piece.and_then(|piece| piece.text);
        }
        item.review.was = None;
        Some((item, without))
    }

    fn read(self, at: Coordinates<'_>) -> Option<Placed> {
        at.read_quote(self).ok().map(Placed::Quote)
    }
}

fn around(pieces: &[Span]) -> Option<Span> {
    let (first, last) = (pieces.first()?, pieces.last()?);
    Some(first.union(*last))
}

/// The place of further words of an item that moved, the nearest to where they would be; none
/// before `from`.
fn beside(
    start: usize,
    words: Option<&str>,
    shift: i64,
    from: usize,
    at: Coordinates<'_>,
) -> Option<Span> {
    let words = words.filter(|words| !words.is_empty())?;
    let expected = super::shifted(start, shift)?.min(at.index.code_points());
    let expected = at.index.byte_of_code_point(at.text, expected)?;
    let low = floor_boundary(at.text, expected.saturating_sub(FAR)).max(from);
    let high = ceil_boundary(at.text, expected + FAR + words.len());
    let region = Span::new(low, high).of(at.text);
    let hits = memmem::find_iter(region.as_bytes(), words.as_bytes());
    let spans = hits.map(|hit| Span::new(low + hit, low + hit + words.len()));
    spans
        .filter(|span| is_whole(*span, at.text))
        .min_by_key(|span| span.start.abs_diff(expected))
}

/// A place of words.
#[derive(Clone, Copy, Debug)]
struct Found {
    span: Span,
    errors: usize,
    context: usize,
    /// How far it is from where it is expected, in bytes.
    far: usize,
}

/// The likeliest places of words.
fn places<T: Anchored>(item: &T, words: &str, near: usize, text: &str) -> Vec<Found> {
    if words.trim().is_empty() {
        return Vec::new();
    }
    let (prefix, mut suffix) = item.context();
    if item.pieces().len() > 1 {
        suffix = "";
    }
    let judge = |span: Span, errors: usize| Found {
        span,
        errors,
        context: common_end(prefix, span::until(text, span.start))
            + common_start(suffix, span::from(text, span.end)),
        far: span.start.abs_diff(near),
    };
    let hits = memmem::find_iter(text.as_bytes(), words.as_bytes());
    let spans = hits.map(|hit| Span::new(hit, hit + words.len()));
    let whole = spans.take(HITS).filter(|span| is_whole(*span, text));
    let mut found: Vec<Found> = whole.map(|span| judge(span, 0)).collect();
    if found.is_empty() {
        let alike = alike(words, near, text).into_iter();
        found = alike.map(|(span, errors)| judge(span, errors)).collect();
    }
    if found.len() > 1 {
        let told = |found: &Found| found.context >= SOME;
        if found.iter().any(told) {
            found.retain(told);
        } else if words.chars().nth(SHORT - 1).is_none() {
            return Vec::new();
        }
    }
    found.sort_by_key(|found| {
        (
            found.errors,
            std::cmp::Reverse(found.context),
            found.far,
            found.span,
        )
    });
    found.truncate(MOST);
    found
}

/// Whether words begin and end where words do.
fn is_whole(span: Span, text: &str) -> bool {
    let before = span::until(text, span.start).chars().next_back();
    let after = span::from(text, span.end).chars().next();
    let words = span.of(text);
    let inside = |outer: Option<char>, inner: Option<char>| {
        outer.is_some_and(char::is_alphanumeric) && inner.is_some_and(char::is_alphanumeric)
    };
    !inside(before, words.chars().next()) && !inside(after, words.chars().next_back())
}

fn common_end(one: &str, other: &str) -> usize {
    let pairs = one.chars().rev().zip(other.chars().rev());
    pairs.take_while(|(a, b)| a == b).count()
}

fn common_start(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(a, b)| a == b).count()
}

/// A character as it is compared: without case, quote marks and dashes and spaces all alike.
fn folded(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' => '"',
        '–' | '—' | '‐' | '‑' => '-',
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Words like these around a place, and how many characters differ.
fn alike(words: &str, near: usize, text: &str) -> Vec<(Span, usize)> {
    let pattern: Vec<char> = words.chars().map(folded).collect();
    let length = pattern.len();
    if length < SPELT {
        return Vec::new();
    }
    let shorter = length.min(LONG / 2);
    let reach = (CELLS / shorter / 2).max(words.len());
    let low = floor_boundary(text, near.saturating_sub(reach));
    let high = ceil_boundary(text, near + reach);
    let region = Span::new(low, high).of(text);
    let region: Vec<(usize, char)> = region
        .char_indices()
        .map(|(i, c)| (low + i, folded(c)))
        .collect();
    let end_of = |at: usize| region.get(at).map_or(high, |(byte, _)| *byte);
    let most = (length / 5).min(ERRORS);
    let whole = |start: usize, end: usize, errors: usize| {
        let span = Span::new(end_of(start), end_of(end));
        (!span.is_empty() && is_whole(span, text)).then_some((span, errors))
    };
    if length <= LONG {
        let found = sellers(&pattern, &region, most);
        return found
            .into_iter()
            .filter_map(|(start, end, errors)| whole(start, end, errors))
            .collect();
    }
    // Of long words the beginning and the end have to be there, about as far apart.
    let (head, _) = pattern.split_at(shorter);
    let (_, tail) = pattern.split_at(length - shorter);
    let heads = sellers(head, &region, most);
    let tails = sellers(tail, &region, most);
    let mut spans = Vec::new();
    for (start, _, first) in heads {
        let last = tails.iter().filter(|(_, end, _)| {
            let now = end.saturating_sub(start);
            now * 5 >= length * 4 && now * 5 <= length * 6
        });
        let last = last
            .min_by_key(|(_, end, errors)| (*errors, end.saturating_sub(start).abs_diff(length)));
        spans.extend(last.and_then(|(_, end, second)| whole(start, *end, first + second)));
    }
    spans
}

/// Where a pattern stands with at most so many errors: begin, end and errors of the best matches
/// that do not overlap (Sellers, 1980: an edit distance whose beginning costs nothing).
fn sellers(pattern: &[char], text: &[(usize, char)], most: usize) -> Vec<(usize, usize, usize)> {
    // To each length of the pattern: the fewest errors of it ending here, and where that begins.
    let mut column: Vec<(usize, usize)> = (0..=pattern.len()).map(|errors| (errors, 0)).collect();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (at, (_, c)) in text.iter().enumerate() {
        let mut diagonal = (0, at);
        if let Some(first) = column.first_mut() {
            *first = (0, at + 1);
        }
        let mut above = (0, at + 1);
        for (cell, wanted) in column.iter_mut().skip(1).zip(pattern) {
            let left = *cell;
            let replaced = (diagonal.0 + usize::from(wanted != c), diagonal.1);
            let best = [(above.0 + 1, above.1), (left.0 + 1, left.1)]
                .into_iter()
                .fold(
                    replaced,
                    |best, other| if other.0 < best.0 { other } else { best },
                );
            diagonal = left;
            *cell = best;
            above = best;
        }
        let (errors, start) = above;
        if errors > most {
            continue;
        }
        match found.last_mut() {
            Some(last) if start < last.1 => {
                if errors < last.2 {
                    *last = (start, at + 1, errors);
                }
            }
            _ => found.push((start, at + 1, errors)),
        }
    }
    found
}
