//! What was found in the article, grouped.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{frame_of, message, put};
use crate::annotation::{Annotations, ItemId, ItemRef, Review, Verdict};
use crate::extract::Label;
use crate::text::display;
use crate::tui::app::App;
use crate::tui::app::areas::{Pane, inside};
use crate::tui::app::inspector::Line;
use crate::tui::app::reader::Reader;
use crate::tui::theme::{Role, label_letter, verdict_sign};

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some(reader) = &app.reader else {
        return frame_of(app, area, Pane::Inspector, "", "", buffer);
    };
    let annotations = &*reader.annotations;
    let stands = |review: &Review| review.verdict != Verdict::Rejected;
    let entities = annotations
        .entities
        .iter()
        .filter(|e| stands(&e.review))
        .count();
    let quotes = annotations
        .quotes
        .iter()
        .filter(|q| stands(&q.review))
        .count();
    let title = format!("Entities {entities} · Quotes {quotes}");
    let left = annotations.undecided();
    let right = format!("{left}?");
    let fits = display::width(&title) + display::width(&right) + 9 <= usize::from(area.width);
    let right = if left > 0 && fits { &right } else { "" };
    frame_of(app, area, Pane::Inspector, &title, right, buffer);
    let inner = inside(area);
    if app.inspector.lines.is_empty() {
        let why = if !reader.annotated {
            "reading …"
        } else if reader.foreign.is_some() {
            "not English"
        } else {
            "nothing found"
        };
        return message(
            app,
            inner,
            &[why, "v selects words", "Enter makes a span of them"],
            buffer,
        );
    }
    let lines = app
        .inspector
        .lines
        .iter()
        .enumerate()
        .skip(app.inspector.top);
    for (row, (at, line)) in lines.take(usize::from(inner.height)).enumerate() {
        let area = Rect::new(inner.x, inner.y + row as u16, inner.width, 1);
        draw_line(
            app,
            reader,
            line,
            at == app.inspector.selected,
            area,
            buffer,
        );
    }
}

fn draw_line(
    app: &App,
    reader: &Reader,
    line: &Line,
    selected: bool,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &app.settings.theme;
    let annotations = &*reader.annotations;
    let text = reader.text();
    let mut bar = Style::default();
    if selected {
        let focused = app.settings.wanted.focus == Pane::Inspector;
        bar = theme.style(if focused { Role::Row } else { Role::Title });
        buffer.set_style(area, bar);
    }
    let muted = theme.style(Role::Muted).patch(bar);
    let plain = theme.style(Role::Text).patch(bar);
    let mut detail = String::new();
    let (letter, style, words, sign) = match line {
        Line::Heading(heading, count) => {
            put(
                buffer,
                area,
                0,
                0,
                &format!("{heading} {count}"),
                theme.style(Role::Title),
            );
            return;
        }
        Line::Party { cluster, mentions } => {
            let Some(party) = annotations.cluster(cluster) else {
                return;
            };
            let style = theme.label(theme.slot(&party.label)).patch(bar);
            if mentions.len() > 1 {
                detail = format!(" {}", mentions.len());
            }
            let mut name = party.name.clone();
            if !party.aliases.is_empty() {
                let _ = write!(name, " ({})", party.aliases.join(", "));
            }
            if let Some(value) =
                date_value(annotations, mentions).filter(|value| *value != party.name)
            {
                let _ = write!(name, " = {value}");
            }
            let verdicts = mentions
                .iter()
                .filter_map(|id| annotations.entity(id))
                .map(|e| e.review.verdict);
            (
                label_letter(&party.label).to_string(),
                style,
                name,
                sign_of(verdicts),
            )
        }
        Line::Single(id) => {
            let Some(entity) = annotations.entity(id) else {
                return;
            };
            let style = theme.label(theme.slot(&entity.label)).patch(bar);
            let words = one_line(entity.span.of(text));
            (
                label_letter(&entity.label).to_string(),
                style,
                words,
                sign_of([entity.review.verdict]),
            )
        }
        Line::Quote(id) => {
            let Some(quote) = annotations.quote(id) else {
                return;
            };
            let speaker = quote
                .said
                .speaker
                .as_ref()
                .and_then(|speaker| annotations.speaker_name(speaker, text))
                .map_or_else(|| "nobody known".to_owned(), one_line);
            let first = quote
                .said
                .content
                .first()
                .map_or("", |piece| piece.of(text));
            let words = format!("{speaker}: {}", one_line(first));
            let number = annotations.quotes.iter().position(|q| q.id == *id);
            (
                format!("\"{}", number.map_or(0, |at| at + 1)),
                theme.style(Role::QuoteBar).patch(bar),
                words,
                sign_of([quote.review.verdict]),
            )
        }
        Line::Date(id) => {
            let Some(date) = annotations.date(id) else {
                return;
            };
            let value = date.value.as_deref().unwrap_or("when?");
            let words = format!("{} = {value}", one_line(date.span.of(text)));
            ("D".to_owned(), muted, words, sign_of([date.review.verdict]))
        }
    };
    detail.push_str(&carried(annotations, line));
    let tail = format!("{detail} {sign}");
    let width = display::width(&tail) as u16;
    let room = area.width.saturating_sub(width);
    let column = put(buffer, area, 0, 0, &letter, style) + 1;
    put(
        buffer,
        Rect {
            width: room,
            ..area
        },
        column,
        0,
        &words,
        plain,
    );
    put(buffer, area, room, 0, &tail, muted);
}

/// The value of a named date, as its first mention has it.
fn date_value<'a>(annotations: &'a Annotations, mentions: &[ItemId]) -> Option<&'a str> {
    let entity = annotations.entity(mentions.first()?)?;
    if entity.label != Label::DATE {
        return None;
    }
    let date = annotations
        .dates
        .iter()
        .find(|date| date.span == entity.span)?;
    date.value.as_deref()
}

/// Signs of tags, notes and links.
fn carried(annotations: &Annotations, line: &Line) -> String {
    let items: Vec<ItemRef> = match line {
        Line::Heading(..) => Vec::new(),
        Line::Party { mentions, .. } => mentions.iter().cloned().map(ItemRef::Entity).collect(),
        Line::Single(id) => vec![ItemRef::Entity(id.clone())],
        Line::Quote(id) => vec![ItemRef::Quote(id.clone())],
        Line::Date(id) => vec![ItemRef::Date(id.clone())],
    };
    let mut signs = String::new();
    let reviews: Vec<&Review> = items
        .iter()
        .filter_map(|item| annotations.review(item))
        .collect();
    if reviews.iter().any(|review| !review.tags.is_empty()) {
        signs.push_str(" #");
    }
    if reviews.iter().any(|review| review.note.is_some()) {
        signs.push_str(" n");
    }
    if reviews.iter().any(|review| review.link.is_some()) {
        signs.push_str(" @");
    }
    signs
}

/// One sign for several mentions: undecided while any is.
fn sign_of(verdicts: impl IntoIterator<Item = Verdict>) -> char {
    let verdicts: Vec<Verdict> = verdicts.into_iter().collect();
    let first = verdicts.first().copied().unwrap_or_default();
    if verdicts.contains(&Verdict::Unreviewed) {
        verdict_sign(Verdict::Unreviewed)
    } else if verdicts.iter().all(|verdict| *verdict == first) {
        verdict_sign(first)
    } else {
        verdict_sign(Verdict::Corrected)
    }
}

fn one_line(text: &str) -> String {
    /// No line of a list is longer than this, in characters.
    const LONGEST: usize = 300;
    let line: Vec<&str> = text.split_whitespace().take(60).collect();
    line.join(" ").chars().take(LONGEST).collect()
}
