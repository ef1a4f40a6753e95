//! What takes long to work out, kept on disk for the next time.
//!
//! A [`Cache`] is a folder of entries, each a file of its own. An entry has a name (what it is), a
//! [`Mark`] of what it was worked out from, and sections of bytes that are read one by one. It is
//! written whole or not at all; checksums stand over everything; what was used longest ago goes when
//! the folder grows too large; and any file may be deleted at any time.
//!
//! Nothing in it is trusted: whatever does not fit is as good as absent, and what users make of
//! the bytes must bear any bytes.

mod entry;
mod mark;

use std::fs::{self, DirBuilder, File, Metadata};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub use entry::{Entry, Writer};
pub use mark::{Mark, is_settled};

/// How large all entries may be together, in bytes.
pub const MOST_BYTES: u64 = 1 << 30;

/// How the files begin that are not whole yet.
const TEMPORARY: &str = ".tmp-";

/// A temporary file that is older than this was left by a crash.
const ABANDONED: Duration = Duration::from_hours(1);

/// What an entry is: a kind, and a mark of which one of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    file: String,
    /// Also holds the program's version: another one may make something else of the same.
    pub(self) digest: [u8; 32],
}

impl Name {
    /// The entry of a kind (a word of small letters) with a version, of which `of` tells which.
    pub fn new(kind: &'static str, version: u32, of: &Mark) -> Self {
        let digest = Mark::default()
            .with(kind)
            .with(version.to_le_bytes())
            .with(env!("CARGO_PKG_VERSION"))
            .with(of.digest())
            .digest();
        let hex = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
        Self {
            file: format!("{kind}-{}", hex.collect::<String>()),
            digest,
        }
    }
}

/// A folder of what may be worked out again.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    most: u64,
}

/// How much a cache holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The number of entries.
    pub entries: usize,
    /// Their size in bytes.
    pub bytes: u64,
}

impl Cache {
    /// The cache in this folder, which is made when something is first kept; its entries may take
    /// [`MOST_BYTES`] together.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self::with_most(folder, MOST_BYTES)
    }

    /// As [`Cache::at`], with another bound in bytes.
    pub fn with_most(folder: impl Into<PathBuf>, most: u64) -> Self {
        Self {
            folder: folder.into(),
            most,
        }
    }

    /// The entry of this name, where there is one that was worked out from what `from` marks.
    pub fn open(&self, name: &Name, from: &Mark) -> Option<Entry> {
        self.check_folder().ok()?;
        let path = self.folder.join(&name.file);
        // Opening something else than a file may wait for ever.
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let file = File::open(&path).ok()?;
        let entry = Entry::read(file, name, from, self.most)?;
        entry.touch();
        Some(entry)
    }

    /// Whether there is a file for the entry of this name, good or not.
    pub fn has(&self, name: &Name) -> bool {
        self.folder.join(&name.file).exists()
    }

    /// All bytes of an entry of one section.
    pub fn get(&self, name: &Name, from: &Mark) -> Option<Vec<u8>> {
        let entry = self.open(name, from)?;
        let mut bytes = Vec::new();
        entry.section(0, &mut bytes)?;
        Some(bytes)
    }

    /// Begins an entry; it takes the place of the one before when it is finished.
    ///
    /// # Errors
    /// When the folder cannot be made or written, or others than the user may write there.
    pub fn begin(&self, name: &Name, from: &Mark) -> io::Result<Writer> {
        if !self.folder.exists() {
            if let Some(above) = self.folder.parent() {
                fs::create_dir_all(above)?;
            }
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&self.folder)?;
        }
        self.check_folder()?;
        Writer::begin(self.clone(), name, from)
    }

    /// Keeps an entry of one section.
    ///
    /// # Errors
    /// As [`Cache::begin`] and [`Writer::finish`].
    pub fn put(&self, name: &Name, from: &Mark, bytes: &[u8]) -> io::Result<()> {
        let mut writer = self.begin(name, from)?;
        writer.section(bytes)?;
        writer.finish()
    }

    /// How much it holds.
    pub fn usage(&self) -> Usage {
        let entries = self.entries();
        Usage {
            entries: entries.len(),
            bytes: entries.iter().map(|(_, about)| about.len()).sum(),
        }
    }

    /// What others may write is not read, and nothing private is put among it.
    fn check_folder(&self) -> io::Result<()> {
        let about = fs::metadata(&self.folder)?;
        let own = about.uid() == rustix::process::geteuid().as_raw();
        if about.is_dir() && own && about.mode() & 0o022 == 0 {
            return Ok(());
        }
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the cache folder can be written by others",
        ))
    }

    /// Deletes what was used longest ago until `more` bytes fit.
    fn make_room(&self, more: u64) {
        let mut entries = self.entries();
        let mut bytes: u64 = entries.iter().map(|(_, about)| about.len()).sum();
        entries.sort_by_key(|(_, about)| (about.mtime(), about.mtime_nsec()));
        for (path, about) in entries {
            if bytes + more <= self.most {
                break;
            }
            if fs::remove_file(path).is_ok() {
                bytes -= about.len();
            }
        }
        self.clear_abandoned();
    }

    /// The entries' files; whatever else lies in the folder is not ours to delete.
    fn entries(&self) -> Vec<(PathBuf, Metadata)> {
        self.files(is_entry)
    }

    fn clear_abandoned(&self) {
        for (path, about) in self.files(|name| name.starts_with(TEMPORARY)) {
            let age = about
                .modified()
                .ok()
                .and_then(|at| SystemTime::now().duration_since(at).ok());
            if age.is_some_and(|age| age > ABANDONED) {
                // One that stays is in nobody's way.
                let _ = fs::remove_file(path);
            }
        }
    }

    fn files(&self, wanted: impl Fn(&str) -> bool) -> Vec<(PathBuf, Metadata)> {
        let listed = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        listed
            .filter(|file| file.file_name().to_str().is_some_and(&wanted))
            .filter_map(|file| Some((file.path(), file.metadata().ok()?)))
            .filter(|(_, about)| about.is_file())
            .collect()
    }

    fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Whether a file is called as entries are: a word and 32 hexadecimal digits.
fn is_entry(name: &str) -> bool {
    name.rsplit_once('-').is_some_and(|(kind, digits)| {
        let kind = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase());
        kind && digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests;
