//! A quick look at one JSON record: what its list row shows, without building its value.
//!
//! The record is checked as strictly as parsing would, so what passes here can be read later.
//! Whatever is not plain (a nested title, a number for a date) is left to parsing.

mod cursor;

use std::borrow::Cow;

use chrono::NaiveDate;
use encoding_rs::Encoding;

use super::fields::{self, Field};
use super::{date, is_id, wire};
use crate::article::{Article, Head, Located};

pub(super) use cursor::last_open_name;
use cursor::{Cursor, Member};

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
    let id = id.filter(|id| is_id(id));
    let id = id.or_else(|| url.clone().filter(|url| is_id(url)));
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

/// The plain value of a top-level member in the beginning of an object, if it stands there whole.
pub(super) fn member_string(beginning: &[u8], wanted: &str) -> Option<String> {
    let bytes = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    let mut cursor = Cursor::new(bytes);
    cursor.expect(b'{')?;
    loop {
        cursor.expect(b'"')?;
        let (start, end, _) = cursor.string()?;
        cursor.expect(b':')?;
        let value = cursor.value()?;
        if let (Some(name), Member::String(start, end, _)) = (text_of(bytes, start, end), value)
            && name == wanted
        {
            let text: String = serde_json::from_slice(bytes.get(start - 1..=end)?).ok()?;
            return Some(text).filter(|text| !text.trim().is_empty());
        }
        cursor.expect(b',')?;
    }
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

impl<'a> Members<'a> {
    /// Checks the whole record; none when it is not one valid object with plain names.
    fn of(record: &'a [u8]) -> Option<Self> {
        // Over twice as fast as the standard library on prose with a few marks beyond ASCII.
        if Encoding::utf8_valid_up_to(record) != record.len() {
            return None;
        }
        let mut cursor = Cursor::new(record);
        let mut members = Self {
            record,
            best: [None; Field::ALL.len()],
            met: [0; Field::ALL.len()],
            has_inner: false,
        };
        cursor.expect(b'{')?;
        if cursor.peek()? == b'}' {
            cursor.step();
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
                    b',' => cursor.step(),
                    b'}' => break,
                    _ => return None,
                }
            }
            cursor.step();
        }
        cursor.rest().trim_ascii().is_empty().then_some(members)
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

#[cfg(test)]
mod tests;
