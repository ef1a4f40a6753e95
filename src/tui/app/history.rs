//! Undo and redo, over all articles and all opened paths, in the order of time.

use crate::annotation::edit::Change;
use crate::annotation::history::{Group, History};
use crate::annotation::wire::{BadChange, Coordinates};
use crate::annotation::{ItemRef, Timestamp};
use crate::article::ArticleId;
use crate::text::display;

use super::{App, Awaiting};

impl App {
    pub(super) fn undo(&mut self, count: usize) {
        for count in (1..=count).rev() {
            let roots = self.roots_to_undo();
            if roots.is_empty() {
                return self.say("nothing to undo");
            }
            if !self.take_back(&roots, History::undo, "undid", Awaiting::Undo { count }) {
                return;
            }
        }
    }

    pub(super) fn redo(&mut self, count: usize) {
        for count in (1..=count).rev() {
            let roots = self.roots_to_redo();
            if roots.is_empty() {
                return self.say("nothing to do again");
            }
            if !self.take_back(&roots, History::redo, "did again", Awaiting::Redo { count }) {
                return;
            }
        }
    }

    fn roots_to_undo(&self) -> Vec<usize> {
        self.roots_of_last(History::done_at, None)
    }

    fn roots_to_redo(&self) -> Vec<usize> {
        // A new decision, wherever it was, ends what could be done again.
        let decided = self.histories.iter().filter_map(History::decided_at).max();
        self.roots_of_last(History::undone_at, decided)
    }

    /// The roots in whose journals the last decision stands, if it came after a time: a decision
    /// about articles of several roots has the same time in all of them.
    fn roots_of_last(
        &self,
        at: fn(&History) -> Option<Timestamp>,
        after: Option<Timestamp>,
    ) -> Vec<usize> {
        let writable = |root: usize| self.read_only.get(root).is_some_and(Option::is_none);
        let times = self.histories.iter().enumerate();
        let times: Vec<(usize, Timestamp)> = times
            .filter(|(root, _)| writable(*root))
            .filter_map(|(root, history)| Some((root, at(history)?)))
            .filter(|(_, time)| after.is_none_or(|after| *time > after))
            .collect();
        let last = times.iter().map(|(_, time)| *time).max();
        let of_last = times.iter().filter(|(_, time)| Some(*time) == last);
        of_last.map(|(root, _)| *root).collect()
    }

    /// Does what an undo or redo says, and says whether it did: where it is about another article
    /// alone, that one is opened first.
    fn take_back(
        &mut self,
        roots: &[usize],
        of: fn(&History, Timestamp) -> Option<Group>,
        done: &str,
        awaiting: Awaiting,
    ) -> bool {
        let time = self.next_time();
        let groups: Vec<(usize, Group)> = roots
            .iter()
            .filter_map(|&root| Some((root, of(self.histories.get(root)?, time)?)))
            .collect();
        let what = groups.first().map(|(_, group)| group.what.clone());
        let did = match groups.as_slice() {
            [(root, group)] => match group.steps.as_slice() {
                [step] if step.article.is_some() => self.take_back_one(*root, group, awaiting),
                _ => self.take_back_across(*root, group.clone(), &awaiting),
            },
            _ => groups
                .into_iter()
                .all(|(root, group)| self.take_back_across(root, group, &awaiting)),
        };
        if did {
            self.say(format!("{done}: {}", what.unwrap_or_default()));
        }
        did
    }

    /// Takes back a decision about one article.
    fn take_back_one(&mut self, root: usize, group: &Group, awaiting: Awaiting) -> bool {
        let Some(step) = group.steps.first() else {
            return false;
        };
        let Some(id) = &step.article else {
            return false;
        };
        if !self.is_open(root, id) {
            self.open_for(root, id, awaiting);
            return false;
        }
        let Some(reader) = &self.reader else {
            return false;
        };
        if let Some(reason) = reader.locked.clone() {
            self.complain(reason);
            return false;
        }
        let step = match self.change_open(step) {
            Ok(step) => step,
            Err(reason) => {
                self.pass_over(&awaiting, &reason);
                return false;
            }
        };
        let item = self.reader.as_ref().and_then(|reader| {
            let changes = step.changes.on(Coordinates {
                text: &reader.opened.article.text,
                index: &reader.opened.offsets,
            });
            let changes = changes.ok()?;
            let mut items = changes.iter().filter_map(Change::item);
            items.find(|item| !matches!(item, ItemRef::Cluster(_)))
        });
        let group = Group {
            steps: vec![step],
            ..group.clone()
        };
        if let Some(history) = self.histories.get_mut(root) {
            history.push(group.clone());
        }
        self.save(group);
        // The inspector knows the line of what came back from now on.
        if let Some(item) = item.filter(|item| self.exists(item)) {
            self.focus_item(&item);
        }
        true
    }

    pub(super) fn is_open(&self, root: usize, id: &ArticleId) -> bool {
        let opened = self.reader.as_ref().map(|reader| &reader.opened);
        opened.is_some_and(|opened| opened.root == root && opened.article.id == *id)
    }

    /// Opens the article that a decision was about.
    fn open_for(&mut self, root: usize, id: &ArticleId, awaiting: Awaiting) {
        let Some(index) = self.corpus.find(root, id) else {
            let id = display::visible(id.as_str());
            let why = format!("{id} is not among the articles opened");
            return self.pass_over(&awaiting, &why);
        };
        self.remember_jump();
        self.load(index);
        self.awaiting = Some(awaiting);
    }

    /// Says that the last decision cannot be taken back, or done again, and passes over it until the
    /// next start: else nothing before it could be, in any article.
    pub(super) fn pass_over(&mut self, awaiting: &Awaiting, why: &str) {
        let is_undo = match awaiting {
            Awaiting::Undo { .. } => true,
            Awaiting::Redo { .. } => false,
            _ => return,
        };
        let roots = if is_undo {
            self.roots_to_undo()
        } else {
            self.roots_to_redo()
        };
        let pass = if is_undo {
            History::pass_done
        } else {
            History::pass_undone
        };
        let mut what = None;
        for root in roots {
            what = self.histories.get_mut(root).and_then(pass).or(what);
        }
        let what = what.unwrap_or_default();
        self.complain(if is_undo {
            format!("cannot undo {what}: {why}; u goes on with what was done before it")
        } else {
            format!("cannot do {what} again: {why}; Ctrl-r goes on with what was undone before it")
        });
    }

    fn exists(&self, item: &ItemRef) -> bool {
        self.annotations().is_some_and(|a| a.review(item).is_some())
    }
}

/// Why changes do not fit the text of their article.
pub(super) fn why_unfit(error: &BadChange) -> String {
    match error.at.as_str() {
        // Where they stand cannot be read.
        "changes" => error.to_string(),
        _ => "the text of the article is another now".to_owned(),
    }
}
