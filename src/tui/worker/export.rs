//! Exports what was reviewed to a file.

use std::io::BufWriter;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::ingest::ReadOptions;
use crate::interchange::Format;
use crate::interchange::archive::Annotators;
use crate::interchange::export::{Request, export};
use crate::interchange::selection::Selection;

/// Exports the reviewed articles of `paths` to `path`, else to a file named for the first of them in
/// the current folder; gives the file and the lines of the report. The file appears when it is whole.
///
/// # Errors
/// Says why where it cannot be done.
pub fn write(
    format: &str,
    path: Option<PathBuf>,
    paths: &[PathBuf],
    annotations: Option<&Path>,
    reading: &ReadOptions,
    annotator: &str,
) -> Result<(PathBuf, Vec<String>), String> {
    let format: Format = format.parse()?;
    let file = path.unwrap_or_else(|| usual_name(paths, format));
    let request = Request {
        paths: paths.to_vec(),
        reading: reading.clone(),
        annotations: annotations.map(Path::to_owned),
        annotators: Annotators::Named(vec![annotator.to_owned()]),
        selection: Selection::default(),
        format,
    };
    let cannot = |error: std::io::Error| format!("{}: {error}", file.display());
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut temporary = tempfile::Builder::new()
        .prefix(".dateline-export-")
        .permissions(PermissionsExt::from_mode(0o666))
        .tempfile_in(folder)
        .map_err(cannot)?;
    let report = export(&request, BufWriter::new(temporary.as_file_mut()), |_, _| {})
        .map_err(|error| error.to_string())?;
    temporary.as_file().sync_all().map_err(cannot)?;
    temporary
        .persist(&file)
        .map_err(|error| cannot(error.error))?;
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
    PathBuf::from(format!("{stem}.reviewed.{}", format.name()))
}
