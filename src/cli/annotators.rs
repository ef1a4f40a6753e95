//! Whose annotations are meant: flag, then environment, then configuration, then login name.

use std::path::PathBuf;

use anyhow::bail;

use super::Whose;
use super::messages::Messages;
use super::run::configuration;
use crate::interchange::archive::Annotators;
use crate::store::{Roots, annotator_folder};

/// The name that means everyone.
const ALL: &str = "all";

/// Everyone who was named, of those who annotated `paths`; the current annotator where none was.
///
/// # Errors
/// When the configuration that was named cannot be read, or nobody is named.
pub(super) fn annotators(
    whose: &Whose,
    paths: &[PathBuf],
    messages: &Messages,
) -> anyhow::Result<Annotators> {
    if whose.annotator.is_empty() {
        return Ok(Annotators::Named(vec![current(whose, messages)?]));
    }
    let mut named: Vec<String> = Vec::new();
    for names in &whose.annotator {
        // As --label takes them, several with commas; but somebody may be called so.
        if names.contains(',') && is_there(names, whose, paths) {
            named.push(names.clone());
            continue;
        }
        let names = names.split(',').map(str::trim);
        named.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    if named.iter().any(|name| name == ALL) {
        return Ok(Annotators::All);
    }
    if named.is_empty() {
        bail!("--annotator: names nobody");
    }
    Ok(Annotators::Named(named))
}

/// The one who was named, whatever is in the name; the current annotator where nobody was.
///
/// # Errors
/// When the configuration that was named cannot be read, or not one is named.
pub(super) fn annotator(whose: &Whose, messages: &Messages) -> anyhow::Result<String> {
    match whose.annotator.as_slice() {
        [] => current(whose, messages),
        [name] if name.trim_matches([',', ' ']).is_empty() => {
            bail!("--annotator: names nobody")
        }
        [name] if name.trim() != ALL => Ok(name.trim().to_owned()),
        _ => bail!("--annotator: name one: import writes the annotations of one annotator"),
    }
}

fn current(whose: &Whose, messages: &Messages) -> anyhow::Result<String> {
    // A folder's file may not name an annotator.
    let loaded = configuration(whose.config.as_deref(), &[])?;
    for diagnostic in &loaded.diagnostics {
        messages.note(diagnostic);
    }
    Ok(loaded.config.annotator_or_login())
}

/// Whether somebody of that name annotated one of the paths.
fn is_there(name: &str, whose: &Whose, paths: &[PathBuf]) -> bool {
    let roots = Roots::of(paths, whose.annotations.as_deref());
    let mut places = roots.places.iter().flatten();
    places.any(|place| annotator_folder(&place.dir, name).is_dir())
}
