//! Finds patterns in the texts of a whole corpus, file by file, keeping none of them.
//!
//! The bytes of the files are searched first for a part of the pattern that stands there as it is
//! typed, however the file writes its text; only articles with that part are decoded, and what is
//! told are matches in the decoded text.

mod sieve;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::find::{BadPattern, Pattern};
use crate::corpus::{Corpus, Stretch};
use crate::ingest::ReadOptions;
use crate::span::{Span, from};
use crate::text::snippet::{Snippet, snippet};
use sieve::Sieve;

/// How many graphemes are shown on either side of a match.
const AROUND: usize = 100;

/// How many passages of one article are told at most.
const PASSAGES: usize = 50;

/// What is looked for: a pattern, and how to tell quickly that an article has no match.
#[derive(Clone, Debug)]
pub struct Needle {
    /// What was typed.
    typed: String,
    pattern: Pattern,
    sieve: Sieve,
}

impl Needle {
    /// Reads what was typed: `/…/` is a regular expression, anything else the words themselves.
    ///
    /// # Errors
    /// When the expression is wrong.
    pub fn new(typed: &str) -> Result<Self, BadPattern> {
        let (pattern, _) = Pattern::typed(typed)?;
        Ok(Self {
            typed: typed.to_owned(),
            sieve: Sieve::of(&pattern),
            pattern,
        })
    }

    /// What was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// All matches in a text, in order.
    pub fn matches<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        self.pattern.matches(text)
    }

    /// The articles of a stretch that may match, by their numbers in it.
    fn candidates<'a>(
        &'a self,
        stretch: &'a Stretch,
        bytes: &'a [u8],
    ) -> Box<dyn Iterator<Item = usize> + 'a> {
        if !stretch.is_json() || matches!(self.sieve, Sieve::None) {
            return Box::new(0..stretch.count());
        }
        let mut at = 0;
        Box::new(std::iter::from_fn(move || {
            loop {
                let place = self.sieve.find(bytes, at)?;
                let Some(article) = stretch.article_at(place) else {
                    // Between two articles there is nothing to find.
                    at = stretch.next_start(place)?;
                    continue;
                };
                at = stretch.span(article)?.end.max(place + 1);
                return Some(article);
            }
        }))
    }
}

/// A place where a needle was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The first match in it, in bytes of the article's text.
    pub at: Span,
    /// The other matches in what is shown of the line.
    pub also: Vec<Span>,
    /// The line around it.
    pub line: Snippet,
}

/// An article in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in the corpus.
    pub article: usize,
    /// Which of the needles was found.
    pub needle: usize,
    /// The places; none where only the article was asked for.
    pub passages: Vec<Passage>,
}

/// What a scan tells while it goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// The articles before this one are read.
    pub read: usize,
    /// What was found in those read since the last time, in the order of the corpus.
    pub hits: Vec<Hit>,
}

/// What a scan is to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// Each article in which a needle is found.
    Articles,
    /// Also the passages.
    Passages,
}

/// Searches the texts of all articles from number `from` on for the needles, on `threads` threads,
/// and tells what it finds in the order of the corpus, until it is through or `tell` breaks.
///
/// Articles that cannot be read have no match.
pub fn scan(
    corpus: &Corpus,
    from: usize,
    needles: &[Needle],
    telling: Telling,
    options: &ReadOptions,
    threads: usize,
    tell: &mut dyn FnMut(Scanned) -> ControlFlow<()>,
) {
    let stretches = Mutex::new(corpus.stretches_from(from).enumerate());
    let stop = AtomicBool::new(false);
    let (sender, results) = crossbeam_channel::bounded(64);
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let sender = sender.clone();
            let (stretches, stop) = (&stretches, &stop);
            scope.spawn(move || {
                let (mut file, mut buffer) = (None, Vec::new());
                loop {
                    let next = stretches
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .next();
                    let Some((number, stretch)) = next else {
                        return;
                    };
                    let bytes = stretch.read(&mut file, &mut buffer).unwrap_or_default();
                    // Whoever has a frame to draw need not wait until a slice of time has ended.
                    thread::yield_now();
                    let hits = search(&stretch, bytes, needles, telling, options, stop);
                    let end = stretch.first() + stretch.count();
                    if stop.load(Ordering::Relaxed) || sender.send((number, end, hits)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut early: BTreeMap<usize, (usize, Vec<Hit>)> = BTreeMap::new();
        let mut next = 0;
        while let Ok(first) = results.recv() {
            for (number, end, hits) in std::iter::once(first).chain(results.try_iter()) {
                early.insert(number, (end, hits));
            }
            let mut told = Scanned::default();
            while let Some((end, hits)) = early.remove(&next) {
                told.read = end;
                told.hits.extend(hits);
                next += 1;
            }
            if told.read > 0 && tell(told).is_break() {
                stop.store(true, Ordering::Relaxed);
                // Whoever waits to hand something over finds that nobody takes it.
                drop(results);
                return;
            }
        }
    });
}

/// What is found in some articles.
fn search(
    stretch: &Stretch,
    bytes: &[u8],
    needles: &[Needle],
    telling: Telling,
    options: &ReadOptions,
    stop: &AtomicBool,
) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (number, needle) in needles.iter().enumerate() {
        for at in needle.candidates(stretch, bytes) {
            if stop.load(Ordering::Relaxed) {
                return hits;
            }
            let own = stretch.span(at).unwrap_or_default();
            let own = bytes.get(own.start..own.end).unwrap_or_default();
            let Some(text) = stretch.text(own, options) else {
                continue;
            };
            let passages = match telling {
                Telling::Articles if needle.pattern.is_match(&text) => Vec::new(),
                Telling::Articles => continue,
                Telling::Passages => passages(&needle.pattern, &text),
            };
            if telling == Telling::Articles || !passages.is_empty() {
                hits.push(Hit {
                    article: stretch.first() + at,
                    needle: number,
                    passages,
                });
            }
        }
    }
    if needles.len() > 1 {
        hits.sort_by_key(|hit| (hit.article, hit.needle));
    }
    hits
}

/// The places of a text that match, those near each other on a line as one.
fn passages(pattern: &Pattern, text: &str) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut shown = 0;
    for found in pattern.matches(text) {
        if found.start < shown
            && let Some(passage) = passages.last_mut()
        {
            passage.also.push(found);
            continue;
        }
        if passages.len() == PASSAGES {
            break;
        }
        let near = from(text, found.end).char_indices();
        let mut near = near.take(AROUND).take_while(|(_, c)| *c != '\n');
        shown = found.end + near.by_ref().last().map_or(0, |(at, _)| at);
        passages.push(Passage {
            at: found,
            also: Vec::new(),
            line: snippet(text, found, AROUND),
        });
    }
    passages
}

#[cfg(test)]
mod tests;
