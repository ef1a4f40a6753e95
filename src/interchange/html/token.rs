//! The page's tags and words, one after the other.

use std::borrow::Cow;

use crate::span::{from, until};

/// A tag, or what stands between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// An element begins.
    Open(&'a str, Attributes<'a>),
    /// An element ends.
    Close(&'a str),
    /// Words, with what was written as a reference.
    Text(Cow<'a, str>),
}

/// The attributes of a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl Attributes<'_> {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_ref())
    }

    /// The value as a string of its own.
    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// The value as a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// Whether the element is of a class.
    pub(super) fn has_class(&self, class: &str) -> bool {
        let classes = self.get("class").unwrap_or_default();
        classes.split_ascii_whitespace().any(|known| known == class)
    }
}

/// The tokens of a piece of a page, until its end or to what is written in another way than the page
/// writes: [`Self::rest`] is not empty then.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    /// What is not read yet.
    pub(super) rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let end = self.rest.find('<').unwrap_or(self.rest.len());
        if end > 0 {
            let words = until(self.rest, end);
            self.rest = from(self.rest, end);
            return Some(Token::Text(decoded(words)));
        }
        let tag = self.rest.strip_prefix('<')?;
        if let Some(closing) = tag.strip_prefix('/') {
            let (name, rest) = closing.split_once('>')?;
            self.rest = rest;
            return Some(Token::Close(name.trim_ascii_end()));
        }
        let (name, mut tag) = name(tag)?;
        let mut attributes = Vec::new();
        loop {
            tag = tag.trim_ascii_start();
            if let Some(rest) = tag.strip_prefix('>') {
                self.rest = rest;
                return Some(Token::Open(name, Attributes(attributes)));
            }
            let (attribute, rest) = self::name(tag)?;
            let Some(rest) = rest.strip_prefix("=\"") else {
                tag = rest;
                attributes.push((attribute, Cow::Borrowed("")));
                continue;
            };
            let (value, rest) = rest.split_once('"')?;
            attributes.push((attribute, decoded(value)));
            tag = rest;
        }
    }
}

/// A name and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let end = text.find(ends).unwrap_or(text.len());
    (end > 0).then(|| (until(text, end), from(text, end)))
}

/// The text with its references read, as a browser reads those that a page may have.
fn decoded(written: &str) -> Cow<'_, str> {
    if !written.contains('&') {
        return Cow::Borrowed(written);
    }
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, reference)) = rest.split_once('&') {
        text.push_str(before);
        match character(reference) {
            Some((c, after)) => {
                text.push(c);
                rest = after;
            }
            None => {
                text.push('&');
                rest = reference;
            }
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character of a reference behind its `&`, and what follows it.
fn character(reference: &str) -> Option<(char, &str)> {
    /// No reference of ours is longer, in bytes.
    const LONGEST: usize = 10;
    let end = reference.bytes().take(LONGEST).position(|b| b == b';')?;
    let c = match until(reference, end) {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{a0}',
        number => {
            let number = number.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    };
    Some((c, from(reference, end + 1)))
}
