//! Values of a JSON file cut out one after the other by their brackets, so that a mistake in one does not
//! hide those behind it.

use std::io::{self, Read};
use std::ops::ControlFlow;

use serde_json::Value;

use super::stream::{EMPTY, LONGEST, NO_OBJECT, RECORDS, Take, without_line};
use crate::bounded;

/// So many bytes are read at once.
const CHUNK: usize = 64 << 10;

/// Hands on the articles of values that stand one after the other, each an object, a list of articles, or
/// a document with a list of them; `first` is the line on which they begin.
///
/// # Errors
/// When the file cannot be read, or an article is too long.
pub(super) fn document(reader: impl Read, first: u64, take: &mut Take<'_>) -> io::Result<()> {
    let mut scan = Scan {
        reader,
        chunk: Vec::new(),
        at: 0,
        line: first,
        column: 1,
    };
    while let Some(byte) = scan.next_visible()? {
        let flow = match byte {
            b'[' => {
                let line = scan.line;
                let (flow, count) = scan.list(take)?;
                let is_alone = count > 0 || flow.is_break() || scan.next_visible()?.is_none();
                if is_alone {
                    flow
                } else {
                    take(line, Err(EMPTY.to_owned()))
                }
            }
            b'{' => scan.object(take)?,
            _ => {
                let line = scan.line;
                scan.until_line_ends()?;
                take(line, Err(NO_OBJECT.to_owned()))
            }
        };
        if flow.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

/// A reader that knows its place.
struct Scan<R> {
    reader: R,
    chunk: Vec<u8>,
    /// The next byte of the chunk.
    at: usize,
    line: u64,
    /// The column of the next byte, from 1.
    column: usize,
}

/// A value as it stands in the file.
struct Raw {
    bytes: Vec<u8>,
    line: u64,
    column: usize,
}

impl Raw {
    /// Hands the article on, or what is wrong with it.
    fn hand_on(&self, take: &mut Take<'_>) -> ControlFlow<()> {
        match serde_json::from_slice::<Value>(&self.bytes) {
            Ok(Value::Object(fields)) => take(self.line, Ok(Value::Object(fields))),
            Ok(_) => take(self.line, Err(NO_OBJECT.to_owned())),
            Err(error) => {
                let line = self.line + (error.line() as u64).saturating_sub(1);
                let before = if error.line() > 1 { 0 } else { self.column - 1 };
                take(line, Err(without_line(&error, before)))
            }
        }
    }
}

impl<R: Read> Scan<R> {
    /// The next byte, if there is one.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.chunk.len() {
            self.chunk.resize(CHUNK, 0);
            self.at = 0;
            let count = loop {
                match self.reader.read(&mut self.chunk) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read?,
                }
            };
            self.chunk.truncate(count);
        }
        Ok(self.chunk.get(self.at).copied())
    }

    /// Goes on behind the next byte.
    fn pass(&mut self, byte: u8) {
        self.at += 1;
        self.column += 1;
        if byte == b'\n' {
            self.line += 1;
            self.column = 1;
        }
    }

    /// The next byte that is no white space.
    fn next_visible(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.pass(byte);
        }
        Ok(None)
    }

    fn until_line_ends(&mut self) -> io::Result<()> {
        while let Some(byte) = self.peek()?.filter(|byte| *byte != b'\n') {
            self.pass(byte);
        }
        Ok(())
    }

    fn raw(&self) -> Raw {
        Raw {
            bytes: Vec::new(),
            line: self.line,
            column: self.column,
        }
    }

    /// Takes the next byte into a value.
    fn push(&mut self, byte: u8, raw: &mut Raw) -> io::Result<()> {
        self.pass(byte);
        raw.bytes.push(byte);
        if raw.bytes.len() as u64 > LONGEST {
            let told = bounded::too_long(LONGEST);
            let told = format!("the article of line {}: {told}; split it", raw.line);
            return Err(io::Error::other(told));
        }
        Ok(())
    }

    /// Takes in white space; the byte behind it.
    fn space(&mut self, raw: &mut Raw) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.push(byte, raw)?;
        }
        Ok(None)
    }

    /// Takes in a value to its end: that of its brackets, or what separates it from the next one. One of
    /// a single line in which a string has lost its end goes no further than the line; whether it is one.
    fn value(&mut self, raw: &mut Raw) -> io::Result<bool> {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek()? {
            match byte {
                b'"' => {
                    let is_whole = self.string(raw)?;
                    if !is_whole && raw.line == self.line {
                        return Ok(true);
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' if depth == 0 => return Ok(false),
                b'}' | b']' if depth == 1 => {
                    self.push(byte, raw)?;
                    return Ok(false);
                }
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.push(byte, raw)?;
        }
        Ok(false)
    }

    /// Takes in a string; whether it has an end. None goes on over the end of a line.
    fn string(&mut self, raw: &mut Raw) -> io::Result<bool> {
        self.push(b'"', raw)?;
        let mut is_escaped = false;
        while let Some(byte) = self.peek()?.filter(|byte| *byte != b'\n') {
            self.push(byte, raw)?;
            match byte {
                b'"' if !is_escaped => return Ok(true),
                _ => is_escaped = byte == b'\\' && !is_escaped,
            }
        }
        Ok(false)
    }

    /// Hands on the articles of a list; how many values stand in it.
    fn list(&mut self, take: &mut Take<'_>) -> io::Result<(ControlFlow<()>, u64)> {
        self.pass(b'[');
        let mut count = 0;
        let mut is_separated = true;
        loop {
            let Some(byte) = self.next_visible()? else {
                return Ok((take(self.line, Err(NO_END.to_owned())), count));
            };
            let flow = match byte {
                b']' => {
                    self.pass(byte);
                    let flow = if is_separated && count > 0 {
                        take(self.line, Err("is no JSON: trailing comma".to_owned()))
                    } else {
                        ControlFlow::Continue(())
                    };
                    return Ok((flow, count));
                }
                b',' | b'}' => {
                    self.pass(byte);
                    let is_wrong = is_separated || byte == b'}';
                    is_separated = true;
                    if is_wrong {
                        take(self.line, Err("is no JSON: expected value".to_owned()))
                    } else {
                        ControlFlow::Continue(())
                    }
                }
                _ => {
                    let is_joined = !is_separated;
                    let mut raw = self.raw();
                    // The comma behind it was taken for a part of its string.
                    is_separated = self.value(&mut raw)?;
                    count += 1;
                    let comma = "is no JSON: expected `,` before it";
                    let flow = if is_joined {
                        take(raw.line, Err(comma.to_owned()))
                    } else {
                        ControlFlow::Continue(())
                    };
                    if flow.is_break() {
                        flow
                    } else {
                        raw.hand_on(take)
                    }
                }
            };
            if flow.is_break() {
                return Ok((flow, count));
            }
        }
    }

    /// Hands on an object as an article, or the articles of its list of records.
    fn object(&mut self, take: &mut Take<'_>) -> io::Result<ControlFlow<()>> {
        let mut raw = self.raw();
        self.push(b'{', &mut raw)?;
        let mut is_list = false;
        while let Some(byte) = self.space(&mut raw)? {
            match byte {
                b'}' => {
                    self.push(byte, &mut raw)?;
                    break;
                }
                b'"' => {
                    let begins = raw.bytes.len();
                    self.string(&mut raw)?;
                    let key = raw.bytes.get(begins..).unwrap_or_default();
                    let key = key.strip_prefix(b"\"").and_then(|k| k.strip_suffix(b"\""));
                    let is_records = key == Some(RECORDS.as_bytes());
                    if self.space(&mut raw)? == Some(b':') {
                        self.push(b':', &mut raw)?;
                        let next = self.space(&mut raw)?;
                        if is_records && next == Some(b'[') {
                            is_list = true;
                            raw.bytes.extend(b"[]");
                            let (flow, _) = self.list(take)?;
                            if flow.is_break() {
                                return Ok(flow);
                            }
                        } else {
                            self.value(&mut raw)?;
                        }
                    }
                }
                _ => self.push(byte, &mut raw)?,
            }
        }
        if !is_list {
            return Ok(raw.hand_on(take));
        }
        match serde_json::from_slice::<serde::de::IgnoredAny>(&raw.bytes) {
            Ok(_) => Ok(ControlFlow::Continue(())),
            Err(error) => Ok(take(self.line, Err(without_line(&error, 0)))),
        }
    }
}

const NO_END: &str = "is no JSON: the list has no end";
