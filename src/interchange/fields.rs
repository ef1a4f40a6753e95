//! Fields of JSON objects, of which anything may be expected.

use std::io;
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::draft::{Draft, DraftReview, DraftSpan};
use super::json::stream;
use super::reader::{Source, Take};
use crate::annotation::Verdict;
use crate::interchange::Fault;

/// The fields of an object that tell about an article, under the names of its JSON.
const HEAD: [&str; 6] = ["title", "date", "source", "url", "author", "language"];

/// Reads a file of objects, one a line or in an array: `drafts` makes the articles of each, and says
/// what is wrong in it.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn articles(
    source: &mut Source<'_>,
    take: &mut Take<'_>,
    drafts: impl Fn(&Map<String, Value>, &mut Vec<Fault>) -> Result<Vec<Draft>, Fault>,
) -> io::Result<()> {
    stream(&mut source.input, |line, value| {
        let mut told = Vec::new();
        let found = value
            .map_err(|reason| Fault::new("", reason))
            .and_then(object)
            .and_then(|fields| drafts(&fields, &mut told));
        let (found, fault) = match found {
            Ok(found) => (found, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        let faults = told.into_iter().chain(fault).map(Err);
        for said in faults.chain(found.into_iter().map(Ok)) {
            take(line, said)?;
        }
        ControlFlow::Continue(())
    })
}

/// A string, or a number as one.
pub(super) fn name(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn string(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields.get(name)?.as_str().map(str::to_owned)
}

/// The text of a task: the field that somebody named, else the first of those that are usual.
pub(super) fn text(
    fields: &Map<String, Value>,
    named: Option<&str>,
    usual: &[&str],
) -> Option<String> {
    let mut names = named.into_iter().chain(usual.iter().copied());
    names.find_map(|name| string(fields, name))
}

/// The items of a list; none where it is none.
pub(super) fn list<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    let list = fields.get(name).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn strings(fields: &Map<String, Value>, name: &str) -> Vec<String> {
    let list = list(fields, name).iter();
    list.filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

/// A number of a range.
pub(super) fn number(value: Option<&Value>) -> Option<usize> {
    let value = value?;
    let whole = || {
        // Some write 4.0 for 4.
        let float = value.as_f64()?;
        let fits = (0.0..1e15).contains(&float) && float.fract() == 0.0;
        fits.then_some(float as usize)
    };
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .or_else(whole)
}

/// The span between two fields of an object.
pub(super) fn span(
    item: &Value,
    (start, end): (&str, &str),
    field: &str,
) -> Result<DraftSpan, Fault> {
    let at = |name: &str| {
        number(item.get(name))
            .ok_or_else(|| Fault::new(format!("{field}.{name}"), "is no number from 0"))
    };
    Ok(DraftSpan {
        start: at(start)?,
        end: at(end)?,
        text: item.get("text").and_then(Value::as_str).map(str::to_owned),
        field: field.to_owned(),
        line: 0,
        ..DraftSpan::default()
    })
}

/// What an item carries beside what it says.
pub(super) fn review(item: &Map<String, Value>) -> DraftReview {
    DraftReview {
        verdict: verdict(item.get("verdict")),
        score: score(item.get("score")),
        tags: strings(item, "tags"),
        note: string(item, "note"),
        link: string(item, "link"),
        updated: string(item, "updated").and_then(|time| time.parse().ok()),
        ..DraftReview::default()
    }
}

pub(super) fn verdict(value: Option<&Value>) -> Option<Verdict> {
    serde_json::from_value(value?.clone()).ok()
}

/// A confidence between 0 and 1; anything else is none.
pub(super) fn score(value: Option<&Value>) -> Option<f32> {
    let score = value?.as_f64()?;
    (0.0..=1.0).contains(&score).then_some(score as f32)
}

/// Takes over what an object tells about the article.
pub(super) fn head(draft: &mut Draft, fields: &Map<String, Value>) {
    for name in HEAD {
        if let Some(value) = fields.get(name).filter(|value| !value.is_null()) {
            draft.fields.insert(name.to_owned(), value.clone());
        }
    }
}

/// The object, and its text.
pub(super) fn object(value: Value) -> Result<Map<String, Value>, Fault> {
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(Fault::new("", "is no object")),
    }
}
