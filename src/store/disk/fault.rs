//! A disk that fails when a test wants it to.
//!
//! All of it belongs to the thread that asks: tests run side by side.

use std::cell::RefCell;
use std::io::{self, Seek as _, SeekFrom, Write as _};

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

#[derive(Default)]
struct Disk {
    count: usize,
    faults: Vec<(usize, Fault)>,
    dead: bool,
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

/// From now on counts operations from 1; those that are named go wrong.
pub(in crate::store) fn plan(faults: &[(usize, Fault)]) -> Planned {
    DISK.replace(Disk {
        faults: faults.to_vec(),
        ..Disk::default()
    });
    Planned
}

/// How many operations were attempted since the plan was made.
pub(in crate::store) fn count() -> usize {
    DISK.with_borrow(|disk| disk.count)
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
        None => perform(),
        Some(Fault::Fails(errno)) => Err(io::Error::from_raw_os_error(errno)),
        Some(Fault::Torn(bytes, errno)) => {
            if let Operation::Write(writer, from, all) = operation {
                let part = &all[..bytes.min(all.len())];
                let mut file = &writer.file;
                file.seek(SeekFrom::Start(from)).unwrap();
                file.write_all(part).unwrap();
            }
            Err(io::Error::from_raw_os_error(errno))
        }
        Some(Fault::Dead) => Err(io::Error::other("the machine is off")),
    }
}
