//! How fast decisions come.

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::annotation::Timestamp;

/// A pause longer than this between two decisions is no work on them, in minutes.
const PAUSE: i64 = 5;
/// A pace is told from so many decisions on.
const ENOUGH: usize = 5;
/// And after so much work, in seconds: a few keys in a row say nothing about an hour.
const LONG_ENOUGH: u64 = 60;

/// The decisions of a day and the time that went into them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    decisions: usize,
    /// The last decision.
    last: Option<DateTime<FixedOffset>>,
    /// The time between decisions that followed each other, without pauses.
    active: TimeDelta,
    /// How many of the decisions followed another without a pause.
    followed: usize,
}

impl Pace {
    /// Takes in a decision. The first one of another day, as that moment's offset from UTC has it,
    /// begins anew.
    pub fn note(&mut self, moment: Timestamp) {
        let moment = moment.0;
        let same_day = |last: &DateTime<FixedOffset>| is_same_day(*last, moment);
        let Some(last) = self.last.filter(same_day) else {
            *self = Self {
                decisions: 1,
                last: Some(moment),
                ..Self::default()
            };
            return;
        };
        let gap = moment - last;
        if gap >= TimeDelta::zero() && gap <= TimeDelta::minutes(PAUSE) {
            self.active += gap;
            self.followed += 1;
        }
        self.decisions += 1;
        self.last = Some(last.max(moment));
    }

    /// How many decisions were made on this day.
    pub fn today(&self, now: Timestamp) -> usize {
        let today = self.last.is_some_and(|last| is_same_day(last, now.0));
        if today { self.decisions } else { 0 }
    }

    /// How many decisions an hour of work brings on this day; none while that is not known.
    pub fn per_hour(&self, now: Timestamp) -> Option<u64> {
        if self.today(now) == 0 || self.followed < ENOUGH {
            return None;
        }
        let seconds = u64::try_from(self.active.num_seconds()).ok()?;
        (seconds >= LONG_ENOUGH).then(|| self.followed as u64 * 3600 / seconds)
    }
}

fn is_same_day(moment: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> bool {
    moment.with_timezone(now.offset()).date_naive() == now.date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn pace(times: &[&str]) -> Pace {
        let mut pace = Pace::default();
        for time in times {
            pace.note(at(time));
        }
        pace
    }

    #[test]
    fn decisions_of_the_day_are_counted_and_pauses_are_no_work() {
        let times = [
            "2026-01-02T09:00:00Z",
            "2026-01-02T09:00:20Z",
            "2026-01-02T09:00:40Z",
            // Lunch.
            "2026-01-02T11:00:00Z",
            "2026-01-02T11:00:30Z",
            "2026-01-02T11:01:00Z",
            "2026-01-02T11:01:20Z",
        ];
        let now = at("2026-01-02T11:30:00Z");
        assert_eq!(pace(&times).today(now), 7);
        assert_eq!(pace(&times).per_hour(now), Some(150), "5 in 120 seconds");
        assert_eq!(pace(&times[..4]).per_hour(now), None, "too few to tell");
        let tomorrow = at("2026-01-03T09:00:00Z");
        assert_eq!(
            (
                pace(&times).today(tomorrow),
                pace(&times).per_hour(tomorrow)
            ),
            (0, None)
        );
    }

    #[test]
    fn a_few_keys_in_a_row_tell_no_pace() {
        let times: Vec<String> = (0..=9)
            .map(|second| format!("2026-01-02T09:00:{:02}Z", second * 6))
            .collect();
        let mut times: Vec<&str> = times.iter().map(String::as_str).collect();
        let now = at("2026-01-02T09:01:00Z");
        assert_eq!(pace(&times).per_hour(now), None, "54 seconds");
        times.push("2026-01-02T09:01:00Z");
        assert_eq!(pace(&times).per_hour(now), Some(600), "a minute");
    }

    #[test]
    fn a_day_begins_at_midnight_where_the_analyst_is() {
        let pace = pace(&["2026-01-01T22:59:00Z", "2026-01-02T00:30:00+01:00"]);
        assert_eq!(pace.today(at("2026-01-02T09:00:00+01:00")), 1);
        assert_eq!(
            pace.today(at("2026-01-01T23:40:00Z")),
            1,
            "the day before, in UTC"
        );
    }

    #[test]
    fn many_at_one_moment_and_a_clock_that_goes_back_are_borne() {
        let burst = pace(&["2026-01-02T09:00:00Z"; 9]);
        assert_eq!(burst.per_hour(at("2026-01-02T09:00:00Z")), None);
        let back = pace(&["2026-01-02T09:00:00Z", "2026-01-02T08:00:00Z"]);
        assert_eq!(back.today(at("2026-01-02T09:00:00Z")), 2);
    }
}
