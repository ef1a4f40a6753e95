//! Letters on the screen, which choose what they stand on.

use crate::annotation::{ItemId, ItemRef, Verdict};
use crate::span::Span;
use crate::text::token::{TokenKind, tokens};
use crate::tui::key::Key;
use crate::tui::link;

use super::areas::{Pane, inside};
use super::inspector::Line;
use super::{App, Modal};

/// The letters of hints, the easiest to reach first.
pub(super) const HINTS: &[char] = &[
    'a', 's', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'e', 'w', 'r', 'u', 'i', 'o', 'p', 'c', 'v', 'n',
    'm',
];

/// Letters over places on the screen; typing them chooses the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hints {
    /// What the chosen place is for.
    pub aim: Aim,
    /// The places.
    pub places: Vec<Hint>,
    /// What is typed so far.
    pub typed: String,
}

/// A place with its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The letters.
    pub letters: String,
    /// What they stand on.
    pub on: On,
}

/// What letters stand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// Words of the article, and the item that they are.
    Words(Span, Option<ItemRef>),
    /// A row of the list.
    Row(usize),
    /// A line of the inspector.
    Line(usize),
    /// The article's link, in its title.
    Link,
}

/// What a hinted place is chosen for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// To go there.
    Jump,
    /// As the cue of a quote.
    Cue(ItemId),
}

impl App {
    /// Puts letters on everything on the screen that can be gone to: on what stands in the text
    /// first, for these are the shortest.
    pub(super) fn hint_all(&mut self) {
        let mut places = Vec::new();
        let reader = self.reader.as_ref().filter(|_| self.areas.text.is_some());
        if let Some(reader) = reader {
            let seen = reader.visible();
            let items = reader.items().near(seen).map(|(_, listed)| listed);
            let items = items.filter(|listed| {
                seen.contains(listed.span.start) && listed.verdict != Verdict::Rejected
            });
            places.extend(items.map(|l| On::Words(l.span, Some(l.item.clone()))));
            let url = reader.opened.article.head.url.as_deref();
            if url.is_some_and(link::is_web) {
                places.push(On::Link);
            }
        }
        if reader.is_none_or(|reader| reader.anchor.is_none()) {
            let rows = |pane| usize::from(inside(pane).height);
            if let Some(pane) = self.areas.inspector {
                let first = self.inspector.window.top;
                let lines = self.inspector.lines.iter().enumerate();
                let shown = lines.skip(first).take(rows(pane));
                let shown = shown.filter(|(_, line)| !matches!(line, Line::Heading(..)));
                places.extend(shown.map(|(at, _)| On::Line(at)));
            }
            if let Some(pane) = self.areas.list {
                let shown = self.list.window.top..self.list.window.top + rows(pane);
                let shown = shown.filter(|row| self.list.article(*row, &self.corpus).is_some());
                places.extend(shown.map(On::Row));
            }
        }
        self.hint(Aim::Jump, places);
    }

    /// Puts letters on every word on the screen, the shortest on those near the cursor.
    pub(super) fn hint_words(&mut self) {
        let Some(reader) = &self.reader else { return };
        let tokens = tokens(reader.text(), reader.visible()).into_iter();
        let words = tokens.filter(|token| token.kind == TokenKind::Word);
        let mut words: Vec<Span> = words.map(|token| token.span).collect();
        words.sort_by_key(|word| word.start.abs_diff(reader.cursor));
        words.retain(|word| !word.contains(reader.cursor));
        let places = words.into_iter().map(|word| On::Words(word, None));
        self.hint(Aim::Jump, places.collect());
    }

    pub(super) fn hint(&mut self, aim: Aim, places: Vec<On>) {
        if places.is_empty() {
            self.complain("nothing on the screen to choose from");
            return;
        }
        let letters = hint_letters(places.len()).into_iter();
        let places = letters
            .zip(places)
            .map(|(letters, on)| Hint { letters, on })
            .collect();
        self.modals.push(Modal::Hints(Hints {
            aim,
            places,
            typed: String::new(),
        }));
    }

    pub(super) fn hint_key(&mut self, key: Key) {
        let Some(Modal::Hints(hints)) = self.modals.last_mut() else {
            return;
        };
        let Some(c) = key.typed() else {
            return self.close_modal();
        };
        hints.typed.push(c);
        let typed = hints.typed.as_str();
        let mut leads = hints.places.iter().filter(|p| p.letters.starts_with(typed));
        match leads.next() {
            None => self.close_modal(),
            Some(hint) if hint.letters == typed => {
                let (aim, on) = (hints.aim.clone(), hint.on.clone());
                self.modals.pop();
                self.aimed(&aim, on);
            }
            Some(_) => {}
        }
    }

    fn aimed(&mut self, aim: &Aim, on: On) {
        match (aim, on) {
            (Aim::Cue(quote), On::Words(span, _)) => self.set_cue(quote, span),
            (Aim::Jump, On::Words(span, item)) => {
                self.remember_jump();
                self.settings.wanted.focus = Pane::Reader;
                match item {
                    Some(item) => self.reach(&item),
                    None => self.go(span.start),
                }
            }
            (Aim::Jump, On::Row(row)) => {
                self.remember_jump();
                self.settings.wanted.focus = Pane::List;
                if self.list.select(row, &self.corpus) {
                    self.open_selected();
                }
            }
            (Aim::Jump, On::Line(line)) => {
                self.remember_jump();
                self.settings.wanted.focus = Pane::Inspector;
                self.inspector.selected = line;
                self.inspector.step(0);
                self.follow_inspector();
            }
            (Aim::Jump, On::Link) => self.open_link(),
            (Aim::Cue(_), _) => {}
        }
    }
}

/// Letters for that many places, one each as far as they suffice, else two; no place's letters
/// begin another's.
fn hint_letters(count: usize) -> Vec<String> {
    let all = HINTS.len();
    // A letter that begins pairs stands for as many places as there are letters, instead of one.
    let pairs = count.saturating_sub(all).div_ceil(all - 1).min(all);
    let (single, first) = HINTS.split_at(all - pairs);
    let pairs = first
        .iter()
        .flat_map(|first| HINTS.iter().map(move |second| format!("{first}{second}")));
    single
        .iter()
        .map(char::to_string)
        .chain(pairs)
        .take(count)
        .collect()
}
