//! `dateline export`: annotations from their records, with a report of what was handed on and what was not.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::annotators::annotators;
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::report::write_report;
use super::run::{configuration, opened_or_here};
use super::{Reading, Whose};
use crate::annotation::{Status, Verdict};
use crate::corpus;
use crate::interchange::Format;
use crate::interchange::export::{Request, export_to};
use crate::interchange::selection::{Filter, LabelMap, Selection};
use crate::text::count::counted;

/// `dateline export`: annotations for others.
#[derive(Debug, Args)]
pub struct Export {
    /// The articles: files, folders or patterns in quotes, or - for standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The format.
    #[arg(long, value_name = "FORMAT", help = formats())]
    pub format: Format,
    /// Write into a file in place of standard output, or into a folder where the format is one
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
    /// What of the annotations.
    #[command(flatten)]
    pub chosen: Chosen,
    /// Write what was exported and what was not, and why, as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Whose annotations, and where; --annotator may be repeated or name several with commas, and 'all'
    /// is everyone.
    #[command(flatten)]
    pub whose: Whose,
    /// How records are read.
    #[command(flatten)]
    pub reading: Reading,
}

/// The formats, and what each is.
fn formats() -> String {
    let formats = Format::ALL.map(|format| format!("{format} ({})", format.about()));
    format!("The format: {}", formats.join(", "))
}

/// One status, or all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statuses {
    /// All of them.
    Any,
    /// This one.
    One(Status),
}

impl Statuses {
    fn typed(written: &str) -> Result<Self, String> {
        match written {
            "any" => Ok(Self::Any),
            status => status
                .parse()
                .map(Self::One)
                .map_err(|error: String| format!("{error}, or any")),
        }
    }
}

/// What of the annotations is exported.
#[derive(Clone, Debug, Args)]
pub struct Chosen {
    /// Which articles.
    #[arg(
        long,
        value_name = "STATUS",
        value_delimiter = ',',
        default_value = "reviewed",
        value_parser = Statuses::typed,
        help = "Which articles: reviewed, in_progress, new, skipped, several with commas, or any"
    )]
    pub status: Vec<Statuses>,
    /// Items of these verdicts alone: accepted, corrected, added, unreviewed, rejected
    #[arg(
        long,
        value_name = "VERDICT",
        value_delimiter = ',',
        conflicts_with = "all"
    )]
    pub verdict: Vec<Verdict>,
    /// Names of these labels alone, as they are recorded; QUOTE is quotes, TIMEX expressions of time
    #[arg(long, value_name = "LABEL", value_delimiter = ',')]
    pub label: Vec<String>,
    /// Articles that have this tag (or one of several); of others the items that have it
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    pub tag: Vec<String>,
    /// Articles of this day and later ones (2026-01-31)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub since: Option<NaiveDate>,
    /// Articles of this day and earlier ones
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<NaiveDate>,
    /// What labels are called there: conll (PER, ORG, LOC, MISC), or PERSON=PER,DATE= (left out)
    #[arg(long, value_name = "MAP")]
    pub labels: Option<LabelMap>,
    /// Undecided and rejected items too
    #[arg(long)]
    pub all: bool,
    /// Leave out the texts, where the format can be without them; spans keep their words
    #[arg(long)]
    pub no_text: bool,
}

impl Chosen {
    /// What that selects.
    pub fn selection(&self) -> Selection {
        Selection {
            statuses: self.statuses(),
            all: self.all,
            filter: Filter {
                verdicts: self.verdict.clone(),
                labels: self.label.clone(),
                tags: self.tag.clone(),
                since: self.since,
                until: self.until,
            },
            labels: self.labels.clone().unwrap_or_default(),
            with_text: !self.no_text,
        }
    }

    /// The statuses that are meant; none for all of them.
    fn statuses(&self) -> Vec<Status> {
        if self.status.contains(&Statuses::Any) {
            return Vec::new();
        }
        let statuses = self.status.iter();
        statuses
            .filter_map(|status| match status {
                Statuses::Any => None,
                Statuses::One(status) => Some(*status),
            })
            .collect()
    }
}

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
        selection: typed.chosen.selection(),
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
fn day(typed: &str) -> Result<NaiveDate, String> {
    let day = typed.trim().parse();
    day.map_err(|_| "it is no day; days are written like 2026-01-31".to_owned())
}
