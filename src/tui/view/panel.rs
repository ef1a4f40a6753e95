//! A box above the footer: what may follow the keys typed so far, or what a line may become.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::{framed, put};
use crate::config::UserCommand;
use crate::text::display;
use crate::tui::app::areas::inside;
use crate::tui::app::complete::{Candidate, Completion};
use crate::tui::app::{App, FollowUps, Modal};
use crate::tui::key::written;
use crate::tui::keymap::Meaning;
use crate::tui::theme::Role;

/// How many rows of candidates show at once.
const CANDIDATES: usize = 10;

/// A row of the box.
struct Line<'a> {
    /// What is typed.
    key: Cow<'a, str>,
    /// What it means.
    help: Cow<'a, str>,
    available: bool,
    selected: bool,
}

/// Draws what may follow, if it is to be seen.
pub(super) fn draw(app: &App, buffer: &mut Buffer) {
    if app.follow_ups == FollowUps::Shown {
        let title = format!("{} …", written(&app.pending));
        return put_box(app, &title, &follow_ups(app), None, buffer);
    }
    if let Some(Modal::Prompt(prompt)) = app.modals.last()
        && let Some(completion) = &prompt.completion
    {
        let before = crate::span::until(prompt.line.text(), completion.start);
        let column = 1 + display::width(prompt.label()) + display::width(before);
        draw_completion(app, completion, column, buffer);
    }
}

fn follow_ups(app: &App) -> Vec<Line<'_>> {
    let context = app.context();
    let bindings = app.settings.keymap.continuations(&app.pending, context);
    let lines = bindings.into_iter().map(|binding| {
        let keys = binding.keys.get(app.pending.len()..).unwrap_or_default();
        let (help, why_not) = match binding.means {
            Meaning::Command(at) => (Cow::Owned(own(app, at)), None),
            Meaning::Action(action) => (Cow::Borrowed(action.spec().help), app.unavailable(action)),
        };
        Line {
            key: Cow::Owned(written(keys)),
            available: why_not.is_none(),
            help: match why_not {
                Some(reason) => Cow::Owned(format!("{help} ({reason})")),
                None => help,
            },
            selected: false,
        }
    });
    lines.collect()
}

/// What a command of the user's own does.
fn own(app: &App, at: usize) -> String {
    let command = app.settings.config.commands.get(at);
    command.map_or_else(String::new, UserCommand::about)
}

fn draw_completion(app: &App, completion: &Completion, column: usize, buffer: &mut Buffer) {
    let candidates = &completion.candidates;
    let most = CANDIDATES
        .min(usize::from(app.areas.screen.height / 2))
        .max(1);
    let first = completion
        .selected
        .map_or(0, |at| (at + 1).saturating_sub(most));
    let line = |(at, candidate): (usize, &'_ Candidate)| Line {
        key: Cow::Owned(candidate.shown.clone()),
        help: Cow::Owned(candidate.help.clone()),
        available: candidate.available,
        selected: completion.selected == Some(at),
    };
    let lines: Vec<Line<'_>> = candidates
        .iter()
        .enumerate()
        .skip(first)
        .take(most)
        .map(line)
        .collect();
    let mut title = vec![completion.title.clone()];
    if candidates.len() > most {
        let of = candidates.len();
        let at = completion.selected.map(|at| format!("{}/{of}", at + 1));
        title.push(at.unwrap_or_else(|| of.to_string()));
    }
    let title = title.join(" ").trim_start().to_owned();
    if lines.is_empty() && completion.title.is_empty() {
        return;
    }
    if lines.is_empty() {
        let help = Line {
            key: Cow::Borrowed(""),
            help: Cow::Borrowed(completion.help),
            available: false,
            selected: false,
        };
        return put_box(app, &title, &[help], Some(column), buffer);
    }
    put_box(app, &title, &lines, Some(column), buffer);
}

/// Draws a box above the footer, its words from a column on where there is room, else at the right.
fn put_box(app: &App, title: &str, lines: &[Line<'_>], column: Option<usize>, buffer: &mut Buffer) {
    let theme = &app.settings.theme;
    let screen = app.areas.screen;
    let widest = |width: fn(&Line<'_>) -> usize| lines.iter().map(width).max().unwrap_or(0);
    let keys = widest(|line| display::width(&line.key));
    let words = widest(|line| display::width(&line.help));
    let gap = if keys > 0 { 2 } else { 0 };
    let width = (keys + gap + words + 4)
        .max(display::width(title) + 6)
        .min(usize::from(screen.width));
    let right = usize::from(screen.width) - width;
    let left = column.map_or(right, |column| column.saturating_sub(2).min(right));
    let height = (lines.len() + 2).min(usize::from(app.areas.footer.y)) as u16;
    let area = Rect::new(
        left as u16,
        app.areas.footer.y - height,
        width as u16,
        height,
    );
    Clear.render(area, buffer);
    buffer.set_style(area, theme.style(Role::Text));
    framed(app, area, title, buffer);
    let inner = inside(area);
    for (row, line) in (0..inner.height).zip(lines) {
        let bar = if line.selected {
            theme.style(Role::Row)
        } else {
            Style::new()
        };
        let place = Rect::new(inner.x, inner.y + row, inner.width, 1);
        buffer.set_style(place, bar);
        let (key, help) = if line.available {
            (Role::Key, Role::Text)
        } else {
            (Role::Muted, Role::Muted)
        };
        put(
            buffer,
            inner,
            1,
            row,
            &line.key,
            theme.style(key).patch(bar),
        );
        let at = (keys + gap + 1) as u16;
        put(
            buffer,
            inner,
            at,
            row,
            &line.help,
            theme.style(help).patch(bar),
        );
    }
}
