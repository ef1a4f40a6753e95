//! What a person does to an article's annotations, as changes that can be inverted.
//!
//! An [`Edit`] is what was meant; [`plan`] turns it into [`Change`]s, each of which names one item
//! with its state before and after. Only [`apply`] changes annotations, so that undo is
//! [`Change::inverse`] applied, and a journal of changes is the whole truth.

mod add;
mod copy;
mod correct;
mod decide;
mod settle;

use std::collections::BTreeSet;
use std::sync::Arc;

use add::{add_entity, add_quote, merge, split};
use copy::copy;
use correct::{change_cluster, change_date, change_entity, change_review, change_said, resized};
use decide::{accept, accept_all, reject};
use settle::{let_go, place};

pub(crate) use correct::{judge, quoted_runs, settle_label};

use super::anchor::{Placed, Unplaced};
use super::{
    Annotations, Dated, Entity, ItemId, ItemRef, Items, Ordered, Party, Quotation, Speaker, Status,
    Timestamp,
};
use crate::extract::Label;
use crate::span::Span;

/// The state of something before and after a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Swap<T> {
    /// What it was.
    pub before: T,
    /// What it is.
    pub after: T,
}

impl<T> Swap<T> {
    fn turned(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }
}

impl<T> Swap<Option<T>> {
    /// Whether the item is made or deleted, or differs in what `of` tells.
    fn differs<K: PartialEq>(&self, of: impl Fn(&T) -> K) -> bool {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => of(before) != of(after),
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
        }
    }
}

/// A change of one item. An item that is made has no state before, one that is deleted none after.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The article's status.
    Status(Swap<Status>),
    /// The article's tags.
    Tags(Swap<Vec<String>>),
    /// The article's note.
    Note(Swap<Option<String>>),
    /// When the article was last changed.
    Updated(Swap<Option<Timestamp>>),
    /// An entity.
    Entity(ItemId, Swap<Option<Entity>>),
    /// A quote.
    Quote(ItemId, Swap<Option<Quotation>>),
    /// An expression of time.
    Date(ItemId, Swap<Option<Dated>>),
    /// A cluster.
    Cluster(ItemId, Swap<Option<Party>>),
    /// An item that waits for its place, by [`Unplaced::key`].
    Unplaced(ItemId, Swap<Option<Unplaced>>),
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Status(swap) => Self::Status(swap.turned()),
            Self::Tags(swap) => Self::Tags(swap.turned()),
            Self::Note(swap) => Self::Note(swap.turned()),
            Self::Updated(swap) => Self::Updated(swap.turned()),
            Self::Entity(id, swap) => Self::Entity(id, swap.turned()),
            Self::Quote(id, swap) => Self::Quote(id, swap.turned()),
            Self::Date(id, swap) => Self::Date(id, swap.turned()),
            Self::Cluster(id, swap) => Self::Cluster(id, swap.turned()),
            Self::Unplaced(key, swap) => Self::Unplaced(key, swap.turned()),
        }
    }

    /// Whether items may stand in another order, or at other places, after it.
    pub fn moves(&self) -> bool {
        match self {
            Self::Status(_) | Self::Tags(_) | Self::Note(_) | Self::Updated(_) => false,
            Self::Entity(_, swap) => swap.differs(|e| (e.span, e.label.clone())),
            Self::Quote(_, swap) => swap.differs(Quotation::extent),
            Self::Date(_, swap) => swap.differs(|d| d.span),
            Self::Cluster(_, swap) => swap.differs(|_| ()),
            Self::Unplaced(..) => true,
        }
    }

    /// The item that changes; none for a change of the article itself.
    pub fn item(&self) -> Option<ItemRef> {
        match self {
            Self::Entity(id, _) => Some(ItemRef::Entity(id.clone())),
            Self::Quote(id, _) => Some(ItemRef::Quote(id.clone())),
            Self::Date(id, _) => Some(ItemRef::Date(id.clone())),
            Self::Cluster(id, _) => Some(ItemRef::Cluster(id.clone())),
            Self::Status(_)
            | Self::Tags(_)
            | Self::Note(_)
            | Self::Updated(_)
            | Self::Unplaced(..) => None,
        }
    }
}

/// A change did not fit: what it says was there before is not there.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{what} is not what the change was made from")]
pub struct Conflict {
    /// The item, as the journal names it.
    pub what: String,
}

/// Applies changes in order, all or none.
///
/// # Errors
/// [`Conflict`] when an item is not in the state that a change names as before.
pub fn apply(annotations: &mut Annotations, changes: &[Change]) -> Result<(), Conflict> {
    let mut result = Ok(());
    for (done, change) in changes.iter().enumerate() {
        let Err(conflict) = apply_one(annotations, change) else {
            continue;
        };
        for applied in changes.iter().take(done).rev() {
            // What was just done can be taken back: the item is in the state that it was left in.
            let _ = apply_one(annotations, &applied.clone().inverse());
        }
        result = Err(conflict);
        break;
    }
    if changes.iter().any(|c| matches!(c, Change::Unplaced(..))) {
        annotations.sort_unplaced();
    }
    result
}

fn apply_one(annotations: &mut Annotations, change: &Change) -> Result<(), Conflict> {
    match change {
        Change::Status(swap) => replace(&mut annotations.status, swap, "the status"),
        Change::Tags(swap) => replace(&mut annotations.tags, swap, "the article's tags"),
        Change::Note(swap) => replace(&mut annotations.note, swap, "the article's note"),
        Change::Updated(swap) => replace(
            &mut annotations.updated,
            swap,
            "the time of the last change",
        ),
        Change::Entity(id, swap) => {
            let at = annotations.entity_at(id);
            replace_item(&mut annotations.entities, at, swap, id)
        }
        Change::Quote(id, swap) => {
            let at = annotations.quote_at(id);
            replace_item(&mut annotations.quotes, at, swap, id)
        }
        Change::Date(id, swap) => {
            let at = annotations.date_at(id);
            replace_item(&mut annotations.dates, at, swap, id)
        }
        Change::Cluster(id, swap) => {
            let at = annotations.cluster_at(id);
            replace_item(&mut annotations.clusters, at, swap, id)
        }
        Change::Unplaced(key, swap) => {
            let at = annotations.unplaced.iter().position(|u| u.is(key));
            let current = at.and_then(|at| annotations.unplaced.get(at));
            fits(current, swap, key)?;
            if let Some(at) = at {
                annotations.unplaced.remove(at);
            }
            annotations.unplaced.extend(swap.after.clone());
            Ok(())
        }
    }
}

fn replace<T: Clone + PartialEq>(
    current: &mut T,
    swap: &Swap<T>,
    what: &str,
) -> Result<(), Conflict> {
    if *current != swap.before {
        return Err(Conflict {
            what: what.to_owned(),
        });
    }
    current.clone_from(&swap.after);
    Ok(())
}

fn fits<T: PartialEq>(
    current: Option<&T>,
    swap: &Swap<Option<T>>,
    id: &ItemId,
) -> Result<(), Conflict> {
    if current == swap.before.as_ref() {
        return Ok(());
    }
    Err(Conflict {
        what: id.to_string(),
    })
}

/// Replaces the item of this id, which stands at `at`, if it is there.
fn replace_item<T: Ordered + PartialEq>(
    items: &mut Items<T>,
    at: Option<usize>,
    swap: &Swap<Option<T>>,
    id: &ItemId,
) -> Result<(), Conflict> {
    fits(at.and_then(|at| items.get(at)), swap, id)?;
    match (at, &swap.after) {
        (Some(at), Some(after)) => items.replace(at, after.clone()),
        (Some(at), None) => {
            items.remove(at);
        }
        (None, Some(after)) => items.put(after.clone()),
        (None, None) => {}
    }
    Ok(())
}

/// What a person means to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// It is right as it is.
    Accept(ItemRef),
    /// It is wrong; what a person made is deleted.
    Reject(ItemRef),
    /// Everything undecided of the article is right.
    AcceptAll,
    /// An entity names another kind of thing.
    Relabel(ItemId, Label),
    /// A cluster is the kind of thing that all its standing mentions are, if they are of one kind.
    SettleLabel(ItemId),
    /// An entity or date covers other words.
    Resize(ItemRef, Span),
    /// A name was missed.
    AddEntity(Span, Label),
    /// A quote was missed: its pieces.
    AddQuote(Vec<Span>),
    /// A quote's content is other than it was.
    SetContent(ItemId, Vec<Span>),
    /// Somebody else, or nobody known, says it.
    SetSpeaker(ItemId, Option<Speaker>),
    /// Other words attribute a quote.
    SetCue(ItemId, Option<Span>),
    /// An expression of time means another day.
    SetDate(ItemId, Option<String>),
    /// The tags of an item, or of the article.
    SetTags(Option<ItemRef>, Vec<String>),
    /// The note on an item, or on the article.
    SetNote(Option<ItemRef>, Option<String>),
    /// The external identifier of an item.
    SetLink(ItemRef, Option<String>),
    /// How far the work is.
    SetStatus(Status),
    /// The first cluster is the same person or thing as the second, which stays.
    Merge(ItemId, ItemId),
    /// An entity names somebody else than its cluster: it gets one of its own.
    Split(ItemId),
    /// A cluster's name is another.
    Rename(ItemId, String),
    /// Which entry of the [registry](super::registry) a cluster is; none says that it is no known one.
    SetKey(ItemId, Option<String>),
    /// An item that waits stands here.
    Place(ItemId, Box<Placed>),
    /// An item that waits is let go.
    LetGo(ItemId),
    /// It is as was decided about another article of the same text; what was decided here stays.
    Copy(Arc<Annotations>),
}

/// What an edit is made with: when, by whom, on which text, and where new ids come from.
pub struct Making<'a> {
    /// The article's text.
    pub text: &'a str,
    /// The annotator.
    pub annotator: &'a Arc<str>,
    /// Now.
    pub now: Timestamp,
    /// Gives a new id at each call.
    pub new_id: &'a mut dyn FnMut() -> String,
}

/// Turns an edit into changes; none where it would change nothing or names what is not there.
///
/// The first decision on a new article sets it in progress.
pub fn plan(annotations: &Annotations, edit: &Edit, making: &mut Making<'_>) -> Vec<Change> {
    let mut changes = planned(annotations, edit, making);
    if changes.is_empty() {
        return changes;
    }
    let told = |change: &Change| matches!(change, Change::Status(_));
    if annotations.status == Status::New && !changes.iter().any(told) {
        changes.push(Change::Status(Swap {
            before: Status::New,
            after: Status::InProgress,
        }));
    }
    if annotations.updated != Some(making.now) {
        changes.push(Change::Updated(Swap {
            before: annotations.updated,
            after: Some(making.now),
        }));
    }
    changes
}

/// Annotations that edits are made on, with what is kept beside them.
pub trait Editable {
    /// The annotations as they are now.
    fn annotations(&self) -> &Annotations;

    /// Applies changes, all or none.
    ///
    /// # Errors
    /// As [`apply`].
    fn change(&mut self, changes: &[Change]) -> Result<(), Conflict>;
}

impl Editable for Arc<Annotations> {
    fn annotations(&self) -> &Annotations {
        self
    }

    fn change(&mut self, changes: &[Change]) -> Result<(), Conflict> {
        apply(Self::make_mut(self), changes)
    }
}

/// Makes edits, one after the other, and what follows from them. Gives the changes of each edit,
/// none where it cannot be made, and then those of what follows.
pub fn make<E: Editable>(on: &mut E, edits: &[Edit], making: &mut Making<'_>) -> Vec<Vec<Change>> {
    let mut one = |on: &mut E, edit: &Edit| {
        let changes = plan(on.annotations(), edit, making);
        let fits = changes.is_empty() || on.change(&changes).is_ok();
        if fits { changes } else { Vec::new() }
    };
    let mut made: Vec<_> = edits.iter().map(|edit| one(on, edit)).collect();
    let following = follow_up(on.annotations(), edits);
    made.extend(following.iter().map(|edit| one(on, edit)));
    made
}

/// What follows from edits that were made: clusters of which mentions got another label.
fn follow_up(annotations: &Annotations, edits: &[Edit]) -> Vec<Edit> {
    let relabelled = edits.iter().filter_map(|edit| match edit {
        Edit::Relabel(id, _) => annotations.entity(id)?.cluster.clone(),
        _ => None,
    });
    let clusters: BTreeSet<ItemId> = relabelled.collect();
    clusters.into_iter().map(Edit::SettleLabel).collect()
}

fn planned(annotations: &Annotations, edit: &Edit, making: &mut Making<'_>) -> Vec<Change> {
    match edit {
        Edit::Accept(item) => accept(annotations, item, making.now),
        Edit::Reject(item) => reject(annotations, item, making.now),
        Edit::AcceptAll => accept_all(annotations, making.now),
        Edit::Relabel(id, label) => {
            change_entity(annotations, id, making.now, |e| e.label = label.clone())
        }
        Edit::SettleLabel(id) => settle_label(annotations, id, making.now),
        Edit::Resize(ItemRef::Entity(id), span) => {
            change_entity(annotations, id, making.now, |e| e.span = *span)
        }
        Edit::Resize(ItemRef::Date(id), span) => {
            change_date(annotations, id, making.now, |d| d.span = *span)
        }
        Edit::Resize(ItemRef::Quote(id), span) => change_said(annotations, id, making, |said| {
            said.content = resized(&said.content, *span);
        }),
        Edit::Resize(ItemRef::Cluster(_), _) => Vec::new(),
        Edit::AddEntity(span, label) => add_entity(annotations, *span, label, making),
        Edit::AddQuote(content) => add_quote(content, making),
        Edit::SetContent(id, content) => change_said(annotations, id, making, |said| {
            said.content.clone_from(content);
        }),
        Edit::SetSpeaker(id, speaker) => change_said(annotations, id, making, |said| {
            said.speaker.clone_from(speaker);
            // A cluster's name is looked up, so that a renamed person is renamed everywhere.
            if let Some(speaker) = &mut said.speaker
                && speaker.cluster.is_some()
            {
                speaker.name = None;
            }
        }),
        Edit::SetCue(id, cue) => change_said(annotations, id, making, |said| said.cue = *cue),
        Edit::SetDate(id, value) => {
            change_date(annotations, id, making.now, |d| d.value.clone_from(value))
        }
        Edit::SetTags(Some(item), tags) => {
            change_review(annotations, item, making.now, |r| r.tags.clone_from(tags))
        }
        Edit::SetTags(None, tags) => differing(&annotations.tags, tags, Change::Tags),
        Edit::SetNote(Some(item), note) => {
            change_review(annotations, item, making.now, |r| r.note.clone_from(note))
        }
        Edit::SetNote(None, note) => differing(&annotations.note, note, Change::Note),
        Edit::SetLink(item, link) => {
            change_review(annotations, item, making.now, |r| r.link.clone_from(link))
        }
        Edit::SetStatus(status) => differing(&annotations.status, status, Change::Status),
        Edit::Merge(from, into) => merge(annotations, from, into, making.now),
        Edit::Split(id) => split(annotations, id, making),
        Edit::Rename(id, name) => {
            change_cluster(annotations, id, making.now, |c| c.name.clone_from(name))
        }
        Edit::SetKey(id, key) => {
            change_cluster(annotations, id, making.now, |c| c.key.clone_from(key))
        }
        Edit::Place(key, placed) => place(annotations, key, placed, making),
        Edit::LetGo(key) => let_go(annotations, key),
        Edit::Copy(from) => copy(annotations, from, making),
    }
}

fn differing<T: Clone + PartialEq>(
    before: &T,
    after: &T,
    make: impl Fn(Swap<T>) -> Change,
) -> Vec<Change> {
    if before == after {
        return Vec::new();
    }
    vec![make(Swap {
        before: before.clone(),
        after: after.clone(),
    })]
}

fn gone<T: Clone>(item: &T) -> Swap<Option<T>> {
    Swap {
        before: Some(item.clone()),
        after: None,
    }
}

fn made<T>(item: T) -> Swap<Option<T>> {
    Swap {
        before: None,
        after: Some(item),
    }
}

#[cfg(test)]
mod tests;
