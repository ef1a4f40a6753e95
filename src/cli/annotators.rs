//! Whose annotations are meant: flag, then environment, then configuration, then login name.

use super::Whose;
use super::messages::Messages;
use super::run::configuration;
use crate::interchange::archive::Annotators;

/// The name that means everyone.
const ALL: &str = "all";

/// Everyone who was named; the current annotator where none was.
///
/// # Errors
/// When the configuration that was named cannot be read.
pub(super) fn annotators(whose: &Whose, messages: &Messages) -> anyhow::Result<Annotators> {
    let all = |names: &String| names.split(',').any(|name| name.trim() == ALL);
    if whose.annotator.iter().any(all) {
        return Ok(Annotators::All);
    }
    if !whose.annotator.is_empty() {
        // As --label takes them: several with commas.
        let names = whose.annotator.iter().flat_map(|names| names.split(','));
        let names = names.map(str::trim).filter(|name| !name.is_empty());
        return Ok(Annotators::Named(names.map(str::to_owned).collect()));
    }
    // A folder's file may not name an annotator.
    let loaded = configuration(whose.config.as_deref(), &[])?;
    for diagnostic in &loaded.diagnostics {
        messages.note(diagnostic);
    }
    Ok(Annotators::Named(vec![loaded.config.annotator_or_login()]))
}
