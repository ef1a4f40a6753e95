//! Where the analyst was in each opened path when the program last ended.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, hex_sha256};
use crate::bounded;
use crate::tui::effect::Place;

/// What the file holds.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    path: String,
    article: String,
    cursor: usize,
    top: usize,
}

/// A longer file of the state folder is not read, in bytes.
pub(super) const LONGEST: u64 = 64 << 20;

/// The file of this kind for an opened path.
pub(super) fn file(state: &Path, kind: &str, opened: &Path) -> PathBuf {
    let whole = std::path::absolute(opened).unwrap_or_else(|_| opened.to_owned());
    let name = hex_sha256(whole.as_os_str().as_encoded_bytes());
    state
        .join(kind)
        .join(format!("{}.json", crate::span::until(&name, 16)))
}

/// The place in the first of the opened paths that has one.
pub fn recall(state: &Path, opened: &[PathBuf]) -> Option<Place> {
    opened.iter().enumerate().find_map(|(root, path)| {
        let bytes = bounded::read(&file(state, "places", path), LONGEST).ok()?;
        let kept: Kept = serde_json::from_slice(&bytes).ok()?;
        Some(Place {
            root,
            article: ArticleId::new(kept.article),
            cursor: kept.cursor,
            top: kept.top,
        })
    })
}

/// Keeps a place.
///
/// # Errors
/// When the state folder cannot be written to.
pub fn remember(state: &Path, opened: &[PathBuf], place: &Place) -> io::Result<()> {
    let Some(path) = opened.get(place.root) else {
        return Ok(());
    };
    let file = file(state, "places", path);
    let kept = Kept {
        path: path.to_string_lossy().into_owned(),
        article: place.article.to_string(),
        cursor: place.cursor,
        top: place.top,
    };
    put(&file, &serde_json::to_vec(&kept)?)
}

/// Reads a file of the state folder; none where it is missing.
pub(super) fn get<T: DeserializeOwned>(file: &Path) -> io::Result<Option<T>> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let parsed = serde_json::from_slice(&bytes);
    parsed.map(Some).map_err(|error| {
        let reason = format!("{}: {error}; mend it or move it away", file.display());
        io::Error::new(io::ErrorKind::InvalidData, reason)
    })
}

/// Writes a file: half of one would be of no use, so it is put there whole.
pub(super) fn put(file: &Path, contents: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(contents)?;
    temporary.persist(file)?;
    Ok(())
}
