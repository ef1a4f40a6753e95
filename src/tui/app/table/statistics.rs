//! Counts over the corpus, with bars: how far the work is, what was found, when, who speaks.

use std::borrow::Cow;

use crate::statistics::{Bucket, Statistics};
use crate::survey::Survey;
use crate::tui::theme::Role;

use super::{Around, Cell, Column, Marks, Place, Rows, Width};

/// How wide a bar is, in cells.
const BAR: usize = 32;
/// How many rows a section has at most.
const ROWS: usize = 20;
/// How many stretches a timeline has at most.
const STRETCHES: usize = 45;

/// A row of the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Row {
    /// A heading; an empty one is a blank row.
    Heading(String),
    /// What is counted, how many there are, and of how many the longest bar is.
    Count(String, u64, u64),
}

/// The counts as rows.
#[derive(Debug, Default)]
pub struct Counts {
    /// What is told of the work, from before what was read.
    head: Vec<(&'static str, u64)>,
    rows: Vec<Row>,
}

const COLUMNS: &[Column] = &[
    Column {
        heading: "",
        width: Width::Share(1),
        right: false,
        from: 0,
    },
    Column {
        heading: "how many",
        width: Width::Fixed(9),
        right: true,
        from: 0,
    },
    Column {
        heading: "",
        width: Width::Fixed(BAR as u16),
        right: false,
        from: 66,
    },
];

impl Counts {
    /// The counts over what was read so far, behind what is told of the work.
    pub fn of(survey: &Survey, head: Vec<(&'static str, u64)>) -> Self {
        let statistics = Statistics::of(survey);
        let report = statistics.report();
        let mut rows = Vec::new();
        let heading = |rows: &mut Vec<Row>, title: &str| {
            if !rows.is_empty() {
                rows.push(Row::Heading(String::new()));
            }
            rows.push(Row::Heading(title.to_owned()));
        };
        let count = |rows: &mut Vec<Row>, name: &str, count: u64, most: u64| {
            let name = if name.is_empty() { "unknown" } else { name };
            rows.push(Row::Count(name.to_owned(), count, most));
        };
        heading(&mut rows, "the work");
        let all = head.iter().map(|(_, count)| *count).max().unwrap_or(0);
        for (name, number) in &head {
            count(&mut rows, name, *number, all);
        }
        heading(&mut rows, "in what was read");
        let items = report.decided + report.undecided;
        for (name, number, most) in [
            ("articles read", report.articles, 0),
            ("decided", report.decided, items),
            ("undecided", report.undecided, items),
            ("time expressions", report.dates, 0),
            ("quotes without speaker", report.unattributed, 0),
        ] {
            count(&mut rows, name, number, most);
        }
        for section in report.sections() {
            heading(&mut rows, section.title);
            let most = section.rows.iter().map(|(_, n)| *n).max().unwrap_or(0);
            for (name, number) in section.rows.iter().take(ROWS) {
                count(&mut rows, name, *number, most);
            }
            let rest = section.rows.get(ROWS..).unwrap_or_default();
            if !rest.is_empty() && !section.first {
                let name = format!("{} more", rest.len());
                count(&mut rows, &name, rest.iter().map(|(_, n)| n).sum(), 0);
            }
        }
        let timeline = statistics.timeline(STRETCHES);
        let mut over_time = |title: &str, of: fn(&Bucket) -> u64| {
            if timeline.is_empty() {
                return;
            }
            heading(&mut rows, title);
            let most = timeline.iter().map(of).max().unwrap_or(0);
            for bucket in &timeline {
                count(&mut rows, &bucket.name, of(bucket), most);
            }
        };
        over_time("articles over time", |bucket| bucket.articles);
        over_time("quotes over time", |bucket| bucket.quotes);
        Self { head, rows }
    }

    /// The same from what is known by now.
    pub fn renewed(&self, survey: &Survey) -> Self {
        Self::of(survey, self.head.clone())
    }
}

/// A bar of whole cells; one of anything is never empty.
fn bar(count: u64, most: u64) -> String {
    let Some(length) = (u128::from(count) * BAR as u128).checked_div(u128::from(most)) else {
        return String::new();
    };
    let length = usize::try_from(length).unwrap_or(BAR).min(BAR);
    "█".repeat(length.max(usize::from(count > 0)))
}

impl Rows for Counts {
    fn heading(&self) -> Cow<'_, str> {
        Cow::Borrowed("Statistics")
    }

    fn progress(&self) -> Option<&str> {
        None
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn cells(&self, row: usize, _around: Around<'_>) -> Vec<Cell> {
        match self.rows.get(row) {
            Some(Row::Heading(title)) => vec![Cell::like(Role::Title, title.clone())],
            Some(Row::Count(name, count, most)) => vec![
                Cell::new(format!("  {name}")),
                Cell::new(count.to_string()),
                Cell::like(Role::Muted, bar(*count, *most)),
            ],
            None => Vec::new(),
        }
    }

    fn words<'a>(&'a self, row: usize, _around: Around<'a>) -> Cow<'a, str> {
        match self.rows.get(row) {
            Some(Row::Heading(words) | Row::Count(words, _, _)) => Cow::Borrowed(words),
            None => Cow::Borrowed(""),
        }
    }

    fn key(&self, row: usize) -> u64 {
        row as u64
    }

    fn place(&self, _row: usize) -> Option<Place> {
        None
    }

    fn marks(&self) -> Marks {
        Marks::Chosen
    }

    fn nothing(&self) -> Vec<String> {
        vec!["nothing read yet".to_owned()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_never_empty_where_there_is_anything() {
        assert_eq!(bar(0, 10), "");
        assert_eq!(bar(5, 10).chars().count(), BAR / 2);
        assert_eq!(bar(1, 1_000_000), "█");
        assert_eq!(bar(u64::MAX, u64::MAX).chars().count(), BAR);
        assert_eq!(bar(3, 0), "", "nothing to compare with");
    }
}
