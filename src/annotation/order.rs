//! The order of items: of each kind among its own, and of all as they are stepped through.

use std::cmp::{Ordering, Reverse};

use super::{Annotations, Dated, Entity, ItemId, ItemRef, Party, Quotation, Review, Verdict};
use crate::extract::Label;
use crate::span::Span;

/// An item in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands.
    pub span: Span,
    /// The item.
    pub item: ItemRef,
    /// What was decided about it.
    pub verdict: Verdict,
    /// Its place among the entities, quotes or dates.
    pub at: usize,
}

impl Listed {
    fn entity(at: usize, entity: &Entity) -> Self {
        Self {
            span: entity.span,
            item: ItemRef::Entity(entity.id.clone()),
            verdict: entity.review.verdict,
            at,
        }
    }

    fn quote(at: usize, quote: &Quotation) -> Self {
        Self {
            span: quote.extent(),
            item: ItemRef::Quote(quote.id.clone()),
            verdict: quote.review.verdict,
            at,
        }
    }

    fn date(at: usize, date: &Dated) -> Self {
        Self {
            span: date.span,
            item: ItemRef::Date(date.id.clone()),
            verdict: date.review.verdict,
            at,
        }
    }

    /// What items stand in the order of: where they begin, the longer ones first.
    pub fn order(&self) -> (usize, Reverse<usize>, &ItemRef) {
        (self.span.start, Reverse(self.span.end), &self.item)
    }
}

/// Whether an entity tells a date, so that the two are one for the analyst.
fn tells(entity: &Entity, date: &Dated) -> bool {
    entity.span == date.span
        && entity.label == Label::DATE
        && entity.review.verdict != Verdict::Rejected
}

/// An item that has its order among those of its kind.
pub trait Ordered {
    /// How it stands to another one.
    fn order(&self, other: &Self) -> Ordering;
}

fn by_span(one: Span, other: Span) -> Ordering {
    let of = |span: Span| (span.start, Reverse(span.end));
    of(one).cmp(&of(other))
}

impl Ordered for Entity {
    fn order(&self, other: &Self) -> Ordering {
        by_span(self.span, other.span)
            .then_with(|| (&self.label, &self.id).cmp(&(&other.label, &other.id)))
    }
}

impl Ordered for Quotation {
    fn order(&self, other: &Self) -> Ordering {
        by_span(self.extent(), other.extent()).then_with(|| self.id.cmp(&other.id))
    }
}

impl Ordered for Dated {
    fn order(&self, other: &Self) -> Ordering {
        by_span(self.span, other.span).then_with(|| self.id.cmp(&other.id))
    }
}

impl Ordered for Party {
    /// `c2` stands before `c10`, and both before a person's UUID.
    fn order(&self, other: &Self) -> Ordering {
        let number = |id: &ItemId| id.as_str().strip_prefix('c')?.parse().ok();
        let of = |party: &Self| number(&party.id).unwrap_or(u64::MAX);
        of(self)
            .cmp(&of(other))
            .then_with(|| self.id.cmp(&other.id))
    }
}

impl Annotations {
    /// Whether a date is already told by an entity of the same range, which is reviewed in its place.
    pub fn date_has_entity(&self, date: &Dated) -> bool {
        let first = self
            .entities
            .partition_point(|e| e.span.start < date.span.start);
        self.entities
            .iter()
            .skip(first)
            .take_while(|e| e.span.start == date.span.start)
            .any(|e| tells(e, date))
    }

    /// What an analyst steps through, in the order of the text: entities, quotes, and the dates that no entity tells.
    pub fn items(&self) -> Vec<Listed> {
        let entities = self.entities.iter().enumerate();
        let quotes = self.quotes.iter().enumerate();
        let mut items: Vec<Listed> = entities
            .map(|(at, entity)| Listed::entity(at, entity))
            .chain(quotes.map(|(at, quote)| Listed::quote(at, quote)))
            .chain(self.dates_alone().map(|(at, date)| Listed::date(at, date)))
            .collect();
        items.sort_by(|a, b| a.order().cmp(&b.order()));
        items
    }

    /// Those of [`Self::items`] that begin at a byte, where every list is in its order.
    pub fn items_from(&self, start: usize) -> Vec<Listed> {
        let first = self.entities.partition_point(|e| e.span.start < start);
        let entities = self.entities.iter().enumerate().skip(first);
        let entities = entities.take_while(|(_, e)| e.span.start == start);
        let first = self.quotes.partition_point(|q| q.extent().start < start);
        let quotes = self.quotes.iter().enumerate().skip(first);
        let quotes = quotes.take_while(|(_, q)| q.extent().start == start);
        let first = self.dates.partition_point(|d| d.span.start < start);
        let dates = self.dates.iter().enumerate().skip(first);
        let dates = dates.take_while(|(_, d)| d.span.start == start);
        let dates = dates.filter(|(_, date)| !self.date_has_entity(date));
        let mut items: Vec<Listed> = entities
            .map(|(at, entity)| Listed::entity(at, entity))
            .chain(quotes.map(|(at, quote)| Listed::quote(at, quote)))
            .chain(dates.map(|(at, date)| Listed::date(at, date)))
            .collect();
        items.sort_by(|a, b| a.order().cmp(&b.order()));
        items
    }

    /// The dates that no entity tells, each with its place, in order.
    pub fn dates_alone(&self) -> impl Iterator<Item = (usize, &Dated)> {
        // Entities and dates go by their starts: both are walked through once.
        let mut first = 0;
        self.dates.iter().enumerate().filter(move |(_, date)| {
            let rest = self.entities.get(first..).unwrap_or_default();
            first += rest
                .iter()
                .take_while(|e| e.span.start < date.span.start)
                .count();
            let rest = self.entities.get(first..).unwrap_or_default();
            !rest
                .iter()
                .take_while(|e| e.span.start == date.span.start)
                .any(|e| tells(e, date))
        })
    }

    /// How many of [`Self::items`] nobody decided yet.
    pub fn undecided(&self) -> usize {
        let open = |review: &Review| review.verdict == Verdict::Unreviewed;
        self.entities.iter().filter(|e| open(&e.review)).count()
            + self.quotes.iter().filter(|q| open(&q.review)).count()
            + self.dates_alone().filter(|(_, d)| open(&d.review)).count()
    }

    /// Puts every list in its order.
    pub fn sort(&mut self) {
        self.entities.sort_by(Ordered::order);
        self.quotes.sort_by(Ordered::order);
        self.dates.sort_by(Ordered::order);
        self.clusters.sort_by(Ordered::order);
        self.unplaced
            .sort_by_cached_key(|unplaced| (unplaced.near, unplaced.key()));
    }
}
