//! Keeps annotations on disk: lays records over what was found, saves decisions, exports.

mod laying;
mod opening;
mod others;
mod saving;
mod texts;

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::annotation::Annotations;
use crate::article::{Article, ArticleId};
use crate::span::{OffsetIndex, Span};
use crate::store::Store;
use crate::tui::app::glimpse::Glimpse;
use crate::tui::app::reader::Opened;
use crate::tui::effect::{Export, Save};
use crate::tui::event::Event;

use super::extraction::Newest;
use super::shelf::Ready;
use super::{Orders, export};

pub use texts::Shown;

/// What the keeping thread is asked.
pub enum Keeping {
    /// Watch the text of this article from now on: it is the one on the screen.
    Show(Box<Shown>),
    /// Lay the record over what was found, for the request of this number.
    Lay(u64, Box<Ready>),
    /// Lay the record over the article, if it holds what would be found; then that need not be found.
    LayRecord(u64, Box<Opened>),
    /// Tell what was found in a part of the article, for the request of this number.
    Glimpse(u64, Span, Arc<Annotations>),
    /// Bring the record up to the journal, and then take one from what is under way.
    Recover(Box<Ready>, Receiver<()>),
    /// Tell an article's annotations, which will be changed.
    Tell(Box<Ready>, Sender<Result<Arc<Annotations>, String>>),
    /// Tell an article's annotations as they are, when nothing else is to be done.
    Peek(Box<Ready>, Sender<Arc<Annotations>>),
    /// Save a decision.
    Save(Box<Save>),
    /// Try at once to write what could not be written.
    Retry,
    /// Write a root's annotations to a folder, with what could not be saved.
    WriteTo(usize, PathBuf),
    /// Open a root's annotations for writing, if that is possible by now; and whether it was asked for.
    TakeOver(usize, bool),
    /// Look whether another program changed what is known, of this article in particular.
    LookAround(Option<Key>),
    /// Of an article that was changed here and outside the analyst's version is to stay, or the other.
    Settle(Key, bool),
    /// Export what was reviewed.
    Export(Export),
    /// Write what is not yet written, and end.
    Finish {
        /// Whether what cannot be saved is to be kept elsewhere.
        rescue: bool,
    },
}

/// A record that is behind its journal.
struct Behind {
    article: Arc<Article>,
    offsets: Arc<OffsetIndex>,
    /// None where they are not known: the record is brought up to the journal at the next opening.
    annotations: Option<Arc<Annotations>>,
    seq: u64,
}

/// What was laid of an article last.
struct Base {
    key: Key,
    /// The text that it was laid over: a later one may be another.
    text: Arc<str>,
    annotations: Arc<Annotations>,
    /// Whether only what was decided is sure to be in it, not what is suggested beside it.
    is_bare: bool,
}

/// An article among those of all roots.
type Key = (usize, ArticleId);

/// An article that was changed both here and outside, as long as nobody chose.
struct Disputed {
    article: Arc<Article>,
    offsets: Arc<OffsetIndex>,
    /// What stands in the record stands here too.
    aside: Option<PathBuf>,
}

/// The keeping thread.
pub struct Keeper {
    stores: Vec<Option<Store>>,
    orders: Arc<Orders>,
    events: Sender<Event>,
    behind: HashMap<Key, Behind>,
    /// The records that could not be written; they are tried again.
    stuck: HashMap<Key, Behind>,
    /// The articles whose records wait for the analyst's choice.
    disputed: HashMap<Key, Disputed>,
    /// What was said of records that could not be written: it is said once.
    told: HashMap<Key, String>,
    /// Why nothing could be saved the last time.
    failure: Option<String>,
    /// When what could not be written is tried again.
    retry: Option<Instant>,
    /// The roots whose lock somebody waits for to tell when it is free.
    awaited: Arc<Mutex<HashSet<usize>>>,
    /// Where the annotations are that were written elsewhere to go on there.
    moved: HashMap<usize, PathBuf>,
    /// What was laid last, the newest at the end: what the next decisions change. The program's
    /// state has its own copy as soon as it differs.
    laid: VecDeque<Base>,
    unsaved: VecDeque<Box<Save>>,
    /// Who waits to be told of an article's annotations.
    peeks: VecDeque<(Box<Ready>, Sender<Arc<Annotations>>)>,
    newest: Newest,
    /// The article on the screen.
    shown: Option<Shown>,
}

impl Keeper {
    /// A keeper of the annotations of the opened paths.
    pub fn new(orders: Arc<Orders>, events: Sender<Event>, newest: Newest) -> Self {
        Self {
            stores: Vec::new(),
            orders,
            events,
            behind: HashMap::new(),
            stuck: HashMap::new(),
            disputed: HashMap::new(),
            told: HashMap::new(),
            failure: None,
            retry: None,
            awaited: Arc::default(),
            moved: HashMap::new(),
            laid: VecDeque::new(),
            unsaved: VecDeque::new(),
            peeks: VecDeque::new(),
            newest,
            shown: None,
        }
    }

    /// Does what it is asked, in order, until it is to end; gives what could not be saved then, and
    /// where it is. Records are written when nothing else waits, long ones when nothing was asked
    /// for a while: the next decision is not to wait for them.
    pub fn run(mut self, asked: &Receiver<Keeping>) -> Option<String> {
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
                        self.retry
                            .map(|at| at.saturating_duration_since(Instant::now())),
                    ];
                    let waited = match deadlines.into_iter().flatten().min() {
                        None => asked.recv().map_err(|_| RecvTimeoutError::Disconnected),
                        Some(deadline) => asked.recv_timeout(deadline),
                    };
                    match waited {
                        Ok(keeping) => keeping,
                        Err(RecvTimeoutError::Timeout) => {
                            if self.retry.is_some_and(|at| at <= Instant::now()) {
                                self.retry();
                            }
                            self.write_records();
                            continue;
                        }
                        Err(RecvTimeoutError::Disconnected) => return None,
                    }
                }
            };
            match next {
                Keeping::Show(shown) => self.shown = Some(*shown),
                Keeping::Lay(ticket, ready) => self.lay(ticket, *ready),
                Keeping::LayRecord(ticket, opened) => self.lay_record(ticket, &opened),
                Keeping::Glimpse(ticket, span, annotations) => {
                    // It goes this way so that it comes after what is known of the article's record.
                    let glimpse = Glimpse::new(span, annotations);
                    let _ = self.events.send(Event::Glimpsed { ticket, glimpse });
                }
                Keeping::Recover(ready, under_way) => {
                    self.recover(&ready);
                    let _ = under_way.try_recv();
                }
                Keeping::Tell(ready, told) => {
                    let _ = told.send(self.tell(&ready));
                }
                Keeping::Peek(ready, told) => self.peeks.push_back((ready, told)),
                Keeping::Save(save) => {
                    self.unsaved.push_back(save);
                    // What fails is to be told of this one too.
                    self.failure = None;
                    self.save_all();
                    self.look_at_text();
                }
                Keeping::Retry => {
                    self.failure = None;
                    self.told.clear();
                    self.retry();
                }
                Keeping::WriteTo(root, dir) => {
                    let result = self.write_to(root, &dir);
                    let _ = self.events.send(Event::WrittenTo(result));
                }
                Keeping::TakeOver(root, asked) => self.take_over(root, asked),
                Keeping::LookAround(open) => {
                    self.look_around(open.as_ref());
                    self.look_at_text();
                }
                Keeping::Settle(key, mine) => self.settle(&key, mine),
                Keeping::Export(export) => {
                    self.write_records();
                    self.export(export);
                }
                Keeping::Finish { rescue } => {
                    self.save_all();
                    self.write_records();
                    return self.left(rescue);
                }
            }
        }
    }

    fn store(&mut self, root: usize) -> Option<&mut Store> {
        self.stores.get_mut(root)?.as_mut()
    }

    fn export(&self, wanted: Export) {
        let (events, orders) = (self.events.clone(), Arc::clone(&self.orders));
        let moved = self.moved.get(&0).filter(|_| orders.roots.len() == 1);
        let annotations = moved.cloned().or_else(|| orders.annotations.clone());
        super::spawn(&self.events, move || {
            let result = export::write(
                wanted,
                &orders.paths,
                annotations.as_deref(),
                &orders.options,
                (&orders.annotator, orders.suggestions.model()),
            );
            let _ = events.send(Event::Exported(result));
        });
    }
}
