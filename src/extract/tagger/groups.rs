//! Words that are used alike, as the tagger looks them up: a sorted table of word keys.

use super::atom::word_key;

/// The bytes of an entry: the upper half of the word's key, then the three numbers in 32 bits.
const ENTRY: usize = 8;
/// How many bits the three numbers have, from coarse to fine.
const BITS: [u32; 3] = [8, 10, 14];

/// A table of groups, in the bytes of a model.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Groups<'m> {
    bytes: &'m [u8],
}

impl<'m> Groups<'m> {
    /// Takes a table from bytes that [`pack`] made.
    pub(crate) fn new(bytes: &'m [u8]) -> Self {
        Self { bytes }
    }

    /// The groups of a word by its key, from coarse to fine.
    pub(super) fn of(&self, key: u64) -> Option<[u16; 3]> {
        let wanted = (key >> 32) as u32;
        let (mut low, mut high) = (0, self.bytes.len() / ENTRY);
        while low < high {
            let middle = low.midpoint(high);
            let (found, numbers) = self.entry(middle)?;
            match found.cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(unpack(numbers)),
            }
        }
        None
    }

    fn entry(&self, at: usize) -> Option<(u32, u32)> {
        let entry = self.bytes.get(at * ENTRY..(at + 1) * ENTRY)?;
        let (key, numbers) = entry.split_at(ENTRY / 2);
        let number = |bytes: &[u8]| Some(u32::from_le_bytes(bytes.try_into().ok()?));
        Some((number(key)?, number(numbers)?))
    }
}

fn unpack(numbers: u32) -> [u16; 3] {
    let mut rest = numbers;
    BITS.map(|bits| {
        let number = rest & ((1 << bits) - 1);
        rest >>= bits;
        number as u16
    })
}

/// The table of these words with their groups; numbers too large for their place are cut.
pub(crate) fn pack<'a>(words: impl Iterator<Item = (&'a str, [u16; 3])>) -> Vec<u8> {
    let mut entries: Vec<(u32, u32)> = words
        .map(|(word, groups)| {
            let mut shift = 0;
            let mut numbers = 0;
            for (group, bits) in groups.into_iter().zip(BITS) {
                numbers |= (u32::from(group) & ((1 << bits) - 1)) << shift;
                shift += bits;
            }
            ((word_key(word) >> 32) as u32, numbers)
        })
        .collect();
    entries.sort_unstable();
    entries.dedup_by_key(|(key, _)| *key);
    entries
        .into_iter()
        .flat_map(|(key, numbers)| [key.to_le_bytes(), numbers.to_le_bytes()])
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_their_groups_and_others_are_not() {
        let words = [
            ("said", [1, 2, 3]),
            ("told", [255, 1023, 16383]),
            ("00", [0, 0, 0]),
        ];
        let bytes = pack(words.into_iter());
        let groups = Groups::new(&bytes);
        for (word, own) in words {
            assert_eq!(groups.of(word_key(word)), Some(own));
        }
        assert_eq!(groups.of(word_key("Said")), Some([1, 2, 3]));
        assert_eq!(groups.of(word_key("42")), Some([0, 0, 0]));
        assert_eq!(groups.of(word_key("asked")), None);
        assert_eq!(Groups::new(&[]).of(word_key("said")), None);
    }
}
