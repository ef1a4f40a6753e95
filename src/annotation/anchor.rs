//! Spans of a text that was revised since, found again in the new one, or not.
//!
//! Nothing shifts silently: a span is placed only where its words stand in a context that leaves
//! no doubt. The context is that of the W3C Web Annotation model's text quote selector: the words,
//! and up to 32 code points on either side.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Verdict;
use super::wire::{
    Coordinates, Decided, Piece, RecordedDate, RecordedEntity, RecordedQuote, SpeakerJson,
};
use crate::span;

/// From how many code points on words, with what stands beside them, are enough if they stand once in the text.
const LONG: usize = 12;

/// How many matches of all patterns are looked at: enough for any article, and a bound for texts
/// that repeat themselves without end.
const MATCHES: usize = 4_000_000;

/// The spans of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spans {
    /// Names.
    pub entities: Vec<RecordedEntity>,
    /// Quotes.
    pub quotes: Vec<RecordedQuote>,
    /// Expressions of time.
    pub dates: Vec<RecordedDate>,
    /// Items that an earlier text had and the last one had not: `(kind, item)`.
    pub unplaced: Vec<(String, Value)>,
}

/// What became of the decided spans of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// They stand where they stood.
    pub kept: usize,
    /// They were found elsewhere.
    pub moved: usize,
    /// They were not found.
    pub unplaced: usize,
}

/// Places the spans of a record in a text that is not the one they were made on.
///
/// A span stays where its words and both contexts stand at its offsets. Else it moves to the one
/// place where its words stand between both contexts, or beside one of them, or between what is
/// nearest of both, or, if they are long, by themselves. Decided spans that have no such place become [`Spans::unplaced`]; undecided ones
/// are dropped: a machine can find them again. One pass over the text, however many spans there are.
pub fn anchor(spans: Spans, at: Coordinates<'_>) -> (Spans, Tally) {
    let mut spans = spans;
    // What was not placed before gets another chance.
    let mut unplaced = Vec::new();
    for (kind, item) in std::mem::take(&mut spans.unplaced) {
        let again = match kind.as_str() {
            RecordedEntity::KIND => take_in(&mut spans.entities, &item),
            RecordedQuote::KIND => take_in(&mut spans.quotes, &item),
            RecordedDate::KIND => take_in(&mut spans.dates, &item),
            _ => false,
        };
        if !again {
            unplaced.push((kind, item));
        }
    }
    let mut search = Search::default();
    let entities = sought(spans.entities, at, &mut search);
    let quotes = sought(spans.quotes, at, &mut search);
    let dates = sought(spans.dates, at, &mut search);
    let hits = search.run(at.text);
    let mut tally = Tally {
        unplaced: unplaced.len(),
        ..Tally::default()
    };
    let mut place = Placing {
        at,
        hits: &hits,
        unplaced: &mut unplaced,
        tally: &mut tally,
    };
    let spans = Spans {
        entities: place.all(entities),
        quotes: place.all(quotes),
        dates: place.all(dates),
        unplaced: Vec::new(),
    };
    (Spans { unplaced, ..spans }, tally)
}

fn take_in<T: DeserializeOwned>(items: &mut Vec<T>, item: &Value) -> bool {
    let Ok(item) = T::deserialize(item) else {
        return false;
    };
    items.push(item);
    true
}

/// A range of an item, to be held against the text and shifted.
struct Range<'a> {
    start: &'a mut usize,
    end: &'a mut usize,
    text: Option<&'a str>,
}

impl<'a> Range<'a> {
    fn of(piece: &'a mut Piece) -> Self {
        Self {
            start: &mut piece.start,
            end: &mut piece.end,
            text: piece.text.as_deref(),
        }
    }

    fn of_speaker(speaker: &'a mut SpeakerJson) -> Option<Self> {
        Some(Self {
            start: speaker.start.as_mut()?,
            end: speaker.end.as_mut()?,
            text: speaker.text.as_deref(),
        })
    }

    fn fits(&self, at: Coordinates<'_>) -> bool {
        at.index
            .span_of_code_points(at.text, *self.start, *self.end)
            .is_some_and(|span| self.text.is_none_or(|text| text == span.of(at.text)))
    }
}

/// An item of a record that stands in the text.
trait Anchored: Clone + Serialize {
    const KIND: &'static str;

    /// All of its ranges; the first begins where the item begins.
    fn ranges(&mut self) -> Vec<Range<'_>>;

    /// Where it ends.
    fn end(&self) -> usize;

    /// What stands before and after it.
    fn context(&self) -> (Option<&str>, Option<&str>);

    fn verdict(&self) -> Verdict;
}

fn context<W>(review: &Decided<W>) -> (Option<&str>, Option<&str>) {
    (review.prefix.as_deref(), review.suffix.as_deref())
}

impl Anchored for RecordedEntity {
    const KIND: &'static str = "entity";

    fn ranges(&mut self) -> Vec<Range<'_>> {
        let own = Range {
            start: &mut self.start,
            end: &mut self.end,
            text: self.text.as_deref(),
        };
        let was = self.review.was.as_mut().map(|was| Range {
            start: &mut was.start,
            end: &mut was.end,
            text: None,
        });
        std::iter::once(own).chain(was).collect()
    }

    fn end(&self) -> usize {
        self.end
    }

    fn context(&self) -> (Option<&str>, Option<&str>) {
        context(&self.review)
    }

    fn verdict(&self) -> Verdict {
        self.review.verdict
    }
}

impl Anchored for RecordedDate {
    const KIND: &'static str = "date";

    fn ranges(&mut self) -> Vec<Range<'_>> {
        let own = Range {
            start: &mut self.start,
            end: &mut self.end,
            text: self.text.as_deref(),
        };
        let was = self.review.was.as_mut().map(|was| Range {
            start: &mut was.start,
            end: &mut was.end,
            text: None,
        });
        std::iter::once(own).chain(was).collect()
    }

    fn end(&self) -> usize {
        self.end
    }

    fn context(&self) -> (Option<&str>, Option<&str>) {
        context(&self.review)
    }

    fn verdict(&self) -> Verdict {
        self.review.verdict
    }
}

impl Anchored for RecordedQuote {
    const KIND: &'static str = "quote";

    fn ranges(&mut self) -> Vec<Range<'_>> {
        let mut ranges: Vec<Range<'_>> = self.content.iter_mut().map(Range::of).collect();
        ranges.extend(self.quoted.iter_mut().map(Range::of));
        ranges.extend(self.cue.as_mut().map(Range::of));
        ranges.extend(self.speaker.as_mut().and_then(Range::of_speaker));
        if let Some(was) = &mut self.review.was {
            ranges.extend(was.content.iter_mut().map(Range::of));
            ranges.extend(was.quoted.iter_mut().map(Range::of));
            ranges.extend(was.cue.as_mut().map(Range::of));
            ranges.extend(was.speaker.as_mut().and_then(Range::of_speaker));
        }
        ranges
    }

    fn end(&self) -> usize {
        self.content.last().map_or(0, |piece| piece.end)
    }

    fn context(&self) -> (Option<&str>, Option<&str>) {
        context(&self.review)
    }

    fn verdict(&self) -> Verdict {
        self.review.verdict
    }
}

/// The patterns that are looked for, all at once.
#[derive(Default)]
struct Search {
    patterns: Vec<String>,
    known: HashMap<String, usize>,
}

/// How often a pattern stands in the text, and where first (a byte).
#[derive(Clone, Copy, Default)]
struct Hit {
    count: usize,
    first: usize,
}

impl Search {
    fn pattern(&mut self, pattern: String) -> usize {
        *self.known.entry(pattern).or_insert_with_key(|pattern| {
            self.patterns.push(pattern.clone());
            self.patterns.len() - 1
        })
    }

    /// Every pattern's hits; none at all where the text repeats itself without end.
    fn run(&self, text: &str) -> Vec<Hit> {
        let mut hits = vec![Hit::default(); self.patterns.len()];
        if self.patterns.is_empty() {
            return hits;
        }
        let Ok(automaton) = AhoCorasick::new(&self.patterns) else {
            return hits;
        };
        for (seen, found) in automaton.find_overlapping_iter(text).enumerate() {
            if seen == MATCHES {
                return vec![Hit::default(); self.patterns.len()];
            }
            if let Some(hit) = hits.get_mut(found.pattern().as_usize()) {
                if hit.count == 0 {
                    hit.first = found.start();
                }
                hit.count += 1;
            }
        }
        hits
    }
}

/// A pattern, and how many of its bytes stand before the item.
type Clue = (usize, usize);

/// Where an item may be.
enum Whereabouts {
    /// Where it was.
    Here,
    /// Where these patterns stand once, the surest first.
    Sought {
        whole: Option<Clue>,
        beside: [Option<Clue>; 2],
        near: Option<Clue>,
        alone: Option<Clue>,
    },
}

/// Decides for each item whether it stays, and what to look for where it does not.
fn sought<T: Anchored>(
    items: Vec<T>,
    at: Coordinates<'_>,
    search: &mut Search,
) -> Vec<(T, Whereabouts)> {
    items
        .into_iter()
        .map(|mut item| {
            let whereabouts = if stays(&mut item, at) {
                Whereabouts::Here
            } else {
                clues(&mut item, search)
            };
            (item, whereabouts)
        })
        .collect()
}

fn stays<T: Anchored>(item: &mut T, at: Coordinates<'_>) -> bool {
    let end = item.end();
    let ranges = item.ranges();
    let Some(start) = ranges.first().map(|range| *range.start) else {
        return false;
    };
    if !ranges.iter().all(|range| range.fits(at)) {
        return false;
    }
    let (Some(prefix), Some(suffix)) = item.context() else {
        return false;
    };
    at.index
        .span_of_code_points(at.text, start, end)
        .is_some_and(|span| {
            span::until(at.text, span.start).ends_with(prefix)
                && span::from(at.text, span.end).starts_with(suffix)
        })
}

fn clues<T: Anchored>(item: &mut T, search: &mut Search) -> Whereabouts {
    let end = item.end();
    let (prefix, suffix) = item.context();
    let prefix = prefix.unwrap_or_default().to_owned();
    let suffix = suffix.unwrap_or_default().to_owned();
    let ranges = item.ranges();
    let piece = ranges.first().filter(|range| range.text.is_some());
    let words = piece.and_then(|range| range.text).unwrap_or_default();
    if words.is_empty() {
        return Whereabouts::Sought {
            whole: None,
            beside: [None; 2],
            near: None,
            alone: None,
        };
    }
    // What follows the item follows its first piece only where that is all of it.
    let suffix = if piece.is_some_and(|range| *range.end == end) {
        suffix
    } else {
        String::new()
    };
    let mut clue = |before: &str, after: &str| {
        let pattern = format!("{before}{words}{after}");
        (pattern.chars().nth(LONG - 1).is_some()).then(|| (search.pattern(pattern), before.len()))
    };
    Whereabouts::Sought {
        whole: clue(&prefix, &suffix),
        beside: [clue(&prefix, ""), clue("", &suffix)],
        near: clue(last(&prefix, LONG), first(&suffix, LONG)),
        alone: clue("", ""),
    }
}

/// The last `n` code points.
fn last(text: &str, n: usize) -> &str {
    let from = text.char_indices().rev().nth(n.saturating_sub(1));
    span::from(text, from.map_or(0, |(i, _)| i))
}

/// The first `n` code points.
fn first(text: &str, n: usize) -> &str {
    let end = text.char_indices().nth(n);
    span::until(text, end.map_or(text.len(), |(i, _)| i))
}

/// Puts items where they were found.
struct Placing<'a> {
    at: Coordinates<'a>,
    hits: &'a [Hit],
    unplaced: &'a mut Vec<(String, Value)>,
    tally: &'a mut Tally,
}

impl Placing<'_> {
    fn all<T: Anchored>(&mut self, items: Vec<(T, Whereabouts)>) -> Vec<T> {
        items
            .into_iter()
            .filter_map(|(item, whereabouts)| self.one(item, &whereabouts))
            .collect()
    }

    fn one<T: Anchored>(&mut self, mut item: T, whereabouts: &Whereabouts) -> Option<T> {
        let decided = item.verdict() != Verdict::Unreviewed;
        let original = item.clone();
        let Whereabouts::Sought {
            whole,
            beside,
            near,
            alone,
        } = whereabouts
        else {
            self.tally.kept += usize::from(decided);
            return Some(item);
        };
        let found = self
            .once(*whole)
            .or_else(|| match beside.map(|clue| self.once(clue)) {
                [Some(one), Some(other)] => (one == other).then_some(one),
                [one, other] => one.or(other),
            })
            .or_else(|| self.once(*near))
            .or_else(|| self.once(*alone));
        if let Some(byte) = found {
            let start = self.at.index.code_point_of(self.at.text, byte);
            if shift(&mut item, start, self.at) {
                let same = item.end() == original.end();
                self.tally.kept += usize::from(decided && same);
                self.tally.moved += usize::from(decided && !same);
                return Some(item);
            }
        }
        if decided {
            self.tally.unplaced += 1;
            let json = serde_json::to_value(&original).unwrap_or(Value::Null);
            self.unplaced.push((T::KIND.to_owned(), json));
        }
        None
    }

    /// The byte at which the item begins, where the clue's pattern stands once.
    fn once(&self, clue: Option<Clue>) -> Option<usize> {
        let (pattern, before) = clue?;
        let hit = self.hits.get(pattern)?;
        (hit.count == 1).then_some(hit.first + before)
    }
}

/// Moves all of an item's ranges so that it begins at `start`; false where they do not fit there.
fn shift<T: Anchored>(item: &mut T, start: usize, at: Coordinates<'_>) -> bool {
    let mut ranges = item.ranges();
    let Some(old) = ranges.first().map(|range| *range.start) else {
        return false;
    };
    ranges.iter_mut().all(|range| {
        let moved = |point: usize| (point + start).checked_sub(old);
        let (Some(new_start), Some(new_end)) = (moved(*range.start), moved(*range.end)) else {
            return false;
        };
        (*range.start, *range.end) = (new_start, new_end);
        range.fits(at)
    })
}

#[cfg(test)]
mod tests;
