//! Writes tasks.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::annotation::{Annotations, ItemId, Party, Review, Status, Verdict};
use crate::interchange::document::{Document, Heading};
use crate::interchange::json::harmless;
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::marks::{Mark, Marks, Role, kind};
use crate::interchange::words::tiling;
use crate::interchange::writer::StreamWriter;
use crate::span::Span;

/// Writes a task a line. Offsets are code points; tokens end where spans do, so that no span is
/// misaligned.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProdigyWriter;

#[derive(Serialize)]
struct Task<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    spans: Vec<Labelled<'a>>,
    relations: Vec<Relation<'a>>,
    clusters: Vec<Cluster<'a>>,
    meta: Meta<'a>,
    offsets: &'static str,
    sha256: String,
    status: Status,
    tags: &'a [String],
    note: Option<&'a str>,
    #[serde(rename = "_annotator_id")]
    annotator: &'a str,
    answer: &'static str,
    #[serde(rename = "_view_id")]
    view: &'static str,
}

#[derive(Serialize)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    id: usize,
    ws: bool,
}

/// Where a span stands; `token_end` is the last token.
#[derive(Clone, Copy, Serialize)]
struct Place<'a> {
    start: usize,
    end: usize,
    token_start: usize,
    token_end: usize,
    label: &'a str,
}

#[derive(Serialize)]
struct Labelled<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    piece: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    negated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<Speaker<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(flatten)]
    decided: Option<Decided<'a>>,
}

#[derive(Serialize)]
struct Speaker<'a> {
    cluster: Option<&'a str>,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct Decided<'a> {
    verdict: Verdict,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
}

impl<'a> Decided<'a> {
    fn of(review: &'a Review) -> Self {
        Self {
            verdict: review.verdict,
            tags: &review.tags,
            note: review.note.as_deref(),
            link: review.link.as_deref(),
            updated: review.updated.map(|time| time.to_string()),
        }
    }
}

#[derive(Serialize)]
struct Relation<'a> {
    head: usize,
    child: usize,
    label: &'static str,
    head_span: Place<'a>,
    child_span: Place<'a>,
    /// Of which items those spans are, where others have the same label at the same place.
    #[serde(skip_serializing_if = "Option::is_none")]
    head_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    child_id: Option<&'a str>,
}

#[derive(Serialize)]
struct Cluster<'a> {
    id: &'a str,
    label: &'a str,
    name: &'a str,
    aliases: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(flatten)]
    decided: Decided<'a>,
}

impl<'a> Cluster<'a> {
    fn of(party: &'a Party) -> Self {
        Self {
            id: party.id.as_str(),
            label: party.label.as_str(),
            name: &party.name,
            aliases: &party.aliases,
            key: party.key.as_deref(),
            decided: Decided::of(&party.review),
        }
    }
}

/// What the foot of a card shows.
#[derive(Serialize)]
struct Meta<'a> {
    id: &'a str,
    #[serde(flatten)]
    heading: Heading<'a>,
}

impl<'a> Meta<'a> {
    fn of(document: &Document<'a>) -> Self {
        Self {
            id: document.article.id.as_str(),
            heading: document.heading(),
        }
    }
}

/// The tokens of a document, and at which byte each begins and ends.
struct Tokens<'a> {
    list: Vec<Token<'a>>,
    starting: HashMap<usize, usize>,
    ending: HashMap<usize, usize>,
}

impl<'a> Tokens<'a> {
    fn of(document: &Document<'a>, marks: &Marks<'a>) -> Self {
        let tiling = tiling(document.text(), marks.list.iter().map(|mark| mark.span));
        let mut tokens = Self {
            list: Vec::with_capacity(tiling.len()),
            starting: HashMap::with_capacity(tiling.len()),
            ending: HashMap::with_capacity(tiling.len()),
        };
        for (id, token) in tiling.into_iter().enumerate() {
            let (start, end) = document.code_points(token.span);
            tokens.starting.insert(token.span.start, id);
            tokens.ending.insert(token.span.end, id);
            tokens.list.push(Token {
                text: document.words(token.span),
                start,
                end,
                id,
                ws: token.space,
            });
        }
        tokens
    }

    fn place(&self, document: &Document<'a>, span: Span, label: &'a str) -> Option<Place<'a>> {
        let (start, end) = document.code_points(span);
        Some(Place {
            start,
            end,
            token_start: *self.starting.get(&span.start)?,
            token_end: *self.ending.get(&span.end)?,
            label,
        })
    }
}

fn labelled<'a>(document: &Document<'a>, place: Place<'a>, mark: &Mark<'a>) -> Labelled<'a> {
    let (piece, quote) = match mark.role {
        Role::Piece(quote, number) => (
            (quote.said.content.len() > 1).then_some(number),
            (number == 0).then_some(quote),
        ),
        _ => (None, None),
    };
    let said = quote.map(|quote| &quote.said);
    let speaker = said.and_then(|said| said.speaker.as_ref());
    Labelled {
        place,
        text: document.words(mark.span),
        id: mark.item().as_str(),
        piece,
        kind: said.map(|said| kind(said.kind)),
        negated: said.map(|said| said.negated),
        speaker: speaker.map(|speaker| Speaker {
            cluster: speaker.cluster.as_ref().map(ItemId::as_str),
            name: speaker.name.as_deref(),
        }),
        value: mark.value(),
        cluster: mark.cluster().map(ItemId::as_str),
        score: mark.score(),
        decided: mark.review().map(Decided::of),
    }
}

/// The item of a span, where others have the same label at the same place.
fn id<'a>(alike: &HashMap<(Span, &str), usize>, mark: &Mark<'a>) -> Option<&'a str> {
    let is_alone = alike.get(&(mark.span, mark.label())) <= Some(&1);
    (!is_alone).then(|| mark.item().as_str())
}

/// What the annotator answered: only reviewed articles are accepted tasks, and not those in which all
/// is wrong.
fn answer(annotations: &Annotations) -> &'static str {
    let names = annotations.entities.iter().map(|e| &e.review);
    let quotes = annotations.quotes.iter().map(|q| &q.review);
    let dates = annotations.dates.iter().map(|d| &d.review);
    let mut all = names.chain(quotes).chain(dates).peekable();
    let is_wrong = all.peek().is_some() && all.all(|it| it.verdict == Verdict::Rejected);
    match annotations.status {
        Status::Reviewed if is_wrong => "reject",
        Status::Reviewed => "accept",
        Status::New | Status::InProgress | Status::Skipped => "ignore",
    }
}

impl StreamWriter for ProdigyWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        losses: &mut Losses,
    ) -> io::Result<()> {
        let annotations = document.annotations;
        for quote in annotations
            .quotes
            .iter()
            .filter(|q| q.said.content.len() > 1)
        {
            let why = "each piece is a span of its own, related to the one before it";
            losses.note(document, Part::Quotes, Some(&quote.id), Fate::Split, why);
        }
        let marks = Marks::of(document, losses);
        let tokens = Tokens::of(document, &marks);
        let spans = marks.list.iter().filter_map(|mark| {
            let place = tokens.place(document, mark.span, mark.label())?;
            Some(labelled(document, place, mark))
        });
        let mut alike: HashMap<(Span, &str), usize> = HashMap::new();
        for mark in &marks.list {
            *alike.entry((mark.span, mark.label())).or_default() += 1;
        }
        let relations = marks.related().filter_map(|(label, from, to)| {
            let head_span = tokens.place(document, from.span, from.label())?;
            let child_span = tokens.place(document, to.span, to.label())?;
            Some(Relation {
                head: head_span.token_end,
                child: child_span.token_end,
                label,
                head_span,
                child_span,
                head_id: id(&alike, from),
                child_id: id(&alike, to),
            })
        });
        let (spans, relations) = (spans.collect(), relations.collect());
        let task = Task {
            text: document.text(),
            tokens: tokens.list,
            spans,
            relations,
            clusters: annotations.clusters.iter().map(Cluster::of).collect(),
            meta: Meta::of(document),
            offsets: "codepoint",
            sha256: document.article.sha256(),
            status: annotations.status,
            tags: &annotations.tags,
            note: annotations.note.as_deref(),
            annotator: document.annotator,
            answer: answer(annotations),
            view: "relations",
        };
        let json = serde_json::to_string(&task)?;
        writeln!(output, "{}", harmless(&json))
    }
}
