//! Reads a journal: what was decided, and what of it is damaged.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use memchr::memmem;
use serde::Deserialize;

use super::super::disk::{self, is_missing};
use super::{
    Damage, Entries, Entry, FORMAT, Header, LONGEST, Line, SEAL, SEALED, VERSION, unsealed,
};
use crate::annotation::Timestamp;
use crate::annotation::history::{Changes, Group, History, Step};
use crate::article::ArticleId;

/// How many problems are told one by one.
const PROBLEMS: usize = 1000;

/// How the line of a decision begins, and nothing inside of one.
const BEGINNING: &[u8] = b"{\"journal\":\"";
/// Of how many lines without line breaks between them each is looked for.
const JOINED: usize = 64;

/// A stretch of the file, in bytes.
pub(super) type Stretch = Range<u64>;

/// Where the lines of a whole decision stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) bytes: Stretch,
    /// The number of its last line.
    pub(super) seq: u64,
}

/// All that a journal tells.
#[derive(Default)]
pub(in crate::store) struct Contents {
    /// The journal's id; none where nothing readable tells it.
    pub(super) id: Option<String>,
    /// The decisions, as far as they can still be undone.
    pub(in crate::store) history: History,
    /// The lines that are about an article, in order.
    pub(in crate::store) entries: Vec<(ArticleId, Entry)>,
    /// The lines of what was decided across articles, in order.
    pub(in crate::store) across: Vec<Entry>,
    /// What could not be used.
    pub(in crate::store) damage: Vec<Damage>,
    /// Where the first line stands, if it is a journal's.
    pub(super) head: Option<Stretch>,
    /// Where each decision stands.
    pub(super) places: Vec<Place>,
    /// Where that stands which is used, in the order in which it should stand.
    pub(super) used: Vec<Stretch>,
    /// Whether that is another order than it stands in.
    pub(super) disordered: bool,
    /// Where that stands which could not be used.
    pub(super) unused: Vec<Stretch>,
    /// The highest number of a line.
    pub(super) seq: u64,
    /// Where the next line goes: behind it stands at most what was never fully written.
    pub(super) end: u64,
    /// Whether a line break is missing before `end`.
    pub(super) unterminated: bool,
    /// The version where that is newer than this program knows; then nothing else is told.
    pub(super) newer: Option<u64>,
}

/// A line of the file.
#[derive(Clone, Copy)]
struct At {
    /// Its number, from 1.
    number: u64,
    start: u64,
    /// Where it ends, with its line break.
    end: u64,
    terminated: bool,
    /// Whether nothing of the line of the file comes after it.
    last: bool,
}

/// The lines of a decision, as long as its last one was not met.
struct Open {
    group: Group,
    lines: Entries,
    at: Vec<At>,
}

/// Reads a journal; a missing one is empty.
pub(super) fn read(path: &Path) -> io::Result<Contents> {
    let file = match disk::open_to_read(path) {
        Ok(file) => file,
        Err(error) if is_missing(&error) => return Ok(Contents::default()),
        Err(error) => return Err(error),
    };
    let kept = file.try_clone().ok().map(Arc::new);
    read_lines(BufReader::with_capacity(1 << 16, file), kept)
}

/// As [`read`]; what is long and seldom looked at is read again in `file`, if that is known, when it
/// is asked for. Lines that are not in order are read again in the order of their numbers: they are
/// this journal's, wherever they stand.
pub(super) fn read_lines(
    mut input: impl BufRead + Seek,
    file: Option<Arc<File>>,
) -> io::Result<Contents> {
    let mut reading = Reading {
        file,
        ..Reading::default()
    };
    reading.run(&mut input)?;
    if reading.disordered {
        reading.run_in_order(&mut input)?;
    }
    Ok(reading.end())
}

/// A readable line, where it was met.
#[derive(Clone, Copy)]
struct Met {
    seq: u64,
    at: At,
}

#[derive(Default)]
struct Reading {
    contents: Contents,
    file: Option<Arc<File>>,
    open: Option<Open>,
    met: Vec<Met>,
    /// Whether a line does not come after the one before it.
    disordered: bool,
    /// What is told of readable lines: it is another when they are put in order.
    misfits: Vec<(Stretch, Damage)>,
}

impl Reading {
    fn run(&mut self, input: &mut impl BufRead) -> io::Result<()> {
        let mut bytes = Vec::new();
        let mut start = 0;
        for number in 1.. {
            bytes.clear();
            let mut line = input.take(LONGEST as u64);
            let mut read = line.read_until(b'\n', &mut bytes)? as u64;
            if read == 0 {
                break;
            }
            if read == LONGEST as u64 && bytes.last() != Some(&b'\n') {
                // No line is that long: it is not kept in memory.
                bytes.clear();
                read += skip_line(input)?;
            }
            let terminated = bytes.last() == Some(&b'\n');
            if terminated {
                bytes.pop();
            }
            let at = At {
                number,
                start,
                end: start + read,
                terminated,
                last: true,
            };
            self.take(&bytes, at);
            if self.contents.newer.is_some() {
                break;
            }
            start += read;
        }
        Ok(())
    }

    /// Takes in the readable lines again, in the order of their numbers, each number once.
    fn run_in_order(&mut self, input: &mut (impl BufRead + Seek)) -> io::Result<()> {
        let contents = &mut self.contents;
        (contents.history, contents.seq) = (History::default(), 0);
        contents.entries.clear();
        contents.across.clear();
        contents.places.clear();
        contents.used.clear();
        contents.used.extend(contents.head.clone());
        contents.disordered = true;
        self.open = None;
        self.misfits.clear();
        let mut met = std::mem::take(&mut self.met);
        met.sort_by_key(|met| (met.seq, met.at.start));
        let mut bytes = Vec::new();
        for Met { at, .. } in met {
            bytes.resize((at.end - at.start) as usize, 0);
            input.seek(SeekFrom::Start(at.start))?;
            input.read_exact(&mut bytes)?;
            let line = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let body = unsealed(line).unwrap_or_default();
            match serde_json::from_slice::<Line>(&body) {
                Ok(line) if line.seq > self.contents.seq => self.join(line, at),
                _ => self.misfit(at, "it stands here a second time and is left out"),
            }
        }
        Ok(())
    }

    /// Takes in a line of the file; where line breaks were damaged, the several that it is.
    fn take(&mut self, bytes: &[u8], at: At) {
        let whole = unsealed(bytes);
        if whole.is_some() {
            return self.take_one(bytes, whole, at);
        }
        let cuts = memmem::find_iter(bytes, BEGINNING).filter(|cut| *cut > 0);
        let mut from = 0;
        for cut in cuts.take(JOINED) {
            let piece = bytes.get(from..cut).unwrap_or_default();
            let at = At {
                start: at.start + from as u64,
                end: at.start + cut as u64,
                terminated: false,
                last: false,
                ..at
            };
            self.take_one(piece, unsealed(piece), at);
            from = cut;
        }
        let piece = bytes.get(from..).unwrap_or_default();
        let at = At {
            start: at.start + from as u64,
            ..at
        };
        let body = if from == 0 { None } else { unsealed(piece) };
        self.take_one(piece, body, at);
    }

    /// Takes in what should be one line.
    fn take_one(&mut self, bytes: &[u8], mut body: Option<Vec<u8>>, mut at: At) {
        if body.is_none()
            && let Some((line, end)) = sealed_part(bytes)
        {
            // The line break was damaged, or something stands before it: it is written again.
            body = Some(line);
            let end = at.start + end as u64;
            if at.end > end {
                self.contents.unused.push(end..at.end);
                let reason = "what stands behind it is damaged; it is not";
                self.contents.damaged(at.number, reason);
            }
            at = At {
                end,
                terminated: false,
                ..at
            };
        }
        if at.start == 0
            && let Some(header) = body.as_deref().and_then(header)
            && header.version <= VERSION
        {
            self.contents.id = Some(header.journal);
            self.contents.head = Some(at.start..at.end);
            self.contents.used.push(at.start..at.end);
            self.used_to(at);
            return;
        }
        let line = match body.as_deref().map(serde_json::from_slice::<Line>) {
            Some(Ok(line)) => line,
            // A later version may begin otherwise: what it wrote is left alone.
            _ if let Some(version) = body.as_deref().and_then(newer) => {
                self.contents.newer = Some(version);
                return;
            }
            // What is behind the end makes room for the next decision.
            _ if at.last && !at.terminated && body.is_none() => {
                self.contents.unused.push(at.start..at.end);
                let reason = "it was not fully written and is left out";
                self.contents.damaged(at.number, reason);
                return;
            }
            unreadable => return self.leave_out(at, reason_of(unreadable)),
        };
        if self
            .contents
            .id
            .as_ref()
            .is_some_and(|id| *id != line.journal)
        {
            return self.leave_out(at, "it belongs to another journal and is left out");
        }
        self.used_to(at);
        self.met.push(Met { seq: line.seq, at });
        self.disordered |= line.seq <= self.contents.seq;
        self.join(line, at);
    }

    /// Takes in a line that comes after those before it.
    fn join(&mut self, line: Line<'_>, at: At) {
        let follows = self.open.as_ref().is_some_and(|open| {
            let part = open.lines.len() as u64 + 1;
            let follows = line.seq == self.contents.seq + 1 && line.part == part;
            open.group.number == line.group && follows
        });
        if !follows {
            self.drop_open();
        }
        if follows || line.part == 1 {
            self.follow(line, at);
        } else {
            self.contents.seq = line.seq;
            let reason = "it is part of a decision of which lines are missing, and is left out";
            self.misfit(at, reason);
        }
    }

    /// Everything up to the end of this line stays as it is.
    fn used_to(&mut self, at: At) {
        self.contents.end = at.end;
        self.contents.unterminated = !at.terminated;
    }

    fn leave_out(&mut self, at: At, reason: impl Into<String>) {
        self.contents.unused.push(at.start..at.end);
        self.contents.damaged(at.number, reason);
        self.used_to(at);
    }

    fn misfit(&mut self, at: At, reason: &str) {
        let damage = Damage {
            line: at.number,
            reason: reason.to_owned(),
        };
        self.misfits.push((at.start..at.end, damage));
    }

    /// Leaves out a decision of which lines are missing.
    fn drop_open(&mut self) {
        for at in self.open.take().into_iter().flat_map(|open| open.at) {
            self.misfit(
                at,
                "it is part of a decision of which lines are missing, and is left out",
            );
        }
    }

    fn follow(&mut self, line: Line<'_>, at: At) {
        let contents = &mut self.contents;
        contents.seq = line.seq;
        contents.id.get_or_insert_with(|| line.journal.clone());
        let time: Option<Timestamp> = line.time.parse().ok();
        let mut open = self.open.take().unwrap_or_else(|| Open {
            group: Group {
                number: line.group,
                what: line.what.clone(),
                time: time.unwrap_or_default(),
                undoes: line.undoes,
                steps: Vec::new(),
            },
            lines: Vec::new(),
            at: Vec::new(),
        });
        open.at.push(at);
        let last = line.last;
        let article = line.article.map(ArticleId::new);
        let entry = Entry::new(line.seq, time, line.text, &line.changes);
        let entry = entry.at(at.start, (at.end - at.start) as usize);
        open.lines.push((article.clone(), entry));
        let changes = line.changes.into_owned();
        // There may be thousands of articles in one decision.
        let changes = match &self.file {
            _ if last && line.part == 1 => changes.into(),
            Some(file) => Changes::stored(&changes, file, at.start, (at.end - at.start) as usize),
            None => Changes::packed(changes),
        };
        open.group.steps.push(Step { article, changes });
        if !last {
            self.open = Some(open);
            return;
        }
        for at in &open.at {
            put_behind(&mut contents.used, at.start..at.end);
        }
        contents.places.push(Place {
            bytes: open.at.first().map_or(at.start, |first| first.start)..at.end,
            seq: contents.seq,
        });
        contents.history.push(open.group);
        for (article, entry) in open.lines {
            match article {
                Some(article) => contents.entries.push((article, entry)),
                None => contents.across.push(entry),
            }
        }
    }

    fn end(mut self) -> Contents {
        if let Some(first) = self.open.as_ref().and_then(|open| open.at.first())
            && !self.disordered
        {
            // What was never fully written makes room for the next decision, if nothing but it does.
            let readable = self.contents.used.last().map_or(0, |used| used.end);
            if readable == first.start {
                self.contents.end = readable;
                self.contents.unterminated = false;
            }
        }
        self.drop_open();
        let contents = &mut self.contents;
        let mut unused = std::mem::take(&mut contents.unused);
        for (stretch, damage) in self.misfits {
            unused.push(stretch);
            contents.damaged(damage.line, damage.reason);
        }
        unused.sort_unstable_by_key(|stretch| stretch.start);
        for stretch in unused {
            put_behind(&mut contents.unused, stretch);
        }
        if contents.disordered && contents.damage.is_empty() {
            contents.damaged(1, "lines after it are out of order; they are read in order");
        }
        contents.damage.sort_by_key(|damage| damage.line);
        self.contents
    }
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

/// Puts a stretch behind others.
fn put_behind(stretches: &mut Vec<Stretch>, next: Stretch) {
    match stretches.last_mut() {
        Some(last) if last.end == next.start => last.end = next.end,
        _ => stretches.push(next),
    }
}

pub(super) fn header(body: &[u8]) -> Option<Header> {
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

/// The version that a journal's first line names, where it is newer than this program knows.
fn newer(line: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct Versioned {
        format: String,
        version: u64,
    }
    let head: Versioned = serde_json::from_slice(line).ok()?;
    (head.format == FORMAT && head.version > VERSION).then_some(head.version)
}

/// The line that these bytes begin with, and where it ends; none where none is whole.
fn sealed_part(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let end = memmem::find(bytes, SEAL)? + SEALED;
    Some((unsealed(bytes.get(..end)?)?, end))
}

/// Skips the rest of a line, and says how long it was.
fn skip_line(input: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = input.fill_buf()?;
        let found = memchr::memchr(b'\n', buffer);
        let length = found.map_or(buffer.len(), |at| at + 1);
        if length == 0 {
            return Ok(skipped);
        }
        input.consume(length);
        skipped += length as u64;
        if found.is_some() {
            return Ok(skipped);
        }
    }
}
