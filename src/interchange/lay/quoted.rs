//! Words of which a file says what stands around them, and not where they are.

use super::super::draft::Around;
use super::transfer::is_visible;
use crate::span::{Span, from, until};

/// How many visible characters before and behind are held against the text.
const COMPARED: usize = 64;
/// Words that stand more often in a text are not looked for, as no words around them may tell.
const MOST: usize = 1000;
/// Where the text ends within the words before or behind, so many visible characters of them must stand
/// there to tell a place from others of the same words.
const SOME: usize = 3;
/// How many characters of the words a message shows.
const SHOWN: usize = 60;

/// The only place where words stand with these before and behind them, but for white space; a text may
/// begin or end within these.
pub(super) fn place(words: &str, around: &Around, text: &str) -> Result<Span, String> {
    let shown: String = words.chars().take(SHOWN).collect();
    let Some(first) = words.chars().next() else {
        return Err("has no words to be found by".to_owned());
    };
    let finder = memchr::memmem::Finder::new(words);
    let (mut whole, mut cut) = (Vec::new(), Vec::new());
    let (mut met, mut at) = (0, 0);
    while let Some(found) = finder.find(from(text, at).as_bytes()) {
        met += 1;
        if met > MOST {
            return Err(format!(
                "{shown:?} stands more than {MOST} times in the text"
            ));
        }
        let span = Span::new(at + found, at + found + words.len());
        match fit(span, around, text) {
            (Fit::Whole, _) => whole.push(span),
            (Fit::Cut, agreed) => cut.push((span, agreed)),
            (Fit::Not, _) => {}
        }
        at = span.start + first.len_utf8();
    }
    let best = if whole.is_empty() {
        let is_told = |(_, agreed): &(Span, usize)| met == 1 || *agreed >= SOME;
        let told = cut.into_iter().filter(is_told);
        told.map(|(span, _)| span).collect()
    } else {
        whole
    };
    match best.as_slice() {
        [only] => Ok(*only),
        [] if met == 0 => Err(format!("{shown:?} stands nowhere in the text")),
        [] => Err(format!(
            "{shown:?} stands in the text, but nowhere between the words that the file has before and behind it"
        )),
        several => Err(format!(
            "{shown:?} stands {} times in the text, and the file does not tell which is meant",
            several.len()
        )),
    }
}

/// Whether what stands around a place is what the file has before and behind it.
pub(super) fn fits(span: Span, around: &Around, text: &str) -> bool {
    fit(span, around, text).0 != Fit::Not
}

/// How well a place fits, and how many visible characters around it agree.
fn fit(span: Span, around: &Around, text: &str) -> (Fit, usize) {
    let before = Fit::of(
        around.prefix.chars().rev(),
        until(text, span.start).chars().rev(),
    );
    let behind = Fit::of(around.suffix.chars(), from(text, span.end).chars());
    (before.0.min(behind.0), before.1 + behind.1)
}

/// How words around a place are like those that a file has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Not,
    /// As far as the text goes.
    Cut,
    Whole,
}

impl Fit {
    /// From the place outwards, and how many characters agree.
    fn of(told: impl Iterator<Item = char>, found: impl Iterator<Item = char>) -> (Self, usize) {
        let mut agreed = 0;
        let mut found = found.filter(|c| is_visible(*c));
        for told in told.filter(|c| is_visible(*c)).take(COMPARED) {
            match found.next() {
                None => return (Self::Cut, agreed),
                Some(found) if found != told => return (Self::Not, agreed),
                Some(_) => agreed += 1,
            }
        }
        (Self::Whole, agreed)
    }
}
