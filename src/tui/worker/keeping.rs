//! Keeps annotations on disk: lays records over what was found, saves decisions, exports.

mod laying;
mod opening;
mod saving;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

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

/// What could not be written is tried again after this time.
const RETRY: Duration = Duration::from_secs(2);

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

    fn store(&mut self, root: usize) -> Option<&mut Store> {
        self.stores.get_mut(root)?.as_mut()
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
