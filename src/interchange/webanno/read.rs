//! Rows as drafts.

use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::ControlFlow;

use super::escape::{parts, unescaped, unescaped_line};
use super::text::{Rebuilt, Token, Words};
use crate::extract::Label;
use crate::interchange::Fault;
use crate::interchange::draft::{
    Draft, DraftDate, DraftEntity, DraftQuote, DraftReview, DraftSpan, quote_kind,
};
use crate::interchange::reader::{Source, Take};
use crate::text::count::counted;

/// Reads a file of version 3.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let file = match source.whole()? {
        Ok(file) => file,
        Err(fault) => {
            let _ = take(0, Err(fault));
            return Ok(());
        }
    };
    let mut table = Table::default();
    if !table.read(&file) {
        let reason = "is no WebAnno TSV 3: the first line says #FORMAT=WebAnno TSV 3.3";
        let _ = take(1, Err(Fault::new("", reason)));
        return Ok(());
    }
    let draft = table.draft(source.stem());
    for (line, fault) in table.faults {
        if take(line, Err(fault)) == ControlFlow::Break(()) {
            return Ok(());
        }
    }
    let _ = take(1, Ok(draft));
    Ok(())
}

/// A layer of columns.
#[derive(Debug)]
struct Layer {
    name: String,
    kind: Kind,
    features: Vec<String>,
    /// Its first column.
    first: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Spans,
    Relations,
    Chains,
}

/// A span of a layer.
#[derive(Debug)]
struct Annotation<'a> {
    layer: usize,
    values: Vec<Option<String>>,
    /// The words are those of all its rows, once these are known.
    span: DraftSpan,
    rows: Vec<Token<'a>>,
    /// The row where it begins, and its number there.
    at: (String, usize),
}

/// A relation: its role, and its two ends as rows with numbers.
#[derive(Debug)]
struct Relation {
    line: u64,
    role: Option<String>,
    from: (String, usize),
    to: (String, usize),
}

#[derive(Default)]
struct Table<'a> {
    words: Words<'a>,
    layers: Vec<Layer>,
    columns: usize,
    annotations: Vec<Annotation<'a>>,
    /// The places of annotations that have several rows, by layer and number.
    open: HashMap<(usize, usize), usize>,
    relations: Vec<Relation>,
    /// The rows of chains.
    chained: Vec<u64>,
    faults: Vec<(u64, Fault)>,
}

/// A row.
struct Row<'a> {
    line: u64,
    name: &'a str,
    token: Token<'a>,
    cells: Vec<&'a str>,
}

impl<'a> Table<'a> {
    /// Reads all lines; whether it is a file of this format.
    fn read(&mut self, file: &'a str) -> bool {
        let mut lines = file.split('\n').zip(1u64..);
        let is_right = lines.next().is_some_and(|(line, _)| {
            let version = line.trim_end().strip_prefix("#FORMAT=WebAnno TSV ");
            version.is_some_and(|version| version.starts_with('3'))
        });
        if !is_right {
            return false;
        }
        for (line, number) in lines {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let header = [
                ("#T_SP=", Kind::Spans),
                ("#T_RL=", Kind::Relations),
                ("#T_CH=", Kind::Chains),
            ];
            let header = header
                .into_iter()
                .find_map(|(start, kind)| Some((kind, line.strip_prefix(start)?)));
            if let Some((kind, rest)) = header {
                self.layer(kind, rest);
            } else if let Some(text) = line.strip_prefix("#Text=") {
                self.words.line(&unescaped_line(text), number);
            } else if !line.is_empty() && !line.starts_with('#') {
                match self.row(line, number) {
                    Ok(row) => self.take(&row),
                    Err(fault) => self.faults.push((number, fault)),
                }
            }
        }
        true
    }

    fn layer(&mut self, kind: Kind, rest: &str) {
        let mut fields = rest.split('|');
        let name = fields.next().unwrap_or_default().to_owned();
        let features: Vec<String> = fields.map(str::to_owned).collect();
        // A layer without features has a column all the same.
        let features = if features.is_empty() {
            vec![String::new()]
        } else {
            features
        };
        let first = self.columns;
        self.columns += features.len();
        self.layers.push(Layer {
            name,
            kind,
            features,
            first,
        });
    }

    fn row(&self, line: &'a str, number: u64) -> Result<Row<'a>, Fault> {
        let cells: Vec<&str> = line.split('\t').collect();
        let wrong = |field: &str, reason: String| Err(Fault::new(field, reason));
        let [name, range, words, cells @ ..] = cells.as_slice() else {
            return wrong(
                "row",
                "has no three cells: a row's name, its offsets, its words".to_owned(),
            );
        };
        let ends = range.split_once('-');
        let ends = ends.and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        let Some((start, end)) = ends else {
            return wrong(name, format!("{range:?} is no range; offsets are like 0-4"));
        };
        let more = cells.iter().skip(self.columns);
        let says_more = more.into_iter().any(|cell| !matches!(*cell, "" | "_"));
        if cells.len() < self.columns || says_more {
            let said = cells.strip_suffix(&[""]).unwrap_or(cells);
            let (found, wanted) = (said.len(), self.columns);
            return wrong(
                name,
                format!(
                    "has {}, but the layers have {}",
                    counted(found, "cell", "cells"),
                    counted(wanted, "column", "columns")
                ),
            );
        }
        Ok(Row {
            line: number,
            name,
            token: Token { start, end, words },
            cells: cells.to_vec(),
        })
    }

    fn take(&mut self, row: &Row<'a>) {
        if !row.name.contains('.') {
            self.words.token(row.token);
        }
        for layer in 0..self.layers.len() {
            let Some(found) = self.layers.get(layer) else {
                continue;
            };
            let end = found.first + found.features.len();
            let cells = row.cells.get(found.first..end).unwrap_or_default();
            match found.kind {
                Kind::Spans => self.spans(row, layer, cells),
                Kind::Relations => self.related(row, cells),
                Kind::Chains => {
                    let is_there = cells.iter().any(|cell| *cell != "_");
                    self.chained.extend(is_there.then_some(row.line));
                }
            }
        }
    }

    /// The spans of a layer in a row, one or several.
    fn spans(&mut self, row: &Row<'a>, layer: usize, cells: &[&str]) {
        let columns: Vec<Vec<&str>> = cells.iter().map(|cell| parts(cell, '|')).collect();
        let stacked = columns.iter().map(Vec::len).max().unwrap_or_default();
        for place in 0..stacked {
            let all = columns.iter().zip(0..).map(|(column, at)| {
                // The number of a slot's target is that target's.
                let value = column.get(place).filter(|_| !self.is_target(layer, at));
                value.map_or((None, 0), |value| numbered(value))
            });
            let values: Vec<(Option<String>, usize)> = all.collect();
            let is_there = columns
                .iter()
                .any(|column| column.get(place).is_some_and(|value| *value != "_"));
            if !is_there {
                continue;
            }
            let number = values
                .iter()
                .map(|(_, number)| *number)
                .max()
                .unwrap_or_default();
            if let Some(open) = self.open.get(&(layer, number)).filter(|_| number > 0)
                && let Some(annotation) = self.annotations.get_mut(*open)
            {
                annotation.span.start = annotation.span.start.min(row.token.start);
                annotation.span.end = annotation.span.end.max(row.token.end);
                annotation.rows.push(row.token);
                continue;
            }
            if number > 0 {
                self.open.insert((layer, number), self.annotations.len());
            }
            self.annotations.push(Annotation {
                layer,
                values: values.into_iter().map(|(value, _)| value).collect(),
                span: DraftSpan {
                    start: row.token.start,
                    end: row.token.end,
                    text: None,
                    field: row.name.to_owned(),
                    line: row.line,
                    ..DraftSpan::default()
                },
                rows: vec![row.token],
                at: (row.name.to_owned(), number),
            });
        }
    }

    /// Whether a column has the targets of slots: it stands behind that of their roles.
    fn is_target(&self, layer: usize, column: usize) -> bool {
        let features = self.layers.get(layer).map(|layer| &layer.features);
        let before = column
            .checked_sub(1)
            .and_then(|before| features?.get(before));
        before.is_some_and(|name| name.starts_with(ROLE))
    }

    /// The relations that lead to a row: the last cell says from where.
    fn related(&mut self, row: &Row<'_>, cells: &[&str]) {
        let Some((ends, features)) = cells.split_last() else {
            return;
        };
        if *ends == "_" {
            return;
        }
        let roles = features
            .first()
            .map(|cell| parts(cell, '|'))
            .unwrap_or_default();
        for (place, end) in parts(ends, '|').into_iter().enumerate() {
            let (name, numbers) = match end.split_once('[') {
                Some((name, numbers)) => (name, numbers.trim_end_matches(']')),
                None => (end, "0_0"),
            };
            let numbers = numbers.split_once('_');
            let numbers = numbers.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
            let Some((from, to)) = numbers else {
                let reason = format!("{end:?} is no end of a relation; one is like 1-2[3_4]");
                self.faults.push((row.line, Fault::new(row.name, reason)));
                continue;
            };
            let role = roles.get(place).and_then(|role| numbered(role).0);
            self.relations.push(Relation {
                line: row.line,
                role,
                from: (name.to_owned(), from),
                to: (row.name.to_owned(), to),
            });
        }
    }

    /// Gives spans the words of their rows; one that has other words than the text there has these, and
    /// so is not proven.
    fn worded(&mut self, text: &Rebuilt) {
        for annotation in &mut self.annotations {
            let is_other = |row: &&Token<'_>| text.words(row.start, row.end) != Some(row.words);
            let other = annotation.rows.iter().find(is_other).map(|row| row.words);
            let span = &mut annotation.span;
            let words = other.or_else(|| text.words(span.start, span.end));
            span.text = words.map(str::to_owned);
        }
    }

    fn value(&self, annotation: &Annotation<'_>, feature: &str) -> Option<String> {
        let layer = self.layers.get(annotation.layer)?;
        let column = layer.features.iter().position(|name| name == feature)?;
        annotation.values.get(column)?.clone()
    }

    /// What else the layer of a name says of it, as tags: `kind: town`.
    fn features(&self, annotation: &Annotation<'_>) -> Vec<String> {
        let layer = self.layers.get(annotation.layer);
        let names = layer.map_or(&[][..], |layer| &layer.features).iter();
        names
            .zip(&annotation.values)
            .filter(|(name, _)| !["", "value", "label", "identifier"].contains(&name.as_str()))
            .filter(|(name, _)| !name.starts_with(ROLE))
            .filter_map(|(name, value)| Some(format!("{name}: {}", value.as_ref()?)))
            .collect()
    }

    /// Whether other spans fill slots of this one.
    fn has_slots(&self, annotation: &Annotation<'_>) -> bool {
        let layer = self.layers.get(annotation.layer);
        let names = layer.map_or(&[][..], |layer| &layer.features).iter();
        names
            .zip(&annotation.values)
            .any(|(name, value)| name.starts_with(ROLE) && value.is_some())
    }

    fn draft(&mut self, id: String) -> Draft {
        let text = self.words.rebuilt();
        for (line, words) in self.words.contradictions(text.unit) {
            let reason = format!(
                "is not what its rows say: {words:?} does not stand in it at their offsets"
            );
            self.faults.push((line, Fault::new("#Text", reason)));
        }
        self.faults.sort_by_key(|(line, _)| *line);
        self.worded(&text);
        let mut draft = Draft {
            id,
            unit: Some(text.unit),
            respaced: Some(text.text).filter(|text| !text.is_empty()),
            ..Draft::default()
        };
        for line in &self.chained {
            draft.leave_out_at("rows of chains", *line);
        }
        // The places of quotations by where their first piece begins, and of other parts.
        let mut quotes: HashMap<&(String, usize), usize> = HashMap::new();
        let mut pieces: HashMap<&(String, usize), (&Annotation<'_>, String)> = HashMap::new();
        let continued: HashSet<&(String, usize)> = self
            .relations
            .iter()
            .filter(|relation| relation.role.as_deref() == Some("part"))
            .map(|relation| &relation.to)
            .collect();
        for annotation in &self.annotations {
            let Some(layer) = self.layers.get(annotation.layer) else {
                continue;
            };
            match layer.name.as_str() {
                "webanno.custom.Quotation" => {
                    let part = self.value(annotation, "part").unwrap_or_default();
                    if part == "content" && !continued.contains(&annotation.at) {
                        quotes.insert(&annotation.at, draft.quotes.len());
                        draft.quotes.push(self.quote(annotation));
                    } else {
                        pieces.insert(&annotation.at, (annotation, part));
                    }
                }
                "webanno.custom.Date" => draft.dates.push(DraftDate {
                    span: annotation.span.clone(),
                    value: self.value(annotation, "value"),
                    ..DraftDate::default()
                }),
                name => {
                    if is_known(name) {
                        draft.leave_out_at("annotations of other layers", annotation.span.line);
                        continue;
                    }
                    if self.has_slots(annotation) {
                        draft.leave_out_at("slots of spans", annotation.span.line);
                    }
                    let label = self.value(annotation, "value");
                    let label = label.or_else(|| self.value(annotation, "label"));
                    let short = name.rsplit('.').next().unwrap_or_default();
                    draft.entities.push(DraftEntity {
                        pieces: vec![annotation.span.clone()],
                        label: Label::new(label.as_deref().unwrap_or(short)),
                        cluster: None,
                        was: None,
                        review: DraftReview {
                            link: self.value(annotation, "identifier"),
                            tags: self.features(annotation),
                            ..DraftReview::default()
                        },
                    });
                }
            }
        }
        for relation in &self.relations {
            let quote = quotes.get(&relation.from).copied();
            let quote = quote.and_then(|at| draft.quotes.get_mut(at));
            let piece = pieces.get(&relation.to);
            let (Some(quote), Some((piece, part))) = (quote, piece) else {
                draft.leave_out_at("relations that are of no quote", relation.line);
                continue;
            };
            let span = piece.span.clone();
            match part.as_str() {
                "cue" => quote.cue = Some(span),
                "speaker" => quote.speaker = Some(span),
                _ => quote.content.push(span),
            }
        }
        draft
    }

    fn quote(&self, annotation: &Annotation<'_>) -> DraftQuote {
        let kind = self.value(annotation, "kind");
        DraftQuote {
            kind: kind.as_deref().and_then(quote_kind),
            content: vec![annotation.span.clone()],
            speaker_name: self.value(annotation, "name"),
            negated: self.value(annotation, "negated").as_deref() == Some("true"),
            review: DraftReview {
                note: self.value(annotation, "note"),
                ..DraftReview::default()
            },
            ..DraftQuote::default()
        }
    }
}

/// What the columns of the roles of slots begin with.
const ROLE: &str = "ROLE_";

/// Whether a layer is one of `DKPro`'s that says nothing of names.
fn is_known(name: &str) -> bool {
    name.starts_with("de.tudarmstadt.ukp.dkpro.core.api.")
        && !name.starts_with("de.tudarmstadt.ukp.dkpro.core.api.ner.")
}

/// A value and the number behind it, 0 where there is none.
fn numbered(cell: &str) -> (Option<String>, usize) {
    let open = cell
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['));
    let number = open.and_then(|(value, number)| {
        // A bracket that is escaped belongs to the value.
        let escapes = value.bytes().rev().take_while(|b| *b == b'\\').count();
        let number = number.parse().ok()?;
        (escapes % 2 == 0).then_some((value, number))
    });
    let (value, number) = number.unwrap_or((cell, 0));
    if matches!(value, "_" | "*" | "") {
        return (None, number);
    }
    (Some(unescaped(value)), number)
}
