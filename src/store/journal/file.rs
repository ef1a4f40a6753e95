//! The journal's file: decisions are appended to it, and it is shortened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::disk::{self, Writer};
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
        Ok(contents)
    }

    /// The journal's id, by which records name it.
    pub(in crate::store) fn id(&self) -> &str {
        &self.id
    }

    /// How a record names the journal up to line `seq`.
    pub(in crate::store) fn mark(&self, seq: u64) -> JournalMark {
        JournalMark {
            id: self.id.clone(),
            seq,
        }
    }

    /// The number of its last line.
    pub(in crate::store) fn seq(&self) -> u64 {
        self.seq
    }

    /// Whether the file is as long as when it was last read or written.
    pub(in crate::store) fn is_unchanged(&self) -> bool {
        let length = std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len());
        length == self.end
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
        let writer = self.writer()?;
        let written = writer.write_at(end, &bytes).and_then(|()| writer.sync());
        if let Err(error) = written {
            // Half a decision must not stand in the way of the next one.
            let _ = writer.set_len(end);
            return Err(StoreError::io(&self.path, "write")(error));
        }
        if end == 0 {
            disk::sync_folder(&self.folder).map_err(StoreError::io(&self.path, "write"))?;
        }
        self.end += bytes.len() as u64;
        self.unterminated = false;
        self.seq += entries.len() as u64;
        Ok(entries)
    }

    /// The file, open for writing, without what was never fully written.
    fn writer(&mut self) -> Result<&mut Writer, StoreError> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => Writer::open(&self.path)
                .and_then(|writer| writer.set_len(self.end).map(|()| writer))
                .map_err(StoreError::io(&self.path, "write"))?,
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
