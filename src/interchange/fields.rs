//! Fields of JSON objects, of which anything may be expected.

use std::io;
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::draft::{Draft, DraftReview, DraftSpan};
use super::json::stream;
use super::reader::{Source, Take};
use crate::annotation::Verdict;
use crate::interchange::{Fault, Unit};

/// The fields of an object that tell about an article, under the names of its JSON.
pub(super) const HEAD: [&str; 6] = ["title", "date", "source", "url", "author", "language"];

/// Reads a file of objects, one a line or in an array: `drafts` makes the articles of each, and says
/// what is wrong in it. Of an object that begins on the line of the one before, fields are told with its
/// number in the file, from 0 (`[2].data.text`): the line alone does not say which is meant.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn articles(
    source: &mut Source<'_>,
    take: &mut Take<'_>,
    drafts: impl Fn(&Map<String, Value>, &mut Vec<Fault>) -> Result<Vec<Draft>, Fault>,
) -> io::Result<()> {
    let (mut count, mut line_before) = (0_u64, 0);
    stream(&mut source.input, |line, value| {
        let number = (line == line_before).then_some(count);
        (count, line_before) = (count + 1, line);
        let mut told = Vec::new();
        let found = value
            .map_err(|reason| Fault::new("", reason))
            .and_then(object)
            .and_then(|fields| drafts(&fields, &mut told));
        let (mut found, fault) = match found {
            Ok(found) => (found, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        told.extend(fault);
        for draft in &mut found {
            draft.number = number;
        }
        let told = told.into_iter().map(|fault| fault.inside(number));
        for said in told.map(Err).chain(found.into_iter().map(Ok)) {
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
///
/// # Errors
/// Where there is none.
pub(super) fn text(
    fields: &Map<String, Value>,
    named: Option<&str>,
    usual: &[&str],
) -> Result<String, Fault> {
    let names = || named.into_iter().chain(usual.iter().copied());
    if let Some(text) = names().find_map(|name| string(fields, name)) {
        return Ok(text);
    }
    Err(match names().find(|name| fields.contains_key(*name)) {
        Some(name) => Fault::new(name, "is no string"),
        None => Fault::new(usual.first().copied().unwrap_or_default(), "is missing"),
    })
}

/// Whether a text stands in the field that somebody named.
pub(super) fn is_named(fields: &Map<String, Value>, named: Option<&str>) -> bool {
    named.is_some_and(|name| fields.get(name).is_some_and(Value::is_string))
}

/// The items of a list; none where there is none. Anything else in its place is told.
pub(super) fn list<'a>(
    fields: &'a Map<String, Value>,
    name: &str,
    faults: &mut Vec<Fault>,
) -> &'a [Value] {
    match fields.get(name) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(items)) => items,
        Some(_) => {
            faults.push(Fault::new(name, "is no list"));
            &[]
        }
    }
}

/// The strings of a list; anything else in it, or in its place, is told.
pub(super) fn strings(
    fields: &Map<String, Value>,
    name: &str,
    faults: &mut Vec<Fault>,
) -> Vec<String> {
    let mut strings = Vec::new();
    for (i, item) in list(fields, name, faults).iter().enumerate() {
        match item.as_str() {
            Some(string) => strings.push(string.to_owned()),
            None => faults.push(Fault::new(format!("{name}[{i}]"), "is no string")),
        }
    }
    strings
}

/// Notes the fields of an object that are none of those that are known, by their names: what stands in
/// them has no place here. Names with a `_` in front are the tool's own business.
pub(super) fn unread(draft: &mut Draft, fields: &Map<String, Value>, known: &[&str], of: &str) {
    for (name, value) in fields {
        let is_nothing = match value {
            Value::Null | Value::Bool(false) => true,
            Value::Bool(true) | Value::Number(_) => false,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
        };
        let is_internal = name.starts_with('_') && name != "_";
        // Only a string names a unit.
        let is_known = known.contains(&name.as_str()) && (name != "offsets" || value.is_string());
        if !is_nothing && !is_internal && !is_known {
            draft.leave_out(format!("field {name:?} of {of}"));
        }
    }
}

/// The unit of the offsets, where the file says it. Other tools have lists under that name.
///
/// # Errors
/// Where it is one that is not known: then no offset can be trusted.
pub(super) fn unit(fields: &Map<String, Value>) -> Result<Option<Unit>, Fault> {
    match fields.get("offsets").and_then(Value::as_str) {
        None => Ok(None),
        Some("codepoint") => Ok(Some(Unit::CodePoint)),
        Some("utf16") => Ok(Some(Unit::Utf16)),
        Some(other) => {
            let reason = format!("is {other:?}; codepoint and utf16 are known");
            Err(Fault::new("offsets", reason))
        }
    }
}

/// The hash of the text that a file of this program has beside the unit of its offsets.
pub(super) fn hash(fields: &Map<String, Value>) -> Option<String> {
    string(fields, "sha256").filter(|_| string(fields, "offsets").is_some())
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
        tags: strings(item, "tags", &mut Vec::new()),
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
