//! One writer an annotator: a lock file that names who holds it.

use std::fmt;
use std::fs::TryLockError;
use std::io::{self, Read as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::Writer;

/// Who holds a lock, as the lock file tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The machine on which it runs.
    pub host: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {}", self.pid, self.host)
    }
}

/// What came of asking for a lock.
#[derive(Debug)]
pub(super) enum Locking {
    /// It is ours until the value is dropped.
    Held(Lock),
    /// Another process has it.
    Taken(Option<Holder>),
}

/// A lock, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: Writer,
}

/// Asks for the lock of an annotator's folder, making the lock file where there is none.
pub(super) fn lock(folder: &Path) -> io::Result<Locking> {
    let file = Writer::open(&folder.join("lock"))?;
    match file.file().try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            // Who it is helps the message; where it cannot be told, the lock counts all the same.
            let _ = file.file().take(4096).read_to_string(&mut text);
            return Ok(Locking::Taken(serde_json::from_str(&text).ok()));
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let holder = Holder {
        pid: std::process::id(),
        host: whoami::hostname().unwrap_or_else(|_| "this machine".to_owned()),
    };
    let mut line = serde_json::to_vec(&holder)?;
    line.push(b'\n');
    file.set_len(0)?;
    file.write_at(0, &line)?;
    Ok(Locking::Held(Lock { _file: file }))
}
