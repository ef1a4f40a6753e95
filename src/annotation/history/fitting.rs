//! Changes as they can still be made where something else was decided since, or the text was changed.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Changes;
use super::changes::stands;
use crate::annotation::anchor::Unplaced;
use crate::annotation::edit::{Change, Swap, apply};
use crate::annotation::wire::{self, Coordinates, timestamp};
use crate::annotation::{Annotations, ItemId};

/// What of an item depends on where it stands.
const OF_PLACE: [&str; 5] = ["start", "end", "prefix", "suffix", "repeated"];

/// Where a piece of text stood, and where it stands now: code points.
type Places = BTreeMap<(u64, u64), (u64, u64)>;

impl Changes {
    /// The changes as they can still be made to annotations: each item where it stands now, or waits
    /// for a place. What else was decided since stays, and the article's status and time with it.
    /// None where what they are about is not as they found it.
    pub fn fitting(&self, annotations: &Annotations, at: Coordinates<'_>) -> Option<Vec<Change>> {
        let written = self.written().ok()?;
        let is_updated = |change: &&wire::Change| change.at == "updated";
        let is_later = written.iter().find(is_updated).is_some_and(|change| {
            let before = timestamp(change.before.as_str());
            before.ok() != Some(annotations.updated)
        });
        let is_front = |change: &wire::Change| matches!(change.at.as_str(), "status" | "updated");
        let is_of_status = written.iter().all(is_front);
        let mut changes = Vec::new();
        for change in written.iter() {
            if let Some((kind @ ("entity" | "quote" | "date"), id)) = change.at.split_once('/') {
                changes.push(at_its_place(kind, id, change, annotations, at)?);
                continue;
            }
            match at.read_change(change).ok()? {
                Change::Updated(swap) if is_later => changes.push(Change::Updated(Swap {
                    before: annotations.updated,
                    after: annotations.updated.max(swap.after),
                })),
                Change::Status(_) if is_later && !is_of_status => {}
                read => changes.push(read),
            }
        }
        apply(&mut annotations.clone(), &changes).ok()?;
        Some(changes)
    }
}

/// A change of an item at the place where that stands now.
fn at_its_place(
    kind: &str,
    id: &str,
    change: &wire::Change,
    annotations: &Annotations,
    at: Coordinates<'_>,
) -> Option<Change> {
    let id = ItemId::new(id);
    let there = match kind {
        "entity" => annotations.entity(&id).map(|e| json(&at.entity(e))),
        "quote" => {
            let quote = annotations.quote(&id);
            quote.map(|q| json(&at.quote(q, &annotations.clusters)))
        }
        _ => annotations.date(&id).map(|d| json(&at.date(d))),
    };
    let mut places = Places::new();
    let Some(there) = there else {
        let key = ItemId::new(change.at.as_str());
        let Some(waiting) = annotations.unplaced.iter().find(|u| u.is(&key)) else {
            stands(&change.after, at).then_some(())?;
            return at.read_change(change).ok();
        };
        is_same(&change.before, &waiting.item, &mut places).then_some(())?;
        let stays = is_decided(&change.after).then(|| Unplaced {
            item: change.after.clone(),
            ..waiting.clone()
        });
        return Some(Change::Unplaced(
            key,
            Swap {
                before: Some(waiting.clone()),
                after: stays,
            },
        ));
    };
    is_same(&change.before, &there, &mut places).then_some(())?;
    // What was decided was found again; what is suggested there may be the same words elsewhere.
    (is_decided(&there) || has_around(&there, &change.before)).then_some(())?;
    let mut after = change.after.clone();
    put(&mut after, &places)?;
    let moved = wire::Change {
        at: change.at.clone(),
        before: there,
        after,
    };
    at.read_change(&moved).ok()
}

/// Whether what stood around an item stands around it still.
fn has_around(is: &Value, was: &Value) -> bool {
    let of = |item: &'_ Value, field| {
        item.get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    of(is, "prefix").ends_with(&of(was, "prefix"))
        && of(is, "suffix").starts_with(&of(was, "suffix"))
}

/// Whether an item is what it was but for its place; notes where its pieces stand.
fn is_same(was: &Value, is: &Value, places: &mut Places) -> bool {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            if let (Some(old), Some(new)) = (range(was), range(is)) {
                places.insert(old, new);
            }
            let fields = was.keys().chain(is.keys());
            let mut fields = fields.filter(|field| !OF_PLACE.contains(&field.as_str()));
            let of = |item: &Map<String, Value>, field| item.get(field).cloned();
            fields.all(|field| {
                let (was, is) = (of(was, field), of(is, field));
                is_same(&was.unwrap_or_default(), &is.unwrap_or_default(), places)
            })
        }
        (Value::Array(was), Value::Array(is)) => {
            let mut pairs = was.iter().zip(is);
            was.len() == is.len() && pairs.all(|(was, is)| is_same(was, is, places))
        }
        _ => was == is,
    }
}

/// Puts every piece of an item where it stands now; one that the item had not before moves as far as
/// all others, if these moved equally far.
fn put(item: &mut Value, places: &Places) -> Option<()> {
    match item {
        Value::Object(fields) => {
            if let Some((start, end)) = range(fields) {
                let (start, end) = match places.get(&(start, end)) {
                    Some(now) => *now,
                    None => (moved(start, places)?, moved(end, places)?),
                };
                fields.insert("start".to_owned(), start.into());
                fields.insert("end".to_owned(), end.into());
            }
            fields.values_mut().try_for_each(|field| put(field, places))
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| put(item, places)),
        _ => Some(()),
    }
}

fn moved(place: u64, places: &Places) -> Option<u64> {
    let mut shifts = places
        .iter()
        .map(|((old, _), (new, _))| i128::from(*new) - i128::from(*old));
    let shift = shifts.next()?;
    shifts.all(|other| other == shift).then_some(())?;
    u64::try_from(i128::from(place) + shift).ok()
}

fn range(fields: &Map<String, Value>) -> Option<(u64, u64)> {
    Some((fields.get("start")?.as_u64()?, fields.get("end")?.as_u64()?))
}

fn is_decided(item: &Value) -> bool {
    let verdict = item.get("verdict").and_then(Value::as_str);
    verdict.is_some_and(|verdict| verdict != "unreviewed")
}

/// Items are maps with string keys and finite numbers, which JSON holds.
fn json(item: &impl serde::Serialize) -> Value {
    serde_json::to_value(item).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::annotation::anchor::{Old, Spans, anchor};
    use crate::annotation::edit::{Edit, Making, plan};
    use crate::annotation::{ItemRef, Verdict, markup};
    use crate::span::OffsetIndex;

    /// An edit of the first name of a text, as the journal holds it, and what it leaves.
    fn edited(written: &str, edit: impl Fn(ItemRef) -> Edit) -> (Changes, Annotations, String) {
        let (text, mut annotations, _) = markup::parse(written);
        let index = OffsetIndex::new(&text);
        let at = Coordinates {
            text: &text,
            index: &index,
        };
        let mut making = Making {
            text: &text,
            annotator: &Arc::from("ana"),
            now: markup::TIME.parse().unwrap(),
            new_id: &mut String::new,
        };
        let item = ItemRef::Entity(annotations.entities[0].id.clone());
        let planned = plan(&annotations, &edit(item), &mut making);
        apply(&mut annotations, &planned).unwrap();
        let written: Vec<_> = planned
            .iter()
            .map(|c| at.change(c, &annotations.clusters))
            .collect();
        (Changes::from(written), annotations, text)
    }

    /// What annotations of a text are in another one.
    fn revised(annotations: &Annotations, old: &str, new: &str) -> Annotations {
        let index = OffsetIndex::new(old);
        let at = Coordinates {
            text: old,
            index: &index,
        };
        let spans = Spans {
            entities: annotations.entities.iter().map(|e| at.entity(e)).collect(),
            ..Spans::default()
        };
        let index = OffsetIndex::new(new);
        let at = Coordinates {
            text: new,
            index: &index,
        };
        let (spans, _) = anchor(spans, Old::default(), "", at);
        let entities = spans.entities.into_iter();
        Annotations {
            entities: entities.map(|e| at.read_entity(e).unwrap()).collect(),
            unplaced: spans.unplaced,
            ..annotations.clone()
        }
    }

    const TEXT: &str =
        "In May, [PER?|Ana Ruiz] spoke to reporters at the old harbour of [LOC?|Bergen].";

    #[test]
    fn what_was_decided_is_taken_back_where_it_stands_in_a_text_that_changed() {
        let (changes, annotations, old) = edited(TEXT, Edit::Accept);
        let new = format!("As was told later: {old}");
        let mut now = revised(&annotations, &old, &new);
        let index = OffsetIndex::new(&new);
        let at = Coordinates {
            text: &new,
            index: &index,
        };
        assert!(changes.inverse().on(at).is_err());
        let back = changes.inverse().fitting(&now, at).unwrap();
        apply(&mut now, &back).unwrap();
        let ana = &now.entities[0];
        assert_eq!(
            (ana.span.of(&new), ana.review.verdict),
            ("Ana Ruiz", Verdict::Unreviewed)
        );
        assert_eq!(now.updated, None);
        let again = changes.fitting(&now, at).unwrap();
        apply(&mut now, &again).unwrap();
        assert_eq!(now.entities[0].review.verdict, Verdict::Accepted);
    }

    #[test]
    fn nothing_is_done_again_in_another_article_that_has_the_same_words_there() {
        let (changes, _, _) = edited(TEXT, Edit::Reject);
        let (text, other, _) = markup::parse(&TEXT.replace("spoke", "lied"));
        let index = OffsetIndex::new(&text);
        let at = Coordinates {
            text: &text,
            index: &index,
        };
        assert!(changes.on(at).is_err());
        assert_eq!(changes.fitting(&other, at), None);
    }

    #[test]
    fn what_waits_for_its_place_is_taken_back_there() {
        let (changes, annotations, old) = edited(TEXT, Edit::Accept);
        let new = "Nobody spoke to anybody.";
        let mut now = revised(&annotations, &old, new);
        assert_eq!(now.unplaced.len(), 1);
        let index = OffsetIndex::new(new);
        let at = Coordinates {
            text: new,
            index: &index,
        };
        let back = changes.inverse().fitting(&now, at).unwrap();
        apply(&mut now, &back).unwrap();
        assert_eq!(now.unplaced, []);
    }

    #[test]
    fn what_else_was_decided_since_stays_and_what_was_decided_otherwise_is_not_taken_back() {
        let (changes, mut annotations, text) = edited(TEXT, Edit::Accept);
        let index = OffsetIndex::new(&text);
        let at = Coordinates {
            text: &text,
            index: &index,
        };
        let later = "2031-01-01T00:00:00Z".parse().unwrap();
        annotations.updated = Some(later);
        let (status, clone) = (annotations.status, annotations.clone());
        let back = changes.inverse().fitting(&annotations, at).unwrap();
        apply(&mut annotations, &back).unwrap();
        assert_eq!(
            (annotations.updated, annotations.status),
            (Some(later), status)
        );
        assert_eq!(annotations.entities[0].review.verdict, Verdict::Unreviewed);
        let mut otherwise = clone;
        let first = otherwise.entities.iter_mut().next().unwrap();
        first.review.verdict = Verdict::Rejected;
        assert_eq!(changes.inverse().fitting(&otherwise, at), None);
    }
}
