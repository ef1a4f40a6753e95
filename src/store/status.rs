//! What a list shows of the articles that have annotations, without reading them whole.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::front::{Front, read_front};
use super::journal::{Entry, Updated};
use super::outside::is_record_name;
use super::record::{Counts, JournalMark};
use super::{Store, StoreError};
use crate::annotation::{Status, Timestamp};
use crate::article::ArticleId;

/// What is known of an annotated article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id, as it was when it was last annotated.
    pub article: ArticleId,
    /// The SHA-256 of its text; none where only the journal knows the article.
    pub sha256: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// How far the work on it is.
    pub status: Status,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether there is a note on it.
    pub noted: bool,
    /// How many spans are decided; none where that takes loading it.
    pub counts: Option<Counts>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
}

/// What records held of the journals under ids that their articles had before.
#[derive(Debug, Default)]
pub(super) struct Formers(HashMap<String, Vec<JournalMark>>);

impl Formers {
    /// Notes what a record tells.
    pub(super) fn note(&mut self, front: &Front) {
        for former in &front.article.formerly {
            let marks = self.0.entry(former.id.clone()).or_default();
            marks.extend(former.journal.clone());
        }
    }

    /// Whether all lines of a journal under an id are of articles that have other ids by now, and
    /// their records hold them.
    pub(super) fn hold(&self, id: &ArticleId, lines: &[Entry], journal: &str) -> bool {
        let marks = self.0.get(id.as_str()).map_or(&[][..], Vec::as_slice);
        let held = marks.iter().filter_map(|mark| mark.of(journal)).max();
        lines.iter().all(|line| Some(line.seq) <= held)
    }
}

impl Store {
    /// Every article on which something was decided, in no order.
    ///
    /// Only the front of each record is read, so that a list of many articles fills fast.
    /// What the journal holds beyond a record is laid over it, apart from the tags.
    ///
    /// # Errors
    /// An item is an error where a record cannot be read; the others come all the same.
    pub fn statuses(&self) -> impl Iterator<Item = Result<Known, StoreError>> + '_ {
        let mut unrecorded: HashSet<&ArticleId> = self.entries.keys().collect();
        let mut records = self.record_paths();
        let mut formers = Formers::default();
        let mut rest: Option<std::vec::IntoIter<&ArticleId>> = None;
        std::iter::from_fn(move || {
            for path in records.by_ref() {
                let front = match read_front(&path) {
                    Ok(Some(front)) => front,
                    Ok(None) => continue,
                    Err(error) => return Some(Err(error)),
                };
                let id = ArticleId::new(front.article.id.as_str());
                unrecorded.remove(&id);
                formers.note(&front);
                if let Some(known) = self.known(id, Some(front)) {
                    return Some(Ok(known));
                }
            }
            let is_left = |id: &&ArticleId| {
                let lines = self.entries.get(*id).map_or(&[][..], Vec::as_slice);
                !formers.hold(id, lines, self.journal.id())
            };
            rest.get_or_insert_with(|| {
                let left: Vec<_> = unrecorded.drain().filter(is_left).collect();
                left.into_iter()
            })
            .find_map(|id| self.known(id.clone(), None))
            .map(Ok)
        })
    }

    /// The articles of which the journal holds more than their record: a crash left them behind.
    ///
    /// Loading and writing each brings the records up to the journal.
    pub fn pending(&self) -> Vec<ArticleId> {
        let mut pending: Vec<ArticleId> = self
            .unheld()
            .into_iter()
            .map(|(id, _)| id.clone())
            .collect();
        pending.sort();
        pending
    }

    /// The numbers of the journal's lines that no record holds yet, rising.
    pub(super) fn needed(&self) -> Vec<u64> {
        let unheld = self.unheld().into_iter();
        let mut needed: Vec<u64> = unheld
            .flat_map(|(_, lines)| lines)
            .map(|entry| entry.seq)
            .collect();
        needed.sort_unstable();
        needed
    }

    /// The articles some of whose lines no record holds, with these lines.
    fn unheld(&self) -> Vec<(&ArticleId, Vec<Entry>)> {
        let mut unheld = Vec::new();
        let mut unrecorded = false;
        for (id, lines) in &*self.entries {
            let front = read_front(&self.path_of(id)).ok().flatten();
            let is_recorded = front.is_some();
            let front = front.unwrap_or_default();
            let lines = self.beyond(lines, front.journal.as_ref(), front.updated());
            if !lines.is_empty() {
                unrecorded |= !is_recorded;
                unheld.push((id, lines));
            }
        }
        if unrecorded {
            let mut formers = Formers::default();
            let fronts = self.record_paths().map(|path| read_front(&path));
            fronts
                .flatten()
                .flatten()
                .for_each(|front| formers.note(&front));
            unheld.retain(|(id, lines)| !formers.hold(id, lines, self.journal.id()));
        }
        unheld
    }

    /// What a front and the journal beyond it tell; none where nothing is decided any more.
    fn known(&self, article: ArticleId, front: Option<Front>) -> Option<Known> {
        let lines = self.entries.get(&article).map_or(&[][..], Vec::as_slice);
        let beyond = match &front {
            Some(front) => self.beyond(lines, front.journal.as_ref(), front.updated()),
            None => self.beyond(lines, None, None),
        };
        known(article, front, &beyond)
    }

    /// Those of an article's lines in the journal that its record does not hold.
    pub(super) fn beyond(
        &self,
        lines: &[Entry],
        mark: Option<&JournalMark>,
        updated: Option<Timestamp>,
    ) -> Vec<Entry> {
        beyond(self.journal.id(), lines, mark, updated)
    }

    /// The files of all records; none where the folder is missing or cannot be read.
    pub(super) fn record_paths(&self) -> impl Iterator<Item = PathBuf> + use<> {
        std::fs::read_dir(self.articles())
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.file_name().is_some_and(is_record_name))
    }
}

/// What a front and the journal's lines beyond it tell of an article; none where nothing is decided
/// any more.
pub(super) fn known(article: ArticleId, front: Option<Front>, beyond: &[Entry]) -> Option<Known> {
    let recorded = front.is_some();
    let front = front.unwrap_or_default();
    let status = beyond.iter().rev().find_map(|entry| entry.status);
    let updated = match last_updated(beyond) {
        Updated::To(time) => Some(time),
        Updated::Untouched if recorded => front.updated(),
        Updated::Untouched | Updated::Never => return None,
    };
    Some(Known {
        article,
        sha256: recorded.then_some(front.article.sha256),
        title: front.article.title,
        status: status.unwrap_or(front.status),
        tags: front.tags,
        noted: front.noted,
        counts: front.counts.filter(|_| beyond.is_empty()),
        updated,
    })
}

/// Those of an article's lines in a journal that its record does not hold.
///
/// A record that another journal wrote (on another machine) says how much of this one it holds;
/// one that an earlier version wrote is taken to hold what is not younger than it.
/// Without a record nothing is missing up to a line that took back the first decision.
pub(super) fn beyond(
    journal: &str,
    lines: &[Entry],
    mark: Option<&JournalMark>,
    updated: Option<Timestamp>,
) -> Vec<Entry> {
    let seq = mark.and_then(|mark| mark.of(journal));
    let held = |entry: &&Entry| match seq {
        Some(seq) => entry.seq <= seq,
        None => updated.is_some() && entry.time <= updated,
    };
    let undone = lines.iter().rposition(|e| e.updated == Updated::Never);
    let from = match undone {
        Some(undone) if mark.is_none() && updated.is_none() => undone + 1,
        _ => 0,
    };
    let lines = lines.get(from..).unwrap_or_default();
    lines.iter().filter(|entry| !held(entry)).cloned().collect()
}

/// What the last line that says anything about it does to the time of the last change.
fn last_updated(entries: &[Entry]) -> Updated {
    let mut updated = entries.iter().rev().map(|entry| entry.updated);
    updated
        .find(|updated| *updated != Updated::Untouched)
        .unwrap_or(Updated::Untouched)
}
