//! The journal's file: decisions are appended to it, and it is shortened.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::disk::{self, Identity, Writer};
use super::super::error::StoreError;
use super::super::record::JournalMark;
use super::{Contents, Entries, Entry, Line, Writing};
use crate::annotation::history::Group;
use crate::article::ArticleId;

/// An annotator's journal, as it is known to end.
#[derive(Debug)]
pub(in crate::store) struct JournalFile {
    folder: PathBuf,
    path: PathBuf,
    annotator: Arc<str>,
    id: String,
    seq: u64,
    end: u64,
    unterminated: bool,
    writer: Option<Writer>,
    /// The file as it was last read or written; none where there was none.
    seen: Option<Seen>,
    /// Whether half a decision may stand behind its end.
    torn: bool,
}

/// Which file it is, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    identity: Identity,
    length: u64,
}

impl JournalFile {
    /// The journal of an annotator's folder, not yet read; a missing one gets an id of its own.
    pub(in crate::store) fn new(folder: &Path, annotator: &Arc<str>) -> Self {
        Self {
            folder: folder.to_owned(),
            path: folder.join("journal.jsonl"),
            annotator: Arc::clone(annotator),
            id: uuid::Uuid::now_v7().to_string(),
            seq: 0,
            end: 0,
            unterminated: false,
            writer: None,
            seen: None,
            torn: false,
        }
    }

    /// Reads the file; a missing one is empty.
    pub(in crate::store) fn read(&mut self) -> Result<Contents, StoreError> {
        let mut contents = super::read(&self.path).map_err(StoreError::io(&self.path, "read"))?;
        if let Some(version) = contents.newer {
            let path = self.path.clone();
            return Err(StoreError::Newer { path, version });
        }
        if let Some(id) = contents.id.take() {
            self.id = id;
        }
        self.seq = contents.seq;
        self.end = contents.end;
        self.unterminated = contents.unterminated;
        self.torn = false;
        self.see();
        Ok(contents)
    }

    /// The journal's id, by which records name it.
    pub(in crate::store) fn id(&self) -> &str {
        &self.id
    }

    /// How a record names the journal up to line `seq`, beside what it holds of other journals.
    pub(in crate::store) fn mark(&self, seq: u64, others: &BTreeMap<String, u64>) -> JournalMark {
        let mut others = others.clone();
        others.remove(&self.id);
        JournalMark {
            id: self.id.clone(),
            seq,
            others: Some(others),
        }
    }

    /// The number of its last line.
    pub(in crate::store) fn seq(&self) -> u64 {
        self.seq
    }

    /// Whether the file is the one that was last read or written, and as long; one that was put in
    /// its place with the same contents is as good.
    pub(in crate::store) fn is_unchanged(&mut self) -> bool {
        let now = self.look();
        if self.seen == now {
            return true;
        }
        let (Some(seen), Some(now)) = (self.seen, now) else {
            return false;
        };
        if seen.identity == now.identity {
            // What could not be taken back of a decision that failed is written over.
            return self.torn;
        }
        let same = seen.length == now.length
            && super::read(&self.path).is_ok_and(|contents| {
                contents.id.as_ref() == Some(&self.id)
                    && (contents.seq, contents.end) == (self.seq, self.end)
            });
        if same {
            self.writer = None;
            self.see();
        }
        same
    }

    fn look(&self) -> Option<Seen> {
        let metadata = std::fs::symlink_metadata(&self.path).ok()?;
        Some(Seen {
            identity: Identity::of(&metadata),
            length: metadata.len(),
        })
    }

    fn see(&mut self) {
        self.seen = self.look();
    }

    /// All whole decisions, as bytes: from the file that is open, whatever happened to its name.
    pub(in crate::store) fn bytes(&self) -> Result<Vec<u8>, StoreError> {
        let read = || -> io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            match &self.writer {
                Some(writer) => {
                    let mut file = writer.file();
                    file.seek(SeekFrom::Start(0))?;
                    file.take(self.end).read_to_end(&mut bytes)?;
                }
                None if self.end == 0 => {}
                None => {
                    disk::open_to_read(&self.path)?
                        .take(self.end)
                        .read_to_end(&mut bytes)?;
                }
            }
            Ok(bytes)
        };
        read().map_err(StoreError::io(&self.path, "read"))
    }

    /// The entries of the file as it is now: those that records are known to hold were dropped.
    pub(in crate::store) fn entries(&self) -> Result<Contents, StoreError> {
        super::read(&self.path).map_err(StoreError::io(&self.path, "read"))
    }

    /// Writes a decision and waits until it is safe; `text_of` gives an article's text as
    /// [`super::text_mark`] does. When this fails the decision is not in the journal.
    pub(in crate::store) fn append(
        &mut self,
        group: &Group,
        text_of: impl Fn(&ArticleId) -> Option<String>,
    ) -> Result<Entries, StoreError> {
        let mut bytes = Vec::new();
        if self.unterminated {
            bytes.push(b'\n');
        }
        if self.end == 0 {
            bytes = super::first_line(&self.id, &self.annotator).map_err(StoreError::Unwritten)?;
        }
        let writing = Writing {
            journal: &self.id,
            seq: self.seq + 1,
            offset: self.end + bytes.len() as u64,
        };
        let (lines, entries) =
            super::lines(group, writing, text_of).map_err(StoreError::Unwritten)?;
        bytes.extend(lines);
        let end = self.end;
        if !self.is_unchanged() {
            let folder = self.folder.clone();
            return Err(StoreError::Changed { folder });
        }
        let writer = self.writer()?;
        let written = writer.write_at(end, &bytes).and_then(|()| writer.sync());
        if let Err(error) = written {
            // Half a decision must not stand in the way of the next one.
            self.torn = writer.set_len(end).is_err();
            self.see();
            return Err(StoreError::io(&self.path, "write")(error));
        }
        if end == 0
            && let Err(error) = disk::sync_folder(&self.folder)
        {
            self.torn = true;
            self.see();
            return Err(StoreError::io(&self.path, "write")(error));
        }
        self.end += bytes.len() as u64;
        self.unterminated = false;
        self.seq += entries.len() as u64;
        self.torn = false;
        self.see();
        Ok(entries)
    }

    /// The file, open for writing, without what was never fully written.
    fn writer(&mut self) -> Result<&mut Writer, StoreError> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => {
                let opened = Writer::open(&self.path)
                    .and_then(|writer| writer.set_len(self.end).map(|()| writer));
                self.see();
                opened.map_err(StoreError::io(&self.path, "write"))?
            }
        };
        Ok(self.writer.insert(writer))
    }

    /// Reads the lines of some entries again.
    pub(in crate::store) fn read_entries(
        &self,
        entries: &[Entry],
    ) -> Result<Vec<Line<'static>>, StoreError> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        super::read_entries(&self.path, entries).map_err(StoreError::io(&self.path, "read"))
    }

    /// Drops what stands before byte `from`, and reads the rest again.
    pub(in crate::store) fn shorten(&mut self, from: u64) -> Result<Contents, StoreError> {
        let bytes = super::shortened(&self.path, &self.id, &self.annotator, from)
            .map_err(StoreError::io(&self.path, "shorten"))?;
        disk::replace(&self.path, &self.folder, &bytes)?;
        self.writer = None;
        self.read()
    }
}
