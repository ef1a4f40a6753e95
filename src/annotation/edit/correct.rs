//! What was there, but not quite so.

use super::{Change, Making, Swap};
use crate::annotation::{
    Annotations, Dated, Entity, ItemId, ItemRef, Party, Review, Said, Timestamp, Verdict,
};
use crate::extract::QuoteKind;
use crate::span::Span;

/// One item with `change` made to it, if that changes anything.
pub(super) fn edited<T: Clone + PartialEq>(
    item: &T,
    change: impl FnOnce(&mut T),
    touch: impl FnOnce(&mut T),
) -> Option<Swap<Option<T>>> {
    let mut after = item.clone();
    change(&mut after);
    if after == *item {
        return None;
    }
    touch(&mut after);
    Some(Swap {
        before: Some(item.clone()),
        after: Some(after),
    })
}

/// What a person corrected is corrected; put back to what the machine said, it is accepted.
pub(crate) fn judge(review: &mut Review, original_again: bool, now: Timestamp) {
    review.updated = Some(now);
    if review.verdict != Verdict::Added {
        review.verdict = if original_again {
            Verdict::Accepted
        } else {
            Verdict::Corrected
        };
    }
}

pub(super) fn change_entity(
    annotations: &Annotations,
    id: &ItemId,
    now: Timestamp,
    change: impl FnOnce(&mut Entity),
) -> Vec<Change> {
    let Some(entity) = annotations.entity(id) else {
        return Vec::new();
    };
    let original = (entity.span, entity.label.clone());
    edited(entity, change, |after| {
        if after.review.verdict != Verdict::Added && after.was.is_none() {
            after.was = Some(original);
        }
        let again = after.was.as_ref() == Some(&(after.span, after.label.clone()));
        if again {
            after.was = None;
        }
        judge(&mut after.review, again, now);
    })
    .map(|swap| Change::Entity(id.clone(), swap))
    .into_iter()
    .collect()
}

pub(super) fn change_date(
    annotations: &Annotations,
    id: &ItemId,
    now: Timestamp,
    change: impl FnOnce(&mut Dated),
) -> Vec<Change> {
    let Some(date) = annotations.date(id) else {
        return Vec::new();
    };
    let original = (date.span, date.value.clone());
    edited(date, change, |after| {
        if after.review.verdict != Verdict::Added && after.was.is_none() {
            after.was = Some(original);
        }
        let again = after.was.as_ref() == Some(&(after.span, after.value.clone()));
        if again {
            after.was = None;
        }
        judge(&mut after.review, again, now);
    })
    .map(|swap| Change::Date(id.clone(), swap))
    .into_iter()
    .collect()
}

pub(super) fn change_said(
    annotations: &Annotations,
    id: &ItemId,
    making: &Making<'_>,
    change: impl FnOnce(&mut Said),
) -> Vec<Change> {
    let Some(quote) = annotations.quote(id) else {
        return Vec::new();
    };
    edited(
        quote,
        |after| {
            let content = after.said.content.clone();
            change(&mut after.said);
            if after.said.content != content {
                let (kind, quoted) = quoted_runs(making.text, &after.said.content);
                after.said.kind = kind;
                after.said.quoted = quoted;
            }
        },
        |after| {
            if after.review.verdict != Verdict::Added && after.was.is_none() {
                after.was = Some(Box::new(quote.said.clone()));
            }
            let again = after.was.as_deref() == Some(&after.said);
            if again {
                after.was = None;
            }
            judge(&mut after.review, again, making.now);
        },
    )
    .map(|swap| Change::Quote(id.clone(), swap))
    .into_iter()
    .collect()
}

pub(super) fn change_cluster(
    annotations: &Annotations,
    id: &ItemId,
    now: Timestamp,
    change: impl FnOnce(&mut Party),
) -> Vec<Change> {
    let Some(party) = annotations.cluster(id) else {
        return Vec::new();
    };
    let original = (party.label.clone(), party.name.clone());
    edited(party, change, |after| {
        if after.review.verdict != Verdict::Added && after.was.is_none() {
            after.was = Some(original);
        }
        let again = after.was.as_ref() == Some(&(after.label.clone(), after.name.clone()));
        if again {
            after.was = None;
        }
        judge(&mut after.review, again, now);
    })
    .map(|swap| Change::Cluster(id.clone(), swap))
    .into_iter()
    .collect()
}

pub(crate) fn settle_label(annotations: &Annotations, id: &ItemId, now: Timestamp) -> Vec<Change> {
    let mentions = annotations.entities.iter();
    let standing = mentions.filter(|entity| {
        entity.cluster.as_ref() == Some(id) && entity.review.verdict != Verdict::Rejected
    });
    let mut labels = standing.map(|entity| &entity.label);
    let Some(label) = labels.next() else {
        return Vec::new();
    };
    if !labels.all(|other| other == label) {
        return Vec::new();
    }
    change_cluster(annotations, id, now, |party| party.label = label.clone())
}

pub(super) fn change_review(
    annotations: &Annotations,
    item: &ItemRef,
    now: Timestamp,
    change: impl FnOnce(&mut Review),
) -> Vec<Change> {
    let touch = |review: &mut Review| review.updated = Some(now);
    let changed = match item {
        ItemRef::Entity(id) => annotations.entity(id).and_then(|e| {
            edited(e, |e| change(&mut e.review), |e| touch(&mut e.review))
                .map(|swap| Change::Entity(id.clone(), swap))
        }),
        ItemRef::Quote(id) => annotations.quote(id).and_then(|q| {
            edited(q, |q| change(&mut q.review), |q| touch(&mut q.review))
                .map(|swap| Change::Quote(id.clone(), swap))
        }),
        ItemRef::Date(id) => annotations.date(id).and_then(|d| {
            edited(d, |d| change(&mut d.review), |d| touch(&mut d.review))
                .map(|swap| Change::Date(id.clone(), swap))
        }),
        ItemRef::Cluster(id) => annotations.cluster(id).and_then(|c| {
            edited(c, |c| change(&mut c.review), |c| touch(&mut c.review))
                .map(|swap| Change::Cluster(id.clone(), swap))
        }),
    };
    changed.into_iter().collect()
}

/// The pieces with the outer edges of the first and last moved to those of `span`.
pub(super) fn resized(content: &[Span], span: Span) -> Vec<Span> {
    let mut pieces: Vec<Span> = content
        .iter()
        .filter_map(|piece| piece.intersect(span))
        .collect();
    match pieces.as_mut_slice() {
        [] => return vec![span],
        [only] => *only = span,
        [first, .., last] => {
            first.start = span.start;
            last.end = span.end;
        }
    }
    pieces
}

/// How a content stands to quote marks: the runs inside them, and the kind that follows from their share.
///
/// Direct is a content of which at least 95 % of the letters stand inside marks, indirect at most 2 %
/// (the shares by which the PolNeAR corpus derives the kinds).
pub(crate) fn quoted_runs(text: &str, content: &[Span]) -> (QuoteKind, Vec<Span>) {
    let mut runs = Vec::new();
    for piece in content {
        let mut open: Option<usize> = None;
        for (i, c) in piece.of(text).char_indices() {
            let at = piece.start + i;
            match (c, open) {
                ('“' | '«' | '„' | '"', None) => open = Some(at),
                ('”' | '»' | '"', Some(start)) => {
                    runs.push(Span::new(start, at + c.len_utf8()));
                    open = None;
                }
                _ => {}
            }
        }
        // A paragraph of a longer quote opens and does not close.
        if let Some(start) = open {
            runs.push(Span::new(start, piece.end));
        }
    }
    let letters = |spans: &[Span]| -> usize {
        spans
            .iter()
            .map(|s| s.of(text).chars().filter(|c| c.is_alphanumeric()).count())
            .sum()
    };
    let (inside, all) = (letters(&runs), letters(content).max(1));
    let kind = if inside * 100 >= all * 95 {
        QuoteKind::Direct
    } else if inside * 100 <= all * 2 {
        QuoteKind::Indirect
    } else {
        QuoteKind::Mixed
    };
    (kind, runs)
}
