//! Where noun phrases begin and end, found from their last or first word.

use crate::extract::attribution::frame::{Item, Kind};
use crate::extract::attribution::lexicon::{Form, class};
use crate::span::Span;

/// The most items of a noun phrase.
pub(super) const LONGEST: usize = 22;

/// Where the noun phrase begins that ends before `end`.
pub(super) fn phrase_before(text: &str, items: &[Item], low: usize, end: usize) -> Option<usize> {
    let mut first = end;
    while first > low && end - first < LONGEST {
        let item = items.get(first - 1)?;
        let length = end - first;
        if item.mark(')')
            && let Some(open) = opening_bracket(items, low, first - 1)
        {
            // `Rep. Jim Jordan (R-Ohio)`
            first = open;
            continue;
        }
        if item.divides()
            || item.stops() && !initial(items, first - 1, end)
            || item.quote().is_some() && (length == 0 || !nickname(text, item.span))
        {
            break;
        }
        if item.mark(':') {
            break;
        }
        if item.is(class::PRONOUN) && !item.is(class::RELATIVE) {
            // A pronoun is a phrase of its own.
            if length == 0 {
                first -= 1;
            }
            break;
        }
        if item.is(class::RELATIVE) && !item.is(class::THAT) && length > 0 {
            // `The man who led the party`: part of the phrase; after a comma, its border.
            let identifying = first - 1 > low
                && item.span.of(text) == "who"
                && items.get(first - 2).is_some_and(Item::lower);
            if !identifying {
                break;
            }
            first -= 1;
            continue;
        }
        if item.is(class::COORDINATOR) {
            if !joins(items, low, first - 1, end) {
                break;
            }
            first -= 1;
            continue;
        }
        if item.is(class::SUBORDINATOR) && !item.is(class::PREPOSITION)
            || item.is(class::THAT) && length == 0
        {
            break;
        }
        if item.is(class::THAT) {
            break;
        }
        if (item.is(class::AUXILIARY | class::VERB)
            || item
                .verb
                .is_some_and(|v| v.form != Form::Gerund && reads_as_verb(items, first - 1))
                && (length > 0 || item.verb.is_some_and(|v| v.form == Form::Past)))
            && !has_who(text, items, low, first - 1)
        {
            break;
        }
        first -= 1;
    }
    let first = drop_opener(items, first, end);
    (first < end).then_some(first)
}

/// The bracket that opens before the closing one at `close`, a few items back.
pub(super) fn opening_bracket(items: &[Item], low: usize, close: usize) -> Option<usize> {
    /// The most items in brackets inside a noun phrase.
    const LONGEST: usize = 10;
    (low..close)
        .rev()
        .take(LONGEST)
        .find(|&at| items.get(at).is_some_and(|item| item.mark('(')))
        .filter(|&open| open > low)
}

/// Whether a quoted stretch inside a noun phrase is a short name (`Robert “Bob” Marino`, `the “View” host`).
pub(super) fn nickname(text: &str, quoted: Span) -> bool {
    /// The longest, in bytes.
    const LONGEST: usize = 32;
    quoted.len() <= LONGEST && !quoted.of(text).contains([',', '.', '?', '!'])
}

/// Whether a full stop belongs to an abbreviation or initial inside a name (`Mr.`, `James T.`).
pub(super) fn initial(items: &[Item], stop: usize, end: usize) -> bool {
    stop + 1 < end
        && items.get(stop).is_some_and(|item| item.mark('.'))
        && stop
            .checked_sub(1)
            .and_then(|before| items.get(before))
            .is_some_and(|before| {
                before.capital()
                    && items
                        .get(stop)
                        .is_some_and(|item| item.span.start == before.span.end)
            })
}

/// Whether a verb form inside a phrase is one, not a noun or participle (`the report`, `a proposed plan`).
pub(super) fn reads_as_verb(items: &[Item], at: usize) -> bool {
    !at.checked_sub(1)
        .and_then(|before| items.get(before))
        .is_some_and(|before| {
            before.is(class::DETERMINER | class::PREPOSITION)
                || before.kind == Kind::Clitic
                || before.mark('-')
                || before.lower()
                    && before.class == 0
                    && items
                        .get(at)
                        .and_then(|item| item.verb)
                        .is_some_and(|v| matches!(v.form, Form::Base | Form::Third))
        })
        && !items.get(at).is_some_and(Item::capital)
}

/// Whether `who` stands a few items before a verb: then the verb is inside the phrase.
pub(super) fn has_who(text: &str, items: &[Item], low: usize, at: usize) -> bool {
    (low..at)
        .rev()
        .take(5)
        .filter_map(|i| items.get(i))
        .take_while(|item| !item.divides() && !item.stops())
        .any(|item| item.span.of(text) == "who")
}

/// Whether a coordinator joins two noun phrases (`Ahmed and Ruth`, `the police and the army`).
pub(super) fn joins(items: &[Item], low: usize, at: usize, end: usize) -> bool {
    let (Some(before), Some(after)) = (
        at.checked_sub(1)
            .filter(|&b| b >= low)
            .and_then(|b| items.get(b)),
        items.get(at + 1).filter(|_| at + 1 < end),
    ) else {
        return false;
    };
    if before.capital() && after.capital() {
        return true;
    }
    // `doctors and nurses`, `House and Senate leaders`
    before.lower()
        && after.lower()
        && before.class & !class::ROLE == 0
        && after.class & !class::ROLE == 0
}

/// Leaves out what opens the sentence before its subject: `On Tuesday the ministry`, `But officials`.
pub(super) fn drop_opener(items: &[Item], first: usize, end: usize) -> usize {
    let mut first = first;
    while first + 1 < end
        && items.get(first).is_some_and(|item| {
            item.is(class::COORDINATOR | class::ADVERB) && !item.is(class::PRONOUN | class::ROLE)
                || item.kind == Kind::Clitic
                || item.mark('-')
        })
    {
        first += 1;
    }
    let Some(opener) = items.get(first) else {
        return first;
    };
    if !opener.is(class::PREPOSITION | class::TIME)
        || opener.capital() && !opener.is(class::PREPOSITION | class::TIME)
    {
        return first;
    }
    for at in first + 2..end {
        let (Some(before), Some(item)) = (items.get(at - 1), items.get(at)) else {
            break;
        };
        let noun_before = !before.is(class::PREPOSITION | class::DETERMINER) && !before.divides();
        let begins = item.is(class::DETERMINER | class::PRONOUN)
            || item.capital() && (!before.capital() || before.is(class::TIME))
            || before.is(class::TIME) && item.class == 0;
        if noun_before
            && begins
            && before.kind != Kind::Clitic
            && !before.mark('-')
            && !before.mark('.')
        {
            return at;
        }
    }
    // `as the crisis continues`
    first + usize::from(opener.is(class::SUBORDINATOR))
}

/// One past the noun phrase that begins at `first`.
pub(super) fn phrase_after(text: &str, items: &[Item], first: usize, high: usize) -> usize {
    let mut end = first;
    while end < high && end - first < LONGEST {
        let Some(item) = items.get(end) else {
            break;
        };
        let word = item.span.of(text);
        let inner_stop = item.mark('.') && end > first && abbreviates(items, end, high);
        if item.quote().is_some()
            || item.divides() && !item.mark('(')
            || item.stops() && !inner_stop
        {
            break;
        }
        if item.mark('(') {
            let close = (end..high)
                .take(8)
                .find(|&i| items.get(i).is_some_and(|item| item.mark(')')));
            match close {
                Some(close) => {
                    end = close + 1;
                    continue;
                }
                None => break,
            }
        }
        if end > first {
            let named = items.get(end - 1).is_some_and(Item::capital);
            if word == "who" && !named {
                // `one aide who asked not to be named`: up to the next mark.
                return (end..high)
                    .find(|&i| {
                        items.get(i).is_some_and(|item| {
                            item.divides() || item.stops() || item.quote().is_some()
                        })
                    })
                    .unwrap_or(high);
            }
            let kept = matches!(word, "of" | "for" | "from" | "with" | "at")
                && items.get(end + 1).is_some_and(|next| {
                    next.capital()
                        || next.is(class::DETERMINER)
                        || next.lower() && word != "at" && word != "from"
                });
            let inside = word == "in"
                && !named
                && items
                    .get(end + 1)
                    .is_some_and(|next| next.capital() && !next.is(class::TIME));
            if item.is(class::PREPOSITION) && !kept && !inside
                || item.is(class::SUBORDINATOR
                    | class::RELATIVE
                    | class::TO
                    | class::AUXILIARY
                    | class::VERB)
                || item.is(class::TIME) && !item.is(class::ROLE)
                || item.is(class::PRONOUN)
                || item.is(class::ADVERB)
                || item.is(class::COORDINATOR)
                    && !(word == "and" && items.get(end + 1).is_some_and(Item::capital))
                || item
                    .verb
                    .is_some_and(|v| v.form == Form::Gerund || v.form == Form::Past)
                    && item.lower()
                    && !item.is(class::ROLE)
            {
                break;
            }
        }
        end += 1;
    }
    while end > first
        && items
            .get(end - 1)
            .is_some_and(|item| item.is(class::COORDINATOR | class::PREPOSITION))
    {
        end -= 1;
    }
    end
}

/// Whether the full stop at `at` belongs to a title or initial inside a name.
pub(super) fn abbreviates(items: &[Item], at: usize, high: usize) -> bool {
    let glued = at
        .checked_sub(1)
        .and_then(|before| items.get(before))
        .zip(items.get(at))
        .is_some_and(|(before, stop)| before.capital() && before.span.end == stop.span.start);
    glued
        && at + 1 < high
        && items
            .get(at + 1)
            .is_some_and(|next| next.capital() || next.is(class::PREPOSITION) || next.mark(','))
}

/// One past the apposition that follows a name (`, the city engineer`), or `end` where there is none.
pub(super) fn apposition(
    text: &str,
    items: &[Item],
    first: usize,
    end: usize,
    high: usize,
) -> usize {
    if !items.get(end).is_some_and(|item| item.mark(',')) || end + 1 >= high {
        return end;
    }
    let named = items
        .get(first..end)
        .unwrap_or_default()
        .iter()
        .any(Item::capital);
    let Some(next) = items.get(end + 1) else {
        return end;
    };
    let word = next.span.of(text);
    let opens = next.is(class::DETERMINER) && !next.is(class::PRONOUN)
        || next.capital() && !next.is(class::PRONOUN)
        || next.lower()
            && next.class & !class::ROLE == 0
            && next.verb.is_none()
            && !word.ends_with("ing")
            && !word.ends_with("ed");
    if !named || !opens {
        return end;
    }
    let close = phrase_after(text, items, end + 1, high);
    // A clause that follows the comma is no apposition.
    if close < high
        && items.get(close).is_some_and(|item| {
            item.is(class::AUXILIARY | class::VERB | class::TO) || item.verb.is_some()
        })
    {
        return end;
    }
    if close > end + 1 { close } else { end }
}
