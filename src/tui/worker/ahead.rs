//! Reading ahead, at low priority, so that the next articles are there when they are asked for.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::article::ArticleId;
use crate::corpus::Corpus;
use crate::tui::event::Event;

use super::extraction::extract;
use super::keeping::Keeping;
use super::shelf::{Ready, Shelf, expected_weight};
use super::{Orders, Wanted, reading};

/// So many records may wait to be written.
const UNWRITTEN: usize = 16;

/// What the thread that reads ahead is asked.
pub enum Ahead {
    /// Read these, the first one first, instead of what was asked before.
    Near(Vec<Wanted>),
    /// Bring the records of these, each of a root, up to their journal.
    Recover(Corpus, Vec<(usize, ArticleId)>),
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
    let mut corpus = Corpus::default();
    let mut behind: VecDeque<(usize, ArticleId)> = VecDeque::new();
    let writing = Writing::new(keeping.clone());
    loop {
        let idle = near.is_empty() && behind.is_empty();
        let first = if idle { asked.recv().ok() } else { None };
        if idle && first.is_none() {
            return;
        }
        for ahead in first.into_iter().chain(asked.try_iter()) {
            match ahead {
                Ahead::Near(wanted) => near = wanted.into(),
                Ahead::Recover(now, more) => {
                    corpus = now;
                    behind.extend(more);
                }
            }
        }
        orders.kept.open();
        if let Some(wanted) = near.pop_front() {
            read(&wanted, orders, shelf);
        } else if let Some((root, id)) = behind.pop_front() {
            let index = corpus.find(root, &id);
            if let Some(wanted) = index.and_then(|index| Wanted::of(&corpus, index)) {
                recover(&wanted, orders, &writing, events);
            }
            if behind.is_empty() {
                orders.kept.write(true);
                let _ = events.send(Event::AllRecovered);
            }
        }
    }
}

/// The records that are to be written: very many may follow, and they take memory.
struct Writing {
    keeping: Sender<Keeping>,
    begin: Sender<()>,
    done: Receiver<()>,
}

impl Writing {
    fn new(keeping: Sender<Keeping>) -> Self {
        let (begin, done) = bounded(UNWRITTEN);
        Self {
            keeping,
            begin,
            done,
        }
    }

    /// Has a record brought up to its journal, as soon as not too many wait for that.
    fn put(&self, ready: Ready) {
        // It is taken out again when the record is written.
        let _ = self.begin.send(());
        let recover = Keeping::Recover(Box::new(ready), self.done.clone());
        let _ = self.keeping.send(recover);
    }
}

/// Has a record brought up to its journal.
fn recover(wanted: &Wanted, orders: &Orders, writing: &Writing, events: &Sender<Event>) {
    match reading::open(wanted, orders) {
        Ok(opened) => {
            if let Some(ready) = extract(opened, orders, &|| false) {
                writing.put(ready);
            }
        }
        Err(reason) => {
            let _ = events.send(Event::Notice(reason));
        }
    }
    orders.kept.write(false);
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
