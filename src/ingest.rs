//! Bytes → [`Article`]: which kind a file is, and how each kind is read.

pub mod date;
pub mod decode;
pub mod feed;
pub mod fields;
pub mod frame;
mod front;
pub mod glance;
pub mod html;
pub mod json;
pub mod kind;
pub mod pattern;
pub mod recoded;
pub mod table;
pub mod text;
pub mod wire;
pub mod xml;

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::article::{Article, ArticleId, Origin};
use crate::text::display::escaped;

pub use fields::Field;
pub use frame::Frame;
pub use kind::Kind;
pub use pattern::Pattern;

/// How records are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Which of a record's names give a field, before the usual ones: `--map text=story`.
    ///
    /// A name may lead into an object: `data.story`.
    pub map: Vec<(Field, String)>,
    /// A file or folder, by its full name, that is not read where it lies among the others: the output.
    pub skip: Option<PathBuf>,
    /// A file name whose extension says what standard input is; without one its beginning does.
    pub standard_input: Option<PathBuf>,
    /// What stands before the names of files, for each opened path: the way to it from the folder
    /// whose annotations are meant, where that lies above it.
    pub within: Vec<String>,
    /// Which files are read, for each opened path that is the folder of a pattern.
    pub only: Vec<Option<Arc<Pattern>>>,
    /// The root that each opened path belongs to: articles of one root have an id each, and their
    /// annotations in one place. Where it is not said, each path is a root of its own.
    pub roots: Vec<u32>,
    /// How near the annotations of each opened path are to its files: a file that several paths mean
    /// is read by the path with the greatest number, where those are said; else by the first.
    pub near: Vec<u32>,
}

impl ReadOptions {
    /// Whether a file is the one that is not read, or lies in the folder that is not.
    pub fn skips(&self, path: &Path) -> bool {
        self.skip.as_ref().is_some_and(|skip| {
            let mut parts = path.components().map(Component::as_os_str);
            parts.any(|part| Some(part) == skip.file_name())
                && path.canonicalize().is_ok_and(|path| path.starts_with(skip))
        })
    }

    /// What stands before the names of files in the opened path number `path`.
    pub fn way_to(&self, path: usize) -> &str {
        self.within.get(path).map_or("", String::as_str)
    }

    /// Which files of the opened path number `path` are read, where those are not all.
    pub fn pattern_of(&self, path: usize) -> Option<&Arc<Pattern>> {
        self.only.get(path)?.as_ref()
    }

    /// The root that the opened path number `path` belongs to.
    pub fn root_of(&self, path: usize) -> u32 {
        let own = || u32::try_from(path).unwrap_or(u32::MAX);
        self.roots.get(path).copied().unwrap_or_else(own)
    }

    /// Adds what `--map` says: a field of dateline, `=`, the name it has in the records.
    ///
    /// # Errors
    /// Says what is wrong when there is no `=`, no name, or no such field.
    pub fn add_map(&mut self, written: &str) -> Result<(), String> {
        let (field, name) = written
            .split_once('=')
            .ok_or_else(|| format!("“{written}” has no “=”; write FIELD=NAME"))?;
        let field = Field::named(field.trim()).ok_or_else(|| {
            let known: Vec<&str> = Field::ALL.iter().map(|f| f.name()).collect();
            format!(
                "“{}” is not a field; use one of {}",
                field.trim(),
                known.join(", ")
            )
        })?;
        let name = name.trim();
        if name.is_empty() {
            return Err(format!("“{written}” names nothing after “=”"));
        }
        self.map.push((field, name.to_owned()));
        Ok(())
    }
}

/// Something that could not be read, and where: everything else opens.
///
/// Shown as `FILE:LINE: FIELD: what is wrong; what to do`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file; empty for standard input.
    pub path: PathBuf,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: u64,
    /// The field, where one is to blame.
    pub field: Option<String>,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl Problem {
    /// A problem of a whole file.
    pub fn of_file(path: &Path, reason: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: 0,
            field: None,
            reason: reason.into(),
        }
    }

    /// A problem of the record that begins at `origin`.
    pub fn of_record(origin: &Origin, reason: impl Into<String>) -> Self {
        Self {
            path: origin.path.clone(),
            line: origin.line,
            field: None,
            reason: reason.into(),
        }
    }

    /// The same, blaming a field.
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.as_os_str().is_empty() {
            f.write_str("standard input")?;
        } else {
            escaped(&self.path.to_string_lossy()).fmt(f)?;
        }
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if let Some(field) = &self.field {
            f.write_str(": ")?;
            escaped(field).fmt(f)?;
        }
        f.write_str(": ")?;
        escaped(&self.reason).fmt(f)
    }
}

impl std::error::Error for Problem {}

/// Reads one article from all the bytes of a text file or of one JSON record.
///
/// The id is the record's own `id`, else its URL, else `locator`.
///
/// # Errors
/// When the bytes cannot be read as that kind.
pub fn read(
    kind: Kind,
    bytes: &[u8],
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    read_in(kind, &Frame::default(), bytes, locator, origin, options)
}

/// As [`read`], for a record of a file that says something once for all of them.
///
/// # Errors
/// When the bytes cannot be read as that kind.
pub fn read_in(
    kind: Kind,
    frame: &Frame,
    bytes: &[u8],
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    match kind {
        Kind::Text => Ok(text::read(bytes, locator, origin)),
        Kind::Markdown => Ok(text::read_markdown(bytes, locator, origin)),
        Kind::Html => html::read(bytes, locator, origin, options),
        Kind::Xml => xml::read(bytes, locator, origin, options),
        Kind::Json => json::read(bytes, locator, origin, options),
        Kind::Feed => feed::read(bytes, frame, locator, origin, options),
        Kind::JsonFeed => feed::read_json(bytes, frame, locator, origin, options),
        Kind::Table => table::read(bytes, frame, locator, origin, options),
        Kind::Unreadable(what) => Err(Problem::of_file(&origin.path, what.advice())),
    }
}

/// Whether a text may be the name of an article: every list keeps it in memory.
pub(crate) fn is_id(text: &str) -> bool {
    /// In bytes.
    const LONGEST: usize = 16 << 10;
    text.len() <= LONGEST
}

/// The id of a record: its own, else its web address, else where it was found.
fn identity(own: Option<String>, url: Option<&str>, locator: &str) -> ArticleId {
    match own.filter(|own| is_id(own)) {
        Some(id) => ArticleId::new(id),
        None => ArticleId::new(url.filter(|url| is_id(url)).unwrap_or(locator)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_file_line_and_field_and_obeys_no_text() {
        let origin = Origin {
            path: "a\u{1b}[2J.jsonl".into(),
            line: 7,
        };
        let problem = Problem::of_record(&origin, "is \u{202e}odd; mend it").in_field("text");
        assert_eq!(
            problem.to_string(),
            "a\\u{1b}[2J.jsonl:7: text: is \\u{202e}odd; mend it"
        );
        let problem = Problem::of_file(Path::new(""), "is empty; write something");
        assert_eq!(
            problem.to_string(),
            "standard input: is empty; write something"
        );
    }
}
