//! Who is who over all articles: what was decided about people, organisations and places once for all.
//!
//! A cluster of an article says with its `key` which entry of the [`Registry`] it is. The registry
//! changes only by [`Change`]s that name an entry before and after, as annotations do.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::edit::{Conflict, Swap};
use crate::extract::Label;

/// One person or thing, whatever an article calls it.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Its key, a UUID of version 7: what clusters refer to.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What kind of thing it is.
    pub label: Label,
    /// An external identifier (Wikidata or any other).
    pub link: Option<String>,
    /// A free note.
    pub note: Option<String>,
    /// Fields of the file that this version does not know; they survive a round trip.
    pub extra: Map<String, Value>,
}

impl Known {
    /// An entry of this name alone.
    pub fn new(key: String, name: &str, label: Label) -> Self {
        Self {
            key,
            name: name.to_owned(),
            aliases: Vec::new(),
            label,
            link: None,
            note: None,
            extra: Map::new(),
        }
    }

    /// Its name and its other names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// Whether it is called so.
    pub fn is_called(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }

    /// Gives it another name beside its own, unless it has it.
    pub fn call(&mut self, name: &str) {
        if !self.is_called(name) {
            self.aliases.push(name.to_owned());
        }
    }

    /// Gives it another name to lead; the old one stays as one of the others.
    pub fn rename(&mut self, name: &str) {
        let old = std::mem::replace(&mut self.name, name.to_owned());
        self.aliases.retain(|alias| alias != name);
        self.call(&old);
    }

    /// Takes names away from it; one name always stays.
    pub fn forget(&mut self, names: &[&str]) {
        self.aliases
            .retain(|alias| !names.contains(&alias.as_str()));
        if names.contains(&self.name.as_str()) && !self.aliases.is_empty() {
            self.name = self.aliases.remove(0);
        }
    }

    /// Takes in what is known of another entry, which is the same person or thing.
    pub fn take_in(&mut self, other: &Self) {
        for name in other.names() {
            self.call(name);
        }
        if self.link.is_none() {
            self.link.clone_from(&other.link);
        }
        self.note = match (self.note.take(), &other.note) {
            (Some(own), Some(other)) if own != *other => Some(format!("{own}\n{other}")),
            (own, other) => own.or_else(|| other.clone()),
        };
        for (field, value) in &other.extra {
            self.extra
                .entry(field.clone())
                .or_insert_with(|| value.clone());
        }
    }
}

/// A change of one entry. One that is made has no state before, one that is deleted none after.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The entry's key.
    pub key: String,
    /// The entry before and after.
    pub swap: Swap<Option<Known>>,
}

/// Everyone and everything that is known over all articles.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    entries: BTreeMap<String, Known>,
    /// The keys of those that are called so.
    called: HashMap<String, Vec<String>>,
    version: u64,
}

impl Registry {
    /// The registry of these entries; of two with one key the later counts.
    pub fn new(entries: impl IntoIterator<Item = Known>) -> Self {
        let mut registry = Self::default();
        for entry in entries {
            registry.put(&entry.key.clone(), Some(entry));
        }
        registry
    }

    /// The entries, in the order of their keys, which is that of their making.
    pub fn entries(&self) -> impl Iterator<Item = &Known> {
        self.entries.values()
    }

    /// The entry of this key.
    pub fn get(&self, key: &str) -> Option<&Known> {
        self.entries.get(key)
    }

    /// The entries that are called so and are of this kind.
    pub fn called(&self, name: &str, label: &Label) -> Vec<&Known> {
        let keys = self.called.get(name).into_iter().flatten();
        keys.filter_map(|key| self.entries.get(key))
            .filter(|known| known.label == *label)
            .collect()
    }

    /// A number that grows with every change, so that a view knows when it is out of date.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The change that makes an entry.
    pub fn make(&self, known: Known) -> Change {
        Change {
            key: known.key.clone(),
            swap: Swap {
                before: self.get(&known.key).cloned(),
                after: Some(known),
            },
        }
    }

    /// The change that edits the entry of this key; none where it changes nothing.
    pub fn edit(&self, key: &str, edit: impl FnOnce(&mut Known)) -> Option<Change> {
        let before = self.get(key)?;
        let mut after = before.clone();
        edit(&mut after);
        (after != *before).then(|| Change {
            key: key.to_owned(),
            swap: Swap {
                before: Some(before.clone()),
                after: Some(after),
            },
        })
    }

    /// The change that deletes the entry of this key.
    pub fn delete(&self, key: &str) -> Option<Change> {
        let before = self.get(key)?.clone();
        Some(Change {
            key: key.to_owned(),
            swap: Swap {
                before: Some(before),
                after: None,
            },
        })
    }

    /// Applies changes in order, all or none.
    ///
    /// # Errors
    /// [`Conflict`] when an entry is not in the state that a change names as before.
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), Conflict> {
        for (done, change) in changes.iter().enumerate() {
            if self.get(&change.key) == change.swap.before.as_ref() {
                self.put(&change.key, change.swap.after.clone());
                continue;
            }
            for applied in changes.iter().take(done).rev() {
                self.put(&applied.key, applied.swap.before.clone());
            }
            let before = &change.swap.before;
            let name = before.as_ref().map_or(&change.key, |known| &known.name);
            return Err(Conflict { what: name.clone() });
        }
        Ok(())
    }

    /// Whether every entry already is as changes leave it.
    pub fn holds(&self, changes: &[Change]) -> bool {
        let mut last: HashMap<&str, &Option<Known>> = HashMap::new();
        last.extend(changes.iter().map(|c| (c.key.as_str(), &c.swap.after)));
        last.into_iter()
            .all(|(key, after)| self.get(key) == after.as_ref())
    }

    fn put(&mut self, key: &str, known: Option<Known>) {
        self.version += 1;
        if let Some(old) = self.entries.remove(key) {
            for name in old.names() {
                if let Some(keys) = self.called.get_mut(name) {
                    keys.retain(|other| other != key);
                    if keys.is_empty() {
                        self.called.remove(name);
                    }
                }
            }
        }
        if let Some(known) = known {
            for name in known.names() {
                let keys = self.called.entry(name.to_owned()).or_default();
                if !keys.iter().any(|other| other == key) {
                    keys.push(key.to_owned());
                }
            }
            self.entries.insert(key.to_owned(), known);
        }
    }
}

#[cfg(test)]
mod tests;
