//! CSV and TSV: a header row, and an article a row.

use csv::ReaderBuilder;
use serde_json::{Map, Value};

use super::decode::decode;
use super::fields::Field;
use super::frame::Frame;
use super::{Problem, ReadOptions, json};
use crate::article::{Article, Origin};
use crate::text::count::counted;

/// What may divide cells, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The columns of a table as trafilatura writes it, which has no header.
const TRAFILATURA: [&str; 11] = [
    "url",
    "id",
    "fingerprint",
    "hostname",
    "title",
    "image",
    "date",
    "text",
    "comments",
    "license",
    "pagetype",
];

/// How a table begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// What each row is read with.
    pub frame: Frame,
    /// How many rows at its top are no articles.
    pub skipped: u32,
}

/// Reads a table's header out of the beginning of its file, without a byte order mark.
///
/// The cells are divided by whatever gives the most names of fields; a first line `sep=;` is obeyed.
///
/// # Errors
/// Says what is wrong where the first row names no column that holds a text or title.
pub fn opening(beginning: &[u8], is_tsv: bool, options: &ReadOptions) -> Result<Opening, String> {
    let first_return = memchr::memchr(b'\r', beginning);
    let is_followed = first_return.is_some_and(|at| at + 1 < beginning.len());
    if is_followed && memchr::memchr(b'\n', beginning).is_none() {
        let told =
            "its rows end in carriage returns alone; save it with the line ends of Windows or Unix";
        return Err(told.to_owned());
    }
    let (stated, rest) = stated_separator(beginning);
    let separators = match stated {
        Some(separator) => vec![separator],
        None if is_tsv => vec![b'\t', b',', b';', b'|'],
        None => SEPARATORS.to_vec(),
    };
    let worth = |cells: &[String]| {
        let known = cells.iter().filter(|cell| is_known(cell, options)).count();
        (known, cells.len())
    };
    let rows: Vec<(u8, Vec<String>)> = separators
        .into_iter()
        .filter_map(|separator| Some((separator, cells(rest, separator)?)))
        .collect();
    // Of equals the first stays.
    let best = rows.into_iter().rev().max_by_key(|(_, cells)| worth(cells));
    let Some((separator, names)) = best else {
        return Err("has no row that can be read; write a header row first".to_owned());
    };
    let skipped = u32::from(stated.is_some());
    let frame = |columns: Vec<String>, absent: Option<&str>| Frame {
        columns,
        separator,
        absent: absent.map(str::to_owned),
        ..Frame::default()
    };
    // Its last cell may be the name of a field: `article`.
    if is_trafilaturas(&names) {
        let columns = TRAFILATURA.map(str::to_owned).to_vec();
        return Ok(Opening {
            frame: frame(columns, Some("null")),
            skipped,
        });
    }
    if names.iter().any(|name| is_text_or_title(name, options)) {
        return Ok(Opening {
            frame: frame(distinct(names), None),
            skipped: skipped + 1,
        });
    }
    let mut shown = names.join(", ");
    shown.truncate(crate::span::floor_boundary(&shown, 200));
    Err(format!(
        "the first row names no column with a text or a title ({shown}); name one with --map text=COLUMN"
    ))
}

/// The separator that a first line like `sep=;` states, and the bytes after that line.
fn stated_separator(beginning: &[u8]) -> (Option<u8>, &[u8]) {
    let stated = beginning.strip_prefix(b"sep=").and_then(|rest| {
        let (separator, rest) = rest.split_first()?;
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        Some((*separator, rest.strip_prefix(b"\n")?))
    });
    match stated {
        Some((separator, rest)) => (Some(separator), rest),
        None => (None, beginning),
    }
}

/// The cells of the first row, trimmed.
fn cells(bytes: &[u8], separator: u8) -> Option<Vec<String>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(bytes);
    let mut row = csv::ByteRecord::new();
    let found = reader.read_byte_record(&mut row).ok()?;
    let text = |cell: &[u8]| decode(cell).text.trim().to_owned();
    found.then(|| row.iter().map(text).collect())
}

fn is_mapped(name: &str, options: &ReadOptions, wanted: impl Fn(Field) -> bool) -> bool {
    options
        .map
        .iter()
        .any(|(field, mapped)| mapped == name && wanted(*field))
}

fn is_known(name: &str, options: &ReadOptions) -> bool {
    Field::of_name(name).is_some() || is_mapped(name, options, |_| true)
}

fn is_text_or_title(name: &str, options: &ReadOptions) -> bool {
    let wanted = |field| matches!(field, Field::Text | Field::Title);
    Field::of_name(name).is_some_and(|(field, _)| wanted(field)) || is_mapped(name, options, wanted)
}

/// Whether these are the cells of a row of trafilatura, not the names of columns: an address, perhaps
/// none, and a hash in the third place.
fn is_trafilaturas(cells: &[String]) -> bool {
    let [address, _, print, rest @ ..] = cells else {
        return false;
    };
    let is_address = address.contains("://") || address == "null";
    let is_hash =
        (8..=40).contains(&print.len()) && print.bytes().all(|b| b.is_ascii_alphanumeric());
    rest.len() + 3 == TRAFILATURA.len() && is_address && is_hash
}

/// The names, each once: what has none is called by its place, what stands again gets a number.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::with_capacity(names.len());
    for (at, name) in names.into_iter().enumerate() {
        let name = if name.is_empty() {
            format!("column {}", at + 1)
        } else {
            name
        };
        let again = distinct.contains(&name);
        distinct.push(if again {
            format!("{name} ({})", at + 1)
        } else {
            name
        });
    }
    distinct
}

/// Reads one row.
///
/// # Errors
/// When a quotation mark is never closed, when there are more cells than columns, or when the row has
/// neither text nor title.
pub fn read(
    bytes: &[u8],
    frame: &Frame,
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    let mut quotes = Quotes::new(frame.separator);
    if quotes.scan(bytes) == Quoting::Inside {
        return Err(Problem::of_record(
            &origin,
            "a quotation mark is opened and never closed; close it, or double the marks inside",
        ));
    }
    let decoded = decode(bytes);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(frame.separator)
        .from_reader(decoded.text.as_bytes());
    let mut row = csv::StringRecord::new();
    if let Err(error) = reader.read_record(&mut row) {
        return Err(Problem::of_record(
            &origin,
            format!("the row cannot be read: {error}; mend it"),
        ));
    }
    if row
        .iter()
        .skip(frame.columns.len())
        .any(|cell| !cell.trim().is_empty())
    {
        let said = format!(
            "the row has {}, the header {}; put quotation marks around cells with a separator",
            counted(row.len(), "cell", "cells"),
            frame.columns.len()
        );
        return Err(Problem::of_record(&origin, said));
    }
    let mut record = Map::new();
    for (name, cell) in frame.columns.iter().zip(&row) {
        let absent = cell.trim().is_empty() || frame.absent.as_deref() == Some(cell);
        if !absent {
            record.insert(name.clone(), Value::String(listed(name, cell)));
        }
    }
    let mut article = json::article(record, locator, origin, options)?;
    article.encoding = decoded.encoding;
    Ok(article)
}

/// A cell as it is, but for names that a program wrote as it writes its lists: `['A', 'B']`.
fn listed(column: &str, cell: &str) -> String {
    let is_names = matches!(
        Field::of_name(column),
        Some((Field::Byline | Field::Editor, _))
    );
    let inside = cell
        .trim()
        .strip_prefix('[')
        .and_then(|cell| cell.strip_suffix(']'));
    let Some(inside) = inside.filter(|_| is_names) else {
        return cell.to_owned();
    };
    let names = inside.split(", ").map(|name| {
        let name = name.trim();
        let quoted = [('\'', '\''), ('"', '"')]
            .into_iter()
            .find_map(|(open, close)| name.strip_prefix(open)?.strip_suffix(close));
        quoted.unwrap_or(name)
    });
    names.collect::<Vec<_>>().join(", ")
}

/// Where a scan of a table's bytes stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// Outside of quotation marks.
    Outside,
    /// Inside of them.
    Inside,
    /// After a mark that closes, or is the first of two that stand for one.
    Closing,
}

/// Tells which line breaks of a table end a row, byte by byte in as many parts as they come.
#[derive(Clone, Debug)]
pub(crate) struct Quotes {
    separator: u8,
    state: Quoting,
    /// Whether a cell begins at the next byte.
    fresh: bool,
}

impl Quotes {
    pub fn new(separator: u8) -> Self {
        Self {
            separator,
            state: Quoting::Outside,
            fresh: true,
        }
    }

    /// Scans a whole row.
    pub fn scan(&mut self, bytes: &[u8]) -> Quoting {
        let mut at = 0;
        while let Some(end) = self.row_end(bytes, at) {
            at = end + 1;
        }
        self.state
    }

    /// The next line break at or after `from` that ends a row; none where the bytes end before.
    pub fn row_end(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            match self.state {
                Quoting::Inside => {
                    let rest = bytes.get(at..)?;
                    let mark = memchr::memchr(b'"', rest)?;
                    at += mark + 1;
                    self.state = Quoting::Closing;
                }
                Quoting::Closing if byte == b'"' => {
                    self.state = Quoting::Inside;
                    at += 1;
                }
                Quoting::Closing => {
                    self.state = Quoting::Outside;
                    self.fresh = false;
                }
                Quoting::Outside if self.fresh && byte == b'"' => {
                    self.state = Quoting::Inside;
                    self.fresh = false;
                    at += 1;
                }
                Quoting::Outside => {
                    self.fresh = false;
                    let rest = bytes.get(at..)?;
                    let next = memchr::memchr2(b'\n', self.separator, rest)?;
                    self.fresh = true;
                    if bytes.get(at + next) == Some(&b'\n') {
                        return Some(at + next);
                    }
                    at += next + 1;
                }
            }
        }
        None
    }

    /// Goes on as if a row had just ended.
    pub fn restart(&mut self) {
        *self = Self::new(self.separator);
    }

    pub fn is_inside(&self) -> bool {
        self.state == Quoting::Inside
    }
}

#[cfg(test)]
mod tests;
