//! Places in articles, each with its article and its line: what a search found, every mention of
//! a name.

use std::borrow::Cow;

use crate::search::scan::Needle;
use crate::span::Span;
use crate::survey::Target;
use crate::text::snippet::Snippet;
use crate::tui::app::alike::note_of;
use crate::tui::theme::Role;

use super::{Around, Cell, Column, Marks, Place, Rows, Width};

/// A place that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where.
    pub place: Place,
    /// What else was found in what is shown of its line.
    pub also: Vec<Span>,
    /// The item there, where a decision about it is possible from the table.
    pub target: Option<Target>,
    /// A word or two on it: its label, its verdict.
    pub note: String,
    /// The line around it; read when it comes on the screen.
    pub line: Line,
}

/// The line around a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// Nobody asked for it yet.
    #[default]
    Unknown,
    /// It is being read.
    Asked,
    /// It is this one.
    Known(Snippet),
    /// It cannot be read: why.
    Unreadable(String),
}

/// Places in articles.
#[derive(Debug)]
pub struct Hits {
    heading: String,
    progress: String,
    marks: Marks,
    places: Vec<Hit>,
    /// What was searched for, where the places are those of a search.
    searched: Option<Needle>,
}

/// The columns of a table of places.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        heading: "date",
        width: Width::Fixed(10),
        right: false,
        from: 70,
    },
    Column {
        heading: "article",
        width: Width::Share(1),
        right: false,
        from: 0,
    },
    Column {
        heading: "",
        width: Width::Fixed(12),
        right: false,
        from: 100,
    },
    Column {
        heading: "line",
        width: Width::Share(3),
        right: false,
        from: 0,
    },
];

impl Hits {
    /// A table of places.
    pub fn new(heading: impl Into<String>, marks: Marks, hits: Vec<Hit>) -> Self {
        Self {
            heading: heading.into(),
            progress: String::new(),
            marks,
            places: hits,
            searched: None,
        }
    }

    /// The places are those of a search: all its matches are shown in their lines.
    pub fn searched_for(&mut self, needle: Needle) {
        self.searched = Some(needle);
    }

    /// What was searched for, as it was typed.
    pub fn searched(&self) -> Option<&str> {
        self.searched.as_ref().map(Needle::typed)
    }

    /// Adds places that were found later.
    pub fn extend(&mut self, hits: impl IntoIterator<Item = Hit>) {
        self.places.extend(hits);
    }

    /// Says how far the search for them is; nothing when it is at its end.
    pub fn set_progress(&mut self, progress: impl Into<String>) {
        self.progress = progress.into();
    }

    /// The place of a row.
    pub fn hit(&self, row: usize) -> Option<&Hit> {
        self.places.get(row)
    }

    /// The line of a row was read, or is being read.
    pub fn set_line(&mut self, row: usize, line: Line) {
        if let Some(hit) = self.places.get_mut(row) {
            hit.line = line;
        }
    }
}

impl Hit {
    /// A place, its line not yet read.
    pub fn new(index: usize, span: Span, note: impl Into<String>) -> Self {
        Self {
            place: Place { index, span },
            also: Vec::new(),
            target: None,
            note: note.into(),
            line: Line::Unknown,
        }
    }

    /// The place of an item, its line not yet read.
    pub fn of(index: usize, target: Target, note: impl Into<String>) -> Self {
        let span = target.span;
        Self {
            target: Some(target),
            ..Self::new(index, span, note)
        }
    }
}

impl Rows for Hits {
    fn heading(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.heading)
    }

    fn progress(&self) -> Option<&str> {
        Some(&self.progress)
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn len(&self) -> usize {
        self.places.len()
    }

    fn cells(&self, row: usize, around: Around<'_>) -> Vec<Cell> {
        let Some(hit) = self.places.get(row) else {
            return Vec::new();
        };
        let article = around.corpus.row(hit.place.index);
        let day = article.as_ref().and_then(|article| article.date);
        // Without words of its own an item has its label and verdict beside it, as they are by now.
        let target = hit.target.as_ref().filter(|_| hit.note.is_empty());
        let note = target.and_then(|t| note_of(around.survey, hit.place.index, t.span, t.kind));
        let note = note.unwrap_or_else(|| hit.note.clone());
        let line = match &hit.line {
            Line::Known(snippet) => Cell {
                text: snippet.text.clone(),
                role: None,
                parts: match &self.searched {
                    Some(needle) => needle
                        .matches(&snippet.text)
                        .map(|found| (found, Role::Match))
                        .collect(),
                    None => vec![(snippet.hit, Role::Match)],
                },
            },
            Line::Unknown | Line::Asked => Cell::like(Role::Muted, "…"),
            Line::Unreadable(reason) => Cell::like(Role::Warning, reason.clone()),
        };
        vec![
            Cell::like(
                Role::Muted,
                day.map(|day| day.to_string()).unwrap_or_default(),
            ),
            Cell::new(article.map_or("", |article| article.title)),
            Cell::like(Role::Muted, note),
            line,
        ]
    }

    fn words<'a>(&'a self, row: usize, around: Around<'a>) -> Cow<'a, str> {
        let Some(hit) = self.places.get(row) else {
            return Cow::Borrowed("");
        };
        let title = around.corpus.row(hit.place.index).map_or("", |a| a.title);
        match &hit.line {
            Line::Known(snippet) => Cow::Owned(format!("{title} {} {}", hit.note, snippet.text)),
            _ => Cow::Owned(format!("{title} {}", hit.note)),
        }
    }

    fn key(&self, row: usize) -> u64 {
        // Places are only ever added at the end.
        row as u64
    }

    fn place(&self, row: usize) -> Option<Place> {
        self.places.get(row).map(|hit| hit.place)
    }

    fn marks(&self) -> Marks {
        self.marks
    }

    fn nothing(&self) -> Vec<String> {
        vec!["nothing found".to_owned()]
    }
}
