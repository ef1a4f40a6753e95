//! Which of many pieces of text stand once in a text: one pass, however many there are and however
//! the text repeats itself.
//!
//! Each piece is looked for by a few probes of [`PROBE`] bytes, whose rolling hashes (Karp and
//! Rabin, 1987) are counted. A piece of which a probe stands once stands there or nowhere. Pieces
//! of which no probe stands once are taken to stand more than once, though a few may not.

use std::collections::HashMap;

/// The length of a probe, in bytes; shorter pieces say too little to be known by.
pub(super) const PROBE: usize = 24;
/// How many probes a piece has at most.
const PROBES: usize = 8;
/// The base of the hashes: an odd number without pattern.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
/// How many bits the sieve has, as a power of two: 64 KB, which stay in the processor's cache.
const SIEVE: u32 = 19;

/// Pieces of text, and how often their probes stand in a text.
pub(super) struct Probes {
    found: HashMap<u64, Found>,
    sieve: Vec<u64>,
}

/// How often a probe stands in a text, and where last, in bytes.
#[derive(Clone, Copy, Default)]
struct Found {
    count: u32,
    at: usize,
}

impl Probes {
    /// Looks for pieces in a text.
    pub(super) fn look_for<'a>(pieces: impl Iterator<Item = &'a str>, text: &str) -> Self {
        let mut probes = Self {
            found: HashMap::new(),
            sieve: vec![0; 1 << (SIEVE - 6)],
        };
        for (_, hash) in pieces.flat_map(probes_of) {
            probes.found.insert(hash, Found::default());
            let (word, bit) = sieved(hash);
            if let Some(word) = probes.sieve.get_mut(word) {
                *word |= bit;
            }
        }
        probes.count(text.as_bytes());
        probes
    }

    fn count(&mut self, text: &[u8]) {
        if self.found.is_empty() || text.len() < PROBE {
            return;
        }
        let (first, rest) = text.split_at(PROBE);
        let leaving = (0..PROBE).fold(1u64, |power, _| power.wrapping_mul(BASE));
        let mut hash = hash(first);
        self.note(hash, 0);
        for (at, (new, old)) in rest.iter().zip(text).enumerate() {
            hash = hash
                .wrapping_mul(BASE)
                .wrapping_add(u64::from(*new) + 1)
                .wrapping_sub((u64::from(*old) + 1).wrapping_mul(leaving));
            self.note(hash, at + 1);
        }
    }

    fn note(&mut self, hash: u64, at: usize) {
        let (word, bit) = sieved(hash);
        if self.sieve.get(word).is_some_and(|word| word & bit != 0)
            && let Some(found) = self.found.get_mut(&hash)
        {
            found.count = found.count.saturating_add(1);
            found.at = at;
        }
    }

    /// The byte at which a piece stands, if it stands once.
    pub(super) fn once(&self, piece: &str, text: &str) -> Option<usize> {
        probes_of(piece).find_map(|(offset, hash)| {
            let found = self.found.get(&hash)?;
            let at = found.at.checked_sub(offset)?;
            let stands = found.count == 1
                && text
                    .as_bytes()
                    .get(at..)
                    .is_some_and(|rest| rest.starts_with(piece.as_bytes()));
            stands.then_some(at)
        })
    }
}

/// The probes of a piece: where in it they begin, and their hashes.
fn probes_of(piece: &str) -> impl Iterator<Item = (usize, u64)> {
    let bytes = piece.as_bytes();
    let last = bytes.len().checked_sub(PROBE);
    let steps = last.map_or(0, |last| last.div_ceil(PROBE / 2).min(PROBES - 1));
    let offsets = last.into_iter().flat_map(move |last| {
        (0..=steps).map(move |step| (last * step).checked_div(steps).unwrap_or(0))
    });
    offsets.filter_map(|offset| Some((offset, hash(bytes.get(offset..offset + PROBE)?))))
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |hash: u64, byte| {
        hash.wrapping_mul(BASE).wrapping_add(u64::from(*byte) + 1)
    })
}

/// The word and the bit of the sieve that a hash has.
fn sieved(hash: u64) -> (usize, u64) {
    let mixed = (hash ^ (hash >> 29)).wrapping_mul(BASE) >> (64 - SIEVE);
    ((mixed >> 6) as usize, 1 << (mixed & 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_piece_is_found_where_it_stands_once_and_only_then() {
        let text = format!(
            "In the old town of Bergen it rained. {} Nobody saw it come.",
            "He said so on Monday in the capital. ".repeat(3)
        );
        let pieces = [
            "town of Bergen it rained. He",
            "on Monday in the capital. He said so",
            "in the capital.  Nobody saw it come.",
            "in the old town of Oslo it rained.",
            "Nobody saw",
        ];
        let probes = Probes::look_for(pieces.into_iter(), &text);
        let found = pieces.map(|piece| probes.once(piece, &text).is_some());
        assert_eq!(found, [true, false, true, false, false]);
    }

    proptest! {
        #[test]
        fn what_is_said_to_stand_once_does(
            text in "[ab é]{0,200}",
            start in 0usize..200,
            length in 24usize..80,
        ) {
            let piece: String = text.chars().skip(start).take(length).collect();
            let probes = Probes::look_for(std::iter::once(piece.as_str()), &text);
            if let Some(at) = probes.once(&piece, &text) {
                let all: Vec<usize> = (0..=text.len())
                    .filter(|&at| text.as_bytes()[at..].starts_with(piece.as_bytes()))
                    .collect();
                prop_assert_eq!(all, [at]);
            }
        }
    }
}
