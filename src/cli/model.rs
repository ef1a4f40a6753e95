//! Which model finds the names: flag, then the user's configuration, then the built-in one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::messages::Messages;
use super::run::configuration;
use crate::bounded;
use crate::config::Config;
use crate::extract::Label;
use crate::extract::model::Model;

/// The model that was named, or the one that the user's configuration names, or the built-in one.
///
/// # Errors
/// When the configuration or the model cannot be read.
pub(super) fn chosen(
    named: Option<&str>,
    config: Option<&Path>,
    paths: &[PathBuf],
    messages: &Messages,
) -> anyhow::Result<Arc<Model>> {
    // A folder's file may not name a model, but it may say what labels are called.
    let loaded = configuration(config, paths)?;
    for diagnostic in &loaded.diagnostics {
        messages.note(diagnostic);
    }
    preferred(named, &loaded.config)
}

/// The model that a flag names, or that a configuration names, or the built-in one; it calls labels
/// as the configuration does.
///
/// # Errors
/// When it cannot be read.
pub(super) fn preferred(named: Option<&str>, config: &Config) -> anyhow::Result<Arc<Model>> {
    let model = match (named, config.model.as_deref()) {
        (Some(named), _) => open(named)?,
        (None, Some(named)) => open(named).context("the configuration names a model")?,
        (None, None) => Arc::clone(Model::built_in()),
    };
    let names = label_names(config);
    Ok(if names.is_empty() {
        model
    } else {
        Arc::new(model.calling(names))
    })
}

/// What suggested labels are called, by the configuration.
pub(super) fn label_names(config: &Config) -> BTreeMap<Label, Label> {
    let names = config.label_map.iter();
    names
        .map(|(from, to)| (Label::new(from), Label::new(to)))
        .collect()
}

/// A longer file is no model, in bytes; the largest here has 7 MB.
const LONGEST: u64 = 1 << 30;

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
    let bytes = bounded::read(file, LONGEST).with_context(|| format!("{named}: cannot be read"))?;
    let model = Model::parse(bytes).map_err(|error| anyhow::anyhow!("{named}: {error}"))?;
    Ok(Arc::new(model))
}
