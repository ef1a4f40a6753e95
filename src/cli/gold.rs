//! Files of gold or predictions: an article a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, anyhow};
use serde_json::Value;

use super::run::opened;
use crate::article::{Article, Origin};
use crate::bounded;
use crate::corpus::{self, LONGEST_RECORD, STANDARD_INPUT};
use crate::ingest::{self, Kind, Problem, ReadOptions};
use crate::learn::score::Document;
use crate::text::count::counted;

/// What gold must look like, for messages.
pub(super) const SHAPE: &str = "gold is an object a line, with \"id\", \"text\", and \"spans\" or \"quotes\", or what export --format jsonl writes";

/// How a line begins that `export --format jsonl` wrote.
const RECORD: &[u8] = br#"{"format":"dateline-record","#;

/// A line of a file of gold or predictions.
pub(super) struct Line {
    pub(super) origin: Origin,
    bytes: Vec<u8>,
    pub(super) document: Document,
}

/// Reads a file line by line, or those of a folder or pattern one after the other; empty lines are none.
///
/// # Errors
/// When it cannot be read, a line is no such article, or `take` fails.
pub(super) fn read(
    path: &Path,
    mut take: impl FnMut(Line) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut options = ReadOptions::default();
    let paths = opened(&[path.to_owned()], &mut options)?;
    // A pipe that has a name is read as it comes.
    if options.pattern_of(0).is_none() && !path.is_dir() {
        return read_file(path, &mut take);
    }
    for file in corpus::files(&paths, &options)? {
        read_file(&file, &mut take)?;
    }
    Ok(())
}

fn read_file(path: &Path, take: &mut dyn FnMut(Line) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut reader = open(path)?;
    let mut origin = Origin {
        path: shown(path).to_owned(),
        line: 0,
    };
    let mut bytes = Vec::new();
    loop {
        let whole = bounded::read_line(&mut reader, &mut bytes, LONGEST_RECORD as u64)
            .with_context(|| format!("{}: cannot be read", path.display()))?;
        origin.line += 1;
        if !whole {
            let reason = format!("{}; split it", bounded::too_long(LONGEST_RECORD as u64));
            return Err(Problem::of_record(&origin, reason).into());
        }
        if bytes.is_empty() {
            break;
        }
        if !bytes.iter().all(u8::is_ascii_whitespace) {
            let mut bytes = std::mem::take(&mut bytes);
            if bytes.starts_with(RECORD) {
                bytes = of_record(&bytes).unwrap_or(bytes);
            }
            let document = document(&bytes, &origin)?;
            take(Line {
                origin: origin.clone(),
                bytes,
                document,
            })?;
        }
        bytes.clear();
    }
    Ok(())
}

/// Looks whether a line is gold.
///
/// # Errors
/// When it has no text, or no names and no quotes, or ranges outside its text.
pub(super) fn check(line: &Line) -> Result<(), Problem> {
    let wrong = |reason: String| Problem::of_record(&line.origin, reason);
    let document = &line.document;
    let Some(text) = &document.text else {
        return Err(wrong(format!("has no text; {SHAPE}")));
    };
    if document.names().is_none() && document.quotes.is_none() {
        return Err(wrong(format!("has neither spans nor quotes; {SHAPE}")));
    }
    let points = text.chars().count();
    match document.misplaced(points) {
        None => Ok(()),
        Some((field, start, end)) => Err(wrong(format!(
            "{start}-{end} is no range of a text of {}",
            counted(points, "code point", "code points")
        ))
        .in_field(field)),
    }
}

/// A record as gold: its article with the names and quotes that somebody decided for. None where it
/// is no JSON.
fn of_record(line: &[u8]) -> Option<Vec<u8>> {
    let mut record: Value = serde_json::from_slice(line).ok()?;
    let mut gold = record.get_mut("article")?.as_object()?.clone();
    gold.insert("text".to_owned(), record.get_mut("text")?.take());
    for kind in ["entities", "quotes"] {
        let mut items = record.get_mut(kind)?.take();
        items.as_array_mut()?.retain(|item| {
            let verdict = item.get("verdict").and_then(Value::as_str);
            matches!(verdict, Some("accepted" | "corrected" | "added"))
        });
        gold.insert(kind.to_owned(), items);
    }
    serde_json::to_vec(&gold).ok()
}

fn document(line: &[u8], origin: &Origin) -> Result<Document, Problem> {
    let mut json = serde_json::Deserializer::from_slice(line);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        let problem = Problem::of_record(origin, format!("{}; {SHAPE}", error.inner()));
        if field == "." {
            problem
        } else {
            problem.in_field(field)
        }
    })
}

impl Line {
    /// The article, read as `extract` reads it.
    ///
    /// # Errors
    /// When its text is not the one that the ranges belong to.
    pub(super) fn article(&self) -> anyhow::Result<Article> {
        let options = ReadOptions::default();
        let article = ingest::read(
            Kind::Json,
            &self.bytes,
            "gold",
            self.origin.clone(),
            &options,
        )?;
        if self.document.text.as_deref() == Some(&*article.text) {
            return Ok(article);
        }
        let reason = "its text is read from another field";
        Err(anyhow!(Problem::of_record(&self.origin, reason)))
    }
}

/// Opens a file, or standard input for `-`.
pub(super) fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if path == Path::new(STANDARD_INPUT) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    Ok(Box::new(BufReader::with_capacity(64 << 10, file)))
}

/// The path as problems name it: empty for standard input.
pub(super) fn shown(path: &Path) -> &Path {
    if path == Path::new(STANDARD_INPUT) {
        return Path::new("");
    }
    path
}
