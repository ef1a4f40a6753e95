//! Exports what was reviewed to a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::report::write_report;
use crate::corpus;
use crate::extract::model::Model;
use crate::ingest::ReadOptions;
use crate::interchange::archive::Annotators;
use crate::interchange::export::{Request, export_to};
use crate::interchange::{Format, Layout};
use crate::tui::effect::Export;

/// Exports the reviewed articles of `paths` to `path`, else to a file named for the first of them in
/// the current folder; gives the file and the lines of the report. The file appears when it is whole.
///
/// # Errors
/// Says why where it cannot be done.
pub fn write(
    wanted: Export,
    paths: &[PathBuf],
    annotations: Option<&Path>,
    reading: &ReadOptions,
    (annotator, model): (&str, Arc<Model>),
) -> Result<(PathBuf, Vec<String>), String> {
    let format = wanted.format;
    let file = wanted.path.unwrap_or_else(|| usual_name(paths, format));
    let is_screen = |file: &PathBuf| file == Path::new("-");
    if is_screen(&file) || wanted.report.as_ref().is_some_and(is_screen) {
        return Err("- is standard output, which is the screen here; name a file".to_owned());
    }
    if wanted.report.as_ref() == Some(&file) {
        return Err("the report and the export are the same file".to_owned());
    }
    // A folder takes further files; a file in its place is told where it is made.
    let replaced = (format.layout() == Layout::Stream).then_some(&file);
    let written = replaced.into_iter().chain(&wanted.report);
    for file in written.filter(|_| !wanted.over) {
        if let Ok(there) = file.symlink_metadata()
            && !there.is_dir()
        {
            let shown = file.display();
            return Err(format!(
                "{shown} is there already; :export! {format} … writes over it"
            ));
        }
    }
    if let Some(report) = &wanted.report {
        corpus::spare(paths, reading, report).map_err(|problem| problem.to_string())?;
    }
    let mut request = Request {
        paths: paths.to_vec(),
        reading: reading.clone(),
        annotations: annotations.map(Path::to_owned),
        annotators: Annotators::Named(vec![annotator.to_owned()]),
        selection: wanted.selection,
        schema: Vec::new(),
        format,
        model,
    };
    let report =
        export_to(&mut request, Some(&file), |_, _| {}).map_err(|error| format!("{error:#}"))?;
    if let Some(file) = &wanted.report {
        write_report(file, &report).map_err(|error| format!("{error:#}"))?;
    }
    let mut lines = report.lines(&request.annotators);
    lines.extend(report.problems);
    Ok((file, lines))
}

/// `sample_data.reviewed.json`
fn usual_name(paths: &[PathBuf], format: Format) -> PathBuf {
    let whole = paths
        .first()
        .and_then(|path| std::path::absolute(path).ok());
    let stem = whole.as_deref().and_then(Path::file_stem).map_or_else(
        || "dateline".into(),
        |stem| stem.to_string_lossy().into_owned(),
    );
    PathBuf::from(match format.extension() {
        Some(extension) => format!("{stem}.reviewed.{extension}"),
        None => format!("{stem}.reviewed.{format}"),
    })
}
