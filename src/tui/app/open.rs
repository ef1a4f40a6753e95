//! What the index and the stores tell while the paths are opened.

use crate::annotation::history::History;
use crate::annotation::registry::Registry;
use crate::corpus::IndexEvent;
use crate::tui::effect::Effect;

use super::areas::Pane;
use super::{App, Awaiting};

impl App {
    pub(super) fn indexed(&mut self, event: IndexEvent) {
        match event {
            IndexEvent::Batch(batch) => {
                self.corpus.push_batch(batch);
                self.find_resumed();
                self.arrange_again();
                if self.reader.is_none() && self.loading.is_none() && self.resume.is_none() {
                    self.open_row(0);
                }
            }
            IndexEvent::Awaited(slots) => self.corpus.await_batches(&slots),
            IndexEvent::Filled(batches) => {
                // It may have been asked for before it was there.
                let corpus = &self.corpus;
                let asked = self.loading.filter(|i| corpus.locator(*i).is_none());
                for (slot, batch) in batches {
                    self.corpus.fill(slot, batch);
                }
                self.find_resumed();
                self.arrange_again();
                self.survey_on();
                if let Some(index) = asked {
                    self.load(index);
                } else if self.reader.is_none() && self.loading.is_none() && self.resume.is_none() {
                    self.open_row(0);
                }
            }
            IndexEvent::Problem(problem) => self.problems.push(problem.to_string()),
            IndexEvent::Progress { done, total } => self.indexing = Some((done, total)),
            IndexEvent::Done => {
                self.indexing = None;
                self.resume = None;
                self.search_texts();
                self.recover();
                if self.reader.is_none() && self.loading.is_none() && !self.corpus.is_empty() {
                    self.open_row(0);
                }
                if let Some(first) = self.problems.first() {
                    let count = self.problems.len();
                    let first = first.clone();
                    self.complain(match count {
                        1 => format!("one record could not be read (gp): {first}"),
                        _ => format!("{count} records could not be read (gp lists them): {first}"),
                    });
                }
            }
        }
    }

    /// Has the records that a crash left behind written, once the index knows all articles.
    pub(super) fn recover(&mut self) {
        if self.indexing.is_some() {
            return;
        }
        if !self.behind.is_empty() {
            self.set_recovering(true);
            let behind = std::mem::take(&mut self.behind);
            self.effects.push(Effect::Recover(behind));
        }
    }

    /// Opens the article in which the analyst was, as soon as the index knows it.
    pub(super) fn find_resumed(&mut self) {
        let Some(place) = &self.resume else { return };
        let Some(index) = self.corpus.find(place.root, &place.article) else {
            return;
        };
        self.awaiting = self.resume.take().map(Awaiting::Place);
        self.settings.wanted.focus = Pane::Reader;
        self.load(index);
    }

    pub(super) fn store_opened(
        &mut self,
        root: usize,
        read_only: Option<String>,
        history: History,
        problems: Vec<String>,
    ) {
        if let Some(reason) = &read_only {
            self.complain(format!("read-only: {reason}"));
        }
        if let Some(slot) = self.read_only.get_mut(root) {
            *slot = read_only;
        }
        if let Some(slot) = self.histories.get_mut(root) {
            *slot = history;
        }
        if let Some(first) = problems.first() {
            self.complain(first.clone());
        }
        self.problems.extend(problems);
    }

    pub(super) fn registry_read(&mut self, root: usize, registry: Registry, problems: Vec<String>) {
        if let Some(slot) = self.registries.get_mut(root) {
            *slot = registry;
        }
        if let Some(first) = problems.first() {
            self.complain(first.clone());
        }
        self.problems.extend(problems);
    }
}
