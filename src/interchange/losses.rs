//! What a format cannot carry: counted, with examples, and told.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::document::Document;
use crate::annotation::ItemId;

/// How many articles and items of each loss are named.
const EXAMPLES: usize = 5;

/// What something was lost of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The article itself: its note, its tags, its text.
    Article,
    /// Names.
    Entities,
    /// Quotes.
    Quotes,
    /// Expressions of time.
    Dates,
    /// The people and things that names name.
    Clusters,
}

impl Part {
    fn of(self, count: u64) -> &'static str {
        match (self, count) {
            (Self::Article, 1) => "article",
            (Self::Article, _) => "articles",
            (Self::Entities, 1) => "entity",
            (Self::Entities, _) => "entities",
            (Self::Quotes, 1) => "quote",
            (Self::Quotes, _) => "quotes",
            (Self::Dates, 1) => "date",
            (Self::Dates, _) => "dates",
            (Self::Clusters, 1) => "cluster",
            (Self::Clusters, _) => "clusters",
        }
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is not in the export.
    Dropped,
    /// It is there without something: a note, a link.
    Without,
    /// One became several.
    Split,
    /// It covers more than it did.
    Widened,
    /// It covers less than it did.
    Narrowed,
    /// Something else stands in its place.
    Replaced,
}

impl Fate {
    fn word(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Without => "handed on incomplete",
            Self::Split => "split",
            Self::Widened => "widened",
            Self::Narrowed => "narrowed",
            Self::Replaced => "replaced",
        }
    }
}

/// Everything that a format could not carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    found: BTreeMap<(Part, Fate, &'static str), Found>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Found {
    count: u64,
    examples: Vec<Example>,
}

/// Where something was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The article.
    pub article: String,
    /// The item in it; none where the article itself is meant.
    pub item: Option<String>,
}

/// A kind of loss, for the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// Of what.
    pub part: Part,
    /// What became of it.
    pub fate: Fate,
    /// Why: what the format has no place for.
    pub why: &'static str,
    /// How many.
    pub count: u64,
    /// The first few.
    pub examples: Vec<Example>,
}

impl Losses {
    /// Notes that something could not be carried; `why` says what the format has no place for, to be
    /// read after “2 quotes dropped: ” (`overlaps a longer span`).
    pub fn note(
        &mut self,
        document: &Document<'_>,
        part: Part,
        item: Option<&ItemId>,
        fate: Fate,
        why: &'static str,
    ) {
        let found = self.found.entry((part, fate, why)).or_default();
        found.count += 1;
        if found.examples.len() < EXAMPLES {
            found.examples.push(Example {
                article: document.article.id.as_str().to_owned(),
                item: item.map(|id| id.as_str().to_owned()),
            });
        }
    }

    /// Notes what only dateline's own JSON carries: decided items whose place in the
    /// changed text is in doubt, and fields that this version does not know.
    pub fn note_own(&mut self, document: &Document<'_>) {
        /// Why these are not carried.
        const NOWHERE: &str = "their place in the changed text is in doubt";
        const UNKNOWN: &str = "fields that this version does not know";
        let annotations = document.annotations;
        for unplaced in &annotations.unplaced {
            let part = match unplaced.kind.as_str() {
                "quote" => Part::Quotes,
                "date" => Part::Dates,
                _ => Part::Entities,
            };
            self.note(document, part, Some(&unplaced.id()), Fate::Dropped, NOWHERE);
        }
        if !annotations.extra.is_empty() {
            self.note(document, Part::Article, None, Fate::Without, UNKNOWN);
        }
        let entities = annotations.entities.iter();
        let entities = entities.map(|e| (Part::Entities, &e.id, &e.review));
        let quotes = annotations.quotes.iter();
        let quotes = quotes.map(|q| (Part::Quotes, &q.id, &q.review));
        let dates = annotations.dates.iter();
        let dates = dates.map(|d| (Part::Dates, &d.id, &d.review));
        let clusters = annotations.clusters.iter();
        let clusters = clusters.map(|c| (Part::Clusters, &c.id, &c.review));
        let items = entities.chain(quotes).chain(dates).chain(clusters);
        for (part, id, _) in items.filter(|(_, _, review)| !review.extra.is_empty()) {
            self.note(document, part, Some(id), Fate::Without, UNKNOWN);
        }
    }

    /// Whether everything was carried.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Each kind of loss.
    pub fn list(&self) -> Vec<Loss> {
        let all = self.found.iter();
        all.map(|((part, fate, why), found)| Loss {
            part: *part,
            fate: *fate,
            why,
            count: found.count,
            examples: found.examples.clone(),
        })
        .collect()
    }
}

impl fmt::Display for Loss {
    /// `3 entities dropped: overlap a longer one (first in seed.txt)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            part,
            fate,
            why,
            count,
            examples,
        } = self;
        write!(f, "{count} {} {}: {why}", part.of(*count), fate.word())?;
        match examples.first() {
            Some(first) => write!(f, " (first in {})", first.article),
            None => Ok(()),
        }
    }
}
