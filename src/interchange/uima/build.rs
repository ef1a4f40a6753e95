//! A document as feature structures.

use std::collections::HashMap;

use super::structure::{FIRST, Structure, Structures, Value};
use super::types::{
    ARTICLE, CLUSTER, CONTENT, CUE, DATE, ENTITY, METADATA, ORIGINAL, PIECE, QUOTE, QUOTED, SAID,
    SENTENCE, SPEAKER, TOKEN,
};
use crate::annotation::wire::decimal;
use crate::annotation::{ItemId, Review, Said};
use crate::article::Located;
use crate::interchange::document::Document;
use crate::interchange::names::iri;
use crate::span::Span;
use crate::text::paragraph::{detect_lines, paragraphs};
use crate::text::sentence::sentences;
use crate::text::token::tokens;

/// All that is handed on of a document.
pub fn structures<'a>(document: &Document<'a>) -> Structures<'a> {
    let mut builder = Builder {
        document: *document,
        all: Vec::new(),
        clusters: HashMap::new(),
    };
    builder.article();
    if document.with_text {
        builder.segments();
    }
    builder.clusters();
    builder.entities();
    builder.quotes();
    builder.dates();
    let article = document.article;
    Structures {
        text: document.with_text.then(|| document.text()),
        uri: iri(&article.id, article.head.url.as_deref()),
        all: builder.all,
    }
}

struct Builder<'a> {
    document: Document<'a>,
    all: Vec<Structure<'a>>,
    clusters: HashMap<&'a ItemId, usize>,
}

/// The types of a quotation's parts.
struct Kinds {
    content: &'static str,
    quoted: &'static str,
    cue: &'static str,
    speaker: &'static str,
}

impl<'a> Builder<'a> {
    fn add(&mut self, structure: Structure<'a>) -> usize {
        self.all.push(structure);
        self.all.len() - 1 + FIRST
    }

    /// A structure of the text's own parts.
    fn part(&self, kind: &'static str, span: Span) -> Structure<'a> {
        Structure::new(kind).at(self.document.utf16(span))
    }

    /// A structure with its words, which prove where it stands.
    fn at(&self, kind: &'static str, span: Span) -> Structure<'a> {
        let words = self.document.words(span);
        self.part(kind, span).text("words", Some(words))
    }

    fn article(&mut self) {
        let Document {
            article,
            annotations,
            annotator,
            ..
        } = self.document;
        let head = &article.head;
        let whole = Span::new(0, article.text.len());
        let language = head.language.as_deref().unwrap_or("x-unspecified");
        let metadata = self
            .part(METADATA, whole)
            .text("language", Some(language))
            .text("documentTitle", value(head.title.as_ref()))
            .text("documentId", Some(article.id.as_str()))
            .text("documentUri", Some(iri(&article.id, head.url.as_deref())));
        self.add(metadata);
        let about = Structure::new(ARTICLE)
            .text("offsets", Some("utf-16"))
            .text("date", head.day().map(|day| day.to_string()))
            .text("source", value(head.source.as_ref()))
            .text("place", value(head.place.as_ref()))
            .text("byline", value(head.byline.as_ref()))
            .text("editor", value(head.editor.as_ref()))
            .text("url", head.url.as_deref())
            .text("sha256", Some(article.sha256()))
            .text("annotator", Some(annotator))
            .text("model", given(&annotations.model))
            .text("status", Some(annotations.status.as_str()))
            .texts("tags", &annotations.tags)
            .text("note", annotations.note.as_deref())
            .text("updated", annotations.updated.map(|time| time.to_string()));
        self.add(about);
    }

    /// The sentences and their tokens; a sentence without one is none to the tools that read this.
    fn segments(&mut self) {
        let text = self.document.text();
        for paragraph in paragraphs(text, detect_lines(text)) {
            for sentence in sentences(text, paragraph) {
                let tokens = tokens(text, sentence);
                if tokens.is_empty() {
                    continue;
                }
                let sentence = self.part(SENTENCE, sentence);
                self.add(sentence);
                for token in tokens {
                    let token = self.part(TOKEN, token.span);
                    self.add(token);
                }
            }
        }
    }

    fn clusters(&mut self) {
        for party in &self.document.annotations.clusters {
            let was = party.was.as_ref();
            let structure = Structure::new(CLUSTER)
                .text("label", Some(party.label.as_str()))
                .text("name", Some(party.name.as_str()))
                .texts("aliases", &party.aliases)
                .text("key", party.key.as_deref())
                .text("originalLabel", was.map(|(label, _)| label.as_str()))
                .text("originalName", was.map(|(_, name)| name.as_str()));
            let id = self.add(reviewed(structure, &party.id, None, &party.review));
            self.clusters.insert(&party.id, id);
        }
    }

    fn cluster(&self, id: Option<&ItemId>) -> Option<usize> {
        self.clusters.get(id?).copied()
    }

    fn entities(&mut self) {
        for entity in &self.document.annotations.entities {
            let original = entity.was.as_ref().map(|(span, label)| {
                let original = self.at(ORIGINAL, *span).text("value", Some(label.as_str()));
                self.add(original)
            });
            let structure = self
                .at(ENTITY, entity.span)
                .text("value", Some(entity.label.as_str()))
                .one("cluster", self.cluster(entity.cluster.as_ref()))
                .one("original", original);
            self.add(reviewed(
                structure,
                &entity.id,
                entity.score,
                &entity.review,
            ));
        }
    }

    fn quotes(&mut self) {
        let kinds = Kinds {
            content: CONTENT,
            quoted: QUOTED,
            cue: CUE,
            speaker: SPEAKER,
        };
        let before = Kinds {
            content: PIECE,
            quoted: PIECE,
            cue: PIECE,
            speaker: PIECE,
        };
        for quote in &self.document.annotations.quotes {
            let original = quote.was.as_deref().map(|said| {
                let structure = self.said(SAID, said, &before);
                self.add(structure)
            });
            let structure = self
                .said(QUOTE, &quote.said, &kinds)
                .one("original", original);
            self.add(reviewed(structure, &quote.id, quote.score, &quote.review));
        }
    }

    fn said(&mut self, kind: &'static str, said: &'a Said, kinds: &Kinds) -> Structure<'a> {
        let content = self.pieces(kinds.content, &said.content);
        let quoted = self.pieces(kinds.quoted, &said.quoted);
        let cue = said.cue.map(|span| self.piece(kinds.cue, span));
        let speaker = said.speaker.as_ref();
        let words = speaker
            .and_then(|speaker| speaker.span)
            .map(|span| self.piece(kinds.speaker, span));
        let cluster = speaker.and_then(|speaker| speaker.cluster.as_ref());
        let name = speaker.and_then(|speaker| speaker.name.as_deref());
        let structure = self
            .at(kind, said.extent())
            .text("kind", Some(said.kind.as_str()))
            .with("content", Value::Many(content));
        let structure = if quoted.is_empty() {
            structure
        } else {
            structure.with("quoted", Value::Many(quoted))
        };
        structure
            .one("cue", cue)
            .one("speaker", words)
            .one("speakerCluster", self.cluster(cluster))
            .text("speakerName", name)
            .with("negated", Value::Truth(said.negated))
    }

    fn pieces(&mut self, kind: &'static str, spans: &[Span]) -> Vec<usize> {
        spans.iter().map(|span| self.piece(kind, *span)).collect()
    }

    fn piece(&mut self, kind: &'static str, span: Span) -> usize {
        let piece = self.at(kind, span);
        self.add(piece)
    }

    fn dates(&mut self) {
        for date in &self.document.annotations.dates {
            let original = date.was.as_ref().map(|(span, value)| {
                let original = self.at(ORIGINAL, *span).text("value", value.as_deref());
                self.add(original)
            });
            let structure = self
                .at(DATE, date.span)
                .text("value", date.value.as_deref())
                .one("original", original);
            self.add(reviewed(structure, &date.id, None, &date.review));
        }
    }
}

/// An item with what was decided about it.
fn reviewed<'a>(
    item: Structure<'a>,
    id: &'a ItemId,
    score: Option<f32>,
    review: &'a Review,
) -> Structure<'a> {
    let item = item
        .text("id", Some(id.as_str()))
        .text("origin", given(&review.origin))
        .text("verdict", Some(review.verdict.as_str()));
    let item = match score {
        Some(score) => item.with("score", Value::Decimal(decimal(score))),
        None => item,
    };
    item.texts("tags", &review.tags)
        .text("note", review.note.as_deref())
        .text("identifier", review.link.as_deref())
        .text("updated", review.updated.map(|time| time.to_string()))
}

fn value(located: Option<&Located<String>>) -> Option<&str> {
    located.map(|located| located.value.as_str())
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
