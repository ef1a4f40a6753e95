//! Full-screen lists over the corpus: what a search found, names, surface forms, quotes.
//!
//! A [`Table`] knows which of its source's rows are shown, selected and marked; the [`Source`] knows
//! what the rows are. Only the rows on the screen are ever formatted.

pub mod groups;
pub mod hits;
mod moves;
pub mod names;
pub mod places;
pub mod quotes;
pub mod statistics;

use std::borrow::Cow;
use std::collections::HashSet;

use super::window::Window;
use crate::annotation::Timestamp;
use crate::annotation::registry::Registry;
use crate::corpus::Corpus;
use crate::search::fuzzy::Query;
use crate::span::Span;
use crate::survey::Survey;
use crate::tui::theme::Role;

use groups::Groups;
use hits::Hits;
use names::Names;
use places::Places;
use quotes::Quotes;
use statistics::Counts;

/// What a table lists.
#[derive(Debug)]
pub enum Source {
    /// Places in articles, each with its line.
    Hits(Hits),
    /// Surface forms over the corpus.
    Groups(Groups),
    /// People, organisations and places over the corpus.
    Names(Names),
    /// Where some of these are named and speak.
    Places(Places),
    /// What was said over the corpus.
    Quotes(Quotes),
    /// Counts over the corpus.
    Statistics(Counts),
}

/// What is known around a table while its rows are formatted.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The articles.
    pub corpus: &'a Corpus,
    /// What was found in them.
    pub survey: &'a Survey,
}

/// What the rows of a table are.
pub trait Rows {
    /// The heading, without counts.
    fn heading(&self) -> Cow<'_, str>;
    /// What is being done to fill it; none where it is filled as the corpus is read.
    fn progress(&self) -> Option<&str>;
    /// The columns, from left to right.
    fn columns(&self) -> &'static [Column];
    /// How many rows there are.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The cells of a row, one a column.
    fn cells(&self, row: usize, around: Around<'_>) -> Vec<Cell>;
    /// What a filter looks at in a row.
    fn words<'a>(&'a self, row: usize, around: Around<'a>) -> Cow<'a, str>;
    /// What stays the same about a row when the rows change: marks and the selection go with it.
    fn key(&self, row: usize) -> u64;
    /// The place that a row stands for, if it is one.
    fn place(&self, row: usize) -> Option<Place>;
    /// What a mark on a row means.
    fn marks(&self) -> Marks;
    /// What an empty table says, a line each.
    fn nothing(&self) -> Vec<String>;
}

/// A place in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The article's place in the corpus.
    pub index: usize,
    /// What stands there.
    pub span: Span,
}

/// What marking a row means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// The next decision is about the marked rows.
    Chosen,
    /// The next decision leaves the marked rows out.
    LeftOut,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// How wide it is.
    pub width: Width,
    /// Whether its cells stand at its right edge, as numbers do.
    pub right: bool,
    /// It is left out on a screen of fewer columns of cells than this.
    pub from: u16,
}

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// So many cells.
    Fixed(u16),
    /// So many shares of what the others leave.
    Share(u16),
}

/// What stands in a column of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text; it may hold anything, drawing makes controls visible.
    pub text: String,
    /// How it looks; as ordinary text if none.
    pub role: Option<Role>,
    /// Parts that look otherwise, in order, in bytes of the text.
    pub parts: Vec<(Span, Role)>,
}

impl Cell {
    /// A cell of ordinary text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A number; a dot for none, so that the others are seen.
    pub fn count(count: usize) -> Self {
        match count {
            0 => Self::like(Role::Muted, "·"),
            _ => Self::new(count.to_string()),
        }
    }

    /// A cell that looks like something.
    pub fn like(role: Role, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            role: Some(role),
            parts: Vec::new(),
        }
    }
}

impl Source {
    /// Its rows.
    pub fn rows(&self) -> &dyn Rows {
        match self {
            Self::Hits(hits) => hits,
            Self::Groups(groups) => groups,
            Self::Names(names) => names,
            Self::Places(places) => places,
            Self::Quotes(quotes) => quotes,
            Self::Statistics(counts) => counts,
        }
    }

    /// The same from what is known by now; none where the table does not come from the survey.
    fn renewed(&self, survey: &Survey, registries: &[Registry]) -> Option<Self> {
        match self {
            Self::Hits(_) => None,
            Self::Groups(_) => Some(Self::Groups(Groups::of(survey))),
            Self::Names(_) => Some(Self::Names(Names::of(survey, registries))),
            Self::Places(places) => Some(Self::Places(places.renewed(survey))),
            Self::Quotes(quotes) => Some(Self::Quotes(quotes.renewed(survey))),
            Self::Statistics(counts) => Some(Self::Statistics(counts.renewed(survey))),
        }
    }

    /// Its places with their lines; none where its rows are no places.
    pub fn hits(&self) -> Option<&Hits> {
        match self {
            Self::Hits(hits) => Some(hits),
            Self::Places(places) => Some(places.hits()),
            Self::Groups(_) | Self::Names(_) | Self::Quotes(_) | Self::Statistics(_) => None,
        }
    }

    /// Its places with their lines; none where its rows are no places.
    fn hits_mut(&mut self) -> Option<&mut Hits> {
        match self {
            Self::Hits(hits) => Some(hits),
            Self::Places(places) => Some(places.hits_mut()),
            Self::Groups(_) | Self::Names(_) | Self::Quotes(_) | Self::Statistics(_) => None,
        }
    }
}

/// A list over the corpus.
#[derive(Debug)]
pub struct Table {
    /// What it lists.
    pub source: Source,
    /// The row that is selected, as an index into the rows shown.
    pub selected: usize,
    /// Which rows are on the screen.
    pub window: Window,
    /// Whether the selection stays where it is, though its row goes elsewhere.
    stays: bool,
    /// What is typed to narrow the rows.
    pub filter: String,
    /// Which number of table this is: answers that come later name it.
    pub number: u64,
    shown: Option<Vec<u32>>,
    marked: HashSet<u64>,
    /// The version of the survey that it shows, and since when.
    of: Option<(u64, Timestamp)>,
}

impl Table {
    fn new(source: Source, number: u64) -> Self {
        Self {
            source,
            selected: 0,
            stays: false,
            window: Window::default(),
            filter: String::new(),
            number,
            shown: None,
            marked: HashSet::new(),
            of: None,
        }
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.shown
            .as_ref()
            .map_or_else(|| self.source.rows().len(), Vec::len)
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The source's row behind a row shown.
    pub fn row(&self, shown: usize) -> Option<usize> {
        match &self.shown {
            Some(rows) => rows.get(shown).map(|&row| row as usize),
            None => (shown < self.source.rows().len()).then_some(shown),
        }
    }

    /// The source's row that is selected.
    pub fn current(&self) -> Option<usize> {
        self.row(self.selected)
    }

    /// Whether a row of the source is marked.
    pub fn is_marked(&self, row: usize) -> bool {
        self.marked.contains(&self.source.rows().key(row))
    }

    /// How many rows are marked.
    pub fn marked(&self) -> usize {
        self.marked.len()
    }

    /// The source's rows that a decision is about: where marks choose, those marked, else the
    /// selected one; where marks leave out, all shown that are not marked.
    pub fn chosen(&self) -> Vec<usize> {
        let shown = (0..self.len()).filter_map(|at| self.row(at));
        match self.source.rows().marks() {
            Marks::Chosen if self.marked.is_empty() => self.current().into_iter().collect(),
            Marks::Chosen => {
                let all = 0..self.source.rows().len();
                all.filter(|&row| self.is_marked(row)).collect()
            }
            Marks::LeftOut => shown.filter(|&row| !self.is_marked(row)).collect(),
        }
    }

    /// Marks the selected row, or takes its mark away, and goes on.
    pub(super) fn toggle_mark(&mut self) {
        let Some(row) = self.current() else { return };
        let key = self.source.rows().key(row);
        if !self.marked.remove(&key) {
            self.marked.insert(key);
        }
        self.step(1);
    }

    /// Takes all marks away, and selects the first row that had one.
    pub fn unmark(&mut self) {
        let first = (0..self.len()).find(|&at| self.row(at).is_some_and(|row| self.is_marked(row)));
        self.selected = first.unwrap_or(self.selected);
        self.marked.clear();
    }

    /// Marks all rows shown, or takes all marks away where there are any.
    fn toggle_marks(&mut self) {
        if self.marked.is_empty() {
            let shown = (0..self.len()).filter_map(|at| self.row(at));
            self.marked = shown.map(|row| self.source.rows().key(row)).collect();
        } else {
            self.marked.clear();
        }
    }

    /// Moves the selection, stopping at the ends.
    pub fn step(&mut self, by: isize) {
        let last = self.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
        self.stays &= by == 0;
    }

    /// From now on the selection is on the next row when its own one goes: it was dealt with.
    pub fn stay(&mut self) {
        self.stays = true;
    }

    /// Shows the rows whose words match, in their order; all for an empty filter.
    pub fn set_filter(&mut self, filter: &str, around: Around<'_>) {
        let kept = self.current();
        filter.clone_into(&mut self.filter);
        self.narrow(around);
        self.selected = kept.and_then(|row| self.shown_at(row)).unwrap_or(0);
    }

    fn narrow(&mut self, around: Around<'_>) {
        let query = Query::new(&self.filter);
        if query.is_empty() {
            self.shown = None;
            return;
        }
        let rows = self.source.rows();
        let words: Vec<Cow<'_, str>> = (0..rows.len()).map(|at| rows.words(at, around)).collect();
        let found = query.rank(&words).into_iter();
        let mut shown: Vec<u32> = found.map(|found| found.index as u32).collect();
        shown.sort_unstable();
        self.shown = Some(shown);
    }

    fn shown_at(&self, row: usize) -> Option<usize> {
        match &self.shown {
            Some(shown) => shown.iter().position(|&at| at as usize == row),
            None => Some(row),
        }
    }

    /// Brings a table that comes from the survey up to date; where much was found, not more often
    /// than every second or, from a hundred thousand items on, than every few seconds, unless
    /// nothing more is to come.
    fn renew(
        &mut self,
        around: Around<'_>,
        registries: &[Registry],
        complete: bool,
        now: Timestamp,
    ) {
        /// So many items are looked through within a frame.
        const QUICK: usize = 10_000;
        /// So many more take a second's patience more.
        const SLOW: usize = 100_000;
        let items = around.survey.counts().all();
        let patience = 1000 * (1 + items / SLOW) as i64;
        let known: u64 = registries.iter().map(Registry::version).sum();
        let version = around.survey.version() + known;
        if let Some((of, since)) = self.of {
            let young = (now.0 - since.0).num_milliseconds() < patience;
            if of == version || (young && !complete && items > QUICK) {
                return;
            }
        }
        if let Some(source) = self.source.renewed(around.survey, registries) {
            let called = self.called(around.survey).map(str::to_owned);
            self.change(around, |old| *old = source);
            if let Some(called) = called.filter(|_| self.selected > 0) {
                self.follow(&called, around.survey);
            }
        }
        self.of = Some((version, now));
    }

    /// What the selected name is called.
    fn called<'a>(&'a self, survey: &'a Survey) -> Option<&'a str> {
        match &self.source {
            Source::Names(names) => Some(names.name(self.current()?)?.title(survey)),
            _ => None,
        }
    }

    /// Selects a name under which it was merged.
    fn follow(&mut self, called: &str, survey: &Survey) {
        let Source::Names(names) = &self.source else {
            return;
        };
        let is_it = |at: usize| {
            let name = self.row(at).and_then(|row| names.name(row));
            name.is_some_and(|name| {
                let known = name.known.as_ref();
                name.title(survey) == called || known.is_some_and(|k| k.is_called(called))
            })
        };
        if !is_it(self.selected)
            && let Some(at) = (0..self.len()).find(|&at| is_it(at))
        {
            self.selected = at;
        }
    }

    /// Takes in other rows: the selection stays on its row as far as that is still there.
    pub fn change(&mut self, around: Around<'_>, change: impl FnOnce(&mut Source)) {
        let kept = self.current().map(|row| self.source.rows().key(row));
        change(&mut self.source);
        self.narrow(around);
        let rows = self.source.rows();
        // At the top one stays at the top: the first rows are the most important ones.
        let follows = self.selected > 0 && !self.stays;
        let found = kept.filter(|_| follows).and_then(|key| {
            (0..self.len()).find(|&at| self.row(at).is_some_and(|row| rows.key(row) == key))
        });
        self.selected = found.unwrap_or(self.selected);
        self.step(0);
    }

    /// Scrolls so that the selected row is among `height` rows.
    fn keep_selected_shown(&mut self, height: usize) {
        let (row, rows) = (self.selected, self.len());
        self.window.show(row, false, row, height, rows);
    }
}

/// The tables that are open, one over the other.
#[derive(Debug, Default)]
pub struct Tables {
    stack: Vec<Table>,
    hidden: bool,
    numbered: u64,
}

impl Tables {
    /// The table on the screen.
    pub fn shown(&self) -> Option<&Table> {
        self.stack.last().filter(|_| !self.hidden)
    }

    /// The table on the screen.
    pub fn shown_mut(&mut self) -> Option<&mut Table> {
        self.stack.last_mut().filter(|_| !self.hidden)
    }

    /// Puts the tables away, so that the article can be read.
    pub fn hide(&mut self) {
        self.hidden = true;
    }

    /// The table that was on the screen last, and perhaps still is.
    pub fn last_mut(&mut self) -> Option<&mut Table> {
        self.stack.last_mut()
    }

    /// The open table of this number.
    pub fn numbered_mut(&mut self, number: u64) -> Option<&mut Table> {
        self.stack.iter_mut().find(|table| table.number == number)
    }

    /// Every open table.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Table> {
        self.stack.iter_mut()
    }
}
