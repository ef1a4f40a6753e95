//! `dateline config`: what is in force, the default file, mistakes, the schema.

use std::io::Write;
use std::path::Path;

use super::Config;
use super::messages::Messages;
use super::outcome::Outcome;
use super::run::{configuration, opened_or_here};
use crate::config::{DEFAULT_FILE, schema};
use crate::ingest::ReadOptions;
use crate::output::Output;
use crate::text::display::{visible, visible_lines};
use crate::tui::session::{check_themes, keymap};

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
        let folders = opened_or_here(&typed.paths, &mut ReadOptions::default())?;
        let loaded = configuration(typed.config.as_deref(), &folders)?;
        let mut faults: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
        faults.extend(keymap(&loaded.config).1);
        faults.extend(check_themes(&loaded.config).iter().map(ToString::to_string));
        for fault in &faults {
            messages.problem(fault);
        }
        outcome = Outcome::of_faults(faults.len() as u64);
        if !typed.check {
            let is_theme = |file: &Path| file.iter().rev().take(2).any(|part| part == "themes");
            for (file, found) in loaded.files.iter().filter(|(file, _)| !is_theme(file)) {
                let found = if found.is_some() { "" } else { " (not there)" };
                let file = file.to_string_lossy();
                writeln!(output, "# {}{found}", visible(&file))?;
            }
            write!(output, "{}", visible_lines(&loaded.config.to_toml()))?;
        }
    }
    output.finish()?;
    Ok(outcome)
}
