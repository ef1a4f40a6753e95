//! What was typed into prompts in earlier sessions, in one file of the state folder.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::place::put;
use crate::tui::app::entered::{Entered, Sort};

/// Much more than what is kept; a larger file was written by somebody else.
const LARGEST: u64 = 2 << 20;

/// What the file holds, the newest last.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    commands: Vec<String>,
    finds: Vec<String>,
    filters: Vec<String>,
    queries: Vec<String>,
    pipes: Vec<String>,
}

impl Kept {
    fn of(&mut self, sort: Sort) -> &mut Vec<String> {
        match sort {
            Sort::Commands => &mut self.commands,
            Sort::Finds => &mut self.finds,
            Sort::Filters => &mut self.filters,
            Sort::Queries => &mut self.queries,
            Sort::Pipes => &mut self.pipes,
        }
    }
}

const SORTS: [Sort; 5] = [
    Sort::Commands,
    Sort::Finds,
    Sort::Filters,
    Sort::Queries,
    Sort::Pipes,
];

fn file(state: &Path) -> PathBuf {
    state.join("history.json")
}

fn read(state: &Path) -> Option<Kept> {
    let mut bytes = Vec::new();
    let file = File::open(file(state)).ok()?;
    file.take(LARGEST).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// What was typed in earlier sessions; control characters, which no prompt takes, are blanks.
pub fn recall(state: &Path) -> Entered {
    let mut kept = read(state).unwrap_or_default();
    let mut entered = Entered::default();
    for sort in SORTS {
        for line in kept.of(sort) {
            let blank = |c: char| if c.is_control() { ' ' } else { c };
            entered.push(sort, &line.chars().map(blank).collect::<String>());
        }
    }
    entered
}

/// Keeps a line beside those that are there, which another session may have added to meanwhile.
///
/// # Errors
/// When the state folder cannot be written to.
pub fn keep(state: &Path, sort: Sort, line: &str) -> io::Result<()> {
    let mut entered = recall(state);
    entered.push(sort, line);
    let mut kept = Kept::default();
    for sort in SORTS {
        *kept.of(sort) = entered.of(sort).to_vec();
    }
    put(&file(state), &serde_json::to_vec(&kept)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::app::entered::{KEPT, LONGEST};

    #[test]
    fn lines_are_kept_apart_and_bounded_whoever_adds_them() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("dateline");
        assert_eq!(recall(&state), Entered::default());
        for at in 0..KEPT + 5 {
            keep(&state, Sort::Finds, &format!("find {at}")).unwrap();
        }
        keep(&state, Sort::Commands, "zen").unwrap();
        keep(&state, Sort::Commands, &"x".repeat(LONGEST + 1)).unwrap();
        let entered = recall(&state);
        assert_eq!(entered.of(Sort::Commands), ["zen"]);
        assert_eq!(entered.of(Sort::Finds).len(), KEPT);
        assert_eq!(entered.of(Sort::Finds)[0], "find 5");
    }

    #[test]
    fn a_file_that_somebody_else_wrote_does_no_harm() {
        let state = tempfile::tempdir().unwrap();
        std::fs::write(
            file(state.path()),
            b"{\"finds\": [\"a\\u001b[31m\"], \"x\": 1}",
        )
        .unwrap();
        assert_eq!(recall(state.path()).of(Sort::Finds), ["a [31m"]);
        std::fs::write(file(state.path()), b"{\"finds\": 3").unwrap();
        assert_eq!(recall(state.path()), Entered::default());
        keep(state.path(), Sort::Finds, "b").unwrap();
        assert_eq!(recall(state.path()).of(Sort::Finds), ["b"]);
    }
}
