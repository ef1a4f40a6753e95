//! Asks for articles by what is known of them: `source:reuters after:2026-01 person:"Ana Ruiz" -flood`.
//!
//! Every part must hold; a `-` before one asks that it does not. What a part asks is compared by its
//! folded letters: case and diacritics make no difference. Parts on an article's head and on the work
//! on it can be answered at once; those on what was found in it, or on its text, once it was read.
//!
//! | part | holds for articles |
//! |---|---|
//! | `source:reuters` | whose source has these letters |
//! | `after:2026-01` | of that day, month or year, or later ones |
//! | `before:2026-01-15` | of earlier days |
//! | `on:2026-01` | of that day, month or year |
//! | `status:reviewed` | with this status: `new`, `in_progress`, `reviewed`, `skipped` |
//! | `unreviewed` | neither reviewed nor skipped |
//! | `tag:war` | with a tag of which this is the beginning |
//! | `person:ruiz` | in which a person of this name was found; so `org:`, `place:`, `entity:` for all |
//! | `label:PRODUCT` | in which something with this label was found |
//! | `said:ruiz` | that quote a speaker of this name; also `quote-by:` |
//! | `text:flood` | whose text has these words; `text:/flood(ed)?/` is a pattern |
//! | `has:note` | with a note; also open (suggestions), tag, date, source, entity, quote |
//! | `flood` | whose title has these letters in this order, side by side or nearly so |
//! | `"the flood"` | whose title has exactly these letters |
//!
//! Dates are `2026`, `2026-01`, `2026-01-15`, `today`, `yesterday`, or as long ago as `7d`, `2w`, `3m`, `1y`.

mod complete;
mod parse;

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

pub use complete::{Completion, Values, candidates};

use super::fuzzy;
use super::scan::Needle;
use super::work::Work;
use crate::annotation::Status;
use crate::corpus::Row;
use crate::text::fold::fold;

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadQuery {
    /// Where, in characters from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl fmt::Display for BadQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.what)
    }
}

impl std::error::Error for BadQuery {}

/// Something that is known of an article without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Has {
    Note,
    Open,
    Tag,
    Date,
    Source,
}

/// A part of a query; texts in it are folded.
#[derive(Clone, Debug)]
enum Part {
    Source(String),
    /// Not before the first of these days, and before the second.
    Days(Option<NaiveDate>, Option<NaiveDate>),
    Status(Status),
    Unreviewed,
    Tag(String),
    Has(Has),
    Title(String),
    /// What takes reading the article: its number among those asked.
    Found(usize),
    /// The same for texts.
    Text(usize),
}

/// Something that was found in articles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    /// An entity with this folded text in its form or name, of one of these labels; of any where
    /// there is none.
    Named(String, &'static [&'static str]),
    /// An item with this label, in capitals.
    Labelled(String),
    /// A quote of a speaker with this folded text in the name.
    Said(String),
    /// Any entity.
    Entity,
    /// Any quote.
    Quote,
}

impl Found {
    /// Whether a word (a name, a form, a label) is what is asked for.
    pub fn is_word(&self, word: &str) -> bool {
        match self {
            Self::Named(key, _) | Self::Said(key) => has(word, key),
            Self::Labelled(label) => word.eq_ignore_ascii_case(label),
            Self::Entity | Self::Quote => false,
        }
    }
}

/// A query, read.
#[derive(Clone, Debug)]
pub struct Query {
    /// Each part, and whether it must not hold.
    parts: Vec<(bool, Part)>,
    words: fuzzy::Query,
    /// The free words, folded.
    typed: String,
    found: Vec<Found>,
    texts: Vec<Needle>,
}

/// What is known of an article.
pub trait Facts {
    /// Its row in the list.
    fn row(&self) -> Row<'_>;
    /// The work on it.
    fn work(&self) -> &Work;
    /// Whether number `asked` of [`Query::found`] was found in it; none while it was not read.
    fn found(&self, asked: usize) -> Option<bool>;
    /// Whether number `asked` of [`Query::texts`] is in its text; none while that was not searched.
    fn text(&self, asked: usize) -> Option<bool>;
}

impl Query {
    /// Reads a query; `today` is what relative dates count from.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(typed: &str, today: NaiveDate) -> Result<Self, BadQuery> {
        match parse::parse(typed, today) {
            (_, Some(wrong)) => Err(wrong),
            (query, None) => Ok(query),
        }
    }

    /// Reads a query that is still being typed: what is wrong in it asks nothing; the first such
    /// thing is told.
    pub fn parse_rest(typed: &str, today: NaiveDate) -> (Self, Option<BadQuery>) {
        parse::parse(typed, today)
    }

    /// Whether it asks nothing, and so every article answers it.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.words.is_empty()
    }

    /// Whether it asks for titles by free words alone.
    pub fn is_words(&self) -> bool {
        self.parts.is_empty()
    }

    /// The free words, by which titles are ranked.
    pub fn words(&self) -> &fuzzy::Query {
        &self.words
    }

    /// What it asks of what was found in articles.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// What it asks of their texts.
    pub fn texts(&self) -> &[Needle] {
        &self.texts
    }

    /// Whether it asks what can change while the program works on articles.
    pub fn asks_for_work(&self) -> bool {
        self.parts.iter().any(|(_, part)| {
            matches!(
                part,
                Part::Status(_) | Part::Unreviewed | Part::Tag(_) | Part::Has(_)
            )
        })
    }

    /// Whether its parts hold for an article, but for the free words; none where that is not known
    /// before the article was read.
    pub fn holds(&self, facts: &impl Facts) -> Option<bool> {
        let mut known = true;
        for (negated, part) in &self.parts {
            match part.holds(facts) {
                Some(holds) if holds == *negated => return Some(false),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(true)
    }

    /// Whether every article that answers this query answers `wider`, as far as that is easily seen.
    pub fn narrows(&self, wider: &Self) -> bool {
        self.parts.is_empty() && wider.parts.is_empty() && {
            let (own, other) = (self.typed.split(' '), wider.typed.split(' '));
            let (own, other): (Vec<&str>, Vec<&str>) = (own.collect(), other.collect());
            own.len() >= other.len()
                && own
                    .iter()
                    .zip(&other)
                    .all(|(own, other)| own.starts_with(other))
        }
    }
}

impl Part {
    fn holds(&self, facts: &impl Facts) -> Option<bool> {
        Some(match self {
            Self::Source(source) => facts.row().source.is_some_and(|own| has(own, source)),
            Self::Days(from, before) => facts.row().date.is_some_and(|day| {
                from.is_none_or(|from| day >= from) && before.is_none_or(|before| day < before)
            }),
            Self::Status(status) => facts.work().status == *status,
            Self::Unreviewed => matches!(facts.work().status, Status::New | Status::InProgress),
            Self::Tag(tag) => {
                let mut tags = facts.work().tags.iter();
                tags.any(|own| fold(own).starts_with(tag))
            }
            Self::Has(what) => return facts.has(*what),
            Self::Title(words) => has(facts.row().title, words),
            Self::Found(asked) => return facts.found(*asked),
            Self::Text(asked) => return facts.text(*asked),
        })
    }
}

/// What can be told of an article at once.
trait Known {
    fn has(&self, what: Has) -> Option<bool>;
}

impl<F: Facts> Known for F {
    fn has(&self, what: Has) -> Option<bool> {
        Some(match what {
            Has::Note => self.work().noted,
            // While it was not counted, nobody knows.
            Has::Open => return self.work().open.map(|open| open > 0),
            Has::Tag => !self.work().tags.is_empty(),
            Has::Date => self.row().date.is_some(),
            Has::Source => self.row().source.is_some(),
        })
    }
}

/// Whether a text has the folded letters `key` in it.
pub fn has(text: &str, key: &str) -> bool {
    if !text.is_ascii() {
        return fold(text).contains(key);
    }
    // As fold() would have it, without making a copy.
    let (text, key) = (text.as_bytes(), key.as_bytes());
    let Some(first) = key.first() else {
        return true;
    };
    memchr::memchr2_iter(*first, first.to_ascii_uppercase(), text).any(|at| {
        text.get(at..at + key.len())
            .is_some_and(|own| own.eq_ignore_ascii_case(key))
    })
}

/// What the labels are called that a field asks for.
pub(super) const PERSON: &[&str] = &["PERSON", "PER"];
pub(super) const ORG: &[&str] = &["ORG"];
pub(super) const PLACE: &[&str] = &["LOC", "GPE", "FAC", "PLACE"];

/// A field of queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Source,
    After,
    Before,
    On,
    Status,
    Tag,
    Person,
    Org,
    Place,
    Entity,
    Label,
    Said,
    Text,
    Has,
}

/// Every field by its names, the one to show first.
pub(super) const FIELDS: &[(&str, Field)] = &[
    ("source", Field::Source),
    ("after", Field::After),
    ("before", Field::Before),
    ("on", Field::On),
    ("status", Field::Status),
    ("tag", Field::Tag),
    ("person", Field::Person),
    ("org", Field::Org),
    ("place", Field::Place),
    ("entity", Field::Entity),
    ("label", Field::Label),
    ("said", Field::Said),
    ("quote-by", Field::Said),
    ("text", Field::Text),
    ("has", Field::Has),
];

/// What `has:` asks for.
pub(super) const HAS: &[&str] = &["note", "open", "tag", "date", "source", "entity", "quote"];

/// The word that asks for what is neither reviewed nor skipped.
pub(super) const UNREVIEWED: &str = "unreviewed";

/// The values of a field among what is known, without repetition, in order.
pub(super) fn sorted<'v>(values: impl IntoIterator<Item = &'v str>) -> Vec<String> {
    let unique: BTreeSet<&str> = values.into_iter().collect();
    unique.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
