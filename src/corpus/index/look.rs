//! What is listed of each article, and how parts of a file are looked at by themselves.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::thread;

use chrono::NaiveDate;

use crate::article::Article;
use crate::corpus::batch::{self, Batch, Fresh};
use crate::corpus::find::{TEXT_BEGINNING, origin_of, read_record};
use crate::corpus::lanes::Lane;
use crate::corpus::source::Source;
use crate::corpus::split::{Block, Piece, Splitter};
use crate::ingest::glance::glance;
use crate::ingest::{self, Kind, Problem, ReadOptions};

/// After so many records, a quarter of a millisecond or less, whoever waits for the processor has it:
/// a key's frame need not wait until the slice of time of a thread that looks has ended.
const YIELD_EVERY: usize = 64;

/// What is listed of an article.
pub(super) struct Listed<'a> {
    /// Its own id, else its web address, else none: it is called by its place.
    pub id: Option<Cow<'a, str>>,
    title: Cow<'a, str>,
    date: Option<NaiveDate>,
    publisher: Option<Cow<'a, str>>,
}

impl<'a> Listed<'a> {
    pub fn of_article(article: &Article) -> Self {
        let publisher = article.head.source.as_ref();
        Self {
            id: Some(article.id.as_str())
                .filter(|id| !id.is_empty())
                .map(|id| Cow::Owned(id.to_owned())),
            title: Cow::Owned(article.headline().into_owned()),
            date: article.head.day(),
            publisher: publisher.map(|s| Cow::Owned(s.value.clone())),
        }
    }

    /// By a quick look, and where that does not do, by reading the record.
    pub fn of_record(
        source: &Source,
        block: &'a Block,
        piece: &Piece,
        options: &ReadOptions,
    ) -> Result<Self, Problem> {
        let quick = source.kind == Kind::Json && options.map.is_empty() && !piece.too_long;
        let Some(seen) = quick.then(|| glance(block.bytes_of(piece))).flatten() else {
            let article = read_record(source, block, piece, "", options)?;
            return Ok(Self::of_article(&article));
        };
        Ok(Self {
            id: seen.id,
            title: seen.headline,
            date: seen.date,
            publisher: seen.source,
        })
    }
    /// What a batch keeps of it, under an id and its hash.
    pub fn fresh(&self, id: &'a str, hash: u64, piece: &Piece) -> Fresh<'_> {
        Fresh {
            id,
            hash,
            title: &self.title,
            date: self.date,
            publisher: self.publisher.as_deref(),
            offset: piece.offset,
            len: piece.len,
            line: piece.line,
        }
    }
}

/// Reads as much of a file that is one article of so many bytes as its row shows; some are known.
pub(super) fn listed_whole(
    source: &Source,
    known: &[u8],
    len: u64,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    let beginning = known.get(..TEXT_BEGINNING).unwrap_or(known);
    // The last character of a file may look like half a one, that of a part may be.
    let read = match (source.kind, beginning.len() as u64 >= len) {
        (Kind::Html, _) => return source.read_heading(known, len, options),
        (Kind::Xml, _) => return source.read_whole(known, len, &source.name, options),
        (Kind::Markdown, true) => ingest::text::read_markdown,
        (Kind::Markdown, false) => ingest::text::markdown_beginning,
        (_, true) => ingest::text::read,
        (_, false) => ingest::text::beginning,
    };
    Ok(read(beginning, &source.name, origin_of(source, 1)))
}

/// What was found in a part of a file by itself: its lines are counted from the part's first, and
/// nobody knows yet which ids were met before.
#[derive(Default)]
pub(super) struct Looked {
    /// The articles, and the numbers of those in each batch that are called by their place.
    pub batches: Vec<(Batch, Vec<usize>)>,
    pub problems: Vec<Problem>,
    /// How many line breaks there are.
    pub lines: u64,
}

/// Looks at the records of a part of a file of lines; `buffer` is used again and again.
pub(super) fn look(
    source: &Arc<Source>,
    records: Lane,
    buffer: &mut Vec<u8>,
    options: &ReadOptions,
) -> io::Result<Looked> {
    let mut looked = Looked::default();
    let (mut batch, mut unnamed) = (Batch::default(), Vec::new());
    let mut splitter = Splitter::of_lines(records.start(), records, std::mem::take(buffer));
    while let Some(block) = splitter.next_block()? {
        for (count, piece) in block.pieces.iter().enumerate() {
            if count % YIELD_EVERY == 0 {
                thread::yield_now();
            }
            let listed = match Listed::of_record(source, &block, piece, options) {
                Ok(listed) => listed,
                Err(problem) => {
                    looked.problems.push(problem);
                    continue;
                }
            };
            let id = listed.id.as_deref();
            if id.is_none() {
                unnamed.push(batch.len());
            }
            let hash = id.map_or(0, |id| batch::hash(source.root as usize, id));
            batch.push(source, &listed.fresh(id.unwrap_or_default(), hash, piece));
            if batch.is_full() {
                let full = (std::mem::take(&mut batch), std::mem::take(&mut unnamed));
                looked.batches.push(full);
            }
        }
    }
    looked.batches.push((batch, unnamed));
    (*buffer, looked.lines) = splitter.into_buffer();
    Ok(looked)
}
