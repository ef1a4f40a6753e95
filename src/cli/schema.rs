//! `dateline schema`: the JSON Schema of records.

use std::io::Write;

use super::outcome::Outcome;
use super::output::Output;
use crate::store;

/// Prints the schema.
///
/// # Errors
/// When standard output cannot be written.
pub fn run() -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    output.write_all(page()?.as_bytes())?;
    output.finish()?;
    Ok(Outcome::Done)
}

/// The schema as it is printed.
///
/// # Errors
/// Never: a schema is JSON.
pub fn page() -> serde_json::Result<String> {
    let mut page = serde_json::to_string_pretty(&store::schema())?;
    page.push('\n');
    Ok(page)
}
