//! Reads one configuration file, a key at a time.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde::ser::{SerializeMap, Serializer};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::setting::{COLORS, Kind, SETTINGS, Setting};
use super::{Config, Diagnostic, KeyBinding, LabelStyle, Layer, Place, Severity};

/// Lets a file speak: what is right in it applies, what is wrong is told, in the order of the file.
pub fn apply(config: &mut Config, file: &Path, text: &str, layer: Layer) -> Vec<Diagnostic> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        file,
        text,
        layer,
        diagnostics: Vec::new(),
    };
    for error in errors {
        reader.tell(
            error.span().unwrap_or_default(),
            Severity::Error,
            error.message().to_owned(),
        );
    }
    for (key, value) in table.get_ref() {
        reader.top(config, key, value);
    }
    reader.diagnostics.sort_by(|a, b| a.place.cmp(&b.place));
    reader.diagnostics
}

struct Reader<'a> {
    file: &'a Path,
    text: &'a str,
    layer: Layer,
    diagnostics: Vec<Diagnostic>,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.floor_char_boundary(span.start);
        let before = self.text.get(..before).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default();
        Place {
            file: self.file.to_owned(),
            line,
            column: column.chars().count() + 1,
        }
    }

    fn tell(&mut self, span: Range<usize>, severity: Severity, message: String) {
        let place = self.place(&span);
        self.diagnostics.push(Diagnostic {
            place,
            severity,
            message,
        });
    }

    fn wrong(&mut self, value: &Value, message: String) {
        self.tell(value.span(), Severity::Error, message);
    }

    fn unknown(&mut self, key: &Spanned<DeString>, known: &[&str]) {
        let message = format!("unknown key '{}'", key.get_ref());
        let message = match nearest(key.get_ref(), known) {
            Some(name) => format!("{message}; did you mean '{name}'?"),
            None => format!("{message}; use one of {}", known.join(", ")),
        };
        self.tell(key.span(), Severity::Warning, message);
    }

    fn top(&mut self, config: &mut Config, key: &Spanned<DeString>, value: &Value) {
        let name = key.get_ref().as_ref();
        let setting = SETTINGS.iter().find(|setting| setting.name == name);
        let allowed = match (name, setting) {
            ("label" | "labels", _) => true,
            ("keys", _) => false,
            (_, Some(setting)) => setting.in_folder,
            (_, None) => {
                let tables = ["keys", "labels", "label"];
                let names = SETTINGS.iter().map(|setting| setting.name);
                let known: Vec<&str> = names.chain(tables).collect();
                return self.unknown(key, &known);
            }
        };
        if self.layer == Layer::Folder && !allowed {
            return self.tell(
                key.span(),
                Severity::Error,
                format!(
                    "a folder's {} may not set '{name}'; put it into your own config.toml",
                    super::FOLDER_FILE
                ),
            );
        }
        match (name, setting) {
            ("keys", _) => self.keys(config, value),
            ("labels", _) => self.labels(config, value),
            ("label", _) => self.label_list(config, value),
            (_, Some(setting)) => self.setting(config, setting, value),
            (_, None) => {}
        }
    }

    fn setting(&mut self, config: &mut Config, setting: &Setting, value: &Value) {
        let name = setting.name;
        match setting.kind {
            Kind::Text(set) => {
                if let Some(text) = self.text(name, value) {
                    set(config, text);
                }
            }
            Kind::Switch(set) => match value.get_ref().as_bool() {
                Some(on) => set(config, on),
                None => self.wrong(value, format!("'{name}' is true or false")),
            },
            Kind::Number { most, set } => {
                let number = value.get_ref().as_integer().and_then(|integer| {
                    let digits = integer.as_str().replace('_', "");
                    u16::from_str_radix(digits.trim_start_matches('+'), integer.radix()).ok()
                });
                match number.filter(|number| *number <= most) {
                    Some(number) => set(config, number),
                    None => self.wrong(
                        value,
                        format!("'{name}' is a whole number from 0 to {most}"),
                    ),
                }
            }
            Kind::Theme => {
                if let Some(theme) = self.text(name, value) {
                    match theme.parse() {
                        Ok(theme) => config.theme = theme,
                        Err(message) => self.wrong(value, message),
                    }
                }
            }
        }
    }

    /// A line of text that is not blank.
    fn text(&mut self, name: &str, value: &Value) -> Option<String> {
        let text = value.get_ref().as_str().map(str::trim);
        let text = text.filter(|text| !text.is_empty() && !text.chars().any(char::is_control));
        if text.is_none() {
            self.wrong(value, format!("'{name}' is a line of text in quotes"));
        }
        text.map(str::to_owned)
    }

    fn keys(&mut self, config: &mut Config, value: &Value) {
        let Some(table) = value.get_ref().as_table() else {
            return self.wrong(value, "'keys' is a table: [keys]".to_owned());
        };
        for (action, value) in table {
            let name = action.get_ref().to_string();
            let listed = match value.get_ref() {
                DeValue::Array(items) => items.iter().collect(),
                _ => vec![value],
            };
            let mut keys = Vec::with_capacity(listed.len());
            for item in listed {
                match self.text(&name, item) {
                    Some(key) => keys.push(key),
                    None => return,
                }
            }
            if keys == ["none"] {
                keys.clear();
            }
            let place = self.place(&action.span());
            config.keys.retain(|binding| binding.action != name);
            config.keys.push(KeyBinding {
                action: name,
                keys,
                place,
            });
        }
    }

    fn labels(&mut self, config: &mut Config, value: &Value) {
        let Some(table) = value.get_ref().as_table() else {
            return self.wrong(value, "'labels' is a table: [labels.map]".to_owned());
        };
        for (key, value) in table {
            if key.get_ref() != "map" {
                self.unknown(key, &["map"]);
                continue;
            }
            let Some(map) = value.get_ref().as_table() else {
                self.wrong(
                    value,
                    "'labels.map' is a table: PER = \"PERSON\"".to_owned(),
                );
                continue;
            };
            for (from, to) in map {
                if let Some(to) = self.text(from.get_ref(), to) {
                    config.label_map.insert(from.get_ref().to_string(), to);
                }
            }
        }
    }

    fn label_list(&mut self, config: &mut Config, value: &Value) {
        let Some(list) = value.get_ref().as_array() else {
            return self.wrong(value, "labels are listed as [[label]]".to_owned());
        };
        for item in list {
            let Some(table) = item.get_ref().as_table() else {
                self.wrong(item, "labels are listed as [[label]]".to_owned());
                continue;
            };
            self.label(config, item, table);
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
                self.unknown(key, KNOWN);
                continue;
            }
            let Some(text) = self.text(name, value) else {
                continue;
            };
            let mut chars = text.chars();
            match name {
                "name" if text.contains(char::is_whitespace) => {
                    self.wrong(value, "a label's name has no white space".to_owned());
                    return;
                }
                "name" => label.name = text,
                "key" => match (chars.next(), chars.next()) {
                    (Some(key), None) => label.key = Some(key),
                    _ => self.wrong(value, "a label's key is one character".to_owned()),
                },
                "color" if is_color(&text) => label.color = Some(text),
                "color" => {
                    let names = COLORS.join(", ");
                    self.wrong(
                        value,
                        format!("no colour '{text}'; use #rrggbb or one of {names}"),
                    );
                }
                _ => label.guideline = Some(text),
            }
        }
        if label.name.is_empty() {
            return self.wrong(item, "a label needs a name".to_owned());
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
}

fn is_color(text: &str) -> bool {
    let hex = text.strip_prefix('#');
    COLORS.contains(&text)
        || hex.is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The known name that differs in at most two letters, if any.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance: how many letters must be changed, put in or left out.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().take(64).enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            let changed = diagonal + usize::from(a != *b);
            diagonal = *above;
            left = changed.min(*above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Writes key bindings as the table `[keys]`.
pub(super) fn write_keys<S: Serializer>(
    keys: &[KeyBinding],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(keys.len()))?;
    for binding in keys {
        match binding.keys.as_slice() {
            [] => map.serialize_entry(&binding.action, "none")?,
            [key] => map.serialize_entry(&binding.action, key)?,
            keys => map.serialize_entry(&binding.action, keys)?,
        }
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
