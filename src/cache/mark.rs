//! Marks by which it is told whether something is still what it was.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

/// How coarse the times of files may be: two seconds on FAT, one on some network file systems.
const COARSEST: Duration = Duration::from_secs(2);

/// The SHA-256 of some parts, in their order.
#[derive(Clone, Debug, Default)]
pub struct Mark(Sha256);

impl Mark {
    /// With one more part.
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Self {
        self.add(part);
        self
    }

    /// Adds one more part.
    pub fn add(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// Adds what tells a file from what it was before it was touched, replaced, or written to: device
    /// and number, size, and both times. The time of its last change cannot be set back.
    pub fn add_file(&mut self, about: &Metadata) {
        for value in [about.dev(), about.ino(), about.size()] {
            self.0.update(value.to_le_bytes());
        }
        for value in [
            about.mtime(),
            about.mtime_nsec(),
            about.ctime(),
            about.ctime_nsec(),
        ] {
            self.0.update(value.to_le_bytes());
        }
    }

    /// The 32 bytes that stand for all parts.
    pub fn digest(&self) -> [u8; 32] {
        self.0.clone().finalize().into()
    }
}

/// Whether a file was last changed so long before `now` that the next change will show in its times.
pub fn is_settled(about: &Metadata, now: SystemTime) -> bool {
    let seconds = u64::try_from(about.ctime()).unwrap_or(0);
    let beyond = u32::try_from(about.ctime_nsec()).unwrap_or(0);
    let changed = SystemTime::UNIX_EPOCH + Duration::new(seconds, beyond);
    now.duration_since(changed).is_ok_and(|age| age >= COARSEST)
}
