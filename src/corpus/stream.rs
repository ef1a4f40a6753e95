//! Reading every article once, keeping none.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use super::find::{Sink, Tally, find, read_record};
use super::names::{Names, repeated};
use super::source::Source;
use super::split::Block;
use crate::article::{Article, ArticleId};
use crate::ingest::{Problem, ReadOptions};

/// Reads the articles of `paths` in order, one after the other, keeping none.
///
/// `take` gets the number of the root ([`ReadOptions::roots`]) with each article or problem.
pub fn stream(
    paths: &[PathBuf],
    options: &ReadOptions,
    take: impl FnMut(usize, Result<Article, Problem>) -> ControlFlow<()>,
) {
    stream_with(paths, &mut io::stdin().lock(), options, take);
}

/// As [`stream`], with another reader for standard input.
pub fn stream_with(
    paths: &[PathBuf],
    standard_input: &mut dyn Read,
    options: &ReadOptions,
    take: impl FnMut(usize, Result<Article, Problem>) -> ControlFlow<()>,
) {
    let mut streamer = Streamer {
        names: Names::default(),
        options,
        take,
    };
    let _ = find(paths, standard_input, false, &mut streamer);
}

struct Streamer<'a, T> {
    names: Names,
    options: &'a ReadOptions,
    take: T,
}

impl<T: FnMut(usize, Result<Article, Problem>) -> ControlFlow<()>> Streamer<'_, T> {
    fn give(&mut self, root: u32, read: Result<Article, Problem>) -> ControlFlow<()> {
        let read = match read {
            Ok(mut article) => {
                if let (_, Some(name)) = self.names.meet(root, article.id.as_str()) {
                    let problem = repeated(&article.origin, article.id.as_str(), &name);
                    (self.take)(root as usize, Err(problem))?;
                    article.id = ArticleId::new(name);
                }
                Ok(article)
            }
            Err(problem) => Err(problem),
        };
        (self.take)(root as usize, read)
    }
}

impl<T: FnMut(usize, Result<Article, Problem>) -> ControlFlow<()>> Sink for Streamer<'_, T> {
    fn records(&mut self, source: &Arc<Source>, block: &Block) -> ControlFlow<(), Tally> {
        let mut tally = Tally::default();
        for piece in block.pieces {
            let locator = source.locator(piece.line, piece.part);
            let read = read_record(source, block, piece, &locator, self.options);
            tally.add(read.is_ok());
            self.give(source.root, read)?;
        }
        ControlFlow::Continue(tally)
    }

    fn whole(&mut self, source: &Arc<Source>, known: &[u8], len: u64) -> ControlFlow<()> {
        let read = source.read_whole(known, len, &source.name, self.options);
        self.give(source.root, read)
    }

    fn options(&self) -> &ReadOptions {
        self.options
    }

    fn problem(&mut self, root: u32, problem: Problem) -> ControlFlow<()> {
        (self.take)(root as usize, Err(problem))
    }

    fn progress(&mut self, _read: u64, _listed: Option<u64>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
