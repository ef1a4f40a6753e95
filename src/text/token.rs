//! Words, numbers and marks, each with its place.

use crate::span::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits, inner apostrophes (`O’Brien`) or full stops (`U.S.`).
    Word,
    /// Digits with their inner marks (`1,200`, `5.5`, `2021-05-01` is three).
    Number,
    /// A possessive `'s` or a contraction's tail (`n't`, `'ll`): cut from the word before it.
    Clitic,
    /// Any other single character, or a doubled quote mark.
    Mark,
}

/// A token and its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The bytes it covers.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

/// Splits the part of `text` under `range` into tokens, in order; white space and control
/// characters are no tokens.
///
/// A word keeps an inner apostrophe between letters unless what follows is a clitic; a dotted
/// abbreviation of single letters (`U.S.`, `a.m.`) is one word with its last stop. Hyphens
/// are marks. Nothing is allocated but the result.
pub fn tokens(text: &str, range: Span) -> Vec<Token> {
    let covered = range.of(text);
    let mut found = Vec::with_capacity(covered.len() / 5);
    let mut at = 0;
    while let Some(c) = crate::span::from(covered, at).chars().next() {
        let rest = crate::span::from(covered, at);
        let (length, kind) = if c.is_alphabetic() {
            (word_length(rest), TokenKind::Word)
        } else if c.is_numeric() {
            number(rest)
        } else if is_apostrophe(c) && clitic_length(rest) > 0 && touches_word(covered, at) {
            (clitic_length(rest), TokenKind::Clitic)
        } else if c.is_whitespace() || c.is_control() {
            at += c.len_utf8();
            continue;
        } else if rest.starts_with("``") || rest.starts_with("''") {
            (2, TokenKind::Mark)
        } else {
            (c.len_utf8(), TokenKind::Mark)
        };
        let start = range.start + at;
        found.push(Token {
            span: Span::new(start, start + length),
            kind,
        });
        at += length;
    }
    found
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn touches_word(text: &str, at: usize) -> bool {
    crate::span::until(text, at)
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
}

/// The length of a clitic at the beginning of `rest` (which begins with an apostrophe), or 0.
fn clitic_length(rest: &str) -> usize {
    let mut chars = rest.char_indices();
    let Some((_, mark)) = chars.next() else {
        return 0;
    };
    let tail = crate::span::from(rest, mark.len_utf8());
    let letters = tail
        .char_indices()
        .find(|(_, c)| !c.is_alphanumeric())
        .map_or(tail.len(), |(i, _)| i);
    let tail = crate::span::until(tail, letters);
    let known = ["s", "S", "ll", "re", "ve", "d", "m", "t"].contains(&tail);
    if known {
        mark.len_utf8() + tail.len()
    } else {
        0
    }
}

/// The length of the word that `rest` begins with.
fn word_length(rest: &str) -> usize {
    let abbreviation = abbreviation_length(rest);
    if abbreviation > 0 {
        return abbreviation;
    }
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let inner = is_apostrophe(c)
            && next.is_some_and(char::is_alphabetic)
            && clitic_length(crate::span::from(rest, i)) == 0;
        if !(c.is_alphanumeric() || is_joiner(c) || inner) {
            break;
        }
        end = i + c.len_utf8();
    }
    end
}

/// Combining marks and joiners belong to the word that they stand in.
fn is_joiner(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}')
}

/// The length of `U.S.`, `a.m.`, `J.R.R.` at the beginning of `rest`, or 0: single letters, each with its stop, two at least.
fn abbreviation_length(rest: &str) -> usize {
    let (mut end, mut letters) = (0, 0);
    let mut chars = rest.char_indices();
    while let (Some((_, letter)), Some((i, '.'))) = (chars.next(), chars.next()) {
        if !letter.is_alphabetic() {
            break;
        }
        end = i + 1;
        letters += 1;
    }
    if letters < 2 { 0 } else { end }
}

/// The length of the number that `rest` begins with; letters at its end (`2nd`, `1980s`, `4K`) make it a word.
fn number(rest: &str) -> (usize, TokenKind) {
    let mut end = 0;
    let mut kind = TokenKind::Number;
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let next_digit = chars.peek().is_some_and(|&(_, c)| c.is_numeric());
        if c.is_alphabetic() || is_joiner(c) {
            kind = TokenKind::Word;
        } else if !(c.is_numeric() || (matches!(c, ',' | '.' | ':') && next_digit)) {
            break;
        }
        end = i + c.len_utf8();
    }
    (end, kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text, Span::new(0, text.len()))
            .into_iter()
            .map(|t| t.span.of(text))
            .collect()
    }

    #[test]
    fn names_numbers_and_clitics_are_cut_where_spans_are() {
        assert_eq!(
            words("Iraq's O’Brien won't pay U.S. $1,200.50 in the 1980s (KCC)."),
            [
                "Iraq",
                "'s",
                "O’Brien",
                "won",
                "'t",
                "pay",
                "U.S.",
                "$",
                "1,200.50",
                "in",
                "the",
                "1980s",
                "(",
                "KCC",
                ")",
                "."
            ]
        );
        assert_eq!(
            words("Iran-backed “A,” he"),
            ["Iran", "-", "backed", "“", "A", ",", "”", "he"]
        );
        assert_eq!(
            words("``x'' 3:30 a.m. Monday"),
            ["``", "x", "''", "3:30", "a.m.", "Monday"]
        );
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_and_leave_out_only_space(text in "\\PC{0,60}|[a-zA-Z0-9'’.,$\\- \n]{0,80}") {
            let mut last = 0;
            for token in tokens(&text, Span::new(0, text.len())) {
                prop_assert!(token.span.start >= last && !token.span.is_empty() && token.span.fits(&text));
                prop_assert!(Span::new(last, token.span.start).of(&text).chars().all(|c| c.is_whitespace() || c.is_control()));
                last = token.span.end;
            }
        }
    }
}
