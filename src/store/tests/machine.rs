//! A machine whose power goes: what it was told to write and was not told to wait for may be gone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::store::disk::fault::Done;

/// Numbers that look like chance and are the same for the same seed (`SplitMix64`).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number below `sides`.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

/// What becomes of what nobody waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// All of it reached the disk: only the program was killed.
    Kept,
    /// None of it did.
    Lost,
    /// Names did, bytes did not: files have their length and NUL in place of what they held.
    Empty,
    /// Some of it did, in part.
    Chance,
}

/// Bytes that a file holds, and what was done to it since they were last safe.
#[derive(Clone, Default)]
struct Bytes {
    safe: Vec<u8>,
    since: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Wrote(u64, Vec<u8>),
    Truncated(u64),
}

impl Change {
    fn make(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Wrote(from, new) => {
                let (from, end) = (*from as usize, *from as usize + new.len());
                bytes.resize(bytes.len().max(end), 0);
                bytes[from..end].copy_from_slice(new);
            }
            Self::Truncated(length) => bytes.resize(*length as usize, 0),
        }
    }
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Folder,
    File(usize),
}

type Names = BTreeMap<PathBuf, Named>;

/// A change of names, in a folder that may not be safe yet.
#[derive(Clone)]
enum Naming {
    Made(PathBuf, Named),
    Renamed(PathBuf, PathBuf, Named),
    Removed(PathBuf),
}

impl Naming {
    fn make(&self, names: &mut Names) {
        match self {
            Self::Made(path, named) => drop(names.insert(path.clone(), *named)),
            Self::Renamed(from, to, named) => {
                names.remove(from);
                names.insert(to.clone(), *named);
            }
            Self::Removed(path) => drop(names.remove(path)),
        }
    }

    fn folder(&self) -> &Path {
        let (Self::Made(path, _) | Self::Renamed(_, path, _) | Self::Removed(path)) = self;
        path.parent().unwrap()
    }
}

/// The disk of the machine: what is safe on it, and what was only told.
#[derive(Clone, Default)]
pub(super) struct Machine {
    files: Vec<Bytes>,
    names: Names,
    safe: Names,
    namings: Vec<Naming>,
}

impl Machine {
    /// A machine on whose disk this folder is, all of it safe.
    pub(super) fn new(folder: &Path) -> Self {
        let mut machine = Self::default();
        machine.take_in(folder);
        machine.safe = machine.names.clone();
        machine
    }

    fn take_in(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.names.insert(path.clone(), Named::Folder);
                self.take_in(&path);
            } else {
                self.names
                    .insert(path.clone(), Named::File(self.files.len()));
                self.files.push(Bytes {
                    safe: fs::read(&path).unwrap(),
                    since: Vec::new(),
                });
            }
        }
    }

    fn name(&mut self, naming: Naming) {
        naming.make(&mut self.names);
        self.namings.push(naming);
    }

    fn file(&mut self, path: &Path) -> &mut Bytes {
        let Some(Named::File(file)) = self.names.get(path) else {
            panic!("{} is no file", path.display());
        };
        &mut self.files[*file]
    }

    /// Takes in what was done.
    pub(super) fn does(&mut self, done: &Done) {
        match done {
            Done::MadeFolder(path) => self.name(Naming::Made(path.clone(), Named::Folder)),
            Done::Opened(path) => {
                if !self.names.contains_key(path) {
                    self.files.push(Bytes::default());
                    let named = Named::File(self.files.len() - 1);
                    self.name(Naming::Made(path.clone(), named));
                }
            }
            Done::Wrote(path, from, bytes) => {
                let change = Change::Wrote(*from, bytes.clone());
                self.file(path).since.push(change);
            }
            Done::Truncated(path, length) => {
                self.file(path).since.push(Change::Truncated(*length));
            }
            Done::Synced(path) => {
                let file = self.file(path);
                for change in std::mem::take(&mut file.since) {
                    change.make(&mut file.safe);
                }
            }
            Done::Renamed(from, to) => {
                let named = self.names[from];
                self.name(Naming::Renamed(from.clone(), to.clone(), named));
            }
            Done::Removed(path) => self.name(Naming::Removed(path.clone())),
            Done::SyncedFolder(path) => {
                let namings = std::mem::take(&mut self.namings);
                for naming in namings {
                    if naming.folder() == path {
                        naming.make(&mut self.safe);
                    } else {
                        self.namings.push(naming);
                    }
                }
            }
        }
    }

    /// The power goes: writes what is left of the folder `from` into the folder `to`.
    pub(super) fn crash(&self, from: &Path, to: &Path, fate: Fate, dice: &mut Dice) {
        let mut names = self.safe.clone();
        for naming in &self.namings {
            if match fate {
                Fate::Kept | Fate::Empty => true,
                Fate::Lost => false,
                Fate::Chance => dice.roll(2) == 0,
            } {
                naming.make(&mut names);
            }
        }
        for (path, named) in &names {
            let Ok(inside) = path.strip_prefix(from) else {
                continue;
            };
            let path = to.join(inside);
            if !path.parent().unwrap().is_dir() {
                // The folder is lost, with all that is in it.
                continue;
            }
            match named {
                Named::Folder => fs::create_dir(&path).unwrap(),
                Named::File(file) => {
                    fs::write(&path, self.files[*file].left(fate, dice)).unwrap();
                }
            }
        }
    }
}

impl Bytes {
    fn left(&self, fate: Fate, dice: &mut Dice) -> Vec<u8> {
        let mut left = self.safe.clone();
        for change in &self.since {
            let fate = match (fate, dice.roll(5)) {
                (Fate::Chance, 0) => Fate::Kept,
                (Fate::Chance, 1) => Fate::Lost,
                (Fate::Chance, 2) => Fate::Empty,
                (fate, _) => fate,
            };
            match (fate, change) {
                (Fate::Lost, _) => {}
                (Fate::Empty, Change::Wrote(from, bytes)) => {
                    Change::Wrote(*from, vec![0; bytes.len()]).make(&mut left);
                }
                (Fate::Chance, Change::Wrote(from, bytes)) => {
                    let part = bytes[..dice.roll(bytes.len() + 1)].to_vec();
                    Change::Wrote(*from, part).make(&mut left);
                }
                (Fate::Kept, _) | (_, Change::Truncated(_)) => change.make(&mut left),
            }
        }
        left
    }
}
