//! Searches the texts of all articles, and tells a few times a second what it found.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, unbounded};

use crate::search::scan::{Scanned, scan};
use crate::tui::effect::{Purpose, Scan};
use crate::tui::event::Event;

use super::Orders;

/// How long what was found waits for more at first; later it waits longer.
const FIRST: Duration = Duration::from_millis(8);
/// How long it waits at most.
const LONGEST: Duration = Duration::from_millis(120);

/// The threads that search, one for each purpose.
pub struct Scanners {
    filter: Scanner,
    hits: Scanner,
}

struct Scanner {
    asked: Sender<Scan>,
    newest: Arc<AtomicU64>,
}

impl Scanners {
    /// Starts the threads.
    pub fn start(orders: &Arc<Orders>, events: &Sender<Event>) -> Self {
        Self {
            filter: Scanner::start(orders, events),
            hits: Scanner::start(orders, events),
        }
    }

    /// Begins a search; the one before it for the same purpose ends.
    pub fn ask(&self, scan: Scan) {
        let scanner = self.of(scan.purpose);
        scanner.newest.store(scan.number, Ordering::Relaxed);
        let _ = scanner.asked.send(scan);
    }

    /// Ends a search.
    pub fn end(&self, purpose: Purpose) {
        self.of(purpose).newest.store(0, Ordering::Relaxed);
    }

    fn of(&self, purpose: Purpose) -> &Scanner {
        match purpose {
            Purpose::Filter => &self.filter,
            Purpose::Hits => &self.hits,
        }
    }
}

impl Scanner {
    fn start(orders: &Arc<Orders>, events: &Sender<Event>) -> Self {
        let (asked, scans) = unbounded::<Scan>();
        let newest = Arc::new(AtomicU64::new(0));
        let (orders, last) = (Arc::clone(orders), Arc::clone(&newest));
        let sender = events.clone();
        super::spawn(events, move || {
            while let Ok(first) = scans.recv() {
                if let Some(asked) = std::iter::once(first).chain(scans.try_iter()).last() {
                    let wanted = || last.load(Ordering::Relaxed) == asked.number;
                    run(&asked, &orders, &wanted, &sender);
                }
            }
        });
        Self { asked, newest }
    }
}

fn run(asked: &Scan, orders: &Orders, wanted: &dyn Fn() -> bool, events: &Sender<Event>) {
    let tell = |scanned: Scanned, done: bool| {
        let told = events.send(Event::Scanned {
            purpose: asked.purpose,
            number: asked.number,
            scanned,
            done,
        });
        told.is_ok() && wanted()
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut waiting = Scanned {
        read: asked.from,
        hits: Vec::new(),
    };
    let (mut since, mut patience) = (Instant::now(), FIRST);
    let mut whole = true;
    scan(
        &asked.corpus,
        asked.from,
        &asked.needles,
        asked.telling,
        &orders.options,
        threads,
        &mut |more| {
            waiting.read = more.read;
            waiting.hits.extend(more.hits);
            if !wanted() {
                whole = false;
                return ControlFlow::Break(());
            }
            if since.elapsed() >= patience {
                let read = waiting.read;
                let found = std::mem::take(&mut waiting);
                waiting.read = read;
                whole = tell(found, false);
                since = Instant::now();
                patience = (patience * 2).min(LONGEST);
            }
            if whole {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        },
    );
    if whole {
        waiting.read = asked.corpus.known();
        tell(waiting, true);
    }
}
