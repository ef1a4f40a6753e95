//! The list of articles: what is selected, what is shown, what is known about each.

use std::sync::Arc;

use super::window::Window;
use crate::article::ArticleId;
use crate::corpus::Corpus;
use crate::search::arrange::{Arrangement, Grouping, Heading, Order};
use crate::search::query::Query;
use crate::search::work::Works;

pub use crate::search::work::Work;

/// What a line of the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A heading, and how many articles stand under it.
    Heading(Heading, usize),
    /// The article of a row.
    Row(usize),
}

/// What is to be selected when the list is arranged anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// The first article: it fits best.
    First,
    /// The article that is open, else the one that is selected.
    Open,
    /// The article that is selected.
    Selected,
}

/// The state of the list.
///
/// Rows are articles; headings stand between them on lines of their own.
#[derive(Debug, Default)]
pub struct List {
    /// The row that is selected, as an index into the rows shown.
    pub selected: usize,
    /// Which lines are on the screen.
    pub window: Window,
    /// What is shown.
    arrangement: Arrangement,
    /// The filter, as it was typed.
    pub filter: String,
    /// The filter, as it was understood.
    pub(super) query: Option<Arc<Query>>,
    /// The order.
    pub order: Order,
    /// The headings.
    pub grouping: Grouping,
    /// Which wish was the last.
    pub(super) wish: u64,
    /// What is selected when it is fulfilled; none when it is.
    pub(super) pending: Option<Keep>,
    /// What is known about the work on the articles.
    pub(super) works: Arc<Works>,
}

impl List {
    /// How many rows there are.
    pub fn len(&self, corpus: &Corpus) -> usize {
        self.arrangement
            .shown
            .as_ref()
            .map_or(corpus.len(), Vec::len)
    }

    /// The article of a row.
    pub fn article(&self, row: usize, corpus: &Corpus) -> Option<usize> {
        match &self.arrangement.shown {
            Some(shown) => shown.get(row).map(|&index| index as usize),
            None => (row < corpus.len()).then_some(row),
        }
    }

    /// The row of an article.
    pub fn row_of(&self, index: usize) -> Option<usize> {
        match &self.arrangement.shown {
            Some(shown) => shown.iter().position(|&i| i as usize == index),
            None => Some(index),
        }
    }

    /// The selected article.
    pub fn current(&self, corpus: &Corpus) -> Option<usize> {
        self.article(self.selected, corpus)
    }

    /// What a line shows; nothing behind the last.
    pub fn line(&self, line: usize, corpus: &Corpus) -> Option<Line> {
        let headings = &self.arrangement.headings;
        // The n-th heading stands on the line of its row and of the headings before it.
        let place = |at: usize| headings.get(at).map(|heading| heading.row as usize + at);
        let (mut low, mut high) = (0, headings.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if place(middle).is_some_and(|place| place <= line) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let before = low;
        if let Some(last) = before.checked_sub(1)
            && place(last) == Some(line)
            && let Some(heading) = headings.get(last)
        {
            let end = headings
                .get(before)
                .map_or(self.len(corpus), |next| next.row as usize);
            return Some(Line::Heading(*heading, end - heading.row as usize));
        }
        let row = line - before;
        (row < self.len(corpus)).then_some(Line::Row(row))
    }

    /// The line of a row.
    pub fn line_of(&self, row: usize) -> usize {
        let headings = &self.arrangement.headings;
        row + headings.partition_point(|heading| heading.row as usize <= row)
    }

    /// Whether a filter is on.
    pub fn is_filtered(&self) -> bool {
        self.query.is_some()
    }

    /// Whether the list is being arranged.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// How many articles may belong to those shown once they are read.
    pub fn unread(&self) -> usize {
        self.arrangement.unread
    }

    /// Of how many the number of open suggestions is known, where they are in its order.
    pub fn counted(&self) -> Option<usize> {
        self.arrangement.counted
    }

    /// The query that the filter is, if one is on.
    pub fn query(&self) -> Option<&Query> {
        self.query.as_deref()
    }

    /// Shows what was arranged; `kept` is selected where it is shown, else the first.
    pub(super) fn show(&mut self, arrangement: Arrangement, kept: Option<usize>) {
        self.arrangement = arrangement;
        self.selected = kept.and_then(|index| self.row_of(index)).unwrap_or(0);
    }

    /// Moves the selection, stopping at the ends; says whether it moved.
    pub fn step(&mut self, by: isize, corpus: &Corpus) -> bool {
        let last = self.len(corpus).saturating_sub(1);
        self.select(self.selected.saturating_add_signed(by).min(last), corpus)
    }

    /// Selects a row; says whether that is another one.
    pub fn select(&mut self, row: usize, corpus: &Corpus) -> bool {
        let row = row.min(self.len(corpus).saturating_sub(1));
        let moved = row != self.selected;
        self.selected = row;
        moved
    }

    /// Scrolls so that the selected row is among `height` lines, with its heading if it is the first
    /// under it.
    pub fn keep_selected_shown(&mut self, height: usize, corpus: &Corpus) {
        let line = self.line_of(self.selected);
        let headed = line
            .checked_sub(1)
            .is_some_and(|above| matches!(self.line(above, corpus), Some(Line::Heading(..))));
        let lines = self.len(corpus) + self.arrangement.headings.len();
        self.window.show(line, headed, self.selected, height, lines);
    }

    /// What is known about the work on an article.
    pub fn work(&self, root: usize, id: &str) -> &Work {
        self.works.of(root, id)
    }

    /// Takes in what is known about the work on an article.
    pub fn set_work(&mut self, root: usize, id: ArticleId, work: Work) {
        Arc::make_mut(&mut self.works).set(root, id, work);
    }

    /// Forgets the work on the articles of a root.
    pub fn forget_works(&mut self, root: usize) {
        Arc::make_mut(&mut self.works).forget(root);
    }

    /// How many articles are reviewed.
    pub fn reviewed(&self) -> usize {
        self.works.reviewed()
    }
}
