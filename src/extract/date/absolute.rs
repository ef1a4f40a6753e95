//! Dates that say themselves what they are: days, months, years, weekdays.

use super::calendar::{Calendar, Which};
use super::{Reader, Reading, weekday_of};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Style, Word};
use crate::text::token::TokenKind;

/// Years that a number of four digits names where nothing says that it is a number.
const RECENT: std::ops::RangeInclusive<i32> = 1900..=2099;
/// How many words before a weekday are searched for a sign of the future.
const REACH: usize = 16;

impl Reader<'_, '_> {
    /// `2021-05-01`, `2021/05/01`, `28.01.2022`, `26/01/2022`.
    pub(super) fn numeric(&self, at: usize) -> Option<Reading> {
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
    pub(super) fn day_first(&self, at: usize) -> Option<Reading> {
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
    pub(super) fn month_first(&self, at: usize) -> Option<Reading> {
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
    pub(super) fn weekday(&self, at: usize) -> Option<Reading> {
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
    pub(super) fn year(&self, at: usize) -> Option<Reading> {
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
    pub(super) fn decade(&self, at: usize) -> Option<Reading> {
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
}
