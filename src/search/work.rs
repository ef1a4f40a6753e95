//! What is known about the work on each article, without reading it.

use std::collections::HashMap;

use crate::annotation::Status;
use crate::article::ArticleId;

/// What is known about the work on an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// How far it is.
    pub status: Status,
    /// How many of its suggestions nobody decided; none while that was not counted.
    pub open: Option<u32>,
    /// The article's tags.
    pub tags: Vec<String>,
    /// Whether there is a note on the article.
    pub noted: bool,
    /// How many decided items are in doubt since the text changed.
    pub unplaced: u32,
}

/// What nobody worked on.
static NOTHING: Work = Work {
    status: Status::New,
    open: None,
    tags: Vec::new(),
    noted: false,
    unplaced: 0,
};

/// The work on all articles.
#[derive(Clone, Debug, Default)]
pub struct Works {
    /// For each opened path.
    roots: Vec<HashMap<ArticleId, Work>>,
    reviewed: usize,
}

impl Works {
    /// What is known about the work on an article.
    pub fn of(&self, root: usize, id: &str) -> &Work {
        let known = self.roots.get(root).and_then(|works| works.get(id));
        known.unwrap_or(&NOTHING)
    }

    /// Whether nothing is known about any.
    pub fn is_empty(&self) -> bool {
        self.roots.iter().all(HashMap::is_empty)
    }

    /// Takes in what is known about the work on an article.
    pub fn set(&mut self, root: usize, id: ArticleId, work: Work) {
        let done = |work: &Work| usize::from(work.status == Status::Reviewed);
        if self.roots.len() <= root {
            self.roots.resize_with(root + 1, HashMap::new);
        }
        let Some(works) = self.roots.get_mut(root) else {
            return;
        };
        self.reviewed += done(&work);
        if let Some(before) = works.insert(id, work) {
            self.reviewed -= done(&before);
        }
    }

    /// Forgets the work on the articles of an opened path.
    pub fn forget(&mut self, root: usize) {
        if let Some(works) = self.roots.get_mut(root) {
            let done = |work: &&Work| work.status == Status::Reviewed;
            self.reviewed -= works.values().filter(done).count();
            works.clear();
        }
    }

    /// How many articles are reviewed.
    pub fn reviewed(&self) -> usize {
        self.reviewed
    }

    /// The tags of all articles.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        let works = self.roots.iter().flat_map(HashMap::values);
        works.flat_map(|work| work.tags.iter().map(String::as_str))
    }
}
