//! Documents as rows.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape;
use super::rows::{Rows, Unit};
use crate::annotation::{ItemId, Review};
use crate::interchange::document::Document;
use crate::interchange::lacks::{self, Lack};
use crate::interchange::losses::{Fate, Losses, Part};
use crate::interchange::names::FileNames;
use crate::interchange::writer::FolderWriter;
use crate::output::Folder;
use crate::span::Span;

/// Writes a file for each article.
#[derive(Debug, Default)]
pub struct WebannoWriter {}

/// What layers are there; a file has those that it has spans of.
const LAYERS: [(&str, &[&str]); 3] = [
    (
        "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity",
        &["identifier", "value"],
    ),
    ("webanno.custom.Date", &["value"]),
    (
        "webanno.custom.Quotation",
        &["kind", "name", "negated", "note", "part"],
    ),
];
/// The place of the layer of names.
const ENTITIES: usize = 0;
/// The place of the layer of dates.
const DATES: usize = 1;
/// The place of the layer of quotations.
const QUOTES: usize = 2;
/// The layer of relations between the spans of a quotation.
const RELATIONS: &str = "webanno.custom.Attribution|role|BT_webanno.custom.Quotation";

impl FolderWriter for WebannoWriter {
    fn document(
        &mut self,
        document: &Document<'_>,
        folder: &mut Folder,
        names: &mut FileNames,
        losses: &mut Losses,
    ) -> io::Result<()> {
        losses.note_own(document);
        note_losses(document, losses);
        let mut name = names.name(document).into_os_string();
        name.push(".tsv");
        let mut file = folder.file(name.as_ref())?;
        Table::new(document, losses).write(document, &mut file)?;
        file.finish()
    }
}

/// Notes what no column is there for.
fn note_losses(document: &Document<'_>, losses: &mut Losses) {
    /// What has no place.
    const NOTES: &str = "no column for notes and tags";
    const LINKS: &str = "no column for their links";
    const SCORES: &str = "no column for scores";
    const VERDICTS: &str = "no column for what was decided, which is that they are not right";
    let annotations = document.annotations;
    lacks::tell(document, losses, Part::Article, &[Lack::Status, Lack::Head]);
    if annotations.note.is_some() || !annotations.tags.is_empty() {
        losses.note(document, Part::Article, None, Fate::Without, NOTES);
    }
    let mut note = |part, id: &ItemId, score: Option<f32>, review: &Review| {
        let item = Some(id);
        let has_note = review.note.is_some() && part != Part::Quotes;
        if has_note || !review.tags.is_empty() {
            losses.note(document, part, item, Fate::Without, NOTES);
        }
        if review.link.is_some() && part != Part::Entities {
            losses.note(document, part, item, Fate::Without, LINKS);
        }
        if score.is_some() {
            losses.note(document, part, item, Fate::Without, SCORES);
        }
        if !review.verdict.stands() {
            losses.note(document, part, item, Fate::Without, VERDICTS);
        }
    };
    for entity in &annotations.entities {
        note(Part::Entities, &entity.id, entity.score, &entity.review);
    }
    for quote in &annotations.quotes {
        note(Part::Quotes, &quote.id, quote.score, &quote.review);
    }
    for date in &annotations.dates {
        note(Part::Dates, &date.id, None, &date.review);
    }
    for cluster in &annotations.clusters {
        let why = "no layer for people and things";
        losses.note(
            document,
            Part::Clusters,
            Some(&cluster.id),
            Fate::Dropped,
            why,
        );
    }
}

/// A span of a layer.
struct Annotation {
    layer: usize,
    /// A value for each column of its layer.
    values: Vec<Option<String>>,
    units: Vec<Unit>,
    /// What tells it from others at the same place, and holds its rows together.
    number: Option<usize>,
}

/// A relation between two spans, by their places.
struct Relation {
    role: &'static str,
    from: usize,
    to: usize,
}

/// The rows with all spans and relations.
struct Table {
    rows: Rows,
    annotations: Vec<Annotation>,
    relations: Vec<Relation>,
}

impl Table {
    fn new(document: &Document<'_>, losses: &mut Losses) -> Self {
        let mut table = Self {
            rows: Rows::new(document.text()),
            annotations: Vec::new(),
            relations: Vec::new(),
        };
        let annotations = document.annotations;
        for entity in &annotations.entities {
            let label = Some(entity.label.to_string());
            let values = vec![entity.review.link.clone(), label];
            let item = (Part::Entities, &entity.id);
            table.add(document, losses, item, ENTITIES, entity.span, values);
        }
        for date in &annotations.dates {
            let values = vec![date.value.clone()];
            let item = (Part::Dates, &date.id);
            table.add(document, losses, item, DATES, date.span, values);
        }
        for quote in &annotations.quotes {
            let said = &quote.said;
            let item = (Part::Quotes, &quote.id);
            let part = |name: &str| vec![None, None, None, None, Some(name.to_owned())];
            let mut first = None;
            for span in &said.content {
                let values = match first {
                    Some(_) => part("content"),
                    None => vec![
                        Some(said.kind.as_str().to_owned()),
                        document.speaker_name(said).map(str::to_owned),
                        Some(said.negated.to_string()),
                        quote.review.note.clone(),
                        Some("content".to_owned()),
                    ],
                };
                let place = table.add(document, losses, item, QUOTES, *span, values);
                match (first, place) {
                    (Some(from), Some(to)) => table.relate("part", from, to),
                    (None, place) => first = place,
                    (Some(_), None) => {}
                }
            }
            let Some(from) = first else {
                continue;
            };
            let speaker = said.speaker.as_ref().and_then(|speaker| speaker.span);
            for (role, span) in [("cue", said.cue), ("speaker", speaker)] {
                let Some(span) = span else {
                    continue;
                };
                let to = table.add(document, losses, item, QUOTES, span, part(role));
                if let Some(to) = to {
                    table.relate(role, from, to);
                }
            }
        }
        table.number();
        table
    }

    fn relate(&mut self, role: &'static str, from: usize, to: usize) {
        self.relations.push(Relation { role, from, to });
    }

    /// Adds a span, if it has a token; gives its place.
    fn add(
        &mut self,
        document: &Document<'_>,
        losses: &mut Losses,
        (part, id): (Part, &ItemId),
        layer: usize,
        span: Span,
        values: Vec<Option<String>>,
    ) -> Option<usize> {
        let item = Some(id);
        let units = self.rows.cover(span);
        let (Some(first), Some(last)) = (units.first(), units.last()) else {
            let why = "a span without a token has no row";
            losses.note(document, part, item, Fate::Dropped, why);
            return None;
        };
        let covered = (self.rows.span(*first)?.start, self.rows.span(*last)?.end);
        if covered != (span.start, span.end) {
            let why = "white space and control characters at the ends have no row";
            losses.note(document, part, item, Fate::Narrowed, why);
        }
        if values.iter().flatten().any(|value| value.contains('\r')) {
            let why = "a carriage return ends a row; line feeds stand for them";
            losses.note(document, part, item, Fate::Replaced, why);
        }
        self.annotations.push(Annotation {
            layer,
            values,
            units,
            number: None,
        });
        Some(self.annotations.len() - 1)
    }

    /// Numbers the spans that share a row with another of their layer, or have several rows.
    fn number(&mut self) {
        let mut met: HashMap<(usize, Unit), usize> = HashMap::new();
        for annotation in &self.annotations {
            for unit in &annotation.units {
                *met.entry((annotation.layer, *unit)).or_default() += 1;
            }
        }
        let mut next = 1;
        for annotation in &mut self.annotations {
            let shares = |unit: &Unit| met.get(&(annotation.layer, *unit)) > Some(&1);
            if annotation.units.len() > 1 || annotation.units.iter().any(shares) {
                annotation.number = Some(next);
                next += 1;
            }
        }
    }

    fn write(&self, document: &Document<'_>, output: &mut dyn Write) -> io::Result<()> {
        writeln!(output, "#FORMAT=WebAnno TSV 3.3")?;
        let layers: Vec<usize> = (0..LAYERS.len())
            .filter(|layer| self.annotations.iter().any(|a| a.layer == *layer))
            .collect();
        for (name, features) in layers.iter().filter_map(|layer| LAYERS.get(*layer)) {
            writeln!(output, "#T_SP={name}|{}", features.join("|"))?;
        }
        if !self.relations.is_empty() {
            writeln!(output, "#T_RL={RELATIONS}")?;
        }
        writeln!(output)?;
        let mut at: BTreeMap<Unit, Vec<usize>> = BTreeMap::new();
        for (place, annotation) in self.annotations.iter().enumerate() {
            for unit in &annotation.units {
                at.entry(*unit).or_default().push(place);
            }
        }
        let mut relations: HashMap<Unit, Vec<&Relation>> = HashMap::new();
        for relation in &self.relations {
            let to = self.annotations.get(relation.to);
            if let Some(unit) = to.and_then(|to| to.units.first()) {
                relations.entry(*unit).or_default().push(relation);
            }
        }
        for (sentence, tokens) in &self.rows.sentences {
            writeln!(output)?;
            for line in document.words(*sentence).split('\n') {
                writeln!(output, "#Text={}", escape::line(line))?;
            }
            for token in tokens.clone() {
                let parts = self.rows.tokens.get(token).map(|row| &row.parts);
                let parts = parts.into_iter().flatten().copied().map(Some);
                for part in [None].into_iter().chain(parts) {
                    let unit = Unit { token, part };
                    let here = at.get(&unit).map(Vec::as_slice).unwrap_or_default();
                    let mut cells = self.cells(&layers, here);
                    if !self.relations.is_empty() {
                        let related = relations.get(&unit);
                        cells.extend(self.related(related.map(Vec::as_slice).unwrap_or_default()));
                    }
                    let span = self.rows.span(unit).unwrap_or_default();
                    let (start, end) = document.utf16(span);
                    let (name, words) = (self.rows.name(unit), document.words(span));
                    write!(output, "{name}\t{start}-{end}\t{words}\t")?;
                    for cell in cells {
                        write!(output, "{cell}\t")?;
                    }
                    writeln!(output)?;
                }
            }
        }
        Ok(())
    }

    /// The cells of a row for the layers of spans; `here` are the spans that stand there.
    fn cells(&self, layers: &[usize], here: &[usize]) -> Vec<String> {
        let mut cells = Vec::new();
        for layer in layers {
            let columns = LAYERS.get(*layer).map_or(0, |(_, features)| features.len());
            for column in 0..columns {
                let found = here.iter().filter_map(|place| self.annotations.get(*place));
                let values: Vec<String> = found
                    .filter(|annotation| annotation.layer == *layer)
                    .map(|annotation| cell(annotation, column))
                    .collect();
                cells.push(stacked(&values));
            }
        }
        cells
    }

    /// The two cells of a row for relations that lead there.
    fn related(&self, relations: &[&Relation]) -> [String; 2] {
        let roles: Vec<String> = relations.iter().map(|r| escape::value(r.role)).collect();
        let ends: Vec<String> = relations.iter().map(|r| self.end(r)).collect();
        [stacked(&roles), stacked(&ends)]
    }

    /// Where a relation comes from: `2-3`, with the numbers of both spans where they have any.
    fn end(&self, relation: &Relation) -> String {
        let from = self.annotations.get(relation.from);
        let to = self.annotations.get(relation.to);
        let unit = from.and_then(|from| from.units.first());
        let name = unit.map_or_else(String::new, |unit| self.rows.name(*unit));
        let number = |annotation: Option<&Annotation>| annotation.and_then(|a| a.number);
        match (number(from), number(to)) {
            (None, None) => name,
            (from, to) => {
                let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
                format!("{name}[{from}_{to}]")
            }
        }
    }
}

/// A span's value in a column.
fn cell(annotation: &Annotation, column: usize) -> String {
    let value = annotation.values.get(column).and_then(Option::as_deref);
    let mut cell = match value {
        Some(value) if !value.is_empty() => escape::value(value),
        _ => "*".to_owned(),
    };
    if let Some(number) = annotation.number {
        let _ = write!(cell, "[{number}]");
    }
    cell
}

fn stacked(values: &[String]) -> String {
    if values.is_empty() {
        return "_".to_owned();
    }
    values.join("|")
}
