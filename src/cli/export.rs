//! `dateline export`: annotations from their records, with a report of what was handed on and what was not.

use chrono::NaiveDate;

use super::Export;
use super::annotators::annotators;
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::report::write_report;
use super::run::{configuration, opened_or_here};
use crate::corpus;
use crate::interchange::export::{Request, export_to};
use crate::interchange::selection::{Filter, Selection};
use crate::text::count::counted;

/// Writes the export and its report.
///
/// # Errors
/// When a path, the annotations or the output cannot be opened.
pub fn run(typed: &Export, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut reading = typed.reading.options()?;
    let paths = opened_or_here(&typed.paths, &mut reading)?;
    let folders: Vec<_> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
    let loaded = configuration(typed.whose.config.as_deref(), &folders)?;
    let labels = loaded.config.labels.iter();
    let mut request = Request {
        paths: paths.clone(),
        reading,
        annotations: typed.whose.annotations.clone(),
        annotators: annotators(&typed.whose, &paths, messages)?,
        selection: Selection {
            statuses: typed.statuses(),
            all: typed.all,
            filter: Filter {
                verdicts: typed.verdict.clone(),
                labels: typed.label.clone(),
                tags: typed.tag.clone(),
                since: typed.since,
                until: typed.until,
            },
            labels: typed.labels.clone().unwrap_or_default(),
            with_text: !typed.no_text,
        },
        schema: labels.map(|label| label.name.clone()).collect(),
        format: typed.format,
        model: model::chosen(None, typed.whose.config.as_deref(), &paths, messages)?,
    };
    if typed.report.is_some() && typed.report == typed.output {
        anyhow::bail!("--report and --output are the same file");
    }
    if let Some(report) = &typed.report {
        corpus::spare(&request.paths, &request.reading, report)?;
    }
    let progress = |read: u64, written: u64| {
        messages.progress(|| {
            let read = counted(read, "article", "articles");
            format!("{read} read, {written} exported")
        });
    };
    let report = export_to(&mut request, typed.output.as_deref(), progress)?;
    messages.clear();
    for problem in &report.problems {
        messages.problem(problem);
    }
    for line in report.lines(&request.annotators) {
        messages.note(line);
    }
    if let Some(file) = &typed.report {
        write_report(file, &report)?;
    }
    Ok(Outcome::of_faults(report.problems.len() as u64))
}

/// A day as it is typed.
///
/// # Errors
/// What a day is like, where this is none.
pub(super) fn day(typed: &str) -> Result<NaiveDate, String> {
    let day = typed.trim().parse();
    day.map_err(|_| "it is no day; days are written like 2026-01-31".to_owned())
}
