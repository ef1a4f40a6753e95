//! Which articles of each opened path were ever opened.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::place::{LONGEST, file};
use crate::bounded;
use crate::tui::app::progress::Seen;

/// The file of an opened path: a line an article.
fn lines(state: &Path, opened: &Path) -> PathBuf {
    file(state, "seen", opened).with_extension("txt")
}

/// What was opened of the opened paths; a line that is none is left out.
pub fn recall(state: &Path, opened: &[PathBuf]) -> Seen {
    let mut seen = Seen::default();
    for (root, path) in opened.iter().enumerate() {
        let bytes = bounded::read(&lines(state, path), LONGEST).unwrap_or_default();
        // One damaged line costs no other.
        let text = String::from_utf8_lossy(&bytes);
        let marks = text.lines().filter(|line| line.len() == 16);
        for mark in marks.filter_map(|line| u64::from_str_radix(line, 16).ok()) {
            seen.note(root, mark);
        }
    }
    seen
}

/// Remembers that an article was opened.
///
/// # Errors
/// When the state folder cannot be written to.
pub fn keep(state: &Path, opened: &[PathBuf], root: usize, mark: u64) -> io::Result<()> {
    let Some(path) = opened.get(root) else {
        return Ok(());
    };
    let file = lines(state, path);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).append(true).open(file)?;
    // One write, so that two sessions do not mix their lines; the line before may be cut off.
    file.write_all(format!("\n{mark:016x}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_opened_is_known_in_the_next_session_and_of_its_path_alone() {
        let state = tempfile::tempdir().unwrap();
        let paths = [PathBuf::from("/news"), PathBuf::from("/wire")];
        assert!(recall(state.path(), &paths).is_empty());
        let (a, b) = (Seen::mark_of("a"), Seen::mark_of("b"));
        for (root, mark) in [(0, a), (1, b), (1, a), (7, a)] {
            keep(state.path(), &paths, root, mark).unwrap();
        }
        fs::write(
            lines(state.path(), &paths[0]),
            format!("{a:016x}\nnonsense\n12"),
        )
        .unwrap();
        let seen = recall(state.path(), &paths);
        let has = |root, id| seen.has(root, id);
        assert_eq!((has(0, "a"), has(0, "b")), (true, false));
        assert_eq!((has(1, "a"), has(1, "b"), seen.len()), (true, true, 3));
        assert!(recall(state.path(), &paths[1..]).has(0, "b"));
    }
}
