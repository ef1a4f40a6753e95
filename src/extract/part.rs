//! What is found in a part of an article, before the whole of it is read.
//!
//! A long article takes seconds; what the analyst sees of it takes milliseconds. The part is read as
//! an article of its own, with the head of the whole one. What follows from the rest of the text (who
//! a surname belongs to, what a word is elsewhere) may be found otherwise there.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::Map;

use super::model::Model;
use super::{Document, Quote, Speaker, Suggestions, find, foreign};
use crate::article::{Article, Head, Located, Origin};
use crate::span::{Span, ceil_boundary, floor_boundary};
use crate::text::paragraph::{Lines, begins_indented, detect_lines};

/// How far from a window the end of a paragraph is looked for, in bytes.
const REACH: usize = 8 * 1024;

/// What was found in a part of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The part: whole paragraphs, unless these are longer than a window and what is around it.
    pub span: Span,
    /// What was found there, at its place in the whole article.
    pub suggestions: Suggestions,
}

/// Finds what is in the paragraphs around `window`, as [`super::extract`] does in a whole article.
pub fn extract_part(article: &Article, model: &Model, window: Span) -> Part {
    let lines = detect_lines(&article.text);
    let span = paragraphs_around(&article.text, window, lines);
    if let Some(suggestions) = foreign(article, model) {
        return Part { span, suggestions };
    }
    let alone = alone(article, span);
    let found = find(&Document::cut(&alone, lines), model, &|| false);
    let mut suggestions = found.unwrap_or_default();
    shift(&mut suggestions, span.start);
    Part { span, suggestions }
}

/// The window with its ends moved outward to ends of paragraphs, else to white space.
fn paragraphs_around(text: &str, window: Span, lines: Lines) -> Span {
    let start = floor_boundary(text, window.start);
    let end = ceil_boundary(text, window.end.max(start));
    let low = floor_boundary(text, start.saturating_sub(REACH));
    let high = ceil_boundary(text, end + REACH);
    let (before, after) = (Span::new(low, start), Span::new(end, high));
    let start = if low == 0 {
        last_break(text, before, lines).unwrap_or(0)
    } else {
        last_break(text, before, lines)
            .or_else(|| last_break(text, before, Lines::Separate))
            .or_else(|| Some(low + before.of(text).rfind(char::is_whitespace)?))
            .unwrap_or(start)
    };
    let end = if high == text.len() {
        first_break(text, after, lines).unwrap_or(high)
    } else {
        first_break(text, after, lines)
            .or_else(|| first_break(text, after, Lines::Separate))
            .or_else(|| Some(end + after.of(text).find(char::is_whitespace)?))
            .unwrap_or(end)
    };
    Span::new(start, end)
}

/// Where in `within` a paragraph begins, in order.
fn breaks(text: &str, within: Span, lines: Lines) -> impl DoubleEndedIterator<Item = usize> {
    within
        .of(text)
        .match_indices('\n')
        .map(move |(at, _)| within.start + at + 1)
        .filter(move |&next| {
            let line = crate::span::from(text, next);
            lines == Lines::Separate || line.starts_with(['\n', '\r']) || begins_indented(line)
        })
}

fn last_break(text: &str, within: Span, lines: Lines) -> Option<usize> {
    breaks(text, within, lines).next_back()
}

fn first_break(text: &str, within: Span, lines: Lines) -> Option<usize> {
    breaks(text, within, lines).next()
}

/// The part as an article of its own.
fn alone(article: &Article, span: Span) -> Article {
    let text = span.of(&article.text);
    let inside = |other: Span| {
        let shared = other.intersect(span)?;
        Some(Span::new(
            shared.start - span.start,
            shared.end - span.start,
        ))
    };
    let head = &article.head;
    Article {
        id: article.id.clone(),
        text: Arc::from(text),
        head: Head {
            title: head.title.as_ref().map(|title| Located {
                value: title.value.clone(),
                span: title.span.and_then(inside),
            }),
            date: head.date.as_ref().map(|date| Located::beside(date.value)),
            header: head.header.and_then(inside),
            furniture: head.furniture.iter().copied().filter_map(inside).collect(),
            ..Head::default()
        },
        metadata: Map::new(),
        origin: Origin::default(),
        encoding: None,
    }
}

/// Moves everything that was found by a number of bytes.
fn shift(found: &mut Suggestions, by: usize) {
    let moved = |span: &mut Span| *span = Span::new(span.start + by, span.end + by);
    found.mentions.iter_mut().for_each(|m| moved(&mut m.span));
    found.dates.iter_mut().for_each(|d| moved(&mut d.span));
    for quote in &mut found.quotes {
        let Quote {
            content,
            quoted,
            cue,
            speaker,
            ..
        } = quote;
        content.iter_mut().chain(quoted).chain(cue).for_each(moved);
        if let Some(Speaker {
            span: Some(span), ..
        }) = speaker
        {
            moved(span);
        }
    }
}
