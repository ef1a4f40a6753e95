//! Changes as the journal holds them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Coordinates, KnownJson, Misplaced, Parties, RecordedCluster, RecordedDate, RecordedEntity,
    RecordedQuote, read_cluster, timestamp,
};
use crate::annotation::anchor::Unplaced;
use crate::annotation::edit::{self, Swap};
use crate::annotation::registry::{self, Known};
use crate::annotation::{Dated, Entity, ItemId, Party, Quotation, Status, Timestamp};

/// A change as the journal holds it: which item, and its JSON before and after (null where it is not there).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// `status`, `tags`, `note`, `updated`, or `entity/ID`, `quote/ID`, `date/ID`, `cluster/ID`;
    /// `unplaced/KIND/ID` for what waits for its place; `known/KEY` for what was decided across articles.
    pub at: String,
    /// What was there.
    pub before: Value,
    /// What is there.
    pub after: Value,
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self {
            at: self.at,
            before: self.after,
            after: self.before,
        }
    }
}

/// A change in a journal cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{at}: {reason}")]
pub struct BadChange {
    /// The item that the change names.
    pub at: String,
    /// What is wrong.
    pub reason: String,
}

/// Takes a change as files hold it: which item it is about, and what is written of it.
pub(in crate::annotation) trait Put {
    /// What comes of it.
    type Put;

    /// Takes one.
    fn put<T: Serialize>(self, at: &str, before: &T, after: &T) -> Self::Put;
}

/// Makes a [`Change`] of it.
struct Keep;

impl Put for Keep {
    type Put = Change;

    fn put<T: Serialize>(self, at: &str, before: &T, after: &T) -> Change {
        Change {
            at: at.to_owned(),
            before: json(before),
            after: json(after),
        }
    }
}

impl Coordinates<'_> {
    /// A change as the journal holds it; `clusters` give the speakers' names.
    pub fn change(&self, change: &edit::Change, clusters: &impl Parties) -> Change {
        self.put(change, clusters, Keep)
    }

    /// Hands over a change as the journal holds it.
    pub(in crate::annotation) fn put<P: Put>(
        &self,
        change: &edit::Change,
        clusters: &impl Parties,
        to: P,
    ) -> P::Put {
        match change {
            edit::Change::Status(swap) => to.put("status", &swap.before, &swap.after),
            edit::Change::Tags(swap) => to.put("tags", &swap.before, &swap.after),
            edit::Change::Note(swap) => to.put("note", &swap.before, &swap.after),
            edit::Change::Updated(swap) => {
                let time = |t: Option<Timestamp>| t.map(|t| t.to_string());
                to.put("updated", &time(swap.before), &time(swap.after))
            }
            edit::Change::Entity(id, swap) => {
                let item = |e: &Option<Entity>| e.as_ref().map(|e| self.entity(e));
                let at = format!("entity/{id}");
                to.put(&at, &item(&swap.before), &item(&swap.after))
            }
            edit::Change::Quote(id, swap) => {
                let item = |q: &Option<Quotation>| q.as_ref().map(|q| self.quote(q, clusters));
                let at = format!("quote/{id}");
                to.put(&at, &item(&swap.before), &item(&swap.after))
            }
            edit::Change::Date(id, swap) => {
                let item = |d: &Option<Dated>| d.as_ref().map(|d| self.date(d));
                let at = format!("date/{id}");
                to.put(&at, &item(&swap.before), &item(&swap.after))
            }
            edit::Change::Cluster(id, swap) => {
                let item = |c: &Option<Party>| c.as_ref().map(|c| self.cluster(c));
                let at = format!("cluster/{id}");
                to.put(&at, &item(&swap.before), &item(&swap.after))
            }
            edit::Change::Unplaced(key, swap) => {
                to.put(&format!("unplaced/{key}"), &swap.before, &swap.after)
            }
        }
    }

    /// Reads a change of a journal.
    ///
    /// # Errors
    /// [`BadChange`] when its item is of no known kind, or its JSON does not fit it or the text.
    pub fn read_change(&self, change: &Change) -> Result<edit::Change, BadChange> {
        let at = change.at.as_str();
        match at.split_once('/') {
            None => match at {
                "status" => swap(change, |s: Status| Ok(s)).map(edit::Change::Status),
                "tags" => swap(change, |t: Vec<String>| Ok(t)).map(edit::Change::Tags),
                "note" => swap(change, |n: Option<String>| Ok(n)).map(edit::Change::Note),
                "updated" => swap(change, |t: Option<String>| timestamp(t.as_deref()))
                    .map(edit::Change::Updated),
                _ => Err(unknown(at)),
            },
            Some((kind, id)) => {
                let id = ItemId::new(id);
                match kind {
                    "entity" => swap(change, |e: Option<RecordedEntity>| {
                        e.map(|e| self.read_entity(e)).transpose()
                    })
                    .map(|swap| edit::Change::Entity(id, swap)),
                    "quote" => swap(change, |q: Option<RecordedQuote>| {
                        q.map(|q| self.read_quote(q)).transpose()
                    })
                    .map(|swap| edit::Change::Quote(id, swap)),
                    "date" => swap(change, |d: Option<RecordedDate>| {
                        d.map(|d| self.read_date(d)).transpose()
                    })
                    .map(|swap| edit::Change::Date(id, swap)),
                    "cluster" => swap(change, |c: Option<RecordedCluster>| {
                        c.map(read_cluster).transpose()
                    })
                    .map(|swap| edit::Change::Cluster(id, swap)),
                    "unplaced" => swap(change, |u: Option<Unplaced>| Ok(u))
                        .map(|swap| edit::Change::Unplaced(id, swap)),
                    _ => Err(unknown(at)),
                }
            }
        }
    }
}

impl registry::Change {
    /// The change as the journal holds it.
    pub fn written(&self) -> Change {
        let side = |known: &Option<Known>| json(&known.as_ref().map(KnownJson::of));
        Change {
            at: format!("known/{}", self.key),
            before: side(&self.swap.before),
            after: side(&self.swap.after),
        }
    }

    /// Reads a change of a journal.
    ///
    /// # Errors
    /// [`BadChange`] when it is about something else, or its JSON does not fit.
    pub fn read(change: &Change) -> Result<Self, BadChange> {
        let key = change.at.strip_prefix("known/");
        let key = key.ok_or_else(|| unknown(&change.at))?;
        let swap = swap(change, |known: Option<KnownJson>| {
            Ok(known.map(KnownJson::into_known))
        })?;
        Ok(Self {
            key: key.to_owned(),
            swap,
        })
    }
}

fn swap<J: DeserializeOwned, T>(
    change: &Change,
    read: impl Fn(J) -> Result<T, Misplaced>,
) -> Result<Swap<T>, BadChange> {
    let side = |value: &Value, side: &str| {
        let bad = |reason: String| BadChange {
            at: change.at.clone(),
            reason: format!("{side}: {reason}"),
        };
        let json = J::deserialize(value).map_err(|error| bad(error.to_string()))?;
        read(json).map_err(|error| bad(error.to_string()))
    };
    Ok(Swap {
        before: side(&change.before, "before")?,
        after: side(&change.after, "after")?,
    })
}

fn unknown(at: &str) -> BadChange {
    BadChange {
        at: at.to_owned(),
        reason: "no such kind of item".to_owned(),
    }
}

/// The shapes above are maps with string keys and finite numbers, which JSON holds.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
