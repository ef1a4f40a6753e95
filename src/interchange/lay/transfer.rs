//! From the text that a file has to that of the article.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::super::draft::DraftToken;
use super::{Told, date_id, entity_id, quote_id};
use crate::annotation::anchor::{Old, Spans, anchor, note_repeated};
use crate::annotation::edit::quoted_runs;
use crate::annotation::wire::Coordinates;
use crate::annotation::{Annotations, ItemId, Said};
use crate::article::hex_sha256;
use crate::interchange::Fault;
use crate::span::{OffsetIndex, Span};
use crate::text::display::is_obeyed;

/// Whether a character is one that every tool keeps: no white space, no control character, nothing
/// that some put in the place of these.
pub fn is_visible(c: char) -> bool {
    let shapes = matches!(
        c,
        '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    );
    !c.is_whitespace() && !is_obeyed(c) && !shapes && c != '\u{fffd}'
}

/// What texts have in common that differ in white space and invisible characters alone.
pub fn essence(texts: impl IntoIterator<Item = impl AsRef<str>>) -> [u8; 32] {
    let mut essence = Essence::default();
    for text in texts {
        essence.add(text.as_ref());
    }
    essence.finish()
}

/// The same of a text that comes in parts.
#[derive(Clone, Debug, Default)]
pub struct Essence(Sha256);

impl Essence {
    /// Adds what comes next.
    pub fn add(&mut self, text: &str) {
        let mut bytes = [0; 4];
        let mut run = Vec::with_capacity(text.len().min(4096));
        for c in text.chars().filter(|c| is_visible(*c)) {
            run.extend_from_slice(c.encode_utf8(&mut bytes).as_bytes());
            if run.len() >= 4096 {
                self.0.update(&run);
                run.clear();
            }
        }
        self.0.update(&run);
    }

    /// The hash of all of it.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The essence of a text that only its tokens are known of.
impl AsRef<str> for DraftToken {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Moves annotations of one text to another: where the two differ in white space alone they stand
/// around the same characters; else only what stands somewhere for certain is moved. What is not is
/// left out, and told.
pub fn transfer(annotations: Annotations, from: &str, to: &str) -> (Annotations, Vec<Told>) {
    if from == to {
        return (annotations, Vec::new());
    }
    if essence([from]) == essence([to]) {
        return respaced(annotations, from, to);
    }
    anchored(&annotations, from, to)
}

fn told(id: &str, reason: &str) -> Told {
    (0, Fault::new(id, reason))
}

/// All spans of annotations.
fn spans(annotations: &mut Annotations) -> impl Iterator<Item = &mut Span> {
    let entities = annotations.entities.iter_mut().flat_map(|e| {
        let was = e.was.as_mut().map(|was| &mut was.0);
        std::iter::once(&mut e.span).chain(was)
    });
    let dates = annotations.dates.iter_mut().flat_map(|d| {
        let was = d.was.as_mut().map(|was| &mut was.0);
        std::iter::once(&mut d.span).chain(was)
    });
    let quotes = annotations.quotes.iter_mut().flat_map(|q| {
        let was = q.was.as_deref_mut().into_iter().flat_map(spans_of);
        spans_of(&mut q.said).chain(was)
    });
    entities.chain(dates).chain(quotes)
}

fn spans_of(said: &mut Said) -> impl Iterator<Item = &mut Span> {
    let speaker = said.speaker.as_mut().and_then(|s| s.span.as_mut());
    let content = said.content.iter_mut().chain(said.quoted.iter_mut());
    content.chain(said.cue.as_mut()).chain(speaker)
}

/// What stands for a span that covers nothing visible.
const NOWHERE: Span = Span::new(0, 0);

/// Moves spans between texts with the same visible characters.
fn respaced(mut annotations: Annotations, from: &str, to: &str) -> (Annotations, Vec<Told>) {
    let mut ends: Vec<usize> = Vec::new();
    for span in spans(&mut annotations) {
        ends.extend([span.start, span.end]);
    }
    let counted = visible_before(from, ends);
    // The first and the last visible character of every span, by their numbers.
    let mut numbers: Vec<usize> = Vec::with_capacity(counted.len() * 2);
    for before in counted.values() {
        numbers.extend([*before, before.saturating_sub(1)]);
    }
    let places = visible_places(to, numbers);
    for span in spans(&mut annotations) {
        let number = |byte: usize| counted.get(&byte).copied().unwrap_or_default();
        let (first, past) = (number(span.start), number(span.end));
        let place = |number: usize| places.get(&number).copied();
        *span = match (place(first), past.checked_sub(1).and_then(place)) {
            (Some(start), Some(end)) if first < past => start.union(end),
            _ => NOWHERE,
        };
    }
    let mut faults = Vec::new();
    let blank = "covers no visible character, and the article's white space is another";
    let mut is_there = |id: &str, spans: &[Span]| {
        let there = !spans.contains(&NOWHERE);
        if !there {
            faults.push(told(id, blank));
        }
        there
    };
    annotations.entities.retain_mut(|e| {
        e.was.take_if(|was| was.0 == NOWHERE);
        is_there(e.id.as_str(), &[e.span])
    });
    annotations.dates.retain_mut(|d| {
        d.was.take_if(|was| was.0 == NOWHERE);
        is_there(d.id.as_str(), &[d.span])
    });
    annotations.quotes.retain_mut(|q| {
        q.was.take_if(|was| was.content.contains(&NOWHERE));
        for said in std::iter::once(&mut q.said).chain(q.was.as_deref_mut()) {
            said.cue.take_if(|cue| *cue == NOWHERE);
            if let Some(speaker) = &mut said.speaker {
                speaker.span.take_if(|span| *span == NOWHERE);
            }
            if said.quoted.contains(&NOWHERE) {
                said.quoted = quoted_runs(to, &said.content).1;
            }
        }
        is_there(q.id.as_str(), &q.said.content)
    });
    rename(&mut annotations, to);
    annotations.sort();
    (annotations, faults)
}

/// Gives items whose ids were made from their places the ids of their new ones.
fn rename(annotations: &mut Annotations, to: &str) {
    let index = OffsetIndex::new(to);
    let at = Coordinates {
        text: to,
        index: &index,
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_made = |id: &str, kind: char| {
        let mut parts = id.strip_prefix(kind).unwrap_or_default().splitn(3, '-');
        parts.next().is_some_and(is_number) && parts.next().is_some_and(is_number)
    };
    for entity in annotations.entities.iter_mut() {
        if is_made(entity.id.as_str(), 'e') {
            entity.id = entity_id(at, entity.span, &entity.label);
        }
    }
    for quote in annotations.quotes.iter_mut() {
        if is_made(quote.id.as_str(), 'q') {
            quote.id = quote_id(at, quote.extent());
        }
    }
    for date in annotations.dates.iter_mut() {
        if is_made(date.id.as_str(), 'd') {
            date.id = date_id(at, date.span);
        }
    }
}

/// How many visible characters stand before each of the bytes.
fn visible_before(text: &str, mut bytes: Vec<usize>) -> HashMap<usize, usize> {
    bytes.sort_unstable();
    bytes.dedup();
    let mut wanted = bytes.into_iter().peekable();
    let mut found = HashMap::new();
    let mut count = 0;
    for (i, c) in text.char_indices() {
        while let Some(byte) = wanted.next_if(|byte| *byte <= i) {
            found.insert(byte, count);
        }
        count += usize::from(is_visible(c));
    }
    found.extend(wanted.map(|byte| (byte, count)));
    found
}

/// Where the visible characters of these numbers stand.
fn visible_places(text: &str, mut numbers: Vec<usize>) -> HashMap<usize, Span> {
    numbers.sort_unstable();
    numbers.dedup();
    let mut wanted = numbers.into_iter().peekable();
    let visible = text.char_indices().filter(|(_, c)| is_visible(*c));
    let mut found = HashMap::new();
    for (number, (i, c)) in visible.enumerate() {
        if wanted.next_if_eq(&number).is_some() {
            found.insert(number, Span::new(i, i + c.len_utf8()));
        }
    }
    found
}

/// Moves to a text that is another one what stands somewhere in it for certain.
fn anchored(annotations: &Annotations, from: &str, to: &str) -> (Annotations, Vec<Told>) {
    let (old, new) = (OffsetIndex::new(from), OffsetIndex::new(to));
    let was = Coordinates {
        text: from,
        index: &old,
    };
    let at = Coordinates {
        text: to,
        index: &new,
    };
    let clusters = &annotations.clusters;
    let quotes = annotations.quotes.iter();
    let mut spans = Spans {
        entities: annotations.entities.iter().map(|e| was.entity(e)).collect(),
        quotes: quotes.map(|q| was.quote(q, clusters)).collect(),
        dates: annotations.dates.iter().map(|d| was.date(d)).collect(),
        unplaced: Vec::new(),
    };
    note_repeated(
        &mut spans.entities,
        &mut spans.quotes,
        &mut spans.dates,
        from,
    );
    let text = Old {
        sha256: &hex_sha256(from.as_bytes()),
        length: Some(old.code_points()),
    };
    let (placed, _) = anchor(spans, text, &hex_sha256(to.as_bytes()), at);
    let entities = placed.entities.into_iter();
    let quotes = placed.quotes.into_iter();
    let dates = placed.dates.into_iter();
    let mut moved = Annotations {
        entities: entities.filter_map(|e| at.read_entity(e).ok()).collect(),
        quotes: quotes.filter_map(|q| at.read_quote(q).ok()).collect(),
        dates: dates.filter_map(|d| at.read_date(d).ok()).collect(),
        ..annotations.clone()
    };
    let doubtful = "stands nowhere for certain: the article's text is another";
    let mut faults = Vec::new();
    let mut miss = |id: &str, there: bool| {
        if !there {
            faults.push(told(id, doubtful));
        }
    };
    let kept: HashSet<ItemId> = moved
        .entities
        .iter()
        .map(|e| &e.id)
        .chain(moved.quotes.iter().map(|q| &q.id))
        .chain(moved.dates.iter().map(|d| &d.id))
        .cloned()
        .collect();
    for entity in &annotations.entities {
        miss(entity.id.as_str(), kept.contains(&entity.id));
    }
    for quote in &annotations.quotes {
        miss(quote.id.as_str(), kept.contains(&quote.id));
    }
    for date in &annotations.dates {
        miss(date.id.as_str(), kept.contains(&date.id));
    }
    rename(&mut moved, to);
    moved.sort();
    (moved, faults)
}
