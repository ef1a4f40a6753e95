//! A folder of results: each file appears when it is whole.

use std::collections::HashSet;
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Unfinished, beside};

/// A folder that results are written into. What else lies there is left alone.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    /// The subfolders that are known to be there.
    made: HashSet<PathBuf>,
    files: u64,
    /// What was written, by hashes of the paths, of which there may be a million.
    written: HashSet<u64>,
    keys: RandomState,
}

impl Folder {
    /// Opens a folder, and makes it where it is missing.
    ///
    /// # Errors
    /// When it cannot be made, or is a file.
    pub fn open(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        Ok(Self {
            dir: dir.canonicalize()?,
            made: HashSet::new(),
            files: 0,
            written: HashSet::new(),
            keys: RandomState::new(),
        })
    }

    /// Its full name.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// How many files were written.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// Whether a file of this full name was written.
    pub fn has_written(&self, path: &Path) -> bool {
        self.written.contains(&self.keys.hash_one(path))
    }

    /// Begins a file in it; `name` may lead through subfolders, which are made.
    ///
    /// # Errors
    /// When it cannot be written, or a name would lead out of the folder.
    pub fn file(&mut self, name: &Path) -> io::Result<NewFile> {
        use std::path::Component;
        if !name.components().all(|c| matches!(c, Component::Normal(_))) {
            let reason = format!("{} leads out of the folder", name.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let path = self.dir.join(name);
        let parent = path.parent().unwrap_or(&self.dir);
        if parent != self.dir && !self.made.contains(parent) {
            fs::create_dir_all(parent).map_err(|error| told(&error, parent))?;
            // A link that somebody put there may lead anywhere.
            if !parent.canonicalize()?.starts_with(&self.dir) {
                let reason = format!("{} leads out of the folder", parent.display());
                return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
            }
            self.made.insert(parent.to_owned());
        }
        self.files += 1;
        self.written.insert(self.keys.hash_one(&path));
        let temporary = beside(&path).map_err(|error| told(&error, &path))?;
        Ok(NewFile {
            writer: BufWriter::new(temporary),
            path,
        })
    }

    /// Writes a whole file; `name` may lead through subfolders, which are made.
    ///
    /// # Errors
    /// As [`Self::file`].
    pub fn write(&mut self, name: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.file(name)?;
        file.write_all(bytes)?;
        file.finish()
    }
}

/// A file of a folder that is not in its place yet.
#[derive(Debug)]
pub struct NewFile {
    writer: BufWriter<Unfinished>,
    path: PathBuf,
}

impl NewFile {
    /// Writes what is left, and puts it in its place.
    ///
    /// # Errors
    /// When that cannot be written; what was there before is as it was.
    pub fn finish(self) -> io::Result<()> {
        let Self { writer, path } = self;
        let put = || {
            let temporary = writer
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            temporary.persist(&path)
        };
        put().map_err(|error| told(&error, &path))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer
            .write(bytes)
            .map_err(|error| told(&error, &self.path))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer
            .flush()
            .map_err(|error| told(&error, &self.path))
    }
}

/// An error of a file, by its name.
fn told(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(&place.path().join("new/one")).unwrap();
        let mut file = folder.file(Path::new("ana/a.txt")).unwrap();
        file.write_all(b"text").unwrap();
        let path = folder.dir().join("ana/a.txt");
        assert!(!path.exists());
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"text");
        folder.write(Path::new("ana/a.txt"), b"other").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"other");
        assert_eq!(folder.files(), 2);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(&place.path().join("in")).unwrap();
        for name in ["../a", "/tmp/a", "a/../../b"] {
            assert!(folder.file(Path::new(name)).is_err(), "{name}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(place.path(), folder.dir().join("link")).unwrap();
            assert!(folder.file(Path::new("link/a")).is_err());
            let outside = place.path().join("outside");
            fs::write(&outside, "mine").unwrap();
            std::os::unix::fs::symlink(&outside, folder.dir().join("a.txt")).unwrap();
            folder.write(Path::new("a.txt"), b"new").unwrap();
            assert_eq!(fs::read(&outside).unwrap(), b"mine");
        }
    }
}
