//! XMI as feature structures. Nothing outside the file is looked at: no types, no entities.

use std::collections::HashMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::graph::{Graph, Held, Node};
use super::read::Wrong;
use crate::interchange::Fault;
use crate::span::{Span, from};

/// How deep elements may lie in each other: XMI needs three.
const DEEPEST: usize = 16;

/// Reads a file.
///
/// # Errors
/// Where it is no XML, or no XMI.
pub fn graph(file: &str) -> Result<Graph, Wrong> {
    let mut reading = Reading {
        file,
        place: 0,
        line: 1,
        packages: HashMap::new(),
        graph: Graph::default(),
    };
    let mut reader = Reader::from_str(file);
    let mut open: Vec<Open> = Vec::new();
    let mut is_xmi = false;
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event();
        reading.forward(before);
        let event = event.map_err(|error| reading.wrong("", format!("is no XML: {error}")))?;
        match event {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(
                        reading.wrong("", "elements lie deeper in each other than XMI has them")
                    );
                }
                is_xmi |= open.is_empty() && local(start.name().0) == "XMI";
                open.push(reading.element(&start)?);
            }
            Event::Empty(start) => {
                is_xmi |= open.is_empty() && local(start.name().0) == "XMI";
                let element = reading.element(&start)?;
                reading.close(element, &mut open);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    reading.close(element, &mut open);
                }
            }
            Event::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text.xml10_content());
                }
            }
            Event::CData(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c),
                    _ => named(&reference.xml10_content()),
                };
                let Some(c) = character else {
                    let reason = "an entity is not one of XML's own; others are not looked up";
                    return Err(reading.wrong("", reason));
                };
                if let Some(element) = open.last_mut() {
                    element.text.push(c);
                }
            }
            Event::DocType(_) => {
                let reason = "has a document type, which is not read; take it out";
                return Err(reading.wrong("", reason));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if !is_xmi || !open.is_empty() {
        return Err(reading.wrong("", "is no whole XMI file"));
    }
    Ok(reading.graph)
}

/// An element that is not closed yet.
struct Open {
    name: String,
    line: u64,
    attributes: HashMap<String, String>,
    children: HashMap<String, Vec<String>>,
    text: String,
}

struct Reading<'a> {
    file: &'a str,
    /// Up to where lines are counted, in bytes.
    place: usize,
    line: u64,
    /// The packages that stand before the names of elements, by their prefixes.
    packages: HashMap<String, String>,
    graph: Graph,
}

impl Reading<'_> {
    /// Counts the lines up to a place.
    fn forward(&mut self, place: usize) {
        let passed = Span::new(self.place, place.max(self.place)).of(self.file);
        self.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u64;
        self.place = self.place.max(place);
    }

    fn wrong(&mut self, field: &str, reason: impl Into<String>) -> Wrong {
        // The place is before the white space that the element follows.
        let rest = from(self.file, self.place);
        let space = rest.len() - rest.trim_start().len();
        let passed = Span::new(0, space).of(rest);
        let breaks = memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u64;
        (self.line + breaks, Fault::new(field, reason))
    }

    fn element(&mut self, start: &BytesStart<'_>) -> Result<Open, Wrong> {
        let name = start.name().0.to_owned();
        let mut attributes = HashMap::new();
        let mut all = start.attributes();
        // That would compare each with all others.
        all.with_checks(false);
        for attribute in all {
            let attribute =
                attribute.map_err(|error| self.wrong(&name, format!("is no XML: {error}")))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| self.wrong(&name, format!("is no XML: {error}")))?;
            let key = attribute.key.0;
            match key.strip_prefix("xmlns:") {
                Some(prefix) => {
                    self.packages.insert(prefix.to_owned(), package(&value));
                }
                None => {
                    attributes.insert(key.to_owned(), value.into_owned());
                }
            }
        }
        Ok(Open {
            name,
            line: self.line,
            attributes,
            children: HashMap::new(),
            text: String::new(),
        })
    }

    /// Takes an element that is whole: a structure, or a value of the one that it lies in.
    fn close(&mut self, element: Open, open: &mut [Open]) {
        let depth = open.len();
        if depth == 0 {
            return;
        }
        if depth > 1 {
            if let Some(parent) = open.last_mut() {
                let values = parent.children.entry(element.name).or_default();
                values.push(element.text);
            }
            return;
        }
        let (prefix, local) = element.name.split_once(':').unwrap_or(("", &element.name));
        let package = self.packages.get(prefix).map(String::as_str);
        let kind = match package.unwrap_or_default() {
            "" | "uima.noNamespace" => local.to_owned(),
            package => format!("{package}.{local}"),
        };
        let id = |name: &str| element.attributes.get(name)?.parse::<u64>().ok();
        if kind == "uima.cas.View" {
            let members = element.attributes.get("members").map(String::as_str);
            let members = members.unwrap_or_default().split_whitespace();
            let members = members.filter_map(|id| id.parse().ok()).collect();
            self.graph
                .views
                .extend(id("sofa").map(|sofa| (sofa, members)));
            return;
        }
        let Some(id) = id("xmi:id") else {
            if element.attributes.contains_key("begin") {
                let why = "has no xmi:id that is a number; it is left out";
                let fault = Fault::new(local, why);
                self.graph.faults.push((element.line, fault));
            }
            return;
        };
        let attributes = element.attributes.into_iter();
        let attributes = attributes.map(|(name, value)| (name, Held::Text(value)));
        let children = element.children.into_iter();
        let children = children.map(|(name, values)| (name, Held::Texts(values)));
        self.graph.add(Node {
            id,
            kind,
            line: element.line,
            features: attributes.chain(children).collect(),
        });
    }
}

/// The name of an element without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

/// The package of a namespace: `http:///uima/cas.ecore` is `uima.cas`.
fn package(namespace: &str) -> String {
    let path = namespace.strip_prefix("http:///").unwrap_or(namespace);
    let path = path.strip_suffix(".ecore").unwrap_or(path);
    path.replace('/', ".")
}

/// The character of one of XML's own names.
fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
