//! Days written in the many ways of dumps, feeds and datelines.

use chrono::{DateTime, NaiveDate};

/// How many pieces of a written date are looked at.
const PIECES: usize = 12;

/// A day and month, and the year where one is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialDay {
    /// The year, if written.
    pub year: Option<i32>,
    /// The month, from 1.
    pub month: u32,
    /// The day of the month, from 1.
    pub day: u32,
}

impl PartialDay {
    /// The whole date; a missing year is the one that brings the day nearest to `near`.
    pub fn complete(self, near: Option<NaiveDate>) -> Option<NaiveDate> {
        if let Some(year) = self.year {
            return NaiveDate::from_ymd_opt(year, self.month, self.day);
        }
        let near = near?;
        let year = chrono::Datelike::year(&near);
        (year - 1..=year + 1)
            .filter_map(|y| NaiveDate::from_ymd_opt(y, self.month, self.day))
            .min_by_key(|d| (*d - near).num_days().abs())
    }
}

/// The day that a date field states, the time of day left out.
///
/// Reads ISO 8601 and RFC 3339, RFC 2822, `26-FEB-1987 15:01:01.79`, `May 1, 2021`, `1st May 2021`,
/// `Sat May 01 10:00:00 +0000 2021`, `2021/05/01`, `20210501`, `01.05.2021`, and epoch seconds or
/// milliseconds. `05/01/2021` is none: it is a different day on either side of the Atlantic.
pub fn day(written: &str) -> Option<NaiveDate> {
    let written = written.trim();
    if let Some(day) = iso_day(written) {
        return Some(day);
    }
    if written.bytes().all(|b| b.is_ascii_digit()) {
        return match written.len() {
            8 => numbers_day(
                crate::span::until(written, 4),
                written.get(4..6)?,
                written.get(6..)?,
            ),
            9..=16 => day_of_epoch(written.parse().ok()?),
            _ => None,
        };
    }
    if let Some(compact) = written.get(..8)
        && compact.bytes().all(|b| b.is_ascii_digit())
        && written.as_bytes().get(8) == Some(&b'T')
    {
        return day(compact);
    }
    let pieces: Vec<&str> = pieces(written).take(PIECES).collect();
    if let Some(at) = pieces.iter().position(|p| month(p).is_some()) {
        let month = month(pieces.get(at)?)?;
        let before = at.checked_sub(1).and_then(|i| day_number(pieces.get(i)?));
        let day = before.or_else(|| day_number(pieces.get(at + 1)?))?;
        let year = pieces
            .iter()
            .skip(at)
            .chain(&pieces)
            .find_map(|p| year_number(p))?;
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    match pieces.as_slice() {
        [y, m, d, ..] if y.len() == 4 => numbers_day(y, m, d),
        [d, m, y, ..] if y.len() == 4 => {
            let (first, second): (u32, u32) = (d.parse().ok()?, m.parse().ok()?);
            let dotted = written.contains('.') && !written.contains('/');
            match (first, second) {
                _ if dotted || first > 12 => {
                    NaiveDate::from_ymd_opt(y.parse().ok()?, second, first)
                }
                _ if second > 12 || first == second => {
                    NaiveDate::from_ymd_opt(y.parse().ok()?, first, second)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The day (in UTC) of a count of seconds, milli-, micro- or nanoseconds since 1970, told apart by size.
pub fn day_of_epoch(count: i64) -> Option<NaiveDate> {
    /// Seconds beyond this (the year 5138) are a finer unit.
    const MOST_SECONDS: u64 = 100_000_000_000;
    let mut seconds = count;
    while seconds.unsigned_abs() >= MOST_SECONDS {
        seconds /= 1000;
    }
    Some(DateTime::from_timestamp(seconds, 0)?.date_naive())
}

/// A day as a dateline writes it, and nothing beside it: `May 1`, `Jun 14 2022`, `13 July 2022`, `2021-05-01`.
pub fn dateline_day(written: &str) -> Option<PartialDay> {
    let written = written.trim();
    if let (10, Some(day)) = (written.len(), iso_day(written)) {
        return Some(PartialDay {
            year: Some(chrono::Datelike::year(&day)),
            month: chrono::Datelike::month(&day),
            day: chrono::Datelike::day(&day),
        });
    }
    if !written
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '\u{a0}'))
    {
        return None;
    }
    let mut pieces: Vec<&str> = pieces(written).take(PIECES).collect();
    if pieces.first().is_some_and(|p| weekday(p)) {
        pieces.remove(0);
    }
    let (first, second, year) = match pieces.as_slice() {
        [first, second] => (first, second, None),
        [first, second, year] => (first, second, Some(year_number(year)?)),
        _ => return None,
    };
    let (month, day) = match (month(first), month(second)) {
        (Some(month), None) => (month, day_number(second)?),
        (None, Some(month)) => (month, day_number(first)?),
        _ => return None,
    };
    Some(PartialDay { year, month, day })
}

/// The day in a web address (`/2022/07/20/`, `/2022-08-01/`, `/2022/6/9/`), where one stands there.
pub fn day_in_url(url: &str) -> Option<NaiveDate> {
    let path = crate::span::from(url, url.find("://").map_or(0, |i| i + 3));
    let parts: Vec<&str> = path.split(['/', '?', '#']).skip(1).take(PIECES).collect();
    let dashed = parts.iter().find_map(|p| {
        let day = p.get(..10)?;
        let ends = !p.as_bytes().get(10).is_some_and(u8::is_ascii_digit);
        if ends { iso_day(day) } else { None }
    });
    let plausible = |day: &NaiveDate| (1990..=2100).contains(&chrono::Datelike::year(day));
    dashed
        .or_else(|| {
            parts.windows(3).find_map(|w| match w {
                [y, m, d] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => numbers_day(y, m, d),
                [d, m, y] if y.len() == 4 && m.len() == 2 && d.len() == 2 => numbers_day(y, m, d),
                _ => None,
            })
        })
        .filter(plausible)
}

/// The middle of the month in a web address (`/2022/06/`): near enough to tell a year.
pub fn month_in_url(url: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = url.split('/').skip(3).take(PIECES).collect();
    parts.windows(2).find_map(|w| match w {
        [y, m] if year_number(y).is_some() && m.len() == 2 => numbers_day(y, m, "15"),
        _ => None,
    })
}

/// The day of `YYYY-MM-DD` at the beginning, where what follows is no further digit.
fn iso_day(written: &str) -> Option<NaiveDate> {
    let bytes = written.as_bytes();
    let digits = |from: usize, to: usize| {
        bytes.get(from..to)?.iter().try_fold(0u32, |n, b| {
            b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0'))
        })
    };
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    if bytes.get(10).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    NaiveDate::from_ymd_opt(digits(0, 4)? as i32, digits(5, 7)?, digits(8, 10)?)
}

fn numbers_day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// The runs of letters and digits.
fn pieces(written: &str) -> impl Iterator<Item = &str> {
    written
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| !p.is_empty())
}

/// The month's number, from its English name or an abbreviation of at least three letters.
fn month(piece: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = piece.to_ascii_lowercase();
    if lower == "sept" {
        return Some(9);
    }
    let at = MONTHS
        .iter()
        .position(|m| *m == lower || (lower.len() == 3 && m.starts_with(&lower)))?;
    u32::try_from(at + 1).ok()
}

/// Whether the piece is an English day of the week or its abbreviation.
fn weekday(piece: &str) -> bool {
    piece.parse::<chrono::Weekday>().is_ok()
}

/// A day of the month, with or without `st`, `nd`, `rd`, `th`.
fn day_number(piece: &str) -> Option<u32> {
    let digits = piece.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !matches!(
        crate::span::from(piece, digits.len()),
        "" | "st" | "nd" | "rd" | "th"
    ) || digits.len() > 2
    {
        return None;
    }
    digits.parse().ok().filter(|d| (1..=31).contains(d))
}

fn year_number(piece: &str) -> Option<i32> {
    if piece.len() != 4 || !piece.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    piece.parse().ok().filter(|y| (1500..=2200).contains(y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ymd(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_day_is_read_in_every_usual_shape() {
        for written in [
            "2021-05-01",
            "2021-05-01T23:30:00Z",
            "2021-05-01T23:30:00+02:00",
            "2021-05-01 10:00:00",
            "2021/05/01",
            "2021.05.01",
            "20210501",
            "20210501T101500Z",
            "Sat, 01 May 2021 10:00:00 +0200",
            "Sat May  1 10:00:00 +0000 2021",
            "01-MAY-2021 15:01:01.79",
            "May 1, 2021",
            "May 1st, 2021, 10:15 AM",
            "1 May 2021",
            "1st May 2021",
            "Saturday, May 1, 2021",
            "01.05.2021",
            "1.5.2021 10:00",
            "1619877600",
            "1619877600000",
            " 2021-05-01 ",
        ] {
            assert_eq!(day(written), Some(ymd(2021, 5, 1)), "{written}");
        }
        assert_eq!(day("26-FEB-1987 15:01:01.79"), Some(ymd(1987, 2, 26)));
        assert_eq!(day("31/12/2021"), Some(ymd(2021, 12, 31)));
        assert_eq!(day("12/31/2021"), Some(ymd(2021, 12, 31)));
    }

    #[test]
    fn what_is_no_day_or_could_be_two_is_none() {
        for written in [
            "",
            "yesterday",
            "05/01/2021",
            "2021-13-01",
            "May",
            "2021",
            "12345",
        ] {
            assert_eq!(day(written), None, "{written}");
        }
    }

    #[test]
    fn a_datelines_day_takes_the_year_that_is_nearest() {
        let may = dateline_day("May 1").unwrap();
        assert_eq!(may.complete(None), None);
        assert_eq!(may.complete(Some(ymd(2021, 5, 3))), Some(ymd(2021, 5, 1)));
        let december = dateline_day("31 December").unwrap();
        assert_eq!(
            december.complete(Some(ymd(2022, 1, 2))),
            Some(ymd(2021, 12, 31))
        );
        assert_eq!(
            dateline_day("Jun 14 2022").unwrap().complete(None),
            Some(ymd(2022, 6, 14))
        );
        assert_eq!(dateline_day("May Day"), None);
        assert_eq!(dateline_day("Sri Lanka"), None);
    }

    #[test]
    fn a_web_address_tells_its_day() {
        assert_eq!(
            day_in_url("https://ticotimes.net/2022/07/20/visit"),
            Some(ymd(2022, 7, 20))
        );
        assert_eq!(
            day_in_url("https://www.abc.net.au/news/2022-08-01/why/101287716"),
            Some(ymd(2022, 8, 1))
        );
        assert_eq!(
            day_in_url("https://thepeninsulaqatar.com/article/15/07/2022/jeddah"),
            Some(ymd(2022, 7, 15))
        );
        assert_eq!(day_in_url("https://www.ipsnews.net/2022/06/farmers"), None);
        assert_eq!(day_in_url("https://x.org/1234/56/78/"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_calmly(written in "\\PC{0,40}|[0-9TZ:./ -]{0,20}") {
            let _ = (day(&written), dateline_day(&written), day_in_url(&written));
        }

        #[test]
        fn any_count_is_taken_calmly(count in any::<i64>()) {
            let _ = day_of_epoch(count);
        }
    }
}
