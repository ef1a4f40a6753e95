//! Which model finds the names: flag, then the user's configuration, then the built-in one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::messages::Messages;
use super::run::configuration;
use crate::extract::model::Model;

/// The model that was named, or the one that the user's configuration names, or the built-in one.
///
/// # Errors
/// When the configuration or the model cannot be read.
pub(super) fn chosen(
    named: Option<&str>,
    config: Option<&Path>,
    messages: &Messages,
) -> anyhow::Result<Arc<Model>> {
    if let Some(named) = named {
        return open(named);
    }
    // A folder's file may not name a model.
    let folders: &[PathBuf] = &[];
    let loaded = configuration(config, folders)?;
    for diagnostic in &loaded.diagnostics {
        messages.note(diagnostic);
    }
    preferred(None, loaded.config.model.as_deref())
}

/// The model that a flag names, or that a configuration names, or the built-in one.
///
/// # Errors
/// When it cannot be read.
pub(super) fn preferred(named: Option<&str>, config: Option<&str>) -> anyhow::Result<Arc<Model>> {
    match (named, config) {
        (Some(named), _) => open(named),
        (None, Some(named)) => open(named).context("the configuration names a model"),
        (None, None) => Ok(Arc::clone(Model::built_in())),
    }
}

/// The model of a name or of a file.
///
/// # Errors
/// When there is none of that name, or the file is none.
pub(super) fn open(named: &str) -> anyhow::Result<Arc<Model>> {
    if let Some(model) = Model::named(named) {
        return Ok(Arc::clone(model));
    }
    let file = Path::new(named);
    if !file.exists() {
        let names: Vec<&str> = Model::NAMES.to_vec();
        bail!(
            "{named}: there is no such model; name a file, or one of {}",
            names.join(", ")
        );
    }
    let bytes = fs::read(file).with_context(|| format!("{named}: cannot be read"))?;
    let model = Model::parse(bytes).map_err(|error| anyhow::anyhow!("{named}: {error}"))?;
    Ok(Arc::new(model))
}
