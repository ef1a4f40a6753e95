//! `dateline stats`: how many articles, names and quotes there are, and how much is decided.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

use anyhow::bail;

use super::Stats;
use super::annotators::annotators;
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::pipeline;
use super::run::opened_or_here;
use crate::annotation::Annotations;
use crate::article::Article;
use crate::extract::extract_with;
use crate::extract::model::Model;
use crate::ingest::Problem;
use crate::interchange::archive::{Annotators, Archive};
use crate::interchange::json::harmless;
use crate::output::Output;
use crate::span::OffsetIndex;
use crate::statistics::{Report, Statistics};
use crate::survey::Digest;
use crate::text::count::counted;
use crate::text::display::{fit, visible, width};

/// How many rows of a long table are printed.
const ROWS: usize = 20;

/// Prints the counts.
///
/// # Errors
/// When a path is missing, or annotations cannot be opened.
pub fn run(typed: &Stats, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut options = typed.reading.options()?;
    let paths = opened_or_here(&typed.paths, &mut options)?;
    crate::corpus::check(&paths, &options)?;
    let annotators = annotators(&typed.whose, &paths, messages)?;
    if !matches!(&annotators, Annotators::Named(names) if names.len() == 1) {
        bail!("--annotator: name one: stats counts the work of one annotator");
    }
    let model = model::chosen(
        typed.model.as_deref(),
        typed.whose.config.as_deref(),
        &paths,
        messages,
    )?;
    let mut archive = Archive::open(&paths, typed.whose.annotations.as_deref(), &annotators)?
        .with_model(Arc::clone(&model))
        .with_suggestions()
        .with_patterns(&paths, &options);
    let options = archive.guide(options);
    for problem in archive.problems() {
        messages.problem(problem);
    }
    let mut statistics = Statistics::default();
    statistics.skipped = archive.problems().len() as u64;
    let mut articles = 0u64;
    pipeline::run(
        paths,
        options,
        None,
        |root, article| prepared(root, article, &mut archive),
        |prepared| {
            prepared.map(|(article, decided)| {
                let annotations = decided.unwrap_or_else(|| suggested(&article, &model));
                Digest::of(0, &article, &annotations)
            })
        },
        |result: Result<Digest, String>| {
            match result {
                Ok(digest) => {
                    articles += 1;
                    statistics.add(&digest);
                }
                Err(problem) => {
                    statistics.skipped += 1;
                    messages.problem(problem);
                }
            }
            messages.progress(|| counted(articles, "article", "articles"));
            Ok(())
        },
        || Ok(()),
    )?;
    messages.clear();
    let mut output = Output::open(None)?;
    let report = statistics.report();
    if typed.json {
        writeln!(
            output,
            "{}",
            harmless(&serde_json::to_string_pretty(&report)?)
        )?;
    } else {
        output.write_all(table(&report).as_bytes())?;
    }
    output.finish()?;
    Ok(Outcome::of_faults(report.skipped))
}

/// An article, with what was decided about it.
fn prepared(
    root: usize,
    article: Result<Article, Problem>,
    archive: &mut Archive,
) -> Result<(Article, Option<Annotations>), String> {
    let article = article.map_err(|problem| problem.to_string())?;
    let found = archive.annotations(root, &article).into_iter().next();
    let found = found.transpose().map_err(|error| error.to_string())?;
    Ok((article, found.map(|found| found.annotations)))
}

fn suggested(article: &Article, model: &Model) -> Annotations {
    let index = OffsetIndex::new(&article.text);
    Annotations::fresh(&extract_with(article, model), &article.text, &index)
}

/// The counts as a table.
fn table(report: &Report) -> String {
    let mut table = String::new();
    let _ = writeln!(table, "{:<34} {:>9}", "articles", report.articles);
    for (name, count) in [
        ("skipped", report.skipped),
        ("undecided", report.undecided),
        ("time expressions", report.dates),
        ("quotes without speaker", report.unattributed),
    ] {
        let _ = writeln!(table, "{name:<34} {count:>9}");
    }
    for part in report.sections() {
        let shown = if part.first { ROWS } else { usize::MAX };
        let shown = part.rows.get(..shown).unwrap_or(&part.rows);
        section(&mut table, part.title, shown);
    }
    let latest = |days: &BTreeMap<String, u64>| -> Vec<(String, u64)> {
        let days = days.iter().rev();
        days.map(|(day, count)| (day.clone(), *count)).collect()
    };
    section(&mut table, "articles by day", &latest(&report.days));
    section(&mut table, "quotes by day", &latest(&report.quote_days));
    table
}

fn section(table: &mut String, title: &str, rows: &[(String, u64)]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(table, "\n{title}");
    for (name, count) in rows.iter().take(ROWS) {
        let name = if name.is_empty() { "unknown" } else { name };
        let name = fit(&visible(name), 32).into_owned();
        let blank = " ".repeat(32usize.saturating_sub(width(&name)));
        let _ = writeln!(table, "  {name}{blank} {count:>9}");
    }
    if let Some(more) = rows.len().checked_sub(ROWS).filter(|more| *more > 0) {
        let rest: u64 = rows.iter().skip(ROWS).map(|(_, count)| count).sum();
        let _ = writeln!(table, "  {:<32} {rest:>9}", format!("{more} more"));
    }
}
