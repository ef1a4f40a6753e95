//! Writes tasks.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::annotation::Status;
use crate::interchange::document::{Document, Heading};
use crate::interchange::json::harmless;
use crate::interchange::lacks::{self, Lack};
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::marks::{Marks, Role};
use crate::interchange::writer::StreamWriter;
use crate::span::Span;

/// Writes a task a line.
///
/// Offsets are UTF-16 code units: doccano keeps whatever it is given, and its page, which shows and
/// makes the spans, counts so. Every line says it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DoccanoWriter {
    entities: u64,
    relations: u64,
}

/// What is beside text, entities and relations becomes the example's metadata there.
#[derive(Serialize)]
struct Task<'a> {
    id: &'a str,
    text: &'a str,
    entities: Vec<Entity<'a>>,
    relations: Vec<Relation>,
    #[serde(rename = "Comments")]
    comments: Vec<String>,
    #[serde(flatten)]
    heading: Heading<'a>,
    status: Status,
    tags: &'a [String],
    annotator: &'a str,
    offsets: &'static str,
    sha256: String,
}

#[derive(Serialize)]
struct Entity<'a> {
    id: u64,
    label: &'a str,
    start_offset: usize,
    end_offset: usize,
    /// The words: doccano passes over them, and they prove the offsets.
    text: &'a str,
}

#[derive(Serialize)]
struct Relation {
    id: u64,
    from_id: u64,
    to_id: u64,
    #[serde(rename = "type")]
    label: &'static str,
}

impl DoccanoWriter {
    fn entities<'a>(
        &mut self,
        document: &Document<'a>,
        marks: &Marks<'a>,
        losses: &mut Losses,
    ) -> (Vec<Entity<'a>>, Vec<Relation>) {
        let mut entities = Vec::with_capacity(marks.list.len());
        let mut known: HashMap<(Span, &str), u64> = HashMap::new();
        let mut ids = Vec::with_capacity(marks.list.len());
        for mark in &marks.list {
            let mut note = |fate, why| {
                losses.note(document, mark.part(), Some(mark.item()), fate, why);
            };
            if let Role::Piece(_, 1) = mark.role {
                note(
                    Fate::Split,
                    "each piece is a span of its own, related to the one before it",
                );
            }
            let key = (mark.span, mark.label());
            if let Some(id) = known.get(&key) {
                note(Fate::Dropped, "the same words have the same label already");
                ids.push(*id);
                continue;
            }
            self.entities += 1;
            known.insert(key, self.entities);
            ids.push(self.entities);
            let (start_offset, end_offset) = document.utf16(mark.span);
            entities.push(Entity {
                id: self.entities,
                label: mark.label(),
                start_offset,
                end_offset,
                text: document.words(mark.span),
            });
        }
        let mut relations = Vec::with_capacity(marks.relations.len());
        for relation in &marks.relations {
            let ends = (ids.get(relation.from), ids.get(relation.to));
            let (Some(from), Some(to)) = ends else {
                continue;
            };
            if from == to {
                continue;
            }
            self.relations += 1;
            relations.push(Relation {
                id: self.relations,
                from_id: *from,
                to_id: *to,
                label: relation.label,
            });
        }
        (entities, relations)
    }
}

/// The notes of the article and of its items: comments stand beside the text alone.
fn comments(document: &Document<'_>, marks: &Marks<'_>, losses: &mut Losses) -> Vec<String> {
    let mut comments: Vec<String> = document.annotations.note.iter().cloned().collect();
    for mark in &marks.list {
        let Some(note) = mark.review().and_then(|review| review.note.as_ref()) else {
            continue;
        };
        comments.push(format!("{}: {note}", document.words(mark.span)));
        let why = "its note is a comment on the article";
        losses.note(
            document,
            mark.part(),
            Some(mark.item()),
            Fate::Replaced,
            why,
        );
    }
    comments
}

impl StreamWriter for DoccanoWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        output: &mut dyn Write,
        losses: &mut Losses,
    ) -> io::Result<()> {
        let reviewed = [Lack::Verdict, Lack::Tags, Lack::Link];
        for part in [Part::Entities, Part::Quotes, Part::Dates] {
            lacks::tell(document, losses, part, &reviewed);
        }
        lacks::tell(document, losses, Part::Entities, &[Lack::Score]);
        let quotes = [Lack::Score, Lack::Kind, Lack::Speaker, Lack::Whom];
        lacks::tell(document, losses, Part::Quotes, &quotes);
        lacks::tell(document, losses, Part::Dates, &[Lack::Value]);
        let clusters = [Lack::Aliases, Lack::Note, Lack::Tags, Lack::Link];
        lacks::tell(document, losses, Part::Clusters, &clusters);
        let marks = Marks::of(document, losses);
        let comments = comments(document, &marks, losses);
        let (entities, relations) = self.entities(document, &marks, losses);
        let task = Task {
            id: document.article.id.as_str(),
            text: document.text(),
            entities,
            relations,
            comments,
            heading: document.heading(),
            status: document.annotations.status,
            tags: &document.annotations.tags,
            annotator: document.annotator,
            offsets: "utf16",
            sha256: document.article.sha256(),
        };
        let json = serde_json::to_string(&task)?;
        writeln!(output, "{}", harmless(&json))
    }
}
