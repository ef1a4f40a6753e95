//! Spans of a text that was revised since, found again in the new one, or not.
//!
//! Nothing shifts silently: a span is placed only where it stands for certain. The old text is not
//! kept; of it every record has the words of its spans and what stood around them, the context of
//! the W3C Web Annotation model's text quote selector. From that [`anchor`] finds out which
//! stretches of the old text stand where in the new one. What is in doubt keeps what was decided
//! about it and waits ([`Unplaced`]) until an analyst takes one of the [`propose`]d places, says
//! another one, or lets it go.

mod align;
mod item;
mod propose;
mod unique;

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ItemId;
use super::wire::{Coordinates, RecordedDate, RecordedEntity, RecordedQuote};
use crate::span;
use align::{Alignment, Run, Window, shifted};
use item::{Anchored, Role};
use unique::{PROBE, Probes};

pub use propose::{Placed, Proposal, at_span, propose};

/// How many code points on either side are a little: an item is known by its words with so many
/// around them.
const CORE: usize = 12;

/// A decided item that stands nowhere for certain in the text as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unplaced {
    /// `entity`, `quote` or `date`.
    pub kind: String,
    /// The item as it was, with the offsets of the text that it was made on.
    pub item: Value,
    /// The SHA-256 of that text's UTF-8, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// About where it would stand in the text as it is now: a code point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<usize>,
}

impl Unplaced {
    /// Its id.
    pub fn id(&self) -> ItemId {
        ItemId::new(
            self.item
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )
    }

    /// What names it among those that wait: `KIND/ID`.
    pub fn key(&self) -> ItemId {
        ItemId::new(format!("{}/{}", self.kind, self.id()))
    }

    /// Whether a key names it.
    pub fn is(&self, key: &ItemId) -> bool {
        let id = self.item.get("id").and_then(Value::as_str);
        key.as_str().split_once('/') == Some((&self.kind, id.unwrap_or_default()))
    }

    /// The cluster that it refers to: an entity's, that of a quote's speaker.
    pub fn cluster(&self) -> Option<ItemId> {
        let of = |value: &Value| Some(ItemId::new(value.get("cluster")?.as_str()?));
        of(&self.item).or_else(|| of(self.item.get("speaker")?))
    }
}

/// The spans of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spans {
    /// Names.
    pub entities: Vec<RecordedEntity>,
    /// Quotes.
    pub quotes: Vec<RecordedQuote>,
    /// Expressions of time.
    pub dates: Vec<RecordedDate>,
    /// Items that have no place already.
    pub unplaced: Vec<Unplaced>,
}

/// The text that spans were made on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Old<'a> {
    /// The SHA-256 of its UTF-8.
    pub sha256: &'a str,
    /// Its length in code points; none where that is not known.
    pub length: Option<usize>,
}

/// What became of the spans of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Decided ones that stand where they stood.
    pub kept: usize,
    /// Decided ones that stand elsewhere for certain.
    pub moved: usize,
    /// Decided ones that are in doubt.
    pub unplaced: usize,
    /// Undecided ones that stand somewhere for certain.
    pub found: usize,
    /// Undecided ones that do not.
    pub lost: usize,
}

/// Places the spans of a record in a text that is not the one they were made on.
///
/// A span is placed where the stretch of text that it lies in stands for certain: around a fixed
/// point, which is a span with its context that stood once in the old text and stands once in the
/// new one; or, with its whole context, between two stretches that moved equally far. All ranges of
/// an item have to be certain. Decided spans that are not become [`Spans::unplaced`]; undecided
/// ones are dropped: a machine can find them again.
///
/// `now` is the SHA-256 of the text. It takes one pass over the text, and one over what the record
/// knows of the old one, however many spans there are.
pub fn anchor(spans: Spans, old: Old<'_>, now: &str, at: Coordinates<'_>) -> (Spans, Tally) {
    let mut tally = Tally::default();
    let mut waiting = Vec::new();
    let mut returned = Spans::default();
    let mut spans = spans;
    let earlier = std::mem::take(&mut spans.unplaced);
    let marks = marks(&spans);
    let strange: Vec<Strange> = earlier.into_iter().map(Strange::new).collect();
    let others = strange.iter().filter_map(|strange| strange.mark.as_ref());
    let cores = marks.iter().chain(others).map(|mark| mark.core.as_str());
    let probes = Probes::look_for(cores, at.text);
    for strange in strange {
        // What was not placed before gets another chance.
        let back = match strange.unplaced.kind.as_str() {
            RecordedEntity::KIND => returns(&mut returned.entities, &strange, now, &probes, at),
            RecordedQuote::KIND => returns(&mut returned.quotes, &strange, now, &probes, at),
            RecordedDate::KIND => returns(&mut returned.dates, &strange, now, &probes, at),
            _ => None,
        };
        match back {
            Some(0) => tally.kept += 1,
            Some(_) => tally.moved += 1,
            None => {
                tally.unplaced += 1;
                waiting.push(strange.unplaced);
            }
        }
    }
    let fixed = fixed_points(&marks, &probes, at);
    let windows = windows(&spans);
    let mut placing = Placing {
        at,
        old,
        alignment: Alignment::new(fixed, &windows, old.length, at),
        unplaced: waiting,
        tally,
    };
    let mut placed = Spans {
        entities: placing.all(&spans.entities),
        quotes: placing.all(&spans.quotes),
        dates: placing.all(&spans.dates),
        unplaced: Vec::new(),
    };
    placed.entities.append(&mut returned.entities);
    placed.quotes.append(&mut returned.quotes);
    placed.dates.append(&mut returned.dates);
    let mut unplaced = placing.unplaced;
    name_apart(&mut unplaced);
    placed.unplaced = unplaced;
    (placed, placing.tally)
}

/// Notes on every item whether its words stand more than once with a little around them: then that
/// does not tell them from others when the text has changed.
pub fn note_repeated(
    entities: &mut [RecordedEntity],
    quotes: &mut [RecordedQuote],
    dates: &mut [RecordedDate],
    text: &str,
) {
    let all = entities
        .iter()
        .filter_map(Mark::of)
        .chain(quotes.iter().filter_map(Mark::of))
        .chain(dates.iter().filter_map(Mark::of));
    let all: Vec<String> = all.map(|mark| mark.core).collect();
    let probes = Probes::look_for(all.iter().map(String::as_str), text);
    drop(all);
    note_each(entities, &probes, text);
    note_each(quotes, &probes, text);
    note_each(dates, &probes, text);
}

fn note_each<T: Anchored>(items: &mut [T], probes: &Probes, text: &str) {
    for item in items {
        let core = Mark::of(item).map(|mark| mark.core);
        let repeated = core.is_some_and(|core| probes.once(&core, text).is_none());
        item.set_repeated(repeated);
    }
}

/// What is known of the text around an item's pieces: where it begins, a code point, and what it is.
fn windows_of<T: Anchored>(item: &T) -> impl Iterator<Item = (usize, String)> {
    parts_of(item).filter_map(|part| {
        let start = part.start.checked_sub(part.before.chars().count())?;
        Some((start, [part.before, part.words, part.after].concat()))
    })
}

/// What an item can be known by: that its words stand once with a little around them. More has to
/// be as it was: else a repeated passage would be known by the first letters of what happens to
/// follow it.
struct Mark {
    /// Where all that is known of it begins, a code point.
    start: usize,
    whole: String,
    /// Where in that the part begins that is to stand once, a byte.
    offset: usize,
    core: String,
}

impl Mark {
    fn of<T: Anchored>(item: &T) -> Option<Self> {
        let mut parts = parts_of(item);
        // Of an item in pieces it is not known what stands between them.
        let (Some(part), None) = (parts.next(), parts.next()) else {
            return None;
        };
        // At an end of the text there is less on one side, and more is taken of the other.
        let lacks = |side: &str| CORE.saturating_sub(side.chars().take(CORE).count());
        let before = CORE + lacks(part.after);
        let near = part.before.char_indices().rev().nth(before - 1);
        let offset = near.map_or(0, |(byte, _)| byte);
        let after = part.after.char_indices().nth(CORE + lacks(part.before));
        let after = span::until(part.after, after.map_or(part.after.len(), |(byte, _)| byte));
        let core = [span::from(part.before, offset), part.words, after].concat();
        (core.len() >= PROBE).then_some(())?;
        Some(Self {
            start: part.start.checked_sub(part.before.chars().count())?,
            whole: [part.before, part.words, part.after].concat(),
            offset,
            core,
        })
    }

    /// Where all of it stands, if its core stands once: how far on that is.
    fn stands(&self, probes: &Probes, at: Coordinates<'_>) -> Option<Run> {
        let byte = probes.once(&self.core, at.text)?.checked_sub(self.offset)?;
        let found = span::from(at.text, byte).starts_with(&self.whole);
        found.then_some(())?;
        let now = at.index.code_point_of(at.text, byte);
        let end = self.start + self.whole.chars().count();
        Some(Run::new(self.start, end, now as i64 - self.start as i64))
    }
}

/// A piece of an item, and what stands beside it.
struct Part<'a> {
    start: usize,
    words: &'a str,
    before: &'a str,
    after: &'a str,
}

fn parts_of<T: Anchored>(item: &T) -> impl Iterator<Item = Part<'_>> {
    let pieces = item.pieces();
    let (prefix, suffix) = item.context();
    let last = pieces.len().saturating_sub(1);
    let pieces = pieces.into_iter().enumerate();
    let parts = pieces.map(move |(at, (start, end, words))| {
        let part = Part {
            start,
            words,
            before: if at == 0 { prefix } else { "" },
            after: if at == last { suffix } else { "" },
        };
        (part, end)
    });
    parts.filter_map(|(part, end)| (part.start < end && !part.words.is_empty()).then_some(part))
}

/// The known parts of the old text.
fn windows(spans: &Spans) -> Vec<Window> {
    let entities = spans.entities.iter().flat_map(windows_of);
    let quotes = spans.quotes.iter().flat_map(windows_of);
    let dates = spans.dates.iter().flat_map(windows_of);
    let all = entities.chain(quotes).chain(dates);
    all.map(|(start, text)| Window::new(start, text)).collect()
}

/// What items that stood once can be known by.
fn marks(spans: &Spans) -> Vec<Mark> {
    fn single<T: Anchored>(items: &[T]) -> impl Iterator<Item = Mark> {
        let single = items.iter().filter(|item| !item.is_repeated());
        single.filter_map(Mark::of)
    }
    let all = single(&spans.entities).chain(single(&spans.quotes));
    all.chain(single(&spans.dates)).collect()
}

/// Those that stood once in the old text and stand once in the new one.
fn fixed_points(marks: &[Mark], probes: &Probes, at: Coordinates<'_>) -> Vec<Run> {
    // Records of older versions do not say what stood more than once; what they hold twice did.
    let mut twice: HashMap<&str, (usize, bool)> = HashMap::new();
    let place = |mark: &Mark| mark.start + span::until(&mark.whole, mark.offset).chars().count();
    for mark in marks {
        let start = place(mark);
        let seen = twice.entry(&mark.core).or_insert((start, false));
        seen.1 |= seen.0 != start;
    }
    let single = marks.iter().filter(|mark| {
        let seen = twice.get(mark.core.as_str());
        seen.is_some_and(|(_, twice)| !twice)
    });
    single.filter_map(|mark| mark.stands(probes, at)).collect()
}

/// An item that an earlier text had and a later one had not: its offsets are of neither.
struct Strange {
    unplaced: Unplaced,
    mark: Option<Mark>,
}

impl Strange {
    fn new(unplaced: Unplaced) -> Self {
        fn mark<T: Anchored>(item: &Value) -> Option<Mark> {
            let item = T::deserialize(item).ok()?;
            Mark::of(&item).filter(|_| !item.is_repeated())
        }
        let mark = match unplaced.kind.as_str() {
            RecordedEntity::KIND => mark::<RecordedEntity>(&unplaced.item),
            RecordedQuote::KIND => mark::<RecordedQuote>(&unplaced.item),
            RecordedDate::KIND => mark::<RecordedDate>(&unplaced.item),
            _ => None,
        };
        Self { unplaced, mark }
    }
}

/// Places an item that waits, and says how far on: where it stood, if the text is again the one that it was made on;
/// else where its words and all that stood around them stand once.
fn returns<T: Anchored>(
    items: &mut Vec<T>,
    strange: &Strange,
    now: &str,
    probes: &Probes,
    at: Coordinates<'_>,
) -> Option<i64> {
    let item = T::deserialize(&strange.unplaced.item).ok()?;
    let again = strange.unplaced.sha256.as_deref() == Some(now);
    let shift = if again {
        Some(0)
    } else {
        let stands = strange.mark.as_ref().and_then(|m| m.stands(probes, at));
        stands.map(|run| run.shift)
    };
    let shift = shift?;
    items.push(moved(&item, at, |_, _, _, _| Some(shift))?);
    Some(shift)
}

/// An item with every range moved as far as `shift` says of it; none where one has no place, does
/// not cover its words there, or the pieces would change their order.
fn moved<T: Anchored>(
    item: &T,
    at: Coordinates<'_>,
    shift: impl Fn(Role, usize, usize, Option<&str>) -> Option<i64>,
) -> Option<T> {
    let mut item = item.clone();
    let mut before = 0;
    for range in item.ranges() {
        let by = shift(range.role, *range.start, *range.end, range.text)?;
        let (start, end) = (shifted(*range.start, by)?, shifted(*range.end, by)?);
        let span = at.index.span_of_code_points(at.text, start, end)?;
        if range.text.is_some_and(|text| text != span.of(at.text)) {
            return None;
        }
        if range.role == Role::Own {
            if start < before {
                return None;
            }
            before = end;
        }
        (*range.start, *range.end) = (start, end);
    }
    item.leave_lost_original(at);
    Some(item)
}

/// Puts items where they stand for certain.
struct Placing<'a> {
    at: Coordinates<'a>,
    old: Old<'a>,
    alignment: Alignment,
    unplaced: Vec<Unplaced>,
    tally: Tally,
}

impl Placing<'_> {
    fn all<T: Anchored>(&mut self, items: &[T]) -> Vec<T> {
        items.iter().filter_map(|item| self.one(item)).collect()
    }

    fn one<T: Anchored>(&mut self, item: &T) -> Option<T> {
        let decided = item.is_decided();
        let start = item.pieces().first().map(|piece| piece.0);
        if let Some(placed) = self.place(item) {
            let stays = placed.pieces().first().map(|piece| piece.0) == start;
            self.tally.kept += usize::from(decided && stays);
            self.tally.moved += usize::from(decided && !stays);
            self.tally.found += usize::from(!decided);
            return Some(placed);
        }
        if !decided {
            self.tally.lost += 1;
            return None;
        }
        self.tally.unplaced += 1;
        self.unplaced.push(Unplaced {
            kind: T::KIND.to_owned(),
            item: serde_json::to_value(item).unwrap_or(Value::Null),
            sha256: Some(self.old.sha256.to_owned()).filter(|sha256| !sha256.is_empty()),
            near: start.map(|start| {
                let end = self.at.index.code_points();
                self.alignment.near(start).min(end)
            }),
        });
        None
    }

    fn place<T: Anchored>(&self, item: &T) -> Option<T> {
        let pieces = item.pieces();
        let certain = |start: usize, end: usize| self.alignment.shift_of(start, end);
        let between = |start: usize, end: usize| {
            let between = self.alignment.between(start, end);
            between.map(|between| between.shift)
        };
        // Between stretches an item is known by its words and all that stood around them.
        let whole = pieces.iter().all(|(_, _, words)| !words.is_empty())
            && windows_of(item).all(|(start, text)| self.stands_between(start, &text));
        // What stood before the first words of a text may be gone with what it began with.
        let at_head = |start: usize| {
            let mut known = windows_of(item).filter(|_| !item.is_repeated());
            let over = |(from, text): &(usize, String)| {
                (*from..from + text.chars().count()).contains(&start)
            };
            let (from, text) = known.find(over)?;
            self.alignment.at_head(start, (from, &text), self.at)
        };
        let of = |start: usize, end: usize| {
            certain(start, end)
                .or_else(|| between(start, end).filter(|_| whole))
                .or_else(|| at_head(start))
        };
        let shifts: Option<Vec<i64>> = pieces.iter().map(|(s, e, _)| of(*s, *e)).collect();
        let shifts = shifts.filter(|shifts| !shifts.is_empty())?;
        let piece_over = |start: usize, end: usize| {
            let over = |(s, e, _): &(usize, usize, &str)| *s <= start && end <= *e;
            pieces
                .iter()
                .position(over)
                .and_then(|at| shifts.get(at))
                .copied()
        };
        moved(item, self.at, |role, start, end, text| match role {
            Role::Own | Role::Inner => piece_over(start, end),
            Role::Beside => piece_over(start, end)
                .or_else(|| certain(start, end))
                .or_else(|| text.and_then(|_| between(start, end))),
            Role::Was => piece_over(start, end)
                .or_else(|| certain(start, end))
                .or_else(|| shifts.first().copied()),
        })
    }

    /// Whether a known part of the old text stands between two stretches, as far on as these, and
    /// nowhere else between them: of equal lines, one of which was moved, none is known.
    fn stands_between(&self, start: usize, text: &str) -> bool {
        let end = start + text.chars().count();
        let Some(between) = self.alignment.between(start, end) else {
            return false;
        };
        let now = shifted(start, between.shift)
            .and_then(|now| self.at.index.byte_of_code_point(self.at.text, now));
        now.is_some_and(|byte| span::from(self.at.text, byte).starts_with(text))
            && between.has_once(text, self.at)
    }
}

/// Gives every item that waits an id of its own among those that do.
fn name_apart(unplaced: &mut [Unplaced]) {
    let mut taken = HashSet::new();
    for unplaced in unplaced {
        let id = unplaced.id();
        let mut free = id.clone();
        let mut next = 2;
        while !taken.insert((unplaced.kind.clone(), free.clone())) {
            free = ItemId::new(format!("{id}-{next}"));
            next += 1;
        }
        if free != id
            && let Some(field) = unplaced.item.get_mut("id")
        {
            *field = Value::String(free.to_string());
        }
    }
}

#[cfg(test)]
mod tests;
