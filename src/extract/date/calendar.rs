//! What an expression of time means on the day of its article, as ISO 8601 text.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Which of several days or months of the same name is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The latest, this day included (`on Saturday`).
    Latest,
    /// The one before this day or month (`last Saturday`).
    Last,
    /// The first from this day on (`will … on Saturday`).
    Coming,
    /// The first after this day (`until Saturday`).
    Later,
    /// The one of the next week or year (`next Saturday`).
    Next,
    /// The nearest; none where that is a coin toss.
    Nearest,
    /// Nothing says which.
    Unsure,
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

/// The year of a day or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// Nothing says it.
    Unsaid,
    /// It is written.
    Written(i32),
    /// So many years from the article's (`March last year`).
    Shifted(i32),
}

/// One day, week, month or year as the text says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    Day {
        year: Year,
        month: u32,
        day: u32,
        /// The day of the week that is written beside it.
        weekday: Option<Weekday>,
    },
    Month {
        year: Year,
        month: u32,
    },
    Year(i32),
    Weekday {
        weekday: Weekday,
        /// So many weeks from the article's (`Tuesday last week`).
        week: Option<i32>,
    },
    /// So many units from the article's day.
    Shifted(i32, Unit),
}

impl Point {
    /// Whether more than its words is needed to tell its day or month: the tense, or a feeling for what is near.
    pub(super) fn is_open(self) -> bool {
        match self {
            Self::Day { year, .. } | Self::Month { year, .. } => year == Year::Unsaid,
            Self::Weekday { week, .. } => week.is_none(),
            Self::Year(_) | Self::Shifted(..) => false,
        }
    }

    fn with_year(self, written: i32) -> Self {
        let year = Year::Written(written);
        match self {
            Self::Day {
                month,
                day,
                weekday,
                ..
            } => Self::Day {
                year,
                month,
                day,
                weekday,
            },
            Self::Month { month, .. } => Self::Month { year, month },
            other => other,
        }
    }
}

/// What an expression says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    One(Point),
    /// From one to another, both included.
    Range(Point, Point),
    /// So many units up to the article's day, or from it where positive.
    Stretch(i32, Unit),
    /// Nothing that has a value (`a few years ago`).
    Vague,
}

/// A resolved day, month, year or run of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Period {
    Day(NaiveDate),
    Month(NaiveDate),
    Year(NaiveDate),
    Run(NaiveDate, NaiveDate),
}

impl Period {
    fn month(year: i32, month: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).map(Self::Month)
    }

    fn year(year: i32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, 1, 1).map(Self::Year)
    }

    fn first(self) -> NaiveDate {
        match self {
            Self::Day(day) | Self::Month(day) | Self::Year(day) | Self::Run(day, _) => day,
        }
    }

    fn end(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) | Self::Run(_, day) => Some(day),
            Self::Month(first) => add_days(add_months(first, 1)?, -1),
            Self::Year(first) => NaiveDate::from_ymd_opt(first.year(), 12, 31),
        }
    }

    /// ISO 8601, which has four digits for a year.
    fn iso(self) -> Option<String> {
        let writable = |date: NaiveDate| (0..=9999).contains(&date.year());
        (writable(self.first()) && writable(self.end()?)).then(|| self.to_string())
    }

    /// From the first's beginning to the second's end, written as they are.
    fn to(self, other: Self) -> Option<String> {
        if other.end()? < self.first() {
            return None;
        }
        let (from, to) = (self.iso()?, other.iso()?);
        let from = from.split('/').next().unwrap_or_default();
        let to = to.rsplit('/').next().unwrap_or_default();
        Some(format!("{from}/{to}"))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Self::Month(first) => write!(f, "{}", first.format("%Y-%m")),
            Self::Year(first) => write!(f, "{:04}", first.year()),
            Self::Run(from, to) => {
                write!(f, "{}/{}", from.format("%Y-%m-%d"), to.format("%Y-%m-%d"))
            }
        }
    }
}

/// Resolves expressions against the day of an article; all but full dates need one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    /// The day of the article.
    pub(super) day: Option<NaiveDate>,
}

impl Calendar {
    /// The ISO 8601 value of what is said; none where it cannot be told.
    pub(super) fn value(self, meaning: Meaning, which: Which) -> Option<String> {
        match meaning {
            Meaning::One(point) => self.period(point, which)?.iso(),
            Meaning::Range(from, to) => self.range(from, to, which),
            Meaning::Stretch(count, unit) => self.stretch(count, unit),
            Meaning::Vague => None,
        }
    }

    /// A range: an end that does not say its year has that of the other end, or the next one.
    fn range(self, from: Point, to: Point, which: Which) -> Option<String> {
        if from.is_open() && !to.is_open() {
            // `May 3 to June 7, 2021`, `December to March 2021`
            let end = self.period(to, which)?;
            let year = end.first().year();
            let same = self.period(from.with_year(year), which)?;
            if same.first() <= end.first() {
                return same.to(end);
            }
            return self.period(from.with_year(year - 1), which)?.to(end);
        }
        let begin = self.period(from, which)?;
        let end = if to.is_open() {
            let then = Self {
                day: Some(begin.first()),
            };
            then.period(to, Which::Coming)?
        } else {
            self.period(to, which)?
        };
        begin.to(end)
    }

    fn period(self, point: Point, which: Which) -> Option<Period> {
        match point {
            Point::Day {
                year,
                month,
                day,
                weekday,
            } => {
                let date = match year {
                    Year::Written(year) => NaiveDate::from_ymd_opt(year, month, day)?,
                    Year::Shifted(by) => {
                        NaiveDate::from_ymd_opt(self.day?.year().checked_add(by)?, month, day)?
                    }
                    Year::Unsaid => self.day_of(month, day, weekday, which)?,
                };
                Some(Period::Day(date))
            }
            Point::Month { year, month } => match year {
                Year::Written(year) => Period::month(year, month),
                Year::Shifted(by) => Period::month(self.day?.year().checked_add(by)?, month),
                Year::Unsaid => Period::month(self.year_of(month, which)?, month),
            },
            Point::Year(year) => Period::year(year),
            Point::Weekday { weekday, week } => {
                let day = match week {
                    Some(weeks) => {
                        let monday = monday_of(add_days(self.day?, 7 * i64::from(weeks))?)?;
                        add_days(monday, i64::from(weekday.num_days_from_monday()))
                    }
                    None => self.weekday(weekday, which),
                };
                day.map(Period::Day)
            }
            Point::Shifted(count, unit) => self.shifted(count, unit),
        }
    }

    /// A day and a month without a year.
    fn day_of(
        self,
        month: u32,
        day: u32,
        weekday: Option<Weekday>,
        which: Which,
    ) -> Option<NaiveDate> {
        /// Days beyond which the nearest of two years is a coin toss; news looks back more than ahead.
        const FAR: std::ops::RangeInclusive<i64> = -165..=150;
        /// Days beyond which a day without its year is not looked for.
        const FURTHEST: i64 = 310;
        let today = self.day?;
        let years = (today.year() - 1)..=(today.year() + 1);
        let dates: Vec<NaiveDate> = years
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .collect();
        let distance = |date: &&NaiveDate| date.signed_duration_since(today).num_days().abs();
        // The day of the week beside it tells the year.
        if let Some(weekday) = weekday
            && let Some(date) = dates
                .iter()
                .filter(|d| d.weekday() == weekday)
                .min_by_key(distance)
        {
            return Some(*date);
        }
        // What is most of a year away is written with its year.
        let near = |date: &&NaiveDate| distance(date) <= FURTHEST;
        let past = dates.iter().filter(|d| **d <= today).max();
        let ahead = dates.iter().filter(|d| **d >= today).min();
        match which {
            Which::Latest => past.filter(near).copied(),
            Which::Last => dates.iter().filter(|d| **d < today).max().copied(),
            Which::Coming => ahead.filter(near).copied(),
            Which::Later | Which::Next => dates.iter().filter(|d| **d > today).min().copied(),
            Which::Nearest => dates
                .iter()
                .min_by_key(distance)
                .filter(|date| FAR.contains(&date.signed_duration_since(today).num_days()))
                .copied(),
            Which::Unsure => None,
        }
    }

    /// The year of a month that stands without one.
    fn year_of(self, month: u32, which: Which) -> Option<i32> {
        let today = self.day?;
        let (here, year) = (today.month(), today.year());
        let ahead = (month + 12 - here) % 12;
        // What is most of a year away is written with its year.
        match which {
            Which::Latest if (1..=2).contains(&ahead) => return None,
            Which::Coming if ahead >= 10 => return None,
            _ => {}
        }
        Some(match which {
            Which::Latest => year - i32::from(month > here),
            Which::Last => year - i32::from(month >= here),
            Which::Next | Which::Later => year + i32::from(month <= here),
            Which::Coming => year + i32::from(month < here),
            Which::Nearest => match ahead {
                5..=6 => return None,
                0..=4 => year + i32::from(month < here),
                _ => year - i32::from(month > here),
            },
            Which::Unsure => return None,
        })
    }

    /// A day of the week; without a sign of the future, news tells what has been.
    fn weekday(self, weekday: Weekday, which: Which) -> Option<NaiveDate> {
        let today = self.day?;
        let back = i64::from(
            (7 + today.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7,
        );
        let ahead = (7 - back) % 7;
        match which {
            Which::Last if back == 0 => add_days(today, -7),
            Which::Latest | Which::Last | Which::Nearest => add_days(today, -back),
            // On a Saturday, `until Saturday` may be over tonight or in a week.
            Which::Later if ahead == 0 => None,
            Which::Coming | Which::Later => add_days(today, ahead),
            // Newspapers write `on Friday` for the one of this week.
            Which::Next => add_days(
                monday_of(add_days(today, 7)?)?,
                i64::from(weekday.num_days_from_monday()),
            ),
            Which::Unsure => None,
        }
    }

    /// The day, week, month or year so many of them from this one.
    fn shifted(self, count: i32, unit: Unit) -> Option<Period> {
        let today = self.day?;
        match unit {
            Unit::Day => add_days(today, i64::from(count)).map(Period::Day),
            Unit::Week => {
                let monday = monday_of(add_days(today, 7 * i64::from(count))?)?;
                Some(Period::Run(monday, add_days(monday, 6)?))
            }
            Unit::Weekend => {
                // On a weekend, this one is `this weekend`, and the last one ended a week ago.
                let monday = monday_of(add_days(today, 7 * i64::from(count))?)?;
                Some(Period::Run(add_days(monday, 5)?, add_days(monday, 6)?))
            }
            Unit::Month => add_months(today.with_day(1)?, count).map(Period::Month),
            Unit::Year => Period::year(today.year().checked_add(count)?),
        }
    }

    /// The time of so many units up to this day, or from it where the count is positive.
    fn stretch(self, count: i32, unit: Unit) -> Option<String> {
        let today = self.day?;
        let other = match unit {
            Unit::Day => add_days(today, i64::from(count))?,
            Unit::Week | Unit::Weekend => add_days(today, 7 * i64::from(count))?,
            Unit::Month => add_months(today, count)?,
            Unit::Year => add_months(today, count.checked_mul(12)?)?,
        };
        Period::Run(today.min(other), today.max(other)).iso()
    }
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
