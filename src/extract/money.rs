//! Sums of money: `$15`, `US$6 billion`, `150,000 yuan`, `millions of dollars`, `Rs 4000`.

use super::gazetteer::{Kinds, gazetteer};
use super::word::{Case, Word, Words};
use crate::span::Span;
use crate::text::token::TokenKind;

/// Codes and signs of currencies before an amount that the name lists do not hold.
const CODES: [&str; 21] = [
    "Rs", "Re", "Dh", "Dhs", "Sh", "Shs", "Ksh", "KSh", "Tk", "RM", "KD", "JD", "MNT", "BHD",
    "KWD", "OMR", "JOD", "QAR", "TWD", "UAH", "Bs",
];

/// Codes of currencies that are other things as well, unless a sum stands behind them.
const DOUBTFUL: [&str; 40] = [
    "COP", "TRY", "US", "NT", "BD", "LE", "SR", "QR", "CAD", "CUP", "PEN", "UYU", "GTQ", "DOP",
    "HNL", "NIO", "CRC", "BOB", "PYG", "MMK", "KHR", "LAK", "MVR", "NPR", "AFN", "SYP", "LBP",
    "YER", "IRR", "ZMW", "ZWL", "MWK", "RWF", "XOF", "XAF", "DZD", "MAD", "TND", "LYD", "GMD",
];

/// Single letters that stand for a currency only before what is clearly a sum (`R21.9 billion`).
const LETTERS: [&str; 6] = ["R", "K", "N", "P", "L", "Q"];

/// All sums, in order, none overlapping another.
pub(super) fn sums(words: &Words) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (at, word) in words.all.iter().enumerate() {
        let text = words.of(word);
        let sum = if is_symbol(word.mark) {
            after_symbol(words, at)
        } else if is_mixed(text) {
            joined(words, at)
        } else if word.is(Kinds::CURRENCY) && is_unit(word, text) {
            before_unit(words, at).or_else(|| dollars(words, at))
        } else if word.is(Kinds::CURRENCY)
            || CODES.contains(&text)
            || DOUBTFUL.contains(&text)
            || LETTERS.contains(&text)
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

/// Whether a unit of money is written as one: `dollars`, `Egyptian Pounds`.
fn is_unit(word: &Word, text: &str) -> bool {
    word.case == Case::Lower || word.case == Case::Capital && text.len() > 4 && text.ends_with('s')
}

/// `US dollars 6000`, `multimillion-dollar`
fn dollars(words: &Words, at: usize) -> Option<(usize, usize)> {
    let before = words.before(at)?;
    if matches!(words.of(before), "US" | "U.S.") {
        return Some((at - 1, amount(words, at + 1)?));
    }
    let large = at.checked_sub(2)?;
    let joint = before.mark == '-' && before.glued && !before.breaks();
    let many = matches!(
        words.of(words.get(large)?),
        "multimillion" | "multibillion" | "multitrillion"
    );
    (joint && many).then_some((large, at))
}

/// Whether letters and digits stand together in a word.
fn is_mixed(text: &str) -> bool {
    let (mut letters, mut digits) = (false, false);
    for byte in text.bytes() {
        letters |= byte.is_ascii_alphabetic();
        digits |= byte.is_ascii_digit();
    }
    letters && digits
}

/// The last word of the amount at `at`, with its multiple and the other end of a range.
fn amount(words: &Words, at: usize) -> Option<usize> {
    words
        .get(at)
        .filter(|w| !w.breaks() && is_amount(words, w))?;
    let last = multiplied(words, digits(words, at));
    // `$25-35 million`, `$3.18-$3.81`
    let glued = |at: usize| words.after(at).filter(|w| w.glued);
    let dash = glued(last).is_some_and(|w| matches!(w.mark, '-' | '–'));
    if dash && let Some(next) = glued(last + 1) {
        let other = last + 2 + usize::from(is_symbol(next.mark));
        let number = words.get(other).filter(|w| w.glued && is_amount(words, w));
        if number.is_some() {
            return Some(multiplied(words, digits(words, other)));
        }
    }
    Some(last)
}

/// The last word of the digits that begin at `at`: `5` `,` `000`, or `100 000`.
fn digits(words: &Words, at: usize) -> usize {
    let mut last = at;
    let number = |at: usize| words.after(at).filter(|w| w.token == TokenKind::Number);
    loop {
        let mark = words
            .after(last)
            .is_some_and(|w| w.glued && matches!(w.mark, '.' | ','));
        let more = words
            .after(last + 1)
            .is_some_and(|w| w.glued && is_amount(words, w));
        if mark && more {
            last += 2;
            continue;
        }
        let short = words.get(last).is_some_and(|w| {
            let text = words.of(w);
            w.token == TokenKind::Number && text.len() <= 3
                || w.token == TokenKind::Word && text.len() <= 5
        });
        let group = number(last).is_some_and(|w| {
            let text = words.of(w);
            !w.glued && text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit())
        });
        if !(short && group) {
            return last;
        }
        last += 1;
    }
}

/// The place of the multiple behind the digits that end at `last` (`million`, `-million`), else `last`.
fn multiplied(words: &Words, last: usize) -> usize {
    let hyphen = words.after(last).is_some_and(|w| w.mark == '-' && w.glued);
    let at = last + 1 + usize::from(hyphen);
    let counted = words.get(at).is_some_and(|w| {
        !w.breaks() && w.is(Kinds::MULTIPLE) && (w.case == Case::Lower || words.of(w).len() > 6)
    });
    if counted { at } else { last }
}

/// `$15`, `US$6 billion`, `US $15 million`, `N$100 000`
fn after_symbol(words: &Words, at: usize) -> Option<(usize, usize)> {
    let last = amount(words, at + 1)?;
    let glued = words.get(at).is_some_and(|s| s.glued);
    let code = words.before(at).is_some_and(|w| {
        glued && matches!(w.case, Case::Upper | Case::Initial) && w.span.len() <= 4
            || matches!(words.of(w), "US" | "U.S.")
    });
    Some((at - usize::from(code), last))
}

/// `USD 10 million`, `Rs 4000`, `1500 Rs`
fn after_code(words: &Words, at: usize) -> Option<(usize, usize)> {
    let word = words.get(at)?;
    let text = words.of(word);
    if word.case == Case::Capital && word.span.len() > 3 {
        return None;
    }
    let stop = words.after(at).is_some_and(|w| w.mark == '.' && w.glued);
    let first = at + 1 + usize::from(stop);
    let Some(last) = amount(words, first) else {
        let before = words.before(at).is_some_and(|w| is_amount(words, w));
        return (before && text == "Rs").then(|| (at - 1, at));
    };
    // `COP 27` is a conference, `US 20` a road, `R 2` a house number.
    let sum = words.span(first, last).of(words.text);
    let doubtful = LETTERS.contains(&text) || DOUBTFUL.contains(&text);
    (!doubtful || is_clear(sum)).then_some((at, last))
}

/// Whether an amount can be nothing but a sum: it has a multiple or thousands.
fn is_clear(sum: &str) -> bool {
    sum.contains(|c: char| c.is_alphabetic()) || sum.len() > 4 && sum.contains([',', ' '])
}

/// Amounts written in one with their currency: `RM69.6 million`, `Dh5,000`, `7CUP`.
fn joined(words: &Words, at: usize) -> Option<(usize, usize)> {
    let text = words.of(words.get(at)?);
    let digit = text.find(|c: char| c.is_ascii_digit())?;
    let (code, rest) = text.split_at_checked(digit)?;
    let is_code = |code: &str| {
        CODES.contains(&code)
            || DOUBTFUL.contains(&code)
            || code.len() == 3
                && code.bytes().all(|b| b.is_ascii_uppercase())
                && gazetteer().kinds(code).any(Kinds::CURRENCY)
    };
    let tail = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if code.is_empty() {
        return is_code(tail).then_some((at, at));
    }
    let multiple = matches!(
        tail,
        "" | "m" | "mn" | "mil" | "bn" | "bil" | "b" | "k" | "tn" | "million" | "billion"
    );
    if !multiple {
        return None;
    }
    let last = multiplied(words, digits(words, at));
    let sum = words.span(at, last).of(words.text);
    let sum = crate::span::from(sum, digit);
    let doubtful = LETTERS.contains(&code) || DOUBTFUL.contains(&code);
    let sure = if doubtful {
        is_clear(sum)
    } else {
        is_code(code)
    };
    sure.then_some((at, last))
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
        // `30-million-dollar`
        if word.mark == '-' && words.get(first).is_some_and(|w| w.glued) {
            let number = words
                .before(first - 1)
                .is_some_and(|w| is_amount(words, w) || w.is(Kinds::MULTIPLE));
            if !number {
                break;
            }
            first -= 1;
        } else if word.case == Case::Lower && (word.is(Kinds::MULTIPLE) || is_many(text)) {
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
        // `9–85 million dollars`
        let dash = words
            .before(first - 1)
            .is_some_and(|w| matches!(w.mark, '-' | '–') && w.glued);
        let range = dash
            && words.get(first - 1).is_some_and(|w| w.glued)
            && first >= 3
            && words.before(first - 2).is_some_and(|w| is_amount(words, w));
        return sure.then_some((first - 1 - 2 * usize::from(range), at));
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
