//! Names found by a trained model: a linear chain over the words of each sentence (a conditional
//! random field, Lafferty et al. 2001) whose features are looked up by hash.

mod atom;
pub(crate) mod chain;
mod elsewhere;
pub(crate) mod feature;
pub(crate) mod groups;
pub(crate) mod table;
mod usage;

use std::ops::Range;

use self::chain::{Lattice, best_path};
use self::elsewhere::Elsewhere;
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
///
/// The document is read twice: what the first reading found elsewhere under the same words is
/// evidence for the second.
pub(crate) fn tag(words: &Words, evidence: &Evidence, model: &Model) -> Vec<Found> {
    let first = FirstReading::new(words, evidence, model);
    let second = model.second();
    let mut found = Vec::new();
    let mut lattice = Lattice::default();
    let mut scores = Vec::new();
    let mut sums = Vec::new();
    for sentence in &first.sentences {
        first.sums(sentence, &mut sums);
        for (at, row) in sentence.clone().zip(sums.chunks_exact_mut(first.width)) {
            first
                .elsewhere
                .features(at, &mut |feature| second.add(feature, row));
        }
        score(&sums, model, &mut scores);
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

/// What is found in a document without a look at what is found elsewhere in it.
pub(crate) struct FirstReading<'w, 'a> {
    /// The words of each sentence.
    pub(crate) sentences: Vec<Range<usize>>,
    /// The sums of the features' weights of all words, a row for each word.
    sums: Vec<i16>,
    width: usize,
    /// What was found.
    pub(crate) elsewhere: Elsewhere<'w, 'a>,
}

impl<'w, 'a> FirstReading<'w, 'a> {
    /// Reads a document.
    pub(crate) fn new(words: &'w Words<'a>, evidence: &Evidence, model: &Model) -> Self {
        let mut sheet = Sheet::new(words, evidence, model.groups());
        let (table, transitions) = (model.table(), model.transitions());
        let width = transitions.labels() - 1;
        let mut reading = Self {
            sentences: sentences(words),
            sums: Vec::with_capacity(words.all.len() * width),
            width,
            elsewhere: Elsewhere::new(words, model.labels().len()),
        };
        let mut lattice = Lattice::default();
        let mut sums = Vec::new();
        let mut scores = Vec::new();
        for sentence in &reading.sentences {
            sheet.turn_to(sentence.clone());
            sums.clear();
            sums.resize(sentence.len() * width, 0i32);
            for (at, row) in sums.chunks_exact_mut(width).enumerate() {
                sheet.features(at, &mut |feature| table.add(feature, row));
            }
            score(&sums, model, &mut scores);
            let small = |sum: &i32| (*sum).clamp(i16::MIN.into(), i16::MAX.into()) as i16;
            reading.sums.extend(sums.iter().map(small));
            let path = best_path(transitions, &scores);
            lattice.run(transitions, &scores, None);
            let marginals = |at: usize, row: &mut [f32]| lattice.marginals(at, row);
            reading.elsewhere.take(sentence.clone(), &path, marginals);
        }
        reading
    }

    /// The sums of a sentence's words.
    pub(crate) fn sums(&self, sentence: &Range<usize>, sums: &mut Vec<i32>) {
        let own = sentence.start * self.width..sentence.end * self.width;
        sums.clear();
        sums.extend(
            self.sums
                .get(own)
                .unwrap_or_default()
                .iter()
                .map(|sum| i32::from(*sum)),
        );
    }
}

/// What speaks for each label of each word: the weights are relative to those of no name at all.
pub(crate) fn score(sums: &[i32], model: &Model, scores: &mut Vec<f32>) {
    scores.clear();
    for row in sums.chunks_exact(model.transitions().labels() - 1) {
        scores.push(0.0);
        scores.extend(row.iter().map(|sum| *sum as f32 * model.scale()));
    }
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
