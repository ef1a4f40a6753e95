//! The sources of a batch's articles. Files that are one article each are many and alike: of them
//! no more is kept than tells one from the other.

use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;
use std::sync::Arc;

use crate::corpus::packed::Packing;
use crate::corpus::source::Source;
use crate::ingest::{Frame, Kind};

/// The numbers of files have this bit, those of other sources do not.
const FILE: u32 = 1 << 31;

/// Sources, by the numbers that they were given.
#[derive(Debug, Default)]
pub(in crate::corpus) struct Sources {
    /// Those that hold several articles, or that more has to be known of.
    others: Vec<Arc<Source>>,
    files: Vec<Single>,
    /// The names of the files in their folders, one behind the other.
    names: Vec<u8>,
    folders: Vec<Folder>,
}

/// A file that is one article.
#[derive(Clone, Copy, Debug)]
struct Single {
    folder: u32,
    /// Where its name ends among the names.
    name_end: u32,
    size: u32,
    kind: Kind,
    packing: Packing,
}

/// What files of one folder share: what stands before their names, with the slash.
#[derive(Debug, PartialEq, Eq)]
struct Folder {
    root: u32,
    path: Box<[u8]>,
    name: Box<str>,
}

impl Sources {
    /// The number of sources.
    pub fn len(&self) -> usize {
        self.others.len() + self.files.len()
    }

    /// Adds a source, unless it is the last one that was added, and gives its number.
    pub fn push(&mut self, source: &Arc<Source>) -> u32 {
        if let Some(number) = self.push_file(source) {
            return number;
        }
        let is_last = |last: &Arc<Source>| Arc::ptr_eq(last, source);
        if !self.others.last().is_some_and(is_last) {
            self.others.push(Arc::clone(source));
        }
        (self.others.len() - 1) as u32
    }

    /// Adds a file, if no more has to be known of it.
    fn push_file(&mut self, source: &Source) -> Option<u32> {
        let is_plain = source.kind.is_whole() && source.spool.is_none() && source.frame.is_empty();
        let size = u32::try_from(source.size).ok().filter(|_| is_plain)?;
        let own = source.path.file_name()?;
        let path = source.path.as_os_str().as_bytes();
        let path = path.strip_suffix(own.as_bytes())?;
        let name = source.name.strip_suffix(&*own.to_string_lossy())?;
        let is_last =
            |last: &Folder| last.root == source.root && *last.path == *path && *last.name == *name;
        if !self.folders.last().is_some_and(is_last) {
            self.folders.push(Folder {
                root: source.root,
                path: path.into(),
                name: name.into(),
            });
        }
        let name_end = u32::try_from(self.names.len() + own.len()).ok()?;
        self.names.extend(own.as_bytes());
        self.files.push(Single {
            folder: (self.folders.len() - 1) as u32,
            name_end,
            size,
            kind: source.kind,
            packing: source.packing,
        });
        Some(FILE | (self.files.len() - 1) as u32)
    }

    /// Gives back spare memory.
    pub fn shrink_to_fit(&mut self) {
        self.others.shrink_to_fit();
        self.files.shrink_to_fit();
        self.names.shrink_to_fit();
        self.folders.shrink_to_fit();
    }

    /// The source of this number.
    pub fn get(&self, number: u32) -> Option<Arc<Source>> {
        if number & FILE == 0 {
            return self.others.get(number as usize).cloned();
        }
        let at = (number & !FILE) as usize;
        let file = self.files.get(at)?;
        let folder = self.folders.get(file.folder as usize)?;
        let before = at.checked_sub(1).and_then(|before| self.files.get(before));
        let start = before.map_or(0, |before| before.name_end as usize);
        let own = self.names.get(start..file.name_end as usize)?;
        let path = [&folder.path, own].concat();
        let shown = OsStr::from_bytes(own).to_string_lossy();
        Some(Arc::new(Source {
            root: folder.root,
            path: PathBuf::from(std::ffi::OsString::from_vec(path)),
            name: [&folder.name, &*shown].concat().into(),
            kind: file.kind,
            frame: Frame::default(),
            size: u64::from(file.size),
            packing: file.packing,
            spool: None,
        }))
    }

    /// The root of the source of this number.
    pub fn root(&self, number: u32) -> Option<u32> {
        if number & FILE == 0 {
            return Some(self.others.get(number as usize)?.root);
        }
        let file = self.files.get((number & !FILE) as usize)?;
        Some(self.folders.get(file.folder as usize)?.root)
    }

    /// The place of a source among [`Sources::all`].
    pub fn place(&self, number: u32) -> u32 {
        if number & FILE == 0 {
            return number;
        }
        self.others.len() as u32 + (number & !FILE)
    }

    /// All sources.
    pub fn all(&self) -> impl Iterator<Item = Arc<Source>> {
        let others = self.others.iter().cloned();
        let files = 0..self.files.len() as u32;
        others.chain(files.filter_map(|file| self.get(FILE | file)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(root: u32, path: &[u8], name: &str) -> Source {
        Source {
            root,
            path: OsStr::from_bytes(path).into(),
            name: name.into(),
            kind: Kind::Text,
            frame: Frame::default(),
            size: 7,
            packing: Packing::None,
            spool: None,
        }
    }

    #[track_caller]
    fn are_kept(all: Vec<Source>) -> Sources {
        let mut sources = Sources::default();
        let all: Vec<Arc<Source>> = all.into_iter().map(Arc::new).collect();
        let numbers: Vec<u32> = all.iter().map(|source| sources.push(source)).collect();
        let told = |source: &Source| format!("{source:?}");
        for (source, number) in all.iter().zip(numbers) {
            assert_eq!(told(&sources.get(number).unwrap()), told(source));
            assert_eq!(sources.root(number), Some(source.root));
            let place = sources.place(number) as usize;
            assert_eq!(told(&sources.all().nth(place).unwrap()), told(source));
        }
        sources
    }

    #[test]
    fn files_are_what_they_were_and_share_their_folders() {
        let sources = are_kept(vec![
            file(0, b"news/2021/a.txt", "2021/a.txt"),
            file(0, b"news/2021/b.txt", "2021/b.txt"),
            file(0, b"news/2021//c.txt", "2021/c.txt"),
            file(1, b"news/2021/\xff.txt", "sub/2021/\u{fffd}.txt"),
            file(1, b"a.txt", "a.txt"),
            file(1, b"/a.txt", "a.txt"),
            file(1, b"news/a.txt", "other"),
            file(1, b"", "-"),
            Source {
                kind: Kind::Json,
                ..file(0, b"news/dump.jsonl", "dump.jsonl")
            },
        ]);
        assert_eq!((sources.files.len(), sources.folders.len()), (6, 5));
        assert_eq!(sources.len(), 9);
    }

    proptest! {
        #[test]
        fn any_path_is_kept_as_it_is(path in "[a./é]{0,12}", way in "[b/]{0,3}", root in 0u32..2) {
            let name = format!("{way}{}", path.rsplit('/').next().unwrap());
            are_kept(vec![
                file(root, path.as_bytes(), &name),
                file(root, path.as_bytes(), &path),
            ]);
        }
    }
}
