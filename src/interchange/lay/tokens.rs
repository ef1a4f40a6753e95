//! The tokens of a file that has no offsets, found in a text.

use super::super::draft::DraftToken;
use super::Told;
use super::transfer::is_visible;
use crate::interchange::Fault;
use crate::span::{self, Span};

/// How many characters of the text a message shows.
const SHOWN: usize = 24;

/// The places of the tokens in a text: all of its visible characters are in them, in order.
pub(super) fn places(tokens: &[DraftToken], text: &str) -> Result<Vec<Span>, Told> {
    let mut places = Vec::with_capacity(tokens.len());
    let mut at = 0;
    for (number, token) in tokens.iter().enumerate() {
        let told = |reason| {
            (
                token.line,
                Fault::new(format!("token {}", number + 1), reason),
            )
        };
        let Some(place) = place(&token.text, text, at) else {
            let rest = span::from(text, at).trim_start();
            let stands: String = rest.chars().take(SHOWN).collect();
            return Err(told(format!(
                "is {:?}, but in the text {stands:?} comes next",
                token.text
            )));
        };
        at = place.end;
        places.push(place);
    }
    if let Some(left) = span::from(text, at).chars().find(|c| is_visible(*c)) {
        let line = tokens.last().map_or(0, |token| token.line);
        let reason = format!("the text goes on with {left:?} after the last of them");
        return Err((line, Fault::new("tokens", reason)));
    }
    Ok(places)
}

/// Where a token stands that comes next: invisible characters may stand before it and in it, here or
/// there.
fn place(token: &str, text: &str, from: usize) -> Option<Span> {
    let mut rest = span::from(text, from)
        .char_indices()
        .filter(|(_, c)| is_visible(*c));
    let mut found: Option<Span> = None;
    for wanted in token.chars().filter(|c| is_visible(*c)) {
        let (i, c) = rest.next()?;
        if c != wanted {
            return None;
        }
        let here = Span::new(from + i, from + i + c.len_utf8());
        found = Some(found.map_or(here, |found| found.union(here)));
    }
    Some(found.unwrap_or_else(|| {
        // A token without a visible character: where it comes next, else nothing stands for it.
        let text = span::from(text, from);
        let next = text.find(is_visible).unwrap_or(text.len());
        let start = span::until(text, next).find(token);
        start.map_or(Span::new(from, from), |start| {
            Span::new(from + start, from + start + token.len())
        })
    }))
}

/// A text made of tokens: a space between two, a line for each sentence.
pub fn joined(tokens: &[DraftToken]) -> String {
    let mut text = String::new();
    for token in tokens {
        if !text.is_empty() {
            text.push(if token.begins_sentence { '\n' } else { ' ' });
        }
        text.push_str(&token.text);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
