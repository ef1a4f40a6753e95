//! The JSON of entities, quotes, dates and clusters: offsets in code points, every span with its text.
//!
//! Records, journal lines, suggestions and exports all hold these shapes; nothing else in the
//! program converts between bytes and code points.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::edit::{self, Swap};
use super::{Dated, ItemId, Party, Review, Said, Status, Timestamp, Verdict};
use crate::extract::{Label, QuoteKind};
use crate::span::{OffsetIndex, Span};

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

impl Coordinates<'_> {
    fn points(&self, span: Span) -> (usize, usize) {
        self.index.code_points_of(self.text, span)
    }

    fn prefix(&self, span: Span) -> String {
        let start = span.start.min(self.text.len());
        let from = crate::span::until(self.text, start)
            .char_indices()
            .rev()
            .nth(CONTEXT - 1)
            .map_or(0, |(i, _)| i);
        Span::new(from, start).of(self.text).to_owned()
    }

    fn suffix(&self, span: Span) -> String {
        crate::span::from(self.text, span.end)
            .chars()
            .take(CONTEXT)
            .collect()
    }

    fn piece(&self, span: Span) -> Piece {
        let (start, end) = self.points(span);
        Piece {
            start,
            end,
            text: Some(span.of(self.text).to_owned()),
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
                misplaced(format!(
                    "{start}-{end} is no range of a text of {length} code points"
                ))
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
    /// The label.
    pub label: String,
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
}

/// The original of an expression of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WasDate {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The ISO 8601 value.
    pub value: Option<String>,
}

/// The original of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WasCluster {
    /// The label.
    pub label: String,
    /// The name.
    pub name: String,
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

/// Writes items.
impl Coordinates<'_> {
    fn decided<W>(&self, review: &Review, was: Option<W>, span: Option<Span>) -> Decided<W> {
        Decided {
            origin: review.origin.to_string(),
            verdict: review.verdict,
            was,
            tags: review.tags.clone(),
            note: review.note.clone(),
            link: review.link.clone(),
            prefix: span.map(|span| self.prefix(span)),
            suffix: span.map(|span| self.suffix(span)),
            updated: review.updated.map(|time| time.to_string()),
        }
    }

    /// An entity with its decisions.
    pub fn entity(&self, entity: &super::Entity) -> RecordedEntity {
        let bare = self.bare_entity(entity);
        let (was_span, was_label) = entity
            .was
            .clone()
            .unwrap_or_else(|| (entity.span, entity.label.clone()));
        let was = (entity.review.verdict != Verdict::Added).then(|| {
            let (start, end) = self.points(was_span);
            WasEntity {
                start,
                end,
                label: was_label.to_string(),
            }
        });
        EntityJson {
            id: bare.id,
            start: bare.start,
            end: bare.end,
            label: bare.label,
            text: bare.text,
            score: bare.score,
            cluster: bare.cluster,
            review: self.decided(&entity.review, was, Some(entity.span)),
            extra: bare.extra,
        }
    }

    /// An entity as a suggestion.
    pub fn bare_entity(&self, entity: &super::Entity) -> EntityJson<Undecided> {
        let (start, end) = self.points(entity.span);
        EntityJson {
            id: entity.id.to_string(),
            start,
            end,
            label: entity.label.to_string(),
            text: Some(entity.span.of(self.text).to_owned()),
            score: entity.score.map(decimal),
            cluster: entity.cluster.as_ref().map(ToString::to_string),
            review: Undecided {},
            extra: entity.review.extra.clone(),
        }
    }

    fn said(&self, said: &Said, clusters: &[Party]) -> WasQuote {
        WasQuote {
            kind: kind_json(said.kind),
            content: said.content.iter().map(|s| self.piece(*s)).collect(),
            quoted: said
                .quoted
                .iter()
                .map(|s| Piece {
                    text: None,
                    ..self.piece(*s)
                })
                .collect(),
            cue: said.cue.map(|s| self.piece(s)),
            speaker: said.speaker.as_ref().map(|s| self.speaker(s, clusters)),
            negated: said.negated,
        }
    }

    fn speaker(&self, speaker: &super::Speaker, clusters: &[Party]) -> SpeakerJson {
        let points = speaker.span.map(|span| self.points(span));
        let cluster = speaker.cluster.as_ref();
        let party = cluster.and_then(|id| clusters.iter().find(|party| party.id == *id));
        SpeakerJson {
            start: points.map(|p| p.0),
            end: points.map(|p| p.1),
            text: speaker.span.map(|span| span.of(self.text).to_owned()),
            cluster: cluster.map(ToString::to_string),
            name: party
                .map(|party| party.name.clone())
                .or_else(|| speaker.name.clone()),
        }
    }

    /// A quote with its decisions; `clusters` give the speaker's name.
    pub fn quote(&self, quote: &super::Quotation, clusters: &[Party]) -> RecordedQuote {
        let bare = self.bare_quote(quote, clusters);
        let was = (quote.review.verdict != Verdict::Added)
            .then(|| self.said(quote.was.as_deref().unwrap_or(&quote.said), clusters));
        QuoteJson {
            id: bare.id,
            kind: bare.kind,
            content: bare.content,
            quoted: bare.quoted,
            cue: bare.cue,
            speaker: bare.speaker,
            negated: bare.negated,
            score: bare.score,
            review: self.decided(&quote.review, was, Some(quote.extent())),
            extra: bare.extra,
        }
    }

    /// A quote as a suggestion.
    pub fn bare_quote(&self, quote: &super::Quotation, clusters: &[Party]) -> QuoteJson<Undecided> {
        let said = self.said(&quote.said, clusters);
        QuoteJson {
            id: quote.id.to_string(),
            kind: said.kind,
            content: said.content,
            quoted: said.quoted,
            cue: said.cue,
            speaker: said.speaker,
            negated: said.negated,
            score: quote.score.map(decimal),
            review: Undecided {},
            extra: quote.review.extra.clone(),
        }
    }

    /// An expression of time with its decisions.
    pub fn date(&self, date: &Dated) -> RecordedDate {
        let bare = self.bare_date(date);
        let (was_span, was_value) = date
            .was
            .clone()
            .unwrap_or_else(|| (date.span, date.value.clone()));
        let was = (date.review.verdict != Verdict::Added).then(|| {
            let (start, end) = self.points(was_span);
            WasDate {
                start,
                end,
                value: was_value,
            }
        });
        DateJson {
            id: bare.id,
            start: bare.start,
            end: bare.end,
            text: bare.text,
            value: bare.value,
            review: self.decided(&date.review, was, Some(date.span)),
            extra: bare.extra,
        }
    }

    /// An expression of time as a suggestion.
    pub fn bare_date(&self, date: &Dated) -> DateJson<Undecided> {
        let (start, end) = self.points(date.span);
        DateJson {
            id: date.id.to_string(),
            start,
            end,
            text: Some(date.span.of(self.text).to_owned()),
            value: date.value.clone(),
            review: Undecided {},
            extra: date.review.extra.clone(),
        }
    }

    /// A cluster with its decisions.
    pub fn cluster(&self, party: &Party) -> RecordedCluster {
        let bare = bare_cluster(party);
        let (label, name) = party
            .was
            .clone()
            .unwrap_or_else(|| (party.label.clone(), party.name.clone()));
        let was = (party.review.verdict != Verdict::Added).then(|| WasCluster {
            label: label.to_string(),
            name,
        });
        ClusterJson {
            id: bare.id,
            label: bare.label,
            name: bare.name,
            aliases: bare.aliases,
            key: bare.key,
            review: self.decided(&party.review, was, None),
            extra: bare.extra,
        }
    }
}

/// A cluster as a suggestion.
pub fn bare_cluster(party: &Party) -> ClusterJson<Undecided> {
    ClusterJson {
        id: party.id.to_string(),
        label: party.label.to_string(),
        name: party.name.clone(),
        aliases: party.aliases.clone(),
        key: party.key.clone(),
        review: Undecided {},
        extra: party.review.extra.clone(),
    }
}

/// A confidence as a short decimal: four places are more than it is worth.
fn decimal(score: f32) -> f64 {
    (f64::from(score) * 1e4).round() / 1e4
}

/// Reads items.
impl Coordinates<'_> {
    /// An entity of a record.
    ///
    /// # Errors
    /// [`Misplaced`] when a span does not cover its text, or a time is no RFC 3339 time.
    pub fn read_entity(&self, json: RecordedEntity) -> Result<super::Entity, Misplaced> {
        let span = self.place(
            &Piece {
                start: json.start,
                end: json.end,
                text: json.text,
            },
            "text",
        )?;
        let label = Label::new(&json.label);
        let was = json.review.was.as_ref().map(|was| {
            let piece = Piece {
                start: was.start,
                end: was.end,
                text: None,
            };
            Ok((self.place(&piece, "was")?, Label::new(&was.label)))
        });
        let was = was.transpose()?.filter(|was| *was != (span, label.clone()));
        Ok(super::Entity {
            id: ItemId::new(json.id),
            span,
            label,
            score: json.score.map(|score| score as f32),
            cluster: json.cluster.map(ItemId::new),
            was,
            review: review(json.review, json.extra)?,
        })
    }

    fn read_said(&self, json: &WasQuote) -> Result<Said, Misplaced> {
        let pieces = |pieces: &[Piece], field: &str| {
            pieces
                .iter()
                .enumerate()
                .map(|(i, piece)| self.place(piece, &format!("{field}[{i}]")))
                .collect::<Result<Vec<_>, _>>()
        };
        if json.content.is_empty() {
            return Err(Misplaced {
                field: "content".to_owned(),
                reason: "a quote needs a piece of content at least".to_owned(),
            });
        }
        Ok(Said {
            kind: kind(json.kind),
            content: pieces(&json.content, "content")?,
            quoted: pieces(&json.quoted, "quoted")?,
            cue: json
                .cue
                .as_ref()
                .map(|p| self.place(p, "cue"))
                .transpose()?,
            speaker: json
                .speaker
                .as_ref()
                .map(|s| self.read_speaker(s))
                .transpose()?,
            negated: json.negated,
        })
    }

    fn read_speaker(&self, json: &SpeakerJson) -> Result<super::Speaker, Misplaced> {
        let span = match (json.start, json.end) {
            (Some(start), Some(end)) => Some(self.place(
                &Piece {
                    start,
                    end,
                    text: json.text.clone(),
                },
                "speaker",
            )?),
            _ => None,
        };
        Ok(super::Speaker {
            span,
            cluster: json.cluster.clone().map(ItemId::new),
            name: json.name.clone().filter(|_| json.cluster.is_none()),
        })
    }

    /// A quote of a record.
    ///
    /// # Errors
    /// [`Misplaced`] when a span does not cover its text, or a time is no RFC 3339 time.
    pub fn read_quote(&self, json: RecordedQuote) -> Result<super::Quotation, Misplaced> {
        let said = self.read_said(&WasQuote {
            kind: json.kind,
            content: json.content,
            quoted: json.quoted,
            cue: json.cue,
            speaker: json.speaker,
            negated: json.negated,
        })?;
        let was = json
            .review
            .was
            .as_ref()
            .map(|was| self.read_said(was))
            .transpose()?
            .filter(|was| *was != said)
            .map(Box::new);
        Ok(super::Quotation {
            id: ItemId::new(json.id),
            said,
            score: json.score.map(|score| score as f32),
            was,
            review: review(json.review, json.extra)?,
        })
    }

    /// An expression of time of a record.
    ///
    /// # Errors
    /// [`Misplaced`] when a span does not cover its text, or a time is no RFC 3339 time.
    pub fn read_date(&self, json: RecordedDate) -> Result<Dated, Misplaced> {
        let span = self.place(
            &Piece {
                start: json.start,
                end: json.end,
                text: json.text,
            },
            "text",
        )?;
        let was = json.review.was.as_ref().map(|was| {
            let piece = Piece {
                start: was.start,
                end: was.end,
                text: None,
            };
            Ok((self.place(&piece, "was")?, was.value.clone()))
        });
        let was = was
            .transpose()?
            .filter(|was| *was != (span, json.value.clone()));
        Ok(Dated {
            id: ItemId::new(json.id),
            span,
            value: json.value,
            was,
            review: review(json.review, json.extra)?,
        })
    }
}

/// A cluster of a record.
///
/// # Errors
/// [`Misplaced`] when a time is no RFC 3339 time.
pub fn read_cluster(json: RecordedCluster) -> Result<Party, Misplaced> {
    let now = (Label::new(&json.label), json.name);
    let was = json
        .review
        .was
        .as_ref()
        .map(|was| (Label::new(&was.label), was.name.clone()))
        .filter(|was| *was != now);
    Ok(Party {
        id: ItemId::new(json.id),
        label: now.0,
        name: now.1,
        aliases: json.aliases,
        key: json.key,
        was,
        review: review(json.review, json.extra)?,
    })
}

fn review<W>(json: Decided<W>, extra: Map<String, Value>) -> Result<Review, Misplaced> {
    Ok(Review {
        origin: Arc::from(json.origin),
        verdict: json.verdict,
        tags: json.tags,
        note: json.note,
        link: json.link,
        updated: timestamp(json.updated.as_deref())?,
        extra,
    })
}

/// Reads an RFC 3339 time.
///
/// # Errors
/// [`Misplaced`] when it is none.
pub fn timestamp(text: Option<&str>) -> Result<Option<Timestamp>, Misplaced> {
    text.map(|text| {
        text.parse().map_err(|error| Misplaced {
            field: "updated".to_owned(),
            reason: format!("{text:?} is no RFC 3339 time ({error})"),
        })
    })
    .transpose()
}

/// A change as the journal holds it: which item, and its JSON before and after (null where it is not there).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// `status`, `tags`, `note`, `updated`, or `entity/ID`, `quote/ID`, `date/ID`, `cluster/ID`.
    pub at: String,
    /// What was there.
    pub before: Value,
    /// What is there.
    pub after: Value,
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self {
            at: self.at,
            before: self.after,
            after: self.before,
        }
    }
}

/// A change in a journal cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{at}: {reason}")]
pub struct BadChange {
    /// The item that the change names.
    pub at: String,
    /// What is wrong.
    pub reason: String,
}

impl Coordinates<'_> {
    /// A change as the journal holds it; `clusters` give the speakers' names.
    pub fn change(&self, change: &edit::Change, clusters: &[Party]) -> Change {
        let (at, before, after) = match change {
            edit::Change::Status(swap) => {
                ("status".to_owned(), json(&swap.before), json(&swap.after))
            }
            edit::Change::Tags(swap) => ("tags".to_owned(), json(&swap.before), json(&swap.after)),
            edit::Change::Note(swap) => ("note".to_owned(), json(&swap.before), json(&swap.after)),
            edit::Change::Updated(swap) => {
                let time = |t: &Option<Timestamp>| json(&t.map(|t| t.to_string()));
                ("updated".to_owned(), time(&swap.before), time(&swap.after))
            }
            edit::Change::Entity(id, swap) => {
                let item = |e: &Option<super::Entity>| json(&e.as_ref().map(|e| self.entity(e)));
                (
                    format!("entity/{id}"),
                    item(&swap.before),
                    item(&swap.after),
                )
            }
            edit::Change::Quote(id, swap) => {
                let item = |q: &Option<super::Quotation>| {
                    json(&q.as_ref().map(|q| self.quote(q, clusters)))
                };
                (format!("quote/{id}"), item(&swap.before), item(&swap.after))
            }
            edit::Change::Date(id, swap) => {
                let item = |d: &Option<Dated>| json(&d.as_ref().map(|d| self.date(d)));
                (format!("date/{id}"), item(&swap.before), item(&swap.after))
            }
            edit::Change::Cluster(id, swap) => {
                let item = |c: &Option<Party>| json(&c.as_ref().map(|c| self.cluster(c)));
                (
                    format!("cluster/{id}"),
                    item(&swap.before),
                    item(&swap.after),
                )
            }
        };
        Change { at, before, after }
    }

    /// Reads a change of a journal.
    ///
    /// # Errors
    /// [`BadChange`] when its item is of no known kind, or its JSON does not fit it or the text.
    pub fn read_change(&self, change: &Change) -> Result<edit::Change, BadChange> {
        let at = change.at.as_str();
        match at.split_once('/') {
            None => match at {
                "status" => swap(change, |s: Status| Ok(s)).map(edit::Change::Status),
                "tags" => swap(change, |t: Vec<String>| Ok(t)).map(edit::Change::Tags),
                "note" => swap(change, |n: Option<String>| Ok(n)).map(edit::Change::Note),
                "updated" => swap(change, |t: Option<String>| timestamp(t.as_deref()))
                    .map(edit::Change::Updated),
                _ => Err(unknown(at)),
            },
            Some((kind, id)) => {
                let id = ItemId::new(id);
                match kind {
                    "entity" => swap(change, |e: Option<RecordedEntity>| {
                        e.map(|e| self.read_entity(e)).transpose()
                    })
                    .map(|swap| edit::Change::Entity(id, swap)),
                    "quote" => swap(change, |q: Option<RecordedQuote>| {
                        q.map(|q| self.read_quote(q)).transpose()
                    })
                    .map(|swap| edit::Change::Quote(id, swap)),
                    "date" => swap(change, |d: Option<RecordedDate>| {
                        d.map(|d| self.read_date(d)).transpose()
                    })
                    .map(|swap| edit::Change::Date(id, swap)),
                    "cluster" => swap(change, |c: Option<RecordedCluster>| {
                        c.map(read_cluster).transpose()
                    })
                    .map(|swap| edit::Change::Cluster(id, swap)),
                    _ => Err(unknown(at)),
                }
            }
        }
    }
}

fn swap<J: DeserializeOwned, T>(
    change: &Change,
    read: impl Fn(J) -> Result<T, Misplaced>,
) -> Result<Swap<T>, BadChange> {
    let side = |value: &Value, side: &str| {
        let bad = |reason: String| BadChange {
            at: change.at.clone(),
            reason: format!("{side}: {reason}"),
        };
        let json = J::deserialize(value).map_err(|error| bad(error.to_string()))?;
        read(json).map_err(|error| bad(error.to_string()))
    };
    Ok(Swap {
        before: side(&change.before, "before")?,
        after: side(&change.after, "after")?,
    })
}

fn unknown(at: &str) -> BadChange {
    BadChange {
        at: at.to_owned(),
        reason: "no such kind of item".to_owned(),
    }
}

/// The shapes above are maps with string keys and finite numbers, which JSON holds.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
