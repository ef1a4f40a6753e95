//! Lays what was decided over what was found, for the screen and for whoever else wants it.

use std::sync::Arc;

use crate::annotation::Annotations;
use crate::annotation::edit::{self, Change};
use crate::annotation::history::Step;
use crate::annotation::wire::Coordinates;
use crate::store::{Access, Loaded, StoreError};
use crate::survey::Digest;
use crate::tui::app::reader::{Laid, Opened};
use crate::tui::effect::Save;
use crate::tui::event::Event;

use super::super::shelf::Ready;
use super::{Base, Behind, Disputed, Keeper, Key};

/// How many articles' annotations are kept for the next decision.
const LAID: usize = 3;

impl Keeper {
    pub(super) fn lay(&mut self, ticket: u64, ready: Ready) {
        if self.newest.is_served(ticket) {
            return;
        }
        // Where there is no place for annotations the article is read all the same.
        let opened = &ready.opened;
        let key = (opened.root, opened.article.id.clone());
        let text = Arc::clone(&opened.article.text);
        let fresh = Arc::clone(&ready.fresh);
        self.write_older(&key, &opened.article);
        let loaded = self
            .store(opened.root)
            .map(|store| store.load(&opened.article, &opened.offsets, &ready.fresh));
        let result = match loaded {
            None => Ok(Laid::new(&text, ready.fresh, ready.foreign, ready.notices)),
            Some(Ok(loaded)) => {
                let conflicts = loaded.conflicts.iter().map(ToString::to_string);
                let notices = loaded.notices.iter().map(ToString::to_string);
                let notices = conflicts.chain(notices).chain(ready.notices).collect();
                let disputed = self.note_loaded(&key, &ready.opened, &loaded);
                let annotations = Arc::new(loaded.annotations);
                let mut laid = Laid::new(&text, annotations, ready.foreign, notices);
                laid.disputed = disputed;
                Ok(laid)
            }
            Some(Err(StoreError::Gone { .. })) if self.laid(&key).is_some() => {
                // What memory has of it is shown until the folder is back.
                let annotations = self.laid(&key).unwrap_or_default();
                Ok(Laid::new(&text, annotations, ready.foreign, ready.notices))
            }
            Some(Err(error)) => Err(error.to_string()),
        };
        self.post(ticket, &key, result, Some(fresh), &ready.opened);
    }

    /// What was laid of an article, as long as it is known.
    fn laid(&self, key: &Key) -> Option<Arc<Annotations>> {
        let laid = self.laid.iter().rev().find(|laid| laid.key == *key);
        laid.map(|laid| Arc::clone(&laid.annotations))
    }

    /// Whether something that was decided about an article is not saved.
    fn is_unsaved(&self, key: &Key) -> bool {
        let of_it = |save: &Save| {
            let mut steps = save.group.steps.iter();
            save.root == key.0 && steps.any(|step| step.article.as_ref() == Some(&key.1))
        };
        self.unsaved.iter().any(|save| of_it(save))
    }

    /// Notes what was laid of an article: whether its record is behind, or waits for a choice.
    fn note_loaded(&mut self, key: &Key, opened: &Opened, loaded: &Loaded) -> Vec<Change> {
        let writable = self
            .store(key.0)
            .is_some_and(|store| *store.access() == Access::Writable);
        self.behind.remove(key);
        self.stuck.remove(key);
        if !writable {
            return Vec::new();
        }
        let (article, offsets) = (Arc::clone(&opened.article), Arc::clone(&opened.offsets));
        if !loaded.disputed.is_empty() {
            let aside = self.store(key.0).map(|store| store.put_aside(&key.1));
            let aside = match aside {
                Some(Err(error)) => {
                    let _ = self.events.send(Event::Problem(error.to_string()));
                    None
                }
                Some(Ok(aside)) => aside,
                None => None,
            };
            let disputed = Disputed {
                article,
                offsets,
                aside,
            };
            self.disputed.insert(key.clone(), disputed);
            return loaded.disputed.clone();
        }
        self.disputed.remove(key);
        if loaded.ahead && loaded.conflicts.is_empty() {
            let behind = Behind {
                article,
                offsets,
                annotations: Some(Arc::new(loaded.annotations.clone())),
                seq: loaded.seq,
            };
            self.behind.insert(key.clone(), behind);
        }
        Vec::new()
    }

    /// An article's annotations with what is decided about it and not saved yet; and what of that
    /// does not fit.
    fn with_unsaved(
        &self,
        key: &Key,
        opened: &Opened,
        annotations: &Arc<Annotations>,
    ) -> Option<(Arc<Annotations>, Vec<String>)> {
        let at = Coordinates {
            text: &opened.article.text,
            index: &opened.offsets,
        };
        let mut unsaved = self.unsaved.iter().filter(|save| save.root == key.0);
        let its = |step: &&Step| step.article.as_ref() == Some(&key.1);
        unsaved
            .clone()
            .find_map(|save| save.group.steps.iter().find(its))?;
        let mut annotations = Arc::clone(annotations);
        let mut lost = Vec::new();
        for save in &mut unsaved {
            for step in save.group.steps.iter().filter(its) {
                let done = step.changes.on(at).map_err(|error| error.to_string());
                let done = done.and_then(|changes| {
                    edit::apply(Arc::make_mut(&mut annotations), &changes)
                        .map_err(|conflict| conflict.to_string())
                });
                if let Err(reason) = done {
                    lost.push(format!(
                        "{}: {} is not in it: {reason}",
                        key.1, save.group.what
                    ));
                }
            }
        }
        Some((annotations, lost))
    }

    /// Lays a long article's record over it without waiting for what is found in it, where it
    /// holds that already: then nobody need look for it.
    pub(super) fn lay_record(&mut self, ticket: u64, opened: &Opened) {
        let key = (opened.root, opened.article.id.clone());
        self.write_older(&key, &opened.article);
        let Some(model) = self.orders.suggestions.suggests() else {
            return;
        };
        let Some(store) = self.stores.get_mut(opened.root).and_then(Option::as_mut) else {
            return;
        };
        // What is wrong with the record is told when the article was extracted.
        let Ok(Some(loaded)) = store.load_recorded(&opened.article, &opened.offsets, model) else {
            return;
        };
        let conflicts = loaded.conflicts.iter().map(ToString::to_string).collect();
        let disputed = self.note_loaded(&key, opened, &loaded);
        let annotations = Arc::new(loaded.annotations);
        let mut laid = Laid::new(&opened.article.text, annotations, None, conflicts);
        laid.disputed = disputed;
        self.newest.serve(ticket);
        self.post(ticket, &key, Ok(laid), None, opened);
    }

    /// Posts what was laid, and keeps what the next decisions change.
    fn post(
        &mut self,
        ticket: u64,
        key: &Key,
        mut result: Result<Laid, String>,
        fresh: Option<Arc<Annotations>>,
        opened: &Opened,
    ) {
        if let Ok(laid) = &mut result {
            self.laid.retain(|other| other.key != *key);
            // Where nothing was decided, the program's state gets what was found to itself: then not
            // even its first decision has to copy it.
            let base = match fresh {
                Some(fresh) if laid.annotations.updated.is_none() => fresh,
                _ => Arc::clone(&laid.annotations),
            };
            self.laid.push_back(Base {
                key: key.clone(),
                text: Arc::clone(&opened.article.text),
                annotations: base,
                is_bare: false,
            });
            if let Some((annotations, lost)) = self.with_unsaved(key, opened, &laid.annotations) {
                let text = &opened.article.text;
                let notices = laid.notices.iter().cloned().chain(lost).collect();
                let disputed = std::mem::take(&mut laid.disputed);
                *laid = Laid::new(text, annotations, laid.foreign, notices);
                laid.disputed = disputed;
            }
            if self.laid.len() > LAID {
                // What is not saved of an article stands on what was laid of it.
                let oldest = self
                    .laid
                    .iter()
                    .position(|laid| !self.is_unsaved(&laid.key));
                oldest.and_then(|at| self.laid.remove(at));
            }
        }
        let result = result.map(Box::new);
        let _ = self.events.send(Event::Laid { ticket, result });
    }

    /// An article's annotations, to be changed; why that cannot be.
    pub(super) fn tell(&mut self, ready: &Ready) -> Result<Arc<Annotations>, String> {
        let opened = &ready.opened;
        let key = (opened.root, opened.article.id.clone());
        self.write_older(&key, &opened.article);
        let store = self.store(opened.root);
        let store = store.ok_or_else(|| "there is no place for annotations".to_owned())?;
        let loaded = store.load(&opened.article, &opened.offsets, &ready.fresh);
        let loaded = loaded.map_err(|error| error.to_string())?;
        if loaded.changed {
            self.forget_laid(&key);
        }
        match loaded.conflicts.first() {
            Some(conflict) => Err(conflict.to_string()),
            None => Ok(Arc::new(loaded.annotations)),
        }
    }

    /// An article's annotations as they are; what was found in it where they cannot be read.
    pub(super) fn peek(&mut self, ready: &Ready) -> Arc<Annotations> {
        let opened = &ready.opened;
        let store = self.store(opened.root);
        let loaded = store.map(|s| s.peek(&opened.article, &opened.offsets, &ready.fresh));
        match loaded {
            Some(Ok(loaded)) => Arc::new(loaded.annotations),
            // What is wrong with the record is told when the article is opened.
            Some(Err(_)) | None => Arc::clone(&ready.fresh),
        }
    }

    /// Writes the record that a crash left behind, unless the journal does not fit it: then the
    /// analyst is told, and nothing is written over.
    pub(super) fn recover(&mut self, ready: &Ready) {
        let opened = &ready.opened;
        let key = (opened.root, opened.article.id.clone());
        if self.disputed.contains_key(&key) {
            return;
        }
        self.write_older(&key, &opened.article);
        let Some(store) = self.stores.get_mut(opened.root).and_then(Option::as_mut) else {
            return;
        };
        let loaded = store.load(&opened.article, &opened.offsets, &ready.fresh);
        let changed = loaded.as_ref().is_ok_and(|loaded| loaded.changed);
        let problems: Vec<String> = match loaded {
            Ok(loaded) if loaded.conflicts.is_empty() => {
                let (article, offsets) = (&opened.article, &opened.offsets);
                let annotations = &loaded.annotations;
                // One that only looks leaves that to the program that writes.
                let written = match store.access() {
                    Access::Writable => {
                        store.write_record(article, offsets, annotations, loaded.seq)
                    }
                    Access::ReadOnly(_) => Ok(()),
                };
                let digest = Digest::of(opened.index, article, annotations);
                let root = opened.root;
                let _ = self.events.send(Event::Recovered { root, digest });
                written.err().iter().map(ToString::to_string).collect()
            }
            Ok(loaded) => loaded.conflicts.iter().map(ToString::to_string).collect(),
            Err(error) => vec![error.to_string()],
        };
        if changed {
            self.forget_laid(&key);
        }
        for problem in problems {
            let _ = self.events.send(Event::Problem(problem));
        }
    }

    /// Another program changed an article's record: what was laid of it before does not count.
    fn forget_laid(&mut self, key: &Key) {
        if self.laid.iter().any(|laid| laid.key == *key) {
            self.changed_outside(key);
        }
    }
}
