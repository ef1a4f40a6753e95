//! What is known about the work on each article, without reading it.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

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

/// Into how many parts the work on the articles of a path is divided: none is so large that it takes
/// long to make room for more in it, or to copy it.
const PARTS: usize = 256;

/// The work on all articles.
#[derive(Clone, Debug, Default)]
pub struct Works {
    /// For each opened path.
    roots: Vec<Root>,
    reviewed: usize,
}

/// The work on the articles of a path; copies share what did not change since.
#[derive(Clone, Debug)]
struct Root {
    parts: Vec<Arc<HashMap<ArticleId, Work>>>,
    states: RandomState,
}

impl Default for Root {
    fn default() -> Self {
        Self {
            parts: vec![Arc::default(); PARTS],
            states: RandomState::new(),
        }
    }
}

impl Root {
    fn part(&self, id: &str) -> usize {
        self.states.hash_one(id) as usize % PARTS
    }
}

impl Works {
    /// What is known about the work on an article.
    pub fn of(&self, root: usize, id: &str) -> &Work {
        let part = self
            .roots
            .get(root)
            .and_then(|root| root.parts.get(root.part(id)));
        part.and_then(|part| part.get(id)).unwrap_or(&NOTHING)
    }

    /// Whether nothing is known about any.
    pub fn is_empty(&self) -> bool {
        self.parts().all(HashMap::is_empty)
    }

    fn parts(&self) -> impl Iterator<Item = &HashMap<ArticleId, Work>> {
        let parts = self.roots.iter().flat_map(|root| &root.parts);
        parts.map(|part| &**part)
    }

    /// Takes in what is known about the work on an article.
    pub fn set(&mut self, root: usize, id: ArticleId, work: Work) {
        let done = |work: &Work| usize::from(work.status == Status::Reviewed);
        if self.roots.len() <= root {
            self.roots.resize_with(root + 1, Root::default);
        }
        let Some(works) = self.roots.get_mut(root) else {
            return;
        };
        let part = works.part(id.as_str());
        let Some(part) = works.parts.get_mut(part) else {
            return;
        };
        self.reviewed += done(&work);
        if let Some(before) = Arc::make_mut(part).insert(id, work) {
            self.reviewed -= done(&before);
        }
    }

    /// Forgets the work on the articles of an opened path.
    pub fn forget(&mut self, root: usize) {
        if let Some(works) = self.roots.get_mut(root) {
            let done = |work: &&Work| work.status == Status::Reviewed;
            let works = std::mem::take(works);
            let works = works.parts.iter().flat_map(|part| part.values());
            self.reviewed -= works.filter(done).count();
        }
    }

    /// How many articles are reviewed.
    pub fn reviewed(&self) -> usize {
        self.reviewed
    }

    /// The tags of all articles.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        let works = self.parts().flat_map(HashMap::values);
        works.flat_map(|work| work.tags.iter().map(String::as_str))
    }
}
