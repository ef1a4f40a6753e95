//! The front of a record: what a list of articles shows, read without the rest of the file.

use std::fmt;
use std::io::{BufReader, Read};
use std::path::Path;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};

use super::disk::{self, is_missing};
use super::error::StoreError;
use super::record::{ArticleJson, Counts, FORMAT, JournalMark, VERSION};
use crate::annotation::{Status, Timestamp};

/// What the front of a record tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Front {
    pub(super) version: u64,
    pub(super) journal: Option<JournalMark>,
    pub(super) article: ArticleJson,
    pub(super) status: Status,
    pub(super) tags: Vec<String>,
    pub(super) noted: bool,
    pub(super) updated: Option<String>,
    pub(super) counts: Option<Counts>,
}

impl Front {
    /// When anything was last decided.
    pub(super) fn updated(&self) -> Option<Timestamp> {
        self.updated.as_deref()?.parse().ok()
    }
}

/// Reads the front of the record at `path`; none where there is no such file.
///
/// A record that this program wrote is read up to its `counts`; one whose keys stand in another
/// order is read as far as needed.
pub(super) fn read_front(path: &Path) -> Result<Option<Front>, StoreError> {
    let file = match disk::open_to_read(path) {
        Ok(file) => file,
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(StoreError::io(path, "read")(error)),
    };
    front_of(BufReader::with_capacity(2048, file), path).map(Some)
}

fn front_of(input: impl Read, path: &Path) -> Result<Front, StoreError> {
    let mut reading = Reading::default();
    let mut json = serde_json::Deserializer::from_reader(input);
    let result = reading.deserialize(&mut json);
    let wrong = |field: &str, line: usize, reason: String| StoreError::Record {
        path: path.to_owned(),
        line,
        field: field.to_owned(),
        reason,
    };
    if reading.format.as_deref().is_some_and(|f| f != FORMAT) {
        return Err(wrong("format", 0, format!("this is no {FORMAT:?}")));
    }
    if reading.front.version > VERSION {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            version: reading.front.version,
        });
    }
    match result {
        _ if reading.is_enough() => Ok(reading.front),
        Ok(()) if reading.format.is_none() => Err(wrong("format", 0, "it is missing".to_owned())),
        Ok(()) if reading.front.article.id.is_empty() => {
            Err(wrong("article.id", 0, "it is missing".to_owned()))
        }
        Ok(()) => Ok(reading.front),
        Err(error) => Err(wrong(&reading.at, error.line(), error.to_string())),
    }
}

/// How many fields the front has.
const FIELDS: usize = 8;

/// What was read so far; the parser fills it, so that it is there even when the parser is stopped.
#[derive(Default)]
struct Reading {
    front: Front,
    format: Option<String>,
    /// How many fields of the front were met.
    met: usize,
    /// The field that is being read.
    at: String,
}

impl Reading {
    fn is_enough(&self) -> bool {
        self.met == FIELDS
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reading {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Reading {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.at.clone_from(&key);
            let front = &mut self.front;
            match key.as_str() {
                "format" => self.format = Some(map.next_value()?),
                "version" => front.version = map.next_value()?,
                "journal" => front.journal = map.next_value()?,
                "article" => front.article = map.next_value()?,
                "status" => front.status = map.next_value()?,
                "tags" => front.tags = map.next_value()?,
                "note" => {
                    // It stands before the last of the fields that are counted.
                    front.noted = map.next_value::<Option<IgnoredAny>>()?.is_some();
                    continue;
                }
                "updated" => front.updated = map.next_value()?,
                "counts" => front.counts = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            }
            self.met += 1;
            // Leaving a map unread is an error to the parser: it is the way to stop.
            if self.is_enough() {
                return Err(A::Error::custom("enough"));
            }
            if self.front.version > VERSION {
                return Err(A::Error::custom("a newer version"));
            }
        }
        Ok(())
    }
}
