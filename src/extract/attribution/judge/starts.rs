//! Where the words that a cue opens begin.

use super::Features;
use super::features::length;
use super::reading::View;
use crate::extract::attribution::clause::Opening;
use crate::extract::attribution::lexicon::{Form, class};

/// How far the beginning of content is looked for, in items: behind the one told, times and places.
const REACH: usize = 26;

/// The places behind `from` and before `high` where content may begin, what it begins with there,
/// and what is seen of each.
pub(crate) fn starts(view: &View, from: usize, high: usize) -> Vec<(usize, Opening, Features)> {
    let mut found: Vec<(usize, Opening)> = Vec::new();
    let mut colon = false;
    for at in from..high.min(from + REACH) {
        let Some(item) = view.item(at) else {
            break;
        };
        if item.stops() && !item.mark('.') || item.mark(';') {
            break;
        }
        if item.mark(':') {
            colon = true;
            continue;
        }
        if item.divides() || item.stops() || item.mark('-') {
            continue;
        }
        let opening = opening(view, at, from, colon);
        if may_begin(view, at, from) || colon {
            found.push((at, opening));
        }
        if colon || item.quote().is_some() || found.len() >= 14 {
            break;
        }
    }
    let that = found.iter().position(|&(_, o)| o == Opening::That);
    let quote = found.iter().position(|&(_, o)| o == Opening::Speech);
    found
        .iter()
        .enumerate()
        .map(|(i, &(at, opening))| {
            let place = |other: Option<usize>| match other {
                None => 0,
                Some(other) if other > i => 1,
                Some(other) if other == i => 2,
                Some(_) => 3,
            };
            let ahead = place(that) + 4 * place(quote) + 16 * u64::from(i + 1 == found.len());
            (at, opening, features(view, from, at, opening, ahead))
        })
        .collect()
}

/// Whether content may begin at `at`.
fn may_begin(view: &View, at: usize, from: usize) -> bool {
    let (Some(item), Some(before)) = (view.item(at), view.item(at - 1)) else {
        return false;
    };
    if at == from || item.quote().is_some() || before.divides() {
        return true;
    }
    if item.is(class::THAT | class::TO | class::QUESTION | class::PRONOUN | class::DETERMINER) {
        return true;
    }
    before.is(class::TIME | class::PREPOSITION | class::ADVERB | class::MEDIUM | class::OBJECT)
        || item.capital() && !before.capital()
        || item.lower() && (before.capital() || before.is(class::ROLE))
        || item.is(class::PREPOSITION) && !item.is(class::TIME)
}

/// What content that begins at `at` begins with.
fn opening(view: &View, at: usize, from: usize, colon: bool) -> Opening {
    /// How far a finite verb is looked for, in items.
    const VERB: usize = 24;
    let Some(item) = view.item(at) else {
        return Opening::Noun;
    };
    if item.quote().is_some() {
        return Opening::Speech;
    }
    if item.is(class::THAT) {
        return Opening::That;
    }
    if colon {
        return Opening::Clause;
    }
    if item.is(class::TO) {
        return Opening::Infinitive;
    }
    if item.is(class::QUESTION) {
        return Opening::Question;
    }
    if at > from
        && view
            .item(at - 1)
            .is_some_and(|before| before.is(class::PREPOSITION) && !before.is(class::TIME))
    {
        return Opening::Object;
    }
    if item.is(class::PRONOUN) || (at + 1..at + VERB).any(|i| view.finite(i)) {
        Opening::Clause
    } else {
        Opening::Noun
    }
}

fn features(view: &View, from: usize, at: usize, opening: Opening, ahead: u64) -> Features {
    let mut f = Features::default();
    let (base, form, opens) = (view.base(), view.form(), opening as u64);
    let sort = |i: usize| view.sort(i);
    let before = if at > from { sort(at - 1) } else { 6 };
    let before_key = if at > from { view.key(at - 1) } else { 6 };
    let before2 = if at > from + 1 { sort(at - 2) } else { 6 };
    let here = sort(at);
    let gap = (at - from).min(12) as u64;
    let first = if at > from { sort(from) } else { 7 };
    let first_key = if at > from { view.key(from) } else { 7 };
    let verb = (at..at + 16)
        .position(|i| view.finite(i))
        .map_or(15, |d| d.min(6) as u64);
    let told = view
        .cue
        .is_some_and(|cue| cue.verb.form != Form::Gerund && cue.takes_recipient());
    let told = u64::from(told);
    f.pair(201, base, opens);
    f.triple(202, base, opens, gap.min(3));
    f.triple(203, opens, gap, told);
    f.pair(204, here, before);
    f.triple(205, before2, before, here);
    f.pair(206, view.key(at), before);
    f.triple(207, base, before_key, opens);
    f.triple(208, base, first_key, opens);
    f.triple(209, first, opens, gap.min(4));
    f.triple(210, ahead, opens, gap.min(2));
    f.pair(211, ahead, base);
    f.triple(212, here, sort(at + 1), gap.min(2));
    f.triple(213, verb, opens, gap.min(2));
    f.triple(214, base, verb, gap.min(2));
    f.pair(215, before_key, view.key(at));
    f.triple(216, form, opens, gap.min(3));
    f.pair(217, opens, before_key);
    f.triple(218, first, here, gap.min(4));
    f.triple(219, first_key, here, gap.min(2));
    f.triple(220, told, here, before);
    f.triple(221, view.key(at), gap.min(2), base);
    f.triple(222, ahead, here, before);
    f.pair(223, length(view.range.end.saturating_sub(at)), opens);
    f.pair(224, length(view.range.end.saturating_sub(at)), gap);
    f
}
