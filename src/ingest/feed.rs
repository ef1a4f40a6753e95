//! RSS and Atom: an article an item. JSON Feed: an article an item.

mod item;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use super::frame::Frame;
use super::html::charset::{decode_page, stated};
use super::html::flow::text_of;
use super::html::lex::plain;
use super::{Problem, ReadOptions, json};
use crate::article::{Article, Origin};
use item::Item;

/// How an XML reader is set up that gives up at nothing it need not.
pub(super) fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// A name without its prefix, and the prefix.
fn split_name(name: &str) -> (&str, &str) {
    name.split_once(':')
        .map_or(("", name), |(prefix, name)| (prefix, name))
}

/// Whether an element of this name is an item of a feed.
pub(crate) fn is_item(name: &[u8]) -> bool {
    let local = name.rsplit(|b| *b == b':').next().unwrap_or(name);
    local == b"item" || local == b"entry"
}

/// Whether an element of this name holds a feed.
pub(crate) fn is_feed(name: &[u8]) -> bool {
    let local = name.rsplit(|b| *b == b':').next().unwrap_or(name);
    [&b"rss"[..], b"feed", b"rdf"]
        .iter()
        .any(|feed| local.eq_ignore_ascii_case(feed))
}

/// Reads what stands above the items of an RSS or Atom feed.
pub fn frame(beginning: &[u8]) -> Frame {
    /// No head is deeper.
    const DEEPEST: usize = 16;
    let encoding = stated(beginning).map(|encoding| encoding.name().to_owned());
    let decoded = decode_page(beginning);
    let mut frame = Frame {
        encoding: encoding
            .filter(|_| std::str::from_utf8(beginning).is_err() || decoded.encoding.is_some()),
        ..Frame::default()
    };
    let mut reader = reader(&decoded.text);
    let (mut path, mut link): (Vec<String>, Option<String>) = (Vec::new(), None);
    let mut text = String::new();
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => event,
        };
        match event {
            Event::Start(tag) | Event::Empty(tag) if is_item(tag.name().as_ref().as_bytes()) => {
                break;
            }
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                if frame.language.is_none() {
                    frame.language = item::attribute(&tag, "xml:lang");
                }
                path.push(name);
                text.clear();
                if path.len() > DEEPEST {
                    break;
                }
            }
            Event::Empty(tag) => {
                let name = tag.name();
                let (_, local) = split_name(name.as_ref());
                let rel = item::attribute(&tag, "rel");
                if local == "link" && rel.is_none_or(|rel| rel == "alternate") && link.is_none() {
                    link = item::attribute(&tag, "href");
                }
            }
            Event::End(_) => {
                let said = text.trim();
                let name = path.pop().unwrap_or_default();
                let above = path
                    .last()
                    .map(|name| split_name(name).1.to_owned())
                    .unwrap_or_default();
                if matches!(above.as_str(), "channel" | "feed") && !said.is_empty() {
                    match name.as_str() {
                        "title" | "atom:title" if frame.source.is_none() => {
                            frame.source = Some(plain(said)).filter(|title| !title.is_empty());
                        }
                        "language" | "dc:language" if frame.language.is_none() => {
                            frame.language = Some(said.to_owned());
                        }
                        "link" if link.is_none() => link = Some(said.to_owned()),
                        _ => {}
                    }
                }
                text.clear();
            }
            event => item::push_text(&event, &mut text),
        }
    }
    if frame.source.is_none() {
        frame.source = link
            .as_deref()
            .and_then(super::html::host)
            .map(str::to_owned);
    }
    frame
}

/// Reads one item of an RSS or Atom feed; its markup becomes text.
///
/// The id is the item's own (`guid`, `id`), else its address, else `locator`. Without a text the title
/// is the text.
///
/// # Errors
/// When the item is not XML, or has neither text nor title.
pub fn read(
    bytes: &[u8],
    frame: &Frame,
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    let (text, encoding) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), None),
        Err(_) => {
            let label = frame.encoding.as_deref().unwrap_or_default();
            match encoding_rs::Encoding::for_label(label.as_bytes()) {
                Some(encoding) => {
                    let (text, _) = encoding.decode_without_bom_handling(bytes);
                    (text, Some(encoding.name()))
                }
                None => {
                    let decoded = decode_page(bytes);
                    (decoded.text, decoded.encoding)
                }
            }
        }
    };
    let item = Item::read(&text).map_err(|said| {
        Problem::of_record(&origin, format!("the item is not XML: {said}; mend it"))
    })?;
    let mut article = json::article(item.into_record(frame), locator, origin, options)?;
    article.encoding = encoding;
    Ok(article)
}

/// What counts for all items of a JSON Feed, read out of the beginning of its file.
pub fn json_frame(beginning: &[u8]) -> Frame {
    Frame {
        source: super::glance::member_string(beginning, "title"),
        language: super::glance::member_string(beginning, "language"),
        ..Frame::default()
    }
}

/// Reads one item of a JSON Feed.
///
/// # Errors
/// As [`json::read`].
pub fn read_json(
    bytes: &[u8],
    frame: &Frame,
    locator: &str,
    origin: Origin,
    options: &ReadOptions,
) -> Result<Article, Problem> {
    let mut record = json::parse(bytes, &origin)?;
    let html = record
        .get("content_html")
        .and_then(Value::as_str)
        .map(text_of);
    let text = html.filter(|text| !text.is_empty());
    if let Some(text) = text {
        record.shift_remove("content_html");
        record.insert("text".to_owned(), Value::String(text));
    }
    if record.get("url").is_none_or(Value::is_null)
        && let Some(url) = record.shift_remove("external_url")
    {
        record.insert("url".to_owned(), url);
    }
    if let Some(author) = record
        .get("author")
        .filter(|_| record.get("authors").is_none())
    {
        let author = author.clone();
        record.insert("authors".to_owned(), author);
    }
    fill(&mut record, frame);
    json::article(record, locator, origin, options)
}

/// Adds what the feed says to an item that says nothing else.
fn fill(record: &mut Map<String, Value>, frame: &Frame) {
    for (name, value) in [("source", &frame.source), ("language", &frame.language)] {
        if let Some(value) = value
            && !record.contains_key(name)
        {
            record.insert(name.to_owned(), Value::String(value.clone()));
        }
    }
}

/// Markup or plain text in an item → text.
fn readable(written: &str) -> String {
    let mut after = memchr::memchr_iter(b'<', written.as_bytes())
        .map(|at| written.as_bytes().get(at + 1).copied().unwrap_or(b' '));
    if after.any(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')) {
        return text_of(written);
    }
    lines_of(written, |line| {
        if line.contains('&') {
            text_of(line).into()
        } else {
            line.into()
        }
    })
}

/// The lines of a text that is no markup, with an empty one between paragraphs at most.
fn lines_of(written: &str, shown: impl Fn(&str) -> Cow<'_, str>) -> String {
    let mut text = String::with_capacity(written.len());
    for line in written.trim().lines() {
        text.push_str(&shown(line.trim()));
        text.push('\n');
    }
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests;
