//! Where an export may go: nothing that is somebody's is replaced, and what is not of it is told.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{ExportError, Request};
use crate::corpus;
use crate::interchange::Format;
use crate::interchange::reader::files_in;
use crate::output::Folder;
use crate::store::Roots;

/// Refuses a destination where articles or annotations would be replaced.
pub(super) fn replaces_nothing(request: &Request, to: &Path) -> Result<(), ExportError> {
    // What is not there yet is where the nearest folder above it is.
    let above = std::path::absolute(to)?;
    let there = above
        .ancestors()
        .find_map(|above| above.canonicalize().ok());
    let Some(there) = there else {
        return Ok(());
    };
    let exists = to.canonicalize().is_ok();
    // An empty folder among the articles may be filled.
    let is_full = || fs::read_dir(to).map_or(exists, |mut files| files.next().is_some());
    let refuse = |why: &str| {
        let told = format!("{}: {why}; choose another place", to.display());
        Err(ExportError::Destination(told))
    };
    let roots = Roots::of(&request.paths, request.annotations.as_deref());
    for place in roots.places.iter().flatten() {
        if let Ok(dir) = place.dir.canonicalize()
            && there.starts_with(dir)
        {
            return refuse("lies among the annotations");
        }
    }
    for path in request.paths.iter().filter(|path| *path != Path::new("-")) {
        let Ok(root) = path.canonicalize() else {
            continue;
        };
        if exists && there == root {
            return refuse("the articles themselves are there");
        }
        if exists && there.starts_with(&root) && is_full() {
            return refuse("it is there already, among the articles, and may be one");
        }
    }
    // Links among the articles lead out of their folders.
    let spared = corpus::spare(&request.paths, &request.reading, to);
    spared.map_err(|problem| ExportError::Destination(problem.to_string()))
}

/// What belongs beside the files of the articles: its place, and what is in its beginning.
fn beside(format: Format, to: &Path, is_folder: bool) -> Option<(PathBuf, &'static str)> {
    match format {
        Format::LabelStudio if !is_folder => Some((
            to.with_extension("xml"),
            "<!-- Offsets are code points. -->",
        )),
        Format::Brat => Some((
            to.join("annotation.conf"),
            "# Offsets in the .ann files are code points.",
        )),
        Format::Xmi => Some((to.join("TypeSystem.xml"), "<name>dateline</name>")),
        _ => None,
    }
}

/// Refuses to replace a file that nobody named and this program did not write.
pub(super) fn spares_others(
    request: &Request,
    to: &Path,
    is_folder: bool,
) -> Result<(), ExportError> {
    let Some((path, own)) = beside(request.format, to, is_folder) else {
        return Ok(());
    };
    if path == to {
        return Ok(());
    }
    if !is_folder {
        replaces_nothing(request, &path)?;
    }
    let Ok(file) = File::open(&path) else {
        return Ok(());
    };
    let mut beginning = Vec::new();
    file.take(1024).read_to_end(&mut beginning)?;
    if String::from_utf8_lossy(&beginning).contains(own) {
        return Ok(());
    }
    Err(ExportError::Destination(format!(
        "{}: is there already, would be replaced by what belongs beside the files of an export in \
         {}, and is of something else; move it, or choose another place",
        path.display(),
        request.format
    )))
}

/// What lies in the folder of an export like a file of it, and is not: of an earlier one, as a rule.
pub(super) fn others(format: Format, folder: &Folder) -> Option<String> {
    let endings = match format.reader() {
        Some(reads) => reads.files,
        None => &[".md"],
    };
    let files = files_in(folder.dir(), endings).ok()?;
    let mut others = files.iter().filter(|file| !folder.has_written(file));
    let first = others.next()?;
    let name = first.strip_prefix(folder.dir()).unwrap_or(first);
    Some(format!(
        "{} more {} files lie in {}, of an earlier export perhaps, and stay ({} is the first)",
        1 + others.count(),
        endings.join(" and "),
        folder.dir().display(),
        name.display()
    ))
}
