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
                f.write_str("; read-only until it ends and this is opened again")
            }
            Self::Unwritable { folder, reason } => write!(
                f,
                "{}: {reason}; read-only, name another folder with -a DIR",
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
    #[error("{path}: cannot {doing}: {source}")]
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
    /// Another session wrote between opening and the first edit.
    #[error("{folder}: another session wrote here since this one opened it; open it again")]
    Changed {
        /// The annotator's folder.
        folder: PathBuf,
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

impl StoreError {
    pub(super) fn io(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            path: path.to_owned(),
            doing,
            source,
        }
    }
}
