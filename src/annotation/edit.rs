//! What a person does to an article's annotations, as changes that can be inverted.
//!
//! An [`Edit`] is what was meant; [`plan`] turns it into [`Change`]s, each of which names one item
//! with its state before and after. Only [`apply`] changes annotations, so that undo is
//! [`Change::inverse`] applied, and a journal of changes is the whole truth.

use std::sync::Arc;

use super::{
    Annotations, Dated, Entity, ItemId, ItemRef, Party, Quotation, Review, Said, Speaker, Status,
    Timestamp, Verdict,
};
use crate::extract::{Label, QuoteKind};
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
        }
    }

    /// The item that changes; none for a change of the article itself.
    pub fn item(&self) -> Option<ItemRef> {
        match self {
            Self::Entity(id, _) => Some(ItemRef::Entity(id.clone())),
            Self::Quote(id, _) => Some(ItemRef::Quote(id.clone())),
            Self::Date(id, _) => Some(ItemRef::Date(id.clone())),
            Self::Cluster(id, _) => Some(ItemRef::Cluster(id.clone())),
            Self::Status(_) | Self::Tags(_) | Self::Note(_) | Self::Updated(_) => None,
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
    let mut hint = 0;
    for (done, change) in changes.iter().enumerate() {
        let Err(conflict) = apply_one(annotations, change, &mut hint) else {
            continue;
        };
        for applied in changes.iter().take(done).rev() {
            // What was just done can be taken back: the item is in the state that it was left in.
            let _ = apply_one(annotations, &applied.clone().inverse(), &mut hint);
        }
        annotations.sort();
        return Err(conflict);
    }
    annotations.sort();
    Ok(())
}

fn apply_one(
    annotations: &mut Annotations,
    change: &Change,
    hint: &mut usize,
) -> Result<(), Conflict> {
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
            replace_item(&mut annotations.entities, |e| &e.id, swap, id, hint)
        }
        Change::Quote(id, swap) => replace_item(&mut annotations.quotes, |q| &q.id, swap, id, hint),
        Change::Date(id, swap) => replace_item(&mut annotations.dates, |d| &d.id, swap, id, hint),
        Change::Cluster(id, swap) => {
            replace_item(&mut annotations.clusters, |c| &c.id, swap, id, hint)
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

/// Replaces the item of this id. The search begins at `hint`, where the last one was found:
/// a decision over a whole article names its items in order, and stays linear.
fn replace_item<T: Clone + PartialEq>(
    items: &mut Vec<T>,
    id_of: impl Fn(&T) -> &ItemId,
    swap: &Swap<Option<T>>,
    id: &ItemId,
    hint: &mut usize,
) -> Result<(), Conflict> {
    let begin = (*hint).min(items.len());
    let at = (begin..items.len())
        .chain(0..begin)
        .find(|&i| items.get(i).is_some_and(|item| id_of(item) == id));
    let current = at.and_then(|at| items.get(at));
    if current != swap.before.as_ref() {
        return Err(Conflict {
            what: id.to_string(),
        });
    }
    match (at, &swap.after) {
        (Some(at), Some(after)) => {
            if let Some(item) = items.get_mut(at) {
                item.clone_from(after);
            }
            *hint = at + 1;
        }
        (Some(at), None) => {
            items.remove(at);
        }
        (None, Some(after)) => items.push(after.clone()),
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
    let begins = annotations.status == Status::New && !matches!(edit, Edit::SetStatus(_));
    if begins {
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

fn planned(annotations: &Annotations, edit: &Edit, making: &mut Making<'_>) -> Vec<Change> {
    match edit {
        Edit::Accept(item) => accept(annotations, item, making.now),
        Edit::Reject(item) => reject(annotations, item, making.now),
        Edit::AcceptAll => accept_all(annotations, making.now),
        Edit::Relabel(id, label) => {
            change_entity(annotations, id, making.now, |e| e.label = label.clone())
        }
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

/// One item with `change` made to it, if that changes anything.
fn edited<T: Clone + PartialEq>(
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
fn judge(review: &mut Review, original_again: bool, now: Timestamp) {
    review.updated = Some(now);
    if review.verdict != Verdict::Added {
        review.verdict = if original_again {
            Verdict::Accepted
        } else {
            Verdict::Corrected
        };
    }
}

fn change_entity(
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

fn change_date(
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

fn change_said(
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

fn change_cluster(
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

fn change_review(
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

fn accept(annotations: &Annotations, item: &ItemRef, now: Timestamp) -> Vec<Change> {
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
    annotations
        .dates
        .iter()
        .filter(|d| entity.label == Label::DATE && d.span == entity.span)
        .map(|d| ItemRef::Date(d.id.clone()))
}

fn accept_all(annotations: &Annotations, now: Timestamp) -> Vec<Change> {
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

fn reject(annotations: &Annotations, item: &ItemRef, now: Timestamp) -> Vec<Change> {
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

fn gone<T: Clone>(item: &T) -> Swap<Option<T>> {
    Swap {
        before: Some(item.clone()),
        after: None,
    }
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

fn added(making: &Making<'_>) -> Review {
    Review {
        origin: Arc::clone(making.annotator),
        verdict: Verdict::Added,
        updated: Some(making.now),
        ..Review::default()
    }
}

fn add_entity(
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

fn made<T>(item: T) -> Swap<Option<T>> {
    Swap {
        before: None,
        after: Some(item),
    }
}

fn add_quote(content: &[Span], making: &mut Making<'_>) -> Vec<Change> {
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

/// The pieces with the outer edges of the first and last moved to those of `span`.
fn resized(content: &[Span], span: Span) -> Vec<Span> {
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
fn quoted_runs(text: &str, content: &[Span]) -> (QuoteKind, Vec<Span>) {
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

fn merge(annotations: &Annotations, from: &ItemId, into: &ItemId, now: Timestamp) -> Vec<Change> {
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
    }));
    changes
}

fn split(annotations: &Annotations, id: &ItemId, making: &mut Making<'_>) -> Vec<Change> {
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
    changes
}

#[cfg(test)]
mod tests;
