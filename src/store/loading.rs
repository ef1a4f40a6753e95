//! An article's annotations as they are on disk: its record, and what the journal holds beyond it.

use std::collections::HashSet;
use std::fmt;

use super::journal::Entry;
use super::replay::{self, Ground};
use super::{Store, StoreError, Unreplayed, find};
use crate::annotation::wire::Coordinates;
use crate::annotation::{Annotations, edit};
use crate::article::Article;
use crate::span::OffsetIndex;
use crate::text::count::counted;

/// What is told about an article when it is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The text is not the one that was annotated.
    TextChanged {
        /// How many decided spans stand where they stood.
        kept: usize,
        /// How many were found again elsewhere.
        moved: usize,
        /// How many were not found; they stay in the record.
        unplaced: usize,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TextChanged {
                kept,
                moved,
                unplaced,
            } => {
                f.write_str("the text changed since it was annotated: ")?;
                let spans = counted(*kept, "span", "spans");
                match (moved, unplaced) {
                    (0, 0) => write!(f, "{spans} in place, none moved"),
                    (_, 0) => write!(f, "{spans} in place, {moved} moved"),
                    (0, _) => write!(
                        f,
                        "{spans} in place, {unplaced} in doubt, waiting for a place"
                    ),
                    _ => write!(
                        f,
                        "{spans} in place, {moved} moved, {unplaced} in doubt, waiting for a place"
                    ),
                }
            }
        }
    }
}

/// An article's annotations as they are on disk, journal included.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The annotations.
    pub annotations: Annotations,
    /// The highest line of the journal that was looked at for them: what [`Store::write_record`] is given.
    pub seq: u64,
    /// What the journal holds and could not be replayed.
    pub conflicts: Vec<Unreplayed>,
    /// What else is to be told.
    pub notices: Vec<Notice>,
    /// What both the journal and another program, which wrote the record, changed: each turns what
    /// stands in the record into what was decided here. As long as nobody chose the record must not
    /// be written.
    pub disputed: Vec<edit::Change>,
    /// Whether the record is another one than this store read or wrote last.
    pub changed: bool,
    /// Whether the journal holds more than the record.
    pub ahead: bool,
}

impl Store {
    /// Reads an article's annotations: its record, if there is one, and what the journal holds beyond it.
    ///
    /// `fresh` are the suggestions of the model at hand. They stand where there is no record, and
    /// replace what is undecided in one that another model's run, or another text, was made on.
    /// Without items and model they replace nothing.
    ///
    /// # Errors
    /// When the record cannot be read or is of a newer version. It must not be overwritten then.
    pub fn load(
        &mut self,
        article: &Article,
        index: &OffsetIndex,
        fresh: &Annotations,
    ) -> Result<Loaded, StoreError> {
        let at = Coordinates {
            text: &article.text,
            index,
        };
        let (found, changed) = self.find(article, at)?;
        let loaded = self.lay(article, at, found, fresh)?;
        Ok(Loaded { changed, ..loaded })
    }

    /// Reads an article's annotations as [`Self::load`] does, only to look at them: nothing is
    /// remembered for writing its record, however many articles are looked at.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn peek(
        &mut self,
        article: &Article,
        index: &OffsetIndex,
        fresh: &Annotations,
    ) -> Result<Loaded, StoreError> {
        let at = Coordinates {
            text: &article.text,
            index,
        };
        let (_, found) = self.look_for(article, at)?;
        self.lay(article, at, found, fresh)
    }

    /// Reads an article's annotations as [`Self::load`] does, without the suggestions of the model of
    /// this name: where its record holds them already. None where it does not.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_recorded(
        &mut self,
        article: &Article,
        index: &OffsetIndex,
        model: &str,
    ) -> Result<Option<Loaded>, StoreError> {
        let at = Coordinates {
            text: &article.text,
            index,
        };
        let (found, changed) = self.find(article, at)?;
        let holds =
            |found: &find::Found| found.notice.is_none() && *found.annotations.model == *model;
        let Some(found) = found.filter(holds) else {
            return Ok(None);
        };
        let fresh = Annotations {
            model: model.into(),
            ..Annotations::default()
        };
        let loaded = self.lay(article, at, Some(found), &fresh)?;
        Ok(Some(Loaded { changed, ..loaded }))
    }

    fn lay(
        &mut self,
        article: &Article,
        at: Coordinates<'_>,
        found: Option<find::Found>,
        fresh: &Annotations,
    ) -> Result<Loaded, StoreError> {
        let lines_of = self.lines_of(article);
        let none = fresh.model.is_empty() && fresh.items().is_empty();
        let mark = found.as_ref().and_then(|found| found.mark.as_ref());
        let held = mark.and_then(|mark| mark.of(self.journal.id()));
        self.journal.reach(held);
        let updated = found.as_ref().and_then(|found| found.annotations.updated);
        let entries = self.beyond(&lines_of, mark, updated);
        let same = found
            .as_ref()
            .is_some_and(|found| found.notice.is_none() && found.annotations.model == fresh.model);
        let (stored, notice, carried) = match found {
            Some(found) => (Some(found.annotations), found.notice, found.carried),
            None => (None, None, HashSet::new()),
        };
        let is_left = |entry: &&Entry| !carried.contains(&entry.seq);
        let left: Vec<Entry> = entries.iter().filter(is_left).cloned().collect();
        let lines = self.journal.read_entries(&left)?;
        let ground = Ground {
            stored,
            fresh: (!same && !none).then_some(fresh),
        };
        let replayed = replay::replay(ground, &lines, at);
        Ok(Loaded {
            annotations: replayed.annotations,
            seq: self.seq(),
            conflicts: replayed.conflicts,
            notices: notice.into_iter().collect(),
            disputed: replayed.disputed,
            changed: false,
            ahead: !entries.is_empty(),
        })
    }
}
