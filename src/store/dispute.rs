//! What was changed both here and by another program: the same thing, each in its own way.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use super::replay::Unreplayed;
use crate::annotation::edit::{self, Change, Swap};
use crate::annotation::{Annotations, ItemRef, Review};

/// The thing that a change is about.
type Thing = (Discriminant<Change>, Option<ItemRef>);

/// What was decided here of things that stand otherwise on the disk, in the order of the decisions.
#[derive(Debug, Default)]
pub(super) struct Disputes(Vec<Change>);

impl Disputes {
    /// Takes the changes of decisions that do not fit as a whole, in order: makes those that fit, and
    /// keeps the others. Of a thing that is changed again and again the last state counts. Gives
    /// back what is told of the decisions of which something is kept.
    pub(super) fn of(
        annotations: &mut Annotations,
        decisions: Vec<(Unreplayed, Vec<Change>)>,
    ) -> (Self, Vec<Unreplayed>) {
        let mut disputes = Self::default();
        let mut places: HashMap<Thing, usize> = HashMap::new();
        let mut told = Vec::new();
        for (conflict, changes) in decisions {
            let mut kept = false;
            for change in changes {
                kept |= disputes.take(annotations, change, &mut places);
            }
            told.extend(kept.then_some(conflict));
        }
        (disputes, told)
    }

    /// Makes a change, or keeps it where something else stands there; says whether it is kept.
    fn take(
        &mut self,
        annotations: &mut Annotations,
        change: Change,
        places: &mut HashMap<Thing, usize>,
    ) -> bool {
        if let Change::Updated(swap) = &change {
            annotations.updated = annotations.updated.max(swap.after);
            return false;
        }
        let thing: Thing = (discriminant(&change), change.item());
        let known = places.get(&thing).copied();
        let over = over(annotations, &change);
        let fits =
            over == change && edit::apply(annotations, std::slice::from_ref(&change)).is_ok();
        if let Some(known) = known.and_then(|at| self.0.get_mut(at)) {
            // One that was made on what the other program left is a choice: over() finds nothing
            // any more.
            *known = change;
            return !fits;
        }
        if fits || is_idle(&over) {
            return false;
        }
        places.insert(thing, self.0.len());
        self.0.push(change);
        true
    }

    /// What turns annotations into what was decided here.
    pub(super) fn over(&self, annotations: &Annotations) -> Vec<Change> {
        let over = self.0.iter().map(|change| over(annotations, change));
        over.filter(|change| !is_idle(change)).collect()
    }
}

/// The change to the same end, from what is there.
fn over(annotations: &Annotations, change: &Change) -> Change {
    fn to<T: Clone>(before: T, swap: &Swap<T>) -> Swap<T> {
        Swap {
            before,
            after: swap.after.clone(),
        }
    }
    match change {
        Change::Status(swap) => Change::Status(to(annotations.status, swap)),
        Change::Tags(swap) => Change::Tags(to(annotations.tags.clone(), swap)),
        Change::Note(swap) => Change::Note(to(annotations.note.clone(), swap)),
        Change::Updated(swap) => Change::Updated(to(annotations.updated, swap)),
        Change::Entity(id, swap) => {
            Change::Entity(id.clone(), to(annotations.entity(id).cloned(), swap))
        }
        Change::Quote(id, swap) => {
            Change::Quote(id.clone(), to(annotations.quote(id).cloned(), swap))
        }
        Change::Date(id, swap) => Change::Date(id.clone(), to(annotations.date(id).cloned(), swap)),
        Change::Cluster(id, swap) => {
            Change::Cluster(id.clone(), to(annotations.cluster(id).cloned(), swap))
        }
        Change::Unplaced(key, swap) => {
            let unplaced = annotations.unplaced.iter().find(|u| u.is(key));
            Change::Unplaced(key.clone(), to(unplaced.cloned(), swap))
        }
    }
}

/// Whether a change leaves everything as it is, apart from when that was said last.
fn is_idle(change: &Change) -> bool {
    fn same<T: Clone + PartialEq>(
        swap: &Swap<Option<T>>,
        review: fn(&mut T) -> &mut Review,
    ) -> bool {
        match (&swap.before, &swap.after) {
            (Some(before), Some(after)) => {
                let mut after = after.clone();
                let mut before = before.clone();
                review(&mut after).updated = None;
                review(&mut before).updated = None;
                before == after
            }
            (before, after) => before.is_none() && after.is_none(),
        }
    }
    match change {
        Change::Status(swap) => swap.before == swap.after,
        Change::Tags(swap) => swap.before == swap.after,
        Change::Note(swap) => swap.before == swap.after,
        Change::Updated(swap) => swap.before == swap.after,
        Change::Entity(_, swap) => same(swap, |e| &mut e.review),
        Change::Quote(_, swap) => same(swap, |q| &mut q.review),
        Change::Date(_, swap) => same(swap, |d| &mut d.review),
        Change::Cluster(_, swap) => same(swap, |c| &mut c.review),
        Change::Unplaced(_, swap) => swap.before == swap.after,
    }
}
