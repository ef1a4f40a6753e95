//! How well suggestions agree with gold annotations.
//!
//! Gold and predictions are [`Document`]s: a line of JSON each, offsets in code points. The output
//! of `dateline extract` is one, the usual `{"id","text","spans"}` gold another.

pub mod entities;
pub mod quotes;

use serde::{Deserialize, Serialize};

use crate::extract::Suggestions;
use crate::span::{OffsetIndex, Span};

/// Precision, recall and their harmonic mean, each from 0 to 1; 0 where nothing was there to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Which part of the predictions is right.
    pub precision: f64,
    /// Which part of the gold was found.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

impl Agreement {
    /// The agreement of `hits` that both have, among so many predictions and so much gold.
    pub fn of(hits: usize, predicted: usize, gold: usize) -> Self {
        let precision = share(hits, predicted);
        let recall = share(hits, gold);
        let sum = precision + recall;
        Self {
            precision,
            recall,
            f1: if sum > 0.0 {
                2.0 * precision * recall / sum
            } else {
                0.0
            },
        }
    }
}

/// `part` of `whole`, from 0 to 1; 0 of nothing.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

/// One article of a gold file or of predictions; offsets are code points, end exclusive.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Document {
    /// The article's id, by which predictions find their gold.
    pub id: serde_json::Value,
    /// The text; gold must have it.
    #[serde(default)]
    pub text: Option<String>,
    /// Names, under the name that gold files use.
    #[serde(default)]
    pub spans: Option<Vec<Labelled>>,
    /// Names, under the name that dateline uses.
    #[serde(default)]
    pub entities: Option<Vec<Labelled>>,
    /// Quotes.
    #[serde(default)]
    pub quotes: Option<Vec<Quoted>>,
    /// Ranges in which a predicted quote is neither right nor wrong.
    #[serde(default)]
    pub ignore: Vec<(usize, usize)>,
}

/// A name with its label.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Labelled {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The label.
    pub label: String,
}

/// A run of code points, perhaps with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Run {
    /// The first code point.
    #[serde(default)]
    pub start: Option<usize>,
    /// One past the last code point.
    #[serde(default)]
    pub end: Option<usize>,
    /// The words.
    #[serde(default)]
    pub text: Option<String>,
}

/// Who speaks, in gold or predicted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Speaking {
    /// The words that name the speaker there.
    #[serde(flatten)]
    pub run: Run,
    /// The full name: `canonical` in gold, `name` in dateline's output.
    #[serde(default, alias = "name")]
    pub canonical: Option<String>,
}

/// A quote of gold or of predictions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Quoted {
    /// The first code point, where the quote is in one piece.
    #[serde(default)]
    pub start: Option<usize>,
    /// One past the last code point, where the quote is in one piece.
    #[serde(default)]
    pub end: Option<usize>,
    /// The pieces, as gold files give them.
    #[serde(default)]
    pub parts: Option<Vec<(usize, usize)>>,
    /// The pieces, as dateline gives them.
    #[serde(default)]
    pub content: Option<Vec<Run>>,
    /// `direct`, `mixed` or `indirect`.
    #[serde(default)]
    pub kind: String,
    /// Who speaks.
    #[serde(default)]
    pub speaker: Option<Speaking>,
    /// The words that attribute it.
    #[serde(default)]
    pub cue: Option<Run>,
    /// Whether it is speech in the narrow sense; the rest may be found or left.
    #[serde(default = "yes")]
    pub core: bool,
    /// Whether it may be left.
    #[serde(default)]
    pub optional: bool,
}

fn yes() -> bool {
    true
}

impl Document {
    /// What the program found, as predictions.
    pub fn of_suggestions(suggestions: &Suggestions, text: &str) -> Self {
        let index = OffsetIndex::new(text);
        let points = |span: Span| index.code_points_of(text, span);
        let run = |span: Span| {
            let (start, end) = points(span);
            Run {
                start: Some(start),
                end: Some(end),
                text: Some(span.of(text).to_owned()),
            }
        };
        let entities = suggestions
            .mentions
            .iter()
            .map(|mention| {
                let (start, end) = points(mention.span);
                Labelled {
                    start,
                    end,
                    label: mention.label.to_string(),
                }
            })
            .collect();
        let quotes = suggestions
            .quotes
            .iter()
            .map(|quote| Quoted {
                content: Some(quote.content.iter().copied().map(run).collect()),
                kind: quote.kind.as_str().to_owned(),
                speaker: quote.speaker.as_ref().map(|speaker| Speaking {
                    run: speaker.span.map(run).unwrap_or_default(),
                    canonical: speaker
                        .cluster
                        .and_then(|cluster| suggestions.clusters.get(cluster))
                        .map(|cluster| cluster.name.clone())
                        .or_else(|| speaker.name.clone()),
                }),
                cue: quote.cue.map(run),
                core: true,
                ..Quoted::default()
            })
            .collect();
        Self {
            entities: Some(entities),
            quotes: Some(quotes),
            ..Self::default()
        }
    }

    /// The names, whichever name the file has for them.
    pub fn names(&self) -> Option<&[Labelled]> {
        self.spans.as_deref().or(self.entities.as_deref())
    }

    /// The first range that does not lie in a text of so many code points, with its field.
    pub fn misplaced(&self, code_points: usize) -> Option<(String, usize, usize)> {
        let outside = |(start, end): (usize, usize)| start > end || end > code_points;
        let field = if self.spans.is_some() {
            "spans"
        } else {
            "entities"
        };
        let names = self.names().unwrap_or_default().iter().enumerate();
        let mut names = names.map(|(i, n)| (format!("{field}[{i}]"), (n.start, n.end)));
        let quotes = self.quotes.as_deref().unwrap_or_default().iter();
        let mut pieces = quotes.enumerate().flat_map(|(i, quote)| {
            let pieces = quote.pieces().into_iter();
            pieces.map(move |range| (format!("quotes[{i}]"), range))
        });
        names
            .find(|(_, range)| outside(*range))
            .or_else(|| pieces.find(|(_, range)| outside(*range)))
            .map(|(field, (start, end))| (field, start, end))
    }
}

impl Quoted {
    /// The pieces of its content, in code points.
    pub fn pieces(&self) -> Vec<(usize, usize)> {
        if let Some(parts) = self.parts.as_ref().filter(|parts| !parts.is_empty()) {
            return parts.clone();
        }
        if let Some(content) = self.content.as_ref().filter(|content| !content.is_empty()) {
            let pieces = content.iter().filter_map(|run| run.start.zip(run.end));
            return pieces.collect();
        }
        self.start.zip(self.end).into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
