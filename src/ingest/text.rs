//! Plain text and Markdown: a file is an article.

use std::borrow::Cow;

use super::decode::{Decoded, decode, decode_beginning};
use super::{identity, wire};
use crate::article::{Article, Head, Located, Origin};
use crate::span::Span;

/// Reads a text file: the whole decoded file is the text.
pub fn read(bytes: &[u8], locator: &str, origin: Origin) -> Article {
    article(decode(bytes), locator, origin, |_| Head::default())
}

/// Reads a Markdown file: the same, and its first heading is the title.
pub fn read_markdown(bytes: &[u8], locator: &str, origin: Origin) -> Article {
    article(decode(bytes), locator, origin, markdown_head)
}

/// Reads the beginning of a text file, enough for its title, date and source.
pub fn beginning(bytes: &[u8], locator: &str, origin: Origin) -> Article {
    article(decode_beginning(bytes), locator, origin, |_| {
        Head::default()
    })
}

/// Reads the beginning of a Markdown file, enough for its title, date and source.
pub fn markdown_beginning(bytes: &[u8], locator: &str, origin: Origin) -> Article {
    article(decode_beginning(bytes), locator, origin, markdown_head)
}

fn article(
    decoded: Decoded,
    locator: &str,
    origin: Origin,
    known: impl Fn(&str) -> Head,
) -> Article {
    let head = wire::recognise(&decoded.text, known(&decoded.text));
    Article {
        id: identity(None, None, locator),
        head,
        text: match decoded.text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        },
        metadata: serde_json::Map::new(),
        origin,
        encoding: decoded.encoding,
    }
}

/// The title line of a Markdown text (`# Title`), before any other line.
pub(super) fn markdown_head(text: &str) -> Head {
    let mut head = Head::default();
    let Some(line) = text.lines().find(|line| !line.trim().is_empty()) else {
        return head;
    };
    let start = line.as_ptr().addr() - text.as_ptr().addr();
    let Some(title) = line.trim_start().strip_prefix("# ") else {
        return head;
    };
    let title = title.trim().trim_end_matches('#').trim_end();
    if title.is_empty() {
        return head;
    }
    let line = Span::new(start, start + line.len());
    let at = title.as_ptr().addr() - text.as_ptr().addr();
    head.title = Some(Located::at(
        title.to_owned(),
        Span::new(at, at + title.len()),
    ));
    head.furniture.push(line.trim(text));
    head
}
