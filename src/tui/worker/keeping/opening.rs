//! Opens the annotations of each path, and tells what is there.

use std::ops::ControlFlow;
use std::path::Path;

use crossbeam_channel::Sender;

use crate::annotation::history::History;
use crate::store::{Access, Glance, Store};
use crate::tui::app::list::Work;
use crate::tui::event::Event;

use super::Keeper;

impl Keeper {
    pub(super) fn open(&mut self) {
        for root in 0..self.orders.roots.len() {
            let opened = self.open_root(root);
            self.tell_opened(root, opened);
        }
    }

    /// Where the annotations of a root are: where they were written last.
    pub(super) fn dir(&self, root: usize) -> Result<&Path, String> {
        let moved = self.moved.get(&root).map(std::path::PathBuf::as_path);
        let place = self.orders.roots.get(root);
        match (moved, place.map(|place| &place.dir)) {
            (Some(dir), _) => Ok(dir),
            (None, Some(Ok(dir))) => Ok(dir),
            (None, Some(Err(reason))) => Err(reason.clone()),
            (None, None) => Err("there is no place for annotations".to_owned()),
        }
    }

    pub(super) fn open_root(&self, root: usize) -> Result<Store, String> {
        let access = self
            .orders
            .roots
            .get(root)
            .map(|place| place.access.clone());
        let access = access.unwrap_or(Access::Writable);
        Store::open(self.dir(root)?, &self.orders.annotator, access)
            .map_err(|error| error.to_string())
    }

    /// Tells all that a store holds, and keeps it.
    pub(super) fn tell_opened(&mut self, root: usize, opened: Result<Store, String>) {
        let (store, event) = match opened {
            Ok(mut store) => {
                let read_only = match store.access() {
                    Access::Writable => None,
                    Access::ReadOnly(reason) => Some(reason.to_string()),
                };
                let mut history = store.history();
                // What is not in the journal yet was decided all the same.
                for save in self.unsaved.iter().filter(|save| save.root == root) {
                    history.push(save.group.clone());
                }
                let event = Event::StoreOpened {
                    root,
                    read_only,
                    history: Box::new(history),
                    problems: store.problems().iter().map(ToString::to_string).collect(),
                };
                (Some(store), event)
            }
            Err(reason) => (
                None,
                Event::StoreOpened {
                    root,
                    read_only: Some(reason),
                    history: Box::new(History::default()),
                    problems: Vec::new(),
                },
            ),
        };
        let _ = self.events.send(event);
        let mut store = store;
        for told in store.as_mut().map(Store::take_told).unwrap_or_default() {
            let _ = self.events.send(Event::Problem(told));
        }
        if let Some(store) = &store {
            self.tell_registry(root, store);
            self.tell_works(root, store);
            self.await_release(root, store);
        }
        if self.stores.len() <= root {
            self.stores.resize_with(root + 1, || None);
        }
        if let Some(slot) = self.stores.get_mut(root) {
            *slot = store;
        }
    }

    pub(super) fn tell_registry(&self, root: usize, store: &Store) {
        let _ = self.events.send(Event::Registry {
            root,
            registry: Box::new(store.registry().clone()),
            problems: store.registry_problems().to_vec(),
        });
    }

    /// Tells what is known of all articles, beside everything else: there may be very many records.
    pub(super) fn tell_works(&self, root: usize, store: &Store) {
        let (overview, events) = (store.overview(), self.events.clone());
        let cache = self.orders.cache.clone();
        super::super::spawn(&self.events, move || {
            overview.read(cache.as_ref(), &mut |glance| {
                if tell(root, glance, &events) {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            });
        });
    }
}

/// Tells what was read of records; says whether anybody listens.
fn tell(root: usize, glance: Glance, events: &Sender<Event>) -> bool {
    let works = glance.known.into_iter().map(|known| {
        let work = Work {
            status: known.status,
            open: known.counts.map(|counts| counts.undecided as u32),
            tags: known.tags,
            noted: known.noted,
            unplaced: known.counts.map_or(0, |counts| counts.unplaced as u32),
        };
        (known.article, work)
    });
    let works: Vec<_> = works.collect();
    let pending = glance.pending;
    let works = (!works.is_empty()).then_some(Event::Works { root, works });
    let behind = (!pending.is_empty()).then_some(Event::Behind { root, pending });
    let problems = glance.errors.iter();
    let problems = problems.map(|error| Event::Problem(error.to_string()));
    let mut told = works.into_iter().chain(problems).chain(behind);
    told.all(|event| events.send(event).is_ok())
}
