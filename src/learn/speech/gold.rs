//! Articles with annotated quotes.

use serde_json::Value;

use crate::article::Article;
use crate::span::{OffsetIndex, Span};

/// An article and the quotes annotated in it.
#[derive(Clone, Debug)]
pub struct Gold {
    /// The article.
    pub article: Article,
    /// What was said in it, in pieces without marks and punctuation at their ends.
    pub(super) pieces: Vec<Piece>,
    /// Ranges in which what is found is neither right nor wrong.
    pub(super) ignored: Vec<Span>,
}

/// A stretch of what was said, inside one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Where it stands.
    pub span: Span,
    /// Whether it counts; attributed thoughts, plans and feelings do not.
    pub counts: bool,
    /// The words of its cue.
    pub cue: Option<Span>,
    /// The words of its speaker.
    pub speaker: Option<Span>,
}

impl Gold {
    /// Reads a line of a gold file: an object with `id`, `text`, `quotes` (each with `parts` or
    /// `start` and `end`, `cue`, `speaker`, `core`, `optional`) and `ignore`, in code points.
    ///
    /// # Errors
    /// When the line is no JSON.
    pub fn read(line: &str) -> serde_json::Result<Self> {
        let row: Value = serde_json::from_str(line)?;
        let id = row["id"].as_str().unwrap_or_default();
        let text = row["text"].as_str().unwrap_or_default();
        let article = Article::from_text(id, text);
        let index = OffsetIndex::new(text);
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let span = |start: &Value, end: &Value| {
            let at = |value: &Value| usize::try_from(value.as_u64()?).ok();
            index.span_of_code_points(text, at(start)?, at(end)?)
        };
        let mut pieces = Vec::new();
        for quote in list(&row["quotes"]) {
            let mut parts: Vec<Span> = list(&quote["parts"])
                .iter()
                .filter_map(|part| span(&part[0], &part[1]))
                .collect();
            if parts.is_empty() {
                parts.extend(span(&quote["start"], &quote["end"]));
            }
            let named = |field: &str| span(&quote[field]["start"], &quote[field]["end"]);
            let counts = quote["core"] != false && quote["optional"] != true;
            for part in parts.into_iter().flat_map(|part| lines(text, part)) {
                pieces.push(Piece {
                    span: part,
                    counts: counts && part.of(text).split_whitespace().nth(1).is_some(),
                    cue: named("cue"),
                    speaker: named("speaker"),
                });
            }
        }
        let ignored = list(&row["ignore"])
            .iter()
            .filter_map(|range| span(&range[0], &range[1]))
            .collect();
        Ok(Self {
            article,
            pieces,
            ignored,
        })
    }
}

/// The lines of a span, each without marks, punctuation and white space at its ends.
pub(super) fn lines(text: &str, span: Span) -> Vec<Span> {
    let mut start = span.start;
    span.of(text)
        .split_inclusive('\n')
        .map(|line| {
            let whole = Span::new(start, start + line.len());
            start = whole.end;
            bare(text, whole)
        })
        .filter(|line| !line.is_empty())
        .collect()
}

/// A span without marks, punctuation and white space at its ends.
fn bare(text: &str, span: Span) -> Span {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '$' | '%' | '#' | '@');
    let covered = span.of(text);
    let Some(first) = covered.find(plain) else {
        return Span::new(span.start, span.start);
    };
    let last = covered.trim_end_matches(|c| !plain(c)).len();
    Span::new(span.start + first, span.start + last)
}
