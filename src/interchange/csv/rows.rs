//! The rows of a table, one after the other.

use std::io::{self, BufRead, Cursor, Read as _};

use crate::bounded;
use crate::corpus::LONGEST_RECORD;
use crate::ingest::decode::{DAMAGED, DAMAGED_WIDE, decode};
use crate::interchange::Fault;

/// A longer row is not read, in bytes.
const LONGEST: u64 = LONGEST_RECORD as u64;
/// How much is read again, in bytes, because a quote mark was not closed: reading ends in time.
const MOST_AGAIN: usize = 4 * LONGEST_RECORD;

/// The rows of a table, as RFC 4180 has them: a quote mark opens a cell only where the cell begins.
pub struct Rows<'a> {
    input: Box<dyn BufRead + 'a>,
    /// What was read and is to be read again.
    again: Cursor<Vec<u8>>,
    /// How much was read again.
    repeated: usize,
    /// How many lines were read.
    lines: u64,
    /// The line on which the last row begins, from 1.
    pub line: u64,
    /// What divides cells; any that may, until this is known.
    pub delimiter: Option<char>,
    /// Whether it begins with a byte order mark, as this program writes it.
    pub marked: bool,
    /// Whether it was not UTF-8 and is read as what its bytes look like.
    pub recoded: bool,
    /// Whether it is UTF-8 but for a few bytes.
    damaged: bool,
}

/// What may divide cells, the likeliest first.
pub const DELIMITERS: [char; 3] = [',', ';', '\t'];

impl<'a> Rows<'a> {
    /// The rows of a table; one in UTF-16 is read at once.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn new(input: &'a mut dyn BufRead) -> io::Result<Self> {
        let is_wide = {
            let beginning = input.fill_buf()?;
            beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff")
        };
        let mut rows = Self {
            input: Box::new(input),
            again: Cursor::default(),
            repeated: 0,
            lines: 0,
            line: 0,
            delimiter: None,
            marked: false,
            recoded: false,
            damaged: false,
        };
        if is_wide {
            rows.recode(Vec::new())?;
        }
        Ok(rows)
    }

    /// The next row that is not empty.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Result<String, Fault>>> {
        loop {
            let row = match self.row()? {
                None => return Ok(None),
                Some(Err(fault)) => return Ok(Some(Err(fault))),
                Some(Ok(row)) => row,
            };
            match String::from_utf8(row) {
                Ok(row) => return Ok(Some(Ok(row))),
                Err(error) => {
                    if self.damaged || !self.recode(error.into_bytes())? {
                        let told = "is no UTF-8; save the table as UTF-8";
                        return Ok(Some(Err(Fault::new("row", told))));
                    }
                }
            }
        }
    }

    /// The bytes of the next row: lines as long as a quote is open.
    fn row(&mut self) -> io::Result<Option<Result<Vec<u8>, Fault>>> {
        let mut row = Vec::new();
        let mut state = State::Begins;
        loop {
            let before = row.len();
            let room = LONGEST.saturating_sub(before as u64);
            let whole = self.read_line(&mut row, room)?;
            let added = row.get(before..).unwrap_or_default();
            if added.is_empty() {
                break;
            }
            if before == 0 {
                self.line = self.lines + 1;
            }
            self.lines += 1;
            if self.line == 1 && before == 0 && row.starts_with(b"\xef\xbb\xbf") {
                row.drain(..3);
                self.marked = true;
            }
            if !whole {
                if before == 0 {
                    self.skip_line()?;
                    let told = bounded::too_long(LONGEST);
                    return Ok(Some(Err(Fault::new("row", told))));
                }
                return Ok(Some(Err(self.unclosed(&row))));
            }
            let added = row.get(before.min(row.len())..).unwrap_or_default();
            state = state.after(added, self.delimiter);
            if state != State::Quoted {
                if row.iter().all(u8::is_ascii_whitespace) {
                    row.clear();
                    state = State::Begins;
                    continue;
                }
                break;
            }
        }
        if state == State::Quoted {
            return Ok(Some(Err(self.unclosed(&row))));
        }
        Ok(Some(row).filter(|row| !row.is_empty()).map(Ok))
    }

    /// A quote mark opens and no other closes it: what follows its line is read again as rows.
    fn unclosed(&mut self, row: &[u8]) -> Fault {
        let first = memchr::memchr(b'\n', row).map_or(row.len(), |end| end + 1);
        let behind = row.get(first..).unwrap_or_default();
        let told = "a quote mark opens a cell and none closes it";
        if self.repeated > MOST_AGAIN {
            return Fault::new("row", format!("{told}; what follows is left out"));
        }
        self.repeated += behind.len();
        self.read_again(behind.to_vec());
        self.lines = self.line;
        Fault::new("row", told)
    }

    fn read_again(&mut self, mut bytes: Vec<u8>) {
        let place = usize::try_from(self.again.position()).unwrap_or(usize::MAX);
        let rest = self.again.get_ref().get(place..).unwrap_or_default();
        bytes.extend_from_slice(rest);
        self.again = Cursor::new(bytes);
    }

    fn read_line(&mut self, row: &mut Vec<u8>, room: u64) -> io::Result<bool> {
        let before = row.len();
        let whole = bounded::read_line(&mut self.again, row, room)?;
        let is_ended = row.len() > before && row.ends_with(b"\n");
        if !whole || is_ended {
            return Ok(whole);
        }
        let room = room.saturating_sub((row.len() - before) as u64);
        bounded::read_line(&mut self.input, row, room)
    }

    fn skip_line(&mut self) -> io::Result<()> {
        let place = usize::try_from(self.again.position()).unwrap_or(usize::MAX);
        let rest = self.again.get_ref().get(place..).unwrap_or_default();
        if memchr::memchr(b'\n', rest).is_some() {
            return self.again.skip_until(b'\n').map(drop);
        }
        self.again = Cursor::default();
        self.input.skip_until(b'\n').map(drop)
    }

    /// Reads all that is left, with this in front, as what its bytes look like; not where it is UTF-8 but
    /// for a few bytes.
    fn recode(&mut self, front: Vec<u8>) -> io::Result<bool> {
        if !front.is_empty() {
            self.lines = self.line.saturating_sub(1);
        }
        self.read_again(front);
        let mut rest = Vec::new();
        self.again.read_to_end(&mut rest)?;
        self.input.by_ref().take(LONGEST).read_to_end(&mut rest)?;
        let found = decode(&rest);
        let encoding = found.encoding;
        self.damaged = matches!(encoding, Some(DAMAGED | DAMAGED_WIDE));
        if encoding == Some(DAMAGED) {
            // The row at fault is told, and passed over.
            let first = memchr::memchr(b'\n', &rest).map_or(rest.len(), |end| end + 1);
            self.again = Cursor::new(rest.split_off(first));
            self.lines = self.line;
            return Ok(false);
        }
        let text = found.text.into_owned().into_bytes();
        self.again = Cursor::new(text);
        self.recoded = true;
        Ok(true)
    }
}

/// Where in a row a reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Where a cell begins.
    Begins,
    /// In a cell.
    Inside,
    /// In a cell that a quote mark opened.
    Quoted,
}

impl State {
    /// The state after some lines.
    fn after(mut self, added: &[u8], delimiter: Option<char>) -> Self {
        let divides = |byte: u8| match delimiter {
            Some(delimiter) => char::from(byte) == delimiter,
            None => DELIMITERS.contains(&char::from(byte)),
        };
        let mut bytes = added.iter().peekable();
        while let Some(byte) = bytes.next() {
            self = match (self, byte) {
                (Self::Quoted, b'"') if bytes.peek() == Some(&&b'"') => {
                    bytes.next();
                    Self::Quoted
                }
                (Self::Quoted, b'"') => Self::Inside,
                (Self::Quoted, _) | (Self::Begins, b'"') => Self::Quoted,
                (_, byte) if divides(*byte) => Self::Begins,
                _ => Self::Inside,
            };
        }
        self
    }
}

/// The cells of a row.
pub fn cells(row: &str, delimiter: char) -> Vec<String> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let row = row.strip_suffix('\r').unwrap_or(row);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut state = State::Begins;
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        match (state, c) {
            (State::Quoted, '"') if chars.peek() == Some(&'"') => cell.extend(chars.next()),
            (State::Quoted, '"') => state = State::Inside,
            (State::Begins, '"') => state = State::Quoted,
            (State::Quoted, c) => cell.push(c),
            (_, c) if c == delimiter => {
                cells.push(std::mem::take(&mut cell));
                state = State::Begins;
            }
            (_, c) => {
                cell.push(c);
                state = State::Inside;
            }
        }
    }
    cells.push(cell);
    cells
}
