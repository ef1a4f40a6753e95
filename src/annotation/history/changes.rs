//! The changes of a decision, as they were made and as files hold them.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::annotation::edit::Change;
use crate::annotation::wire::{self, BadChange, Coordinates, Put};
use crate::annotation::{Annotations, ItemId, Party};
use crate::span::{self, OffsetIndex};

/// Changes to one article. There may be very many: copies share them, they are brought into the
/// form in which files hold them only for a file, and those of many articles may stay in a file.
#[derive(Clone, Debug)]
pub struct Changes {
    form: Arc<Form>,
    /// Whether they are taken back.
    turned: bool,
}

#[derive(Debug)]
enum Form {
    Made(Made),
    Written(Vec<wire::Change>),
    /// As JSON, which takes a fraction of the memory: most of many are never looked at again.
    Packed(Box<str>),
    Stored(Stored),
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

/// Where changes stand in a file.
#[derive(Debug)]
struct Stored {
    file: Arc<File>,
    offset: u64,
    length: usize,
    /// Whether they are the `changes` of a JSON object there, else they stand there alone.
    inside: bool,
    /// Those of the status and of the time of the last change, which lists ask for.
    front: Vec<wire::Change>,
}

impl Stored {
    fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.length];
        self.file.read_exact_at(&mut bytes, self.offset)?;
        Ok(bytes)
    }

    fn read(&self) -> io::Result<Vec<wire::Change>> {
        #[derive(Deserialize)]
        struct Line {
            changes: Vec<wire::Change>,
        }
        let bytes = self.bytes()?;
        if !self.inside {
            return Ok(serde_json::from_slice(&bytes)?);
        }
        let line: Line = serde_json::from_slice(&bytes)?;
        Ok(line.changes)
    }
}

/// A file for changes that would take much memory, filled by several threads.
#[derive(Debug)]
pub struct Aside {
    file: Arc<File>,
    end: AtomicU64,
}

impl Aside {
    /// A file without a name, on a disk as a rule: what is only for a while may lie in memory.
    ///
    /// # Errors
    /// When no folder for temporary files can be written to.
    pub fn temporary() -> io::Result<Self> {
        let file = tempfile::tempfile_in("/var/tmp").or_else(|_| tempfile::tempfile());
        file.map(Self::from)
    }
}

impl From<File> for Aside {
    /// An empty file that nobody else writes.
    fn from(file: File) -> Self {
        Self {
            file: Arc::new(file),
            end: AtomicU64::new(0),
        }
    }
}

impl From<Form> for Changes {
    fn from(form: Form) -> Self {
        Self {
            form: Arc::new(form),
            turned: false,
        }
    }
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
        Self::from(Form::Made(Made {
            changes,
            text: Arc::clone(text),
            index: Arc::clone(index),
            speakers: speakers.into(),
        }))
    }

    /// Changes as a file held them, in as little memory as possible.
    pub fn packed(changes: Vec<wire::Change>) -> Self {
        Self::from(match serde_json::to_string(&changes) {
            Ok(json) => Form::Packed(json.into()),
            Err(_) => Form::Written(changes),
        })
    }

    /// Changes that a file holds as the `changes` of a JSON object of so many bytes: they are read
    /// there when they are asked for.
    pub fn stored(changes: &[wire::Change], file: &Arc<File>, offset: u64, length: usize) -> Self {
        Self::from(Form::Stored(Stored {
            file: Arc::clone(file),
            offset,
            length,
            inside: true,
            front: changes.iter().filter(|c| is_front(c)).cloned().collect(),
        }))
    }

    /// The same, in a file instead of in memory.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn put_aside(&self, aside: &Aside) -> io::Result<Self> {
        let mut json = Vec::new();
        self.write_json(&mut json)?;
        let offset = aside.end.fetch_add(json.len() as u64, Ordering::Relaxed);
        aside.file.write_all_at(&json, offset)?;
        Ok(Self::from(Form::Stored(Stored {
            file: Arc::clone(&aside.file),
            offset,
            length: json.len(),
            inside: false,
            front: self.of_front(),
        })))
    }

    /// Writes the changes as files hold them, behind what is there.
    ///
    /// # Errors
    /// When they stand in a file that cannot be read.
    pub fn write_json(&self, to: &mut Vec<u8>) -> io::Result<()> {
        match &*self.form {
            Form::Stored(stored) if !stored.inside && !self.turned => to.extend(stored.bytes()?),
            Form::Packed(json) if !self.turned => to.extend(json.as_bytes()),
            Form::Made(made) => {
                made.serialize(self.turned, &mut serde_json::Serializer::new(to))?;
            }
            _ => serde_json::to_writer(to, &self.written()?)?,
        }
        Ok(())
    }

    /// The changes as files hold them.
    ///
    /// # Errors
    /// When they stand in a file that cannot be read.
    pub fn written(&self) -> io::Result<Cow<'_, [wire::Change]>> {
        let changes = match &*self.form {
            Form::Written(changes) => Cow::Borrowed(changes.as_slice()),
            Form::Packed(json) => Cow::Owned(unpacked(json)),
            Form::Stored(stored) => Cow::Owned(stored.read()?),
            Form::Made(made) => {
                let at = made.coordinates();
                let changes = made.changes.iter();
                changes.map(|c| at.change(c, &made.speakers)).collect()
            }
        };
        Ok(self.as_turned(changes))
    }

    /// Those of the status and of the time of the last change, as files hold them.
    pub fn of_front(&self) -> Vec<wire::Change> {
        let front: Vec<wire::Change> = match &*self.form {
            Form::Made(made) => {
                let at = made.coordinates();
                let front = made.changes.iter();
                let front = front.filter(|c| matches!(c, Change::Status(_) | Change::Updated(_)));
                front.map(|c| at.change(c, &made.speakers)).collect()
            }
            Form::Written(changes) => changes.iter().filter(|c| is_front(c)).cloned().collect(),
            Form::Packed(json) => unpacked(json)
                .iter()
                .filter(|c| is_front(c))
                .cloned()
                .collect(),
            Form::Stored(stored) => stored.front.clone(),
        };
        self.as_turned(Cow::Owned(front)).into_owned()
    }

    fn as_turned<'a>(&self, changes: Cow<'a, [wire::Change]>) -> Cow<'a, [wire::Change]> {
        if !self.turned {
            return changes;
        }
        let changes = changes.into_owned().into_iter().rev();
        changes.map(wire::Change::inverse).collect()
    }

    /// The changes as they are made to annotations of a text.
    ///
    /// # Errors
    /// [`BadChange`] when one that was read from a file does not fit the text, or cannot be read.
    pub fn on(&self, at: Coordinates<'_>) -> Result<Cow<'_, [Change]>, BadChange> {
        match &*self.form {
            Form::Made(made) if *made.text == *at.text => Ok(if self.turned {
                let changes = made.changes.iter().rev().cloned();
                changes.map(Change::inverse).collect()
            } else {
                Cow::Borrowed(&made.changes)
            }),
            _ => {
                let written = self.written().map_err(|error| BadChange {
                    at: "changes".to_owned(),
                    reason: error.to_string(),
                })?;
                let strange = |c: &&wire::Change| !stands(&c.before, at) || !stands(&c.after, at);
                if let Some(change) = written.iter().find(strange) {
                    return Err(BadChange {
                        at: change.at.clone(),
                        reason: "something else stands around it".to_owned(),
                    });
                }
                let changes = written.iter().map(|change| at.read_change(change));
                let read: Result<Vec<_>, _> = changes.collect();
                read.map(Cow::Owned)
            }
        }
    }

    /// The changes that take these back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            form: Arc::clone(&self.form),
            turned: !self.turned,
        }
    }
}

impl Made {
    fn coordinates(&self) -> Coordinates<'_> {
        Coordinates {
            text: &self.text,
            index: &self.index,
        }
    }

    fn serialize<S: Serializer>(&self, turned: bool, serializer: S) -> Result<S::Ok, S::Error> {
        let at = self.coordinates();
        let mut sequence = serializer.serialize_seq(Some(self.changes.len()))?;
        let mut put = |change| {
            let element = Element {
                sequence: &mut sequence,
                turned,
            };
            at.put(change, &self.speakers, element)
        };
        if turned {
            self.changes.iter().rev().try_for_each(&mut put)?;
        } else {
            self.changes.iter().try_for_each(&mut put)?;
        }
        sequence.end()
    }
}

/// Writes a change as an element of a sequence.
struct Element<'a, S> {
    sequence: &'a mut S,
    turned: bool,
}

impl<S: SerializeSeq> Put for Element<'_, S> {
    type Put = Result<(), S::Error>;

    fn put<T: Serialize>(self, at: &str, before: &T, after: &T) -> Result<(), S::Error> {
        /// As [`wire::Change`].
        #[derive(Serialize)]
        struct Written<'a, T> {
            at: &'a str,
            before: &'a T,
            after: &'a T,
        }
        let (before, after) = if self.turned {
            (after, before)
        } else {
            (before, after)
        };
        self.sequence
            .serialize_element(&Written { at, before, after })
    }
}

/// Whether the words that stood around an item stand around its place in a text: the same words may
/// stand there in another article.
pub(super) fn stands(item: &Value, at: Coordinates<'_>) -> bool {
    let pieces = item.get("content").and_then(Value::as_array);
    let first = pieces.map_or(Some(item), |pieces| pieces.first());
    let last = pieces.map_or(Some(item), |pieces| pieces.last());
    let place = |item: Option<&Value>, field| item?.get(field)?.as_u64().map(|at| at as usize);
    let (Some(start), Some(end)) = (place(first, "start"), place(last, "end")) else {
        return true;
    };
    let Some(span) = at.index.span_of_code_points(at.text, start, end) else {
        return false;
    };
    let around = |field| item.get(field).and_then(Value::as_str).unwrap_or_default();
    span::until(at.text, span.start).ends_with(around("prefix"))
        && span::from(at.text, span.end).starts_with(around("suffix"))
}

fn is_front(change: &wire::Change) -> bool {
    matches!(change.at.as_str(), "status" | "updated")
}

/// What was packed a moment ago can be read.
fn unpacked(json: &str) -> Vec<wire::Change> {
    serde_json::from_str(json).unwrap_or_default()
}

impl From<Vec<wire::Change>> for Changes {
    /// Changes as a file held them.
    fn from(changes: Vec<wire::Change>) -> Self {
        Self::from(Form::Written(changes))
    }
}

/// Changes are the same that files hold as the same.
impl PartialEq for Changes {
    fn eq(&self, other: &Self) -> bool {
        match (self.written(), other.written()) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
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

    fn json(changes: &Changes) -> String {
        let mut json = Vec::new();
        changes.write_json(&mut json).unwrap();
        String::from_utf8(json).unwrap()
    }

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
        let read = Changes::from(made.written().unwrap().to_vec());
        let packed = Changes::packed(made.written().unwrap().to_vec());
        assert_eq!((&packed, &packed.inverse()), (&read, &read.inverse()));
        assert_eq!(made.on(at).unwrap(), read.on(at).unwrap());
        assert_eq!(made.inverse(), read.inverse());
        let line = format!("{{\"a\":1,\"changes\":{}}}\n", json(&made));
        let file = Arc::new(tempfile::tempfile().unwrap());
        file.write_all_at(line.as_bytes(), 3).unwrap();
        let written = made.written().unwrap();
        let stored = Changes::stored(&written, &file, 3, line.len());
        let aside = Aside::from(tempfile::tempfile().unwrap());
        let first = read.put_aside(&aside).unwrap();
        let second = made.put_aside(&aside).unwrap();
        let all = [made.clone(), read, packed, first, second, stored];
        for changes in &all {
            assert_eq!(*changes, made);
            assert_eq!(json(changes), serde_json::to_string(&written).unwrap());
            let turned = changes.inverse();
            assert_eq!(turned, made.inverse());
            assert_eq!(json(&turned), json(&made.inverse()));
            assert_eq!(turned.inverse(), made);
            let front = written.iter().filter(|c| is_front(c)).cloned();
            assert_eq!(changes.of_front(), front.collect::<Vec<_>>());
            assert_eq!(turned.of_front().len(), 2);
        }
        file.set_len(0).unwrap();
        assert!(all[5].written().is_err() && all[5].inverse().on(at).is_err());
        assert!(all[5].write_json(&mut Vec::new()).is_err());
        for changes in all.into_iter().take(5) {
            let mut again = annotations.clone();
            apply(&mut again, &changes.inverse().on(at).unwrap()).unwrap();
            assert_eq!(again, before);
        }
    }
}
