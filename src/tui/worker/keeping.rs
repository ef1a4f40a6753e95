//! Keeps annotations on disk: lays records over what was found, saves decisions, exports.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::annotation::Annotations;
use crate::annotation::edit;
use crate::annotation::history::{Group, History, Step};
use crate::annotation::wire::Coordinates;
use crate::article::{Article, ArticleId};
use crate::span::{OffsetIndex, Span};
use crate::store::{Access, Store};
use crate::survey::Digest;
use crate::tui::app::glimpse::Glimpse;
use crate::tui::app::list::Work;
use crate::tui::app::reader::{Laid, Opened};
use crate::tui::effect::{Export, Save};
use crate::tui::event::Event;

use super::extraction::Newest;
use super::shelf::Ready;
use super::{Orders, export};

/// What could not be written is tried again after this time.
const RETRY: Duration = Duration::from_secs(2);
/// The record of an article of this many bytes takes so long to write that it waits for a rest, of
/// [`REST`] for each time the text is so long.
const LONG: usize = 200_000;
/// What is decided meanwhile is safe in the journal.
const REST: Duration = Duration::from_millis(400);
/// How many articles' annotations are kept for the next decision.
const LAID: usize = 3;
/// How many statuses are told at once.
const BATCH: usize = 2_000;

/// What the keeping thread is asked.
pub enum Keeping {
    /// Lay the record over what was found, for the request of this number.
    Lay(u64, Box<Ready>),
    /// Lay the record over the article, if it holds what would be found; then that need not be found.
    LayRecord(u64, Box<Opened>),
    /// Tell what was found in a part of the article, for the request of this number.
    Glimpse(u64, Span, Arc<Annotations>),
    /// Bring the record up to the journal.
    Recover(Box<Ready>),
    /// Tell an article's annotations, which will be changed.
    Tell(Box<Ready>, Sender<Result<Arc<Annotations>, String>>),
    /// Tell an article's annotations as they are, when nothing else is to be done.
    Peek(Box<Ready>, Sender<Arc<Annotations>>),
    /// Save a decision.
    Save(Box<Save>),
    /// Export what was reviewed.
    Export(Export),
    /// Write what is not yet written, and end.
    Finish,
}

/// A record that is behind its journal.
struct Behind {
    article: Arc<Article>,
    offsets: Arc<OffsetIndex>,
    /// None where they are not known: the record is brought up to the journal at the next opening.
    annotations: Option<Arc<Annotations>>,
    seq: u64,
}

/// An article among those of all roots.
type Key = (usize, ArticleId);

/// The keeping thread.
pub struct Keeper {
    stores: Vec<Option<Store>>,
    orders: Arc<Orders>,
    events: Sender<Event>,
    behind: HashMap<Key, Behind>,
    /// What was laid last, the newest at the end: what the next decisions change. The program's
    /// state has its own copy as soon as it differs.
    laid: VecDeque<(Key, Arc<Annotations>)>,
    unsaved: VecDeque<Box<Save>>,
    /// Who waits to be told of an article's annotations.
    peeks: VecDeque<(Box<Ready>, Sender<Arc<Annotations>>)>,
    newest: Newest,
}

impl Keeper {
    /// A keeper of the annotations of the opened paths.
    pub fn new(orders: Arc<Orders>, events: Sender<Event>, newest: Newest) -> Self {
        Self {
            stores: Vec::new(),
            orders,
            events,
            behind: HashMap::new(),
            laid: VecDeque::new(),
            unsaved: VecDeque::new(),
            peeks: VecDeque::new(),
            newest,
        }
    }

    /// Does what it is asked, in order, until it is to end. Records are written when nothing else
    /// waits, long ones when nothing was asked for a while: the next decision is not to wait for them.
    pub fn run(mut self, asked: &Receiver<Keeping>) {
        self.open();
        loop {
            let next = match asked.try_recv() {
                Ok(keeping) => keeping,
                Err(_) => {
                    let rest = self.rest();
                    if rest.is_zero() {
                        self.write_records();
                    }
                    if let Some((ready, told)) = self.peeks.pop_front() {
                        let _ = told.send(self.peek(&ready));
                        continue;
                    }
                    let deadlines = [
                        (!self.behind.is_empty()).then_some(rest),
                        (!self.unsaved.is_empty()).then_some(RETRY),
                    ];
                    let waited = match deadlines.into_iter().flatten().min() {
                        None => asked.recv().map_err(|_| RecvTimeoutError::Disconnected),
                        Some(deadline) => asked.recv_timeout(deadline),
                    };
                    match waited {
                        Ok(keeping) => keeping,
                        Err(RecvTimeoutError::Timeout) => {
                            self.save_all();
                            self.write_records();
                            continue;
                        }
                        Err(RecvTimeoutError::Disconnected) => return,
                    }
                }
            };
            match next {
                Keeping::Lay(ticket, ready) => self.lay(ticket, *ready),
                Keeping::LayRecord(ticket, opened) => self.lay_record(ticket, &opened),
                Keeping::Glimpse(ticket, span, annotations) => {
                    // It goes this way so that it comes after what is known of the article's record.
                    let glimpse = Glimpse::new(span, annotations);
                    let _ = self.events.send(Event::Glimpsed { ticket, glimpse });
                }
                Keeping::Recover(ready) => self.recover(&ready),
                Keeping::Tell(ready, told) => {
                    let _ = told.send(self.tell(&ready));
                }
                Keeping::Peek(ready, told) => self.peeks.push_back((ready, told)),
                Keeping::Save(save) => {
                    self.unsaved.push_back(save);
                    self.save_all();
                }
                Keeping::Export(export) => {
                    self.write_records();
                    self.export(export);
                }
                Keeping::Finish => {
                    self.save_all();
                    self.write_records();
                    return;
                }
            }
        }
    }

    fn open(&mut self) {
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

    fn store(&mut self, root: usize) -> Option<&mut Store> {
        self.stores.get_mut(root)?.as_mut()
    }

    fn lay(&mut self, ticket: u64, ready: Ready) {
        if self.newest.is_served(ticket) {
            return;
        }
        // Where there is no place for annotations the article is read all the same.
        let opened = &ready.opened;
        let key = (opened.root, opened.article.id.clone());
        let text = Arc::clone(&opened.article.text);
        let fresh = Arc::clone(&ready.fresh);
        let loaded = self
            .store(opened.root)
            .map(|store| store.load(&opened.article, &opened.offsets, &ready.fresh));
        let result = match loaded {
            None => Ok(Laid::new(&text, ready.fresh, ready.foreign, ready.notices)),
            Some(Ok(loaded)) => {
                let conflicts = loaded.conflicts.iter().map(ToString::to_string);
                let notices = loaded.notices.iter().map(ToString::to_string);
                let notices = conflicts.chain(notices).chain(ready.notices);
                let annotations = Arc::new(loaded.annotations);
                Ok(Laid::new(
                    &text,
                    annotations,
                    ready.foreign,
                    notices.collect(),
                ))
            }
            Some(Err(error)) => Err(error.to_string()),
        };
        self.post(ticket, key, result, Some(fresh));
    }

    /// Lays a long article's record over it without waiting for what is found in it, where it
    /// holds that already: then nobody need look for it.
    fn lay_record(&mut self, ticket: u64, opened: &Opened) {
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
        let conflicts = loaded.conflicts.iter().map(ToString::to_string);
        let annotations = Arc::new(loaded.annotations);
        let laid = Laid::new(&opened.article.text, annotations, None, conflicts.collect());
        self.newest.serve(ticket);
        let key = (opened.root, opened.article.id.clone());
        self.post(ticket, key, Ok(laid), None);
    }

    /// Posts what was laid, and keeps what the next decisions change.
    fn post(
        &mut self,
        ticket: u64,
        key: Key,
        result: Result<Laid, String>,
        fresh: Option<Arc<Annotations>>,
    ) {
        if let Ok(laid) = &result {
            self.laid.retain(|(other, _)| *other != key);
            // Where nothing was decided, the program's state gets what was found to itself: then not
            // even its first decision has to copy it.
            let base = match fresh {
                Some(fresh) if laid.annotations.updated.is_none() => fresh,
                _ => Arc::clone(&laid.annotations),
            };
            self.laid.push_back((key, base));
            if self.laid.len() > LAID {
                self.laid.pop_front();
            }
        }
        let result = result.map(Box::new);
        let _ = self.events.send(Event::Laid { ticket, result });
    }

    /// An article's annotations, to be changed; why that cannot be.
    fn tell(&mut self, ready: &Ready) -> Result<Arc<Annotations>, String> {
        let opened = &ready.opened;
        let store = self.store(opened.root);
        let store = store.ok_or_else(|| "there is no place for annotations".to_owned())?;
        let loaded = store.load(&opened.article, &opened.offsets, &ready.fresh);
        let loaded = loaded.map_err(|error| error.to_string())?;
        match loaded.conflicts.first() {
            Some(conflict) => Err(conflict.to_string()),
            None => Ok(Arc::new(loaded.annotations)),
        }
    }

    /// An article's annotations as they are; what was found in it where they cannot be read.
    fn peek(&mut self, ready: &Ready) -> Arc<Annotations> {
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
    fn recover(&mut self, ready: &Ready) {
        let opened = &ready.opened;
        let Some(store) = self.store(opened.root) else {
            return;
        };
        let loaded = store.load(&opened.article, &opened.offsets, &ready.fresh);
        let problems: Vec<String> = match loaded {
            Ok(loaded) if loaded.conflicts.is_empty() => {
                let (article, offsets) = (&opened.article, &opened.offsets);
                let annotations = &loaded.annotations;
                let written = store.write_record(article, offsets, annotations, loaded.seq);
                let digest = Digest::of(opened.index, article, annotations);
                let root = opened.root;
                let _ = self.events.send(Event::Recovered { root, digest });
                written.err().iter().map(ToString::to_string).collect()
            }
            Ok(loaded) => loaded.conflicts.iter().map(ToString::to_string).collect(),
            Err(error) => vec![error.to_string()],
        };
        for problem in problems {
            let _ = self.events.send(Event::Problem(problem));
        }
    }

    /// Appends what waits to the journal, in order, and stops at the first that fails.
    fn save_all(&mut self) {
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
    fn rest(&self) -> Duration {
        let texts = self.behind.values().map(|behind| &behind.article.text);
        match texts.map(|text| text.len()).max() {
            Some(long) if long >= LONG => REST * (long / LONG) as u32,
            _ => Duration::ZERO,
        }
    }

    fn write_records(&mut self) {
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

    fn export(&self, wanted: Export) {
        let (events, orders) = (self.events.clone(), Arc::clone(&self.orders));
        super::spawn(&self.events, move || {
            let result = export::write(
                wanted,
                &orders.paths,
                orders.annotations.as_deref(),
                &orders.options,
                (&orders.annotator, orders.suggestions.model()),
            );
            let _ = events.send(Event::Exported(result));
        });
    }
}
