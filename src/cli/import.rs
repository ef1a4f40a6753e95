//! `dateline import`: what other tools say about articles, taken in to be reviewed or as decisions.

use std::path::absolute;

use anyhow::bail;

use super::Import;
use super::annotators::annotator;
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::report::write_report;
use super::run::{configuration, opened};
use crate::annotation::Timestamp;
use crate::corpus;
use crate::ingest::ReadOptions;
use crate::interchange::import::{Request, Telling, import};
use crate::text::count::counted;

/// Imports, and tells what became of it.
///
/// # Errors
/// When a file cannot be read, or nothing may be written.
pub fn run(typed: &Import, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut reading = typed.reading.options()?;
    let into = opened(std::slice::from_ref(&typed.into), &mut reading)?;
    let annotator = annotator(&typed.whose, messages)?;
    if let Some(report) = &typed.report {
        corpus::spare(&into, &reading, report)?;
        corpus::spare(&typed.files, &ReadOptions::default(), report)?;
        if absolute(report)? == absolute(&typed.into)? {
            bail!("--report and --into are the same file");
        }
    }
    let config = typed.whose.config.as_deref();
    let folders: Vec<_> = into.iter().filter(|path| path.is_dir()).cloned().collect();
    let loaded = configuration(config, &folders)?;
    let request = Request {
        files: typed.files.clone(),
        format: typed.format,
        into: into.first().unwrap_or(&typed.into).clone(),
        reading,
        annotations: typed.whose.annotations.clone(),
        annotator,
        how: typed.how.into(),
        from: typed.from.clone(),
        offsets: typed.offsets.map(Into::into),
        labels: typed.labels.clone().unwrap_or_default(),
        names: loaded.config.label_map,
        model: model::chosen(None, config, &into, messages)?,
        now: Timestamp(chrono::Local::now().fixed_offset()),
    };
    let report = import(&request, &mut |told| match told {
        Telling::Problem(problem) => messages.problem(problem),
        Telling::Note(note) => messages.note(note),
        Telling::Progress(report) => {
            messages.progress(|| {
                let read = counted(report.read, "article", "articles");
                format!("{read} read, {} changed", report.changed)
            });
        }
    })?;
    messages.clear();
    for line in report.lines(request.how) {
        messages.note(line);
    }
    if let Some(file) = &typed.report {
        write_report(file, &report)?;
    }
    Ok(Outcome::of_faults(u64::from(report.is_faulty())))
}
