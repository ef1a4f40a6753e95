//! What somebody said that files have, and they have not: a name that was mistyped, as a rule.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ingest::ReadOptions;
use crate::ingest::fields::Field;
use crate::interchange::draft::Draft;
use crate::interchange::selection::LabelMap;

/// Labels and a field of texts that were named and not met yet.
#[derive(Debug, Default)]
pub(super) struct Asked {
    labels: BTreeSet<String>,
    text: Option<String>,
    /// Whether any file had a text.
    has_texts: bool,
}

impl Asked {
    pub(super) fn of(reading: &ReadOptions, labels: &LabelMap) -> Self {
        let mut fields = reading.map.iter().rev();
        let text = fields.find(|(field, _)| *field == Field::Text);
        Self {
            labels: labels.there().map(str::to_owned).collect(),
            text: text.map(|(_, name)| name.clone()),
            has_texts: false,
        }
    }

    /// Notes what a file says.
    pub(super) fn meet(&mut self, draft: &Draft) {
        self.has_texts |= draft.text.is_some() && draft.record.is_none();
        if draft.is_named {
            self.text = None;
        }
        if self.labels.is_empty() {
            return;
        }
        for entity in &draft.entities {
            self.labels.remove(entity.label.as_str());
        }
        let record = draft
            .record
            .iter()
            .flat_map(|record| record.items("entities"));
        for label in record.filter_map(|item| item.get("label").and_then(Value::as_str)) {
            self.labels.remove(label);
        }
    }

    /// What was not met, a line each.
    pub(super) fn lines(&self) -> Vec<String> {
        let labels = self.labels.iter();
        let mut lines: Vec<String> = labels
            .map(|label| format!("--labels …={label}: no name in the files has this label"))
            .collect();
        if let Some(name) = self.text.as_ref().filter(|_| self.has_texts) {
            lines.push(format!(
                "--map text={name}: no text in the files stands in such a field"
            ));
        }
        lines
    }
}
