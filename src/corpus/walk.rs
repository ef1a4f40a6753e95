//! The files of opened paths: those under a folder in name order.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, DirEntry, Metadata};
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::STANDARD_INPUT;
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

/// Walks opened paths one after the other: the file itself, or the files of the folder and its folders, in name order.
///
/// Each file comes once, by the first path that means it, with the number of that path. Hidden names, `*.annotations` and the
/// folder's own configuration are left out below the path itself; a folder that links lead to a second time is not entered again,
/// unless more of it is meant then. Of a folder with a pattern, the files that are meant are walked, and folders that hold none of
/// them are not entered. Standard input is passed over.
pub(super) struct Walk<'p> {
    paths: &'p [PathBuf],
    patterns: &'p [Option<Arc<Pattern>>],
    /// The paths that are still to be walked.
    ahead: Range<usize>,
    /// The number of the path that is walked.
    walked: usize,
    /// The folders that were begun, the innermost last.
    begun: Vec<Folder>,
    /// The folders that were entered, and what was meant of each.
    entered: HashMap<Identity, Vec<Meant>>,
    /// The files that were named themselves, by their folders.
    named: HashMap<Identity, HashSet<OsString>>,
    /// The folder of the last file that was named: files of one folder are named together, as a rule.
    beside: Option<(PathBuf, Identity)>,
}

/// A folder's device and number.
type Identity = (u64, u64);

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
    /// What the pattern of the path of this number says from there on.
    By(u32, Stage),
}

impl<'p> Walk<'p> {
    /// Of all paths, each with its pattern, if it has one ([`ReadOptions::only`]).
    ///
    /// [`ReadOptions::only`]: crate::ingest::ReadOptions::only
    pub fn new(paths: &'p [PathBuf], patterns: &'p [Option<Arc<Pattern>>]) -> Self {
        Self {
            paths,
            patterns,
            ahead: 0..paths.len(),
            walked: 0,
            begun: Vec::new(),
            entered: HashMap::new(),
            named: HashMap::new(),
            beside: None,
        }
    }

    /// Walks the paths of these numbers next, and no more.
    pub fn go_on(&mut self, ahead: Range<usize>) {
        self.ahead = ahead;
    }

    /// Whether there is any file in the path of this number, as far as names tell: folders are not read to their end, nor sorted.
    pub fn finds_any(mut self, path: usize) -> bool {
        self.go_on(path..path + 1);
        while let Some((path, meant, _)) = self.pop() {
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
                    match self.follow_entry(&entry, meant) {
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
        let ways = self.entered.entry(identity(about)).or_default();
        if ways.contains(&meant) || ways.contains(&Meant::All) {
            return None;
        }
        let earlier = ways.clone();
        ways.push(meant);
        Some(earlier)
    }

    /// Notes that a file was named itself; says whether it came before.
    fn came(&mut self, path: &Path) -> bool {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return false;
        };
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let known = self.beside.as_ref().filter(|(known, _)| known == folder);
        let known = known.map(|(_, identity)| *identity);
        let looked_up = || fs::metadata(folder).ok().map(|about| identity(&about));
        let Some(folder_is) = known.or_else(looked_up) else {
            return false;
        };
        if known.is_none() {
            self.beside = Some((folder.to_owned(), folder_is));
        }
        let mut ways = self.entered.get(&folder_is).into_iter().flatten();
        if ways.any(|way| self.gives_file(name, *way)) {
            return true;
        }
        let named = self.named.entry(folder_is).or_default();
        !named.insert(name.to_owned())
    }

    fn enter(
        &mut self,
        folder: &Path,
        about: &Metadata,
        meant: Meant,
        earlier: &[Meant],
    ) -> Result<(), Problem> {
        let unreadable = |error: std::io::Error| {
            Problem::of_file(
                folder,
                format!("the folder cannot be listed: {error}; check its permissions"),
            )
        };
        let named = self.named.get(&identity(about));
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let Some(meant) = self.follow_entry(&entry, meant) else {
                continue;
            };
            let name = entry.file_name();
            // A file that was given already comes once.
            let mut ways = earlier.iter();
            if (named.is_some_and(|named| named.contains(&name))
                || ways.any(|way| self.gives_file(&name, *way)))
                && !fs::metadata(entry.path()).is_ok_and(|about| about.is_dir())
            {
                continue;
            }
            names.push((name, meant));
        }
        names.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
        self.begun.push(Folder {
            path: folder.to_owned(),
            names,
        });
        Ok(())
    }

    /// What is visited next, and whether it is one of the paths itself.
    fn pop(&mut self) -> Option<(PathBuf, Meant, bool)> {
        while let Some(folder) = self.begun.last_mut() {
            if let Some((name, meant)) = folder.names.pop() {
                return Some((folder.path.join(name), meant, false));
            }
            self.begun.pop();
        }
        let input = Path::new(STANDARD_INPUT);
        let (path, number) = self.ahead.find_map(|number| {
            let path = self.paths.get(number).filter(|path| *path != input)?;
            Some((path.clone(), number))
        })?;
        self.walked = number;
        let pattern = self.patterns.get(number).and_then(Option::as_ref);
        let number = u32::try_from(number).ok()?;
        let begin = |pattern: &Arc<Pattern>| Meant::By(number, pattern.begin());
        Some((path, pattern.map_or(Meant::All, begin), true))
    }

    /// What is meant of something in a folder of which so much is meant; none where it is left out.
    fn follow(&self, name: &OsStr, is_file: impl FnOnce() -> bool, meant: Meant) -> Option<Meant> {
        let bytes = name.as_bytes();
        if bytes == CONFIGURATION.as_bytes() || bytes.ends_with(b".annotations") {
            return None;
        }
        let Some((pattern, number, stage)) = self.followed(meant) else {
            return (!bytes.starts_with(b".")).then_some(Meant::All);
        };
        let stage = pattern.step(stage, name);
        let left_out = stage.is_dead() || !pattern.takes_file(stage) && is_file();
        (!left_out).then_some(Meant::By(number, stage))
    }

    fn follow_entry(&self, entry: &DirEntry, meant: Meant) -> Option<Meant> {
        let is_file = || entry.file_type().is_ok_and(|kind| kind.is_file());
        self.follow(&entry.file_name(), is_file, meant)
    }

    /// Whether a file of this name is walked in a folder of which so much is meant.
    fn gives_file(&self, name: &OsStr, meant: Meant) -> bool {
        let followed = self.follow(name, || true, meant);
        followed.is_some_and(|meant| self.takes_file(meant))
    }

    fn takes_file(&self, meant: Meant) -> bool {
        self.followed(meant)
            .is_none_or(|(pattern, _, stage)| pattern.takes_file(stage))
    }

    /// What is meant of a folder's content.
    fn within(&self, meant: Meant) -> Meant {
        match self.followed(meant) {
            Some((pattern, number, stage)) if !pattern.takes_folder(stage) => {
                Meant::By(number, stage)
            }
            _ => Meant::All,
        }
    }

    fn followed(&self, meant: Meant) -> Option<(&Pattern, u32, Stage)> {
        let Meant::By(number, stage) = meant else {
            return None;
        };
        let pattern = self.patterns.get(number as usize)?.as_deref()?;
        Some((pattern, number, stage))
    }

    /// Looks at what comes next; none where that is no file to be read.
    fn visit(
        &mut self,
        path: PathBuf,
        meant: Meant,
        is_named: bool,
    ) -> Option<Result<Found, Problem>> {
        let about = match fs::metadata(&path) {
            Ok(about) if about.is_dir() => {
                let meant = self.within(meant);
                let earlier = self.earlier(&about, meant)?;
                return self.enter(&path, &about, meant, &earlier).err().map(Err);
            }
            about => about,
        };
        let came_before = is_named && self.paths.len() > 1 && about.is_ok() && self.came(&path);
        if came_before || !self.takes_file(meant) {
            return None;
        }
        Some(match about {
            Ok(about) if about.is_file() => Ok(Found { path, about }),
            Ok(_) => Err(Problem::of_file(
                &path,
                "is neither a file nor a folder; pipe it to standard input and open “-”",
            )),
            Err(error) => Err(missing(&path, &error)),
        })
    }
}

impl Iterator for Walk<'_> {
    /// The number of the path, and what was found there.
    type Item = (usize, Result<Found, Problem>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (path, meant, is_named) = self.pop()?;
            if let Some(found) = self.visit(path, meant, is_named) {
                return Some((self.walked, found));
            }
        }
    }
}

fn identity(about: &Metadata) -> Identity {
    (about.dev(), about.ino())
}

/// The problem of a path that cannot be looked at.
pub(super) fn missing(path: &Path, error: &std::io::Error) -> Problem {
    let damage = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Damage>());
    if let Some(damage) = damage {
        return Problem::of_file(path, damage.of_articles());
    }
    let reason = if error.kind() == std::io::ErrorKind::NotFound {
        "there is no such file or folder; check the path".to_owned()
    } else {
        format!("cannot be opened: {error}; check its permissions")
    };
    Problem::of_file(path, reason)
}
