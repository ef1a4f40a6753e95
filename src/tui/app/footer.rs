//! The line at the bottom: who, whether it is saved, what is left, and the keys that help most.

use ratatui::crossterm::event::KeyCode;

use crate::annotation::{ItemRef, Status};
use crate::text::display;
use crate::tui::action::{Action, Context};
use crate::tui::key::{Key, written};
use crate::tui::theme::Role;

use super::hint::Aim;
use super::picker::Choosing;
use super::table::Source;
use super::{App, Modal, Saving};

/// How many keys are shown at most.
const HINTS: usize = 6;
/// From this width on, in cells, it is said in words what is left.
const WORDY: u16 = 110;

/// What a click on a part of the line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// What a key does.
    Key(Key),
    /// An action.
    Action(Action),
}

/// A part of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins, in cells.
    pub column: u16,
    /// What it says.
    pub text: String,
    /// How it is drawn.
    pub role: Role,
    /// What a click on it does.
    pub press: Option<Press>,
}

/// The parts of the line, from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footer {
    /// The parts.
    pub pieces: Vec<Piece>,
    /// Where the next one begins.
    column: u16,
    /// Where the line ends.
    end: u16,
}

impl Footer {
    fn put(&mut self, text: impl Into<String>, role: Role) {
        self.put_pressed(text.into(), role, None);
    }

    fn put_pressed(&mut self, text: String, role: Role, press: Option<Press>) {
        let width = display::width(&text) as u16;
        self.pieces.push(Piece {
            column: self.column,
            text,
            role,
            press,
        });
        self.column = self.column.saturating_add(width);
    }

    /// A key and what it does, if there is room for both; says whether there was.
    fn hint(&mut self, key: &str, short: &str, press: Option<Press>) -> bool {
        let width = (display::width(key) + display::width(short) + 3) as u16;
        if self.column.saturating_add(width) > self.end {
            return false;
        }
        self.put_pressed(key.to_owned(), Role::Key, press);
        self.put_pressed(format!(" {short}"), Role::Muted, press);
        self.column += 2;
        true
    }

    fn keys(&mut self, keys: &[(&str, &str, Option<KeyCode>)]) {
        for (key, short, code) in keys {
            let press = code.map(|code| Press::Key(Key::plain(code)));
            self.hint(key, short, press);
        }
    }

    /// What a click on a column does.
    pub fn press_at(&self, column: u16) -> Option<Press> {
        let covers = |piece: &&Piece| {
            let end = piece.column + display::width(&piece.text) as u16;
            (piece.column..end).contains(&column)
        };
        self.pieces.iter().find(covers)?.press
    }
}

impl App {
    /// The line at the bottom, as long as nothing else is said or typed there.
    pub fn footer(&self) -> Footer {
        let width = self.areas.footer.width;
        let place = self.position();
        let tail = display::width(&place) as u16;
        let mut footer = Footer {
            end: width.saturating_sub(tail + 1),
            column: 1,
            ..Footer::default()
        };
        self.tell_state(&mut footer);
        if let Some(deciding) = self.deciding() {
            footer.put(format!(" · {deciding}"), Role::Warning);
        } else if !self.pending.is_empty() || self.count.is_some() {
            footer.column += 2;
            self.tell_pending(&mut footer);
        } else if self.settings.hints {
            footer.column += 2;
            self.tell_keys(&mut footer);
        }
        footer.column = width.saturating_sub(tail);
        footer.put(place, Role::Muted);
        footer
    }

    /// How far one has read, and in which article where the list does not tell.
    fn position(&self) -> String {
        let Some(reader) = self
            .reader
            .as_ref()
            .filter(|_| self.tables.shown().is_none())
        else {
            return String::new();
        };
        let percent = reader.percent();
        let hidden = self.areas.list.is_none();
        let row = hidden.then(|| self.list.row_of(reader.opened.index));
        match row.flatten() {
            Some(row) => {
                let of = self.list.len(&self.corpus);
                format!("{percent} % {}/{of} ", row + 1)
            }
            None => format!("{percent} % "),
        }
    }

    fn tell_state(&self, footer: &mut Footer) {
        /// A longer name would leave no room for what matters, in cells.
        const NAME: usize = 24;
        let name = display::fit(&self.settings.annotator, NAME);
        footer.put(name.into_owned(), Role::Text);
        let (saved, role) = match (&self.saving, self.why_read_only()) {
            (_, Some(_)) => ("read-only", Role::Warning),
            (Saving::Saved, _) => ("saved", Role::Success),
            (Saving::Saving(_), _) => ("saving", Role::Muted),
            (Saving::Failed(..), _) => ("NOT SAVED (:w says why)", Role::Error),
        };
        footer.put(" · ", Role::Muted);
        footer.put_pressed(saved.to_owned(), role, Some(Press::Action(Action::Write)));
        let here = self
            .reader
            .as_ref()
            .filter(|_| self.tables.shown().is_none());
        if let (Some(stream), Some(_)) = (&self.stream, here) {
            let open = self.survey.counts().open();
            let left = format!(" · stream by {} · {open} left", stream.order.as_str());
            footer.put(left, Role::Title);
        } else if let Some(reader) = here.filter(|reader| reader.annotated) {
            let key = |action| self.settings.keymap.key_of(action).unwrap_or_default();
            let left = match reader.counts().undecided {
                0 if reader.counts().all == 0 => {
                    format!(" · nothing found: {} selects", key(Action::SelectText))
                }
                0 if reader.annotations.status == Status::Reviewed => " · reviewed".to_owned(),
                0 => format!(" · all decided: {} when done", key(Action::ReviewedNext)),
                left if footer.end < WORDY => format!(" · {left} left"),
                left => format!(" · {left} unreviewed here"),
            };
            footer.put(left, Role::Muted);
            if let waiting @ 1.. = self.waiting() {
                let key = key(Action::NextWaiting);
                let told = format!(" · {waiting} without a place: {key}");
                let press = Some(Press::Action(Action::NextWaiting));
                footer.put_pressed(told, Role::Warning, press);
            }
        }
        if let Some(command) = &self.pipe.running {
            let command = display::visible(command);
            let told = format!(" · | {} runs: Ctrl-c stops", display::fit(&command, 20));
            footer.put(told, Role::Warning);
        }
        if self.held() > 0 {
            let keys = if self.held() == 1 { "key" } else { "keys" };
            let wait = format!(" · {} {keys} typed ahead: Ctrl-c drops", self.held());
            footer.put(wait, Role::Warning);
        }
    }

    /// The count and the keys typed so far.
    fn tell_pending(&self, footer: &mut Footer) {
        let count = self
            .count
            .map_or_else(String::new, |count| count.to_string());
        footer.put(format!("{count}{} ", written(&self.pending)), Role::Title);
        if !self.pending.is_empty() {
            footer.keys(&[
                ("?", "what may follow", Some(KeyCode::Char('?'))),
                ("Esc", "ends", Some(KeyCode::Esc)),
            ]);
        }
    }

    fn tell_keys(&self, footer: &mut Footer) {
        let close = ("Esc", "close", Some(KeyCode::Esc));
        let choose = ("Enter", "choose", Some(KeyCode::Enter));
        match self.modals.last() {
            Some(Modal::Picker(picker)) => {
                let searching = picker.typed.is_some();
                let reading = picker.choosing == Choosing::Reading;
                let search = ("/", "search", Some(KeyCode::Char('/')));
                match (reading, searching) {
                    (true, _) => footer.keys(&[("j k", "move", None), close]),
                    (false, true) => footer.keys(&[("↑ ↓", "move", None), choose, close]),
                    (false, false) => footer.keys(&[choose, search, close]),
                }
            }
            Some(Modal::Hints(hints)) => {
                let what = match hints.aim {
                    Aim::Jump => "jump",
                    Aim::Cue(_) => "take the word as cue",
                };
                footer.keys(&[("letters", what, None), close]);
            }
            Some(Modal::Mark) => footer.keys(&[("a letter", "marks this place", None), close]),
            Some(Modal::Prompt(_)) | None => self.tell_actions(footer),
        }
    }

    /// The keys that help most here.
    fn tell_actions(&self, footer: &mut Footer) {
        let helpful = self.helpful();
        let keys = helpful
            .iter()
            .filter(|action| self.unavailable(**action).is_none());
        let keys = keys.filter_map(|&action| Some((action, self.settings.keymap.key_of(action)?)));
        for (action, key) in keys.take(HINTS) {
            let press = Some(Press::Action(action));
            if !footer.hint(&key, action.spec().short, press) {
                return;
            }
        }
    }

    /// The actions that help most here, those first that are not to be missed where there is little
    /// room.
    fn helpful(&self) -> &'static [Action] {
        let reader = self.reader.as_ref();
        let bare = reader.is_some_and(|reader| reader.items().is_empty());
        let done = reader.is_some_and(|reader| reader.annotated && reader.counts().undecided == 0);
        let of_quote = matches!(self.target(), Some(ItemRef::Quote(_)));
        match self.context() {
            _ if self.corpus.is_empty() => &[Action::Help, Action::Close],
            Context::Reader | Context::Inspector if bare => &[
                Action::SelectText,
                Action::NextUndecided,
                Action::TagArticle,
                Action::ReviewedNext,
                Action::Help,
            ],
            Context::List => &[
                Action::Enter,
                Action::NextUndecided,
                Action::Filter,
                Action::ReviewedNext,
                Action::Help,
                Action::Close,
            ],
            Context::Table => match self.tables.shown().map(|table| &table.source) {
                Some(Source::Names(_)) => &[
                    Action::Enter,
                    Action::MarkRow,
                    Action::Merge,
                    Action::Said,
                    Action::Back,
                    Action::Help,
                ],
                Some(Source::Places(places)) if places.deed().is_some() => &[
                    Action::Accept,
                    Action::MarkRow,
                    Action::Enter,
                    Action::Back,
                    Action::Help,
                ],
                _ => &[
                    Action::Enter,
                    Action::Filter,
                    Action::MarkRow,
                    Action::Back,
                    Action::Help,
                ],
            },
            Context::Select => &[
                Action::Make,
                Action::WordEnd,
                Action::ObjectSentence,
                Action::SwapEnds,
                Action::Back,
                Action::Help,
            ],
            _ if done => &[
                Action::ReviewedNext,
                Action::SelectText,
                Action::Undo,
                Action::Help,
                Action::NextEntity,
                Action::NextQuote,
            ],
            _ if of_quote => &[
                Action::NextUndecided,
                Action::Accept,
                Action::Reject,
                Action::Speaker,
                Action::Help,
                Action::Undo,
            ],
            _ => &[
                Action::NextUndecided,
                Action::Accept,
                Action::Reject,
                Action::Help,
                Action::Undo,
                Action::Relabel,
            ],
        }
    }

    /// A click on the line at the bottom does what stands there; says whether anything does.
    pub(super) fn press_footer(&mut self, column: u16) -> bool {
        if self.message.is_some() || matches!(self.modals.last(), Some(Modal::Prompt(_))) {
            return false;
        }
        match self.footer().press_at(column) {
            Some(Press::Action(action)) => {
                self.pending.clear();
                self.perform(action);
            }
            Some(Press::Key(key)) => self.key(key),
            None => return false,
        }
        true
    }
}
