//! Who speaks: the noun phrase beside a cue, found without a parser.

use crate::extract::attribution::frame::{Item, Kind};
use crate::extract::attribution::lexicon::{Form, class};
use crate::span::Span;

/// A speaker's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    /// The items, end excluded.
    pub first: usize,
    /// One past the last item.
    pub end: usize,
    /// What a relative pronoun (`who`) refers to.
    pub antecedent: Option<(usize, usize)>,
}

impl Subject {
    fn new(first: usize, end: usize) -> Self {
        Self {
            first,
            end,
            antecedent: None,
        }
    }

    /// The bytes it covers.
    pub fn span(&self, items: &[Item]) -> Span {
        cover(items, self.first, self.end)
    }
}

/// The bytes from the first item to the last one before `end`.
pub(crate) fn cover(items: &[Item], first: usize, end: usize) -> Span {
    let start = items.get(first).map_or(0, |item| item.span.start);
    let stop = end
        .checked_sub(1)
        .and_then(|last| items.get(last))
        .map_or(start, |item| item.span.end);
    Span::new(start, stop)
}

/// The most items of a noun phrase.
const LONGEST: usize = 22;
/// The most items of a parenthesis between a subject and its verb.
const PARENTHESIS: usize = 32;

/// What stands to the left of a verb group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// A noun phrase.
    Found(Subject),
    /// The verb shares the subject of an earlier verb (`left and said`, `, saying`).
    Shared,
    /// Nothing that could be a subject.
    Nothing,
}

/// The subject to the left of the verb group that begins at `verb`, not before `low`.
pub(crate) fn left(text: &str, items: &[Item], low: usize, verb: usize) -> Left {
    let Some(last) = verb.checked_sub(1).filter(|&last| last >= low) else {
        return Left::Nothing;
    };
    let Some(item) = items.get(last) else {
        return Left::Nothing;
    };
    if item.is(class::COORDINATOR) && !item.is(class::PRONOUN) {
        return Left::Shared;
    }
    if item.is(class::RELATIVE) && !item.is(class::THAT) || item.is(class::THAT) && last > low {
        return relative(text, items, low, last);
    }
    if item.mark(',') {
        return across_parenthesis(text, items, low, last);
    }
    if item.mark(')') {
        return phrase_before(text, items, low, verb).map_or(Left::Nothing, |first| {
            plausible(items, Subject::new(first, last + 1))
        });
    }
    if item.mark('—') || item.mark('–') || item.mark('-') {
        // X — a dash parenthesis — said.
        let open = (low..last)
            .rev()
            .take(PARENTHESIS)
            .find(|&i| items.get(i).is_some_and(|other| other.kind == item.kind));
        return open
            .and_then(|open| {
                phrase_before(text, items, low, open).map(|first| Subject::new(first, open))
            })
            .map_or(Left::Nothing, |subject| plausible(items, subject));
    }
    phrase_before(text, items, low, verb).map_or(Left::Nothing, |first| {
        plausible(items, Subject::new(first, verb))
    })
}

/// `X, who said`: the pronoun speaks, for X.
fn relative(text: &str, items: &[Item], low: usize, pronoun: usize) -> Left {
    let mut end = pronoun;
    while end > low
        && items
            .get(end - 1)
            .is_some_and(|item| item.mark(',') || item.mark(')') && end == pronoun)
    {
        end -= 1;
    }
    let antecedent = phrase_before(text, items, low, end).map(|first| (first, end));
    Left::Found(Subject {
        first: pronoun,
        end: pronoun + 1,
        antecedent,
    })
}

/// `X, the mayor, said` and the like; `last` is the comma before the verb.
fn across_parenthesis(text: &str, items: &[Item], low: usize, last: usize) -> Left {
    let mut comma = last;
    // Appositions and places come in rows (`Austin, Texas,`): step over them to a phrase that
    // can be the subject, three times at most.
    for _ in 0..3 {
        let Some(open) = (low..comma)
            .rev()
            .take(PARENTHESIS)
            .take_while(|&i| {
                items
                    .get(i)
                    .is_some_and(|item| !item.stops() || item.mark('.'))
            })
            .find(|&i| items.get(i).is_some_and(|item| item.mark(',')))
        else {
            return Left::Shared;
        };
        let inner = items.get(open + 1);
        let word = comma - open == 2 && inner.is_some_and(Item::capital);
        let Some(first) = phrase_before(text, items, low, open) else {
            return Left::Shared;
        };
        let head = items.get(first);
        // An apposition that itself follows a comma (`Priya Nair, economist at Hollis, which …, said`).
        let lone = head
            .is_some_and(|item| !item.capital() && !item.is(class::DETERMINER | class::PRONOUN))
            && first > low
            && items.get(first - 1).is_some_and(|item| item.mark(','));
        if lone || first == open {
            comma = open;
            continue;
        }
        let identifies = inner.is_some_and(|item| {
            !item.is(class::RELATIVE
                | class::PREPOSITION
                | class::SUBORDINATOR
                | class::ADVERB
                | class::COORDINATOR)
                && !item.verb.is_some_and(|v| v.form == Form::Gerund)
                && !item.span.of(text).ends_with("ing")
        });
        let end = if word || identifies && comma == last {
            last
        } else {
            open
        };
        return plausible(items, Subject::new(first, end));
    }
    Left::Shared
}

/// Where the noun phrase begins that ends before `end`.
fn phrase_before(text: &str, items: &[Item], low: usize, end: usize) -> Option<usize> {
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
fn opening_bracket(items: &[Item], low: usize, close: usize) -> Option<usize> {
    /// The most items in brackets inside a noun phrase.
    const LONGEST: usize = 10;
    (low..close)
        .rev()
        .take(LONGEST)
        .find(|&at| items.get(at).is_some_and(|item| item.mark('(')))
        .filter(|&open| open > low)
}

/// Whether a quoted stretch inside a noun phrase is a short name (`Robert “Bob” Marino`, `the “View” host`).
fn nickname(text: &str, quoted: Span) -> bool {
    /// The longest, in bytes.
    const LONGEST: usize = 32;
    quoted.len() <= LONGEST && !quoted.of(text).contains([',', '.', '?', '!'])
}

/// Whether a full stop belongs to an abbreviation or initial inside a name (`Mr.`, `James T.`).
fn initial(items: &[Item], stop: usize, end: usize) -> bool {
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
fn reads_as_verb(items: &[Item], at: usize) -> bool {
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
fn has_who(text: &str, items: &[Item], low: usize, at: usize) -> bool {
    (low..at)
        .rev()
        .take(5)
        .filter_map(|i| items.get(i))
        .take_while(|item| !item.divides() && !item.stops())
        .any(|item| item.span.of(text) == "who")
}

/// Whether a coordinator joins two noun phrases (`Ahmed and Ruth`, `the police and the army`).
fn joins(items: &[Item], low: usize, at: usize, end: usize) -> bool {
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
fn drop_opener(items: &[Item], first: usize, end: usize) -> usize {
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
    first
}

/// The subject that fills the items from `first` to `end`.
pub(crate) fn between(items: &[Item], first: usize, end: usize) -> Left {
    plausible(items, Subject::new(first, end))
}

/// Whether the items could name a speaker.
fn plausible(items: &[Item], subject: Subject) -> Left {
    let mut subject = subject;
    // `Masrour Barzani on Saturday`: the day is not part of the name.
    while subject.end > subject.first + 1
        && items.get(subject.end - 1).is_some_and(|last| {
            (last.is(class::TIME)
                || last.kind == Kind::Number
                    && items
                        .get(subject.end - 2)
                        .is_some_and(|b| b.is(class::TIME)))
                && !items
                    .get(subject.end - 2)
                    .is_some_and(|before| before.is(class::DETERMINER))
        })
    {
        subject.end -= 1;
        if subject.end > subject.first + 1
            && items
                .get(subject.end - 1)
                .is_some_and(|last| last.is(class::PREPOSITION))
        {
            subject.end -= 1;
        }
    }
    let covered = items.get(subject.first..subject.end).unwrap_or_default();
    let Some(head) = covered.first() else {
        return Left::Nothing;
    };
    let named = covered.iter().any(Item::capital)
        || head.is(class::DETERMINER | class::PRONOUN)
        || covered.iter().any(|item| item.is(class::ROLE));
    let plural = covered
        .last()
        .is_some_and(|last| last.lower() && last.span.len() > 4);
    if named || plural {
        Left::Found(subject)
    } else {
        Left::Nothing
    }
}

/// The subject to the right of an inverted verb (`said Maria Lopez, the city engineer`), which
/// begins at `first` and ends before `high`.
pub(crate) fn right(text: &str, items: &[Item], first: usize, high: usize) -> Option<Subject> {
    let mut first = first;
    while first < high && items.get(first).is_some_and(|item| item.is(class::ADVERB)) {
        first += 1;
    }
    let head = items.get(first).filter(|_| first < high)?;
    if head.divides()
        || head.stops()
        || head.quote().is_some()
        || head.is(class::THAT | class::TO | class::OBJECT) && !head.is(class::DETERMINER)
    {
        return None;
    }
    if head.is(class::PREPOSITION | class::SUBORDINATOR)
        || head.is(class::TIME) && !head.is(class::DETERMINER)
    {
        return None;
    }
    if head.is(class::PRONOUN) {
        return Some(Subject::new(first, first + 1));
    }
    let end = phrase_after(text, items, first, high);
    if end == first {
        return None;
    }
    let subject = Subject::new(first, apposition(text, items, first, end, high));
    match plausible(items, subject) {
        Left::Found(found) => Some(found),
        _ => None,
    }
}

/// One past the noun phrase that begins at `first`.
fn phrase_after(text: &str, items: &[Item], first: usize, high: usize) -> usize {
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
fn abbreviates(items: &[Item], at: usize, high: usize) -> bool {
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
fn apposition(text: &str, items: &[Item], first: usize, end: usize, high: usize) -> usize {
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
        && items
            .get(close)
            .is_some_and(|item| item.is(class::AUXILIARY | class::VERB) || item.verb.is_some())
    {
        return end;
    }
    if close > end + 1 { close } else { end }
}

/// Whether the item may be the verb of the subject that ends before it.
pub(crate) fn verbal(text: &str, items: &[Item], at: usize) -> bool {
    items.get(at).is_some_and(|item| {
        item.is(class::AUXILIARY | class::VERB)
            || item.verb.is_some()
            || item.kind == Kind::Clitic
            || item.lower() && item.span.of(text).ends_with("ed")
    })
}

/// The phrase that begins at `first` and ends before the first verb: a sentence's own subject.
pub(crate) fn main(text: &str, items: &[Item], first: usize, high: usize) -> Option<Subject> {
    let head = items.get(first).filter(|_| first < high)?;
    if head.is(class::PRONOUN) {
        return Some(Subject::new(first, first + 1));
    }
    let mut end = first;
    while end < high && end - first < LONGEST {
        let Some(item) = items.get(end) else {
            break;
        };
        let verb = item.is(class::AUXILIARY | class::VERB)
            || item.verb.is_some() && item.lower() && reads_as_verb(items, end)
            || item.lower() && end > first && item.span.of(text).ends_with("ed");
        if verb
            || item.divides()
            || item.stops() && !abbreviates(items, end, high)
            || item.quote().is_some()
            || item.is(class::RELATIVE | class::TO | class::ADVERB)
        {
            break;
        }
        end += 1;
    }
    if end == first {
        return None;
    }
    match plausible(items, Subject::new(first, end)) {
        Left::Found(subject) => Some(subject),
        _ => None,
    }
}
