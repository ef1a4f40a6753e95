//! What other programs do to the files: noticed before anything of it is written over.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::disk::{self, Identity, is_missing};
use super::error::StoreError;
use super::find::read_record;
use super::record::Record;
use super::{Bound, Store};
use crate::annotation::Annotations;
use crate::article::{Article, ArticleId, hex_sha256};
use crate::span::OffsetIndex;

/// What stands in the name of a file in which another version of a record is kept.
const ASIDE: &str = ".conflict-";

/// What another program changed since it was looked at last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Why the annotations are to be opened anew: the journal or the whole folder is another one.
    pub replaced: Option<String>,
    /// Whether `entities.json` is another file.
    pub registry: bool,
    /// Whether records came, went or were replaced.
    pub records: bool,
    /// What is to be told of copies that a program which keeps folders in step put beside records.
    pub copies: Vec<String>,
}

impl Change {
    /// Whether anything changed.
    pub fn any(&self) -> bool {
        self.replaced.is_some() || self.registry || self.records
    }
}

/// A folder at a moment: another program that puts files there leaves it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folder {
    identity: Option<Identity>,
    modified: Option<SystemTime>,
}

impl Folder {
    fn now(path: &Path) -> Self {
        let metadata = fs::metadata(path).ok();
        Self {
            identity: metadata.as_ref().map(Identity::of),
            modified: metadata.and_then(|metadata| metadata.modified().ok()),
        }
    }
}

/// Whether a file of this name is a record, and no copy that another program or this one put beside
/// one: those have a full stop or a space in their stem, which no record has.
pub(super) fn is_record_name(name: &OsStr) -> bool {
    let stem = name.to_str().and_then(|name| name.strip_suffix(".json"));
    stem.is_some_and(|stem| {
        !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

/// Whether a file of this name is a copy of a record that a program which keeps folders in step made
/// where two machines changed it: `x (conflicted copy).json`, `x.sync-conflict-….json`.
fn is_copy_name(name: &str) -> bool {
    Path::new(name).extension() == Some(OsStr::new("json"))
        && !name.starts_with('.')
        && !name.contains(ASIDE)
        && !is_record_name(OsStr::new(name))
}

impl Store {
    /// What is to be told; it is handed over.
    pub fn take_told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.told)
    }

    /// Looks what another program changed since the last time.
    pub fn look_around(&mut self) -> Change {
        let mut change = Change::default();
        let lost = self
            .lock
            .as_ref()
            .is_some_and(|lock| !lock.is_of(&self.folder));
        if lost && self.folder.is_dir() {
            change.replaced = Some("another program replaced the annotations".to_owned());
        } else if !self.journal.is_unchanged() && !lost {
            change.replaced = Some("another program changed the journal".to_owned());
        }
        change.registry = self.registry_changed();
        let folder = Folder::now(&self.articles());
        if self.records.as_ref() != Some(&folder) {
            change.records = true;
            self.records = Some(folder);
            change.copies = self.copies();
        }
        change
    }

    /// Remembers the folder of records as it is, and tells of the copies in it.
    pub(super) fn note_records(&mut self) {
        self.records = Some(Folder::now(&self.articles()));
        let copies = self.copies();
        self.told.extend(copies);
    }

    /// Before the folder of records is changed by this program.
    pub(super) fn before_writing(&mut self) {
        if self.records.as_ref() != Some(&Folder::now(&self.articles())) {
            // Another program was there: the next look tells.
            self.records = None;
        }
    }

    /// After the folder of records was changed by this program.
    pub(super) fn after_writing(&mut self) {
        if self.records.is_some() {
            self.records = Some(Folder::now(&self.articles()));
        }
    }

    /// What is to be told of copies beside the records, which nobody looks at; each is told once.
    fn copies(&mut self) -> Vec<String> {
        let names = fs::read_dir(self.articles()).into_iter().flatten();
        let names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut copies: Vec<String> = names.filter(|name| is_copy_name(name)).collect();
        copies.sort();
        copies.retain(|name| self.copies.insert(name.clone()));
        let told = |name: String| {
            format!(
                "{}: a copy that another program made; it is not read. Take from it what the record beside it lacks, and remove it",
                self.articles().join(name).display()
            )
        };
        copies.into_iter().map(told).collect()
    }

    /// Whether an article's record is another one than was read or written last.
    pub fn record_changed(&self, id: &ArticleId) -> bool {
        let Some(bound) = self.bound.get(id) else {
            return false;
        };
        match sum(&bound.path) {
            Ok(sum) => sum != bound.sum,
            // What cannot be read is told where it is read.
            Err(_) => false,
        }
    }

    /// Looks whether the record of an article is the one that was read or written last.
    ///
    /// One that was removed is none that could be written over: what is decided is written again.
    pub(super) fn check_record(&mut self, id: &ArticleId, bound: &Bound) -> Result<(), StoreError> {
        let path = &bound.path;
        let sum = sum(path).map_err(StoreError::io(path, "read"))?;
        if sum == bound.sum {
            return Ok(());
        }
        let own = self.own_path(id);
        if sum.is_none() && own != *path && read_record(&own)?.is_some() {
            // It got its article's name.
            return Err(StoreError::RecordChanged { path: own });
        }
        if sum.is_none() {
            self.told.push(format!(
                "{}: another program removed the record of {id}; it is written again",
                path.display()
            ));
            return Ok(());
        }
        // What is no record is told as it is.
        read_record(path)?;
        Err(StoreError::RecordChanged { path: path.clone() })
    }

    /// Keeps the record of an article, as it is on the disk, in a file of its own beside it, whose
    /// path is given; none where there is no record.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn put_aside(&mut self, id: &ArticleId) -> Result<Option<PathBuf>, StoreError> {
        self.begin()?;
        let path = self.path_of(id);
        match disk::read(&path) {
            Ok(bytes) => self.keep_aside(&path, &bytes).map(Some),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(StoreError::io(&path, "read")(error)),
        }
    }

    /// Keeps annotations of an article beside its record, which is another one; gives the file.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write_aside(
        &mut self,
        article: &Article,
        index: &OffsetIndex,
        annotations: &Annotations,
    ) -> Result<PathBuf, StoreError> {
        let record = Record::new(article, index, annotations, &self.annotator, None);
        let bytes = record.to_json().map_err(StoreError::Unwritten)?;
        let path = self.path_of(&article.id);
        self.keep_aside(&path, &bytes)
    }

    /// Keeps another version of a file beside it, once.
    pub(super) fn keep_aside(&mut self, path: &Path, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let stem = path
            .file_stem()
            .map(OsStr::to_string_lossy)
            .unwrap_or_default();
        let beginning = format!("{stem}{ASIDE}");
        let folder = path.parent().unwrap_or(&self.folder).to_owned();
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut kept = entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&beginning))
            .map(|entry| entry.path());
        if let Some(same) = kept.find(|kept| disk::read(kept).is_ok_and(|kept| kept == bytes)) {
            return Ok(same);
        }
        let now = chrono::Local::now().format("%Y%m%dT%H%M%S%.3f").to_string();
        let aside = folder.join(format!("{beginning}{}.json", now.replace('.', "-")));
        self.before_writing();
        disk::replace(&aside, &self.folder, bytes)?;
        self.after_writing();
        Ok(aside)
    }

    /// Removes a version that was kept aside and is not needed any more.
    pub fn forget_aside(&mut self, aside: &Path) {
        self.before_writing();
        // One that stays is in nobody's way.
        let _ = disk::remove(aside);
        self.after_writing();
    }
}

/// What a file's bytes add up to; none where there is no such file.
pub(super) fn sum(path: &Path) -> io::Result<Option<String>> {
    match disk::read(path) {
        Ok(bytes) => Ok(Some(hex_sha256(&bytes))),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_other_programs_are_told_from_records() {
        let record = crate::store::record_name("news/a b.txt");
        let stem = record.strip_suffix(".json").unwrap().to_owned();
        assert!(is_record_name(OsStr::new(&record)));
        for copy in [
            format!("{stem} (conflicted copy).json"),
            format!("{stem} (Ana's conflicted copy 2026-05-01).json"),
            format!("{stem}.sync-conflict-20260501-101500-ABCDEFG.json"),
            format!("{stem}~HEAD.json"),
            format!("{stem} 2.json"),
        ] {
            assert!(is_copy_name(&copy), "{copy}");
            assert!(!is_record_name(OsStr::new(&copy)), "{copy}");
        }
        let own = format!("{stem}{ASIDE}20260501T101500-123.json");
        assert!(!is_copy_name(&own) && !is_record_name(OsStr::new(&own)));
        for other in [".tmp-1", "x.txt", ".x.json", "record.json.swp"] {
            assert!(!is_copy_name(other), "{other}");
        }
    }
}
