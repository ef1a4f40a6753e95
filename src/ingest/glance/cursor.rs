//! Reading JSON strictly and fast, without building anything.

/// A member's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// A string: the range inside its quote marks, and whether it has escapes.
    String(usize, usize, bool),
    /// A whole number: its range.
    Integer(usize, usize),
    /// `null`, `true` or `false`: as good as absent.
    Word,
    /// An array, an object, or a number with a fraction.
    Other,
}

/// Reads JSON strictly, without building anything.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Stands before the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Passes over one byte.
    pub fn step(&mut self) {
        self.at += 1;
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no white space; the cursor stands on it.
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.bytes.get(self.at)? {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    pub fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Passes over a value.
    pub fn value(&mut self) -> Option<Member> {
        match self.peek()? {
            b'{' | b'[' => {
                self.container()?;
                Some(Member::Other)
            }
            _ => self.plain(),
        }
    }

    /// Passes over an array or object; its open brackets are kept as bits.
    fn container(&mut self) -> Option<()> {
        /// Parsing goes hardly deeper.
        const DEEPEST: u32 = 120;
        let (mut kinds, mut depth) = (0u128, 0u32);
        loop {
            // A value is due.
            match self.peek()? {
                byte @ (b'{' | b'[') => {
                    self.at += 1;
                    if depth == DEEPEST {
                        return None;
                    }
                    depth += 1;
                    kinds = kinds << 1 | u128::from(byte == b'{');
                    // Two further in ASCII stands the bracket that closes.
                    if self.peek()? != byte + 2 {
                        if byte == b'{' {
                            self.name()?;
                        }
                        continue;
                    }
                    self.at += 1;
                    kinds >>= 1;
                    depth -= 1;
                }
                _ => {
                    self.plain()?;
                }
            }
            // A comma or closing brackets are due.
            loop {
                if depth == 0 {
                    return Some(());
                }
                let object = kinds & 1 == 1;
                let next = self.peek()?;
                self.at += 1;
                match next {
                    b',' => {
                        if object {
                            self.name()?;
                        }
                        break;
                    }
                    b'}' if object => {}
                    b']' if !object => {}
                    _ => return None,
                }
                kinds >>= 1;
                depth -= 1;
            }
        }
    }

    /// Passes over a member's name and its colon.
    fn name(&mut self) -> Option<()> {
        self.expect(b'"')?;
        self.string()?;
        self.expect(b':')
    }

    /// Passes over a string, a number or a word.
    fn plain(&mut self) -> Option<Member> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                let (start, end, escaped) = self.string()?;
                Some(Member::String(start, end, escaped))
            }
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                let rest = self.bytes.get(self.at..)?;
                let word = [&b"null"[..], b"true", b"false"]
                    .into_iter()
                    .find(|word| rest.starts_with(word))?;
                self.at += word.len();
                Some(Member::Word)
            }
        }
    }

    /// Passes over a number; one with an exponent is left to parsing, which knows its limits.
    fn number(&mut self) -> Option<Member> {
        /// Every number of so many digits fits.
        const MOST_DIGITS: usize = 17;
        let start = self.at;
        let negative = self.bytes.get(start) == Some(&b'-');
        self.at += usize::from(negative);
        let whole = self.digits();
        let zero = self.bytes.get(self.at - whole.min(self.at)) == Some(&b'0');
        if whole == 0 || whole > MOST_DIGITS || (zero && (whole > 1 || negative)) {
            return None;
        }
        let end = self.at;
        match self.bytes.get(self.at) {
            Some(b'.') => {
                self.at += 1;
                let fraction = self.digits();
                let goes_on = matches!(self.bytes.get(self.at), Some(b'e' | b'E'));
                (fraction > 0 && !goes_on).then_some(Member::Other)
            }
            Some(b'e' | b'E') => None,
            _ => Some(Member::Integer(start, end)),
        }
    }

    /// Passes over digits; gives how many.
    fn digits(&mut self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        count
    }

    /// Passes over the rest of a string, the cursor after its first quote mark: gives the range
    /// inside the marks and whether it has escapes.
    pub fn string(&mut self) -> Option<(usize, usize, bool)> {
        let start = self.at;
        let mut escaped = false;
        loop {
            let rest = self.bytes.get(self.at..)?;
            self.at += memchr::memchr2(b'"', b'\\', rest)?;
            if self.bytes.get(self.at) == Some(&b'"') {
                break;
            }
            escaped = true;
            self.escape()?;
        }
        let end = self.at;
        self.at += 1;
        // No branch in the loop, so that it runs over many bytes at once.
        let control = self
            .bytes
            .get(start..end)?
            .iter()
            .fold(0, |found, byte| found | u8::from(*byte < 0x20));
        (control == 0).then_some((start, end, escaped))
    }

    /// Passes over an escape, whose halves must both be there where it is one of a pair.
    fn escape(&mut self) -> Option<()> {
        match self.bytes.get(self.at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
            b'u' => {
                let unit = self.unit(self.at + 2)?;
                self.at += 6;
                if (0xd800..0xdc00).contains(&unit) {
                    let pair = self.bytes.get(self.at..self.at + 2)? == b"\\u"
                        && (0xdc00..0xe000).contains(&self.unit(self.at + 2)?);
                    if !pair {
                        return None;
                    }
                    self.at += 6;
                } else if (0xdc00..0xe000).contains(&unit) {
                    return None;
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// The UTF-16 unit that four hexadecimal digits write.
    fn unit(&self, at: usize) -> Option<u32> {
        self.bytes
            .get(at..at + 4)?
            .iter()
            .try_fold(0, |unit, byte| {
                Some(unit << 4 | char::from(*byte).to_digit(16)?)
            })
    }
}

/// The name of the member of the record's own level that is open at the end of `before`.
pub(in crate::ingest) fn last_open_name(before: &str) -> Option<String> {
    let bytes = before.as_bytes();
    let (mut at, mut depth) = (0usize, 0usize);
    let (mut name, mut last): (Option<&str>, Option<&str>) = (None, None);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' if depth == 1 && name.is_none() => name = last,
            b',' if depth == 1 => name = None,
            b'"' => {
                let Some(end) = string_end(bytes, at + 1) else {
                    break;
                };
                last = before.get(at + 1..end);
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    name.map(str::to_owned)
}

/// The byte of the quote mark that ends the string whose inside begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}
