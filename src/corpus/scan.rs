//! The string-aware bracket scanner: where each record of an array or of a sequence of objects
//! begins and ends, in constant memory and without parsing.
//!
//! On valid JSON it finds exactly the elements. On broken JSON it gives up as little as it can: a
//! string ends at a line break, an object cannot begin where a name is due, and after an error the
//! next line that begins with `{` no deeper than the broken record begins a new one.

use super::split::Piece;

/// The scanner's place between two blocks of the stream.
#[derive(Debug)]
pub(super) struct Scanner {
    /// How far was scanned, in bytes of the stream.
    at: u64,
    line: u64,
    /// Where the line begins.
    line_start: u64,
    /// Whether nothing but white space stood on the line so far.
    line_blank: bool,
    /// The records that began on the line.
    parts: u32,
    /// Whether the array around the records is open.
    in_array: bool,
    /// Whether nothing after that array is a record.
    array_alone: bool,
    state: State,
    record: Record,
}

impl Default for Scanner {
    fn default() -> Self {
        Self {
            at: 0,
            line: 1,
            line_start: 0,
            line_blank: true,
            parts: 0,
            in_array: false,
            array_alone: false,
            state: State::Between,
            record: Record::default(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Outside every record.
    Between,
    /// In a record, outside a string.
    Inside,
    /// In a string of a record.
    String { escaped: bool },
    /// In something that is neither object nor array.
    Loose,
    /// In a string of that.
    LooseString { escaped: bool },
    /// After the one array that has records.
    After,
}

/// The record that is open.
#[derive(Debug, Default)]
struct Record {
    start: u64,
    line: u64,
    part: u32,
    column: u64,
    brackets: Brackets,
    /// The last byte outside strings that is not white space; a quote mark for a string.
    previous: u8,
    broken: bool,
    too_long: bool,
}

impl Scanner {
    /// Finds the records of one array whose first element begins at `start`, on the line `line`.
    pub fn in_member(start: u64, line: u64) -> Self {
        Self {
            at: start,
            line,
            line_start: start,
            in_array: true,
            array_alone: true,
            ..Self::default()
        }
    }

    /// Scans what is new in `bytes`, which stand at `base` of the stream, and pushes the records
    /// that end there.
    pub fn scan(&mut self, bytes: &[u8], base: u64, pieces: &mut Vec<Piece>) {
        let mut at = usize::try_from(self.at.max(base) - base).unwrap_or(usize::MAX);
        while let Some(&byte) = bytes.get(at) {
            match self.state {
                State::String { escaped } | State::LooseString { escaped } => {
                    at = self.string(bytes, at, escaped);
                    continue;
                }
                _ => {}
            }
            let position = base + at as u64;
            at += 1;
            if byte == b'\n' {
                self.newline(position, pieces);
                continue;
            }
            if matches!(byte, b' ' | b'\t' | b'\r') {
                continue;
            }
            let first_on_line = std::mem::take(&mut self.line_blank);
            match self.state {
                State::Between => self.between(byte, position),
                State::Inside => self.inside(byte, position, first_on_line, pieces),
                State::Loose => self.loose(byte, position, pieces),
                State::String { .. } | State::LooseString { .. } | State::After => {}
            }
        }
        self.at = base + bytes.len() as u64;
    }

    /// Ends the stream: what is open is a broken record.
    pub fn finish(&mut self, bytes: &[u8], base: u64, pieces: &mut Vec<Piece>) {
        self.scan(bytes, base, pieces);
        if !matches!(self.state, State::Between | State::After) {
            self.end(self.at, pieces);
        }
    }

    /// Where the open record begins, or `end` when none is open or its bytes are not wanted.
    pub fn open_from(&self, end: u64) -> u64 {
        if matches!(self.state, State::Between | State::After) || self.record.too_long {
            return end.min(self.at.max(self.record.start));
        }
        self.record.start
    }

    /// Gives up the bytes of the open record.
    pub fn give_up(&mut self) {
        self.record.too_long = true;
    }

    /// Whether a string is open.
    pub fn is_in_string(&self) -> bool {
        matches!(self.state, State::String { .. })
    }

    /// Reads on in a string; gives the place after it, or after what there is of it.
    fn string(&mut self, bytes: &[u8], from: usize, escaped: bool) -> usize {
        let loose = matches!(self.state, State::LooseString { .. });
        let mut at = from + usize::from(escaped && bytes.get(from) != Some(&b'\n'));
        let set = |escaped| {
            if loose {
                State::LooseString { escaped }
            } else {
                State::String { escaped }
            }
        };
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', rest) else {
                self.state = set(false);
                return bytes.len();
            };
            at += found;
            match bytes.get(at) {
                Some(b'\\') if at + 1 == bytes.len() => {
                    self.state = set(true);
                    return at + 1;
                }
                // The line break after a backslash ends the string too.
                Some(b'\\') => at += 1 + usize::from(bytes.get(at + 1) != Some(&b'\n')),
                end => {
                    // A line break in a string is an error; the string is taken to end there.
                    let closed = end == Some(&b'"');
                    self.record.broken |= !closed;
                    self.state = if loose { State::Loose } else { State::Inside };
                    return at + usize::from(closed);
                }
            }
        }
    }

    fn newline(&mut self, position: u64, pieces: &mut Vec<Piece>) {
        if self.state == State::Loose {
            self.end(position, pieces);
        }
        self.line += 1;
        self.line_start = position + 1;
        self.line_blank = true;
        self.parts = 0;
    }

    fn between(&mut self, byte: u8, position: u64) {
        match byte {
            b',' => {}
            b']' if self.array_alone => self.state = State::After,
            b']' => self.in_array = false,
            b'[' if !self.in_array => self.in_array = true,
            b'{' | b'[' => self.begin(byte, position),
            _ => {
                self.begin(byte, position);
                self.state = if byte == b'"' {
                    State::LooseString { escaped: false }
                } else {
                    State::Loose
                };
            }
        }
    }

    fn inside(&mut self, byte: u8, position: u64, first_on_line: bool, pieces: &mut Vec<Piece>) {
        match byte {
            b'"' => self.state = State::String { escaped: false },
            b'{' | b'[' => {
                let column = position - self.line_start;
                let resumes = self.record.broken
                    && byte == b'{'
                    && first_on_line
                    && column <= self.record.column;
                let name_due = byte == b'{'
                    && self.record.brackets.in_object()
                    && matches!(self.record.previous, b',' | b'{');
                if resumes || name_due {
                    self.end(position, pieces);
                    self.begin(byte, position);
                    return;
                }
                self.record.brackets.open(byte == b'{');
            }
            b'}' | b']' => match self.record.brackets.close(byte == b'}') {
                Closed::Fits => {}
                Closed::Skips => self.record.broken = true,
                Closed::Stray => {
                    // The end of the array around a record that was never closed.
                    self.end(position, pieces);
                    self.between(byte, position);
                    return;
                }
            },
            _ => {}
        }
        self.record.previous = byte;
        if self.record.brackets.depth == 0 {
            self.end(position + 1, pieces);
        }
    }

    fn loose(&mut self, byte: u8, position: u64, pieces: &mut Vec<Piece>) {
        match byte {
            b'"' => self.state = State::LooseString { escaped: false },
            b'{' | b'[' | b']' => {
                self.end(position, pieces);
                self.between(byte, position);
            }
            _ => {}
        }
    }

    fn begin(&mut self, byte: u8, position: u64) {
        self.parts += 1;
        self.record = Record {
            start: position,
            line: self.line,
            part: self.parts,
            column: position - self.line_start,
            previous: byte,
            ..Record::default()
        };
        self.record.brackets.open(byte == b'{');
        self.state = State::Inside;
    }

    fn end(&mut self, position: u64, pieces: &mut Vec<Piece>) {
        pieces.push(Piece {
            offset: self.record.start,
            len: position - self.record.start,
            line: self.record.line,
            part: self.record.part,
            too_long: self.record.too_long,
        });
        self.record.start = position;
        self.record.too_long = false;
        self.state = State::Between;
    }
}

/// The open brackets, the innermost 128 with their kind.
#[derive(Debug, Default)]
struct Brackets {
    depth: u64,
    /// A bit a bracket, the innermost lowest: set for `{`.
    kinds: u128,
}

/// What a closing bracket did.
enum Closed {
    /// It closed the innermost bracket.
    Fits,
    /// It closed an outer one.
    Skips,
    /// It closes none.
    Stray,
}

impl Brackets {
    fn open(&mut self, object: bool) {
        self.depth += 1;
        self.kinds = self.kinds << 1 | u128::from(object);
    }

    fn in_object(&self) -> bool {
        self.depth > 0 && self.kinds & 1 == 1
    }

    fn close(&mut self, object: bool) -> Closed {
        let kinds = if object { self.kinds } else { !self.kinds };
        let skipped = u64::from(kinds.trailing_zeros());
        // Deeper than the bits reach, every bracket fits.
        if skipped >= self.depth.min(128) && self.depth <= 128 {
            return Closed::Stray;
        }
        let steps = skipped.min(127) + 1;
        self.depth -= steps.min(self.depth);
        self.kinds = if steps >= 128 { 0 } else { self.kinds >> steps };
        if skipped == 0 {
            Closed::Fits
        } else {
            Closed::Skips
        }
    }
}
