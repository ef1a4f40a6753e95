//! Right or wrong.

use super::correct::{change_review, edited};
use super::{Change, gone};
use crate::annotation::{Annotations, Entity, ItemId, ItemRef, Review, Timestamp, Verdict};
use crate::extract::Label;

pub(super) fn accept(annotations: &Annotations, item: &ItemRef, now: Timestamp) -> Vec<Change> {
    let accepted = |review: &mut Review| {
        if matches!(review.verdict, Verdict::Unreviewed | Verdict::Rejected) {
            review.verdict = Verdict::Accepted;
        }
    };
    let mut changes = change_review(annotations, item, now, accepted);
    if changes.is_empty() {
        return changes;
    }
    // Who a name belongs to is accepted with the name; a date with the entity that tells it.
    if let ItemRef::Entity(id) = item
        && let Some(entity) = annotations.entity(id)
    {
        if let Some(cluster) = &entity.cluster {
            changes.extend(accept_unreviewed(
                annotations,
                &ItemRef::Cluster(cluster.clone()),
                now,
            ));
        }
        changes.extend(
            told_dates(annotations, entity)
                .flat_map(|d| change_review(annotations, &d, now, accepted)),
        );
    }
    if let ItemRef::Quote(id) = item
        && let Some(cluster) = annotations
            .quote(id)
            .and_then(|q| q.said.speaker.as_ref()?.cluster.clone())
    {
        changes.extend(accept_unreviewed(
            annotations,
            &ItemRef::Cluster(cluster),
            now,
        ));
    }
    changes
}

fn accept_unreviewed(annotations: &Annotations, item: &ItemRef, now: Timestamp) -> Vec<Change> {
    change_review(annotations, item, now, |review| {
        if review.verdict == Verdict::Unreviewed {
            review.verdict = Verdict::Accepted;
        }
    })
}

/// The dates that stand where a DATE entity stands: they are decided with it.
fn told_dates<'a>(
    annotations: &'a Annotations,
    entity: &'a Entity,
) -> impl Iterator<Item = ItemRef> + 'a {
    let is_date = entity.label == Label::DATE;
    let there = annotations.dates.at_key(entity.span.start);
    there
        .filter(move |(_, date)| is_date && date.span == entity.span)
        .map(|(_, date)| ItemRef::Date(date.id.clone()))
}

pub(super) fn accept_all(annotations: &Annotations, now: Timestamp) -> Vec<Change> {
    let accept = |review: &mut Review| {
        if review.verdict == Verdict::Unreviewed {
            review.verdict = Verdict::Accepted;
        }
    };
    let touch = |review: &mut Review| review.updated = Some(now);
    let mut changes = Vec::new();
    changes.extend(annotations.entities.iter().filter_map(|e| {
        let swap = edited(e, |e| accept(&mut e.review), |e| touch(&mut e.review))?;
        Some(Change::Entity(e.id.clone(), swap))
    }));
    changes.extend(annotations.quotes.iter().filter_map(|q| {
        let swap = edited(q, |q| accept(&mut q.review), |q| touch(&mut q.review))?;
        Some(Change::Quote(q.id.clone(), swap))
    }));
    changes.extend(annotations.dates.iter().filter_map(|d| {
        let swap = edited(d, |d| accept(&mut d.review), |d| touch(&mut d.review))?;
        Some(Change::Date(d.id.clone(), swap))
    }));
    changes.extend(annotations.clusters.iter().filter_map(|c| {
        let swap = edited(c, |c| accept(&mut c.review), |c| touch(&mut c.review))?;
        Some(Change::Cluster(c.id.clone(), swap))
    }));
    changes
}

pub(super) fn reject(annotations: &Annotations, item: &ItemRef, now: Timestamp) -> Vec<Change> {
    let added = annotations
        .review(item)
        .is_some_and(|review| review.verdict == Verdict::Added);
    if added {
        return delete(annotations, item);
    }
    let rejected = |review: &mut Review| review.verdict = Verdict::Rejected;
    let mut changes = change_review(annotations, item, now, rejected);
    if let ItemRef::Entity(id) = item
        && let Some(entity) = annotations.entity(id)
    {
        changes.extend(
            told_dates(annotations, entity)
                .flat_map(|d| change_review(annotations, &d, now, rejected)),
        );
    }
    changes
}

fn delete(annotations: &Annotations, item: &ItemRef) -> Vec<Change> {
    let change = match item {
        ItemRef::Entity(id) => annotations
            .entity(id)
            .map(|e| Change::Entity(id.clone(), gone(e))),
        ItemRef::Quote(id) => annotations
            .quote(id)
            .map(|q| Change::Quote(id.clone(), gone(q))),
        ItemRef::Date(id) => annotations
            .date(id)
            .map(|d| Change::Date(id.clone(), gone(d))),
        ItemRef::Cluster(id) => annotations
            .cluster(id)
            .map(|c| Change::Cluster(id.clone(), gone(c))),
    };
    let mut changes: Vec<Change> = change.into_iter().collect();
    // A person's own cluster goes with its last mention.
    if let ItemRef::Entity(id) = item
        && let Some(party) = annotations
            .entity(id)
            .and_then(|e| annotations.cluster(e.cluster.as_ref()?))
        && party.review.verdict == Verdict::Added
        && !is_used(annotations, &party.id, id)
    {
        changes.push(Change::Cluster(party.id.clone(), gone(party)));
    }
    changes
}

/// Whether anything but the entity `but` refers to a cluster.
fn is_used(annotations: &Annotations, cluster: &ItemId, but: &ItemId) -> bool {
    annotations
        .entities
        .iter()
        .any(|e| e.id != *but && e.cluster.as_ref() == Some(cluster))
        || annotations
            .quotes
            .iter()
            .any(|q| q.said.speaker.as_ref().and_then(|s| s.cluster.as_ref()) == Some(cluster))
}
