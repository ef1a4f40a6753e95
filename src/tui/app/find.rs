//! The search in the open article.

use crate::search::find::{BadPattern, Next, Pattern, Syntax, next, previous};
use crate::span::Span;

/// A search and its matches.
#[derive(Clone, Debug)]
pub struct Find {
    /// What was typed.
    pub typed: String,
    /// Every match, in the order of the text.
    pub matches: Vec<Span>,
}

impl Find {
    /// Searches a text. `/…/` is a pattern, anything else the words themselves.
    ///
    /// # Errors
    /// [`BadPattern`] when the pattern is wrong.
    pub fn new(typed: &str, text: &str) -> Result<Self, BadPattern> {
        let regex = typed
            .strip_prefix('/')
            .map(|rest| rest.strip_suffix('/').unwrap_or(rest));
        let pattern = match regex {
            Some(regex) => Pattern::new(regex, Syntax::Regex)?,
            None => Pattern::new(typed, Syntax::Words)?,
        };
        Ok(Self {
            typed: typed.to_owned(),
            matches: pattern.matches(text).collect(),
        })
    }

    /// The match after `byte`, around the end; and whether it went around.
    pub fn next(&self, byte: usize) -> Option<(Span, bool)> {
        self.found(next(&self.matches, byte)?)
    }

    /// The match at or after `byte`, around the end.
    pub fn at_or_after(&self, byte: usize) -> Option<Span> {
        let at = self.matches.partition_point(|m| m.start < byte);
        self.matches.get(at).or(self.matches.first()).copied()
    }

    /// The match before `byte`, around the beginning; and whether it went around.
    pub fn previous(&self, byte: usize) -> Option<(Span, bool)> {
        self.found(previous(&self.matches, byte)?)
    }

    fn found(&self, next: Next) -> Option<(Span, bool)> {
        Some((*self.matches.get(next.index)?, next.wrapped))
    }

    /// The number of the match that begins at `byte`, from 1.
    pub fn number_at(&self, byte: usize) -> Option<usize> {
        self.matches
            .binary_search_by_key(&byte, |m| m.start)
            .ok()
            .map(|at| at + 1)
    }
}
