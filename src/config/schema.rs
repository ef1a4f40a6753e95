//! The JSON Schema of the configuration file, for editors.

use serde_json::{Map, Value, json};

use super::setting::SETTINGS;

/// The names of the colours that a label may have, beside `#rrggbb`.
pub const COLORS: &[&str] = &[
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "darkgray",
    "lightred",
    "lightgreen",
    "lightyellow",
    "lightblue",
    "lightmagenta",
    "lightcyan",
    "white",
];

/// Whether a text names a colour: one of [`COLORS`], or `#rrggbb`.
pub fn is_color(text: &str) -> bool {
    let hex = text.strip_prefix('#');
    COLORS.contains(&text)
        || hex.is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The JSON Schema of the user's configuration file.
pub fn schema() -> Value {
    let mut properties = Map::new();
    for setting in SETTINGS {
        let mut property = Map::new();
        property.insert("description".to_owned(), setting.doc.into());
        property.extend(setting.schema().as_object().cloned().unwrap_or_default());
        properties.insert(setting.name.to_owned(), property.into());
    }
    let words =
        json!({"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1});
    let keys = json!([{"type": "string", "minLength": 1}, words]);
    properties.insert(
        "keys".to_owned(),
        json!({
            "description": "Keys of actions in place of the usual ones; \"none\" unbinds. A table such as [keys.reader] changes them in one pane.",
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": "string", "minLength": 1},
                    words,
                    {"type": "object", "additionalProperties": {"anyOf": keys}},
                ],
            },
        }),
    );
    properties.insert(
        "labels".to_owned(),
        json!({
            "type": "object",
            "properties": {
                "map": {
                    "description": "What labels that are suggested are called here.",
                    "type": "object",
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            },
            "additionalProperties": false,
        }),
    );
    properties.insert("label".to_owned(), labels());
    properties.insert(
        "command".to_owned(),
        json!({
            "description": "Commands of one's own.",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {
                        "description": "Its name on the command line.",
                        "type": "string", "pattern": "^[a-z][a-z0-9-]*$",
                    },
                    "help": {"description": "What it does.", "type": "string"},
                    "keys": {"description": "Its keys.", "anyOf": keys},
                    "run": {
                        "description": "What it does: commands, one after the other.",
                        "anyOf": keys,
                    },
                    "pipe": {
                        "description": "Or: a program and its arguments, which reads the selection or the article; no shell.",
                        "type": "array", "items": {"type": "string"}, "minItems": 1,
                    },
                },
                "required": ["name"],
                "oneOf": [{"required": ["run"]}, {"required": ["pipe"]}],
                "additionalProperties": false,
            },
        }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of dateline",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn labels() -> Value {
    json!({
        "description": "Labels, added to the built-in ones; one of the same name changes it.",
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "name": {"description": "Its name.", "type": "string", "pattern": r"^\S+$"},
                "key": {
                    "description": "The key that chooses it in the label menu.",
                    "type": "string", "minLength": 1, "maxLength": 1,
                },
                "color": {
                    "description": "Its colour; that of the theme where none is given.",
                    "anyOf": [
                        {"enum": COLORS},
                        {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
                    ],
                },
                "guideline": {"description": "When to use it.", "type": "string"},
            },
            "required": ["name"],
            "additionalProperties": false,
        },
    })
}
