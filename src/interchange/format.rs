//! The formats that annotations are written and read in, and what is known of each.

use std::fmt;

use super::brat::{self, BratWriter};
use super::citron::{self, CitronWriter};
use super::conll::{self, ConllWriter, Scheme};
use super::csv::{self, CsvWriter};
use super::doccano::{self, DoccanoWriter};
use super::html::{self, HtmlWriter};
use super::json::{self, JsonWriter};
use super::label_studio::{self, LabelStudioWriter};
use super::markdown::MarkdownWriter;
use super::prodigy::{self, ProdigyWriter};
use super::reader::Reads;
use super::uima::{self, CasWriter, XmiWriter};
use super::w3c::{self, W3cWriter};
use super::webanno::{self, WebannoWriter};
use super::writer::Writes;

/// A format that annotations are exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON document that holds all records and their texts.
    Json,
    /// A record a line.
    Jsonl,
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
    /// UIMA CAS as JSON, a file an article.
    Cas,
    /// UIMA CAS as XMI, a file an article.
    Xmi,
    /// W3C Web Annotations in JSON-LD, a collection a line.
    W3c,
    /// `WebAnno` TSV 3.3, a file an article.
    Webanno,
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

/// All that is known of a format.
struct Facts {
    name: &'static str,
    about: &'static str,
    /// None for a folder of files.
    extension: Option<&'static str>,
    unit: Unit,
    needs_text: bool,
    writer: fn() -> Writes,
    /// None where it carries no spans.
    reads: Option<Reads>,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 17] = [
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
        Self::Webanno,
        Self::Html,
    ];

    fn facts(self) -> Facts {
        match self {
            Self::Json => Facts {
                name: "json",
                about: "one document with all records and texts",
                extension: Some("json"),
                unit: Unit::CodePoint,
                needs_text: false,
                writer: || Writes::Stream(Box::new(JsonWriter::document())),
                reads: Some(Reads {
                    read: json::read,
                    files: &[".json", ".jsonl", ".ndjson"],
                }),
            },
            Self::Jsonl => Facts {
                name: "jsonl",
                about: "a record a line",
                extension: Some("jsonl"),
                unit: Unit::CodePoint,
                needs_text: false,
                writer: || Writes::Stream(Box::new(JsonWriter::lines())),
                reads: Some(Reads {
                    read: json::read,
                    files: &[".json", ".jsonl", ".ndjson"],
                }),
            },
            Self::Prodigy => Facts {
                name: "prodigy",
                about: "tasks of Prodigy and spaCy",
                extension: Some("prodigy.jsonl"),
                unit: Unit::CodePoint,
                needs_text: true,
                writer: || Writes::Stream(Box::new(ProdigyWriter)),
                reads: Some(Reads {
                    read: prodigy::read,
                    files: &[".jsonl"],
                }),
            },
            Self::Brat => Facts {
                name: "brat",
                about: "brat's standoff, a folder",
                extension: None,
                unit: Unit::CodePoint,
                needs_text: true,
                writer: || Writes::Folder(Box::<BratWriter>::default()),
                reads: Some(Reads {
                    read: brat::read,
                    files: &[".ann", ".a1"],
                }),
            },
            Self::LabelStudio => Facts {
                name: "label-studio",
                about: "Label Studio's tasks, with the labelling configuration",
                extension: Some("label-studio.json"),
                unit: Unit::CodePoint,
                needs_text: true,
                writer: || Writes::Stream(Box::<LabelStudioWriter>::default()),
                reads: Some(Reads {
                    read: label_studio::read,
                    files: &[".json"],
                }),
            },
            Self::Conll => Facts {
                name: "conll",
                about: "CoNLL-2003, names in four columns",
                extension: Some("conll"),
                unit: Unit::None,
                needs_text: true,
                writer: || Writes::Stream(Box::new(ConllWriter::new(Scheme::Conll))),
                reads: Some(Reads {
                    read: conll::read_conll,
                    files: &[".conll"],
                }),
            },
            Self::Iob2 => Facts {
                name: "iob2",
                about: "names in two columns, IOB2",
                extension: Some("iob2"),
                unit: Unit::None,
                needs_text: true,
                writer: || Writes::Stream(Box::new(ConllWriter::new(Scheme::Iob2))),
                reads: Some(Reads {
                    read: conll::read_iob2,
                    files: &[".iob2", ".iob", ".bio"],
                }),
            },
            Self::Bioes => Facts {
                name: "bioes",
                about: "names in two columns, BIOES",
                extension: Some("bioes"),
                unit: Unit::None,
                needs_text: true,
                writer: || Writes::Stream(Box::new(ConllWriter::new(Scheme::Bioes))),
                reads: Some(Reads {
                    read: conll::read_bioes,
                    files: &[".bioes", ".iobes", ".bilou"],
                }),
            },
            Self::Csv => Facts {
                name: "csv",
                about: "tables for spreadsheets, a folder",
                extension: None,
                unit: Unit::CodePoint,
                needs_text: false,
                writer: || Writes::Folder(Box::<CsvWriter>::default()),
                reads: Some(Reads {
                    read: csv::read,
                    files: &[".csv"],
                }),
            },
            Self::Markdown => Facts {
                name: "markdown",
                about: "pages to be read, a folder",
                extension: None,
                unit: Unit::None,
                needs_text: false,
                writer: || Writes::Folder(Box::new(MarkdownWriter)),
                reads: None,
            },
            Self::Citron => Facts {
                name: "citron",
                about: "Citron's quotes",
                extension: Some("citron.jsonl"),
                unit: Unit::CodePoint,
                needs_text: true,
                writer: || Writes::Stream(Box::new(CitronWriter)),
                reads: Some(Reads {
                    read: citron::read,
                    files: &[".jsonl"],
                }),
            },
            Self::Doccano => Facts {
                name: "doccano",
                about: "doccano's tasks",
                extension: Some("doccano.jsonl"),
                unit: Unit::Utf16,
                needs_text: true,
                writer: || Writes::Stream(Box::<DoccanoWriter>::default()),
                reads: Some(Reads {
                    read: doccano::read,
                    files: &[".jsonl"],
                }),
            },
            Self::Cas => Facts {
                name: "cas",
                about: "UIMA CAS as JSON, a folder",
                extension: None,
                unit: Unit::Utf16,
                needs_text: false,
                writer: || Writes::Folder(Box::<CasWriter>::default()),
                reads: Some(Reads {
                    read: uima::read_cas,
                    files: &[".json"],
                }),
            },
            Self::Xmi => Facts {
                name: "xmi",
                about: "UIMA CAS as XMI, a folder",
                extension: None,
                unit: Unit::Utf16,
                needs_text: false,
                writer: || Writes::Folder(Box::<XmiWriter>::default()),
                reads: Some(Reads {
                    read: uima::read_xmi,
                    files: &[".xmi"],
                }),
            },
            Self::W3c => Facts {
                name: "w3c",
                about: "W3C Web Annotations",
                extension: Some("jsonl"),
                unit: Unit::CodePoint,
                needs_text: false,
                writer: || Writes::Stream(Box::<W3cWriter>::default()),
                reads: Some(Reads {
                    read: w3c::read,
                    files: &[".jsonl", ".jsonld", ".json"],
                }),
            },
            Self::Webanno => Facts {
                name: "webanno",
                about: "WebAnno TSV 3.3, a folder",
                extension: None,
                unit: Unit::Utf16,
                needs_text: false,
                writer: || Writes::Folder(Box::<WebannoWriter>::default()),
                reads: Some(Reads {
                    read: webanno::read,
                    files: &[".tsv"],
                }),
            },
            Self::Html => Facts {
                name: "html",
                about: "one page for a browser",
                extension: Some("html"),
                unit: Unit::CodePoint,
                needs_text: false,
                writer: || Writes::Stream(Box::<HtmlWriter>::default()),
                reads: Some(Reads {
                    read: html::read,
                    files: &[".html"],
                }),
            },
        }
    }

    /// The name for `--format`.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// What it is, for people who choose one.
    pub fn about(self) -> &'static str {
        self.facts().about
    }

    /// Whether it cannot be without the texts of its articles.
    pub fn needs_text(self) -> bool {
        self.facts().needs_text
    }

    /// The extension of its files; none where it is a folder of files.
    pub fn extension(self) -> Option<&'static str> {
        self.facts().extension
    }

    /// How it counts in a text.
    pub fn unit(self) -> Unit {
        self.facts().unit
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
        (self.facts().writer)()
    }

    /// What reads it; none where it carries no spans.
    pub fn reader(self) -> Option<Reads> {
        self.facts().reads
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
