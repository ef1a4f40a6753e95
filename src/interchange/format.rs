//! The formats that annotations are written and read in, and what is known of each.

use std::fmt;

use super::brat::BratWriter;
use super::citron::CitronWriter;
use super::conll::{ConllWriter, Scheme};
use super::csv::CsvWriter;
use super::doccano::DoccanoWriter;
use super::html::{self, HtmlWriter};
use super::json::{self, JsonWriter};
use super::label_studio::LabelStudioWriter;
use super::markdown::MarkdownWriter;
use super::prodigy::ProdigyWriter;
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
    /// Tasks of Prodigy and spaCy.
    Prodigy,
    /// brat's standoff.
    Brat,
    /// Label Studio's tasks, with the labelling configuration beside them.
    LabelStudio,
    /// A token a line, in the four columns of `CoNLL-2003`, with tags as in IOB2.
    Conll,
    /// A token a line, with tags in which `B-` begins every name.
    Iob2,
    /// A token a line, with tags that tell names of one token and ends, too.
    Bioes,
    /// Tables for spreadsheets.
    Csv,
    /// Pages to be read.
    Markdown,
    /// Citron's quotes.
    Citron,
    /// doccano's tasks.
    Doccano,
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
    pub const ALL: [Self; 16] = [
        Self::Json,
        Self::Jsonl,
        Self::Prodigy,
        Self::Brat,
        Self::LabelStudio,
        Self::Conll,
        Self::Iob2,
        Self::Bioes,
        Self::Csv,
        Self::Markdown,
        Self::Citron,
        Self::Doccano,
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
            Self::Prodigy => "prodigy",
            Self::Brat => "brat",
            Self::LabelStudio => "label-studio",
            Self::Conll => "conll",
            Self::Iob2 => "iob2",
            Self::Bioes => "bioes",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Citron => "citron",
            Self::Doccano => "doccano",
        }
    }

    /// What it is, for people who choose one.
    pub fn about(self) -> &'static str {
        match self {
            Self::Json => "one document with all records and texts",
            Self::Jsonl => "a record a line",
            Self::Prodigy => "tasks of Prodigy and spaCy",
            Self::Brat => "brat's standoff, a folder",
            Self::LabelStudio => "Label Studio's tasks, with the labelling configuration",
            Self::Conll => "CoNLL-2003, names in four columns",
            Self::Iob2 => "names in two columns, IOB2",
            Self::Bioes => "names in two columns, BIOES",
            Self::Csv => "tables for spreadsheets, a folder",
            Self::Markdown => "pages to be read, a folder",
            Self::Citron => "Citron's quotes",
            Self::Doccano => "doccano's tasks",
            Self::Cas => "UIMA CAS as JSON, a folder",
            Self::Xmi => "UIMA CAS as XMI, a folder",
            Self::W3c => "W3C Web Annotations",
            Self::Html => "one page for a browser",
        }
    }

    /// Whether it cannot be without the texts of its articles.
    pub fn needs_text(self) -> bool {
        match self {
            Self::Prodigy
            | Self::Brat
            | Self::LabelStudio
            | Self::Conll
            | Self::Iob2
            | Self::Bioes
            | Self::Citron
            | Self::Doccano => true,
            Self::Json
            | Self::Jsonl
            | Self::Csv
            | Self::Markdown
            | Self::Cas
            | Self::Xmi
            | Self::W3c
            | Self::Html => false,
        }
    }

    /// The extension of its files; none where it is a folder of files.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("json"),
            Self::Jsonl | Self::W3c => Some("jsonl"),
            Self::Html => Some("html"),
            Self::Prodigy => Some("prodigy.jsonl"),
            Self::LabelStudio => Some("label-studio.json"),
            Self::Conll => Some("conll"),
            Self::Iob2 => Some("iob2"),
            Self::Bioes => Some("bioes"),
            Self::Citron => Some("citron.jsonl"),
            Self::Doccano => Some("doccano.jsonl"),
            Self::Brat | Self::Csv | Self::Markdown | Self::Cas | Self::Xmi => None,
        }
    }

    /// How it counts in a text.
    pub fn unit(self) -> Unit {
        match self {
            Self::Json
            | Self::Jsonl
            | Self::Prodigy
            | Self::Brat
            | Self::LabelStudio
            | Self::Csv
            | Self::Citron
            | Self::W3c
            | Self::Html => Unit::CodePoint,
            Self::Doccano | Self::Cas | Self::Xmi => Unit::Utf16,
            Self::Conll | Self::Iob2 | Self::Bioes | Self::Markdown => Unit::None,
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
            Self::Prodigy => Writes::Stream(Box::new(ProdigyWriter)),
            Self::Brat => Writes::Folder(Box::<BratWriter>::default()),
            Self::LabelStudio => Writes::Stream(Box::<LabelStudioWriter>::default()),
            Self::Conll => Writes::Stream(Box::new(ConllWriter::new(Scheme::Conll))),
            Self::Iob2 => Writes::Stream(Box::new(ConllWriter::new(Scheme::Iob2))),
            Self::Bioes => Writes::Stream(Box::new(ConllWriter::new(Scheme::Bioes))),
            Self::Csv => Writes::Folder(Box::<CsvWriter>::default()),
            Self::Markdown => Writes::Folder(Box::new(MarkdownWriter)),
            Self::Citron => Writes::Stream(Box::new(CitronWriter)),
            Self::Doccano => Writes::Stream(Box::<DoccanoWriter>::default()),
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
            Self::Prodigy
            | Self::Brat
            | Self::LabelStudio
            | Self::Conll
            | Self::Iob2
            | Self::Bioes
            | Self::Csv
            | Self::Markdown
            | Self::Citron
            | Self::Doccano
            | Self::Cas
            | Self::Xmi
            | Self::W3c => None,
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
