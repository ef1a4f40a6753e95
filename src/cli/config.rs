//! `dateline config`: what is in force, the default file, mistakes, the schema.

use std::io::Write;

use anyhow::Context;

use super::Config;
use super::messages::Messages;
use super::outcome::Outcome;
use super::output::Output;
use super::run::paths_or_here;
use crate::config::{DEFAULT_FILE, Loaded, load, schema};

/// Prints what was asked for.
///
/// # Errors
/// When the file that `--config` names cannot be read, or standard output cannot be written.
pub fn run(typed: &Config, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    let mut outcome = Outcome::Done;
    if typed.default {
        output.write_all(DEFAULT_FILE.as_bytes())?;
    } else if typed.schema {
        writeln!(output, "{:#}", schema())?;
    } else {
        let loaded = loaded(typed)?;
        for diagnostic in &loaded.diagnostics {
            messages.problem(diagnostic);
        }
        outcome = Outcome::of_faults(loaded.diagnostics.len() as u64);
        if !typed.check {
            for (file, found) in &loaded.files {
                let found = if *found { "" } else { " (not there)" };
                writeln!(output, "# {}{found}", file.display())?;
            }
            write!(output, "{}", loaded.config.to_toml())?;
        }
    }
    output.finish()?;
    Ok(outcome)
}

fn loaded(typed: &Config) -> anyhow::Result<Loaded> {
    load(
        typed.config.as_deref(),
        &paths_or_here(&typed.paths),
        |name| std::env::var(name).ok(),
    )
    .with_context(|| {
        let file = typed.config.as_deref().unwrap_or_else(|| "".as_ref());
        format!("{}: cannot be read", file.display())
    })
}
