//! Items as their JSON.

use serde_json::Map;

use super::{
    ClusterJson, Coordinates, DateJson, Decided, EntityJson, Parties, Piece, QuoteJson,
    RecordedCluster, RecordedDate, RecordedEntity, RecordedQuote, SpeakerJson, Undecided,
    WasCluster, WasDate, WasEntity, WasQuote, kind_json, unknown,
};
use crate::annotation::{Dated, Entity, Party, Quotation, Review, Said, Speaker, Verdict};
use crate::span::Span;

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
            repeated: false,
            updated: review.updated.map(|time| time.to_string()),
        }
    }

    /// The words of an original that stands elsewhere.
    fn other_words(&self, was: Span, is: Span) -> Option<String> {
        (was != is).then(|| was.of(self.text).to_owned())
    }

    /// An entity with its decisions.
    pub fn entity(&self, entity: &Entity) -> RecordedEntity {
        let bare = self.bare_entity(entity);
        let (was_span, was_label) = entity
            .was
            .clone()
            .unwrap_or_else(|| (entity.span, entity.label.clone()));
        let mut was = (entity.review.verdict != Verdict::Added).then(|| {
            let (start, end) = self.points(was_span);
            WasEntity {
                start,
                end,
                text: self.other_words(was_span, entity.span),
                label: was_label.to_string(),
                extra: Map::new(),
            }
        });
        unknown::restore(&entity.review.extra, "was", &mut was);
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
    pub fn bare_entity(&self, entity: &Entity) -> EntityJson<Undecided> {
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
            extra: unknown::own(&entity.review.extra),
        }
    }

    fn said(&self, said: &Said, clusters: &impl Parties) -> WasQuote {
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
            extra: Map::new(),
        }
    }

    fn speaker(&self, speaker: &Speaker, clusters: &impl Parties) -> SpeakerJson {
        let points = speaker.span.map(|span| self.points(span));
        let cluster = speaker.cluster.as_ref();
        let party = cluster.and_then(|id| clusters.party(id));
        SpeakerJson {
            start: points.map(|p| p.0),
            end: points.map(|p| p.1),
            text: speaker.span.map(|span| span.of(self.text).to_owned()),
            cluster: cluster.map(ToString::to_string),
            name: party
                .map(|party| party.name.clone())
                .or_else(|| speaker.name.clone()),
            extra: Map::new(),
        }
    }

    /// A quote with its decisions; `clusters` give the speaker's name.
    pub fn quote(&self, quote: &Quotation, clusters: &impl Parties) -> RecordedQuote {
        let bare = self.bare_quote(quote, clusters);
        let mut was = (quote.review.verdict != Verdict::Added)
            .then(|| self.said(quote.was.as_deref().unwrap_or(&quote.said), clusters));
        unknown::restore(&quote.review.extra, "was", &mut was);
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
    pub fn bare_quote(&self, quote: &Quotation, clusters: &impl Parties) -> QuoteJson<Undecided> {
        let mut said = self.said(&quote.said, clusters);
        let extra = &quote.review.extra;
        unknown::restore(extra, "content", &mut said.content);
        unknown::restore(extra, "quoted", &mut said.quoted);
        unknown::restore(extra, "cue", &mut said.cue);
        unknown::restore(extra, "speaker", &mut said.speaker);
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
            extra: unknown::own(&quote.review.extra),
        }
    }

    /// An expression of time with its decisions.
    pub fn date(&self, date: &Dated) -> RecordedDate {
        let bare = self.bare_date(date);
        let (was_span, was_value) = date
            .was
            .clone()
            .unwrap_or_else(|| (date.span, date.value.clone()));
        let mut was = (date.review.verdict != Verdict::Added).then(|| {
            let (start, end) = self.points(was_span);
            WasDate {
                start,
                end,
                text: self.other_words(was_span, date.span),
                value: was_value,
                extra: Map::new(),
            }
        });
        unknown::restore(&date.review.extra, "was", &mut was);
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
            extra: unknown::own(&date.review.extra),
        }
    }

    /// A cluster with its decisions.
    pub fn cluster(&self, party: &Party) -> RecordedCluster {
        let bare = bare_cluster(party);
        let (label, name) = party
            .was
            .clone()
            .unwrap_or_else(|| (party.label.clone(), party.name.clone()));
        let mut was = (party.review.verdict != Verdict::Added).then(|| WasCluster {
            label: label.to_string(),
            name,
            extra: Map::new(),
        });
        unknown::restore(&party.review.extra, "was", &mut was);
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
        extra: unknown::own(&party.review.extra),
    }
}

/// A confidence as a short decimal: four places are more than it is worth.
pub fn decimal(score: f32) -> f64 {
    (f64::from(score) * 1e4).round() / 1e4
}
