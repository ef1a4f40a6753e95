//! Annotations on disk: for one opened path and one annotator, a record an article and a journal.
//!
//! [`Store::append`] makes a decision durable in the journal; [`Store::write_record`] brings an
//! article's record up to it, later and atomically. At rest the records alone are the whole truth;
//! after a crash [`Store::load`] replays what the journal holds beyond a record.
//!
//! A store does IO only when it is told to, on the thread that tells it. Opening one to look at
//! articles writes nothing, apart from the lock of an annotator's folder that already exists.

mod carry;
mod disk;
mod dispute;
mod elsewhere;
mod error;
mod find;
mod front;
mod journal;
mod loading;
mod lock;
mod names;
mod outside;
mod overview;
mod place;
mod record;
mod registry;
mod replay;
mod roll;
mod status;

pub use elsewhere::Copied;
pub use error::{ReadOnly, StoreError};
pub use journal::Damage;
pub use loading::{Loaded, Notice};
pub use lock::{Holder, await_release};
pub use names::{annotator_folder, folder_name, is_folder_of, record_name};
pub use outside::Change;
pub use overview::{Glance, Overview};
pub use place::{Place, PlaceError, Roots, annotations_dir};
pub use record::{
    ArticleJson, BadRecord, Counts, FORMAT, Former, JournalMark, Record, VERSION, schema,
};
pub use registry::{Entities, schema as entities_schema};
pub use replay::Unreplayed;
pub use roll::{Met, Reading, Roll};
pub use status::Known;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value};

use crate::annotation::Annotations;
use crate::annotation::history::{DEPTH, Group, History};
use crate::article::{Article, ArticleId, hex_sha256};
use crate::span::OffsetIndex;

use journal::{Contents, Entry, JournalFile, text_mark};
use lock::{Lock, Locking};
use overview::ByText;
use registry::Across;

/// Whether a store may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It may.
    Writable,
    /// It may not, and why.
    ReadOnly(ReadOnly),
}

/// The file that an article's record is, whatever its name.
#[derive(Clone, Debug, Default)]
struct Bound {
    path: PathBuf,
    /// Its text, as journal lines name it.
    text: String,
    /// The ids that the article had before.
    formerly: Vec<Former>,
    /// Fields of its `article` that this version does not know.
    extra: Map<String, Value>,
    /// What its bytes added up to when it was last read or written; none where there was none.
    sum: Option<String>,
    /// What it holds of each journal.
    marks: BTreeMap<String, u64>,
}

/// The annotations of one annotator beside one opened path.
#[derive(Debug)]
pub struct Store {
    /// The folder of all annotators.
    dir: PathBuf,
    /// The annotator's own.
    folder: PathBuf,
    annotator: Arc<str>,
    access: Access,
    lock: Option<Lock>,
    /// Whether the annotator's folder was found or made whole.
    made: bool,
    journal: JournalFile,
    history: History,
    /// The journal's lines of each article, apart from those that its record is known to hold.
    entries: Arc<HashMap<ArticleId, Vec<Entry>>>,
    /// The article of each text that the journal's lines were made on, by [`journal::text_mark`].
    decided: HashMap<String, ArticleId>,
    damage: Vec<Damage>,
    bound: HashMap<ArticleId, Bound>,
    owners: HashMap<PathBuf, ArticleId>,
    by_text: Option<ByText>,
    /// The same, found by an [`Overview`] and not yet taken over; what was written meanwhile.
    found_by_text: Arc<Mutex<Option<ByText>>>,
    written: HashSet<(String, PathBuf)>,
    across: Across,
    /// The folder of records, as it was after it was last read or written.
    records: Option<outside::Folder>,
    /// What is to be told.
    told: Vec<String>,
    /// The copies beside records that were told.
    copies: HashSet<String>,
}

impl Store {
    /// Opens an annotator's part of an annotations folder ([`annotations_dir`]); neither need exist.
    ///
    /// An existing annotator's folder is locked if it may be written to; a missing one is made and
    /// locked at the first edit. Where the lock is taken or the folder cannot be written to, the
    /// store is read-only and [`Self::access`] tells why.
    ///
    /// # Errors
    /// When the journal cannot be read, or is of a newer version.
    pub fn open(dir: &Path, annotator: &str, access: Access) -> Result<Self, StoreError> {
        let mut store = Self::new(dir, annotator, access);
        if store.access == Access::Writable {
            if let Err(error) = disk::check_folder(&store.folder) {
                store.refuse(&error);
            } else if store.folder.is_dir() {
                store.take_lock();
            } else if let Err(error) = probe(&store.folder) {
                store.refuse(&error);
            }
        }
        let contents = store.journal.read()?;
        store.damage.clone_from(&contents.damage);
        store.take_in(contents);
        store.read_registry();
        store.note_records();
        Ok(store)
    }

    /// A store of which nothing was read yet.
    fn new(dir: &Path, annotator: &str, access: Access) -> Self {
        let folder = annotator_folder(dir, annotator);
        let annotator = Arc::from(annotator);
        Self {
            dir: dir.to_owned(),
            journal: JournalFile::new(&folder, &annotator),
            annotator,
            access,
            lock: None,
            made: false,
            history: History::default(),
            entries: Arc::default(),
            decided: HashMap::new(),
            damage: Vec::new(),
            bound: HashMap::new(),
            owners: HashMap::new(),
            by_text: None,
            found_by_text: Arc::default(),
            written: HashSet::new(),
            across: Across::default(),
            records: None,
            told: Vec::new(),
            copies: HashSet::new(),
            folder,
        }
    }

    fn articles(&self) -> PathBuf {
        self.folder.join("articles")
    }

    fn take_in(&mut self, contents: Contents) {
        self.history = contents.history;
        self.entries = Arc::default();
        self.decided.clear();
        for (article, entry) in contents.entries {
            self.remember(article, entry);
        }
        self.across.lines = contents.across;
    }

    /// Takes in a journal whose lines stand in other places than when the store was opened.
    fn take_in_again(&mut self, contents: Contents) {
        self.take_in(contents);
        // Both were handed on when the store was opened.
        self.history = History::default();
        self.across.lines.clear();
    }

    /// Drops from the journal what is older than what can be undone, if that is worth it and the
    /// records hold it.
    ///
    /// # Errors
    /// When the journal cannot be written again; it is then as it was.
    pub fn tidy(&mut self) -> Result<(), StoreError> {
        if self.lock.is_some() && self.access == Access::Writable && self.journal.is_long() {
            self.shorten(DEPTH)?;
        }
        Ok(())
    }

    /// Drops all but the last `keep` decisions from the journal, and those that no record holds yet.
    fn shorten(&mut self, keep: usize) -> Result<(), StoreError> {
        if self.across.is_behind() {
            return Ok(());
        }
        self.begin()?;
        let needed = self.needed();
        if let Some(contents) = self.journal.shorten(keep, &needed)? {
            self.take_in_again(contents);
        }
        Ok(())
    }

    fn take_lock(&mut self) {
        match lock::lock(&self.folder) {
            Ok(Locking::Held(lock, left)) => {
                self.lock = Some(lock);
                disk::clear(&self.folder);
                if let Some(left) = left {
                    self.told.push(format!(
                        "{left} was annotating here and did not end; if it still is, what both write is put together, \
                         or shown to choose from"
                    ));
                }
            }
            Ok(Locking::Taken(holder)) => {
                self.access = Access::ReadOnly(ReadOnly::Locked {
                    folder: self.folder.clone(),
                    holder,
                });
            }
            Err(error) => self.refuse(&error),
        }
    }

    fn refuse(&mut self, error: &io::Error) {
        self.access = Access::ReadOnly(ReadOnly::Unwritable {
            folder: self.folder.clone(),
            reason: error.to_string(),
        });
    }

    /// Whether the store may write, and why not.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The annotator's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whose annotations these are.
    pub fn annotator(&self) -> &Arc<str> {
        &self.annotator
    }

    /// The lines of the journal that could not be used.
    pub fn problems(&self) -> &[Damage] {
        &self.damage
    }

    /// The decisions that can be undone and redone, as the journal told them at opening.
    ///
    /// They are handed over: a second call gets an empty history.
    pub fn history(&mut self) -> History {
        std::mem::take(&mut self.history)
    }

    /// The number of the journal's last line.
    pub fn seq(&self) -> u64 {
        self.journal.seq()
    }

    /// Writes a decision to the journal and waits until it is safe there.
    ///
    /// The answer is the number of its last line, which a record that holds the decision names
    /// ([`Self::write_record`]). A decision without steps writes nothing.
    ///
    /// # Errors
    /// When nothing may be written, or writing fails: then the decision is not in the journal.
    pub fn append(&mut self, group: &Group) -> Result<u64, StoreError> {
        self.begin()?;
        if group.steps.is_empty() {
            return Ok(self.seq());
        }
        let text_of = |id: &ArticleId| self.bound.get(id).map(|bound| bound.text.clone());
        let entries = self.journal.append(group, text_of)?;
        for ((article, entry), step) in entries.into_iter().zip(&group.steps) {
            match article {
                Some(article) => self.remember(article, entry),
                None => self.across.take(&entry, &step.changes),
            }
        }
        Ok(self.seq())
    }

    /// What is decided next about an article is decided on this text, whatever text was read of it last.
    pub fn turn_to(&mut self, article: &Article) {
        if let Some(bound) = self.bound.get_mut(&article.id) {
            bound.text = text_mark(&article.sha256());
        }
    }

    fn remember(&mut self, article: ArticleId, entry: Entry) {
        if let Some(text) = &entry.text {
            self.decided.insert(text.clone(), article.clone());
        }
        Arc::make_mut(&mut self.entries)
            .entry(article)
            .or_default()
            .push(entry);
    }

    /// Makes and locks the annotator's folder, makes its name durable, and sets aside what is damaged
    /// in the journal, if that was not done yet; else looks whether it is still there and still this
    /// store's.
    fn begin(&mut self) -> Result<(), StoreError> {
        if let Access::ReadOnly(reason) = &self.access {
            return Err(StoreError::ReadOnly(reason.clone()));
        }
        let held = self.lock.as_ref().map(|lock| lock.is_of(&self.folder));
        if held == Some(false) && !self.folder.is_dir() {
            let folder = self.folder.clone();
            return Err(StoreError::Gone { folder });
        }
        if held == Some(true) && self.made {
            disk::check_folder(&self.articles())
                .map_err(StoreError::io(&self.articles(), "write"))?;
            return self.mend();
        }
        for folder in [&self.folder, &self.articles()] {
            disk::check_folder(folder).map_err(StoreError::io(folder, "write"))?;
        }
        // An earlier session may have ended before all of it was made.
        let made = make_folders(&self.dir, &self.folder);
        made.map_err(StoreError::io(&self.folder, "make"))?;
        self.made = true;
        if held == Some(true) {
            return self.mend();
        }
        // The folder was not there when this store was opened, or its lock was taken away from
        // there: what is in it now was not read.
        let locking = lock::lock(&self.folder);
        match locking.map_err(StoreError::io(&self.folder.join(lock::NAME), "lock"))? {
            Locking::Held(lock, _) => self.lock = Some(lock),
            Locking::Taken(holder) => {
                let folder = self.folder.clone();
                return Err(StoreError::ReadOnly(ReadOnly::Locked { folder, holder }));
            }
        }
        if !self.journal.is_unchanged() {
            self.lock = None;
            return Err(StoreError::Changed {
                folder: self.folder.clone(),
            });
        }
        self.mend()
    }

    fn mend(&mut self) -> Result<(), StoreError> {
        if let Some(contents) = self.journal.mend()? {
            self.take_in_again(contents);
        }
        Ok(())
    }

    /// Writes an article's record: it holds the journal up to line `seq`.
    ///
    /// Annotations on which nothing was ever decided have no record: the one on disk is removed.
    ///
    /// # Errors
    /// When nothing may be written, the record on disk is of a newer version, or writing fails.
    /// The record on disk is then as it was.
    pub fn write_record(
        &mut self,
        article: &Article,
        index: &OffsetIndex,
        annotations: &Annotations,
        seq: u64,
    ) -> Result<(), StoreError> {
        self.begin()?;
        let sha256 = article.sha256();
        let mut bound = self.bound.get(&article.id).cloned().unwrap_or_else(|| {
            let path = self.path_of(&article.id);
            Bound::new(path, &sha256)
        });
        self.check_record(&article.id, &bound)?;
        self.before_writing();
        if annotations.updated.is_none() {
            disk::remove(&bound.path)?;
            bound.sum = None;
        } else {
            self.rename(&article.id, &mut bound)?;
            let mark = self.journal.mark(seq, &bound.marks);
            bound.marks = mark.clone().all();
            for id in self.ids_before(article, &text_mark(&sha256)) {
                bound.formerly.retain(|former| former.id != id.as_str());
                bound.formerly.push(Former {
                    id: id.to_string(),
                    journal: Some(mark.clone()),
                });
            }
            let mut record = Record::new(article, index, annotations, &self.annotator, Some(mark));
            record.article.extra.clone_from(&bound.extra);
            record.article.formerly.clone_from(&bound.formerly);
            let bytes = record.to_json().map_err(StoreError::Unwritten)?;
            let sum = Some(hex_sha256(&bytes));
            let replaced = disk::replace(&bound.path, &self.folder, &bytes);
            if replaced.is_err() && outside::sum(&bound.path).ok() == Some(sum.clone()) {
                // Only its name is not safe yet.
                bound.sum = sum;
                self.bind(&article.id, bound);
                return replaced;
            }
            replaced?;
            bound.sum = sum;
            if let Some(by_text) = &mut self.by_text {
                let paths = by_text.entry(record.article.sha256).or_default();
                if !paths.contains(&bound.path) {
                    paths.push(bound.path.clone());
                }
            } else {
                let written = (record.article.sha256, bound.path.clone());
                self.written.insert(written);
            }
        }
        self.after_writing();
        self.bind(&article.id, bound);
        // Without a record the lines so far lead from what is suggested to what is suggested.
        self.forget(article, &text_mark(&sha256), seq);
        Ok(())
    }
}

/// Whether a folder could be made here; nothing is left behind.
fn probe(folder: &Path) -> io::Result<()> {
    let existing = folder.ancestors().find(|above| above.is_dir());
    tempfile::tempfile_in(existing.unwrap_or(folder)).map(drop)
}

fn make_folders(dir: &Path, folder: &Path) -> io::Result<()> {
    disk::make_folders(&folder.join("articles"))?;
    let ignore = dir.join(".gitignore");
    if ignore.symlink_metadata().is_err() {
        let ignored = format!(
            "journal.jsonl\njournal.damaged-*\nlock\n{}*\n",
            disk::TEMPORARY
        );
        disk::write_new(&ignore, ignored.as_bytes())?;
    }
    let above = [Some(folder), Some(dir), dir.parent()];
    above.into_iter().flatten().try_for_each(disk::sync_folder)
}

#[cfg(test)]
mod tests;
