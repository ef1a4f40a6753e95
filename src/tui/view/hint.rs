//! Letters over everything that they choose.

use std::collections::HashSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::put;
use crate::tui::app::areas::inside;
use crate::tui::app::hint::On;
use crate::tui::app::{App, Modal};
use crate::tui::theme::Role;

/// Draws the letters that may still be typed, if there are any.
pub(super) fn draw(app: &App, buffer: &mut Buffer) {
    let Some(Modal::Hints(hints)) = app.modals.last() else {
        return;
    };
    let style = app.settings.theme.style(Role::CurrentMatch);
    let mut taken: HashSet<Position> = HashSet::new();
    for hint in &hints.places {
        let Some(rest) = hint.letters.strip_prefix(hints.typed.as_str()) else {
            continue;
        };
        let Some(mut at) = place(app, &hint.on) else {
            continue;
        };
        // Where several begin at one place, their letters stand beside one another.
        while taken.contains(&at) {
            at.x += 1;
        }
        let end = put(buffer, app.areas.screen, at.x, at.y, rest, style);
        taken.extend((at.x..end).map(|x| Position { x, ..at }));
    }
}

/// Where letters stand.
fn place(app: &App, on: &On) -> Option<Position> {
    let line = |pane, line: usize, top: usize| {
        let inner = inside(pane);
        let row = u16::try_from(line.checked_sub(top)?).ok()?;
        (row < inner.height).then(|| Position::new(inner.x, inner.y + row))
    };
    match on {
        On::Words(span, _) => {
            let area = app.areas.text?;
            let page = app.reader.as_ref()?.page.iter().take(area.height.into());
            let mut rows = page.zip(area.y..);
            let (row, y) = rows.find(|(row, _)| row.range.contains(span.start))?;
            Some(Position::new(area.x + row.cell_of(span.start), y))
        }
        On::Row(row) => line(app.areas.list?, *row, app.list.window.top),
        On::Line(at) => line(app.areas.inspector?, *at, app.inspector.window.top),
        On::Link => {
            let reader = app.areas.reader?;
            Some(Position::new(reader.x + 2, reader.y))
        }
    }
}
