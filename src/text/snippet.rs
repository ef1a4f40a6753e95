//! The words around a span, on one line: how a list shows where something stands.

use unicode_segmentation::UnicodeSegmentation;

use crate::span::{Span, floor_boundary, from, until};

/// A piece of a text on one line, white space folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The line.
    pub text: String,
    /// What it is about, in bytes of the line.
    pub hit: Span,
}

/// The bytes that a grapheme takes at most, as far as a snippet looks for it.
const BYTES: usize = 16;

/// The words around a span, at most so many graphemes on either side and only those of its own
/// line of the text; of the span's own words at most four times as many.
///
/// Only what is near the span is looked at, however long the line is.
pub fn snippet(text: &str, span: Span, most: usize) -> Snippet {
    let near = floor_boundary(text, span.start.saturating_sub(most * BYTES));
    let before = Span::new(near, span.start).of(text);
    let before = from(before, before.rfind('\n').map_or(0, |at| at + 1));
    let after = until(
        from(text, span.end),
        floor_boundary(from(text, span.end), most * BYTES),
    );
    let after = until(after, after.find('\n').unwrap_or(after.len()));

    let mut line = String::new();
    let from_end: Vec<&str> = before.graphemes(true).rev().take(most + 1).collect();
    if from_end.len() > most {
        line.push('…');
    }
    fold_into(&mut line, from_end.into_iter().take(most).rev());
    let start = line.len();
    fold_into(&mut line, span.of(text).graphemes(true).take(most * 4));
    let hit = Span::new(start, line.len());
    fold_into(&mut line, after.graphemes(true).take(most));
    line.truncate(line.trim_end().len().max(hit.end));
    if after.graphemes(true).nth(most).is_some() {
        line.push('…');
    }
    Snippet { text: line, hit }
}

/// Adds graphemes, every run of white space as one space, and none at the beginning.
fn fold_into<'a>(line: &mut String, graphemes: impl Iterator<Item = &'a str>) {
    for grapheme in graphemes {
        if !grapheme.chars().all(char::is_whitespace) {
            line.push_str(grapheme);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str, words: &str, most: usize) -> String {
        let start = text.find(words).unwrap();
        let snippet = snippet(text, Span::new(start, start + words.len()), most);
        assert_eq!(snippet.hit.of(&snippet.text), words);
        snippet.text
    }

    #[test]
    fn a_snippet_is_the_line_around_the_words_and_says_where_it_was_cut() {
        let text = "The first line.\nA very long line in which  Ann Lee\tspoke at some length.";
        assert_eq!(of(text, "first", 40), "The first line.");
        assert_eq!(of(text, "Ann Lee", 10), "…in which Ann Lee spoke at…");
        assert_eq!(of(text, "A very", 6), "A very long…");
    }

    proptest! {
        #[test]
        fn a_snippet_of_any_text_is_one_short_line(text in "\\PC{0,30}[\\s\\PC]{0,60}", start in 0usize..90, length in 0usize..20) {
            let start = crate::span::floor_boundary(&text, start.min(text.len()));
            let end = crate::span::floor_boundary(&text, (start + length).min(text.len()));
            let snippet = snippet(&text, Span::new(start, end), 8);
            prop_assert!(!snippet.text.contains('\n'));
            prop_assert!(snippet.hit.end <= snippet.text.len());
            prop_assert!(snippet.text.graphemes(true).count() <= 8 + 32 + 8 + 2 + 8);
        }
    }
}
