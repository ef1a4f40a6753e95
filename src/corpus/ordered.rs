//! Work that is shared among threads, its results in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does the jobs on `threads` threads and hands what comes of them to `take`, in their order, until
/// all are done or `take` breaks. Each thread has a state of its own, such as a buffer.
pub(super) fn in_order<J, S: Default, R: Send>(
    jobs: impl Iterator<Item = J> + Send,
    threads: usize,
    work: impl Fn(&mut S, J) -> R + Sync,
    take: &mut dyn FnMut(R) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let jobs = Mutex::new(jobs.enumerate());
    let (sender, results) = crossbeam_channel::bounded(2 * threads);
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let sender = sender.clone();
            let (jobs, work) = (&jobs, &work);
            scope.spawn(move || {
                let mut state = S::default();
                loop {
                    let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((number, job)) = next else {
                        return;
                    };
                    if sender.send((number, work(&mut state, job))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut next = 0;
        // Whoever waits to hand something over finds that nobody takes it, once this is dropped.
        let results = results;
        while let Ok((number, result)) = results.recv() {
            early.insert(number, result);
            while let Some(result) = early.remove(&next) {
                take(result)?;
                next += 1;
            }
        }
        ControlFlow::Continue(())
    })
}
