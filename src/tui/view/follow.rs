//! What may follow the keys typed so far: a box above the footer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::{framed, put};
use crate::config::UserCommand;
use crate::text::display;
use crate::tui::app::{App, FollowUps};
use crate::tui::key::written;
use crate::tui::keymap::Meaning;
use crate::tui::theme::Role;

/// Draws it, if it is to be seen.
pub(super) fn draw(app: &App, buffer: &mut Buffer) {
    if app.follow_ups != FollowUps::Shown {
        return;
    }
    let rows: Vec<(String, String, bool)> = app
        .settings
        .keymap
        .continuations(&app.pending, app.context())
        .into_iter()
        .map(|binding| {
            let keys = binding.keys.get(app.pending.len()..).unwrap_or_default();
            let action = match binding.means {
                Meaning::Action(action) => action,
                Meaning::Command(at) => return (written(keys), own(app, at), true),
            };
            let help = action.spec().help;
            match app.unavailable(action) {
                Some(reason) => (written(keys), format!("{help} ({reason})"), false),
                None => (written(keys), help.to_owned(), true),
            }
        })
        .collect();
    let theme = &app.settings.theme;
    let screen = app.areas.screen;
    let widest = |column: &dyn Fn(&(String, String, bool)) -> usize| {
        rows.iter().map(column).max().unwrap_or(0)
    };
    let keys = widest(&|row| display::width(&row.0)) as u16;
    let words = widest(&|row| display::width(&row.1)) as u16;
    let width = keys
        .saturating_add(words)
        .saturating_add(6)
        .min(screen.width);
    let height = (rows.len() as u16 + 2).min(screen.height - 1);
    let area = Rect::new(
        screen.width - width,
        areas_above(app, height),
        width,
        height,
    );
    Clear.render(area, buffer);
    buffer.set_style(area, theme.style(Role::Text));
    framed(app, area, &format!("{} …", written(&app.pending)), buffer);
    let inner = crate::tui::app::areas::inside(area);
    for (row, (key, help, available)) in (0..inner.height).zip(&rows) {
        let style = if *available { Role::Text } else { Role::Muted };
        put(buffer, inner, 1, row, key, theme.style(Role::Key));
        put(buffer, inner, keys + 3, row, help, theme.style(style));
    }
}

/// What a command of the user's own does.
fn own(app: &App, at: usize) -> String {
    let command = app.settings.config.commands.get(at);
    command.map_or_else(String::new, UserCommand::about)
}

/// The first row of a box of this height above the footer.
fn areas_above(app: &App, height: u16) -> u16 {
    app.areas.footer.y.saturating_sub(height)
}
