//! The line that `extract` writes.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use crate::annotation::wire::{Coordinates, DateJson, EntityJson, QuoteJson, Undecided};
use crate::annotation::{Annotations, Party};
use crate::article::{Article, Located};
use crate::extract::Suggestions;
use crate::span::OffsetIndex;
use crate::text::display::is_obeyed;

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
    let line = serde_json::to_string(&Line {
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
    })?;
    Ok(harmless(&line).into_owned())
}

/// The same JSON, with escapes (`\u009b`) for what terminals obey, reorder a line or hide text by:
/// people look at such files with programs that print them.
pub fn harmless(json: &str) -> Cow<'_, str> {
    // White space between the values stays: a string has no bare control character.
    // What is printed as itself is most of it.
    let plain = |c: char| matches!(c, ' '..='~' | '\n' | '\r' | '\t');
    let escaped = |c: char| !plain(c) && is_obeyed(c);
    if json.is_ascii() && !json.contains('\x7f') || !json.contains(escaped) {
        return Cow::Borrowed(json);
    }
    let mut harmless = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if escaped(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(harmless, "\\u{unit:04x}");
            }
        } else {
            harmless.push(c);
        }
    }
    Cow::Owned(harmless)
}

fn value(located: Option<&Located<String>>) -> Option<&str> {
    located.map(|located| located.value.as_str())
}
