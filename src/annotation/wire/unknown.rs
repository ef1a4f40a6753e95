//! Fields inside an item that this version does not know: they wait in the item's own unknown fields,
//! under the name of the known field in which they stood, and go back there as long as it is the same.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Piece, SpeakerJson, WasCluster, WasDate, WasEntity, WasQuote};

/// The known fields in which there may be unknown ones.
const FIELDS: [&str; 5] = ["content", "quoted", "cue", "speaker", "was"];

/// A part of an item in which there may be fields that this version does not know.
pub(super) trait Nested: Clone + Serialize + DeserializeOwned {
    /// Whether every field of it is known.
    fn is_known(&self) -> bool;

    /// Takes over the unknown fields of what was read, if it is still the same.
    fn take_unknown(&mut self, read: Self);

    /// Forgets words and names that follow from the rest, which a record may leave out.
    fn forget_words(&mut self) {}
}

/// Keeps the unknown fields of a part that was just read.
pub(super) fn keep(extra: &mut Map<String, Value>, field: &str, read: &impl Nested) {
    if read.is_known() {
        return;
    }
    let mut read = read.clone();
    read.forget_words();
    if let Ok(value) = serde_json::to_value(read) {
        extra.insert(field.to_owned(), value);
    }
}

/// Gives a part that is about to be written its unknown fields back.
pub(super) fn restore<N: Nested>(extra: &Map<String, Value>, field: &str, written: &mut N) {
    if let Some(value) = extra.get(field)
        && let Ok(read) = N::deserialize(value)
    {
        written.take_unknown(read);
    }
}

/// An item's own unknown fields, without those of its parts.
pub(super) fn own(extra: &Map<String, Value>) -> Map<String, Value> {
    let mut own = extra.clone();
    if FIELDS.iter().any(|field| own.contains_key(*field)) {
        own.retain(|field, _| !FIELDS.contains(&field.as_str()));
    }
    own
}

impl Nested for Piece {
    fn is_known(&self) -> bool {
        self.extra.is_empty()
    }

    fn take_unknown(&mut self, read: Self) {
        if (self.start, self.end) == (read.start, read.end) {
            self.extra = read.extra;
        }
    }

    fn forget_words(&mut self) {
        self.text = None;
    }
}

impl<N: Nested> Nested for Option<N> {
    fn is_known(&self) -> bool {
        self.as_ref().is_none_or(N::is_known)
    }

    fn take_unknown(&mut self, read: Self) {
        if let (Some(written), Some(read)) = (self, read) {
            written.take_unknown(read);
        }
    }

    fn forget_words(&mut self) {
        self.iter_mut().for_each(N::forget_words);
    }
}

impl<N: Nested> Nested for Vec<N> {
    fn is_known(&self) -> bool {
        self.iter().all(N::is_known)
    }

    fn take_unknown(&mut self, read: Self) {
        for (written, read) in self.iter_mut().zip(read) {
            written.take_unknown(read);
        }
    }

    fn forget_words(&mut self) {
        self.iter_mut().for_each(N::forget_words);
    }
}

impl Nested for SpeakerJson {
    fn is_known(&self) -> bool {
        self.extra.is_empty()
    }

    fn take_unknown(&mut self, read: Self) {
        let same = (self.start, self.end) == (read.start, read.end);
        if same && self.cluster == read.cluster {
            self.extra = read.extra;
        }
    }

    fn forget_words(&mut self) {
        self.text = None;
        self.name = None;
    }
}

impl Nested for WasQuote {
    fn is_known(&self) -> bool {
        let spans = self.content.is_known() && self.quoted.is_known() && self.cue.is_known();
        spans && self.speaker.is_known() && self.extra.is_empty()
    }

    fn take_unknown(&mut self, read: Self) {
        self.content.take_unknown(read.content);
        self.quoted.take_unknown(read.quoted);
        self.cue.take_unknown(read.cue);
        self.speaker.take_unknown(read.speaker);
        self.extra = read.extra;
    }

    fn forget_words(&mut self) {
        self.content.forget_words();
        self.quoted.forget_words();
        self.cue.forget_words();
        self.speaker.forget_words();
    }
}

/// Of what the machine took for an item that covers one span.
macro_rules! nested {
    ($was:ty) => {
        impl Nested for $was {
            fn is_known(&self) -> bool {
                self.extra.is_empty()
            }

            fn take_unknown(&mut self, read: Self) {
                self.extra = read.extra;
            }

            fn forget_words(&mut self) {
                self.text = None;
            }
        }
    };
}

nested!(WasEntity);
nested!(WasDate);

impl Nested for WasCluster {
    fn is_known(&self) -> bool {
        self.extra.is_empty()
    }

    fn take_unknown(&mut self, read: Self) {
        self.extra = read.extra;
    }
}
