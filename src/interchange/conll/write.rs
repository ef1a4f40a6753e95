//! Writes tokens with the tags of names.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};

use crate::annotation::Entity;
use crate::interchange::document::Document;
use crate::interchange::lacks::{self, Lack};
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::words::sentences;
use crate::interchange::writer::StreamWriter;
use crate::span::Span;

/// How tags are made, and which columns there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Four columns, a line before each document, tags as in IOB2.
    Conll,
    /// Two columns: `B-` begins every name, `I-` goes on.
    Iob2,
    /// Two columns: `S-` is a name of one token, `E-` ends a longer one.
    Bioes,
}

/// Writes a token a line, an empty line after each sentence.
///
/// A token has one tag: of names that overlap the longest is written, of two alike the first. Quotes
/// would cover whole sentences, so names alone are tagged.
#[derive(Clone, Copy, Debug)]
pub struct ConllWriter {
    scheme: Scheme,
}

/// A name with the tokens that it touches.
struct Tagged<'a> {
    entity: &'a Entity,
    first: usize,
    last: usize,
    span: Span,
}

impl ConllWriter {
    /// For a scheme.
    pub fn new(scheme: Scheme) -> Self {
        Self { scheme }
    }

    fn tag(self, entity: &Tagged<'_>, at: usize) -> String {
        let label = label(entity.entity.label.as_str());
        let prefix = match self.scheme {
            Scheme::Bioes if entity.first == entity.last => 'S',
            Scheme::Bioes if at == entity.last => 'E',
            _ if at == entity.first => 'B',
            _ => 'I',
        };
        format!("{prefix}-{label}")
    }
}

/// A label without white space and control characters.
fn label(label: &str) -> Cow<'_, str> {
    let breaks = |c: char| c.is_whitespace() || c.is_control();
    match label {
        "" => Cow::Borrowed("_"),
        _ if label.contains(breaks) => Cow::Owned(label.replace(breaks, "_")),
        _ => Cow::Borrowed(label),
    }
}

/// The names that are written, each with its tokens: the longest first, none that overlaps a longer one.
fn chosen<'a>(
    document: &Document<'a>,
    tokens: &[Span],
    losses: &mut Losses,
) -> Vec<Option<Tagged<'a>>> {
    let mut note = |entity: &Entity, fate, why| {
        losses.note(document, Part::Entities, Some(&entity.id), fate, why);
    };
    let mut found: Vec<Tagged> = Vec::new();
    for entity in &document.annotations.entities {
        let first = tokens.partition_point(|token| token.end <= entity.span.start);
        let after = tokens.partition_point(|token| token.start < entity.span.end);
        let touched = tokens.get(first..after).unwrap_or_default();
        let (Some(begin), Some(end)) = (touched.first(), touched.last()) else {
            note(entity, Fate::Dropped, "covers no token");
            continue;
        };
        found.push(Tagged {
            entity,
            first,
            last: after - 1,
            span: begin.union(*end),
        });
    }
    found.sort_by_key(|tagged| (Reverse(tagged.span.len()), tagged.span.start));
    let mut chosen: Vec<Option<Tagged>> = tokens.iter().map(|_| None).collect();
    let mut taken = vec![false; tokens.len()];
    for tagged in found {
        // What is taken is as long at least, so it cannot stand between the two ends.
        let is_taken = |at: usize| taken.get(at).copied().unwrap_or(true);
        let entity = tagged.entity;
        if is_taken(tagged.first) || is_taken(tagged.last) {
            note(
                entity,
                Fate::Dropped,
                "overlaps a longer one, or one of the same words",
            );
            continue;
        }
        if tagged.span.start < entity.span.start || tagged.span.end > entity.span.end {
            note(entity, Fate::Widened, "begins or ends inside a token");
        }
        if label(entity.label.as_str()) != entity.label.as_str() {
            note(entity, Fate::Replaced, "a label has no white space in it");
        }
        if let Some(taken) = taken.get_mut(tagged.first..=tagged.last) {
            taken.fill(true);
        }
        if let Some(place) = chosen.get_mut(tagged.first) {
            *place = Some(tagged);
        }
    }
    chosen
}

impl StreamWriter for ConllWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        losses: &mut Losses,
    ) -> io::Result<()> {
        tell(document, losses);
        let spans: Vec<Span> = document
            .annotations
            .entities
            .iter()
            .map(|e| e.span)
            .collect();
        let sentences = sentences(document.text(), &spans);
        let chosen = chosen(document, &sentences.concat(), losses);
        if self.scheme == Scheme::Conll {
            output.write_all(b"-DOCSTART- -X- O O\n\n")?;
        }
        let mut name: Option<&Tagged> = None;
        let mut at = 0;
        for sentence in &sentences {
            for token in sentence {
                if let Some(begins) = chosen.get(at).and_then(Option::as_ref) {
                    name = Some(begins);
                }
                name = name.filter(|name| at <= name.last);
                let tag = name.map_or_else(|| "O".to_owned(), |name| self.tag(name, at));
                let word = document.words(*token);
                match self.scheme {
                    Scheme::Conll => writeln!(output, "{word} -X- O {tag}")?,
                    Scheme::Iob2 | Scheme::Bioes => writeln!(output, "{word}\t{tag}")?,
                }
                at += 1;
            }
            output.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// Notes what tokens with tags have no place for.
fn tell(document: &Document<'_>, losses: &mut Losses) {
    let mut note = |fate, why| losses.note(document, Part::Article, None, fate, why);
    note(
        Fate::Without,
        "no place for its id and head, for offsets and white space",
    );
    let text = document.text();
    if text.contains(|c: char| c.is_control() && !c.is_whitespace()) {
        note(Fate::Without, "control characters stand in no token");
    }
    lacks::tell(
        document,
        losses,
        Part::Article,
        &[Lack::Note, Lack::Tags, Lack::Status],
    );
    lacks::tell(
        document,
        losses,
        Part::Entities,
        &[
            Lack::Verdict,
            Lack::Score,
            Lack::Cluster,
            Lack::Note,
            Lack::Tags,
            Lack::Link,
        ],
    );
    let why = "names alone are tagged";
    for part in [Part::Quotes, Part::Dates, Part::Clusters] {
        lacks::drop_all(document, losses, part, why);
    }
}
