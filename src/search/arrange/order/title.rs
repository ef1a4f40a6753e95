//! The order of titles.
//!
//! Titles are compared by their folded letters, without what stands before the first letter or
//! figure. Some bytes of each are taken into a number, and the numbers are sorted; those that are alike
//! go on with the next bytes (Ng and Kakehi, “Cache Efficient Radix Sort for String Sorting”, 2007):
//! to fetch two titles from anywhere in memory for each comparison takes longer than all else.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::search::arrange::Wish;
use crate::span::{floor_boundary, until};
use crate::text::fold::{fold, fold_char};

/// How many bytes of a title are taken at once; with the place among those shown they fill a number.
const TAKEN: usize = 12;

/// The bits of the place in a number.
const PLACE: u32 = 32;

/// What stands for no letters at all: more than any bytes of UTF-8 make.
const EMPTY: u128 = (1 << (8 * TAKEN)) - 1;

/// So few titles that begin alike are compared as they are.
const FEW: usize = 24;

/// Titles that begin with so many like bytes are compared as they are.
const FAR: usize = 8 * TAKEN;

/// What is looked at of a title, in bytes.
const LONGEST: usize = 1_000;

/// So many are sorted on all cores.
const MANY: usize = 16 * 1024;

/// Sorts articles by their titles, those of the same in their order; those without letters come last.
pub(super) fn sort(wish: &Wish, shown: &mut Vec<u32>, reverse: bool) {
    let titles = Titles {
        wish,
        shown,
        reverse,
    };
    let all = 0..shown.len() as u32;
    let mut keys: Vec<u128> = all.into_par_iter().map(|at| titles.key(at, 0)).collect();
    let mut runs = vec![keys.as_mut_slice()];
    let mut from = 0;
    while !runs.is_empty() {
        let sorted = runs
            .into_par_iter()
            .flat_map_iter(|run| titles.sort(run, from));
        runs = sorted.collect();
        from += TAKEN;
    }
    let sorted = keys.into_par_iter().map(|key| titles.article(key as u32));
    let sorted = sorted.collect();
    *shown = sorted;
}

/// The titles of the articles that are shown.
struct Titles<'w> {
    wish: &'w Wish,
    shown: &'w [u32],
    reverse: bool,
}

impl Titles<'_> {
    /// Sorts a run of titles that are alike up to `from`; gives the runs in it that are still alike
    /// and go on.
    fn sort<'k>(&self, run: &'k mut [u128], from: usize) -> Vec<&'k mut [u128]> {
        if from > 0 {
            if run.len() <= FEW || from >= FAR {
                run.sort_unstable_by(|one, other| self.compare(*one as u32, *other as u32));
                return Vec::new();
            }
            let renew = |key: &mut u128| *key = self.key(*key as u32, from);
            if run.len() < MANY {
                run.iter_mut().for_each(renew);
            } else {
                run.par_iter_mut().for_each(renew);
            }
        }
        if run.len() < MANY {
            run.sort_unstable();
        } else {
            run.par_sort_unstable();
        }
        run.chunk_by_mut(|one, other| one >> PLACE == other >> PLACE)
            .filter(|alike| alike.len() > 1 && alike.first().is_some_and(|key| self.goes_on(*key)))
            .collect()
    }

    fn article(&self, at: u32) -> u32 {
        super::of(self.shown, at)
    }

    /// A title from its first letter or figure on.
    fn letters(&self, at: u32) -> &str {
        let row = self.wish.corpus.row(self.article(at) as usize);
        let title = row.map_or("", |row| row.title);
        let title = until(title, floor_boundary(title, LONGEST));
        title.trim_start_matches(|c: char| !c.is_alphanumeric())
    }

    /// The number of some bytes of a title and its place.
    fn key(&self, at: u32, from: usize) -> u128 {
        let letters = self.letters(at);
        if from == 0 && letters.is_empty() {
            return EMPTY << PLACE | u128::from(at);
        }
        let mut bytes = [0; 16];
        let taken = bytes.iter_mut().skip(16 - TAKEN);
        if letters.is_ascii() {
            for (to, byte) in taken.zip(letters.bytes().skip(from)) {
                *to = byte.to_ascii_lowercase();
            }
        } else {
            let mut key = String::with_capacity(2 * (from + TAKEN));
            for c in letters.chars() {
                if key.len() >= from + TAKEN {
                    break;
                }
                fold_char(c, &mut key);
            }
            for (to, byte) in taken.zip(key.bytes().skip(from)) {
                *to = byte;
            }
        }
        let number = u128::from_be_bytes(bytes);
        let number = if self.reverse { EMPTY - number } else { number };
        number << PLACE | u128::from(at)
    }

    /// Whether the titles that have this number may have more letters.
    fn goes_on(&self, key: u128) -> bool {
        let number = key >> PLACE;
        let bytes = if self.reverse { EMPTY - number } else { number };
        number != EMPTY && bytes & 0xff != 0
    }

    /// The order of two titles, those of the same in their order.
    fn compare(&self, one: u32, other: u32) -> Ordering {
        let (first, second) = (self.letters(one), self.letters(other));
        let titles = if first.is_ascii() && second.is_ascii() {
            let lower = |byte: u8| byte.to_ascii_lowercase();
            first.bytes().map(lower).cmp(second.bytes().map(lower))
        } else {
            fold(first).cmp(&fold(second))
        };
        let titles = if self.reverse {
            titles.reverse()
        } else {
            titles
        };
        titles.then(one.cmp(&other))
    }
}
