//! Feature structures: what a common analysis structure is made of.

use std::borrow::Cow;

/// All structures of one document, as they are written.
#[derive(Debug)]
pub struct Structures<'a> {
    /// The text; none where it is not handed on.
    pub text: Option<&'a str>,
    /// Where the text is, where it is not handed on.
    pub uri: String,
    /// The structures; each has its place and [`FIRST`] as its id.
    pub all: Vec<Structure<'a>>,
}

/// The id of the subject of analysis: the text.
pub const SOFA: usize = 1;
/// The id of the first structure.
pub const FIRST: usize = 2;

/// A feature structure.
#[derive(Debug)]
pub struct Structure<'a> {
    /// The name of its type.
    pub kind: &'static str,
    /// Where it begins and ends in UTF-16 code units, if it stands in the text.
    pub range: Option<(usize, usize)>,
    /// The features that have a value.
    pub features: Vec<(&'static str, Value<'a>)>,
}

/// What a feature holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A string.
    Text(Cow<'a, str>),
    /// A number.
    Decimal(f64),
    /// True or false.
    Truth(bool),
    /// Strings.
    Texts(&'a [String]),
    /// Integers.
    Integers(Vec<usize>),
    /// The id of a structure.
    One(usize),
    /// The ids of structures.
    Many(Vec<usize>),
}

impl<'a> Structure<'a> {
    /// A structure of a type.
    pub fn new(kind: &'static str) -> Self {
        Self {
            kind,
            range: None,
            features: Vec::new(),
        }
    }

    /// The same at a place of the text.
    pub fn at(mut self, range: (usize, usize)) -> Self {
        self.range = Some(range);
        self
    }

    /// The same with a feature.
    pub fn with(mut self, name: &'static str, value: Value<'a>) -> Self {
        self.features.push((name, value));
        self
    }

    /// The same with a string, if there is one.
    pub fn text(self, name: &'static str, text: Option<impl Into<Cow<'a, str>>>) -> Self {
        match text {
            Some(text) => self.with(name, Value::Text(text.into())),
            None => self,
        }
    }

    /// The same with strings, if there are any.
    pub fn texts(self, name: &'static str, texts: &'a [String]) -> Self {
        if texts.is_empty() {
            return self;
        }
        self.with(name, Value::Texts(texts))
    }

    /// The same with a reference, if there is one.
    pub fn one(self, name: &'static str, id: Option<usize>) -> Self {
        match id {
            Some(id) => self.with(name, Value::One(id)),
            None => self,
        }
    }
}
