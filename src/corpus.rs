//! An ordered, lazily read set of articles.
//!
//! [`index`] runs in a worker thread and finds the articles of files, folders and standard input;
//! a [`Corpus`] keeps where they are and what a list shows of them; a [`Locator`] reads one.
//! [`stream`] reads them all in order without keeping any.

mod batch;
mod elements;
mod find;
mod index;
mod kept;
mod lanes;
mod names;
mod ordered;
mod packed;
mod rows;
mod scan;
mod shape;
mod source;
mod split;
mod stream;
mod stretch;
mod walk;

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::article::{Article, ArticleId, Origin};
use crate::ingest::{Kind, Problem, ReadOptions};
use packed::Packing;
use source::Source;
use walk::Walk;

pub use batch::{Batch, Row};
pub use index::{IndexEvent, index, index_kept, index_kept_at, index_with};
pub use kept::is_kept;
pub use packed::{MOST_TIMES, MOST_UNPACKED, name_inside, unpacked};
pub use source::Stamp;
pub use split::LONGEST_RECORD;
pub use stream::{stream, stream_with};
pub use stretch::{Stretch, Stretches};

/// The path that means standard input.
pub const STANDARD_INPUT: &str = "-";

/// Looks whether every path can be opened at all, and every pattern means a file.
///
/// # Errors
/// The first path that is missing or must not be read.
pub fn check(paths: &[PathBuf], options: &ReadOptions) -> Result<(), Problem> {
    for (number, path) in paths.iter().enumerate() {
        if path == Path::new(STANDARD_INPUT) {
            continue;
        }
        let there = std::fs::metadata(path).map_err(|error| walk::missing(path, &error));
        let Some(pattern) = options.pattern_of(number) else {
            there?;
            continue;
        };
        if there.is_err() || !Walk::new(paths, &options.only).finds_any(number) {
            return Err(Problem::of_file(
                Path::new(&pattern.to_string()),
                "no file has such a name; check the pattern (* meets no name with a dot in front)",
            ));
        }
    }
    Ok(())
}

/// The files of `paths`, each once, in the order in which they are read; standard input is none.
///
/// # Errors
/// The first that cannot be found.
pub fn files(paths: &[PathBuf], options: &ReadOptions) -> Result<Vec<PathBuf>, Problem> {
    check(paths, options)?;
    let files = Walk::new(paths, &options.only).by_nearest(&options.near);
    files.map(|(_, found)| Ok(found?.path)).collect()
}

/// Refuses to replace a file that is among those that are read.
///
/// # Errors
/// When `output` is there, and what is opened leads to it.
pub fn spare(paths: &[PathBuf], options: &ReadOptions, output: &Path) -> Result<(), Problem> {
    let identity = |about: &Metadata| (about.dev(), about.ino());
    let Ok(there) = std::fs::metadata(output) else {
        return Ok(());
    };
    if !there.is_file() {
        return Ok(());
    }
    let files = Walk::new(paths, &options.only);
    let mut files = files.filter_map(|(_, found)| found.ok());
    if files.any(|found| identity(&found.about) == identity(&there)) {
        let told = "is there already, and is one of the files that are read; choose another output";
        return Err(Problem::of_file(output, told));
    }
    Ok(())
}

/// Articles in the order in which they were found: where each is, and its list row.
///
/// Texts are not kept. An article takes 40 bytes beside its id and title. A clone shares them, so
/// that another thread may look at all articles while more are added here.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    batches: Vec<Arc<Batch>>,
    /// The number of articles before each batch.
    starts: Vec<usize>,
    /// The number of names of sources before each batch.
    source_starts: Vec<usize>,
    len: usize,
}

impl Corpus {
    /// Adds what [`index`] found, in its order.
    pub fn push_batch(&mut self, batch: Arc<Batch>) {
        if batch.is_empty() {
            return;
        }
        self.starts.push(self.len);
        let before = self.source_starts.last().copied().unwrap_or(0);
        let last = self
            .batches
            .last()
            .map_or(0, |batch| batch.publishers().len());
        self.source_starts.push(before + last);
        self.len += batch.len();
        self.batches.push(batch);
    }

    /// Makes places for so many articles a batch, which come later: their rows are blank until then,
    /// and they can be neither found nor read.
    pub fn await_batches(&mut self, slots: &[usize]) {
        for count in slots {
            self.push_batch(Arc::new(Batch::awaited(*count)));
        }
    }

    /// Puts a batch into the place number `slot`, which was made for it.
    pub fn fill(&mut self, slot: usize, batch: Arc<Batch>) {
        if let Some(place) = self.batches.get_mut(slot)
            && place.len() == batch.len()
        {
            *place = batch;
            let mut before = 0;
            for (start, batch) in self.source_starts.iter_mut().zip(&self.batches) {
                *start = before;
                before += batch.publishers().len();
            }
        }
    }

    /// The number of articles before the first that is not there yet.
    pub fn known(&self) -> usize {
        let awaited = self.batches.iter().position(|batch| batch.is_awaited());
        awaited
            .and_then(|slot| self.starts.get(slot).copied())
            .unwrap_or(self.len)
    }

    /// The number of articles.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The list row of article number `i`; none past the last.
    pub fn row(&self, i: usize) -> Option<Row<'_>> {
        let (batch, at) = self.at(i)?;
        batch.row(at)
    }

    /// The title of article number `i`; empty past the last.
    pub fn title(&self, i: usize) -> &str {
        self.title_at(self.title_place(i))
    }

    /// Where the title of article number `i` stands; that of an empty one past the last.
    pub fn title_place(&self, i: usize) -> TitlePlace {
        let place = self.slot(i).and_then(|slot| {
            let (batch, start) = (self.batches.get(slot)?, self.starts.get(slot)?);
            let title = batch.title_range(i - start)?;
            Some(TitlePlace {
                slot: slot as u32,
                start: title.start,
                end: title.end,
            })
        });
        place.unwrap_or_default()
    }

    /// The title that stands there.
    pub fn title_at(&self, place: TitlePlace) -> &str {
        let batch = self.batches.get(place.slot as usize);
        batch.map_or("", |batch| batch.name(place.start..place.end))
    }

    /// The rows of all articles, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.batches
            .iter()
            .flat_map(|batch| (0..batch.len()).filter_map(|at| batch.row(at)))
    }

    /// The id of article number `i`, as text.
    pub fn id_str(&self, i: usize) -> Option<&str> {
        let (batch, at) = self.at(i)?;
        Some(batch.id(at))
    }

    /// The id of article number `i`.
    pub fn id(&self, i: usize) -> Option<ArticleId> {
        let (batch, at) = self.at(i)?;
        Some(ArticleId::new(batch.id(at)))
    }

    /// What article number `i` is called by its place, which is its id where it says none of its own.
    pub fn called_by_place(&self, i: usize) -> Option<String> {
        let (batch, at) = self.at(i)?;
        let line = batch.place(at)?.line;
        Some(batch.source(at)?.locator(line, 1))
    }

    /// The root that article number `i` belongs to ([`ReadOptions::roots`]).
    pub fn root(&self, i: usize) -> Option<usize> {
        let (batch, at) = self.at(i)?;
        Some(batch.root(at))
    }

    /// Where article number `i` is.
    pub fn locator(&self, i: usize) -> Option<Locator> {
        let (batch, at) = self.at(i)?;
        let place = batch.place(at)?;
        Some(Locator {
            id: ArticleId::new(batch.id(at)),
            source: batch.source(at)?,
            offset: place.offset,
            len: place.len,
            line: place.line,
        })
    }

    /// The names of all sources, each once or a few times.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.batches.iter().flat_map(|batch| batch.publishers())
    }

    /// The place of article number `i`'s source among [`Corpus::sources`].
    pub fn source_place(&self, i: usize) -> Option<usize> {
        let slot = self.slot(i)?;
        let own = self
            .batches
            .get(slot)?
            .publisher_of(i - self.starts.get(slot)?)?;
        Some(self.source_starts.get(slot)? + own)
    }

    /// The number of the article with this id in the root of this number.
    pub fn find(&self, root: usize, id: &ArticleId) -> Option<usize> {
        let hash = batch::hash(root, id.as_str());
        self.batches
            .iter()
            .zip(&self.starts)
            .find_map(|(batch, start)| Some(start + batch.find(root, id.as_str(), hash)?))
    }

    /// The parts of files in which the articles from number `first` on lie, in their order, to be
    /// read one after the other.
    pub fn stretches_from(&self, first: usize) -> Stretches<'_> {
        Stretches::new(self, first)
    }

    fn at(&self, i: usize) -> Option<(&Batch, usize)> {
        let slot = self.slot(i)?;
        Some((self.batches.get(slot)?, i - self.starts.get(slot)?))
    }

    /// The number of the batch in which article number `i` is.
    fn slot(&self, i: usize) -> Option<usize> {
        let begun = self.starts.partition_point(|start| *start <= i);
        begun.checked_sub(1).filter(|_| i < self.len)
    }
}

/// Where a title stands in the memory of a [`Corpus`]: it is fetched from there without a look at
/// what else is known of its article.
#[derive(Clone, Copy, Debug, Default)]
pub struct TitlePlace {
    /// The number of the batch.
    slot: u32,
    /// The bytes of its names.
    start: u32,
    end: u32,
}

/// Where one article is: cheap to clone and to send to another thread, which reads it.
#[derive(Clone, Debug)]
pub struct Locator {
    id: ArticleId,
    source: Arc<Source>,
    offset: u64,
    len: u32,
    line: u64,
}

impl Locator {
    /// The article's id.
    pub fn id(&self) -> &ArticleId {
        &self.id
    }

    /// The root that it belongs to.
    pub fn root(&self) -> usize {
        self.source.root as usize
    }

    /// What its file looks like from outside just now; none where it cannot change, as it was kept
    /// when it was opened, or where it is gone. While this stays the same, so does the article.
    pub fn stamp(&self) -> Option<Stamp> {
        self.source.stamp()
    }

    /// Reads the article with one positioned read; a file that is one article is read as it is now.
    ///
    /// # Errors
    /// When the file is gone, when it has changed since it was indexed so that the article is not at
    /// its place any more, or when the record cannot be read.
    pub fn read(&self, options: &ReadOptions) -> Result<Article, Problem> {
        let origin = Origin {
            path: self.source.path.clone(),
            line: self.line,
        };
        let changed = || {
            Problem::of_record(
                &origin,
                "the file has changed since it was opened; open it again",
            )
        };
        let (bytes, grown) = match self.source.whole_now() {
            Some(bytes) => {
                let bytes = bytes.map_err(|error| walk::missing(&self.source.path, &error))?;
                (bytes, false)
            }
            None => {
                let (bytes, size) = self
                    .source
                    .read_at(self.offset, self.len as usize)
                    .map_err(|error| match error.kind() {
                        std::io::ErrorKind::UnexpectedEof => changed(),
                        _ => walk::missing(&self.source.path, &error),
                    })?;
                // What was added behind the last article moved none.
                let grown = size > self.source.size && self.source.packing == Packing::None;
                if size != self.source.size && !grown {
                    return Err(changed());
                }
                // Any part of a row would do for one, and a table may be as long as before when it
                // was sorted.
                let is_row = || self.source.has_row(self.offset, self.len as usize);
                if self.source.kind == Kind::Table && !is_row().unwrap_or_default() {
                    return Err(changed());
                }
                (bytes, grown)
            }
        };
        if bytes.len() > split::LONGEST_RECORD {
            return Err(split::too_long(&origin));
        }
        let read = self
            .source
            .read(&bytes, self.id.as_str(), origin.clone(), options);
        let mut article = match read {
            Err(_) if grown => return Err(changed()),
            read => read?,
        };
        if !is_same(article.id.as_str(), self.id.as_str()) {
            return Err(changed());
        }
        article.id = self.id.clone();
        Ok(article)
    }
}

/// Whether the id of a record, read again, is the one it had (`#2` was added where it was met twice).
fn is_same(read: &str, known: &str) -> bool {
    known
        .strip_prefix(read)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}
