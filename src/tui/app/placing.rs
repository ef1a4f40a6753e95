//! What lost its place when the text changed: a queue that the analyst goes through.

use crate::annotation::anchor::{self, Placed, Proposal, Unplaced};
use crate::annotation::edit::Edit;
use crate::annotation::wire::Coordinates;
use crate::annotation::{ItemId, ItemRef};
use crate::span::{self, Span};
use crate::text::display;

use super::areas::Pane;
use super::inspector::Line;
use super::picker::{Choice, Choosing, Entry, Picker};
use super::reader::Reader;
use super::select::pieces;
use super::{App, Modal};

/// How much around a place is shown, in code points on either side.
const AROUND: usize = 28;
/// So many at most are placed with one key: each is looked for in the whole text.
const AT_ONCE: usize = 500;
/// That many code points around words say where they stand, if nothing else says otherwise.
const CLEAR: usize = 12;

impl App {
    /// How many items of the open article wait for their place.
    pub fn waiting(&self) -> usize {
        self.annotations().map_or(0, |a| a.unplaced.len())
    }

    /// Goes to the next item that waits, or the one before, and shows where it may stand.
    pub(super) fn step_waiting(&mut self, forward: bool) {
        let Some(reader) = &self.reader else { return };
        let unplaced = &reader.annotations.unplaced;
        let Some(last) = unplaced.len().checked_sub(1) else {
            return self.say("everything that was decided here has its place");
        };
        let here = self.waiting_here();
        let at = match (here, forward) {
            (Some(at), true) => (at + 1) % (last + 1),
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            (None, true) => {
                let before = |u: &Unplaced| byte_of(reader, u) < reader.cursor;
                unplaced.iter().position(|u| !before(u)).unwrap_or(0)
            }
            (None, false) => {
                let before = |u: &Unplaced| byte_of(reader, u) < reader.cursor;
                unplaced.iter().rposition(before).unwrap_or(last)
            }
        };
        self.remember_jump();
        self.choose_place(at);
    }

    /// The place in the queue of the item that was gone to last, as far as it still waits.
    fn waiting_here(&self) -> Option<usize> {
        let key = self.placing.key.as_ref()?;
        self.annotations()?.unplaced.iter().position(|u| u.is(key))
    }

    /// The item that waits on the inspector's selected line.
    fn waiting_selected(&self) -> Option<usize> {
        match self.inspector.lines.get(self.inspector.selected) {
            Some(Line::Unplaced(at)) if self.settings.wanted.focus == Pane::Inspector => Some(*at),
            _ => None,
        }
    }

    /// Opens what the inspector's selected line waits for; says whether it waits.
    pub(super) fn place_selected(&mut self) -> bool {
        let Some(at) = self.waiting_selected() else {
            return false;
        };
        self.choose_place(at);
        true
    }

    /// Lets go what waits on the inspector's selected line; says whether it waits.
    pub(super) fn let_selected_go(&mut self) -> bool {
        let key = self
            .waiting_selected()
            .and_then(|at| Some(self.annotations()?.unplaced.get(at)?.key()));
        let Some(key) = key else { return false };
        self.let_go(&key);
        true
    }

    /// Shows where an item that waits may stand.
    fn choose_place(&mut self, at: usize) {
        let Some(reader) = &self.reader else { return };
        let Some(unplaced) = reader.annotations.unplaced.get(at) else {
            return;
        };
        let key = unplaced.key();
        let proposals = anchor::propose(unplaced, coordinates(reader));
        let entry = |letter: Option<char>, text: String, detail: String, choice: Choice| Entry {
            letter,
            text,
            detail,
            available: true,
            choice,
        };
        let mut entries: Vec<Entry> = ('1'..='9')
            .zip(proposals.iter().enumerate())
            .map(|(letter, (at, proposal))| {
                let text = around(reader.text(), proposal.placed.span());
                entry(Some(letter), text, told(proposal), Choice::Proposal(at))
            })
            .collect();
        if proposals.is_empty() {
            entries.push(Entry {
                available: false,
                ..entry(
                    None,
                    "nothing in the text is like it and what stood around it".to_owned(),
                    String::new(),
                    Choice::Line,
                )
            });
        }
        let empty = String::new;
        let others = "on other words: select them, then Enter and w";
        entries.push(entry(
            Some('v'),
            others.to_owned(),
            empty(),
            Choice::Elsewhere,
        ));
        let go = "let it go";
        entries.push(entry(Some('x'), go.to_owned(), empty(), Choice::LetGo));
        if reader.annotations.unplaced.len() > 1 {
            let all = "all that stand clearly in one place, there";
            entries.push(entry(Some('A'), all.to_owned(), empty(), Choice::PlaceAll));
        }
        for (was, detail) in story(unplaced) {
            entries.push(Entry {
                available: false,
                ..entry(None, was, detail, Choice::Line)
            });
        }
        let title = format!(
            "{} of {} without a place: {}",
            at + 1,
            reader.annotations.unplaced.len(),
            name(unplaced)
        );
        let near = byte_of(reader, unplaced);
        self.inspector.select_unplaced(at);
        self.placing = Placing {
            key: Some(key.clone()),
            proposals,
        };
        if self.placing.proposals.is_empty() {
            self.go(near);
        }
        self.open_picker(Picker::by_letter(Choosing::Unplaced(key), title, entries));
    }

    /// Shows in the text the place that is selected, as long as places are chosen from.
    pub(super) fn show_proposal(&mut self) {
        let Some(Modal::Picker(picker)) = self.modals.last() else {
            return;
        };
        if !matches!(picker.choosing, Choosing::Unplaced(_)) {
            return;
        }
        let span = match picker.entry().map(|entry| &entry.choice) {
            Some(Choice::Proposal(at)) => self.placing.proposals.get(*at),
            _ => None,
        };
        match span.map(|proposal| proposal.placed.span()) {
            Some(span) => self.select(span),
            None => self.end_selection(None),
        }
    }

    /// Does with an item that waits what was chosen.
    pub(super) fn place_chosen(&mut self, key: &ItemId, choice: &Choice) {
        self.end_selection(None);
        match choice {
            Choice::Proposal(at) => {
                let proposal = self.placing.proposals.get(*at).cloned();
                if let Some(proposal) = proposal {
                    self.place(key, proposal);
                }
            }
            Choice::Elsewhere => {
                self.say("select the words (v), then Enter and w: it stands there");
            }
            Choice::LetGo => self.let_go(key),
            Choice::PlaceAll => self.place_all(),
            _ => {}
        }
    }

    /// Puts an item that waits on a place, and goes on to the next.
    fn place(&mut self, key: &ItemId, proposal: Proposal) {
        let name = self.name_of_waiting(key);
        let placed = proposal.placed;
        let mut edits = vec![Edit::Place(key.clone(), Box::new(placed.clone()))];
        edits.extend(self.told_with(key).into_iter().filter_map(|date| {
            let at = coordinates(self.reader.as_ref()?);
            let also = anchor::at_span(&date, &[placed.span()], at)?;
            Some(Edit::Place(date.key(), Box::new(also.placed)))
        }));
        let at = self.waiting_at(key);
        if !self.commit(&edits, &format!("place {name}")) {
            if self.message.is_none() {
                self.complain("the same is decided there already; x lets this one go");
            }
            return;
        }
        let item = self.placed_item(&placed);
        if let Some(item) = item {
            self.focus_item(&item);
        }
        self.say(format!("placed {name}; {}", self.left_waiting()));
        self.go_on_waiting(at);
    }

    /// Puts an item that waits on selected words.
    pub(super) fn place_on(&mut self, key: &ItemId, span: Span) {
        let Some(reader) = &self.reader else { return };
        let Some(unplaced) = reader.annotations.unplaced.iter().find(|u| u.is(key)) else {
            return;
        };
        let pieces = match unplaced.kind.as_str() {
            "quote" => pieces(reader.text(), span),
            _ => vec![span],
        };
        let proposal = anchor::at_span(unplaced, &pieces, coordinates(reader));
        self.end_selection(None);
        match proposal {
            Some(proposal) => self.place(key, proposal),
            None => self.complain("it cannot stand there"),
        }
    }

    fn let_go(&mut self, key: &ItemId) {
        let name = self.name_of_waiting(key);
        let at = self.waiting_at(key);
        let told = self.told_with(key);
        let told = told.map(|date| Edit::LetGo(date.key()));
        let edits: Vec<Edit> = std::iter::once(Edit::LetGo(key.clone()))
            .chain(told)
            .collect();
        if self.commit(&edits, &format!("let go {name}")) {
            self.say(format!("let go {name}; {}", self.left_waiting()));
            self.go_on_waiting(at);
        }
    }

    /// The date that stood where an entity did that tells it: they are one for the analyst.
    fn told_with(&self, key: &ItemId) -> Option<Unplaced> {
        let unplaced = &self.annotations()?.unplaced;
        let entity = unplaced.iter().find(|u| u.is(key))?;
        let place =
            |u: &Unplaced| Some((u.item.get("start")?.as_u64()?, u.item.get("end")?.as_u64()?));
        let is_date = field(entity, "/label") == Some("DATE");
        let told = unplaced
            .iter()
            .find(|u| u.kind == "date" && u.sha256 == entity.sha256 && place(u) == place(entity));
        told.filter(|_| is_date).cloned()
    }

    /// Places all that stand clearly in one place, as one decision.
    fn place_all(&mut self) {
        let Some(reader) = &self.reader else { return };
        let at = coordinates(reader);
        let waiting = reader.annotations.unplaced.iter();
        let clear = waiting.filter_map(|unplaced| {
            let proposal = clear(anchor::propose(unplaced, at))?;
            Some(Edit::Place(unplaced.key(), Box::new(proposal.placed)))
        });
        let edits: Vec<Edit> = clear.take(AT_ONCE).collect();
        let count = edits.len();
        if self.commit(&edits, &format!("place {count}")) {
            self.say(format!("placed {count}; {}", self.left_waiting()));
        } else if self.message.is_none() {
            self.say("none stands clearly in one place");
        }
    }

    /// After a decision: on to the next item that waits, if that is wanted.
    fn go_on_waiting(&mut self, at: Option<usize>) {
        let Some(at) = at.filter(|_| self.settings.advance) else {
            return;
        };
        let last = self.waiting().checked_sub(1);
        if let Some(last) = last {
            let told = self.message.take();
            self.choose_place(at.min(last));
            self.message = told;
        }
    }

    fn waiting_at(&self, key: &ItemId) -> Option<usize> {
        self.annotations()?.unplaced.iter().position(|u| u.is(key))
    }

    fn left_waiting(&self) -> String {
        match self.waiting() {
            0 => "all have their place".to_owned(),
            left => format!("{left} left"),
        }
    }

    fn name_of_waiting(&self, key: &ItemId) -> String {
        let unplaced = self
            .annotations()
            .and_then(|a| a.unplaced.iter().find(|u| u.is(key)));
        unplaced.map_or_else(String::new, name)
    }

    /// The item that was just placed.
    fn placed_item(&self, placed: &Placed) -> Option<ItemRef> {
        let annotations = self.annotations()?;
        let span = placed.span();
        match placed {
            Placed::Entity(entity) => {
                let found = annotations.entities.iter();
                let mut found = found.filter(|e| e.span == span && e.label == entity.label);
                Some(ItemRef::Entity(found.next()?.id.clone()))
            }
            Placed::Quote(_) => {
                let found = annotations.quotes.iter().find(|q| q.extent() == span);
                Some(ItemRef::Quote(found?.id.clone()))
            }
            Placed::Date(_) => {
                let found = annotations.dates.iter().find(|d| d.span == span);
                Some(ItemRef::Date(found?.id.clone()))
            }
        }
    }

    /// An item that waits, to be put on selected words: the one that was gone to last, else the first.
    pub(super) fn waiting_for_words(&self) -> Option<(ItemId, String)> {
        let unplaced = &self.annotations()?.unplaced;
        let at = self.waiting_here().unwrap_or(0);
        let unplaced = unplaced.get(at)?;
        Some((unplaced.key(), name(unplaced)))
    }
}

/// The item whose place is being chosen.
#[derive(Debug, Default)]
pub(super) struct Placing {
    key: Option<ItemId>,
    proposals: Vec<Proposal>,
}

/// The one place at which an item clearly stands: its words, and something around them that no
/// other place has.
fn clear(proposals: Vec<Proposal>) -> Option<Proposal> {
    let mut proposals = proposals.into_iter();
    let first = proposals.next()?;
    let is_clear = first.without.is_empty() && first.errors * 8 <= first.placed.span().len();
    let rival = proposals.next();
    let apart = rival.is_none_or(|second| {
        second.errors > first.errors || first.context >= second.context + CLEAR
    });
    (is_clear && apart && first.context >= CLEAR).then_some(first)
}

fn coordinates(reader: &Reader) -> Coordinates<'_> {
    Coordinates {
        text: reader.text(),
        index: &reader.opened.offsets,
    }
}

/// About where an item that waits would stand.
fn byte_of(reader: &Reader, unplaced: &Unplaced) -> usize {
    let at = coordinates(reader);
    let near = unplaced.near.unwrap_or(0);
    let byte = at.index.byte_of_code_point(at.text, near);
    byte.unwrap_or(at.text.len())
}

/// A place with what stands around it.
fn around(text: &str, span: Span) -> String {
    /// No words of a place are shown that are longer, in code points.
    const LONGEST: usize = 60;
    let before = span::until(text, span.start);
    let from = before.char_indices().rev().nth(AROUND - 1);
    let before = span::from(before, from.map_or(0, |(byte, _)| byte));
    let after: String = span::from(text, span.end).chars().take(AROUND).collect();
    let words: String = span.of(text).chars().take(LONGEST).collect();
    let cut = if words.len() < span.len() { "…" } else { "" };
    one_line(&format!("…{before}[{words}{cut}]{after}…"))
}

/// What speaks for a place.
fn told(proposal: &Proposal) -> String {
    let words = match proposal.errors {
        0 => "the words".to_owned(),
        1 => "one letter differs".to_owned(),
        errors => format!("{errors} letters differ"),
    };
    let context = match proposal.context {
        0 => ", nothing around them".to_owned(),
        context => format!(", {context} of 64 around them"),
    };
    let lost = proposal.without.join(", ");
    let without = if lost.is_empty() { "" } else { ", without " };
    format!("{words}{context}{without}{lost}")
}

fn field<'a>(unplaced: &'a Unplaced, pointer: &str) -> Option<&'a str> {
    unplaced.item.pointer(pointer)?.as_str()
}

/// The words of an item that waits, and what was decided about it.
fn name(unplaced: &Unplaced) -> String {
    let words = field(unplaced, "/text").or_else(|| field(unplaced, "/content/0/text"));
    let words = one_line(words.unwrap_or("?"));
    let words = display::visible(&words).into_owned();
    let kind = field(unplaced, "/label").unwrap_or(&unplaced.kind);
    let verdict = field(unplaced, "/verdict").unwrap_or_default();
    format!("{} · {kind}, {verdict}", display::fit(&words, 32))
}

/// What an item that waits was: where it stood, what it carries.
fn story(unplaced: &Unplaced) -> Vec<(String, String)> {
    let words = field(unplaced, "/text").or_else(|| field(unplaced, "/content/0/text"));
    let stood = [
        field(unplaced, "/prefix").unwrap_or_default(),
        "[",
        &words
            .unwrap_or_default()
            .chars()
            .take(60)
            .collect::<String>(),
        "]",
        field(unplaced, "/suffix").unwrap_or_default(),
    ];
    let mut story = vec![(
        format!("it stood: …{}…", one_line(&stood.concat())),
        String::new(),
    )];
    let speaker = field(unplaced, "/speaker/name").or_else(|| field(unplaced, "/speaker/text"));
    for (what, said) in [
        ("note", field(unplaced, "/note")),
        ("speaker", speaker),
        ("cue", field(unplaced, "/cue/text")),
        ("link", field(unplaced, "/link")),
    ] {
        story.extend(said.map(|said| (format!("{what}: {}", one_line(said)), String::new())));
    }
    let tags = unplaced.item.get("tags").and_then(|tags| tags.as_array());
    let tags: Vec<&str> = tags
        .into_iter()
        .flatten()
        .filter_map(|tag| tag.as_str())
        .collect();
    if !tags.is_empty() {
        story.push((format!("tags: {}", tags.join(", ")), String::new()));
    }
    story
}

/// What an item that waits is, for a line of the inspector: the letter of its kind, its words.
pub fn line_of(unplaced: &Unplaced) -> (Option<&str>, String) {
    let words = field(unplaced, "/text").or_else(|| field(unplaced, "/content/0/text"));
    (field(unplaced, "/label"), one_line(words.unwrap_or("?")))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
