//! Finds a pattern in one text: its source, so that a match may run over wraps and line breaks.

use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;
use thiserror::Error;

use crate::span::Span;

/// The most memory that a compiled pattern may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

/// A pattern that cannot be searched for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadPattern {
    /// It is no regular expression.
    #[error("{}", self.syntax())]
    Syntax {
        /// What is wrong with it.
        what: String,
        /// Which of its characters is at fault, counted from 0; none where that is unknown.
        at: Option<usize>,
    },
    /// It would take too much memory.
    #[error("the pattern is too large; use fewer or smaller repetitions")]
    TooLarge,
}

impl BadPattern {
    fn syntax(&self) -> String {
        match self {
            Self::Syntax { what, at: Some(at) } => format!("{what} at character {}", at + 1),
            Self::Syntax { what, at: None } => what.clone(),
            Self::TooLarge => String::new(),
        }
    }
}

/// How what was typed is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Syntax {
    /// As the words to look for; straight quote marks find curly ones.
    #[default]
    Words,
    /// As words that must not be parts of longer ones.
    WholeWords,
    /// As a regular expression in the syntax of the `regex` crate.
    Regex,
}

/// A pattern made ready to search for.
///
/// Case makes no difference unless the pattern has a capital; diacritics always do. A space
/// matches any white space, line breaks included.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    ignores_case: bool,
}

impl Pattern {
    /// Reads what a person typed: `/…/` is a regular expression, anything else the words themselves.
    ///
    /// # Errors
    /// [`BadPattern`] when the expression is wrong.
    pub fn typed(typed: &str) -> Result<(Self, Syntax), BadPattern> {
        let regex = typed
            .strip_prefix('/')
            .map(|rest| rest.strip_suffix('/').unwrap_or(rest));
        let (words, syntax) = match regex {
            Some(regex) => (regex, Syntax::Regex),
            None => (typed, Syntax::Words),
        };
        Ok((Self::new(words, syntax)?, syntax))
    }

    /// Reads what was typed.
    ///
    /// # Errors
    ///
    /// When a regular expression is none, or too large.
    pub fn new(typed: &str, syntax: Syntax) -> Result<Self, BadPattern> {
        let (expression, capital) = match syntax {
            Syntax::Regex => {
                // What is wrong is told about what was typed, not about what is made of it.
                build(typed, false).map_err(|error| explain(&error, typed))?;
                (any_space(typed), has_capital(typed))
            }
            Syntax::Words => (words(typed), typed.chars().any(char::is_uppercase)),
            Syntax::WholeWords => (
                format!(r"\b{{start-half}}{}\b{{end-half}}", words(typed)),
                typed.chars().any(char::is_uppercase),
            ),
        };
        match build(&expression, !capital) {
            Ok(regex) => Ok(Self {
                regex,
                ignores_case: !capital,
            }),
            Err(error) => Err(explain(&error, typed)),
        }
    }

    /// All matches in order; they do not overlap, and none is empty.
    pub fn matches<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        self.regex
            .find_iter(text)
            .map(|found| Span::new(found.start(), found.end()))
            .filter(|span| !span.is_empty())
    }

    /// What it is made of; none where that is too large.
    pub(super) fn parsed(&self) -> Option<Hir> {
        let mut parser = ParserBuilder::new()
            .case_insensitive(self.ignores_case)
            .multi_line(true)
            .crlf(true)
            .build();
        parser.parse(self.regex.as_str()).ok()
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &str) -> bool {
        self.matches(text).next().is_some()
    }
}

/// How a word is typed that must not be a part of a longer one, in either case.
pub fn whole_word(word: &str) -> String {
    format!(r"/\b{}\b/", regex::escape(&word.to_lowercase()))
}

fn build(expression: &str, ignore_case: bool) -> Result<Regex, regex::Error> {
    RegexBuilder::new(expression)
        .case_insensitive(ignore_case)
        .multi_line(true)
        .crlf(true)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(SIZE_LIMIT)
        .build()
}

/// The expression that finds these words, with any white space between them.
fn words(typed: &str) -> String {
    let mut expression = String::with_capacity(typed.len() * 2);
    let mut space = false;
    for c in typed.chars() {
        if c.is_whitespace() {
            if !space {
                expression.push_str(r"\s+");
            }
            space = true;
            continue;
        }
        space = false;
        match c {
            '\'' => expression.push_str("['’‘ʼ]"),
            '"' => expression.push_str("[\"“”„]"),
            c => expression.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    expression
}

/// A regular expression in which every space outside a class matches any white space.
fn any_space(typed: &str) -> String {
    let mut expression = String::with_capacity(typed.len() * 2);
    let (mut escaped, mut classes) = (false, 0usize);
    for c in typed.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => classes += 1,
            ']' => classes = classes.saturating_sub(1),
            ' ' if classes == 0 => {
                expression.push_str(r"(?:\s+)");
                continue;
            }
            _ => {}
        }
        expression.push(c);
    }
    expression
}

/// Whether a regular expression has a capital that stands for itself, which those of `\W`, `\pL`
/// and the like do not.
fn has_capital(typed: &str) -> bool {
    let mut chars = typed.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            if matches!(chars.next(), Some('p' | 'P')) && chars.next() == Some('{') {
                chars.by_ref().find(|&c| c == '}');
            }
        } else if c.is_uppercase() {
            return true;
        }
    }
    false
}

/// Says what is wrong with a pattern, in one line.
fn explain(error: &regex::Error, typed: &str) -> BadPattern {
    let regex::Error::Syntax(message) = error else {
        return BadPattern::TooLarge;
    };
    // The message shows the pattern, indented by four, and a caret under the fault.
    let caret = message
        .lines()
        .find(|line| line.trim() == "^" || line.trim_start().starts_with("^^"));
    let at = caret.and_then(|line| line.find('^')?.checked_sub(4));
    let what = message
        .lines()
        .find_map(|line| line.strip_prefix("error: "))
        .unwrap_or("this is no regular expression");
    BadPattern::Syntax {
        what: what.to_owned(),
        at: at.filter(|_| !typed.contains('\n')),
    }
}

/// A match to go to, and whether the search went past the text's end (or beginning) to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// The match's place among all.
    pub index: usize,
    /// Whether it lies on the other side.
    pub wrapped: bool,
}

/// The first of `matches`, which are in order, that begins after `byte`, else the first of all.
pub fn next(matches: &[Span], byte: usize) -> Option<Next> {
    let at = matches.partition_point(|found| found.start <= byte);
    let wrapped = at == matches.len();
    (!matches.is_empty()).then_some(Next {
        index: if wrapped { 0 } else { at },
        wrapped,
    })
}

/// The last of `matches`, which are in order, that begins before `byte`, else the last of all.
pub fn previous(matches: &[Span], byte: usize) -> Option<Next> {
    let at = matches.partition_point(|found| found.start < byte);
    let index = at.checked_sub(1).or(matches.len().checked_sub(1))?;
    Some(Next {
        index,
        wrapped: at == 0,
    })
}

#[cfg(test)]
mod tests;
