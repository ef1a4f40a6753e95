//! The JSON of entities, quotes, dates and clusters: offsets in code points, every span with its text.
//!
//! Records, journal lines, suggestions and exports all hold these shapes; nothing else in the
//! program converts between bytes and code points.

mod change;
mod known;
mod read;
mod unknown;
mod write;

pub(super) use change::Put;
pub use change::{BadChange, Change};
pub use known::KnownJson;
pub use read::{read_cluster, timestamp};
pub use write::{bare_cluster, decimal};

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ItemId, Items, Party, Verdict};
use crate::extract::QuoteKind;
use crate::span::{OffsetIndex, Span};
use crate::text::count::counted;

/// How many code points of the text stand beside a span, before and after it.
pub const CONTEXT: usize = 32;

/// A text and the index that converts its offsets.
#[derive(Clone, Copy, Debug)]
pub struct Coordinates<'a> {
    /// The text.
    pub text: &'a str,
    /// Its index.
    pub index: &'a OffsetIndex,
}

/// Where the names of speakers are looked up.
pub trait Parties {
    /// The cluster of an id.
    fn party(&self, id: &ItemId) -> Option<&Party>;
}

impl Parties for Items<Party> {
    fn party(&self, id: &ItemId) -> Option<&Party> {
        self.get(self.place(id)?)
    }
}

/// A few of them.
impl Parties for Arc<[Party]> {
    fn party(&self, id: &ItemId) -> Option<&Party> {
        self.iter().find(|party| party.id == *id)
    }
}

impl Coordinates<'_> {
    fn points(&self, span: Span) -> (usize, usize) {
        self.index.code_points_of(self.text, span)
    }

    /// The code points before a span, up to [`CONTEXT`] of them.
    pub fn prefix(&self, span: Span) -> String {
        let start = span.start.min(self.text.len());
        let from = crate::span::until(self.text, start)
            .char_indices()
            .rev()
            .nth(CONTEXT - 1)
            .map_or(0, |(i, _)| i);
        Span::new(from, start).of(self.text).to_owned()
    }

    /// The code points after a span, up to [`CONTEXT`] of them.
    pub fn suffix(&self, span: Span) -> String {
        crate::span::from(self.text, span.end)
            .chars()
            .take(CONTEXT)
            .collect()
    }

    /// A piece of the text, as files hold it.
    pub(super) fn piece(&self, span: Span) -> Piece {
        let (start, end) = self.points(span);
        Piece {
            start,
            end,
            text: Some(span.of(self.text).to_owned()),
            extra: Map::new(),
        }
    }

    /// The place of a piece: its offsets, where they lie in the text and cover the text that they say.
    fn place(&self, piece: &Piece, field: &str) -> Result<Span, Misplaced> {
        let misplaced = |reason: String| Misplaced {
            field: field.to_owned(),
            reason,
        };
        let (start, end) = (piece.start, piece.end);
        let span = self
            .index
            .span_of_code_points(self.text, start, end)
            .ok_or_else(|| {
                let length = self.index.code_points();
                let length = counted(length, "code point", "code points");
                misplaced(format!("{start}-{end} is no range of a text of {length}"))
            })?;
        match &piece.text {
            Some(text) if text != span.of(self.text) => Err(misplaced(format!(
                "the text at {start}-{end} is {:?}, not {text:?}",
                span.of(self.text)
            ))),
            _ => Ok(span),
        }
    }
}

/// A span of a file does not lie where it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Misplaced {
    /// The field, as a path from the item (`content[1]`).
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Piece {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Piece {
    fn new(start: usize, end: usize, text: Option<String>) -> Self {
        Self {
            start,
            end,
            text,
            extra: Map::new(),
        }
    }
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpeakerJson {
    /// The first code point of the words that name the speaker there.
    #[serde(default)]
    pub start: Option<usize>,
    /// One past the last code point.
    #[serde(default)]
    pub end: Option<usize>,
    /// Those words.
    #[serde(default)]
    pub text: Option<String>,
    /// The id of the cluster that they refer to.
    #[serde(default)]
    pub cluster: Option<String>,
    /// The speaker's full name.
    #[serde(default)]
    pub name: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An item as a machine gives it: nothing decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Undecided {}

/// What every item of a record carries beside what it says; `W` is the machine's original.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decided<W> {
    /// Who made it: a model and its version, `import …`, or the annotator.
    #[serde(default)]
    pub origin: String,
    /// What was decided.
    #[serde(default)]
    pub verdict: Verdict,
    /// The machine's original; null for what a person added.
    #[serde(default = "no_original::<W>")]
    pub was: Option<W>,
    /// Free tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// A free note.
    #[serde(default)]
    pub note: Option<String>,
    /// An external identifier.
    #[serde(default)]
    pub link: Option<String>,
    /// Up to 32 code points before the span.
    #[serde(default)]
    pub prefix: Option<String>,
    /// Up to 32 code points after the span.
    #[serde(default)]
    pub suffix: Option<String>,
    /// Whether the words stand more than once with the twelve code points on either side of them:
    /// then these do not tell them from others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
    /// When it was last changed (RFC 3339).
    #[serde(default)]
    pub updated: Option<String>,
}

fn no_original<W>() -> Option<W> {
    None
}

/// The original of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WasEntity {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text covered, where it is another than that of the entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The label.
    pub label: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The original of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WasQuote {
    /// Direct, mixed or indirect.
    pub kind: KindJson,
    /// The pieces of what was said.
    pub content: Vec<Piece>,
    /// The runs inside quote marks.
    pub quoted: Vec<Piece>,
    /// The words that attribute it.
    pub cue: Option<Piece>,
    /// Who said it.
    pub speaker: Option<SpeakerJson>,
    /// Whether the cue is negated.
    pub negated: bool,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The original of an expression of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WasDate {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text covered, where it is another than that of the expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The ISO 8601 value.
    pub value: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The original of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WasCluster {
    /// The label.
    pub label: String,
    /// The name.
    pub name: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The kind of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KindJson {
    /// All in quote marks.
    Direct,
    /// Partly in quote marks.
    Mixed,
    /// In the writer's words.
    Indirect,
}

/// A name; `R` is [`Undecided`] in suggestions and [`Decided`] in records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntityJson<R> {
    /// The id.
    pub id: String,
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The label.
    pub label: String,
    /// The text covered.
    #[serde(default)]
    pub text: Option<String>,
    /// The machine's confidence, from 0 to 1.
    #[serde(default)]
    pub score: Option<f64>,
    /// The id of its cluster.
    #[serde(default)]
    pub cluster: Option<String>,
    /// What was decided.
    #[serde(flatten)]
    pub review: R,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Something said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuoteJson<R> {
    /// The id.
    pub id: String,
    /// Direct, mixed or indirect.
    pub kind: KindJson,
    /// The pieces of what was said.
    pub content: Vec<Piece>,
    /// The runs inside quote marks.
    #[serde(default)]
    pub quoted: Vec<Piece>,
    /// The words that attribute it.
    #[serde(default)]
    pub cue: Option<Piece>,
    /// Who said it.
    #[serde(default)]
    pub speaker: Option<SpeakerJson>,
    /// Whether the cue is negated.
    #[serde(default)]
    pub negated: bool,
    /// The machine's confidence, from 0 to 1.
    #[serde(default)]
    pub score: Option<f64>,
    /// What was decided.
    #[serde(flatten)]
    pub review: R,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An expression of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DateJson<R> {
    /// The id.
    pub id: String,
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text covered.
    #[serde(default)]
    pub text: Option<String>,
    /// The ISO 8601 value.
    #[serde(default)]
    pub value: Option<String>,
    /// What was decided.
    #[serde(flatten)]
    pub review: R,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A person or thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterJson<R> {
    /// The id.
    pub id: String,
    /// The label.
    pub label: String,
    /// The fullest name.
    pub name: String,
    /// Its other names in the article.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The key of the same party across articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What was decided.
    #[serde(flatten)]
    pub review: R,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An entity of a record.
pub type RecordedEntity = EntityJson<Decided<WasEntity>>;
/// A quote of a record.
pub type RecordedQuote = QuoteJson<Decided<WasQuote>>;
/// An expression of time of a record.
pub type RecordedDate = DateJson<Decided<WasDate>>;
/// A cluster of a record.
pub type RecordedCluster = ClusterJson<Decided<WasCluster>>;

fn kind_json(kind: QuoteKind) -> KindJson {
    match kind {
        QuoteKind::Direct => KindJson::Direct,
        QuoteKind::Mixed => KindJson::Mixed,
        QuoteKind::Indirect => KindJson::Indirect,
    }
}

fn kind(json: KindJson) -> QuoteKind {
    match json {
        KindJson::Direct => QuoteKind::Direct,
        KindJson::Mixed => QuoteKind::Mixed,
        KindJson::Indirect => QuoteKind::Indirect,
    }
}
