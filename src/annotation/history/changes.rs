//! The changes of a decision, as they were made and as files hold them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::annotation::edit::Change;
use crate::annotation::wire::{self, BadChange, Coordinates};
use crate::annotation::{Annotations, ItemId, Party};
use crate::span::OffsetIndex;

/// Changes to one article. There may be very many: copies share them, and they are brought into the
/// form in which files hold them only for a file.
#[derive(Clone, Debug)]
pub struct Changes(Arc<Form>);

#[derive(Debug)]
enum Form {
    Made(Made),
    Written(Vec<wire::Change>),
    /// As JSON, which takes a fraction of the memory: most of many are never looked at again.
    Packed(Box<str>),
}

/// Changes as they were made, and what it takes to write them.
#[derive(Debug)]
struct Made {
    changes: Vec<Change>,
    text: Arc<str>,
    index: Arc<OffsetIndex>,
    /// The clusters that name the speakers of changed quotes.
    speakers: Arc<[Party]>,
}

impl Changes {
    /// Changes that were just made to the annotations of a text: `after` is what they left.
    pub fn made(
        changes: Vec<Change>,
        text: &Arc<str>,
        index: &Arc<OffsetIndex>,
        after: &Annotations,
    ) -> Self {
        let speakers = speakers(&changes, after);
        Self(Arc::new(Form::Made(Made {
            changes,
            text: Arc::clone(text),
            index: Arc::clone(index),
            speakers: speakers.into(),
        })))
    }

    /// Changes as a file held them, in as little memory as possible.
    pub fn packed(changes: Vec<wire::Change>) -> Self {
        Self(Arc::new(match serde_json::to_string(&changes) {
            Ok(json) => Form::Packed(json.into()),
            Err(_) => Form::Written(changes),
        }))
    }

    /// The changes as files hold them.
    pub fn written(&self) -> Cow<'_, [wire::Change]> {
        match &*self.0 {
            Form::Written(changes) => Cow::Borrowed(changes),
            Form::Packed(json) => Cow::Owned(unpacked(json)),
            Form::Made(made) => {
                let at = Coordinates {
                    text: &made.text,
                    index: &made.index,
                };
                let changes = made.changes.iter();
                changes.map(|c| at.change(c, &made.speakers)).collect()
            }
        }
    }

    /// The changes as they are made to annotations of a text.
    ///
    /// # Errors
    /// [`BadChange`] when one that was read from a file does not fit the text.
    pub fn on(&self, at: Coordinates<'_>) -> Result<Cow<'_, [Change]>, BadChange> {
        match &*self.0 {
            Form::Made(made) if *made.text == *at.text => Ok(Cow::Borrowed(&made.changes)),
            _ => {
                let written = self.written();
                let changes = written.iter().map(|change| at.read_change(change));
                let read: Result<Vec<_>, _> = changes.collect();
                read.map(Cow::Owned)
            }
        }
    }

    /// The changes that take these back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self(Arc::new(match &*self.0 {
            Form::Made(made) => {
                let changes = made.changes.iter().rev().cloned();
                Form::Made(Made {
                    changes: changes.map(Change::inverse).collect(),
                    text: Arc::clone(&made.text),
                    index: Arc::clone(&made.index),
                    speakers: Arc::clone(&made.speakers),
                })
            }
            Form::Written(changes) => {
                let changes = changes.iter().rev().cloned();
                Form::Written(changes.map(wire::Change::inverse).collect())
            }
            Form::Packed(json) => {
                let changes = unpacked(json).into_iter().rev();
                return Self::packed(changes.map(wire::Change::inverse).collect());
            }
        }))
    }
}

/// What was packed a moment ago can be read.
fn unpacked(json: &str) -> Vec<wire::Change> {
    serde_json::from_str(json).unwrap_or_default()
}

impl From<Vec<wire::Change>> for Changes {
    /// Changes as a file held them.
    fn from(changes: Vec<wire::Change>) -> Self {
        Self(Arc::new(Form::Written(changes)))
    }
}

/// Changes are the same that files hold as the same.
impl PartialEq for Changes {
    fn eq(&self, other: &Self) -> bool {
        self.written() == other.written()
    }
}

/// The clusters that name the speakers of changed quotes: a deleted one's name is still known from
/// its change.
fn speakers(changes: &[Change], after: &Annotations) -> Vec<Party> {
    let mut named: Vec<&ItemId> = Vec::new();
    for change in changes {
        if let Change::Quote(_, swap) = change {
            let sides = swap.before.iter().chain(&swap.after);
            let said = sides.flat_map(|q| std::iter::once(&q.said).chain(q.was.as_deref()));
            named.extend(said.filter_map(|said| said.speaker.as_ref()?.cluster.as_ref()));
        }
    }
    named.sort_unstable();
    named.dedup();
    let before = changes.iter().filter_map(|change| match change {
        Change::Cluster(id, swap) if named.binary_search(&id).is_ok() => swap.before.as_ref(),
        _ => None,
    });
    let before: Vec<Party> = before.cloned().collect();
    let after = named.iter().filter_map(|id| after.cluster(id));
    before.iter().chain(after).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::edit::{Edit, Making, apply, plan};
    use crate::annotation::{ItemRef, markup};

    #[test]
    fn made_changes_are_the_same_as_those_that_a_file_gives_back() {
        let (text, mut annotations, _) =
            markup::parse("[Q?|“We lost,”] said [PER?|Ana Ruiz] in [LOC?|Bergen].");
        let text: Arc<str> = text.into();
        let index = Arc::new(OffsetIndex::new(&text));
        let at = Coordinates {
            text: &text,
            index: &index,
        };
        let before = annotations.clone();
        let mut making = Making {
            text: &text,
            annotator: &Arc::from("ana"),
            now: markup::TIME.parse().unwrap(),
            new_id: &mut String::new,
        };
        let item = ItemRef::Entity(annotations.entities[0].id.clone());
        let mut changes = Vec::new();
        for edit in [Edit::AcceptAll, Edit::Reject(item)] {
            let planned = plan(&annotations, &edit, &mut making);
            apply(&mut annotations, &planned).unwrap();
            changes.extend(planned);
        }
        let made = Changes::made(changes, &text, &index, &annotations);
        let read = Changes::from(made.written().to_vec());
        let packed = Changes::packed(made.written().to_vec());
        assert_eq!((&packed, &packed.inverse()), (&read, &read.inverse()));
        assert_eq!(made.on(at).unwrap(), read.on(at).unwrap());
        assert_eq!(made.inverse(), read.inverse());
        for changes in [made, read, packed] {
            let mut again = annotations.clone();
            apply(&mut again, &changes.inverse().on(at).unwrap()).unwrap();
            assert_eq!(again, before);
        }
    }
}
