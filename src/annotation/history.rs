//! What was done, what can be undone, what can be done again: over all articles and restarts.

mod changes;
mod fitting;

use std::collections::VecDeque;

use super::{IMPORT, Timestamp};
use crate::article::ArticleId;

pub use changes::{Aside, Changes};

/// How many groups can be undone.
pub const DEPTH: usize = 10_000;

/// The changes of one decision to one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The article; none for what was decided across articles.
    pub article: Option<ArticleId>,
    /// The changes.
    pub changes: Changes,
}

/// One decision: all of its steps are done or undone together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its number in the journal.
    pub number: u64,
    /// What was done, as the status line names it (“accept David Williams”).
    pub what: String,
    /// When it was done.
    pub time: Timestamp,
    /// The number of the group that this one takes back; an undone undo is a redo.
    pub undoes: Option<u64>,
    /// An article at a time.
    pub steps: Vec<Step>,
}

impl Group {
    /// The group that takes this one back, under a number of its own, at a time of its own.
    pub fn inverse(&self, number: u64, time: Timestamp) -> Self {
        let turn = |step: &Step| Step {
            article: step.article.clone(),
            changes: step.changes.inverse(),
        };
        Self {
            number,
            what: self.what.clone(),
            time,
            undoes: Some(self.number),
            steps: self.steps.iter().rev().map(turn).collect(),
        }
    }
}

/// The decisions that can be undone and redone, oldest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: VecDeque<Group>,
    undone: Vec<Group>,
    last: u64,
    /// When the last new decision was made: nothing undone before is done again.
    decided: Option<Timestamp>,
}

impl History {
    /// The history that a journal tells.
    pub fn from_groups(groups: impl IntoIterator<Item = Group>) -> Self {
        let mut history = Self::default();
        for group in groups {
            history.push(group);
        }
        history
    }

    /// The number for the next group.
    pub fn next_number(&self) -> u64 {
        self.last + 1
    }

    /// Takes in a group that was done: a new decision, an undo, or a redo.
    pub fn push(&mut self, group: Group) {
        self.last = self.last.max(group.number);
        // As a rule it is the last one; what was passed over stands behind it.
        let is_it = |other: &Group| Some(other.number) == group.undoes;
        let undone = self.undone.iter().rposition(is_it);
        let done = self.done.iter().rposition(is_it);
        match (undone, done) {
            (Some(at), _) => {
                self.undone.remove(at);
                self.done.push_back(group);
            }
            (None, Some(at)) => {
                self.done.remove(at);
                self.undone.push(group);
            }
            (None, None) => {
                self.undone.clear();
                self.decided = self.decided.max(Some(group.time));
                self.done.push_back(group);
            }
        }
        if self.done.len() > DEPTH {
            self.done.pop_front();
        }
    }

    /// The group that undo at a time would append.
    pub fn undo(&self, time: Timestamp) -> Option<Group> {
        let group = self.done.back()?;
        Some(group.inverse(self.next_number(), time))
    }

    /// The group that redo at a time would append.
    pub fn redo(&self, time: Timestamp) -> Option<Group> {
        let group = self.undone.last()?;
        Some(group.inverse(self.next_number(), time))
    }

    /// Passes over what undo would take back, and says what that was: undo goes on with what was
    /// done before it.
    pub fn pass_done(&mut self) -> Option<String> {
        self.done.pop_back().map(|group| group.what)
    }

    /// Passes over what redo would do again, and says what that was.
    pub fn pass_undone(&mut self) -> Option<String> {
        self.undone.pop().map(|group| group.what)
    }

    /// When what undo takes back was done.
    pub fn done_at(&self) -> Option<Timestamp> {
        self.done.back().map(|group| group.time)
    }

    /// When what redo does again was undone.
    pub fn undone_at(&self) -> Option<Timestamp> {
        self.undone.last().map(|group| group.time)
    }

    /// When each decision that stands was made, the oldest first. What was imported is another's work.
    pub fn times(&self) -> impl DoubleEndedIterator<Item = Timestamp> {
        let own = self.done.iter();
        own.filter(|group| !group.what.starts_with(IMPORT))
            .map(|group| group.time)
    }

    /// When the last new decision was made, one that is neither undo nor redo.
    pub fn decided_at(&self) -> Option<Timestamp> {
        self.decided
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: &str = "2026-05-01T10:00:00Z";

    fn group(number: u64) -> Group {
        Group {
            number,
            what: format!("edit {number}"),
            time: TIME.parse().unwrap(),
            undoes: None,
            steps: Vec::new(),
        }
    }

    #[test]
    fn undo_and_redo_walk_to_and_fro_and_a_new_decision_ends_the_redo() {
        let mut history = History::from_groups([group(1), group(2)]);
        let undo = history.undo(TIME.parse().unwrap()).unwrap();
        assert_eq!(
            (undo.number, undo.undoes, undo.what.as_str()),
            (3, Some(2), "edit 2")
        );
        history.push(undo);
        let second = history.undo(TIME.parse().unwrap()).unwrap();
        assert_eq!(second.undoes, Some(1));
        history.push(second);
        assert_eq!(history.undo(TIME.parse().unwrap()), None);
        let redo = history.redo(TIME.parse().unwrap()).unwrap();
        assert_eq!(redo.undoes, Some(4), "a redo takes back the undo");
        history.push(redo);
        assert_eq!(
            history.redo(TIME.parse().unwrap()).map(|g| g.undoes),
            Some(Some(3))
        );
        history.push(group(6));
        assert_eq!(history.redo(TIME.parse().unwrap()), None);
        assert_eq!(
            history.undo(TIME.parse().unwrap()).map(|g| g.what),
            Some("edit 6".to_owned())
        );
    }

    #[test]
    fn what_was_passed_over_keeps_nothing_from_being_undone_and_stands_again_after_a_restart() {
        let time = TIME.parse().unwrap();
        let mut history = History::from_groups([group(1), group(2)]);
        history.pass_done();
        let undo = history.undo(time).unwrap();
        assert_eq!(undo.undoes, Some(1));
        history.push(undo.clone());
        let redo = history.redo(time).unwrap();
        let mut again = History::from_groups([group(1), group(2), undo]);
        assert_eq!(again.undo(time).and_then(|g| g.undoes), Some(2));
        assert_eq!(again.redo(time).as_ref(), Some(&redo));
        again.pass_undone();
        assert_eq!(again.redo(time), None);
        history.push(redo);
        assert_eq!(history.undo(time).and_then(|g| g.undoes), Some(4));
    }

    #[test]
    fn what_was_imported_is_no_decision_of_the_analysts() {
        let imported = Group {
            what: format!("{IMPORT}gold.jsonl"),
            ..group(2)
        };
        let history = History::from_groups([group(1), imported, group(3)]);
        assert_eq!(history.times().count(), 2);
        let undo = history.undo(TIME.parse().unwrap()).unwrap();
        assert_eq!(undo.undoes, Some(3));
    }

    #[test]
    fn a_history_read_again_from_its_groups_is_the_same() {
        let mut history = History::from_groups([group(1), group(2)]);
        let mut journal = vec![group(1), group(2)];
        for _ in 0..2 {
            let undo = history.undo(TIME.parse().unwrap()).unwrap();
            journal.push(undo.clone());
            history.push(undo);
        }
        let redo = history.redo(TIME.parse().unwrap()).unwrap();
        journal.push(redo.clone());
        history.push(redo);
        let again = History::from_groups(journal);
        assert_eq!(
            again.undo(TIME.parse().unwrap()),
            history.undo(TIME.parse().unwrap())
        );
        assert_eq!(
            again.redo(TIME.parse().unwrap()),
            history.redo(TIME.parse().unwrap())
        );
    }
}
