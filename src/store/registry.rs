//! The file of what was decided across articles: who is who.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::disk::{self, is_missing};
use super::error::{ReadOnly, StoreError};
use super::find::{blame, merge_conflict};
use super::journal::Entry;
use super::record::{BadRecord, JournalMark, read_json};
use super::replay::Unreplayed;
use super::{Access, Store, outside};
use crate::annotation::Timestamp;
use crate::annotation::history::Changes;
use crate::annotation::registry::{Change, Registry};
use crate::annotation::wire::{self, BadChange, KnownJson, timestamp};
use crate::article::hex_sha256;

/// What stands in the file's `format`.
const FORMAT: &str = "dateline-entities";
/// The version of such files that this program writes, and the highest that it reads.
const VERSION: u64 = 1;

/// Who is who over all articles, as the file `entities.json` holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entities {
    /// Always `dateline-entities`.
    pub format: String,
    /// The version of this format: 1.
    pub version: u64,
    /// Who decided this.
    pub annotator: String,
    /// Up to where the journal is contained in this file.
    #[serde(default)]
    pub journal: Option<JournalMark>,
    /// When anything of it was last decided (RFC 3339).
    #[serde(default)]
    pub updated: Option<String>,
    /// The people and things.
    #[serde(default)]
    pub entities: Vec<KnownJson>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The JSON Schema of `entities.json`.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Entities)
}

impl Entities {
    /// Reads the file's JSON.
    ///
    /// # Errors
    /// The first field that is missing or of another kind than it should be, or a key that stands
    /// there twice.
    pub fn from_json(json: &str) -> Result<Self, BadRecord> {
        let wrong = |field: String, reason: String| BadRecord {
            line: 0,
            field,
            reason,
        };
        let entities: Self = read_json(json)?;
        if entities.format != FORMAT {
            let reason = format!("{:?} is no {FORMAT:?}", entities.format);
            return Err(wrong("format".to_owned(), reason));
        }
        timestamp(entities.updated.as_deref()).map_err(|fault| wrong(fault.field, fault.reason))?;
        let mut keys = std::collections::HashSet::new();
        for (at, entity) in entities.entities.iter().enumerate() {
            let field = || format!("entities[{at}].key");
            if entity.key.is_empty() {
                return Err(wrong(field(), "it is empty".to_owned()));
            }
            if !keys.insert(entity.key.as_str()) {
                let reason = format!("{:?} stands there a second time", entity.key);
                return Err(wrong(field(), reason));
            }
        }
        Ok(entities)
    }

    /// The file's bytes: indented, with a final newline.
    ///
    /// # Errors
    /// Never for what this program makes: all keys are strings and all numbers finite.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }
}

/// What was decided across articles, as a store keeps it.
#[derive(Debug, Default)]
pub(super) struct Across {
    registry: Registry,
    /// Fields of the file that this version does not know.
    extra: Map<String, Value>,
    /// The lines of the journal that are about it, until they are done again at opening.
    pub(super) lines: Vec<Entry>,
    /// The highest line of the journal that it holds.
    seq: u64,
    /// The highest line that its file holds.
    written: u64,
    updated: Option<Timestamp>,
    /// What its file's bytes added up to when it was last read or written; none where there was none.
    sum: Option<String>,
    /// What the file holds of each journal.
    marks: BTreeMap<String, u64>,
    /// What could not be read or done again.
    problems: Vec<String>,
}

impl Across {
    /// Whether the journal holds more than the file.
    pub(super) fn is_behind(&self) -> bool {
        self.seq > self.written
    }

    /// Takes in a line that was appended to the journal.
    pub(super) fn take(&mut self, entry: &Entry, changes: &Changes) {
        let written = changes.written().map_err(|error| error.to_string());
        let read = written.and_then(|written| read(&written).map_err(|error| error.to_string()));
        let done = read.and_then(|changes| {
            let applied = self.registry.apply(&changes);
            applied.map_err(|conflict| conflict.to_string())
        });
        if let Err(reason) = done {
            // The journal has it: the next opening tells what does not fit.
            tracing::error!("entities.json: {reason}");
            return;
        }
        self.seq = entry.seq;
        self.updated = entry.time.or(self.updated);
    }
}

/// The changes of a journal's line across articles.
fn read(changes: &[wire::Change]) -> Result<Vec<Change>, BadChange> {
    changes.iter().map(Change::read).collect()
}

impl Store {
    /// Who is who over all articles, the journal included.
    pub fn registry(&self) -> &Registry {
        &self.across.registry
    }

    /// What is wrong with what was decided across articles: a file that cannot be read, or
    /// decisions of the journal that do not fit it.
    pub fn registry_problems(&self) -> &[String] {
        &self.across.problems
    }

    fn entities_path(&self) -> PathBuf {
        self.folder.join("entities.json")
    }

    /// Reads who is who, and does again what the journal holds beyond the file. Where the file
    /// cannot be read nothing is written any more: it would be written over.
    pub(super) fn read_registry(&mut self) {
        if let Err(error) = self.try_registry() {
            let reason = error.to_string();
            self.across.problems.push(reason.clone());
            if self.access == Access::Writable {
                self.access = Access::ReadOnly(ReadOnly::Unread { reason });
                self.lock = None;
            }
        }
    }

    fn try_registry(&mut self) -> Result<(), StoreError> {
        let lines = std::mem::take(&mut self.across.lines);
        let mark = self.take_registry()?;
        let beyond = self.beyond(&lines, mark.as_ref(), self.across.updated);
        if beyond.is_empty() {
            return Ok(());
        }
        let read_again = self.journal.read_entries(&beyond)?;
        for (entry, line) in beyond.iter().zip(read_again) {
            let done = read(&line.changes).map_err(|error| error.to_string());
            let done = done.and_then(|changes| {
                if self.across.registry.holds(&changes) {
                    return Ok(());
                }
                let applied = self.across.registry.apply(&changes);
                applied.map_err(|conflict| conflict.to_string())
            });
            match done {
                Ok(()) => {
                    self.across.seq = entry.seq;
                    self.across.updated = entry.time.or(self.across.updated);
                }
                Err(reason) => self.across.problems.push(
                    Unreplayed {
                        seq: line.seq,
                        what: line.what.clone(),
                        reason,
                    }
                    .to_string(),
                ),
            }
        }
        if !self.across.problems.is_empty() {
            // The analyst is told first: nothing is written over before the next decision.
            self.across.written = self.across.seq;
        }
        Ok(())
    }

    /// Reads the file, and takes it for what is known; gives how much of journals it holds.
    fn take_registry(&mut self) -> Result<Option<JournalMark>, StoreError> {
        let path = self.entities_path();
        let bytes = match disk::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if is_missing(&error) => {
                self.across.sum = None;
                return Ok(None);
            }
            Err(error) => return Err(StoreError::io(&path, "read")(error)),
        };
        let json = String::from_utf8_lossy(&bytes);
        let file = read_file(path, &json)?;
        let known = file.entities.into_iter().map(KnownJson::into_known);
        self.across.registry = Registry::new(known);
        self.across.extra = file.extra;
        self.across.updated = file.updated.and_then(|time| time.parse().ok());
        self.across.sum = Some(hex_sha256(&bytes));
        self.across.marks = file
            .journal
            .clone()
            .map(JournalMark::all)
            .unwrap_or_default();
        let held = self.across.marks.get(self.journal.id());
        self.journal.reach(held.copied());
        Ok(file.journal)
    }

    /// Whether the file is another one than was read or written last.
    pub(super) fn registry_changed(&self) -> bool {
        // What cannot be read is told where it is read.
        outside::sum(&self.entities_path()).is_ok_and(|sum| sum != self.across.sum)
    }

    /// Reads who is who again, for another program changed the file, and does again what the journal
    /// holds beyond it. Where both changed an entry what was decided here counts, and the file of the
    /// other program is kept beside it and told.
    ///
    /// # Errors
    /// When the file cannot be read, or kept. Everything is as it was then.
    pub fn reread_registry(&mut self) -> Result<(), StoreError> {
        let path = self.entities_path();
        let before = self.across.registry.clone();
        let lines = self.journal.entries()?.across;
        let mark = self.take_registry()?;
        if self.across.sum.is_none() {
            self.told.push(format!(
                "{}: another program removed it; it is written again with the next decision",
                path.display()
            ));
            self.across.registry = before;
            return Ok(());
        }
        let beyond = self.beyond(&lines, mark.as_ref(), self.across.updated);
        if beyond.is_empty() {
            self.across.written = self.across.seq;
            return Ok(());
        }
        let mut mine = Vec::new();
        for line in self.journal.read_entries(&beyond)? {
            for change in read(&line.changes).unwrap_or_default() {
                let known = self.across.registry.get(&change.key);
                if known == change.swap.after.as_ref() {
                    continue;
                }
                let mut change = change;
                if known != change.swap.before.as_ref() {
                    let entry = change.swap.after.as_ref().or(change.swap.before.as_ref());
                    mine.extend(entry.map(|entry| entry.name.clone()));
                    change.swap.before = known.cloned();
                }
                // It is made from what is there.
                let _ = self.across.registry.apply(std::slice::from_ref(&change));
            }
        }
        if let Some(first) = mine.first() {
            let bytes = disk::read(&path).map_err(StoreError::io(&path, "read"))?;
            let aside = self.keep_aside(&path, &bytes)?;
            self.told.push(format!(
                "{first:?} was changed both here and in {} by another program: what you decided counts, \
                 and the other file is kept in {}",
                path.display(),
                aside.display()
            ));
        }
        self.across.seq = self.journal.seq();
        self.across.written = 0;
        Ok(())
    }

    /// Writes who is who, where the journal holds more of it than its file.
    ///
    /// # Errors
    /// When nothing may be written, or writing fails. The file is then as it was.
    pub fn write_registry(&mut self) -> Result<(), StoreError> {
        if !self.across.is_behind() {
            return Ok(());
        }
        self.begin()?;
        let path = self.entities_path();
        let sum = outside::sum(&path).map_err(StoreError::io(&path, "read"))?;
        if sum != self.across.sum {
            self.reread_registry()?;
        }
        let across = &self.across;
        let mark = self.journal.mark(across.seq, &across.marks);
        let file = Entities {
            format: FORMAT.to_owned(),
            version: VERSION,
            annotator: self.annotator.to_string(),
            journal: Some(mark.clone()),
            updated: across.updated.map(|time| time.to_string()),
            entities: across.registry.entries().map(KnownJson::of).collect(),
            extra: across.extra.clone(),
        };
        let bytes = file.to_json().map_err(StoreError::Unwritten)?;
        let sum = Some(hex_sha256(&bytes));
        let replaced = disk::replace(&path, &self.folder, &bytes);
        if replaced.is_ok() || outside::sum(&path).ok() == Some(sum.clone()) {
            self.across.sum = sum;
        }
        replaced?;
        self.across.marks = mark.all();
        self.across.written = self.across.seq;
        Ok(())
    }
}

/// Reads the file; of a newer version only that is told.
fn read_file(path: PathBuf, json: &str) -> Result<Entities, StoreError> {
    #[derive(Deserialize)]
    struct Version {
        version: u64,
    }
    if let Ok(Version { version }) = serde_json::from_str(json)
        && version > VERSION
    {
        return Err(StoreError::Newer { path, version });
    }
    Entities::from_json(json).map_err(|bad| blame(path, merge_conflict(json).unwrap_or(bad)))
}
