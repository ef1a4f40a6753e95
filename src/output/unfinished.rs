//! Files that are not in their places yet: whatever ends the program takes them with it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use tempfile::NamedTempFile;

static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A file beside the one that it becomes.
#[derive(Debug)]
pub struct Unfinished {
    file: NamedTempFile,
    _noted: Noted,
}

/// A path among those that an interrupt removes.
#[derive(Debug)]
struct Noted(PathBuf);

impl Unfinished {
    /// Notes what `make` makes.
    pub(super) fn new(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<Self> {
        // Between making and noting it no interrupt is dealt with.
        let mut all = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        let file = make()?;
        let path = file.path().to_owned();
        all.insert(path.clone());
        Ok(Self {
            file,
            _noted: Noted(path),
        })
    }

    /// The file.
    pub(super) fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Puts the file in its place.
    pub(super) fn persist(self, place: &Path) -> io::Result<()> {
        let done = self.file.persist(place);
        done.map(drop).map_err(|error| error.error)
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        let mut all = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&self.0);
    }
}

/// Removes all files that are not in their places yet, at the program's end.
pub fn remove_unfinished() {
    let all = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for path in all.iter() {
        // What cannot be removed stays: there is nobody left to tell.
        let _ = fs::remove_file(path);
    }
}

/// Lets SIGINT, SIGTERM and SIGHUP remove what is unfinished before they end the program, as they do
/// without. One that is ignored (`nohup`) stays so.
///
/// # Errors
/// When the signals cannot be taken over.
pub fn remove_on_interrupts() -> io::Result<()> {
    let ignored = ignored();
    let signals = [SIGINT, SIGTERM, SIGHUP].into_iter();
    let mut signals = Signals::new(signals.filter(|signal| ignored >> (signal - 1) & 1 == 0))?;
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            remove_unfinished();
            let _ = emulate_default_handler(signal);
        }
    };
    let thread = thread::Builder::new().name("interrupts".to_owned());
    thread.spawn(wait).map(drop)
}

/// The signals that are ignored, a bit each from the lowest; none where the system does not tell.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or_default()
}
