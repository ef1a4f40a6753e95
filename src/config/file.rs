//! Reads one configuration file, a key at a time.

use std::collections::BTreeMap;
use std::path::Path;

use serde::ser::{SerializeMap, Serializer};
use toml::Spanned;
use toml::de::{DeString, DeTable};

use super::diagnose::{Diagnoses, Value};
use super::schema::{COLORS, is_color};
use super::setting::{Given, SETTINGS, Setting};
use super::{Config, Diagnostic, KeyBinding, LabelStyle, Layer, Severity, UserCommand};

/// The tables beside the plain settings.
const TABLES: [&str; 4] = ["keys", "labels", "label", "command"];

/// Lets a file speak: what is right in it applies, what is wrong is told, in the order of the file.
pub fn apply(config: &mut Config, file: &Path, text: &str, layer: Layer) -> Vec<Diagnostic> {
    let mut told = Diagnoses::new(file, text);
    let table = told.table();
    let mut reader = Reader { told, layer };
    for (key, value) in table.get_ref() {
        reader.top(config, key, value);
    }
    reader.told.finish()
}

struct Reader<'a> {
    told: Diagnoses<'a>,
    layer: Layer,
}

impl Reader<'_> {
    fn top(&mut self, config: &mut Config, key: &Spanned<DeString>, value: &Value) {
        let name = key.get_ref().as_ref();
        let setting = Setting::named(name);
        let in_folder = match (name, setting) {
            ("label" | "labels", _) => true,
            ("keys" | "command", _) => false,
            (_, Some(setting)) => setting.in_folder,
            (_, None) => {
                let names = SETTINGS.iter().map(|setting| setting.name);
                let known: Vec<&str> = names.chain(TABLES).collect();
                return self.told.unknown(key, &known);
            }
        };
        if self.layer == Layer::Folder && !in_folder {
            let file = super::FOLDER_FILE;
            return self.told.tell(
                key.span(),
                Severity::Error,
                format!(
                    "a folder's {file} may not set '{name}': it sets labels, theme and panes only, \
                     since whoever made the folder is not trusted with more; put it into your own \
                     config.toml"
                ),
            );
        }
        match (name, setting) {
            ("keys", _) => self.keys(config, value),
            ("labels", _) => self.labels(config, value),
            ("label", _) => self.list(value, name, |reader, item, table| {
                reader.label(config, item, table);
            }),
            ("command", _) => self.list(value, name, |reader, item, table| {
                reader.command(config, item, table);
            }),
            (_, Some(setting)) => {
                if let Err(message) = setting.give(config, given(value)) {
                    self.told.wrong(value, message);
                }
            }
            (_, None) => {}
        }
    }

    /// The keys of actions: wherever they apply, or in one pane (`[keys.reader]`).
    fn keys(&mut self, config: &mut Config, value: &Value) {
        let Some(table) = value.get_ref().as_table() else {
            return self.told.wrong(value, "'keys' is a table: [keys]");
        };
        for (name, value) in table {
            match value.get_ref().as_table() {
                Some(inner) => {
                    for (action, value) in inner {
                        self.binding(config, action, value, Some(name.get_ref()));
                    }
                }
                None => self.binding(config, name, value, None),
            }
        }
    }

    fn binding(
        &mut self,
        config: &mut Config,
        action: &Spanned<DeString>,
        value: &Value,
        context: Option<&str>,
    ) {
        let name = action.get_ref().to_string();
        let Some(mut keys) = self.told.lines(&name, value) else {
            return;
        };
        if keys == ["none"] {
            keys.clear();
        }
        let context = context.map(str::to_owned);
        config
            .keys
            .retain(|known| known.action != name || known.context != context);
        config.keys.push(KeyBinding {
            action: name,
            context,
            keys,
            place: self.told.place(&action.span()),
        });
    }

    fn labels(&mut self, config: &mut Config, value: &Value) {
        let Some(table) = value.get_ref().as_table() else {
            return self.told.wrong(value, "'labels' is a table: [labels.map]");
        };
        for (key, value) in table {
            if key.get_ref() != "map" {
                self.told.unknown(key, &["map"]);
                continue;
            }
            let Some(map) = value.get_ref().as_table() else {
                self.told
                    .wrong(value, "'labels.map' is a table: PER = \"PERSON\"");
                continue;
            };
            for (from, to) in map {
                if let Some(name) = self.told.line(from.get_ref(), to) {
                    if name.contains(char::is_whitespace) {
                        self.told.wrong(to, "a label's name has no white space");
                        continue;
                    }
                    config.label_map.insert(from.get_ref().to_string(), name);
                }
            }
        }
    }

    /// The entries of a list of tables (`[[label]]`).
    fn list(
        &mut self,
        value: &Value,
        name: &str,
        mut read: impl FnMut(&mut Self, &Value, &DeTable),
    ) {
        let is_none = || format!("'{name}' is a list of tables: [[{name}]]");
        let Some(list) = value.get_ref().as_array() else {
            return self.told.wrong(value, is_none());
        };
        for item in list {
            match item.get_ref().as_table() {
                Some(table) => read(self, item, table),
                None => self.told.wrong(item, is_none()),
            }
        }
    }

    /// Adds a label, or changes the one of the same name.
    fn label(&mut self, config: &mut Config, item: &Value, table: &DeTable) {
        const KNOWN: &[&str] = &["name", "key", "color", "guideline"];
        let mut label = LabelStyle {
            name: String::new(),
            key: None,
            color: None,
            guideline: None,
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if !KNOWN.contains(&name) {
                self.told.unknown(key, KNOWN);
                continue;
            }
            if name == "guideline" {
                // The one text of several lines.
                match value.get_ref().as_str().map(str::trim) {
                    Some(text) if !text.is_empty() => label.guideline = Some(text.to_owned()),
                    _ => self.told.wrong(value, "'guideline' is a text in quotes"),
                }
                continue;
            }
            let Some(text) = self.told.line(name, value) else {
                continue;
            };
            let mut chars = text.chars();
            match name {
                "name" if text.contains(char::is_whitespace) => {
                    return self.told.wrong(value, "a label's name has no white space");
                }
                "name" => label.name = text,
                "key" => match (chars.next(), chars.next()) {
                    (Some(key), None) => label.key = Some(key),
                    _ => self.told.wrong(value, "a label's key is one character"),
                },
                _ if is_color(&text) => label.color = Some(text),
                _ => {
                    let names = COLORS.join(", ");
                    self.told.wrong(
                        value,
                        format!("no colour '{text}'; use #rrggbb or one of {names}"),
                    );
                }
            }
        }
        if label.name.is_empty() {
            return self.told.wrong(item, "a label needs a name");
        }
        if let Some(key) = label.key {
            // The newest word counts: who had the key before keeps the menu, not the key.
            for other in &mut config.labels {
                if other.key == Some(key) {
                    other.key = None;
                }
            }
        }
        match config.labels.iter_mut().find(|l| l.name == label.name) {
            Some(known) => {
                known.key = label.key.or(known.key);
                known.color = label.color.or(known.color.take());
                known.guideline = label.guideline.or(known.guideline.take());
            }
            None => config.labels.push(label),
        }
    }

    /// Adds a command, in place of one of the same name.
    fn command(&mut self, config: &mut Config, item: &Value, table: &DeTable) {
        const KNOWN: &[&str] = &["name", "help", "keys", "run", "pipe"];
        let mut command = UserCommand {
            name: String::new(),
            help: None,
            keys: Vec::new(),
            run: Vec::new(),
            pipe: Vec::new(),
            place: self.told.place(&item.span()),
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => {
                    let Some(name) = self.told.line("name", value) else {
                        return;
                    };
                    if !is_command_name(&name) {
                        return self.told.wrong(
                            value,
                            "a command's name is lower-case letters, digits and hyphens",
                        );
                    }
                    command.name = name;
                }
                "help" => command.help = self.told.line("help", value),
                "keys" => command.keys = self.told.lines("keys", value).unwrap_or_default(),
                "run" => command.run = self.told.lines("run", value).unwrap_or_default(),
                "pipe" => {
                    // Arguments may be empty, or hold line breaks.
                    let words = value.get_ref().as_array().and_then(|words| {
                        let words = words.iter().map(|word| word.get_ref().as_str());
                        words.map(|word| word.map(str::to_owned)).collect()
                    });
                    match words {
                        Some(words) => command.pipe = words,
                        None => self.told.wrong(
                            value,
                            "'pipe' is a program and its arguments: [\"wc\", \"-w\"]",
                        ),
                    }
                }
                _ => self.told.unknown(key, KNOWN),
            }
        }
        if command.name.is_empty() {
            return self.told.wrong(item, "a command needs a name");
        }
        if command.run.is_empty() == command.pipe.is_empty() {
            return self.told.wrong(
                item,
                "a command has either 'run', the commands that it does, or 'pipe', a program",
            );
        }
        config.commands.retain(|known| known.name != command.name);
        config.commands.push(command);
    }
}

fn is_command_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// A value as settings take it.
fn given<'v>(value: &'v Value) -> Given<'v> {
    let value = value.get_ref();
    if let Some(text) = value.as_str() {
        return Given::Text(text);
    }
    if let Some(on) = value.as_bool() {
        return Given::Switch(on);
    }
    let number = value.as_integer().and_then(|integer| {
        let digits = integer.as_str().replace('_', "");
        u64::from_str_radix(digits.trim_start_matches('+'), integer.radix()).ok()
    });
    number.map_or(Given::Other, Given::Number)
}

/// Writes key bindings as the table `[keys]`, those of one pane in a table of their own behind the others.
pub(super) fn write_keys<S: Serializer>(
    keys: &[KeyBinding],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let written = |keys: &[String]| match keys {
        [] => toml::Value::from("none"),
        [key] => toml::Value::from(key.as_str()),
        keys => toml::Value::from(keys.to_vec()),
    };
    let mut panes: BTreeMap<&str, BTreeMap<&str, toml::Value>> = BTreeMap::new();
    let mut map = serializer.serialize_map(None)?;
    for binding in keys {
        match &binding.context {
            Some(pane) => {
                let pane = panes.entry(pane).or_default();
                pane.insert(&binding.action, written(&binding.keys));
            }
            None => map.serialize_entry(&binding.action, &written(&binding.keys))?,
        }
    }
    for (pane, keys) in &panes {
        map.serialize_entry(pane, keys)?;
    }
    map.end()
}

/// Writes the label map as the table `[labels.map]`.
pub(super) fn write_label_map<S: Serializer>(
    labels: &BTreeMap<String, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry("map", labels)?;
    map.end()
}
