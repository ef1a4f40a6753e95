//! Annotated texts as rows of numbered features and of the labels that each word may have.

use super::Gold;
use crate::extract::Label;
use crate::extract::observe::Observed;
use crate::extract::tagger::chain::{begin, inside};
use crate::extract::tagger::feature::{Feature, spells_name};
use crate::hashed::HashedMap;

/// The features that are learnt, each with a number.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// By number, in order of their hashes.
    pub(super) features: Vec<u64>,
    /// How often each occurs, by number.
    pub(super) counts: Vec<u32>,
    by_hash: HashedMap<u32>,
}

impl Numbers {
    /// Numbers the features that occur often enough.
    pub(super) fn count<'o>(observed: impl IntoIterator<Item = &'o Observed>, often: u32) -> Self {
        let mut counts = HashedMap::default();
        for feature in observed.into_iter().flat_map(|text| &text.features) {
            *counts.entry(*feature).or_default() += 1;
        }
        let mut often: Vec<(u64, u32)> = counts.into_iter().filter(|(_, n)| *n >= often).collect();
        often.sort_unstable();
        let by_hash = often
            .iter()
            .zip(0..)
            .map(|((feature, _), n)| (*feature, n))
            .collect();
        Self {
            by_hash,
            features: often.iter().map(|(feature, _)| *feature).collect(),
            counts: often.iter().map(|(_, count)| *count).collect(),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.features.len()
    }
}

/// The number of a feature, and whether the feature knows a name by its letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered(u32);

impl Numbered {
    fn new(number: u32, feature: Feature) -> Self {
        Self(number << 1 | u32::from(spells_name(feature)))
    }

    /// The number.
    pub(super) fn number(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether the feature knows a name by its letters.
    pub(super) fn spells_name(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A sentence to learn from.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    /// The features of all words, one word's after another's.
    features: Vec<Numbered>,
    /// Where each word's features end.
    ends: Vec<u32>,
    /// A bit for each label that a word may have.
    pub(super) masks: Vec<u64>,
    /// How much it counts.
    pub(super) weight: f32,
    /// What speaks for each label of each word beside the features, a row for each; empty for nothing.
    pub(super) base: Vec<f32>,
}

impl Sentence {
    /// The number of its words.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The features of a word.
    pub(super) fn features(&self, at: usize) -> &[Numbered] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.features.get(start..end(at)).unwrap_or_default()
    }
}

/// The sentences of an annotated text; `base` is what speaks for each label of each word beside the
/// features, or nothing.
pub(super) fn sentences(
    gold: &Gold,
    observed: &Observed,
    labels: &[Label],
    numbers: &Numbers,
    base: &[f32],
) -> Vec<Sentence> {
    let width = 1 + 2 * labels.len();
    let masks = masks(gold, observed, labels);
    let sentences = observed.sentences.iter();
    sentences
        .map(|range| {
            let mut sentence = Sentence {
                weight: gold.weight,
                base: base
                    .get(range.start * width..range.end * width)
                    .unwrap_or_default()
                    .to_vec(),
                ..Sentence::default()
            };
            for at in range.clone() {
                let end = |at: usize| observed.ends.get(at).copied().unwrap_or_default();
                let start = at.checked_sub(1).map_or(0, end);
                let own = observed.features.get(start..end(at)).unwrap_or_default();
                let known = own.iter().filter_map(|feature| {
                    let number = numbers.by_hash.get(feature)?;
                    Some(Numbered::new(*number, *feature))
                });
                sentence.features.extend(known);
                sentence.ends.push(sentence.features.len() as u32);
                sentence
                    .masks
                    .push(masks.get(at).copied().unwrap_or(u64::MAX));
            }
            sentence
        })
        .collect()
}

/// A bit for each label that each word may have; some row of labels always fits.
fn masks(gold: &Gold, observed: &Observed, labels: &[Label]) -> Vec<u64> {
    let kind = |label: &Label| labels.iter().position(|known| known == label);
    let mut open = 1u64;
    for (kind, label) in labels.iter().enumerate() {
        if !gold.complete.contains(label) {
            open |= 1 << begin(kind) | 1 << inside(kind);
        }
    }
    let mut masks = vec![open; observed.words.len()];
    let words = |span: crate::span::Span| {
        let first = observed
            .words
            .partition_point(|word| word.end <= span.start);
        let end = observed.words.partition_point(|word| word.start < span.end);
        first..end
    };
    for (span, label) in &gold.refused {
        let Some(kind) = kind(label) else { continue };
        for mask in masks.get_mut(words(*span)).unwrap_or_default() {
            *mask &= !(1 << begin(kind) | 1 << inside(kind));
        }
    }
    for (span, label) in &gold.spans {
        let Some(kind) = kind(label) else { continue };
        let words = words(*span);
        let first = words.start;
        for (at, mask) in masks.iter_mut().enumerate().take(words.end).skip(first) {
            // A name over two sentences begins anew in the second.
            let begins = at == first
                || observed
                    .sentences
                    .binary_search_by_key(&at, |s| s.start)
                    .is_ok();
            *mask = 1 << if begins { begin(kind) } else { inside(kind) };
        }
    }
    masks
}
