//! What the journal holds and the record does not yet, done again.

use crate::annotation::edit::{self, Change, Swap};
use crate::annotation::history::Changes;
use crate::annotation::wire::Coordinates;
use crate::annotation::{Annotations, ItemId, Items, Ordered, Review, Verdict};

use super::dispute::Disputes;
use super::journal::Line;

/// A decision of the journal that does not fit the record: what it was made from is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreplayed {
    /// The number of the journal's line.
    pub seq: u64,
    /// What was done, as the status line named it.
    pub what: String,
    /// Why it cannot be done again.
    pub reason: String,
}

impl std::fmt::Display for Unreplayed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "journal line {}: {:?} cannot be done again: {}",
            self.seq, self.what, self.reason
        )
    }
}

/// What a replay starts from.
pub(super) struct Ground<'a> {
    /// What lies on the disk.
    pub(super) stored: Option<Annotations>,
    /// The suggestions to lay under it, where they are others than it holds.
    pub(super) fresh: Option<&'a Annotations>,
}

/// What came of a replay.
pub(super) struct Replayed {
    pub(super) annotations: Annotations,
    /// The decisions that do not fit as a whole.
    pub(super) conflicts: Vec<Unreplayed>,
    /// What of them stands otherwise on the disk.
    pub(super) disputed: Vec<Change>,
}

fn with(stored: Option<Annotations>, fresh: Option<&Annotations>) -> Annotations {
    match (stored, fresh) {
        (Some(stored), Some(fresh)) => stored.with_suggestions(fresh.clone()),
        (stored, fresh) => stored.or_else(|| fresh.cloned()).unwrap_or_default(),
    }
}

/// Does the journal's lines again over what is stored.
///
/// As a rule they were made on the same suggestions as are at hand, and fit. Where a line was made
/// on those of another model, what it says was there, undecided, is taken to have been there.
pub(super) fn replay(ground: Ground<'_>, lines: &[Line<'_>], at: Coordinates<'_>) -> Replayed {
    let all = |annotations| Replayed {
        annotations,
        conflicts: Vec::new(),
        disputed: Vec::new(),
    };
    if lines.is_empty() {
        return all(with(ground.stored, ground.fresh));
    }
    let readable = |line: &Line<'_>| -> Result<Vec<Change>, String> {
        line.changes
            .iter()
            .map(|change| at.read_change(change).map_err(|error| error.to_string()))
            .collect()
    };
    let steps: Vec<_> = lines.iter().map(|line| (line, readable(line))).collect();

    let mut annotations = with(ground.stored.clone(), ground.fresh);
    let fits = steps.iter().all(|(_, changes)| {
        changes
            .as_ref()
            .is_ok_and(|changes| edit::apply(&mut annotations, changes).is_ok())
    });
    if fits {
        return all(annotations);
    }

    let mut annotations = ground.stored.unwrap_or_default();
    let mut conflicts = Vec::new();
    let mut left = Vec::new();
    for (line, changes) in steps {
        let changes = match changes {
            Ok(changes) => changes,
            Err(reason) => {
                let written = Changes::from(line.changes.to_vec());
                let fits = written
                    .fitting(&annotations, at)
                    .is_some_and(|changes| edit::apply(&mut annotations, &changes).is_ok());
                if !fits {
                    conflicts.push(unreplayed(line, reason));
                }
                continue;
            }
        };
        if holds(&annotations, &changes) {
            continue;
        }
        let mut next = annotations.clone();
        for change in &changes {
            suppose(&mut next, change);
        }
        let changes: Vec<Change> = changes.into_iter().map(|c| since(&next, c)).collect();
        match edit::apply(&mut next, &changes) {
            Ok(()) => annotations = next,
            Err(conflict) => left.push((unreplayed(line, conflict.to_string()), changes)),
        }
    }
    let (disputes, more) = Disputes::of(&mut annotations, left);
    conflicts.extend(more);
    conflicts.sort_by_key(|conflict| conflict.seq);
    let annotations = with(Some(annotations), ground.fresh);
    Replayed {
        disputed: disputes.over(&annotations),
        conflicts,
        annotations,
    }
}

fn unreplayed(line: &Line<'_>, reason: String) -> Unreplayed {
    Unreplayed {
        seq: line.seq,
        what: line.what.clone(),
        reason,
    }
}

/// Whether the annotations already are as the changes leave them.
fn holds(annotations: &Annotations, changes: &[Change]) -> bool {
    changes.iter().all(|change| match change {
        Change::Status(swap) => annotations.status == swap.after,
        Change::Tags(swap) => annotations.tags == swap.after,
        Change::Note(swap) => annotations.note == swap.after,
        Change::Updated(swap) => annotations.updated >= swap.after,
        Change::Entity(id, swap) => annotations.entity(id) == swap.after.as_ref(),
        Change::Quote(id, swap) => annotations.quote(id) == swap.after.as_ref(),
        Change::Date(id, swap) => annotations.date(id) == swap.after.as_ref(),
        Change::Cluster(id, swap) => annotations.cluster(id) == swap.after.as_ref(),
        Change::Unplaced(key, swap) => {
            annotations.unplaced.iter().find(|u| u.is(key)) == swap.after.as_ref()
        }
    })
}

/// A change as it is where something else was decided meanwhile. Of two times the later one counts, and
/// a status that is set already is set: neither is anything to choose from.
fn since(annotations: &Annotations, change: Change) -> Change {
    let (updated, status) = (annotations.updated, annotations.status);
    match change {
        Change::Updated(swap) if swap.before != updated => Change::Updated(Swap {
            before: updated,
            after: updated.max(swap.after),
        }),
        Change::Status(swap) if swap.after == status => Change::Status(Swap {
            before: status,
            after: status,
        }),
        change => change,
    }
}

/// Puts an undecided item where a change says that it was, unless something decided stands there.
fn suppose(annotations: &mut Annotations, change: &Change) {
    match change {
        Change::Entity(id, swap) => {
            put(&mut annotations.entities, swap.before.as_ref(), id, |e| {
                &e.review
            });
        }
        Change::Quote(id, swap) => {
            put(&mut annotations.quotes, swap.before.as_ref(), id, |q| {
                &q.review
            });
        }
        Change::Date(id, swap) => {
            put(&mut annotations.dates, swap.before.as_ref(), id, |d| {
                &d.review
            });
        }
        Change::Cluster(id, swap) => {
            put(&mut annotations.clusters, swap.before.as_ref(), id, |c| {
                &c.review
            });
        }
        Change::Status(_)
        | Change::Tags(_)
        | Change::Note(_)
        | Change::Updated(_)
        | Change::Unplaced(..) => {}
    }
}

fn put<T: Ordered>(
    items: &mut Items<T>,
    before: Option<&T>,
    id: &ItemId,
    review: impl Fn(&T) -> &Review,
) {
    let undecided = |item: &T| review(item).verdict == Verdict::Unreviewed;
    let Some(before) = before.filter(|item| undecided(item)) else {
        return;
    };
    let there = items.place(id);
    match there.and_then(|at| Some((at, items.get(at)?))) {
        Some((at, item)) if undecided(item) => items.replace(at, before.clone()),
        Some(_) => {}
        None => items.put(before.clone()),
    }
}
