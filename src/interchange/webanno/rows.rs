//! The rows of a text: tokens, and the parts of tokens that spans begin or end in.

use std::collections::BTreeSet;

use crate::span::Span;
use crate::text::paragraph::{detect_lines, paragraphs};
use crate::text::sentence::sentences;
use crate::text::token::tokens;

/// The tokens of a text.
#[derive(Debug)]
pub struct Rows {
    /// The sentences, each with the places of its tokens.
    pub sentences: Vec<(Span, std::ops::Range<usize>)>,
    /// The tokens, in order.
    pub tokens: Vec<Row>,
}

/// A token.
#[derive(Debug)]
pub struct Row {
    /// Where it stands.
    pub span: Span,
    /// Its sentence and its place there, from 1.
    pub number: (usize, usize),
    /// The parts of it that spans cover alone, in order.
    pub parts: BTreeSet<Span>,
}

/// A token, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unit {
    /// The place of the token.
    pub token: usize,
    /// The part of it that is meant; none for all of it.
    pub part: Option<Span>,
}

impl Rows {
    /// Cuts a text. What is between sentences is in no row, nor is a sentence without a token.
    pub fn new(text: &str) -> Self {
        let mut rows = Self {
            sentences: Vec::new(),
            tokens: Vec::new(),
        };
        for paragraph in paragraphs(text, detect_lines(text)) {
            for sentence in sentences(text, paragraph) {
                let first = rows.tokens.len();
                let number = rows.sentences.len() + 1;
                let found = tokens(text, sentence).into_iter().enumerate();
                rows.tokens.extend(found.map(|(place, token)| Row {
                    span: token.span,
                    number: (number, place + 1),
                    parts: BTreeSet::new(),
                }));
                if rows.tokens.len() > first {
                    rows.sentences.push((sentence, first..rows.tokens.len()));
                }
            }
        }
        rows
    }

    /// The tokens and parts of tokens that a span covers, which have rows from then on.
    pub fn cover(&mut self, span: Span) -> Vec<Unit> {
        let first = self
            .tokens
            .partition_point(|row| row.span.end <= span.start);
        let mut units = Vec::new();
        for (token, row) in self.tokens.iter_mut().enumerate().skip(first) {
            if row.span.start >= span.end {
                break;
            }
            let Some(part) = row.span.intersect(span).filter(|part| !part.is_empty()) else {
                continue;
            };
            let part = Some(part).filter(|part| *part != row.span);
            row.parts.extend(part);
            units.push(Unit { token, part });
        }
        units
    }

    /// Where a unit stands.
    pub fn span(&self, unit: Unit) -> Option<Span> {
        unit.part
            .or_else(|| self.tokens.get(unit.token).map(|row| row.span))
    }

    /// The name of a unit: `3-7`, or `3-7.1` for a part.
    pub fn name(&self, unit: Unit) -> String {
        let Some(row) = self.tokens.get(unit.token) else {
            return String::new();
        };
        let (sentence, token) = row.number;
        match unit.part {
            Some(part) => {
                let place = row.parts.iter().take_while(|other| **other < part).count();
                format!("{sentence}-{token}.{}", place + 1)
            }
            None => format!("{sentence}-{token}"),
        }
    }
}
