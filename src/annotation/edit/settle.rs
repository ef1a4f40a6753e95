//! Items that wait for their place in a changed text.

use super::{Change, Making, gone, made};
use crate::annotation::anchor::Placed;
use crate::annotation::{Annotations, ItemId, Review, Verdict};

/// Puts an item that waits where it stands. What a machine suggested there again, and nobody
/// decided, makes way; where something like it was decided already, nothing changes.
pub(super) fn place(
    annotations: &Annotations,
    key: &ItemId,
    placed: &Placed,
    making: &mut Making<'_>,
) -> Vec<Change> {
    let Some(unplaced) = annotations.unplaced.iter().find(|u| u.is(key)) else {
        return Vec::new();
    };
    let mut changes = vec![Change::Unplaced(key.clone(), gone(unplaced))];
    let mut free = |id: &ItemId, verdict: Verdict, is_taken: &dyn Fn(&ItemId) -> bool| {
        if !is_taken(id) {
            return id.clone();
        }
        if verdict == Verdict::Added {
            return ItemId::new((making.new_id)());
        }
        let numbered = (2u64..).map(|n| ItemId::new(format!("{id}-{n}")));
        let mut numbered = numbered.filter(|id| !is_taken(id));
        numbered.next().unwrap_or_else(|| id.clone())
    };
    match placed {
        Placed::Entity(entity) => {
            let mut entity = entity.clone();
            let same = annotations.entities.iter();
            let same = same.filter(|e| e.span == entity.span && e.label == entity.label);
            for other in same {
                if is_decided(&other.review) {
                    return Vec::new();
                }
                changes.push(Change::Entity(other.id.clone(), gone(other)));
            }
            let gone = |id: &ItemId| {
                changes
                    .iter()
                    .any(|c| matches!(c, Change::Entity(i, _) if i == id))
            };
            let is_taken = |id: &ItemId| annotations.entity(id).is_some() && !gone(id);
            entity.id = free(&entity.id, entity.review.verdict, &is_taken);
            entity.cluster = entity
                .cluster
                .filter(|id| annotations.cluster(id).is_some());
            entity.review.updated = Some(making.now);
            changes.push(Change::Entity(entity.id.clone(), made(entity)));
        }
        Placed::Quote(quote) => {
            let mut quote = quote.clone();
            for other in annotations
                .quotes
                .iter()
                .filter(|q| q.extent() == quote.extent())
            {
                if is_decided(&other.review) {
                    return Vec::new();
                }
                changes.push(Change::Quote(other.id.clone(), gone(other)));
            }
            let gone = |id: &ItemId| {
                changes
                    .iter()
                    .any(|c| matches!(c, Change::Quote(i, _) if i == id))
            };
            let is_taken = |id: &ItemId| annotations.quote(id).is_some() && !gone(id);
            quote.id = free(&quote.id, quote.review.verdict, &is_taken);
            if let Some(speaker) = &mut quote.said.speaker
                && let Some(cluster) = &speaker.cluster
                && annotations.cluster(cluster).is_none()
            {
                // Whoever it was, the name is still known.
                let name = unplaced.item.pointer("/speaker/name");
                speaker.cluster = None;
                speaker.name = name.and_then(|name| name.as_str()).map(str::to_owned);
            }
            quote.review.updated = Some(making.now);
            changes.push(Change::Quote(quote.id.clone(), made(quote)));
        }
        Placed::Date(date) => {
            let mut date = date.clone();
            for other in annotations.dates.iter().filter(|d| d.span == date.span) {
                if is_decided(&other.review) {
                    return Vec::new();
                }
                changes.push(Change::Date(other.id.clone(), gone(other)));
            }
            let gone = |id: &ItemId| {
                changes
                    .iter()
                    .any(|c| matches!(c, Change::Date(i, _) if i == id))
            };
            let is_taken = |id: &ItemId| annotations.date(id).is_some() && !gone(id);
            date.id = free(&date.id, date.review.verdict, &is_taken);
            date.review.updated = Some(making.now);
            changes.push(Change::Date(date.id.clone(), made(date)));
        }
    }
    changes
}

/// Lets an item go that waits.
pub(super) fn let_go(annotations: &Annotations, key: &ItemId) -> Vec<Change> {
    let unplaced = annotations.unplaced.iter().find(|u| u.is(key));
    let gone = unplaced.map(|unplaced| Change::Unplaced(key.clone(), gone(unplaced)));
    gone.into_iter().collect()
}

fn is_decided(review: &Review) -> bool {
    review.verdict != Verdict::Unreviewed || review.updated.is_some()
}
