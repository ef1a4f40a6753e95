//! What the files of articles are called in a folder of them.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

use super::document::Document;
use crate::article::{ArticleId, hex_sha256};

/// How many characters of an id its file's name has.
const LONGEST: usize = 80;

/// Names for files, each given once, also where a file system takes capitals for small letters.
#[derive(Clone, Debug, Default)]
pub struct FileNames {
    /// Whether each annotator has a subfolder.
    by_annotator: bool,
    /// By hashes, of which there may be a million.
    taken: HashSet<u64>,
    keys: RandomState,
}

impl FileNames {
    /// For a folder of one annotator, or with a subfolder for each.
    pub fn new(by_annotator: bool) -> Self {
        Self {
            by_annotator,
            ..Self::default()
        }
    }

    /// The name of a document's files, without extension: the article's id as far as every file system
    /// can keep it, with a part of its SHA-256 where something had to be changed.
    pub fn name(&mut self, document: &Document<'_>) -> PathBuf {
        let mut path = PathBuf::new();
        if self.by_annotator {
            path.push(plain(document.annotator));
        }
        let [usual, other] = names_of(document.article.id.as_str());
        path.push(usual);
        if !self.take(&path) {
            path.set_file_name(&other);
            let mut number = 2;
            while !self.take(&path) {
                path.set_file_name(format!("{other}-{number}"));
                number += 1;
            }
        }
        path
    }

    /// Whether a name was free; from now on it is not.
    fn take(&mut self, path: &Path) -> bool {
        let folded = path.to_string_lossy().to_lowercase();
        self.taken.insert(self.keys.hash_one(folded))
    }
}

/// What the files of an article may be called, without folder and extension: the usual name, and the one
/// where another article has that.
pub fn names_of(id: &str) -> [String; 2] {
    let stem = without_extension(id);
    [plain(stem), hashed(stem, id)]
}

/// The id without the extension of a text file, which would stand before that of the export's file.
fn without_extension(id: &str) -> &str {
    let known = [
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".json",
    ];
    known
        .into_iter()
        .find_map(|extension| id.strip_suffix(extension))
        .filter(|stem| !stem.is_empty() && !stem.ends_with('/'))
        .unwrap_or(id)
}

/// The name itself where every file system can keep it.
fn plain(name: &str) -> String {
    let safe = safe(name);
    if safe == name && !is_odd(name) {
        return safe;
    }
    hashed(name, name)
}

fn hashed(name: &str, of: &str) -> String {
    let hash = hex_sha256(of.as_bytes());
    let start: String = safe(name).trim_matches(['.', '-']).to_owned();
    let tail: String = hash.chars().take(16).collect();
    if start.is_empty() {
        return tail;
    }
    format!("{start}-{tail}")
}

fn safe(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let kept = name.chars().map(|c| if plain(c) { c } else { '-' });
    kept.take(LONGEST).collect()
}

/// Whether a file system keeps a name for itself, or hides it.
fn is_odd(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let device = ["con", "prn", "aux", "nul"]
        .iter()
        .any(|device| stem.eq_ignore_ascii_case(device));
    let numbered = stem.len() == 4
        && stem.ends_with(|c: char| c.is_ascii_digit())
        && (stem.to_ascii_lowercase().starts_with("com")
            || stem.to_ascii_lowercase().starts_with("lpt"));
    name.is_empty() || device || numbered || name.starts_with(['.', '-']) || name.ends_with('.')
}

/// The IRI that an article is known by outside: its own URL, else a name made of its id.
pub fn iri(id: &ArticleId, url: Option<&str>) -> String {
    if let Some(url) = url.filter(|url| is_iri(url)) {
        return url.to_owned();
    }
    if is_iri(id.as_str()) {
        return id.as_str().to_owned();
    }
    format!("urn:x-dateline:{}", escaped(id.as_str()))
}

/// A text as a part of an IRI: all but plain letters, digits, `-`, `.` and `_` as bytes (`%20`).
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            escaped.push(byte as char);
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// Whether a text is an IRI that links can be made of.
pub fn is_iri(text: &str) -> bool {
    let web = ["http://", "https://", "urn:"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    let odd = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
    };
    web && text.len() < 4096 && !text.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Annotations;
    use crate::article::Article;
    use crate::span::OffsetIndex;

    fn names(by_annotator: bool, ids: &[&str]) -> Vec<String> {
        let mut names = FileNames::new(by_annotator);
        let annotations = Annotations::default();
        let index = OffsetIndex::new("");
        let name = |id: &&str| {
            let article = Article::from_text(*id, "");
            let document = Document {
                article: &article,
                index: &index,
                annotations: &annotations,
                annotator: "Ana/B",
                with_text: true,
            };
            names.name(&document).to_string_lossy().into_owned()
        };
        ids.iter().map(name).collect()
    }

    #[test]
    fn a_plain_id_is_the_name_and_no_two_files_are_one() {
        let named = names(false, &["seed.txt", "seed.md", "SEED", "seed.txt"]);
        assert_eq!(named[0], "seed");
        let folded: HashSet<String> = named.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(folded.len(), 4, "{named:?}");
    }

    #[test]
    fn no_id_leads_anywhere() {
        let long = "x".repeat(5000);
        let ids = [
            "../../etc/passwd",
            "a/b",
            "",
            ".",
            "..",
            "con",
            "COM1.txt",
            "\u{1b}[2J",
            &long,
        ];
        for name in names(false, &ids) {
            assert!(name.len() <= 100 && !name.is_empty(), "{name}");
            assert!(
                !name.starts_with('.') && !name.contains(['/', '\\', '\u{1b}']),
                "{name}"
            );
        }
        let named = names(true, &["a"]);
        assert!(
            named[0].starts_with("Ana-B-") && named[0].ends_with("/a"),
            "{named:?}"
        );
    }

    #[test]
    fn an_iri_has_no_odd_character() {
        let of = |id: &str, url| iri(&ArticleId::new(id), url);
        assert_eq!(of("a", Some("https://x.org/1")), "https://x.org/1");
        assert_eq!(of("a b/ü", None), "urn:x-dateline:a%20b%2F%C3%BC");
        assert_eq!(of("a", Some("https://x.org/<1>")), "urn:x-dateline:a");
    }
}
