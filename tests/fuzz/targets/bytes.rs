//! Bytes taken apart into what targets need.

use std::borrow::Cow;

use dateline::span::{Span, floor_boundary};

/// Separates the parts of an input: it stands in no UTF-8.
const CUT: u8 = 0xfe;

/// What makes reading, layout and extraction hard, a byte each.
const PIECES: &[&str] = &[
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "“",
    "”",
    "\"",
    "‘",
    "’",
    "'",
    "«",
    "»",
    "「",
    "」",
    ",",
    ".",
    "?",
    "!",
    ";",
    ":",
    "-",
    " – ",
    "—",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "…",
    "said",
    " told ",
    "according to",
    "added",
    "not",
    "He",
    "she",
    "they",
    "the",
    "The",
    "of",
    "and",
    "that",
    "Mr",
    "Dr. ",
    "Gen.",
    "President",
    "Minister",
    "Ana Ruiz",
    "Ruiz",
    "Mara Quinn",
    "Quinn",
    "Ministry of Health (MOH)",
    "MOH",
    "European Union",
    "EU",
    "ERBIL (Kurdistan 24) – ",
    "date 2021-05-01",
    "By JOHN SMITH",
    "Editing by ",
    "(Reuters)",
    "REUTER",
    "# ",
    "https://x.org/2021/05/01/a",
    "Monday",
    "May 3",
    "2019",
    "last week",
    "next year",
    "two days ago",
    "$6 billion",
    "3-5",
    "1,000",
    "yesterday",
    "漢字",
    "カタカナｶﾞ",
    "👩‍👩‍👧",
    "🇩🇪",
    "e\u{301}",
    "\u{301}",
    "שלום",
    "مرحبا",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{2029}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{3000}",
    "\u{1b}[31m",
    "\u{1b}]0;x\u{7}",
    "\u{9b}",
    "\u{0}",
    "\u{7f}",
    "\r",
    "\u{c}",
    "\u{e0041}",
    "\u{fe0f}",
    "ᄀᄀ",
    "İ",
    "ß",
    "ﬁ",
    "ǅ",
    "\u{fffd}",
    "\u{10ffff}",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "A",
    "b",
    "C.",
    "U.S.",
    "of-the",
    "al-",
    "’s",
    "%",
];

/// An input that is read from its beginning.
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    /// The next byte; 0 at the end.
    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    /// The next two bytes as a number.
    pub fn number(&mut self) -> usize {
        usize::from(self.byte()) << 8 | usize::from(self.byte())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything up to the next [`CUT`], which is passed over, or to the end.
    pub fn part(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|byte| *byte == CUT);
        let (part, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest.get(1..).unwrap_or_default();
        part
    }

    /// The next part as text: as it is, or, where it begins with a zero, a word or sign for each byte.
    pub fn text(&mut self) -> Cow<'a, str> {
        match self.part() {
            [0, spelt @ ..] => spelt
                .iter()
                .map(|byte| PIECES[usize::from(*byte) % PIECES.len()])
                .collect::<String>()
                .into(),
            written => String::from_utf8_lossy(written),
        }
    }

    /// A range of a text, on the boundaries of its characters.
    pub fn span(&mut self, text: &str) -> Span {
        let start = floor_boundary(text, self.number() % (text.len() + 1));
        let end = floor_boundary(text, start + usize::from(self.byte()));
        Span::new(start, end)
    }
}
