//! What was asked for and is nowhere: a name that was mistyped, as a rule.

use std::collections::BTreeSet;

use super::Filter;
use crate::annotation::{Annotations, Review};
use crate::interchange::marks::{QUOTE, TIMEX};

/// Labels and tags that were asked for and not met yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmet {
    labels: BTreeSet<String>,
    tags: BTreeSet<String>,
}

impl Unmet {
    /// What a filter asks for, without the labels that there are anyway.
    pub fn of(filter: &Filter, schema: &[String]) -> Self {
        let is_known =
            |label: &&String| [QUOTE, TIMEX].contains(&label.as_str()) || schema.contains(label);
        let labels = filter.labels.iter().filter(|label| !is_known(label));
        Self {
            labels: labels.cloned().collect(),
            tags: filter.tags.iter().cloned().collect(),
        }
    }

    /// Notes what a record has.
    pub fn meet(&mut self, annotations: &Annotations) {
        if !self.labels.is_empty() {
            for entity in &annotations.entities {
                self.labels.remove(entity.label.as_str());
            }
        }
        if !self.tags.is_empty() {
            let mut reviews: Vec<&Review> = Vec::new();
            reviews.extend(annotations.entities.iter().map(|e| &e.review));
            reviews.extend(annotations.quotes.iter().map(|q| &q.review));
            reviews.extend(annotations.dates.iter().map(|d| &d.review));
            let of_items = reviews.into_iter().flat_map(|review| &review.tags);
            for tag in of_items.chain(&annotations.tags) {
                self.tags.remove(tag);
            }
        }
    }

    /// What was not met, a line each.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let labels = self.labels.iter().map(|label| {
            format!("--label {label}: no name of these records has it, nor do the configuration's labels")
        });
        let tags = self.tags.iter();
        labels.chain(tags.map(|tag| format!("--tag {tag}: nothing in these records has it")))
    }
}
