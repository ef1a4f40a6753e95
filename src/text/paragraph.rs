//! Paragraphs, and whether a text's lines were broken by hand.

use crate::span::Span;

/// Whether a text's lines are paragraphs, or were broken at a fixed width and belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lines {
    /// Every line break ends a paragraph.
    Separate,
    /// A line break inside a block is a space; an empty or indented line begins a paragraph.
    Joined,
}

/// Recognises a body that was broken at a fixed width (typewriter agencies, e-mail): most of its
/// lines are about equally long, nearly none is longer than a screen, and few end a sentence.
pub fn detect_lines(text: &str) -> Lines {
    /// Lines longer than this many bytes are whole paragraphs.
    const LONGEST: usize = 100;
    /// How much of the text is looked at, in bytes.
    const SAMPLE: usize = 32 * 1024;
    let (mut followed, mut full, mut open, mut long) = (0usize, 0usize, 0usize, 0usize);
    let sample = crate::span::until(text, crate::span::floor_boundary(text, SAMPLE));
    let mut lines = sample.lines().peekable();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.len() > LONGEST {
            long += 1;
        }
        let goes_on = lines
            .peek()
            .is_some_and(|next| !next.trim().is_empty() && !begins_indented(next));
        if trimmed.is_empty() || !goes_on {
            continue;
        }
        followed += 1;
        if (40..=LONGEST).contains(&trimmed.len()) {
            full += 1;
        }
        if !trimmed.ends_with(['.', '!', '?', ':', '"', '”', '|']) {
            open += 1;
        }
    }
    let wrapped = followed >= 3
        && full * 10 >= followed * 7
        && open * 10 >= followed * 6
        && long * 10 <= followed;
    if wrapped {
        Lines::Joined
    } else {
        Lines::Separate
    }
}

/// Whether a line begins with a tab or two spaces, as the first line of a typewritten paragraph does.
pub fn begins_indented(line: &str) -> bool {
    line.starts_with("  ") || line.starts_with('\t')
}

/// The paragraphs of `text` in order, without the white space around them; empty ones are left out.
///
/// With [`Lines::Joined`] a paragraph runs over single line breaks up to an empty line or one
/// that begins indented.
pub fn paragraphs(text: &str, lines: Lines) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut open = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trim(text);
        start += line.len();
        if span.is_empty() {
            open = false;
            continue;
        }
        match found.last_mut() {
            Some(last) if open && lines == Lines::Joined && !begins_indented(line) => {
                last.end = span.end;
            }
            _ => found.push(span),
        }
        open = true;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIRED: &str = "Showers continued throughout the week in\nthe cocoa zone, alleviating the drought since early\nJanuary and improving prospects for the coming season,\nalthough levels have not been restored, a firm said.\n    The dry period means that the crop will be late this year,\nand arrivals will be low, the report of the board said on\nFriday in the capital.\n REUTER\n";

    #[test]
    fn hand_broken_lines_are_joined_and_indented_ones_begin_a_paragraph() {
        assert_eq!(detect_lines(WIRED), Lines::Joined);
        let found = paragraphs(WIRED, Lines::Joined);
        assert_eq!(found.len(), 2);
        assert!(found[1].of(WIRED).starts_with("The dry period"));
    }

    #[test]
    fn a_line_a_paragraph_stays_so() {
        let text = "One paragraph that is quite long, longer than a hundred characters at least, which is what a web page gives.\nAnother.\n\nA third.\r\n";
        assert_eq!(detect_lines(text), Lines::Separate);
        let found: Vec<_> = paragraphs(text, Lines::Separate)
            .into_iter()
            .map(|p| p.of(text))
            .collect();
        assert_eq!(found[1..], ["Another.", "A third."]);
    }
}
