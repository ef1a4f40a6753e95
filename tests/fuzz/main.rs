//! The bodies of the fuzz targets, over their seeds and over everything that they ever found.

#![cfg(test)]

mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use targets::TARGETS;

/// The files of a folder; none where there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn seeds_and_findings_hold() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    for target in TARGETS {
        let inputs: Vec<PathBuf> = ["seeds", "findings"]
            .into_iter()
            .flat_map(|kind| files(&here.join(kind).join(target.name)))
            .collect();
        assert!(!inputs.is_empty(), "{} has no seeds", target.name);
        for input in inputs {
            let data = fs::read(&input).unwrap();
            let held = std::panic::catch_unwind(|| targets::run(target.name, &data));
            assert!(held.is_ok(), "{}", input.display());
        }
    }
}
