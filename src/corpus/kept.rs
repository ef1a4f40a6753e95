//! The index of a corpus, kept from one opening to the next.
//!
//! It is good as long as no file changed: every file's name, size, number and times are those that
//! they were, and so are some bytes of each large one. The first section of the entry has the sizes
//! of all batches and what could not be read; each other section is a batch.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;

use super::STANDARD_INPUT;
use super::batch::pack::{Packed, Parcel, put_part};
use super::batch::{Batch, MOST_ENTRIES};
use super::walk::Walk;
use crate::cache::{Cache, Entry, Mark, Name, is_settled};
use crate::ingest::{Problem, ReadOptions};

/// The version of what is written here and in the batches; another one is not read.
const VERSION: u32 = 3;

/// A corpus of fewer bytes and articles is indexed as fast as a kept index is checked.
const WORTH_BYTES: u64 = 32 << 20;
const WORTH_ARTICLES: usize = 4_096;

/// A list of more problems is not kept.
pub(super) const MOST_PROBLEMS: usize = 10_000;

/// A file of so many bytes has some of them looked at.
const LARGE: u64 = 4 << 20;

/// In how many places, and how many bytes each time.
const SAMPLES: u64 = 16;
const SAMPLE: usize = 4 << 10;

/// What is known of the files of a corpus without reading them.
#[derive(Debug)]
pub(super) struct Files {
    mark: Mark,
    large: Vec<(PathBuf, u64)>,
    settled: bool,
    seen: SystemTime,
    bytes: u64,
}

impl Files {
    /// Of none so far, at the time `seen`.
    pub fn seen(seen: SystemTime) -> Self {
        Self {
            mark: Mark::default(),
            large: Vec::new(),
            settled: true,
            seen,
            bytes: 0,
        }
    }

    /// Notes the next one.
    pub fn add(&mut self, path: &Path, about: &Metadata) {
        self.mark.add(path.as_os_str().as_bytes());
        self.mark.add_file(about);
        self.settled &= is_settled(about, self.seen);
        self.bytes += about.len();
        if about.len() >= LARGE {
            self.large.push((path.to_owned(), about.len()));
        }
    }

    /// All files of some paths, in the order in which they are indexed; none where one cannot be
    /// looked at.
    fn of(paths: &[PathBuf], options: &ReadOptions) -> Option<Self> {
        let mut files = Self::seen(SystemTime::now());
        for (_, found) in Walk::new(paths, &options.only).by_nearest(&options.near) {
            let found = found.ok()?;
            if !options.skips(&found.path) {
                files.add(&found.path, &found.about);
            }
        }
        Some(files)
    }

    /// With bytes from within the large ones, which tell a file that was written to in a way that
    /// its times do not show.
    fn sampled(&self) -> io::Result<Mark> {
        let mut mark = self.mark.clone();
        let mut sample = [0; SAMPLE];
        for (path, size) in &self.large {
            let file = File::open(path)?;
            let last = size.saturating_sub(SAMPLE as u64);
            for number in 0..SAMPLES {
                file.read_exact_at(&mut sample, last / (SAMPLES - 1) * number)?;
                mark.add(sample);
            }
            file.read_exact_at(&mut sample, last)?;
            mark.add(sample);
        }
        Ok(mark)
    }
}

/// The name of the index of these paths, read in this way; none where it cannot be kept.
pub(super) fn name(paths: &[PathBuf], options: &ReadOptions) -> Option<Name> {
    let mut of = Mark::default();
    for path in paths {
        if path == Path::new(STANDARD_INPUT) {
            return None;
        }
        // The rows hold the paths as they were typed, which mean another file in another folder.
        of.add(path.canonicalize().ok()?.as_os_str().as_bytes());
        of.add(path.as_os_str().as_bytes());
    }
    let ReadOptions {
        map,
        skip,
        standard_input: _,
        within,
        only,
        roots,
        near,
    } = options;
    for (field, name) in map {
        of.add(field.name());
        of.add(name);
    }
    of.add(
        skip.as_ref()
            .map_or(&b""[..], |path| path.as_os_str().as_bytes()),
    );
    for way in within {
        of.add(way);
    }
    for pattern in only {
        let typed = pattern.as_ref().map(ToString::to_string);
        of.add(typed.unwrap_or_default());
    }
    for number in roots.iter().chain(near) {
        of.add(number.to_le_bytes());
    }
    Some(Name::new("index", VERSION, &of))
}

/// A kept index that was found to be good.
#[derive(Debug)]
pub(super) struct Kept {
    path: PathBuf,
    entry: Entry,
    /// The number of articles of each batch.
    pub slots: Vec<usize>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Kept {
    /// Finds the index of these paths and looks through all of it; none where there is none, or where
    /// a file changed.
    pub fn open(cache: &Cache, paths: &[PathBuf], options: &ReadOptions) -> Option<Self> {
        let name = name(paths, options)?;
        // Many files take long to walk over, for nothing when there is no index.
        if !cache.has(&name) {
            return None;
        }
        let mark = Files::of(paths, options)?.sampled().ok()?;
        let entry = cache.open(&name, &mark)?;
        let mut buffer = Vec::new();
        let (slots, problems) = read_front(entry.section(0, &mut buffer)?)?;
        if slots.len() + 1 != entry.len() {
            return None;
        }
        let good = slots
            .par_iter()
            .enumerate()
            .map_init(Vec::new, |buffer, (slot, len)| {
                let bytes = entry.section(slot + 1, buffer);
                bytes
                    .and_then(Packed::of)
                    .is_some_and(|packed| packed.len() == *len)
            })
            .all(|good| good);
        good.then(|| Self {
            path: paths.first().cloned().unwrap_or_default(),
            entry,
            slots,
            problems,
        })
    }

    /// The first of the paths.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads a batch; none where it was damaged since the index was opened.
    pub fn batch(&self, slot: usize, buffer: &mut Vec<u8>) -> Option<Batch> {
        let bytes = self.entry.section(slot + 1, buffer)?;
        Some(Packed::of(bytes)?.unpack())
    }

    /// Reads all batches but those of `there`, on all cores.
    pub fn batches_but(&self, there: &[usize]) -> Vec<(usize, Arc<Batch>)> {
        let next = AtomicUsize::new(0);
        let read = |_| {
            let (mut buffer, mut read) = (Vec::new(), Vec::new());
            loop {
                let slot = next.fetch_add(1, Ordering::Relaxed);
                if slot >= self.slots.len() {
                    return read;
                }
                if !there.contains(&slot)
                    && let Some(batch) = self.batch(slot, &mut buffer)
                {
                    read.push((slot, Arc::new(batch)));
                }
            }
        };
        let threads = 0..rayon::current_num_threads();
        threads.into_par_iter().flat_map_iter(read).collect()
    }
}

/// Keeps the index of these paths, where it is worth that and they did not change since `files` were
/// noted.
pub(super) fn keep(
    cache: &Cache,
    paths: &[PathBuf],
    options: &ReadOptions,
    files: &Files,
    batches: &[Arc<Batch>],
    problems: &[Problem],
) -> io::Result<()> {
    let articles: usize = batches.iter().map(|batch| batch.len()).sum();
    let worth = files.bytes >= WORTH_BYTES || articles >= WORTH_ARTICLES;
    if !worth || !files.settled || problems.len() > MOST_PROBLEMS {
        return Ok(());
    }
    let Some(name) = name(paths, options) else {
        return Ok(());
    };
    let mark = files.sampled()?;
    let now = Files::of(paths, options);
    if now.is_none_or(|now| now.mark.digest() != files.mark.digest()) {
        return Ok(());
    }
    let mut writer = cache.begin(&name, &mark)?;
    let mut bytes = front(batches, problems);
    writer.section(&bytes)?;
    for batch in batches {
        bytes.clear();
        batch.pack(&mut bytes);
        writer.section(&bytes)?;
    }
    writer.finish()
}

fn front(batches: &[Arc<Batch>], problems: &[Problem]) -> Vec<u8> {
    let mut front = Vec::new();
    front.extend((batches.len() as u32).to_le_bytes());
    for batch in batches {
        front.extend((batch.len() as u32).to_le_bytes());
    }
    front.extend((problems.len() as u32).to_le_bytes());
    for problem in problems {
        put_part(problem.path.as_os_str().as_bytes(), &mut front);
        front.extend(problem.line.to_le_bytes());
        // No field is called nothing.
        put_part(
            problem.field.as_deref().unwrap_or_default().as_bytes(),
            &mut front,
        );
        put_part(problem.reason.as_bytes(), &mut front);
    }
    front
}

fn read_front(bytes: &[u8]) -> Option<(Vec<usize>, Vec<Problem>)> {
    let mut parcel = Parcel(bytes);
    let mut slots = Vec::new();
    for _ in 0..parcel.small()? {
        let len = parcel.small()? as usize;
        if len == 0 || len > MOST_ENTRIES {
            return None;
        }
        slots.push(len);
    }
    let mut problems = Vec::new();
    for _ in 0..parcel.small()? {
        problems.push(Problem {
            path: std::ffi::OsStr::from_bytes(parcel.part()?).into(),
            line: parcel.large()?,
            field: Some(parcel.text()?)
                .filter(|field| !field.is_empty())
                .map(str::to_owned),
            reason: parcel.text()?.to_owned(),
        });
    }
    (parcel.0.is_empty() && !slots.is_empty()).then_some((slots, problems))
}

/// Looks at the bytes of a batch and of an index's first section as they are kept, for tests that try
/// any bytes; says whether they are such.
pub fn is_kept(bytes: &[u8]) -> (bool, bool) {
    let batch = Packed::of(bytes).map(Packed::unpack);
    (batch.is_some(), read_front(bytes).is_some())
}
