//! Annotations as labelled spans with relations between them, which is what most formats know.
//!
//! Names keep their labels; the pieces, the cue and the speaker's words of a quote are spans of their
//! own, and so are expressions of time. A speaker's words that are a name already are that name.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::document::Document;
use super::losses::{Fate, Losses, Part};
use crate::annotation::wire::decimal;
use crate::annotation::{Dated, Entity, ItemId, Quotation, Review};
use crate::extract::{Label, QuoteKind};
use crate::span::Span;

/// The label of a quote's pieces.
pub const QUOTE: &str = "QUOTE";
/// The label of the words that attribute a quote.
pub const CUE: &str = "CUE";
/// The label of the words that name a speaker, where they are no name of their own.
pub const SPEAKER: &str = "SPEAKER";
/// The label of expressions of time that no name tells.
pub const TIMEX: &str = "TIMEX";

/// From a quote's first piece to its speaker's words.
pub const SPEAKER_OF: &str = "speaker";
/// From a quote's first piece to its cue.
pub const CUE_OF: &str = "cue";
/// From a quote's piece to its next piece.
pub const CONTINUES: &str = "continues";
/// From a name to the one before it that names the same.
pub const COREF: &str = "coref";

/// What a quote's kind is called in files.
pub fn kind(kind: QuoteKind) -> &'static str {
    match kind {
        QuoteKind::Direct => "direct",
        QuoteKind::Mixed => "mixed",
        QuoteKind::Indirect => "indirect",
    }
}

/// A labelled span.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    /// Where it stands; it covers something.
    pub span: Span,
    /// What stands there.
    pub role: Role<'a>,
}

/// What a span is.
#[derive(Clone, Copy, Debug)]
pub enum Role<'a> {
    /// A name, with the expression of time that it tells.
    Entity(&'a Entity, Option<&'a Dated>),
    /// A piece of a quote, with its number from 0.
    Piece(&'a Quotation, usize),
    /// The cue of a quote.
    Cue(&'a Quotation),
    /// The words that name a quote's speaker.
    Speaker(&'a Quotation),
    /// An expression of time.
    Date(&'a Dated),
}

/// A relation between two spans, by their places in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What it says.
    pub label: &'static str,
}

/// The labelled spans of an article, in the order of the text, and their relations.
#[derive(Clone, Debug, Default)]
pub struct Marks<'a> {
    /// The spans.
    pub list: Vec<Mark<'a>>,
    /// The relations, in the order of their beginnings.
    pub relations: Vec<Relation>,
}

impl<'a> Mark<'a> {
    /// Its label.
    pub fn label(&self) -> &'a str {
        match self.role {
            Role::Entity(entity, _) => entity.label.as_str(),
            Role::Piece(..) => QUOTE,
            Role::Cue(_) => CUE,
            Role::Speaker(_) => SPEAKER,
            Role::Date(_) => TIMEX,
        }
    }

    /// The id of its item.
    pub fn item(&self) -> &'a ItemId {
        match self.role {
            Role::Entity(entity, _) => &entity.id,
            Role::Piece(quote, _) | Role::Cue(quote) | Role::Speaker(quote) => &quote.id,
            Role::Date(date) => &date.id,
        }
    }

    /// A name of its own: the item's id, with what part of the item it is (`q49-67/cue`).
    pub fn name(&self) -> String {
        let id = self.item();
        match self.role {
            Role::Entity(..) | Role::Date(_) | Role::Piece(_, 0) => id.to_string(),
            Role::Piece(_, number) => format!("{id}/{number}"),
            Role::Cue(_) => format!("{id}/cue"),
            Role::Speaker(_) => format!("{id}/speaker"),
        }
    }

    /// What was decided about its item; none for what only belongs to an item that has another span.
    pub fn review(&self) -> Option<&'a Review> {
        match self.role {
            Role::Entity(entity, _) => Some(&entity.review),
            Role::Piece(quote, 0) => Some(&quote.review),
            Role::Date(date) => Some(&date.review),
            Role::Piece(..) | Role::Cue(_) | Role::Speaker(_) => None,
        }
    }

    /// What its item is counted among.
    pub fn part(&self) -> Part {
        match self.role {
            Role::Entity(..) => Part::Entities,
            Role::Piece(..) | Role::Cue(_) | Role::Speaker(_) => Part::Quotes,
            Role::Date(_) => Part::Dates,
        }
    }

    /// The machine's confidence in its item.
    pub fn score(&self) -> Option<f64> {
        let score = match self.role {
            Role::Entity(entity, _) => entity.score,
            Role::Piece(quote, 0) => quote.score,
            Role::Piece(..) | Role::Cue(_) | Role::Speaker(_) | Role::Date(_) => None,
        };
        score.map(decimal)
    }

    /// The cluster that its words name.
    pub fn cluster(&self) -> Option<&'a ItemId> {
        match self.role {
            Role::Entity(entity, _) => entity.cluster.as_ref(),
            Role::Speaker(quote) => quote.said.speaker.as_ref()?.cluster.as_ref(),
            Role::Piece(..) | Role::Cue(_) | Role::Date(_) => None,
        }
    }

    /// The ISO 8601 value of the expression of time that it is or tells.
    pub fn value(&self) -> Option<&'a str> {
        match self.role {
            Role::Entity(_, date) => date?.value.as_deref(),
            Role::Date(date) => date.value.as_deref(),
            Role::Piece(..) | Role::Cue(_) | Role::Speaker(_) => None,
        }
    }
}

impl<'a> Marks<'a> {
    /// The labelled spans of a document. Spans that cover nothing are left out, and noted.
    pub fn of(document: &Document<'a>, losses: &mut Losses) -> Self {
        let mut list = spans(document);
        list.retain(|mark| {
            let covers = !mark.span.is_empty() && mark.span.fits(document.text());
            if !covers {
                let (part, item) = (mark.part(), mark.item());
                losses.note(document, part, Some(item), Fate::Dropped, "covers nothing");
            }
            covers
        });
        for mark in &list {
            if let Role::Entity(entity, Some(date)) = mark.role
                && is_more(date, entity)
            {
                let why = "a name of the same words tells it, without its review";
                losses.note(document, Part::Dates, Some(&date.id), Fate::Dropped, why);
            }
        }
        list.sort_by_key(|mark| (mark.span.start, Reverse(mark.span.end)));
        let relations = relations(&list);
        Self { list, relations }
    }

    /// The label of each relation in it, with its two spans.
    pub fn related(&self) -> impl Iterator<Item = (&'static str, &Mark<'a>, &Mark<'a>)> {
        self.relations.iter().filter_map(|relation| {
            let (from, to) = (self.list.get(relation.from)?, self.list.get(relation.to)?);
            Some((relation.label, from, to))
        })
    }
}

/// Whether a date says more than its value beside the name of the same words.
fn is_more(date: &Dated, entity: &Entity) -> bool {
    let review = &date.review;
    let own = review.note.is_some() || !review.tags.is_empty() || review.link.is_some();
    own || date.value.is_none() || review.verdict != entity.review.verdict
}

fn spans<'a>(document: &Document<'a>) -> Vec<Mark<'a>> {
    let annotations = document.annotations;
    let mut told: HashMap<Span, &Dated> = annotations
        .dates
        .iter()
        .rev()
        .map(|d| (d.span, d))
        .collect();
    let mut list: Vec<Mark> = Vec::new();
    for (_, date) in annotations.dates_alone() {
        told.remove(&date.span);
        list.push(Mark {
            span: date.span,
            role: Role::Date(date),
        });
    }
    for entity in &annotations.entities {
        let date = (entity.label == Label::DATE).then(|| told.get(&entity.span).copied());
        list.push(Mark {
            span: entity.span,
            role: Role::Entity(entity, date.flatten()),
        });
    }
    let names: HashMap<(Span, Option<&ItemId>), &Entity> = annotations
        .entities
        .iter()
        .map(|entity| ((entity.span, entity.cluster.as_ref()), entity))
        .collect();
    for quote in &annotations.quotes {
        let pieces = quote.said.content.iter().enumerate();
        list.extend(pieces.map(|(number, span)| Mark {
            span: *span,
            role: Role::Piece(quote, number),
        }));
        list.extend(quote.said.cue.map(|span| Mark {
            span,
            role: Role::Cue(quote),
        }));
        let speaker = quote.said.speaker.as_ref();
        let words = speaker.and_then(|speaker| Some((speaker.span?, speaker.cluster.as_ref())));
        list.extend(
            words
                .filter(|key| !names.contains_key(key))
                .map(|(span, _)| Mark {
                    span,
                    role: Role::Speaker(quote),
                }),
        );
    }
    list
}

fn relations(list: &[Mark]) -> Vec<Relation> {
    let mut relations = Vec::new();
    let mut pieces: HashMap<(&ItemId, usize), usize> = HashMap::new();
    let mut names: HashMap<(Span, Option<&ItemId>), usize> = HashMap::new();
    let mut last: HashMap<&ItemId, usize> = HashMap::new();
    for (at, mark) in list.iter().enumerate() {
        if let Role::Piece(quote, number) = mark.role {
            pieces.insert((&quote.id, number), at);
        }
        if let Role::Entity(entity, _) = mark.role {
            names.insert((entity.span, entity.cluster.as_ref()), at);
            if let Some(cluster) = &entity.cluster
                && let Some(before) = last.insert(cluster, at)
            {
                relations.push(Relation {
                    from: at,
                    to: before,
                    label: COREF,
                });
            }
        }
    }
    for (at, mark) in list.iter().enumerate() {
        let (id, from, label) = match mark.role {
            Role::Cue(quote) => (&quote.id, 0, CUE_OF),
            Role::Speaker(quote) => (&quote.id, 0, SPEAKER_OF),
            Role::Piece(quote, number) if number > 0 => (&quote.id, number - 1, CONTINUES),
            Role::Piece(quote, _) => {
                let speaker = quote.said.speaker.as_ref();
                let words = speaker.and_then(|s| Some((s.span?, s.cluster.as_ref())));
                relations.extend(words.and_then(|key| names.get(&key)).map(|to| Relation {
                    from: at,
                    to: *to,
                    label: SPEAKER_OF,
                }));
                continue;
            }
            Role::Entity(..) | Role::Date(_) => continue,
        };
        relations.extend(pieces.get(&(id, from)).map(|from| Relation {
            from: *from,
            to: at,
            label,
        }));
    }
    relations.sort();
    relations
}
