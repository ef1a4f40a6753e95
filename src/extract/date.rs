//! Expressions of time: dates, weekdays, months, years, and relative ones (`last year`).
//!
//! A grammar says what is written ([`calendar::Meaning`]); the tense of the clause says which of several
//! days of the same name it is ([`calendar::Which`]); the calendar says what that is on the article's day.

mod absolute;
mod calendar;
mod range;
mod relative;
mod tense;
#[cfg(test)]
mod tests;
mod weekday;

use chrono::{NaiveDate, Weekday};

use self::calendar::{Calendar, Meaning, Point, Which};
use super::TimeExpression;
use super::gazetteer::Kinds;
use super::word::{Case, Word, Words};
use crate::span::Span;
use crate::text::token::TokenKind;

/// An expression of time in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it stands and what it means.
    pub(super) expression: TimeExpression,
    /// The named dates in it (`Saturday` in `last Saturday`, both years of `from 2014 to 2017`), in order.
    pub(super) named: Vec<Span>,
}

/// A reading of the words from some place on.
#[derive(Clone, Copy, Debug)]
struct Reading {
    /// The last word read.
    last: usize,
    /// What it says.
    meaning: Meaning,
    /// The first and the last word of the named date, if there is one.
    named: Option<(usize, usize)>,
    /// Which of several days is meant, where the expression itself says it.
    which: Option<Which>,
}

impl Reading {
    fn named(first: usize, last: usize, meaning: Meaning) -> Self {
        Self {
            last,
            meaning,
            named: Some((first, last)),
            which: None,
        }
    }

    fn relative(last: usize, meaning: Meaning) -> Self {
        Self {
            last,
            meaning,
            named: None,
            which: None,
        }
    }

    fn point(self) -> Option<Point> {
        match self.meaning {
            Meaning::One(point) => Some(point),
            _ => None,
        }
    }
}

/// All expressions of time, in order, resolved against the day of the article.
pub(super) fn expressions(words: &Words, day: Option<NaiveDate>) -> Vec<Found> {
    let reader = Reader { words };
    let calendar = Calendar { day };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.all.len() {
        let Some(reading) = reader.read(at) else {
            at += 1;
            continue;
        };
        let (reading, other) = reader.range(at, reading);
        let year = day.map_or(0, |day| chrono::Datelike::year(&day));
        let value = calendar.value(reading.meaning, reader.which(at, &reading, year));
        let named = [reading.named, other].into_iter().flatten();
        found.push(Found {
            expression: TimeExpression {
                span: words.span(at, reading.last),
                value,
            },
            named: named.map(|(first, last)| words.span(first, last)).collect(),
        });
        at = reading.last + 1;
    }
    found
}

struct Reader<'w, 'a> {
    words: &'w Words<'a>,
}

impl Reader<'_, '_> {
    fn read(&self, at: usize) -> Option<Reading> {
        let word = self.words.get(at)?;
        match word.token {
            TokenKind::Number => self
                .numeric(at)
                .or_else(|| self.day_first(at))
                .or_else(|| self.fraction(at))
                .or_else(|| self.ago(at))
                .or_else(|| self.year(at)),
            TokenKind::Word if word.case == Case::None || begins_with_digit(self.text(word)) => {
                self.day_first(at)
                    .or_else(|| self.decade(at))
                    .or_else(|| self.century(at))
                    .or_else(|| self.fraction(at))
            }
            TokenKind::Word => {
                if word.is(Kinds::WEEKDAY) {
                    return self.weekday(at);
                }
                if word.is(Kinds::MONTH) {
                    return self.month_first(at);
                }
                if word.is(Kinds::FUNCTION) || word.span.len() <= 10 {
                    return self.relative(at);
                }
                None
            }
            _ => None,
        }
    }

    /// The word at `at` if it stands on the same line as the one before.
    fn next(&self, at: usize) -> Option<&Word> {
        self.words.get(at).filter(|w| !w.breaks())
    }

    fn text(&self, word: &Word) -> &str {
        self.words.of(word)
    }

    fn mark(&self, at: usize) -> Option<char> {
        Some(self.next(at)?.mark)
    }

    /// Whether the word at `at` on the same line is `text`, whatever its case.
    fn says(&self, at: usize, text: &str) -> bool {
        self.next(at)
            .is_some_and(|w| self.text(w).eq_ignore_ascii_case(text))
    }

    fn hyphen(&self, at: usize) -> bool {
        self.next(at)
            .is_some_and(|w| matches!(w.mark, '-' | '‐' | '‑' | '–' | '—') && w.glued)
    }

    /// A whole number of so many digits.
    fn number(&self, at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<i32> {
        let word = self
            .words
            .get(at)
            .filter(|w| w.token == TokenKind::Number)?;
        let text = self.text(word);
        (digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())?
    }

    /// The word so many places before `at` on the same line, in lower case if it is short and plain.
    fn back(&self, at: usize, count: usize) -> Option<&Word> {
        let first = at.checked_sub(count)?;
        let broken = (first + 1..=at).any(|i| self.words.get(i).is_some_and(Word::breaks));
        (!broken).then(|| self.words.get(first))?
    }

    /// Whether the word before `at` on the same line is one of these, whatever its case.
    fn follows(&self, at: usize, texts: &[&str]) -> bool {
        self.words
            .before(at)
            .is_some_and(|w| texts.iter().any(|t| self.text(w).eq_ignore_ascii_case(t)))
    }

    fn year_at(&self, at: usize) -> Option<i32> {
        self.next(at)?;
        self.number(at, 4..=4)
            .filter(|year| (1000..=2999).contains(year))
    }

    /// A day of the month, `27` or `27th`.
    fn day_at(&self, at: usize) -> Option<u32> {
        let word = self.words.get(at)?;
        let day = match word.token {
            TokenKind::Number => self.number(at, 1..=2)?,
            TokenKind::Word => {
                let text = self.text(word);
                let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                let tail = crate::span::from(text, digits.len());
                if !matches!(tail, "st" | "nd" | "rd" | "th") || digits.len() > 2 {
                    return None;
                }
                digits.parse().ok()?
            }
            _ => return None,
        };
        u32::try_from(day).ok().filter(|day| (1..=31).contains(day))
    }

    /// A month at `at` and the last word of it (its full stop).
    fn month_at(&self, at: usize) -> Option<(u32, usize)> {
        let word = self
            .words
            .get(at)
            .filter(|w| w.is(Kinds::MONTH) && w.case.is_name())?;
        let text = self.text(word);
        let month = month_number(text)?;
        let stop = text.len() <= 4 && self.next(at + 1).is_some_and(|w| w.mark == '.' && w.glued);
        let short = text.len() <= 4 && !matches!(text.len(), 4 if month == 6 || month == 7);
        let stop = stop && short && !(text.len() == 3 && month == 5);
        Some((month, at + usize::from(stop)))
    }

    /// A year after `last`, perhaps after a comma or `of`, and its place.
    fn trailing_year(&self, last: usize) -> Option<(i32, usize)> {
        let skipped = self.mark(last + 1) == Some(',') || self.says(last + 1, "of");
        let at = last + 1 + usize::from(skipped);
        Some((self.year_at(at)?, at))
    }

    /// `last year`, `of this year` after `last`: so many years from the article's, and its last word.
    fn neighbouring_year(&self, last: usize) -> Option<(i32, usize)> {
        let at = last + 1 + usize::from(self.says(last + 1, "of"));
        if !self.says(at + 1, "year") {
            return None;
        }
        let by = ["last", "this", "next"]
            .iter()
            .position(|word| self.says(at, word))?;
        Some((i32::try_from(by).ok()? - 1, at + 1))
    }
}

fn begins_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Up to ten letters in lower case; longer words are cut, words beyond ASCII are empty.
fn lower<'b>(word: &str, buffer: &'b mut [u8; 10]) -> &'b str {
    if !word.is_ascii() {
        return "";
    }
    let length = word.len().min(buffer.len());
    for (to, from) in buffer.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    buffer
        .get(..length)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .unwrap_or_default()
}

fn weekday_of(name: &str) -> Option<Weekday> {
    let mut buffer = [0; 10];
    match crate::span::until(lower(name, &mut buffer), 3) {
        "mon" => Some(Weekday::Mon),
        "tue" => Some(Weekday::Tue),
        "wed" => Some(Weekday::Wed),
        "thu" => Some(Weekday::Thu),
        "fri" => Some(Weekday::Fri),
        "sat" => Some(Weekday::Sat),
        "sun" => Some(Weekday::Sun),
        _ => None,
    }
}

fn month_number(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let mut buffer = [0; 10];
    let start = crate::span::until(lower(name, &mut buffer), 3);
    MONTHS
        .iter()
        .zip(1..)
        .find(|(month, _)| **month == start)
        .map(|(_, number)| number)
}
