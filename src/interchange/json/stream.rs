//! Articles of a JSON file one after the other, whatever its shape, keeping none.
//!
//! Lines of objects; objects laid out over many lines; an array of them; a document that holds them
//! under `records`.

use std::io::{self, BufRead, Cursor, Read};
use std::ops::ControlFlow;

use serde_json::Value;
use serde_json::error::Category;

use super::scan::document;
use crate::bounded;
use crate::corpus::LONGEST_RECORD;

/// A longer article is not read, in bytes.
pub(super) const LONGEST: u64 = LONGEST_RECORD as u64;

/// The name under which a document holds its articles.
pub(super) const RECORDS: &str = "records";

/// Takes what is read: the line on which it begins, and an article or what is wrong there.
pub(super) type Take<'a> = dyn FnMut(u64, Result<Value, String>) -> ControlFlow<()> + 'a;

/// Hands the articles of a file on, in order: the line on which each begins, from 1, and its object
/// or what is wrong there. Reading ends when `take` says so.
///
/// After a mistake in a line the next line is read; after one in a value of many lines what stands behind
/// its brackets.
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
        let is_list = line.trim_ascii_start().starts_with(b"[");
        if is_list && !has_lines {
            return document(Cursor::new(line).chain(reader), number, &mut take);
        }
        let flow = match serde_json::from_slice::<Value>(&line) {
            Ok(Value::Object(fields)) if !fields.contains_key(RECORDS) => {
                take(number, Ok(Value::Object(fields)))
            }
            Ok(Value::Array(values)) if values.is_empty() => take(number, Err(EMPTY.to_owned())),
            // It holds articles inside.
            Ok(Value::Array(_) | Value::Object(_)) => inside(&line, number, &mut take)?,
            // What begins here ends on another line.
            Err(error) if error.classify() == Category::Eof && !has_lines => {
                return document(Cursor::new(line).chain(reader), number, &mut take);
            }
            Ok(_) => take(number, Err(NO_OBJECT.to_owned())),
            Err(_) if is_list => inside(&line, number, &mut take)?,
            Err(error) => take(number, Err(without_line(&error, 0))),
        };
        if flow.is_break() {
            return Ok(());
        }
        has_lines = true;
        line.clear();
    }
}

/// The articles of a line that holds several.
fn inside(line: &[u8], number: u64, take: &mut Take<'_>) -> io::Result<ControlFlow<()>> {
    let mut ends = ControlFlow::Continue(());
    document(line, number, &mut |at, value| {
        ends = take(at, value);
        ends
    })?;
    Ok(ends)
}

pub(super) const NO_OBJECT: &str = "is no object";
pub(super) const EMPTY: &str = "is an empty list";

/// The message without the line, which is told in front of it; so many columns stand before what was read.
pub(super) fn without_line(error: &serde_json::Error, before: usize) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    let message = message.get(..end).unwrap_or_default();
    let advice = if message.contains("surrogate") || message.contains("hex escape") {
        "; half of a \\u pair stands alone: write the character itself or both halves"
    } else {
        ""
    };
    format!(
        "is no JSON: {message} at column {}{advice}",
        before + error.column()
    )
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
    fn a_broken_article_of_a_list_does_not_hide_the_others() {
        let told = read(
            "[{\"id\":1},\n{\"id\":2},\n{\"id\" 3},{\"id\":NaN},{\"id\":\"\\ud83d\"},{\"id\":4}]",
        );
        assert_eq!(told[..2], ["1: 1", "2: 2"]);
        assert!(
            told[2].starts_with("3: is no JSON: expected `:`"),
            "{told:?}"
        );
        assert_eq!(told[3], "3: is no JSON: expected value at column 16");
        assert!(told[4].contains("half of a \\u pair"), "{told:?}");
        assert_eq!(told[5..], ["3: 4"]);
        // One that has lost the end of a string, a comma, or is no article.
        let told = read("[{\"id\":\"1},\n{\"id\":2}]");
        assert!(told[0].starts_with("1: is no JSON: EOF"), "{told:?}");
        assert_eq!(told[1..], ["2: 2"]);
        assert_eq!(
            read("[{\"id\":1} {\"id\":2}, 7, [], null, {\"id\":3},]"),
            [
                "1: 1",
                "1: is no JSON: expected `,` before it",
                "1: 2",
                "1: is no object",
                "1: is no object",
                "1: is no object",
                "1: 3",
                "1: is no JSON: trailing comma",
            ]
        );
        let document =
            "{\"format\":\"x\",\n\"records\":[\n{\"id\":1},\n{\"id\":x},\n{\"id\":2}\n]}\n";
        let told = read(document);
        assert_eq!((&*told[0], &*told[2]), ("3: 1", "5: 2"));
        assert!(
            told[1].starts_with("4: is no JSON: expected value"),
            "{told:?}"
        );
    }

    #[test]
    fn a_list_that_is_cut_off_says_so() {
        let told = read("[{\"id\":1},\n{\"id\":2},{\"id\":3");
        assert_eq!(told[..2], ["1: 1", "2: 2"]);
        assert!(told[2].starts_with("2: is no JSON: EOF"), "{told:?}");
        assert_eq!(told[3..], ["2: is no JSON: the list has no end"]);
    }

    #[test]
    fn a_line_with_a_list_does_not_hide_the_lines_behind_it() {
        let told = read("{\"id\":1}\n[]\n[5]\n[{\"id\":2},{\"id\":3}]\n{\"id\":4}\n");
        assert_eq!(
            told,
            [
                "1: 1",
                "2: is an empty list",
                "3: is no object",
                "4: 2",
                "4: 3",
                "5: 4"
            ]
        );
        assert_eq!(read("[]\n{\"id\":1}\n"), ["1: is an empty list", "2: 1"]);
        assert_eq!(read("[]\n"), [""; 0]);
    }

    #[test]
    fn what_has_no_end_is_told() {
        assert_eq!(read("{\"records\": \"x\"\n}"), ["1: null"]);
        assert!(read(&"[".repeat(100_000))[0].contains("is no JSON"));
    }
}
