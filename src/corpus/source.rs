//! Files and standard input as places that articles are read from.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::packed::{Packing, Unpacked, spooled};
use super::shape::without_mark;
use super::split::{FIRST_BLOCK, LONGEST_RECORD, too_long};
use super::walk::missing;
use crate::article::{Article, Origin};
use crate::cache::Mark;
use crate::ingest::{self, Frame, Kind, Problem, ReadOptions, decode};

/// What a file looks like from outside: another one where it was written to, replaced, or touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp([u8; 32]);

/// One file, or standard input spooled to an unlinked temporary file.
#[derive(Debug)]
pub(super) struct Source {
    /// The root that it belongs to.
    pub root: u32,
    /// Where it is; empty for standard input.
    pub path: PathBuf,
    /// Its name inside the opened path, with `/` between folders.
    pub name: Arc<str>,
    pub kind: Kind,
    /// What its records share.
    pub frame: Frame,
    /// Its size when it was indexed, in bytes; what is appended later does not matter.
    pub size: u64,
    /// How the file is compressed; places in it are those of its content.
    pub packing: Packing,
    /// Standard input's bytes, or those of what lies compressed, where they are kept.
    pub spool: Option<File>,
}

impl Source {
    /// Reads `len` bytes at `offset`, and tells the size the file has now.
    pub fn read_at(&self, offset: u64, len: usize) -> io::Result<(Vec<u8>, u64)> {
        let size = if self.path.as_os_str().is_empty() {
            self.size
        } else {
            std::fs::metadata(&self.path)?.len()
        };
        if self.packing != Packing::None
            && let Some(bytes) = self.whole_now()
        {
            let start = usize::try_from(offset).unwrap_or(usize::MAX);
            let bytes = bytes?;
            let part = bytes.get(start..start.saturating_add(len));
            let part = part.ok_or(io::ErrorKind::UnexpectedEof)?.to_vec();
            return Ok((part, size));
        }
        let mut bytes = vec![0; len];
        self.content()?.read_exact_at(&mut bytes, offset)?;
        Ok((bytes, size))
    }

    /// The bytes of a file that is one article, as it is now, up to one more than an article may have;
    /// none where the source is something else, or was kept when it was opened.
    pub fn whole_now(&self) -> Option<io::Result<Vec<u8>>> {
        if self.spool.is_some() || self.path.as_os_str().is_empty() || !self.kind.is_whole() {
            return None;
        }
        let read = || {
            let mut bytes = Vec::new();
            let most = LONGEST_RECORD as u64 + 1;
            let file = File::open(&self.path)?;
            match self.packing {
                Packing::None => file.take(most).read_to_end(&mut bytes)?,
                packing => Unpacked::new(packing, file)
                    .take(most)
                    .read_to_end(&mut bytes)?,
            };
            Ok(bytes)
        };
        Some(read())
    }

    /// Whether a row of a table stands here: else it is a part of another row, or of several. What was
    /// kept when it was opened cannot change.
    pub fn has_row(&self, offset: u64, len: usize) -> io::Result<bool> {
        if self.spool.is_some() || self.packing != Packing::None {
            return Ok(true);
        }
        let content = self.content()?;
        let near = offset.min(3);
        let mut before = vec![0; near as usize];
        content.read_exact_at(&mut before, offset - near)?;
        // A byte order mark may stand before the first one.
        let is_first = offset == near && without_mark(&before).is_empty();
        let begins = is_first || before.ends_with(b"\n");
        let mut behind = [0];
        let end = offset + len as u64;
        let goes_on = content.read_exact_at(&mut behind, end).is_ok();
        let ends = !goes_on || matches!(behind, [b'\r' | b'\n']);
        Ok(begins && ends)
    }

    /// What the file looks like from outside just now; none where it is gone, or was kept when it was
    /// opened.
    pub fn stamp(&self) -> Option<Stamp> {
        if self.spool.is_some() || self.path.as_os_str().is_empty() {
            return None;
        }
        let mut mark = Mark::default();
        mark.add_file(&std::fs::metadata(&self.path).ok()?);
        Some(Stamp(mark.digest()))
    }

    /// What its places are in.
    pub fn content(&self) -> io::Result<Content<'_>> {
        Ok(match &self.spool {
            Some(spool) => Content::Spool(spool),
            None if self.packing == Packing::None => Content::File(File::open(&self.path)?),
            None => Content::Unpacked(spooled(&self.path, self.packing)?),
        })
    }

    /// Reads an article from its bytes, called `locator` where it has no name of its own.
    pub fn read(
        &self,
        bytes: &[u8],
        locator: &str,
        origin: Origin,
        options: &ReadOptions,
    ) -> Result<Article, Problem> {
        let mut article = ingest::read_in(self.kind, &self.frame, bytes, locator, origin, options)?;
        if self.packing == Packing::Wide {
            article.encoding = Some(decode::wide(bytes));
        }
        Ok(article)
    }

    /// Reads a file that is one article of so many bytes, of which these are known.
    pub fn read_whole(
        &self,
        known: &[u8],
        len: u64,
        id: &str,
        options: &ReadOptions,
    ) -> Result<Article, Problem> {
        let (origin, bytes) = self.whole(known, len)?;
        ingest::read(self.kind, &bytes, id, origin, options)
    }

    /// Reads what a web page says about its article, and only where that does not do, the article.
    pub fn read_heading(
        &self,
        known: &[u8],
        len: u64,
        options: &ReadOptions,
    ) -> Result<Article, Problem> {
        let (origin, bytes) = self.whole(known, len)?;
        match ingest::html::heading(&bytes, &self.name, origin.clone(), options) {
            Some(article) => Ok(article),
            None => ingest::read(self.kind, &bytes, &self.name, origin, options),
        }
    }

    /// The bytes of a file that is one article.
    fn whole<'k>(&self, known: &'k [u8], len: u64) -> Result<(Origin, Cow<'k, [u8]>), Problem> {
        let origin = Origin {
            path: self.path.clone(),
            line: 1,
        };
        if len > LONGEST_RECORD as u64 {
            return Err(too_long(&origin));
        }
        if known.len() as u64 == len {
            return Ok((origin, Cow::Borrowed(known)));
        }
        let (bytes, _) = self
            .read_at(0, len as usize)
            .map_err(|error| missing(&self.path, &error))?;
        Ok((origin, Cow::Owned(bytes)))
    }

    /// The name of the article that begins here: path and line, and the number on the line where
    /// several begin there.
    pub fn locator(&self, line: u64, part: u32) -> String {
        if self.kind.is_whole() {
            self.name.to_string()
        } else if part > 1 {
            format!("{}:{line}.{part}", self.name)
        } else {
            format!("{}:{line}", self.name)
        }
    }
}

/// Bytes of a source that can be read here and there.
pub(super) enum Content<'s> {
    Spool(&'s File),
    File(File),
    Unpacked(Arc<File>),
}

impl Content<'_> {
    /// Fills `buffer` with the bytes at `offset`.
    pub fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        match self {
            Self::Spool(file) => file.read_exact_at(buffer, offset),
            Self::File(file) => file.read_exact_at(buffer, offset),
            Self::Unpacked(file) => file.read_exact_at(buffer, offset),
        }
    }
}

/// A file's name inside the opened path: relative to a folder, the file's own name otherwise.
pub(super) fn name_in(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let shown = if relative.as_os_str().is_empty() {
        path.file_name().map_or(path, Path::new)
    } else {
        relative
    };
    shown.to_string_lossy().into_owned()
}

/// Passes a stream on and keeps a copy.
pub(super) struct Tee<R> {
    pub reader: R,
    pub copy: File,
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.copy
            .write_all(buffer.get(..count).unwrap_or_default())?;
        Ok(count)
    }
}

/// Reads until `want` bytes or the end.
pub(super) fn read_up_to(reader: &mut impl Read, want: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(want);
    reader.take(want as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads what a pipe gives at first: enough to tell what it is, without waiting for much more.
pub(super) fn read_first(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    /// A whole line and this many bytes tell what it is.
    const ENOUGH: usize = 1024;
    let mut bytes = Vec::new();
    while bytes.len() < FIRST_BLOCK {
        let before = bytes.len();
        bytes.resize(FIRST_BLOCK, 0);
        let read = reader.read(bytes.get_mut(before..).unwrap_or_default());
        let count = match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => None,
            read => Some(read?),
        };
        bytes.truncate(before + count.unwrap_or(0));
        let told = bytes.len() >= ENOUGH && memchr::memchr(b'\n', &bytes).is_some();
        if count == Some(0) || told {
            break;
        }
    }
    Ok(bytes)
}
