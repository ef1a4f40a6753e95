//! Files and standard input as places that articles are read from.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::split::{FIRST_BLOCK, LONGEST_RECORD, too_long};
use super::walk::missing;
use crate::article::{Article, Origin};
use crate::ingest::{self, Kind, Problem, ReadOptions};

/// One file, or standard input spooled to an unlinked temporary file.
#[derive(Debug)]
pub(super) struct Source {
    /// Which of the opened paths it belongs to.
    pub root: u32,
    /// Where it is; empty for standard input.
    pub path: PathBuf,
    /// Its name inside the opened path, with `/` between folders.
    pub name: Arc<str>,
    pub kind: Kind,
    /// Its size when it was indexed, in bytes; what is appended later does not matter.
    pub size: u64,
    /// Standard input's bytes.
    pub spool: Option<File>,
}

impl Source {
    /// Reads `len` bytes at `offset`, and tells the size the file has now.
    pub fn read_at(&self, offset: u64, len: usize) -> io::Result<(Vec<u8>, u64)> {
        let opened;
        let file = if let Some(spool) = &self.spool {
            spool
        } else {
            opened = File::open(&self.path)?;
            &opened
        };
        let size = file.metadata()?.len();
        let mut bytes = vec![0; len];
        file.read_exact_at(&mut bytes, offset)?;
        Ok((bytes, size))
    }

    /// Reads a file that is one article.
    pub fn read_whole(&self, id: &str, options: &ReadOptions) -> Result<Article, Problem> {
        let (origin, bytes) = self.whole()?;
        ingest::read(self.kind, &bytes, id, origin, options)
    }

    /// Reads what a web page says about its article, and only where that does not do, the article.
    pub fn read_heading(&self, options: &ReadOptions) -> Result<Article, Problem> {
        let (origin, bytes) = self.whole()?;
        match ingest::html::heading(&bytes, &self.name, origin.clone(), options) {
            Some(article) => Ok(article),
            None => ingest::read(self.kind, &bytes, &self.name, origin, options),
        }
    }

    /// The bytes of a file that is one article.
    fn whole(&self) -> Result<(Origin, Vec<u8>), Problem> {
        let origin = Origin {
            path: self.path.clone(),
            line: 1,
        };
        if self.size > LONGEST_RECORD as u64 {
            return Err(too_long(&origin));
        }
        let (bytes, _) = self
            .read_at(0, self.size as usize)
            .map_err(|error| missing(&self.path, &error))?;
        Ok((origin, bytes))
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
