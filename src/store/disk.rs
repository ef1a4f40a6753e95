//! The one door to the disk: files that are either the old ones or the new ones, whenever the power goes.
//!
//! Everything that the store changes outside the program is an [`Operation`] that goes through
//! [`attempt`]. A test can let any of them fail, be done in part, or be the last one before a crash.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::error::StoreError;
use crate::bounded;

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
    /// Opens a file, or makes it, and leaves what it holds. Nothing is written through a symbolic
    /// link, nor into what is no file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        without_links(&mut options);
        check_plain(path)?;
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

/// Which file something is, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(u64, u64);

impl Identity {
    #[cfg(unix)]
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self(metadata.dev(), metadata.ino())
    }

    /// Where files have no number that is easily told, all are taken for the same.
    #[cfg(not(unix))]
    pub(super) fn of(_: &fs::Metadata) -> Self {
        Self(0, 0)
    }
}

/// Whether an error says that a file is not there.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Does not follow a symbolic link, and waits for nobody at the other end of a pipe.
fn without_links(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = options;
}

/// Says no to a name under which nothing is to be written: a symbolic link, which may lead out of
/// the annotations, or what is no file.
fn check_plain(path: &Path) -> io::Result<()> {
    let reason = match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => {
            "it is a symbolic link, and nothing is written through one; put the file itself there"
        }
        Ok(found) if !found.is_file() => {
            "something that is no file stands in its place; move it away"
        }
        _ => return Ok(()),
    };
    Err(io::Error::other(reason))
}

/// Says no to a folder that is a symbolic link, which may lead out of the annotations.
pub(super) fn check_folder(folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder) {
        Ok(found) if found.is_symlink() => Err(io::Error::other(
            "it is a symbolic link, and nothing is written through one; only the annotations folder \
             as a whole may be one",
        )),
        _ => Ok(()),
    }
}

/// Opens a file to be read, which a pipe or a device is not.
pub(super) fn open_to_read(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::other(
        "something that is no file stands in its place; move it away",
    ))
}

/// A longer file is read by nobody, in bytes: a record of a text of 5 MB with everything found in it
/// has 40 MB.
const LONGEST: u64 = 256 << 20;

/// Reads a file whole; see [`open_to_read`].
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    bounded::read_whole(open_to_read(path)?, LONGEST)
}

/// Gives a file that takes the place of another the mode of that one, and its group. Where the group
/// cannot be given, the file's own group may do no more than everybody.
#[cfg(unix)]
fn take_after(file: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let mut mode = old.mode() & 0o777;
    if file.metadata()?.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
        mode = (mode & !0o070) | ((mode & 0o007) << 3);
    }
    if file.metadata()?.mode() & 0o777 == mode {
        return Ok(());
    }
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn take_after(_: &File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
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
    let replaced = put(path, folder, write);
    let named = replaced.and_then(|()| path.parent().map_or(Ok(()), sync_folder));
    named.map_err(StoreError::io(path, "write"))
}

/// As [`replace_with`], but the old file may come back until the folder of `path` is synced. When
/// this fails the old file is there.
pub(super) fn put(
    path: &Path,
    folder: &Path,
    write: impl FnOnce(&Writer) -> io::Result<()>,
) -> io::Result<()> {
    let temporary = folder.join(format!("{TEMPORARY}{}", uuid::Uuid::now_v7().simple()));
    check_plain(path)?;
    let file = Writer::create(&temporary)?;
    let taken_after = match fs::symlink_metadata(path) {
        Ok(old) => take_after(file.file(), &old),
        Err(_) => Ok(()),
    };
    let whole = taken_after
        .and_then(|()| write(&file))
        .and_then(|()| file.sync())
        .and_then(|()| rename(&temporary, path));
    if whole.is_err() {
        // One that stays is in nobody's way, and is removed at the next opening.
        let _ = remove_file(&temporary);
    }
    whole
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

/// Gives a file another name.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
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
