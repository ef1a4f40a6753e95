//! Threads that do what the update asks for. They own nothing of the state and post events.
//!
//! One finds the articles; one reads what is asked for, two extract it, one reads ahead of the
//! analyst, one reads the whole corpus when that is wanted; one keeps the annotations on disk: a
//! decision never waits for an extraction.

mod across;
mod ahead;
mod arranging;
pub mod configuration;
pub mod entered;
pub mod errands;
mod export;
mod extraction;
pub mod input;
mod keeping;
pub mod kept;
pub mod marks;
pub mod place;
pub mod queries;
mod reading;
mod scanning;
pub mod seen;
mod shelf;
pub mod signals;
mod snippets;
pub mod suggestions;
mod survey;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::article::ArticleId;
use crate::cache::Cache;
use crate::corpus::{self, Corpus, IndexEvent, Locator};
use crate::ingest::ReadOptions;
use crate::search::arrange::Wish;
use crate::span::Span;
use crate::store::Access;

use super::effect::{Bulk, Export, Purpose, Save, Scan, SnippetOf};
use super::event::Event;
use extraction::{Newest, Slot};
use kept::Kept;
use shelf::Shelf;
use suggestions::Source;

/// Where a root's annotations live.
#[derive(Clone, Debug)]
pub struct Root {
    /// The path under which it is remembered where the analyst was.
    pub path: PathBuf,
    /// The folder of its annotations; none where there is no place for them.
    pub dir: Result<PathBuf, String>,
    /// Whether they may be written.
    pub access: Access,
}

/// What the workers are started with.
pub struct Orders {
    /// The opened paths.
    pub paths: Vec<PathBuf>,
    /// Where the annotations of these live, each place once.
    pub roots: Vec<Root>,
    /// Whose annotations.
    pub annotator: Arc<str>,
    /// The folder that was named for annotations; none where they live beside each path.
    pub annotations: Option<PathBuf>,
    /// How records are read.
    pub options: ReadOptions,
    /// What is suggested.
    pub suggestions: Source,
    /// What was found before.
    pub kept: Kept,
    /// Where what could not be saved is kept at the end; none where there is no such place.
    pub rescue: Option<PathBuf>,
    /// Where what takes long to work out is kept; none where there is no such folder.
    pub cache: Option<Cache>,
}

/// An article to be read.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its place in the corpus.
    pub index: usize,
    /// The root that it belongs to.
    pub root: usize,
    /// Where it is.
    pub locator: Locator,
}

impl Wanted {
    /// An article of a corpus.
    pub fn of(corpus: &Corpus, index: usize) -> Option<Self> {
        Some(Self {
            index,
            root: corpus.root(index)?,
            locator: corpus.locator(index)?,
        })
    }
}

/// What the reading thread is asked.
enum Reading {
    /// Read it for the request of this number.
    Load(u64, Wanted),
    /// Find what is in this part of the article that was read for the request of this number.
    Look(u64, Span),
    /// Read them ahead.
    Ahead(Vec<Wanted>),
}

/// The threads, and how to ask them.
pub struct Workers {
    reading: Sender<Reading>,
    ahead: Sender<ahead::Ahead>,
    snippets: Sender<snippets::Asked>,
    keeping: Sender<keeping::Keeping>,
    kept: Receiver<Option<String>>,
    surveying: Sender<Vec<Wanted>>,
    shelf: Shelf,
    newest: Newest,
    arranging: arranging::Arranger,
    scanning: scanning::Scanners,
    deciding: across::Current,
    orders: Arc<Orders>,
    events: Sender<Event>,
}

impl Workers {
    /// Starts them; what they do comes as events.
    pub fn start(orders: Orders, events: &Sender<Event>) -> Self {
        let (reading, read_asked) = unbounded();
        let (keeping, keep_asked) = unbounded();
        let (done, kept) = unbounded();
        let orders = Arc::new(orders);
        let arranging = arranging::Arranger::start(events);
        let scanning = scanning::Scanners::start(&orders, events);
        {
            let (sender, orders) = (events.clone(), Arc::clone(&orders));
            spawn(events, move || {
                index(&orders, &sender);
            });
        }
        let (shelf, newest, jobs) = (Shelf::default(), Newest::default(), Slot::new());
        let (ahead, ahead_asked) = unbounded();
        for _ in 0..2 {
            let (orders, keeping) = (Arc::clone(&orders), keeping.clone());
            let (jobs, newest, shelf) = (jobs.clone(), newest.clone(), shelf.clone());
            spawn(events, move || {
                extraction::run(&jobs, &newest, &orders, &shelf, &keeping);
            });
        }
        {
            let (orders, keeping) = (Arc::clone(&orders), keeping.clone());
            let (shelf, sender) = (shelf.clone(), events.clone());
            spawn(events, move || {
                ahead::run(&ahead_asked, &orders, &shelf, &keeping, &sender);
            });
        }
        let (snippets, snippets_asked) = unbounded();
        {
            let (orders, sender) = (Arc::clone(&orders), events.clone());
            spawn(events, move || {
                snippets::run(&snippets_asked, &orders, &sender);
            });
        }
        let (surveying, survey_asked) = unbounded();
        {
            let (orders, keeping) = (Arc::clone(&orders), keeping.clone());
            let sender = events.clone();
            spawn(events, move || {
                survey::run(&survey_asked, &orders, &keeping, &sender);
            });
        }
        let reader = reading::Reader {
            orders: Arc::clone(&orders),
            events: events.clone(),
            keeping: keeping.clone(),
            shelf: shelf.clone(),
            jobs,
            ahead: ahead.clone(),
        };
        spawn(events, move || reader.run(&read_asked));
        {
            let orders = Arc::clone(&orders);
            let keeper = keeping::Keeper::new(orders, events.clone(), newest.clone());
            spawn(events, move || {
                let left = keeper.run(&keep_asked);
                // Whoever waits for it may have asked several times.
                let _ = done.send(left);
            });
        }
        Self {
            reading,
            ahead,
            snippets,
            keeping,
            kept,
            surveying,
            shelf,
            newest,
            arranging,
            scanning,
            deciding: across::Current::default(),
            orders,
            events: events.clone(),
        }
    }

    /// Finds what the list is to show; what was wished before is dropped.
    pub fn arrange(&self, wish: u64, what: Box<Wish>) {
        self.arranging.ask(wish, what);
    }

    /// Searches texts; a search for the same purpose ends.
    pub fn scan(&self, scan: Scan) {
        self.scanning.ask(scan);
    }

    /// Ends a search.
    pub fn end_scan(&self, purpose: Purpose) {
        self.scanning.end(purpose);
    }

    /// Reads an article for a request.
    pub fn load(&self, ticket: u64, wanted: Wanted) {
        // What is still done for another request is dropped at once.
        self.newest.set(ticket);
        let _ = self.reading.send(Reading::Load(ticket, wanted));
    }

    /// Finds what is in a part of the article that was read for a request.
    pub fn look(&self, ticket: u64, window: Span) {
        let _ = self.reading.send(Reading::Look(ticket, window));
    }

    /// Reads articles ahead: those near the open one, the nearest first.
    pub fn read_ahead(&self, open: usize, wanted: Vec<Wanted>) {
        let near = std::iter::once(open).chain(wanted.iter().map(|wanted| wanted.index));
        self.shelf.come_near(near.collect());
        let _ = self.reading.send(Reading::Ahead(wanted));
    }

    /// Reads the lines around places, for rows of a table.
    pub fn read_snippets(&self, table: u64, rows: Vec<(SnippetOf, Wanted)>) {
        let _ = self.snippets.send(snippets::Asked { table, rows });
    }

    /// Brings the records of articles, each of a root, up to their journal, which a crash or a
    /// decision about many left ahead of them.
    pub fn recover(&self, corpus: Corpus, behind: Vec<(usize, ArticleId)>) {
        let _ = self.ahead.send(ahead::Ahead::Recover(corpus, behind));
    }

    /// Reads articles for the survey of the corpus, in order, behind all that was asked before.
    pub fn survey(&self, wanted: Vec<Wanted>) {
        let _ = self.surveying.send(wanted);
    }

    /// Decides about items of many articles, on a thread of its own.
    pub fn decide(&self, bulk: Bulk, corpus: Corpus) {
        self.deciding.set(bulk.ticket);
        let (current, orders) = (self.deciding.clone(), Arc::clone(&self.orders));
        let (keeping, events) = (self.keeping.clone(), self.events.clone());
        spawn(&self.events, move || {
            across::run(&bulk, &corpus, &current, &orders, &keeping, &events);
        });
    }

    /// Ends the decision about many articles that is under way.
    pub fn end_deciding(&self) {
        self.deciding.set(0);
    }

    /// Saves a decision.
    pub fn save(&self, save: Box<Save>) {
        let _ = self.keeping.send(keeping::Keeping::Save(save));
    }

    /// Exports what was reviewed.
    pub fn export(&self, export: Export) {
        let _ = self.keeping.send(keeping::Keeping::Export(export));
    }

    /// Tries at once to write what could not be written.
    pub fn retry(&self) {
        let _ = self.keeping.send(keeping::Keeping::Retry);
    }

    /// Writes a root's annotations elsewhere, with what could not be saved.
    pub fn write_to(&self, root: usize, dir: PathBuf) {
        let _ = self.keeping.send(keeping::Keeping::WriteTo(root, dir));
    }

    /// Opens a root's annotations for writing, if that is possible by now.
    pub fn take_over(&self, root: usize, asked: bool) {
        let _ = self.keeping.send(keeping::Keeping::TakeOver(root, asked));
    }

    /// Looks whether another program changed what is known.
    pub fn look_around(&self, open: Option<(usize, ArticleId)>) {
        let _ = self.keeping.send(keeping::Keeping::LookAround(open));
    }

    /// Has the analyst's choice between two versions of an article's record hold.
    pub fn settle(&self, root: usize, article: ArticleId, mine: bool) {
        let key = (root, article);
        let _ = self.keeping.send(keeping::Keeping::Settle(key, mine));
    }

    /// What waits until everything asked so far is on the disk, though not for ever, for a thread
    /// that has no other way when the loop does not answer.
    pub fn finisher(&self) -> impl Fn() + Send + Sync + 'static {
        let (keeping, kept) = (self.keeping.clone(), self.kept.clone());
        move || {
            let _ = keeping.send(keeping::Keeping::Finish { rescue: true });
            let _ = kept.recv_timeout(Duration::from_secs(5));
        }
    }

    /// Waits until everything asked so far is on the disk, no longer than that; what cannot be saved
    /// is written elsewhere where it is to be rescued. None where it takes longer, else what could
    /// not be saved, and where it is.
    pub fn finish(&self, rescue: bool, patience: Duration) -> Option<Option<String>> {
        let _ = self.keeping.send(keeping::Keeping::Finish { rescue });
        if patience == Duration::MAX {
            self.kept.recv().ok()
        } else {
            self.kept.recv_timeout(patience).ok()
        }
    }
}

/// Starts a thread. If it panics, the session ends: without one of its workers the program would
/// only look alive.
fn spawn(events: &Sender<Event>, work: impl FnOnce() + Send + 'static) {
    let end = EndOnPanic(events.clone());
    thread::spawn(move || {
        let _end = end;
        work();
    });
}

struct EndOnPanic(Sender<Event>);

impl Drop for EndOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Event::Terminate);
        }
    }
}

fn index(orders: &Orders, events: &Sender<Event>) {
    let mut percent = None;
    let mut tell = |event| {
        // Progress that shows no other figure is not worth a frame.
        if let IndexEvent::Progress { done, total } = &event {
            let shown = total
                .filter(|t| *t > 0)
                .map(|t| u128::from(*done) * 100 / u128::from(t));
            if percent == Some(shown) {
                return ControlFlow::Continue(());
            }
            percent = Some(shown);
        }
        match events.send(Event::Indexed(event)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    };
    let Orders { paths, options, .. } = orders;
    match &orders.cache {
        Some(cache) => corpus::index_kept(paths, options, cache, &mut tell),
        None => corpus::index(paths, options, &mut tell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_panics_ends_the_session_and_one_that_ends_does_not() {
        let (sender, events) = unbounded();
        spawn(&sender, || ());
        spawn(&sender, || panic!("a worker fails"));
        drop(sender);
        let told: Vec<Event> = events.iter().collect();
        assert!(matches!(told.as_slice(), [Event::Terminate]), "{told:?}");
    }
}
