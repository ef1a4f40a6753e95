//! `dateline stats`: how many articles, names and quotes there are, and how much is decided.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;

use super::Stats;
use super::annotators::annotators;
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::output::Output;
use super::pipeline;
use super::run::paths_or_here;
use crate::annotation::{Annotations, Verdict};
use crate::article::Article;
use crate::extract::extract_with;
use crate::extract::model::Model;
use crate::ingest::Problem;
use crate::interchange::archive::Archive;
use crate::span::OffsetIndex;
use crate::text::display::{fit, visible};

/// How many rows of a long table are printed.
const ROWS: usize = 20;

/// Prints the counts.
///
/// # Errors
/// When a path is missing, or annotations cannot be opened.
pub fn run(typed: &Stats, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut options = typed.reading.options()?;
    let paths = paths_or_here(&typed.paths);
    crate::corpus::check(&paths)?;
    let annotators = annotators(&typed.whose, messages)?;
    let model = model::chosen(
        typed.model.as_deref(),
        typed.whose.config.as_deref(),
        &paths,
        messages,
    )?;
    let mut archive = Archive::open(&paths, typed.whose.annotations.as_deref(), &annotators)?
        .with_model(Arc::clone(&model));
    options.within = archive.ways();
    for problem in archive.problems() {
        messages.problem(problem);
    }
    let mut counts = Counts {
        skipped: archive.problems().len() as u64,
        ..Counts::default()
    };
    pipeline::run(
        paths,
        options,
        |root, article| prepared(root, article, &mut archive),
        |prepared| {
            prepared.map(|(article, decided)| {
                let annotations = decided.unwrap_or_else(|| suggested(&article, &model));
                (article, annotations)
            })
        },
        |result: Result<(Article, Annotations), String>| {
            match result {
                Ok((article, annotations)) => counts.add(&article, &annotations),
                Err(problem) => {
                    counts.skipped += 1;
                    messages.problem(problem);
                }
            }
            messages.progress(|| format!("{} articles", counts.articles));
            Ok(())
        },
        || Ok(()),
    )?;
    messages.clear();
    let mut output = Output::open(None)?;
    if typed.json {
        writeln!(output, "{}", serde_json::to_string_pretty(&counts)?)?;
    } else {
        output.write_all(counts.table().as_bytes())?;
    }
    output.finish()?;
    Ok(Outcome::of_faults(counts.skipped))
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

/// All counts; rejected items count among the verdicts alone.
#[derive(Debug, Default, Serialize)]
struct Counts {
    articles: u64,
    skipped: u64,
    status: BTreeMap<&'static str, u64>,
    labels: BTreeMap<String, u64>,
    quotes: BTreeMap<&'static str, u64>,
    unattributed: u64,
    dates: u64,
    undecided: u64,
    verdicts: BTreeMap<&'static str, u64>,
    days: BTreeMap<String, u64>,
    sources: BTreeMap<String, u64>,
}

impl Counts {
    fn add(&mut self, article: &Article, annotations: &Annotations) {
        self.articles += 1;
        *self.status.entry(annotations.status.as_str()).or_default() += 1;
        let day = article.head.day().map(|day| day.to_string());
        *self.days.entry(day.unwrap_or_default()).or_default() += 1;
        let source = article.head.source.as_ref().map(|s| s.value.clone());
        *self.sources.entry(source.unwrap_or_default()).or_default() += 1;
        for entity in &annotations.entities {
            if self.stands(entity.review.verdict) {
                *self.labels.entry(entity.label.to_string()).or_default() += 1;
            }
        }
        for quote in &annotations.quotes {
            if self.stands(quote.review.verdict) {
                *self.quotes.entry(quote.said.kind.as_str()).or_default() += 1;
                self.unattributed += u64::from(quote.said.speaker.is_none());
            }
        }
        let rejected = |verdict| verdict == Verdict::Rejected;
        let dates = annotations.dates.iter();
        self.dates += dates.filter(|d| !rejected(d.review.verdict)).count() as u64;
        self.undecided += annotations.undecided() as u64;
    }

    /// Counts a verdict, and tells whether the item is there still.
    fn stands(&mut self, verdict: Verdict) -> bool {
        *self.verdicts.entry(verdict.as_str()).or_default() += 1;
        verdict != Verdict::Rejected
    }

    fn table(&self) -> String {
        let mut table = String::new();
        let _ = writeln!(table, "{:<24} {:>9}", "articles", self.articles);
        for (name, count) in [
            ("skipped", self.skipped),
            ("undecided", self.undecided),
            ("time expressions", self.dates),
            ("quotes without speaker", self.unattributed),
        ] {
            let _ = writeln!(table, "{name:<24} {count:>9}");
        }
        let owned = |counts: &BTreeMap<&'static str, u64>| {
            let counts = counts.iter();
            counts
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect::<Vec<_>>()
        };
        let most = |counts: &BTreeMap<String, u64>| {
            let mut counts: Vec<_> = counts.clone().into_iter().collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            counts
        };
        let days: Vec<_> = self.days.clone().into_iter().rev().collect();
        section(&mut table, "status", &owned(&self.status));
        section(
            &mut table,
            "verdicts on names and quotes",
            &owned(&self.verdicts),
        );
        section(&mut table, "names", &most(&self.labels));
        section(&mut table, "quotes", &owned(&self.quotes));
        section(&mut table, "days", &days);
        section(&mut table, "sources", &most(&self.sources));
        table
    }
}

fn section(table: &mut String, title: &str, rows: &[(String, u64)]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(table, "\n{title}");
    for (name, count) in rows.iter().take(ROWS) {
        let name = if name.is_empty() { "unknown" } else { name };
        let name = fit(&visible(name), 22).into_owned();
        let _ = writeln!(table, "  {name:<22} {count:>9}");
    }
    if let Some(more) = rows.len().checked_sub(ROWS).filter(|more| *more > 0) {
        let rest: u64 = rows.iter().skip(ROWS).map(|(_, count)| count).sum();
        let _ = writeln!(table, "  {:<22} {rest:>9}", format!("{more} more"));
    }
}
