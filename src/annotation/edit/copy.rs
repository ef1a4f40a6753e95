//! What was decided about another article of the same text.

use std::collections::{HashMap, HashSet};

use super::{Change, Making, Swap, made};
use crate::annotation::{
    Annotations, Dated, Entity, ItemId, Party, Quotation, Review, Status, Verdict,
};
use crate::extract::Label;
use crate::span::Span;

/// Decides as was decided in `from`, about the same text. What was decided here already stays.
pub(super) fn copy(
    annotations: &Annotations,
    from: &Annotations,
    making: &mut Making<'_>,
) -> Vec<Change> {
    let entities = annotations.entities.iter();
    let quotes = annotations.quotes.iter();
    let mut copying = Copying {
        entities: entities
            .filter(|e| is_decided(&e.review))
            .map(|e| (e.span, &e.label))
            .collect(),
        quotes: quotes
            .filter(|q| is_decided(&q.review))
            .map(|q| q.said.content.as_slice())
            .collect(),
        parties: annotations
            .clusters
            .iter()
            .map(|party| (original(party), party))
            .collect(),
        annotations,
        from,
        making,
        changes: Vec::new(),
        clusters: HashMap::new(),
    };
    for party in &from.clusters {
        if is_decided(&party.review) {
            copying.cluster(&party.id);
        }
    }
    copying.entities();
    copying.quotes();
    copying.dates();
    copying.article();
    copying.changes
}

fn is_decided(review: &Review) -> bool {
    review.verdict != Verdict::Unreviewed || review.updated.is_some()
}

/// What the machine took a cluster for.
fn original(party: &Party) -> (&Label, &str) {
    match &party.was {
        Some((label, name)) => (label, name),
        None => (&party.label, &party.name),
    }
}

struct Copying<'a, 'b> {
    annotations: &'a Annotations,
    /// The entities, and quotes, that are decided here.
    entities: HashSet<(Span, &'a Label)>,
    quotes: HashSet<&'a [Span]>,
    /// The clusters here by what the machine took them for.
    parties: HashMap<(&'a Label, &'a str), &'a Party>,
    from: &'a Annotations,
    making: &'a mut Making<'b>,
    changes: Vec<Change>,
    /// The clusters here that those there are.
    clusters: HashMap<ItemId, Option<ItemId>>,
}

impl Copying<'_, '_> {
    /// The cluster here that one there is: the same one, as a rule; where it is not here, it is made.
    fn cluster(&mut self, id: &ItemId) -> Option<ItemId> {
        if let Some(known) = self.clusters.get(id) {
            return known.clone();
        }
        let found = self.cluster_anew(id);
        self.clusters.insert(id.clone(), found.clone());
        found
    }

    fn cluster_anew(&mut self, id: &ItemId) -> Option<ItemId> {
        let party = self.from.cluster(id)?;
        let own = self.annotations.cluster(id);
        let own = own.filter(|own| original(own) == original(party));
        let own = own.or_else(|| self.parties.get(&original(party)).copied());
        let Some(own) = own else {
            let id = self.free_id(id, party.review.verdict, |id| {
                self.annotations.cluster(id).is_none()
            });
            let party = Party {
                id: id.clone(),
                review: self.review(&party.review),
                ..party.clone()
            };
            self.changes.push(Change::Cluster(id.clone(), made(party)));
            return Some(id);
        };
        if is_decided(&party.review) && !is_decided(&own.review) {
            let after = Party {
                id: own.id.clone(),
                review: self.review(&party.review),
                ..party.clone()
            };
            let swap = swap(own, after);
            self.changes.push(Change::Cluster(own.id.clone(), swap));
        }
        Some(own.id.clone())
    }

    fn entities(&mut self) {
        let decided = self.from.entities.iter();
        for entity in decided.filter(|e| is_decided(&e.review)) {
            let own = self.annotations.entity(&entity.id);
            if own.is_some_and(|own| is_decided(&own.review)) {
                continue;
            }
            if self.entities.contains(&(entity.span, &entity.label)) {
                continue;
            }
            let id = self.free_id(&entity.id, entity.review.verdict, |_| true);
            let cluster = entity.cluster.as_ref().and_then(|id| self.cluster(id));
            let after = Entity {
                id: id.clone(),
                cluster,
                review: self.review(&entity.review),
                ..entity.clone()
            };
            let swap = own.map_or_else(|| made(after.clone()), |own| swap(own, after.clone()));
            self.changes.push(Change::Entity(id, swap));
        }
    }

    fn quotes(&mut self) {
        let decided = self.from.quotes.iter();
        for quote in decided.filter(|q| is_decided(&q.review)) {
            let own = self.annotations.quote(&quote.id);
            if own.is_some_and(|own| is_decided(&own.review)) {
                continue;
            }
            if self.quotes.contains(quote.said.content.as_slice()) {
                continue;
            }
            let id = self.free_id(&quote.id, quote.review.verdict, |_| true);
            let mut after = Quotation {
                id: id.clone(),
                review: self.review(&quote.review),
                ..quote.clone()
            };
            if let Some(speaker) = &mut after.said.speaker {
                speaker.cluster = speaker.cluster.take().and_then(|id| self.cluster(&id));
            }
            let swap = own.map_or_else(|| made(after.clone()), |own| swap(own, after.clone()));
            self.changes.push(Change::Quote(id, swap));
        }
    }

    fn dates(&mut self) {
        let decided = self.from.dates.iter();
        for date in decided.filter(|d| is_decided(&d.review)) {
            let own = self.annotations.date(&date.id);
            if own.is_some_and(|own| is_decided(&own.review)) {
                continue;
            }
            let id = self.free_id(&date.id, date.review.verdict, |_| true);
            let after = Dated {
                id: id.clone(),
                review: self.review(&date.review),
                ..date.clone()
            };
            let swap = own.map_or_else(|| made(after.clone()), |own| swap(own, after.clone()));
            self.changes.push(Change::Date(id, swap));
        }
    }

    /// Tags, and whether the work is done.
    fn article(&mut self) {
        let (own, from) = (self.annotations, self.from);
        let mut tags = own.tags.clone();
        tags.extend(from.tags.iter().filter(|t| !own.tags.contains(t)).cloned());
        if tags != own.tags {
            self.changes.push(Change::Tags(Swap {
                before: own.tags.clone(),
                after: tags,
            }));
        }
        let done = |status: Status| matches!(status, Status::Reviewed | Status::Skipped);
        if done(from.status) && !done(own.status) {
            self.changes.push(Change::Status(Swap {
                before: own.status,
                after: from.status,
            }));
        }
    }

    fn review(&self, of: &Review) -> Review {
        let updated = is_decided(of).then_some(self.making.now);
        Review {
            updated,
            ..of.clone()
        }
    }

    /// A machine's id is the same everywhere; what a person made has one of its own everywhere.
    fn free_id(
        &mut self,
        id: &ItemId,
        verdict: Verdict,
        is_free: impl Fn(&ItemId) -> bool,
    ) -> ItemId {
        if verdict != Verdict::Added && is_free(id) {
            return id.clone();
        }
        ItemId::new((self.making.new_id)())
    }
}

fn swap<T: Clone>(before: &T, after: T) -> Swap<Option<T>> {
    Swap {
        before: Some(before.clone()),
        after: Some(after),
    }
}
