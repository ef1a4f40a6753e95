//! Makes decisions safe in the journal, and brings the records up to it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::annotation::Annotations;
use crate::annotation::edit;
use crate::annotation::history::{Group, Step};
use crate::annotation::wire::Coordinates;
use crate::article::ArticleId;
use crate::store::Access;
use crate::tui::effect::Save;
use crate::tui::event::Event;

use super::{Behind, Keeper, Key};

/// The record of an article of this many bytes takes so long to write that it waits for a rest, of
/// [`REST`] for each time the text is so long.
const LONG: usize = 200_000;
/// What is decided meanwhile is safe in the journal.
const REST: Duration = Duration::from_millis(400);

impl Keeper {
    /// Appends what waits to the journal, in order, and stops at the first that fails.
    pub(super) fn save_all(&mut self) {
        while let Some(save) = self.unsaved.pop_front() {
            let Some(store) = self.stores.get_mut(save.root).and_then(Option::as_mut) else {
                let _ = self.events.send(Event::NotSaved(
                    "there is no place for annotations".to_owned(),
                ));
                continue;
            };
            match store.append(&save.group) {
                Ok(seq) => {
                    self.saved(&save, seq);
                    let _ = self.events.send(Event::Saved);
                }
                Err(error) => {
                    let _ = self.events.send(Event::NotSaved(error.to_string()));
                    self.unsaved.push_front(save);
                    return;
                }
            }
        }
    }

    /// A group is in the journal: the record of the open article is behind it, and what was laid of
    /// others is not what they are any more.
    fn saved(&mut self, save: &Save, seq: u64) {
        let open = save.article.as_ref().map(|(article, _)| &article.id);
        let of = |step: &Step| step.article.clone().filter(|id| Some(id) != open);
        let others: HashSet<ArticleId> = save.group.steps.iter().filter_map(of).collect();
        let other = |key: &Key| key.0 == save.root && others.contains(&key.1);
        self.laid.retain(|(key, _)| !other(key));
        self.behind.retain(|key, _| !other(key));
        let Some((article, offsets)) = &save.article else {
            return;
        };
        let key = (save.root, article.id.clone());
        let at = Coordinates {
            text: &article.text,
            index: offsets,
        };
        let annotations = self.changed(&key, &save.group, at);
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
        let laid = self.laid.iter_mut().rev().find(|(laid, _)| laid == key);
        drop(waiting);
        let annotations = &mut laid?.1;
        let its = |step: &&Step| step.article.as_ref() == Some(&key.1);
        let applied = group.steps.iter().filter(its).all(|step| {
            let changes = step.changes.on(at);
            changes.is_ok_and(|changes| edit::apply(Arc::make_mut(annotations), &changes).is_ok())
        });
        if !applied {
            tracing::error!("{}: the decision does not fit what was laid", key.1);
            self.laid.retain(|(laid, _)| laid != key);
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
        for ((root, id), behind) in std::mem::take(&mut self.behind) {
            let (Some(store), Some(annotations)) = (self.store(root), &behind.annotations) else {
                continue;
            };
            let written =
                store.write_record(&behind.article, &behind.offsets, annotations, behind.seq);
            if let Err(error) = written {
                // The decision itself is safe in the journal, from which the record comes again.
                let notice = format!("{id}: the record was not written: {error}");
                let _ = self.events.send(Event::Problem(notice));
            }
        }
        for store in self.stores.iter_mut().flatten() {
            if *store.access() == Access::Writable
                && let Err(error) = store.write_registry()
            {
                let _ = self.events.send(Event::Problem(error.to_string()));
            }
        }
    }
}
