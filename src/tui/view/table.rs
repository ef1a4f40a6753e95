//! A full-screen list over the corpus: only the rows on the screen are formatted.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{bordered, message, put};
use crate::span::Span;
use crate::text::display;
use crate::tui::app::App;
use crate::tui::app::table::{Around, Cell, Column, Marks, Table, Width};
use crate::tui::theme::{Role, Theme};

/// Left of the columns: the mark and a blank.
const MARGIN: u16 = 2;

pub(super) fn draw(app: &App, table: &Table, buffer: &mut Buffer) {
    let around = Around {
        corpus: &app.corpus,
        survey: &app.survey,
    };
    let rows = table.source.rows();
    let frame = Rect {
        height: app.areas.screen.height.saturating_sub(1),
        ..app.areas.screen
    };
    let title = title(table);
    let progress = match rows.progress() {
        Some(progress) => progress.to_owned(),
        None => app.survey_progress(),
    };
    bordered(app, frame, true, &title, &progress, buffer);
    let area = app.areas.table_rows();
    let columns = columns(rows.columns(), area);
    let headings = Rect {
        y: area.y.saturating_sub(1),
        height: 1,
        ..area
    };
    let muted = app.settings.theme.style(Role::Muted);
    for (column, _, place) in &columns {
        let place = Rect {
            y: headings.y,
            ..*place
        };
        put(
            buffer,
            place,
            at_edge(column, column.heading, place),
            0,
            column.heading,
            muted,
        );
    }
    if table.is_empty() {
        let nothing = if table.filter.is_empty() {
            rows.nothing()
        } else {
            vec!["no row matches; Esc shows all again".to_owned()]
        };
        let lines: Vec<&str> = nothing.iter().map(String::as_str).collect();
        return message(app, area, &lines, buffer);
    }
    for line in 0..area.height {
        let at = table.window.top + usize::from(line);
        let Some(row) = table.row(at) else { break };
        let y = area.y + line;
        let theme = &app.settings.theme;
        let bar = (at == table.selected).then(|| theme.style(Role::Row));
        if let Some(bar) = bar {
            buffer.set_style(
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                bar,
            );
        }
        let marked = table.is_marked(row);
        let left_out = marked && rows.marks() == Marks::LeftOut;
        if marked {
            let sign = if left_out { "×" } else { "●" };
            let style = theme.style(Role::Key).patch(bar.unwrap_or_default());
            put(
                buffer,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                0,
                0,
                sign,
                style,
            );
        }
        let cells = rows.cells(row, around);
        for (column, number, place) in &columns {
            let Some(cell) = cells.get(*number) else {
                continue;
            };
            let place = Rect { y, ..*place };
            let ground = if left_out {
                Some(theme.style(Role::Rejected))
            } else {
                None
            };
            let over = ground.unwrap_or_default().patch(bar.unwrap_or_default());
            draw_cell(theme, column, cell, over, place, buffer);
        }
    }
}

/// The heading with the place in the table and what narrows it.
fn title(table: &Table) -> String {
    let all = table.source.rows().len();
    let at = if table.is_empty() {
        0
    } else {
        table.selected + 1
    };
    let mut title = format!("{} {at}/{}", table.source.rows().heading(), table.len());
    if !table.filter.is_empty() {
        let _ = write!(title, " of {all} · {}", table.filter);
    }
    match (table.marked(), table.source.rows().marks()) {
        (0, _) => {}
        (marked, Marks::Chosen) => {
            let _ = write!(title, " · {marked} marked");
        }
        (marked, Marks::LeftOut) => {
            let _ = write!(title, " · {marked} left out");
        }
    }
    title
}

/// The columns that there is room for, each with its number and its place in the table's first row.
fn columns(columns: &'static [Column], area: Rect) -> Vec<(&'static Column, usize, Rect)> {
    let shown: Vec<(usize, &Column)> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| area.width + 2 >= column.from)
        .collect();
    let gaps = (shown.len() as u16).saturating_sub(1) * 2;
    let mut fixed = gaps + MARGIN;
    let mut shares = 0;
    for (_, column) in &shown {
        match column.width {
            Width::Fixed(width) => fixed += width,
            Width::Share(share) => shares += share,
        }
    }
    let left = area.width.saturating_sub(fixed);
    let mut x = area.x + MARGIN;
    let mut places = Vec::with_capacity(shown.len());
    for (number, column) in shown {
        let width = match column.width {
            Width::Fixed(width) => width,
            Width::Share(share) => left * share / shares.max(1),
        };
        let width = width.min(area.right().saturating_sub(x));
        places.push((column, number, Rect::new(x, area.y, width, 1)));
        x = (x + width + 2).min(area.right());
    }
    places
}

/// The column of cells at which a text begins.
fn at_edge(column: &Column, text: &str, place: Rect) -> u16 {
    if column.right {
        place.width.saturating_sub(display::width(text) as u16)
    } else {
        0
    }
}

/// Writes a cell; of a long one what is most to be seen, its first part, is kept in view.
fn draw_cell(
    theme: &Theme,
    column: &Column,
    cell: &Cell,
    over: Style,
    place: Rect,
    buffer: &mut Buffer,
) {
    let style = theme.style(cell.role.unwrap_or(Role::Text)).patch(over);
    let begin = beginning(cell, usize::from(place.width));
    let mut at = at_edge(column, &cell.text, place);
    let mut byte = begin;
    if begin > 0 {
        at = put(buffer, place, at, 0, "…", style);
    }
    for (span, role) in &cell.parts {
        if span.end <= byte {
            continue;
        }
        let start = span.start.max(byte);
        at = put(
            buffer,
            place,
            at,
            0,
            Span::new(byte, start).of(&cell.text),
            style,
        );
        let part = theme.style(*role).patch(over);
        at = put(
            buffer,
            place,
            at,
            0,
            Span::new(start, span.end).of(&cell.text),
            part,
        );
        byte = span.end;
    }
    put(
        buffer,
        place,
        at,
        0,
        crate::span::from(&cell.text, byte),
        style,
    );
}

/// From which byte on a cell is shown, so that its first part has words on both sides.
fn beginning(cell: &Cell, width: usize) -> usize {
    let Some((span, _)) = cell.parts.first() else {
        return 0;
    };
    let before = crate::span::until(&cell.text, span.start);
    let room = (width / 3).max(1);
    if display::width(before) + display::width(span.of(&cell.text)) < width.saturating_sub(4) {
        return 0;
    }
    let mut begin = span.start;
    let mut taken = 0;
    for (at, character) in before.char_indices().rev() {
        taken += display::width(character.encode_utf8(&mut [0; 4]));
        if taken > room {
            break;
        }
        begin = at;
    }
    begin
}
