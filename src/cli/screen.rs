//! `dateline [PATH]…`: the terminal UI.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use clap::CommandFactory;

use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use super::run::opened_or_here;
use super::{Suggestions, Typed};
use crate::cache::Cache;
use crate::config::diagnose::nearest;
use crate::config::{Sources, paths};
use crate::corpus::{self, STANDARD_INPUT};
use crate::ingest::ReadOptions;
use crate::store::{Access, Place, PlaceError, ReadOnly, Roots};
use crate::tui::worker::kept::Kept;
use crate::tui::worker::suggestions::{Foreign, Source};
use crate::tui::worker::{Orders, Root};
use crate::tui::{self, Session, session};

/// The command that may be meant by a first path that is none.
fn nearly_named(paths: &[PathBuf]) -> Option<String> {
    let typed = paths.first().filter(|path| !path.exists())?.to_str()?;
    let known = Typed::command();
    let known: Vec<&str> = known
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    nearest(typed, &known).map(str::to_owned)
}

/// Opens the UI.
///
/// # Errors
/// When a path is missing, or there is no terminal that can show it.
pub fn run(typed: &Typed, messages: &Messages) -> anyhow::Result<Outcome> {
    let mut options = typed.reading.options()?;
    let opened = opened_or_here(&typed.paths, &mut options)?;
    corpus::check(&opened, &options).map_err(|missing| match nearly_named(&typed.paths) {
        Some(command) => anyhow!("{missing}, or did you mean the command '{command}'?"),
        None => missing.into(),
    })?;
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
    let annotations = typed.whose.annotations.as_deref();
    let roots = Roots::of(&opened, annotations);
    let names = names(&opened, &options, &roots);
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
    let remembered = remembered(&opened, &roots).into_iter();
    options.within = roots.ways;
    options.roots = roots.numbers;
    options.near = roots.near;
    let roots = remembered.zip(roots.places);
    let roots = roots.map(|(path, place)| root(path, place, typed));
    let cache = paths::cache_dir().map(Cache::at);
    let orders = Orders {
        roots: roots.collect(),
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

/// What each root is called: the paths that it was opened by, as they were typed.
fn names(opened: &[PathBuf], options: &ReadOptions, roots: &Roots) -> Vec<String> {
    /// Of so many paths; a shell may hand on thousands.
    const MOST: usize = 3;
    let mut names = vec![Vec::new(); roots.places.len()];
    for (number, path) in opened.iter().enumerate() {
        let root = roots.numbers.get(number).copied().unwrap_or_default();
        let Some(names) = names.get_mut(root as usize) else {
            continue;
        };
        match names.len() {
            0..MOST => names.push(match options.pattern_of(number) {
                Some(pattern) => pattern.to_string(),
                None => path.display().to_string(),
            }),
            MOST => names.push("…".to_owned()),
            _ => {}
        }
    }
    names.into_iter().map(|names| names.join(", ")).collect()
}

/// The path under which it is remembered where the analyst was in each root: the one that it was
/// opened by, or where those are several, the one that its ids are relative to.
fn remembered(opened: &[PathBuf], roots: &Roots) -> Vec<PathBuf> {
    let mut paths: Vec<Option<PathBuf>> = vec![None; roots.places.len()];
    for (path, root) in opened.iter().zip(&roots.numbers) {
        let place = roots.places.get(*root as usize);
        let Some(known) = paths.get_mut(*root as usize) else {
            continue;
        };
        let base = place.and_then(|place| Some(&place.as_ref().ok()?.base));
        *known = Some(match base {
            Some(base) if known.is_some() && !base.as_os_str().is_empty() => base.clone(),
            _ => path.clone(),
        });
    }
    paths.into_iter().map(Option::unwrap_or_default).collect()
}

/// A root whose annotations live in `place`.
fn root(path: PathBuf, place: Result<Place, PlaceError>, typed: &Typed) -> Root {
    Root {
        path,
        dir: place
            .map(|place| place.dir)
            .map_err(|error| error.to_string()),
        access: if typed.screen.read_only {
            Access::ReadOnly(ReadOnly::Asked)
        } else {
            Access::Writable
        },
    }
}
