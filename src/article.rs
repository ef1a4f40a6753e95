//! An article: its untouched text, and what its head says about it.

use std::borrow::Borrow;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::span::Span;

/// The name of an article inside the opened path: its own `id`, else its URL, else path and line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(Arc<str>);

impl ArticleId {
    /// Wraps an id as it was read or made.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ArticleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value read out of an article, with the place in its text that it came from, if it came from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where in the text it stands; none when a field beside the text gave it.
    pub span: Option<Span>,
}

impl<T> Located<T> {
    /// A value that a field beside the text gave.
    pub fn beside(value: T) -> Self {
        Self { value, span: None }
    }

    /// A value that stands at `span` in the text.
    pub fn at(value: T, span: Span) -> Self {
        Self {
            value,
            span: Some(span),
        }
    }
}

/// What is known about an article beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The headline.
    pub title: Option<Located<String>>,
    /// The day of publication.
    pub date: Option<Located<NaiveDate>>,
    /// The agency, newspaper or site.
    pub source: Option<Located<String>>,
    /// The dateline's place, in ordinary capitals (“Erbil”).
    pub place: Option<Located<String>>,
    /// Who wrote it.
    pub byline: Option<Located<String>>,
    /// Who edited it.
    pub editor: Option<Located<String>>,
    /// Where it was published.
    pub url: Option<String>,
    /// The language its metadata states (a BCP 47 tag).
    pub language: Option<String>,
    /// The wire header from its first byte to the dash that ends it (`date … ERBIL (Kurdistan 24) – `).
    pub header: Option<Span>,
    /// Lines that are not the story: title line, byline, URL, `Editing by …`.
    pub furniture: Vec<Span>,
}

impl Head {
    /// The day of publication, if known.
    pub fn day(&self) -> Option<NaiveDate> {
        self.date.as_ref().map(|d| d.value)
    }
}

/// Where an article was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file, as it was found; empty for standard input.
    pub path: PathBuf,
    /// The line on which it begins, from 1.
    pub line: u64,
}

/// One article: immutable text and its head.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its name inside the opened path.
    pub id: ArticleId,
    /// The decoded text, untouched: what every offset refers to.
    pub text: Arc<str>,
    /// Title, date, source and the like.
    pub head: Head,
    /// Every other field that came with it.
    pub metadata: Map<String, Value>,
    /// Where it was read from.
    pub origin: Origin,
    /// The encoding it was decoded from, where that was not UTF-8.
    pub encoding: Option<&'static str>,
}

impl Article {
    /// An article of a text alone, with nothing known about it.
    pub fn from_text(id: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            id: ArticleId::new(id),
            text: text.into(),
            head: Head::default(),
            metadata: Map::new(),
            origin: Origin::default(),
            encoding: None,
        }
    }

    /// The SHA-256 of the text's UTF-8, as 64 hex digits: how a record knows its text again.
    pub fn sha256(&self) -> String {
        hex_sha256(self.text.as_bytes())
    }

    /// The first 16 bytes of [`Self::sha256`] as a number: texts of the same are identical.
    pub fn fingerprint(&self) -> u128 {
        let hash = Sha256::digest(self.text.as_bytes());
        let mut first = [0; 16];
        for (to, from) in first.iter_mut().zip(hash) {
            *to = from;
        }
        u128::from_be_bytes(first)
    }
}

/// The SHA-256 of `bytes` as 64 lower-case hex digits.
pub fn hex_sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
