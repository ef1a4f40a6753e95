//! Sums of money: `$15`, `US$6 billion`, `150,000 yuan`, `millions of dollars`, `Rs 4000`.

use super::gazetteer::Kinds;
use super::word::{Case, Word, Words};
use crate::span::Span;
use crate::text::token::TokenKind;

/// All sums, in order, none overlapping another.
pub(super) fn sums(words: &Words) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (at, word) in words.all.iter().enumerate() {
        let sum = if is_symbol(word.mark) {
            after_symbol(words, at)
        } else if word.is(Kinds::CURRENCY) && word.case == Case::Lower {
            before_unit(words, at)
        } else if word.is(Kinds::CURRENCY)
            || matches!(words.of(word), "Rs" | "Dh" | "Dhs" | "Sh" | "Ksh" | "Tk")
        {
            after_code(words, at)
        } else {
            None
        };
        if let Some((first, last)) = sum {
            let span = words.span(first, last);
            match found.last_mut() {
                Some(previous) if previous.overlaps(span) => *previous = previous.union(span),
                _ => found.push(span),
            }
        }
    }
    found
}

fn is_symbol(mark: char) -> bool {
    matches!(
        mark,
        '$' | '£'
            | '€'
            | '¥'
            | '₹'
            | '₡'
            | '₦'
            | '₽'
            | '₩'
            | '₺'
            | '₫'
            | '₱'
            | '₴'
            | '₪'
            | '฿'
            | '₵'
            | '￥'
    )
}

fn is_amount(words: &Words, word: &Word) -> bool {
    word.token == TokenKind::Number || words.of(word).starts_with(|c: char| c.is_ascii_digit())
}

/// The last word of the amount at `at`, with its multiple.
fn amount(words: &Words, at: usize) -> Option<usize> {
    let number = words
        .get(at)
        .filter(|w| !w.breaks() && is_amount(words, w))?;
    let mut last = at;
    if number.token == TokenKind::Number {
        let hyphen = words.after(last).is_some_and(|w| w.mark == '-' && w.glued);
        let multiple = last + 1 + usize::from(hyphen);
        let counted = |w: &&Word| {
            !w.breaks() && w.is(Kinds::MULTIPLE) && (w.case == Case::Lower || words.of(w).len() > 6)
        };
        if words.get(multiple).as_ref().is_some_and(counted) {
            last = multiple;
        }
    }
    Some(last)
}

fn after_symbol(words: &Words, at: usize) -> Option<(usize, usize)> {
    let last = amount(words, at + 1)?;
    let code = words.before(at).is_some_and(|w| {
        words.get(at).is_some_and(|s| s.glued)
            && matches!(w.case, Case::Upper | Case::Initial)
            && w.span.len() <= 4
    });
    Some((at - usize::from(code), last))
}

fn after_code(words: &Words, at: usize) -> Option<(usize, usize)> {
    let word = words.get(at)?;
    if word.case == Case::Capital && word.span.len() > 3 {
        return None;
    }
    let stop = words.after(at).is_some_and(|w| w.mark == '.' && w.glued);
    Some((at, amount(words, at + 1 + usize::from(stop))?))
}

/// Reads back from a unit of money to where its amount begins.
fn before_unit(words: &Words, at: usize) -> Option<(usize, usize)> {
    let unit = words.of(words.get(at)?);
    let mut first = at;
    // `Hong Kong dollars`, `US dollars`
    let nations = Kinds::COUNTRY | Kinds::GROUP | Kinds::REGION | Kinds::CITY;
    while at - first < 2
        && words
            .before(first)
            .is_some_and(|w| w.case.is_name() && (w.is(nations) || w.known.kinds.any(nations)))
    {
        first -= 1;
    }
    let mut counted = false;
    while let Some(word) = words.before(first) {
        let text = words.of(word);
        if word.case == Case::Lower && (word.is(Kinds::MULTIPLE) || is_many(text)) {
            counted = true;
            first -= 1;
        } else if text == "of"
            && words
                .before(first - 1)
                .is_some_and(|w| is_many(words.of(w)))
        {
            first -= 1;
        } else {
            break;
        }
    }
    let begins = words.before(first)?;
    let text = words.of(begins);
    if is_amount(words, begins) {
        // `won`, `mark` and `real` are other words as well.
        let sure = counted
            || !matches!(
                unit,
                "won" | "mark" | "real" | "m" | "b" | "k" | "cop" | "try" | "rand"
            );
        return sure.then_some((first - 1, at));
    }
    let numeral = matches!(
        text,
        "a" | "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "twenty"
            | "fifty"
    );
    if counted && numeral {
        let half = text == "a"
            && words
                .before(first - 1)
                .is_some_and(|w| words.of(w) == "half");
        let from = if text == "a" && !half {
            first
        } else {
            first - 1 - usize::from(half)
        };
        return (from < at).then_some((from, at));
    }
    (counted && is_many(words.all.get(first).map_or("", |w| words.of(w)))).then_some((first, at))
}

fn is_many(word: &str) -> bool {
    matches!(
        word,
        "millions" | "billions" | "trillions" | "thousands" | "hundreds" | "tens"
    )
}
