//! `dateline completions SHELL`.

use std::io::Write;

use clap::CommandFactory;

use super::outcome::Outcome;
use super::{Completions, Typed};
use crate::output::Output;

/// Prints a completion script.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(typed: &Completions) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(typed.shell, &mut Typed::command(), "dateline", &mut script);
    let mut output = Output::open(None)?;
    output.write_all(&script)?;
    output.finish()?;
    Ok(Outcome::Done)
}
