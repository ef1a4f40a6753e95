//! What an expression of time means on the day of its article, as ISO 8601 text.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Which of several days or months of the same name is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The latest, this day included (`on Saturday`).
    Latest,
    /// The one before this day or month (`last Saturday`).
    Last,
    /// The one after it (`next Saturday`).
    Next,
    /// The first from this day on (`this Saturday`, `will … on Saturday`).
    Coming,
}

/// A unit in which time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Weekend,
    Month,
    Year,
}

/// Resolves expressions against the day of an article; all but full dates need one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// The day of the article.
    pub(super) day: Option<NaiveDate>,
}

impl Calendar {
    /// A full date.
    pub(super) fn date(year: i32, month: u32, day: u32) -> Option<String> {
        iso(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    /// A month of a year.
    pub(super) fn month(year: i32, month: u32) -> Option<String> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        (0..=9999)
            .contains(&year)
            .then(|| first.format("%Y-%m").to_string())
    }

    /// A year.
    pub(super) fn year(year: i32) -> Option<String> {
        (0..=9999).contains(&year).then(|| format!("{year:04}"))
    }

    /// From the first to the second.
    pub(super) fn interval(from: Option<String>, to: Option<String>) -> Option<String> {
        Some(format!("{}/{}", from?, to?))
    }

    /// A day and a month without a year: the nearest such day.
    pub(super) fn day_of(self, month: u32, day: u32) -> Option<String> {
        iso(self.nearest(month, day)?)
    }

    /// Days of one month without a year.
    pub(super) fn days_of(self, month: u32, from: u32, to: u32) -> Option<String> {
        let first = self.nearest(month, from)?;
        let last = NaiveDate::from_ymd_opt(first.year(), month, to)?;
        Self::interval(iso(first), iso(last))
    }

    fn nearest(self, month: u32, day: u32) -> Option<NaiveDate> {
        let today = self.day?;
        let years = [today.year(), today.year() - 1, today.year() + 1];
        years
            .into_iter()
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .min_by_key(|date| date.signed_duration_since(today).num_days().abs())
    }

    /// A month without a year.
    pub(super) fn month_of(self, month: u32, which: Which) -> Option<String> {
        let today = self.day?;
        let here = today.month();
        let year = match which {
            Which::Latest => {
                // The nearest such month; of two equally near ones the past one.
                let ahead = (month + 12 - here) % 12;
                let past = (here + 12 - month) % 12;
                if ahead < past {
                    today.year() + i32::from(month < here)
                } else {
                    today.year() - i32::from(month > here)
                }
            }
            Which::Last => today.year() - i32::from(month >= here),
            Which::Next => today.year() + i32::from(month <= here),
            Which::Coming => today.year() + i32::from(month < here),
        };
        Self::month(year, month)
    }

    /// A day of the week.
    pub(super) fn weekday(self, weekday: Weekday, which: Which) -> Option<String> {
        let today = self.day?;
        let back = u64::from(
            (7 + today.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7,
        );
        let ahead = (7 - back) % 7;
        let date = match which {
            Which::Last if back == 0 => today.checked_sub_days(Days::new(7)),
            Which::Latest | Which::Last => today.checked_sub_days(Days::new(back)),
            Which::Next if ahead == 0 => today.checked_add_days(Days::new(7)),
            Which::Next | Which::Coming => today.checked_add_days(Days::new(ahead)),
        };
        iso(date?)
    }

    /// The day, week, month or year so many of them from this one.
    pub(super) fn shifted(self, count: i32, unit: Unit) -> Option<String> {
        let today = self.day?;
        match unit {
            Unit::Day => iso(add_days(today, i64::from(count))?),
            Unit::Week => {
                let monday = monday_of(add_days(today, 7 * i64::from(count))?)?;
                Self::interval(iso(monday), iso(add_days(monday, 6)?))
            }
            Unit::Weekend => {
                // On a weekend, this one is `this weekend`, and the last one ended a week ago.
                let monday = monday_of(add_days(today, 7 * i64::from(count))?)?;
                Self::interval(iso(add_days(monday, 5)?), iso(add_days(monday, 6)?))
            }
            Unit::Month => {
                let first = add_months(today.with_day(1)?, count)?;
                Self::month(first.year(), first.month())
            }
            Unit::Year => Self::year(today.year().checked_add(count)?),
        }
    }

    /// The time of so many units up to this day, or from it where the count is positive.
    pub(super) fn stretch(self, count: i32, unit: Unit) -> Option<String> {
        let today = self.day?;
        let other = match unit {
            Unit::Day => add_days(today, i64::from(count))?,
            Unit::Week | Unit::Weekend => add_days(today, 7 * i64::from(count))?,
            Unit::Month => add_months(today, count)?,
            Unit::Year => add_months(today, count.checked_mul(12)?)?,
        };
        Self::interval(iso(today.min(other)), iso(today.max(other)))
    }
}

fn iso(date: NaiveDate) -> Option<String> {
    (0..=9999)
        .contains(&date.year())
        .then(|| date.format("%Y-%m-%d").to_string())
}

fn monday_of(date: NaiveDate) -> Option<NaiveDate> {
    add_days(date, -i64::from(date.weekday().num_days_from_monday()))
}

fn add_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    if days < 0 {
        date.checked_sub_days(Days::new(days.unsigned_abs()))
    } else {
        date.checked_add_days(Days::new(days.unsigned_abs()))
    }
}

fn add_months(date: NaiveDate, months: i32) -> Option<NaiveDate> {
    if months < 0 {
        date.checked_sub_months(Months::new(months.unsigned_abs()))
    } else {
        date.checked_add_months(Months::new(months.unsigned_abs()))
    }
}
