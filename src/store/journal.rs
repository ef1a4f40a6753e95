//! The journal: what was decided, a line an article of a decision, synced before it counts as saved.
//!
//! A line is one JSON object that ends in `"sum"`, the first 16 hex digits of the SHA-256 of the line
//! as it would be without that field. Lines are numbered (`seq`); those of one decision follow each
//! other (`group`, `part` from 1) and the last of them says so (`last`). Damage of any kind is told
//! with its line number and leaves every other decision readable.

mod file;

pub(super) use file::JournalFile;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::{self, is_missing};
use crate::annotation::history::{DEPTH, Group, History, Step};
use crate::annotation::{Status, Timestamp, wire};
use crate::article::{ArticleId, hex_sha256};

/// What stands in the `format` of a journal's first line.
const FORMAT: &str = "dateline-journal";
/// The version of journals that this program writes, and the highest that it reads.
pub(super) const VERSION: u64 = 1;
/// How many problems are told one by one.
const PROBLEMS: usize = 1000;

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

/// All that a journal tells.
#[derive(Default)]
pub(super) struct Contents {
    /// The journal's id; none where nothing readable tells it.
    pub(super) id: Option<String>,
    /// The decisions, as far as they can still be undone.
    pub(super) history: History,
    /// How many decisions there are.
    pub(super) groups: usize,
    /// Where the lines of the last [`DEPTH`] decisions begin.
    pub(super) starts: VecDeque<u64>,
    /// The lines that are about an article, in order.
    pub(super) entries: Vec<(ArticleId, Entry)>,
    /// The lines of what was decided across articles, in order.
    pub(super) across: Vec<Entry>,
    /// What could not be used.
    pub(super) damage: Vec<Damage>,
    /// The highest number of a line.
    pub(super) seq: u64,
    /// Where the next line goes: behind it stands at most what was never fully written.
    pub(super) end: u64,
    /// Whether a line break is missing before `end`.
    pub(super) unterminated: bool,
    /// The version where that is newer than this program knows; then nothing else is told.
    pub(super) newer: Option<u64>,
}

impl Contents {
    fn damaged(&mut self, line: u64, reason: impl Into<String>) {
        if self.damage.len() < PROBLEMS {
            self.damage.push(Damage {
                line,
                reason: reason.into(),
            });
        }
    }
}

/// The lines of a decision, as long as its last one was not met.
struct Open {
    group: Group,
    lines: Entries,
    first_line: u64,
}

/// Reads a journal; a missing one is empty.
fn read(path: &Path) -> io::Result<Contents> {
    let file = match disk::open_to_read(path) {
        Ok(file) => file,
        Err(error) if is_missing(&error) => return Ok(Contents::default()),
        Err(error) => return Err(error),
    };
    read_lines(BufReader::new(file))
}

fn read_lines(mut input: impl BufRead) -> io::Result<Contents> {
    let mut contents = Contents::default();
    let mut open: Option<Open> = None;
    let mut bytes = Vec::new();
    let mut offset = 0;
    for number in 1.. {
        bytes.clear();
        let read = input.read_until(b'\n', &mut bytes)? as u64;
        if read == 0 {
            break;
        }
        let start = offset;
        offset += read;
        let terminated = bytes.last() == Some(&b'\n');
        if terminated {
            bytes.pop();
        }
        let mut body = unsealed(&bytes);
        let mut end = offset;
        if body.is_none() && !terminated {
            // The line break itself may be what was damaged: it is written again.
            body = bytes.split_last().and_then(|(_, line)| unsealed(line));
            end -= 1;
        }
        if number == 1
            && let Some(header) = body.as_deref().and_then(header)
        {
            if header.version > VERSION {
                contents.newer = Some(header.version);
                return Ok(contents);
            }
            contents.id = Some(header.journal);
            contents.end = end;
            contents.unterminated = !terminated;
            continue;
        }
        let line = match body.as_deref().map(serde_json::from_slice::<Line>) {
            Some(Ok(line)) => line,
            _ if !terminated && body.is_none() => {
                contents.damaged(number, "it was not fully written and is left out");
                continue;
            }
            unreadable => {
                drop_open(&mut contents, open.take(), start);
                contents.damaged(number, reason_of(unreadable));
                contents.end = end;
                contents.unterminated = !terminated;
                continue;
            }
        };
        if let Err(reason) = follows(&contents, open.as_ref(), &line) {
            drop_open(&mut contents, open.take(), start);
            contents.damaged(number, reason);
            contents.end = end;
            contents.unterminated = !terminated;
            continue;
        }
        if line.part == 1 {
            drop_open(&mut contents, open.take(), start);
        }
        contents.seq = line.seq;
        contents.id.get_or_insert_with(|| line.journal.clone());
        let time: Option<Timestamp> = line.time.parse().ok();
        let mut current = open.take().unwrap_or_else(|| Open {
            group: Group {
                number: line.group,
                what: line.what.clone(),
                time: time.unwrap_or_default(),
                undoes: line.undoes,
                steps: Vec::new(),
            },
            lines: Vec::new(),
            first_line: number,
        });
        let last = line.last;
        let article = line.article.map(ArticleId::new);
        let entry =
            Entry::new(line.seq, time, line.text, &line.changes).at(start, (end - start) as usize);
        current.lines.push((article.clone(), entry));
        current.group.steps.push(Step {
            article,
            changes: line.changes.into_owned().into(),
        });
        if !last {
            open = Some(current);
            continue;
        }
        contents.groups += 1;
        contents
            .starts
            .extend(current.lines.first().map(|(_, entry)| entry.offset));
        if contents.starts.len() > DEPTH {
            contents.starts.pop_front();
        }
        contents.history.push(current.group);
        for (article, entry) in current.lines {
            match article {
                Some(article) => contents.entries.push((article, entry)),
                None => contents.across.push(entry),
            }
        }
        contents.end = end;
        contents.unterminated = !terminated;
    }
    if let Some(open) = open {
        // Never fully written: the next append takes its place.
        contents.damaged(
            open.first_line,
            "the decision that begins here was not fully written and is left out",
        );
    }
    Ok(contents)
}

/// Tells of a decision whose last line is missing although others follow; it stays in the file.
fn drop_open(contents: &mut Contents, open: Option<Open>, next: u64) {
    let Some(open) = open else {
        return;
    };
    contents.damaged(
        open.first_line,
        "the decision that begins here lacks lines and is left out",
    );
    contents.end = next;
    contents.unterminated = false;
}

fn header(body: &[u8]) -> Option<Header> {
    serde_json::from_slice(body)
        .ok()
        .filter(|header: &Header| header.format == FORMAT)
}

fn reason_of(unreadable: Option<serde_json::Result<Line<'_>>>) -> String {
    match unreadable {
        Some(Err(error)) => format!("it is no line of a journal ({error}); left out"),
        _ => "it is damaged (its checksum does not fit) and is left out".to_owned(),
    }
}

/// Whether a line may stand where it stands.
fn follows(contents: &Contents, open: Option<&Open>, line: &Line<'_>) -> Result<(), &'static str> {
    if contents.id.as_ref().is_some_and(|id| *id != line.journal) {
        return Err("it belongs to another journal and is left out");
    }
    if line.seq <= contents.seq {
        return Err("it stands here a second time, or out of order, and is left out");
    }
    let part = match open {
        Some(open) if open.group.number == line.group && line.seq == contents.seq + 1 => {
            open.lines.len() as u64 + 1
        }
        _ => 1,
    };
    if line.part != part && line.part != 1 {
        return Err("it is part of a decision of which lines are missing, and is left out");
    }
    Ok(())
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

    fn at(self, offset: u64, length: usize) -> Self {
        Self {
            offset,
            length,
            ..self
        }
    }
}

/// The journal at `path` without the lines before byte `from`.
fn shortened(path: &Path, journal: &str, annotator: &str, from: u64) -> io::Result<Vec<u8>> {
    let mut bytes = first_line(journal, annotator)?;
    let mut file = disk::open_to_read(path)?;
    file.seek(SeekFrom::Start(from))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
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

/// The lines of a decision, to be written in one piece; `text_of` gives an article's [`text_mark`].
fn lines(
    group: &Group,
    writing: Writing<'_>,
    text_of: impl Fn(&ArticleId) -> Option<String>,
) -> serde_json::Result<(Vec<u8>, Entries)> {
    let mut bytes = Vec::new();
    let mut entries = Vec::with_capacity(group.steps.len());
    for (seq, (index, step)) in (writing.seq..).zip(group.steps.iter().enumerate()) {
        let text = step.article.as_ref().and_then(&text_of);
        let changes = step.changes.written();
        let entry = Entry::new(seq, Some(group.time), text.clone(), &changes);
        let line = sealed(&Line {
            journal: writing.journal.to_owned(),
            seq,
            group: group.number,
            part: index as u64 + 1,
            last: index + 1 == group.steps.len(),
            time: group.time.to_string(),
            article: step.article.as_ref().map(ToString::to_string),
            text,
            what: group.what.clone(),
            changes,
            undoes: group.undoes,
        })?;
        let entry = entry.at(writing.offset + bytes.len() as u64, line.len());
        entries.push((step.article.clone(), entry));
        bytes.extend(line);
    }
    Ok((bytes, entries))
}

/// How a line ends: the sum's field and its 16 digits.
const SEAL: &[u8] = b",\"sum\":\"";
const DIGITS: usize = 16;

/// The value as a line with its checksum and a line break.
fn sealed(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value)?;
    let sum = hex_sha256(&line);
    line.pop();
    line.extend_from_slice(SEAL);
    line.extend(sum.bytes().take(DIGITS));
    line.extend_from_slice(b"\"}\n");
    Ok(line)
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
