//! Reading the bytes of many articles at once: what lies side by side in a file is read together.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use super::Corpus;
use super::batch::Batch;
use super::packed::Packing;
use super::source::Source;
use crate::article::Origin;
use crate::ingest::{self, Kind, ReadOptions, json};
use crate::span::Span;

/// How many bytes are read together, unless one article alone has more.
const TOGETHER: u64 = 1 << 20;

/// How many articles belong together at most.
const MOST: usize = 4_096;

/// The parts of files in which the articles of a corpus lie, in their order.
pub struct Stretches<'c> {
    corpus: &'c Corpus,
    next: usize,
}

impl<'c> Stretches<'c> {
    pub(super) fn new(corpus: &'c Corpus, first: usize) -> Self {
        Self {
            corpus,
            next: first,
        }
    }
}

impl Iterator for Stretches<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let batch = self.corpus.batches.get(
            self.corpus
                .starts
                .partition_point(|start| *start <= self.next)
                .checked_sub(1)?,
        )?;
        let (_, at) = self.corpus.at(self.next)?;
        let first = batch.place(at)?;
        let mut end = first.offset + u64::from(first.len);
        let mut count = 1;
        while count < MOST
            && let Some(place) = batch.place(at + count)
            && place.source == first.source
            && place.offset >= end
            && place.offset + u64::from(place.len) - first.offset <= TOGETHER
        {
            end = place.offset + u64::from(place.len);
            count += 1;
        }
        let stretch = Stretch {
            batch: Arc::clone(batch),
            source: batch.source(at)?,
            at,
            first: self.next,
            count,
            offset: first.offset,
            len: (end - first.offset) as usize,
        };
        self.next += count;
        Some(stretch)
    }
}

/// Some articles that lie side by side in one file.
#[derive(Clone, Debug)]
pub struct Stretch {
    batch: Arc<Batch>,
    source: Arc<Source>,
    /// The number of the first article in its batch.
    at: usize,
    first: usize,
    count: usize,
    offset: u64,
    len: usize,
}

impl Stretch {
    /// The number of the first article in the corpus.
    pub fn first(&self) -> usize {
        self.first
    }

    /// How many articles there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many bytes there are.
    pub fn bytes(&self) -> usize {
        self.len
    }

    /// Whether the articles are JSON records, in which a text stands with escapes; otherwise there
    /// is one, and the bytes are its text in whatever encoding.
    pub fn is_json(&self) -> bool {
        self.source.kind == Kind::Json
    }

    /// Reads the bytes into `buffer`, which is used again and again: memory that was never written
    /// to takes longer to fill than a file to read. `file` keeps the last file open for the next one.
    ///
    /// # Errors
    /// When the file cannot be read, or has become shorter.
    pub fn read<'b>(
        &self,
        file: &mut Option<OpenFile>,
        buffer: &'b mut Vec<u8>,
    ) -> io::Result<&'b [u8]> {
        if buffer.len() < self.len {
            buffer.resize(self.len, 0);
        }
        let room = buffer.get_mut(..self.len).unwrap_or_default();
        if self.source.spool.is_some() || self.source.packing != Packing::None {
            let (bytes, _) = self.source.read_at(self.offset, self.len)?;
            room.copy_from_slice(&bytes);
            return Ok(room);
        }
        let open = match file {
            Some(open) if Arc::ptr_eq(&open.source, &self.source) => open,
            _ => file.insert(OpenFile {
                file: File::open::<&Path>(&self.source.path)?,
                source: Arc::clone(&self.source),
            }),
        };
        open.file.read_exact_at(room, self.offset)?;
        Ok(room)
    }

    /// Which of the articles a byte of the stretch belongs to, by its number in the stretch; none for
    /// one between two articles.
    pub fn article_at(&self, byte: usize) -> Option<usize> {
        let at = self.begun_by(byte).checked_sub(1)?;
        self.span(at)?.contains(byte).then_some(at)
    }

    /// Where the first article begins that begins after a byte of the stretch.
    pub fn next_start(&self, byte: usize) -> Option<usize> {
        self.span(self.begun_by(byte)).map(|span| span.start)
    }

    /// How many articles begin at a byte of the stretch or before it.
    fn begun_by(&self, byte: usize) -> usize {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.span(middle).is_some_and(|span| span.start <= byte) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Where the bytes of the article number `at` of the stretch are in it.
    pub fn span(&self, at: usize) -> Option<Span> {
        let place = self.batch.place(self.at + at).filter(|_| at < self.count)?;
        let start = (place.offset - self.offset) as usize;
        Some(Span::new(start, start + place.len as usize))
    }

    /// The text of an article from its bytes, exactly as it is when it is opened; none where they
    /// are no article.
    pub fn text(&self, bytes: &[u8], options: &ReadOptions) -> Option<String> {
        match self.source.kind {
            Kind::Json => json::text(bytes, options),
            Kind::Text | Kind::Markdown => Some(ingest::text::body(bytes)),
            Kind::Html | Kind::Xml | Kind::Feed | Kind::JsonFeed | Kind::Table => {
                let (kind, frame) = (self.source.kind, &self.source.frame);
                let read = ingest::read_in(kind, frame, bytes, "", Origin::default(), options);
                read.ok().map(|article| article.text.to_string())
            }
            Kind::Unreadable(_) => None,
        }
    }
}

/// A file that is open for the next stretch.
#[derive(Debug)]
pub struct OpenFile {
    file: File,
    source: Arc<Source>,
}
