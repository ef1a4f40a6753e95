//! The line at the bottom: who, whether it is saved, what is left, the keys that help most, or a prompt.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;

use super::put;
use crate::annotation::Status;
use crate::text::display;
use crate::tui::action::{Action, Context};
use crate::tui::app::hint::Aim;
use crate::tui::app::picker::Choosing;
use crate::tui::app::prompt::Prompt;
use crate::tui::app::{App, Message, Modal, Saving};
use crate::tui::key::written;
use crate::tui::theme::Role;

/// Draws the footer; gives the place of the cursor while a line is typed.
pub(super) fn draw(app: &App, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if let Some(Modal::Prompt(prompt)) = app.modals.last() {
        return Some(draw_prompt(app, prompt, area, buffer));
    }
    let theme = &app.settings.theme;
    let muted = theme.style(Role::Muted);
    let percent = app
        .reader
        .as_ref()
        .filter(|_| app.tables.shown().is_none())
        .map_or_else(String::new, |reader| format!("{} % ", reader.percent()));
    let tail = display::width(&percent) as u16;
    let room = area.width.saturating_sub(tail);
    put(buffer, area, room, 0, &percent, muted);
    let area = Rect {
        width: room.saturating_sub(1),
        ..area
    };

    if let Some(message) = &app.message {
        draw_message(app, message, area, buffer);
        return None;
    }
    let mut column = put(
        buffer,
        area,
        1,
        0,
        &app.settings.annotator,
        theme.style(Role::Text),
    );
    let (saved, role) = match (&app.saving, app.why_read_only()) {
        (_, Some(_)) => ("read-only".to_owned(), Role::Warning),
        (Saving::Saved, _) => ("saved".to_owned(), Role::Success),
        (Saving::Saving(_), _) => ("saving".to_owned(), Role::Muted),
        (Saving::Failed(..), _) => ("NOT SAVED (:w says why)".to_owned(), Role::Error),
    };
    column = put(buffer, area, column, 0, " · ", muted);
    column = put(buffer, area, column, 0, &saved, theme.style(role));
    let here = app.reader.as_ref().filter(|_| app.tables.shown().is_none());
    if let (Some(stream), Some(_)) = (&app.stream, here) {
        let open = app.survey.counts().open();
        let left = format!(" · stream by {} · {open} left", stream.order.as_str());
        column = put(buffer, area, column, 0, &left, theme.style(Role::Title));
    } else if let Some(reader) = here.filter(|reader| reader.annotated) {
        let left = match reader.counts().undecided {
            0 if reader.counts().all == 0 => " · nothing found: v selects".to_owned(),
            0 if reader.annotations.status == Status::Reviewed => " · reviewed".to_owned(),
            0 => format!(
                " · all decided: {} when done",
                app.settings
                    .keymap
                    .key_of(Action::ReviewedNext)
                    .unwrap_or_default()
            ),
            left if area.width < 110 => format!(" · {left} left"),
            left => format!(" · {left} unreviewed here"),
        };
        column = put(buffer, area, column, 0, &left, muted);
    }
    if let Some(command) = &app.pipe.running {
        let command = display::visible(command);
        let told = format!(" · | {} runs: Ctrl-c stops", display::fit(&command, 20));
        column = put(buffer, area, column, 0, &told, theme.style(Role::Warning));
    }
    if app.held() > 0 {
        let keys = if app.held() == 1 { "key" } else { "keys" };
        let wait = format!(" · {} {keys} typed ahead: Ctrl-c drops", app.held());
        column = put(buffer, area, column, 0, &wait, theme.style(Role::Warning));
    }
    if let Some(deciding) = app.deciding() {
        let told = format!(" · {deciding}");
        put(buffer, area, column, 0, &told, theme.style(Role::Warning));
    } else if !app.pending.is_empty() || app.count.is_some() {
        pending(app, column + 2, area, buffer);
    } else if app.settings.hints {
        match app.modals.last() {
            Some(Modal::Picker(picker)) => {
                let searching = picker.typed.is_some();
                let reading = picker.choosing == Choosing::Reading;
                let keys: &[(&str, &str)] = match (reading, searching) {
                    (true, _) => &[("j k", "move"), ("Esc", "close")],
                    (false, true) => &[("↑ ↓", "move"), ("Enter", "choose"), ("Esc", "close")],
                    (false, false) => &[("Enter", "choose"), ("/", "search"), ("Esc", "close")],
                };
                list_keys(app, keys, column + 2, area, buffer);
            }
            Some(Modal::Hints(hints)) => {
                let what = match hints.aim {
                    Aim::Jump => "jump",
                    Aim::Cue(_) => "take the word as cue",
                };
                let keys = [("letters", what), ("Esc", "close")];
                list_keys(app, &keys, column + 2, area, buffer);
            }
            Some(Modal::Mark) => {
                let keys = [("a letter", "marks this place"), ("Esc", "close")];
                list_keys(app, &keys, column + 2, area, buffer);
            }
            _ => hints(app, column + 2, area, buffer),
        }
    }
    None
}

/// A message, with the state beside it where that is not as usual; a long one takes rows above the
/// footer too.
fn draw_message(app: &App, message: &Message, area: Rect, buffer: &mut Buffer) {
    /// How many rows a message takes at most.
    const MOST: usize = 4;
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
    let lines = display::wrapped(&display::visible(&message.text), usize::from(room));
    let rows = lines.len().min(MOST).min(usize::from(area.y) + 1) as u16;
    for (line, row) in lines.iter().zip(0..rows) {
        let y = area.y + 1 + row - rows;
        let place = Rect { y, ..area };
        if y < area.y {
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

/// The count and the keys typed so far.
fn pending(app: &App, column: u16, area: Rect, buffer: &mut Buffer) {
    let theme = &app.settings.theme;
    let count = app
        .count
        .map_or_else(String::new, |count| count.to_string());
    let typed = format!("{count}{} ", written(&app.pending));
    let column = put(buffer, area, column, 0, &typed, theme.style(Role::Title));
    if !app.pending.is_empty() {
        list_keys(
            app,
            &[("?", "what may follow"), ("Esc", "ends")],
            column,
            area,
            buffer,
        );
    }
}

/// The keys that help most here.
fn hints(app: &App, mut column: u16, area: Rect, buffer: &mut Buffer) {
    let bare = app
        .reader
        .as_ref()
        .is_some_and(|reader| reader.items().is_empty());
    let actions: &[Action] = match app.context() {
        _ if app.corpus.is_empty() => &[Action::Help, Action::Close],
        Context::Reader | Context::Inspector if bare => &[
            Action::SelectText,
            Action::NextUndecided,
            Action::TagArticle,
            Action::ReviewedNext,
            Action::Help,
        ],
        Context::List => &[
            Action::Enter,
            Action::NextUndecided,
            Action::Filter,
            Action::AcceptAll,
            Action::ReviewedNext,
            Action::Help,
            Action::Close,
        ],
        Context::Table => &[
            Action::Enter,
            Action::Filter,
            Action::MarkRow,
            Action::Back,
            Action::Help,
        ],
        Context::Select => &[
            Action::Make,
            Action::WordEnd,
            Action::ObjectSentence,
            Action::SwapEnds,
            Action::Back,
            Action::Help,
        ],
        Context::Reader | Context::Inspector | Context::Anywhere => &[
            Action::NextUndecided,
            Action::Accept,
            Action::Reject,
            Action::Help,
            Action::Undo,
            Action::Relabel,
            Action::Speaker,
            Action::SelectText,
            Action::ReviewedNext,
        ],
    };
    for &action in actions {
        if app.unavailable(action).is_some() {
            continue;
        }
        if let Some(key) = app.settings.keymap.key_of(action) {
            column = hint(app, &key, action, column, area, buffer);
        }
    }
}

/// Writes a key and its action, if there is room for both.
fn hint(app: &App, key: &str, action: Action, column: u16, area: Rect, buffer: &mut Buffer) -> u16 {
    list_keys(app, &[(key, action.spec().short)], column, area, buffer)
}

/// Writes keys and what they do, as far as there is room for both.
fn list_keys(
    app: &App,
    keys: &[(&str, &str)],
    mut column: u16,
    area: Rect,
    buffer: &mut Buffer,
) -> u16 {
    for (key, short) in keys {
        column = list_key(app, key, short, column, area, buffer);
    }
    column
}

fn list_key(
    app: &App,
    key: &str,
    short: &str,
    column: u16,
    area: Rect,
    buffer: &mut Buffer,
) -> u16 {
    let theme = &app.settings.theme;
    let width = (display::width(key) + display::width(short) + 3) as u16;
    if column + width > area.width {
        return area.width;
    }
    let column = put(buffer, area, column, 0, key, theme.style(Role::Key));
    put(buffer, area, column + 1, 0, short, theme.style(Role::Muted)) + 2
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
        put(buffer, area, end + 2, 0, error, theme.style(Role::Warning));
    }
    let at = column + display::width(&display::visible(crate::span::from(before, skipped))) as u16;
    Position::new(area.x + at.min(area.width.saturating_sub(1)), area.y)
}
