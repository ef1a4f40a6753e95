//! Where the words of a speaker begin and end when a cue stands before them.

mod adjunct;

use crate::extract::attribution::cue::{Cue, Role};
use crate::extract::attribution::frame::{Item, Kind, Range};
use crate::extract::attribution::lexicon::{Form, class, takes};
use crate::extract::attribution::sentence::ends_open;
use crate::extract::attribution::subject::{self, Left};
pub(crate) use adjunct::closes_at;
use adjunct::{ADJUNCT, adjunct, recipient, that_after_parenthesis, that_ahead};

/// What a cue's content begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// A quoted stretch.
    Speech,
    /// `that` and a clause.
    That,
    /// A clause, a question or an infinitive.
    Clause,
    /// A noun phrase.
    Noun,
}

/// The first item of the content of `cue` and what it begins with.
pub(crate) fn content_start(
    text: &str,
    items: &[Item],
    range: Range,
    cue: &Cue,
    from: usize,
) -> Option<(usize, Opening)> {
    let limit = range.end.min(from + ADJUNCT);
    if let Some(that) = that_ahead(items, range, cue, from) {
        return Some((that, Opening::That));
    }
    let mut at = from;
    let mut told = false;
    // A clause without `that` begins where the first adjunct would; `that` or a quote may follow it.
    let mut fallback: Option<(usize, Opening)> = None;
    while at < limit {
        let item = items.get(at)?;
        if item.stops() {
            break;
        }
        if item.quote().is_some() {
            return if cue.takes(takes::SPEECH | takes::NOUN | takes::THAT | takes::BARE) {
                Some((at, Opening::Speech))
            } else {
                fallback
            };
        }
        if item.is(class::THAT) && cue.takes(takes::THAT) && begins_clause(items, range, at) {
            return Some((at, Opening::That));
        }
        if item.mark(':') {
            let next = items.get(at + 1).filter(|_| at + 1 < range.end)?;
            return Some((
                at + 1,
                if next.quote().is_some() {
                    Opening::Speech
                } else {
                    Opening::Clause
                },
            ));
        }
        if item.mark(',') {
            // `said, however, that`, `said, “…”`; a clause after a comma is none of the verb's own.
            let next = items.get(at + 1).filter(|_| at + 1 < range.end)?;
            if next.quote().is_some() {
                at += 1;
                continue;
            }
            if let Some(that) = that_after_parenthesis(items, at, limit)
                && cue.takes(takes::THAT)
            {
                return Some((that, Opening::That));
            }
            break;
        }
        let word = item.span.of(text);
        if cue.takes(takes::QUESTION) && item.is(class::QUESTION) {
            return Some((at, Opening::Clause));
        }
        if cue.takes(takes::INFINITIVE)
            && item.is(class::TO)
            && (cue.role == Role::Passive || cue.verb.base != "say")
        {
            return Some((at, Opening::Clause));
        }
        if at == from
            && !cue.verb.prepositions.is_empty()
            && cue.verb.prepositions.split(' ').any(|p| p == word)
        {
            return Some((at + 1, Opening::Noun));
        }
        if cue.takes(takes::RECIPIENT)
            && !told
            && !item.is(class::PREPOSITION | class::TO)
            && !item.is(class::TIME)
        {
            told = true;
            let end = recipient(text, items, at, range.end);
            if end > at {
                at = end;
                if cue.verb.base == "tell" || cue.takes(takes::BARE) {
                    let begins = items
                        .get(at)
                        .filter(|_| at < range.end)
                        .is_some_and(|next| {
                            !next.divides()
                                && !next.stops()
                                && !next.is(class::PREPOSITION | class::TIME)
                                && next.kind != Kind::Clitic
                        });
                    if begins && at + 2 < range.end {
                        fallback = fallback.or(Some((at, Opening::Clause)));
                        if items
                            .get(at)
                            .is_some_and(|next| !next.is(class::THAT | class::ADVERB))
                            && items.get(at).is_some_and(|n| n.quote().is_none())
                        {
                            return fallback;
                        }
                    }
                }
                continue;
            }
        }
        if item.is(class::TIME | class::ADVERB)
            && !item.is(class::DETERMINER | class::PRONOUN | class::SUBORDINATOR)
        {
            at += 1;
            if fallback.is_none()
                && (told || !cue.takes(takes::RECIPIENT))
                && cue.takes(takes::BARE | takes::NOUN)
                && item.is(class::TIME)
            {
                fallback = bare(text, items, range, cue, at);
            }
            continue;
        }
        if item.is(class::PREPOSITION | class::TO) && !item.is(class::RELATIVE) {
            let end = adjunct(items, at, limit);
            if fallback.is_none() && cue.takes(takes::BARE) {
                fallback = bare(text, items, range, cue, end).filter(|_| speaks_in(items, at, end));
            }
            if end <= at {
                break;
            }
            at = end;
            continue;
        }
        if let Some(found) = bare(text, items, range, cue, at)
            .filter(|_| at == from || !cue.takes(takes::RECIPIENT) || told)
            && fallback.is_none()
        {
            fallback = Some(found);
        }
        break;
    }
    fallback
}

/// Whether an adjunct is a place or time of speech, after which a bare clause may follow.
fn speaks_in(items: &[Item], first: usize, end: usize) -> bool {
    items
        .get(first..end)
        .unwrap_or_default()
        .iter()
        .any(|item| item.is(class::MEDIUM | class::TIME))
}

/// A clause or noun phrase without `that` from `at` on, if the cue takes one.
fn bare(
    text: &str,
    items: &[Item],
    range: Range,
    cue: &Cue,
    at: usize,
) -> Option<(usize, Opening)> {
    /// How far a finite verb is looked for, in items.
    const REACH: usize = 40;
    let item = items.get(at).filter(|_| at < range.end)?;
    if item.divides()
        || item.stops()
        || item.kind == Kind::Clitic
        || item.is(class::COORDINATOR) && !item.is(class::PRONOUN)
    {
        return None;
    }
    let length = range.end - at;
    if cue.takes(takes::NOUN) && length >= 2 {
        return Some((at, Opening::Noun));
    }
    if cue.takes(takes::MARKED) {
        let quoted = (at..range.end.min(at + REACH))
            .any(|i| items.get(i).is_some_and(|item| item.quote().is_some()));
        return quoted.then_some((at, Opening::Noun));
    }
    if !cue.takes(takes::BARE) || length < 3 {
        return None;
    }
    if item.is(class::PRONOUN) {
        return Some((at, Opening::Clause));
    }
    let sure = matches!(
        cue.verb.base,
        "say" | "argue" | "claim" | "insist" | "believe"
    );
    let finite = items
        .get(at + 1..range.end.min(at + REACH))
        .unwrap_or_default()
        .iter()
        .take_while(|item| !item.is(class::COORDINATOR) || sure)
        .any(|item| {
            item.is(class::AUXILIARY | class::VERB)
                || item.kind == Kind::Clitic && item.is(class::AUXILIARY)
                || item.verb.is_some_and(|v| v.form == Form::Past)
                || item.lower() && item.span.of(text).ends_with("ed")
        });
    (finite || sure).then_some((at, Opening::Clause))
}

/// Whether `that` at `at` begins a clause (and is no pronoun or determiner at the end of one).
fn begins_clause(items: &[Item], range: Range, at: usize) -> bool {
    at + 2 < range.end
        && items.get(at + 1).is_some_and(|next| {
            let pronoun = next.is(class::AUXILIARY) && !next.is(class::PRONOUN);
            !(next.stops() || next.mark(')') || pronoun)
        })
}

/// One past the last item of content that begins at `start`: the end of the sentence, or where
/// another attribution takes over.
pub(crate) fn content_end(
    text: &str,
    items: &[Item],
    range: Range,
    start: usize,
    later: &[Cue],
    cue: &Cue,
) -> usize {
    let mut end = range.end;
    for next in later.iter().filter(|next| next.first > start + 1) {
        if let Some(cut) = takes_over(text, items, start, next, cue) {
            end = cut;
            break;
        }
    }
    if let Some(comma) = (start + 2..end).find(|&at| turns(text, items, at)) {
        end = comma;
    }
    while end > start
        && items.get(end - 1).is_some_and(|item| {
            item.stops() && !of_abbreviation(items, end - 1)
                || item.divides() && !item.mark(')') && !item.mark(']')
        })
    {
        end -= 1;
    }
    end
}

/// Whether a stop is part of the word before it, as in `Inc.` before more of the sentence; at a
/// sentence's end it is the sentence's.
fn of_abbreviation(items: &[Item], at: usize) -> bool {
    at + 1 < items.len()
        && items
            .get(at + 1)
            .is_some_and(|next| next.lower() && next.span.start == next.span.end)
}

/// Where content ends because a later cue has the same speaker or another one: `, adding that`,
/// `and warned that`, `, but Ruiz said`.
fn takes_over(text: &str, items: &[Item], start: usize, next: &Cue, cue: &Cue) -> Option<usize> {
    let before = next.first.checked_sub(1)?;
    let item = items.get(before)?;
    if next.verb.form == Form::Gerund && next.role != Role::Infinitive {
        if item.mark(',')
            || item.is(class::COORDINATOR)
                && before > start
                && items.get(before - 1).is_some_and(|b| b.mark(','))
        {
            let comma = if item.mark(',') { before } else { before - 1 };
            return (comma > start && speaks(items, next)).then_some(comma);
        }
        return None;
    }
    if next.role == Role::Infinitive || next.role == Role::Passive {
        return None;
    }
    if item.is(class::COORDINATOR) && !item.is(class::PRONOUN) {
        // `said A and warned that B`: only when what follows is content for certain.
        let sure = speaks(items, next) && same_tense(cue, next);
        let comma = before
            .checked_sub(1)
            .filter(|&c| items.get(c).is_some_and(|i| i.mark(',')));
        let sure = sure || comma.is_some() && same_tense(cue, next);
        return (sure && before > start).then_some(comma.unwrap_or(before));
    }
    let Left::Found(found) = subject::left(text, items, start, next.first) else {
        return None;
    };
    let joint = found.first.checked_sub(1)?;
    let link = items.get(joint)?;
    if joint <= start + 1 {
        return None;
    }
    let pause = items
        .get(joint - 1)
        .is_some_and(|b| b.mark(',') || b.quote().is_some() && ends_open(text, items, joint - 1));
    let contrast = link.is(class::SUBORDINATOR)
        && matches!(
            link.span.of(text),
            "though" | "although" | "while" | "whereas"
        );
    if (link.is(class::COORDINATOR) || contrast) && pause && speaks(items, next) {
        return Some(if items.get(joint - 1).is_some_and(|b| b.mark(',')) {
            joint - 1
        } else {
            joint
        });
    }
    (matches!(link.kind, Kind::Mark(';' | '—' | '―' | '–'))).then_some(joint)
}

/// Whether the comma at `at` turns from the speaker's words to something else: `while`, `compared
/// with`, or `but` and a verb.
fn turns(text: &str, items: &[Item], at: usize) -> bool {
    if !items.get(at).is_some_and(|item| item.mark(',')) {
        return false;
    }
    let next = items.get(at + 1).map_or("", |item| item.span.of(text));
    if matches!(next, "while" | "compared") {
        return true;
    }
    next == "but"
        && items
            .get(at + 2)
            .is_some_and(|item| !item.is(class::PRONOUN))
        && (subject::verbal(text, items, at + 2)
            || items.get(at + 2).is_some_and(|item| item.is(class::ADVERB))
                && subject::verbal(text, items, at + 3))
}

fn same_tense(cue: &Cue, next: &Cue) -> bool {
    cue.verb.form == next.verb.form || cue.dependent()
}

/// Whether content certainly follows a cue: `that`, a quoted stretch, a colon, a pronoun.
fn speaks(items: &[Item], cue: &Cue) -> bool {
    let rest = items.get(cue.end..).unwrap_or_default();
    rest.iter().take(8).any(|item| {
        item.is(class::THAT) && cue.takes(takes::THAT) || item.quote().is_some() || item.mark(':')
    }) || rest.first().is_some_and(|item| {
        item.is(class::PRONOUN) && cue.takes(takes::BARE)
            || item.is(class::QUESTION) && cue.takes(takes::QUESTION)
            || item.is(class::TO) && cue.takes(takes::INFINITIVE)
            || cue.takes(takes::NOUN) && (item.is(class::DETERMINER) || item.capital())
            || cue.verb.base == "say"
    })
}
