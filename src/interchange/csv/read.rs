//! Tables with a row for each name, quote or expression of time.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};

use serde_json::Value;

use super::write::TABLES;
use crate::bounded;
use crate::corpus::LONGEST_RECORD;
use crate::extract::Label;
use crate::interchange::assemble::kind;
use crate::interchange::draft::{
    Draft, DraftCluster, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan,
};
use crate::interchange::fields::verdict;
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};
use crate::span::{from, until};

/// A longer row is not read, in bytes.
const LONGEST: u64 = LONGEST_RECORD as u64;

/// Reads a table whose columns are named in its first row: `article`, `start` and `end` at least. One
/// with `label` has names, one with `pieces` quotes, one with `value` expressions of time; tables
/// without `start`, of articles or people, tell nothing that could be placed. Rows of one article
/// that follow each other are one.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let mut rows = Rows::new(source.input);
    let Some(first) = rows.next()? else {
        return Ok(());
    };
    let table = match first.and_then(|line| Table::new(&line, &mut rows)) {
        Ok(Some(table)) => table,
        Ok(None) => return Ok(()),
        Err(fault) => {
            let _ = take(1, Err(fault));
            return Ok(());
        }
    };
    let mut open: Option<(u64, Draft)> = None;
    let mut met: HashSet<String> = HashSet::new();
    while let Some(row) = rows.next()? {
        let line = rows.line;
        let row = match row.map(|row| table.row(&row, rows.delimiter)) {
            Ok(row) => row,
            Err(fault) => {
                if take(line, Err(fault)).is_break() {
                    return Ok(());
                }
                continue;
            }
        };
        let (id, annotator) = (row.cell("article"), row.filled("annotator"));
        let same = |draft: &Draft| draft.id == id && draft.annotator == annotator;
        if !open.as_ref().is_some_and(|(_, draft)| same(draft)) {
            if let Some((line, draft)) = open.take()
                && take(line, Ok(draft)).is_break()
            {
                return Ok(());
            }
            met.clear();
            let draft = Draft {
                id,
                annotator,
                unit: Some(row.unit()),
                tells_clusters: table.columns.contains_key("cluster"),
                ..Draft::default()
            };
            open = Some((line, draft));
        }
        let Some((_, draft)) = &mut open else {
            continue;
        };
        if let Err(fault) = row.read(draft, &mut met, line)
            && take(line, Err(fault)).is_break()
        {
            return Ok(());
        }
    }
    if let Some((line, draft)) = open {
        let _ = take(line, Ok(draft));
    }
    Ok(())
}

/// The rows of a table, as RFC 4180 has them.
struct Rows<'a> {
    input: &'a mut dyn BufRead,
    /// How many lines were read.
    lines: u64,
    /// The line on which the last row begins.
    line: u64,
    delimiter: char,
    /// Whether it begins with a byte order mark, as this program writes it.
    marked: bool,
}

impl<'a> Rows<'a> {
    fn new(input: &'a mut dyn BufRead) -> Self {
        Self {
            input,
            lines: 0,
            line: 0,
            delimiter: ',',
            marked: false,
        }
    }

    /// The next row that is not empty: lines as long as a quote is open.
    fn next(&mut self) -> io::Result<Option<Result<String, Fault>>> {
        let mut row = Vec::new();
        let mut quotes = 0;
        loop {
            let before = row.len();
            let room = LONGEST.saturating_sub(before as u64);
            let whole = bounded::read_line(&mut self.input, &mut row, room)?;
            let added = row.get(before..).unwrap_or_default();
            if added.is_empty() {
                break;
            }
            if before == 0 {
                self.line = self.lines + 1;
            }
            self.lines += 1;
            if !whole {
                self.input.skip_until(b'\n')?;
                let told = format!("{}; is a quote mark missing?", bounded::too_long(LONGEST));
                return Ok(Some(Err(Fault::new("", told))));
            }
            quotes += memchr::memchr_iter(b'"', added).count();
            if quotes % 2 == 0 {
                if row.iter().all(u8::is_ascii_whitespace) {
                    row.clear();
                    continue;
                }
                break;
            }
        }
        if row.is_empty() {
            return Ok(None);
        }
        if self.line == 1 && row.starts_with(b"\xef\xbb\xbf") {
            row.drain(..3);
            self.marked = true;
        }
        let row = String::from_utf8(row).map_err(|_| Fault::new("", "is no UTF-8"));
        Ok(Some(row))
    }
}

/// Gives the pieces of a quote their words, which stand one after the other with ` … ` between two;
/// whether they are as long as the pieces.
fn shares(words: &str, pieces: &mut [DraftSpan], unit: Unit) -> bool {
    // A control character in a cell became U+FFFD.
    let known = |words: &str| Some(words.to_owned()).filter(|words| !words.contains('\u{fffd}'));
    if let [only] = pieces {
        only.text = known(words);
        return true;
    }
    let mut rest = words;
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter_mut().enumerate() {
        let mut left = piece.end.saturating_sub(piece.start);
        let end = rest.char_indices().find_map(|(i, c)| {
            let is_end = left == 0;
            left = left.saturating_sub(match unit {
                Unit::Utf16 => c.len_utf16(),
                Unit::CodePoint | Unit::None => 1,
            });
            is_end.then_some(i)
        });
        if end.is_none() && left > 0 {
            return false;
        }
        let end = end.unwrap_or(rest.len());
        piece.text = known(until(rest, end));
        rest = from(rest, end);
        if at < last {
            let Some(behind) = rest.strip_prefix(" … ") else {
                return false;
            };
            rest = behind;
        }
    }
    rest.is_empty()
}

/// The cells of a row.
fn cells(row: &str, delimiter: char) -> Vec<String> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let row = row.strip_suffix('\r').unwrap_or(row);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            c if c == delimiter && !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Entities,
    Quotes,
    Dates,
}

/// What a table has.
struct Table {
    kind: Kind,
    columns: HashMap<String, usize>,
    /// Whether cells that a spreadsheet would run have an apostrophe in front.
    escaped: bool,
}

impl Table {
    /// From the first row; none where the table tells nothing that could be placed.
    fn new(first: &str, rows: &mut Rows<'_>) -> Result<Option<Self>, Fault> {
        let count = |delimiter: char| first.matches(delimiter).count();
        rows.delimiter = [',', ';', '\t']
            .into_iter()
            .rev()
            .max_by_key(|d| count(*d))
            .unwrap_or(',');
        let names = cells(first, rows.delimiter).into_iter();
        let columns: HashMap<String, usize> = names
            .enumerate()
            .map(|(at, name)| (name.trim().to_ascii_lowercase(), at))
            .collect();
        let has = |name: &str| columns.contains_key(name);
        if !has("article") {
            return Err(Fault::new("article", "is no column of the first row"));
        }
        if !has("start") {
            return Ok(None);
        }
        if !has("end") {
            return Err(Fault::new("end", "is no column of the first row"));
        }
        let kind = if has("pieces") || has("speaker") {
            Kind::Quotes
        } else if has("label") {
            Kind::Entities
        } else if has("value") {
            Kind::Dates
        } else {
            let reason = "is no column of the first row, nor are pieces or value";
            return Err(Fault::new("label", reason));
        };
        // Spreadsheets leave out the mark when they save a table again.
        let escaped = rows.marked && has("annotator")
            || TABLES.iter().any(|(_, own)| {
                let mut own = own.split(',');
                own.all(has)
            });
        Ok(Some(Self {
            kind,
            columns,
            escaped,
        }))
    }

    fn row(&self, row: &str, delimiter: char) -> Row<'_> {
        Row {
            table: self,
            cells: cells(row, delimiter),
        }
    }
}

struct Row<'a> {
    table: &'a Table,
    cells: Vec<String>,
}

impl Row<'_> {
    fn cell(&self, name: &str) -> String {
        let at = self.table.columns.get(name);
        let cell = at.and_then(|at| self.cells.get(*at));
        let cell = cell.map(String::as_str).unwrap_or_default();
        let own = cell.strip_prefix('\'').filter(|_| self.table.escaped);
        own.unwrap_or(cell).to_owned()
    }

    fn filled(&self, name: &str) -> Option<String> {
        Some(self.cell(name)).filter(|cell| !cell.is_empty())
    }

    fn number(&self, name: &str) -> Result<usize, Fault> {
        let cell = self.cell(name);
        let number = cell.trim().parse();
        number.map_err(|_| Fault::new(name, format!("{cell:?} is no number from 0")))
    }

    fn unit(&self) -> Unit {
        match self.cell("offsets").as_str() {
            "utf16" => Unit::Utf16,
            _ => Unit::CodePoint,
        }
    }

    /// The span between two columns, and its words.
    fn span(&self, (start, end): (&str, &str), text: &str, line: u64) -> Result<DraftSpan, Fault> {
        // A control character in a cell became U+FFFD.
        let words = self
            .filled(text)
            .filter(|words| !words.contains('\u{fffd}'));
        Ok(DraftSpan {
            start: self.number(start)?,
            end: self.number(end)?,
            text: words,
            field: start.to_owned(),
            line,
            ..DraftSpan::default()
        })
    }

    fn review(&self) -> DraftReview {
        let tags = self.cell("tags");
        DraftReview {
            id: self.filled("id"),
            verdict: verdict(Some(&Value::from(self.cell("verdict")))),
            score: self
                .cell("score")
                .parse()
                .ok()
                .filter(|score| (0.0..=1.0).contains(score)),
            tags: tags
                .split("; ")
                .filter(|tag| !tag.is_empty())
                .map(str::to_owned)
                .collect(),
            note: self.filled("note"),
            link: self.filled("link"),
            updated: self.cell("updated").parse().ok(),
            ..DraftReview::default()
        }
    }

    /// Takes the row into the article.
    fn read(&self, draft: &mut Draft, met: &mut HashSet<String>, line: u64) -> Result<(), Fault> {
        match self.table.kind {
            Kind::Entities => {
                let label = self
                    .filled("label")
                    .ok_or_else(|| Fault::new("label", "is empty"))?;
                let label = Label::new(&label);
                self.cluster(draft, met, "name", Some(&label));
                draft.entities.push(DraftEntity {
                    pieces: vec![self.span(("start", "end"), "text", line)?],
                    label,
                    cluster: self.filled("cluster"),
                    was: None,
                    review: self.review(),
                });
            }
            Kind::Quotes => {
                let quote = self.quote(line)?;
                self.cluster(draft, met, "speaker", None);
                draft.quotes.push(quote);
            }
            Kind::Dates => draft.dates.push(DraftDate {
                span: self.span(("start", "end"), "text", line)?,
                value: self.filled("value"),
                was: None,
                review: self.review(),
            }),
        }
        Ok(())
    }

    fn cluster(
        &self,
        draft: &mut Draft,
        met: &mut HashSet<String>,
        name: &str,
        label: Option<&Label>,
    ) {
        let (Some(id), Some(name)) = (self.filled("cluster"), self.filled(name)) else {
            return;
        };
        if met.insert(id.clone()) {
            draft.clusters.push(DraftCluster {
                id,
                label: label.cloned(),
                name: Some(name),
                aliases: Vec::new(),
                was: None,
                key: None,
                review: DraftReview::default(),
            });
        }
    }

    fn quote(&self, line: u64) -> Result<DraftQuote, Fault> {
        let pieces = match self.filled("pieces") {
            None => vec![self.span(("start", "end"), "text", line)?],
            Some(pieces) => {
                let places: Vec<(usize, usize)> = serde_json::from_str(&pieces).map_err(|_| {
                    Fault::new("pieces", format!("{pieces:?} is no list of [start,end]"))
                })?;
                let places = places.into_iter();
                places
                    .map(|(start, end)| DraftSpan {
                        start,
                        end,
                        text: None,
                        field: "pieces".to_owned(),
                        line,
                        ..DraftSpan::default()
                    })
                    .collect()
            }
        };
        let mut content = pieces;
        if let Some(words) = self.filled("text") {
            let count = content.len();
            let known = shares(&words, &mut content, self.unit());
            if !known && count > 1 {
                let reason = "is not the words of the pieces, with “ … ” between two";
                return Err(Fault::new("text", reason));
            }
        }
        let maybe = |at: (&str, &str), text: &str| {
            let there = self.filled(at.0).is_some();
            there.then(|| self.span(at, text, line)).transpose()
        };
        let speaker = maybe(("speaker_start", "speaker_end"), "speaker_text")?;
        let cluster = self.filled("cluster");
        // Words that name the speaker themselves are no name beside them.
        let words = self.filled("speaker_text").filter(|_| speaker.is_some());
        let is_words = |name: &str| {
            let words = words.as_deref().unwrap_or_default();
            name.split_whitespace().eq(words.split_whitespace())
        };
        let name = self.filled("speaker").filter(|name| !is_words(name));
        Ok(DraftQuote {
            kind: kind(&self.cell("kind")),
            content,
            cue: maybe(("cue_start", "cue_end"), "cue")?,
            speaker_name: name.filter(|_| cluster.is_none()),
            speaker,
            speaker_cluster: cluster,
            negated: self.cell("negated") == "true",
            review: self.review(),
            ..DraftQuote::default()
        })
    }
}
