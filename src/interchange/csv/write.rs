//! Writes tables.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use super::cell::{is_control, push};
use crate::annotation::{Annotations, Dated, Entity, ItemId, Party, Quotation, Review};
use crate::interchange::document::Document;
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::marks::kind;
use crate::interchange::names::FileNames;
use crate::interchange::writer::FolderWriter;
use crate::output::{Folder, NewFile};
use crate::span::Span;

/// Excel takes a file without it for one in the system's old encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What the offsets count.
const UNIT: &str = "codepoint";

/// The tables and their columns.
pub(super) const TABLES: [(&str, &str); 5] = [
    (
        "articles.csv",
        "article,annotator,status,title,date,source,url,entities,quotes,dates,tags,note",
    ),
    (
        "entities.csv",
        "article,annotator,id,start,end,offsets,label,text,name,cluster,verdict,score,tags,note,link,updated",
    ),
    (
        "quotes.csv",
        "article,annotator,id,start,end,offsets,kind,speaker,text,cue,negated,pieces,cue_start,cue_end,\
         speaker_text,speaker_start,speaker_end,cluster,verdict,score,tags,note,link,updated",
    ),
    (
        "people.csv",
        "article,annotator,cluster,key,name,label,entities,quotes,aliases,verdict,tags,note,link,updated",
    ),
    (
        "dates.csv",
        "article,annotator,id,start,end,offsets,text,value,verdict,tags,note,link,updated",
    ),
];

/// Writes a folder of tables, with a byte order mark, lines that end in CR LF, and offsets in code
/// points; a person or organisation has a row for each article.
#[derive(Debug, Default)]
pub struct CsvWriter {
    /// The files of [`TABLES`], once anything is written.
    files: Vec<NewFile>,
}

/// A row, as it is built.
#[derive(Default)]
struct Row(String);

impl Row {
    /// A row that begins with the article and the annotator.
    fn of(document: &Document<'_>) -> Self {
        let mut row = Self::default();
        row.cell(document.article.id.as_str());
        row.cell(document.annotator);
        row
    }

    fn cell(&mut self, cell: &str) {
        push(&mut self.0, cell);
        self.0.push(',');
    }

    fn number(&mut self, number: usize) {
        self.cell(&number.to_string());
    }

    fn maybe(&mut self, cell: Option<&str>) {
        self.cell(cell.unwrap_or_default());
    }

    /// Start and end; empty without a span.
    fn range(&mut self, document: &Document<'_>, span: Option<Span>) {
        match span.map(|span| document.code_points(span)) {
            Some((start, end)) => {
                self.number(start);
                self.number(end);
            }
            None => self.0.push_str(",,"),
        }
    }

    fn span(&mut self, document: &Document<'_>, span: Span) {
        self.range(document, Some(span));
        self.cell(UNIT);
    }

    fn score(&mut self, score: Option<f32>) {
        self.cell(&score.map(|score| format!("{score:.4}")).unwrap_or_default());
    }

    fn review(&mut self, review: &Review, link: Option<&str>) {
        self.cell(&review.tags.join("; "));
        self.maybe(review.note.as_deref());
        self.maybe(review.link.as_deref().or(link));
        let updated = review.updated.map(|time| time.to_string());
        self.maybe(updated.as_deref());
    }

    /// The row without its last comma, with the end of a line.
    fn end(mut self) -> String {
        self.0.pop();
        self.0.push_str("\r\n");
        self.0
    }
}

/// How often each person or organisation of an article is named and quoted.
#[derive(Default)]
struct Counts<'a> {
    entities: HashMap<&'a ItemId, usize>,
    quotes: HashMap<&'a ItemId, usize>,
}

impl<'a> Counts<'a> {
    fn of(document: &Document<'a>) -> Self {
        let mut counts = Self::default();
        for entity in &document.annotations.entities {
            if let Some(cluster) = &entity.cluster {
                *counts.entities.entry(cluster).or_default() += 1;
            }
        }
        for quote in &document.annotations.quotes {
            let speaker = quote.said.speaker.as_ref();
            if let Some(cluster) = speaker.and_then(|speaker| speaker.cluster.as_ref()) {
                *counts.quotes.entry(cluster).or_default() += 1;
            }
        }
        counts
    }
}

impl CsvWriter {
    /// Begins the files with their columns.
    fn begin(&mut self, folder: &mut Folder) -> io::Result<()> {
        if !self.files.is_empty() {
            return Ok(());
        }
        for (name, columns) in TABLES {
            let mut file = folder.file(Path::new(name))?;
            write!(file, "{BYTE_ORDER_MARK}{columns}\r\n")?;
            self.files.push(file);
        }
        Ok(())
    }

    /// Writes rows into one of [`TABLES`].
    fn rows(&mut self, table: usize, rows: impl Iterator<Item = Row>) -> io::Result<()> {
        if let Some(file) = self.files.get_mut(table) {
            for row in rows {
                file.write_all(row.end().as_bytes())?;
            }
        }
        Ok(())
    }
}

fn article_row(document: &Document<'_>) -> Row {
    let (head, annotations) = (&document.article.head, document.annotations);
    let mut row = Row::of(document);
    row.cell(annotations.status.as_str());
    row.maybe(head.title.as_ref().map(|title| title.value.as_str()));
    row.cell(&head.day().map(|day| day.to_string()).unwrap_or_default());
    row.maybe(head.source.as_ref().map(|source| source.value.as_str()));
    row.maybe(head.url.as_deref());
    row.number(annotations.entities.len());
    row.number(annotations.quotes.len());
    row.number(annotations.dates.len());
    row.cell(&annotations.tags.join("; "));
    row.maybe(annotations.note.as_deref());
    row
}

fn party_row(document: &Document<'_>, party: &Party, counts: &Counts<'_>) -> Row {
    let mut row = Row::of(document);
    row.cell(party.id.as_str());
    row.maybe(party.key.as_deref());
    row.cell(&party.name);
    row.cell(party.label.as_str());
    for counts in [&counts.entities, &counts.quotes] {
        row.number(counts.get(&party.id).copied().unwrap_or_default());
    }
    row.cell(&party.aliases.join("; "));
    row.cell(party.review.verdict.as_str());
    row.review(&party.review, None);
    row
}

fn entity_row(document: &Document<'_>, entity: &Entity) -> Row {
    let party = entity.cluster.as_ref().and_then(|id| document.party(id));
    let mut row = Row::of(document);
    row.cell(entity.id.as_str());
    row.span(document, entity.span);
    row.cell(entity.label.as_str());
    row.cell(document.words(entity.span));
    row.maybe(party.map(|party| party.name.as_str()));
    row.maybe(entity.cluster.as_ref().map(ItemId::as_str));
    row.cell(entity.review.verdict.as_str());
    row.score(entity.score);
    let link = party.and_then(|party| party.review.link.as_deref());
    row.review(&entity.review, link);
    row
}

fn quote_row(document: &Document<'_>, quote: &Quotation) -> Row {
    let said = &quote.said;
    let speaker = said.speaker.as_ref();
    let words = speaker.and_then(|speaker| speaker.span);
    let pieces: Vec<String> = said
        .content
        .iter()
        .map(|span| {
            let (start, end) = document.code_points(*span);
            format!("[{start},{end}]")
        })
        .collect();
    let mut row = Row::of(document);
    row.cell(quote.id.as_str());
    row.span(document, quote.extent());
    row.cell(kind(said.kind));
    row.maybe(document.speaker_name(said));
    row.cell(&document.quote_words(quote));
    row.maybe(said.cue.map(|span| document.words(span)));
    row.cell(if said.negated { "true" } else { "false" });
    row.cell(&format!("[{}]", pieces.join(",")));
    row.range(document, said.cue);
    row.maybe(words.map(|span| document.words(span)));
    row.range(document, words);
    let cluster = speaker.and_then(|speaker| speaker.cluster.as_ref());
    row.maybe(cluster.map(ItemId::as_str));
    row.cell(quote.review.verdict.as_str());
    row.score(quote.score);
    row.review(&quote.review, None);
    row
}

fn date_row(document: &Document<'_>, date: &Dated) -> Row {
    let mut row = Row::of(document);
    row.cell(date.id.as_str());
    row.span(document, date.span);
    row.cell(document.words(date.span));
    row.maybe(date.value.as_deref());
    row.cell(date.review.verdict.as_str());
    row.review(&date.review, None);
    row
}

impl FolderWriter for CsvWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        folder: &mut Folder,
        _names: &mut FileNames,
        losses: &mut Losses,
    ) -> io::Result<()> {
        let mut note = |fate, why| losses.note(document, Part::Article, None, fate, why);
        note(Fate::Without, "its text does not stand in tables");
        if document.text().contains(is_control) {
            note(Fate::Replaced, "control characters became U+FFFD in cells");
        }
        self.begin(folder)?;
        let counts = Counts::of(document);
        let Annotations {
            entities,
            quotes,
            dates,
            clusters,
            ..
        } = document.annotations;
        self.rows(0, std::iter::once(article_row(document)))?;
        self.rows(
            1,
            entities.iter().map(|entity| entity_row(document, entity)),
        )?;
        self.rows(2, quotes.iter().map(|quote| quote_row(document, quote)))?;
        let parties = clusters.iter();
        self.rows(3, parties.map(|party| party_row(document, party, &counts)))?;
        self.rows(4, dates.iter().map(|date| date_row(document, date)))
    }

    fn finish(&mut self, folder: &mut Folder) -> io::Result<()> {
        self.begin(folder)?;
        self.files.drain(..).try_for_each(NewFile::finish)
    }
}
