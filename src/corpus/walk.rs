//! The files under a folder, in name order.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, DirEntry, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::packed::Damage;
use crate::ingest::pattern::Stage;
use crate::ingest::{Pattern, Problem};

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
/// to a second time is not entered again, unless more of it is meant then. Of a folder with a pattern, the files that are meant are
/// walked, and folders that hold none of them are not entered.
pub(super) struct Walk {
    /// The folders that were begun, the innermost last.
    begun: Vec<Folder>,
    pattern: Option<Arc<Pattern>>,
    /// The folders that were entered, by device and number, and what was meant of each.
    entered: HashMap<(u64, u64), Vec<Meant>>,
}

/// A folder, and the names in it that are still to be visited, the next last: a million whole paths
/// would take twice the memory.
struct Folder {
    path: PathBuf,
    names: Vec<(OsString, Meant)>,
}

/// What is meant of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// All of it.
    All,
    /// What the pattern says from there on.
    By(Stage),
}

impl Walk {
    pub fn new(path: &Path, pattern: Option<&Arc<Pattern>>) -> Self {
        Self {
            begun: vec![Folder {
                path: PathBuf::new(),
                names: vec![(
                    path.as_os_str().to_owned(),
                    pattern.map_or(Meant::All, |pattern| Meant::By(pattern.begin())),
                )],
            }],
            pattern: pattern.cloned(),
            entered: HashMap::new(),
        }
    }

    /// Whether there is any file, as far as names tell: folders are not read to their end, nor sorted.
    pub fn finds_any(mut self) -> bool {
        while let Some((path, meant)) = self.pop() {
            let Ok(about) = fs::metadata(&path) else {
                continue;
            };
            if !about.is_dir() {
                if self.takes_file(meant) {
                    return true;
                }
            } else if let meant = self.within(meant)
                && self.earlier(&about, meant).is_some()
            {
                let mut names = Vec::new();
                for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
                    match self.follow(&entry, meant) {
                        Some(meant) if self.takes_file(meant) => return true,
                        Some(meant) => names.push((entry.file_name(), meant)),
                        None => {}
                    }
                }
                self.begun.push(Folder { path, names });
            }
        }
        false
    }

    /// What was meant of a folder when it was entered before, by other ways; none where it need not be
    /// entered again.
    fn earlier(&mut self, about: &Metadata, meant: Meant) -> Option<Vec<Meant>> {
        let ways = self.entered.entry((about.dev(), about.ino())).or_default();
        if ways.contains(&meant) || ways.contains(&Meant::All) {
            return None;
        }
        let earlier = ways.clone();
        ways.push(meant);
        Some(earlier)
    }

    fn enter(&mut self, folder: &Path, meant: Meant, earlier: &[Meant]) -> Result<(), Problem> {
        let unreadable = |error: std::io::Error| {
            Problem::of_file(
                folder,
                format!("the folder cannot be listed: {error}; check its permissions"),
            )
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            // A file that was given already comes once.
            let mut takes = earlier.iter().filter_map(|way| self.follow(&entry, *way));
            if takes.any(|way| self.takes_file(way))
                && !fs::metadata(entry.path()).is_ok_and(|about| about.is_dir())
            {
                continue;
            }
            if let Some(meant) = self.follow(&entry, meant) {
                names.push((entry.file_name(), meant));
            }
        }
        names.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
        self.begun.push(Folder {
            path: folder.to_owned(),
            names,
        });
        Ok(())
    }

    /// What is visited next.
    fn pop(&mut self) -> Option<(PathBuf, Meant)> {
        loop {
            let folder = self.begun.last_mut()?;
            if let Some((name, meant)) = folder.names.pop() {
                return Some((folder.path.join(name), meant));
            }
            self.begun.pop();
        }
    }

    /// What is meant of something in a folder of which so much is meant; none where it is left out.
    fn follow(&self, entry: &DirEntry, meant: Meant) -> Option<Meant> {
        let name = entry.file_name();
        let bytes = name.as_bytes();
        if bytes == CONFIGURATION.as_bytes() || bytes.ends_with(b".annotations") {
            return None;
        }
        let Some((pattern, stage)) = self.followed(meant) else {
            return (!bytes.starts_with(b".")).then_some(Meant::All);
        };
        let stage = pattern.step(stage, &name);
        let is_file = || entry.file_type().is_ok_and(|kind| kind.is_file());
        let left_out = stage.is_dead() || !pattern.takes_file(stage) && is_file();
        (!left_out).then_some(Meant::By(stage))
    }

    fn takes_file(&self, meant: Meant) -> bool {
        self.followed(meant)
            .is_none_or(|(pattern, stage)| pattern.takes_file(stage))
    }

    /// What is meant of a folder's content.
    fn within(&self, meant: Meant) -> Meant {
        match self.followed(meant) {
            Some((pattern, stage)) if !pattern.takes_folder(stage) => Meant::By(stage),
            _ => Meant::All,
        }
    }

    fn followed(&self, meant: Meant) -> Option<(&Pattern, Stage)> {
        match (&self.pattern, meant) {
            (Some(pattern), Meant::By(stage)) => Some((pattern, stage)),
            _ => None,
        }
    }
}

impl Iterator for Walk {
    type Item = Result<Found, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (path, meant) = self.pop()?;
            let about = match fs::metadata(&path) {
                Ok(about) if about.is_dir() => {
                    let meant = self.within(meant);
                    if let Some(earlier) = self.earlier(&about, meant)
                        && let Err(problem) = self.enter(&path, meant, &earlier)
                    {
                        return Some(Err(problem));
                    }
                    continue;
                }
                about => about,
            };
            if !self.takes_file(meant) {
                continue;
            }
            match about {
                Ok(about) if about.is_file() => return Some(Ok(Found { path, about })),
                Ok(_) => {
                    return Some(Err(Problem::of_file(
                        &path,
                        "is neither a file nor a folder; pipe it to standard input and open “-”",
                    )));
                }
                Err(error) => return Some(Err(missing(&path, &error))),
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
