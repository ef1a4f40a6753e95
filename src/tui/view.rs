//! Drawing: a projection of the state onto the screen, which changes nothing.

mod footer;
mod hint;
mod inspector;
mod list;
mod modal;
mod panel;
mod reader;
mod table;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::widgets::{Block, Widget};

use super::app::areas::{MIN_HEIGHT, MIN_WIDTH, Pane};
use super::app::{App, FollowUps, Modal};
use super::theme::Role;
use crate::annotation::Status;
use crate::config::Borders;
use crate::text::display;

/// What stands before the title of the pane in focus where there are no frames to tell it.
const FOCUSED: &str = ">";

/// Draws the whole screen.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let areas = &app.areas;
    let screen = frame.area();
    let buffer = frame.buffer_mut();
    buffer.set_style(screen, app.settings.theme.style(Role::Text));
    if areas.too_small || areas.screen != screen {
        let text = format!("{MIN_WIDTH} × {MIN_HEIGHT} at least, please");
        put(
            buffer,
            screen,
            0,
            0,
            &text,
            app.settings.theme.style(Role::Text),
        );
        return;
    }
    match app.tables.shown() {
        Some(table) => table::draw(app, table, buffer),
        None => panes(app, buffer),
    }
    hint::draw(app, buffer);
    let cursor = footer::draw(app, areas.footer, buffer);
    let cursor = modal::draw(app, buffer).or(cursor);
    panel::draw(app, buffer);
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

/// Draws list, reader and inspector, as far as they have a place.
fn panes(app: &App, buffer: &mut Buffer) {
    if let Some(area) = app.areas.list {
        list::draw(app, area, buffer);
    }
    if let Some(area) = app.areas.reader {
        reader::draw(app, area, buffer);
    }
    if let Some(area) = app.areas.inspector {
        inspector::draw(app, area, buffer);
    }
}

/// Writes one line of any text into `area`, at a column and row of it, cut at its edge; gives the
/// column after it. Control characters are made visible.
fn put(buffer: &mut Buffer, area: Rect, column: u16, row: u16, text: &str, style: Style) -> u16 {
    if row >= area.height || column >= area.width {
        return column;
    }
    let room = usize::from(area.width - column);
    let shown = display::visible(text);
    let fitted = display::fit(&shown, room);
    let (end, _) = buffer.set_stringn(area.x + column, area.y + row, &*fitted, room, style);
    end - area.x
}

/// Draws the frame of a pane: its title, and whether it has the keys.
fn frame_of(app: &App, area: Rect, pane: Pane, title: &str, right: &str, buffer: &mut Buffer) {
    let focused = app.settings.wanted.focus == pane;
    bordered(app, area, focused, title, right, buffer);
}

/// The row of a frame's title and notes; the notes as far as there is room; the title's part of it.
fn heading(area: Rect, right: &str) -> (Rect, Cow<'_, str>, Rect) {
    let inner = Rect::new(area.x + 2, area.y, area.width.saturating_sub(4), 1);
    // What is noted on the right may be long; the title keeps half of the room.
    let right = display::fit(right, usize::from(inner.width / 2));
    let notes = match display::width(&right) as u16 {
        0 => 0,
        width => width + 3,
    };
    let left = Rect {
        width: inner.width.saturating_sub(notes),
        ..inner
    };
    (inner, right, left)
}

/// Where the title of the open article is on the screen, and the article's link; none where it has
/// none, or something may lie over the title.
pub fn link(app: &App) -> Option<(Rect, &str)> {
    let covered = app.tables.shown().is_some()
        || app.follow_ups == FollowUps::Shown
        || app
            .modals
            .iter()
            .any(|modal| !matches!(modal, Modal::Prompt(_)));
    let url = app.reader.as_ref()?.opened.article.head.url.as_deref()?;
    if covered || app.areas.too_small {
        return None;
    }
    let row = reader::title(app, app.areas.reader?)?;
    Some((row, url))
}

/// Draws a frame with its title, what is noted on its right, and whether it has the keys.
fn bordered(app: &App, area: Rect, focused: bool, title: &str, right: &str, buffer: &mut Buffer) {
    let theme = &app.settings.theme;
    let lines = theme.style(if focused { Role::Focused } else { Role::Muted });
    let set = if focused {
        border::THICK
    } else {
        border::PLAIN
    };
    if app.settings.borders == Borders::Full {
        Block::bordered()
            .border_set(set)
            .border_style(lines)
            .render(area, buffer);
    }
    // Without lines the pane with the keys has a sign at its title.
    let sign = if focused && app.settings.borders == Borders::None {
        FOCUSED
    } else {
        " "
    };
    let style = theme.style(if focused { Role::Title } else { Role::Muted });
    let (inner, right, left) = heading(area, right);
    let right = &*right;
    let right_width = display::width(right) as u16;
    let room = left.width;
    if !title.is_empty() && room > 4 {
        let fitted = format!(
            "{sign}{} ",
            display::fit(
                &display::visible(title),
                usize::from(room.saturating_sub(2))
            )
        );
        put(buffer, left, 0, 0, &fitted, style);
    }
    if !right.is_empty() && inner.width > right_width + 2 {
        let column = inner.width - right_width - 2;
        put(buffer, inner, column, 0, &format!(" {right} "), style);
    }
}

/// Draws the frame of what stands over the panes.
fn framed(app: &App, area: Rect, title: &str, buffer: &mut Buffer) {
    let theme = &app.settings.theme;
    if app.settings.borders == Borders::Full {
        Block::bordered()
            .border_set(border::ROUNDED)
            .border_style(theme.style(Role::Focused))
            .render(area, buffer);
    }
    if title.is_empty() {
        return;
    }
    let room = usize::from(area.width.saturating_sub(6));
    let title = format!(" {} ", display::fit(&display::visible(title), room));
    put(buffer, area, 2, 0, &title, theme.style(Role::Title));
}

/// Writes a message into the middle of a pane, a line a row.
fn message(app: &App, area: Rect, lines: &[&str], buffer: &mut Buffer) {
    let muted = app.settings.theme.style(Role::Muted);
    let top = area.height.saturating_sub(lines.len() as u16) / 3;
    for (row, line) in lines.iter().enumerate() {
        let width = display::width(line).min(usize::from(area.width)) as u16;
        let column = (area.width - width) / 2;
        put(buffer, area, column, top + row as u16, line, muted);
    }
}

/// The sign of a status, one cell wide, for an article that was opened before or not.
fn status_sign(status: Status, seen: bool) -> &'static str {
    match status {
        Status::New if seen => "◔",
        Status::New => "○",
        Status::InProgress => "◐",
        Status::Reviewed => "✓",
        Status::Skipped => "–",
    }
}
