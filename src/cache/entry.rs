//! The file of an entry.
//!
//! ```text
//! "dateline" layout:u32 name:32 from:32   72 + 4 bytes
//! section section …                        any bytes
//! (length:u64 sum:u64) for each section
//! count:u64 sum:u64                        the sum is of the head, the table, and the count
//! ```
//! All numbers are little-endian.

use std::fs::{File, FileTimes, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::time::SystemTime;

use tempfile::NamedTempFile;

use super::{Cache, Mark, Name, TEMPORARY};

const MAGIC: &[u8; 8] = b"dateline";

/// The layout that is written and read.
const LAYOUT: u32 = 1;

/// The bytes before the first section.
const HEAD: u64 = 8 + 4 + 32 + 32;

/// The bytes of a section's line in the table.
const LINE: u64 = 16;

/// The bytes behind the table.
const TAIL: u64 = 16;

fn head(name: &Name, from: &Mark) -> Vec<u8> {
    let mut head = Vec::with_capacity(HEAD as usize);
    head.extend(MAGIC);
    head.extend(LAYOUT.to_le_bytes());
    head.extend(name.digest);
    head.extend(from.digest());
    head
}

/// A sum over bytes that tells every change of up to eight neighbouring bytes, and any other but one
/// in 2⁶⁴: each step is one to one in the sum so far and in the eight bytes taken.
fn sum(begun: u64, bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let step = |sum: u64, word: u64| {
        let mixed = (sum ^ word).wrapping_mul(ODD);
        mixed ^ (mixed >> 32)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let whole = words
        .iter()
        .fold(begun, |sum, word| step(sum, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    step(step(whole, u64::from_le_bytes(last)), bytes.len() as u64)
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*eight))
}

/// An entry that is there: its sections are read one by one, from several threads if need be.
#[derive(Debug)]
pub struct Entry {
    file: File,
    sections: Vec<Section>,
}

#[derive(Clone, Copy, Debug)]
struct Section {
    offset: u64,
    len: u64,
    sum: u64,
}

impl Entry {
    /// Reads head and table; none where they are not those of this entry, or not whole.
    pub(super) fn read(file: File, name: &Name, from: &Mark, most: u64) -> Option<Self> {
        let size = file.metadata().ok()?.len();
        let mut table_end = size.checked_sub(TAIL)?;
        if size > most {
            return None;
        }
        let mut tail = [0; TAIL as usize];
        file.read_exact_at(&mut tail, table_end).ok()?;
        let count = number(&tail, 0)?;
        let table_len = count.checked_mul(LINE)?;
        let table_start = table_end.checked_sub(table_len)?;
        table_end = table_start.checked_sub(HEAD)?;
        let wanted = head(name, from);
        let mut found = vec![0; wanted.len()];
        file.read_exact_at(&mut found, 0).ok()?;
        if found != wanted {
            return None;
        }
        let mut table = vec![0; usize::try_from(table_len).ok()?];
        file.read_exact_at(&mut table, table_start).ok()?;
        let told = sum(sum(sum(0, &found), &table), tail.get(..8)?);
        if told != number(&tail, 8)? {
            return None;
        }
        let mut offset = HEAD;
        let mut sections = Vec::with_capacity(table.len() / LINE as usize);
        for line in table.chunks_exact(LINE as usize) {
            let len = number(line, 0)?;
            sections.push(Section {
                offset,
                len,
                sum: number(line, 8)?,
            });
            offset = offset.checked_add(len)?;
        }
        (offset == HEAD + table_end).then_some(Self { file, sections })
    }

    /// The number of sections.
    pub fn len(&self) -> usize {
        self.sections.len()
    }

    /// Whether there is no section.
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty()
    }

    /// How long all sections are together, in bytes.
    pub fn bytes(&self) -> usize {
        self.sections.iter().map(|s| s.len as usize).sum()
    }

    /// Reads a section into `buffer`, which may be used again and again; none where it is not there
    /// or was damaged.
    pub fn section<'b>(&self, number: usize, buffer: &'b mut Vec<u8>) -> Option<&'b [u8]> {
        let section = self.sections.get(number)?;
        buffer.clear();
        buffer.resize(usize::try_from(section.len).ok()?, 0);
        self.file.read_exact_at(buffer, section.offset).ok()?;
        (sum(0, buffer) == section.sum).then_some(buffer.as_slice())
    }

    /// Notes that it was used.
    pub(super) fn touch(&self) {
        let times = FileTimes::new().set_modified(SystemTime::now());
        // Where that fails it only counts as older than it is.
        let _ = self.file.set_times(times);
    }
}

/// An entry that is being written.
#[derive(Debug)]
pub struct Writer {
    cache: Cache,
    name: String,
    file: BufWriter<NamedTempFile>,
    head: Vec<u8>,
    table: Vec<u8>,
    bytes: u64,
}

impl Writer {
    pub(super) fn begin(cache: Cache, name: &Name, from: &Mark) -> io::Result<Self> {
        let file = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(cache.folder())?;
        let head = head(name, from);
        let mut file = BufWriter::with_capacity(64 << 10, file);
        file.write_all(&head)?;
        Ok(Self {
            cache,
            name: name.file.clone(),
            file,
            bytes: HEAD + TAIL,
            head,
            table: Vec::new(),
        })
    }

    /// Adds a section.
    ///
    /// # Errors
    /// When the disk is full, or the entry would be larger than the cache may be.
    pub fn section(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += LINE + bytes.len() as u64;
        if self.bytes > self.cache.most {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the entry is larger than the cache may be",
            ));
        }
        self.table.extend((bytes.len() as u64).to_le_bytes());
        self.table.extend(sum(0, bytes).to_le_bytes());
        self.file.write_all(bytes)
    }

    /// Puts the entry in its place, and others out of it that were used longest ago.
    ///
    /// # Errors
    /// When the file cannot be written or moved.
    pub fn finish(mut self) -> io::Result<()> {
        let count = (self.table.len() as u64 / LINE).to_le_bytes();
        let told = sum(sum(sum(0, &self.head), &self.table), &count);
        self.file.write_all(&self.table)?;
        self.file.write_all(&count)?;
        self.file.write_all(&told.to_le_bytes())?;
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        self.cache.make_room(self.bytes);
        file.persist(self.cache.folder().join(self.name))?;
        Ok(())
    }
}
