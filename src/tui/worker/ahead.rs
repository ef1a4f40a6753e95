//! Reading ahead, at low priority, so that the next articles are there when they are asked for.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, Sender};

use crate::tui::event::Event;

use super::extraction::extract;
use super::keeping::Keeping;
use super::shelf::{Shelf, expected_weight};
use super::{Orders, Wanted, reading};

/// What the thread that reads ahead is asked.
pub enum Ahead {
    /// Read these, the first one first, instead of what was asked before.
    Near(Vec<Wanted>),
    /// Bring this one's record up to its journal.
    Recover(Wanted),
}

/// Reads ahead until nobody asks any more; what is not near any more is left as it is.
pub fn run(
    asked: &Receiver<Ahead>,
    orders: &Orders,
    shelf: &Shelf,
    keeping: &Sender<Keeping>,
    events: &Sender<Event>,
) {
    give_way();
    let mut near: VecDeque<Wanted> = VecDeque::new();
    let mut behind: VecDeque<Wanted> = VecDeque::new();
    loop {
        let idle = near.is_empty() && behind.is_empty();
        let first = if idle { asked.recv().ok() } else { None };
        if idle && first.is_none() {
            return;
        }
        for ahead in first.into_iter().chain(asked.try_iter()) {
            match ahead {
                Ahead::Near(wanted) => near = wanted.into(),
                Ahead::Recover(wanted) => behind.push_back(wanted),
            }
        }
        if let Some(wanted) = near.pop_front() {
            read(&wanted, orders, shelf);
        } else if let Some(wanted) = behind.pop_front() {
            match reading::open(&wanted, orders) {
                Ok(opened) => {
                    if let Some(ready) = extract(opened, orders, &|| false) {
                        let _ = keeping.send(Keeping::Recover(Box::new(ready)));
                    }
                }
                Err(reason) => {
                    let _ = events.send(Event::Notice(reason));
                }
            }
        }
    }
}

fn read(wanted: &Wanted, orders: &Orders, shelf: &Shelf) {
    let index = wanted.index;
    if shelf.has(index) || !shelf.is_near(index) {
        return;
    }
    // What cannot be read is told when it is asked for.
    let Ok(opened) = reading::open(wanted, orders) else {
        return;
    };
    if !shelf.has_room(index, expected_weight(opened.article.text.len())) {
        return;
    }
    if let Some(ready) = extract(opened, orders, &|| !shelf.is_near(index)) {
        shelf.keep(ready);
    }
}

/// Lets every other thread go first. On Linux that is a matter of the thread, elsewhere of the
/// whole program, which is not to be slowed down.
pub(super) fn give_way() {
    #[cfg(target_os = "linux")]
    {
        /// As much politeness as there is.
        const NICE: i32 = 19;
        if let Err(error) = rustix::process::nice(NICE) {
            tracing::debug!("a thread does not give way: {error}");
        }
    }
}
