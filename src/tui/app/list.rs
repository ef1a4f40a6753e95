//! The list of articles: what is selected, what is shown, what is known about each.

use std::collections::HashMap;

use crate::annotation::Status;
use crate::article::ArticleId;
use crate::corpus::Corpus;
use crate::search::fuzzy::Query;

/// What is known about the work on an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// How far it is.
    pub status: Status,
    /// How many of its suggestions nobody decided; none while that was not counted.
    pub open: Option<u32>,
}

/// The state of the list.
#[derive(Debug, Default)]
pub struct List {
    /// The row that is selected, as an index into the rows shown.
    pub selected: usize,
    /// The first row on the screen.
    pub top: usize,
    /// The first row before the screen took another size.
    kept: Option<usize>,
    /// The selected row, when the wheel turned the rows under it: as long as that is selected, they stay.
    left: Option<usize>,
    /// The articles that the filter shows, best first; none for all, in their order.
    shown: Option<Vec<u32>>,
    /// The filter.
    pub filter: String,
    works: HashMap<(usize, ArticleId), Work>,
    reviewed: usize,
}

impl List {
    /// How many rows there are.
    pub fn len(&self, corpus: &Corpus) -> usize {
        self.shown.as_ref().map_or(corpus.len(), Vec::len)
    }

    /// The article of a row.
    pub fn article(&self, row: usize, corpus: &Corpus) -> Option<usize> {
        match &self.shown {
            Some(shown) => shown.get(row).map(|&index| index as usize),
            None => (row < corpus.len()).then_some(row),
        }
    }

    /// The row of an article.
    pub fn row_of(&self, index: usize) -> Option<usize> {
        match &self.shown {
            Some(shown) => shown.iter().position(|&i| i as usize == index),
            None => Some(index),
        }
    }

    /// The selected article.
    pub fn current(&self, corpus: &Corpus) -> Option<usize> {
        self.article(self.selected, corpus)
    }

    /// Whether a filter is on.
    pub fn is_filtered(&self) -> bool {
        self.shown.is_some()
    }

    /// Shows the articles whose titles match, best first; all for an empty filter. The selected
    /// article stays selected where it is shown.
    pub fn set_filter(&mut self, filter: &str, corpus: &Corpus) {
        let kept = self.current(corpus);
        filter.clone_into(&mut self.filter);
        self.shown = if filter.trim().is_empty() {
            None
        } else {
            let titles: Vec<&str> = corpus.rows().map(|row| row.title).collect();
            let ranked = Query::new(filter).rank(&titles);
            Some(
                ranked
                    .into_iter()
                    .map(|ranked| ranked.index as u32)
                    .collect(),
            )
        };
        self.selected = kept
            .filter(|_| self.shown.is_none())
            .and_then(|index| self.row_of(index))
            .unwrap_or(0);
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

    /// Keeps the first row through sizes of the screen at which it cannot stay.
    pub fn keep_top(&mut self) {
        self.kept.get_or_insert(self.top);
    }

    /// Takes the first row as it is.
    pub fn leave_top(&mut self) {
        self.kept = None;
    }

    /// Scrolls by rows; what is selected stays so, in sight or not.
    pub fn scroll(&mut self, by: isize) {
        self.top = self.top.saturating_add_signed(by);
        self.left = Some(self.selected);
    }

    /// Shows what is selected again.
    pub fn come_back(&mut self) {
        self.left = None;
    }

    /// Scrolls so that the selected row is among `height` rows.
    pub fn keep_selected_shown(&mut self, height: usize, corpus: &Corpus) {
        let height = height.max(1);
        self.top = self.kept.unwrap_or(self.top);
        if self.left == Some(self.selected) {
            // The wheel has turned the rows away from it.
        } else if self.selected < self.top {
            self.top = self.selected;
        } else if self.selected >= self.top + height {
            self.top = self.selected + 1 - height;
        }
        self.top = self.top.min(self.len(corpus).saturating_sub(height));
    }

    /// What is known about the work on an article.
    pub fn work(&self, root: usize, id: &ArticleId) -> Work {
        self.works
            .get(&(root, id.clone()))
            .copied()
            .unwrap_or_default()
    }

    /// Takes in what is known about the work on an article.
    pub fn set_work(&mut self, root: usize, id: ArticleId, work: Work) {
        let done = |work: Work| usize::from(work.status == Status::Reviewed);
        self.reviewed += done(work);
        if let Some(before) = self.works.insert((root, id), work) {
            self.reviewed -= done(before);
        }
    }

    /// How many articles are reviewed.
    pub fn reviewed(&self) -> usize {
        self.reviewed
    }
}
