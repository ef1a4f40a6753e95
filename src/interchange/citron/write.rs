//! Writes quotes.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::annotation::{ItemId, Quotation};
use crate::interchange::document::Document;
use crate::interchange::json::harmless;
use crate::interchange::lacks::{self, Lack};
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::writer::StreamWriter;
use crate::span::Span;

/// Writes an object a line. Offsets are code points.
///
/// Citron cannot read a quote without a cue: such quotes stand in a list of their own, which it does
/// not know.
#[derive(Clone, Copy, Debug, Default)]
pub struct CitronWriter;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    text: &'a str,
    offsets: &'static str,
    sha256: String,
    quotes: Vec<Quote<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quotes_without_cue: Vec<Quote<'a>>,
    coreference_groups: Vec<Vec<Piece<'a>>>,
}

#[derive(Serialize)]
struct Quote<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cue: Option<Piece<'a>>,
    sources: Vec<Piece<'a>>,
    contents: Vec<Piece<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    coreferences: Vec<Piece<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
}

#[derive(Serialize)]
struct Piece<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

impl<'a> Piece<'a> {
    fn of(document: &Document<'a>, span: Span) -> Self {
        let (start, end) = document.code_points(span);
        Self {
            start,
            end,
            text: document.words(span),
        }
    }
}

/// Where each cluster is named, in the order of the text.
type Groups<'a> = HashMap<&'a ItemId, Vec<Span>>;

fn groups<'a>(document: &Document<'a>) -> Groups<'a> {
    let mut groups: Groups = HashMap::new();
    for entity in &document.annotations.entities {
        if let Some(cluster) = &entity.cluster {
            groups.entry(cluster).or_default().push(entity.span);
        }
    }
    for quote in &document.annotations.quotes {
        let speaker = quote.said.speaker.as_ref();
        if let Some((span, cluster)) = speaker.and_then(|s| Some((s.span?, s.cluster.as_ref()?))) {
            groups.entry(cluster).or_default().push(span);
        }
    }
    for spans in groups.values_mut() {
        spans.sort_unstable();
        spans.dedup();
    }
    groups
}

fn quote<'a>(document: &Document<'a>, quote: &'a Quotation, groups: &Groups<'a>) -> Quote<'a> {
    let piece = |span: Span| Piece::of(document, span);
    let speaker = quote.said.speaker.as_ref();
    let source = speaker.and_then(|speaker| speaker.span);
    // Whose words are a pronoun is told by the fullest name elsewhere.
    let cluster = speaker.and_then(|speaker| speaker.cluster.as_ref());
    let named = cluster.and_then(|id| groups.get(id)).into_iter().flatten();
    let fullest = named
        .filter(|span| source.is_some_and(|s| !s.overlaps(**span) && s.len() < span.len()))
        .max_by_key(|span| (span.len(), std::cmp::Reverse(span.start)));
    Quote {
        id: quote.id.as_str(),
        cue: quote.said.cue.map(piece),
        sources: source.map(piece).into_iter().collect(),
        contents: quote.said.content.iter().map(|span| piece(*span)).collect(),
        coreferences: fullest.map(|span| piece(*span)).into_iter().collect(),
        confidence: quote
            .score
            .map(|score| (f64::from(score) * 1e4).round() / 1e4),
    }
}

impl StreamWriter for CitronWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        losses: &mut Losses,
    ) -> io::Result<()> {
        let annotations = document.annotations;
        let groups = groups(document);
        tell(document, &groups, losses);
        let (quotes, quotes_without_cue) = annotations
            .quotes
            .iter()
            .map(|said| quote(document, said, &groups))
            .partition(|quote| quote.cue.is_some());
        let parties = annotations.clusters.iter();
        let named = parties.filter_map(|party| groups.get(&party.id));
        let coreference_groups = named.filter(|spans| spans.len() > 1).map(|spans| {
            spans
                .iter()
                .map(|span| Piece::of(document, *span))
                .collect()
        });
        let line = Line {
            id: document.article.id.as_str(),
            text: document.text(),
            offsets: "codepoint",
            sha256: document.article.sha256(),
            quotes,
            quotes_without_cue,
            coreference_groups: coreference_groups.collect(),
        };
        let json = serde_json::to_string(&line)?;
        writeln!(output, "{}", harmless(&json))
    }
}

/// Notes what there is beside quotes and who is the same.
fn tell(document: &Document<'_>, groups: &Groups<'_>, losses: &mut Losses) {
    let article = [Lack::Head, Lack::Note, Lack::Tags, Lack::Status];
    lacks::tell(document, losses, Part::Article, &article);
    let quotes = [
        Lack::Verdict,
        Lack::Kind,
        Lack::Speaker,
        Lack::Note,
        Lack::Tags,
        Lack::Link,
    ];
    lacks::tell(document, losses, Part::Quotes, &quotes);
    let clusters = [Lack::Aliases, Lack::Note, Lack::Tags, Lack::Link];
    lacks::tell(document, losses, Part::Clusters, &clusters);
    for quote in &document.annotations.quotes {
        let speaker = quote.said.speaker.as_ref();
        let cluster = speaker.and_then(|speaker| speaker.cluster.as_ref());
        let party = cluster.and_then(|id| document.party(id));
        let spans = cluster.and_then(|id| groups.get(id));
        let is_named = |name: &str| {
            let words = |span: &Span| document.words(*span).split_whitespace();
            spans.is_some_and(|spans| spans.iter().any(|s| words(s).eq(name.split_whitespace())))
        };
        if party.is_some_and(|party| spans.is_some() && !is_named(&party.name)) {
            let why = "no place for a speaker's name where none of their words are it";
            losses.note(document, Part::Quotes, Some(&quote.id), Fate::Without, why);
        }
        if quote.said.cue.is_none() {
            let why = "without a cue it stands in quotes_without_cue, which Citron does not read";
            losses.note(document, Part::Quotes, Some(&quote.id), Fate::Replaced, why);
        }
    }
    for entity in &document.annotations.entities {
        let (fate, why) = match entity.cluster {
            Some(_) => (
                Fate::Without,
                "a name stands in its group alone, without a label",
            ),
            None => (Fate::Dropped, "a name stands in a group alone"),
        };
        losses.note(document, Part::Entities, Some(&entity.id), fate, why);
    }
    lacks::drop_all(
        document,
        losses,
        Part::Dates,
        "no place for expressions of time",
    );
}
