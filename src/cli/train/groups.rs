//! Word groups for a training: from a file, made of its texts, or none.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::ingest::Problem;
use crate::learn::groups::{Groups, Plan, groups, parse};

/// The groups that were asked for: a file's, `none`, or those of the training's own texts.
///
/// # Errors
/// When the file cannot be read, or is none of groups.
pub(super) fn of(typed: Option<&str>, texts: &[&str]) -> anyhow::Result<Groups> {
    let file = match typed {
        None => {
            return Ok(groups(texts.iter().copied(), &Plan::default()));
        }
        Some("none") => return Ok(Groups::new()),
        Some(file) => Path::new(file),
    };
    let text =
        fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    parse(&text).map_err(|(line, reason)| {
        let problem = Problem {
            path: file.to_owned(),
            line,
            field: None,
            reason,
        };
        anyhow::anyhow!(problem)
    })
}
