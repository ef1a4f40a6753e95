//! The order of items: of each kind among its own, and of all as they are stepped through.

use std::cmp::{Ordering, Reverse};

use super::{
    Annotations, Dated, Entity, ItemId, ItemRef, Ordered, Party, Quotation, Review, Verdict,
};
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
}

impl Listed {
    fn entity(entity: &Entity) -> Self {
        Self {
            span: entity.span,
            item: ItemRef::Entity(entity.id.clone()),
            verdict: entity.review.verdict,
        }
    }

    fn quote(quote: &Quotation) -> Self {
        Self {
            span: quote.extent(),
            item: ItemRef::Quote(quote.id.clone()),
            verdict: quote.review.verdict,
        }
    }

    fn date(date: &Dated) -> Self {
        Self {
            span: date.span,
            item: ItemRef::Date(date.id.clone()),
            verdict: date.review.verdict,
        }
    }

    /// How it stands to an item that stands at a span: where they begin, the longer ones first.
    pub fn order_to(&self, span: Span, item: &ItemRef) -> Ordering {
        by_span(self.span, span).then_with(|| self.item.cmp(item))
    }
}

impl Ordered for Listed {
    fn order(&self, other: &Self) -> Ordering {
        self.order_to(other.span, &other.item)
    }

    fn id(&self) -> &ItemId {
        self.item.id()
    }

    fn key(&self) -> usize {
        self.span.start
    }

    fn reach(&self) -> Span {
        self.span
    }
}

/// Whether an entity tells a date, so that the two are one for the analyst.
fn tells(entity: &Entity, date: &Dated) -> bool {
    entity.span == date.span
        && entity.label == Label::DATE
        && entity.review.verdict != Verdict::Rejected
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

    fn id(&self) -> &ItemId {
        &self.id
    }

    fn key(&self) -> usize {
        self.span.start
    }

    fn reach(&self) -> Span {
        self.span
    }
}

impl Ordered for Quotation {
    fn order(&self, other: &Self) -> Ordering {
        by_span(self.extent(), other.extent()).then_with(|| self.id.cmp(&other.id))
    }

    fn id(&self) -> &ItemId {
        &self.id
    }

    fn key(&self) -> usize {
        self.extent().start
    }

    fn reach(&self) -> Span {
        let speaker = self.said.speaker.as_ref().and_then(|speaker| speaker.span);
        let beside = [self.said.cue, speaker].into_iter().flatten();
        beside.fold(self.extent(), Span::union)
    }
}

impl Ordered for Dated {
    fn order(&self, other: &Self) -> Ordering {
        by_span(self.span, other.span).then_with(|| self.id.cmp(&other.id))
    }

    fn id(&self) -> &ItemId {
        &self.id
    }

    fn key(&self) -> usize {
        self.span.start
    }

    fn reach(&self) -> Span {
        self.span
    }
}

impl Ordered for Party {
    /// `c2` stands before `c10`, and both before a person's UUID.
    fn order(&self, other: &Self) -> Ordering {
        (self.key(), &self.id).cmp(&(other.key(), &other.id))
    }

    fn id(&self) -> &ItemId {
        &self.id
    }

    fn key(&self) -> usize {
        let number = self.id.as_str().strip_prefix('c');
        let number = number.and_then(|number| number.parse().ok());
        number.unwrap_or(usize::MAX)
    }

    fn reach(&self) -> Span {
        Span::default()
    }
}

impl Annotations {
    /// Whether a date is already told by an entity of the same range, which is reviewed in its place.
    pub fn date_has_entity(&self, date: &Dated) -> bool {
        let mut there = self.entities.at_key(date.span.start);
        there.any(|(_, entity)| tells(entity, date))
    }

    /// What an analyst steps through, in the order of the text: entities, quotes, and the dates that no entity tells.
    pub fn items(&self) -> Vec<Listed> {
        let entities = self.entities.iter().map(Listed::entity);
        let quotes = self.quotes.iter().map(Listed::quote);
        let dates = self.dates_alone().map(|(_, date)| Listed::date(date));
        let mut items: Vec<Listed> = entities.chain(quotes).chain(dates).collect();
        items.sort_by(Ordered::order);
        items
    }

    /// Those of [`Self::items`] that begin at a byte, where every list is in its order.
    pub fn items_from(&self, start: usize) -> Vec<Listed> {
        let entities = self.entities.at_key(start);
        let quotes = self.quotes.at_key(start);
        let dates = self.dates.at_key(start);
        let dates = dates.filter(|(_, date)| !self.date_has_entity(date));
        let mut items: Vec<Listed> = entities
            .map(|(_, entity)| Listed::entity(entity))
            .chain(quotes.map(|(_, quote)| Listed::quote(quote)))
            .chain(dates.map(|(_, date)| Listed::date(date)))
            .collect();
        items.sort_by(Ordered::order);
        items
    }

    /// The dates that no entity tells, each with its place, in order.
    pub fn dates_alone(&self) -> impl Iterator<Item = (usize, &Dated)> {
        // Entities and dates go by their starts: both are walked through once.
        let mut rest = self.entities.iter().peekable();
        let mut there: Vec<&Entity> = Vec::new();
        self.dates.iter().enumerate().filter(move |(_, date)| {
            let start = date.span.start;
            there.retain(|entity| entity.span.start == start);
            while let Some(entity) = rest.next_if(|entity| entity.span.start <= start) {
                if entity.span.start == start {
                    there.push(entity);
                }
            }
            !there.iter().any(|entity| tells(entity, date))
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
        self.entities.sort();
        self.quotes.sort();
        self.dates.sort();
        self.clusters.sort();
        self.sort_unplaced();
    }

    /// Puts in order what waits for its place.
    pub(super) fn sort_unplaced(&mut self) {
        self.unplaced
            .sort_by_cached_key(|unplaced| (unplaced.near, unplaced.key()));
    }
}
