//! What is told about the selected line.

use std::fmt::Write as _;

use super::Told;
use crate::annotation::Quotation;
use crate::annotation::check::{Checks, lacks_speaker};
use crate::span::{Span, floor_boundary};
use crate::text::display;
use crate::tui::app::reader::Reader;

/// How many rows the beginning of what is said takes.
const ROWS: usize = 3;

/// About a quote: who speaks, what looks wrong, how it begins.
pub(super) fn of_quote(reader: &Reader, at: usize, width: usize) -> Vec<Told> {
    let Some(quote) = reader.annotations.quotes.get(at) else {
        return Vec::new();
    };
    let mut told = vec![
        Told::Head(head(quote, at)),
        Told::Speaker(speaker(reader, quote)),
    ];
    for warning in reader.warnings(at) {
        let warning = format!("! {warning}");
        told.extend(
            display::wrapped(&warning, width)
                .into_iter()
                .map(Told::Warning),
        );
    }
    told.extend(
        beginning(reader.text(), quote, width)
            .into_iter()
            .map(Told::Content),
    );
    told
}

/// How many names are told that look wrong.
const DOUBTFUL: usize = 3;

/// About names: what looks wrong.
pub(super) fn of_names(reader: &Reader, mentions: &[usize]) -> Vec<Told> {
    let names = mentions.iter();
    let names = names.filter_map(|&at| reader.annotations.entities.get(at));
    let doubtful = names.filter_map(|entity| {
        let warning = Checks::entity(entity, reader.text())?;
        let words = display::fit(entity.span.of(reader.text()), 20);
        Some(Told::Warning(format!("! {words}: {warning}")))
    });
    doubtful.take(DOUBTFUL).collect()
}

fn head(quote: &Quotation, at: usize) -> String {
    let mut head = format!("Quote {} · {}", at + 1, quote.said.kind.as_str());
    if quote.said.negated {
        head.push_str(" · not said");
    }
    if let Some(score) = quote.score {
        let _ = write!(head, " · {:.0} %", score * 100.0);
    }
    if let pieces @ 2.. = quote.said.content.len() {
        let _ = write!(head, " · {pieces} pieces");
    }
    head
}

fn speaker(reader: &Reader, quote: &Quotation) -> String {
    let (annotations, text) = (&reader.annotations, reader.text());
    let speaker = quote.said.speaker.as_ref();
    let speaker = match speaker.and_then(|speaker| annotations.told_speaker(speaker, text)) {
        Some(told) => told,
        None if lacks_speaker(quote) => "who says it?".to_owned(),
        None => "nobody known".to_owned(),
    };
    let cue = quote.said.cue.map_or("no cue", |cue| cue.of(text));
    one_line(&format!("{speaker} · {cue}"))
}

/// The first rows of what is said.
fn beginning(text: &str, quote: &Quotation, width: usize) -> Vec<String> {
    let mut room = width * (ROWS + 1);
    let mut pieces = Vec::new();
    for piece in &quote.said.content {
        let end = floor_boundary(text, piece.end.min(piece.start + 4 * room));
        let words = one_line(Span::new(piece.start, end).of(text));
        room = room.saturating_sub(display::width(&words));
        pieces.push(words);
        if room == 0 {
            break;
        }
    }
    let said = display::visible(&pieces.join(" … ")).into_owned();
    let mut rows = display::wrapped(&said, width);
    if rows.len() > ROWS {
        rows.truncate(ROWS);
        if let Some(last) = rows.last_mut() {
            *last = format!("{} …", display::fit(last, width.saturating_sub(2)));
        }
    }
    rows
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
