//! Queries that the analyst gave a name, in every session.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::place::{get, put};
use crate::tui::app::queries::{Queries, Saved};

/// A query as the file holds it.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    query: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    extra: Map<String, Value>,
}

fn file(state: &Path) -> PathBuf {
    state.join("queries.json")
}

fn read(state: &Path) -> io::Result<BTreeMap<String, Kept>> {
    Ok(get(&file(state))?.unwrap_or_default())
}

/// All saved queries.
pub fn recall(state: &Path) -> Queries {
    let kept = read(state).unwrap_or_default().into_iter();
    kept.map(|(name, kept)| {
        let Kept {
            query, sort, group, ..
        } = kept;
        (name, Saved { query, sort, group })
    })
    .collect()
}

/// Keeps a query beside those that are there, also those of another session; forgets it where there
/// is none.
///
/// # Errors
/// When the state folder cannot be written to, or the file is there and cannot be read: it would be
/// written over.
pub fn keep(state: &Path, name: &str, saved: Option<Saved>) -> io::Result<()> {
    let mut kept = read(state)?;
    match saved {
        Some(Saved { query, sort, group }) => {
            let extra = kept.remove(name).map(|kept| kept.extra);
            let saved = Kept {
                query,
                sort,
                group,
                extra: extra.unwrap_or_default(),
            };
            kept.insert(name.to_owned(), saved);
        }
        None => {
            kept.remove(name);
        }
    }
    put(&file(state), &serde_json::to_vec_pretty(&kept)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_kept_by_name_until_they_are_forgotten() {
        let state = tempfile::tempdir().unwrap();
        let saved = |query: &str, sort: Option<&str>| Saved {
            query: query.to_owned(),
            sort: sort.map(str::to_owned),
            group: None,
        };
        assert_eq!(recall(state.path()), Queries::new());
        keep(state.path(), "war", Some(saved("tag:war", Some("-date")))).unwrap();
        keep(state.path(), "afp", Some(saved("source:afp", None))).unwrap();
        keep(state.path(), "afp", Some(saved("source:AFP", None))).unwrap();
        let all = recall(state.path());
        assert_eq!(all.len(), 2);
        assert_eq!(all["war"], saved("tag:war", Some("-date")));
        assert_eq!(all["afp"], saved("source:AFP", None));
        keep(state.path(), "war", None).unwrap();
        assert_eq!(recall(state.path()).len(), 1);
        std::fs::write(file(state.path()), "no JSON").unwrap();
        assert_eq!(recall(state.path()), Queries::new());
    }
}
