//! Opens the annotations of each path, and tells what is there.

use crate::annotation::history::History;
use crate::store::{Access, Store};
use crate::tui::app::list::Work;
use crate::tui::event::Event;

use super::Keeper;

/// How many statuses are told at once.
const BATCH: usize = 2_000;

impl Keeper {
    pub(super) fn open(&mut self) {
        for (root, place) in self.orders.roots.clone().into_iter().enumerate() {
            let opened = match &place.dir {
                Ok(dir) => Store::open(dir, &self.orders.annotator, place.access)
                    .map_err(|error| error.to_string()),
                Err(reason) => Err(reason.clone()),
            };
            let (store, event) = match opened {
                Ok(mut store) => {
                    let read_only = match store.access() {
                        Access::Writable => None,
                        Access::ReadOnly(reason) => Some(reason.to_string()),
                    };
                    let event = Event::StoreOpened {
                        root,
                        read_only,
                        history: Box::new(store.history()),
                        problems: store.problems().iter().map(ToString::to_string).collect(),
                        pending: store.pending(),
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
                        pending: Vec::new(),
                    },
                ),
            };
            let _ = self.events.send(event);
            if let Some(store) = &store {
                let _ = self.events.send(Event::Registry {
                    root,
                    registry: Box::new(store.registry().clone()),
                    problems: store.registry_problems().to_vec(),
                });
                self.tell_works(root, store);
            }
            self.stores.push(store);
        }
    }

    fn tell_works(&self, root: usize, store: &Store) {
        let mut works = Vec::new();
        let post = |works: &mut Vec<_>| {
            let works = std::mem::take(works);
            let _ = self.events.send(Event::Works { root, works });
        };
        for known in store.statuses() {
            match known {
                Ok(known) => works.push((
                    known.article,
                    Work {
                        status: known.status,
                        open: known.counts.map(|counts| counts.undecided as u32),
                        tags: known.tags,
                        noted: known.noted,
                    },
                )),
                Err(error) => {
                    let _ = self.events.send(Event::Problem(error.to_string()));
                }
            }
            if works.len() >= BATCH {
                post(&mut works);
            }
        }
        if !works.is_empty() {
            post(&mut works);
        }
    }
}
