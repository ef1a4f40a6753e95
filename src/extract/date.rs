//! Expressions of time: dates, weekdays, months, years, and relative ones (`last year`).

mod calendar;
#[cfg(test)]
mod tests;

use chrono::{NaiveDate, Weekday};

use self::calendar::{Calendar, Unit, Which};
use super::TimeExpression;
use super::gazetteer::Kinds;
use super::word::{Case, Style, Word, Words};
use crate::span::Span;
use crate::text::token::TokenKind;

/// Years that a number of four digits names where nothing says that it is a number.
const RECENT: std::ops::RangeInclusive<i32> = 1900..=2099;
/// How many words before a weekday are searched for a sign of the future.
const REACH: usize = 16;

/// An expression of time in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it stands and what it means.
    pub(super) expression: TimeExpression,
    /// The part of it that is a named date, if any (`Saturday` in `last Saturday`).
    pub(super) named: Option<Span>,
}

/// A reading of the words from some place on.
struct Reading {
    /// The last word read.
    last: usize,
    /// The ISO 8601 value.
    value: Option<String>,
    /// The first word of the named date, if it is one, up to `last`.
    named: Option<usize>,
}

impl Reading {
    fn named(first: usize, last: usize, value: Option<String>) -> Self {
        Self {
            last,
            value,
            named: Some(first),
        }
    }

    fn relative(last: usize, value: Option<String>) -> Self {
        Self {
            last,
            value,
            named: None,
        }
    }
}

/// All expressions of time, in order, resolved against the day of the article.
pub(super) fn expressions(words: &Words, day: Option<NaiveDate>) -> Vec<Found> {
    let reader = Reader {
        words,
        calendar: Calendar { day },
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.all.len() {
        let Some(reading) = reader.read(at) else {
            at += 1;
            continue;
        };
        found.push(Found {
            expression: TimeExpression {
                span: words.span(at, reading.last),
                value: reading.value,
            },
            named: reading.named.map(|first| words.span(first, reading.last)),
        });
        at = reading.last + 1;
    }
    found
}

struct Reader<'w, 'a> {
    words: &'w Words<'a>,
    calendar: Calendar,
}

impl Reader<'_, '_> {
    fn read(&self, at: usize) -> Option<Reading> {
        let word = self.words.get(at)?;
        match word.token {
            TokenKind::Number => self
                .numeric(at)
                .or_else(|| self.day_first(at))
                .or_else(|| self.ago(at))
                .or_else(|| self.year(at)),
            TokenKind::Word
                if word.case == Case::None
                    || word
                        .span
                        .of(self.words.text)
                        .starts_with(|c: char| c.is_ascii_digit()) =>
            {
                self.day_first(at).or_else(|| self.decade(at))
            }
            TokenKind::Word => {
                if word.is(Kinds::WEEKDAY) {
                    return self.weekday(at);
                }
                if word.is(Kinds::MONTH) {
                    return self.month_first(at);
                }
                if word.is(Kinds::FUNCTION) || word.span.len() <= 8 {
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

    /// `2021-05-01`, `2021/05/01`, `28.01.2022`, `26/01/2022`.
    fn numeric(&self, at: usize) -> Option<Reading> {
        let text = self.text(self.words.get(at)?);
        if text.len() >= 8 && text.bytes().filter(|&b| b == b'.').count() == 2 {
            let mut parts = text.split('.').map(|part| part.parse::<u32>().ok());
            let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
            let value = i32::try_from(year)
                .ok()
                .and_then(|y| Calendar::date(y, month, day))?;
            return Some(Reading::named(at, at, Some(value)));
        }
        let first = self.number(at, 1..=4)?;
        let mark = self.mark(at + 1).filter(|m| matches!(m, '-' | '‐' | '/'))?;
        if self.mark(at + 3) != Some(mark)
            || ![at + 1, at + 2, at + 3, at + 4]
                .iter()
                .all(|&i| self.next(i).is_some_and(|w| w.glued))
        {
            return None;
        }
        let (second, third) = (self.number(at + 2, 1..=2)?, self.number(at + 4, 1..=4)?);
        let digits = text.len();
        let value = if digits == 4 {
            Some(Calendar::date(
                first,
                u32::try_from(second).ok()?,
                u32::try_from(third).ok()?,
            )?)
        } else if digits <= 2 && (1000..3000).contains(&third) {
            let (first, second) = (u32::try_from(first).ok()?, u32::try_from(second).ok()?);
            let day_first = Calendar::date(third, second, first);
            let month_first = Calendar::date(third, first, second);
            match (day_first, month_first) {
                (Some(one), Some(other)) if one != other => None,
                (one, other) => Some(one.or(other)?),
            }
        } else {
            return None;
        };
        Some(Reading::named(at, at + 4, value))
    }

    /// `27 January`, `27th of January 2022`, `3-5 May`, `26-FEB-1987`.
    fn day_first(&self, at: usize) -> Option<Reading> {
        let day = self.day_at(at)?;
        if self.hyphen(at + 1) && self.hyphen(at + 3) {
            let (month, _) = self.month_at(at + 2)?;
            let year = self.year_at(at + 4)?;
            return Some(Reading::named(
                at,
                at + 4,
                Some(Calendar::date(year, month, day)?),
            ));
        }
        let until = if self.hyphen(at + 1) || self.says(at + 1, "to") {
            Some(self.day_at(at + 2)?)
        } else {
            None
        };
        let mut next = at + 1 + 2 * usize::from(until.is_some());
        next += usize::from(self.says(next, "of"));
        self.next(next)?;
        let (month, last) = self.month_at(next)?;
        let (year, last) = match self.trailing_year(last) {
            Some((year, last)) => (Some(year), last),
            None => (None, last),
        };
        Some(Reading::named(at, last, self.days(year, month, day, until)))
    }

    fn days(&self, year: Option<i32>, month: u32, day: u32, until: Option<u32>) -> Option<String> {
        match (year, until) {
            (Some(year), None) => Calendar::date(year, month, day),
            (Some(year), Some(until)) => Calendar::interval(
                Calendar::date(year, month, day),
                Calendar::date(year, month, until.max(day)),
            ),
            (None, None) => self.calendar.day_of(month, day),
            (None, Some(until)) => self.calendar.days_of(month, day, until.max(day)),
        }
    }

    /// `May 3`, `May 3-5, 2021`, `May 2021`, `May-June 2021`, `May`.
    fn month_first(&self, at: usize) -> Option<Reading> {
        let (month, last) = self.month_at(at)?;
        if let Some(day) = self.next(last + 1).and_then(|_| self.day_at(last + 1)) {
            let number = self
                .next(last + 2)
                .is_some_and(|w| w.mark == '%' || w.is(Kinds::MULTIPLE));
            if !number {
                let until = (self.hyphen(last + 2) || self.says(last + 2, "to"))
                    .then(|| self.next(last + 3).and_then(|_| self.day_at(last + 3)))
                    .flatten();
                let end = last + 1 + 2 * usize::from(until.is_some());
                let (year, end) = match self.trailing_year(end) {
                    Some((year, at)) => (Some(year), at),
                    None => (None, end),
                };
                return Some(Reading::named(at, end, self.days(year, month, day, until)));
            }
        }
        if let Some((year, end)) = self.trailing_year(last) {
            return Some(Reading::named(at, end, Calendar::month(year, month)));
        }
        if self.hyphen(last + 1)
            && self.next(last + 2).is_some()
            && let Some((other, end)) = self.month_at(last + 2)
        {
            let Some((year, end)) = self.trailing_year(end) else {
                let value = Calendar::interval(
                    self.calendar.month_of(month, Which::Latest),
                    self.calendar.month_of(other, Which::Latest),
                );
                return Some(Reading::named(at, end, value));
            };
            let from = year - i32::from(month > other);
            let value =
                Calendar::interval(Calendar::month(from, month), Calendar::month(year, other));
            return Some(Reading::named(at, end, value));
        }
        if !self.words.is_month(at) || !self.month_alone(at) {
            return None;
        }
        let which = if self.ahead(at) {
            Which::Coming
        } else {
            Which::Latest
        };
        Some(Reading::named(
            at,
            last,
            self.calendar.month_of(month, which),
        ))
    }

    /// Whether a month's name without day or year is one: `May` and `March` are words, short forms need their full stop.
    fn month_alone(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else {
            return false;
        };
        let text = self.text(word);
        if text.len() <= 4 && !matches!(text, "May" | "June" | "July") || word.case == Case::Upper {
            return false;
        }
        if !matches!(text, "May" | "March" | "August") {
            return true;
        }
        self.words.before(at).is_some_and(|w| {
            w.mark == '-'
                || w.case == Case::Lower && w.is(Kinds::FUNCTION)
                || matches!(
                    self.text(w),
                    "In" | "Since" | "By" | "early" | "late" | "mid" | "Last" | "From" | "Until"
                )
        })
    }

    /// `Saturday`, `Saturday, May 1, 2021`.
    fn weekday(&self, at: usize) -> Option<Reading> {
        let word = self.words.get(at).filter(|w| w.case.is_name())?;
        let text = self.text(word);
        let weekday = weekday_of(text)?;
        let comma = usize::from(
            self.mark(at + 1)
                .is_some_and(|m| m == ',' || m == '.' && text.len() < 6),
        );
        let next = at + 1 + comma;
        let next = next + usize::from(comma > 0 && self.mark(next) == Some(','));
        let dated = self.next(next).and_then(|w| match w.token {
            TokenKind::Word if w.is(Kinds::MONTH) => {
                self.month_first(next).filter(|r| r.last > next)
            }
            TokenKind::Number | TokenKind::Word => self.day_first(next),
            _ => None,
        });
        if let Some(date) = dated {
            return Some(Reading::named(at, date.last, date.value));
        }
        let full = text.len() > 5;
        if !full || word.style == Style::Prose && word.case == Case::Upper && text.len() < 6 {
            return None;
        }
        let which = if self.ahead(at) {
            Which::Coming
        } else {
            Which::Latest
        };
        let mut named = Reading::named(at, at, self.calendar.weekday(weekday, which));
        // `Saturday last week`, `Saturday next week` is another one.
        if self.says(at + 2, "week") && (self.says(at + 1, "last") || self.says(at + 1, "next")) {
            named.value = None;
        }
        Some(named)
    }

    /// Whether the sentence speaks of the future before `at` (`will … on Saturday`).
    fn ahead(&self, at: usize) -> bool {
        for i in (at.saturating_sub(REACH)..at).rev() {
            let Some(word) = self.words.get(i) else {
                return false;
            };
            if i + 1 < at && self.words.get(i + 1).is_some_and(Word::begins) || word.mark == ';' {
                return false;
            }
            if word.is(Kinds::SPEECH) && word.case == Case::Lower && self.text(word) != "met" {
                return false;
            }
            match self.text(word) {
                "will" | "'ll" | "’ll" | "shall" | "scheduled" | "due" | "upcoming" => {
                    return true;
                }
                "was" | "were" | "had" | "since" | "did" => return false,
                _ => {}
            }
        }
        false
    }

    /// `2021`, `2022-2023`, `2015/16`.
    fn year(&self, at: usize) -> Option<Reading> {
        let year = self.number(at, 4..=4)?;
        let before = self.words.before(at);
        if let Some(word) = before {
            let glued = self.words.get(at).is_some_and(|w| w.glued);
            let money = matches!(
                word.mark,
                '$' | '£' | '€' | '¥' | '₹' | '₡' | '#' | '+' | '/' | '₦' | '₽'
            );
            let serial = word.mark == '-'
                && glued
                && self
                    .words
                    .get(at.wrapping_sub(2))
                    .is_some_and(|w| w.case.is_name() || w.token == TokenKind::Number);
            if money || serial || word.is(Kinds::CURRENCY) || word.case == Case::Upper && glued {
                return None;
            }
        }
        if self.hyphen(at + 1) || self.mark(at + 1) == Some('/') {
            let glued = self.next(at + 2).is_some_and(|w| w.glued);
            let long = self
                .year_at(at + 2)
                .filter(|to| glued && *to > year && to - year < 200);
            let short = self
                .number(at + 2, 2..=2)
                .filter(|_| glued)
                .map(|n| year - year % 100 + n);
            if let Some(to) = long.or(short.filter(|to| *to > year && *to - year < 30)) {
                if !RECENT.contains(&year) {
                    return None;
                }
                let value = Calendar::interval(Calendar::year(year), Calendar::year(to));
                return Some(Reading::named(at, at + 2, value));
            }
        }
        let cue = before.is_some_and(|w| {
            matches!(
                self.text(w),
                "in" | "In"
                    | "since"
                    | "Since"
                    | "by"
                    | "By"
                    | "of"
                    | "until"
                    | "from"
                    | "From"
                    | "before"
                    | "after"
                    | "during"
                    | "early"
                    | "late"
                    | "circa"
                    | "year"
                    | "between"
                    | "around"
            ) || w.mark == '('
        });
        if !(RECENT.contains(&year) || cue && (1000..2200).contains(&year)) {
            return None;
        }
        let counted = self.next(at + 1).is_some_and(|w| {
            matches!(w.mark, '%' | '°')
                || w.is(Kinds::MULTIPLE | Kinds::CURRENCY) && w.case == Case::Lower
                || matches!(
                    self.text(w),
                    "km" | "kg"
                        | "percent"
                        | "per"
                        | "metres"
                        | "meters"
                        | "feet"
                        | "miles"
                        | "tonnes"
                        | "tons"
                        | "hours"
                        | "GMT"
                        | "m"
                        | "cc"
                )
        });
        let plural = !cue
            && !(1980..=2039).contains(&year)
            && self
                .next(at + 1)
                .is_some_and(|w| w.case == Case::Lower && !w.is(Kinds::FUNCTION));
        // `2000 people` is a number even after a preposition.
        let people = year % 100 == 0
            && self
                .next(at + 1)
                .is_some_and(|w| w.case == Case::Lower && !w.is(Kinds::FUNCTION));
        if counted || plural || people {
            return None;
        }
        Some(Reading::named(at, at, Calendar::year(year)))
    }

    /// `1990s`.
    fn decade(&self, at: usize) -> Option<Reading> {
        let digits = self.text(self.words.get(at)?).strip_suffix('s')?;
        let year: i32 = digits.parse().ok().filter(|_| digits.len() == 4)?;
        if !(1000..3000).contains(&year) || year % 10 != 0 {
            return None;
        }
        let span = if year % 100 == 0 && year < 2000 {
            99
        } else {
            9
        };
        let value = Calendar::interval(Calendar::year(year), Calendar::year(year + span));
        Some(Reading::named(at, at, value))
    }

    /// `yesterday`, `last year`, `this week`, `two weeks ago`.
    fn relative(&self, at: usize) -> Option<Reading> {
        let mut buffer = [0; 8];
        let word = lower(self.text(self.words.get(at)?), &mut buffer);
        let day = |shift| Reading::relative(at, self.calendar.shifted(shift, Unit::Day));
        match word {
            "today" | "tonight" => Some(day(0)),
            "yesterda" | "tomorrow" => {
                let yesterday = self.says(at, "yesterday");
                (yesterday || word == "tomorrow").then(|| day(if yesterday { -1 } else { 1 }))
            }
            "last" => self.neighbour(at, -1, Which::Last),
            "next" => self.neighbour(at, 1, Which::Next),
            "this" => self.neighbour(at, 0, Which::Coming),
            "past" | "previous" => self.stretch(at, -1),
            "coming" => self.stretch(at, 1),
            _ => self.ago(at),
        }
    }

    /// `last week`, `next Saturday`, `this May`, `last two years`.
    fn neighbour(&self, at: usize, count: i32, which: Which) -> Option<Reading> {
        let next = self.next(at + 1)?;
        let last = at + 1;
        if next.is(Kinds::WEEKDAY) && next.case.is_name() && self.text(next).len() > 5 {
            let weekday = weekday_of(self.text(next))?;
            return Some(Reading {
                last,
                value: self.calendar.weekday(weekday, which),
                named: Some(last),
            });
        }
        if next.is(Kinds::MONTH) && next.case == Case::Capital && self.text(next).len() > 2 {
            // `last May 2021`, `this May 5` say their own date.
            let own = self.month_first(last)?;
            if own.last > last {
                return None;
            }
            let (month, _) = self.month_at(last)?;
            return Some(Reading {
                last,
                value: self.calendar.month_of(month, which),
                named: Some(last),
            });
        }
        let shifted = |unit| Some(Reading::relative(last, self.calendar.shifted(count, unit)));
        match self.text(next) {
            "night" if count < 0 => shifted(Unit::Day),
            "morning" | "afternoon" | "evening" if count == 0 => shifted(Unit::Day),
            "week" => shifted(Unit::Week),
            "weekend" => shifted(Unit::Weekend),
            "month" => shifted(Unit::Month),
            "year" => shifted(Unit::Year),
            "quarter" | "decade" | "century" | "summer" | "winter" | "spring" | "autumn"
            | "fall" => Some(Reading::relative(last, None)),
            _ if count != 0 => self.stretch(at, count),
            _ => None,
        }
    }

    /// `past year`, `last two years`, `next 10 days`.
    fn stretch(&self, at: usize, sign: i32) -> Option<Reading> {
        self.next(at + 1)?;
        let (count, unit_at) = self.quantity(at + 1).unwrap_or((Some(1), at + 1));
        self.next(unit_at)?;
        let (unit, _) = self.unit(unit_at)?;
        let value = count
            .zip(unit)
            .and_then(|(count, unit)| self.calendar.stretch(sign.checked_mul(count)?, unit));
        Some(Reading::relative(unit_at, value))
    }

    /// `two weeks ago`, `a few years later`.
    fn ago(&self, at: usize) -> Option<Reading> {
        let (count, unit_at) = self.quantity(at)?;
        self.next(unit_at)?;
        let (unit, _) = self.unit(unit_at)?;
        let last = unit_at + 1;
        if self.says(last, "ago") {
            let value = count
                .zip(unit)
                .and_then(|(count, unit)| self.calendar.shifted(count.checked_neg()?, unit));
            return Some(Reading::relative(last, value));
        }
        (self.says(last, "earlier") || self.says(last, "later"))
            .then(|| Reading::relative(last, None))
    }

    /// A number in figures or words and the place after it; none where it is vague (`several`).
    fn quantity(&self, at: usize) -> Option<(Option<i32>, usize)> {
        let word = self.words.get(at)?;
        if word.token == TokenKind::Number {
            return Some((Some(self.number(at, 1..=4)?), at + 1));
        }
        let mut buffer = [0; 8];
        let text = lower(self.text(word), &mut buffer);
        let count = match text {
            "a" | "an" => {
                let next = |text| self.says(at + 1, text);
                return match () {
                    () if next("few") => Some((None, at + 2)),
                    () if next("couple") => {
                        Some((Some(2), at + 2 + usize::from(self.says(at + 2, "of"))))
                    }
                    () if next("dozen") => Some((Some(12), at + 2)),
                    () => Some((Some(1), at + 1)),
                };
            }
            "several" | "few" | "many" | "some" => None,
            "one" => Some(1),
            "two" => Some(2),
            "three" => Some(3),
            "four" => Some(4),
            "five" => Some(5),
            "six" => Some(6),
            "seven" => Some(7),
            "eight" => Some(8),
            "nine" => Some(9),
            "ten" => Some(10),
            "eleven" => Some(11),
            "twelve" => Some(12),
            "twenty" => Some(20),
            "thirty" => Some(30),
            _ => return None,
        };
        Some((count, at + 1))
    }

    /// A unit of time at `at`; none inside where values are not kept (hours, decades).
    fn unit(&self, at: usize) -> Option<(Option<Unit>, usize)> {
        let word = self.words.get(at)?;
        let unit = match self.text(word) {
            "day" | "days" => Some(Unit::Day),
            "week" | "weeks" => Some(Unit::Week),
            "weekend" | "weekends" => Some(Unit::Weekend),
            "month" | "months" => Some(Unit::Month),
            "year" | "years" => Some(Unit::Year),
            "minute" | "minutes" | "hour" | "hours" | "decade" | "decades" | "century"
            | "centuries" => None,
            _ => return None,
        };
        Some((unit, at))
    }
}

/// Up to eight letters in lower case; longer words are cut, words beyond ASCII are empty.
fn lower<'b>(word: &str, buffer: &'b mut [u8; 8]) -> &'b str {
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
    let mut buffer = [0; 8];
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
    let mut buffer = [0; 8];
    let start = crate::span::until(lower(name, &mut buffer), 3);
    MONTHS
        .iter()
        .zip(1..)
        .find(|(month, _)| **month == start)
        .map(|(_, number)| number)
}
