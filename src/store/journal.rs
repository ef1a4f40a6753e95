//! The journal: what was decided, a line an article of a decision, synced before it counts as saved.
//!
//! A line is one JSON object that ends in `"sum"`, the first 16 hex digits of the SHA-256 of the line
//! as it would be without that field. Lines are numbered (`seq`); those of one decision follow each
//! other (`group`, `part` from 1) and the last of them says so (`last`). Damage of any kind is told
//! with its line number and leaves every other decision readable; before anything is written, the
//! damaged lines are copied to a file of their own, which nobody removes.

mod beyond;
mod file;
mod reading;

pub(super) use file::JournalFile;
pub(super) use reading::Contents;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::disk;
use crate::annotation::history::{Group, Step};
use crate::annotation::{Status, Timestamp, wire};
use crate::article::{ArticleId, hex_sha256};

/// What stands in the `format` of a journal's first line.
const FORMAT: &str = "dateline-journal";
/// The version of journals that this program writes, and the highest that it reads.
pub(super) const VERSION: u64 = 1;
/// How long a line may be, in bytes: a longer one is never written, and not read.
const LONGEST: usize = 256 << 20;

/// The first line of a journal.
#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    version: u64,
    journal: String,
    annotator: String,
}

/// What a decision changed in one article.
#[derive(Serialize, Deserialize)]
pub(super) struct Line<'a> {
    /// The id of the journal, so that a line is known without the journal's head.
    journal: String,
    pub(super) seq: u64,
    group: u64,
    part: u64,
    last: bool,
    time: String,
    article: Option<String>,
    /// The first 16 hex digits of the SHA-256 of the article's text: ids of lines move.
    #[serde(default)]
    text: Option<String>,
    pub(super) what: String,
    pub(super) changes: Cow<'a, [wire::Change]>,
    undoes: Option<u64>,
}

/// A line of the journal that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The line of the journal, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "journal.jsonl:{}: {}", self.line, self.reason)
    }
}

/// What a line does to the time of an article's last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Updated {
    /// It says nothing about it.
    Untouched,
    /// It sets it.
    To(Timestamp),
    /// It takes back the first change: nothing is decided any more.
    Never,
}

/// The lines of a decision, each with the article that it is about.
pub(super) type Entries = Vec<(Option<ArticleId>, Entry)>;

/// Where the line of a whole decision stands, and what a list needs of it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) seq: u64,
    pub(super) time: Option<Timestamp>,
    /// The text that it was made on, as [`text_mark`] gives it.
    pub(super) text: Option<String>,
    /// The status that it sets.
    pub(super) status: Option<Status>,
    /// What it does to the time of the last change.
    pub(super) updated: Updated,
    offset: u64,
    length: usize,
}

impl Entry {
    fn new(
        seq: u64,
        time: Option<Timestamp>,
        text: Option<String>,
        changes: &[wire::Change],
    ) -> Self {
        let last = |at: &str| changes.iter().rev().find(|change| change.at == at);
        Self {
            seq,
            time,
            text,
            status: last("status").and_then(|c| Status::deserialize(&c.after).ok()),
            updated: match last("updated").map(|change| change.after.as_str()) {
                None => Updated::Untouched,
                Some(time) => time
                    .and_then(|time| time.parse().ok())
                    .map_or(Updated::Never, Updated::To),
            },
            offset: 0,
            length: 0,
        }
    }

    fn is_too_long(&self) -> bool {
        self.length > LONGEST
    }

    fn at(self, offset: u64, length: usize) -> Self {
        Self {
            offset,
            length,
            ..self
        }
    }
}

/// Reads the lines of some entries again.
fn read_entries(path: &Path, entries: &[Entry]) -> io::Result<Vec<Line<'static>>> {
    let mut file = disk::open_to_read(path)?;
    let mut bytes = Vec::new();
    entries
        .iter()
        .map(|entry| {
            bytes.resize(entry.length, 0);
            file.seek(SeekFrom::Start(entry.offset))?;
            file.read_exact(&mut bytes)?;
            let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let changed = || io::Error::other("a line that was there is not there any more");
            let body = unsealed(line).ok_or_else(changed)?;
            serde_json::from_slice(&body).map_err(io::Error::from)
        })
        .collect()
}

/// The bytes of a new journal's first line.
fn first_line(journal: &str, annotator: &str) -> serde_json::Result<Vec<u8>> {
    sealed(&Header {
        format: FORMAT.to_owned(),
        version: VERSION,
        journal: journal.to_owned(),
        annotator: annotator.to_owned(),
    })
}

/// How a line names the text of an article.
pub(super) fn text_mark(sha256: &str) -> String {
    sha256.chars().take(DIGITS).collect()
}

/// Where lines are to stand.
#[derive(Clone, Copy)]
struct Writing<'a> {
    /// The journal's id.
    journal: &'a str,
    /// The number of the first line.
    seq: u64,
    /// Its first byte.
    offset: u64,
}

/// How many lines are made at once.
const AT_ONCE: usize = 256;
/// So few are made without the help of other threads, which may have other things to do.
const FEW: usize = 16;

/// The lines of a decision, in order, some at a time, with their entries; `text_of` gives an
/// article's [`text_mark`].
fn lines<'a>(
    group: &'a Group,
    writing: Writing<'a>,
    text_of: impl Fn(&ArticleId) -> Option<String> + Sync + 'a,
) -> impl Iterator<Item = io::Result<(Vec<u8>, Entries)>> + 'a {
    let mut offset = writing.offset;
    let parts = group.steps.chunks(AT_ONCE).enumerate();
    parts.map(move |(part, steps)| {
        let make = |(at, step): (usize, &Step)| {
            let text = step.article.as_ref().and_then(&text_of);
            line(group, writing, part * AT_ONCE + at, step, text)
        };
        let made: io::Result<Vec<(Vec<u8>, Entry)>> = if steps.len() <= FEW {
            steps.iter().enumerate().map(make).collect()
        } else {
            steps.par_iter().enumerate().map(make).collect()
        };
        let mut bytes = Vec::new();
        let mut entries = Entries::with_capacity(steps.len());
        for ((line, entry), step) in made?.into_iter().zip(steps) {
            entries.push((step.article.clone(), entry.at(offset, line.len())));
            offset += line.len() as u64;
            bytes.extend(line);
        }
        Ok((bytes, entries))
    })
}

/// The line of a step of a decision, the first of which has the place 0.
fn line(
    group: &Group,
    writing: Writing<'_>,
    place: usize,
    step: &Step,
    text: Option<String>,
) -> io::Result<(Vec<u8>, Entry)> {
    #[derive(Serialize)]
    struct Beginning<'a> {
        journal: &'a str,
        seq: u64,
        group: u64,
        part: u64,
        last: bool,
        time: String,
        article: Option<&'a str>,
        text: Option<&'a str>,
        what: &'a str,
    }
    let seq = writing.seq + place as u64;
    let mut line = serde_json::to_vec(&Beginning {
        journal: writing.journal,
        seq,
        group: group.number,
        part: place as u64 + 1,
        last: place + 1 == group.steps.len(),
        time: group.time.to_string(),
        article: step.article.as_ref().map(ArticleId::as_str),
        text: text.as_deref(),
        what: &group.what,
    })?;
    line.pop();
    line.extend(b",\"changes\":");
    step.changes.write_json(&mut line)?;
    line.extend(b",\"undoes\":");
    serde_json::to_writer(&mut line, &group.undoes)?;
    line.push(b'}');
    let front = step.changes.of_front();
    Ok((seal(line), Entry::new(seq, Some(group.time), text, &front)))
}

/// How a line ends: the sum's field and its 16 digits.
const SEAL: &[u8] = b",\"sum\":\"";
const DIGITS: usize = 16;
/// How long that is, in bytes, with the end of the object.
const SEALED: usize = SEAL.len() + DIGITS + 2;

/// The value as a line with its checksum and a line break.
fn sealed(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(value).map(seal)
}

/// The JSON object as a line with its checksum and a line break.
fn seal(mut line: Vec<u8>) -> Vec<u8> {
    let sum = hex_sha256(&line);
    line.pop();
    line.extend_from_slice(SEAL);
    line.extend(sum.bytes().take(DIGITS));
    line.extend_from_slice(b"\"}\n");
    line
}

/// The line without its checksum, where that fits.
fn unsealed(line: &[u8]) -> Option<Vec<u8>> {
    let (rest, digits) = line.strip_suffix(b"\"}")?.split_last_chunk::<DIGITS>()?;
    let mut body = rest.strip_suffix(SEAL)?.to_vec();
    body.push(b'}');
    let sum = hex_sha256(&body);
    sum.bytes().take(DIGITS).eq(*digits).then_some(body)
}

#[cfg(test)]
mod tests;
