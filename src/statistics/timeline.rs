//! Articles and quotes over time.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name: a day, the Monday of a week with a `+`, a month, a year or a decade.
    pub name: String,
    /// How many articles were published in it.
    pub articles: u64,
    /// How many quotes they hold.
    pub quotes: u64,
}

/// How long a stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
    Decade,
}

impl Unit {
    const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Year, Self::Decade];

    /// The first day of the stretch that a day lies in.
    fn begin(self, day: NaiveDate) -> NaiveDate {
        let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(day);
        match self {
            Self::Day => day,
            Self::Week => {
                let since_monday = u64::from(day.weekday().num_days_from_monday());
                day.checked_sub_days(Days::new(since_monday)).unwrap_or(day)
            }
            Self::Month => day.with_day(1).unwrap_or(day),
            Self::Year => first(day.year()),
            Self::Decade => first(day.year().div_euclid(10) * 10),
        }
    }

    /// The first day of the next stretch.
    fn next(self, begin: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => begin.checked_add_days(Days::new(1)),
            Self::Week => begin.checked_add_days(Days::new(7)),
            Self::Month => begin.checked_add_months(Months::new(1)),
            Self::Year => begin.checked_add_months(Months::new(12)),
            Self::Decade => begin.checked_add_months(Months::new(120)),
        }
    }

    fn name(self, begin: NaiveDate) -> String {
        match self {
            Self::Day => begin.to_string(),
            Self::Week => format!("{begin}+"),
            Self::Month => begin.format("%Y-%m").to_string(),
            Self::Year => begin.format("%Y").to_string(),
            Self::Decade => begin.format("%Ys").to_string(),
        }
    }
}

/// Sums counts by day over stretches of equal length, at most so many: days where they suffice,
/// else weeks, months and so on. Empty ones between full ones are told too, so that a gap is seen;
/// only where even decades are too many are they left out. What has no day is not told.
pub fn timeline(
    articles: &BTreeMap<Option<NaiveDate>, u64>,
    quotes: &BTreeMap<Option<NaiveDate>, u64>,
    most: usize,
) -> Vec<Bucket> {
    let mut days = articles.keys().chain(quotes.keys()).flatten();
    let Some(&any) = days.next() else {
        return Vec::new();
    };
    let (first, last) = days.fold((any, any), |(first, last), day| {
        (first.min(*day), last.max(*day))
    });
    let fits = |unit: &Unit| begins(*unit, first, last).take(most + 1).count() <= most;
    let unit = Unit::ALL.into_iter().find(fits);
    let mut sums: BTreeMap<NaiveDate, (u64, u64)> = BTreeMap::new();
    if let Some(unit) = unit {
        sums.extend(begins(unit, first, last).map(|begin| (begin, (0, 0))));
    }
    let unit = unit.unwrap_or(Unit::Decade);
    for (day, count) in articles {
        if let Some(day) = day {
            sums.entry(unit.begin(*day)).or_default().0 += count;
        }
    }
    for (day, count) in quotes {
        if let Some(day) = day {
            sums.entry(unit.begin(*day)).or_default().1 += count;
        }
    }
    let bucket = |(begin, (articles, quotes))| Bucket {
        name: unit.name(begin),
        articles,
        quotes,
    };
    sums.into_iter().map(bucket).collect()
}

/// The first days of the stretches between two days.
fn begins(unit: Unit, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let begin = unit.begin(first);
    std::iter::successors(Some(begin), move |begin| unit.next(*begin))
        .take_while(move |begin| *begin <= last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(days: &[(&str, u64)], most: usize) -> Vec<String> {
        let days = days.iter();
        let days: BTreeMap<_, _> = days.map(|(day, n)| (day.parse().ok(), *n)).collect();
        let buckets = timeline(&days, &BTreeMap::new(), most);
        let buckets = buckets.iter();
        buckets
            .map(|b| format!("{} {}", b.name, b.articles))
            .collect()
    }

    #[test]
    fn days_are_told_with_their_gaps_and_many_as_weeks_months_and_years() {
        let days = [("2021-04-29", 2), ("2021-05-01", 3), ("none", 7)];
        assert_eq!(
            of(&days, 10),
            ["2021-04-29 2", "2021-04-30 0", "2021-05-01 3"]
        );
        assert_eq!(of(&days, 2), ["2021-04-26+ 5"]);
        let days = [("2021-04-29", 2), ("2021-05-03", 3)];
        assert_eq!(of(&days, 4), ["2021-04-26+ 2", "2021-05-03+ 3"]);
        let days = [("2020-11-30", 2), ("2021-02-01", 3)];
        assert_eq!(
            of(&days, 5),
            ["2020-11 2", "2020-12 0", "2021-01 0", "2021-02 3"]
        );
        assert_eq!(of(&days, 3), ["2020 2", "2021 3"]);
        assert_eq!(
            of(&[("1969-07-20", 1), ("1971-01-01", 1)], 2),
            ["1960s 1", "1970s 1"]
        );
        assert_eq!(
            of(&[("0001-01-01", 1), ("9999-01-01", 1)], 5),
            ["0000s 1", "9990s 1"]
        );
        assert_eq!(of(&[], 5), [""; 0]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_whatever_the_days(
            days in prop::collection::btree_map(-4_000_000i32..3_000_000, 0u64..9, 0..20),
            most in 0usize..40,
        ) {
            let day = |days: i32| NaiveDate::from_num_days_from_ce_opt(days);
            let days: BTreeMap<_, _> = days.into_iter().map(|(d, n)| (day(d), n)).collect();
            let buckets = timeline(&days, &days, most);
            let all: u64 = days.iter().filter(|(day, _)| day.is_some()).map(|(_, n)| n).sum();
            prop_assert_eq!(buckets.iter().map(|b| b.articles).sum::<u64>(), all);
            prop_assert_eq!(buckets.iter().map(|b| b.quotes).sum::<u64>(), all);
        }
    }
}
