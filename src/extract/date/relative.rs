//! Expressions that mean something only on the day they are written: `yesterday`, `two weeks ago`.

use super::calendar::{Unit, Which};
use super::{Reader, Reading, lower, weekday_of};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::Case;
use crate::text::token::TokenKind;

impl Reader<'_, '_> {
    /// `yesterday`, `last year`, `this week`, `two weeks ago`.
    pub(super) fn relative(&self, at: usize) -> Option<Reading> {
        let mut buffer = [0; 10];
        let word = lower(self.text(self.words.get(at)?), &mut buffer);
        let day = |shift| Reading::relative(at, self.calendar.shifted(shift, Unit::Day));
        match word {
            "today" | "tonight" => Some(day(0)),
            "yesterday" => Some(day(-1)),
            "tomorrow" => Some(day(1)),
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
        let (count, unit_at) = self.quantity(at + 1).unwrap_or_else(|| {
            // `coming weeks` may be any number of them.
            let plural = self
                .words
                .get(at + 1)
                .is_some_and(|w| self.text(w).ends_with('s'));
            ((!plural).then_some(1), at + 1)
        });
        self.next(unit_at)?;
        let (unit, _) = self.unit(unit_at)?;
        let value = count
            .zip(unit)
            .and_then(|(count, unit)| self.calendar.stretch(sign.checked_mul(count)?, unit));
        Some(Reading::relative(unit_at, value))
    }

    /// `two weeks ago`, `a few years later`.
    pub(super) fn ago(&self, at: usize) -> Option<Reading> {
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
        let mut buffer = [0; 10];
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
