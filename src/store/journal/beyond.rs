//! Reads of a journal only what no record holds yet: nothing else of a long one stays in memory.

use std::borrow::Cow;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use serde::Deserialize;

use super::super::disk::{self, is_missing};
use super::reading::{Contents, header};
use super::{Entries, Entry, LONGEST, Line, VERSION, unsealed};
use crate::article::ArticleId;

/// What of a line tells where it belongs.
#[derive(Deserialize)]
struct Front<'a> {
    #[serde(borrow)]
    journal: Cow<'a, str>,
    seq: u64,
    group: u64,
    part: u64,
    last: bool,
    #[serde(borrow)]
    article: Option<Cow<'a, str>>,
}

/// A decision whose last line was not met yet.
struct Open {
    group: u64,
    parts: u64,
    kept: Entries,
}

impl Open {
    fn new(group: u64) -> Self {
        Self {
            group,
            parts: 0,
            kept: Entries::new(),
        }
    }
}

/// The id that the first line names; none where there is none, or it cannot be read.
pub(super) fn id_of(path: &Path) -> Option<String> {
    let file = disk::open_to_read(path).ok()?;
    let mut line = Vec::new();
    let mut input = BufReader::new(file).take(LONGEST as u64);
    input.read_until(b'\n', &mut line).ok()?;
    let body = unsealed(line.strip_suffix(b"\n")?)?;
    header(&body).map(|header| header.journal)
}

/// Reads the lines beyond those that records hold: `held` gives the number of an article's last one
/// that its record holds. None where anything is not as it should be, which takes reading all of it.
pub(super) fn read(path: &Path, held: impl Fn(&ArticleId) -> u64) -> io::Result<Option<Contents>> {
    let file = match disk::open_to_read(path) {
        Ok(file) => file,
        Err(error) if is_missing(&error) => return Ok(Some(Contents::default())),
        Err(error) => return Err(error),
    };
    let mut input = BufReader::with_capacity(1 << 16, file);
    let mut contents = Contents::default();
    let mut open: Option<Open> = None;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let mut line = (&mut input).take(LONGEST as u64);
        let length = line.read_until(b'\n', &mut bytes)?;
        if length == 0 {
            return Ok(open.is_none().then_some(contents));
        }
        let Some(body) = bytes.strip_suffix(b"\n").and_then(unsealed) else {
            return Ok(None);
        };
        if contents.end == 0 {
            let Some(header) = header(&body).filter(|header| header.version <= VERSION) else {
                return Ok(None);
            };
            contents.id = Some(header.journal);
            contents.end = length as u64;
            continue;
        }
        let Ok(front) = serde_json::from_slice::<Front>(&body) else {
            return Ok(None);
        };
        let follows = match &open {
            Some(open) => {
                let is_next = front.seq == contents.seq + 1 && front.part == open.parts + 1;
                is_next && front.group == open.group
            }
            None => front.seq > contents.seq && front.part == 1,
        };
        if !follows || contents.id.as_deref() != Some(&*front.journal) {
            return Ok(None);
        }
        let mut decision = open.take().unwrap_or_else(|| Open::new(front.group));
        decision.parts = front.part;
        let article = front.article.map(ArticleId::new);
        let is_held = article.as_ref().is_some_and(|id| front.seq <= held(id));
        if !is_held {
            let Ok(line) = serde_json::from_slice::<Line>(&body) else {
                return Ok(None);
            };
            let time = line.time.parse().ok();
            let entry = Entry::new(line.seq, time, line.text, &line.changes);
            let entry = entry.at(contents.end, length);
            decision.kept.push((article, entry));
        }
        contents.seq = front.seq;
        contents.end += length as u64;
        if !front.last {
            open = Some(decision);
            continue;
        }
        for (article, entry) in decision.kept {
            match article {
                Some(article) => contents.entries.push((article, entry)),
                None => contents.across.push(entry),
            }
        }
    }
}
