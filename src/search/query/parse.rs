//! From what was typed to a query.

use chrono::{Days, Months, NaiveDate};

use super::{
    BadQuery, FIELDS, Field, Found, HAS, Has, ORG, PERSON, PLACE, Part, Query, UNREVIEWED,
};
use crate::annotation::Status;
use crate::search::fuzzy;
use crate::search::scan::Needle;
use crate::span::{Span, from, until};
use crate::text::fold::fold;

/// A part as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// All of it, in bytes.
    pub span: Span,
    /// Whether a `-` stands before it.
    pub negated: bool,
    /// What stands before the colon, with its place.
    pub field: Option<(&'t str, usize)>,
    /// The value, without its quote marks.
    pub value: &'t str,
    /// The value's place, its quote marks included.
    pub value_span: Span,
    /// Whether it stands in quote marks.
    pub quoted: bool,
}

/// The parts of what was typed. A quote mark that is not closed reaches to the end.
pub(super) fn tokens(typed: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < typed.len() {
        let rest = from(typed, at);
        let skipped = rest.len() - rest.trim_start().len();
        at += skipped;
        if at >= typed.len() {
            break;
        }
        let token = token(typed, at);
        at = token.span.end;
        tokens.push(token);
    }
    tokens
}

fn token(typed: &str, start: usize) -> Token<'_> {
    let rest = from(typed, start);
    let negated = rest.len() > 1 && rest.starts_with('-') && !rest.starts_with("- ");
    let name_at = start + usize::from(negated);
    let rest = from(typed, name_at);
    // A field is a word before a colon, with no quote mark in it.
    let name_ends = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'))
        .filter(|&at| at > 0 && from(rest, at).starts_with(':'));
    let field = name_ends.map(|end| (until(rest, end), name_at));
    let value_at = name_ends.map_or(name_at, |end| name_at + end + 1);
    let rest = from(typed, value_at);
    let (value, end, quoted) = if let Some(inner) = rest.strip_prefix('"') {
        match inner.find('"') {
            Some(length) => (until(inner, length), value_at + length + 2, true),
            None => (inner, typed.len(), true),
        }
    } else if field.is_some() && rest.starts_with('/') {
        let length = pattern_length(rest);
        (until(rest, length), value_at + length, false)
    } else {
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        (until(rest, length), value_at + length, false)
    };
    Token {
        span: Span::new(start, end),
        negated,
        field,
        value,
        value_span: Span::new(value_at, end),
        quoted,
    }
}

/// How long a `/…/` is, spaces in it included, when it is closed; else up to the first space.
fn pattern_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '/' => return at + 1,
            _ => {}
        }
    }
    rest.find(char::is_whitespace).unwrap_or(rest.len())
}

/// Reads what can be read, and says what is wrong first.
pub(super) fn parse(typed: &str, today: NaiveDate) -> (Query, Option<BadQuery>) {
    let mut parser = Parser {
        typed,
        today,
        parts: Vec::new(),
        words: String::new(),
        found: Vec::new(),
        texts: Vec::new(),
    };
    let mut wrong = None;
    for token in tokens(typed) {
        if let Err(error) = parser.take(&token) {
            wrong.get_or_insert(error);
        }
    }
    let words = parser.words.trim().to_owned();
    let query = Query {
        parts: parser.parts,
        words: fuzzy::Query::new(&words),
        typed: fold(&words),
        found: parser.found,
        texts: parser.texts,
    };
    (query, wrong)
}

struct Parser<'t> {
    typed: &'t str,
    today: NaiveDate,
    parts: Vec<(bool, Part)>,
    words: String,
    found: Vec<Found>,
    texts: Vec<Needle>,
}

impl Parser<'_> {
    fn wrong<T>(&self, byte: usize, what: impl Into<String>) -> Result<T, BadQuery> {
        Err(BadQuery {
            column: until(self.typed, byte).chars().count() + 1,
            what: what.into(),
        })
    }

    fn take(&mut self, token: &Token<'_>) -> Result<(), BadQuery> {
        let Some((name, at)) = token.field else {
            return self.take_words(token);
        };
        let Some(field) = field_named(name) else {
            if let Some(instead) = meant_otherwise(name) {
                return self.wrong(at, instead);
            }
            let near = nearest(name);
            return self.wrong(
                at,
                format!("{near}; there is no {name}: (put quote marks around what the title has)"),
            );
        };
        let value = token.value.trim();
        if value.is_empty() {
            return self.wrong(token.value_span.start, wanted(field));
        }
        let part = self.part(field, value, token.value_span.start)?;
        self.parts.push((token.negated, part));
        Ok(())
    }

    fn take_words(&mut self, token: &Token<'_>) -> Result<(), BadQuery> {
        if token.value.trim().is_empty() {
            return Ok(());
        }
        if let Some(instead) = no_operator(token) {
            return self.wrong(token.span.start, instead);
        }
        if token.value == UNREVIEWED && !token.quoted {
            self.parts.push((token.negated, Part::Unreviewed));
        } else if token.quoted || token.negated {
            let words = Part::Title(fold(token.value));
            self.parts.push((token.negated, words));
        } else {
            self.words.push(' ');
            self.words.push_str(token.value);
        }
        Ok(())
    }

    fn part(&mut self, field: Field, value: &str, at: usize) -> Result<Part, BadQuery> {
        let named = |labels| Found::Named(fold(value), labels);
        Ok(match field {
            Field::Source => Part::Source(fold(value)),
            Field::After => Part::Days(Some(self.period(value, at)?.0), None),
            Field::Before => Part::Days(None, Some(self.period(value, at)?.0)),
            Field::On => {
                let (first, after) = self.period(value, at)?;
                Part::Days(Some(first), Some(after))
            }
            Field::Status => Part::Status(self.status(value, at)?),
            Field::Tag => Part::Tag(fold(value)),
            Field::Person => self.ask(named(PERSON)),
            Field::Org => self.ask(named(ORG)),
            Field::Place => self.ask(named(PLACE)),
            Field::Entity => self.ask(named(&[])),
            Field::Label => self.ask(Found::Labelled(value.to_uppercase())),
            Field::Said => self.ask(Found::Said(fold(value))),
            Field::Text => match Needle::new(value) {
                Ok(needle) => {
                    self.texts.push(needle);
                    Part::Text(self.texts.len() - 1)
                }
                Err(error) => return self.wrong(at, error.to_string()),
            },
            Field::Has => match value.to_ascii_lowercase().as_str() {
                "note" => Part::Has(Has::Note),
                "open" => Part::Has(Has::Open),
                "tag" => Part::Has(Has::Tag),
                "date" => Part::Has(Has::Date),
                "source" => Part::Has(Has::Source),
                "entity" => self.ask(Found::Entity),
                "quote" => self.ask(Found::Quote),
                _ => {
                    let what = format!("no article has “{value}”; has: takes {}", HAS.join(", "));
                    return self.wrong(at, what);
                }
            },
        })
    }

    fn ask(&mut self, found: Found) -> Part {
        let known = self.found.iter().position(|other| *other == found);
        Part::Found(known.unwrap_or_else(|| {
            self.found.push(found);
            self.found.len() - 1
        }))
    }

    fn status(&self, value: &str, at: usize) -> Result<Status, BadQuery> {
        let wanted = value.to_ascii_lowercase().replace('-', "_");
        let mut like = Status::ALL
            .into_iter()
            .filter(|status| status.as_str().starts_with(&wanted));
        match like.next() {
            Some(status) => Ok(status),
            None => self.wrong(
                at,
                format!(
                    "there is no status “{value}”; use {}",
                    Status::ALL.map(Status::as_str).join(", ")
                ),
            ),
        }
    }

    /// The first day that is meant, and the first one after it.
    fn period(&self, value: &str, at: usize) -> Result<(NaiveDate, NaiveDate), BadQuery> {
        match period(value, self.today) {
            Some(period) => Ok(period),
            None => self.wrong(
                at,
                format!(
                    "“{value}” is no date; write 2026, 2026-01, 2026-01-15, today, yesterday, or 7d, 2w, 3m, 1y for so long ago"
                ),
            ),
        }
    }
}

/// The first day that a date means, and the first one after it.
fn period(value: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let day_after = |day: NaiveDate| day.checked_add_days(Days::new(1));
    match value {
        "today" => return Some((today, day_after(today)?)),
        "yesterday" => return Some((today.checked_sub_days(Days::new(1))?, today)),
        _ => {}
    }
    if let Some(unit) = value.chars().last().filter(char::is_ascii_alphabetic) {
        let count: u32 = value.strip_suffix(unit)?.parse().ok()?;
        let first = match unit {
            'd' => today.checked_sub_days(Days::new(count.into()))?,
            'w' => today.checked_sub_days(Days::new(u64::from(count) * 7))?,
            'm' => today.checked_sub_months(Months::new(count))?,
            'y' => today.checked_sub_months(Months::new(count.checked_mul(12)?))?,
            _ => return None,
        };
        return Some((first, day_after(today)?));
    }
    let numbers: Vec<u32> = value
        .split('-')
        .map(|number| {
            let digits = number.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| number.parse().ok()).flatten()
        })
        .collect::<Option<_>>()?;
    match *numbers.as_slice() {
        [year] if value.len() == 4 => {
            let year = year.cast_signed();
            let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
            Some((first, NaiveDate::from_ymd_opt(year + 1, 1, 1)?))
        }
        [year, month] => {
            let first = NaiveDate::from_ymd_opt(year.cast_signed(), month, 1)?;
            Some((first, first.checked_add_months(Months::new(1))?))
        }
        [year, month, day] => {
            let first = NaiveDate::from_ymd_opt(year.cast_signed(), month, day)?;
            Some((first, day_after(first)?))
        }
        _ => None,
    }
}

pub(super) fn field_named(name: &str) -> Option<Field> {
    let name = name.to_ascii_lowercase();
    FIELDS
        .iter()
        .find(|(own, _)| *own == name)
        .map(|(_, field)| *field)
}

/// What to write instead of a word that joins parts in other programs: taken for a word of the
/// title, it would leave out what was asked for, and nobody would notice.
fn no_operator(token: &Token<'_>) -> Option<&'static str> {
    if token.quoted {
        return None;
    }
    match token.value {
        "OR" | "||" | "|" => Some(
            "there is no OR: every part must hold; text:/flood|storm/ finds either (\"OR\" is the word)",
        ),
        "AND" | "&&" => Some("every part must hold without AND (\"AND\" is the word)"),
        "NOT" => Some("there is no NOT; -flood leaves out (\"NOT\" is the word)"),
        _ => None,
    }
}

/// What to write for a field that other programs have, and this one calls otherwise.
fn meant_otherwise(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "speaker" | "quote" | "by" => {
            Some("who speaks is said:ruiz; has:quote finds those with any quote")
        }
        "verdict" | "decided" => {
            Some("verdicts are of spans; status:reviewed and has:open ask about articles")
        }
        "date" | "day" | "year" => Some("dates are on:2026-01, after:2026-01-15 or before:2026"),
        "title" | "headline" => Some("words without a field are of the title: \"the flood\""),
        "body" | "content" => Some("words of the text are text:flood or text:\"broke out\""),
        "note" => Some("has:note finds those with a note"),
        _ => None,
    }
}

/// Which field may be meant.
fn nearest(name: &str) -> String {
    let names: Vec<&str> = FIELDS.iter().map(|(own, _)| *own).collect();
    let folded = fold(name);
    let begins = names
        .iter()
        .find(|own| own.starts_with(&folded) || folded.starts_with(**own));
    let near = begins.copied().or_else(|| {
        let best = fuzzy::Query::new(name).rank(&names).into_iter().next()?;
        names.get(best.index).copied()
    });
    match near {
        Some(near) => format!("did you mean {near}:?"),
        None => {
            // The list is to fit beside what was typed.
            let mut all = names;
            all.retain(|own| *own != "quote-by");
            format!("fields: {}", all.join(" "))
        }
    }
}

/// What a field without a value wants.
fn wanted(field: Field) -> &'static str {
    match field {
        Field::Source => "whose articles? source:reuters",
        Field::After | Field::Before | Field::On => {
            "which day, month or year? 2026-01-15, 2026-01, 2026, today, 7d"
        }
        Field::Status => "which status? new, in_progress, reviewed, skipped",
        Field::Tag => "which tag?",
        Field::Person => "which person? person:\"Ana Ruiz\"",
        Field::Org => "which organisation? org:\"Rail Union\"",
        Field::Place => "which place? place:Riga",
        Field::Entity => "which name? entity:EU",
        Field::Label => "which label? label:PERSON",
        Field::Said => "which speaker? said:\"Ana Ruiz\"",
        Field::Text => "which words? text:\"broke out\", text:/brok(e|en)/",
        Field::Has => "what? has:note, open, tag, date, source, entity, quote",
    }
}
