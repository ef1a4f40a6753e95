//! Annotations handed on: read from their records, selected, written, and counted.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::Format;
use super::archive::{Annotators, Archive};
use super::json::harmless;
use super::selection::{Selection, Tallies, Tally};
use crate::annotation::Annotations;
use crate::article::Article;
use crate::corpus;
use crate::extract::model::Model;
use crate::ingest::ReadOptions;
use crate::span::OffsetIndex;
use crate::store::{Record, StoreError};

/// What is to be handed on, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// The articles.
    pub paths: Vec<PathBuf>,
    /// How they are read.
    pub reading: ReadOptions,
    /// Where their annotations live; beside each path where there is none.
    pub annotations: Option<PathBuf>,
    /// Whose annotations.
    pub annotators: Annotators,
    /// What of them.
    pub selection: Selection,
    /// In which format.
    pub format: Format,
    /// The model that the annotators worked with.
    pub model: Arc<Model>,
}

/// What was handed on, what was not, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many records were written.
    pub exported: u64,
    /// How many annotated articles were left out, by status.
    pub other_status: BTreeMap<&'static str, u64>,
    /// What became of the items of the exported records.
    pub items: Tallies,
    /// What is to be known of single articles: their text changed, say.
    pub notices: Vec<String>,
    /// What could not be read or found.
    pub problems: Vec<String>,
}

impl Report {
    /// The report for people, a line each.
    pub fn lines(&self, annotators: &Annotators) -> Vec<String> {
        let mut lines = self.notices.clone();
        lines.push(format!("{} records exported", self.exported));
        if self.exported == 0 && self.other_status.is_empty() {
            lines.push(match annotators {
                Annotators::All => "nobody annotated these articles".to_owned(),
                Annotators::Named(names) => format!(
                    "{} annotated none of these articles; --annotator all takes everyone's",
                    names.join(", ")
                ),
            });
        }
        for (status, count) in &self.other_status {
            lines.push(format!(
                "{count} annotated articles left out: {status}; --status {status} takes them"
            ));
        }
        if self.exported > 0 {
            let items = &self.items;
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

/// Nothing could be handed on.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A path cannot be opened.
    #[error("{0}")]
    Path(#[from] crate::ingest::Problem),
    /// A path has no place for annotations.
    #[error("{0}")]
    Nowhere(String),
    /// The annotations cannot be read.
    #[error("{0}")]
    Annotations(#[from] StoreError),
    /// The output cannot be written.
    #[error("output: {0}")]
    Output(#[from] io::Error),
}

/// Hands annotations on, an article at a time: memory does not grow with the input.
///
/// `progress` is told after each article how many were read and how many written.
///
/// # Errors
/// [`ExportError`]; single records and articles that cannot be read are in the report.
pub fn export(
    request: &Request,
    output: impl Write,
    mut progress: impl FnMut(u64, u64),
) -> Result<Report, ExportError> {
    corpus::check(&request.paths)?;
    let mut archive = Archive::open(
        &request.paths,
        request.annotations.as_deref(),
        &request.annotators,
    )?
    .with_model(Arc::clone(&request.model));
    if let Some(error) = archive.nowhere() {
        return Err(ExportError::Nowhere(error.to_string()));
    }
    let mut report = Report {
        problems: archive.problems().to_vec(),
        ..Report::default()
    };
    let mut writer = Writer::new(request, output)?;
    let mut failed = None;
    let mut read = 0;
    if !archive.is_exhausted() {
        let reading = ReadOptions {
            within: archive.ways(),
            ..request.reading.clone()
        };
        corpus::stream(&request.paths, &reading, |root, article| {
            read += 1;
            match article {
                Ok(article) => {
                    let written = one(
                        request,
                        &mut archive,
                        root,
                        &article,
                        &mut writer,
                        &mut report,
                    );
                    if let Err(error) = written {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                }
                Err(problem) => report.problems.push(problem.to_string()),
            }
            progress(read, report.exported);
            if archive.is_exhausted() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
    }
    if let Some(error) = failed {
        return Err(error.into());
    }
    for orphan in archive.orphans() {
        if request.selection.takes(orphan.status) {
            report.problems.push(orphan.to_string());
        } else {
            *report
                .other_status
                .entry(orphan.status.as_str())
                .or_default() += 1;
        }
    }
    writer.finish()?;
    Ok(report)
}

/// Hands on what is said about one article.
fn one(
    request: &Request,
    archive: &mut Archive,
    root: usize,
    article: &Article,
    writer: &mut Writer<impl Write>,
    report: &mut Report,
) -> io::Result<()> {
    for annotated in archive.annotations(root, article) {
        let annotated = match annotated {
            Ok(annotated) => annotated,
            Err(error) => {
                report.problems.push(error.to_string());
                continue;
            }
        };
        report.notices.extend(annotated.notices);
        let annotations = &annotated.annotations;
        if !request.selection.takes(annotations.status) {
            let status = annotations.status.as_str();
            *report.other_status.entry(status).or_default() += 1;
            continue;
        }
        let part = request.selection.of(annotations, &mut report.items);
        writer.record(article, &part, &annotated.annotator)?;
        report.exported += 1;
    }
    Ok(())
}

/// Writes records in a format.
struct Writer<W> {
    output: W,
    format: Format,
    with_text: bool,
    records: u64,
}

/// A record with its text.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    record: Record,
    text: Option<&'a str>,
}

impl<W: Write> Writer<W> {
    fn new(request: &Request, mut output: W) -> io::Result<Self> {
        if request.format == Format::Json {
            output.write_all(b"{\"format\":\"dateline-export\",\"version\":1,\"records\":[")?;
        }
        Ok(Self {
            output,
            format: request.format,
            with_text: request.selection.with_text,
            records: 0,
        })
    }

    fn record(
        &mut self,
        article: &Article,
        annotations: &Annotations,
        annotator: &str,
    ) -> io::Result<()> {
        let index = OffsetIndex::new(&article.text);
        let whole = Whole {
            record: Record::new(article, &index, annotations, annotator, None),
            text: self.with_text.then_some(&*article.text),
        };
        if self.format == Format::Json {
            let comma = if self.records > 0 { "," } else { "" };
            writeln!(self.output, "{comma}")?;
        }
        self.records += 1;
        let json = serde_json::to_string(&whole)?;
        self.output.write_all(harmless(&json).as_bytes())?;
        if self.format == Format::Jsonl {
            self.output.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        if self.format == Format::Json {
            self.output.write_all(b"\n]}\n")?;
        }
        self.output.flush()
    }
}
