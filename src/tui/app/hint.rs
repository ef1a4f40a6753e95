//! Letters on the screen, which choose what they stand on.

use crate::annotation::{ItemRef, Verdict};
use crate::span::Span;
use crate::tui::key::Key;

use super::{Aim, App, Hints, Modal};

/// The letters of hints, the easiest to reach first.
pub(super) const HINTS: &[char] = &[
    'a', 's', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'e', 'w', 'r', 'u', 'i', 'o', 'p', 'c', 'v', 'n',
    'm',
];

impl App {
    /// Puts letters on every span on the screen.
    pub(super) fn hint_items(&mut self) {
        let Some(reader) = &self.reader else { return };
        let seen = reader.visible();
        let places = reader
            .items()
            .iter()
            .filter(|listed| {
                seen.contains(listed.span.start) && listed.verdict != Verdict::Rejected
            })
            .map(|listed| (listed.span, Some(listed.item.clone())))
            .collect();
        self.hint(Aim::Jump, places);
    }

    pub(super) fn hint(&mut self, aim: Aim, places: Vec<(Span, Option<ItemRef>)>) {
        if places.is_empty() {
            self.complain("nothing on the screen to choose from");
            return;
        }
        let letters = hint_letters(places.len());
        let places = letters
            .into_iter()
            .zip(places)
            .map(|(letters, (span, item))| (letters, span, item))
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
        let typed = hints.typed.clone();
        let chosen = hints
            .places
            .iter()
            .find(|(letters, _, _)| *letters == typed)
            .cloned();
        let leads = hints
            .places
            .iter()
            .any(|(letters, _, _)| letters.starts_with(&typed));
        if let Some((_, span, item)) = chosen {
            let aim = hints.aim.clone();
            self.modals.pop();
            self.aimed(&aim, span, item.as_ref());
        } else if !leads {
            self.close_modal();
        }
    }

    fn aimed(&mut self, aim: &Aim, span: Span, item: Option<&ItemRef>) {
        match aim {
            Aim::Jump => {
                self.remember_jump();
                match item {
                    Some(item) => self.reach(item),
                    None => self.go(span.start),
                }
            }
            Aim::Cue(quote) => self.set_cue(quote, span),
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
