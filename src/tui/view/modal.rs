//! The list to choose from, over the panes.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::symbols::border;
use ratatui::widgets::{Block, Clear, Widget};

use super::put;
use crate::text::display;
use crate::tui::app::picker::{Choosing, Entry, Picker};
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
    let screen = app.areas.screen;
    let reading = picker.choosing == Choosing::Reading;
    let widest = picker
        .entries
        .iter()
        .map(|entry| display::width(&entry.text) + display::width(&entry.detail) + 8)
        .max()
        .unwrap_or(0)
        .max(display::width(&picker.title) + 6)
        .max(30);
    let width = (widest.min(usize::from(screen.width.saturating_sub(4))) as u16).max(10);
    let wrapped: Vec<Vec<String>> = picker
        .shown
        .iter()
        .filter_map(|&at| picker.entries.get(at))
        .map(|entry| lines(entry, usize::from(width.saturating_sub(4)), reading))
        .collect();
    let typing = picker.typed.is_some();
    let content = wrapped.iter().map(Vec::len).sum::<usize>().max(1) + usize::from(typing);
    let height = (content + 2).min(usize::from(screen.height.saturating_sub(2))) as u16;
    let area = Rect::new(
        (screen.width - width) / 2,
        (screen.height - height) / 3,
        width,
        height,
    );
    Clear.render(area, buffer);
    buffer.set_style(area, theme.style(Role::Text));
    framed(app, area, &picker.title, buffer);
    let mut inner = super::super::app::areas::inside(area);
    let mut cursor = None;
    if let Some(line) = &picker.typed {
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
        inner = Rect::new(
            inner.x,
            inner.y + 1,
            inner.width,
            inner.height.saturating_sub(1),
        );
    }
    if picker.shown.is_empty() {
        put(
            buffer,
            inner,
            1,
            0,
            "nothing matches; Backspace widens, Esc closes",
            theme.style(Role::Muted),
        );
        return cursor;
    }
    draw_entries(app, picker, &wrapped, inner, buffer);
    cursor
}

fn draw_entries(
    app: &App,
    picker: &Picker,
    wrapped: &[Vec<String>],
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &app.settings.theme;
    // The first entry shown so that the selected one is on the screen.
    let height = usize::from(area.height);
    let mut first = 0;
    while first < picker.selected
        && wrapped
            .iter()
            .take(picker.selected + 1)
            .skip(first)
            .map(Vec::len)
            .sum::<usize>()
            > height
    {
        first += 1;
    }
    let mut row = 0;
    for (at, lines) in wrapped.iter().enumerate().skip(first) {
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
        let (words, dim) = if entry.available {
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
            _ if picker.entries.iter().any(|entry| entry.letter.is_some())
                && picker.typed.is_none() =>
            {
                3
            }
            _ => 1,
        };
        let detail = display::width(&entry.detail) as u16;
        // The detail stands at the right edge; a long one begins where the words end.
        let beside = column + display::width(&entry.text) as u16 + 2;
        let at = area.width.saturating_sub(detail + 1);
        let at = at.max(beside.min(area.width / 2 + 1));
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

/// The rows of an entry: one to choose from, as many as it takes to be read.
fn lines(entry: &Entry, width: usize, reading: bool) -> Vec<String> {
    let text = display::visible(&entry.text).into_owned();
    if !reading {
        return vec![text];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && display::width(&line) + 1 + display::width(word) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

fn framed(app: &App, area: Rect, title: &str, buffer: &mut Buffer) {
    let theme = &app.settings.theme;
    Block::bordered()
        .border_set(border::ROUNDED)
        .border_style(theme.style(Role::Focused))
        .render(area, buffer);
    let room = usize::from(area.width.saturating_sub(6));
    let title = format!(" {} ", display::fit(&display::visible(title), room));
    put(buffer, area, 2, 0, &title, theme.style(Role::Title));
}
