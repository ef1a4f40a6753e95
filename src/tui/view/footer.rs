//! The line at the bottom: who, whether it is saved, what is left, the keys that help most, or a prompt.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;

use super::put;
use crate::text::display;
use crate::tui::app::prompt::Prompt;
use crate::tui::app::{App, Message, Modal, Saving};
use crate::tui::theme::Role;

/// Draws the footer; gives the place of the cursor while a line is typed.
pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if let Some(Modal::Prompt(prompt)) = app.modals.last() {
        return Some(draw_prompt(app, prompt, area, buffer));
    }
    let theme = &app.settings.theme;
    let footer = app.footer();
    if let Some(message) = &app.message {
        // How far one has read stands at the right edge, whatever is said.
        let place = footer.pieces.last();
        if let Some(place) = place {
            put(
                buffer,
                area,
                place.column,
                0,
                &place.text,
                theme.style(place.role),
            );
        }
        let end = place.map_or(area.width, |place| place.column);
        let area = Rect {
            width: end.saturating_sub(1),
            ..area
        };
        draw_message(app, message, area, buffer);
        return None;
    }
    for piece in &footer.pieces {
        put(
            buffer,
            area,
            piece.column,
            0,
            &piece.text,
            theme.style(piece.role),
        );
    }
    None
}

/// A message, with the state beside it where that is not as usual; a long one takes rows above the
/// footer too.
fn draw_message(app: &App, message: &Message, area: Rect, buffer: &mut Buffer) {
    let theme = &app.settings.theme;
    let state = match (&app.saving, app.why_read_only()) {
        (_, Some(_)) => "read-only",
        (Saving::Failed(..), _) => "NOT SAVED",
        _ => "",
    };
    let aside = display::width(state) as u16;
    let room = area.width.saturating_sub(aside + 3);
    put(buffer, area, room + 2, 0, state, theme.style(Role::Warning));
    let style = theme.style(if message.bad {
        Role::Warning
    } else {
        Role::Text
    });
    draw_lines(app, &message.text, style, room, area, buffer);
}

/// Text at the bottom of `area`, which is a row; what is too long for `room` cells takes rows above it.
fn draw_lines(app: &App, text: &str, style: Style, room: u16, area: Rect, buffer: &mut Buffer) {
    /// How many rows a text takes at most.
    const MOST: usize = 4;
    let lines = display::wrapped(&display::visible(text), usize::from(room));
    let rows = lines.len().min(MOST).min(usize::from(area.y) + 1) as u16;
    for (line, row) in lines.iter().zip(0..rows) {
        let y = area.y + 1 + row - rows;
        let place = Rect { y, ..area };
        if y < app.areas.footer.y {
            Clear.render(
                Rect {
                    width: app.areas.screen.width,
                    ..place
                },
                buffer,
            );
        }
        let place = Rect {
            width: room + 1,
            ..place
        };
        put(buffer, place, 1, 0, line, style);
    }
}

fn draw_prompt(app: &App, prompt: &Prompt, area: Rect, buffer: &mut Buffer) -> Position {
    let theme = &app.settings.theme;
    let column = put(buffer, area, 1, 0, prompt.label(), theme.style(Role::Key));
    // The part around the cursor shows, however long the line is.
    let room = usize::from(area.width.saturating_sub(column + 1)).max(1);
    let before = prompt.line.before_cursor();
    // Found from its end: a line may be a whole article that was pasted.
    let (mut skipped, mut width) = (before.len(), 0);
    for grapheme in before.graphemes(true).rev() {
        width += display::width(grapheme);
        if width >= room {
            break;
        }
        skipped -= grapheme.len();
    }
    let shown = crate::span::from(prompt.line.text(), skipped);
    let end = put(buffer, area, column, 0, shown, theme.style(Role::Text));
    if let Some(error) = &prompt.error {
        let style = theme.style(Role::Warning);
        let beside = area.width.saturating_sub(end + 2);
        if display::width(error) <= usize::from(beside) || area.y == 0 {
            put(buffer, area, end + 2, 0, error, style);
        } else {
            // What has no room beside what is typed stands above it.
            let above = Rect {
                y: area.y - 1,
                ..area
            };
            let room = area.width.saturating_sub(2);
            draw_lines(app, error, style, room, above, buffer);
        }
    }
    let at = column + display::width(&display::visible(crate::span::from(before, skipped))) as u16;
    Position::new(area.x + at.min(area.width.saturating_sub(1)), area.y)
}
