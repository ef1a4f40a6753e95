//! Places to come back to: where jumps began, and what the analyst marked.

use std::collections::BTreeMap;

use ratatui::crossterm::event::KeyCode;

use crate::span::from;
use crate::tui::effect::{Effect, Mark};
use crate::tui::key::Key;

use super::areas::Pane;
use super::picker::{Choice, Choosing, Entry, Picker};
use super::{App, Awaiting, Modal};

/// How many places of jumps are kept.
const MOST: usize = 200;
/// How many characters of the text tell what stands at a place.
const WORDS: usize = 60;
/// The letter that stands for the place before the last jump.
const BEFORE: char = '\'';

/// A place in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The article's place in the corpus.
    pub index: usize,
    /// The byte.
    pub byte: usize,
    /// What stands there.
    pub words: String,
}

impl Spot {
    fn is_at(&self, other: &Self) -> bool {
        (self.index, self.byte) == (other.index, other.byte)
    }
}

/// Places that jumps began from, the oldest first.
#[derive(Debug, Default)]
pub struct Jumps {
    places: Vec<Spot>,
    /// The next place that going forward leads to.
    at: usize,
    /// Where the last jump of all began, back and forth too.
    before: Option<Spot>,
}

impl Jumps {
    /// Remembers a place; what lay forward of it is forgotten.
    fn push(&mut self, place: Spot) {
        self.places.truncate(self.at);
        self.before = Some(place.clone());
        if self.places.last().is_none_or(|last| !last.is_at(&place)) {
            self.places.push(place);
        }
        if self.places.len() > MOST {
            self.places.remove(0);
        }
        self.at = self.places.len();
    }

    /// The place before; `here` is kept so that one can come forward again.
    fn back(&mut self, here: Spot) -> Option<Spot> {
        let mut at = self.at;
        if at == self.places.len() && at > 0 {
            self.push(here.clone());
            at = self.places.len() - 1;
        }
        self.at = at.checked_sub(1)?;
        self.before = Some(here);
        self.places.get(self.at).cloned()
    }

    fn forward(&mut self, here: Spot) -> Option<Spot> {
        let place = self.places.get(self.at + 1).cloned()?;
        self.at += 1;
        self.before = Some(here);
        Some(place)
    }
}

/// What the analyst marked, by letters.
pub type Marks = BTreeMap<char, Mark>;

impl App {
    /// Remembers this place as one to come back to.
    pub(super) fn remember_jump(&mut self) {
        if let Some(place) = self.spot() {
            self.jumps.push(place);
        }
    }

    /// Where the analyst is, or is about to be.
    fn spot(&self) -> Option<Spot> {
        let reader = self.reader.as_ref();
        if let Some(index) = self.loading {
            let byte = match &self.awaiting {
                Some(Awaiting::Byte(byte)) => *byte,
                Some(Awaiting::Place(place)) => place.cursor,
                _ => 0,
            };
            let words = self.title(index);
            return Some(Spot { index, byte, words });
        }
        let reader = reader?;
        Some(Spot {
            index: reader.opened.index,
            byte: reader.cursor,
            words: words(reader.text(), reader.cursor),
        })
    }

    fn title(&self, index: usize) -> String {
        let row = self.corpus.row(index);
        row.map_or_else(String::new, |row| row.title.to_owned())
    }

    /// Goes back to where the last jump began, or forward again.
    pub(super) fn jump(&mut self, forward: bool, count: usize) {
        let mut place = None;
        for _ in 0..count.min(MOST) {
            let Some(here) = place.clone().or_else(|| self.spot()) else {
                return;
            };
            let next = if forward {
                self.jumps.forward(here)
            } else {
                self.jumps.back(here)
            };
            let Some(next) = next else { break };
            place = Some(next);
        }
        match place {
            Some(place) => self.open_at(place.index, place.byte),
            None if forward => self.say("nothing further forward"),
            None => self.say("nothing further back"),
        }
    }

    /// Goes to a byte of an article, which is opened if it is not.
    pub(super) fn open_at(&mut self, index: usize, byte: usize) {
        self.tables.hide();
        self.settings.wanted.focus = Pane::Reader;
        let open = self.reader.as_ref().map(|reader| reader.opened.index);
        if self.loading.is_none() && open == Some(index) {
            self.go(byte);
            return self.inspect_current();
        }
        if self.loading != Some(index) {
            self.load(index);
        }
        self.awaiting = Some(Awaiting::Byte(byte));
    }

    /// Waits for the letter of a mark.
    pub(super) fn begin_mark(&mut self) {
        if self.reader.is_none() {
            return self.complain("no article is open");
        }
        self.modals.push(Modal::Mark);
    }

    /// The letter that this place is marked by.
    pub(super) fn mark_key(&mut self, key: Key) {
        self.modals.pop();
        if key.code == KeyCode::Esc {
            return;
        }
        match key.typed().filter(|c| c.is_alphabetic()) {
            Some(letter) => self.mark(letter),
            None => self.complain("a mark is a letter"),
        }
    }

    fn mark(&mut self, letter: char) {
        let Some(reader) = &self.reader else { return };
        let mark = Mark {
            root: reader.opened.root,
            article: reader.opened.article.id.clone(),
            byte: reader.cursor,
            words: words(reader.text(), reader.cursor),
        };
        self.effects.push(Effect::Mark(letter, mark.clone()));
        self.marks.insert(letter, mark);
        self.say(format!("mark {letter}: '{letter} comes back here"));
    }

    /// Lists the marks, which their letters choose.
    pub(super) fn choose_mark(&mut self) {
        let mut entries = Vec::new();
        if let Some(before) = &self.jumps.before {
            entries.push(Entry {
                letter: Some(BEFORE),
                text: before.words.clone(),
                detail: "before the last jump".to_owned(),
                available: true,
                choice: Choice::Spot(before.clone()),
            });
        }
        for (letter, mark) in &self.marks {
            let index = self.corpus.find(mark.root, &mark.article);
            entries.push(Entry {
                letter: Some(*letter),
                text: mark.words.clone(),
                detail: match index {
                    Some(index) => self.title(index),
                    None => format!("{} is not there", mark.article),
                },
                available: index.is_some(),
                choice: match index {
                    Some(index) => Choice::Spot(Spot {
                        index,
                        byte: mark.byte,
                        words: String::new(),
                    }),
                    None => Choice::Line,
                },
            });
        }
        if entries.is_empty() {
            return self.say("no marks; m and a letter marks a place");
        }
        self.open_picker(Picker::by_letter(Choosing::Mark, "Go to a mark", entries));
    }

    /// Lists the places that jumps began from, the newest first.
    pub(super) fn choose_jump(&mut self) {
        let places = self.jumps.places.iter().rev();
        let entries: Vec<Entry> = places
            .map(|place| Entry {
                letter: None,
                text: place.words.clone(),
                detail: self.title(place.index),
                available: true,
                choice: Choice::Spot(place.clone()),
            })
            .collect();
        if entries.is_empty() {
            return self.say("no jumps yet");
        }
        self.open_picker(Picker::by_letter(
            Choosing::Jump,
            "Where jumps began, the newest first",
            entries,
        ));
    }

    /// Goes to a place that was chosen, as a jump.
    pub(super) fn jump_to(&mut self, place: &Spot) {
        self.remember_jump();
        self.open_at(place.index, place.byte);
    }
}

/// What stands at a byte of a text, to the line's end.
fn words(text: &str, byte: usize) -> String {
    let rest = from(text, byte).trim_start();
    let line = rest.lines().next().unwrap_or_default();
    line.chars().take(WORDS).collect()
}
