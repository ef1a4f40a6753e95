//! The order of titles.
//!
//! Titles are compared by their folded letters, without what stands before the first letter or
//! figure. The beginnings are copied side by side and sorted together with the articles' places: to
//! fetch two titles from anywhere in memory for each comparison takes five times as long.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::search::arrange::Wish;
use crate::span::{floor_boundary, until};
use crate::text::fold::{fold, fold_char};

/// A beginning has so many words of eight bytes: with the place it fills a line of the processor's cache.
const WORDS: usize = 7;

/// The bytes of a beginning.
const BEGINNING: usize = 8 * WORDS;

/// What is looked at of a title, in bytes.
const LONGEST: usize = 1_000;

/// The beginning of a title, in words that are in the order of its bytes.
#[derive(Clone, Copy)]
struct Key {
    words: [u64; WORDS],
    /// The place among the articles that are shown.
    at: u32,
}

/// Sorts articles by their titles, those of the same in their order; those without letters come last.
pub(super) fn sort(wish: &Wish, shown: &mut Vec<u32>, reverse: bool) {
    let letters = |at: u32| {
        let row = wish.corpus.row(super::of(shown, at) as usize);
        let title = row.map_or("", |row| row.title);
        let title = until(title, floor_boundary(title, LONGEST));
        title.trim_start_matches(|c: char| !c.is_alphanumeric())
    };
    let all = (0..shown.len() as u32).into_par_iter();
    let mut keys: Vec<Key> = all.map(|at| key(at, letters(at))).collect();
    keys.par_sort_unstable_by(|one, other| {
        let titles = one.words.cmp(&other.words).then_with(|| {
            if one.is_whole() {
                return Ordering::Equal;
            }
            fold(letters(one.at)).cmp(&fold(letters(other.at)))
        });
        let titles = if reverse { titles.reverse() } else { titles };
        let empty = one.is_empty().cmp(&other.is_empty());
        empty.then(titles).then(one.at.cmp(&other.at))
    });
    let sorted = keys.into_par_iter().map(|key| super::of(shown, key.at));
    *shown = sorted.collect();
}

impl Key {
    fn is_empty(&self) -> bool {
        self.words.first() == Some(&0)
    }

    /// Whether nothing of the title goes on behind it.
    fn is_whole(&self) -> bool {
        self.words
            .last()
            .is_none_or(|last| last.trailing_zeros() >= 8)
    }
}

/// The key of the title with these letters.
fn key(at: u32, letters: &str) -> Key {
    let mut bytes = [0; BEGINNING];
    if letters.is_ascii() {
        for (to, byte) in bytes.iter_mut().zip(letters.bytes()) {
            *to = byte.to_ascii_lowercase();
        }
    } else {
        let mut folded = String::with_capacity(2 * BEGINNING);
        for c in letters.chars() {
            if folded.len() >= BEGINNING {
                break;
            }
            fold_char(c, &mut folded);
        }
        for (to, byte) in bytes.iter_mut().zip(folded.bytes()) {
            *to = byte;
        }
    }
    let mut words = [0; WORDS];
    for (word, eight) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_be_bytes(*eight);
    }
    Key { words, at }
}
