//! Annotations written to another folder, and what one store learns from another.

use std::fs;
use std::path::{Path, PathBuf};

use super::disk::{self, is_missing};
use super::error::StoreError;
use super::outside::is_record_name;
use super::{Access, Bound, Store, annotator_folder, make_folders};

/// What was written to another folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// How many records.
    pub records: usize,
    /// What could not be copied, and why.
    pub left_out: Vec<String>,
}

impl Store {
    /// Copies the annotator's records, who is who, and the journal to another folder of annotations.
    /// What cannot be read is left out and told.
    ///
    /// # Errors
    /// When the annotator has something there already, or it cannot be written. Nothing is left
    /// behind then.
    pub fn copy_to(&self, dir: &Path) -> Result<Copied, StoreError> {
        let folder = annotator_folder(dir, &self.annotator);
        let mut there = fs::read_dir(&folder).into_iter().flatten();
        if there.next().is_some() {
            return Err(StoreError::Taken { folder });
        }
        let made = folder
            .ancestors()
            .take_while(|above| !above.exists())
            .last();
        let made = made.map(Path::to_owned);
        let copied = self.copy_into(dir, &folder);
        if copied.is_err()
            && let Some(made) = made
        {
            // Half a copy helps nobody, and would be in the way of the next one.
            let _ = fs::remove_dir_all(made);
        }
        copied
    }

    fn copy_into(&self, dir: &Path, folder: &Path) -> Result<Copied, StoreError> {
        make_folders(dir, folder).map_err(StoreError::io(folder, "make"))?;
        let mut copied = Copied::default();
        let articles = self.articles();
        let names = match fs::read_dir(&articles) {
            Ok(entries) => entries.flatten().map(|entry| entry.file_name()).collect(),
            Err(error) if is_missing(&error) && self.folder.is_dir() => Vec::new(),
            // Nothing was ever decided here.
            Err(_) if self.lock.is_none() && *self.access() == Access::Writable => Vec::new(),
            Err(error) => {
                copied
                    .left_out
                    .push(format!("{}: {error}", articles.display()));
                Vec::new()
            }
        };
        let records = names.iter().filter(|name| is_record_name(name));
        let mut files: Vec<PathBuf> = records
            .map(|name| Path::new("articles").join(name))
            .collect();
        files.push(PathBuf::from("entities.json"));
        for file in files {
            let bytes = match disk::read(&self.folder.join(&file)) {
                Ok(bytes) => bytes,
                Err(error) if is_missing(&error) => continue,
                Err(error) => {
                    let path = self.folder.join(&file);
                    copied.left_out.push(format!("{}: {error}", path.display()));
                    continue;
                }
            };
            disk::replace(&folder.join(&file), folder, &bytes)?;
            copied.records += usize::from(file.parent() == Some(Path::new("articles")));
        }
        match self.journal.bytes() {
            Ok(bytes) if bytes.is_empty() => {}
            Ok(bytes) => disk::replace(&folder.join("journal.jsonl"), folder, &bytes)?,
            Err(error) => copied.left_out.push(error.to_string()),
        }
        Ok(copied)
    }

    /// Takes over what another store on the same folder knows of its records: which file is whose,
    /// and what it held when it was read.
    pub fn adopt(&mut self, other: Self) {
        if self.folder == other.folder {
            for bound in other.bound.values() {
                let held = bound.marks.get(self.journal.id());
                self.journal.reach(held.copied());
            }
            self.bound = other.bound;
            self.owners = other.owners;
        }
    }

    /// Learns the texts of the articles that another store read, which journal lines name.
    pub fn learn_texts(&mut self, other: &Self) {
        for (id, bound) in &other.bound {
            let Some(name) = bound.path.file_name() else {
                continue;
            };
            let path = self.articles().join(name);
            let sum = super::outside::sum(&path).ok().flatten();
            let bound = Bound {
                path,
                sum,
                ..bound.clone()
            };
            self.bind(id, bound);
        }
    }

    /// Gives the lock back, so that the annotations can be opened anew.
    pub fn release(&mut self) {
        self.lock = None;
    }

    /// Says why this store, which was opened to look, may not write.
    pub fn set_access(&mut self, access: Access) {
        self.access = access;
    }
}
