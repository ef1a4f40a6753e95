//! `dateline [PATH]…`: the terminal UI.

use std::io::{self, IsTerminal};
use std::path::Path;

use anyhow::bail;

use super::Typed;
use super::messages::Messages;
use super::outcome::Outcome;
use super::run::paths_or_here;
use crate::corpus::{self, STANDARD_INPUT};

/// Opens the UI.
///
/// # Errors
/// When a path is missing, or there is no terminal that can show it.
pub fn run(typed: &Typed, _messages: &Messages) -> anyhow::Result<Outcome> {
    typed.reading.options()?;
    let paths = paths_or_here(&typed.paths);
    corpus::check(&paths)?;
    let piped = paths.iter().any(|path| path == Path::new(STANDARD_INPUT));
    let keyboard = piped || io::stdin().is_terminal();
    if !io::stdout().is_terminal() || !keyboard {
        bail!("the UI needs a terminal; 'dateline show PATH' prints an article as plain lines");
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        bail!(
            "the UI needs more than TERM=dumb; 'dateline show PATH' prints an article as plain lines"
        );
    }
    bail!("the terminal UI is not there yet; 'dateline show PATH' prints an article");
}
