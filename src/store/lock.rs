//! One writer an annotator: a lock file that names who holds it.
//!
//! The lock is the system's own, on the open file: it ends with the process, however that ends. What
//! the file says is only for messages. A file that names somebody although nobody has the lock was
//! left by a process that was killed, or came from another machine through a folder that is kept in
//! step: its lock cannot be seen from here.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::{self, Identity, Writer};

/// Who holds a lock, as the lock file tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The machine on which it runs.
    pub host: String,
    /// Since when (RFC 3339).
    #[serde(default)]
    pub since: Option<String>,
}

impl Holder {
    fn this() -> Self {
        Self {
            pid: std::process::id(),
            host: whoami::hostname().unwrap_or_else(|_| "this machine".to_owned()),
            since: Some(chrono::Local::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {}", self.pid, self.host)?;
        let since = self.since.as_deref();
        let since = since.and_then(|time| chrono::DateTime::parse_from_rfc3339(time).ok());
        match since {
            Some(time) => write!(f, " (since {})", time.format("%Y-%m-%d %H:%M")),
            None => Ok(()),
        }
    }
}

/// What came of asking for a lock.
#[derive(Debug)]
pub(super) enum Locking {
    /// It is ours until the value is dropped; and who on another machine did not give it back.
    Held(Lock, Option<Holder>),
    /// Another process has it.
    Taken(Option<Holder>),
}

/// A lock, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: Writer,
}

impl Lock {
    /// Whether the lock file of a folder is still the one that is locked.
    pub(super) fn is_of(&self, folder: &Path) -> bool {
        let held = self.file.file().metadata();
        let named = std::fs::symlink_metadata(folder.join(NAME));
        let (Ok(held), Ok(named)) = (held, named) else {
            return false;
        };
        Identity::of(&held) == Identity::of(&named)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nobody is named any more; where that fails the name alone does no harm.
        let _ = self.file.set_len(0);
    }
}

/// The name of the lock file.
pub(super) const NAME: &str = "lock";

/// Asks for the lock of an annotator's folder, making the lock file where there is none.
pub(super) fn lock(folder: &Path) -> io::Result<Locking> {
    let file = Writer::open(&folder.join(NAME))?;
    let mut text = String::new();
    match file.file().try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Ok(Locking::Taken(named(file.file(), &mut text)));
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let this = Holder::this();
    let left = named(file.file(), &mut text).filter(|left| left.host != this.host);
    let mut line = serde_json::to_vec(&this)?;
    line.push(b'\n');
    file.set_len(0)?;
    file.write_at(0, &line)?;
    Ok(Locking::Held(Lock { file }, left))
}

/// Who is named in a lock file. That helps a message; where nobody can be told, the lock counts all
/// the same.
fn named(mut file: &File, text: &mut String) -> Option<Holder> {
    file.by_ref().take(4096).read_to_string(text).ok()?;
    serde_json::from_str(text).ok()
}

/// Waits until nobody has the lock of a folder any more. It costs nothing: the system wakes the
/// thread.
///
/// # Errors
/// When the lock file is gone, or locks do not work there.
pub fn await_release(folder: &Path) -> io::Result<()> {
    let file = disk::open_to_read(&folder.join(NAME))?;
    file.lock_shared()
}
