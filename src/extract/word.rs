//! The words of a document with all that is known about each: what every rule looks at.

use std::collections::HashMap;

use super::Document;
use super::gazetteer::{Kinds, Match, gazetteer};
use crate::span::Span;
use crate::text::paragraph::Lines;
use crate::text::token::{Token, TokenKind};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `word`
    Lower,
    /// `Word`, `McDonald`
    Capital,
    /// `WORD`, `U.S.`, `G20`, `NGOs`
    Upper,
    /// `W`
    Initial,
    /// `iPhone`
    Mixed,
    /// A number, a mark, a word of a script without case.
    None,
}

impl Case {
    /// Whether a word so written may be part of a name.
    pub(crate) fn is_name(self) -> bool {
        matches!(
            self,
            Self::Capital | Self::Upper | Self::Initial | Self::Mixed
        )
    }

    fn of(word: &str) -> Self {
        let (mut upper, mut lower, mut last_is_s) = (0usize, 0usize, false);
        let mut first_upper = false;
        for (i, c) in word.chars().enumerate() {
            if c.is_uppercase() {
                upper += 1;
                first_upper |= i == 0;
            } else if c.is_lowercase() {
                lower += 1;
            }
            last_is_s = c == 's';
        }
        match (upper, lower) {
            (0, 0) => Self::None,
            (0, _) => Self::Lower,
            (1, 0) if word.chars().count() == 1 => Self::Initial,
            (1, 0) if !first_upper => Self::None,
            (_, 0) => Self::Upper,
            (2.., 1) if last_is_s && first_upper => Self::Upper,
            _ if first_upper => Self::Capital,
            _ => Self::Mixed,
        }
    }
}

/// What begins with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Start {
    /// Nothing.
    Nothing,
    /// A quotation, or what follows a colon.
    Clause,
    /// A sentence.
    Sentence,
    /// A line, or what counts as one: no name runs across its beginning.
    Line,
}

/// How the paragraph is written in which a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Running text: capitals mean something.
    Prose,
    /// A headline in which nearly every word has a capital.
    Titled,
    /// Capitals throughout.
    Shouted,
}

/// A token and what is known about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is made of.
    pub(crate) token: TokenKind,
    /// What it is known as by itself.
    pub(crate) kinds: Kinds,
    /// The longest known name that begins here.
    pub(crate) known: Match,
    /// How it is written.
    pub(crate) case: Case,
    /// Its one character, for a mark; else NUL.
    pub(crate) mark: char,
    /// The word in lower case, hashed.
    pub(crate) key: u64,
    /// What begins with it.
    pub(crate) start: Start,
    /// Whether no white space stands before it.
    pub(crate) glued: bool,
    /// How its paragraph is written.
    pub(crate) style: Style,
}

impl Word {
    /// Whether it is known as one of `kinds`.
    pub(crate) fn is(&self, kinds: Kinds) -> bool {
        self.kinds.any(kinds)
    }

    /// Whether a line (or what counts as one) begins with it.
    pub(crate) fn breaks(&self) -> bool {
        self.start == Start::Line
    }

    /// Whether a sentence begins with it.
    pub(crate) fn begins(&self) -> bool {
        self.start >= Start::Sentence
    }

    /// Whether something begins with it, so that its capital says nothing.
    pub(crate) fn opens(&self) -> bool {
        self.start > Start::Nothing
    }

    /// Whether it is a word of grammar with no more than a capital at its beginning.
    pub(crate) fn is_function(&self) -> bool {
        self.is(Kinds::FUNCTION) && self.case != Case::Upper
    }
}

/// How often a word is written in lower case, and with a capital where none is needed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// Occurrences in lower case.
    pub(crate) lower: u32,
    /// Occurrences with a capital inside a sentence.
    pub(crate) capital: u32,
}

/// The words of a document.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    /// The text.
    pub(crate) text: &'a str,
    /// A word for each token.
    pub(crate) all: Vec<Word>,
    /// How each word is used in this document, by its key.
    usage: HashMap<u64, Usage>,
}

impl<'a> Words<'a> {
    /// Looks each token of the document up once.
    pub(crate) fn new(document: &Document<'a>) -> Self {
        let text = document.text();
        let mut words: Vec<Word> = Vec::with_capacity(document.tokens.len());
        let mut sentences = document.sentences.iter().peekable();
        let mut paragraphs = document.paragraphs.iter().peekable();
        let mut end = 0;
        for (i, token) in document.tokens.iter().enumerate() {
            let start = token.span.start;
            let rest = document.tokens.get(i..).unwrap_or_default();
            let begins = sentences.next_if(|s| s.start <= start).is_some();
            let paragraph = paragraphs.next_if(|p| p.start <= start).is_some();
            let gap = Span::new(end, start).of(text);
            let previous = words.last();
            let breaks = previous.is_none() || paragraph || breaks_run(gap, document.lines);
            let quiet = previous.is_some_and(|w| match w.mark {
                '\0' => false,
                ':' | '•' | '*' | '“' | '‘' | '«' | '„' => true,
                '"' | '\'' | '`' => gap.is_empty(),
                _ => w.opens() && w.token == TokenKind::Mark,
            });
            let mut word = look_up(text, token, rest);
            word.start = match () {
                () if breaks => Start::Line,
                () if begins => Start::Sentence,
                () if quiet => Start::Clause,
                () => Start::Nothing,
            };
            word.glued = gap.is_empty() && i > 0;
            words.push(word);
            end = token.span.end;
        }
        set_styles(text, &mut words);
        let mut usage: HashMap<u64, Usage> = HashMap::new();
        for word in &words {
            match word.case {
                Case::Lower => usage.entry(word.key).or_default().lower += 1,
                Case::None => {}
                _ if word.opens() || word.style != Style::Prose => {}
                _ => usage.entry(word.key).or_default().capital += 1,
            }
        }
        Self {
            text,
            all: words,
            usage,
        }
    }

    /// The word at `at`, if there is one.
    pub(crate) fn get(&self, at: usize) -> Option<&Word> {
        self.all.get(at)
    }

    /// The word before `at` on the same line, if there is one.
    pub(crate) fn before(&self, at: usize) -> Option<&Word> {
        if self.get(at)?.breaks() {
            return None;
        }
        self.get(at.checked_sub(1)?)
    }

    /// The word after `at` on the same line, if there is one.
    pub(crate) fn after(&self, at: usize) -> Option<&Word> {
        self.get(at + 1).filter(|word| !word.breaks())
    }

    /// The text of a word.
    pub(crate) fn of(&self, word: &Word) -> &'a str {
        word.span.of(self.text)
    }

    /// How the document uses a word.
    pub(crate) fn usage(&self, word: &Word) -> Usage {
        self.usage.get(&word.key).copied().unwrap_or_default()
    }

    /// Whether a month's name at `at` is one: not `Theresa May`, `April Jones`.
    pub(crate) fn is_month(&self, at: usize) -> bool {
        let Some(word) = self.get(at) else {
            return false;
        };
        if !word.is(Kinds::MONTH) || word.case == Case::Upper {
            return false;
        }
        if !word.is(Kinds::FIRST_NAME | Kinds::LAST_NAME) {
            return true;
        }
        let number = |w: Option<&Word>| w.is_some_and(|w| w.token == TokenKind::Number);
        let before = self.before(at);
        if number(before) || number(self.after(at)) {
            return true;
        }
        let after_name = before.is_some_and(|w| {
            w.case.is_name() && w.is(Kinds::FIRST_NAME | Kinds::TITLE) && !w.is(Kinds::FUNCTION)
        });
        let before_name = self.after(at).is_some_and(|w| {
            w.case == Case::Capital
                && w.is(Kinds::LAST_NAME)
                && !w.is(Kinds::COMMON | Kinds::COUNTRY | Kinds::GROUP)
        });
        !(after_name || before_name && before.is_none_or(|w| !w.is(Kinds::FUNCTION)))
    }

    /// The text from the first to the last of these words.
    pub(crate) fn span(&self, first: usize, last: usize) -> Span {
        let start = self.get(first).map_or(0, |w| w.span.start);
        Span::new(start, self.get(last).map_or(start, |w| w.span.end))
    }
}

fn look_up(text: &str, token: &Token, rest: &[Token]) -> Word {
    let covered = token.span.of(text);
    let is_word = matches!(token.kind, TokenKind::Word);
    let (kinds, known) = if is_word || token.kind == TokenKind::Number {
        gazetteer().names_at(text, rest)
    } else {
        (Kinds::NONE, Match::default())
    };
    Word {
        span: token.span,
        token: token.kind,
        kinds,
        known,
        case: if is_word {
            Case::of(covered)
        } else {
            Case::None
        },
        mark: if token.kind == TokenKind::Mark {
            covered.chars().next().unwrap_or_default()
        } else {
            '\0'
        },
        key: if is_word { lower_key(covered) } else { 0 },
        start: Start::Nothing,
        glued: false,
        style: Style::Prose,
    }
}

/// Whether white space between two tokens keeps a name from running across it: a line break where
/// lines count, a tab, or a gap as wide as between columns.
fn breaks_run(gap: &str, lines: Lines) -> bool {
    if gap.len() <= 1 && (gap.is_empty() || gap == " ") {
        return false;
    }
    let is_break = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    if gap.contains('\t') || lines == Lines::Separate && gap.contains(is_break) {
        return true;
    }
    !gap.contains(is_break) && gap.chars().count() > 2
}

/// The word in lower case, hashed (FNV-1a).
pub(crate) fn lower_key(word: &str) -> u64 {
    let mut key = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| {
        key ^= u64::from(byte);
        key = key.wrapping_mul(0x0100_0000_01b3);
    };
    if word.is_ascii() {
        word.bytes().for_each(|b| add(b.to_ascii_lowercase()));
    } else {
        let mut buffer = [0; 4];
        for c in word.chars().flat_map(char::to_lowercase) {
            c.encode_utf8(&mut buffer).bytes().for_each(&mut add);
        }
    }
    key
}

/// Tells headlines and shouted lines from running text, line by line.
fn set_styles(text: &str, words: &mut [Word]) {
    let mut first = 0;
    while first < words.len() {
        let rest = words.get(first..).unwrap_or_default();
        let length = rest
            .iter()
            .skip(1)
            .position(Word::breaks)
            .map_or(rest.len(), |at| at + 1);
        let style = style_of(text, rest.get(..length).unwrap_or_default());
        let line = words.iter_mut().skip(first).take(length);
        line.for_each(|word| word.style = style);
        first += length;
    }
}

fn style_of(text: &str, line: &[Word]) -> Style {
    let (mut lower, mut capital, mut upper) = (0usize, 0usize, 0usize);
    for word in line {
        let long = word.span.len() > 3;
        match word.case {
            Case::Lower if long && !word.is(Kinds::FUNCTION) => lower += 1,
            Case::Capital => capital += 1,
            Case::Upper if long || word.is(Kinds::FUNCTION) => upper += 1,
            _ => {}
        }
    }
    if upper >= 3 && upper > 4 * (lower + capital) {
        return Style::Shouted;
    }
    let stopped = line
        .last()
        .is_some_and(|w| matches!(w.span.of(text), "." | "”" | "\""));
    if capital >= 4 && capital >= 4 * lower && !stopped {
        return Style::Titled;
    }
    Style::Prose
}
