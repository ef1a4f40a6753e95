//! Gives a name one label throughout a document, and those of the wire header theirs.

use std::collections::HashMap;

use crate::article::{Head, Located};
use crate::extract::{Label, Mention};
use crate::span::Span;

/// From this score on a mention keeps its label, whatever is found elsewhere.
const CERTAIN: f32 = 0.6;
/// How sure the shape of a header is of what it names.
const SHAPED: f32 = 0.95;

/// Gives each doubtful mention the label that all places of its name in the document together speak
/// most for.
pub(super) fn settle(text: &str, mentions: &mut [Mention]) {
    let mut sums: HashMap<&str, Vec<(Label, f32)>> = HashMap::new();
    for mention in mentions.iter() {
        let own = sums.entry(mention.span.of(text)).or_default();
        match own.iter_mut().find(|(label, _)| *label == mention.label) {
            Some((_, sum)) => *sum += mention.score,
            None => own.push((mention.label.clone(), mention.score)),
        }
    }
    for mention in mentions.iter_mut().filter(|m| m.score < CERTAIN) {
        let own = sums.get(mention.span.of(text));
        let best = own.and_then(|own| own.iter().max_by(|a, b| a.1.total_cmp(&b.1)));
        if let Some((label, _)) = best {
            mention.label = label.clone();
        }
    }
}

/// Lets the wire header's place be a place, its agency an organisation, its people people.
pub(super) fn head(head: &Head, mentions: &mut [Mention]) {
    let spans = |located: Option<&Located<String>>| located.and_then(|located| located.span);
    let named = [
        (spans(head.place.as_ref()), Label::LOC),
        (spans(head.source.as_ref()), Label::ORG),
        (spans(head.byline.as_ref()), Label::PERSON),
        (spans(head.editor.as_ref()), Label::PERSON),
    ];
    for (span, label) in named {
        if let Some(span) = span {
            name(span, label, mentions);
        }
    }
}

fn name(span: Span, label: Label, mentions: &mut [Mention]) {
    if let Some(mention) = mentions.iter_mut().find(|mention| mention.span == span) {
        mention.label = label;
        mention.score = mention.score.max(SHAPED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str, found: &[(&str, f32, &Label)]) -> Vec<Label> {
        let mut from = 0;
        let place = |(name, score, label): &(&str, f32, &Label)| {
            let start = from
                + crate::span::from(text, from)
                    .find(name)
                    .expect("a place for each");
            from = start + name.len();
            Mention {
                span: Span::new(start, from),
                label: (*label).clone(),
                score: *score,
                cluster: None,
            }
        };
        let mut mentions: Vec<Mention> = found.iter().map(place).collect();
        settle(text, &mut mentions);
        mentions.into_iter().map(|mention| mention.label).collect()
    }

    #[test]
    fn a_doubtful_label_gives_way_to_what_the_name_is_elsewhere() {
        let found = [
            ("Harbour Watch", 0.9, &Label::ORG),
            ("Harbour Watch", 0.4, &Label::LOC),
        ];
        let text = "Harbour Watch objected. At Harbour Watch nobody spoke.";
        assert_eq!(labels(text, &found), [Label::ORG, Label::ORG]);
    }

    #[test]
    fn a_certain_label_stays() {
        let text = "Washington spoke. Washington fell. Washington left.";
        let sure = [
            ("Washington", 0.9, &Label::PERSON),
            ("Washington", 0.9, &Label::PERSON),
            ("Washington", 0.7, &Label::LOC),
        ];
        assert_eq!(labels(text, &sure)[2], Label::LOC);
    }
}
