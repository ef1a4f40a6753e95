//! A disk that fails when a test wants it to, and remembers what was done to it.
//!
//! All of it belongs to the thread that asks: tests run side by side.

use std::cell::RefCell;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::Operation;

/// The system's error numbers, as Linux has them.
pub(in crate::store) const EIO: i32 = 5;
/// Permission denied.
pub(in crate::store) const EACCES: i32 = 13;
/// No space left on the disk.
pub(in crate::store) const ENOSPC: i32 = 28;
/// The user's quota is used up.
pub(in crate::store) const EDQUOT: i32 = 122;

/// What goes wrong with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Fault {
    /// It is not done, and fails with this error number; those after it are done.
    Fails(i32),
    /// Of what is to be written only so many bytes are, then it fails with this error number.
    /// Other operations than writing fail at once.
    Torn(usize, i32),
    /// It is not done, and nothing that comes after it: the program or the machine has crashed.
    Dead,
}

/// What was done to the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum Done {
    MadeFolder(PathBuf),
    /// A file was opened, and made if it was missing.
    Opened(PathBuf),
    Wrote(PathBuf, u64, Vec<u8>),
    Truncated(PathBuf, u64),
    Synced(PathBuf),
    Renamed(PathBuf, PathBuf),
    Removed(PathBuf),
    SyncedFolder(PathBuf),
}

#[derive(Default)]
struct Disk {
    count: usize,
    faults: Vec<(usize, Fault)>,
    /// Whether somebody wants to know what was done.
    planned: bool,
    dead: bool,
    done: Vec<Done>,
}

thread_local! {
    static DISK: RefCell<Disk> = RefCell::default();
}

/// The plan holds until this is dropped.
#[must_use]
pub(in crate::store) struct Planned;

impl Drop for Planned {
    fn drop(&mut self) {
        DISK.take();
    }
}

/// From now on counts operations from 1 and remembers them; those that are named go wrong.
pub(in crate::store) fn plan(faults: &[(usize, Fault)]) -> Planned {
    DISK.replace(Disk {
        faults: faults.to_vec(),
        planned: true,
        ..Disk::default()
    });
    Planned
}

/// How many operations were attempted since the plan was made.
pub(in crate::store) fn count() -> usize {
    DISK.with_borrow(|disk| disk.count)
}

/// How many were attempted, and how many of them were done.
pub(in crate::store) fn moment() -> (usize, usize) {
    DISK.with_borrow(|disk| (disk.count, disk.done.len()))
}

/// What was done since the plan was made; part of a write counts as a shorter one.
pub(in crate::store) fn done() -> Vec<Done> {
    DISK.with_borrow(|disk| disk.done.clone())
}

pub(super) fn attempt<T>(
    operation: Operation<'_>,
    perform: impl FnOnce() -> io::Result<T>,
) -> io::Result<T> {
    let fault = DISK.with_borrow_mut(|disk| {
        disk.count += 1;
        let count = disk.count;
        let planned = disk.faults.iter().find(|(at, _)| *at == count);
        let fault = planned.map(|(_, fault)| *fault);
        disk.dead |= fault == Some(Fault::Dead);
        if disk.dead { Some(Fault::Dead) } else { fault }
    });
    match fault {
        None => {
            let result = perform()?;
            remember(operation, None);
            Ok(result)
        }
        Some(Fault::Fails(errno)) => Err(io::Error::from_raw_os_error(errno)),
        Some(Fault::Torn(bytes, errno)) => {
            if let Operation::Write(writer, from, all) = operation {
                let part = &all[..bytes.min(all.len())];
                let mut file = &writer.file;
                file.seek(SeekFrom::Start(from)).unwrap();
                file.write_all(part).unwrap();
                remember(operation, Some(part.len()));
            }
            Err(io::Error::from_raw_os_error(errno))
        }
        Some(Fault::Dead) => Err(io::Error::other("the machine is off")),
    }
}

fn remember(operation: Operation<'_>, part: Option<usize>) {
    if !DISK.with_borrow(|disk| disk.planned) {
        return;
    }
    let own = Path::to_path_buf;
    let done = match operation {
        Operation::MakeFolder(path) => Done::MadeFolder(own(path)),
        Operation::Open(path) => Done::Opened(own(path)),
        Operation::Write(file, from, bytes) => {
            let part = &bytes[..part.unwrap_or(bytes.len())];
            Done::Wrote(file.path.clone(), from, part.to_vec())
        }
        Operation::Truncate(file, length) => Done::Truncated(file.path.clone(), length),
        Operation::Sync(file) => Done::Synced(file.path.clone()),
        Operation::Rename(from, to) => Done::Renamed(own(from), own(to)),
        Operation::Remove(path) => Done::Removed(own(path)),
        Operation::SyncFolder(path) => Done::SyncedFolder(own(path)),
    };
    DISK.with_borrow_mut(|disk| disk.done.push(done));
}
