//! The one door to the disk: files that are either the old ones or the new ones, whenever the power goes.
//!
//! Everything that the store changes outside the program is an [`Operation`] that goes through
//! [`attempt`]. A test can let any of them fail, be done in part, or be the last one before a crash.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::error::StoreError;

#[cfg(test)]
pub(super) mod fault;

/// How temporary files begin; they stand in the annotator's folder until they are whole.
pub(super) const TEMPORARY: &str = ".tmp-";

/// One change of what is on the disk.
#[derive(Clone, Copy)]
pub(super) enum Operation<'a> {
    /// Make a folder in one that is there.
    MakeFolder(&'a Path),
    /// Open a file for writing, which makes it where it is missing.
    Open(&'a Path),
    /// Write bytes into a file from a byte on.
    Write(&'a Writer, u64, &'a [u8]),
    /// Give a file this length, in bytes.
    Truncate(&'a Writer, u64),
    /// Wait until a file's bytes are safe.
    Sync(&'a Writer),
    /// Give a file another name, in place of whatever has that name.
    Rename(&'a Path, &'a Path),
    /// Remove a file.
    Remove(&'a Path),
    /// Wait until the names in a folder are safe.
    SyncFolder(&'a Path),
}

impl fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MakeFolder(path) => write!(f, "make {}", path.display()),
            Self::Open(path) => write!(f, "open {}", path.display()),
            Self::Write(file, from, bytes) => {
                let (path, bytes) = (file.path.display(), bytes.len());
                write!(f, "write {bytes} bytes at {from} of {path}")
            }
            Self::Truncate(file, length) => {
                write!(f, "cut {} to {length} bytes", file.path.display())
            }
            Self::Sync(file) => write!(f, "sync {}", file.path.display()),
            Self::Rename(from, to) => write!(f, "rename {} to {}", from.display(), to.display()),
            Self::Remove(path) => write!(f, "remove {}", path.display()),
            Self::SyncFolder(path) => write!(f, "sync the folder {}", path.display()),
        }
    }
}

/// Does an operation.
fn attempt<T>(operation: Operation<'_>, perform: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    tracing::trace!("{operation}");
    #[cfg(test)]
    return fault::attempt(operation, perform);
    #[cfg(not(test))]
    perform()
}

/// A file that is open for writing.
#[derive(Debug)]
pub(super) struct Writer {
    file: File,
    path: PathBuf,
}

impl Writer {
    /// Opens a file, or makes it, and leaves what it holds.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        Self::open_as(path, &options)
    }

    /// Makes a file that must not be there yet.
    fn create(path: &Path) -> io::Result<Self> {
        Self::open_as(path, OpenOptions::new().write(true).create_new(true))
    }

    fn open_as(path: &Path, options: &OpenOptions) -> io::Result<Self> {
        let file = attempt(Operation::Open(path), || options.open(path))?;
        Ok(Self {
            file,
            path: path.to_owned(),
        })
    }

    /// The file itself, for what changes nothing.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Writes all bytes from byte `from` on.
    pub(super) fn write_at(&self, from: u64, bytes: &[u8]) -> io::Result<()> {
        attempt(Operation::Write(self, from, bytes), || {
            let mut file = &self.file;
            file.seek(SeekFrom::Start(from))?;
            file.write_all(bytes)
        })
    }

    /// Gives the file this length, in bytes.
    pub(super) fn set_len(&self, length: u64) -> io::Result<()> {
        attempt(Operation::Truncate(self, length), || {
            self.file.set_len(length)
        })
    }

    /// Waits until what was written is safe.
    pub(super) fn sync(&self) -> io::Result<()> {
        attempt(Operation::Sync(self), || self.file.sync_data())
    }
}

/// Whether an error says that a file is not there.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Replaces the file at `path` by one of these bytes; `folder` is on the same file system.
pub(super) fn replace(path: &Path, folder: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    replace_with(path, folder, |file| file.write_at(0, bytes))
}

/// Replaces the file at `path` by one that `write` writes; `folder` is on the same file system.
pub(super) fn replace_with(
    path: &Path,
    folder: &Path,
    write: impl FnOnce(&Writer) -> io::Result<()>,
) -> Result<(), StoreError> {
    let temporary = folder.join(format!("{TEMPORARY}{}", uuid::Uuid::now_v7().simple()));
    let replaced = || -> io::Result<()> {
        let file = Writer::create(&temporary)?;
        let whole = write(&file)
            .and_then(|()| file.sync())
            .and_then(|()| rename(&temporary, path));
        if whole.is_err() {
            // One that stays is in nobody's way, and is removed at the next opening.
            let _ = remove_file(&temporary);
        }
        whole?;
        path.parent().map_or(Ok(()), sync_folder)
    };
    replaced().map_err(StoreError::io(path, "write"))
}

/// Writes a file that is not there yet, of which nobody is worse off if it is lost.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Writer::create(path)?.write_at(0, bytes)
}

/// Makes a folder and those above it that are missing, and makes the names of the new ones durable.
pub(super) fn make_folders(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && !above.is_dir())
        .collect();
    for folder in missing.into_iter().rev() {
        let made = attempt(Operation::MakeFolder(folder), || fs::create_dir(folder));
        match made {
            // Another process may have been faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            made => made?,
        }
        folder.parent().map_or(Ok(()), sync_folder)?;
    }
    Ok(())
}

/// Removes the temporary files that a crash left in a folder of which this process has the lock.
pub(super) fn clear(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            // One that stays is in nobody's way.
            let _ = remove_file(&entry.path());
        }
    }
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match remove_file(path) {
        Ok(()) => path
            .parent()
            .map_or(Ok(()), sync_folder)
            .map_err(StoreError::io(path, "remove")),
        Err(error) if is_missing(&error) => Ok(()),
        Err(error) => Err(StoreError::io(path, "remove")(error)),
    }
}

fn remove_file(path: &Path) -> io::Result<()> {
    attempt(Operation::Remove(path), || fs::remove_file(path))
}

fn rename(from: &Path, to: &Path) -> io::Result<()> {
    attempt(Operation::Rename(from, to), || fs::rename(from, to))
}

/// Makes the names in a folder durable; only Unix lets folders be synced.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    // What has no name before its own stands in the working directory.
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    attempt(Operation::SyncFolder(folder), || {
        File::open(folder)?.sync_all()
    })
}
