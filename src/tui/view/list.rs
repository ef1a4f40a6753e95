//! The list of articles: only the rows on the screen are drawn.

use std::fmt::Write as _;

use chrono::Datelike as _;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{frame_of, message, put, status_sign};
use crate::annotation::Status;
use crate::search::arrange::{Heading, Order, Shared};
use crate::search::query::Query;
use crate::span::{Span, until};
use crate::text::display;
use crate::tui::app::App;
use crate::tui::app::areas::{Pane, inside};
use crate::tui::app::list::Line;
use crate::tui::theme::Role;

pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let count = app.list.len(&app.corpus);
    let title = title(app, area, count);
    let right = match app.indexing {
        Some((done, Some(total))) if total > 0 && done > 0 => {
            format!("{} %", (u128::from(done) * 100 / u128::from(total)).min(99))
        }
        Some(_) => "…".to_owned(),
        None if !app.problems.is_empty() => format!("{} !", app.problems.len()),
        None => String::new(),
    };
    frame_of(app, area, Pane::List, &title, &right, buffer);
    let pace = app.told_pace();
    if !pace.is_empty() {
        let mut edge = format!(" {pace} ");
        if app.unseen() > 0 && app.indexing.is_none() {
            edge = format!(" {} unseen ·{edge}", app.unseen());
        }
        let bottom = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        let column = area.width.saturating_sub(display::width(&edge) as u16 + 2);
        put(
            buffer,
            bottom,
            column,
            0,
            &edge,
            app.settings.theme.style(Role::Muted),
        );
    }
    let inner = inside(area);
    if count == 0 {
        return empty(app, inner, buffer);
    }
    let dates = dates(app, inner);
    for row in 0..inner.height {
        let area = Rect::new(inner.x, inner.y + row, inner.width, 1);
        match app
            .list
            .line(app.list.window.top + usize::from(row), &app.corpus)
        {
            Some(Line::Heading(heading, count)) => {
                draw_heading(app, heading, count, area, buffer);
            }
            Some(Line::Row(at)) => {
                if let Some(index) = app.list.article(at, &app.corpus) {
                    draw_row(app, index, at == app.list.selected, dates, area, buffer);
                }
            }
            None => break,
        }
    }
}

/// Where one is in what is shown, and what that is.
fn title(app: &App, area: Rect, count: usize) -> String {
    let list = &app.list;
    let at = if count == 0 { 0 } else { list.selected + 1 };
    let all = app.corpus.len();
    let read = app.filter_read();
    let mut title = if list.is_filtered() {
        // That there may be more comes before what can be cut.
        let read = read.map_or_else(String::new, |read| format!(", {read} read"));
        let more = if read.is_empty() { "" } else { "…" };
        format!("{at}/{count}{more} of {all}{read} · {}", list.filter)
    } else if list.order == Order::default() && list.grouping.is_none() {
        format!("Articles {at}/{count}")
    } else {
        // What they are by says more than what they are.
        format!("{at}/{count}")
    };
    if list.is_pending() {
        title.push_str(" …");
    }
    if let Some(read) = read.filter(|_| !list.is_filtered()) {
        let _ = write!(title, " · {read} of {all} read");
    }
    if list.order != Order::default() {
        let _ = write!(title, " · by {}", list.order);
        if let Some(known) = list.counted().filter(|known| *known < count) {
            let _ = write!(title, " ({known} known)");
        }
    }
    if !list.grouping.is_none() {
        let _ = write!(title, " · {} groups", list.grouping);
    }
    let reviewed = list.reviewed();
    if reviewed > 0 {
        let done = if area.width < 36 { "✓" } else { "reviewed" };
        let _ = write!(title, " · {reviewed} {done}");
    }
    title
}

fn draw_heading(app: &App, heading: Heading, count: usize, area: Rect, buffer: &mut Buffer) {
    let first = app.list.article(heading.row as usize, &app.corpus);
    let row = first.and_then(|index| app.corpus.row(index));
    let said = match heading.shared {
        Shared::Day(Some(day)) => day.format("%Y-%m-%d, %A").to_string(),
        Shared::Day(None) => "no date".to_owned(),
        Shared::Source => row
            .and_then(|row| row.source)
            .unwrap_or("no source")
            .to_owned(),
        Shared::Status(status) => status.as_str().replace('_', " "),
        Shared::Story => row.map_or("", |row| row.title).to_owned(),
        Shared::Alone => "each its own story".to_owned(),
    };
    let style = app.settings.theme.style(Role::Title);
    let count = format!(" {count}");
    let room = Rect {
        width: area.width.saturating_sub(count.len() as u16),
        ..area
    };
    let end = put(buffer, room, 0, 0, &said, style);
    put(
        buffer,
        area,
        end,
        0,
        &count,
        app.settings.theme.style(Role::Muted),
    );
}

/// A day in a wide list.
const LONG_DATE: &str = "%Y-%m-%d";

/// From this width on a list whose days are of several years shows the years, in cells.
const YEARS: u16 = 28;

/// How days are shown; not at all where no row on the screen has one. The year stands where there is
/// room for it, or where the days are of several years.
fn dates(app: &App, area: Rect) -> Option<&'static str> {
    let lines = app.list.window.top..app.list.window.top + usize::from(area.height);
    let mut rows = lines.filter_map(|line| match app.list.line(line, &app.corpus)? {
        Line::Row(row) => app.corpus.row(app.list.article(row, &app.corpus)?),
        Line::Heading(..) => None,
    });
    let first = rows.find_map(|row| row.date)?.year();
    let mut several = || rows.any(|row| row.date.is_some_and(|day| day.year() != first));
    let long = area.width >= 44 || (area.width >= YEARS && several());
    Some(if long { LONG_DATE } else { "%m-%d" })
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
        .map(|root| app.list.work(root, row.id));
    let status = work.map_or(Status::New, |work| work.status);
    let mut style = theme.style(Role::Text);
    let mut dim = theme.style(Role::Muted);
    if selected {
        let focused = app.settings.wanted.focus == Pane::List;
        let bar = theme.style(if focused { Role::Row } else { Role::Title });
        style = style.patch(bar);
        dim = dim.patch(bar);
        buffer.set_style(area, bar);
    }
    let seen = app.corpus.root(index);
    let seen = seen.is_some_and(|root| app.seen.has(root, row.id));
    put(buffer, area, 0, 0, status_sign(status, seen), style);
    let mut column = 2;
    // Without a day the title takes the room of a long one: blanks say nothing that a title does not
    // say better. Short days keep their column, which is hardly wider than a word.
    if let Some(format) = dates.filter(|format| row.date.is_some() || *format != LONG_DATE) {
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
        .and_then(|work| work.open)
        .filter(|&open| open > 0 && !matches!(status, Status::Reviewed | Status::Skipped))
        .map(|open| format!(" {open}?"));
    let unplaced = work.map_or(0, |work| work.unplaced);
    let open = match unplaced {
        0 => open,
        _ => Some(format!("{} {unplaced}!", open.unwrap_or_default())),
    };
    let room = area.width - open.as_ref().map_or(0, |open| open.len() as u16);
    let title = Rect {
        width: room,
        ..area
    };
    if row.title.trim().is_empty() {
        put(buffer, title, column, 0, row.id, dim);
    } else {
        put(buffer, title, column, 0, row.title, style);
    }
    if let Some(query) = app.list.query().filter(|query| !query.words().is_empty()) {
        let found = query.words().places(row.title);
        let matched = theme.style(Role::Match);
        highlight(buffer, title, column, row.title, &found, matched);
    }
    if let Some(open) = open {
        put(buffer, area, room, 0, &open, dim);
    }
}

/// Shows which parts of a line, written at a column of `area`, match.
fn highlight(
    buffer: &mut Buffer,
    area: Rect,
    column: u16,
    text: &str,
    found: &[Span],
    style: Style,
) {
    for span in found {
        let before = display::width(&display::visible(until(text, span.start)));
        let own = display::width(&display::visible(span.of(text)));
        let start = (usize::from(column) + before).min(usize::from(area.width));
        let end = (start + own).min(usize::from(area.width));
        let cells = Rect::new(
            area.x + start as u16,
            area.y,
            (end - start) as u16,
            area.height,
        );
        buffer.set_style(cells, style);
    }
}

fn empty(app: &App, area: Rect, buffer: &mut Buffer) {
    let key = |action| app.settings.keymap.key_of(action).unwrap_or_default();
    if app.list.is_filtered() {
        let back = format!("{} shows all again", key(crate::tui::action::Action::Back));
        let words = app.list.query().is_some_and(Query::is_words);
        let what = match app.filter_read() {
            Some(_) => "nothing found so far",
            None if app.list.is_pending() => "looking …",
            None if words => "no title matches",
            None => "no article answers this",
        };
        message(app, area, &[what, &back], buffer);
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
