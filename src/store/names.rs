//! What folders and files of annotations are called: names that every file system takes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::article::hex_sha256;

/// An annotator's folder inside the folder of all: never one that belongs to another whose name
/// differs in capitals alone, which many file systems take for the same.
pub fn annotator_folder(dir: &Path, annotator: &str) -> PathBuf {
    let name = folder_name(annotator);
    let there: Vec<OsString> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name())
        .filter(|other| other.eq_ignore_ascii_case(&name))
        .collect();
    if there.is_empty() || there.iter().any(|other| *other == *name) {
        return dir.join(name);
    }
    dir.join(safe_name(annotator))
}

/// Whether a folder of this name can be an annotator's.
pub fn is_folder_of(name: &str, annotator: &str) -> bool {
    folder_name(annotator) == name || safe_name(annotator) == name
}

/// The name of an annotator's folder: the annotator's own where that is plain, else made safe.
///
/// Plain are up to 64 ASCII letters and digits, with `.`, `_` and `-` inside, that no system keeps
/// for a device.
pub fn folder_name(annotator: &str) -> String {
    let plain = annotator.len() <= 64
        && annotator.starts_with(|c: char| c.is_ascii_alphanumeric())
        && annotator.ends_with(|c: char| c.is_ascii_alphanumeric())
        && annotator
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && !is_device(annotator);
    if plain {
        annotator.to_owned()
    } else {
        safe_name(annotator)
    }
}

/// Whether Windows keeps a name for a device, whatever follows its first point.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = |kind| {
        let number = stem.strip_prefix(kind);
        number.is_some_and(|n| matches!(n.as_bytes(), [b'0'..=b'9']))
    };
    matches!(&*stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// The name of an article's record inside `articles/`.
pub fn record_name(id: &str) -> String {
    let mut name = safe_name(id);
    name.push_str(".json");
    name
}

/// Up to 40 ASCII letters, digits and hyphens of `name`, `-`, and 16 hex digits of its SHA-256:
/// no separator, dot or control survives, so that no name leaves its folder.
fn safe_name(name: &str) -> String {
    let mut safe: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(40)
        .collect();
    safe.push('-');
    safe.extend(hex_sha256(name.as_bytes()).chars().take(16));
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_annotators_keep_their_name_and_others_get_a_safe_one() {
        assert_eq!(folder_name("ana.ruiz-2"), "ana.ruiz-2");
        assert_eq!(folder_name("Ana Ruiz"), "AnaRuiz-2e4e636a6f70d6ef");
        for odd in ["", "..", ".hidden", "a/b", "-x", "λ"] {
            let name = folder_name(odd);
            assert_ne!(name, odd);
            assert!(name.len() >= 17, "{name}");
        }
        assert_ne!(folder_name("a/b"), folder_name("ab/"));
        for device in ["con", "Aux.x", "COM1", "lpt9.y.z", "nul"] {
            assert_eq!(folder_name(device), safe_name(device));
        }
        assert_eq!(folder_name("contact"), "contact");
    }

    #[test]
    fn annotators_whose_names_differ_in_capitals_have_a_folder_each() {
        let dir = tempfile::tempdir().unwrap();
        let ana = annotator_folder(dir.path(), "ana");
        assert_eq!(ana, dir.path().join("ana"));
        std::fs::create_dir(&ana).unwrap();
        let other = annotator_folder(dir.path(), "Ana");
        let name = other.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("Ana-") && is_folder_of(name, "Ana"));
        std::fs::create_dir(&other).unwrap();
        for (annotator, folder) in [("ana", &ana), ("Ana", &other)] {
            assert_eq!(annotator_folder(dir.path(), annotator), *folder);
        }
    }

    #[test]
    fn hostile_ids_have_a_file_each_on_every_file_system() {
        let long = |last: char| format!("{}{last}", "x".repeat(5_000));
        let ids = [
            "",
            ".",
            "..",
            "../../x",
            "../x",
            "/etc/passwd",
            "\\\\server\\x",
            "a\0b",
            "ab",
            "con",
            "CON",
            "nul.txt",
            "x.",
            "x",
            "x ",
            " x",
            "X",
            "é",
            "e\u{301}",
            "ﬁ",
            "fi",
            "ß",
            "SS",
            "İ",
            "i",
            "a/b",
            "a\\b",
            "a:b",
            "a\nb",
            "\u{202e}x",
            "x.json",
            "~",
            "-rf",
            "*",
        ];
        let ids = ids.into_iter().map(str::to_owned);
        let ids: Vec<String> = ids
            .chain([long('a'), long('A'), "é".repeat(5_000)])
            .collect();
        let folded: std::collections::HashSet<String> = ids
            .iter()
            .map(|id| record_name(id).to_lowercase())
            .collect();
        assert_eq!(folded.len(), ids.len());
        for name in folded {
            assert!(
                name.len() <= 62 && !is_device(&name) && !name.starts_with('.'),
                "{name}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_id_names_a_file_outside_its_folder(id in "\\PC{0,80}|[./\\\\]{0,9}") {
            let name = record_name(&id);
            prop_assert!(name.len() <= 40 + 1 + 16 + 5);
            prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')));
            prop_assert_eq!(name.matches('.').count(), 1);
            prop_assert_eq!(Path::new(&name).components().count(), 1);
        }
    }
}
