//! A list to choose from: by a letter beside each entry, by moving, or by typing part of it.

use crate::annotation::{ItemId, ItemRef};
use crate::extract::Label;
use crate::search::fuzzy::Query;
use crate::span::Span;
use crate::tui::action::Action;

use super::prompt::Line;

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
    /// An action.
    Action,
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
    /// Nobody known.
    Nobody,
    /// An action.
    Action(Action),
    /// An item of the article.
    Item(ItemRef),
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

    /// Moves the selection, stopping at the ends.
    pub fn step(&mut self, by: isize) {
        let last = self.shown.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    /// Shows the entries that match what is typed, best first.
    pub fn narrow(&mut self) {
        let typed = self.typed.as_ref().map_or("", Line::text);
        let texts: Vec<&str> = self.entries.iter().map(|e| e.text.as_str()).collect();
        let ranked = Query::new(typed).rank(&texts);
        self.shown = ranked.into_iter().map(|ranked| ranked.index).collect();
        self.selected = 0;
    }
}

/// Gives the entries letters, leaving out those that mean something in a list (`j`, `k`, `q`) and those taken.
pub fn letter(entries: &mut [Entry]) {
    let mut free = "asdfghlwertyuiopzxcvbnmASDFGHLWERTYUIOPZXCVBNM1234567890"
        .chars()
        .filter(|c| !entries.iter().any(|e| e.letter == Some(*c)))
        .collect::<Vec<_>>()
        .into_iter();
    for entry in entries
        .iter_mut()
        .filter(|e| e.letter.is_none() && e.available)
    {
        entry.letter = free.next();
    }
}
