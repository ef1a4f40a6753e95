//! Dates that say themselves what they are: days, months, years.

use super::calendar::{Meaning, Point, Year};
use super::{Reader, Reading};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::Case;
use crate::text::token::TokenKind;

/// Years that a number of four digits names where nothing says that it is a number.
const RECENT: std::ops::RangeInclusive<i32> = 1900..=2099;

/// A day of a month.
pub(super) fn day(year: Year, month: u32, day: u32) -> Point {
    Point::Day {
        year,
        month,
        day,
        weekday: None,
    }
}

impl Reader<'_, '_> {
    /// `2021-05-01`, `2021/05/01`, `28.01.2022`, `26/01/2022`.
    pub(super) fn numeric(&self, at: usize) -> Option<Reading> {
        let text = self.text(self.words.get(at)?);
        if text.len() >= 8 && text.bytes().filter(|&b| b == b'.').count() == 2 {
            let mut parts = text.split('.').map(|part| part.parse::<u32>().ok());
            let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
            let year = i32::try_from(year)
                .ok()
                .filter(|y| (1000..3000).contains(y))?;
            return Some(Reading::named(at, at, dated(year, month, day)?));
        }
        // `…/2022/07/20/…` is a part of a web address.
        let slash = |at: usize| self.next(at).is_some_and(|w| w.mark == '/' && w.glued);
        let first = self
            .number(at, 1..=4)
            .filter(|_| !self.follows(at, &["/"]))?;
        let mark = self.mark(at + 1).filter(|m| matches!(m, '-' | '‐' | '/'))?;
        if self.mark(at + 3) != Some(mark)
            || ![at + 1, at + 2, at + 3, at + 4]
                .iter()
                .all(|&i| self.next(i).is_some_and(|w| w.glued))
        {
            return None;
        }
        let (second, third) = (self.number(at + 2, 1..=2)?, self.clock_number(at + 4)?);
        if slash(at + 5) {
            return None;
        }
        let digits = text.len();
        let meaning = if digits == 4 {
            dated(
                first,
                u32::try_from(second).ok()?,
                u32::try_from(third).ok()?,
            )?
        } else if digits <= 2 && (1000..3000).contains(&third) {
            let (first, second) = (u32::try_from(first).ok()?, u32::try_from(second).ok()?);
            let day_first = dated(third, second, first);
            let month_first = dated(third, first, second);
            match (day_first, month_first) {
                (Some(one), Some(other)) if one != other => Meaning::Vague,
                (one, other) => one.or(other)?,
            }
        } else {
            return None;
        };
        Some(Reading::named(at, at + 4, meaning))
    }

    /// A number, perhaps with a time behind it (`01T10` in `2021-05-01T10:00`).
    fn clock_number(&self, at: usize) -> Option<i32> {
        self.number(at, 1..=4).or_else(|| {
            let (digits, rest) = self.text(self.words.get(at)?).split_once('T')?;
            let timed = digits.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit());
            timed.then(|| digits.parse().ok())?
        })
    }

    /// `27 January`, `27th of January 2022`, `3-5 May`, `29th & 30th December`, `26-FEB-1987`.
    pub(super) fn day_first(&self, at: usize) -> Option<Reading> {
        let first = self.day_at(at)?;
        if self.hyphen(at + 1) && self.hyphen(at + 3) {
            let (month, _) = self.month_at(at + 2)?;
            let year = self.year_at(at + 4)?;
            return Some(Reading::named(at, at + 4, dated(year, month, first)?));
        }
        let joined = self.days_joined(at + 1);
        let other = match joined {
            Some(_) => Some(self.next(at + 2).and_then(|_| self.day_at(at + 2))?),
            None => None,
        };
        let mut next = at + 1 + 2 * usize::from(other.is_some());
        next += usize::from(self.says(next, "of"));
        self.next(next)?;
        let (month, last) = self.month_at(next)?;
        let (year, last, named) = self.year_after(last);
        let meaning = days(year, month, first, joined.zip(other));
        Some(Reading {
            last,
            ..Reading::named(at, named, meaning)
        })
    }

    /// The year after `last`, the expression's last word with it, and the named date's.
    fn year_after(&self, last: usize) -> (Year, usize, usize) {
        if let Some((year, at)) = self.trailing_year(last) {
            return (Year::Written(year), at, at);
        }
        match self.neighbouring_year(last) {
            Some((by, at)) => (Year::Shifted(by), at, last),
            None => (Year::Unsaid, last, last),
        }
    }

    /// How the word at `at` joins two days of a month: as a range, or as two.
    fn days_joined(&self, at: usize) -> Option<Joined> {
        if self.hyphen(at) || ["to", "through", "until"].iter().any(|w| self.says(at, w)) {
            return Some(Joined::Range);
        }
        let pair =
            self.says(at, "and") || self.says(at, "or") || matches!(self.mark(at), Some('&' | '/'));
        pair.then_some(Joined::Pair)
    }

    /// `May 3`, `May 3-5, 2021`, `September 26 and 27`, `May 2021`, `March last year`, `May`.
    pub(super) fn month_first(&self, at: usize) -> Option<Reading> {
        let (month, last) = self.month_at(at)?;
        // `July, 26, 1999`
        let comma = usize::from(
            self.mark(last + 1) == Some(',')
                && self.mark(last + 3) == Some(',')
                && self
                    .next(last + 4)
                    .is_some_and(|w| w.token == TokenKind::Number),
        );
        let on = last + 1 + comma;
        if let Some(first) = self.next(on).and_then(|_| self.day_at(on)) {
            let number = self.next(on + 1).is_some_and(|w| {
                w.mark == '%' || w.is(Kinds::MULTIPLE) || self.text(w).starts_with("percent")
            });
            if !number {
                let joined = self.days_joined(on + 1);
                let other = joined
                    .and_then(|_| self.next(on + 2))
                    .and_then(|_| self.day_at(on + 2))
                    // `May 3 to 20 countries`, `May 3 and 4 others`
                    .filter(|_| self.ends_date(on + 2));
                let end = on + 2 * usize::from(other.is_some());
                let (year, end, named) = self.year_after(end);
                let meaning = days(year, month, first, joined.zip(other));
                return Some(Reading {
                    last: end,
                    ..Reading::named(at, named, meaning)
                });
            }
        }
        let (year, end, named) = self.year_after(last);
        let point = Point::Month { year, month };
        if year != Year::Unsaid {
            return Some(Reading {
                last: end,
                ..Reading::named(at, named, Meaning::One(point))
            });
        }
        if self.hyphen(last + 1)
            && self.next(last + 2).is_some()
            && let Some((other, end)) = self.month_at(last + 2)
        {
            let (year, end, named) = self.year_after(end);
            let meaning = Meaning::Range(point, Point::Month { year, month: other });
            return Some(Reading {
                last: end,
                ..Reading::named(at, named, meaning)
            });
        }
        (self.words.is_month(at) && self.month_alone(at))
            .then(|| Reading::named(at, last, Meaning::One(point)))
    }

    /// Whether a second day of the month ends at `at`: no noun that it counts stands behind it.
    fn ends_date(&self, at: usize) -> bool {
        self.next(at + 1).is_none_or(|w| {
            let counted =
                w.case == Case::Lower && !w.is(Kinds::FUNCTION) && self.text(w).ends_with('s');
            !counted && !w.is(Kinds::MULTIPLE) && w.mark != '%'
        })
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
        let verb = self
            .next(at + 1)
            .is_some_and(|w| w.case == Case::Lower && w.is(Kinds::SPEECH));
        match text {
            // People are called so.
            "April" | "June" if verb => return false,
            "April" | "June" if self.words.before(at).is_none() => return true,
            "May" | "March" | "August" | "April" | "June" => {}
            _ => return true,
        }
        self.words.before(at).is_some_and(|w| {
            w.mark == '-'
                || w.mark == '('
                || w.case == Case::Lower && w.is(Kinds::FUNCTION)
                || matches!(
                    self.text(w),
                    "In" | "Since"
                        | "By"
                        | "early"
                        | "late"
                        | "mid"
                        | "Last"
                        | "From"
                        | "Until"
                        | "Early"
                        | "Late"
                        | "During"
                        | "Between"
                        | "its"
                        | "their"
                )
        })
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
                if !RECENT.contains(&year) && before.is_none_or(|w| w.mark != '(') {
                    return None;
                }
                let meaning = Meaning::Range(Point::Year(year), Point::Year(to));
                return Some(Reading::named(at, at + 2, meaning));
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
                    | "the"
                    | "The"
                    | "its"
                    | "his"
                    | "their"
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
        let villas = !RECENT.contains(&year)
            && self.next(at + 1).is_some_and(|w| {
                w.case == Case::Lower && !w.is(Kinds::FUNCTION) && self.text(w).ends_with('s')
            });
        if counted || plural || people || villas {
            return None;
        }
        Some(Reading::named(at, at, Meaning::One(Point::Year(year))))
    }

    /// `1990s`, and `90s` after an apostrophe or another decade.
    pub(super) fn decade(&self, at: usize) -> Option<Reading> {
        let digits = self.text(self.words.get(at)?).strip_suffix('s')?;
        let number: i32 = digits.parse().ok().filter(|n| n % 10 == 0)?;
        let year = match digits.len() {
            4 if (1000..3000).contains(&number) => number,
            2 if number >= 30 && self.is_decade(at) => 1900 + number,
            _ => return None,
        };
        let span = if year % 100 == 0 && year < 2000 {
            99
        } else {
            9
        };
        let meaning = Meaning::Range(Point::Year(year), Point::Year(year + span));
        Some(Reading::named(at, at, meaning))
    }

    /// Whether the tens at `at` are years and nobody's age.
    fn is_decade(&self, at: usize) -> bool {
        let Some(before) = self.words.before(at) else {
            return false;
        };
        let long = |i: usize| {
            self.words.get(i).is_some_and(|w| {
                let text = self.text(w);
                text.len() == 5 && text.ends_with("0s") && begins_with_plain_digits(text)
            })
        };
        let apostrophe =
            matches!(before.mark, '\'' | '’' | '‘') && self.words.get(at).is_some_and(|w| w.glued);
        let again = matches!(self.text(before), "and" | "or" | "," | "to")
            && at.checked_sub(2).is_some_and(long);
        apostrophe || again
    }

    /// `19th century`, `18th- and 19th-century`.
    pub(super) fn century(&self, at: usize) -> Option<Reading> {
        let text = self.text(self.words.get(at)?);
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number: i32 = digits.parse().ok().filter(|n| (1..=30).contains(n))?;
        let last = at + 1 + usize::from(self.hyphen(at + 1));
        let said = self.says(last, "century") || self.says(last, "centuries");
        if digits.len() == text.len() || !said {
            return None;
        }
        let ancient = ["BC", "BCE", "B.C."]
            .iter()
            .any(|era| self.says(last + 1, era));
        let meaning = if ancient {
            Meaning::Vague
        } else {
            Meaning::Range(Point::Year(100 * number - 99), Point::Year(100 * number))
        };
        Some(Reading::relative(last + usize::from(ancient), meaning))
    }

    /// `first quarter of 2021`, `second half of last year`, `Q1 2021`.
    pub(super) fn fraction(&self, at: usize) -> Option<Reading> {
        let text = self.text(self.words.get(at)?);
        let (part, of, parts) = match text {
            "Q1" | "Q2" | "Q3" | "Q4" => {
                let number = u32::from(text.as_bytes().get(1)? - b'0');
                (number, at + 1, 4)
            }
            _ => {
                let number = ["first", "second", "third", "fourth"]
                    .iter()
                    .zip(["1st", "2nd", "3rd", "4th"])
                    .position(|(word, short)| text.eq_ignore_ascii_case(word) || text == short)?;
                let parts = match () {
                    () if self.says(at + 1, "half") => 2,
                    () if self.says(at + 1, "quarter") => 4,
                    () => return None,
                };
                (u32::try_from(number).ok()? + 1, at + 2, parts)
            }
        };
        if part > parts {
            return None;
        }
        let of = of + usize::from(self.says(of, "of"));
        let (year, last, named) = match self.year_at(of) {
            Some(year) => (Year::Written(year), of, Some((of, of))),
            None => {
                let (by, last) = self.neighbouring_year(of.checked_sub(1)?)?;
                (Year::Shifted(by), last, None)
            }
        };
        let months = 12 / parts;
        let month = |month| Point::Month { year, month };
        Some(Reading {
            named,
            ..Reading::relative(
                last,
                Meaning::Range(month((part - 1) * months + 1), month(part * months)),
            )
        })
    }
}

/// How two days of a month are written together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joined {
    Range,
    Pair,
}

/// One day of a month, a run of days, or two days that have no value together.
fn days(year: Year, month: u32, first: u32, other: Option<(Joined, u32)>) -> Meaning {
    let begin = day(year, month, first);
    match other {
        None => Meaning::One(begin),
        Some((joined, last)) if joined == Joined::Range && last > first || last == first + 1 => {
            Meaning::Range(begin, day(year, month, last))
        }
        Some(_) => Meaning::Vague,
    }
}

/// A day that stands in the calendar.
fn dated(year: i32, month: u32, day_of_month: u32) -> Option<Meaning> {
    chrono::NaiveDate::from_ymd_opt(year, month, day_of_month)?;
    Some(Meaning::One(day(Year::Written(year), month, day_of_month)))
}

fn begins_with_plain_digits(text: &str) -> bool {
    text.trim_end_matches('s')
        .bytes()
        .all(|b| b.is_ascii_digit())
}
