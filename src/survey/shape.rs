//! What two texts have in common, told from a few numbers of each.
//!
//! A text's shape is a sketch of its runs of three words (one-permutation min-hashing, Li, Owen and
//! Zhang 2012, its empty bins filled as by Shrivastava 2017): the share of equal numbers in two
//! sketches estimates the share of runs that the texts have in common (Jaccard).

use crate::span::{floor_boundary, until};
use crate::text::fold::fold_char;

/// How many numbers a shape has.
const BINS: usize = 64;
/// Of how many equal numbers on two texts are versions of one: about half of their runs are the same.
const SAME: usize = BINS / 2;
/// How many numbers stand in a band; texts that agree in one whole band are compared.
const ROWS: usize = 4;
/// Only so much of a text is looked at, in bytes.
const LONGEST: usize = 64 * 1024;
/// A text of fewer runs of words has no shape.
const FEWEST: usize = 12;

/// A sketch of a text's runs of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape([u16; BINS]);

impl Shape {
    /// The shape of a text; none where it is too short to have one.
    pub fn of(text: &str) -> Option<Self> {
        let mut least = [u64::MAX; BINS];
        let mut runs = 0;
        let mut before = [0; 2];
        for (at, word) in words(until(text, floor_boundary(text, LONGEST))).enumerate() {
            let [first, second] = before;
            before = [second, word];
            if at < 2 {
                continue;
            }
            let run = mixed(first ^ mixed(second ^ mixed(word)));
            runs += 1;
            if let Some(bin) = least.get_mut((run >> 58) as usize) {
                *bin = (*bin).min(run);
            }
        }
        if runs < FEWEST {
            return None;
        }
        let mut shape = [0; BINS];
        for (at, number) in shape.iter_mut().enumerate() {
            *number = mixed(filled(&least, at)) as u16;
        }
        Some(Self(shape))
    }

    /// Whether the texts of two shapes are versions of one.
    pub fn is_like(&self, other: &Self) -> bool {
        self.common(other) >= SAME
    }

    /// How many numbers are the same.
    pub(super) fn common(&self, other: &Self) -> usize {
        let pairs = self.0.iter().zip(&other.0);
        pairs.filter(|(own, other)| own == other).count()
    }

    /// The keys by which like shapes are found: two of them share one, as a rule.
    pub(super) fn keys(&self) -> impl Iterator<Item = u32> {
        self.0.chunks_exact(ROWS).enumerate().map(|(band, rows)| {
            let numbers = rows.iter();
            let whole = numbers.fold(band as u64, |key, n| mixed(key ^ u64::from(*n)));
            (whole >> 32) as u32
        })
    }
}

/// The number of a bin; that of another, always the same one, where it is empty.
fn filled(least: &[u64; BINS], at: usize) -> u64 {
    let mut key = at as u64;
    let mut place = at;
    loop {
        match least.get(place) {
            // One that is empty is not the only one, or there were no runs at all.
            Some(&number) if number != u64::MAX => return number,
            _ => {
                key = mixed(key);
                place = (key >> 58) as usize;
            }
        }
    }
}

/// The words of a text, folded, as numbers.
fn words(text: &str) -> impl Iterator<Item = u64> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut folded = String::new();
    words.filter(|word| !word.is_empty()).map(move |word| {
        folded.clear();
        for c in word.chars() {
            fold_char(c, &mut folded);
        }
        let bytes = folded.bytes();
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    })
}

/// A number whose bits all depend on all of the given one (the finaliser of `SplitMix64`).
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
