//! Surface forms: all items of the same words and label, with counts, where one decision applies
//! to all of them.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::annotation::Verdict;
use crate::survey::{Group, Kind, Survey, Word};
use crate::tui::theme::Role;

use super::{Around, Cell, Column, Marks, Place, Rows, Width};

/// Groups of items with the same words and label.
#[derive(Debug, Default)]
pub struct Groups {
    forms: Vec<Group>,
    /// The labels of each form that has several.
    labels: HashMap<Word, Vec<Word>>,
}

const COLUMNS: &[Column] = &[
    Column {
        heading: "words",
        width: Width::Share(3),
        right: false,
        from: 0,
    },
    Column {
        heading: "label",
        width: Width::Fixed(9),
        right: false,
        from: 0,
    },
    Column {
        heading: "left",
        width: Width::Fixed(7),
        right: true,
        from: 0,
    },
    Column {
        heading: "accepted",
        width: Width::Fixed(8),
        right: true,
        from: 60,
    },
    Column {
        heading: "rejected",
        width: Width::Fixed(8),
        right: true,
        from: 70,
    },
    Column {
        heading: "articles",
        width: Width::Fixed(8),
        right: true,
        from: 0,
    },
    Column {
        heading: "also as",
        width: Width::Share(2),
        right: false,
        from: 90,
    },
];

impl Groups {
    /// The groups of what was read so far, those with most left first.
    pub fn of(survey: &Survey) -> Self {
        let mut forms: Vec<Group> = survey
            .groups()
            .filter(|group| group.kind != Kind::Quote)
            .cloned()
            .collect();
        forms.sort_by_key(|group| {
            let counts = group.counts;
            (
                Reverse(counts.open()),
                Reverse(counts.all()),
                group.form,
                group.label,
            )
        });
        let mut labels: HashMap<Word, Vec<Word>> = HashMap::new();
        for group in forms.iter().filter(|group| group.counts.standing() > 0) {
            labels.entry(group.form).or_default().push(group.label);
        }
        labels.retain(|_, labels| labels.len() > 1);
        Self { forms, labels }
    }

    /// The group of a row.
    pub fn group(&self, row: usize) -> Option<&Group> {
        self.forms.get(row)
    }
}

impl Rows for Groups {
    fn heading(&self) -> Cow<'_, str> {
        Cow::Borrowed("Surface forms")
    }

    fn progress(&self) -> Option<&str> {
        None
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn len(&self) -> usize {
        self.forms.len()
    }

    fn cells(&self, row: usize, around: Around<'_>) -> Vec<Cell> {
        let Some(group) = self.forms.get(row) else {
            return Vec::new();
        };
        let survey = around.survey;
        let counts = group.counts;
        let open = match counts.open() {
            0 => Cell::like(Role::Muted, "·"),
            left => Cell::like(Role::Warning, left.to_string()),
        };
        let stands = counts.standing() - counts.open();
        let labels = self.labels.get(&group.form).map_or(&[][..], Vec::as_slice);
        let others: Vec<&str> = labels
            .iter()
            .filter(|label| **label != group.label)
            .map(|label| survey.text(*label))
            .collect();
        vec![
            Cell::new(survey.text(group.form)),
            Cell::new(survey.text(group.label)),
            open,
            Cell::count(stands),
            Cell::count(counts.of(Verdict::Rejected)),
            Cell::count(group.articles),
            Cell::like(Role::Muted, others.join(" ")),
        ]
    }

    fn words<'a>(&'a self, row: usize, around: Around<'a>) -> Cow<'a, str> {
        self.forms.get(row).map_or(Cow::Borrowed(""), |group| {
            let (form, label) = (
                around.survey.text(group.form),
                around.survey.text(group.label),
            );
            Cow::Owned(format!("{form} {label}"))
        })
    }

    fn key(&self, row: usize) -> u64 {
        self.forms.get(row).map_or(0, |group| {
            u64::from(group.form.number()) << 32 | u64::from(group.label.number())
        })
    }

    fn place(&self, _row: usize) -> Option<Place> {
        None
    }

    fn marks(&self) -> Marks {
        Marks::Chosen
    }

    fn nothing(&self) -> Vec<String> {
        vec!["nothing found yet".to_owned()]
    }
}
