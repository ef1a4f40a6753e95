//! An item of an RSS or Atom feed, as a record with the usual names of fields.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use super::{lines_of, readable, reader, split_name};
use crate::ingest::fields::is_web_address;
use crate::ingest::frame::Frame;
use crate::ingest::html::flow::text_of;
use crate::ingest::html::lex::{one_line, plain};
use crate::span::{from, until};

/// How many elements of an item are looked at.
const MOST: usize = 1_000;

/// One element of an item.
#[derive(Debug)]
struct Child {
    name: String,
    /// Its text, with that of the elements inside.
    text: String,
    /// Its markup.
    inner: String,
    /// The text of the `name` inside.
    person: Option<String>,
    href: Option<String>,
    rel: Option<String>,
    kind: Option<String>,
    permanent: bool,
}

/// An item, taken apart.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// `rdf:about`.
    about: Option<String>,
    language: Option<String>,
    children: Vec<Child>,
}

/// An attribute's value, its references resolved.
pub(super) fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .with_checks(false)
        .flatten()
        .take(64)
        .find(|a| a.key.as_ref() == name)?;
    let value = plain(&found.value);
    Some(value).filter(|value| !value.is_empty())
}

/// Adds the text of an event.
pub(super) fn push_text(event: &Event, to: &mut String) {
    match event {
        Event::Text(text) => to.push_str(text),
        Event::CData(text) => to.push_str(text),
        Event::GeneralRef(name) => {
            if let Ok(Some(c)) = name.resolve_char_ref() {
                to.push(c);
                return;
            }
            match &**name {
                "amp" => to.push('&'),
                "lt" => to.push('<'),
                "gt" => to.push('>'),
                "quot" => to.push('"'),
                "apos" => to.push('\''),
                // Feeds use the names of HTML, too.
                name => to.push_str(&plain(&format!("&{name};"))),
            }
        }
        _ => {}
    }
}

impl Item {
    /// Takes an item apart.
    pub fn read(xml: &str) -> Result<Self, String> {
        let mut item = Self::default();
        let mut reader = reader(xml);
        let mut depth = 0u32;
        let mut inside = 0usize;
        let mut person = None;
        loop {
            let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event().map_err(|error| error.to_string())?;
            match &event {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    let empty = matches!(event, Event::Empty(_));
                    match depth {
                        0 => {
                            item.about = attribute(tag, "rdf:about");
                            item.language = attribute(tag, "xml:lang");
                        }
                        1 if item.children.len() < MOST => {
                            item.children.push(Child::new(tag));
                            inside =
                                usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                        }
                        2 if split_name(&name_of(tag)).1 == "name" && !empty => {
                            person = Some(String::new());
                        }
                        _ => {}
                    }
                    depth += u32::from(!empty);
                }
                Event::End(_) => {
                    depth = depth.saturating_sub(1);
                    if let Some(child) = item.children.last_mut() {
                        if depth == 1 && child.inner.is_empty() {
                            let inner = xml.get(inside..before).unwrap_or_default();
                            inner.clone_into(&mut child.inner);
                        }
                        if depth == 2 && child.person.is_none() {
                            child.person = person.take();
                        }
                    }
                    if depth == 0 {
                        break;
                    }
                }
                event if depth > 1 => {
                    if let Some(child) = item.children.last_mut() {
                        push_text(event, &mut child.text);
                    }
                    if let Some(person) = &mut person {
                        push_text(event, person);
                    }
                }
                _ => {}
            }
        }
        Ok(item)
    }

    /// The first of these elements that has a text.
    fn first(&self, names: &[&str]) -> Option<&Child> {
        let find = |name: &&str| {
            let mut of_name = self.children.iter().filter(move |child| child.is(name));
            of_name.find(|child| !child.text.trim().is_empty())
        };
        names.iter().find_map(find)
    }

    fn line(&self, names: &[&str]) -> Option<String> {
        let text = self.first(names)?.line();
        Some(text).filter(|text| !text.is_empty())
    }

    /// The record: known fields under their names, every other element's text under its own.
    pub fn into_record(self, frame: &Frame) -> Map<String, Value> {
        let text = self.text();
        let known = [
            (
                "id",
                self.first(&["guid", "id"])
                    .map(|id| one_line(&id.text))
                    .or_else(|| self.about.clone()),
            ),
            ("url", self.address()),
            ("title", self.line(&["title"])),
            (
                "date",
                self.line(&[
                    "pubDate",
                    "published",
                    "dc:date",
                    "issued",
                    "dcterms:issued",
                    "dcterms:created",
                    "updated",
                    "dcterms:modified",
                    "modified",
                ]),
            ),
            ("byline", self.authors()),
            ("source", self.source().or_else(|| frame.source.clone())),
            (
                "language",
                self.language
                    .clone()
                    .or_else(|| self.line(&["dc:language", "language"]))
                    .or_else(|| frame.language.clone()),
            ),
            ("text", text),
        ];
        let mut record = Map::new();
        for (name, value) in known {
            if let Some(value) = value {
                record.insert(name.to_owned(), Value::String(value));
            }
        }
        let tags: Vec<String> = self
            .children
            .iter()
            .filter(|child| child.is("category"))
            .map(|child| plain(&child.text))
            .filter(|tag| !tag.is_empty())
            .collect();
        if !tags.is_empty() {
            record.insert("keywords".to_owned(), Value::String(tags.join(", ")));
        }
        for child in &self.children {
            let text = one_line(&child.text);
            let taken = [
                "guid", "id", "link", "title", "category", "author", "source", "content", "encoded",
            ]
            .iter()
            .any(|name| child.is(name));
            if !taken && !text.is_empty() && !record.contains_key(&child.name) {
                record.insert(child.name.clone(), Value::String(text));
            }
        }
        record
    }

    /// The longest of what may be its text: some feeds have the whole story in their description.
    fn text(&self) -> Option<String> {
        let whole = self
            .first(&["content:encoded", "encoded", "content", "body"])
            .map(Child::readable);
        let short = self
            .first(&["description", "summary", "media:description"])
            .map(Child::readable);
        let found = match (whole, short) {
            (Some(whole), Some(short)) if short.len() > whole.len() => short,
            (Some(whole), _) => whole,
            (None, short) => short?,
        };
        Some(found).filter(|text| !text.is_empty())
    }

    fn address(&self) -> Option<String> {
        let original = self.line(&["feedburner:origLink"]);
        let linked = || {
            let mut links = self.children.iter().filter(|child| child.is("link"));
            links.find_map(|link| {
                let alternate = link.rel.as_deref().is_none_or(|rel| rel == "alternate");
                let written = Some(one_line(&link.text)).filter(|text| !text.is_empty());
                link.href.clone().filter(|_| alternate).or(written)
            })
        };
        let named = || {
            let guid = self.first(&["guid", "id"]).filter(|guid| guid.permanent)?;
            Some(one_line(&guid.text)).filter(|guid| is_web_address(guid))
        };
        original.or_else(linked).or_else(named)
    }

    fn authors(&self) -> Option<String> {
        let is_author =
            |child: &&Child| child.is("dc:creator") || child.is("author") || child.is("creator");
        let mut authors: Vec<String> = Vec::new();
        for child in self.children.iter().filter(is_author) {
            let written = plain(child.person.as_ref().unwrap_or(&child.text));
            // desk@courier.example (Ana Ruiz)
            let name = match written.split_once('(') {
                Some((mail, name)) if mail.contains('@') => name.trim_end_matches(')').to_owned(),
                _ => written,
            };
            if !name.is_empty() && !authors.contains(&name) {
                authors.push(name);
            }
        }
        (!authors.is_empty()).then(|| authors.join(", "))
    }

    /// The feed that the item was taken over from.
    fn source(&self) -> Option<String> {
        let source = self.children.iter().find(|child| child.is("source"))?;
        if source.inner.contains('<') && !source.inner.contains("<![CDATA[") {
            let inner = Self::read(&format!("<source>{}</source>", source.inner)).ok()?;
            return inner.line(&["title"]);
        }
        Some(plain(&source.text)).filter(|source| !source.is_empty())
    }
}

fn name_of(tag: &BytesStart) -> String {
    tag.name().as_ref().to_owned()
}

/// Markup without the prefix of its elements, if the first one has one: `h:p` is `p`.
fn without_prefix(markup: &str) -> Cow<'_, str> {
    let name = markup.trim_start().strip_prefix('<').unwrap_or_default();
    let end = name.find(|c: char| !c.is_alphanumeric() && !"-_.".contains(c));
    match end.map(|end| (until(name, end), from(name, end))) {
        Some((prefix, rest)) if !prefix.is_empty() && rest.starts_with(':') => {
            let opened = markup.replace(&format!("<{prefix}:"), "<");
            opened.replace(&format!("</{prefix}:"), "</").into()
        }
        _ => markup.into(),
    }
}

impl Child {
    fn new(tag: &BytesStart) -> Self {
        Self {
            name: name_of(tag),
            text: String::new(),
            inner: String::new(),
            person: None,
            href: attribute(tag, "href"),
            rel: attribute(tag, "rel"),
            kind: attribute(tag, "type"),
            permanent: attribute(tag, "isPermaLink").is_none_or(|said| said != "false"),
        }
    }

    /// Whether it has this name: its own, or behind a prefix that is that of the feed's own elements.
    fn is(&self, name: &str) -> bool {
        self.name == name
            || self.name.split_once(':').is_some_and(|(prefix, local)| {
                local == name && matches!(prefix, "atom" | "a" | "rss" | "rss1" | "atom10" | "ns0")
            })
    }

    /// Its text for reading.
    fn readable(&self) -> String {
        match self.kind.as_deref() {
            Some(kind) if kind.ends_with("xhtml") || kind.ends_with("xml") => {
                text_of(&without_prefix(&self.inner))
            }
            // What looks like markup there is text (RFC 4287, 3.1.1.1).
            Some("text" | "text/plain") => lines_of(&self.text, |line| line.into()),
            _ => readable(&self.text),
        }
    }

    /// Its text as one line.
    fn line(&self) -> String {
        match self.kind.as_deref() {
            Some("text" | "text/plain") => one_line(&self.text),
            _ => plain(&self.text),
        }
    }
}
