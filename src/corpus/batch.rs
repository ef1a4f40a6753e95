//! Some of a corpus's entries, packed.

pub(super) mod pack;
mod sources;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::source::Source;
use crate::text::headline::one_line;
use sources::Sources;

/// A batch holds at most this many articles.
pub(super) const MOST_ENTRIES: usize = 1 << 14;

/// A batch is handed on when its ids and titles have this many bytes.
pub(super) const MOST_BYTES: usize = 4 << 20;

/// Articles that were found together, as a corpus keeps them.
///
/// Ids and titles lie in one string, publishers are kept once; an entry takes 40 bytes beside them.
#[derive(Debug, Default)]
pub struct Batch {
    sources: Sources,
    publishers: Vec<Box<str>>,
    names: String,
    entries: Vec<Entry>,
    /// The entries' [`hash`]es, until the batch is closed.
    hashes: Vec<u64>,
    /// The numbers of the publishers plus one, until the batch is closed.
    known: HashMap<Box<str>, u16>,
    /// Open addressing by the hash: an entry's number plus one, or 0.
    table: Vec<u16>,
    /// How many articles there will be, where they are not there yet.
    awaited: usize,
}

/// One article of a batch.
#[derive(Clone, Copy, Debug)]
struct Entry {
    offset: u64,
    len: u32,
    line: u32,
    id_end: u32,
    title_end: u32,
    source: u32,
    date: Option<NaiveDate>,
    /// The publisher's number plus one, or 0.
    publisher: u16,
}

/// What is added to a batch.
pub(super) struct Fresh<'a> {
    pub id: &'a str,
    /// The [`hash`] of root and id.
    pub hash: u64,
    pub title: &'a str,
    pub date: Option<NaiveDate>,
    pub publisher: Option<&'a str>,
    pub offset: u64,
    pub len: u64,
    pub line: u64,
}

/// One row of the list: what is known of an article without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row<'a> {
    /// The article's id inside its opened path.
    pub id: &'a str,
    /// Its title, or its first sentence, on one line.
    pub title: &'a str,
    /// The day of publication.
    pub date: Option<NaiveDate>,
    /// The agency, newspaper or site.
    pub source: Option<&'a str>,
}

impl Batch {
    /// The place of so many articles that are not there yet.
    pub(super) fn awaited(count: usize) -> Self {
        Self {
            awaited: count,
            ..Self::default()
        }
    }

    /// Whether its articles are not there yet.
    pub(super) fn is_awaited(&self) -> bool {
        self.awaited > 0
    }

    /// The number of articles.
    pub fn len(&self) -> usize {
        self.entries.len().max(self.awaited)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it should be handed on before more is added.
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= MOST_ENTRIES || self.names.len() >= MOST_BYTES
    }

    /// Adds an article of the source `source`.
    pub(super) fn push(&mut self, source: &Arc<Source>, fresh: &Fresh) {
        let source = self.sources.push(source);
        let publisher = fresh.publisher.map_or(0, |name| self.publisher(name));
        self.hashes.push(fresh.hash);
        self.names.push_str(fresh.id);
        let id_end = self.names.len() as u32;
        self.names.push_str(fresh.title);
        self.entries.push(Entry {
            offset: fresh.offset,
            len: u32::try_from(fresh.len).unwrap_or(u32::MAX),
            line: u32::try_from(fresh.line).unwrap_or(u32::MAX),
            id_end,
            title_end: self.names.len() as u32,
            source,
            date: fresh.date,
            publisher,
        });
    }

    /// The publisher's number plus one.
    fn publisher(&mut self, name: &str) -> u16 {
        // A row has no room for more of it.
        let name = &*one_line(name);
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        self.publishers.push(name.into());
        // A batch has fewer entries than this type has numbers.
        let number = u16::try_from(self.publishers.len()).unwrap_or(0);
        self.known.insert(name.into(), number);
        number
    }

    /// Counts the lines from another one: line 1 becomes the one after `before`.
    pub(super) fn move_lines(&mut self, before: u64) {
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        for entry in &mut self.entries {
            entry.line = entry.line.saturating_add(before);
        }
    }

    /// The [`hash`] of an entry's root and id, until the batch is closed.
    pub(super) fn hash_of(&self, at: usize) -> u64 {
        self.hashes.get(at).copied().unwrap_or(0)
    }

    /// Gives entries other ids, each with its [`hash`], in the order of the entries.
    pub(super) fn rename(&mut self, renamed: &[(usize, String, u64)]) {
        let mut renamed = renamed.iter().peekable();
        if renamed.peek().is_none() {
            return;
        }
        let old = std::mem::take(&mut self.names);
        self.names.reserve(old.len());
        let mut start = 0;
        for (at, entry) in self.entries.iter_mut().enumerate() {
            let (id_end, title_end) = (entry.id_end as usize, entry.title_end as usize);
            let mut id = old.get(start..id_end).unwrap_or_default();
            if let Some((_, name, hash)) = renamed.next_if(|(of, ..)| *of == at) {
                id = name;
                if let Some(slot) = self.hashes.get_mut(at) {
                    *slot = *hash;
                }
            }
            self.names.push_str(id);
            entry.id_end = self.names.len() as u32;
            self.names
                .push_str(old.get(id_end..title_end).unwrap_or_default());
            entry.title_end = self.names.len() as u32;
            start = title_end;
        }
    }

    /// Gives back spare memory and builds the table that finds ids.
    pub(super) fn close(&mut self) {
        self.names.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.sources.shrink_to_fit();
        self.known = HashMap::new();
        let slots = (self.entries.len() * 2).next_power_of_two();
        let mut table = vec![0u16; slots];
        for (at, hash) in std::mem::take(&mut self.hashes).into_iter().enumerate() {
            let mut slot = hash as usize & (slots - 1);
            while table.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) & (slots - 1);
            }
            if let Some(free) = table.get_mut(slot) {
                *free = u16::try_from(at + 1).unwrap_or(0);
            }
        }
        self.table = table;
    }

    /// The entry with this id, by its number.
    pub(super) fn find(&self, root: usize, id: &str, hash: u64) -> Option<usize> {
        let mask = self.table.len().checked_sub(1)?;
        let mut slot = hash as usize & mask;
        loop {
            let at = usize::from(*self.table.get(slot)?).checked_sub(1)?;
            if self.root(at) == root && self.id(at) == id {
                return Some(at);
            }
            slot = (slot + 1) & mask;
        }
    }

    pub(super) fn id(&self, at: usize) -> &str {
        let start = at
            .checked_sub(1)
            .and_then(|before| self.entries.get(before))
            .map_or(0, |e| e.title_end);
        let end = self.entries.get(at).map_or(start, |e| e.id_end);
        self.names
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    pub(super) fn root(&self, at: usize) -> usize {
        let root = |entry: &Entry| self.sources.root(entry.source);
        self.entries.get(at).and_then(root).unwrap_or(0) as usize
    }

    /// Where the title of an entry stands among the names.
    pub(super) fn title_range(&self, at: usize) -> Option<Range<u32>> {
        let entry = self.entries.get(at)?;
        Some(entry.id_end..entry.title_end)
    }

    /// What stands there among the names.
    pub(super) fn name(&self, range: Range<u32>) -> &str {
        let range = range.start as usize..range.end as usize;
        self.names.get(range).unwrap_or_default()
    }

    pub(super) fn row(&self, at: usize) -> Option<Row<'_>> {
        if at < self.awaited {
            return Some(Row::default());
        }
        let entry = self.entries.get(at)?;
        Some(Row {
            id: self.id(at),
            title: self.name(self.title_range(at)?),
            date: entry.date,
            source: self
                .publisher_of(at)
                .and_then(|p| self.publishers.get(p))
                .map(|p| &**p),
        })
    }

    /// The place of an article's source among [`Batch::publishers`].
    pub(super) fn publisher_of(&self, at: usize) -> Option<usize> {
        usize::from(self.entries.get(at)?.publisher).checked_sub(1)
    }

    /// The sources of its articles, each once.
    pub(super) fn publishers(&self) -> impl ExactSizeIterator<Item = &str> {
        self.publishers.iter().map(|name| &**name)
    }

    /// The file of an article.
    pub(super) fn source(&self, at: usize) -> Option<Arc<Source>> {
        self.sources.get(self.entries.get(at)?.source)
    }

    pub(super) fn place(&self, at: usize) -> Option<Place> {
        let entry = self.entries.get(at)?;
        Some(Place {
            source: entry.source,
            offset: entry.offset,
            len: entry.len,
            line: u64::from(entry.line),
        })
    }
}

/// Where an entry's bytes are.
pub(super) struct Place {
    /// The number of its file in the batch.
    pub source: u32,
    pub offset: u64,
    pub len: u32,
    pub line: u64,
}

/// The hash by which ids are found.
pub(super) fn hash(root: usize, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    id.hash(&mut hasher);
    hasher.finish()
}
