//! A decision about items of many articles, as it is made in one of them.

use std::sync::Arc;

use super::{Digest, Target};
use crate::annotation::edit::{self, Change, Edit, Making};
use crate::annotation::history::{Changes, Step};
use crate::annotation::{Annotations, ItemRef, Verdict};
use crate::article::Article;
use crate::extract::Label;
use crate::span::{OffsetIndex, Span, from, until};

/// What is decided about each of many items.
#[derive(Clone, Debug, PartialEq)]
pub enum Across {
    /// It is right as it is.
    Accept,
    /// It is wrong.
    Reject,
    /// It names another kind of thing; of what cannot have another label nothing changes.
    Relabel(Label),
    /// These places have a label, whether anything was found there or not.
    Mark(Label),
    /// All is as it was decided in another article, whose text has this
    /// [`fingerprint`](Article::fingerprint); which items are named is of no matter.
    Copy(u128, Arc<Annotations>),
    /// The cluster that it belongs to, or whose it is to speak, is the one of this key across
    /// articles; none says that it is no known one.
    Key(Option<String>),
}

impl Across {
    /// What is done about the items of one article.
    fn edits(&self, annotations: &Annotations, items: Vec<ItemRef>) -> Vec<Edit> {
        if let Self::Copy(_, from) = self {
            return vec![Edit::Copy(Arc::clone(from))];
        }
        let edit = |item: ItemRef| match (self, item) {
            (Self::Accept, item) => Some(Edit::Accept(item)),
            (Self::Reject, item) => Some(Edit::Reject(item)),
            (Self::Relabel(label), ItemRef::Entity(id)) => {
                let same = annotations.entity(&id).is_some_and(|e| e.label == *label);
                // Saying what it is anyway says that it is right.
                Some(if same {
                    Edit::Accept(ItemRef::Entity(id))
                } else {
                    Edit::Relabel(id, label.clone())
                })
            }
            (Self::Key(key), item) => {
                let cluster = annotations.cluster_of(&item)?;
                Some(Edit::SetKey(cluster.clone(), key.clone()))
            }
            (Self::Relabel(_) | Self::Mark(_) | Self::Copy(..), _) => None,
        };
        items.into_iter().filter_map(edit).collect()
    }
}

/// What a decision about many articles makes of one.
#[derive(Debug)]
pub struct Decided {
    /// The changes; none where everything was so already.
    pub step: Option<Step>,
    /// How many items changed.
    pub done: usize,
    /// How many are not there any more.
    pub gone: usize,
    /// What the article contributes to the survey from now on.
    pub digest: Digest,
}

/// Gives a place a label: what is marked there already is given it, and words that lie across
/// something else, or are parts of longer ones, are left alone. `reach` says how far the entities
/// up to each one go: see [`reach`].
fn mark(
    (annotations, reach): (&Annotations, &[usize]),
    text: &str,
    span: Span,
    label: &Label,
) -> Option<Edit> {
    let entities = &annotations.entities;
    let first = reach.partition_point(|end| *end <= span.start);
    let standing = entities
        .iter()
        .skip(first)
        .take_while(|entity| entity.span.start < span.end)
        .filter(|entity| entity.span.overlaps(span) && entity.review.verdict != Verdict::Rejected);
    let mut there = None;
    for entity in standing {
        if entity.span != span {
            return None;
        }
        there = Some(entity);
    }
    if let Some(entity) = there {
        return Some(if entity.label == *label {
            Edit::Accept(ItemRef::Entity(entity.id.clone()))
        } else {
            Edit::Relabel(entity.id.clone(), label.clone())
        });
    }
    let joined = |a: Option<char>, b: Option<char>| {
        a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric)
    };
    let words = span.of(text);
    let before = joined(
        until(text, span.start).chars().next_back(),
        words.chars().next(),
    );
    let behind = joined(
        words.chars().next_back(),
        from(text, span.end).chars().next(),
    );
    (!before && !behind && !span.is_empty()).then(|| Edit::AddEntity(span, label.clone()))
}

/// For each entity where the last of those up to it ends, in bytes: what a span may overlap is found
/// without going through all of them.
fn reach(annotations: &Annotations) -> Vec<usize> {
    let ends = annotations.entities.iter().map(|entity| entity.span.end);
    ends.scan(0, |reach, end| {
        *reach = end.max(*reach);
        Some(*reach)
    })
    .collect()
}

/// Decides about items of an article: `annotations` are what they were, and become what they are.
pub fn decide(
    (index, article, offsets): (usize, &Article, &Arc<OffsetIndex>),
    annotations: &mut Arc<Annotations>,
    targets: &[Target],
    across: &Across,
    making: &mut Making<'_>,
) -> Decided {
    annotations.note_places();
    let items: Vec<ItemRef> = targets.iter().filter_map(|t| t.find(annotations)).collect();
    let mut gone = targets.len() - items.len();
    let edits = match across {
        Across::Copy(text, _) if article.fingerprint() != *text => {
            gone += 1;
            Vec::new()
        }
        Across::Mark(label) => {
            let known = (&**annotations, &*reach(annotations));
            let mark = |t: &Target| mark(known, &article.text, t.span, label);
            let edits: Vec<Edit> = targets.iter().filter_map(mark).collect();
            gone = targets.len() - edits.len();
            edits
        }
        _ => across.edits(annotations, items),
    };
    let made = edit::make(annotations, &edits, making);
    let counts = edits.iter().zip(&made).map(|(edit, changes)| match edit {
        Edit::Copy(_) => changes.iter().filter(|change| is_item(change)).count(),
        _ => usize::from(!changes.is_empty()),
    });
    let done = counts.sum();
    let made = made.concat();
    let step = (!made.is_empty()).then(|| Step {
        article: Some(article.id.clone()),
        changes: Changes::made(made, &article.text, offsets, annotations),
    });
    Decided {
        step,
        done,
        gone,
        digest: Digest::of(index, article, annotations),
    }
}

/// Whether a change is one of an item that stands in the text.
fn is_item(change: &Change) -> bool {
    change
        .item()
        .is_some_and(|item| !matches!(item, ItemRef::Cluster(_)))
}
