//! What is known over all articles, as its JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::annotation::registry::Known;
use crate::extract::Label;

/// A person or thing, whatever an article calls it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KnownJson {
    /// What clusters of records refer to: a UUID of version 7.
    pub key: String,
    /// The name.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The label.
    pub label: String,
    /// An external identifier.
    #[serde(default)]
    pub link: Option<String>,
    /// A free note.
    #[serde(default)]
    pub note: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl KnownJson {
    /// An entry as its JSON.
    pub fn of(known: &Known) -> Self {
        Self {
            key: known.key.clone(),
            name: known.name.clone(),
            aliases: known.aliases.clone(),
            label: known.label.to_string(),
            link: known.link.clone(),
            note: known.note.clone(),
            extra: known.extra.clone(),
        }
    }

    /// The entry that the JSON holds.
    pub fn into_known(self) -> Known {
        Known {
            key: self.key,
            name: self.name,
            aliases: self.aliases,
            label: Label::new(&self.label),
            link: self.link,
            note: self.note,
            extra: self.extra,
        }
    }
}
