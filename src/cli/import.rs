//! `dateline import`: what other tools say about articles, taken in to be reviewed or as decisions.

use std::path::{PathBuf, absolute};

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::annotators::annotator;
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::report::write_report;
use super::run::{configuration, opened};
use super::{Reading, Whose};
use crate::annotation::Timestamp;
use crate::corpus;
use crate::ingest::ReadOptions;
use crate::interchange::import::{How, Request, Telling, import};
use crate::interchange::selection::LabelMap;
use crate::interchange::{Format, Unit};
use crate::text::count::counted;

/// `dateline import`: what other tools say about articles.
#[derive(Debug, Args)]
pub struct Import {
    /// Files of annotations, or folders of them, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The format of the files, as for export
    #[arg(long, value_name = "FORMAT")]
    pub format: Format,
    /// The articles that they are about: a file or folder; a NEW.jsonl that is not there is made of
    /// the texts in the files
    #[arg(long, value_name = "PATH")]
    pub into: PathBuf,
    /// What becomes of them: suggestions, to be reviewed; annotations, decided as the files say, or
    /// accepted where they do not say
    #[arg(long = "as", value_name = "KIND", value_enum, default_value_t)]
    pub how: ImportedAs,
    /// What the offsets in the files count, where that is another unit than the format's
    #[arg(long, value_name = "UNIT", value_enum)]
    pub offsets: Option<Offsets>,
    /// Take in the work of this annotator of the files alone
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
    /// What labels are called in the files, as for export: conll, or PERSON=PER,…
    #[arg(long, value_name = "MAP")]
    pub labels: Option<LabelMap>,
    /// Write what became of them, as JSON, to this file, too
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Whose annotations, and where.
    #[command(flatten)]
    pub whose: Whose,
    /// How the articles are read.
    #[command(flatten)]
    pub reading: Reading,
}

/// What offsets count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Offsets {
    /// Unicode code points.
    Codepoint,
    /// UTF-16 code units.
    Utf16,
}

impl From<Offsets> for Unit {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Codepoint => Self::CodePoint,
            Offsets::Utf16 => Self::Utf16,
        }
    }
}

/// What becomes of what is imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ImportedAs {
    /// It is to be reviewed.
    #[default]
    Suggestions,
    /// It is decided.
    Annotations,
}

impl From<ImportedAs> for How {
    fn from(how: ImportedAs) -> Self {
        match how {
            ImportedAs::Suggestions => Self::Suggestions,
            ImportedAs::Annotations => Self::Annotations,
        }
    }
}

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
