//! A list to choose from: by a letter beside each entry, by moving, or by typing part of it.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::annotation::{ItemId, ItemRef};
use crate::extract::Label;
use crate::search::fuzzy::Query;
use crate::span::Span;
use crate::text::display;
use crate::tui::action::Action;

use super::alike::Scope;
use super::areas::inside;
use super::jumps::Spot;
use super::prompt::Line;
use super::stream::Order;

/// What is being chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choosing {
    /// The label of an entity.
    Relabel(ItemId),
    /// What to make of the selected words.
    Make(Span),
    /// Who speaks in a quote.
    Speaker(ItemId),
    /// With whom a cluster is merged.
    Merge(ItemId),
    /// Which of those known over the corpus a cluster is.
    Known(ItemId),
    /// The label of the rows of a table.
    Rows,
    /// Where a decision applies.
    Scope,
    /// A mark to go to.
    Mark,
    /// A place that a jump began from.
    Jump,
    /// A saved query.
    Query,
    /// An action.
    Action,
    /// The theme: the selected one is shown.
    Theme,
    /// Which doubtful quote or name to go to.
    Doubt,
    /// Which version is to stay of what was changed here and outside.
    Version,
    /// Where an item stands that lost its place.
    Unplaced(ItemId),
    /// Nothing: a list to be read (problems, an export's report).
    Reading,
}

/// What an entry stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A label.
    Label(Label),
    /// A quote is made of the selection.
    Quote,
    /// The selection is a further piece of this quote's content.
    Piece(ItemId),
    /// The selection names the speaker of this quote.
    SpeakerOf(ItemId),
    /// The selection is the cue of this quote.
    CueOf(ItemId),
    /// A cluster.
    Cluster(ItemId),
    /// The key of somebody known over the corpus.
    Known(String),
    /// Nobody known.
    Nobody,
    /// Where a decision applies.
    Scope(Scope),
    /// Somebody whose name is to be typed.
    Other,
    /// A place in the open article, in bytes.
    Place(Span),
    /// A proposed place of an item that waits for one, by its number.
    Proposal(usize),
    /// Its place is to be selected.
    Elsewhere,
    /// It is let go.
    LetGo,
    /// All items are placed whose place is clear.
    PlaceAll,
    /// The selection is the place of this item that waits for one.
    PlaceOf(ItemId),
    /// An action.
    Action(Action),
    /// A command of the user's own, by its place among them.
    Own(usize),
    /// A theme.
    Theme(String),
    /// A review stream in this order, or none.
    Stream(Option<Order>),
    /// A saved query, by its name.
    Query(String),
    /// An item of the article.
    Item(ItemRef),
    /// A place in an article.
    Spot(Spot),
    /// The version of this program, or of the other one, of what both changed.
    Version {
        /// Whether it is that of this program.
        mine: bool,
    },
    /// A line to be read.
    Line,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The letter that chooses it, while nothing is typed.
    pub letter: Option<char>,
    /// What it says.
    pub text: String,
    /// What stands dimmer beside it (keys, counts, why it is unavailable).
    pub detail: String,
    /// Whether it can be chosen.
    pub available: bool,
    /// What it stands for.
    pub choice: Choice,
}

/// A list with what is typed to narrow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picker {
    /// What is being chosen.
    pub choosing: Choosing,
    /// The heading.
    pub title: String,
    /// All entries.
    pub entries: Vec<Entry>,
    /// What is typed to narrow them; none while letters choose.
    pub typed: Option<Line>,
    /// Which entries are shown, best first.
    pub shown: Vec<usize>,
    /// The selected one, as an index into `shown`.
    pub selected: usize,
}

impl Picker {
    /// A list in which letters choose.
    pub fn by_letter(choosing: Choosing, title: impl Into<String>, entries: Vec<Entry>) -> Self {
        let shown = (0..entries.len()).collect();
        Self {
            choosing,
            title: title.into(),
            entries,
            typed: None,
            shown,
            selected: 0,
        }
    }

    /// A list that is narrowed by typing from the first key on.
    pub fn by_typing(choosing: Choosing, title: impl Into<String>, entries: Vec<Entry>) -> Self {
        let mut picker = Self::by_letter(choosing, title, entries);
        picker.typed = Some(Line::default());
        picker
    }

    /// The selected entry.
    pub fn entry(&self) -> Option<&Entry> {
        self.entries.get(*self.shown.get(self.selected)?)
    }

    /// The entry that a letter chooses.
    pub fn lettered(&self, letter: char) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.letter == Some(letter))
    }

    /// Whether letters choose now.
    pub fn lettered_entries(&self) -> bool {
        self.typed.is_none() && self.entries.iter().any(|entry| entry.letter.is_some())
    }

    /// Whether labels are among the entries.
    pub fn is_of_labels(&self) -> bool {
        matches!(self.choosing, Choosing::Relabel(_) | Choosing::Make(_))
    }

    /// Moves the selection, stopping at the ends.
    pub fn step(&mut self, by: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    /// Shows the entries that match what is typed, best first.
    pub fn narrow(&mut self) {
        let typed = self.typed.as_ref().map_or("", Line::text);
        // Actions are looked for by their keys too.
        let keys = self.choosing == Choosing::Action;
        let texts: Vec<Cow<'_, str>> = self
            .entries
            .iter()
            .map(|entry| {
                if keys {
                    Cow::Owned(format!("{} {}", entry.text, entry.detail))
                } else {
                    Cow::Borrowed(entry.text.as_str())
                }
            })
            .collect();
        let ranked = Query::new(typed).rank(&texts);
        self.shown = ranked.into_iter().map(|ranked| ranked.index).collect();
        self.selected = 0;
    }
}

/// Gives the entries letters, leaving out those that mean something in a list (`j`, `k`, `q`), those
/// taken, and those kept for others.
pub fn letter(entries: &mut [Entry], kept: &str) {
    let mut free = "asdfghlwertyuiopzxcvbnmASDFGHLWERTYUIOPZXCVBNM1234567890"
        .chars()
        .filter(|c| !kept.contains(*c) && !entries.iter().any(|e| e.letter == Some(*c)))
        .collect::<Vec<_>>()
        .into_iter();
    for entry in entries
        .iter_mut()
        .filter(|e| e.letter.is_none() && e.available)
    {
        entry.letter = free.next();
    }
}

/// Where a list to choose from stands on the screen, and which rows each entry takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The list with its frame.
    pub area: Rect,
    /// The line that is typed, where one is.
    pub typed: Option<Rect>,
    /// The entries.
    pub list: Rect,
    /// The first entry on the screen, as an index into those shown.
    pub first: usize,
    /// The column of the entries' details; none where they stand at the right edge, as keys do.
    pub details: Option<u16>,
    /// The rows of each entry shown: one to choose from, as many as it takes to be read.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Lays a list out over a screen, the selected entry among its rows.
    pub fn of(picker: &Picker, screen: Rect) -> Self {
        let keys = picker.choosing == Choosing::Action;
        let detailed = picker.entries.iter().filter(|e| !e.detail.is_empty());
        let beside = detailed.map(|entry| display::width(&entry.text)).max();
        let beside = beside.filter(|_| !keys).unwrap_or(0);
        let widest = picker
            .entries
            .iter()
            .map(|entry| {
                let text = display::width(&entry.text);
                let detail = display::width(&entry.detail);
                let text = if detail > 0 { text.max(beside) } else { text };
                text + detail + 8
            })
            .max()
            .unwrap_or(0)
            .max(display::width(&picker.title) + 6)
            .max(30);
        let width = (widest.min(usize::from(screen.width.saturating_sub(4))) as u16).max(10);
        let reading = picker.choosing == Choosing::Reading;
        let rows: Vec<Vec<String>> = picker
            .shown
            .iter()
            .filter_map(|&at| picker.entries.get(at))
            .map(|entry| rows(entry, usize::from(width.saturating_sub(4)), reading))
            .collect();
        let typing = u16::from(picker.typed.is_some());
        let content = rows.iter().map(Vec::len).sum::<usize>().max(1) + usize::from(typing);
        let height = (content + 2).min(usize::from(screen.height.saturating_sub(2))) as u16;
        let area = Rect::new(
            (screen.width - width) / 2,
            (screen.height - height) / 3,
            width,
            height,
        );
        let inner = inside(area);
        let letters = if picker.lettered_entries() { 3 } else { 1 };
        let widest = picker
            .entries
            .iter()
            .map(|e| display::width(&e.detail))
            .max();
        let half = usize::from(inner.width / 2) + 1;
        let room = usize::from(inner.width).saturating_sub(widest.unwrap_or(0) + 1);
        let column = (beside + letters + 2).min(room.max(half));
        let list = Rect::new(
            inner.x,
            inner.y + typing,
            inner.width,
            inner.height.saturating_sub(typing),
        );
        let mut first = picker.selected;
        let mut taken = rows.get(first).map_or(0, Vec::len);
        while let Some(above) = first.checked_sub(1) {
            taken += rows.get(above).map_or(0, Vec::len);
            if taken > usize::from(list.height) {
                break;
            }
            first = above;
        }
        Self {
            area,
            typed: (typing > 0).then_some(Rect { height: 1, ..inner }),
            list,
            first,
            details: (!keys).then_some(column as u16),
            rows,
        }
    }

    /// The entry under a row of the screen, as an index into those shown.
    pub fn entry_at(&self, row: u16) -> Option<usize> {
        let mut left = usize::from(row.checked_sub(self.list.y)?);
        if row >= self.list.bottom() {
            return None;
        }
        for (at, rows) in self.rows.iter().enumerate().skip(self.first) {
            if left < rows.len() {
                return Some(at);
            }
            left -= rows.len();
        }
        None
    }
}

/// The rows of an entry.
fn rows(entry: &Entry, width: usize, reading: bool) -> Vec<String> {
    let text = display::visible(&entry.text).into_owned();
    if !reading {
        return vec![text];
    }
    display::wrapped(&text, width)
}
