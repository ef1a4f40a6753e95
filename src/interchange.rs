//! Files that other programs read and write.

pub mod archive;
mod assemble;
pub mod brat;
#[cfg(test)]
mod carried;
pub mod citron;
pub mod conll;
pub mod csv;
pub mod doccano;
pub mod document;
pub mod doubt;
pub mod draft;
#[cfg(test)]
pub mod example;
pub mod export;
mod fields;
#[cfg(test)]
mod foreign;
mod format;
pub mod html;
pub mod import;
pub mod json;
pub mod keeps;
pub mod label_studio;
pub mod lacks;
pub mod lay;
pub mod library;
pub mod losses;
pub mod markdown;
pub mod marks;
pub mod names;
pub mod prodigy;
pub mod reader;
pub mod resembles;
#[cfg(test)]
mod roundtrip;
pub mod selection;
pub mod uima;
pub mod w3c;
pub mod webanno;
pub mod words;
pub mod writer;

use std::fmt;

use crate::text::display::fit;

pub use format::{Format, Layout, Unit};

/// Something wrong in a file of annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, as a path from the article's object (`entities[3].text`); empty where the whole is meant.
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

impl Fault {
    /// A fault of a field. Of a long one, which may be a line of a file that is none of the format,
    /// the beginning is told.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        /// How much of a field is told, in cells.
        const TOLD: usize = 120;
        let mut field = field.into();
        if field.len() > TOLD {
            field = fit(&field, TOLD).into_owned();
        }
        Self {
            field,
            reason: reason.into(),
        }
    }

    /// The same with the number that the article's object has in the file, where the line does not say which
    /// is meant ([`draft::Draft::number`]).
    fn inside(mut self, number: Option<u64>) -> Self {
        if let Some(number) = number {
            let dot = if self.field.is_empty() { "" } else { "." };
            self.field = format!("[{number}]{dot}{}", self.field);
        }
        self
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
