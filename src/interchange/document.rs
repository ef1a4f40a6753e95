//! An article with what one annotator says about it, as it is handed on.

use serde::Serialize;

use crate::annotation::wire::Coordinates;
use crate::annotation::{Annotations, ItemId, Party, Quotation, Said, Speaker};
use crate::article::Article;
use crate::span::{OffsetIndex, Span};

/// An article with what of its annotations is handed on.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its text's offsets.
    pub index: &'a OffsetIndex,
    /// What is handed on, under the labels of the target.
    pub annotations: &'a Annotations,
    /// Whose annotations.
    pub annotator: &'a str,
    /// Whether the text is handed on, where the format can be without it.
    pub with_text: bool,
}

/// What tells one article from another, for people: in the JSON of several formats.
#[derive(Clone, Debug, Serialize)]
pub struct Heading<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// The article's text.
    pub fn text(&self) -> &'a str {
        &self.article.text
    }

    /// The article's title, day, source and address, as far as they are known.
    pub fn heading(&self) -> Heading<'a> {
        let head = &self.article.head;
        Heading {
            title: head.title.as_ref().map(|title| title.value.as_str()),
            date: head.day().map(|day| day.to_string()),
            source: head.source.as_ref().map(|source| source.value.as_str()),
            url: head.url.as_deref(),
        }
    }

    /// The text with its offsets.
    pub fn at(&self) -> Coordinates<'a> {
        Coordinates {
            text: &self.article.text,
            index: self.index,
        }
    }

    /// The words of a span.
    pub fn words(&self, span: Span) -> &'a str {
        span.of(&self.article.text)
    }

    /// Start and end of a span, in code points.
    pub fn code_points(&self, span: Span) -> (usize, usize) {
        self.index.code_points_of(self.text(), span)
    }

    /// Start and end of a span, in UTF-16 code units.
    pub fn utf16(&self, span: Span) -> (usize, usize) {
        let unit = |byte| self.index.utf16_of(self.text(), byte);
        (unit(span.start), unit(span.end))
    }

    /// The person or thing of an id.
    pub fn party(&self, id: &ItemId) -> Option<&'a Party> {
        self.annotations
            .cluster_at(id)
            .and_then(|i| self.annotations.clusters.get(i))
    }

    /// The fullest name of who says something: of the cluster, else as it was typed, else the words.
    pub fn speaker_name(&self, said: &'a Said) -> Option<&'a str> {
        let speaker = said.speaker.as_ref()?;
        let Speaker {
            span,
            cluster,
            name,
        } = speaker;
        let party = cluster.as_ref().and_then(|id| self.party(id));
        party
            .map(|party| party.name.as_str())
            .or(name.as_deref())
            .or_else(|| span.map(|span| self.words(span)))
    }

    /// The words of a quotation, its pieces joined by ` … `.
    pub fn quote_words(&self, quote: &Quotation) -> String {
        let pieces: Vec<&str> = quote.said.content.iter().map(|s| self.words(*s)).collect();
        pieces.join(" … ")
    }
}
