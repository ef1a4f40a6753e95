//! Whose annotations are meant: flag, then environment, then configuration, then login name.

use anyhow::{Context, anyhow};

use super::Whose;
use super::messages::Messages;
use crate::config::load;
use crate::interchange::archive::Annotators;

/// The name that means everyone.
const ALL: &str = "all";

/// Everyone who was named; the current annotator where none was.
///
/// # Errors
/// When the configuration that was named cannot be read, or nobody is known.
pub(super) fn annotators(whose: &Whose, messages: &Messages) -> anyhow::Result<Annotators> {
    if whose.annotator.iter().any(|name| name == ALL) {
        return Ok(Annotators::All);
    }
    if !whose.annotator.is_empty() {
        return Ok(Annotators::Named(whose.annotator.clone()));
    }
    let config = whose.config.as_deref();
    // A folder's file may not name an annotator.
    let loaded = load(config, &[], |name| std::env::var(name).ok()).with_context(|| {
        let file = config.unwrap_or_else(|| "".as_ref());
        format!("{}: cannot be read", file.display())
    })?;
    for diagnostic in &loaded.diagnostics {
        messages.note(diagnostic);
    }
    let name = match loaded.config.annotator {
        Some(name) => name,
        None => whoami::username().map_err(|_| {
            anyhow!("nobody knows whose annotations to use; say it with --annotator NAME")
        })?,
    };
    Ok(Annotators::Named(vec![name]))
}
