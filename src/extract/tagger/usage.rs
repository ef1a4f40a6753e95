//! How a document uses its capitalised words: what stands around them, and where in names they stand.

use std::collections::{HashMap, HashSet};

use super::atom::{mix, salt, word_key};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Style, Word, Words, lower_key};
use crate::text::token::TokenKind;

/// How many words around a word are remembered.
const CONTEXTS: usize = 20;

/// Where a word may stand in a run of capitalised words, as bits.
const ALONE: u8 = 1;
const FIRST: u8 = 2;
const INSIDE: u8 = 4;
const LAST: u8 = 8;

/// How a document uses its capitalised words.
#[derive(Debug, Default)]
pub(super) struct Usages {
    contexts: HashMap<u64, Vec<u64>>,
    places: HashMap<u64, u8>,
    initials: HashSet<u64>,
}

impl Usages {
    /// Reads a document.
    pub(super) fn new(words: &Words) -> Self {
        let mut usages = Self::default();
        let all = &words.all;
        let mut first = 0;
        while let Some(word) = all.get(first) {
            if !is_capital(word) {
                first += 1;
                continue;
            }
            let rest = all.get(first + 1..).unwrap_or_default();
            let more = rest.iter().take_while(|w| is_capital(w) && !w.begins());
            let end = first + 1 + more.count();
            if word.style == Style::Prose {
                usages.add_run(words, first, end);
            }
            first = end;
        }
        usages
    }

    fn add_run(&mut self, words: &Words, first: usize, end: usize) {
        for at in first..end {
            self.add_context(words, at);
        }
        let all = words.all.get(first..end).unwrap_or_default();
        let Some(opening) = all.first() else {
            return;
        };
        // A word that only opens the sentence is no part of the name behind it.
        let opens = opening.opens() && opening.is(Kinds::FUNCTION | Kinds::COMMON);
        let run = all
            .get(usize::from(opens && all.len() > 1)..)
            .unwrap_or_default();
        for (i, word) in run.iter().enumerate() {
            let place = match (i == 0, i + 1 == run.len()) {
                (true, true) => ALONE,
                (true, false) => FIRST,
                (false, false) => INSIDE,
                (false, true) => LAST,
            };
            if place != ALONE || !word.opens() {
                *self.places.entry(word.key).or_default() |= place;
            }
        }
        if run.len() > 1 {
            let letters = run.iter().filter_map(|word| words.of(word).chars().next());
            self.initials
                .insert(lower_key(&letters.collect::<String>()));
        }
    }

    fn add_context(&mut self, words: &Words, at: usize) {
        let Some(word) = words.get(at).filter(|word| !word.opens()) else {
            return;
        };
        let seen = self.contexts.entry(word.key).or_default();
        let key = |word: Option<&Word>| word.map_or(1, |word| word_key(words.of(word)));
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        let around = [
            mix(const { salt("before") }, key(before)),
            mix(const { salt("after") }, key(words.after(at))),
        ];
        for context in around {
            if seen.len() < CONTEXTS && !seen.contains(&context) {
                seen.push(context);
            }
        }
    }

    /// What stands before and after the word where its capital means something.
    pub(super) fn contexts(&self, word: &Word) -> &[u64] {
        self.contexts.get(&word.key).map_or(&[], Vec::as_slice)
    }

    /// Where in runs of capitalised words the word stands, as bits.
    pub(super) fn places(&self, word: &Word) -> u8 {
        self.places.get(&word.key).copied().unwrap_or_default()
    }

    /// Whether the word is made of the initials of a run.
    pub(super) fn are_initials(&self, word: &Word) -> bool {
        self.initials.contains(&word.key)
    }
}

fn is_capital(word: &Word) -> bool {
    word.case.is_name() && word.token != TokenKind::Mark
}
