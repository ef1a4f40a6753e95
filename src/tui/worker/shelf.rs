//! Articles that are read and extracted, within bounds of memory: the ones near the analyst.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::annotation::{Annotations, Entity};
use crate::tui::app::reader::Opened;

/// How many articles are kept.
const MOST: usize = 24;
/// How much memory they take together at most, in bytes, as [`weight`] reckons it.
const MOST_BYTES: usize = 128 << 20;

/// An article that is read and extracted.
#[derive(Clone)]
pub struct Ready {
    /// The article.
    pub opened: Opened,
    /// What was found, as annotations on which nothing was decided.
    pub fresh: Arc<Annotations>,
    /// The language of the text where it is none that the program reads.
    pub foreign: Option<&'static str>,
    /// What is wrong with another machine's suggestions.
    pub notices: Vec<String>,
}

/// About how many bytes an article takes with so many annotations.
pub fn weight(text: usize, annotations: usize) -> usize {
    /// What an item has beside it in memory: its id, its place in the heap.
    const BESIDE: usize = 100;
    text + annotations * (size_of::<Entity>() + BESIDE)
}

/// About how many bytes an article of a text this long will take.
pub fn expected_weight(text: usize) -> usize {
    /// How many bytes of a news text there are to an annotation.
    const APART: usize = 36;
    weight(text, text / APART)
}

impl Ready {
    fn weight(&self) -> usize {
        let found = &self.fresh;
        let items = found.entities.len() + found.quotes.len() + found.dates.len();
        weight(self.opened.article.text.len(), items)
    }

    fn index(&self) -> usize {
        self.opened.index
    }
}

/// The articles that are kept, for all threads.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    /// The one used last stands last.
    ready: VecDeque<Ready>,
    /// The articles near the analyst, the open one first.
    near: Vec<usize>,
}

impl Shelf {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // What is kept is whole, whichever thread ended.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says which articles are near the analyst, the open one first.
    pub fn come_near(&self, near: Vec<usize>) {
        self.kept().near = near;
    }

    /// Whether an article is near the analyst.
    pub fn is_near(&self, index: usize) -> bool {
        self.kept().near.contains(&index)
    }

    /// Whether an article is kept.
    pub fn has(&self, index: usize) -> bool {
        self.kept().ready.iter().any(|ready| ready.index() == index)
    }

    /// An article, if it is kept.
    pub fn take(&self, index: usize) -> Option<Ready> {
        let mut kept = self.kept();
        let at = kept.ready.iter().position(|r| r.index() == index)?;
        let ready = kept.ready.remove(at)?;
        kept.ready.push_back(ready.clone());
        Some(ready)
    }

    /// Whether an article near the analyst would be kept that takes this many bytes: nearer ones
    /// are not thrown out for it.
    pub fn has_room(&self, index: usize, weight: usize) -> bool {
        let kept = self.kept();
        let Some(at) = kept.distance(index) else {
            return false;
        };
        let nearer = kept
            .ready
            .iter()
            .filter(|ready| kept.distance(ready.index()).is_some_and(|other| other < at));
        nearer.map(Ready::weight).sum::<usize>() + weight <= MOST_BYTES
    }

    /// Keeps an article, and throws out what is farthest from the analyst where there are too many.
    pub fn keep(&self, ready: Ready) {
        let mut kept = self.kept();
        kept.ready.retain(|other| other.index() != ready.index());
        kept.ready.push_back(ready);
        while kept.ready.len() > 1
            && (kept.ready.len() > MOST
                || kept.ready.iter().map(Ready::weight).sum::<usize>() > MOST_BYTES)
        {
            kept.throw_out();
        }
    }
}

impl Kept {
    fn distance(&self, index: usize) -> Option<usize> {
        self.near.iter().position(|near| *near == index)
    }

    /// Throws out what is not near and was not used for longest, else the farthest.
    fn throw_out(&mut self) {
        let far = |ready: &Ready| self.distance(ready.index()).unwrap_or(usize::MAX);
        // Of several that are equally far, the first is the oldest.
        let farthest = self.ready.iter().map(far).max();
        let at = self.ready.iter().position(|r| Some(far(r)) == farthest);
        if let Some(at) = at {
            self.ready.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn ready(index: usize, bytes: usize) -> Ready {
        let article = Article::from_text(index.to_string(), "a".repeat(bytes));
        Ready {
            opened: Opened::new(index, 0, article),
            fresh: Arc::default(),
            foreign: None,
            notices: Vec::new(),
        }
    }

    fn kept(shelf: &Shelf) -> Vec<usize> {
        let mut kept: Vec<usize> = shelf.kept().ready.iter().map(Ready::index).collect();
        kept.sort_unstable();
        kept
    }

    #[test]
    fn of_too_many_articles_the_nearest_stay_and_then_those_used_last() {
        let shelf = Shelf::default();
        shelf.come_near(vec![0, 1, 2]);
        for index in 0..MOST {
            shelf.keep(ready(index, 10));
        }
        assert!(shelf.take(3).is_some());
        shelf.keep(ready(100, 10));
        let left = kept(&shelf);
        assert_eq!(left.len(), MOST);
        assert!([0, 1, 2, 3, 100].iter().all(|index| left.contains(index)));
        assert!(!left.contains(&4), "it was not used for longest");
    }

    #[test]
    fn memory_is_bounded_whatever_the_articles_weigh() {
        let shelf = Shelf::default();
        shelf.come_near(vec![5, 6, 4]);
        let half = MOST_BYTES / 2 - 10;
        shelf.keep(ready(5, half));
        assert!(shelf.has_room(6, half));
        shelf.keep(ready(6, half));
        assert!(!shelf.has_room(4, half), "nearer ones stay");
        assert!(!shelf.has_room(7, 1), "it is not near");
        shelf.keep(ready(4, half));
        assert_eq!(kept(&shelf), [5, 6]);
        shelf.come_near(vec![8]);
        shelf.keep(ready(8, MOST_BYTES + 1));
        assert_eq!(kept(&shelf), [8], "the one that is wanted is always kept");
    }
}
