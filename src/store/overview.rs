//! What is known of all annotated articles, read beside everything else: nothing waits for a
//! hundred thousand records.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::front::{Front, read_front};
use super::journal::Entry;
use super::outside::is_record_name;
use super::record::{ArticleJson, Counts, Former, JournalMark};
use super::status::{Formers, Known, beyond, known};
use super::{Store, StoreError};
use crate::annotation::Status;
use crate::article::ArticleId;
use crate::cache::{Cache, Mark, Name, is_settled};

/// How many articles are told of at once.
const BATCH: usize = 250;
/// The version of what is kept of fronts.
const VERSION: u32 = 2;

/// The records of each text, by its SHA-256.
pub(super) type ByText = HashMap<String, Vec<PathBuf>>;

/// What a store's records and its journal tell of all articles, as they are when this is made.
pub struct Overview {
    articles: PathBuf,
    journal: String,
    entries: Arc<HashMap<ArticleId, Vec<Entry>>>,
    by_text: Arc<Mutex<Option<ByText>>>,
}

/// A part of it.
#[derive(Debug, Default)]
pub struct Glance {
    /// What is known of articles.
    pub known: Vec<Known>,
    /// Records that cannot be read.
    pub errors: Vec<StoreError>,
    /// The articles of which the journal holds more than their record: a crash left them behind.
    pub pending: Vec<ArticleId>,
}

/// What is kept of a record's front: the file's name and stamp, and what the front tells.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    stamp: [i64; 7],
    id: String,
    formerly: Vec<Former>,
    sha256: String,
    title: Option<String>,
    status: Status,
    tags: Vec<String>,
    noted: bool,
    updated: Option<String>,
    counts: Option<Counts>,
    journal: Option<JournalMark>,
}

impl Kept {
    fn new(name: String, stamp: [i64; 7], front: &Front) -> Self {
        Self {
            name,
            stamp,
            id: front.article.id.clone(),
            formerly: front.article.formerly.clone(),
            sha256: front.article.sha256.clone(),
            title: front.article.title.clone(),
            status: front.status,
            tags: front.tags.clone(),
            noted: front.noted,
            updated: front.updated.clone(),
            counts: front.counts,
            journal: front.journal.clone(),
        }
    }

    fn front(&self) -> Front {
        Front {
            journal: self.journal.clone(),
            article: ArticleJson {
                id: self.id.clone(),
                formerly: self.formerly.clone(),
                sha256: self.sha256.clone(),
                title: self.title.clone(),
                ..ArticleJson::default()
            },
            status: self.status,
            tags: self.tags.clone(),
            noted: self.noted,
            updated: self.updated.clone(),
            counts: self.counts,
            ..Front::default()
        }
    }
}

/// What tells a file from what it was before it was written to or replaced.
fn stamp(about: &fs::Metadata) -> [i64; 7] {
    [
        about.dev().cast_signed(),
        about.ino().cast_signed(),
        about.size().cast_signed(),
        about.mtime(),
        about.mtime_nsec(),
        about.ctime(),
        about.ctime_nsec(),
    ]
}

impl Store {
    /// All that the records and the journal tell, to be read on another thread.
    pub fn overview(&self) -> Overview {
        Overview {
            articles: self.articles(),
            journal: self.journal.id().to_owned(),
            entries: Arc::clone(&self.entries),
            by_text: Arc::clone(&self.found_by_text),
        }
    }

    /// Takes over what an overview found out about the texts of records.
    pub(super) fn take_by_text(&mut self) {
        let mut found = self
            .found_by_text
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(mut by_text) = found.take() else {
            return;
        };
        for (sha256, path) in self.written.drain() {
            let paths = by_text.entry(sha256).or_default();
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        self.by_text = Some(by_text);
    }
}

impl Overview {
    /// Reads the front of every record and tells what is known, in no order, a part at a time, until
    /// `tell` wants no more.
    ///
    /// What `cache` kept of a record is taken where its file is, by size, times and number, still
    /// the same.
    pub fn read(self, cache: Option<&Cache>, tell: &mut dyn FnMut(Glance) -> ControlFlow<()>) {
        let of = Mark::default().with(self.articles.as_os_str().as_encoded_bytes());
        let name = Name::new("fronts", VERSION, &of);
        let kept = cache.and_then(|cache| cache.get(&name, &Mark::default()));
        let kept: Vec<Kept> = kept
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let old = kept.len();
        let kept: HashMap<&OsStr, &Kept> = kept
            .iter()
            .map(|kept| (OsStr::new(&kept.name), kept))
            .collect();
        let mut fresh: Vec<Kept> = Vec::new();
        let mut used: Vec<&Kept> = Vec::new();
        let mut by_text = ByText::new();
        let mut unrecorded: HashSet<&ArticleId> = self.entries.keys().collect();
        let mut formers = Formers::default();
        let mut glance = Glance::default();
        let now = SystemTime::now();
        let files = fs::read_dir(&self.articles).into_iter().flatten().flatten();
        let files = files.filter(|file| is_record_name(&file.file_name()));
        for file in files {
            let file_name = file.file_name();
            let about = file.metadata().ok();
            let stamp = about.as_ref().map(stamp);
            let known_of = kept.get(file_name.as_os_str()).copied();
            let known_of = known_of.filter(|kept| Some(kept.stamp) == stamp);
            let path = file.path();
            let front = if let Some(kept) = known_of {
                used.push(kept);
                kept.front()
            } else {
                match read_front(&path) {
                    Ok(Some(front)) => {
                        let settled = about.filter(|about| is_settled(about, now));
                        if let (Some(_), Some(stamp), Ok(name)) =
                            (settled, stamp, file_name.into_string())
                        {
                            fresh.push(Kept::new(name, stamp, &front));
                        }
                        front
                    }
                    Ok(None) => continue,
                    Err(error) => {
                        glance.errors.push(error);
                        continue;
                    }
                }
            };
            if !front.article.sha256.is_empty() {
                let sha256 = front.article.sha256.clone();
                by_text.entry(sha256).or_default().push(path);
            }
            let id = ArticleId::new(front.article.id.as_str());
            unrecorded.remove(&id);
            formers.note(&front);
            self.note(id, Some(front), &mut glance);
            if glance.known.len() >= BATCH && tell(std::mem::take(&mut glance)).is_break() {
                return;
            }
        }
        for id in unrecorded {
            if self
                .entries
                .get(id)
                .is_some_and(|lines| formers.hold(id, lines, &self.journal))
            {
                continue;
            }
            self.note(id.clone(), None, &mut glance);
        }
        let mut found = self.by_text.lock().unwrap_or_else(PoisonError::into_inner);
        *found = Some(by_text);
        drop(found);
        if tell(glance).is_break() {
            return;
        }
        if let Some(cache) = cache
            && (!fresh.is_empty() || used.len() < old)
        {
            keep(cache, &name, used.into_iter().chain(&fresh), &self.articles);
        }
    }

    /// Notes what a front and the journal beyond it tell of an article.
    fn note(&self, id: ArticleId, front: Option<Front>, glance: &mut Glance) {
        let lines = self.entries.get(&id).map_or(&[][..], Vec::as_slice);
        let (mark, updated) = match &front {
            Some(front) => (front.journal.as_ref(), front.updated()),
            None => (None, None),
        };
        let beyond = beyond(&self.journal, lines, mark, updated);
        if !beyond.is_empty() {
            glance.pending.push(id.clone());
        }
        glance.known.extend(known(id, front, &beyond));
    }
}

/// Keeps fronts for the next time; where that cannot be, they are read again then.
fn keep<'a>(cache: &Cache, name: &Name, fronts: impl Iterator<Item = &'a Kept>, articles: &Path) {
    let fronts: Vec<&Kept> = fronts.collect();
    let bytes = serde_json::to_vec(&fronts);
    let kept = bytes.map(|bytes| cache.put(name, &Mark::default(), &bytes));
    if let Ok(Err(error)) = kept {
        tracing::debug!("{}: what is known is not kept: {error}", articles.display());
    }
}
