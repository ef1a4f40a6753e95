//! Where the spans of a file stand in a text, whatever they count in.

use super::super::draft::{Draft, DraftSpan};
use super::quoted;
use super::transfer::is_visible;
use super::{Told, tokens, unit_of};
use crate::annotation::wire::Coordinates;
use crate::article::hex_sha256;
use crate::interchange::Unit;
use crate::span::Span;

/// A text under the spans of a file.
pub(super) struct Ground<'a> {
    at: Coordinates<'a>,
    unit: Unit,
    /// The places of the tokens, where spans count in these.
    tokens: Vec<Span>,
    /// Whether the file is of another text, as far as it says: offsets prove nothing then.
    pub(super) is_another: bool,
    /// Whether white space may be another than the file has.
    is_respaced: bool,
    /// Whether offsets must be right, though the words could be found without them.
    is_strict: bool,
    /// Why no span can be placed.
    pub(super) fault: Option<Told>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(draft: &Draft, at: Coordinates<'a>, is_strict: bool) -> Self {
        let unit = unit_of(draft);
        let (tokens, fault) = match unit {
            Unit::None => match tokens::places(&draft.tokens, at.text) {
                Ok(places) => (places, None),
                Err(fault) => (Vec::new(), Some(fault)),
            },
            Unit::CodePoint | Unit::Utf16 => (Vec::new(), None),
        };
        Self {
            at,
            unit,
            tokens,
            is_another: draft.own_text().is_none()
                && draft
                    .sha256
                    .as_ref()
                    .is_some_and(|hex| !hex.eq_ignore_ascii_case(&hex_sha256(at.text.as_bytes()))),
            is_respaced: draft.respaced.is_some(),
            is_strict,
            fault,
        }
    }

    /// The place of a span, or why it has none.
    pub(super) fn place(&self, span: &DraftSpan) -> Result<Span, String> {
        for part in &span.parts {
            self.offsets(part)?;
        }
        if span.text.is_none() && span.parts.is_empty() && self.is_another {
            let range = format!("{}-{}", span.start, span.end);
            return Err(format!(
                "{range} has no words in the file, which is of another text (SHA-256)"
            ));
        }
        let (Some(words), Some(around)) = (&span.text, &span.around) else {
            return self.offsets(span);
        };
        let quoted = || quoted::place(words, around, self.at.text);
        if span.start == span.end {
            return quoted();
        }
        // Both are ways to the same words, and offsets may be those of a page around the text, or of
        // the text as it was.
        let is_strict = self.is_strict && !around.is_paged;
        match self.offsets(span) {
            Err(reason) if is_strict => Err(reason),
            Ok(place) if is_strict && !quoted::fits(place, around, self.at.text) => {
                let range = format!("{}-{}", span.start, span.end);
                Err(format!(
                    "{words:?} stands at {range}, but not between the words that the file has around it"
                ))
            }
            Ok(place) if quoted::fits(place, around, self.at.text) => Ok(place),
            Ok(place) => Ok(quoted().unwrap_or(place)),
            Err(reason) => quoted().map_err(|_| reason),
        }
    }

    /// The place between the offsets of a span.
    fn offsets(&self, span: &DraftSpan) -> Result<Span, String> {
        let DraftSpan { start, end, .. } = *span;
        let Coordinates { text, index } = self.at;
        if start >= end {
            return Err(format!("{start}-{end} covers nothing"));
        }
        let (found, length, unit) = match self.unit {
            Unit::CodePoint => (
                index.span_of_code_points(text, start, end),
                index.code_points(),
                "code points",
            ),
            Unit::Utf16 => {
                let byte = |unit| index.byte_of_utf16(text, unit);
                let span = byte(start).zip(byte(end));
                if span.is_none() && end <= index.utf16_units() {
                    return Err(format!(
                        "{start}-{end} cuts a character in two (offsets are UTF-16 code units)"
                    ));
                }
                let span = span.map(|(start, end)| Span::new(start, end));
                (span, index.utf16_units(), "UTF-16 code units")
            }
            Unit::None => {
                let first = self.tokens.get(start);
                let span = first.zip(self.tokens.get(end - 1));
                let span = span.map(|(first, last)| first.union(*last));
                (span, self.tokens.len(), "tokens")
            }
        };
        let Some(found) = found else {
            return Err(format!(
                "{start}-{end} is no range of a text of {length} {unit}"
            ));
        };
        if found.is_empty() {
            return Err(format!("{start}-{end} covers no visible character"));
        }
        match &span.text {
            Some(words) if !self.are(words, found.of(text)) => Err(format!(
                "the text at {start}-{end} is {:?}, not {words:?}",
                found.of(text)
            )),
            _ => Ok(found),
        }
    }

    /// Whether these are the words that a file has.
    fn are(&self, words: &str, found: &str) -> bool {
        let visible = |text| str::chars(text).filter(|c| is_visible(*c));
        words == found || self.is_respaced && visible(words).eq(visible(found))
    }
}
