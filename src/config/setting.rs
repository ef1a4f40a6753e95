//! The one table of plain settings: reading, checking and the JSON Schema all go by it.

use serde_json::{Map, Value, json};

use super::{Config, Theme};

/// A setting that is one value.
pub(super) struct Setting {
    /// The key in the file.
    pub name: &'static str,
    /// What it does, for the schema.
    pub doc: &'static str,
    /// Whether an opened folder may set it.
    pub in_folder: bool,
    /// What it takes, and where it goes.
    pub kind: Kind,
}

/// What a setting takes, and where it goes.
pub(super) enum Kind {
    /// A line of text.
    Text(fn(&mut Config, String)),
    /// true or false.
    Switch(fn(&mut Config, bool)),
    /// A whole number from 0 to `most`.
    Number {
        most: u16,
        set: fn(&mut Config, u16),
    },
    /// The name of a theme.
    Theme,
}

/// All plain settings.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        name: "annotator",
        doc: "Whose annotations; the login name where none is given.",
        in_folder: false,
        kind: Kind::Text(|config, name| config.annotator = Some(name)),
    },
    Setting {
        name: "model",
        doc: "The model that finds the names: default, open, or a file.",
        in_folder: false,
        kind: Kind::Text(|config, name| config.model = Some(name)),
    },
    Setting {
        name: "theme",
        doc: "The colours of the screen.",
        in_folder: true,
        kind: Kind::Theme,
    },
    Setting {
        name: "mouse",
        doc: "Whether the mouse is used.",
        in_folder: false,
        kind: Kind::Switch(|config, on| config.mouse = on),
    },
    Setting {
        name: "advance",
        doc: "Whether a verdict moves on to the next suggestion.",
        in_folder: false,
        kind: Kind::Switch(|config, on| config.advance = on),
    },
    Setting {
        name: "show_hints",
        doc: "Whether the line of key hints is shown.",
        in_folder: false,
        kind: Kind::Switch(|config, on| config.show_hints = on),
    },
    Setting {
        name: "text_width",
        doc: "The widest line of text, in cells; 0 for as wide as the pane.",
        in_folder: false,
        kind: Kind::Number {
            most: 1000,
            set: |config, cells| config.text_width = cells,
        },
    },
    Setting {
        name: "scrolloff",
        doc: "How many rows stay visible above and below the cursor.",
        in_folder: false,
        kind: Kind::Number {
            most: 100,
            set: |config, rows| config.scrolloff = rows,
        },
    },
    Setting {
        name: "list_width",
        doc: "The width of the list of articles, in cells; 0 for a share of the screen.",
        in_folder: true,
        kind: Kind::Number {
            most: 1000,
            set: |config, cells| config.list_width = cells,
        },
    },
    Setting {
        name: "inspector_width",
        doc: "The width of the inspector, in cells; 0 for a share of the screen.",
        in_folder: true,
        kind: Kind::Number {
            most: 1000,
            set: |config, cells| config.inspector_width = cells,
        },
    },
];

/// The names of the colours that a label may have, beside `#rrggbb`.
pub(super) const COLORS: &[&str] = &[
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

/// The JSON Schema of the configuration file, for editors.
pub fn schema() -> Value {
    let mut properties = Map::new();
    for setting in SETTINGS {
        let kind = match setting.kind {
            Kind::Text(_) => json!({"type": "string", "minLength": 1}),
            Kind::Switch(_) => json!({"type": "boolean"}),
            Kind::Number { most, .. } => {
                json!({"type": "integer", "minimum": 0, "maximum": most})
            }
            Kind::Theme => json!({"enum": Theme::ALL.map(Theme::name)}),
        };
        let mut property = Map::new();
        property.insert("description".to_owned(), setting.doc.into());
        property.extend(kind.as_object().cloned().unwrap_or_default());
        properties.insert(setting.name.to_owned(), property.into());
    }
    properties.insert(
        "keys".to_owned(),
        json!({
            "description": "Keys of actions in place of the usual ones; \"none\" unbinds.",
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": "string", "minLength": 1},
                    {"type": "array", "items": {"type": "string", "minLength": 1}},
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
                    "description": "What other machines' labels are called here.",
                    "type": "object",
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            },
            "additionalProperties": false,
        }),
    );
    properties.insert(
        "label".to_owned(),
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
                        "description": "Its colour.",
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
