//! The dependency rule of the crate, kept by reading its `crate::` paths.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may name, beside itself.
const RULES: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("cache", &[]),
    ("bounded", &[]),
    ("hashed", &[]),
    ("output", &[]),
    ("article", &["span"]),
    ("text", &["span", "article"]),
    ("extract", &["span", "article", "text"]),
    ("annotation", &["span", "article", "text", "extract"]),
    ("ingest", &["span", "article", "text"]),
    (
        "corpus",
        &["span", "cache", "hashed", "article", "text", "ingest"],
    ),
    (
        "search",
        &[
            "span",
            "article",
            "text",
            "extract",
            "annotation",
            "ingest",
            "corpus",
        ],
    ),
    (
        "survey",
        &["span", "article", "text", "extract", "annotation", "corpus"],
    ),
    ("statistics", &["annotation", "survey"]),
    (
        "store",
        &[
            "span",
            "cache",
            "bounded",
            "article",
            "text",
            "extract",
            "annotation",
        ],
    ),
    (
        "interchange",
        &[
            "span",
            "bounded",
            "output",
            "article",
            "text",
            "extract",
            "annotation",
            "ingest",
            "corpus",
            "store",
        ],
    ),
    (
        "learn",
        &["span", "hashed", "article", "text", "extract", "annotation"],
    ),
    ("config", &[]),
];

/// The rooms that see everything.
const FACES: &[&str] = &["cli", "tui", "lib", "main"];

/// The source files with their code, without comments and tests.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let is_code = path.extension().is_some_and(|extension| extension == "rs");
            if !is_code || path.ends_with("tests.rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code: Vec<&str> = text
                .lines()
                .take_while(|line| *line != "mod tests {")
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let inside = path.strip_prefix(&root).unwrap().to_owned();
            sources.push((inside, code.join("\n")));
        }
    }
    assert!(sources.len() > 50, "only {} files", sources.len());
    sources
}

/// The room that a file belongs to.
fn room(path: &Path) -> String {
    let first = path.components().next().unwrap();
    let first = first.as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The rooms that code names: `crate::room…` and `crate::{room…}`.
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        let letters = text
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_');
        letters.collect()
    };
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            // A list may hold lists; what stands in them names no room and no rule forbids it.
            Some(list) => list
                .split(',')
                .map(|item| word(item.trim_start()))
                .collect(),
            None => vec![word(rest)],
        })
        .collect()
}

#[test]
fn every_room_names_only_the_rooms_before_it() {
    let rooms: BTreeSet<&str> = RULES
        .iter()
        .map(|rule| rule.0)
        .chain(FACES.iter().copied())
        .collect();
    let mut faults = Vec::new();
    for (path, code) in sources() {
        let own = room(&path);
        if FACES.contains(&own.as_str()) {
            continue;
        }
        let Some((_, allowed)) = RULES.iter().find(|rule| rule.0 == own) else {
            faults.push(format!("{}: no rule for {own}", path.display()));
            continue;
        };
        for other in named(&code) {
            let is_room = rooms.contains(other.as_str());
            if is_room && other != own && !allowed.contains(&other.as_str()) {
                faults.push(format!("{}: {own} names {other}", path.display()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn only_the_terminal_face_names_the_screen_library() {
    let faults: Vec<PathBuf> = sources()
        .into_iter()
        .filter(|(path, code)| {
            room(path) != "tui" && (code.contains("ratatui") || code.contains("crossterm"))
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(faults, Vec::<PathBuf>::new());
}

#[test]
fn drawing_sees_the_state_and_never_changes_it() {
    let low = ["key", "layout", "paint", "theme"];
    for (path, code) in sources() {
        let path = path.to_str().unwrap();
        if path.starts_with("tui/view") {
            assert!(!code.contains("&mut App"), "{path} changes the state");
        }
        let is_low = low.iter().any(|room| {
            path == format!("tui/{room}.rs") || path.starts_with(&format!("tui/{room}/"))
        });
        if is_low {
            assert!(!code.contains("tui::app"), "{path} knows the state");
        }
    }
}
