//! Articles in, results out: in order, on all cores, with a bounded number of them in memory.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use anyhow::anyhow;
use crossbeam_channel::bounded;
use rayon::prelude::*;

use crate::article::Article;
use crate::corpus;
use crate::ingest::{Problem, ReadOptions};

/// How many articles wait for their turn at most, beside those that are worked on.
const WAITING: usize = 64;

/// How much text waits with them at most, in bytes, unless one article is longer.
const WAITING_BYTES: usize = 4 << 20;

/// How much text is worked on at once, in bytes, unless one article is longer.
const BATCH: usize = 1 << 20;

/// Reads the articles of `paths`; each goes through `prepare` in order (with the number of its
/// path), `work` on any core, and `take` in order again. `idle` is called when none is waiting.
///
/// # Errors
/// What `take` or `idle` fail with.
pub(super) fn run<P: Send, T: Send>(
    paths: Vec<PathBuf>,
    options: ReadOptions,
    mut prepare: impl FnMut(usize, Result<Article, Problem>) -> P,
    work: impl Fn(P) -> T + Sync,
    mut take: impl FnMut(T) -> anyhow::Result<()>,
    mut idle: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (sender, articles) = bounded(WAITING);
    let room = Arc::new(Room::default());
    let waiting = Arc::clone(&room);
    // Not joined after an error: it may wait for standard input forever.
    let reader = thread::spawn(move || {
        corpus::stream(&paths, &options, |root, article| {
            waiting.take(size_of_text(&article));
            match sender.send((root, article)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
    });
    while let Ok(first) = articles.recv() {
        let mut batch = Vec::new();
        let mut size = 0;
        for (root, article) in std::iter::once(first).chain(articles.try_iter()) {
            let length = size_of_text(&article);
            room.give(length);
            size += length;
            batch.push(prepare(root, article));
            if size >= BATCH {
                break;
            }
        }
        let results: Vec<T> = batch.into_par_iter().with_max_len(1).map(&work).collect();
        results.into_iter().try_for_each(&mut take)?;
        if articles.is_empty() {
            idle()?;
        }
    }
    reader
        .join()
        .map_err(|_| anyhow!("reading broke off; not all articles were read"))
}

fn size_of_text(article: &Result<Article, Problem>) -> usize {
    article.as_ref().map_or(0, |article| article.text.len())
}

/// Room for [`WAITING_BYTES`].
#[derive(Debug, Default)]
struct Room {
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Room {
    /// Waits until there is room for so many bytes, or nothing else takes any.
    fn take(&self, bytes: usize) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut usize| *taken > 0 && *taken + bytes > WAITING_BYTES;
        let waited = self.freed.wait_while(taken, full);
        *waited.unwrap_or_else(PoisonError::into_inner) += bytes;
    }

    /// Gives back what was taken for so many bytes.
    fn give(&self, bytes: usize) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(bytes);
        self.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_articles_wait_for_one_another_and_none_waits_for_ever() {
        let room = Arc::new(Room::default());
        room.take(WAITING_BYTES * 2);
        let reader = Arc::clone(&room);
        let reading = thread::spawn(move || {
            reader.take(10);
            reader.take(WAITING_BYTES - 10);
        });
        assert_eq!(*room.taken.lock().unwrap(), WAITING_BYTES * 2);
        room.give(WAITING_BYTES * 2);
        reading.join().unwrap();
        assert_eq!(*room.taken.lock().unwrap(), WAITING_BYTES);
    }
}
