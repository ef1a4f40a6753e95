//! Decisions about many articles at once: one group of the journal, one undo.

use crate::annotation::edit::Editable;
use crate::annotation::history::{Changes, Group, History, Step};
use crate::annotation::wire::Coordinates;
use crate::annotation::{Timestamp, registry};
use crate::survey::{Across, Target};
use crate::text::count::counted;
use crate::tui::effect::{Bulk, Effect, Save};
use crate::tui::event::DecidedAcross;

use super::history::why_unfit;
use super::{App, Awaiting};

/// A decision about many articles, while they are read for it.
#[derive(Debug)]
pub struct Deciding {
    ticket: u64,
    what: String,
    known: Known,
    /// How many of the articles were read.
    done: usize,
    /// How many there are.
    all: usize,
    /// What came of it, while the open article is not ready to take it in.
    ready: Option<Box<DecidedAcross>>,
}

/// What changes in the entries of each root.
type Known = Vec<(usize, Vec<registry::Change>)>;

impl App {
    /// Decides about items of many articles, each by its place in the corpus, as one decision that
    /// one undo takes back. `what` names it. Nothing is written until all of them were read; what
    /// is not there any more, or must not be written, is left out and counted.
    pub fn decide_across(
        &mut self,
        what: String,
        targets: Vec<(usize, Vec<Target>)>,
        decision: Across,
    ) {
        self.decide_known(what, Vec::new(), targets, decision);
    }

    /// Decides about items of many articles as [`Self::decide_across`] does, and in the same
    /// decision about what is known across them: in each root that may be written these changes.
    pub fn decide_known(
        &mut self,
        what: String,
        known: Vec<(usize, Vec<registry::Change>)>,
        targets: Vec<(usize, Vec<Target>)>,
        decision: Across,
    ) {
        if self.deciding.is_some() {
            return self.complain("a decision over the corpus is still under way; Esc ends it");
        }
        let all = targets.len();
        let writable = |root: usize| self.read_only.get(root).is_some_and(Option::is_none);
        let may_write = |index: usize| self.corpus.root(index).is_some_and(writable);
        let changes = !known.is_empty();
        let known: Known = known.into_iter().filter(|k| writable(k.0)).collect();
        let targets: Vec<_> = targets.into_iter().filter(|t| may_write(t.0)).collect();
        if all == 0 && !known.is_empty() {
            return self.decide_entries(&what, known);
        }
        if targets.is_empty() {
            let all = all + usize::from(changes);
            return self.complain(match all {
                0 => "nothing here to decide",
                _ => "read-only: nothing of this may be written",
            });
        }
        self.decided_across += 1;
        self.deciding = Some(Deciding {
            ticket: self.decided_across,
            what,
            known,
            done: 0,
            all: targets.len(),
            ready: None,
        });
        self.effects.push(Effect::Decide(Box::new(Bulk {
            ticket: self.decided_across,
            targets,
            decision,
            now: self.now,
        })));
    }

    /// What is being decided about many articles, and how far that is; none when nothing is.
    pub fn deciding(&self) -> Option<String> {
        let deciding = self.deciding.as_ref()?;
        Some(format!(
            "{}: {} of {}; Esc ends it",
            deciding.what,
            deciding.done,
            counted(deciding.all, "article", "articles")
        ))
    }

    /// Ends a decision about many articles of which nothing is written yet; says whether there was
    /// one.
    pub(super) fn end_deciding(&mut self) -> bool {
        let Some(deciding) = self.deciding.take() else {
            return false;
        };
        self.effects.push(Effect::EndDeciding);
        self.held.clear();
        self.say(format!("nothing was changed: {}", deciding.what));
        true
    }

    /// So many articles were read for a decision.
    pub(super) fn deciding_on(&mut self, ticket: u64, done: usize) {
        if let Some(deciding) = self.deciding.as_mut().filter(|d| d.ticket == ticket) {
            deciding.done = done;
        }
    }

    /// Takes in what a decision about many articles came to, as soon as the open article can.
    pub(super) fn decided(&mut self, ticket: u64, decided: Box<DecidedAcross>) {
        if let Some(deciding) = self.deciding.as_mut().filter(|d| d.ticket == ticket) {
            deciding.done = deciding.all;
            deciding.ready = Some(decided);
        }
    }

    /// Does what was decided about many articles, once nothing stands in its way.
    pub(super) fn settle_deciding(&mut self) {
        // What is laid over the open article next would not hold it.
        if self.loading.is_some() || self.awaits_annotations_of_open() {
            return;
        }
        if self.deciding.as_ref().is_none_or(|d| d.ready.is_none()) {
            return;
        }
        let Some(deciding) = self.deciding.take() else {
            return;
        };
        let Some(mut decided) = deciding.ready else {
            return;
        };
        let what = deciding.what;
        let time = self.next_time();
        let mut left_out = decided.left_out;
        let mut articles = 0;
        if decided.steps.values().any(|steps| !steps.is_empty()) {
            // A root that none of the articles is of may know of the same all the same.
            for (root, _) in &deciding.known {
                decided.steps.entry(*root).or_default();
            }
        }
        for (root, mut steps) in std::mem::take(&mut decided.steps) {
            let Some(history) = self.histories.get(root) else {
                continue;
            };
            let number = history.next_number();
            let before = steps.len();
            let open = self.open_step(root, &steps);
            if let Some(at) = open
                && let Some(step) = steps.get(at)
                && let Err(reason) = self.change_open(&step.clone())
            {
                tracing::error!("the open article is left out: {reason}");
                steps.remove(at);
            }
            left_out += before - steps.len();
            articles += steps.len();
            let known = deciding.known.iter().find(|(of, _)| *of == root);
            if let Some((_, changes)) = known {
                steps.insert(0, entries(changes));
            }
            if steps.is_empty() {
                continue;
            }
            let group = Group {
                number,
                what: what.clone(),
                time,
                undoes: None,
                steps,
            };
            // Nobody else changed the entries: other decisions waited.
            if let Err(reason) = self.change_registry(root, &group) {
                tracing::error!("entities.json: {reason}");
            }
            self.save_across(root, group);
        }
        let open = self.reader.as_ref().map(|reader| reader.opened.index);
        decided.digests.retain(|digest| open != Some(digest.index));
        if !decided.digests.is_empty() {
            self.await_digests(&decided.digests);
            self.effects.push(Effect::Digest(decided.digests));
        }
        let rest = match left_out {
            0 => String::new(),
            count => format!("; {count} left out, for they changed or cannot be read"),
        };
        if articles == 0 {
            return self.complain(format!("nothing changed: {what}{rest}"));
        }
        let done = decided.done;
        self.say(format!(
            "{what}: {done} in {}; u takes it back{rest}",
            counted(articles, "article", "articles")
        ));
    }

    /// Decides about entries alone, of which the articles need not know.
    fn decide_entries(&mut self, what: &str, known: Known) {
        let time = self.next_time();
        for (root, changes) in known {
            let Some(history) = self.histories.get(root) else {
                continue;
            };
            let group = Group {
                number: history.next_number(),
                what: what.to_owned(),
                time,
                undoes: None,
                steps: vec![entries(&changes)],
            };
            if let Err(reason) = self.change_registry(root, &group) {
                return self.complain(format!("cannot: {reason}"));
            }
            self.save_across(root, group);
        }
        self.say(format!("{what}; u takes it back"));
    }

    /// The step of a group that is about the open article.
    fn open_step(&self, root: usize, steps: &[Step]) -> Option<usize> {
        let opened = &self.reader.as_ref()?.opened;
        let id = (opened.root == root).then_some(&opened.article.id)?;
        steps
            .iter()
            .position(|step| step.article.as_ref() == Some(id))
    }

    /// Changes the open article as a step says, or as far on as that stands in a changed text and beside
    /// what else was decided since; gives the step as it was done.
    pub(super) fn change_open(&mut self, step: &Step) -> Result<Step, String> {
        self.hold_inspected();
        let Some(reader) = &mut self.reader else {
            return Ok(step.clone());
        };
        if let Some(reason) = &reader.locked {
            return Err(reason.clone());
        }
        let article = std::sync::Arc::clone(&reader.opened.article);
        let offsets = std::sync::Arc::clone(&reader.opened.offsets);
        let at = Coordinates {
            text: &article.text,
            index: &offsets,
        };
        let why = match step.changes.on(at) {
            Ok(changes) if reader.change(&changes).is_ok() => return Ok(step.clone()),
            Ok(_) => "what it was about was changed otherwise since".to_owned(),
            Err(error) => why_unfit(&error),
        };
        let Some(changes) = step.changes.fitting(&reader.annotations, at) else {
            return Err(why);
        };
        reader.change(&changes).map_err(|_| why)?;
        Ok(Step {
            article: step.article.clone(),
            changes: Changes::made(changes, &article.text, &offsets, &reader.annotations),
        })
    }

    /// Has a group about many articles saved, of which the open one has changed already, and has
    /// the records of the others brought up to it.
    fn save_across(&mut self, root: usize, group: Group) {
        self.await_saving();
        if let Some(history) = self.histories.get_mut(root) {
            history.push(group.clone());
        }
        let open = self.open_step(root, &group.steps);
        let article = open.and(self.reader.as_ref()).map(|reader| {
            let (article, offsets) = (&reader.opened.article, &reader.opened.offsets);
            (
                std::sync::Arc::clone(article),
                std::sync::Arc::clone(offsets),
            )
        });
        self.forget_under_way();
        let others = group
            .steps
            .iter()
            .enumerate()
            .filter(|(at, _)| Some(*at) != open);
        let others = others.filter_map(|(_, step)| Some((root, step.article.clone()?)));
        self.behind.extend(others);
        self.effects.push(Effect::Save(Box::new(Save {
            root,
            group,
            article,
        })));
        self.recover();
        if open.is_some() {
            self.refresh_inspector();
            self.warned = None;
            self.note_work();
            self.renew_open();
        }
    }

    /// Does an undo or redo of a decision about many articles, and says whether it could.
    pub(super) fn take_back_across(
        &mut self,
        root: usize,
        mut group: Group,
        awaiting: &Awaiting,
    ) -> bool {
        let before = self.registries.get(root).cloned();
        let open = self.open_step(root, &group.steps);
        let locked = open.and_then(|_| self.reader.as_ref()?.locked.clone());
        if let Some(reason) = locked {
            self.complain(reason);
            return false;
        }
        let changed = self.change_registry(root, &group);
        let changed = changed.and_then(|()| match open.and_then(|at| group.steps.get_mut(at)) {
            Some(step) => self.change_open(step).map(|done| *step = done),
            None => Ok(()),
        });
        if let Err(reason) = changed {
            if let (Some(before), Some(registry)) = (before, self.registries.get_mut(root)) {
                *registry = before;
            }
            self.pass_over(awaiting, &reason);
            return false;
        }
        self.save_across(root, group);
        true
    }

    /// Changes what is known across articles as a group says.
    fn change_registry(&mut self, root: usize, group: &Group) -> Result<(), String> {
        let Some(registry) = self.registries.get_mut(root) else {
            return Ok(());
        };
        for step in group.steps.iter().filter(|step| step.article.is_none()) {
            let written = step.changes.written().map_err(|error| error.to_string())?;
            let changes = written.iter().map(registry::Change::read);
            let changes: Vec<_> = changes
                .collect::<Result<_, _>>()
                .map_err(|error| error.to_string())?;
            registry
                .apply(&changes)
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// The time for the next group: later than that of every other.
    pub(super) fn next_time(&self) -> Timestamp {
        let of = |history: &History| {
            let last = history.done_at().max(history.undone_at());
            last.max(history.decided_at())
        };
        let last = self.histories.iter().filter_map(of).max();
        match last {
            Some(last) if last >= self.now => Timestamp(last.0 + chrono::TimeDelta::nanoseconds(1)),
            _ => self.now,
        }
    }
}

/// The step of a group that is about entries.
fn entries(changes: &[registry::Change]) -> Step {
    let written: Vec<_> = changes.iter().map(registry::Change::written).collect();
    Step {
        article: None,
        changes: written.into(),
    }
}
