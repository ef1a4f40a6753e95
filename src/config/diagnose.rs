//! What is wrong in a TOML file, told by place; what is right in it can be read all the same.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::setting::{Given, line};
use super::{Diagnostic, Place, Severity};

/// A value in a file, with its place.
pub type Value<'i> = Spanned<DeValue<'i>>;

/// A file, and what was found wrong in it so far.
pub struct Diagnoses<'a> {
    file: &'a Path,
    text: &'a str,
    found: Vec<Diagnostic>,
}

impl<'a> Diagnoses<'a> {
    /// Nothing is wrong yet in the file `file` that holds `text`.
    pub fn new(file: &'a Path, text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            file,
            text,
            found: Vec::new(),
        }
    }

    /// The table that the file holds, as far as it can be read; slips of syntax are told.
    pub fn table(&mut self) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let message = error.message().to_owned();
            self.tell(error.span().unwrap_or_default(), Severity::Error, message);
        }
        table
    }

    /// Where bytes of the file are.
    pub fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.floor_char_boundary(span.start);
        let before = self.text.get(..before).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default();
        Place {
            file: self.file.to_owned(),
            line,
            column: column.chars().count() + 1,
        }
    }

    /// Tells what is wrong at some bytes of the file.
    ///
    /// Who made so many mistakes as this keeps mends those first.
    pub fn tell(&mut self, span: Range<usize>, severity: Severity, message: String) {
        /// How many are kept.
        const MOST: usize = 100;
        if self.found.len() >= MOST {
            return;
        }
        let place = self.place(&span);
        self.found.push(Diagnostic {
            place,
            severity,
            message,
        });
    }

    /// Tells that a value is wrong.
    pub fn wrong(&mut self, value: &Value, message: impl Into<String>) {
        self.tell(value.span(), Severity::Error, message.into());
    }

    /// Tells that a key is none of those known, and which may have been meant.
    pub fn unknown(&mut self, key: &Spanned<DeString>, known: &[&str]) {
        let message = format!("unknown key '{}'", key.get_ref());
        let message = match nearest(key.get_ref(), known) {
            Some(name) => format!("{message}; did you mean '{name}'?"),
            None => format!("{message}; use one of {}", known.join(", ")),
        };
        self.tell(key.span(), Severity::Warning, message);
    }

    /// A line of text that is not blank; tells where it is none.
    pub fn line(&mut self, name: &str, value: &Value) -> Option<String> {
        let given = value.get_ref().as_str().map_or(Given::Other, Given::Text);
        line(name, given)
            .map_err(|message| self.wrong(value, message))
            .ok()
    }

    /// A line of text, or a list of them; tells where one is none.
    pub fn lines(&mut self, name: &str, value: &Value) -> Option<Vec<String>> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| self.line(name, item)).collect(),
            _ => Some(vec![self.line(name, value)?]),
        }
    }

    /// What was wrong, in the order of the file.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| a.place.cmp(&b.place));
        self.found.dedup();
        self.found
    }
}

/// The known name that differs in at most two letters, if any.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance: how many letters must be changed, put in or left out.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().take(64).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            let changed = diagonal + usize::from(a != *b);
            diagonal = *above;
            left = changed.min(*above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
