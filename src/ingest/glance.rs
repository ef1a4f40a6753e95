//! A quick look at one JSON record: what its list row shows, without building its value.
//!
//! The record is checked as strictly as parsing would, so what passes here can be read later.
//! Whatever is not plain (a nested title, a number for a date) is left to parsing.

use std::borrow::Cow;

use chrono::NaiveDate;
use encoding_rs::Encoding;

use super::fields::{self, Field};
use super::{date, wire};
use crate::article::{Article, Head, Located};

/// What a list row shows of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance<'a> {
    /// The record's own id, else its web address.
    pub id: Option<Cow<'a, str>>,
    /// The title, or the first sentence, on one line.
    pub headline: Cow<'a, str>,
    /// The day of publication.
    pub date: Option<NaiveDate>,
    /// The agency, newspaper or site.
    pub source: Option<Cow<'a, str>>,
}

/// Texts longer than this, in bytes, are left to parsing where the head must be read out of them.
const LONGEST_TEXT: usize = 64 << 10;

/// Looks at a record; none where only parsing can tell (or say what is wrong).
pub fn glance(record: &[u8]) -> Option<Glance<'_>> {
    let members = Members::of(record)?;
    let id = members.string(Field::Id).ok()?;
    let url = members.string(Field::Url).ok()?;
    if members.has_inner && (id.is_none() || url.is_none()) {
        return None;
    }
    let title = members.string(Field::Title).ok()?;
    let source = members.string(Field::Source).ok()?;
    if source.as_deref().is_some_and(fields::is_web_address) {
        return None;
    }
    let day = match members.string(Field::Date).ok()? {
        Some(written) => Some(date::day(&written)?),
        None => None,
    };
    let id = id.or_else(|| url.clone());
    if let (Some(title), Some(_), Some(_)) = (&title, day, &source) {
        return Some(Glance {
            id,
            headline: one_line(title),
            date: day,
            source,
        });
    }
    if members.has_inner {
        return None;
    }
    // What is missing may stand in the text.
    let text = match members.text().ok()? {
        Some(text) if text.len() <= LONGEST_TEXT => text,
        Some(_) => return None,
        None => title.clone()?,
    };
    let known = Head {
        title: title.map(|t| Located::beside(t.into_owned())),
        date: day.map(Located::beside),
        source: source.map(|s| Located::beside(s.into_owned())),
        url: url.map(Cow::into_owned),
        ..Head::default()
    };
    let mut article = Article::from_text("", &*text);
    article.head = wire::recognise(&text, known);
    Some(Glance {
        id,
        headline: Cow::Owned(article.headline().into_owned()),
        date: article.head.day(),
        source: article.head.source.map(|s| Cow::Owned(s.value)),
    })
}

fn one_line<'a>(title: &Cow<'a, str>) -> Cow<'a, str> {
    match title {
        Cow::Borrowed(title) => crate::text::headline::one_line(title),
        Cow::Owned(title) => Cow::Owned(crate::text::headline::one_line(title).into_owned()),
    }
}

/// Only parsing can tell.
struct Unclear;

/// A plain value, or none where the record has none.
type Plain<'a> = Result<Option<Cow<'a, str>>, Unclear>;

/// Where the known members of a record stand.
struct Members<'a> {
    record: &'a [u8],
    /// For each field, the best name's rank and its value.
    best: [Option<(usize, Member)>; Field::ALL.len()],
    /// For each field, a bit for each name that was met.
    met: [u32; Field::ALL.len()],
    /// Whether an object in which tools hide fields is there.
    has_inner: bool,
}

fn text_of(record: &[u8], start: usize, end: usize) -> Option<&str> {
    std::str::from_utf8(record.get(start..end)?).ok()
}

/// A member's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    /// A string: the range inside its quote marks, and whether it has escapes.
    String(usize, usize, bool),
    /// A whole number: its range.
    Integer(usize, usize),
    /// `null`, `true` or `false`: as good as absent.
    Word,
    /// An array, an object, or a number with a fraction.
    Other,
}

impl<'a> Members<'a> {
    /// Checks the whole record; none when it is not one valid object with plain names.
    fn of(record: &'a [u8]) -> Option<Self> {
        // Over twice as fast as the standard library on prose with a few marks beyond ASCII.
        if Encoding::utf8_valid_up_to(record) != record.len() {
            return None;
        }
        let mut cursor = Cursor {
            bytes: record,
            at: 0,
        };
        let mut members = Self {
            record,
            best: [None; Field::ALL.len()],
            met: [0; Field::ALL.len()],
            has_inner: false,
        };
        cursor.expect(b'{')?;
        if cursor.peek()? == b'}' {
            cursor.at += 1;
        } else {
            loop {
                cursor.expect(b'"')?;
                let (start, end, escaped) = cursor.string()?;
                cursor.expect(b':')?;
                let value = cursor.value()?;
                if escaped {
                    return None;
                }
                members.add(text_of(record, start, end)?, value)?;
                match cursor.peek()? {
                    b',' => cursor.at += 1,
                    b'}' => break,
                    _ => return None,
                }
            }
            cursor.at += 1;
        }
        let rest = record.get(cursor.at..)?;
        rest.trim_ascii().is_empty().then_some(members)
    }

    /// Notes a member; none where two have the same name.
    fn add(&mut self, name: &str, value: Member) -> Option<()> {
        /// A string whose first bytes, so many, hold a letter or figure is not blank.
        const LONGEST_SPACE: usize = 64;
        self.has_inner |= value == Member::Other && fields::INNER.contains(&name);
        let Some((field, rank)) = Field::of_name(name) else {
            return Some(());
        };
        let met = self.met.get_mut(field as usize)?;
        if *met & 1 << rank != 0 {
            return None;
        }
        *met |= 1 << rank;
        let absent = match value {
            Member::Word => true,
            Member::String(start, end, false) => {
                let near = end.min(start + LONGEST_SPACE);
                let blank = |bytes: &[u8]| bytes.iter().all(|b| *b <= b' ' || *b >= 0x80);
                blank(self.record.get(start..near)?)
                    && text_of(self.record, start, end)?.trim().is_empty()
            }
            _ => false,
        };
        if absent {
            return Some(());
        }
        let best = self.best.get_mut(field as usize)?;
        match best {
            Some((known, _)) if *known < rank => {}
            _ => *best = Some((rank, value)),
        }
        Some(())
    }

    /// The field's plain value without white space around it.
    fn string(&self, field: Field) -> Plain<'a> {
        match self.best.get(field as usize).ok_or(Unclear)? {
            None => Ok(None),
            Some((_, Member::String(start, end, false))) => {
                let text = text_of(self.record, *start, *end).ok_or(Unclear)?;
                Ok(Some(Cow::Borrowed(text.trim())))
            }
            Some((_, Member::String(start, end, true))) => {
                let text = self.unescaped(*start, *end)?;
                Ok(Some(Cow::Owned(text.trim().to_owned())))
            }
            Some((_, Member::Integer(start, end))) if field == Field::Id => {
                let text = text_of(self.record, *start, *end).ok_or(Unclear)?;
                Ok(Some(Cow::Borrowed(text)))
            }
            Some(_) => Err(Unclear),
        }
    }

    /// The text as it is.
    fn text(&self) -> Plain<'a> {
        match self.best.get(Field::Text as usize).ok_or(Unclear)? {
            None => Ok(None),
            Some((_, Member::String(start, end, false))) => {
                let text = text_of(self.record, *start, *end).ok_or(Unclear)?;
                Ok(Some(Cow::Borrowed(text)))
            }
            Some((_, Member::String(start, end, true))) if end - start <= 2 * LONGEST_TEXT => self
                .unescaped(*start, *end)
                .map(|text| Some(Cow::Owned(text))),
            Some(_) => Err(Unclear),
        }
    }

    /// A string with escapes, unless nothing but white space is left of it.
    fn unescaped(&self, start: usize, end: usize) -> Result<String, Unclear> {
        let quoted = self.record.get(start - 1..=end).ok_or(Unclear)?;
        let text: String = serde_json::from_slice(quoted).map_err(|_| Unclear)?;
        if text.trim().is_empty() {
            return Err(Unclear);
        }
        Ok(text)
    }
}

fn text_of(record: &[u8], start: usize, end: usize) -> Option<&str> {
    std::str::from_utf8(record.get(start..end)?).ok()
}

/// A member's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    /// A string: the range inside its quote marks, and whether it has escapes.
    String(usize, usize, bool),
    /// A whole number: its range.
    Integer(usize, usize),
    /// `null`, `true` or `false`: as good as absent.
    Word,
    /// An array, an object, or a number with a fraction.
    Other,
}

impl<'a> Members<'a> {
    /// Checks the whole record; none when it is not one valid object with plain names.
    fn of(record: &'a [u8]) -> Option<Self> {
        // Over twice as fast as the standard library on prose with a few marks beyond ASCII.
        if Encoding::utf8_valid_up_to(record) != record.len() {
            return None;
        }
        let mut cursor = Cursor {
            bytes: record,
            at: 0,
        };
        let mut members = Self {
            record,
            best: [None; Field::ALL.len()],
            met: [0; Field::ALL.len()],
            has_inner: false,
        };
        cursor.expect(b'{')?;
        if cursor.peek()? == b'}' {
            cursor.at += 1;
        } else {
            loop {
                cursor.expect(b'"')?;
                let (start, end, escaped) = cursor.string()?;
                cursor.expect(b':')?;
                let value = cursor.value()?;
                if escaped {
                    return None;
                }
                members.add(text_of(record, start, end)?, value)?;
                match cursor.peek()? {
                    b',' => cursor.at += 1,
                    b'}' => break,
                    _ => return None,
                }
            }
            cursor.at += 1;
        }
        let rest = record.get(cursor.at..)?;
        rest.trim_ascii().is_empty().then_some(members)
    }

    /// Notes a member; none where two have the same name.
    fn add(&mut self, name: &str, value: Member) -> Option<()> {
        /// A string whose first bytes, so many, hold a letter or figure is not blank.
        const LONGEST_SPACE: usize = 64;
        self.has_inner |= value == Member::Other && fields::INNER.contains(&name);
        let Some((field, rank)) = Field::of_name(name) else {
            return Some(());
        };
        let met = self.met.get_mut(field as usize)?;
        if *met & 1 << rank != 0 {
            return None;
        }
        *met |= 1 << rank;
        let absent = match value {
            Member::Word => true,
            Member::String(start, end, false) => {
                let near = end.min(start + LONGEST_SPACE);
                let blank = |bytes: &[u8]| bytes.iter().all(|b| *b <= b' ' || *b >= 0x80);
                blank(self.record.get(start..near)?)
                    && text_of(self.record, start, end)?.trim().is_empty()
            }
            _ => false,
        };
        if absent {
            return Some(());
        }
        let best = self.best.get_mut(field as usize)?;
        match best {
            Some((known, _)) if *known < rank => {}
            _ => *best = Some((rank, value)),
        }
        Some(())
    }

    /// The field's plain value without white space around it; the outer none where only parsing
    /// can tell.
    fn string(&self, field: Field) -> Option<Option<Cow<'a, str>>> {
        match self.best.get(field as usize)? {
            None => Some(None),
            Some((_, Member::String(start, end, false))) => Some(Some(Cow::Borrowed(
                text_of(self.record, *start, *end)?.trim(),
            ))),
            Some((_, Member::String(start, end, true))) => {
                let text = self.unescaped(*start, *end)?;
                let trimmed = text.trim();
                (!trimmed.is_empty()).then(|| Some(Cow::Owned(trimmed.to_owned())))
            }
            Some((_, Member::Integer(start, end))) if field == Field::Id => {
                Some(Some(Cow::Borrowed(text_of(self.record, *start, *end)?)))
            }
            Some(_) => None,
        }
    }

    /// The text as it is; the outer none where only parsing can tell.
    fn text(&self) -> Option<Option<Cow<'a, str>>> {
        match self.best.get(Field::Text as usize)? {
            None => Some(None),
            Some((_, Member::String(start, end, false))) => {
                Some(Some(Cow::Borrowed(text_of(self.record, *start, *end)?)))
            }
            Some((_, Member::String(start, end, true))) if end - start <= 2 * LONGEST_TEXT => {
                let text = self.unescaped(*start, *end)?;
                (!text.trim().is_empty()).then_some(Some(Cow::Owned(text)))
            }
            Some(_) => None,
        }
    }

    fn unescaped(&self, start: usize, end: usize) -> Option<String> {
        serde_json::from_slice(self.record.get(start.checked_sub(1)?..=end)?).ok()
    }
}

/// Reads JSON strictly, without building anything.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    /// The next byte that is no white space; the cursor stands on it.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.bytes.get(self.at)? {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Passes over a value.
    fn value(&mut self) -> Option<Member> {
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
    fn string(&mut self) -> Option<(usize, usize, bool)> {
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
pub(super) fn last_open_name(before: &str) -> Option<String> {
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

#[cfg(test)]
mod tests;
