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
/// Each file comes once, with the number of the path that means it: the one whose annotations are nearest to it, where that is
/// said, else the first. Hidden names, `*.annotations` and the
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
    /// The folders that were entered, and what was given of each.
    entered: HashMap<Identity, Vec<Given>>,
    /// The folders that cannot be listed, which is told once.
    unlisted: HashSet<Identity>,
    /// How near the annotations of each path are.
    near: &'p [u32],
    /// The paths that may have nearer annotations than others: folders by themselves, and how near
    /// those of files are, by their folders and names.
    near_folders: HashMap<Identity, Vec<usize>>,
    near_files: HashMap<Identity, HashMap<OsString, u32>>,
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
    /// What of it is left to other paths.
    left: Vec<Meant>,
}

/// What is given of a folder by a path.
#[derive(Clone, PartialEq, Eq)]
struct Given {
    meant: Meant,
    /// How near the path's annotations are.
    near: u32,
    /// What is left to paths whose annotations are nearer.
    left: Vec<Meant>,
}

impl Given {
    fn is_all(&self) -> bool {
        self.meant == Meant::All && self.left.is_empty()
    }
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
            unlisted: HashSet::new(),
            near: &[],
            near_folders: HashMap::new(),
            near_files: HashMap::new(),
            named: HashMap::new(),
            beside: None,
        }
    }

    /// Gives each file by the path whose annotations are nearest ([`ReadOptions::near`]), not by the
    /// first that means it.
    ///
    /// [`ReadOptions::near`]: crate::ingest::ReadOptions::near
    pub fn by_nearest(mut self, near: &'p [u32]) -> Self {
        let least = near.iter().min().copied().unwrap_or_default();
        self.near = near;
        for (number, (path, near)) in self.paths.iter().zip(near).enumerate() {
            if *near == least || path == Path::new(STANDARD_INPUT) {
                continue;
            }
            let Ok(about) = fs::metadata(path) else {
                continue;
            };
            if about.is_dir() {
                let folders = self.near_folders.entry(identity(&about));
                folders.or_default().push(number);
            } else if self.patterns.get(number).is_none_or(Option::is_none)
                && let Some((folder, name)) = self.place_of(path)
            {
                let files = self.near_files.entry(folder).or_default();
                let nearest = files.entry(name.to_owned()).or_default();
                *nearest = (*nearest).max(*near);
            }
        }
        self
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
            } else if let given = self.given(meant, Vec::new())
                && self.earlier(&about, &given).is_some()
            {
                let mut names = Vec::new();
                for entry in fs::read_dir(&path).into_iter().flatten().flatten() {
                    match self.follow_entry(&entry, given.meant) {
                        Some(meant) if self.takes_file(meant) => return true,
                        Some(meant) => names.push((entry.file_name(), meant)),
                        None => {}
                    }
                }
                self.entered
                    .entry(identity(&about))
                    .or_default()
                    .push(given);
                self.begun.push(Folder {
                    path,
                    names,
                    left: Vec::new(),
                });
            }
        }
        false
    }

    /// What is given of a folder by the path that is walked, of which so much is meant and left to others.
    fn given(&self, meant: Meant, left: Vec<Meant>) -> Given {
        Given {
            meant: self.within(meant),
            near: self.near.get(self.walked).copied().unwrap_or_default(),
            left,
        }
    }

    /// What of a folder is left to paths whose annotations are nearer than those of the path that is walked.
    fn left(&self, path: &Path, about: &Metadata, is_named: bool) -> Vec<Meant> {
        if self.near_folders.is_empty() {
            return Vec::new();
        }
        let mut left = Vec::new();
        let above = self.begun.last().filter(|_| !is_named);
        if let (Some(above), Some(name)) = (above, path.file_name()) {
            let inside = above.left.iter();
            let inside = inside.filter_map(|meant| self.follow(name, || false, *meant));
            left.extend(inside.map(|meant| self.within(meant)));
        }
        let own = self.near.get(self.walked);
        let here = self.near_folders.get(&identity(about)).into_iter();
        for number in here.flatten().copied() {
            if self.near.get(number) > own {
                left.push(self.within(self.begin(number)));
            }
        }
        left
    }

    /// What was given of a folder when it was entered before, by other ways; none where it need not be
    /// entered again.
    fn earlier(&self, about: &Metadata, given: &Given) -> Option<Vec<Given>> {
        let all_left = given.meant == Meant::All && given.left.contains(&Meant::All);
        if all_left || self.unlisted.contains(&identity(about)) {
            return None;
        }
        let earlier = self.entered.get(&identity(about));
        let mut ways = earlier.into_iter().flatten();
        if ways.any(|way| way == given || way.is_all()) {
            return None;
        }
        Some(earlier.cloned().unwrap_or_default())
    }

    /// Notes that a file was named itself; says whether it came before.
    fn came(&mut self, path: &Path) -> bool {
        let Some((folder, name)) = self.place_of(path) else {
            return false;
        };
        let mut ways = self.entered.get(&folder).into_iter().flatten();
        if ways.any(|way| self.gives(folder, name, way)) {
            return true;
        }
        let named = self.named.entry(folder).or_default();
        !named.insert(name.to_owned())
    }

    /// The folder of a file that was named itself, and the file's name in it.
    fn place_of<'f>(&mut self, path: &'f Path) -> Option<(Identity, &'f OsStr)> {
        let (folder, name) = (path.parent()?, path.file_name()?);
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        if let Some((_, known)) = self.beside.as_ref().filter(|(known, _)| known == folder) {
            return Some((*known, name));
        }
        let is = identity(&fs::metadata(folder).ok()?);
        self.beside = Some((folder.to_owned(), is));
        Some((is, name))
    }

    fn enter(
        &mut self,
        folder: &Path,
        about: &Metadata,
        given: Given,
        earlier: &[Given],
    ) -> Result<(), Problem> {
        let unreadable = |error: std::io::Error| {
            Problem::of_file(
                folder,
                format!("the folder cannot be listed: {error}; check its permissions"),
            )
        };
        let this = identity(about);
        let named = self.named.get(&this);
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let Some(meant) = self.follow_entry(&entry, given.meant) else {
                continue;
            };
            let name = entry.file_name();
            // A file that was given already, or is another path's, comes once.
            let mut ways = earlier.iter();
            if (named.is_some_and(|named| named.contains(&name))
                || self.leaves(this, &name, &given)
                || ways.any(|way| self.gives(this, &name, way)))
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
            left: given.left.clone(),
        });
        self.entered.entry(this).or_default().push(given);
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
        Some((path, self.begin(number), true))
    }

    /// What is meant of the path of this number.
    fn begin(&self, number: usize) -> Meant {
        let pattern = self.patterns.get(number).and_then(Option::as_ref);
        let by = u32::try_from(number).ok().zip(pattern);
        by.map_or(Meant::All, |(number, pattern)| {
            Meant::By(number, pattern.begin())
        })
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

    /// Whether a file of this name in a folder is left to another path.
    fn leaves(&self, folder: Identity, name: &OsStr, given: &Given) -> bool {
        let files = self.near_files.get(&folder);
        let nearest = files.and_then(|files| files.get(name));
        let mut left = given.left.iter();
        nearest.is_some_and(|near| *near > given.near)
            || left.any(|meant| self.gives_file(name, *meant))
    }

    /// Whether a file of this name was given when so much was given of its folder.
    fn gives(&self, folder: Identity, name: &OsStr, given: &Given) -> bool {
        self.gives_file(name, given.meant) && !self.leaves(folder, name, given)
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
                let given = self.given(meant, self.left(&path, &about, is_named));
                let earlier = self.earlier(&about, &given)?;
                let entered = self.enter(&path, &about, given, &earlier);
                return entered.err().map(|problem| {
                    self.unlisted.insert(identity(&about));
                    Err(problem)
                });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_folder_that_cannot_be_listed_are_read_by_their_names() {
        let place = tempfile::tempdir().unwrap();
        let (folder, file) = (place.path().join("n"), place.path().join("n/a.txt"));
        fs::create_dir(&folder).unwrap();
        fs::write(&file, "It rained.").unwrap();
        let paths = [folder.clone(), file.clone()];
        let mut walk = Walk::new(&paths, &[]);
        walk.go_on(1..2);
        let about = fs::metadata(&folder).unwrap();
        let given = walk.given(Meant::All, Vec::new());
        let earlier = walk.earlier(&about, &given).unwrap();
        // Whoever may do everything can list every folder that is there.
        let gone = place.path().join("gone");
        assert!(walk.enter(&gone, &about, given, &earlier).is_err());
        let found: Vec<_> = walk.map(|(_, found)| found.unwrap().path).collect();
        assert_eq!(found, [file]);
    }
}
