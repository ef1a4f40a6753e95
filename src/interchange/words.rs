//! Texts in words, as formats of tokens want them.

use unicode_segmentation::UnicodeSegmentation;

use crate::span::Span;
use crate::text::paragraph::{detect_lines, paragraphs};
use crate::text::sentence;
use crate::text::token::tokens;

/// The words, numbers and marks of a part of the text, none of which has white space or control
/// characters in it or cuts what is seen as one character.
pub fn words(text: &str, range: Span) -> Vec<Span> {
    let covered = range.of(text);
    let mut words: Vec<Span> = Vec::new();
    let mut graphemes = covered.grapheme_indices(true).map(|(i, _)| range.start + i);
    let mut grapheme = graphemes.next();
    let is_ascii = covered.is_ascii();
    for token in tokens(text, range) {
        let span = token.span;
        while !is_ascii && grapheme.is_some_and(|start| start < span.start) {
            grapheme = graphemes.next();
        }
        let begins = is_ascii || grapheme == Some(span.start);
        match words.last_mut() {
            Some(last) if last.end == span.start && !begins => last.end = span.end,
            _ => words.push(span),
        }
    }
    words
}

/// The sentences of a text in words. None ends inside one of `whole`, which are in the order of
/// their starts.
pub fn sentences(text: &str, whole: &[Span]) -> Vec<Vec<Span>> {
    let mut ranges: Vec<Span> = Vec::new();
    let mut whole = whole.iter().peekable();
    let mut reach = 0;
    for paragraph in paragraphs(text, detect_lines(text)) {
        for sentence in sentence::sentences(text, paragraph) {
            while let Some(span) = whole.next_if(|span| span.start < sentence.start) {
                reach = reach.max(span.end);
            }
            match ranges.last_mut() {
                Some(last) if reach > sentence.start => last.end = sentence.end,
                _ => ranges.push(sentence),
            }
        }
    }
    let sentences = ranges.into_iter().map(|range| words(text, range));
    sentences.filter(|words| !words.is_empty()).collect()
}

/// A part of a text, with or without the space behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands; it covers something.
    pub span: Span,
    /// Whether a space follows, which belongs to no token.
    pub space: bool,
}

/// Cuts a whole text into tokens: joined with their spaces they are the text. Every one of `spans`
/// begins where a token begins and ends where one ends.
///
/// White space that is more than one space behind a word is a token too, and so are control
/// characters.
pub fn tiling(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Token> {
    let words = words(text, Span::new(0, text.len()));
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    for span in spans {
        starts.push(span.start);
        ends.push(span.end);
    }
    starts.sort_unstable();
    ends.sort_unstable();
    let begins_at = |byte: usize| starts.binary_search(&byte).is_ok();
    let ends_at = |byte: usize| ends.binary_search(&byte).is_ok();
    let mut cuts: Vec<usize> = words.iter().flat_map(|w| [w.start, w.end]).collect();
    // A single space is a piece of its own, so that it can belong to the token before it.
    for word in &words {
        if crate::span::from(text, word.end).starts_with(' ') {
            cuts.push(word.end + 1);
        }
    }
    cuts.extend(starts.iter().chain(&ends));
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut tokens: Vec<Token> = Vec::with_capacity(words.len());
    for pair in cuts.windows(2) {
        let &[start, end] = pair else { continue };
        let span = Span::new(start, end);
        match tokens.last_mut() {
            Some(last)
                if span.of(text) == " "
                    && !last.space
                    && last.span.end == start
                    && !last.span.of(text).ends_with(char::is_whitespace)
                    && !begins_at(start)
                    && !ends_at(end) =>
            {
                last.space = true;
            }
            _ => tokens.push(Token { span, space: false }),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::interchange::example::{TEXT, examples, texts};

    fn joined(text: &str, spans: &[Span]) -> String {
        let tokens = tiling(text, spans.iter().copied());
        let words = tokens
            .iter()
            .map(|t| format!("{}{}", t.span.of(text), if t.space { "_" } else { "" }));
        words.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_tiling_is_words_with_their_spaces_and_all_else() {
        assert_eq!(
            joined(TEXT, &[]),
            "😀_|Mayor_|Ana_|Díaz_|of_|North_|and_|South_|Bergen_|said|:_|“|We_|will_|rebuild|.|”|\n|She_|left|.|\n"
        );
        assert_eq!(joined("a  b\u{a0}c \n", &[]), "a_| |b|\u{a0}|c_|\n");
        // A span that begins with a space, and one inside a word.
        let spans = [Span::new(1, 3), Span::new(3, 5)];
        assert_eq!(joined("ab cde f", &[Span::new(2, 4)]), "ab| |c|de_|f");
        assert_eq!(joined("a bcde", &spans), "a| |b|cd|e");
    }

    #[test]
    fn an_emoji_of_several_parts_is_one_word() {
        let text = "👨\u{200d}👩\u{200d}👧 e\u{301}!";
        let found: Vec<&str> = words(text, Span::new(0, text.len()))
            .into_iter()
            .map(|w| w.of(text))
            .collect();
        assert_eq!(found, ["👨\u{200d}👩\u{200d}👧", "e\u{301}", "!"]);
    }

    #[test]
    fn no_sentence_ends_inside_what_is_whole() {
        let text = "He met A. The Man. It rained.";
        let of = |whole: &[Span]| sentences(text, whole).len();
        let cut = of(&[]);
        assert_eq!(of(&[Span::new(0, text.len())]), 1);
        assert!(cut > 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn a_tiling_joins_to_the_text_and_cuts_at_every_span(example in examples()) {
            let text = &*example.article.text;
            let spans: Vec<Span> = example.annotations.entities.iter().map(|e| e.span).collect();
            let tokens = tiling(text, spans.iter().copied());
            let words = tokens.iter().map(|t| format!("{}{}", t.span.of(text), if t.space { " " } else { "" }));
            prop_assert_eq!(words.collect::<String>(), text);
            for span in spans {
                prop_assert!(tokens.iter().any(|t| t.span.start == span.start));
                prop_assert!(tokens.iter().any(|t| t.span.end == span.end));
            }
        }

        #[test]
        fn words_hold_all_but_white_space_and_controls(text in texts()) {
            let all: String = sentences(&text, &[]).concat().iter().map(|w| w.of(&text)).collect();
            let left = |c: &char| !c.is_whitespace() && !c.is_control();
            prop_assert_eq!(all, text.chars().filter(left).collect::<String>());
        }
    }
}
