//! What may be typed on in a query: fields, and their values as far as they are known.

use std::ops::Range;

use super::parse::{field_named, tokens};
use super::{FIELDS, Field, HAS, UNREVIEWED, sorted};
use crate::annotation::Status;
use crate::span::until;
use crate::text::fold::fold;

/// Values that are known, for completion.
pub trait Values {
    /// Sources of articles.
    fn sources(&self) -> Vec<String>;
    /// Tags of articles.
    fn tags(&self) -> Vec<String>;
    /// Labels.
    fn labels(&self) -> Vec<String>;
    /// Names of entities with one of these labels, of all where there is none, in which something
    /// folded stands.
    fn names(&self, labels: &[&str], key: &str) -> Vec<String>;
    /// Names of speakers in which something folded stands.
    fn speakers(&self, key: &str) -> Vec<String>;
}

/// Which bytes of what is typed are replaced, and what by: the likeliest first.
pub type Completion = (Range<usize>, Vec<String>);

/// How many values are offered at most.
const MOST: usize = 100;

/// What may stand where the cursor is in a query, `cursor` bytes from its beginning.
pub fn candidates(typed: &str, cursor: usize, values: &impl Values) -> Completion {
    let before = until(typed, cursor);
    let all = tokens(before);
    // Behind a space a new part begins.
    let last = all.last().filter(|token| {
        token.span.end == before.len() && !is_closed(before, token.value_span.start)
    });
    let Some(token) = last else {
        return (cursor..cursor, fields(""));
    };
    let Some((name, _)) = token.field else {
        let start = token.value_span.start;
        if token.quoted {
            return (cursor..cursor, Vec::new());
        }
        return (start..cursor, fields(token.value));
    };
    let Some(field) = field_named(name) else {
        return (cursor..cursor, Vec::new());
    };
    let key = fold(token.value);
    let known = match field {
        Field::Source => values.sources(),
        Field::After | Field::Before | Field::On => ["today", "yesterday", "7d", "2w", "3m", "1y"]
            .map(str::to_owned)
            .to_vec(),
        Field::Status => Status::ALL.map(|s| s.as_str().to_owned()).to_vec(),
        Field::Tag => values.tags(),
        Field::Person => values.names(super::PERSON, &key),
        Field::Org => values.names(super::ORG, &key),
        Field::Place => values.names(super::PLACE, &key),
        Field::Entity => values.names(&[], &key),
        Field::Label => values.labels(),
        Field::Said => values.speakers(&key),
        Field::Text => Vec::new(),
        Field::Has => HAS.iter().map(|has| (*has).to_owned()).collect(),
    };
    let known = sorted(known.iter().map(String::as_str));
    let folded: Vec<(String, String)> = known.into_iter().map(|v| (fold(&v), v)).collect();
    let begin = folded.iter().filter(|(own, _)| own.starts_with(&key));
    let inside = folded
        .iter()
        .filter(|(own, _)| !own.starts_with(&key) && own.contains(&key));
    let offered = begin
        .chain(inside)
        .take(MOST)
        .map(|(_, value)| quoted(value));
    (token.value_span.start..cursor, offered.collect())
}

/// Whether a value in quote marks that begins here is closed: nothing is added to it.
fn is_closed(typed: &str, start: usize) -> bool {
    let value = crate::span::from(typed, start);
    value.len() > 1 && value.starts_with('"') && value.ends_with('"')
}

fn fields(beginning: &str) -> Vec<String> {
    let key = fold(beginning);
    let names = FIELDS.iter().map(|(name, _)| format!("{name}:"));
    names
        .chain([UNREVIEWED.to_owned()])
        .filter(|name| name.starts_with(&key))
        .collect()
}

/// A value as it is typed: in quote marks where it has spaces.
fn quoted(value: &str) -> String {
    let value = value.replace('"', "");
    if value.contains(char::is_whitespace) || value.starts_with('/') {
        format!("\"{value}\"")
    } else {
        value
    }
}
