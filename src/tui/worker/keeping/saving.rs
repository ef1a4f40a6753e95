//! Makes decisions safe in the journal, and brings the records up to it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::annotation::Annotations;
use crate::annotation::edit;
use crate::annotation::history::{Group, Step};
use crate::annotation::wire::Coordinates;
use crate::article::ArticleId;
use crate::store::{Access, StoreError};
use crate::tui::effect::Save;
use crate::tui::event::Event;

use super::{Behind, Keeper, Key};

/// What could not be written is tried again after this time.
const RETRY: Duration = Duration::from_secs(2);
/// The record of an article of this many bytes takes so long to write that it waits for a rest, of
/// [`REST`] for each time the text is so long.
const LONG: usize = 200_000;
/// What is decided meanwhile is safe in the journal.
const REST: Duration = Duration::from_millis(400);

impl Keeper {
    /// Appends what waits to the journal, in order, and stops at the first that fails.
    pub(super) fn save_all(&mut self) {
        let mut renewed = false;
        while let Some(save) = self.unsaved.pop_front() {
            self.turn_to_text(&save);
            let appended = match self.store(save.root) {
                Some(store) => store.append(&save.group).map_err(|error| {
                    let why = error.told_by_others();
                    (error.to_string(), why)
                }),
                None => Err(("there is no place for annotations".to_owned(), None)),
            };
            match appended {
                Ok(seq) => {
                    self.saved(&save, seq);
                    let _ = self.events.send(Event::Saved);
                }
                Err((reason, why)) => {
                    let root = save.root;
                    self.unsaved.push_front(save);
                    if let Some(why) = why.filter(|_| !renewed)
                        && self.renew(root, &why)
                    {
                        renewed = true;
                        continue;
                    }
                    self.retry = Some(Instant::now() + RETRY);
                    if self.failure.as_ref() != Some(&reason) {
                        let _ = self.events.send(Event::NotSaved(reason.clone()));
                        self.failure = Some(reason);
                    }
                    return;
                }
            }
        }
        self.failure = None;
    }

    /// Lets the journal name the text that a decision was made on, where another one was laid since.
    fn turn_to_text(&mut self, save: &Save) {
        if let Some((article, _)) = &save.article
            && self.is_laid_otherwise(&(save.root, article.id.clone()), article)
            && let Some(store) = self.store(save.root)
        {
            store.turn_to(article);
        }
    }

    /// Tries again what could not be written.
    pub(super) fn retry(&mut self) {
        self.retry = None;
        for (key, behind) in std::mem::take(&mut self.stuck) {
            self.behind.entry(key).or_insert(behind);
        }
        self.save_all();
        self.write_records();
    }

    /// A group is in the journal: the record of the open article is behind it, and what was laid of
    /// others is not what they are any more.
    fn saved(&mut self, save: &Save, seq: u64) {
        let open = save.article.as_ref().map(|(article, _)| &article.id);
        let of = |step: &Step| step.article.clone().filter(|id| Some(id) != open);
        let others: HashSet<ArticleId> = save.group.steps.iter().filter_map(of).collect();
        let other = |key: &Key| key.0 == save.root && others.contains(&key.1);
        self.laid.retain(|laid| !other(&laid.key));
        self.behind.retain(|key, _| !other(key));
        self.stuck.retain(|key, _| !other(key));
        let Some((article, offsets)) = &save.article else {
            return;
        };
        let key = (save.root, article.id.clone());
        let at = Coordinates {
            text: &article.text,
            index: offsets,
        };
        self.write_older(&key, article);
        let annotations = if self.is_laid_otherwise(&key, article) {
            self.of_older_text(&key, article, offsets)
        } else {
            self.changed(&key, &save.group, at)
        };
        let behind = Behind {
            article: Arc::clone(article),
            offsets: Arc::clone(offsets),
            annotations,
            seq,
        };
        self.behind.insert(key, behind);
    }

    /// The open article's annotations after changes, as the program's state has them too.
    fn changed(
        &mut self,
        key: &Key,
        group: &Group,
        at: Coordinates<'_>,
    ) -> Option<Arc<Annotations>> {
        // What waits to be written would otherwise be copied for this decision.
        let waiting = self.behind.remove(key).and_then(|b| b.annotations);
        let stuck = self.stuck.remove(key);
        let laid = self.laid.iter_mut().rev().find(|laid| laid.key == *key);
        drop((waiting, stuck));
        let annotations = &mut laid?.annotations;
        let its = |step: &&Step| step.article.as_ref() == Some(&key.1);
        let applied = group.steps.iter().filter(its).all(|step| {
            let changes = step.changes.on(at);
            changes.is_ok_and(|changes| edit::apply(Arc::make_mut(annotations), &changes).is_ok())
        });
        if !applied {
            tracing::error!("{}: the decision does not fit what was laid", key.1);
            self.laid.retain(|laid| laid.key != *key);
            return None;
        }
        Some(Arc::clone(annotations))
    }

    /// How long nothing is to be asked before the records that are behind are written.
    pub(super) fn rest(&self) -> Duration {
        let texts = self.behind.values().map(|behind| &behind.article.text);
        match texts.map(|text| text.len()).max() {
            Some(long) if long >= LONG => REST * (long / LONG) as u32,
            _ => Duration::ZERO,
        }
    }

    pub(super) fn write_records(&mut self) {
        let mut failed = false;
        for (key, behind) in std::mem::take(&mut self.behind) {
            if self.disputed.contains_key(&key) {
                // The journal has it, and brings it up to the analyst's choice.
                continue;
            }
            let Some(store) = self.stores.get_mut(key.0).and_then(Option::as_mut) else {
                continue;
            };
            let Some(annotations) = &behind.annotations else {
                // What it is now is on the disk alone.
                let (root, article) = key;
                let _ = self.events.send(Event::ChangedOutside {
                    root,
                    article,
                    told: None,
                });
                continue;
            };
            let written =
                store.write_record(&behind.article, &behind.offsets, annotations, behind.seq);
            match written {
                Ok(()) => self.take_back(&key, &format!("{}: the record is written now", key.1)),
                Err(StoreError::RecordChanged { .. }) => self.changed_outside(&key),
                Err(error) => {
                    // The decision itself is safe in the journal, from which the record comes again.
                    let notice = format!("{}: the record was not written: {error}", key.1);
                    self.stuck.insert(key.clone(), behind);
                    self.tell_once(key, notice);
                    failed = true;
                }
            }
        }
        for root in 0..self.stores.len() {
            let Some(store) = self.store(root) else {
                continue;
            };
            if *store.access() != Access::Writable {
                continue;
            }
            let key = (root, ArticleId::new(""));
            let written = store.write_registry().and_then(|()| store.tidy());
            let told = store.take_told();
            match written {
                Ok(()) => self.take_back(&key, "what was not written is written now"),
                Err(error) => {
                    self.tell_once(key, error.to_string());
                    failed = true;
                }
            }
            for told in told {
                let _ = self.events.send(Event::Problem(told));
            }
        }
        if failed && self.retry.is_none() {
            self.retry = Some(Instant::now() + RETRY);
        }
    }

    /// Tells that something could be written at last, if it was told that it could not.
    fn take_back(&mut self, key: &Key, notice: &str) {
        if self.told.remove(key).is_some() {
            let _ = self.events.send(Event::Notice(notice.to_owned()));
        }
    }

    /// Tells of what could not be written, unless that was told already.
    fn tell_once(&mut self, key: Key, notice: String) {
        if self.told.get(&key) != Some(&notice) {
            let _ = self.events.send(Event::Problem(notice.clone()));
            self.told.insert(key, notice);
        }
    }
}
