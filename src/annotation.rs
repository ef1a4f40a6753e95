//! One analyst's judgement of one article, laid over what was suggested.
//!
//! [`Annotations`] holds every suggestion with its [`Verdict`] and everything the analyst added.
//! It changes only by [`edit::Change`]s, which can be inverted: undo is the inverse applied,
//! saving is appending the change, exporting is reading the result.

pub mod anchor;
pub mod check;
pub mod edit;
pub mod history;
mod items;
pub mod layer;
#[cfg(test)]
pub mod markup;
mod order;
mod place;
pub mod registry;
pub mod wire;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::extract::{Label, QuoteKind};
use crate::span::Span;
use anchor::Unplaced;
pub use items::{Items, Ordered};
pub use order::Listed;

/// The name of an entity, quote, date or cluster inside its record; it never changes.
///
/// A machine's id is made from kind, range and label, so that every run gives the same;
/// a person's is a UUID of version 7.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(Arc<str>);

impl ItemId {
    /// Wraps an id as it was read or made.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A moment, written as RFC 3339.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub DateTime<FixedOffset>);

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(text).map(Self)
    }
}

/// What a person decided about a suggestion.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nobody looked at it yet.
    #[default]
    Unreviewed,
    /// It was right.
    Accepted,
    /// It was there, but its range, label, speaker or the like was changed.
    Corrected,
    /// It was wrong; it is remembered so that no later run brings it back.
    Rejected,
    /// A person made it.
    Added,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Unreviewed,
        Self::Accepted,
        Self::Corrected,
        Self::Rejected,
        Self::Added,
    ];

    /// Whether the item is part of what the analyst says about the article.
    pub fn stands(self) -> bool {
        matches!(self, Self::Accepted | Self::Corrected | Self::Added)
    }

    /// The name used in files and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreviewed => "unreviewed",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
            Self::Added => "added",
        }
    }
}

impl std::str::FromStr for Verdict {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::as_str);
                format!("no verdict '{name}'; use one of {}", names.join(", "))
            })
    }
}

/// How far the work on an article is.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing was decided yet.
    #[default]
    New,
    /// Something was decided.
    InProgress,
    /// The analyst is done with it.
    Reviewed,
    /// The analyst will not annotate it.
    Skipped,
}

impl Status {
    /// All of them, in the order of work.
    pub const ALL: [Self; 4] = [Self::New, Self::InProgress, Self::Reviewed, Self::Skipped];

    /// The name used in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::Reviewed => "reviewed",
            Self::Skipped => "skipped",
        }
    }
}

impl std::str::FromStr for Status {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == name.replace('-', "_"))
            .ok_or_else(|| format!("no status '{name}'; use new, in_progress, reviewed or skipped"))
    }
}

/// What every item carries beside what it says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    /// Who made it: a model and its version, `import …`, or the annotator.
    pub origin: Arc<str>,
    /// What was decided about it.
    pub verdict: Verdict,
    /// Free tags.
    pub tags: Vec<String>,
    /// A free note.
    pub note: Option<String>,
    /// An external identifier (Wikidata or any other).
    pub link: Option<String>,
    /// When it was last changed; none while nobody touched it.
    pub updated: Option<Timestamp>,
    /// Fields of the file that this version does not know; they survive a round trip.
    pub extra: Map<String, Value>,
}

/// What stands before the name of the file that an item was imported from, in its [`Review::origin`].
pub const IMPORT: &str = "import ";

impl Review {
    /// Whether nobody said anything about the item, and no other machine's run takes its place: it
    /// was not imported.
    pub(crate) fn is_replaceable(&self) -> bool {
        self.verdict == Verdict::Unreviewed
            && self.updated.is_none()
            && !self.origin.starts_with(IMPORT)
    }
}

/// A name in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its id.
    pub id: ItemId,
    /// Where it stands.
    pub span: Span,
    /// What kind of thing it names.
    pub label: Label,
    /// The machine's confidence; none for what a person made.
    pub score: Option<f32>,
    /// The cluster it belongs to.
    pub cluster: Option<ItemId>,
    /// The machine's original range and label, where a person changed them.
    pub was: Option<(Span, Label)>,
    /// Verdict, tags, note.
    pub review: Review,
}

/// Who speaks in a quotation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The words that name the speaker there.
    pub span: Option<Span>,
    /// The person or organisation.
    pub cluster: Option<ItemId>,
    /// The name where no cluster gives it.
    pub name: Option<String>,
}

/// What a quotation says, apart from what was decided about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// The pieces of its content, in order.
    pub content: Vec<Span>,
    /// The runs inside quote marks.
    pub quoted: Vec<Span>,
    /// The words that attribute it.
    pub cue: Option<Span>,
    /// Who says it.
    pub speaker: Option<Speaker>,
    /// Whether the cue is negated.
    pub negated: bool,
}

/// Something said.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// Its id.
    pub id: ItemId,
    /// Content, cue and speaker.
    pub said: Said,
    /// The machine's confidence; none for what a person made.
    pub score: Option<f32>,
    /// The machine's original, where a person changed it.
    pub was: Option<Box<Said>>,
    /// Verdict, tags, note.
    pub review: Review,
}

impl Quotation {
    /// The bytes from the first piece's start to the last piece's end.
    pub fn extent(&self) -> Span {
        self.said.extent()
    }
}

/// An expression of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated {
    /// Its id.
    pub id: ItemId,
    /// Where it stands.
    pub span: Span,
    /// Its ISO 8601 value.
    pub value: Option<String>,
    /// The machine's original range and value, where a person changed them.
    pub was: Option<(Span, Option<String>)>,
    /// Verdict, tags, note.
    pub review: Review,
}

/// One person or thing, which entities and speakers refer to.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Its id.
    pub id: ItemId,
    /// What kind of thing it is.
    pub label: Label,
    /// Its fullest name.
    pub name: String,
    /// Its other names in the article.
    pub aliases: Vec<String>,
    /// The key of the same party across articles.
    pub key: Option<String>,
    /// The machine's original label and name, where a person changed them.
    pub was: Option<(Label, String)>,
    /// Verdict, tags, note.
    pub review: Review,
}

/// All that is known and decided about one article.
///
/// Entities, quotes and dates are kept in the order of the text, clusters in the order of
/// their ids' making, so that equal annotations are equal files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    /// How far the work on the article is.
    pub status: Status,
    /// Free tags of the article.
    pub tags: Vec<String>,
    /// A free note on the article.
    pub note: Option<String>,
    /// When anything was last decided; none where nothing was, and then there is no record.
    pub updated: Option<Timestamp>,
    /// The model whose suggestions these are.
    pub model: Arc<str>,
    /// Names.
    pub entities: Items<Entity>,
    /// Quotes.
    pub quotes: Items<Quotation>,
    /// Expressions of time.
    pub dates: Items<Dated>,
    /// Who and what is named.
    pub clusters: Items<Party>,
    /// Fields of the record that this version does not know; they survive a round trip.
    pub extra: Map<String, Value>,
    /// Decided items that stand nowhere for certain in the text as it is now.
    pub unplaced: Vec<Unplaced>,
}

/// Points at one item of an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemRef {
    /// An entity.
    Entity(ItemId),
    /// A quote.
    Quote(ItemId),
    /// An expression of time.
    Date(ItemId),
    /// A cluster.
    Cluster(ItemId),
}

impl ItemRef {
    /// Its id.
    pub fn id(&self) -> &ItemId {
        let (Self::Entity(id) | Self::Quote(id) | Self::Date(id) | Self::Cluster(id)) = self;
        id
    }
}

impl Annotations {
    /// The entity of this id.
    pub fn entity(&self, id: &ItemId) -> Option<&Entity> {
        self.entities.get(self.entity_at(id)?)
    }

    /// The quote of this id.
    pub fn quote(&self, id: &ItemId) -> Option<&Quotation> {
        self.quotes.get(self.quote_at(id)?)
    }

    /// The expression of time of this id.
    pub fn date(&self, id: &ItemId) -> Option<&Dated> {
        self.dates.get(self.date_at(id)?)
    }

    /// The cluster of this id.
    pub fn cluster(&self, id: &ItemId) -> Option<&Party> {
        self.clusters.get(self.cluster_at(id)?)
    }

    /// What was decided about an item, and what it carries.
    pub fn review(&self, item: &ItemRef) -> Option<&Review> {
        match item {
            ItemRef::Entity(id) => self.entity(id).map(|e| &e.review),
            ItemRef::Quote(id) => self.quote(id).map(|q| &q.review),
            ItemRef::Date(id) => self.date(id).map(|d| &d.review),
            ItemRef::Cluster(id) => self.cluster(id).map(|c| &c.review),
        }
    }

    /// Where an item stands in the text; none for a cluster.
    pub fn span(&self, item: &ItemRef) -> Option<Span> {
        match item {
            ItemRef::Entity(id) => self.entity(id).map(|e| e.span),
            ItemRef::Quote(id) => self.quote(id).map(Quotation::extent),
            ItemRef::Date(id) => self.date(id).map(|d| d.span),
            ItemRef::Cluster(_) => None,
        }
    }

    /// The cluster that an item belongs to: an entity's, that of a quote's speaker.
    pub fn cluster_of<'a>(&'a self, item: &'a ItemRef) -> Option<&'a ItemId> {
        match item {
            ItemRef::Entity(id) => self.entity(id)?.cluster.as_ref(),
            ItemRef::Quote(id) => self.quote(id)?.said.speaker.as_ref()?.cluster.as_ref(),
            ItemRef::Cluster(id) => Some(id),
            ItemRef::Date(_) => None,
        }
    }

    /// The name of a quote's speaker: the cluster's, else its own, else the words of its span.
    pub fn speaker_name<'a>(&'a self, speaker: &'a Speaker, text: &'a str) -> Option<&'a str> {
        speaker
            .cluster
            .as_ref()
            .and_then(|id| self.cluster(id))
            .map(|party| party.name.as_str())
            .or(speaker.name.as_deref())
            .or_else(|| speaker.span.map(|span| span.of(text)))
    }

    /// The name of a quote's speaker behind the pronoun that stands for it: `he = David Williams`.
    pub fn told_speaker(&self, speaker: &Speaker, text: &str) -> Option<String> {
        let name = self.speaker_name(speaker, text)?;
        let words = speaker.span.map(|span| span.of(text));
        Some(match words.filter(|words| check::is_pronoun(words)) {
            Some(pronoun) if pronoun == name => format!("{pronoun} = ?"),
            Some(pronoun) => format!("{pronoun} = {name}"),
            None => name.to_owned(),
        })
    }
}
