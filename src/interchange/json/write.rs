//! The line that `extract` writes.

use serde::Serialize;

use crate::annotation::wire::{Coordinates, DateJson, EntityJson, QuoteJson, Undecided};
use crate::annotation::{Annotations, Party};
use crate::article::{Article, Located};
use crate::extract::Suggestions;
use crate::span::OffsetIndex;

/// What was found in an article, in the shape and the order of keys that scripts rely on.
#[derive(Debug, Serialize)]
struct Line<'a> {
    id: &'a str,
    title: Option<&'a str>,
    date: Option<String>,
    source: Option<&'a str>,
    place: Option<&'a str>,
    editor: Option<&'a str>,
    text: Option<&'a str>,
    offsets: &'static str,
    entities: Vec<EntityJson<Undecided>>,
    clusters: Vec<Cluster<'a>>,
    quotes: Vec<QuoteJson<Undecided>>,
    dates: Vec<DateJson<Undecided>>,
    model: &'a str,
}

#[derive(Debug, Serialize)]
struct Cluster<'a> {
    id: &'a str,
    label: &'a str,
    name: &'a str,
}

impl<'a> Cluster<'a> {
    fn of(party: &'a Party) -> Self {
        Self {
            id: party.id.as_str(),
            label: party.label.as_str(),
            name: &party.name,
        }
    }
}

/// What was found in an article, as one line of JSON without the line break.
///
/// Without `with_text` the text is null; every span still has the words that it covers.
///
/// # Errors
/// Never with these types; the JSON writer has the last word.
pub fn suggestions(
    article: &Article,
    found: &Suggestions,
    with_text: bool,
) -> serde_json::Result<String> {
    let text = &*article.text;
    let index = OffsetIndex::new(text);
    let at = Coordinates {
        text,
        index: &index,
    };
    let fresh = Annotations::fresh(found, text, &index);
    let head = &article.head;
    serde_json::to_string(&Line {
        id: article.id.as_str(),
        title: value(head.title.as_ref()),
        date: head.day().map(|day| day.to_string()),
        source: value(head.source.as_ref()),
        place: value(head.place.as_ref()),
        editor: value(head.editor.as_ref()),
        text: with_text.then_some(text),
        offsets: "codepoint",
        entities: fresh.entities.iter().map(|e| at.bare_entity(e)).collect(),
        clusters: fresh.clusters.iter().map(Cluster::of).collect(),
        quotes: fresh
            .quotes
            .iter()
            .map(|q| at.bare_quote(q, &fresh.clusters))
            .collect(),
        dates: fresh.dates.iter().map(|d| at.bare_date(d)).collect(),
        model: &found.model,
    })
}

fn value(located: Option<&Located<String>>) -> Option<&str> {
    located.map(|located| located.value.as_str())
}
