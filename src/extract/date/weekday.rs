//! Days of the week, with the date or the week that stands beside them.

use super::calendar::{Meaning, Point, Year};
use super::{Reader, Reading, weekday_of};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Style};
use crate::text::token::TokenKind;

/// Words that make a feast or an event of the day of the week behind them.
const FEASTS: [&str; 10] = [
    "Easter", "Good", "Palm", "Ash", "Holy", "Maundy", "Black", "Cyber", "Super", "Bloody",
];

impl Reader<'_, '_> {
    /// `Saturday`, `Saturday, May 1, 2021`, `Saturday night`, `Tuesday last week`.
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
        let next = next + usize::from(self.says(next, "the"));
        let dated = self.next(next).and_then(|w| match w.token {
            TokenKind::Word if w.is(Kinds::MONTH) => {
                self.month_first(next).filter(|r| r.last > next)
            }
            TokenKind::Number | TokenKind::Word => {
                self.numeric(next).or_else(|| self.day_first(next))
            }
            _ => None,
        });
        if let Some(date) = dated {
            let meaning = match date.meaning {
                Meaning::One(Point::Day {
                    year, month, day, ..
                }) => Meaning::One(Point::Day {
                    year,
                    month,
                    day,
                    weekday: (year == Year::Unsaid).then_some(weekday),
                }),
                other => other,
            };
            let named = date.named.map_or(date.last, |(_, last)| last);
            return Some(Reading {
                last: date.last,
                ..Reading::named(at, named, meaning)
            });
        }
        let full = text.len() > 5;
        if !full || word.style == Style::Prose && word.case == Case::Upper && text.len() < 6 {
            return None;
        }
        // `Good Friday` and `Black Friday` have days of their own.
        if self
            .words
            .before(at)
            .is_some_and(|w| FEASTS.contains(&self.text(w)))
        {
            return None;
        }
        let (last, week) = match self.neighbouring_week(at) {
            Some((week, last)) => (last, Some(week)),
            None => (at, None),
        };
        let last = self.part_of_day(last).unwrap_or(last);
        Some(Reading {
            last,
            ..Reading::named(at, at, Meaning::One(Point::Weekday { weekday, week }))
        })
    }

    /// `last week`, `of this week` after `last`: so many weeks from the article's, and its last word.
    fn neighbouring_week(&self, last: usize) -> Option<(i32, usize)> {
        let at = last + 1 + usize::from(self.says(last + 1, "of"));
        if !self.says(at + 1, "week") {
            return None;
        }
        let by = ["last", "this", "next"]
            .iter()
            .position(|word| self.says(at, word))?;
        Some((i32::try_from(by).ok()? - 1, at + 1))
    }

    /// `morning` or `night` after a day: its place.
    pub(super) fn part_of_day(&self, last: usize) -> Option<usize> {
        const PARTS: [&str; 6] = ["morning", "afternoon", "evening", "night", "noon", "midday"];
        PARTS
            .iter()
            .any(|part| self.says(last + 1, part))
            .then_some(last + 1)
    }
}
