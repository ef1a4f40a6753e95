//! Parts of JSON-LD: what may stand alone or in a list, as a string or an object.

use serde_json::{Map, Value};

use super::terms::NAMES;

/// The values of a key: one stands alone as a rule.
pub fn list<'a>(object: &'a Map<String, Value>, key: &str) -> &'a [Value] {
    match object.get(key) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
    }
}

/// The first string of a key.
pub fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    list(object, key).iter().find_map(Value::as_str)
}

/// The strings of a key.
pub fn texts(object: &Map<String, Value>, key: &str) -> Vec<String> {
    let texts = list(object, key).iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// The first object of a key.
pub fn object<'a>(node: &'a Map<String, Value>, key: &str) -> Option<&'a Map<String, Value>> {
    list(node, key).iter().find_map(Value::as_object)
}

/// What a node is called.
pub fn id(object: &Map<String, Value>) -> Option<&str> {
    text(object, "id").or_else(|| text(object, "@id"))
}

/// Whether a node is of a type.
pub fn is(object: &Map<String, Value>, kind: &str) -> bool {
    let types = ["type", "@type"]
        .into_iter()
        .flat_map(|key| list(object, key));
    types.filter_map(Value::as_str).any(|own| own == kind)
}

/// The IRI that a value means: itself, its source, or its name.
pub fn iri(value: &Value) -> Option<&str> {
    match value {
        Value::String(iri) => Some(iri),
        Value::Object(object) => text(object, "source")
            .or_else(|| id(super::node::object(object, "source")?))
            .or_else(|| id(object)),
        _ => None,
    }
}

/// Who a key names: a name, else an IRI.
pub fn agent(object: &Map<String, Value>, key: &str) -> Option<String> {
    list(object, key).iter().find_map(|agent| match agent {
        Value::String(iri) => Some(name_of(iri)),
        Value::Object(agent) => {
            let name = text(agent, "name").map(str::to_owned);
            name.or_else(|| id(agent).map(name_of))
        }
        _ => None,
    })
}

/// The annotator of an IRI of dateline's own; another one is the name itself.
fn name_of(iri: &str) -> String {
    let own = iri.strip_prefix(NAMES).and_then(unescaped);
    own.unwrap_or_else(|| iri.to_owned())
}

/// The text of a part of an IRI.
pub fn unescaped(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        let digits = std::str::from_utf8(&digits).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// An item's own id, from the IRI of its annotation.
pub fn item_id(iri: &str) -> String {
    if iri.starts_with(NAMES) {
        let last = iri.rsplit('/').next().unwrap_or_default();
        if let Some(id) = unescaped(last) {
            return id;
        }
    }
    iri.strip_prefix("urn:uuid:").unwrap_or(iri).to_owned()
}
