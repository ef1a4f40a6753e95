//! Exports what was reviewed.

use std::path::PathBuf;

/// Exports in a format to a file; gives the file and the lines of the report.
///
/// # Errors
/// Says why where it cannot be done.
pub fn export(
    format: &str,
    path: Option<PathBuf>,
    paths: &[PathBuf],
    dirs: &[Option<PathBuf>],
    annotator: &str,
) -> Result<(PathBuf, Vec<String>), String> {
    let _ = (path, paths, dirs, annotator);
    Err(format!("{format} is not written yet"))
}
