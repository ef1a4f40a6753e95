//! Who speaks: the noun phrase beside a cue, found without a parser.

mod phrase;

use crate::extract::attribution::cue::possessor;
use crate::extract::attribution::frame::{Item, Kind};
use crate::extract::attribution::lexicon::{Form, class};
use crate::span::Span;
use phrase::{LONGEST, abbreviates, apposition, phrase_after, phrase_before, reads_as_verb};

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

/// The noun phrase that ends before `end`, not before `low`.
pub(crate) fn before(text: &str, items: &[Item], low: usize, end: usize) -> Option<Subject> {
    match plausible(
        items,
        Subject::new(phrase_before(text, items, low, end)?, end),
    ) {
        Left::Found(subject) => Some(subject),
        Left::Shared | Left::Nothing => None,
    }
}

/// The possessor of a noun of speech (`Trump’s claim that`, `his view that`).
pub(crate) fn possessing(text: &str, items: &[Item], low: usize, noun: usize) -> Left {
    let Some(mark) = possessor(items, low, noun) else {
        return Left::Nothing;
    };
    if items
        .get(mark)
        .is_some_and(|item| item.is(class::POSSESSIVE))
    {
        return Left::Found(Subject::new(mark, mark + 1));
    }
    phrase_before(text, items, low, mark).map_or(Left::Nothing, |first| {
        plausible(items, Subject::new(first, mark))
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
    // `a man, 26, who said`
    let aged = end > low + 2
        && items
            .get(end - 1)
            .is_some_and(|item| item.kind == Kind::Number)
        && items.get(end - 2).is_some_and(|item| item.mark(','));
    end -= if aged { 2 } else { 0 };
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
                && item
                    .verb
                    .is_none_or(|v| matches!(v.form, Form::Base | Form::Third))
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
    if head.is(class::TO) {
        return Left::Nothing;
    }
    // `Wang Yi during a visit to Malaysia`
    if let Some(visit) = (subject.first + 1..subject.end).find(|&at| {
        items
            .get(at)
            .is_some_and(|item| item.is(class::PREPOSITION) && item.is(class::CIRCUMSTANCE))
            && items.get(at - 1).is_some_and(Item::capital)
    }) {
        subject.end = visit;
    }
    let names = items
        .get(subject.first..subject.end)
        .unwrap_or_default()
        .iter()
        .any(|item| {
            item.kind == Kind::Number
                || matches!(item.kind, Kind::Word { .. })
                    && (item.is(class::PRONOUN | class::DETERMINER | class::ROLE)
                        || !item.is(class::COORDINATOR
                            | class::PREPOSITION
                            | class::SUBORDINATOR
                            | class::AUXILIARY
                            | class::ADVERB
                            | class::LINK))
        });
    if names {
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
