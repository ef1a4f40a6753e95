//! Names in the text.

use super::gazetteer::{Kinds, gazetteer};
use super::{Cluster, Document, Label, Mention};
use crate::span::Span;

/// The names of a document, in order.
pub fn mentions(document: &Document) -> Vec<Mention> {
    let text = document.text();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = document.tokens.get(at) {
        at += 1;
        if !token.span.of(text).starts_with(char::is_uppercase) {
            continue;
        }
        let rest = document.tokens.get(at - 1..).unwrap_or_default();
        let (_, known) = gazetteer().names_at(text, rest);
        let label = if known.kinds.any(Kinds::FUNCTION | Kinds::COMMON) {
            None
        } else if known
            .kinds
            .any(Kinds::COUNTRY | Kinds::REGION | Kinds::CITY)
        {
            Some(Label::LOC)
        } else if known.kinds.any(Kinds::GROUP) {
            Some(Label::NORP)
        } else if known.kinds.any(Kinds::ORG) {
            Some(Label::ORG)
        } else {
            None
        };
        if let (Some(label), Some(last)) = (label, rest.get(known.tokens.wrapping_sub(1))) {
            at += known.tokens - 1;
            found.push(Mention {
                span: Span::new(token.span.start, last.span.end),
                label,
                score: 0.8,
                cluster: None,
            });
        }
    }
    found
}

/// Gathers mentions with the same words under one cluster.
pub fn clusters(document: &Document, mentions: &mut [Mention]) -> Vec<Cluster> {
    let mut found: Vec<Cluster> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for mention in mentions {
        let name = mention.span.of(document.text());
        let next = found.len();
        let cluster = *known.entry((name, mention.label.clone())).or_insert(next);
        if cluster == next {
            found.push(Cluster {
                label: mention.label.clone(),
                name: name.to_owned(),
                aliases: Vec::new(),
            });
        }
        mention.cluster = Some(cluster);
    }
    found
}
