//! The list to choose from, over the panes.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use super::{framed, put};
use crate::text::display;
use crate::tui::app::picker::{Choice, Picker, Sheet};
use crate::tui::app::{App, Modal};
use crate::tui::theme::Role;

/// Draws what is open over the panes; gives the place of the cursor while something is typed there.
pub(super) fn draw(app: &App, buffer: &mut Buffer) -> Option<Position> {
    let Some(Modal::Picker(picker)) = app.modals.last() else {
        return None;
    };
    draw_picker(app, picker, buffer)
}

fn draw_picker(app: &App, picker: &Picker, buffer: &mut Buffer) -> Option<Position> {
    let theme = &app.settings.theme;
    let sheet = Sheet::of(picker, app.areas.screen);
    let area = sheet.area;
    Clear.render(area, buffer);
    buffer.set_style(area, theme.style(Role::Text));
    framed(app, area, &picker.title, buffer);
    let mut cursor = None;
    if let (Some(line), Some(inner)) = (&picker.typed, sheet.typed) {
        let column = put(buffer, inner, 1, 0, "/", theme.style(Role::Key));
        put(
            buffer,
            inner,
            column,
            0,
            line.text(),
            theme.style(Role::Text),
        );
        let at = column + display::width(line.before_cursor()) as u16;
        cursor = Some(Position::new(
            inner.x + at.min(inner.width.saturating_sub(1)),
            inner.y,
        ));
    }
    if picker.shown.is_empty() {
        put(
            buffer,
            sheet.list,
            1,
            0,
            "nothing matches; Backspace widens, Esc closes",
            theme.style(Role::Muted),
        );
        return cursor;
    }
    draw_entries(app, picker, &sheet, buffer);
    cursor
}

fn draw_entries(app: &App, picker: &Picker, sheet: &Sheet, buffer: &mut Buffer) {
    let theme = &app.settings.theme;
    let area = sheet.list;
    let mut row = 0;
    for (at, lines) in sheet.rows.iter().enumerate().skip(sheet.first) {
        if row >= area.height {
            break;
        }
        let Some(entry) = picker.shown.get(at).and_then(|&at| picker.entries.get(at)) else {
            continue;
        };
        let rows = (lines.len() as u16).min(area.height - row);
        let selected = at == picker.selected;
        let bar = if selected {
            theme.style(Role::Row)
        } else {
            theme.style(Role::Text)
        };
        buffer.set_style(Rect::new(area.x, area.y + row, area.width, rows), bar);
        let (words, dim) = if let Choice::Label(label) = &entry.choice {
            let colour = theme.label(theme.slot(label)).patch(bar);
            (colour, theme.style(Role::Muted).patch(bar))
        } else if entry.available {
            (
                theme.style(Role::Text).patch(bar),
                theme.style(Role::Muted).patch(bar),
            )
        } else {
            let muted = theme.style(Role::Muted).patch(bar);
            (muted, muted)
        };
        let column = match entry.letter {
            Some(letter) if picker.typed.is_none() => {
                put(
                    buffer,
                    area,
                    1,
                    row,
                    &letter.to_string(),
                    theme.style(Role::Key).patch(bar),
                );
                3
            }
            _ if picker.lettered_entries() => 3,
            _ => 1,
        };
        let detail = display::width(&entry.detail) as u16;
        // Keys stand at the right edge; what is long there begins where the words end.
        let beside = column + display::width(&entry.text) as u16 + 2;
        let right = area.width.saturating_sub(detail + 1);
        let at = match sheet.details {
            Some(column) => column,
            None => right.max(beside.min(area.width / 2 + 1)),
        };
        let room = if detail > 0 {
            at.saturating_sub(1)
        } else {
            area.width
        };
        for (line, text) in lines.iter().enumerate().take(usize::from(rows)) {
            let part = if line == 0 {
                Rect {
                    width: room,
                    ..area
                }
            } else {
                area
            };
            put(buffer, part, column, row + line as u16, text, words);
        }
        if detail > 0 {
            put(buffer, area, at, row, &entry.detail, dim);
        }
        row += rows;
    }
}
