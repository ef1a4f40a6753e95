//! Where a cursor goes from a byte: by grapheme, word, line, sentence and paragraph.
//!
//! A cursor stands on a grapheme and is named by its first byte. Every motion reads the text near
//! the cursor only, so it takes no longer in a long text than in a short one. A motion that has
//! nowhere to go stays, or goes to the text's first or last grapheme.

use unicode_segmentation::GraphemeCursor;

use crate::span::{Span, ceil_boundary, floor_boundary, from, until};
use crate::text::paragraph::{Lines, begins_indented};
use crate::text::sentence::sentences;
use crate::text::token::{Token, TokenKind, tokens};

/// How far from a byte a word is looked for, in bytes: longer ones fall into pieces.
const WORD_REACH: usize = 256;

/// How far from a byte sentences are looked for, in bytes.
const SENTENCE_REACH: usize = 16 * 1024;

/// The grapheme in which `byte` lies; empty at the end of the text.
pub fn grapheme_at(text: &str, byte: usize) -> Span {
    let byte = floor_boundary(text, byte);
    let mut cursor = GraphemeCursor::new(byte, text.len(), true);
    let start = match cursor.is_boundary(text, 0) {
        Ok(true) => byte,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    };
    let mut cursor = GraphemeCursor::new(start, text.len(), true);
    let end = cursor.next_boundary(text, 0).ok().flatten();
    Span::new(start, end.unwrap_or(text.len()))
}

/// The first byte of the text's last grapheme.
pub fn last(text: &str) -> usize {
    left(text, text.len())
}

/// One grapheme to the left.
pub fn left(text: &str, byte: usize) -> usize {
    let byte = floor_boundary(text, byte);
    let mut cursor = GraphemeCursor::new(byte, text.len(), true);
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// One grapheme to the right.
pub fn right(text: &str, byte: usize) -> usize {
    let next = grapheme_at(text, byte).end;
    if next < text.len() { next } else { last(text) }
}

/// The word in which `byte` lies, or the run of punctuation; none in white space.
///
/// Words are the tokens that names are made of: `U.S.` and `O’Brien` are one, a possessive `'s` is
/// one of its own.
pub fn word_at(text: &str, byte: usize) -> Option<Span> {
    let byte = floor_boundary(text, byte);
    if from(text, byte).starts_with(is_space) {
        return None;
    }
    let reach = Span::new(
        floor_boundary(text, byte.saturating_sub(WORD_REACH)),
        ceil_boundary(text, byte.saturating_add(WORD_REACH)),
    );
    let before = Span::new(reach.start, byte).of(text);
    let start = byte - before.len() + before.rfind(is_space).map_or(0, |at| at + 1);
    let after = Span::new(byte, reach.end).of(text);
    let end = byte + after.find(is_space).unwrap_or(after.len());
    // White space of several bytes ends after its last.
    let tokens = tokens(text, Span::new(ceil_boundary(text, start), end));
    let at = tokens.iter().position(|token| token.span.contains(byte))?;
    let token = tokens.get(at)?;
    let mut word = token.span;
    if token.kind == TokenKind::Mark {
        let is_mark = |token: &&Token| token.kind == TokenKind::Mark;
        for next in tokens.iter().skip(at + 1).take_while(is_mark) {
            if next.span.start == word.end {
                word.end = next.span.end;
            }
        }
        for previous in tokens.iter().take(at).rev().take_while(is_mark) {
            if previous.span.end == word.start {
                word.start = previous.span.start;
            }
        }
    }
    Some(word)
}

/// To the beginning of the next word (`w`).
pub fn word_forward(text: &str, byte: usize) -> usize {
    let end = word_at(text, byte).map_or(byte, |word| word.end);
    match next_ink(text, end) {
        Some(next) => onward(text, byte, next),
        None => last(text),
    }
}

/// To the beginning of this word, or of the one before (`b`).
pub fn word_back(text: &str, byte: usize) -> usize {
    let Some(previous) = previous_ink(text, byte) else {
        return 0;
    };
    let start = word_at(text, previous).map_or(previous, |word| word.start);
    grapheme_at(text, start).start
}

/// To the last grapheme of this word, or of the next one (`e`).
pub fn word_end(text: &str, byte: usize) -> usize {
    let end = end_after(text, grapheme_at(text, byte).end);
    left(text, end).max(grapheme_at(text, byte).start)
}

/// One past the end of the first word that ends after `byte`: where the end of a span goes that
/// grows by a word.
pub fn end_after(text: &str, byte: usize) -> usize {
    let Some(next) = next_ink(text, byte) else {
        return text.len();
    };
    let end = word_at(text, next).map_or(next, |word| word.end);
    // A mark that combines belongs to the grapheme that it ends.
    let end = grapheme_at(text, end.saturating_sub(1).max(next)).end;
    end.max(byte)
}

/// One past the end of the last word that ends before `byte`: where the end of a span goes that
/// shrinks by a word.
pub fn end_before(text: &str, byte: usize) -> usize {
    let Some(previous) = previous_ink(text, byte) else {
        return 0;
    };
    let word = word_at(text, previous).unwrap_or_else(|| grapheme_at(text, previous));
    if word.end < byte {
        return word.end;
    }
    previous_ink(text, word.start).map_or(0, |at| grapheme_at(text, at).end)
}

/// The source line in which `byte` lies, without its line break.
pub fn line_at(text: &str, byte: usize) -> Span {
    let byte = floor_boundary(text, byte);
    // Between a carriage return and its line feed is the end of the line before.
    let before = until(text, byte);
    let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
    let rest = from(text, start);
    let length = memchr::memchr(b'\n', from(text, byte).as_bytes())
        .map_or(rest.len(), |at| byte + at - start);
    let line = until(rest, length);
    Span::new(start, start + line.strip_suffix('\r').unwrap_or(line).len())
}

/// To the first grapheme of the source line.
pub fn line_start(text: &str, byte: usize) -> usize {
    line_at(text, byte).start
}

/// To the last grapheme of the source line; of an empty one, to its line break.
pub fn line_end(text: &str, byte: usize) -> usize {
    let line = line_at(text, byte);
    if line.is_empty() {
        line.start
    } else {
        left(text, line.end)
    }
}

/// The paragraph in which `byte` lies, without the white space around it; none on a blank line.
///
/// The same as the one that [`paragraphs`](crate::text::paragraph::paragraphs) finds.
pub fn paragraph_at(text: &str, byte: usize, lines: Lines) -> Option<Span> {
    let is_blank = |line: Span| line.trim(text).is_empty();
    let mut found = line_at(text, byte);
    if is_blank(found) {
        return None;
    }
    if lines == Lines::Joined {
        while found.start > 0 && !begins_indented(from(text, found.start)) {
            let before = line_at(text, found.start - 1);
            if is_blank(before) {
                break;
            }
            found.start = before.start;
        }
        while let Some(next) = memchr::memchr(b'\n', from(text, found.end).as_bytes()) {
            let next = line_at(text, found.end + next + 1);
            if is_blank(next) || begins_indented(from(text, next.start)) {
                break;
            }
            found.end = next.end;
        }
    }
    Some(found.trim(text))
}

/// To the beginning of the next paragraph (`}`).
pub fn paragraph_forward(text: &str, byte: usize, lines: Lines) -> usize {
    let after = match paragraph_at(text, byte, lines) {
        Some(paragraph) if byte < paragraph.start => paragraph.start,
        Some(paragraph) => paragraph.end,
        None => byte,
    };
    match next_letter(text, after) {
        Some(next) => onward(text, byte, next),
        None => last(text),
    }
}

/// To the beginning of this paragraph, or of the one before (`{`).
pub fn paragraph_back(text: &str, byte: usize, lines: Lines) -> usize {
    let start = match paragraph_at(text, byte, lines) {
        Some(paragraph) if paragraph.start < byte => paragraph.start,
        _ => previous_paragraph(text, byte, lines).map_or(0, |paragraph| paragraph.start),
    };
    grapheme_at(text, start).start
}

/// The paragraph that ends before `byte`, which lies at the beginning of one or between two.
fn previous_paragraph(text: &str, byte: usize, lines: Lines) -> Option<Span> {
    let before = until(text, floor_boundary(text, byte)).trim_end();
    let at = before.char_indices().next_back()?.0;
    paragraph_at(text, at, lines)
}

/// The sentence in which `byte` lies, or after which it lies in its paragraph; none on a blank line.
///
/// In a paragraph of tens of kilobytes only what is near is read, and a sentence may be cut.
pub fn sentence_at(text: &str, byte: usize, lines: Lines) -> Option<Span> {
    let near = sentences_near(text, byte, lines);
    let at = near.partition_point(|sentence| sentence.start <= byte);
    near.get(at.saturating_sub(1)).copied()
}

/// To the beginning of the next sentence (`)`).
pub fn sentence_forward(text: &str, byte: usize, lines: Lines) -> usize {
    let near = sentences_near(text, byte, lines);
    match near.iter().find(|sentence| sentence.start > byte) {
        Some(next) => onward(text, byte, next.start),
        None => paragraph_forward(text, byte, lines),
    }
}

/// To the beginning of this sentence, or of the one before (`(`).
pub fn sentence_back(text: &str, byte: usize, lines: Lines) -> usize {
    let start_before = |near: &[Span]| {
        let sentence = near.iter().rfind(|sentence| sentence.start < byte);
        sentence.map(|sentence| sentence.start)
    };
    let start = start_before(&sentences_near(text, byte, lines)).or_else(|| {
        let paragraph = previous_paragraph(text, byte, lines)?;
        let at = floor_boundary(text, paragraph.end.saturating_sub(1));
        start_before(&sentences_near(text, at, lines))
    });
    grapheme_at(text, start.unwrap_or(0)).start
}

/// The sentences of the paragraph in which `byte` lies, as far as they are near.
fn sentences_near(text: &str, byte: usize, lines: Lines) -> Vec<Span> {
    let reach = Span::new(
        floor_boundary(text, byte.saturating_sub(SENTENCE_REACH)),
        ceil_boundary(text, byte.saturating_add(SENTENCE_REACH)),
    );
    paragraph_at(text, byte, lines)
        .and_then(|paragraph| paragraph.intersect(reach))
        .map_or_else(Vec::new, |near| sentences(text, near))
}

/// What stands between words.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// The first character at or after `byte` that belongs to a word or a mark.
fn next_ink(text: &str, byte: usize) -> Option<usize> {
    let byte = ceil_boundary(text, byte);
    from(text, byte).find(|c| !is_space(c)).map(|at| byte + at)
}

/// The first character at or after `byte` that is no white space.
fn next_letter(text: &str, byte: usize) -> Option<usize> {
    let byte = ceil_boundary(text, byte);
    from(text, byte)
        .find(|c: char| !c.is_whitespace())
        .map(|at| byte + at)
}

/// The last character before `byte` that belongs to a word or a mark.
fn previous_ink(text: &str, byte: usize) -> Option<usize> {
    until(text, floor_boundary(text, byte)).rfind(|c| !is_space(c))
}

/// The grapheme at `next`, or, where that is the one at `byte` still, the one after it.
fn onward(text: &str, byte: usize, next: usize) -> usize {
    let start = grapheme_at(text, next).start;
    if start > byte {
        start
    } else {
        right(text, byte)
    }
}

#[cfg(test)]
mod tests;
