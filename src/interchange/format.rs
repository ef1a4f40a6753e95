//! The formats that annotations are written and read in, and what is known of each.

use std::fmt;

use super::html::{self, HtmlWriter};
use super::json::{self, JsonWriter};
use super::reader::Reads;
use super::uima::{CasWriter, XmiWriter};
use super::w3c::W3cWriter;
use super::writer::Writes;

/// A format that annotations are exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON document that holds all records and their texts.
    Json,
    /// A record a line.
    Jsonl,
    /// UIMA's common analysis structure as JSON, a file an article.
    Cas,
    /// UIMA's common analysis structure as XMI, a file an article.
    Xmi,
    /// W3C Web Annotations in JSON-LD, a collection a line.
    W3c,
    /// One page for a browser.
    Html,
}

/// How a format counts in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode code points.
    CodePoint,
    /// UTF-16 code units.
    Utf16,
    /// Tokens, or nothing: the format has no offsets.
    None,
}

/// What a format's output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One stream: a file, or standard output.
    Stream,
    /// A folder of files.
    Folder,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Json,
        Self::Jsonl,
        Self::Cas,
        Self::Xmi,
        Self::W3c,
        Self::Html,
    ];

    /// The name for `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Cas => "cas",
            Self::Xmi => "xmi",
            Self::W3c => "w3c",
            Self::Html => "html",
        }
    }

    /// The extension of its files; none where it is a folder of files.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("json"),
            Self::Jsonl | Self::W3c => Some("jsonl"),
            Self::Html => Some("html"),
            Self::Cas | Self::Xmi => None,
        }
    }

    /// How it counts in a text.
    pub fn unit(self) -> Unit {
        match self {
            Self::Json | Self::Jsonl | Self::W3c | Self::Html => Unit::CodePoint,
            Self::Cas | Self::Xmi => Unit::Utf16,
        }
    }

    /// What its output is.
    pub fn layout(self) -> Layout {
        match self.extension() {
            Some(_) => Layout::Stream,
            None => Layout::Folder,
        }
    }

    /// What writes it.
    pub fn writer(self) -> Writes {
        match self {
            Self::Json => Writes::Stream(Box::new(JsonWriter::document())),
            Self::Jsonl => Writes::Stream(Box::new(JsonWriter::lines())),
            Self::Cas => Writes::Folder(Box::<CasWriter>::default()),
            Self::Xmi => Writes::Folder(Box::<XmiWriter>::default()),
            Self::W3c => Writes::Stream(Box::<W3cWriter>::default()),
            Self::Html => Writes::Stream(Box::<HtmlWriter>::default()),
        }
    }

    /// What reads it; none where it carries no spans.
    pub fn reader(self) -> Option<Reads> {
        match self {
            Self::Json | Self::Jsonl => Some(Reads {
                read: json::read,
                files: &[".json", ".jsonl", ".ndjson"],
            }),
            Self::Html => Some(Reads {
                read: html::read,
                files: &[".html"],
            }),
            Self::Cas | Self::Xmi | Self::W3c => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name);
                format!("no format '{name}'; use one of {}", names.join(", "))
            })
    }
}
