//! `dateline extract`: suggestions as JSON Lines, in the order of the input.

use std::io::Write;
use std::ops::ControlFlow;
use std::thread;

use anyhow::{Context, anyhow};
use crossbeam_channel::{Receiver, bounded};
use rayon::prelude::*;

use super::Extract;
use super::messages::Messages;
use super::outcome::Outcome;
use super::output::Output;
use crate::article::Article;
use crate::corpus;
use crate::extract::extract;
use crate::ingest::Problem;
use crate::interchange::json;

/// How many articles wait for their turn at most, beside those that are worked on.
const WAITING: usize = 64;

/// How much text is worked on at once, in bytes, unless one article is longer.
const BATCH: usize = 1 << 20;

/// Writes what is found in articles; memory does not grow with the input.
///
/// # Errors
/// When a path is missing or the output cannot be written.
pub fn run(typed: &Extract, messages: &Messages) -> anyhow::Result<Outcome> {
    let options = typed.reading.options()?;
    let paths = super::run::paths_or_here(&typed.paths);
    corpus::check(&paths)?;
    let mut output = Output::open(typed.output.as_deref())?;

    let (sender, articles) = bounded(WAITING);
    // Not joined when the output goes away: it may wait for standard input forever.
    let reader = thread::spawn(move || {
        corpus::stream(&paths, &options, |_, article| match sender.send(article) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        });
    });

    let mut count = Count::default();
    while let Some(batch) = next_batch(&articles, &output) {
        let lines: Vec<Result<Line, Problem>> = batch
            .into_par_iter()
            .with_max_len(1)
            .map(|article| article.and_then(|article| line(&article, !typed.no_text)))
            .collect();
        for line in lines {
            match line {
                Ok(line) => {
                    writeln!(output, "{}", line.json)?;
                    count.articles += 1;
                    count.foreign += u64::from(line.foreign);
                }
                Err(problem) => {
                    count.problems += 1;
                    messages.problem(problem);
                }
            }
        }
        if articles.is_empty() {
            output.flush()?;
        }
        messages.progress(|| format!("{} articles", count.articles));
    }
    reader
        .join()
        .map_err(|_| anyhow!("reading broke off; the output is not whole"))?;
    output.finish().context("output")?;
    messages.clear();
    if count.foreign > 0 {
        let foreign = count.foreign;
        messages.note(format_args!(
            "{foreign} articles are not in English: nothing was looked for in them"
        ));
    }
    messages.detail(format_args!(
        "{} articles, {} skipped",
        count.articles, count.problems
    ));
    Ok(Outcome::of_faults(count.problems))
}

#[derive(Debug, Default)]
struct Count {
    articles: u64,
    problems: u64,
    foreign: u64,
}

struct Line {
    json: String,
    foreign: bool,
}

/// Waits for an article, and takes those that are there already.
///
/// Articles of the output itself, where it lies among the input, are left out.
fn next_batch(
    articles: &Receiver<Result<Article, Problem>>,
    output: &Output,
) -> Option<Vec<Result<Article, Problem>>> {
    let first = articles.recv().ok()?;
    let mut batch = Vec::new();
    let mut size = 0;
    for article in std::iter::once(first).chain(articles.try_iter()) {
        if let Ok(article) = &article {
            if is_output(article, output) {
                continue;
            }
            size += article.text.len();
        }
        batch.push(article);
        if size >= BATCH {
            break;
        }
    }
    Some(batch)
}

fn is_output(article: &Article, output: &Output) -> bool {
    let path = &article.origin.path;
    output.file().is_some_and(|file| {
        path.file_name() == file.file_name() && path.canonicalize().is_ok_and(|path| path == file)
    })
}

fn line(article: &Article, with_text: bool) -> Result<Line, Problem> {
    let found = extract(article);
    let json = json::suggestions(article, &found, with_text)
        .map_err(|error| Problem::of_record(&article.origin, error.to_string()))?;
    Ok(Line {
        json,
        foreign: found.foreign.is_some(),
    })
}
