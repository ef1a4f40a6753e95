//! Annotations as Hypothesis hands them out, which are no JSON-LD: tags and a text in place of bodies.

use serde_json::{Map, Value, json};

use super::node::{list, text};

/// Whether an object is such an annotation.
pub fn is_one(node: &Map<String, Value>) -> bool {
    let is_typed = node.contains_key("type") || node.contains_key("@type");
    !is_typed && node.contains_key("uri") && node.get("target").is_some_and(Value::is_array)
}

/// The same as a web annotation. A reply is one that is about no words.
pub fn translated(mut node: Map<String, Value>) -> Map<String, Value> {
    let body = |purpose: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "value": value});
    let tags = list(&node, "tags").iter().filter_map(Value::as_str);
    let tags = tags.map(|tag| body("tagging", tag));
    let note = text(&node, "text").filter(|note| !note.trim().is_empty());
    let note = note.map(|note| body("commenting", note));
    let bodies: Vec<Value> = tags.chain(note).collect();
    let user =
        text(&node, "user").map(|user| user.strip_prefix("acct:").unwrap_or(user).to_owned());
    if !list(&node, "references").is_empty() {
        node.insert("motivation".to_owned(), "replying".into());
    }
    let uri = node.remove("uri").unwrap_or_default();
    for target in node
        .get_mut("target")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        target.entry("source").or_insert_with(|| uri.clone());
    }
    if let Some(updated) = node.remove("updated") {
        node.insert("modified".to_owned(), updated);
    }
    node.extend(user.map(|user| ("creator".to_owned(), json!({"name": user}))));
    node.insert("type".to_owned(), "Annotation".into());
    node.insert("body".to_owned(), bodies.into());
    node
}
