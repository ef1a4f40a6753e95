//! Annotations handed on: read from their records, selected, written, and counted.

mod destination;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::archive::{Annotators, Archive};
use super::document::Document;
use super::losses::{Loss, Losses};
use super::names::FileNames;
use super::selection::{Selection, Tallies, Tally, Unmet};
use super::writer::{Companion, FolderWriter, StreamWriter, Writes};
use super::{Format, Layout};
use crate::article::Article;
use crate::corpus;
use crate::extract::model::Model;
use crate::ingest::ReadOptions;
use crate::ingest::recoded::Recoded;
use crate::output::{Folder, Output};
use crate::span::OffsetIndex;
use crate::store::StoreError;
use crate::text::count::counted;
use destination::{others, replaces_nothing, spares_others};

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
    /// The labels that there are, met or not.
    pub schema: Vec<String>,
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
    /// How many annotated articles were left out because they were not asked for, by what was.
    pub filtered: BTreeMap<&'static str, u64>,
    /// What became of the items of the exported records.
    pub items: Tallies,
    /// What of the exported items the format could not carry.
    pub losses: Vec<Loss>,
    /// What belongs beside the file that was written.
    #[serde(skip)]
    pub companion: Option<Companion>,
    /// What is to be known of single articles: their text changed, say.
    pub notices: Vec<String>,
    /// What could not be read or found.
    pub problems: Vec<String>,
}

impl Report {
    /// The report for people, a line each.
    pub fn lines(&self, annotators: &Annotators) -> Vec<String> {
        let mut lines = self.notices.clone();
        let records = counted(self.exported, "record", "records");
        lines.push(format!("{records} exported"));
        if self.exported == 0 && self.other_status.is_empty() && self.filtered.is_empty() {
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
                "{} left out: {status}; --status {status} takes {}",
                counted(*count, "annotated article", "annotated articles"),
                if *count == 1 { "it" } else { "them" }
            ));
        }
        for (filter, count) in &self.filtered {
            let articles = counted(*count, "annotated article", "annotated articles");
            lines.push(format!("{articles} left out: {filter}"));
        }
        if self.exported > 0 {
            let items = &self.items;
            lines.push(line("entities", items.entities));
            lines.push(line("quotes", items.quotes));
            lines.push(line("dates", items.dates));
            if items.unplaced > 0 {
                lines.push(format!(
                    "{} left out: the text changed since and their place in it is in doubt; `dateline` shows where they may stand (]d)",
                    counted(items.unplaced, "decided span", "decided spans")
                ));
            }
            lines.extend(self.losses.iter().map(Loss::to_string));
        }
        lines
    }
}

fn line(kind: &str, tally: Tally) -> String {
    let reasons = [
        (tally.undecided, "undecided"),
        (tally.rejected, "rejected"),
        (tally.label, "without a label there"),
        (tally.filtered, "not asked for"),
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
    /// The format is a folder of files, and no folder is named; or the other way round.
    #[error("{0}")]
    Destination(String),
}

/// Where an export goes.
#[derive(Debug)]
pub enum Destination<W> {
    /// Into a stream.
    Stream(W),
    /// Into a folder, which is made where it is missing.
    Folder(PathBuf),
}

/// Hands annotations on, an article at a time: memory does not grow with the input.
///
/// `progress` is told after each article how many were read and how many written.
///
/// # Errors
/// [`ExportError`]; single records and articles that cannot be read are in the report.
pub fn export(
    request: &Request,
    destination: Destination<impl Write>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Report, ExportError> {
    corpus::check(&request.paths, &request.reading)?;
    if !request.selection.with_text && request.format.needs_text() {
        let format = request.format;
        let told = format!("{format} holds the texts of its articles; leave --no-text out");
        return Err(ExportError::Destination(told));
    }
    let mut writer = Writer::new(request, destination)?;
    let mut archive = Archive::open(
        &request.paths,
        request.annotations.as_deref(),
        &request.annotators,
    )?
    .with_model(Arc::clone(&request.model))
    .with_patterns(&request.paths, &request.reading);
    if let Some(error) = archive.nowhere() {
        return Err(ExportError::Nowhere(error.to_string()));
    }
    let mut report = Report {
        problems: archive.problems().to_vec(),
        ..Report::default()
    };
    report.problems.extend(archive.strangers());
    let mut unmet = Unmet::of(&request.selection.filter, &request.schema);
    writer.begin()?;
    let mut failed = None;
    let mut read = 0;
    let mut recoded = Recoded::default();
    if !archive.is_exhausted() {
        let reading = archive.guide(request.reading.clone());
        corpus::stream(&request.paths, &reading, |root, article| {
            read += 1;
            match article {
                Ok(article) => {
                    let before = report.exported;
                    let written = one(
                        request,
                        &mut archive,
                        root,
                        &article,
                        &mut writer,
                        &mut report,
                        &mut unmet,
                    );
                    if let Err(error) = written {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                    if report.exported > before
                        && let Some(told) = recoded.meet(&article.origin, article.encoding)
                    {
                        report.notices.push(told.to_string());
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
    report.notices.extend(recoded.rest());
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
    report.problems.extend(unmet.lines());
    report.notices.extend(writer.others(request.format));
    (report.losses, report.companion) = writer.finish()?;
    Ok(report)
}

/// Hands annotations on into a file or a folder, or to standard output without one or for `-`; writes
/// what belongs beside a file, too. A file appears when it is whole.
///
/// # Errors
/// When that cannot be written, or the format does not go there.
pub fn export_to(
    request: &mut Request,
    to: Option<&Path>,
    progress: impl FnMut(u64, u64),
) -> Result<Report, ExportError> {
    let told = |error: anyhow::Error| ExportError::Destination(format!("{error:#}"));
    let file = to.filter(|to| *to != Path::new("-"));
    let is_folder = match request.format.layout() {
        Layout::Folder => file.is_some(),
        Layout::Stream => file.is_some_and(Path::is_dir),
    };
    if let Some(file) = file {
        replaces_nothing(request, file)?;
        spares_others(request, file, is_folder)?;
    }
    if let Some(dir) = file.filter(|_| is_folder) {
        // What this writes is not read where it lies among the articles.
        request.reading.skip = dir
            .canonicalize()
            .or_else(|_| std::path::absolute(dir))
            .ok();
        let folder = Destination::<io::Sink>::Folder(dir.to_owned());
        return export(request, folder, progress);
    }
    if request.format.layout() == Layout::Folder {
        return export(request, Destination::Stream(io::sink()), progress);
    }
    let mut output = Output::open(file).map_err(told)?;
    request.reading.skip = output.file();
    let mut report = export(request, Destination::Stream(&mut output), progress)?;
    let beside = report.companion.as_ref();
    if let (Some(file), Some(Companion { extension, .. })) = (file, beside)
        && file.with_extension(extension) == file
    {
        return Err(ExportError::Destination(format!(
            "{}: what belongs beside the file is called so; choose another name",
            file.display()
        )));
    }
    output.finish().map_err(told)?;
    if let Some(Companion { extension, content }) = &report.companion {
        match file {
            Some(file) => {
                let mut beside = Output::open(Some(&file.with_extension(extension))).map_err(told)?;
                beside.write_all(content.as_bytes())?;
                beside.finish().map_err(told)?;
            }
            None => report.notices.push(format!(
                "what belongs beside the file (.{extension}) goes to no standard output; -o FILE writes it"
            )),
        }
    }
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
    unmet: &mut Unmet,
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
        unmet.meet(annotations);
        let filter = &request.selection.filter;
        let left_out = if !filter.takes_day(article.head.day()) {
            Some("of another day, or of none")
        } else if !filter.takes_article(annotations) {
            Some("without the tag")
        } else {
            None
        };
        if let Some(reason) = left_out {
            *report.filtered.entry(reason).or_default() += 1;
            continue;
        }
        let part = request.selection.of(annotations, &mut report.items);
        let index = OffsetIndex::new(&article.text);
        writer.document(&Document {
            article,
            index: &index,
            annotations: &part,
            annotator: &annotated.annotator,
            with_text: request.selection.with_text,
        })?;
        report.exported += 1;
    }
    Ok(())
}

/// Writes documents where they go.
enum Writer<W> {
    Stream(Box<dyn StreamWriter>, W, Losses),
    Folder(Box<dyn FolderWriter>, Box<Folder>, FileNames, Losses),
}

impl<W: Write> Writer<W> {
    fn new(request: &Request, destination: Destination<W>) -> Result<Self, ExportError> {
        let format = request.format;
        match (format.writer(), destination) {
            (Writes::Stream(writer), Destination::Stream(output)) => {
                Ok(Self::Stream(writer, output, Losses::default()))
            }
            (Writes::Folder(writer), Destination::Folder(dir)) => {
                let folder = Folder::open(&dir)
                    .map_err(|error| ExportError::Destination(cannot(&dir, &error)))?;
                let several =
                    !matches!(&request.annotators, Annotators::Named(names) if names.len() == 1);
                let names = FileNames::new(several);
                Ok(Self::Folder(
                    writer,
                    Box::new(folder),
                    names,
                    Losses::default(),
                ))
            }
            (Writes::Stream(_), Destination::Folder(dir)) => {
                Err(ExportError::Destination(format!(
                    "{}: is a folder, but {format} is one file; name a file",
                    dir.display()
                )))
            }
            (Writes::Folder(_), Destination::Stream(_)) => Err(ExportError::Destination(format!(
                "{format} is a folder of files; name the folder with -o DIR"
            ))),
        }
    }

    /// What lies in the folder and is not of this export.
    fn others(&self, format: Format) -> Option<String> {
        match self {
            Self::Stream(..) => None,
            Self::Folder(_, folder, ..) => others(format, folder),
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(writer, output, _) => writer.begin(output),
            Self::Folder(..) => Ok(()),
        }
    }

    fn document(&mut self, document: &Document<'_>) -> io::Result<()> {
        match self {
            Self::Stream(writer, output, losses) => writer.document(document, output, losses),
            Self::Folder(writer, folder, names, losses) => {
                writer.document(document, folder, names, losses)
            }
        }
    }

    fn finish(self) -> io::Result<(Vec<Loss>, Option<Companion>)> {
        match self {
            Self::Stream(mut writer, mut output, losses) => {
                writer.finish(&mut output)?;
                output.flush()?;
                Ok((losses.list(), writer.companion()))
            }
            Self::Folder(mut writer, mut folder, _, losses) => {
                writer.finish(&mut folder)?;
                Ok((losses.list(), None))
            }
        }
    }
}

fn cannot(dir: &Path, error: &io::Error) -> String {
    format!(
        "{}: cannot be written: {error}; name another folder",
        dir.display()
    )
}
