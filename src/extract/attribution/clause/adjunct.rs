//! What may stand between a cue and its content, or close a sentence behind a cue: the one told, times, places.

use crate::extract::attribution::cue::Cue;
use crate::extract::attribution::frame::{Item, Kind, Range};
use crate::extract::attribution::lexicon::{class, takes};

/// The most items between a cue and its content (`told Kurdistan 24 in an exclusive interview on Monday that`).
pub(super) const ADJUNCT: usize = 28;

/// One past the one who is told (`reporters`, `the Herald`, `Kurdistan 24`, `CNN's Jake Tapper`).
pub(super) fn recipient(text: &str, items: &[Item], at: usize, high: usize) -> usize {
    /// The most items of a recipient.
    const LONGEST: usize = 12;
    let Some(head) = items.get(at) else {
        return at;
    };
    if head.is(class::OBJECT)
        && !(head.span.of(text) == "her"
            && items.get(at + 1).is_some_and(|n| n.lower() && n.class == 0))
    {
        return at + 1;
    }
    if head.is(class::PRONOUN) || head.is(class::THAT | class::QUESTION) {
        return at;
    }
    let mut end = at;
    let mut noun = false;
    while end < high && end - at < LONGEST {
        let Some(item) = items.get(end) else {
            break;
        };
        if item.divides() || item.quote().is_some() || item.stops() && !item.mark('.') {
            break;
        }
        if item.mark('.') {
            if items.get(end + 1).is_some_and(Item::capital)
                && end > at
                && items
                    .get(end - 1)
                    .is_some_and(|b| b.capital() && b.span.len() <= 4)
            {
                end += 1;
                continue;
            }
            break;
        }
        let name = item.capital()
            || item.kind == Kind::Number
            || item.mark('&')
            || item.mark('-')
            || item.mark('\'');
        if item.is(class::THAT
            | class::TO
            | class::TIME
            | class::PRONOUN
            | class::QUESTION
            | class::AUXILIARY
            | class::ADVERB)
            && !item.is(class::OBJECT)
        {
            break;
        }
        if item.is(class::PREPOSITION | class::COORDINATOR) {
            let word = item.span.of(text);
            let goes_on = matches!(word, "of" | "and" | "at" | "for" | "from")
                && items.get(end + 1).is_some_and(|next| {
                    next.capital() && noun || word == "of" && next.is(class::DETERMINER)
                });
            if !goes_on {
                break;
            }
            end += 1;
            noun = false;
            continue;
        }
        if item.is(class::DETERMINER) && end > at {
            break;
        }
        if noun && !name && item.kind != Kind::Clitic {
            // A second noun may still belong (`The Post reporter`, `a news conference`); a name may not follow one.
            let plural_before = items
                .get(end - 1)
                .is_some_and(|b| b.lower() && plural(b.span.of(text)));
            if plural_before || item.verb.is_some() {
                break;
            }
        }
        let plural_before = end > at
            && items.get(end - 1).is_some_and(|b| {
                b.lower() && plural(b.span.of(text)) && b.class & class::ROLE == b.class
            });
        if plural_before && item.capital() {
            break;
        }
        noun = !item.is(class::DETERMINER);
        end += 1;
    }
    end
}

/// Whether a word looks like a plural.
pub(super) fn plural(word: &str) -> bool {
    word.ends_with('s')
        && !["ss", "us", "is"]
            .iter()
            .any(|ending| word.ends_with(ending))
}

/// One past an adjunct that begins with a preposition: up to the next mark, `that`, quote or second adjunct.
pub(super) fn adjunct(items: &[Item], at: usize, limit: usize) -> usize {
    let mut end = at + 1;
    while end < limit {
        let Some(item) = items.get(end) else {
            break;
        };
        let glued_stop = item.mark('.')
            && items.get(end + 1).is_some_and(Item::capital)
            && items
                .get(end - 1)
                .is_some_and(|b| b.capital() && b.span.len() <= 4);
        if item.divides()
            || item.stops() && !glued_stop
            || item.quote().is_some()
            || item.is(class::THAT)
        {
            break;
        }
        if item.is(class::PRONOUN) && end > at + 1 {
            break;
        }
        if item.is(class::PREPOSITION | class::TO | class::QUESTION) && end > at + 1 {
            break;
        }
        // `on Tuesday the ministry`, `in an interview the plan`
        let before = items.get(end - 1);
        let complete = before.is_some_and(|b| {
            b.is(class::TIME | class::MEDIUM) && !b.is(class::DETERMINER) || b.kind == Kind::Number
        });
        if complete
            && end > at + 1
            && (item.is(class::DETERMINER)
                || item.capital() && !item.is(class::TIME)
                || item.lower() && !item.is(class::TIME | class::MEDIUM))
        {
            break;
        }
        end += 1;
    }
    end
}

/// Whether nothing but a recipient, a time or a place follows up to the end of the sentence or a
/// comma: the cue closes what stands before it. Gives that place.
pub(crate) fn closes_at(
    text: &str,
    items: &[Item],
    range: Range,
    cue: &Cue,
    from: usize,
) -> Option<usize> {
    let mut at = from;
    let mut told = !cue.takes(takes::RECIPIENT);
    let governed = items.get(from).is_some_and(|item| {
        let word = item.span.of(text);
        !cue.verb.prepositions.is_empty() && cue.verb.prepositions.split(' ').any(|p| p == word)
    });
    if governed {
        return None;
    }
    let limit = range.end.min(from + ADJUNCT);
    while at < limit {
        let item = items.get(at)?;
        if item.stops() || item.mark(',') || item.mark(';') || item.mark('—') {
            return Some(at);
        }
        let asked = item.is(class::QUESTION) && cue.takes(takes::QUESTION);
        if item.quote().is_some() || item.mark(':') || item.is(class::THAT) || asked {
            return None;
        }
        if !told && !item.is(class::PREPOSITION | class::TIME | class::ADVERB) {
            told = true;
            let end = recipient(text, items, at, range.end);
            if end > at {
                at = end;
                continue;
            }
        }
        if item.is(class::TIME | class::ADVERB) && !item.is(class::PRONOUN | class::DETERMINER)
            || item.is(class::TIME)
        {
            at += 1;
            continue;
        }
        if item.is(class::PREPOSITION | class::TO | class::SUBORDINATOR) && !item.is(class::THAT) {
            let end = adjunct(items, at, limit);
            // A clause in what follows is content, not an adjunct.
            at = end.max(at + 1);
            continue;
        }
        return None;
    }
    (at >= range.end).then_some(range.end)
}
