//! What was found in the article, grouped.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{frame_of, message, put};
use crate::annotation::check::{Checks, lacks_speaker};
use crate::annotation::{Annotations, Entity, Quotation};
use crate::extract::Label;
use crate::text::display;
use crate::tui::app::App;
use crate::tui::app::areas::{Pane, inside};
use crate::tui::app::inspector::{Carries, Line, Told};
use crate::tui::app::placing;
use crate::tui::app::reader::Reader;
use crate::tui::theme::{Role, verdict_sign};

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let Some(reader) = &app.reader else {
        return frame_of(app, area, Pane::Inspector, "", "", buffer);
    };
    let counts = reader.counts();
    let title = if reader.annotated {
        format!("Entities {} · Quotes {}", counts.entities, counts.quotes)
    } else {
        "Entities … · Quotes …".to_owned()
    };
    let right = format!("{}?", counts.undecided);
    let fits = display::width(&title) + display::width(&right) + 9 <= usize::from(area.width);
    let right = if counts.undecided > 0 && fits {
        &right
    } else {
        ""
    };
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
    let below = app.inspector.detail.len() as u16;
    let list = Rect {
        height: inner.height.saturating_sub(below),
        ..inner
    };
    draw_detail(
        app,
        Rect::new(inner.x, list.bottom(), inner.width, below),
        buffer,
    );
    let lines = app
        .inspector
        .lines
        .iter()
        .enumerate()
        .skip(app.inspector.window.top);
    for (row, (at, line)) in lines.take(usize::from(list.height)).enumerate() {
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

/// What is told about the selected line, below the list.
fn draw_detail(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = &app.settings.theme;
    for (row, told) in app.inspector.detail.iter().enumerate() {
        let row = row as u16;
        match told {
            Told::Head(head) => {
                let rule = "─".repeat(usize::from(area.width));
                put(buffer, area, 0, row, &rule, theme.style(Role::Muted));
                let head = display::fit(head, usize::from(area.width.saturating_sub(4)));
                let head = format!(" {head} ");
                put(buffer, area, 1, row, &head, theme.style(Role::Title));
            }
            Told::Speaker(speaker) => {
                put(buffer, area, 0, row, speaker, theme.style(Role::Text));
            }
            Told::Warning(warning) => {
                put(buffer, area, 0, row, warning, theme.style(Role::Warning));
            }
            Told::Content(words) => {
                put(buffer, area, 0, row, words, theme.style(Role::Muted));
            }
        }
    }
}

/// What stands in the place of a speaker who is not known.
fn unattributed(quote: &Quotation) -> &'static str {
    if lacks_speaker(quote) {
        "who?"
    } else {
        "nobody known"
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
    let mut who = None;
    let (letter, style, words, verdict, carries) = match line {
        Line::Heading(heading, count) => {
            let heading = format!("{heading} {count}");
            put(buffer, area, 0, 0, &heading, theme.style(Role::Title));
            return;
        }
        Line::Party {
            at,
            mentions,
            tally,
            doubtful,
        } => {
            let Some(party) = annotations.clusters.get(*at) else {
                return;
            };
            if mentions.len() > 1 {
                detail = format!(" {}", mentions.len());
            }
            if !doubtful.is_empty() {
                detail.push_str(" !");
            }
            let mut name = party.name.clone();
            if !party.aliases.is_empty() {
                let _ = write!(name, " ({})", party.aliases.join(", "));
            }
            let first = mentions
                .first()
                .and_then(|&at| annotations.entities.get(at));
            if let Some(value) = first
                .and_then(|entity| date_value(annotations, entity))
                .filter(|value| *value != party.name)
            {
                let _ = write!(name, " = {value}");
            }
            who = app.told_who(party);
            let style = theme.label(theme.slot(&party.label));
            (
                app.settings.letter(&party.label).to_string(),
                style,
                name,
                tally.verdict(),
                tally.carries().or(Carries::of(&party.review)),
            )
        }
        Line::Unplaced(at) => {
            let Some(unplaced) = annotations.unplaced.get(*at) else {
                return;
            };
            let (label, words) = placing::line_of(unplaced);
            let label = label.map(Label::new);
            let letter = label.as_ref().map_or('\u{22}', |l| app.settings.letter(l));
            let room = usize::from(area.width.saturating_sub(4));
            let column = put(buffer, area, 0, 0, &letter.to_string(), muted) + 1;
            put(buffer, area, column, 0, &display::fit(&words, room), plain);
            let sign = theme.style(Role::Warning).patch(bar);
            put(buffer, area, area.width.saturating_sub(2), 0, " !", sign);
            return;
        }
        Line::Single(at) => {
            let Some(entity) = annotations.entities.get(*at) else {
                return;
            };
            if Checks::entity(entity, text).is_some() {
                detail.push_str(" !");
            }
            let style = theme.label(theme.slot(&entity.label));
            let words = one_line(entity.span.of(text));
            let carries = Carries::of(&entity.review);
            (
                app.settings.letter(&entity.label).to_string(),
                style,
                words,
                entity.review.verdict,
                carries,
            )
        }
        Line::Quote(at) => {
            let Some(quote) = annotations.quotes.get(*at) else {
                return;
            };
            let speaker = quote
                .said
                .speaker
                .as_ref()
                .and_then(|speaker| annotations.speaker_name(speaker, text))
                .map_or_else(|| unattributed(quote).to_owned(), one_line);
            let first = quote
                .said
                .content
                .first()
                .map_or("", |piece| piece.of(text));
            let words = format!("{speaker}: {}", one_line(first));
            if !reader.warnings(*at).is_empty() {
                detail.push_str(" !");
            }
            let carries = Carries::of(&quote.review);
            (
                format!("\"{}", at + 1),
                theme.style(Role::QuoteBar),
                words,
                quote.review.verdict,
                carries,
            )
        }
        Line::Date(at) => {
            let Some(date) = annotations.dates.get(*at) else {
                return;
            };
            let value = date.value.as_deref().unwrap_or("when?");
            let words = format!("{} = {value}", one_line(date.span.of(text)));
            let carries = Carries::of(&date.review);
            (
                "D".to_owned(),
                theme.style(Role::Muted),
                words,
                date.review.verdict,
                carries,
            )
        }
    };
    for (carried, sign) in [
        (carries.tags, " #"),
        (carries.note, " n"),
        (carries.link, " @"),
    ] {
        if carried {
            detail.push_str(sign);
        }
    }
    let tail = format!("{detail} {}", verdict_sign(verdict));
    let width = display::width(&tail) as u16;
    let room = area.width.saturating_sub(width);
    let column = put(buffer, area, 0, 0, &letter, style.patch(bar)) + 1;
    let words_area = Rect {
        width: room,
        ..area
    };
    let end = put(buffer, words_area, column, 0, &words, plain);
    if let Some(who) = who {
        put(buffer, words_area, end + 1, 0, &who, muted);
    }
    put(buffer, area, room, 0, &tail, muted);
}

/// The value of a named date.
fn date_value<'a>(annotations: &'a Annotations, entity: &Entity) -> Option<&'a str> {
    if entity.label != Label::DATE {
        return None;
    }
    let dates = &annotations.dates;
    let first = dates.partition_point(|date| date.span.start < entity.span.start);
    let date = dates.get(first).filter(|date| date.span == entity.span)?;
    date.value.as_deref()
}

fn one_line(text: &str) -> String {
    /// No line of a list is longer than this, in characters.
    const LONGEST: usize = 300;
    let line: Vec<&str> = text.split_whitespace().take(60).collect();
    line.join(" ").chars().take(LONGEST).collect()
}
