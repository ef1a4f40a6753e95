//! `dateline export`: annotations from their records, with a report of what was handed on and what was not.

use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::Export;
use super::annotators::annotators;
use super::messages::Messages;
use super::outcome::Outcome;
use super::output::Output;
use super::run::paths_or_here;
use crate::interchange::archive::Annotators;
use crate::interchange::export::{Report, Request, export};
use crate::interchange::selection::{Selection, Tally};

/// Writes the export and its report.
///
/// # Errors
/// When a path, the annotations or the output cannot be opened.
pub fn run(typed: &Export, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut request = Request {
        paths: paths_or_here(&typed.paths),
        reading: typed.reading.options()?,
        annotations: typed.whose.annotations.clone(),
        annotators: annotators(&typed.whose, messages)?,
        selection: Selection {
            statuses: typed.statuses(),
            all: typed.all,
            labels: typed.labels.clone().unwrap_or_default(),
            with_text: !typed.no_text,
        },
        format: typed.format,
    };
    let mut output = Output::open(typed.output.as_deref())?;
    request.reading.skip = output.file();
    let report = export(&request, &mut output, |read, written| {
        messages.progress(|| format!("{read} articles read, {written} exported"));
    })?;
    output.finish()?;
    messages.clear();
    for problem in &report.problems {
        messages.problem(problem);
    }
    for line in lines(&report, &request.annotators) {
        messages.note(line);
    }
    if let Some(file) = &typed.report {
        write_report(file, &report).with_context(|| format!("{}", file.display()))?;
    }
    Ok(Outcome::of_faults(report.problems.len() as u64))
}

fn write_report(file: &Path, report: &Report) -> anyhow::Result<()> {
    let mut output = Output::open(Some(file))?;
    writeln!(output, "{}", serde_json::to_string_pretty(report)?)?;
    output.finish()
}

/// The report for people.
fn lines(report: &Report, annotators: &Annotators) -> Vec<String> {
    let mut lines = report.notices.clone();
    lines.push(format!("{} records exported", report.exported));
    if report.exported == 0 && report.other_status.is_empty() {
        lines.push(match annotators {
            Annotators::All => "nobody annotated these articles".to_owned(),
            Annotators::Named(names) => format!(
                "{} annotated none of these articles; --annotator all takes everyone's",
                names.join(", ")
            ),
        });
    }
    for (status, count) in &report.other_status {
        lines.push(format!(
            "{count} annotated articles left out: {status}; --status {status} takes them"
        ));
    }
    if report.exported > 0 {
        let items = &report.items;
        lines.push(line("entities", items.entities));
        lines.push(line("quotes", items.quotes));
        lines.push(line("dates", items.dates));
        if items.unplaced > 0 {
            lines.push(format!(
                "{} decided spans left out: their words are not in the text any more",
                items.unplaced
            ));
        }
    }
    lines
}

fn line(kind: &str, tally: Tally) -> String {
    let reasons = [
        (tally.undecided, "undecided"),
        (tally.rejected, "rejected"),
        (tally.label, "without a label there"),
    ];
    let mut parts = vec![format!("{kind}: {} exported", tally.exported)];
    for (count, reason) in reasons.into_iter().filter(|(count, _)| *count > 0) {
        parts.push(format!("{count} {reason} left out"));
    }
    parts.join(", ")
}
