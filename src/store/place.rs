//! Where annotations live: beside the opened path, or where they are wanted.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// Where the annotations of an opened path live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder that holds a folder for each annotator.
    pub dir: PathBuf,
    /// The path that article ids are relative to: the opened one, or the folder above it that
    /// already has annotations or is opened with it.
    pub base: PathBuf,
}

impl Place {
    /// What stands before ids that are relative to `opened`, where the annotations belong to a
    /// folder above it: the way from there, with a slash; empty where they are its own.
    pub fn way_to(&self, opened: &Path) -> String {
        let Ok(opened) = absolute(opened) else {
            return String::new();
        };
        self.way_to_absolute(&opened, opened.is_dir())
    }

    fn way_to_absolute(&self, opened: &Path, is_folder: bool) -> String {
        let folder = if is_folder {
            Some(opened)
        } else {
            opened.parent()
        };
        let way = folder.and_then(|folder| folder.strip_prefix(&self.base).ok());
        match way {
            Some(way) if !way.as_os_str().is_empty() => format!("{}/", way.to_string_lossy()),
            _ => String::new(),
        }
    }
}

/// There is no place for the annotations of an opened path.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The opened path does not exist or cannot be looked up.
    #[error("{path}: {source}")]
    Lookup {
        /// The path as given.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nothing can stand beside the root folder or standard input.
    #[error("{path}: annotations cannot stand beside it; name a folder for them with -a DIR")]
    NoPlaceBeside {
        /// The path as given.
        path: PathBuf,
    },
}

/// Finds the annotations of `root`: `given` if there is one, else those of `root` or of the nearest
/// folder above it that has some, else `root.annotations`, which need not exist yet.
///
/// # Errors
/// When `root` has no name to put beside it (the root folder, `-`), or cannot be looked up.
pub fn annotations_dir(root: &Path, given: Option<&Path>) -> Result<Place, PlaceError> {
    Search::default().place(root, None, given)
}

/// The annotations of paths that are opened together: paths whose annotations are in one folder are
/// one root.
#[derive(Debug, Default)]
pub struct Roots {
    /// The places, each once, in the order of the paths.
    pub places: Vec<Result<Place, PlaceError>>,
    /// The number of each path's place.
    pub numbers: Vec<u32>,
    /// What stands before the ids of each path's articles: see [`Place::way_to`].
    pub ways: Vec<String>,
    /// Whether each path has its annotations to itself, or is the folder that they are of.
    pub own: Vec<bool>,
    /// How near each path's annotations are to its articles: the depth of the folder that they are
    /// of; the same for all where they are in one folder that was given.
    pub near: Vec<u32>,
}

impl Roots {
    /// Finds the annotations of all `paths`, as [`annotations_dir`] does it; but those of a path inside
    /// a folder that is opened, too, are that folder's, where neither has some yet.
    pub fn of(paths: &[PathBuf], given: Option<&Path>) -> Self {
        let mut search = Search::default();
        let wholes = paths.iter().map(|path| whole(path));
        let wholes: Vec<_> = wholes.collect();
        for (path, _) in wholes.iter().flatten().filter(|(_, is_folder)| *is_folder) {
            search.opened.insert(path.clone());
        }
        let mut roots = Self::default();
        let mut known = HashMap::new();
        for (path, whole) in paths.iter().zip(wholes) {
            let place = search.place(path, whole.as_ref().map(|(path, _)| path), given);
            let way = match (&place, &whole) {
                (Ok(place), Some((whole, is_folder))) => place.way_to_absolute(whole, *is_folder),
                _ => String::new(),
            };
            roots.ways.push(way);
            let base = place.as_ref().ok().map(|place| &place.base);
            let own = whole.as_ref().is_none_or(|(whole, _)| base == Some(whole));
            roots.own.push(own);
            let depth = base.map_or(0, |base| base.components().count());
            let near = u32::try_from(depth).unwrap_or(u32::MAX);
            roots.near.push(if given.is_some() { 0 } else { near });
            let next = u32::try_from(roots.places.len()).unwrap_or(u32::MAX);
            let number = match &place {
                Ok(place) => *known.entry(place.dir.clone()).or_insert(next),
                Err(_) => next,
            };
            if number == next {
                roots.places.push(place);
            }
            roots.numbers.push(number);
        }
        roots
    }
}

/// Looks for annotations, each folder once.
#[derive(Debug, Default)]
struct Search {
    /// The folders that are opened, absolute.
    opened: HashSet<PathBuf>,
    /// The annotations of folders or of the nearest ones above them.
    above: HashMap<PathBuf, Option<Place>>,
}

impl Search {
    fn place(
        &mut self,
        root: &Path,
        whole: Option<&PathBuf>,
        given: Option<&Path>,
    ) -> Result<Place, PlaceError> {
        let lookup = |source| PlaceError::Lookup {
            path: root.to_owned(),
            source,
        };
        let given = given.map(std::path::absolute).transpose().map_err(lookup)?;
        let nowhere = || PlaceError::NoPlaceBeside {
            path: root.to_owned(),
        };
        if root == Path::new("-") {
            let dir = given.ok_or_else(nowhere)?;
            let base = PathBuf::new();
            return Ok(Place { dir, base });
        }
        let whole = match whole {
            Some(whole) => whole.clone(),
            None => absolute(root).map_err(lookup)?,
        };
        if let Some(dir) = given {
            let base = self.outermost(whole);
            return Ok(Place { dir, base });
        }
        beside(&whole).ok_or_else(nowhere)?;
        if let Some(existing) = self.existing(&whole) {
            return Ok(existing);
        }
        let base = self.outermost(whole);
        let dir = beside(&base).ok_or_else(nowhere)?;
        Ok(Place { dir, base })
    }

    /// The outermost opened folder that a path is in and that can have annotations, or the path itself.
    fn outermost(&self, whole: PathBuf) -> PathBuf {
        if self.opened.is_empty() {
            return whole;
        }
        let is_opened = |above: &&Path| self.opened.contains(*above) && above.file_name().is_some();
        let outermost = whole.ancestors().filter(is_opened).last();
        outermost.map(Path::to_owned).unwrap_or(whole)
    }

    /// The annotations that a path or the nearest folder above it has.
    fn existing(&mut self, whole: &Path) -> Option<Place> {
        let own = |path: &Path| {
            let dir = beside(path)?;
            let base = path.to_owned();
            dir.is_dir().then_some(Place { dir, base })
        };
        if let Some(place) = own(whole) {
            return Some(place);
        }
        let folder = whole.parent()?;
        if let Some(known) = self.above.get(folder) {
            return known.clone();
        }
        let found = folder.ancestors().find_map(own);
        self.above.insert(folder.to_owned(), found.clone());
        found
    }
}

/// The path made absolute, and whether it is a folder; none of standard input and of what is not there.
fn whole(path: &Path) -> Option<(PathBuf, bool)> {
    let whole = absolute(path).ok().filter(|_| path != Path::new("-"))?;
    let is_folder = whole.is_dir();
    Some((whole, is_folder))
}

/// The path made absolute; one that ends in `.` or `..` gets the name of the folder that is meant.
pub(crate) fn absolute(path: &Path) -> io::Result<PathBuf> {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let ends_in_name = path.file_name().is_some() && !path.ends_with(".");
    let dots = path
        .components()
        .any(|part| matches!(part, std::path::Component::ParentDir));
    if ends_in_name && !dots {
        return std::path::absolute(path);
    }
    path.canonicalize()
}

fn beside(path: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(path.file_name()?);
    name.push(".annotations");
    Some(path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_stand_beside_the_path_or_those_above_it_are_used() {
        let root = tempfile::tempdir().unwrap();
        let news = root.path().join("news");
        let day = news.join("2021").join("05");
        std::fs::create_dir_all(&day).unwrap();
        let place = annotations_dir(&day, None).unwrap();
        assert_eq!(place.dir, news.join("2021").join("05.annotations"));
        assert_eq!(place.base, day);

        std::fs::create_dir(root.path().join("news.annotations")).unwrap();
        let place = annotations_dir(&day.join("a.txt"), None).unwrap();
        assert_eq!(place.dir, root.path().join("news.annotations"));
        assert_eq!(place.base, news);

        std::fs::create_dir(news.join("2021.annotations")).unwrap();
        let place = annotations_dir(&day, None).unwrap();
        assert_eq!(place.base, news.join("2021"), "the nearest ones count");

        let given = annotations_dir(&day, Some(Path::new("/elsewhere"))).unwrap();
        assert_eq!((given.dir, given.base), ("/elsewhere".into(), day));
    }

    /// What each path's articles are called, by the names of the folders with their annotations.
    fn roots(folder: &Path, paths: &[&str], given: Option<&str>) -> Vec<(String, u32, String)> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| folder.join(path)).collect();
        let given = given.map(|given| folder.join(given));
        let Roots {
            places,
            numbers,
            ways,
            ..
        } = Roots::of(&paths, given.as_deref());
        let all = numbers.into_iter().zip(ways);
        let all = all.map(|(number, way)| {
            let dir = &places[number as usize].as_ref().unwrap().dir;
            let dir = dir.strip_prefix(folder).unwrap();
            (dir.to_str().unwrap().to_owned(), number, way)
        });
        all.collect()
    }

    #[test]
    fn paths_whose_annotations_are_in_one_place_are_one_root() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        std::fs::create_dir_all(folder.join("n/sub/deep")).unwrap();
        std::fs::create_dir(folder.join("m")).unwrap();
        for file in ["n/a.txt", "n/b.txt", "n/sub/c.txt", "m/a.txt"] {
            std::fs::write(folder.join(file), "It rained.").unwrap();
        }
        let told = |all: &[(&str, u32, &str)]| {
            let all = all.iter();
            all.map(|(dir, number, way)| ((*dir).to_owned(), *number, (*way).to_owned()))
                .collect::<Vec<_>>()
        };
        let (n, m) = ("n.annotations", "m.annotations");
        // Nothing is annotated yet.
        assert_eq!(
            roots(folder, &["n/a.txt", "n/b.txt", "n/a.txt"], None),
            told(&[
                ("n/a.txt.annotations", 0, ""),
                ("n/b.txt.annotations", 1, ""),
                ("n/a.txt.annotations", 0, "")
            ])
        );
        assert_eq!(
            roots(
                folder,
                &["n/sub/deep", "m", "n", "n/sub/c.txt", "m/a.txt"],
                None
            ),
            told(&[
                (n, 0, "sub/deep/"),
                (m, 1, ""),
                (n, 0, ""),
                (n, 0, "sub/"),
                (m, 1, "")
            ])
        );
        assert_eq!(
            roots(folder, &["n/sub", "n", "m/a.txt"], Some("notes")),
            told(&[("notes", 0, "sub/"), ("notes", 0, ""), ("notes", 0, "")])
        );
        // Those that are there count, the nearest first.
        std::fs::create_dir(folder.join("n/sub.annotations")).unwrap();
        assert_eq!(
            roots(folder, &["n", "n/sub", "n/sub/c.txt", "n/a.txt"], None),
            told(&[
                (n, 0, ""),
                ("n/sub.annotations", 1, ""),
                ("n/sub.annotations", 1, ""),
                (n, 0, "")
            ])
        );
        std::fs::create_dir(folder.join(n)).unwrap();
        assert_eq!(
            roots(folder, &["n/a.txt", "n/b.txt", "n/sub/deep"], None),
            told(&[(n, 0, ""), (n, 0, ""), ("n/sub.annotations", 1, "deep/")])
        );
        // Standard input has none, and belongs to no folder.
        let piped = Roots::of(
            &[folder.join("n"), "-".into(), folder.join("n/a.txt")],
            None,
        );
        assert_eq!(piped.numbers, [0, 1, 0]);
        assert!(piped.places[1].is_err());
    }

    #[test]
    fn a_dot_is_the_folder_that_it_means_and_the_root_has_no_beside() {
        let here = std::env::current_dir().unwrap().canonicalize().unwrap();
        for dot in ["", ".", "src/.."] {
            let place = annotations_dir(Path::new(dot), None).unwrap();
            assert_eq!(place.base, here);
            assert_eq!(Some(place.dir), beside(&here));
        }
        for nowhere in ["/", "-"] {
            let error = annotations_dir(Path::new(nowhere), None).unwrap_err();
            assert!(error.to_string().contains("-a DIR"), "{error}");
        }
    }
}
