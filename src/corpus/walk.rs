//! The files under a folder, in name order.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::packed::Damage;
use crate::ingest::Problem;

/// The configuration that a folder may hold, which is no article.
const CONFIGURATION: &str = "dateline.toml";

/// A file that was found.
#[derive(Debug)]
pub(super) struct Found {
    pub path: PathBuf,
    /// What was known of it before it was read.
    pub about: Metadata,
}

/// Walks a path: the file itself, or the files of the folder and its folders, in name order.
///
/// Hidden names, `*.annotations` and the folder's own configuration are left out below the path itself; a folder that links lead
/// to a second time is not entered again.
pub(super) struct Walk {
    /// What is still to be visited, the next last.
    waiting: Vec<PathBuf>,
    entered: HashSet<(u64, u64)>,
    /// The sizes of the files that wait, in bytes.
    listed: u64,
}

impl Walk {
    pub fn new(path: &Path) -> Self {
        Self {
            waiting: vec![path.to_owned()],
            entered: HashSet::new(),
            listed: 0,
        }
    }

    /// The bytes of all files listed so far.
    pub fn listed(&self) -> u64 {
        self.listed
    }

    fn enter(&mut self, folder: &Path) -> Result<(), Problem> {
        let unreadable = |error: std::io::Error| {
            Problem::of_file(
                folder,
                format!("the folder cannot be listed: {error}; check its permissions"),
            )
        };
        let mut inside = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name();
            let shown = name.to_string_lossy();
            let is_ours = shown == CONFIGURATION || shown.ends_with(".annotations");
            if shown.starts_with('.') || is_ours {
                continue;
            }
            inside.push(name);
        }
        inside.sort_unstable();
        self.waiting
            .extend(inside.iter().rev().map(|name| folder.join(name)));
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Result<Found, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let path = self.waiting.pop()?;
            let about = match fs::metadata(&path) {
                Ok(about) => about,
                Err(error) => return Some(Err(missing(&path, &error))),
            };
            if about.is_dir() {
                if self.entered.insert((about.dev(), about.ino()))
                    && let Err(problem) = self.enter(&path)
                {
                    return Some(Err(problem));
                }
            } else if about.is_file() {
                self.listed += about.len();
                return Some(Ok(Found { path, about }));
            } else {
                return Some(Err(Problem::of_file(
                    &path,
                    "is neither a file nor a folder; pipe it to standard input and open “-”",
                )));
            }
        }
    }
}

/// The problem of a path that cannot be looked at.
pub(super) fn missing(path: &Path, error: &std::io::Error) -> Problem {
    if let Some(damage) = error.get_ref().filter(|inner| inner.is::<Damage>()) {
        return Problem::of_file(path, damage.to_string());
    }
    let reason = if error.kind() == std::io::ErrorKind::NotFound {
        "there is no such file or folder; check the path".to_owned()
    } else {
        format!("cannot be opened: {error}; check its permissions")
    };
    Problem::of_file(path, reason)
}
