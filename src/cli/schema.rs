//! `dateline schema`: the JSON Schemas of the files that annotations are kept in.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::outcome::Outcome;
use crate::output::Output;
use crate::store;

/// `dateline schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Which file's
    #[arg(value_name = "FILE", default_value = "record")]
    pub file: File,
}

/// A file that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum File {
    /// The annotations of an article
    Record,
    /// Who is who over all articles: entities.json
    Entities,
}

/// Prints the schema.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(typed: &Schema) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    output.write_all(page(typed.file)?.as_bytes())?;
    output.finish()?;
    Ok(Outcome::Done)
}

/// A schema as it is printed.
///
/// # Errors
/// Never: a schema is JSON.
pub fn page(file: File) -> serde_json::Result<String> {
    let schema = match file {
        File::Record => store::schema(),
        File::Entities => store::entities_schema(),
    };
    let mut page = serde_json::to_string_pretty(&schema)?;
    page.push('\n');
    Ok(page)
}
