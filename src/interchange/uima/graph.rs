//! Feature structures as a file has them, whichever way it was written.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::interchange::fields::number;
use crate::interchange::{Fault, Unit};

/// The structures of a file, by their ids.
#[derive(Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    by_id: HashMap<u64, usize>,
    /// The views, in order: the id of the text, and of what belongs to it.
    pub views: Vec<(u64, Vec<u64>)>,
    /// The unit of all offsets, where the file says it.
    pub unit: Option<Unit>,
    /// What of the file is no structure, each with its line.
    pub faults: Vec<(u64, Fault)>,
}

/// A structure.
#[derive(Debug)]
pub struct Node {
    /// Its id.
    pub id: u64,
    /// The name of its type.
    pub kind: String,
    /// Its line in the file; 0 where that is not known.
    pub line: u64,
    /// What its features hold.
    pub features: HashMap<String, Held>,
}

/// What a feature holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// A value of JSON.
    Json(Value),
    /// The id of another structure.
    Reference(u64),
    /// An attribute: a string, a number, ids.
    Text(String),
    /// Child elements.
    Texts(Vec<String>),
}

/// The features of types, by their names, whose attributes are ids of other structures.
pub type References<'a> = HashSet<(&'a str, &'a str)>;

/// The elements of an array.
const ELEMENTS: [&str; 2] = ["%ELEMENTS", "elements"];

impl Graph {
    /// Adds a structure; of two with the same id the first one is known by it.
    pub fn add(&mut self, node: Node) {
        self.by_id.entry(node.id).or_insert(self.nodes.len());
        self.nodes.push(node);
    }

    /// All structures, in order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// The structure of an id.
    pub fn node(&self, id: u64) -> Option<&Node> {
        self.nodes.get(*self.by_id.get(&id)?)
    }

    /// The structure that a feature refers to.
    pub fn one(&self, node: &Node, feature: &str) -> Option<&Node> {
        match node.features.get(feature)? {
            Held::Reference(id) => self.node(*id),
            Held::Text(text) => self.node(text.parse().ok()?),
            Held::Json(_) | Held::Texts(_) => None,
        }
    }

    /// The features whose attributes are references, as far as can be told without their types: each
    /// is the id of a structure, and all structures referred to by a feature are of one type.
    pub fn references(&self) -> References<'_> {
        let mut kinds: HashMap<(&str, &str), Option<&str>> = HashMap::new();
        for node in &self.nodes {
            for (feature, held) in &node.features {
                let Held::Text(text) = held else { continue };
                let mut ids = text
                    .split_whitespace()
                    .map(|id| self.node(id.parse().ok()?));
                let first = ids.next().flatten().map(|node| node.kind.as_str());
                // Only `sofa` refers to a text.
                let first = first.filter(|kind| *kind != "uima.cas.Sofa");
                let kind = first.filter(|first| {
                    ids.all(|other| other.is_some_and(|other| other.kind == *first))
                });
                let known = kinds.entry((&node.kind, feature)).or_insert(kind);
                *known = known.filter(|known| kind == Some(*known));
            }
        }
        let told = kinds.into_iter().filter(|(_, kind)| kind.is_some());
        told.map(|(feature, _)| feature).collect()
    }

    /// The structures that a feature refers to.
    pub fn many(&self, node: &Node, feature: &str) -> Vec<&Node> {
        let Some(held) = self.array(node, feature) else {
            return Vec::new();
        };
        match held {
            Held::Json(Value::Array(ids)) => {
                let ids = ids.iter().filter_map(Value::as_u64);
                ids.filter_map(|id| self.node(id)).collect()
            }
            Held::Text(ids) => {
                let ids = ids.split_whitespace().filter_map(|id| id.parse().ok());
                ids.filter_map(|id| self.node(id)).collect()
            }
            Held::Texts(ids) => {
                let ids = ids.iter().filter_map(|id| id.trim().parse().ok());
                ids.filter_map(|id| self.node(id)).collect()
            }
            Held::Json(_) | Held::Reference(_) => Vec::new(),
        }
    }

    /// The strings of a feature.
    pub fn texts(&self, node: &Node, feature: &str) -> Vec<String> {
        match self.array(node, feature) {
            Some(Held::Json(Value::Array(texts))) => {
                let texts = texts.iter().filter_map(Value::as_str);
                texts.map(str::to_owned).collect()
            }
            Some(Held::Texts(texts)) => texts.clone(),
            Some(Held::Text(text)) => vec![text.clone()],
            Some(Held::Json(_) | Held::Reference(_)) | None => Vec::new(),
        }
    }

    /// The integers of a feature.
    pub fn integers(&self, node: &Node, feature: &str) -> Vec<u64> {
        match self.array(node, feature) {
            Some(Held::Json(Value::Array(all))) => all.iter().filter_map(Value::as_u64).collect(),
            Some(Held::Text(all)) => {
                let all = all.split_whitespace();
                all.filter_map(|integer| integer.parse().ok()).collect()
            }
            Some(_) | None => Vec::new(),
        }
    }

    /// What a feature holds of many: its own, or the elements of the array that it refers to.
    fn array<'a>(&'a self, node: &'a Node, feature: &str) -> Option<&'a Held> {
        let held = node.features.get(feature)?;
        let array = self.one(node, feature).filter(|node| node.is_array());
        match array {
            Some(array) => ELEMENTS.iter().find_map(|name| array.features.get(*name)),
            None => Some(held),
        }
    }
}

impl Node {
    fn is_array(&self) -> bool {
        self.kind.ends_with("[]")
            || self.kind.starts_with("uima.cas.") && self.kind.ends_with("Array")
    }

    /// The last part of its type's name, and its id: how it is told.
    pub fn told(&self) -> String {
        format!("{} {}", self.short(), self.id)
    }

    /// The last part of its type's name.
    pub fn short(&self) -> &str {
        self.kind.rsplit('.').next().unwrap_or_default()
    }

    /// The string of a feature.
    pub fn text(&self, feature: &str) -> Option<&str> {
        match self.features.get(feature)? {
            Held::Json(value) => value.as_str(),
            Held::Text(text) => Some(text),
            Held::Texts(texts) => texts.first().map(String::as_str),
            Held::Reference(_) => None,
        }
    }

    /// The string of a feature, if it has one that is not empty.
    pub fn given(&self, feature: &str) -> Option<String> {
        let text = self.text(feature)?;
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }

    /// The integer of a feature.
    pub fn integer(&self, feature: &str) -> Option<usize> {
        match self.features.get(feature)? {
            Held::Json(value) => number(Some(value)),
            Held::Text(text) => text.parse().ok(),
            Held::Reference(_) | Held::Texts(_) => None,
        }
    }

    /// The number of a feature.
    pub fn decimal(&self, feature: &str) -> Option<f32> {
        let number = match self.features.get(feature)? {
            Held::Json(value) => value.as_f64()? as f32,
            Held::Text(text) => text.parse().ok()?,
            Held::Reference(_) | Held::Texts(_) => return None,
        };
        Some(number).filter(|number| number.is_finite())
    }

    /// Whether a feature is true.
    pub fn truth(&self, feature: &str) -> bool {
        match self.features.get(feature) {
            Some(Held::Json(value)) => value.as_bool().unwrap_or_default(),
            Some(Held::Text(text)) => text == "true",
            Some(Held::Reference(_) | Held::Texts(_)) | None => false,
        }
    }

    /// Where it begins and ends, where it does.
    pub fn range(&self) -> Option<(usize, usize)> {
        let name = |plain, marked| self.integer(plain).or_else(|| self.integer(marked));
        Some((name("begin", "^begin")?, name("end", "^end")?))
    }

    /// Whether it has a place in the text, or should.
    pub fn is_span(&self) -> bool {
        let has = |feature: &str| self.features.contains_key(feature);
        has("begin") || has("^begin") || has("end") || has("^end")
    }
}

/// The characters of a text for which its file has spaces, by their offsets in UTF-16 code units.
#[derive(Default)]
pub struct Controls(HashMap<usize, char>);

impl Controls {
    /// Of pairs of an offset and a character's number those whose character is one of these.
    pub fn new(pairs: &[u64], is_right: impl Fn(char) -> bool) -> Self {
        let pairs = pairs.chunks_exact(2).filter_map(|pair| {
            let at = usize::try_from(*pair.first()?).ok()?;
            let c = char::from_u32(u32::try_from(*pair.get(1)?).ok()?)?;
            is_right(c).then_some((at, c))
        });
        Self(pairs.collect())
    }

    /// What stood there, of words that begin at an offset in UTF-16 code units.
    pub fn put_back<'a>(&self, words: &'a str, start: usize) -> Cow<'a, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(words);
        }
        let mut offset = start;
        let characters = words.chars().map(|c| {
            let stood = self.0.get(&offset).filter(|_| c == ' ');
            offset = offset.saturating_add(c.len_utf16());
            stood.copied().unwrap_or(c)
        });
        Cow::Owned(characters.collect())
    }
}
