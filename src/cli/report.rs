//! What became of an export or import, for programs.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use crate::interchange::json::harmless;
use crate::output::Output;

/// Writes a report as JSON.
///
/// # Errors
/// When the file cannot be written.
pub fn write_report(file: &Path, report: &impl Serialize) -> anyhow::Result<()> {
    let written = || -> anyhow::Result<()> {
        let mut output = Output::open(Some(file))?;
        let json = serde_json::to_string_pretty(report)?;
        writeln!(output, "{}", harmless(&json))?;
        output.finish()
    };
    written().with_context(|| format!("{}", file.display()))
}
