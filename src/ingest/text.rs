//! Plain text and Markdown: a file is an article.

use std::borrow::Cow;
use std::sync::Arc;

use super::decode::{Decoded, decode, decode_beginning};
use super::front::{self, Front};
use super::wire;
use crate::article::{Article, ArticleId, Head, Located, Origin};
use crate::span::{Span, from};

/// Reads a text file: the whole decoded file is the text, but for front matter.
pub fn read(bytes: &[u8], locator: &str, origin: Origin) -> Article {
    article(decode(bytes), locator, origin, |_, known| known)
}

/// The text alone, without the rest of the article.
pub fn body(bytes: &[u8]) -> String {
    let text = decode(bytes).text;
    match front::split(&text) {
        Some((_, start)) => from(&text, start).to_owned(),
        None => text.into_owned(),
    }
}

/// Reads a Markdown file: the same, and its first heading is the title.
pub fn read_markdown(bytes: &[u8], locator: &str, origin: Origin) -> Article {
    article(decode(bytes), locator, origin, markdown_head)
}

/// Reads the beginning of a text file, enough for its title, date and source.
pub fn beginning(bytes: &[u8], locator: &str, origin: Origin) -> Article {
    article(decode_beginning(bytes), locator, origin, |_, known| known)
}

/// Reads the beginning of a Markdown file, enough for its title, date and source.
pub fn markdown_beginning(bytes: &[u8], locator: &str, origin: Origin) -> Article {
    article(decode_beginning(bytes), locator, origin, markdown_head)
}

fn article(
    decoded: Decoded,
    locator: &str,
    origin: Origin,
    marked: impl Fn(&str, Head) -> Head,
) -> Article {
    let (front, start) = front::split(&decoded.text).unwrap_or_default();
    let Front { fields, metadata } = front;
    let text: Arc<str> = match decoded.text {
        text if start > 0 => from(&text, start).into(),
        Cow::Borrowed(text) => text.into(),
        Cow::Owned(text) => text.into(),
    };
    // Its name, whatever address front matter gives: two files of one address are two articles.
    let id = ArticleId::new(locator);
    let head = wire::recognise(&text, marked(&text, fields.into_head()));
    Article {
        id,
        head,
        text,
        metadata,
        origin,
        encoding: decoded.encoding,
    }
}

/// Adds the title line of a Markdown text (`# Title`), before any other line; another title that is
/// known stays.
fn markdown_head(text: &str, known: Head) -> Head {
    let mut head = known;
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
    let said = head.title.as_ref().is_none_or(|known| known.value == title);
    if said {
        let span = Span::new(at, at + title.len());
        head.title = Some(Located::at(title.to_owned(), span));
    }
    head.furniture.push(line.trim(text));
    head
}
