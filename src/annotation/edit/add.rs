//! What was missed, and who is who.

use std::sync::Arc;

use super::correct::{change_cluster, edited, quoted_runs};
use super::decide::accept;
use super::{Change, Making, gone, made};
use crate::annotation::{
    Annotations, Entity, ItemId, ItemRef, Party, Quotation, Review, Said, Timestamp, Verdict,
};
use crate::extract::Label;
use crate::span::Span;

fn added(making: &Making<'_>) -> Review {
    Review {
        origin: Arc::clone(making.annotator),
        verdict: Verdict::Added,
        updated: Some(making.now),
        ..Review::default()
    }
}

pub(super) fn add_entity(
    annotations: &Annotations,
    span: Span,
    label: &Label,
    making: &mut Making<'_>,
) -> Vec<Change> {
    let same = annotations
        .entities
        .iter()
        .find(|e| e.span == span && e.label == *label);
    if let Some(entity) = same {
        // It is there already: adding it means that it is right.
        return accept(annotations, &ItemRef::Entity(entity.id.clone()), making.now);
    }
    let name = span.of(making.text);
    let known = annotations.clusters.iter().find(|c| {
        c.label == *label && (c.name == name || c.aliases.iter().any(|alias| alias == name))
    });
    let mut changes = Vec::new();
    let cluster = if let Some(party) = known {
        party.id.clone()
    } else {
        let party = Party {
            id: ItemId::new((making.new_id)()),
            label: label.clone(),
            name: name.split_whitespace().collect::<Vec<_>>().join(" "),
            aliases: Vec::new(),
            key: None,
            was: None,
            review: added(making),
        };
        let id = party.id.clone();
        changes.push(Change::Cluster(id.clone(), made(party)));
        id
    };
    let entity = Entity {
        id: ItemId::new((making.new_id)()),
        span,
        label: label.clone(),
        score: None,
        cluster: Some(cluster),
        was: None,
        review: added(making),
    };
    changes.push(Change::Entity(entity.id.clone(), made(entity)));
    changes
}

pub(super) fn add_quote(content: &[Span], making: &mut Making<'_>) -> Vec<Change> {
    if content.is_empty() {
        return Vec::new();
    }
    let (kind, quoted) = quoted_runs(making.text, content);
    let quote = Quotation {
        id: ItemId::new((making.new_id)()),
        said: Said {
            kind,
            content: content.to_vec(),
            quoted,
            cue: None,
            speaker: None,
            negated: false,
        },
        score: None,
        was: None,
        review: added(making),
    };
    vec![Change::Quote(quote.id.clone(), made(quote))]
}

pub(super) fn merge(
    annotations: &Annotations,
    from: &ItemId,
    into: &ItemId,
    now: Timestamp,
) -> Vec<Change> {
    let (Some(lost), Some(kept)) = (annotations.cluster(from), annotations.cluster(into)) else {
        return Vec::new();
    };
    if from == into {
        return Vec::new();
    }
    let mut changes = Vec::new();
    for entity in annotations
        .entities
        .iter()
        .filter(|e| e.cluster.as_ref() == Some(from))
    {
        let swap = edited(
            entity,
            |e| e.cluster = Some(into.clone()),
            |e| e.review.updated = Some(now),
        );
        changes.extend(swap.map(|swap| Change::Entity(entity.id.clone(), swap)));
    }
    for quote in &annotations.quotes {
        let swap = edited(
            quote,
            |q| {
                if let Some(speaker) = &mut q.said.speaker
                    && speaker.cluster.as_ref() == Some(from)
                {
                    speaker.cluster = Some(into.clone());
                }
            },
            |q| {
                q.review.updated = Some(now);
                if q.was.as_deref() == Some(&q.said) {
                    q.was = None;
                }
            },
        );
        changes.extend(swap.map(|swap| Change::Quote(quote.id.clone(), swap)));
    }
    changes.push(Change::Cluster(from.clone(), gone(lost)));
    changes.extend(change_cluster(annotations, into, now, |c| {
        for name in std::iter::once(&lost.name).chain(&lost.aliases) {
            if *name != kept.name && !c.aliases.contains(name) {
                c.aliases.push(name.clone());
            }
        }
        if c.review.link.is_none() {
            c.review.link.clone_from(&lost.review.link);
        }
        if c.key.is_none() {
            c.key.clone_from(&lost.key);
        }
    }));
    changes
}

pub(super) fn split(
    annotations: &Annotations,
    id: &ItemId,
    making: &mut Making<'_>,
) -> Vec<Change> {
    let Some(entity) = annotations.entity(id) else {
        return Vec::new();
    };
    let party = Party {
        id: ItemId::new((making.new_id)()),
        label: entity.label.clone(),
        name: entity.span.of(making.text).to_owned(),
        aliases: Vec::new(),
        key: None,
        was: None,
        review: added(making),
    };
    let cluster = party.id.clone();
    let mut changes = vec![Change::Cluster(cluster.clone(), made(party))];
    let swap = edited(
        entity,
        |e| e.cluster = Some(cluster),
        |e| e.review.updated = Some(making.now),
    );
    changes.extend(swap.map(|swap| Change::Entity(id.clone(), swap)));
    changes.extend(forget_alias(annotations, entity, making));
    changes
}

/// A name that none of a cluster's other mentions has is no name of it any more.
fn forget_alias(annotations: &Annotations, gone: &Entity, making: &Making<'_>) -> Option<Change> {
    let name = gone.span.of(making.text);
    let party = annotations.cluster(gone.cluster.as_ref()?)?;
    let of_party = annotations
        .entities
        .iter()
        .filter(|e| e.cluster == gone.cluster);
    let mut others = of_party.filter(|e| e.id != gone.id);
    if others.any(|other| other.span.of(making.text) == name) {
        return None;
    }
    let swap = edited(
        party,
        |party| party.aliases.retain(|alias| alias != name),
        |party| party.review.updated = Some(making.now),
    )?;
    Some(Change::Cluster(party.id.clone(), swap))
}
