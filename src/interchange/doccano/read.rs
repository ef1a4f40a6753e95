//! Tasks of doccano.

use std::io;

use serde_json::{Map, Value};

use crate::interchange::assemble::{Link, Region, assemble};
use crate::interchange::draft::Draft;
use crate::interchange::fields::{
    HEAD, articles, hash, head, is_named, list, name, span, string, strings, text, unit, unread,
};
use crate::interchange::prodigy::{scored, tuple};
use crate::interchange::reader::{Source, Take};
use crate::interchange::{Fault, Unit};

/// Reads examples, one a line. Offsets are UTF-16 code units unless the file says otherwise, as
/// doccano's page counts.
///
/// # Errors
/// When the file cannot be read.
pub fn read(source: &mut Source<'_>, take: &mut Take<'_>) -> io::Result<()> {
    let named = source.text_field;
    articles(source, take, |fields, faults| {
        Ok(vec![draft(fields, named, faults)?])
    })
}

fn draft(
    task: &Map<String, Value>,
    named: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Result<Draft, Fault> {
    let story = text(task, named, &["text", "data"])?;
    let meta = task.get("meta").and_then(Value::as_object);
    let id = task
        .get("article")
        .or_else(|| meta.and_then(|meta| meta.get("article").or_else(|| meta.get("id"))))
        .or_else(|| task.get("id"));
    let comments = comments(task, faults);
    let mut draft = Draft {
        is_named: is_named(task, named),
        id: name(id).unwrap_or_default(),
        text: Some(story),
        sha256: hash(task),
        annotator: name(task.get("annotator")),
        status: task
            .get("status")
            .and_then(|status| serde_json::from_value(status.clone()).ok()),
        tags: strings(task, "tags", faults),
        note: Some(comments.join("\n")).filter(|note| !note.is_empty()),
        unit: Some(unit(task)?.unwrap_or(Unit::Utf16)),
        ..Draft::default()
    };
    if comments.len() > 1 {
        draft.read_as =
            Some("the comments on an article are one note, each from a line of its own");
    }
    head(&mut draft, task);
    let mut regions = Vec::new();
    for (i, entity) in list(task, "entities", faults).iter().enumerate() {
        let field = format!("entities[{i}]");
        // Projects of intents and slots have them as other projects have labels.
        if entity.is_array() {
            regions.extend(tuple(entity, &field, faults));
            continue;
        }
        if let Some(fields) = entity.as_object() {
            unread(&mut draft, fields, &OF_SPAN, "spans");
        }
        let label = entity.get("label").and_then(Value::as_str);
        match (span(entity, ("start_offset", "end_offset"), &field), label) {
            (Ok(piece), Some(label)) => {
                let id = name(entity.get("id")).unwrap_or_else(|| field.clone());
                regions.push(Region::new(id, label, vec![piece]));
            }
            (Err(fault), _) => faults.push(fault),
            (Ok(_), None) => faults.push(Fault::new(format!("{field}.label"), "is missing")),
        }
    }
    let mut users: Vec<String> = Vec::new();
    for (i, old) in list(task, "annotations", faults).iter().enumerate() {
        // Older versions write spans and categories so.
        let field = format!("annotations[{i}]");
        users.extend(name(old.get("user")).filter(|user| !users.contains(user)));
        let label = name(old.get("label"));
        match (label, old.get("start_offset").is_some()) {
            (Some(label), true) => match span(old, ("start_offset", "end_offset"), &field) {
                Ok(piece) => {
                    let id = name(old.get("id")).unwrap_or(field);
                    regions.push(Region::new(id, &label, vec![piece]));
                }
                Err(fault) => faults.push(fault),
            },
            (Some(label), false) => draft.tags.push(label),
            (None, _) => draft.leave_out("annotations that are no spans and no categories"),
        }
    }
    if let [user] = users.as_slice() {
        draft.annotator.get_or_insert_with(|| user.clone());
    } else if !users.is_empty() {
        draft.leave_out("names of the annotators of a text that several annotated");
    }
    scored(task, &mut draft);
    if !task.get("cats").is_some_and(Value::is_object) {
        draft.tags.extend(strings(task, "cats", faults));
    }
    for labels in ["label", "labels"] {
        if let Some(category) = string(task, labels) {
            draft.tags.push(category);
            continue;
        }
        for (i, label) in list(task, labels, faults).iter().enumerate() {
            // A category of the whole text stands in the same list.
            match label.as_str() {
                Some(tag) => draft.tags.push(tag.to_owned()),
                None => regions.extend(tuple(label, &format!("{labels}[{i}]"), faults)),
            }
        }
    }
    let mut links = Vec::new();
    for (i, relation) in list(task, "relations", faults).iter().enumerate() {
        let label = relation.get("type").and_then(Value::as_str);
        let ends = name(relation.get("from_id")).zip(name(relation.get("to_id")));
        match (ends, label) {
            (Some((from, to)), Some(label)) => links.push(Link {
                label: label.to_owned(),
                from,
                to,
                line: 0,
            }),
            _ => faults.push(Fault::new(
                format!("relations[{i}]"),
                "has no from_id, to_id or type",
            )),
        }
    }
    let known: Vec<&str> = READ.iter().chain(&HEAD).copied().chain(named).collect();
    unread(&mut draft, task, &known, "texts");
    assemble(&mut draft, regions, &links);
    Ok(draft)
}

/// The fields of an example that are read, or that doccano keeps for itself.
const READ: [&str; 20] = [
    "id",
    "text",
    "data",
    "article",
    "meta",
    "label",
    "labels",
    "entities",
    "relations",
    "Comments",
    "annotations",
    "annotator",
    "offsets",
    "sha256",
    "status",
    "tags",
    "cats",
    "uuid",
    "is_confirmed",
    "annotation_approver",
];

/// The same of a span.
const OF_SPAN: [&str; 12] = [
    "id",
    "label",
    "start_offset",
    "end_offset",
    "text",
    "user",
    "uuid",
    "prob",
    "manual",
    "example",
    "created_at",
    "updated_at",
];

/// The comments on an example: strings, or objects that hold one.
fn comments(task: &Map<String, Value>, faults: &mut Vec<Fault>) -> Vec<String> {
    if let Some(comment) = string(task, "Comments") {
        return vec![comment];
    }
    let mut comments = Vec::new();
    for (i, comment) in list(task, "Comments", faults).iter().enumerate() {
        let words = comment.as_str().or_else(|| comment.get("text")?.as_str());
        match words {
            Some(words) => comments.push(words.to_owned()),
            None => faults.push(Fault::new(format!("Comments[{i}]"), "is no string")),
        }
    }
    comments
}
