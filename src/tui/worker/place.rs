//! Where the analyst was in each opened path when the program last ended.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, hex_sha256};
use crate::tui::effect::Place;

/// What the file holds.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    path: String,
    article: String,
    cursor: usize,
    top: usize,
}

/// The file for an opened path.
fn file(state: &Path, opened: &Path) -> PathBuf {
    let whole = std::path::absolute(opened).unwrap_or_else(|_| opened.to_owned());
    let name = hex_sha256(whole.as_os_str().as_encoded_bytes());
    state
        .join("places")
        .join(format!("{}.json", crate::span::until(&name, 16)))
}

/// The place in the first of the opened paths that has one.
pub fn recall(state: &Path, opened: &[PathBuf]) -> Option<Place> {
    opened.iter().enumerate().find_map(|(root, path)| {
        let bytes = fs::read(file(state, path)).ok()?;
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
    let file = file(state, path);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let kept = Kept {
        path: path.to_string_lossy().into_owned(),
        article: place.article.to_string(),
        cursor: place.cursor,
        top: place.top,
    };
    // Half a file would be no place at all: it is put there whole.
    let temporary = file.with_extension("new");
    fs::write(&temporary, serde_json::to_vec(&kept)?)?;
    fs::rename(temporary, file)
}
