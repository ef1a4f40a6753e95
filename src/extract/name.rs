//! Names: people, organisations, places, peoples and other things called by a name.
//!
//! Runs of capitalised words are cut into candidates (`candidate`); what is known of a
//! candidate's words, what stands around it and how the rest of the document uses the same words
//! are its clues (`clue`); each clue speaks for or against each label with a fixed weight
//! (`weights`). The document is read twice: what the first reading found elsewhere under the same
//! name is a clue of the second.

mod candidate;
mod clue;
mod elsewhere;
mod weights;

use std::collections::HashMap;

use self::candidate::{Candidate, candidates};
use self::clue::{Clue, Clues, clues};
use super::{Document, Label, Mention};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Word, Words};
use crate::span::Span;
use crate::text::token::TokenKind;

/// What a candidate is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Nothing,
    Person,
    Org,
    Loc,
    Norp,
    Other,
}

impl Sort {
    const ALL: [Self; 6] = [
        Self::Nothing,
        Self::Person,
        Self::Org,
        Self::Loc,
        Self::Norp,
        Self::Other,
    ];
}

/// What a clue says for each sort (nothing, person, organisation, place, people, other), in
/// hundredths of a natural logarithm.
pub type Weights = [i16; Sort::ALL.len()];

/// How probable each sort is.
type Odds = [f32; Sort::ALL.len()];

/// The names of a document, in order, none overlapping another.
pub(super) fn mentions(words: &Words) -> Vec<Mention> {
    let candidates = find(words);
    let mut all: Vec<Clues> = candidates.iter().map(|c| clues(words, c)).collect();
    let first: Vec<Odds> = all.iter().map(|c| odds(*c, &weights::LOCAL)).collect();
    elsewhere::add(words, &candidates, &first, &mut all);
    let mut second: Vec<Odds> = all.iter().map(|c| odds(*c, &weights::DOCUMENT)).collect();
    elsewhere::settle(words, &candidates, &mut second);
    let named = candidates.iter().zip(all).zip(second);
    let named = named.filter_map(|((candidate, clues), odds)| {
        let (sort, score) = best(&odds);
        Some(Mention {
            span: words.span(candidate.first, candidate.last),
            label: label(words, candidate, clues, sort)?,
            score,
            cluster: None,
        })
    });
    named.collect()
}

/// A candidate as the fitting of the weights sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The words that may be a name.
    pub span: Span,
    /// The numbers of the clues that hold, in order; [`clue_names`] names them.
    pub clues: Vec<usize>,
}

/// The candidates of a document with their clues: what the weights are fitted on.
///
/// Without weights for the first reading the clues of the second are left out.
pub fn observations(document: &Document, local: Option<&[Weights]>) -> Vec<Observation> {
    let words = Words::new(document);
    let candidates = find(&words);
    let mut all: Vec<Clues> = candidates.iter().map(|c| clues(&words, c)).collect();
    if let Some(local) = local {
        let first: Vec<Odds> = all.iter().map(|c| odds(*c, local)).collect();
        elsewhere::add(&words, &candidates, &first, &mut all);
    }
    let observed = candidates.iter().zip(&all);
    observed
        .map(|(candidate, clues)| Observation {
            span: words.span(candidate.first, candidate.last),
            clues: clues.iter().collect(),
        })
        .collect()
}

/// The names of the clues, in the order of their numbers.
pub fn clue_names() -> Vec<String> {
    Clue::ALL.iter().map(|clue| format!("{clue:?}")).collect()
}

fn find(words: &Words) -> Vec<Candidate> {
    // A name and a number that stand together again and again are one name (`Channel 4`).
    let pair = |at: usize| -> Option<(u64, &str)> {
        let (number, before) = (words.get(at)?, words.before(at)?);
        let short = number.token == TokenKind::Number && number.span.len() <= 3;
        (short && before.case.is_name() && !before.is(Kinds::MONTH) && !before.is_function())
            .then(|| (before.key, words.of(number)))
    };
    let mut pairs: HashMap<(u64, &str), u32> = HashMap::new();
    for at in 0..words.all.len() {
        if let Some(pair) = pair(at) {
            *pairs.entry(pair).or_default() += 1;
        }
    }
    let numbered =
        |at: usize| pair(at).is_some_and(|pair| pairs.get(&pair).is_some_and(|&count| count > 1));
    candidates(words, &numbered)
}

fn odds(clues: Clues, weights: &[Weights]) -> Odds {
    let mut sums = [0i32; Sort::ALL.len()];
    for row in clues.iter().filter_map(|at| weights.get(at)) {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += i32::from(*weight);
        }
    }
    let most = sums.iter().copied().max().unwrap_or_default();
    let powers = sums.map(|sum| ((sum - most) as f32 / 100.0).exp());
    let total: f32 = powers.iter().sum();
    powers.map(|power| power / total)
}

/// The most probable sort and its probability.
fn best(odds: &Odds) -> (Sort, f32) {
    let mut best = (Sort::Nothing, 0.0);
    for (sort, &probability) in Sort::ALL.into_iter().zip(odds) {
        if probability > best.1 {
            best = (sort, probability);
        }
    }
    best
}

fn label(words: &Words, candidate: &Candidate, clues: Clues, sort: Sort) -> Option<Label> {
    let has = |clue: Clue| clues.iter().any(|at| at == clue as usize);
    Some(match sort {
        Sort::Nothing => return None,
        Sort::Person => Label::PERSON,
        Sort::Org => Label::ORG,
        Sort::Loc => Label::LOC,
        Sort::Norp => Label::NORP,
        Sort::Other if has(Clue::Event) || has(Clue::EventHead) => Label::EVENT,
        Sort::Other if has(Clue::OtherName) => Label::MISC,
        Sort::Other => {
            // `F-35`, `KF-21`: a type's letters and number.
            let is_number = |w: &Word| w.token == TokenKind::Number;
            let numbered = words.get(candidate.last).is_some_and(is_number)
                && has(Clue::Hyphen)
                && words
                    .get(candidate.first)
                    .is_some_and(|w| w.case != Case::Capital);
            if numbered || has(Clue::Product) {
                Label::PRODUCT
            } else {
                Label::MISC
            }
        }
    })
}
