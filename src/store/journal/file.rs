//! The journal's file: decisions are appended to it, what is damaged is set aside, what is old is
//! dropped.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::disk::{self, Identity, Writer};
use super::super::error::StoreError;
use super::super::record::JournalMark;
use super::reading::{Contents, Place, Stretch};
use super::{Entries, Entry, Line, Writing};
use crate::annotation::history::{DEPTH, Group, History};
use crate::article::ArticleId;

/// So many bytes that could be dropped are no reason to write the file again.
const SPARE: u64 = 16 << 20;
/// How much is copied at once, in bytes.
const PIECE: usize = 1 << 20;

/// An annotator's journal, as it is known to be.
#[derive(Debug)]
pub(in crate::store) struct JournalFile {
    folder: PathBuf,
    path: PathBuf,
    annotator: Arc<str>,
    id: String,
    seq: u64,
    end: u64,
    unterminated: bool,
    head: Option<Stretch>,
    places: Vec<Place>,
    condition: Condition,
    /// How many decisions there were when it was last to be shortened.
    looked_at: usize,
    writer: Option<Writer>,
    /// Whether its name is sure to stay after a crash.
    named: bool,
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

/// What is to be done before anything is appended.
#[derive(Debug)]
enum Condition {
    /// Nothing.
    Sound,
    /// To mend it.
    Harmed(Harm),
    /// To read it, for it was written again.
    Unread,
}

/// What is to be mended in a journal before anything is written.
#[derive(Debug)]
struct Harm {
    /// What is used, in the order in which it should stand.
    used: Vec<Stretch>,
    unused: Vec<Stretch>,
    disordered: bool,
    /// Whether what is unused is safe in a file of its own.
    set_aside: bool,
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
            head: None,
            places: Vec::new(),
            condition: Condition::Sound,
            looked_at: 0,
            writer: None,
            // Opening the folder for writing makes sure of it.
            named: true,
            seen: None,
            torn: false,
        }
    }

    /// Reads the file; a missing one is empty.
    pub(in crate::store) fn read(&mut self) -> Result<Contents, StoreError> {
        let read = super::reading::read(&self.path);
        let mut contents = read.map_err(StoreError::io(&self.path, "read"))?;
        if let Some(version) = contents.newer {
            let path = self.path.clone();
            return Err(StoreError::Newer { path, version });
        }
        if let Some(id) = contents.id.take() {
            self.id = id;
        }
        self.seq = self.seq.max(contents.seq);
        self.end = contents.end;
        self.unterminated = contents.unterminated;
        self.head = contents.head.take();
        self.places = std::mem::take(&mut contents.places);
        let harm = Harm {
            used: std::mem::take(&mut contents.used),
            unused: std::mem::take(&mut contents.unused),
            disordered: contents.disordered,
            set_aside: false,
        };
        self.condition = if harm.disordered || !harm.unused.is_empty() {
            Condition::Harmed(harm)
        } else {
            Condition::Sound
        };
        self.torn = false;
        self.see();
        Ok(contents)
    }

    /// The id that the file names; none where it is missing or damaged.
    pub(in crate::store) fn id_there(&self) -> Option<String> {
        super::beyond::id_of(&self.path)
    }

    /// Reads the file for what no record holds, and nothing else: `held` gives the number of an
    /// article's last line that its record holds.
    pub(in crate::store) fn read_beyond(
        &mut self,
        held: impl Fn(&ArticleId) -> u64,
    ) -> Result<Contents, StoreError> {
        let read = super::beyond::read(&self.path, &held);
        let Some(mut contents) = read.map_err(StoreError::io(&self.path, "read"))? else {
            let mut contents = self.read()?;
            contents.history = History::default();
            contents.entries.retain(|(id, entry)| entry.seq > held(id));
            return Ok(contents);
        };
        if let Some(id) = contents.id.take() {
            self.id = id;
        }
        self.seq = contents.seq;
        self.end = contents.end;
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

    /// The highest number of a line that there is or was.
    pub(in crate::store) fn seq(&self) -> u64 {
        self.seq
    }

    /// Learns up to which line a record holds this journal. Lines may be damaged or lost by now: no
    /// other line gets their numbers, or the record would seem to hold it.
    pub(in crate::store) fn reach(&mut self, held: Option<u64>) {
        self.seq = self.seq.max(held.unwrap_or_default());
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
            && super::reading::read(&self.path).is_ok_and(|contents| {
                contents.id.as_ref() == Some(&self.id)
                    && contents.seq <= self.seq
                    && contents.end == self.end
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
        super::reading::read(&self.path).map_err(StoreError::io(&self.path, "read"))
    }

    /// Writes a decision and waits until it is safe; `text_of` gives an article's text as
    /// [`super::text_mark`] does. When this fails the decision is not in the journal.
    pub(in crate::store) fn append(
        &mut self,
        group: &Group,
        text_of: impl Fn(&ArticleId) -> Option<String> + Sync,
    ) -> Result<Entries, StoreError> {
        let mut bytes = Vec::new();
        if self.unterminated {
            bytes.push(b'\n');
        }
        if self.end == 0 {
            bytes = self.first_line()?;
        }
        let offset = self.end + bytes.len() as u64;
        let id = self.id.clone();
        let writing = Writing {
            journal: &id,
            seq: self.seq + 1,
            offset,
        };
        let mut lines = super::lines(group, writing, text_of);
        // What cannot be written at all is told before anything is.
        let Some(first) = lines
            .next()
            .transpose()
            .map_err(StoreError::io(&self.path, "write"))?
        else {
            return Ok(Entries::new());
        };
        let end = self.end;
        if !self.is_unchanged() {
            let folder = self.folder.clone();
            return Err(StoreError::Changed { folder });
        }
        self.named &= end > 0;
        let writer = self.writer()?;
        let written = write(writer, end, bytes, std::iter::once(Ok(first)).chain(lines));
        let (entries, length) = match written {
            Ok(written) => written,
            Err(error) => {
                // Half a decision must not stand in the way of the next one.
                self.torn = writer.set_len(end).is_err();
                self.see();
                return Err(StoreError::io(&self.path, "write")(error));
            }
        };
        if !self.named
            && let Err(error) = disk::sync_folder(&self.folder)
        {
            self.torn = true;
            self.see();
            return Err(StoreError::io(&self.path, "write")(error));
        }
        self.named = true;
        self.end += length;
        self.unterminated = false;
        self.seq += entries.len() as u64;
        self.torn = false;
        self.see();
        self.places.push(Place {
            bytes: offset..self.end,
            seq: self.seq,
        });
        Ok(entries)
    }

    fn first_line(&self) -> Result<Vec<u8>, StoreError> {
        super::first_line(&self.id, &self.annotator).map_err(StoreError::Unwritten)
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

    /// Copies what could not be used to a file of its own, `journal.damaged-<time>.jsonl`, and takes
    /// it out of the journal. Gives the journal's contents where they stand in other places then.
    ///
    /// Until the copy is safe the journal stays as it is.
    pub(in crate::store) fn mend(&mut self) -> Result<Option<Contents>, StoreError> {
        let harm = match &mut self.condition {
            Condition::Sound => return Ok(None),
            Condition::Unread => return self.read().map(Some),
            Condition::Harmed(harm) => harm,
        };
        if !harm.unused.is_empty() && !harm.set_aside {
            let aside = free_name(&self.folder);
            disk::replace_with(&aside, &self.folder, |to| {
                copy(&self.path, &harm.unused, to, Vec::new())
            })?;
            tracing::warn!("damaged lines are set aside in {}", aside.display());
            harm.set_aside = true;
        }
        // What stands behind the end makes room for the next decision.
        let behind = harm.unused.first().is_none_or(|u| u.start >= self.end);
        if harm.disordered || !behind {
            let used = harm.used.clone();
            return self.rewrite(&used).map(Some);
        }
        self.condition = Condition::Sound;
        Ok(None)
    }

    /// Whether much of it is older than what can be undone.
    pub(in crate::store) fn is_long(&self) -> bool {
        let old = self.places.len().saturating_sub(DEPTH);
        let droppable = self.places.get(old).map_or(0, |place| place.bytes.start);
        let kept = self.end.saturating_sub(droppable);
        let long = old > DEPTH || (old > 0 && droppable > SPARE && droppable > kept);
        // What could not be dropped a moment ago cannot be dropped now.
        long && self.places.len().abs_diff(self.looked_at) >= DEPTH / 10
    }

    /// Drops all but the last `keep` decisions, and those before them that have a line of `needed`
    /// (numbers of lines, rising). Gives the journal's contents, in other places, if any was dropped.
    pub(in crate::store) fn shorten(
        &mut self,
        keep: usize,
        needed: &[u64],
    ) -> Result<Option<Contents>, StoreError> {
        self.looked_at = self.places.len();
        let old = self.places.len().saturating_sub(keep);
        let mut before = 0;
        let mut kept: Vec<Stretch> = self.head.iter().cloned().collect();
        for (at, place) in self.places.iter().enumerate() {
            let next = needed.partition_point(|seq| *seq <= before);
            let is_needed = needed.get(next).is_some_and(|seq| *seq <= place.seq);
            before = place.seq;
            if at >= old || is_needed {
                match kept.last_mut() {
                    Some(last) if last.end == place.bytes.start => last.end = place.bytes.end,
                    _ => kept.push(place.bytes.clone()),
                }
            }
        }
        let length: u64 = kept.iter().map(|kept| kept.end - kept.start).sum();
        if length >= self.end {
            return Ok(None);
        }
        self.rewrite(&kept).map(Some)
    }

    /// Writes the file again with these stretches of it, and reads it.
    fn rewrite(&mut self, kept: &[Stretch]) -> Result<Contents, StoreError> {
        let headed = self.head.is_some();
        let first = if headed {
            Vec::new()
        } else {
            self.first_line()?
        };
        let put = disk::put(&self.path, &self.folder, |to| {
            copy(&self.path, kept, to, first)
        });
        put.map_err(StoreError::io(&self.path, "write"))?;
        self.writer = None;
        self.named = false;
        self.condition = Condition::Unread;
        self.read()
    }
}

/// Writes lines from `at` on, some at a time, the first of them behind `bytes`, and waits until they
/// are safe; gives their entries, and how many bytes were written.
fn write(
    to: &Writer,
    at: u64,
    mut bytes: Vec<u8>,
    lines: impl Iterator<Item = io::Result<(Vec<u8>, Entries)>>,
) -> io::Result<(Entries, u64)> {
    let mut entries = Entries::new();
    let mut length = 0;
    for some in lines {
        let (lines, of_them) = some?;
        if of_them.iter().any(|(_, entry)| entry.is_too_long()) {
            return Err(io::Error::other("the decision is too long for a line"));
        }
        bytes.extend(lines);
        to.write_at(at + length, &bytes)?;
        length += bytes.len() as u64;
        bytes.clear();
        entries.extend(of_them);
    }
    to.sync()?;
    Ok((entries, length))
}

/// Writes `first` and then stretches of a file, each of which ends with a line break.
fn copy(from: &Path, stretches: &[Stretch], to: &Writer, first: Vec<u8>) -> io::Result<()> {
    let mut from = disk::open_to_read(from)?;
    let mut at = 0;
    let mut piece = first;
    for stretch in stretches {
        from.seek(SeekFrom::Start(stretch.start))?;
        let mut left = stretch.end - stretch.start;
        while left > 0 {
            if piece.len() >= PIECE {
                to.write_at(at, &piece)?;
                at += piece.len() as u64;
                piece.clear();
            }
            let room = left.min((PIECE - piece.len()) as u64);
            if (&mut from).take(room).read_to_end(&mut piece)? as u64 != room {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            left -= room;
        }
        if piece.last() != Some(&b'\n') {
            piece.push(b'\n');
        }
    }
    to.write_at(at, &piece)
}

/// A name for what is set aside, which no file has yet.
fn free_name(folder: &Path) -> PathBuf {
    let now = chrono::Utc::now().format("%Y%m%dT%H%M%S%.3fZ");
    let mut path = folder.join(format!("journal.damaged-{now}.jsonl"));
    for copy in 2.. {
        if fs::symlink_metadata(&path).is_err() {
            break;
        }
        path = folder.join(format!("journal.damaged-{now}-{copy}.jsonl"));
    }
    path
}
