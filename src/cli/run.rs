//! From what was typed to the subcommand that does it.

use std::collections::HashMap;
use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

use anyhow::{Context, anyhow};

use super::messages::Messages;
use super::outcome::Outcome;
use super::{Command, Typed};
use crate::config::{Loaded, Sources};
use crate::ingest::{Pattern, ReadOptions};
use crate::output::remove_on_interrupts;
use crate::store::Roots;

/// Does what was typed.
///
/// # Errors
/// What kept it from being done.
pub fn run(typed: &Typed, messages: &Messages) -> anyhow::Result<Outcome> {
    // The terminal UI deals with signals itself.
    if typed.command.is_some()
        && let Err(error) = remove_on_interrupts()
    {
        messages.note(format_args!(
            "an interrupt may leave a file behind: {error}"
        ));
    }
    match &typed.command {
        None => super::screen::run(typed, messages),
        Some(Command::Extract(typed)) => super::extract::run(typed, messages),
        Some(Command::Export(typed)) => super::export::run(typed, messages),
        Some(Command::Import(typed)) => super::import::run(typed, messages),
        Some(Command::Show(typed)) => super::show::run(typed, messages),
        Some(Command::Stats(typed)) => super::stats::run(typed, messages),
        Some(Command::Schema(typed)) => super::schema::run(typed),
        Some(Command::Verify(typed)) => super::verify::run(typed, messages),
        Some(Command::Eval(typed)) => super::eval::run(typed, messages),
        Some(Command::Train(typed)) => super::train::run(typed, messages),
        Some(Command::Keys(typed)) => super::keys::run(typed, messages),
        Some(Command::Config(typed)) => super::config::run(typed, messages),
        Some(Command::Completions(typed)) => super::completions::run(typed),
        Some(Command::Man) => super::man::run(),
        Some(Command::Doctor(typed)) => super::doctor::run(typed),
    }
}

/// Reads the configuration: the user's file (`file`, else the usual one), those of `folders`, the environment.
///
/// # Errors
/// When the file that was named cannot be read.
pub(super) fn configuration(file: Option<&Path>, folders: &[PathBuf]) -> anyhow::Result<Loaded> {
    let sources = Sources {
        file: file.map(Path::to_owned),
        folders: folders.to_vec(),
        flags: Vec::new(),
    };
    sources
        .load(|name| std::env::var(name).ok())
        .with_context(|| {
            let file = file.unwrap_or(Path::new(""));
            format!("{}: cannot be read", file.display())
        })
}

/// As [`opened`], with the current folder where no path is given.
///
/// # Errors
/// Says where a pattern is broken.
pub(super) fn opened_or_here(
    typed: &[PathBuf],
    options: &mut ReadOptions,
) -> anyhow::Result<Vec<PathBuf>> {
    if typed.is_empty() {
        return Ok(vec![Path::new(".").to_owned()]);
    }
    opened(typed, options)
}

/// The paths. One that names nothing and has a wildcard is a pattern: its folder is opened, and
/// `options` say which files of it are meant. What is named several times is one root, and what
/// lies in several paths is read by the one with the nearest annotations.
///
/// # Errors
/// Says where a pattern is broken.
pub(super) fn opened(typed: &[PathBuf], options: &mut ReadOptions) -> anyhow::Result<Vec<PathBuf>> {
    let mut opened = Vec::with_capacity(typed.len());
    let mut roots = HashMap::new();
    for (number, path) in typed.iter().enumerate() {
        let written = path.to_str().filter(|_| path.symlink_metadata().is_err());
        let split = written.map(Pattern::split).transpose();
        let split = split.map_err(|error| anyhow!("{}: {error}", path.display()))?;
        let (folder, pattern) = split.flatten().unzip();
        let path = folder.unwrap_or_else(|| path.clone());
        let whole = absolute(&path).unwrap_or_else(|_| path.clone());
        let root = *roots.entry(whole).or_insert(options.root_of(number));
        options.roots.push(root);
        options.only.push(pattern.map(Arc::new));
        opened.push(path);
    }
    if opened.len() > 1 {
        options.near = Roots::of(&opened, None).near;
    }
    Ok(opened)
}
