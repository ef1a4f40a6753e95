//! Which record is an article's: the one of its id, or the one of its text.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Map;

use super::disk::{self, is_missing};
use super::front::{Front, read_front};
use super::journal::{Entry, text_mark};
use super::record::{ArticleJson, BadRecord, Former, JournalMark, Record};
use super::{Bound, Notice, Store, StoreError, record_name};
use crate::annotation::Annotations;
use crate::annotation::anchor::{Old, Spans, Tally, anchor};
use crate::annotation::wire::Coordinates;
use crate::article::{Article, ArticleId, hex_sha256};

/// A record, placed in the article's text.
pub(super) struct Found {
    pub(super) annotations: Annotations,
    pub(super) mark: Option<JournalMark>,
    pub(super) notice: Option<Notice>,
    /// The lines of the journal that were done again on it before its spans were placed.
    pub(super) carried: HashSet<u64>,
}

/// What an article's id is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// Its own id, or its URL: it stays when the text changes.
    Own,
    /// The file that it is all of.
    File,
    /// A line of a file, or standard input: that becomes another article's when a line is put before
    /// it, or something else is piped in.
    Line,
}

/// What a text on standard input is called; it is of no file.
const STANDARD_INPUT: &str = "-";

pub(super) fn identity(article: &Article) -> Identity {
    let id = article.id.as_str();
    let file = article.origin.path.file_name().and_then(|n| n.to_str());
    let file = file.unwrap_or_default();
    if id == STANDARD_INPUT && file.is_empty() {
        return Identity::Line;
    }
    // A name that was met before has its number behind it.
    let (name, number) = id.rsplit_once('#').unwrap_or((id, ""));
    let is_numbered = number.parse::<u32>().is_ok_and(|number| number > 1);
    let name = if is_numbered { name } else { id };
    if !file.is_empty() && (id.ends_with(file) || name.ends_with(file)) {
        return Identity::File;
    }
    // `path:line`, or `path:line.part` where several articles stand on a line.
    let Some((path, place)) = name.rsplit_once(':') else {
        return Identity::Own;
    };
    let line = place.split('.').next().and_then(|line| line.parse().ok());
    if line == Some(article.origin.line) && path.ends_with(file) {
        Identity::Line
    } else {
        Identity::Own
    }
}

/// What an article may have been called before it said an id of its own: the ends of its file's path,
/// the shortest first, with its line and alone. Its address is not among them, which another copy of
/// it may be called by.
pub(super) fn called_before(article: &Article) -> impl Iterator<Item = String> {
    let parts = article.origin.path.components().rev();
    let parts = parts.map_while(|part| match part {
        std::path::Component::Normal(part) => part.to_str(),
        _ => None,
    });
    let files = parts.scan(String::new(), |id, part| {
        *id = if id.is_empty() {
            part.to_owned()
        } else {
            format!("{part}/{id}")
        };
        Some(id.clone())
    });
    let line = article.origin.line;
    files.flat_map(move |file| {
        let of_line = format!("{file}:{line}");
        // Of a file that is all of an article it is the first line.
        std::iter::once(of_line).chain((line <= 1).then_some(file))
    })
}

/// Whether the file of another article stands beside the one of this article, which is all of it.
fn is_there(article: &Article, other: &str) -> bool {
    let depth = Path::new(article.id.as_str()).components().count();
    let Ok(own) = super::place::absolute(&article.origin.path) else {
        return false;
    };
    let base = own.ancestors().nth(depth);
    // Another name of its own, which another file of that name has now.
    let is_own = |other: &PathBuf| *other == own;
    let other = base.map(|base| base.join(other));
    other.is_some_and(|other| !is_own(&other) && other.is_file())
}

/// Whether a record is another article's: neither of this id nor of this text.
fn is_anothers(recorded: &ArticleJson, id: &ArticleId, sha256: &str) -> bool {
    recorded.id != id.as_str() && recorded.sha256 != sha256
}

/// What an article was called before it had this id, as its record tells, which holds so much of the
/// journal.
fn formerly(
    recorded: &mut ArticleJson,
    id: &ArticleId,
    journal: Option<&JournalMark>,
) -> Vec<Former> {
    let mut formerly = std::mem::take(&mut recorded.formerly);
    formerly.retain(|former| former.id != recorded.id && former.id != id.as_str());
    if recorded.id != id.as_str() {
        formerly.push(Former {
            id: recorded.id.clone(),
            journal: journal.cloned(),
        });
    }
    formerly
}

impl Store {
    /// Finds an article's record, and remembers its file so that it is written there again. Says
    /// whether it is another one than was read or written last.
    pub(super) fn find(
        &mut self,
        article: &Article,
        at: Coordinates<'_>,
    ) -> Result<(Option<Found>, bool), StoreError> {
        if self.lock.is_some() && !self.folder.is_dir() {
            let folder = self.folder.clone();
            return Err(StoreError::Gone { folder });
        }
        let (bound, found) = self.look_for(article, at)?;
        let known = self.bound.get(&article.id);
        let changed = known.is_some_and(|known| known.sum != bound.sum);
        if changed {
            // Lines that the record held may not be in this one.
            self.recall()?;
        }
        self.bind(&article.id, bound);
        Ok((found, changed))
    }

    /// Reads again which lines the journal has of each article.
    fn recall(&mut self) -> Result<(), StoreError> {
        let contents = self.journal.entries()?;
        self.entries = Arc::default();
        self.decided.clear();
        for (article, entry) in contents.entries {
            self.remember(article, entry);
        }
        Ok(())
    }

    /// Whether another article, on whose text something was decided, is still there beside this one
    /// of the same text: then neither is the other, moved, and each has a record of its own.
    fn is_copy(&self, article: &Article, text: &str, other: &str) -> bool {
        let id = ArticleId::new(other);
        let read = self.bound.get(&id).is_some_and(|bound| bound.text == text);
        let is_there = || identity(article) == Identity::File && is_there(article, other);
        id != article.id && (read || is_there())
    }

    /// Finds an article's record, and the file that is or would be its.
    pub(super) fn look_for(
        &mut self,
        article: &Article,
        at: Coordinates<'_>,
    ) -> Result<(Bound, Option<Found>), StoreError> {
        let sha256 = article.sha256();
        let mut path = self.path_of(&article.id);
        let identity = identity(article);
        let mut record = read_record(&path)?;
        if record.is_none() {
            // Another program may have given it the article's name since.
            path = self.own_path(&article.id);
            record = read_record(&path)?;
        }
        // The digits of two names' hashes can be made to agree, and a file that was renamed keeps its record.
        let mut number = 1;
        // Nor is a record this one's that another article of this session has.
        while self.is_taken(&path, &article.id)
            || record
                .as_ref()
                .is_some_and(|(r, _)| is_anothers(&r.article, &article.id, &sha256))
        {
            number += 1;
            let id = format!("{}#{number}", article.id);
            path = self.articles().join(record_name(&id));
            record = read_record(&path)?;
        }
        let is_its = |record: &Option<(Record, String)>| {
            record
                .as_ref()
                .is_some_and(|(record, _)| record.article.sha256 == sha256)
        };
        let text = text_mark(&sha256);
        if !is_its(&record) && identity != Identity::Own {
            for other in self.paths_by_text(&sha256, &article.id) {
                let of_the_text = read_record(&other)?;
                let moved = |record: &Record| !self.is_copy(article, &text, &record.article.id);
                if is_its(&of_the_text) && of_the_text.as_ref().is_some_and(|(r, _)| moved(r)) {
                    (record, path) = (of_the_text, other);
                    break;
                }
            }
        }
        if record.is_none() && identity == Identity::Own {
            for id in called_before(article) {
                let before = self.articles().join(record_name(&id));
                let owner = self.owners.get(&before);
                if owner.is_some_and(|owner| *owner != article.id) {
                    continue;
                }
                let of_before = read_record(&before)?;
                let is_of_it = of_before
                    .as_ref()
                    .is_some_and(|(record, _)| record.article.id == id);
                if is_of_it && is_its(&of_before) {
                    (record, path) = (of_before, before);
                    break;
                }
            }
        }
        let (mut record, sum) = match record {
            Some((record, sum)) => (record, Some(sum)),
            None => match self.unwritten(article, &sha256) {
                Some(record) => (record, None),
                None => return Ok((Bound::new(path, &sha256), None)),
            },
        };
        let bad = |path: &Path| {
            let path = path.to_owned();
            move |bad| blame(path, bad)
        };
        let is_same = record.article.sha256 == sha256;
        let carried = if is_same {
            HashSet::new()
        } else {
            self.carry(article, &mut record, &sha256)?
        };
        if sum.is_none() && carried.is_empty() {
            return Ok((Bound::new(path, &sha256), None));
        }
        let mark = record.journal.take();
        let extra = std::mem::take(&mut record.article.extra);
        let formerly = formerly(&mut record.article, &article.id, mark.as_ref());
        let notice = if is_same {
            None
        } else {
            let tally = move_spans(&mut record, &sha256, at);
            let stand = tally.kept + tally.moved + tally.found;
            if identity == Identity::Line && stand <= tally.unplaced + tally.lost {
                // Another article stood on this line: its record stays, this one's gets a name of its own.
                let own = record_name(&format!("{}#{sha256}", article.id));
                return Ok((Bound::new(self.articles().join(own), &sha256), None));
            }
            Some(Notice::TextChanged {
                kept: tally.kept,
                moved: tally.moved,
                unplaced: tally.unplaced,
            })
        };
        let annotations = record
            .into_annotations(at.text, at.index)
            .map_err(bad(&path))?;
        let bound = Bound {
            formerly,
            extra,
            sum,
            marks: mark.clone().map(JournalMark::all).unwrap_or_default(),
            ..Bound::new(path, &sha256)
        };
        let found = Found {
            annotations,
            mark,
            notice,
            carried,
        };
        Ok((bound, Some(found)))
    }

    /// The file of an article's record: where it was found, else the one of its name.
    pub(super) fn path_of(&self, id: &ArticleId) -> PathBuf {
        match self.bound.get(id) {
            Some(bound) => bound.path.clone(),
            None => self.own_path(id),
        }
    }

    /// The file of the name that is an article's.
    pub(super) fn own_path(&self, id: &ArticleId) -> PathBuf {
        self.articles().join(record_name(id.as_str()))
    }

    /// The journal's lines that are about an article: those of its id, and where that can move, or was
    /// another one before, of its text.
    pub(super) fn lines_of(&self, article: &Article) -> Vec<Entry> {
        let own = self.entries.get(&article.id).map_or(&[][..], Vec::as_slice);
        let identity = identity(article);
        let text = text_mark(&article.sha256());
        let is_of_text = |entry: &&Entry| entry.text.as_ref() == Some(&text);
        if identity == Identity::Own {
            let before = self.ids_before(article, &text);
            let before = before
                .iter()
                .filter_map(|id| self.entries.get(id))
                .flatten();
            let before = before.filter(is_of_text).cloned();
            let mut lines: Vec<Entry> = own.iter().cloned().chain(before).collect();
            lines.sort_by_key(|entry| entry.seq);
            return lines;
        }
        let may_be = |entry: &&Entry| {
            identity != Identity::Line || entry.text.is_none() || is_of_text(entry)
        };
        let moved = self
            .decided
            .get(&text)
            .filter(|id| **id != article.id && !self.is_copy(article, &text, id.as_str()))
            .and_then(|id| self.entries.get(id));
        let mut lines: Vec<Entry> = own
            .iter()
            .filter(may_be)
            .chain(moved.into_iter().flatten().filter(is_of_text))
            .cloned()
            .collect();
        lines.sort_by_key(|entry| entry.seq);
        lines
    }

    /// Whether some of an article's lines are among those that no record holds ([`Self::pending`]),
    /// under its id or under what it was called before.
    pub fn is_behind(&self, article: &Article, pending: &HashSet<ArticleId>) -> bool {
        let is_pending = |id: &ArticleId| pending.contains(id);
        let text = || text_mark(&article.sha256());
        is_pending(&article.id)
            || !pending.is_empty() && self.ids_before(article, &text()).iter().any(is_pending)
    }

    /// What an article that says an id of its own was called before, as far as the journal has lines
    /// about its text under that and they are in no other record.
    pub(super) fn ids_before(&self, article: &Article, text: &str) -> Vec<ArticleId> {
        if self.entries.is_empty() || identity(article) != Identity::Own {
            return Vec::new();
        }
        let is_of_text = |entry: &Entry| entry.text.as_deref() == Some(text);
        let has_lines = |id: &ArticleId| {
            let lines = self.entries.get(id);
            lines.is_some_and(|lines| lines.iter().any(is_of_text))
        };
        let is_free = |id: &ArticleId| {
            let path = self.own_path(id);
            let of_this = |front: Front| text_mark(&front.article.sha256) == text;
            !self.is_taken(&path, &article.id)
                && !self.bound.contains_key(id)
                && read_front(&path).is_ok_and(|front| front.is_none_or(of_this))
        };
        let before = called_before(article).map(ArticleId::new);
        let before = before.filter(|id| *id != article.id && has_lines(id));
        before.filter(is_free).collect()
    }

    /// Drops the journal's lines that an article's record holds now.
    pub(super) fn forget(&mut self, article: &Article, text: &str, seq: u64) {
        let can_move = identity(article) != Identity::Own;
        let moved = self.decided.get(text).filter(|id| {
            can_move && **id != article.id && !self.is_copy(article, text, id.as_str())
        });
        let moved = moved.cloned();
        let before = self.ids_before(article, text);
        for id in [Some(&article.id), moved.as_ref()]
            .into_iter()
            .flatten()
            .chain(&before)
        {
            if !self.entries.contains_key(id) {
                continue;
            }
            if let Some(entries) = Arc::make_mut(&mut self.entries).get_mut(id) {
                let other = |entry: &Entry| entry.text.as_deref().is_some_and(|t| t != text);
                entries.retain(|entry| entry.seq > seq || other(entry));
            }
        }
    }

    pub(super) fn bind(&mut self, id: &ArticleId, bound: Bound) {
        self.owners.insert(bound.path.clone(), id.clone());
        self.bound.insert(id.clone(), bound);
    }

    /// Gives a record the name that is its article's, if it has another one's and that is free: under
    /// another name nothing but its text would lead to it. It is there under one name at any moment.
    pub(super) fn rename(&mut self, id: &ArticleId, bound: &mut Bound) -> Result<(), StoreError> {
        let own = self.own_path(id);
        let is_free = !self.is_taken(&own, id) && own.symlink_metadata().is_err();
        if own == bound.path || bound.sum.is_none() || !is_free {
            return Ok(());
        }
        match disk::rename(&bound.path, &own) {
            // Another program removed it.
            Err(error) if is_missing(&error) => {}
            renamed => renamed.map_err(StoreError::io(&own, "write"))?,
        }
        self.owners.remove(&bound.path);
        bound.path = own;
        self.bind(id, bound.clone());
        // Else the record may be there under both names after a power cut.
        disk::sync_folder(&self.articles()).map_err(StoreError::io(&bound.path, "write"))
    }

    /// Whether another article of this session has a record's file.
    fn is_taken(&self, path: &Path, id: &ArticleId) -> bool {
        self.owners.get(path).is_some_and(|owner| owner != id)
    }

    /// The records of a text, apart from those that another article of this session has.
    fn paths_by_text(&mut self, sha256: &str, id: &ArticleId) -> Vec<PathBuf> {
        self.take_by_text();
        if self.by_text.is_none() {
            let mut by_text: HashMap<String, Vec<PathBuf>> = HashMap::new();
            for path in self.record_paths() {
                // A record that cannot be read is told of where it is listed.
                if let Ok(Some(front)) = read_front(&path) {
                    by_text.entry(front.article.sha256).or_default().push(path);
                }
            }
            self.by_text = Some(by_text);
        }
        let paths = self
            .by_text
            .as_ref()
            .and_then(|by_text| by_text.get(sha256));
        let is_free = |path: &&PathBuf| !self.is_taken(path, id);
        paths
            .into_iter()
            .flatten()
            .filter(is_free)
            .cloned()
            .collect()
    }
}

impl Bound {
    pub(super) fn new(path: PathBuf, sha256: &str) -> Self {
        Self {
            path,
            text: text_mark(sha256),
            formerly: Vec::new(),
            extra: Map::new(),
            sum: None,
            marks: BTreeMap::new(),
        }
    }
}

/// Reads a record, and what its bytes add up to; none where there is no such file.
pub(super) fn read_record(path: &Path) -> Result<Option<(Record, String)>, StoreError> {
    let bytes = match disk::read(path) {
        Ok(bytes) => bytes,
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(StoreError::io(path, "read")(error)),
    };
    let sum = hex_sha256(&bytes);
    let json = match String::from_utf8(bytes) {
        Ok(json) => json,
        Err(error) => {
            let before = error.utf8_error().valid_up_to();
            let read = error.as_bytes().get(..before).unwrap_or_default();
            let bad = BadRecord {
                line: memchr::memchr_iter(b'\n', read).count() + 1,
                field: "the text".to_owned(),
                reason: "it is not UTF-8".to_owned(),
            };
            return Err(blame(path.to_owned(), bad));
        }
    };
    match Record::from_json(&json) {
        Ok(record) => Ok(Some((record, sum))),
        Err(_) if let Some(bad) = merge_conflict(&json) => Err(blame(path.to_owned(), bad)),
        // A newer record may differ in any field: its version is what is to be told.
        Err(bad) => match read_front(path) {
            Err(newer @ StoreError::Newer { .. }) => Err(newer),
            _ => Err(blame(path.to_owned(), bad)),
        },
    }
}

/// What is wrong with a file in which version control left both sides of a merge.
pub(super) fn merge_conflict(text: &str) -> Option<BadRecord> {
    let line = text.lines().position(|line| line.starts_with("<<<<<<< "))?;
    Some(BadRecord {
        line: line + 1,
        field: "<<<<<<<".to_owned(),
        reason: "version control left both sides of a merge here".to_owned(),
    })
}

pub(super) fn blame(path: PathBuf, bad: BadRecord) -> StoreError {
    StoreError::Record {
        path,
        line: bad.line,
        field: bad.field,
        reason: bad.reason,
    }
}

/// Places a record's spans in another text than they were made on: `now` is its SHA-256.
fn move_spans(record: &mut Record, now: &str, at: Coordinates<'_>) -> Tally {
    let spans = Spans {
        entities: std::mem::take(&mut record.entities),
        quotes: std::mem::take(&mut record.quotes),
        dates: std::mem::take(&mut record.dates),
        unplaced: std::mem::take(&mut record.unplaced),
    };
    let old = Old {
        sha256: &record.article.sha256,
        length: Some(record.article.length).filter(|length| *length > 0),
    };
    let (spans, tally) = anchor(spans, old, now, at);
    record.entities = spans.entities;
    record.quotes = spans.quotes;
    record.dates = spans.dates;
    record.unplaced = spans.unplaced;
    tally
}
