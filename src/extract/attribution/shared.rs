//! Subjects that a cue does not have beside it: of gerunds, infinitives, second verbs.

use crate::extract::attribution::Paragraph;
use crate::extract::attribution::cue::{Cue, Role};
use crate::extract::attribution::frame::{Item, Kind};
use crate::extract::attribution::lexicon::class;
use crate::extract::attribution::sentence::{Sentence, skip_connectives};
use crate::extract::attribution::subject::{self, Left, Subject};

/// A gerund or infinitive borrows its subject, unless `with X saying` names one.
pub(super) fn shared_left(text: &str, items: &[Item], low: usize, cue: &Cue) -> Left {
    if cue.role == Role::Infinitive {
        return Left::Shared;
    }
    // `with one poster writing “…”`
    let with = (low..cue.first)
        .rev()
        .take(8)
        .take_while(|&at| {
            items
                .get(at)
                .is_some_and(|item| !item.divides() && item.quote().is_none())
        })
        .find(|&at| {
            items
                .get(at)
                .is_some_and(|item| item.span.of(text) == "with")
        });
    if let Some(with) = with.filter(|with| with + 1 < cue.first) {
        return subject::between(items, with + 1, cue.first);
    }
    let Left::Found(found) = subject::left(text, items, low, cue.first) else {
        return Left::Shared;
    };
    // `he’s claiming`, `is telling`: the group has an auxiliary and so a subject of its own.
    let finite = items
        .get(cue.first..cue.end)
        .unwrap_or_default()
        .iter()
        .any(|item| item.is(class::AUXILIARY) || item.kind == Kind::Clitic);
    if finite {
        Left::Found(found)
    } else {
        Left::Shared
    }
}

/// The subject that a cue without one of its own shares with an earlier verb.
pub(super) fn shared_subject(sentence: &Sentence, cue: &Cue) -> Option<Subject> {
    /// How far back the beginning of the clause is looked for, in items.
    const REACH: usize = 40;
    let Paragraph { text, items, .. } = sentence.paragraph;
    if !cue.dependent() {
        // `When she asked, I laughed and said`: the subject of the same clause.
        let clause = (sentence.low..cue.first).rev().take(REACH).find(|&at| {
            items
                .get(at)
                .is_some_and(|item| item.divides() || item.quote().is_some())
        });
        if let Some(found) = clause.and_then(|at| subject::main(text, items, at + 1, cue.first))
            && subject::verbal(text, items, found.end)
        {
            return Some(found);
        }
    }
    sentence
        .subject
        .filter(|subject| subject.antecedent.is_none())
        .or_else(|| main_subject(sentence, cue.first))
        .or(sentence.subject)
}

/// The subject of the sentence's first verb, for verbs that share it.
pub(super) fn main_subject(sentence: &Sentence, before: usize) -> Option<Subject> {
    /// How far a comma after what opens the sentence is looked for, in items.
    const REACH: usize = 40;
    let Paragraph { text, items, .. } = sentence.paragraph;
    let mut first = skip_connectives(items, sentence.range.first, before);
    let is = |at: usize, c: char| items.get(at).is_some_and(|item| item.mark(c));
    // `Meanwhile, …`, `In an interview on Sunday, …`, `On July 6, 2015, …`, `After the vote, …`
    let opener = items.get(first).is_some_and(|item| {
        item.is(class::PREPOSITION | class::SUBORDINATOR | class::ADVERB | class::LINK)
            && !item.is(class::DETERMINER)
            || item.verb.is_some()
            || item.capital() && item.span.of(text).ends_with("ing")
    });
    let after_comma = |from: usize| {
        (from..sentence.range.end.min(from + REACH))
            .find(|&at| is(at, ','))
            .map(|comma| comma + 1)
    };
    if opener {
        let Some(clause) = after_comma(first) else {
            // `As Kerry sums up this time: “…”`
            let told = items
                .get(first)
                .is_some_and(|item| item.span.of(text) == "As");
            return told
                .then(|| subject::main(text, items, first + 1, before))
                .flatten();
        };
        first = clause;
        if items
            .get(first)
            .is_some_and(|item| item.kind == Kind::Number)
            && is(first + 1, ',')
        {
            first += 2;
        }
    }
    if items.get(first).is_some_and(|item| item.quote().is_some()) {
        return None;
    }
    subject::main(
        text,
        items,
        first,
        before.max(sentence.range.end.min(first + REACH)),
    )
}
