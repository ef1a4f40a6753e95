//! Names found by a trained model: a linear chain over the words of each sentence (a conditional
//! random field, Lafferty et al. 2001) whose features are looked up by hash.

mod atom;
pub(crate) mod chain;
pub(crate) mod feature;
pub(crate) mod groups;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod usage;

use std::ops::Range;

use self::chain::{Lattice, best_path};
use self::feature::Sheet;
use super::model::Model;
use super::name::Evidence;
use super::word::{Word, Words};

/// The longest row of words that is reckoned as one; longer sentences are cut.
const LONGEST: usize = 400;

/// A name that was found: a run of words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Found {
    /// The first word, by its place among the document's.
    pub(crate) first: usize,
    /// The last word.
    pub(crate) last: usize,
    /// The number of its kind among the model's labels.
    pub(crate) kind: usize,
    /// How probable it is that just these words are such a name, as the chain reckons.
    pub(crate) score: f32,
}

/// The names in a document, in order, none overlapping another.
pub(crate) fn tag(words: &Words, evidence: &Evidence, model: &Model) -> Vec<Found> {
    let mut sheet = Sheet::new(words, evidence, model.groups());
    let table = model.table();
    let labels = model.transitions().labels();
    let mut found = Vec::new();
    let mut lattice = Lattice::default();
    let mut scores = Vec::new();
    let mut sums = vec![0i32; labels - 1];
    for sentence in sentences(words) {
        sheet.turn_to(sentence.clone());
        scores.clear();
        for at in 0..sentence.len() {
            sums.fill(0);
            sheet.features(at, &mut |feature| table.add(feature, &mut sums));
            // The weights are relative to those of no name at all.
            scores.push(0.0);
            scores.extend(sums.iter().map(|sum| *sum as f32 * model.scale()));
        }
        let path = best_path(model.transitions(), &scores);
        if path.iter().all(|label| *label == 0) {
            continue;
        }
        lattice.run(model.transitions(), &scores, None);
        for (kind, range) in names(&path) {
            found.push(Found {
                first: sentence.start + range.start,
                last: sentence.start + range.end - 1,
                kind,
                score: lattice.span(model.transitions(), kind, range),
            });
        }
    }
    found
}

/// The words of each sentence, or of what is looked at as one.
pub(crate) fn sentences(words: &Words) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut first = 0;
    for at in 1..=words.all.len() {
        let ends = words.get(at).is_none_or(Word::begins);
        if ends || at - first == LONGEST {
            found.push(first..at);
            first = at;
        }
    }
    found
}

/// The names in a row of labels: each one's kind and words.
pub(crate) fn names(path: &[u8]) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while *path.get(at)? == 0 {
            at += 1;
        }
        let kind = (usize::from(*path.get(at)?) - 1) / 2;
        let first = at;
        at += 1;
        while path
            .get(at)
            .is_some_and(|label| usize::from(*label) == chain::inside(kind))
        {
            at += 1;
        }
        Some((kind, first..at))
    })
}
