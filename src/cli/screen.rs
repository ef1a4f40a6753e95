//! `dateline [PATH]…`: the terminal UI.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::run::opened_or_here;
use super::{Suggestions, Typed};
use crate::cache::Cache;
use crate::config::{Sources, paths};
use crate::corpus::{self, STANDARD_INPUT};
use crate::store::{Access, ReadOnly, annotations_dir};
use crate::tui::worker::kept::Kept;
use crate::tui::worker::suggestions::{Foreign, Source};
use crate::tui::worker::{Orders, Root};
use crate::tui::{self, Session, session};

/// Opens the UI.
///
/// # Errors
/// When a path is missing, or there is no terminal that can show it.
pub fn run(typed: &Typed, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut options = typed.reading.options()?;
    let opened = opened_or_here(&typed.paths, &mut options)?;
    corpus::check(&opened, &options)?;
    check_terminal(&opened)?;

    let variable = |name: &str| std::env::var(name).ok();
    let sources = sources(typed, &opened);
    let loaded = sources
        .load(variable)
        .context("cannot read the configuration")?;
    let annotator = match typed.whose.annotator.as_slice() {
        [] => loaded.config.annotator_or_login(),
        [name] => name.clone(),
        _ => bail!("the UI takes one --annotator"),
    };
    let names = opened.iter().enumerate();
    let names = names.map(|(root, path)| match options.pattern_of(root) {
        Some(pattern) => pattern.to_string(),
        None => path.display().to_string(),
    });
    let names = names.collect();
    let (settings, complaints) = session::settings(&loaded.config, &annotator, names, variable);
    let mut faults: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    faults.extend(complaints);
    let suggestions = match typed.screen.suggestions.clone().unwrap_or_default() {
        Suggestions::Builtin => Source::Model(model::preferred(
            typed.screen.model.as_deref(),
            &loaded.config,
        )?),
        Suggestions::None => Source::None,
        Suggestions::File(file) => Source::File(
            Foreign::open(&file)
                .with_context(|| format!("{}: no suggestions", file.display()))?
                .calling(model::label_names(&loaded.config)),
        ),
    };
    let (roots, ways) = opened.iter().map(|path| root(path, typed)).unzip();
    options.within = ways;
    let cache = paths::cache_dir().map(Cache::at);
    let orders = Orders {
        roots,
        annotator: Arc::from(annotator),
        annotations: typed.whose.annotations.clone(),
        options,
        kept: Kept::new(cache.as_ref(), &suggestions),
        suggestions,
        cache,
        rescue: paths::state_dir().map(|state| state.join("unsaved")),
        paths: opened,
    };
    let problems = tui::run(Session {
        settings,
        sources,
        loaded,
        orders,
        state: paths::state_dir(),
        faults,
    })?;
    for problem in &problems {
        messages.problem(problem);
    }
    Ok(Outcome::of_faults(problems.len() as u64))
}

/// Where the configuration comes from.
fn sources(typed: &Typed, opened: &[PathBuf]) -> Sources {
    let mut flags = Vec::new();
    if let Some(theme) = &typed.screen.theme {
        flags.push(("theme", theme.clone()));
    }
    if typed.screen.no_mouse {
        flags.push(("mouse", false.to_string()));
    }
    Sources {
        file: typed.whose.config.clone(),
        folders: opened.to_vec(),
        flags,
    }
}

/// What can be shown only where somebody sees it.
fn check_terminal(opened: &[PathBuf]) -> anyhow::Result<()> {
    let piped = opened.iter().any(|path| path == Path::new(STANDARD_INPUT));
    let keyboard = piped || io::stdin().is_terminal();
    if !io::stdout().is_terminal() || !keyboard {
        bail!("the UI needs a terminal; 'dateline show PATH' prints an article as plain lines");
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        bail!(
            "the UI needs more than TERM=dumb; 'dateline show PATH' prints an article as plain lines"
        );
    }
    Ok(())
}

/// Where the annotations of an opened path live, and what stands before its ids.
fn root(path: &Path, typed: &Typed) -> (Root, String) {
    let place = annotations_dir(path, typed.whose.annotations.as_deref());
    let way = place
        .as_ref()
        .map_or_else(|_| String::new(), |place| place.way_to(path));
    let root = Root {
        dir: place
            .map(|place| place.dir)
            .map_err(|error| error.to_string()),
        access: if typed.screen.read_only {
            Access::ReadOnly(ReadOnly::Asked)
        } else {
            Access::Writable
        },
    };
    (root, way)
}
