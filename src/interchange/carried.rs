//! What a format that carries everything hands back, for the tests of such formats.

use super::Fault;
use super::Unit;
use super::document::Document;
use super::draft::{
    Draft, DraftCluster, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan,
};
use super::example::Example;
use super::reader::{Read, Source};
use crate::annotation::wire::decimal;
use crate::annotation::{ItemId, Review, Said, Verdict};
use crate::extract::Label;
use crate::span::Span;
use std::ops::ControlFlow;
use std::path::Path;

/// All that is known of an example, its spans in a unit, its strings as `clean` leaves them.
pub fn carried(example: &Example, unit: Unit, clean: fn(&str) -> String) -> Draft {
    Carrier {
        document: example.document(),
        unit,
        clean,
    }
    .draft()
}

/// What a file says, without where in the file it says so.
pub fn read(read: Read, file: &[u8]) -> (Vec<Draft>, Vec<(u64, Fault)>) {
    let (mut drafts, mut faults) = (Vec::new(), Vec::new());
    let mut input = file;
    let mut source = Source {
        path: Path::new("file.x"),
        input: &mut input,
        text_field: None,
    };
    read(&mut source, &mut |line, found| {
        match found {
            Ok(draft) => drafts.push(bare(draft)),
            Err(fault) => faults.push((line, fault)),
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (drafts, faults)
}

/// A draft whose spans say only where they are, without what else proves that.
pub fn bare(mut draft: Draft) -> Draft {
    fn bare(span: &mut DraftSpan) {
        span.text = None;
        span.around = None;
        span.parts.clear();
        span.field = String::new();
        span.line = 0;
    }
    fn bare_quote(quote: &mut DraftQuote) {
        let pieces = quote.content.iter_mut().chain(&mut quote.quoted);
        pieces
            .chain(&mut quote.cue)
            .chain(&mut quote.speaker)
            .for_each(bare);
        if let Some(was) = &mut quote.was {
            bare_quote(was);
        }
    }
    for entity in &mut draft.entities {
        entity.pieces.iter_mut().for_each(bare);
        if let Some((span, _)) = &mut entity.was {
            bare(span);
        }
    }
    draft.quotes.iter_mut().for_each(bare_quote);
    draft.proofs.clear();
    for date in &mut draft.dates {
        bare(&mut date.span);
        if let Some((span, _)) = &mut date.was {
            bare(span);
        }
    }
    draft
}

/// The same with what the machine had suggested of everything that a person corrected.
pub fn corrected(mut example: Example) -> Example {
    let is_corrected = |review: &Review| review.verdict == Verdict::Corrected;
    let annotations = &mut example.annotations;
    for entity in annotations
        .entities
        .iter_mut()
        .filter(|e| is_corrected(&e.review))
    {
        entity.was = Some((Span::new(0, entity.span.end), Label::MISC));
    }
    for quote in annotations
        .quotes
        .iter_mut()
        .filter(|q| is_corrected(&q.review))
    {
        let mut was = quote.said.clone();
        was.content = vec![was.extent()];
        was.quoted.clone_from(&was.content);
        was.cue = None;
        was.negated = !was.negated;
        quote.said.quoted.clone_from(&quote.said.content);
        quote.was = Some(Box::new(was));
    }
    for date in annotations
        .dates
        .iter_mut()
        .filter(|d| is_corrected(&d.review))
    {
        date.was = Some((date.span, None));
    }
    for party in annotations
        .clusters
        .iter_mut()
        .filter(|c| is_corrected(&c.review))
    {
        party.was = Some((Label::ORG, "Before".to_owned()));
        party.key = Some("key".to_owned());
    }
    example
}

struct Carrier<'a> {
    document: Document<'a>,
    unit: Unit,
    clean: fn(&str) -> String,
}

impl Carrier<'_> {
    fn draft(&self) -> Draft {
        let Document {
            article,
            annotations,
            annotator,
            ..
        } = self.document;
        let head = &article.head;
        let text = |text: &str| (self.clean)(text);
        let label = |label: &Label| Label::new(&text(label.as_str()));
        let mut draft = Draft {
            id: text(article.id.as_str()),
            text: Some(article.text.to_string()),
            sha256: Some(article.sha256()),
            annotator: Some(annotator.to_owned()),
            model: Some(text(&annotations.model)).filter(|model| !model.is_empty()),
            updated: annotations.updated,
            status: Some(annotations.status),
            tags: annotations.tags.iter().map(|tag| text(tag)).collect(),
            note: annotations.note.as_deref().map(text),
            unit: Some(self.unit),
            tells_clusters: true,
            ..Draft::default()
        };
        let fields = [
            ("title", head.title.as_ref().map(|l| l.value.clone())),
            ("date", head.day().map(|day| day.to_string())),
            ("source", head.source.as_ref().map(|l| l.value.clone())),
            ("url", head.url.clone()),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                draft.fields.insert(name.to_owned(), text(&value).into());
            }
        }
        draft.entities = annotations
            .entities
            .iter()
            .map(|entity| DraftEntity {
                pieces: vec![self.span(entity.span)],
                label: label(&entity.label),
                cluster: self.cluster(entity.cluster.as_ref()),
                was: entity
                    .was
                    .as_ref()
                    .map(|(span, was)| (self.span(*span), label(was))),
                review: self.review(&entity.id, entity.score, &entity.review),
            })
            .collect();
        draft.quotes = annotations
            .quotes
            .iter()
            .map(|quote| DraftQuote {
                review: self.review(&quote.id, quote.score, &quote.review),
                was: quote.was.as_deref().map(|was| Box::new(self.said(was))),
                ..self.said(&quote.said)
            })
            .collect();
        draft.dates = annotations
            .dates
            .iter()
            .map(|date| DraftDate {
                span: self.span(date.span),
                value: date.value.as_deref().map(text),
                was: date
                    .was
                    .as_ref()
                    .map(|(span, value)| (self.span(*span), value.as_deref().map(text))),
                review: self.review(&date.id, None, &date.review),
            })
            .collect();
        draft.clusters = annotations
            .clusters
            .iter()
            .map(|party| DraftCluster {
                id: text(party.id.as_str()),
                label: Some(label(&party.label)),
                name: Some(text(&party.name)),
                aliases: party.aliases.iter().map(|alias| text(alias)).collect(),
                was: party
                    .was
                    .as_ref()
                    .map(|(was, name)| (label(was), text(name))),
                key: party.key.as_deref().map(text),
                review: self.review(&party.id, None, &party.review),
            })
            .collect();
        draft
    }

    fn span(&self, span: Span) -> DraftSpan {
        let (start, end) = match self.unit {
            Unit::Utf16 => self.document.utf16(span),
            _ => self.document.code_points(span),
        };
        DraftSpan {
            start,
            end,
            ..DraftSpan::default()
        }
    }

    fn cluster(&self, id: Option<&ItemId>) -> Option<String> {
        let party = self.document.party(id?)?;
        Some((self.clean)(party.id.as_str()))
    }

    fn said(&self, said: &Said) -> DraftQuote {
        let spans = |spans: &[Span]| spans.iter().map(|span| self.span(*span)).collect();
        let speaker = said.speaker.as_ref();
        DraftQuote {
            kind: Some(said.kind),
            content: spans(&said.content),
            quoted: spans(&said.quoted),
            cue: said.cue.map(|span| self.span(span)),
            speaker: speaker.and_then(|s| s.span).map(|span| self.span(span)),
            speaker_cluster: self.cluster(speaker.and_then(|s| s.cluster.as_ref())),
            speaker_name: speaker.and_then(|s| s.name.as_deref()).map(self.clean),
            negated: said.negated,
            ..DraftQuote::default()
        }
    }

    fn review(&self, id: &ItemId, score: Option<f32>, review: &Review) -> DraftReview {
        DraftReview {
            id: Some((self.clean)(id.as_str())),
            origin: Some((self.clean)(&review.origin)).filter(|origin| !origin.is_empty()),
            updated: review.updated,
            verdict: Some(review.verdict),
            score: score.map(|score| decimal(score) as f32),
            tags: review.tags.iter().map(|tag| (self.clean)(tag)).collect(),
            note: review.note.as_deref().map(self.clean),
            link: review.link.as_deref().map(self.clean),
        }
    }
}
