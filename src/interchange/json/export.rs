//! Exports in dateline's own JSON: records with their texts.

use std::io::{self, Write};

use serde::Serialize;

use super::harmless;
use crate::interchange::document::Document;
use crate::interchange::losses::Losses;
use crate::interchange::writer::StreamWriter;
use crate::store::Record;

/// Writes records, as one document or a line each. Nothing is lost.
#[derive(Debug)]
pub struct JsonWriter {
    lines: bool,
    records: u64,
}

/// A record with its text.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    record: Record,
    text: Option<&'a str>,
}

impl JsonWriter {
    /// One document with all records.
    pub fn document() -> Self {
        Self {
            lines: false,
            records: 0,
        }
    }

    /// A record a line.
    pub fn lines() -> Self {
        Self {
            lines: true,
            records: 0,
        }
    }
}

impl StreamWriter for JsonWriter {
    fn begin(&mut self, output: &mut dyn Write) -> io::Result<()> {
        if self.lines {
            return Ok(());
        }
        output.write_all(b"{\"format\":\"dateline-export\",\"version\":1,\"records\":[")
    }

    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        _losses: &mut Losses,
    ) -> io::Result<()> {
        let Document {
            article,
            index,
            annotations,
            annotator,
            with_text,
        } = document;
        let whole = Whole {
            record: Record::new(article, index, annotations, annotator, None),
            text: with_text.then_some(&*article.text),
        };
        if !self.lines {
            let comma = if self.records > 0 { "," } else { "" };
            writeln!(output, "{comma}")?;
        }
        self.records += 1;
        let json = serde_json::to_string(&whole)?;
        output.write_all(harmless(&json).as_bytes())?;
        if self.lines {
            output.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        if self.lines {
            return Ok(());
        }
        output.write_all(b"\n]}\n")
    }
}
