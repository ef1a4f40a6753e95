//! Items from their JSON; every span is held against the text.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Coordinates, Decided, Misplaced, Piece, RecordedCluster, RecordedDate, RecordedEntity,
    RecordedQuote, SpeakerJson, WasQuote, kind, unknown,
};
use crate::annotation::{
    Dated, Entity, ItemId, Party, Quotation, Review, Said, Speaker, Timestamp,
};
use crate::extract::Label;

impl Coordinates<'_> {
    /// An entity of a record.
    ///
    /// # Errors
    /// [`Misplaced`] when a span does not cover its text, or a time is no RFC 3339 time.
    pub fn read_entity(&self, json: RecordedEntity) -> Result<Entity, Misplaced> {
        let mut extra = json.extra;
        unknown::keep(&mut extra, "was", &json.review.was);
        let span = self.place(&Piece::new(json.start, json.end, json.text), "text")?;
        let label = Label::new(&json.label);
        let was = json.review.was.as_ref().map(|was| {
            let piece = Piece::new(was.start, was.end, was.text.clone());
            Ok((self.place(&piece, "was")?, Label::new(&was.label)))
        });
        let was = was.transpose()?.filter(|was| *was != (span, label.clone()));
        Ok(Entity {
            id: ItemId::new(json.id),
            span,
            label,
            score: json.score.map(|score| score as f32),
            cluster: json.cluster.map(ItemId::new),
            was,
            review: review(json.review, extra)?,
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

    fn read_speaker(&self, json: &SpeakerJson) -> Result<Speaker, Misplaced> {
        let span = match (json.start, json.end) {
            (Some(start), Some(end)) => {
                Some(self.place(&Piece::new(start, end, json.text.clone()), "speaker")?)
            }
            (None, None) => None,
            (start, _) => {
                let missing = if start.is_some() { "end" } else { "start" };
                return Err(Misplaced {
                    field: "speaker".to_owned(),
                    reason: format!("half a range: {missing} is missing"),
                });
            }
        };
        Ok(Speaker {
            span,
            cluster: json.cluster.clone().map(ItemId::new),
            name: json.name.clone().filter(|_| json.cluster.is_none()),
        })
    }

    /// A quote of a record.
    ///
    /// # Errors
    /// [`Misplaced`] when a span does not cover its text, or a time is no RFC 3339 time.
    pub fn read_quote(&self, json: RecordedQuote) -> Result<Quotation, Misplaced> {
        let mut extra = json.extra;
        unknown::keep(&mut extra, "content", &json.content);
        unknown::keep(&mut extra, "quoted", &json.quoted);
        unknown::keep(&mut extra, "cue", &json.cue);
        unknown::keep(&mut extra, "speaker", &json.speaker);
        unknown::keep(&mut extra, "was", &json.review.was);
        let said = self.read_said(&WasQuote {
            kind: json.kind,
            content: json.content,
            quoted: json.quoted,
            cue: json.cue,
            speaker: json.speaker,
            negated: json.negated,
            extra: Map::new(),
        })?;
        let was = json
            .review
            .was
            .as_ref()
            .map(|was| self.read_said(was))
            .transpose()?
            .filter(|was| *was != said)
            .map(Box::new);
        Ok(Quotation {
            id: ItemId::new(json.id),
            said,
            score: json.score.map(|score| score as f32),
            was,
            review: review(json.review, extra)?,
        })
    }

    /// An expression of time of a record.
    ///
    /// # Errors
    /// [`Misplaced`] when a span does not cover its text, or a time is no RFC 3339 time.
    pub fn read_date(&self, json: RecordedDate) -> Result<Dated, Misplaced> {
        let mut extra = json.extra;
        unknown::keep(&mut extra, "was", &json.review.was);
        let span = self.place(&Piece::new(json.start, json.end, json.text), "text")?;
        let was = json.review.was.as_ref().map(|was| {
            let piece = Piece::new(was.start, was.end, was.text.clone());
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
            review: review(json.review, extra)?,
        })
    }
}

/// A cluster of a record.
///
/// # Errors
/// [`Misplaced`] when a time is no RFC 3339 time.
pub fn read_cluster(json: RecordedCluster) -> Result<Party, Misplaced> {
    let mut extra = json.extra;
    unknown::keep(&mut extra, "was", &json.review.was);
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
        review: review(json.review, extra)?,
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
