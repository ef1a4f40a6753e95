//! Two dates that are the ends of one time: `from May 3 to June 7`, `between 2014 and 2017`.

use super::calendar::{Meaning, Point};
use super::{Reader, Reading};

/// How two ends are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    /// `to`, `through`
    To,
    /// `and`
    And,
    Dash,
}

impl Reader<'_, '_> {
    /// The reading at `at` with the other end of its range, if it has one, and that end's named date.
    pub(super) fn range(&self, at: usize, first: Reading) -> (Reading, Option<(usize, usize)>) {
        self.ends_at(at, first).unwrap_or((first, None))
    }

    fn ends_at(&self, at: usize, first: Reading) -> Option<(Reading, Option<(usize, usize)>)> {
        let from = first.point().filter(|_| first.which.is_none())?;
        let join = self.join(first.last + 1)?;
        // `from the 1990s to the 2010s` has its years; `from Monday to the end` has none.
        let other = first.last + 2;
        let second = self.next(other).and_then(|_| self.read(other))?;
        let to = second.point().filter(|_| second.which.is_none())?;
        let alike = match (from, to) {
            (Point::Year(from), Point::Year(to)) => from < to,
            (Point::Day { .. }, Point::Day { .. })
            | (Point::Month { .. }, Point::Month { .. })
            | (Point::Weekday { .. }, Point::Weekday { .. }) => true,
            // `May 2019 to June 3`, `2014 to last year`
            _ => !from.is_open() && !to.is_open() || to.is_open(),
        };
        let opened = match join {
            Join::To => {
                self.follows(at, &["from"]) && !self.is_moved(at)
                    || alike && !self.follows(at, &["from"])
            }
            Join::And => self.follows(at, &["between"]),
            Join::Dash => {
                let glued = |i| self.words.get(i).is_some_and(|w| w.glued);
                let dated = matches!(to, Point::Day { .. }) && matches!(from, Point::Day { .. });
                dated || glued(first.last + 1) && glued(other)
            }
        };
        if !alike || !opened {
            return None;
        }
        let whole = Reading {
            last: second.last,
            meaning: Meaning::Range(from, to),
            ..first
        };
        Some((whole, second.named))
    }

    fn join(&self, at: usize) -> Option<Join> {
        if ["to", "through", "until", "till"]
            .iter()
            .any(|w| self.says(at, w))
        {
            return Some(Join::To);
        }
        if self.says(at, "and") {
            return Some(Join::And);
        }
        matches!(self.mark(at), Some('-' | '–' | '—' | '‐' | '‑')).then_some(Join::Dash)
    }

    /// Whether what stands before `from` was moved from one date to another.
    fn is_moved(&self, at: usize) -> bool {
        const MOVED: [&str; 11] = [
            "postponed",
            "moved",
            "delayed",
            "rescheduled",
            "forward",
            "back",
            "changed",
            "shifted",
            "deferred",
            "brought",
            "pushed",
        ];
        (2..=4)
            .filter_map(|count| self.back(at, count))
            .any(|w| MOVED.contains(&self.text(w)))
    }
}
