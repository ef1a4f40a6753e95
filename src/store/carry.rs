//! Decisions that only the journal holds, made on the text that an article had before.
//!
//! Their offsets are of that text, which is not kept. So they are done again on the record as it is
//! written, which is of the same text, before its spans are placed in the new one: from then on they
//! are as certain, or as much in doubt, as if the record had been written in time.

use std::collections::HashSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::journal::{Entry, text_mark};
use super::record::{ArticleJson, FORMAT, Record, VERSION};
use super::{Store, StoreError};
use crate::annotation::anchor::Unplaced;
use crate::annotation::wire::{Change, timestamp};
use crate::annotation::{ItemId, Status};
use crate::article::Article;

impl Store {
    /// Does again on a record what the journal holds beyond it about the text that the record was made
    /// on, `now` being the SHA-256 of the one that the article has. Gives the numbers of the lines.
    pub(super) fn carry(
        &self,
        article: &Article,
        record: &mut Record,
        now: &str,
    ) -> Result<HashSet<u64>, StoreError> {
        let updated = timestamp(record.updated.as_deref()).ok().flatten();
        let lines = self.lines_of(article);
        let beyond = self.beyond(&lines, record.journal.as_ref(), updated);
        let now = text_mark(now);
        let is_older = |entry: &&Entry| entry.text.as_ref() != Some(&now);
        let older: Vec<Entry> = beyond.iter().take_while(is_older).cloned().collect();
        let mut carried = HashSet::new();
        for line in self.journal.read_entries(&older)? {
            let mut next = record.clone();
            let fits = line
                .changes
                .iter()
                .all(|change| make(&mut next, change).is_some());
            if fits {
                *record = next;
                carried.insert(line.seq);
            }
        }
        Ok(carried)
    }

    /// The record that an article would have had before its text changed, with nothing in it; none
    /// where the journal holds nothing about another text.
    pub(super) fn unwritten(&self, article: &Article, now: &str) -> Option<Record> {
        let now = text_mark(now);
        let entries = self.entries.get(&article.id)?;
        let is_older = |entry: &Entry| entry.text.as_ref().is_some_and(|text| *text != now);
        entries.iter().any(is_older).then(|| Record {
            format: FORMAT.to_owned(),
            version: VERSION,
            annotator: self.annotator.to_string(),
            journal: None,
            article: ArticleJson {
                id: article.id.to_string(),
                ..ArticleJson::default()
            },
            status: Status::default(),
            tags: Vec::new(),
            note: None,
            updated: None,
            counts: None,
            model: String::new(),
            offsets: "codepoint".to_owned(),
            entities: Vec::new(),
            clusters: Vec::new(),
            quotes: Vec::new(),
            dates: Vec::new(),
            unplaced: Vec::new(),
            extra: serde_json::Map::new(),
        })
    }
}

/// Makes a change to a record, if what it says was there is there.
fn make(record: &mut Record, change: &Change) -> Option<()> {
    let Some((kind, id)) = change.at.split_once('/') else {
        return match change.at.as_str() {
            "status" => set(&mut record.status, change),
            "tags" => set(&mut record.tags, change),
            "note" => set(&mut record.note, change),
            "updated" => {
                record.updated = serde_json::from_value(change.after.clone()).ok()?;
                Some(())
            }
            _ => None,
        };
    };
    match kind {
        "entity" => put(&mut record.entities, |e| e.id == id, change),
        "quote" => put(&mut record.quotes, |q| q.id == id, change),
        "date" => put(&mut record.dates, |d| d.id == id, change),
        "cluster" => put(&mut record.clusters, |c| c.id == id, change),
        "unplaced" => {
            let key = ItemId::new(id);
            put(&mut record.unplaced, |u: &Unplaced| u.is(&key), change)
        }
        _ => None,
    }
}

fn set<T: Serialize + DeserializeOwned>(value: &mut T, change: &Change) -> Option<()> {
    let there = serde_json::to_value(&*value).ok()?;
    (there == change.before || there == change.after).then_some(())?;
    *value = serde_json::from_value(change.after.clone()).ok()?;
    Some(())
}

fn put<T: Serialize + DeserializeOwned>(
    items: &mut Vec<T>,
    is_it: impl Fn(&T) -> bool,
    change: &Change,
) -> Option<()> {
    let at = items.iter().position(is_it);
    let there = match at {
        Some(at) => serde_json::to_value(items.get(at)?).ok()?,
        None => Value::Null,
    };
    let is_free = is_undecided(&there) && is_undecided(&change.before);
    (is_free || known(&there) == known(&change.before)).then_some(())?;
    if change.after.is_null() {
        at.map(|at| items.remove(at));
        return Some(());
    }
    let mut after = change.after.clone();
    let stays = |field: &str| there.get(field) == after.get(field);
    let is_known = !there.is_null() && PLACE.into_iter().all(stays);
    if let Some(after) = after.as_object_mut()
        && PLACE.into_iter().any(|field| after.contains_key(field))
    {
        // Whether words that were chosen since stood more than once is not known.
        let repeated = there.get(REPEATED).is_some() || !is_known;
        after.insert(REPEATED.to_owned(), Value::Bool(repeated));
    }
    let after = serde_json::from_value(after).ok()?;
    match at.and_then(|at| items.get_mut(at)) {
        Some(there) => *there = after,
        None => items.push(after),
    }
    Some(())
}

/// Where an item stands.
const PLACE: [&str; 3] = ["start", "end", "content"];
/// What only records know of an item: it is written where it is so.
const REPEATED: &str = "repeated";

/// What the journal, too, knows of an item.
fn known(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(fields) = item.as_object_mut() {
        fields.remove(REPEATED);
    }
    item
}

/// Whether an item is not there, or is there and nobody decided on it.
fn is_undecided(item: &Value) -> bool {
    item.is_null() || item.get("verdict").and_then(Value::as_str) == Some("unreviewed")
}
