//! Articles in, results out: in order, on all cores, with a bounded number of them in memory.

use std::collections::VecDeque;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use anyhow::anyhow;
use crossbeam_channel::{Receiver, Sender, bounded, never, select, unbounded};

use crate::article::Article;
use crate::corpus;
use crate::ingest::{Problem, ReadOptions};

/// How many articles wait for their turn at most.
const WAITING: usize = 64;

/// How many articles a core may be ahead of the one whose result is due.
const AHEAD: usize = 64;

/// How much text there is at once at most, in bytes, and [`CORE_BYTES`] more for each core, unless
/// one article is longer.
const LEAST_BYTES: usize = 4 << 20;

/// How much text there is at once for each core, in bytes.
const CORE_BYTES: usize = 1 << 20;

/// Reads the articles of `paths`; each goes through `prepare` in order (with the number of its
/// path), `work` on any of `threads` threads (all cores without), and `take` in order again. `idle`
/// is called when none is waiting.
///
/// # Errors
/// What `take` or `idle` fail with.
pub(super) fn run<P: Send, T: Send>(
    paths: Vec<PathBuf>,
    options: ReadOptions,
    threads: Option<NonZero<usize>>,
    mut prepare: impl FnMut(usize, Result<Article, Problem>) -> P,
    work: impl Fn(P) -> T + Sync,
    mut take: impl FnMut(T) -> anyhow::Result<()>,
    mut idle: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let threads = threads.or_else(|| thread::available_parallelism().ok());
    let threads = threads.map_or(1, NonZero::get);
    let (sender, articles) = bounded(WAITING);
    let room = Arc::new(Room::new(LEAST_BYTES + threads * CORE_BYTES));
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
    thread::scope(|scope| {
        let (job_sender, jobs) = unbounded();
        let (result_sender, results) = unbounded();
        for _ in 0..threads {
            let (jobs, results) = (jobs.clone(), result_sender.clone());
            let work = &work;
            scope.spawn(move || work_off(&jobs, &results, work));
        }
        drop(result_sender);
        let mut queue = Queue::new();
        let no_more = never();
        let mut more = Some(&articles);
        while more.is_some() || queue.len() > 0 {
            let ready = more.filter(|_| queue.len() < threads * AHEAD);
            select! {
                recv(ready.unwrap_or(&no_more)) -> article => match article {
                    Ok((root, article)) => {
                        let size = size_of_text(&article);
                        let job = prepare(root, article);
                        let _ = job_sender.send((queue.enter(size), job));
                    }
                    Err(_) => more = None,
                },
                recv(results) -> result => {
                    let (number, result) = result?;
                    let result = result.unwrap_or_else(|panic| resume_unwind(panic));
                    queue.finish(number, result);
                    while let Some((size, result)) = queue.leave() {
                        room.give(size);
                        take(result)?;
                    }
                    if articles.is_empty() && queue.len() == 0 {
                        idle()?;
                    }
                }
            }
        }
        anyhow::Ok(())
    })?;
    reader
        .join()
        .map_err(|_| anyhow!("reading broke off; not all articles were read"))
}

/// Works until there are no more jobs, or nobody takes the results.
fn work_off<P, T>(
    jobs: &Receiver<(usize, P)>,
    results: &Sender<(usize, thread::Result<T>)>,
    work: impl Fn(P) -> T,
) {
    for (number, job) in jobs {
        // Whoever waits for the result is to fall with it, not to wait for ever.
        let result = catch_unwind(AssertUnwindSafe(|| work(job)));
        if results.send((number, result)).is_err() {
            return;
        }
    }
}

fn size_of_text(article: &Result<Article, Problem>) -> usize {
    article.as_ref().map_or(0, |article| article.text.len())
}

/// What is worked on, and what waits for those before it, in order.
#[derive(Debug)]
struct Queue<T> {
    /// The number of the first entry.
    first: usize,
    /// Each with the size of its text, in bytes, and its result as soon as that is there.
    entries: VecDeque<(usize, Option<T>)>,
}

impl<T> Queue<T> {
    fn new() -> Self {
        Self {
            first: 0,
            entries: VecDeque::new(),
        }
    }

    fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds one of so many bytes; gives its number.
    fn enter(&mut self, size: usize) -> usize {
        self.entries.push_back((size, None));
        self.first + self.entries.len() - 1
    }

    fn finish(&mut self, number: usize, result: T) {
        if let Some((_, done)) = self.entries.get_mut(number - self.first) {
            *done = Some(result);
        }
    }

    /// The size and the result of the first one, if that is there.
    fn leave(&mut self) -> Option<(usize, T)> {
        let (size, done) = self.entries.front_mut()?;
        let left = (*size, done.take()?);
        self.entries.pop_front();
        self.first += 1;
        Some(left)
    }
}

/// Room for so many bytes.
#[derive(Debug)]
struct Room {
    bytes: usize,
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Room {
    fn new(bytes: usize) -> Self {
        Self {
            bytes,
            taken: Mutex::new(0),
            freed: Condvar::new(),
        }
    }

    /// Waits until there is room for so many bytes, or nothing else takes any.
    fn take(&self, bytes: usize) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut usize| *taken > 0 && *taken + bytes > self.bytes;
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
        let room = Arc::new(Room::new(100));
        room.take(200);
        let reader = Arc::clone(&room);
        let reading = thread::spawn(move || {
            reader.take(10);
            reader.take(90);
        });
        assert_eq!(*room.taken.lock().unwrap(), 200);
        room.give(200);
        reading.join().unwrap();
        assert_eq!(*room.taken.lock().unwrap(), 100);
    }

    #[test]
    fn results_leave_in_the_order_in_which_their_jobs_came() {
        let mut queue = Queue::new();
        let numbers: Vec<usize> = (0..4).map(|size| queue.enter(size)).collect();
        for number in [2, 1, 0, 3] {
            assert_eq!(queue.leave(), None);
            queue.finish(numbers[number], number);
            if number == 0 {
                for number in 0..3 {
                    assert_eq!(queue.leave(), Some((number, number)));
                }
            }
        }
        assert_eq!(queue.leave(), Some((3, 3)));
        assert_eq!(queue.len(), 0);
    }
}
