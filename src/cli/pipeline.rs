//! Articles in, results out: in order, on all cores, with a bounded number of them in memory.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::thread;

use anyhow::anyhow;
use crossbeam_channel::bounded;
use rayon::prelude::*;

use crate::article::Article;
use crate::corpus;
use crate::ingest::{Problem, ReadOptions};

/// How many articles wait for their turn at most, beside those that are worked on.
const WAITING: usize = 64;

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
    // Not joined after an error: it may wait for standard input forever.
    let reader = thread::spawn(move || {
        corpus::stream(&paths, &options, |root, article| {
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
            size += article.as_ref().map_or(0, |article| article.text.len());
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
