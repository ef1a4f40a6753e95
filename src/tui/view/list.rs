//! The list of articles: only the rows on the screen are drawn.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{frame_of, message, put, status_sign};
use crate::annotation::Status;
use crate::tui::app::App;
use crate::tui::app::areas::{Pane, inside};
use crate::tui::theme::Role;

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let count = app.list.len(&app.corpus);
    let at = if count == 0 { 0 } else { app.list.selected + 1 };
    let mut title = if app.list.is_filtered() {
        format!("{at}/{count} of {} · {}", app.corpus.len(), app.list.filter)
    } else {
        format!("Articles {at}/{count}")
    };
    let reviewed = app.list.reviewed();
    if reviewed > 0 {
        let done = if area.width < 36 { "✓" } else { "reviewed" };
        let _ = write!(title, " · {reviewed} {done}");
    }
    let right = match app.indexing {
        Some((done, Some(total))) if total > 0 && done > 0 => {
            format!("{} %", (u128::from(done) * 100 / u128::from(total)).min(99))
        }
        Some(_) => "…".to_owned(),
        None if !app.problems.is_empty() => format!("{} !", app.problems.len()),
        None => String::new(),
    };
    frame_of(app, area, Pane::List, &title, &right, buffer);
    let inner = inside(area);
    if count == 0 {
        return empty(app, inner, buffer);
    }
    let dates = dates(app, inner);
    for row in 0..inner.height {
        let line = app.list.top + usize::from(row);
        let Some(index) = app.list.article(line, &app.corpus) else {
            break;
        };
        draw_row(
            app,
            index,
            line == app.list.selected,
            dates,
            Rect::new(inner.x, inner.y + row, inner.width, 1),
            buffer,
        );
    }
}

/// A day in a wide list.
const LONG_DATE: &str = "%Y-%m-%d";

/// How days are shown; not at all where no row on the screen has one.
fn dates(app: &App, area: Rect) -> Option<&'static str> {
    let rows = app.list.top..app.list.top + usize::from(area.height);
    let mut rows = rows.filter_map(|line| {
        let index = app.list.article(line, &app.corpus)?;
        app.corpus.row(index)
    });
    rows.any(|row| row.date.is_some())
        .then_some(if area.width >= 44 { LONG_DATE } else { "%m-%d" })
}

fn draw_row(
    app: &App,
    index: usize,
    selected: bool,
    dates: Option<&'static str>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &app.settings.theme;
    let Some(row) = app.corpus.row(index) else {
        return;
    };
    let work = app
        .corpus
        .root(index)
        .zip(app.corpus.id(index))
        .map(|(root, id)| app.list.work(root, &id))
        .unwrap_or_default();
    let mut style = theme.style(Role::Text);
    let mut dim = theme.style(Role::Muted);
    if selected {
        let focused = app.settings.wanted.focus == Pane::List;
        let bar = theme.style(if focused { Role::Row } else { Role::Title });
        style = style.patch(bar);
        dim = dim.patch(bar);
        buffer.set_style(area, bar);
    }
    put(buffer, area, 0, 0, status_sign(work.status), style);
    let mut column = 2;
    if let Some(format) = dates {
        if let Some(day) = row.date {
            put(
                buffer,
                area,
                column,
                0,
                &day.format(format).to_string(),
                dim,
            );
        }
        column += if format == LONG_DATE { 11 } else { 6 };
    }
    let open = work
        .open
        .filter(|&open| open > 0 && !matches!(work.status, Status::Reviewed | Status::Skipped))
        .map(|open| format!(" {open}?"));
    let room = area.width - open.as_ref().map_or(0, |open| open.len() as u16);
    let title = Rect {
        width: room,
        ..area
    };
    put(buffer, title, column, 0, row.title, style);
    if let Some(open) = open {
        put(buffer, area, room, 0, &open, dim);
    }
}

fn empty(app: &App, area: Rect, buffer: &mut Buffer) {
    let key = |action| app.settings.keymap.key_of(action).unwrap_or_default();
    if app.list.is_filtered() {
        let back = format!("{} shows all again", key(crate::tui::action::Action::Back));
        message(app, area, &["no title matches", &back], buffer);
    } else if app.indexing.is_some() {
        message(app, area, &["reading …"], buffer);
    } else {
        let quit = format!("{} quits", key(crate::tui::action::Action::Close));
        message(
            app,
            area,
            &[
                "no articles here",
                "give a file or folder:",
                "dateline PATH",
                &quit,
            ],
            buffer,
        );
    }
}
