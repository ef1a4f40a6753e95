//! The annotations that stand beside opened paths, of one annotator or of several, for reading.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::annotation::{Annotations, Status};
use crate::article::{Article, ArticleId};
use crate::bounded;
use crate::corpus::name_inside;
use crate::extract::extract_with;
use crate::extract::model::Model;
use crate::ingest::kind::Named;
use crate::ingest::{Pattern, ReadOptions};
use crate::span::OffsetIndex;
use crate::store::{
    Loaded, Met, Place, PlaceError, Reading, Roll, Roots, Store, StoreError, is_folder_of,
};

/// Whose annotations are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Annotators {
    /// Those of everyone who annotated there.
    All,
    /// Those of these.
    Named(Vec<String>),
}

/// The annotations of all opened paths. Nothing is locked, nothing is written.
#[derive(Debug)]
pub struct Archive {
    roots: Vec<Root>,
    /// The root of each path, what stands before ids that are relative to it, whether all of the
    /// root is that path, and how near its annotations are.
    numbers: Vec<u32>,
    ways: Vec<String>,
    own: Vec<bool>,
    near: Vec<u32>,
    nowhere: Option<PlaceError>,
    problems: Vec<String>,
    model: Arc<Model>,
    /// Whether what the model suggests stands beside what was decided, as on the screen.
    suggesting: bool,
}

/// The annotations of one place.
#[derive(Debug, Default)]
struct Root {
    /// What of it is opened, as far as ids tell: without either, all.
    folders: Vec<Folder>,
    files: HashSet<String>,
    shelves: Vec<Shelf>,
}

/// A folder that is opened.
#[derive(Debug)]
struct Folder {
    /// What stands before ids that are relative to it.
    way: String,
    /// Which files of it are opened, where those are not all.
    pattern: Option<Arc<Pattern>>,
}

/// One annotator's annotations of one place.
#[derive(Debug)]
struct Shelf {
    annotator: String,
    store: Store,
    /// What is annotated, and has not been asked for yet.
    roll: Roll,
    pending: HashSet<ArticleId>,
}

/// What one annotator says about one article.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// Whose annotations.
    pub annotator: Arc<str>,
    /// The annotations.
    pub annotations: Annotations,
    /// What is to be told about reading them.
    pub notices: Vec<String>,
}

/// An annotated article that was not among the articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// Whose annotations.
    pub annotator: Arc<str>,
    /// The article.
    pub article: ArticleId,
    /// How far the work on it is.
    pub status: Status,
}

impl fmt::Display for Orphan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            annotator, article, ..
        } = self;
        write!(
            f,
            "{article}: {annotator} annotated it, but it is not among the articles; open the path that has it"
        )
    }
}

impl Archive {
    /// Opens the annotations of `paths`, in `dir` if given; where there are none yet, none are found.
    ///
    /// # Errors
    /// When a path cannot be looked up, or annotations cannot be read.
    pub fn open(
        paths: &[PathBuf],
        dir: Option<&Path>,
        annotators: &Annotators,
    ) -> Result<Self, StoreError> {
        let Roots {
            places,
            numbers,
            ways,
            own,
            near,
        } = Roots::of(paths, dir);
        let mut archive = Self {
            roots: Vec::with_capacity(places.len()),
            numbers,
            ways,
            own,
            near,
            nowhere: None,
            problems: Vec::new(),
            model: Arc::clone(Model::built_in()),
            suggesting: false,
        };
        for place in places {
            let shelves = match place {
                Ok(place) => archive.shelves(&place, annotators)?,
                Err(error) => {
                    archive.nowhere.get_or_insert(error);
                    Vec::new()
                }
            };
            archive.roots.push(Root {
                shelves,
                ..Root::default()
            });
        }
        Ok(archive)
    }

    fn shelves(
        &mut self,
        place: &Place,
        annotators: &Annotators,
    ) -> Result<Vec<Shelf>, StoreError> {
        let names = match annotators {
            Annotators::All => everyone(&place.dir),
            Annotators::Named(names) => names.clone(),
        };
        let mut shelves = Vec::with_capacity(names.len());
        for name in names {
            let Reading {
                store,
                roll,
                errors,
            } = Store::open_to_read(&place.dir, &name)?;
            let folder = store.folder().display();
            let damage = store.problems().iter();
            self.problems
                .extend(damage.map(|damage| format!("{folder}/{damage}")));
            self.problems
                .extend(store.registry_problems().iter().cloned());
            self.problems.extend(errors.iter().map(ToString::to_string));
            shelves.push(Shelf {
                annotator: name,
                pending: store.pending().into_iter().collect(),
                store,
                roll,
            });
        }
        Ok(shelves)
    }

    /// With the model that annotators worked with: what a journal holds beyond the records was
    /// decided on its suggestions.
    pub fn with_model(self, model: Arc<Model>) -> Self {
        Self { model, ..self }
    }

    /// With what the model suggests beside what was decided, as the screen shows it: records that were
    /// imported, or made on another model's suggestions, do not hold it.
    pub fn with_suggestions(self) -> Self {
        Self {
            suggesting: true,
            ..self
        }
    }

    /// Where some files of a folder alone are opened: annotated articles that have other names are not
    /// missing.
    pub fn with_patterns(mut self, paths: &[PathBuf], options: &ReadOptions) -> Self {
        let all = self.numbers.iter().zip(&self.ways).zip(&self.own);
        for (number, (path, ((root, way), own))) in paths.iter().zip(all).enumerate() {
            let Some(root) = self.roots.get_mut(*root as usize) else {
                continue;
            };
            match path.file_name().filter(|_| !own && !path.is_dir()) {
                Some(name) => {
                    let name = format!("{way}{}", name.to_string_lossy());
                    root.files.insert(name);
                }
                None => root.folders.push(Folder {
                    way: way.clone(),
                    pattern: options.pattern_of(number).cloned(),
                }),
            }
        }
        self
    }

    /// The model that annotators worked with.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Reads articles so that they have the roots and the ids under which they are annotated.
    pub fn guide(&self, options: ReadOptions) -> ReadOptions {
        ReadOptions {
            within: self.ways.clone(),
            roots: self.numbers.clone(),
            near: self.near.clone(),
            ..options
        }
    }

    /// Why a path has no place for annotations (standard input without a folder for them), if one has none.
    pub fn nowhere(&self) -> Option<&PlaceError> {
        self.nowhere.as_ref()
    }

    /// What could not be read of the annotations.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Those of several who were named that annotated nothing here, a line each.
    pub fn strangers(&self) -> Vec<String> {
        let shelves = || self.roots.iter().flat_map(|root| &root.shelves);
        let is_there = |shelf: &&Shelf| shelf.store.folder().is_dir();
        let known: BTreeSet<&str> = shelves()
            .filter(is_there)
            .map(|s| s.annotator.as_str())
            .collect();
        let named: BTreeSet<&str> = shelves().map(|s| s.annotator.as_str()).collect();
        if named.len() < 2 {
            return Vec::new();
        }
        let unknown = named.difference(&known);
        unknown
            .map(|name| format!("--annotator {name}: nobody of this name annotated these articles"))
            .collect()
    }

    /// Whether every annotated article has been asked for.
    pub fn is_exhausted(&self) -> bool {
        let mut shelves = self.roots.iter().flat_map(|root| &root.shelves);
        shelves.all(|shelf| shelf.roll.is_exhausted())
    }

    /// What is said about an article of the root of this number, by annotator.
    ///
    /// Articles are to be read as [`Self::guide`] says.
    pub fn annotations(
        &mut self,
        root: usize,
        article: &Article,
    ) -> Vec<Result<Annotated, StoreError>> {
        let Some(root) = self.roots.get_mut(root) else {
            return Vec::new();
        };
        let suggesting = self.suggesting;
        root.shelves
            .iter_mut()
            .filter_map(|shelf| shelf.annotated(article, &self.model, suggesting))
            .collect()
    }

    /// The annotated articles that were not asked for; those outside the opened paths are not meant.
    pub fn orphans(&self) -> impl Iterator<Item = Orphan> + '_ {
        self.roots.iter().flat_map(|root| {
            root.shelves.iter().flat_map(move |shelf| {
                let left = shelf.store.left(&shelf.roll);
                let left = left.map(|known| (known.article, known.status));
                let mut left: Vec<_> = left.filter(|(id, _)| root.holds(id)).collect();
                left.sort();
                left.into_iter().map(|(article, status)| Orphan {
                    annotator: Arc::clone(shelf.store.annotator()),
                    article,
                    status,
                })
            })
        })
    }
}

impl Root {
    /// Whether an article may be of the opened path, from its id.
    fn holds(&self, id: &ArticleId) -> bool {
        let id = id.as_str();
        if id == "-" {
            // What was piped in another time is not expected.
            return false;
        }
        let holds = |folder: &Folder| {
            let way = id.strip_prefix(&folder.way);
            way.is_some_and(|way| folder.holds(way))
        };
        self.folders.is_empty() && self.files.is_empty()
            || self.files.contains(id)
            || self.files.contains(file_of(id))
            || self.folders.iter().any(holds)
    }
}

impl Folder {
    fn holds(&self, way: &str) -> bool {
        // An id that is no file's name says nothing of its file.
        let takes = |pattern: &Arc<Pattern>| {
            [way, file_of(way)]
                .into_iter()
                .map(Path::new)
                .any(|file| Named::of(&name_inside(file)).is_some() && pattern.takes(file))
        };
        self.pattern.as_ref().is_none_or(takes)
    }
}

/// The file of an id: the line stands behind a file of several.
fn file_of(id: &str) -> &str {
    id.rsplit_once(':').map_or(id, |(file, _)| file)
}

impl Shelf {
    /// The annotations of an article, if it has some here.
    fn annotated(
        &mut self,
        article: &Article,
        model: &Model,
        suggesting: bool,
    ) -> Option<Result<Annotated, StoreError>> {
        let met = self.roll.meet(article)?;
        let index = OffsetIndex::new(&article.text);
        let suggested = || Annotations::fresh(&extract_with(article, model), &article.text, &index);
        let fresh = if self.store.is_behind(article, &self.pending) {
            // The journal was written on suggestions.
            suggested()
        } else {
            Annotations::default()
        };
        let mut loaded = self.store.peek(article, &index, &fresh);
        // In a text that was changed what is suggested is found anew, too.
        let lacks = |loaded: &Loaded| {
            *loaded.annotations.model != *model.name() || !loaded.notices.is_empty()
        };
        if suggesting && loaded.as_ref().is_ok_and(lacks) {
            loaded = self.store.peek(article, &index, &suggested());
        }
        let is_nobodys = |loaded: &Loaded| loaded.annotations.updated.is_none();
        if met != Met::Known {
            if loaded.as_ref().is_ok_and(is_nobodys) {
                return None;
            }
            self.roll.confirm(met);
        }
        Some(loaded.map(|loaded| {
            let id = &article.id;
            let notices = loaded
                .notices
                .iter()
                .map(|notice| format!("{id}: {notice}"));
            let conflicts = loaded.conflicts.iter().map(|conflict| {
                format!("{id}: {} is not in it: {}", conflict.what, conflict.reason)
            });
            let notices = notices.chain(conflicts).collect();
            let mut annotations = loaded.annotations;
            // What nobody linked in the article is linked as it is everywhere.
            for party in annotations.clusters.iter_mut() {
                let known = party
                    .key
                    .as_deref()
                    .and_then(|key| self.store.registry().get(key));
                if let Some(known) = known.filter(|_| party.review.link.is_none()) {
                    party.review.link.clone_from(&known.link);
                }
            }
            Annotated {
                annotator: Arc::clone(self.store.annotator()),
                notices,
                annotations,
            }
        }))
    }
}

/// Everyone who annotated in a folder, in the order of their folders' names.
fn everyone(dir: &Path) -> Vec<String> {
    let folders = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = folders
        .map(|entry| entry.path())
        .filter(|folder| folder.join("articles").is_dir() || folder.join("journal.jsonl").is_file())
        .collect();
    folders.sort();
    folders
        .iter()
        .filter_map(|folder| {
            let name = folder.file_name()?.to_str()?.to_owned();
            // A name that is not plain stands in the files; its folder has another one.
            let written = written_name(folder);
            Some(
                written
                    .filter(|written| is_folder_of(&name, written))
                    .unwrap_or(name),
            )
        })
        .collect()
}

fn written_name(folder: &Path) -> Option<String> {
    let records = std::fs::read_dir(folder.join("articles"))
        .into_iter()
        .flatten();
    let records = records.flatten().map(|entry| entry.path());
    let mut files = std::iter::once(folder.join("journal.jsonl")).chain(records);
    files.find_map(|file| {
        let mut file = BufReader::new(bounded::open(&file).ok()?);
        // The first value: a record is one, a journal begins with one about itself.
        let mut values = serde_json::Deserializer::from_reader(&mut file).into_iter::<Value>();
        let value = values.next()?.ok()?;
        Some(value.get("annotator")?.as_str()?.to_owned())
    })
}
