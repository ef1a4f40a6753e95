//! What the analyst marked in each opened path, in every session.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::place::{file, get, put};
use crate::article::ArticleId;
use crate::tui::effect::Mark;

/// What the file of an opened path holds.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    path: String,
    marks: BTreeMap<char, KeptMark>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    extra: Map<String, Value>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptMark {
    article: String,
    byte: usize,
    #[serde(default)]
    words: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    extra: Map<String, Value>,
}

fn read(state: &Path, opened: &Path) -> io::Result<Option<Kept>> {
    get(&file(state, "marks", opened))
}

/// The marks of the opened paths; where several have one of the same letter, that of the first.
pub fn recall(state: &Path, opened: &[PathBuf]) -> BTreeMap<char, Mark> {
    let mut marks = BTreeMap::new();
    for (root, path) in opened.iter().enumerate() {
        let kept = read(state, path).ok().flatten().unwrap_or_default();
        for (letter, mark) in kept.marks {
            marks.entry(letter).or_insert(Mark {
                root,
                article: ArticleId::new(mark.article),
                byte: mark.byte,
                words: mark.words,
            });
        }
    }
    marks
}

/// Keeps a mark beside those that are there, and takes its letter from the other paths.
///
/// # Errors
/// When the state folder cannot be written to, or a file is there and cannot be read: it would be
/// written over.
pub fn keep(state: &Path, opened: &[PathBuf], letter: char, mark: &Mark) -> io::Result<()> {
    for (root, path) in opened.iter().enumerate() {
        let found = read(state, path)?;
        if root != mark.root
            && found
                .as_ref()
                .is_none_or(|kept| !kept.marks.contains_key(&letter))
        {
            continue;
        }
        let mut kept = found.unwrap_or_default();
        kept.path = path.to_string_lossy().into_owned();
        if root == mark.root {
            let mark = KeptMark {
                article: mark.article.to_string(),
                byte: mark.byte,
                words: mark.words.clone(),
                extra: Map::new(),
            };
            kept.marks.insert(letter, mark);
        } else {
            kept.marks.remove(&letter);
        }
        put(&file(state, "marks", path), &serde_json::to_vec(&kept)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(root: usize, article: &str) -> Mark {
        Mark {
            root,
            article: ArticleId::new(article),
            byte: 7,
            words: "harbour".to_owned(),
        }
    }

    #[test]
    fn marks_are_kept_for_each_path_and_a_letter_stands_for_one_place() {
        let state = tempfile::tempdir().unwrap();
        let opened = [PathBuf::from("news"), PathBuf::from("old")];
        assert_eq!(recall(state.path(), &opened), BTreeMap::new());
        keep(state.path(), &opened, 'a', &mark(0, "one")).unwrap();
        keep(state.path(), &opened, 'b', &mark(1, "two")).unwrap();
        keep(state.path(), &opened, 'a', &mark(1, "three")).unwrap();
        let all = recall(state.path(), &opened);
        assert_eq!(all, [('a', mark(1, "three")), ('b', mark(1, "two"))].into());
        assert_eq!(recall(state.path(), &opened[..1]), BTreeMap::new());
        assert_eq!(recall(state.path(), &opened[1..]).len(), 2);
    }
}
