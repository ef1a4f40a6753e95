//! A batch as bytes, for the kept index.
//!
//! Numbers are little-endian: the numbers of sources, publishers, entries and bytes of names; the
//! sources; the publishers; the entries; the names.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::{Batch, Entry, MOST_ENTRIES, hash};
use crate::corpus::packed::Packing;
use crate::corpus::source::Source;
use crate::ingest::{Frame, Kind};

/// The bytes of an entry: offset, length, line, both ends, source, date, publisher.
const ENTRY: usize = 8 + 5 * 4 + 4 + 2;

/// The day of an article without one.
const NO_DAY: i32 = i32::MIN;

/// Reads numbers and parts off the front of some bytes.
pub(in crate::corpus) struct Parcel<'a>(pub &'a [u8]);

impl<'a> Parcel<'a> {
    pub fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    pub fn small(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub fn large(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// Bytes behind their number.
    pub fn part(&mut self) -> Option<&'a [u8]> {
        let count = self.small()?;
        self.bytes(count as usize)
    }

    /// Text behind the number of its bytes.
    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.part()?).ok()
    }
}

/// Writes bytes behind their number.
pub(in crate::corpus) fn put_part(bytes: &[u8], to: &mut Vec<u8>) {
    to.extend((bytes.len() as u32).to_le_bytes());
    to.extend(bytes);
}

fn put_source(source: &Source, to: &mut Vec<u8>) {
    to.extend(source.root.to_le_bytes());
    to.push(match source.kind {
        Kind::Text => 0,
        Kind::Markdown => 1,
        Kind::Json | Kind::Unreadable(_) => 2,
        Kind::Html => 3,
        Kind::Xml => 4,
        Kind::Feed => 5,
        Kind::JsonFeed => 6,
        Kind::Table => 7,
    });
    to.push(match source.packing {
        Packing::None => 0,
        Packing::Gzip => 1,
        Packing::Zstd => 2,
        Packing::Wide => 3,
    });
    to.extend(source.size.to_le_bytes());
    put_part(source.path.as_os_str().as_bytes(), to);
    put_part(source.name.as_bytes(), to);
    let frame = if source.frame.is_empty() {
        String::new()
    } else {
        serde_json::to_string(&source.frame).unwrap_or_default()
    };
    put_part(frame.as_bytes(), to);
}

fn take_source(from: &mut Parcel) -> Option<Source> {
    let root = from.small()?;
    let kind = match from.array()? {
        [0] => Kind::Text,
        [1] => Kind::Markdown,
        [2] => Kind::Json,
        [3] => Kind::Html,
        [4] => Kind::Xml,
        [5] => Kind::Feed,
        [6] => Kind::JsonFeed,
        [7] => Kind::Table,
        _ => return None,
    };
    let packing = match from.array()? {
        [0] => Packing::None,
        [1] => Packing::Gzip,
        [2] => Packing::Zstd,
        [3] => Packing::Wide,
        _ => return None,
    };
    Some(Source {
        root,
        kind,
        packing,
        size: from.large()?,
        path: OsStr::from_bytes(from.part()?).into(),
        name: from.text()?.into(),
        frame: match from.text()? {
            "" => Frame::default(),
            frame => serde_json::from_str(frame).ok()?,
        },
        spool: None,
    })
}

fn take_entry(from: &mut Parcel) -> Option<Entry> {
    Some(Entry {
        offset: from.large()?,
        len: from.small()?,
        line: from.small()?,
        id_end: from.small()?,
        title_end: from.small()?,
        source: from.small()?,
        date: match i32::from_le_bytes(from.array()?) {
            NO_DAY => None,
            day => Some(NaiveDate::from_num_days_from_ce_opt(day)?),
        },
        publisher: u16::from_le_bytes(from.array()?),
    })
}

impl Batch {
    /// Appends the batch to `to`.
    pub(in crate::corpus) fn pack(&self, to: &mut Vec<u8>) {
        for count in [
            self.sources.len(),
            self.publishers.len(),
            self.entries.len(),
            self.names.len(),
        ] {
            to.extend((count as u32).to_le_bytes());
        }
        for source in self.sources.all() {
            put_source(&source, to);
        }
        for publisher in &self.publishers {
            put_part(publisher.as_bytes(), to);
        }
        to.reserve(self.entries.len() * ENTRY + self.names.len());
        for entry in &self.entries {
            to.extend(entry.offset.to_le_bytes());
            for value in [
                entry.len,
                entry.line,
                entry.id_end,
                entry.title_end,
                self.sources.place(entry.source),
            ] {
                to.extend(value.to_le_bytes());
            }
            let day = entry.date.map_or(NO_DAY, |date| date.num_days_from_ce());
            to.extend(day.to_le_bytes());
            to.extend(entry.publisher.to_le_bytes());
        }
        to.extend(self.names.as_bytes());
    }
}

/// The bytes of a batch, found to be those of one.
pub(in crate::corpus) struct Packed<'a> {
    sources: Vec<Source>,
    publishers: Vec<&'a str>,
    entries: &'a [u8],
    names: &'a str,
}

impl<'a> Packed<'a> {
    /// Looks through the bytes of a batch; none where any of them are not such. Takes hardly any
    /// memory.
    pub fn of(bytes: &'a [u8]) -> Option<Self> {
        let mut parcel = Parcel(bytes);
        let [sources, publishers, entries, names] = [
            parcel.small()? as usize,
            parcel.small()? as usize,
            parcel.small()? as usize,
            parcel.small()? as usize,
        ];
        if entries > MOST_ENTRIES || sources > entries || publishers > entries {
            return None;
        }
        let packed = Self {
            sources: (0..sources)
                .map(|_| take_source(&mut parcel))
                .collect::<Option<_>>()?,
            publishers: (0..publishers)
                .map(|_| parcel.text())
                .collect::<Option<_>>()?,
            entries: parcel.bytes(entries * ENTRY)?,
            names: std::str::from_utf8(parcel.bytes(names)?).ok()?,
        };
        let mut begun = 0;
        for entry in packed.entries() {
            let entry = entry?;
            let (id, title) = (entry.id_end as usize, entry.title_end as usize);
            let fits = begun <= id
                && id <= title
                && packed.names.is_char_boundary(id)
                && packed.names.is_char_boundary(title)
                && (entry.source as usize) < sources
                && usize::from(entry.publisher) <= publishers
                && entry.offset.checked_add(entry.len.into()).is_some();
            if !fits {
                return None;
            }
            begun = title;
        }
        (parcel.0.is_empty() && begun == names).then_some(packed)
    }

    /// The number of articles.
    pub fn len(&self) -> usize {
        self.entries.len() / ENTRY
    }

    fn entries(&self) -> impl Iterator<Item = Option<Entry>> {
        let all = self.entries.chunks_exact(ENTRY);
        all.map(|entry| take_entry(&mut Parcel(entry)))
    }

    /// The batch.
    pub fn unpack(self) -> Batch {
        let mut batch = Batch {
            names: self.names.to_owned(),
            entries: self.entries().flatten().collect(),
            publishers: self.publishers.iter().map(|name| (*name).into()).collect(),
            ..Batch::default()
        };
        let sources = self.sources.into_iter().map(Arc::new);
        let numbers: Vec<u32> = sources.map(|source| batch.sources.push(&source)).collect();
        for entry in &mut batch.entries {
            let number = numbers.get(entry.source as usize);
            entry.source = number.copied().unwrap_or_default();
        }
        batch.hashes = (0..batch.len())
            .map(|at| hash(batch.root(at), batch.id(at)))
            .collect();
        batch.close();
        batch
    }
}
