//! Which articles a list shows, in which order, under which headings.

mod order;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::fuzzy::Ranked;
use super::query::{Facts, Query};
use super::work::{Work, Works};
use crate::annotation::Status;
use crate::corpus::{Corpus, Row};

pub use order::{By, GroupBy, Grouping, Order};

/// How many articles are looked at as one piece of work.
const CHUNK: usize = 4 * 1024;

/// How long one waits for the first articles that are found, and for twice as many afterwards.
const FIRST: Duration = Duration::from_millis(6);

/// What is known of something that takes reading an article: for each, whether it has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Vec<u8>);

impl Marks {
    /// Whether article number `index` has it; none while that is not known.
    pub fn get(&self, index: usize) -> Option<bool> {
        match self.0.get(index) {
            Some(1) => Some(false),
            Some(2) => Some(true),
            _ => None,
        }
    }

    /// Notes whether article number `index` has it.
    pub fn set(&mut self, index: usize, has: bool) {
        if self.0.len() <= index {
            self.0.resize(index + 1, 0);
        }
        if let Some(mark) = self.0.get_mut(index) {
            *mark = if has { 2 } else { 1 };
        }
    }
}

/// What a list is to show.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The articles.
    pub corpus: Corpus,
    /// The work on them.
    pub works: Arc<Works>,
    /// What is asked of them; all are shown where nothing is.
    pub query: Option<Arc<Query>>,
    /// What is known of each [`Query::found`].
    pub found: Vec<Arc<Marks>>,
    /// What is known of each [`Query::texts`].
    pub texts: Vec<Arc<Marks>>,
    /// The order.
    pub order: Order,
    /// The headings.
    pub grouping: Grouping,
    /// The story that each article tells, by number; articles beyond the last, and those with
    /// [`ALONE`], share theirs with no other.
    pub stories: Arc<Vec<u32>>,
}

impl Wish {
    /// Whether all articles are wished for as they are.
    pub fn is_plain(&self) -> bool {
        self.query.is_none()
            && self.order.by == By::Best
            && !self.order.reverse
            && self.grouping.is_none()
    }
}

/// The story of an article that nobody else tells.
pub const ALONE: u32 = u32::MAX;

/// What a heading says of the articles under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Their day.
    Day(Option<NaiveDate>),
    /// The source that the first one has.
    Source,
    /// Their status.
    Status(Status),
    /// The story that the first one tells.
    Story,
    /// Nobody else tells theirs.
    Alone,
}

/// A heading in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The number of the article below it among those shown.
    pub row: u32,
    /// What it says.
    pub shared: Shared,
}

/// The articles that are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// The articles, by their numbers in the corpus; none for all, in its order.
    pub shown: Option<Vec<u32>>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// How many articles may belong to them once they are read.
    pub unread: usize,
    /// How many of them could be put in their place by number of open suggestions; none where the
    /// order is another.
    pub counted: Option<usize>,
}

/// What the last query found, for one that asks for more.
#[derive(Debug, Default)]
pub struct Narrowing {
    query: Option<Arc<Query>>,
    /// How many articles were there.
    articles: usize,
    /// Those whose titles have the letters, however scattered.
    lettered: Vec<u32>,
}

/// Finds what a list is to show, and tells it: at first what was found in the time of half a frame,
/// at longer and longer intervals more, at last all of it with `true`. Goes on until `tell` breaks;
/// `wanted` is asked in between.
pub fn arrange(
    wish: &Wish,
    narrowing: &mut Narrowing,
    wanted: &(dyn Fn() -> bool + Sync),
    tell: &mut dyn FnMut(Arrangement, bool) -> ControlFlow<()>,
) {
    let Some(query) = wish.query.as_ref().filter(|query| !query.is_empty()) else {
        let all = if wish.is_plain() {
            Arrangement::default()
        } else {
            order::put_in_order(wish, (0..wish.corpus.len() as u32).collect(), 0)
        };
        let _ = tell(all, true);
        return;
    };
    let lettered = narrowing.take(query, wish.corpus.known());
    let count = lettered.as_ref().map_or(wish.corpus.len(), Vec::len);
    let candidate = |at: usize| match &lettered {
        Some(lettered) => lettered.get(at).copied(),
        None => Some(at as u32),
    };
    let begun = Instant::now();
    let mut patience = FIRST;
    let wave = CHUNK * rayon::current_num_threads().max(1) * 2;
    let mut found = Found::default();
    let mut from = 0;
    while from < count {
        let to = count.min(from + wave);
        let chunks: Vec<Found> = (from..to)
            .into_par_iter()
            .chunks(CHUNK)
            .map(|chunk| look(wish, query, chunk.into_iter().filter_map(candidate)))
            .collect();
        if !wanted() {
            return;
        }
        for chunk in chunks {
            found.ranked.extend(chunk.ranked);
            found.lettered.extend(chunk.lettered);
            found.unread += chunk.unread;
        }
        from = to;
        if from < count && begun.elapsed() >= patience {
            patience *= 2;
            let some = order::put_in_order(wish, best_first(&found.ranked), found.unread);
            if tell(some, false).is_break() {
                return;
            }
        }
    }
    let all = order::put_in_order(wish, best_first(&found.ranked), found.unread);
    if query.is_words() {
        *narrowing = Narrowing {
            query: Some(Arc::clone(query)),
            articles: wish.corpus.known(),
            lettered: found.lettered,
        };
    }
    let _ = tell(all, true);
}

impl Narrowing {
    /// The articles among which all are that answer the query; none where that may be any.
    fn take(&mut self, query: &Query, articles: usize) -> Option<Vec<u32>> {
        let before = self.query.as_ref()?;
        (self.articles == articles && query.narrows(before)).then(|| self.lettered.clone())
    }
}

/// What is found in some articles.
#[derive(Default)]
struct Found {
    /// Those that answer, by their numbers, in order.
    ranked: Vec<(u32, u16)>,
    /// Those whose titles have the letters.
    lettered: Vec<u32>,
    unread: usize,
}

fn look(wish: &Wish, query: &Query, candidates: impl Iterator<Item = u32>) -> Found {
    let mut found = Found::default();
    let mut titles: Vec<&str> = Vec::with_capacity(CHUNK);
    let mut holding: Vec<(u32, bool)> = Vec::with_capacity(CHUNK);
    for index in candidates {
        let Some(row) = wish.corpus.row(index as usize) else {
            continue;
        };
        let of = Of {
            wish,
            index: index as usize,
            row,
        };
        let holds = query.holds(&of);
        if holds != Some(false) {
            titles.push(row.title);
            holding.push((index, holds.is_some()));
        }
    }
    if query.words().is_empty() {
        let known = holding.iter().filter(|(_, known)| *known);
        found.ranked = known.map(|(index, _)| (*index, 0)).collect();
        found.unread = holding.len() - found.ranked.len();
        return found;
    }
    for ranked in query.words().score(&titles) {
        let Ranked { index, score } = ranked;
        let Some((index, known)) = holding.get(index).copied() else {
            continue;
        };
        found.lettered.push(index);
        match (query.words().is_good(&ranked), known) {
            (false, _) => {}
            (true, true) => found.ranked.push((index, score)),
            (true, false) => found.unread += 1,
        }
    }
    found
}

/// The numbers, those with most points first, equally good ones in their order.
fn best_first(ranked: &[(u32, u16)]) -> Vec<u32> {
    let most = ranked.iter().map(|(_, score)| *score).max().unwrap_or(0);
    if most == 0 {
        return ranked.iter().map(|(index, _)| *index).collect();
    }
    // Few different scores: counting them is faster than comparing.
    let mut starts = vec![0usize; usize::from(most) + 2];
    let place = |score: u16| usize::from(most - score);
    for (_, score) in ranked {
        if let Some(count) = starts.get_mut(place(*score) + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for start in &mut starts {
        before += *start;
        *start = before;
    }
    let mut best = vec![0u32; ranked.len()];
    for (index, score) in ranked {
        if let Some(at) = starts.get_mut(place(*score)) {
            if let Some(slot) = best.get_mut(*at) {
                *slot = *index;
            }
            *at += 1;
        }
    }
    best
}

/// What is known of one article.
struct Of<'w> {
    wish: &'w Wish,
    index: usize,
    row: Row<'w>,
}

impl Facts for Of<'_> {
    fn row(&self) -> Row<'_> {
        self.row
    }

    fn work(&self) -> &Work {
        work_of(self.wish, self.index, self.row.id)
    }

    fn found(&self, asked: usize) -> Option<bool> {
        self.wish.found.get(asked)?.get(self.index)
    }

    fn text(&self, asked: usize) -> Option<bool> {
        self.wish.texts.get(asked)?.get(self.index)
    }
}

fn work_of<'w>(wish: &'w Wish, index: usize, id: &str) -> &'w Work {
    let root = if wish.works.is_empty() {
        None
    } else {
        wish.corpus.root(index)
    };
    wish.works.of(root.unwrap_or(usize::MAX), id)
}

#[cfg(test)]
mod tests;
