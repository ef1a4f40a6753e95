//! Articles made of the texts that files of annotations hold.

use std::collections::HashSet;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::Value;

use super::{ImportError, Request};
use crate::corpus::STANDARD_INPUT;
use crate::interchange::draft::Draft;
use crate::interchange::json::harmless;
use crate::interchange::lay::{essence, joined};
use crate::interchange::reader::{self, Reads};
use crate::output::Output;

/// Writes a file of articles, one for each text; says how many.
pub(super) fn make(request: &Request, reads: Reads) -> Result<u64, ImportError> {
    let path = &request.into;
    let none = |reason: &str| ImportError::NoArticles {
        path: path.clone(),
        reason: reason.to_owned(),
    };
    let lines = path
        .extension()
        .is_some_and(|e| e == "jsonl" || e == "ndjson");
    if !lines {
        return Err(none(
            "is not there; name the articles, or a NEW.jsonl to make of the texts in the files",
        ));
    }
    if request
        .files
        .iter()
        .any(|file| file == Path::new(STANDARD_INPUT))
    {
        return Err(none(
            "is not there, and standard input is read only once; save it as a file first",
        ));
    }
    let told = |error: anyhow::Error| none(&format!("{error:#}"));
    let mut output = Output::open(Some(path)).map_err(told)?;
    let mut met: HashSet<[u8; 32]> = HashSet::new();
    let mut failed = None;
    let mut wrong = None;
    reader::read_mapped(
        &request.files,
        reads,
        &request.reading,
        |path, at, draft| {
            let draft = match draft {
                Ok(draft) => draft,
                Err(fault) => {
                    let line = if at > 0 {
                        format!(":{at}")
                    } else {
                        String::new()
                    };
                    wrong.get_or_insert_with(|| format!("{}{line}: {fault}", path.display()));
                    return ControlFlow::Continue(());
                }
            };
            if let Some(text) = text_of(&draft)
                && met.insert(essence([text.as_str()]))
                && let Err(error) = writeln!(output, "{}", line(&draft, text, met.len()))
            {
                failed = Some(error);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        },
    )
    .map_err(|(path, source)| ImportError::Unread { path, source })?;
    if let Some(error) = failed {
        return Err(told(error.into()));
    }
    if met.is_empty() {
        let reason = "is not there, and the files have no texts to make it of";
        return Err(match wrong {
            Some(wrong) => none(&format!("{reason} ({wrong})")),
            None => none(reason),
        });
    }
    output.finish().map_err(told)?;
    Ok(met.len() as u64)
}

fn text_of(draft: &Draft) -> Option<String> {
    match draft.own_text() {
        Some(text) => Some(text.to_owned()),
        None if draft.tokens.is_empty() => None,
        None => Some(joined(&draft.tokens)),
    }
}

fn line(draft: &Draft, text: String, number: usize) -> String {
    let mut fields = draft.fields.clone();
    let id = match draft.id.as_str() {
        "" => number.to_string(),
        id => id.to_owned(),
    };
    fields.insert("id".to_owned(), id.into());
    fields.insert("text".to_owned(), text.into());
    harmless(&Value::Object(fields).to_string()).into_owned()
}
