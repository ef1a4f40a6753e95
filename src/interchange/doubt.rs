//! Whether offsets without words seem to count something else than they are taken to count.
//!
//! Nothing proves such offsets. But names begin and end where words do: where most of them do not, and
//! would if another unit were counted, the file counts that; where nothing helps they were moved.

use std::collections::HashSet;

use super::draft::{Draft, DraftSpan};
use super::lay::unit_of;
use super::{Fault, Unit};
use crate::span::{OffsetIndex, Span, from, until};

/// Fewer spans say nothing about having been moved.
const FEWEST: usize = 3;

/// All spans of a draft's items.
pub fn spans(draft: &Draft) -> impl Iterator<Item = &DraftSpan> {
    let names = draft.entities.iter().flat_map(|entity| &entity.pieces);
    let quotes = draft.quotes.iter().flat_map(|quote| {
        let around = quote.cue.iter().chain(&quote.speaker);
        quote.content.iter().chain(around)
    });
    let dates = draft.dates.iter().map(|date| &date.span);
    names.chain(quotes).chain(dates)
}

/// Those of them of which the file has no words.
pub fn bare(draft: &Draft) -> Vec<&DraftSpan> {
    if !draft.tokens.is_empty() {
        return Vec::new();
    }
    let proofs = draft.proofs.iter().filter(|proof| proof.text.is_some());
    let proven: HashSet<(usize, usize)> = proofs.map(|proof| (proof.start, proof.end)).collect();
    let is_bare = |span: &&DraftSpan| {
        let is_proven = !span.parts.is_empty() || proven.contains(&(span.start, span.end));
        span.text.is_none() && !is_proven
    };
    spans(draft).filter(is_bare).collect()
}

/// Why the offsets of a draft seem to count something else, or to have been moved.
pub fn doubt(draft: &Draft, text: &str) -> Option<Fault> {
    let unit = unit_of(draft);
    let (other, name) = match unit {
        Unit::CodePoint => (Unit::Utf16, "utf16"),
        Unit::Utf16 => (Unit::CodePoint, "codepoint"),
        Unit::None => return None,
    };
    let bare = bare(draft);
    if bare.is_empty() {
        return None;
    }
    let index = OffsetIndex::new(text);
    let place = |span: &DraftSpan, unit: Unit| match unit {
        Unit::CodePoint => index.span_of_code_points(text, span.start, span.end),
        Unit::Utf16 => {
            let byte = |at| index.byte_of_utf16(text, at);
            let (start, end) = byte(span.start).zip(byte(span.end))?;
            (start < end).then(|| Span::new(start, end))
        }
        Unit::None => None,
    };
    let place = |span, unit| place(span, unit).filter(|span| span.start < span.end);
    let is_cut = |place: Option<Span>| place.is_none_or(|span| cuts(span, text));
    let (mut all, mut cut, mut differ) = (0, 0, 0);
    let (mut cut_there, mut cut_here) = (0, 0);
    for span in &bare {
        let (here, there) = (place(span, unit), place(span, other));
        // What stands nowhere is told anyway.
        if here.or(there).is_none() {
            continue;
        }
        all += 1;
        let is_cut_here = is_cut(here);
        cut += usize::from(is_cut_here);
        if here != there {
            differ += 1;
            cut_here += usize::from(is_cut_here);
            cut_there += usize::from(is_cut(there));
        }
    }
    let told = format!("{cut} of {all} spans without words begin or end inside a word");
    if cut_here * 2 > differ && cut_there * 4 < cut_here {
        let reason = format!("{told}; --offsets {name} would put them on words");
        return Some(Fault::new("offsets", reason));
    }
    (all >= FEWEST && cut * 2 > all)
        .then(|| Fault::new("offsets", format!("{told}; they seem to have been moved")))
}

/// Whether a span begins or ends inside a word, or is nothing but white space. White space beside words
/// says nothing: sentences have it at their ends.
fn cuts(span: Span, text: &str) -> bool {
    let words = span.of(text);
    let (first, last) = (words.chars().next(), words.chars().next_back());
    let before = until(text, span.start).chars().next_back();
    let behind = from(text, span.end).chars().next();
    let joins = |a: Option<char>, b: Option<char>| {
        a.zip(b)
            .is_some_and(|(a, b)| is_of_words(a) && is_of_words(b))
    };
    words.trim().is_empty() || joins(before, first) || joins(last, behind)
}

/// Whether a character is one of words between which spaces stand, without parts joined to them: of
/// Latin, Greek, Cyrillic and the like, or a digit.
fn is_of_words(c: char) -> bool {
    c.is_alphanumeric() && matches!(c, '\0'..='\u{58f}' | '\u{1e00}'..='\u{1fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Label;
    use crate::interchange::draft::{DraftEntity, DraftReview};

    const TEXT: &str = "😀 Mayor Ana Díaz of North and South Bergen met 市长 Bo Lund.";

    fn draft(unit: Unit, places: &[(usize, usize)]) -> Draft {
        let entities = places.iter().map(|&(start, end)| DraftEntity {
            pieces: vec![DraftSpan {
                start,
                end,
                ..DraftSpan::default()
            }],
            label: Label::PERSON,
            cluster: None,
            was: None,
            review: DraftReview::default(),
        });
        Draft {
            unit: Some(unit),
            entities: entities.collect(),
            ..Draft::default()
        }
    }

    fn told(unit: Unit, places: &[(usize, usize)]) -> Option<String> {
        doubt(&draft(unit, places), TEXT).map(|fault| fault.to_string())
    }

    #[test]
    fn another_unit_is_known_by_the_words_that_it_would_cut() {
        let points = [(8, 16), (20, 25), (36, 42)];
        assert_eq!(told(Unit::CodePoint, &points), None);
        assert_eq!(
            told(Unit::Utf16, &points).unwrap(),
            "offsets: 3 of 3 spans without words begin or end inside a word; \
             --offsets codepoint would put them on words"
        );
        let units = points.map(|(start, end)| (start + 1, end + 1));
        assert_eq!(told(Unit::Utf16, &units), None);
        assert!(
            told(Unit::CodePoint, &units[..1])
                .unwrap()
                .contains("--offsets utf16")
        );
    }

    #[test]
    fn spans_that_were_moved_are_known_where_there_are_some() {
        let moved = [(10, 18), (22, 27), (38, 44)];
        assert!(
            told(Unit::CodePoint, &moved)
                .unwrap()
                .ends_with("seem to have been moved")
        );
        assert_eq!(told(Unit::CodePoint, &moved[..1]), None);
        // One of several may be a part of a word, and scripts without spaces have no edges of words.
        assert_eq!(told(Unit::CodePoint, &[(8, 16), (20, 25), (36, 39)]), None);
        assert_eq!(told(Unit::CodePoint, &[(47, 48), (48, 49), (47, 48)]), None);
        // Nor has what is selected with the white space behind it.
        assert_eq!(told(Unit::CodePoint, &[(2, 8), (8, 17), (17, 20)]), None);
    }
}
