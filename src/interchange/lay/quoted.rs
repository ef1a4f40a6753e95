//! Words of which a file says what stands around them, and not where they are.

use super::super::draft::Around;
use super::transfer::is_visible;
use crate::span::{Span, from, until};

/// How many visible characters before and behind are held against the text.
const COMPARED: usize = 64;
/// Words that stand more often in a text are not looked for, as no words around them may tell.
const MOST: usize = 1000;
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
        let before = Fit::of(
            around.prefix.chars().rev(),
            until(text, span.start).chars().rev(),
        );
        let behind = Fit::of(around.suffix.chars(), from(text, span.end).chars());
        match before.and(behind) {
            Fit::Whole => whole.push(span),
            Fit::Cut => cut.push(span),
            Fit::Not => {}
        }
        at = span.start + first.len_utf8();
    }
    let best = if whole.is_empty() { cut } else { whole };
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

/// How words around a place are like those that a file has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Not,
    /// As far as the text goes.
    Cut,
    Whole,
}

impl Fit {
    /// From the place outwards.
    fn of(told: impl Iterator<Item = char>, found: impl Iterator<Item = char>) -> Self {
        let mut found = found.filter(|c| is_visible(*c));
        for told in told.filter(|c| is_visible(*c)).take(COMPARED) {
            match found.next() {
                None => return Self::Cut,
                Some(found) if found != told => return Self::Not,
                Some(_) => {}
            }
        }
        Self::Whole
    }

    fn and(self, other: Self) -> Self {
        self.min(other)
    }
}
