//! Expressions that mean something only on the day they are written: `yesterday`, `two weeks ago`.

use super::calendar::{Meaning, Point, Unit, Which, Year};
use super::{Reader, Reading, absolute, lower, weekday_of};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::Case;
use crate::text::token::TokenKind;

/// Words before `last` where it is a verb.
const VERBAL: [&str; 9] = [
    "to", "will", "would", "could", "can", "may", "might", "should", "not",
];

fn shifted(count: i32, unit: Unit) -> Meaning {
    Meaning::One(Point::Shifted(count, unit))
}

impl Reader<'_, '_> {
    /// `yesterday`, `last year`, `earlier this week`, `two weeks ago`, `early 2020`, `Christmas Eve`.
    pub(super) fn relative(&self, at: usize) -> Option<Reading> {
        let mut buffer = [0; 10];
        let text = self.text(self.words.get(at)?);
        let word = lower(text, &mut buffer);
        let day = |last, count| Reading::relative(last, shifted(count, Unit::Day));
        let parted = |last| self.part_of_day(last).unwrap_or(last);
        match word {
            "today" | "tonight" => Some(day(at, 0)),
            "yesterday" => Some(day(parted(at), -1)),
            "tomorrow" => Some(day(parted(at), 1)),
            "day" if self.says(at + 1, "before") && self.says(at + 2, "yesterday") => {
                Some(day(at + 2, -2))
            }
            "day" if self.says(at + 1, "after") && self.says(at + 2, "tomorrow") => {
                Some(day(at + 2, 2))
            }
            "last" => self.neighbour(at, -1, Which::Last),
            "next" => self.neighbour(at, 1, Which::Next),
            "this" => self.neighbour(at, 0, Which::Coming),
            "past" => self.stretch(at, -1),
            "coming" => self.stretch(at, 1),
            "previous" | "following" => {
                // They look back to another date of the story.
                let reading = self.stretch(at, -1)?;
                Some(Reading::relative(reading.last, Meaning::Vague))
            }
            "early" | "late" | "mid" | "earlier" | "later" => self.part_of(at),
            "first" | "second" | "third" | "fourth" | "q1" | "q2" | "q3" | "q4" => {
                self.fraction(at)
            }
            "christmas" | "new" | "boxing" => self.feast(at),
            "mondays" | "tuesdays" | "wednesdays" | "thursdays" | "fridays" | "saturdays"
            | "sundays" => Some(Reading::named(at, at, Meaning::Vague)),
            _ => self.ago(at),
        }
    }

    /// `early 2020`, `mid-March`, `late 1990s`, `earlier this week`, `later today`.
    fn part_of(&self, at: usize) -> Option<Reading> {
        let inner = at + 1 + usize::from(self.hyphen(at + 1));
        let word = self.next(inner)?;
        let comparative = self.says(at, "earlier") || self.says(at, "later");
        if comparative {
            let this = self.says(inner, "this") || self.says(inner, "today");
            return this.then(|| self.relative(inner))?;
        }
        if word.is(Kinds::WEEKDAY) {
            return None;
        }
        let neighbour = ["last", "this", "next"].iter().any(|w| self.says(inner, w));
        if neighbour {
            return self.relative(inner).filter(|r| r.named.is_none());
        }
        let ordinary = word.token == TokenKind::Number
            || word.is(Kinds::MONTH)
            || word.case == Case::None
            || self.text(word).starts_with(|c: char| c.is_ascii_digit());
        if !ordinary {
            return None;
        }
        let reading = self.read(inner)?;
        match reading.meaning {
            Meaning::One(Point::Day { .. }) | Meaning::Vague => None,
            _ => Some(reading),
        }
    }

    /// `Christmas Eve`, `New Year's Day`.
    fn feast(&self, at: usize) -> Option<Reading> {
        let word = self.words.get(at).filter(|w| w.case == Case::Capital)?;
        let mut last = at + 1;
        if self.text(word) == "New" {
            if !self.says(last, "Year") {
                return None;
            }
            last += 1;
            let clitic = self
                .next(last)
                .is_some_and(|w| w.token == TokenKind::Clitic);
            last += usize::from(clitic);
        }
        let eve = self.says(last, "Eve");
        if !eve && !self.says(last, "Day") {
            return None;
        }
        let (month, day) = match (self.text(word), eve) {
            ("New", true) => (12, 31),
            ("New", false) => (1, 1),
            ("Christmas", true) => (12, 24),
            ("Christmas", false) => (12, 25),
            ("Boxing", false) => (12, 26),
            _ => return None,
        };
        let (year, last) = match (self.year_at(last + 1), self.neighbouring_year(last)) {
            (Some(year), _) => (Year::Written(year), last + 1),
            (None, Some((by, last))) => (Year::Shifted(by), last),
            (None, None) => (Year::Unsaid, last),
        };
        let point = absolute::day(year, month, day);
        Some(Reading::relative(last, Meaning::One(point)))
    }

    /// `last week`, `next Saturday`, `this May`, `last two years`.
    fn neighbour(&self, at: usize, count: i32, which: Which) -> Option<Reading> {
        let next = self.next(at + 1)?;
        // `It is to last 18 months.`
        let counted = next.token == TokenKind::Number;
        if counted && count < 0 && self.follows(at, &VERBAL) {
            return None;
        }
        let last = at + 1;
        // What `this Friday` and `this March` mean, the tense tells.
        let which = (count != 0).then_some(which);
        if next.is(Kinds::WEEKDAY) && next.case.is_name() && self.text(next).len() > 5 {
            let weekday = weekday_of(self.text(next))?;
            let own = self.weekday(last)?;
            if !matches!(own.meaning, Meaning::One(Point::Weekday { week: None, .. })) {
                // `this Friday, July 8` says its own date.
                return None;
            }
            let week = None;
            return Some(Reading {
                last: own.last,
                named: Some((last, last)),
                which,
                meaning: Meaning::One(Point::Weekday { weekday, week }),
            });
        }
        if next.is(Kinds::MONTH) && next.case == Case::Capital && self.text(next).len() > 2 {
            // `last May 2021`, `this May 5` say their own date.
            let own = self.month_first(last)?;
            if own.last > last {
                return None;
            }
            let (month, _) = self.month_at(last)?;
            let year = if count == 0 {
                Year::Shifted(0)
            } else {
                Year::Unsaid
            };
            return Some(Reading {
                last,
                named: Some((last, last)),
                which,
                meaning: Meaning::One(Point::Month { year, month }),
            });
        }
        let simple = |unit| Some(Reading::relative(last, shifted(count, unit)));
        match self.text(next) {
            "night" | "evening" if count < 0 => simple(Unit::Day),
            "morning" | "afternoon" | "evening" if count == 0 => simple(Unit::Day),
            "week" | "month" | "year" | "decade" if self.counts_back(at, count) => {
                self.stretch(at, count)
            }
            "week" => simple(Unit::Week),
            "weekend" => simple(Unit::Weekend),
            "month" => simple(Unit::Month),
            "year" => simple(Unit::Year),
            "quarter" | "decade" | "century" | "summer" | "winter" | "spring" | "autumn"
            | "fall" => Some(Reading::relative(last, Meaning::Vague)),
            // `the next day` follows another day of the story.
            "day" | "morning" if count != 0 => Some(Reading::relative(last, Meaning::Vague)),
            _ if count != 0 => self.stretch(at, count),
            _ => None,
        }
    }

    /// Whether `the last year` counts back from today (`over the last year`).
    fn counts_back(&self, at: usize, count: i32) -> bool {
        const OVER: [&str; 7] = [
            "over",
            "in",
            "during",
            "within",
            "for",
            "throughout",
            "Over",
        ];
        count != 0
            && self.follows(at, &["the"])
            && self
                .back(at, 2)
                .is_some_and(|w| OVER.contains(&self.text(w)))
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
        let (size, unit) = self.unit(unit_at)?;
        let meaning = count.zip(unit).and_then(|(count, unit)| {
            let count = sign.checked_mul(count)?.checked_mul(size)?;
            Some(Meaning::Stretch(count, unit))
        });
        Some(Reading::relative(
            unit_at,
            meaning.unwrap_or(Meaning::Vague),
        ))
    }

    /// `two weeks ago`, `a few years later`, `three days from now`.
    pub(super) fn ago(&self, at: usize) -> Option<Reading> {
        let (count, unit_at) = self.quantity(at)?;
        self.next(unit_at)?;
        let (size, unit) = self.unit(unit_at)?;
        let last = unit_at + 1;
        let meaning = |sign: i32| {
            let known = count.zip(unit).and_then(|(count, unit)| {
                let count = count.checked_mul(sign)?.checked_mul(size)?;
                Some(shifted(count, unit))
            });
            known.unwrap_or(Meaning::Vague)
        };
        if self.says(last, "ago") {
            return Some(Reading::relative(last, meaning(-1)));
        }
        if self.says(last, "from") && self.says(last + 1, "now") {
            return Some(Reading::relative(last + 1, meaning(1)));
        }
        (self.says(last, "earlier") || self.says(last, "later"))
            .then(|| Reading::relative(last, Meaning::Vague))
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

    /// A unit of time at `at`, and how many of it are meant; no unit where values are not kept (hours).
    fn unit(&self, at: usize) -> Option<(i32, Option<Unit>)> {
        let word = self.words.get(at)?;
        Some(match self.text(word) {
            "day" | "days" => (1, Some(Unit::Day)),
            "week" | "weeks" => (1, Some(Unit::Week)),
            "weekend" | "weekends" => (1, Some(Unit::Weekend)),
            "month" | "months" => (1, Some(Unit::Month)),
            "year" | "years" => (1, Some(Unit::Year)),
            "decade" | "decades" => (10, Some(Unit::Year)),
            // `at the last minute`
            "minute" | "hour" if self.follows(at, &["last"]) => return None,
            "minute" | "minutes" | "hour" | "hours" | "century" | "centuries" => (1, None),
            _ => return None,
        })
    }
}
