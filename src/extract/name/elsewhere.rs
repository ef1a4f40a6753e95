//! What a document says about a name elsewhere.

use std::collections::HashMap;

use super::candidate::Candidate;
use super::clue::{Clue, Clues};
use super::{Odds, Sort, best};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Words, lower_key};

/// How probable a sort must be on average to count as sure.
const SURE: f32 = 0.8;

/// What the first reading took a name for, over all places where it stands.
#[derive(Clone, Copy, Debug, Default)]
struct Average {
    sums: Odds,
    count: f32,
}

impl Average {
    fn take(&mut self, odds: &Odds) {
        self.count += 1.0;
        for (sum, probability) in self.sums.iter_mut().zip(odds) {
            *sum += probability;
        }
    }
}

/// Adds to each candidate's clues what the first reading found under the same words elsewhere.
pub(super) fn add(words: &Words, candidates: &[Candidate], first: &[Odds], clues: &mut [Clues]) {
    let mut averages: HashMap<u64, Average> = HashMap::new();
    let mut parts: HashMap<u64, Clues> = HashMap::new();
    let mut initials: HashMap<u64, Sort> = HashMap::new();
    for (candidate, odds) in candidates.iter().zip(first) {
        let average = averages.entry(name_key(words, candidate)).or_default();
        average.take(odds);
        if candidate.first == candidate.last {
            continue;
        }
        let (sort, _) = best(odds);
        let end = words.get(candidate.last).map_or(0, |w| w.key);
        let start = words.get(candidate.first).map_or(0, |w| w.key);
        match sort {
            Sort::Person => {
                parts.entry(end).or_default().set(Clue::Surname);
                parts.entry(start).or_default().set(Clue::GivenName);
            }
            Sort::Org => parts.entry(start).or_default().set(Clue::PartOfOrg),
            Sort::Loc => parts.entry(start).or_default().set(Clue::PartOfLoc),
            _ => {}
        }
        for key in initial_keys(words, candidate) {
            initials.insert(key, sort);
        }
    }
    for ((candidate, odds), clues) in candidates.iter().zip(first).zip(clues) {
        if let Some(average) = averages.get(&name_key(words, candidate)) {
            add_average(*average, odds, clues);
        }
        let one = candidate.first == candidate.last;
        let Some(word) = words.get(candidate.first).filter(|_| one) else {
            continue;
        };
        // The longer names that it is the first or last word of.
        clues.add(parts.get(&word.key).copied().unwrap_or_default());
        if word.case == Case::Upper {
            let longer = initials.get(&dotless_key(words.of(word)));
            clues.set_if(longer.is_some(), Clue::Initials);
            clues.set_if(matches!(longer, Some(Sort::Org)), Clue::InitialsHere);
        }
    }
}

/// Gives all places with the same words their mean odds, so that one name has one label.
pub(super) fn settle(words: &Words, candidates: &[Candidate], odds: &mut [Odds]) {
    let mut averages: HashMap<u64, Average> = HashMap::new();
    for (candidate, odds) in candidates.iter().zip(&*odds) {
        averages
            .entry(name_key(words, candidate))
            .or_default()
            .take(odds);
    }
    for (candidate, odds) in candidates.iter().zip(odds) {
        let Some(average) = averages.get(&name_key(words, candidate)) else {
            continue;
        };
        for (own, sum) in odds.iter_mut().zip(average.sums) {
            *own = sum / average.count;
        }
    }
}

fn add_average(average: Average, own: &Odds, clues: &mut Clues) {
    if average.count < 2.0 {
        return;
    }
    clues.set(Clue::Repeated);
    // Without this one place, so that a name that stands once has no say about itself.
    let mut others = average.sums;
    for (sum, probability) in others.iter_mut().zip(own) {
        *sum = (*sum - probability) / (average.count - 1.0);
    }
    let (sort, probability) = best(&others);
    let (some, sure) = match sort {
        Sort::Nothing => (Clue::ElsewhereNone, Clue::SureNone),
        Sort::Person => (Clue::ElsewherePerson, Clue::SurePerson),
        Sort::Org => (Clue::ElsewhereOrg, Clue::SureOrg),
        Sort::Loc => (Clue::ElsewhereLoc, Clue::SureLoc),
        Sort::Norp => (Clue::ElsewhereNorp, Clue::SureNorp),
        Sort::Other => (Clue::ElsewhereOther, Clue::SureOther),
    };
    clues.set(some);
    clues.set_if(probability > SURE, sure);
}

/// One key for all places with the same words.
fn name_key(words: &Words, candidate: &Candidate) -> u64 {
    let parts = words.all.get(candidate.first..=candidate.last);
    parts.unwrap_or_default().iter().fold(0, |key: u64, word| {
        key.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ word.key
    })
}

/// The keys of the acronyms that a name of several words may have: of its capitals, and of those
/// before a last word that is a company's form.
fn initial_keys(words: &Words, candidate: &Candidate) -> impl Iterator<Item = u64> {
    let parts = words
        .all
        .get(candidate.first..=candidate.last)
        .unwrap_or_default();
    let mut letters = String::new();
    let mut before_form = None;
    for word in parts.iter().filter(|w| w.case.is_name()) {
        if word.is(Kinds::ORG_SUFFIX) && letters.len() > 1 {
            before_form = Some(lower_key(&letters));
        }
        letters.extend(words.of(word).chars().next());
    }
    let whole = (letters.len() > 1).then(|| lower_key(&letters));
    whole.into_iter().chain(before_form)
}

/// The key of an acronym, written with full stops or without.
fn dotless_key(acronym: &str) -> u64 {
    if acronym.contains('.') {
        lower_key(&acronym.replace('.', ""))
    } else {
        lower_key(acronym)
    }
}
