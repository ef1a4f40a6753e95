//! Articles of a JSON file one after the other, whatever its shape, keeping none.
//!
//! Lines of objects; objects laid out over many lines; an array of them; a document that holds them
//! under `records`.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Cursor, Read};
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Value};

use crate::bounded;
use crate::corpus::LONGEST_RECORD;

/// A longer article is not read, in bytes.
const LONGEST: u64 = LONGEST_RECORD as u64;

/// The name under which a document holds its articles.
pub(super) const RECORDS: &str = "records";

/// Hands the articles of a file on, in order: the line on which each begins, from 1, and its object
/// or what is wrong there. Reading ends when `take` says so.
///
/// After a mistake in a line the next line is read; a mistake in a value of many lines ends it.
///
/// # Errors
/// When the file cannot be read.
pub fn stream(
    mut reader: impl BufRead,
    mut take: impl FnMut(u64, Result<Value, String>) -> ControlFlow<()>,
) -> io::Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    let mut has_lines = false;
    loop {
        let whole = bounded::read_line(&mut reader, &mut line, LONGEST)?;
        if line.is_empty() {
            return Ok(());
        }
        number += 1;
        if number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            line.clear();
            continue;
        }
        if !whole {
            if !has_lines {
                return document(Cursor::new(line).chain(reader), number, &mut take);
            }
            let told = format!("{}; split it", bounded::too_long(LONGEST));
            if take(number, Err(told)).is_break() {
                return Ok(());
            }
            reader.skip_until(b'\n')?;
            line.clear();
            continue;
        }
        let flow = match serde_json::from_slice::<Value>(&line) {
            Ok(Value::Object(fields)) if !fields.contains_key(RECORDS) => {
                take(number, Ok(Value::Object(fields)))
            }
            // What begins here ends on another line, or holds articles inside.
            Ok(Value::Array(_) | Value::Object(_)) => {
                return document(Cursor::new(line).chain(reader), number, &mut take);
            }
            Err(error) if error.classify() == Category::Eof && !has_lines => {
                return document(Cursor::new(line).chain(reader), number, &mut take);
            }
            Ok(_) => take(number, Err(NO_OBJECT.to_owned())),
            Err(error) => take(number, Err(without_line(&error))),
        };
        if flow.is_break() {
            return Ok(());
        }
        has_lines = true;
        line.clear();
    }
}

const NO_OBJECT: &str = "is no object";

/// The message without the line, which is told in front of it.
fn without_line(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    let message = message.get(..end).unwrap_or_default();
    let advice = if message.contains("surrogate") || message.contains("hex escape") {
        "; half of a \\u pair stands alone: write the character itself or both halves"
    } else {
        ""
    };
    format!("is no JSON: {message} at column {}{advice}", error.column())
}

/// Reads values of many lines, one after the other.
fn document<F: FnMut(u64, Result<Value, String>) -> ControlFlow<()>>(
    reader: impl Read,
    first: u64,
    take: &mut F,
) -> io::Result<()> {
    let place = Place {
        line: Cell::new(first),
        since: Cell::new(0),
    };
    let mut json = serde_json::Deserializer::from_reader(Counting {
        reader,
        place: &place,
    });
    loop {
        let mut stopped = false;
        let top = Top {
            place: &place,
            take: &mut |line, value| {
                let flow = take(line, value);
                stopped = flow.is_break();
                flow
            },
            inside: false,
        };
        let result = top.deserialize(&mut json);
        if stopped {
            return Ok(());
        }
        match result {
            Ok(()) if json.end().is_ok() => return Ok(()),
            Ok(()) => {}
            Err(error) if error.is_io() => return Err(error.into()),
            Err(error) => {
                let _ = take(first + error.line() as u64 - 1, Err(without_line(&error)));
                return Ok(());
            }
        }
    }
}

/// Where reading is.
struct Place {
    /// The line.
    line: Cell<u64>,
    /// How many bytes were read since the last article began.
    since: Cell<u64>,
}

/// Counts what is read, a byte at a time, and goes on no longer than an article can be.
struct Counting<'a, R> {
    reader: R,
    place: &'a Place,
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        let breaks = memchr::memchr_iter(b'\n', read).count();
        let place = self.place;
        place.line.set(place.line.get() + breaks as u64);
        place.since.set(place.since.get() + count as u64);
        if place.since.get() > LONGEST {
            let (line, told) = (place.line.get(), bounded::too_long(LONGEST));
            let told = format!("the article before line {line}: {told}; split it");
            return Err(io::Error::other(told));
        }
        Ok(count)
    }
}

/// A value at the top, or in a list of articles.
struct Top<'a, F> {
    place: &'a Place,
    take: &'a mut F,
    /// Whether it stands in a list: then it is an article whatever it holds.
    inside: bool,
}

impl<'de, F: FnMut(u64, Result<Value, String>) -> ControlFlow<()>> DeserializeSeed<'de>
    for Top<'_, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, F: FnMut(u64, Result<Value, String>) -> ControlFlow<()>> Visitor<'de> for Top<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let line = self.place.line.get();
        self.place.since.set(0);
        let mut fields = Map::new();
        let mut is_list = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == RECORDS && !self.inside {
                is_list = true;
                map.next_value_seed(List {
                    place: self.place,
                    take: &mut *self.take,
                })?;
            } else {
                fields.insert(key, map.next_value()?);
            }
        }
        // An error is the way to stop the parser.
        if !is_list && (self.take)(line, Ok(Value::Object(fields))).is_break() {
            return Err(A::Error::custom("enough"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        if self.inside {
            return Err(A::Error::custom(NO_OBJECT));
        }
        List {
            place: self.place,
            take: self.take,
        }
        .visit_seq(seq)
    }
}

/// A list of articles.
struct List<'a, F> {
    place: &'a Place,
    take: &'a mut F,
}

impl<'de, F: FnMut(u64, Result<Value, String>) -> ControlFlow<()>> DeserializeSeed<'de>
    for List<'_, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(u64, Result<Value, String>) -> ControlFlow<()>> Visitor<'de> for List<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq
            .next_element_seed(Top {
                place: self.place,
                take: &mut *self.take,
                inside: true,
            })?
            .is_some()
        {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Vec<String> {
        let mut found = Vec::new();
        stream(file.as_bytes(), |line, value| {
            found.push(match value {
                Ok(value) => format!("{line}: {}", value["id"]),
                Err(reason) => format!("{line}: {reason}"),
            });
            ControlFlow::Continue(())
        })
        .unwrap();
        found
    }

    #[test]
    fn every_shape_gives_its_articles_with_their_lines() {
        let lines = "\u{feff}{\"id\":1}\n\n{\"id\":2}\n";
        assert_eq!(read(lines), ["1: 1", "3: 2"]);
        let record = "{\n  \"id\": 1,\n  \"records\": 0\n}";
        assert_eq!(read(&record.replace("records", "x")), ["1: 1"]);
        assert_eq!(
            read("\n{\n\"id\": 1\n}\n{\n\"id\": 2\n}\n"),
            ["2: 1", "5: 2"]
        );
        assert_eq!(read("[{\"id\":1},\n{\"id\":2}]"), ["1: 1", "2: 2"]);
        let document = "{\"format\":\"x\",\"records\":[\n{\"id\":1},\n{\"id\":2}\n]}\n";
        assert_eq!(read(document), ["2: 1", "3: 2"]);
        assert_eq!(read("{\"records\":[{\"id\":1}]}"), ["1: 1"]);
        assert_eq!(read(" \n"), [""; 0]);
    }

    #[test]
    fn reading_ends_when_it_is_told_to() {
        for file in [
            "{\"id\":1}\n{\"id\":2}",
            "[{\"id\":1},\n{\"id\":2}]",
            "{\n\"id\":1}{\"id\":2}",
        ] {
            let mut met = 0;
            stream(file.as_bytes(), |_, _| {
                met += 1;
                ControlFlow::Break(())
            })
            .unwrap();
            assert_eq!(met, 1, "{file}");
        }
    }

    #[test]
    fn a_broken_line_does_not_hide_the_others() {
        let told = read("{\"id\":1}\n{\"id\":\nnonsense\n7\n{\"id\":2}");
        assert_eq!(told.len(), 5, "{told:?}");
        assert!(told[1].starts_with("2: is no JSON: EOF"), "{told:?}");
        assert!(told[2].starts_with("3: is no JSON: expected"), "{told:?}");
        assert_eq!(told[3..], ["4: is no object", "5: 2"]);
        let told = read("{\"id\":\"\\ud83d\"}\n{\"id\":2}");
        assert!(
            told[0].contains("half of a \\u pair stands alone"),
            "{told:?}"
        );
        assert_eq!(told[1], "2: 2");
    }

    #[test]
    fn a_broken_document_gives_what_stands_before() {
        let told = read("[{\"id\":1},\n{\"id\":2},\n{\"id\" 3}]");
        assert_eq!(told[..2], ["1: 1", "2: 2"]);
        assert!(
            told[2].starts_with("3: is no JSON: expected `:`"),
            "{told:?}"
        );
        assert!(read("{\"records\": \"x\"\n}")[0].starts_with("1: is no JSON: invalid type"));
        assert!(read(&"[".repeat(100_000))[0].contains("is no JSON"));
    }
}
