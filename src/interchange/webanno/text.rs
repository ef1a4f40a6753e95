//! The text of a file, put together from its rows.

use crate::corpus::LONGEST_RECORD;
use crate::interchange::Unit;
use crate::span::{OffsetIndex, from, until};

/// The tokens of a file and its sentences, as they are read.
#[derive(Debug, Default)]
pub struct Words<'a> {
    tokens: Vec<Token<'a>>,
    /// The text of each sentence, and the place of its first token.
    sentences: Vec<(usize, String)>,
    /// The line on which the text of each begins.
    lines: Vec<u64>,
}

/// A token, or a part of one: where a row says that it stands, and its words.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// Where it begins.
    pub start: usize,
    /// One past where it ends.
    pub end: usize,
    /// The words.
    pub words: &'a str,
}

/// The text that the rows make: white space between sentences may be another than it was.
#[derive(Debug)]
pub struct Rebuilt {
    /// The text.
    pub text: String,
    /// What the offsets of the rows count.
    pub unit: Unit,
    index: OffsetIndex,
}

/// What stands for words that are not as long as their row says.
const UNKNOWN: &str = "\u{fffd}";

impl<'a> Words<'a> {
    /// Takes in a line of a sentence's text, and the number of that line in the file.
    pub fn line(&mut self, line: &str, number: u64) {
        let first = self.tokens.len();
        match self.sentences.last_mut() {
            Some((begins, text)) if *begins == first => {
                text.push('\n');
                text.push_str(line);
            }
            _ => {
                self.sentences.push((first, line.to_owned()));
                self.lines.push(number);
            }
        }
    }

    /// Takes in a token.
    pub fn token(&mut self, token: Token<'a>) {
        self.tokens.push(token);
    }

    /// The sentences whose text says otherwise than their rows, each by its line and the first words that
    /// do not stand in it where their offsets say.
    pub fn contradictions(&self, unit: Unit) -> Vec<(u64, &'a str)> {
        let ends = self.sentences.iter().skip(1).map(|(first, _)| *first);
        let ends = ends.chain([self.tokens.len()]);
        let sentences = self.sentences.iter().zip(&self.lines).zip(ends);
        let contradicted = sentences.filter_map(|(((first, text), line), end)| {
            let tokens = self.tokens.get(*first..end)?;
            let begins = tokens.first()?;
            let Some(lead) = text.find(begins.words) else {
                return Some((*line, begins.words));
            };
            let mut rest = from(text, lead);
            let mut at = begins.start;
            for token in tokens {
                let place = token.start.checked_sub(at);
                let place = place.and_then(|units| byte_of(rest, units, unit));
                match place.map(|place| from(rest, place)) {
                    Some(there) if there.starts_with(token.words) => {
                        (rest, at) = (there, token.start);
                    }
                    _ => return Some((*line, token.words)),
                }
            }
            None
        });
        contradicted.collect()
    }

    /// The text. Offsets are UTF-16 code units, or code points where only these fit all words.
    pub fn rebuilt(&self) -> Rebuilt {
        let fit = |unit: Unit| {
            let fits = |token: &Token<'_>| {
                token.end.checked_sub(token.start) == Some(length(token.words, unit))
            };
            self.tokens.iter().all(fits)
        };
        let unit = if !fit(Unit::Utf16) && fit(Unit::CodePoint) {
            Unit::CodePoint
        } else {
            Unit::Utf16
        };
        let mut building = Building {
            text: String::new(),
            at: 0,
            unit,
        };
        let mut sentences = self.sentences.iter().peekable();
        // What of the sentence's text is left.
        let mut rest: Option<&str> = None;
        for (place, token) in self.tokens.iter().enumerate() {
            let begins = sentences.next_if(|(first, _)| *first == place);
            while sentences.next_if(|(first, _)| *first <= place).is_some() {}
            if token.start < building.at || token.end < token.start || token.end > LONGEST_RECORD {
                continue;
            }
            let mut lead = None;
            if let Some((_, text)) = begins {
                building.end(rest.take(), token.start);
                if let Some(first) = text.find(token.words) {
                    lead = Some(until(text, first));
                    rest = Some(from(text, first));
                }
                let lead = length(lead.unwrap_or_default(), unit);
                building.between(token.start.saturating_sub(lead));
            } else if let Some(text) = rest {
                let first = byte_of(text, token.start - building.at, unit);
                lead = first.map(|first| until(text, first));
                rest = first.map(|first| from(text, first));
            }
            let after = rest.and_then(|text| text.strip_prefix(token.words));
            building.push(lead.filter(|_| after.is_some()), token.start);
            rest = after;
            building.token(token);
        }
        building.end(rest, usize::MAX);
        let index = OffsetIndex::new(&building.text);
        Rebuilt {
            text: building.text,
            unit,
            index,
        }
    }
}

impl Rebuilt {
    /// The words of a range.
    pub fn words(&self, start: usize, end: usize) -> Option<&str> {
        let text = self.text.as_str();
        let span = match self.unit {
            Unit::Utf16 => {
                let byte = |unit| self.index.byte_of_utf16(text, unit);
                crate::span::Span::new(byte(start)?, byte(end)?)
            }
            Unit::CodePoint | Unit::None => self.index.span_of_code_points(text, start, end)?,
        };
        (start <= end).then(|| span.of(text))
    }
}

struct Building {
    text: String,
    /// How long the text is.
    at: usize,
    unit: Unit,
}

impl Building {
    /// Fills what is between two sentences: nobody told what stands there.
    fn between(&mut self, to: usize) {
        if to > self.at + 1 {
            self.text.push('\n');
            self.at += 1;
        }
        self.fill(to, " ");
    }

    fn fill(&mut self, to: usize, with: &str) {
        let missing = to.saturating_sub(self.at);
        self.text.push_str(&with.repeat(missing));
        self.at += missing;
    }

    /// Adds what the sentence has before a token that begins there, if it fits; else blanks.
    fn push(&mut self, before: Option<&str>, to: usize) {
        let fits = |before: &&str| self.at + length(before, self.unit) == to;
        if let Some(before) = before.filter(fits) {
            self.text.push_str(before);
            self.at = to;
        }
        self.fill(to, " ");
    }

    fn token(&mut self, token: &Token<'_>) {
        if length(token.words, self.unit) == token.end - token.start {
            self.text.push_str(token.words);
            self.at = token.end;
        } else {
            self.fill(token.end, UNKNOWN);
        }
    }

    /// Adds what a sentence has after its last token, if that ends before the next one begins.
    fn end(&mut self, rest: Option<&str>, next: usize) {
        let rest = rest.unwrap_or_default();
        let end = self.at + length(rest, self.unit);
        if end <= next {
            self.text.push_str(rest);
            self.at = end;
        }
    }
}

fn length(words: &str, unit: Unit) -> usize {
    match unit {
        Unit::Utf16 => words.encode_utf16().count(),
        Unit::CodePoint | Unit::None => words.chars().count(),
    }
}

/// The byte at which so many units of a text end; none where one is cut or the text is shorter.
fn byte_of(text: &str, units: usize, unit: Unit) -> Option<usize> {
    let mut counted = 0;
    for (byte, c) in text.char_indices() {
        if counted >= units {
            return (counted == units).then_some(byte);
        }
        counted += match unit {
            Unit::Utf16 => c.len_utf16(),
            Unit::CodePoint | Unit::None => 1,
        };
    }
    (counted == units).then_some(text.len())
}
