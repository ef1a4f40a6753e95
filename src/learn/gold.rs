//! What is learnt from: annotated texts, and what analysts decided.

#[cfg(test)]
mod tests;

use super::score::Labelled;
use super::train::Gold;
use crate::annotation::{Annotations, Status, Verdict};
use crate::article::Article;
use crate::extract::Label;
use crate::span::{OffsetIndex, Span};

/// A text with the names of a gold file: `complete` are the labels whose every name is given.
///
/// Names that do not lie in the text are left out.
pub fn of_names(article: Article, names: &[Labelled], complete: Vec<Label>, weight: f32) -> Gold {
    let index = OffsetIndex::new(&article.text);
    let spans = names.iter().filter_map(|name| {
        let span = index.span_of_code_points(&article.text, name.start, name.end)?;
        Some((span, Label::new(&name.label)))
    });
    Gold {
        spans: apart(spans.collect()),
        article,
        refused: Vec::new(),
        complete,
        weight,
    }
}

/// What an analyst's decisions about an article teach, if anything was decided about its names.
///
/// Names that stand are gold; what was rejected, or stood elsewhere or with another label before it
/// was corrected, is none of that label. In a reviewed article with no name left undecided what is
/// not marked is no name of any of `labels`; in others nothing is known about it.
pub fn of_decisions(
    article: &Article,
    annotations: &Annotations,
    labels: &[Label],
    weight: f32,
) -> Option<Gold> {
    let mut spans = Vec::new();
    let mut refused = Vec::new();
    let mut undecided = false;
    for entity in &annotations.entities {
        let now = (entity.span, entity.label.clone());
        match entity.review.verdict {
            Verdict::Unreviewed => undecided = true,
            Verdict::Rejected => refused.push(now),
            Verdict::Accepted | Verdict::Corrected | Verdict::Added => {
                refused.extend(entity.was.clone().filter(|was| *was != now));
                spans.push(now);
            }
        }
    }
    let whole = annotations.status == Status::Reviewed && !undecided;
    if spans.is_empty() && refused.is_empty() && !whole {
        return None;
    }
    Some(Gold {
        article: article.clone(),
        spans: apart(spans),
        refused,
        complete: if whole { labels.to_vec() } else { Vec::new() },
        weight,
    })
}

/// The spans in order, without those that overlap another one that begins earlier or is longer:
/// the tagger finds one name at a place.
fn apart(mut spans: Vec<(Span, Label)>) -> Vec<(Span, Label)> {
    spans.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    spans.retain(|(span, _)| {
        let free = span.start >= end && !span.is_empty();
        if free {
            end = span.end;
        }
        free
    });
    spans
}
