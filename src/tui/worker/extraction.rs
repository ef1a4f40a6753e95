//! Extraction of the article that is wanted, beside everything else: what was left behind is dropped.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crossbeam_channel::Sender;

use crate::tui::app::reader::Opened;

use super::Orders;
use super::keeping::Keeping;
use super::shelf::{Ready, Shelf};

/// The newest request; what is done for another, or for one that was served otherwise, is wanted no
/// more.
#[derive(Clone, Debug, Default)]
pub struct Newest(Arc<[AtomicU64; 2]>);

impl Newest {
    /// There is a newer request.
    pub fn set(&self, ticket: u64) {
        self.asked().store(ticket, Ordering::Release);
    }

    /// A request was served: what is still done for it is not needed.
    pub fn serve(&self, ticket: u64) {
        self.served().store(ticket, Ordering::Release);
    }

    /// Whether a request was served.
    pub fn is_served(&self, ticket: u64) -> bool {
        self.served().load(Ordering::Acquire) == ticket
    }

    /// Whether a request is the newest, and was not served yet.
    pub fn wants(&self, ticket: u64) -> bool {
        self.asked().load(Ordering::Acquire) == ticket && !self.is_served(ticket)
    }

    fn asked(&self) -> &AtomicU64 {
        let [asked, _] = &*self.0;
        asked
    }

    fn served(&self) -> &AtomicU64 {
        let [_, served] = &*self.0;
        served
    }
}

/// A place for one thing to be done: a newer one takes the place of one that nobody took yet.
pub struct Slot<T>(Arc<(Mutex<Open<T>>, Condvar)>);

struct Open<T> {
    thing: Option<T>,
    open: bool,
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Slot<T> {
    /// An empty place.
    pub fn new() -> Self {
        let open = Open {
            thing: None,
            open: true,
        };
        Self(Arc::new((Mutex::new(open), Condvar::new())))
    }

    /// Puts a thing there.
    pub fn put(&self, thing: T) {
        let (mutex, filled) = &*self.0;
        let mut open = mutex.lock().unwrap_or_else(PoisonError::into_inner);
        open.thing = Some(thing);
        filled.notify_one();
    }

    /// Waits for a thing and takes it; none when there will be no more.
    pub fn take(&self) -> Option<T> {
        let (mutex, filled) = &*self.0;
        let mut open = mutex.lock().unwrap_or_else(PoisonError::into_inner);
        while open.thing.is_none() && open.open {
            open = filled.wait(open).unwrap_or_else(PoisonError::into_inner);
        }
        open.thing.take()
    }

    /// There will be no more.
    pub fn close(&self) {
        let (mutex, filled) = &*self.0;
        let mut open = mutex.lock().unwrap_or_else(PoisonError::into_inner);
        open.open = false;
        filled.notify_all();
    }
}

/// An article to be extracted for a request.
pub type Job = (u64, Opened);

/// Extracts what is put into `jobs`, as long as it is wanted.
///
/// Two threads do this: while one still leaves an article that nobody wants any more, the other
/// begins with the one that is wanted.
pub fn run(
    jobs: &Slot<Job>,
    newest: &Newest,
    orders: &Orders,
    shelf: &Shelf,
    keeping: &Sender<Keeping>,
) {
    while let Some((ticket, opened)) = jobs.take() {
        if let Some(ready) = extract(opened, orders, &|| !newest.wants(ticket)) {
            shelf.keep(ready.clone());
            let _ = keeping.send(Keeping::Lay(ticket, Box::new(ready)));
        }
    }
}

/// Finds what is in an article, unless nobody wants it any more.
pub fn extract(opened: Opened, orders: &Orders, unwanted: &dyn Fn() -> bool) -> Option<Ready> {
    let found =
        orders
            .suggestions
            .suggest(&opened.article, &opened.offsets, &orders.kept, unwanted)?;
    Some(Ready {
        fresh: Arc::new(found.fresh),
        foreign: found.foreign,
        notices: found.notices,
        opened,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wanted_for_requests_that_are_old_or_served() {
        let newest = Newest::default();
        newest.set(1);
        assert!(newest.wants(1));
        newest.set(2);
        assert!(!newest.wants(1) && newest.wants(2));
        newest.serve(1);
        assert!(newest.wants(2));
        newest.serve(2);
        assert!(!newest.wants(2) && newest.is_served(2));
    }

    #[test]
    fn only_the_newest_of_what_nobody_took_is_done() {
        let slot = Slot::new();
        slot.put(1);
        slot.put(2);
        assert_eq!(slot.take(), Some(2));
        let other = slot.clone();
        let taken = std::thread::spawn(move || (other.take(), other.take()));
        slot.put(3);
        while slot.0.0.lock().unwrap().thing.is_some() {
            std::thread::yield_now();
        }
        slot.close();
        assert_eq!(taken.join().unwrap(), (Some(3), None));
    }
}
