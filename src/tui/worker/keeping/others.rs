//! Other programs on the same annotations: taking over, noticing what they changed, going elsewhere.

use std::path::Path;
use std::sync::Arc;

use crate::store::{Access, ReadOnly, Store, await_release};
use crate::text::count::counted;
use crate::tui::app::decisions;
use crate::tui::event::Event;

use super::super::spawn;
use super::{Behind, Keeper, Key};

impl Keeper {
    /// Opens a root's annotations for writing, if that is possible by now.
    pub(super) fn take_over(&mut self, root: usize, asked: bool) {
        let wanted = self.orders.roots.get(root).map(|place| &place.access);
        let opened = match wanted {
            Some(Access::ReadOnly(reason)) => Err(format!("read-only: {reason}")),
            _ => self.open_root(root),
        };
        let reason = match opened {
            Ok(store) if *store.access() == Access::Writable => {
                let told = match self.store(root).map(|store| store.access().clone()) {
                    Some(Access::ReadOnly(ReadOnly::Locked { .. })) => {
                        "you annotate here from now on; everything is as the other program left it"
                    }
                    _ => "you can annotate here from now on; everything was read again",
                };
                self.renewed(root, store, told.to_owned());
                return self.save_all();
            }
            Ok(store) => {
                self.await_release(root, &store);
                match store.access() {
                    Access::ReadOnly(reason) => format!("read-only: {reason}"),
                    Access::Writable => String::new(),
                }
            }
            Err(reason) => reason,
        };
        if asked {
            let _ = self.events.send(Event::NotTakenOver(reason));
        }
    }

    /// Takes a store that was opened anew in the place of the one of a root.
    fn renewed(&mut self, root: usize, mut store: Store, told: String) {
        if let Some(old) = self.stores.get_mut(root).and_then(Option::take) {
            store.adopt(old);
        }
        let others = |key: &Key| key.0 != root;
        self.laid.retain(|laid| others(&laid.key));
        self.disputed.retain(|key, _| others(key));
        let _ = self.events.send(Event::StoreLeft { root });
        self.tell_opened(root, Ok(store));
        let _ = self.events.send(Event::StoreRenewed { root, told });
    }

    /// Opens a root's annotations anew, for they are not those that were opened; says whether they
    /// can be written then. What memory has of records that were not written yet is kept.
    pub(super) fn renew(&mut self, root: usize, why: &str) -> bool {
        // The lock of the old one is in the way of the new one.
        if let Some(store) = self.store(root) {
            store.release();
        }
        let store = match self.open_root(root) {
            Ok(store) => store,
            Err(reason) => {
                tracing::warn!("not opened again: {reason}");
                return false;
            }
        };
        let writable = *store.access() == Access::Writable;
        let waiting = std::mem::take(&mut self.behind).into_iter();
        let waiting = waiting.chain(std::mem::take(&mut self.stuck));
        let (mine, others): (Vec<_>, Vec<_>) = waiting.partition(|(key, _)| key.0 == root);
        self.behind.extend(others);
        self.renewed(root, store, format!("{why}; everything was read again"));
        for (key, behind) in mine {
            self.write_or_put_aside(&key, &behind);
        }
        writable
    }

    /// Writes what memory has of a record although the journal may not hold it any more; beside the
    /// record where that is another one by now.
    fn write_or_put_aside(&mut self, (root, id): &Key, behind: &Behind) {
        let (Some(store), Some(annotations)) = (self.store(*root), &behind.annotations) else {
            return;
        };
        let seq = store.seq();
        let (article, offsets) = (&behind.article, &behind.offsets);
        if store
            .write_record(article, offsets, annotations, seq)
            .is_ok()
        {
            return;
        }
        let told = match store.write_aside(article, offsets, annotations) {
            Ok(path) => format!(
                "{id}: the record was replaced while this program had another one: what it had is in {}",
                path.display()
            ),
            Err(error) => format!("{id}: {error}"),
        };
        let _ = self.events.send(Event::Problem(told));
    }

    /// Has somebody wait for the end of the program that has a store's lock. Waiting costs nothing:
    /// the system wakes the thread.
    pub(super) fn await_release(&self, root: usize, store: &Store) {
        let Access::ReadOnly(ReadOnly::Locked { folder, holder }) = store.access() else {
            return;
        };
        let mut awaited = self
            .awaited
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if !awaited.insert(root) {
            return;
        }
        drop(awaited);
        let who = holder.as_ref().map_or_else(
            || "the program that annotated here".to_owned(),
            ToString::to_string,
        );
        let (folder, events, awaited) = (
            folder.clone(),
            self.events.clone(),
            Arc::clone(&self.awaited),
        );
        spawn(&self.events, move || {
            let released = await_release(&folder);
            let mut awaited = awaited
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            awaited.remove(&root);
            drop(awaited);
            if released.is_ok() {
                let told = format!("{who} has ended: :take-over lets you annotate here");
                let _ = events.send(Event::StoreFreed { root, told });
            }
        });
    }

    /// Looks whether another program changed what is known.
    pub(super) fn look_around(&mut self, open: Option<&Key>) {
        for root in 0..self.stores.len() {
            let Some(store) = self.store(root) else {
                continue;
            };
            let change = store.look_around();
            if let Access::ReadOnly(reason) = store.access() {
                let asked = *reason == ReadOnly::Asked;
                if change.any()
                    && (asked || matches!(reason, ReadOnly::Locked { .. }))
                    && let Ok(store) = self.open_again(root)
                {
                    let told = "read again: the annotations changed".to_owned();
                    self.renewed(root, store, told);
                }
                continue;
            }
            if let Some(why) = change.replaced {
                self.renew(root, &why);
                continue;
            }
            let mut problems = change.copies;
            if change.registry
                && let Err(error) = store.reread_registry()
            {
                problems.push(error.to_string());
            }
            problems.extend(store.take_told());
            for problem in problems {
                let _ = self.events.send(Event::Problem(problem));
            }
            let Some(store) = self.stores.get(root).and_then(Option::as_ref) else {
                continue;
            };
            if change.registry {
                self.tell_registry(root, store);
            }
            if change.records {
                self.tell_works(root, store);
            }
        }
        if let Some(key) = open
            && self
                .store(key.0)
                .is_some_and(|store| store.record_changed(&key.1))
        {
            self.changed_outside(key);
        }
    }

    /// Opens annotations again only to look at them.
    fn open_again(&self, root: usize) -> Result<Store, String> {
        let asked = Access::ReadOnly(ReadOnly::Asked);
        let access = match self.stores.get(root).and_then(Option::as_ref) {
            Some(store) => store.access().clone(),
            None => asked.clone(),
        };
        let mut store = Store::open(self.dir(root)?, &self.orders.annotator, asked)
            .map_err(|error| error.to_string())?;
        store.set_access(access);
        Ok(store)
    }

    /// The record of an article is not the one that was known: what was laid of it does not count.
    pub(super) fn changed_outside(&mut self, key: &Key) {
        self.laid.retain(|laid| laid.key != *key);
        self.behind.remove(key);
        self.stuck.remove(key);
        let (root, article) = key.clone();
        let _ = self.events.send(Event::ChangedOutside {
            root,
            article,
            told: Some("another program changed the record: it was read again".to_owned()),
        });
    }

    /// Of an article that was changed here and outside one version is to stay.
    pub(super) fn settle(&mut self, key: &Key, mine: bool) {
        let Some(disputed) = self.disputed.remove(key) else {
            return;
        };
        match disputed.aside {
            Some(aside) if mine => {
                let told = format!("the other version is kept in {}", aside.display());
                let _ = self.events.send(Event::Notice(told));
            }
            // It stands in the record.
            Some(aside) => {
                if let Some(store) = self.store(key.0) {
                    store.forget_aside(&aside);
                }
            }
            None => {}
        }
        let laid = self.laid.iter().find(|laid| laid.key == *key);
        let annotations = laid.map(|laid| Arc::clone(&laid.annotations));
        let seq = self.store(key.0).map_or(0, |store| store.seq());
        let behind = Behind {
            article: disputed.article,
            offsets: disputed.offsets,
            annotations,
            seq,
        };
        self.behind.insert(key.clone(), behind);
    }

    /// Writes a root's annotations to a folder, and what could not be saved with them. Where there
    /// is such a thing the session goes on there; else where it was.
    pub(super) fn write_to(&mut self, root: usize, dir: &Path) -> Result<String, String> {
        let dir = std::path::absolute(dir).map_err(|error| error.to_string())?;
        self.retry();
        let annotator = Arc::clone(&self.orders.annotator);
        let store = self
            .store(root)
            .ok_or("there are no annotations to write")?;
        let copied = store.copy_to(&dir).map_err(|error| error.to_string())?;
        let shown = dir.display();
        let lacks = match copied.left_out.as_slice() {
            [] => String::new(),
            [first, ..] => {
                for problem in &copied.left_out {
                    let _ = self.events.send(Event::Problem(problem.clone()));
                }
                let files = counted(copied.left_out.len(), "file", "files");
                format!("; {files} could not be copied ({first})")
            }
        };
        if !self.unsaved.iter().any(|save| save.root == root) {
            return Ok(format!(
                "everything is in {shown} too: dateline PATH -a {shown}; this session goes on where it was{lacks}"
            ));
        }
        let mut there =
            Store::open(&dir, &annotator, Access::Writable).map_err(|error| error.to_string())?;
        if let Some(store) = self.stores.get(root).and_then(Option::as_ref) {
            there.learn_texts(store);
        }
        let unsaved = self.unsaved.iter().filter(|save| save.root == root);
        for save in unsaved {
            if let Some((article, _)) = &save.article {
                there.turn_to(article);
            }
            there
                .append(&save.group)
                .map_err(|error| error.to_string())?;
        }
        // What was appended is to be among what can be undone.
        drop(there);
        let mut there =
            Store::open(&dir, &annotator, Access::Writable).map_err(|error| error.to_string())?;
        if let Some(store) = self.stores.get(root).and_then(Option::as_ref) {
            there.learn_texts(store);
        }
        let before = self.unsaved.len();
        self.unsaved.retain(|save| save.root != root);
        let saved = before - self.unsaved.len();
        for key in [&mut self.behind, &mut self.stuck] {
            key.retain(|key, _| key.0 != root);
        }
        if let Some(slot) = self.stores.get_mut(root) {
            *slot = None;
        }
        self.moved.insert(root, dir.clone());
        for _ in 0..saved {
            let _ = self.events.send(Event::Saved);
        }
        let told = format!(
            "saved in {shown}, where this session goes on: dateline PATH -a {shown} opens it{lacks}"
        );
        self.renewed(root, there, told.clone());
        self.save_all();
        Ok(told)
    }

    /// What is not saved when the program ends, and where it is kept instead.
    pub(super) fn left(&mut self, rescue: bool) -> Option<String> {
        let count = self.unsaved.len();
        if count == 0 {
            return None;
        }
        let reason = self.failure.clone().unwrap_or_default();
        let told = format!("{} not saved: {reason}", decisions(count));
        let Some(dir) = self.orders.rescue.clone().filter(|_| rescue) else {
            return Some(told);
        };
        let mut roots: Vec<usize> = self.unsaved.iter().map(|save| save.root).collect();
        roots.dedup();
        let rescued = roots.into_iter().map(|root| {
            let now = chrono::Local::now().format("%Y%m%dT%H%M%S");
            let dir = dir.join(format!("{now}-{}-{root}", std::process::id()));
            self.write_to(root, &dir)
        });
        let rescued: Vec<String> = rescued
            .map(|result| result.unwrap_or_else(|reason| format!("nor elsewhere: {reason}")))
            .collect();
        Some(format!("{told}; {}", rescued.join("; ")))
    }
}
