//! Files that other programs read and write.

pub mod archive;
pub mod export;
pub mod json;
pub mod selection;

use std::fmt;

/// A format that annotations are exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON document that holds all records and their texts.
    Json,
    /// A record a line.
    Jsonl,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Json, Self::Jsonl];

    /// The name for `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
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

/// Something wrong in a file of annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, as a path from the article's object (`entities[3].text`); empty where the whole is meant.
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

impl Fault {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.reason)
    }
}
