//! What can go wrong between annotations and the disk.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::Holder;

/// Why nothing is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// It was asked for.
    Asked,
    /// Another process writes to the same annotator's folder.
    Locked {
        /// The annotator's folder.
        folder: PathBuf,
        /// That process, where the lock file tells.
        holder: Option<Holder>,
    },
    /// The folder cannot be written to.
    Unwritable {
        /// The folder.
        folder: PathBuf,
        /// Why.
        reason: String,
    },
    /// What was decided across articles cannot be read: it must not be written over.
    Unread {
        /// What is wrong, with the file and its line.
        reason: String,
    },
}

impl fmt::Display for ReadOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("as asked"),
            Self::Locked { folder, holder } => {
                let folder = folder.display();
                match holder {
                    Some(holder) => write!(f, "{folder}: {holder} is annotating here")?,
                    None => write!(f, "{folder}: another process is annotating here")?,
                }
                f.write_str("; read-only until it ends: then :take-over, or the next edit, lets you annotate here")
            }
            Self::Unwritable { folder, reason } => write!(
                f,
                "{}: {reason}; read-only: mend that and edit again, or name another folder with -a DIR",
                folder.display()
            ),
            Self::Unread { reason } => write!(f, "{reason}; read-only until then"),
        }
    }
}

/// Annotations could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder could not be read or written.
    #[error("{path}: cannot {doing}: {source}{}", advice(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried (“write”).
        doing: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// Nothing may be written.
    #[error("{0}")]
    ReadOnly(ReadOnly),
    /// The journal is not the one that was read: another session wrote, or another program replaced it.
    #[error("{folder}: another program wrote here since this one opened it; open it again")]
    Changed {
        /// The annotator's folder.
        folder: PathBuf,
    },
    /// The folder was there and is not any more.
    #[error(
        "{folder}: the folder is gone; bring it back (is its disk mounted?), or :w PATH saves elsewhere"
    )]
    Gone {
        /// The annotator's folder.
        folder: PathBuf,
    },
    /// The annotator has annotations there already, which are not written over.
    #[error("{folder}: there is something already; name another folder")]
    Taken {
        /// The annotator's folder there.
        folder: PathBuf,
    },
    /// A record is not the one that was read or written last: another program changed it.
    #[error("{path}: another program changed the record since it was read")]
    RecordChanged {
        /// The record's file.
        path: PathBuf,
    },
    /// A file was written by a later version of the program.
    #[error("{path}: version {version} is newer than this program knows (1); use a newer dateline")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
    /// A record is not as it should be.
    #[error("{path}:{line}: {field}: {reason}; mend the file or move it away")]
    Record {
        /// The record's file.
        path: PathBuf,
        /// The line, from 1; 0 where the fault is in no one line.
        line: usize,
        /// The field, as a path (`entities[3].start`).
        field: String,
        /// What is wrong.
        reason: String,
    },
    /// A change does not fit what it was made for.
    #[error("journal: {0}")]
    Unwritten(#[source] serde_json::Error),
}

/// What to do about an error of the disk.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull => "; make room on the disk",
        io::ErrorKind::QuotaExceeded => "; your quota is used up: make room",
        io::ErrorKind::FileTooLarge => "; files may not grow so large here (ulimit -f?)",
        io::ErrorKind::ReadOnlyFilesystem => {
            "; mount it for writing, or name another folder with -a DIR"
        }
        io::ErrorKind::PermissionDenied => {
            "; whose folder is it? Have yourself let in, or name another one with -a DIR"
        }
        io::ErrorKind::InvalidFilename => "; name a shorter one with -a DIR",
        io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::AlreadyExists => {
            "; move away what stands in its place, or name another folder with -a DIR"
        }
        io::ErrorKind::Unsupported => {
            "; the file system does not know locks: name another folder with -a DIR"
        }
        _ => "",
    }
}

impl StoreError {
    /// Why the annotations are to be opened anew, where another program was at them.
    pub fn told_by_others(&self) -> Option<String> {
        match self {
            Self::Changed { .. } => Some("another program changed the journal".to_owned()),
            _ => None,
        }
    }

    pub(super) fn io(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            path: path.to_owned(),
            doing,
            source,
        }
    }
}
