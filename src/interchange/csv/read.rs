//! Tables with a row for each name, quote or expression of time.

use std::collections::{HashMap, HashSet};
use std::io;

use super::rows::{DELIMITERS, Rows, cells};
use super::write::TABLES;
use crate::annotation::Verdict;
use crate::extract::Label;
use crate::interchange::assemble::kind;
use crate::interchange::draft::{
    Draft, DraftCluster, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan, verdict,
};
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};
use crate::span::{from, until};

/// How a table that is not UTF-8 is understood.
pub(super) const RECODED: &str =
    "tables that are not UTF-8 were read as what their bytes look like";

/// Reads a table whose columns are named in its first row: `article`, `start` and `end` at least. One
/// with `label` has names, one with `pieces` quotes, one with `value` expressions of time; without
/// `start`, one with `status` has articles, and others tell nothing that could be placed. Rows of one
/// article that follow each other are one.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let mut rows = Rows::new(source.input)?;
    let Some(mut first) = rows.next()? else {
        return Ok(());
    };
    if let Ok(line) = &first
        && let Some(stated) = stated_delimiter(line)
    {
        rows.delimiter = Some(stated);
        match rows.next()? {
            Some(next) => first = next,
            None => return Ok(()),
        }
    }
    let table = match first.and_then(|line| Table::new(&line, &mut rows)) {
        Ok(Some(table)) => table,
        Ok(None) => return Ok(()),
        Err(fault) => {
            let _ = take(rows.line.max(1), Err(fault));
            return Ok(());
        }
    };
    let mut open: Option<(u64, Draft)> = None;
    let mut met: HashSet<String> = HashSet::new();
    while let Some(row) = rows.next()? {
        let line = rows.line;
        let row = row.and_then(|row| {
            let row = table.row(&row);
            let unit = row.unit()?;
            Ok((row, unit))
        });
        let (row, unit) = match row {
            Ok(row) => row,
            Err(fault) => {
                if take(line, Err(fault)).is_break() {
                    return Ok(());
                }
                continue;
            }
        };
        let (id, annotator) = (row.cell("article"), row.filled("annotator"));
        let same = |draft: &Draft| {
            draft.id == id && draft.annotator == annotator && draft.unit == Some(unit)
        };
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
                unit: Some(unit),
                tells_clusters: table.columns.contains_key("cluster"),
                read_as: rows.recoded.then_some(RECODED),
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

/// The delimiter that a first line like `sep=;` states.
fn stated_delimiter(line: &str) -> Option<char> {
    let mut rest = line.strip_prefix("sep=")?.chars();
    let stated = rest.next().filter(|stated| DELIMITERS.contains(stated))?;
    rest.as_str().trim().is_empty().then_some(stated)
}

/// Gives the pieces of a quote their words, which stand one after the other with ` … ` between two;
/// whether they are as long as the pieces.
fn shares(words: &str, pieces: &mut [DraftSpan], unit: Unit) -> bool {
    if let [only] = pieces {
        cover(only, words, unit);
        return true;
    }
    let mut rest = words;
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter_mut().enumerate() {
        let mut left = piece.end.saturating_sub(piece.start);
        let end = rest.char_indices().find_map(|(i, c)| {
            let is_end = left == 0;
            left = left.saturating_sub(units_of(c, unit));
            is_end.then_some(i)
        });
        if end.is_none() && left > 0 {
            return false;
        }
        let end = end.unwrap_or(rest.len());
        cover(piece, until(rest, end), unit);
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

fn units_of(c: char, unit: Unit) -> usize {
    match unit {
        Unit::Utf16 => c.len_utf16(),
        Unit::CodePoint | Unit::None => 1,
    }
}

/// Gives a span its words. A control character in a cell became U+FFFD: then what stands between these
/// proves where they are, if the words are as long as the span.
fn cover(span: &mut DraftSpan, words: &str, unit: Unit) {
    let length: usize = words.chars().map(|c| units_of(c, unit)).sum();
    let is_as_long = span.start.checked_add(length) == Some(span.end);
    if !words.contains(MASK) || !is_as_long {
        span.text = Some(words.to_owned());
        return;
    }
    let mut start = span.start;
    for run in words.split(MASK) {
        let end = start + run.chars().map(|c| units_of(c, unit)).sum::<usize>();
        if start < end {
            span.parts.push(DraftSpan {
                start,
                end,
                text: Some(run.to_owned()),
                field: span.field.clone(),
                line: span.line,
                ..DraftSpan::default()
            });
        }
        start = end + units_of(MASK, unit);
    }
}

/// What stands in a cell for a control character.
const MASK: char = '\u{fffd}';

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Articles,
    Entities,
    Quotes,
    Dates,
}

/// What a table has.
struct Table {
    kind: Kind,
    delimiter: char,
    columns: HashMap<String, usize>,
    /// Whether cells that a spreadsheet would run have an apostrophe in front.
    escaped: bool,
}

impl Table {
    /// From the first row; none where the table tells nothing that could be placed.
    fn new(first: &str, rows: &mut Rows<'_>) -> Result<Option<Self>, Fault> {
        let count = |delimiter: char| first.matches(delimiter).count();
        let likely = DELIMITERS.into_iter().rev().max_by_key(|d| count(*d));
        let delimiter = rows.delimiter.or(likely).unwrap_or(',');
        rows.delimiter = Some(delimiter);
        let names = cells(first, delimiter);
        if names.iter().any(|name| name.contains('\r')) {
            let reason = "end in carriage returns alone; save the table with the line ends of Windows or Unix";
            return Err(Fault::new("rows", reason));
        }
        let mut columns: HashMap<String, usize> = HashMap::new();
        for (at, name) in names.into_iter().enumerate() {
            let name = name.trim().to_ascii_lowercase();
            let is_met = columns.insert(name.clone(), at).is_some();
            // Those that are not read may be called as they like.
            let is_read = TABLES
                .iter()
                .any(|(_, own)| own.split(',').any(|own| own == name));
            if is_met && is_read {
                return Err(Fault::new(name, "is the name of two columns"));
            }
        }
        let has = |name: &str| columns.contains_key(name);
        if !has("article") {
            return Err(Fault::new("article", "is no column of the first row"));
        }
        if has("start") && !has("end") {
            return Err(Fault::new("end", "is no column of the first row"));
        }
        let kind = if !has("start") {
            if !has("status") {
                return Ok(None);
            }
            Kind::Articles
        } else if has("pieces") || has("speaker") {
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
            delimiter,
            columns,
            escaped,
        }))
    }

    fn row(&self, row: &str) -> Row<'_> {
        Row {
            table: self,
            cells: cells(row, self.delimiter),
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

    /// What the offsets of the row count.
    fn unit(&self) -> Result<Unit, Fault> {
        match self.cell("offsets").trim() {
            "" | "codepoint" => Ok(Unit::CodePoint),
            "utf16" => Ok(Unit::Utf16),
            other => {
                let reason = format!("{other:?} is none of codepoint and utf16");
                Err(Fault::new("offsets", reason))
            }
        }
    }

    /// What a cell says, if it says anything; spreadsheets may have changed its case.
    fn told<T>(
        &self,
        name: &str,
        wanted: &str,
        understand: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let cell = self.cell(name);
        let written = cell.trim().to_lowercase();
        if written.is_empty() {
            return Ok(None);
        }
        let told = understand(&written);
        let fault = || Fault::new(name, format!("{cell:?} is none of {wanted}"));
        told.map(Some).ok_or_else(fault)
    }

    fn tags(&self) -> Vec<String> {
        let tags = self.cell("tags");
        let tags = tags.split("; ").filter(|tag| !tag.is_empty());
        tags.map(str::to_owned).collect()
    }

    /// The span between two columns, and its words.
    fn span(&self, (start, end): (&str, &str), text: &str, line: u64) -> Result<DraftSpan, Fault> {
        let mut span = DraftSpan {
            start: self.number(start)?,
            end: self.number(end)?,
            text: None,
            field: start.to_owned(),
            line,
            ..DraftSpan::default()
        };
        if let Some(words) = self.filled(text) {
            cover(&mut span, &words, self.unit()?);
        }
        Ok(span)
    }

    /// What every item carries; what is understood in part is noted.
    fn review(&self, draft: &mut Draft, line: u64) -> Result<DraftReview, Fault> {
        let verdicts = Verdict::ALL.map(Verdict::as_str).join(", ");
        let score = self.cell("score");
        // Where a comma begins the decimals, a spreadsheet writes it so.
        let number: Option<f32> = score.trim().replace(',', ".").parse().ok();
        let number = number.filter(|score| (0.0..=1.0).contains(score));
        if number.is_none() && !score.trim().is_empty() {
            draft.leave_out_at("scores that are no number from 0 to 1", line);
        }
        let time = self.cell("updated");
        let updated = time.trim().parse().ok();
        if updated.is_none() && !time.trim().is_empty() {
            draft.leave_out_at("times that are not as ISO 8601 has them", line);
        }
        Ok(DraftReview {
            id: self.filled("id"),
            verdict: self.told("verdict", &verdicts, verdict)?,
            score: number,
            tags: self.tags(),
            note: self.filled("note"),
            link: self.filled("link"),
            updated,
            ..DraftReview::default()
        })
    }

    /// Takes the row into the article.
    fn read(&self, draft: &mut Draft, met: &mut HashSet<String>, line: u64) -> Result<(), Fault> {
        match self.table.kind {
            Kind::Articles => {
                let wanted = "new, in_progress, reviewed, skipped";
                draft.status = self.told("status", wanted, |status| status.parse().ok())?;
                draft.tags = self.tags();
                draft.note = self.filled("note");
            }
            Kind::Entities => {
                let label = self
                    .filled("label")
                    .ok_or_else(|| Fault::new("label", "is empty"))?;
                let label = Label::new(&label);
                let entity = DraftEntity {
                    pieces: vec![self.span(("start", "end"), "text", line)?],
                    label,
                    cluster: self.filled("cluster"),
                    was: None,
                    review: self.review(draft, line)?,
                };
                self.cluster(draft, met, "name", Some(&entity.label));
                draft.entities.push(entity);
            }
            Kind::Quotes => {
                let quote = self.quote(draft, line)?;
                self.cluster(draft, met, "speaker", None);
                draft.quotes.push(quote);
            }
            Kind::Dates => {
                let date = DraftDate {
                    span: self.span(("start", "end"), "text", line)?,
                    value: self.value()?,
                    was: None,
                    review: self.review(draft, line)?,
                };
                draft.dates.push(date);
            }
        }
        Ok(())
    }

    /// The value of an expression of time, unless a spreadsheet wrote it as a day of its own country.
    fn value(&self) -> Result<Option<String>, Fault> {
        let value = self.filled("value");
        let is_local = |value: &&String| {
            let parts: Vec<&str> = value.split(['/', '.']).collect();
            let is_number = |part: &&str| {
                (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
            };
            parts.len() == 3 && parts.iter().all(is_number)
        };
        match value.as_ref().filter(is_local) {
            Some(local) => {
                let reason = format!(
                    "{local:?} is not as ISO 8601 has it (2026-01-31); a spreadsheet leaves columns of text as they are"
                );
                Err(Fault::new("value", reason))
            }
            None => Ok(value),
        }
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

    fn quote(&self, draft: &mut Draft, line: u64) -> Result<DraftQuote, Fault> {
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
            let known = shares(&words, &mut content, self.unit()?);
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
            kind: self.told("kind", "direct, mixed, indirect", kind)?,
            content,
            cue: maybe(("cue_start", "cue_end"), "cue")?,
            speaker_name: name.filter(|_| cluster.is_none()),
            speaker,
            speaker_cluster: cluster,
            negated: self
                .told("negated", "true, false", truth)?
                .unwrap_or_default(),
            review: self.review(draft, line)?,
            ..DraftQuote::default()
        })
    }
}

/// What a cell says that is true or false, as spreadsheets write these in several languages.
fn truth(cell: &str) -> Option<bool> {
    match cell {
        "true" | "1" | "yes" | "wahr" | "vrai" | "verdadero" | "vero" => Some(true),
        "false" | "0" | "no" | "falsch" | "faux" | "falso" => Some(false),
        _ => None,
    }
}
