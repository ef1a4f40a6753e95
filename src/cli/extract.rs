//! `dateline extract`: suggestions as JSON Lines, in the order of the input.

use std::cell::RefCell;
use std::io::Write;

use super::Extract;
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::pipeline;
use super::run::opened_or_here;
use crate::article::{Article, Origin};
use crate::corpus;
use crate::extract::extract_with;
use crate::extract::model::Model;
use crate::ingest::Problem;
use crate::ingest::recoded::Recoded;
use crate::interchange::json;
use crate::output::Output;
use crate::text::count::counted;

/// Writes what is found in articles; memory does not grow with the input.
///
/// # Errors
/// When a path is missing or the output cannot be written.
pub fn run(typed: &Extract, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut options = typed.reading.options()?;
    let paths = opened_or_here(&typed.paths, &mut options)?;
    corpus::check(&paths, &options)?;
    let model = model::chosen(typed.model.as_deref(), None, &paths, messages)?;
    if let Some(output) = &typed.output {
        corpus::spare(&paths, &options, output)?;
    }
    let output = Output::open(typed.output.as_deref())?;
    options.skip = output.file();
    let output = RefCell::new(output);
    let mut count = Count::default();
    let mut recoded = Recoded::default();
    pipeline::run(
        paths,
        options,
        typed.threads,
        |_, article| article,
        |article| article.and_then(|article| line(&article, &model, !typed.no_text)),
        |line| {
            match line {
                Ok(line) => {
                    let (origin, encoding) = &line.decoded;
                    if let Some(told) = recoded.meet(origin, *encoding) {
                        messages.note(told);
                    }
                    writeln!(output.borrow_mut(), "{}", line.json)?;
                    count.articles += 1;
                    count.foreign += u64::from(line.foreign);
                }
                Err(problem) => {
                    count.problems += 1;
                    messages.problem(problem);
                }
            }
            messages.progress(|| counted(count.articles, "article", "articles"));
            Ok(())
        },
        || Ok(output.borrow_mut().flush()?),
    )?;
    output.into_inner().finish()?;
    messages.clear();
    if let Some(told) = recoded.rest() {
        messages.note(told);
    }
    if count.foreign > 0 {
        messages.note(format_args!(
            "nothing was looked for in {} not in English",
            counted(count.foreign, "article that is", "articles that are")
        ));
    }
    messages.detail(format_args!(
        "{}, {} skipped",
        counted(count.articles, "article", "articles"),
        count.problems
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
    /// The article's file, and what it was decoded from where that was not UTF-8.
    decoded: (Origin, Option<&'static str>),
}

fn line(article: &Article, model: &Model, with_text: bool) -> Result<Line, Problem> {
    let found = extract_with(article, model);
    let json = json::suggestions(article, &found, with_text)
        .map_err(|error| Problem::of_record(&article.origin, error.to_string()))?;
    Ok(Line {
        json,
        foreign: found.foreign.is_some(),
        decoded: (article.origin.clone(), article.encoding),
    })
}
