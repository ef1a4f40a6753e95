//! The mouse: clicks go where they point, drags select or move a border, the wheel turns what is
//! under it.

use ratatui::crossterm::event::{
    Event as TerminalEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::{Position, Rect};

use crate::annotation::Timestamp;
use crate::span::Span;
use crate::text::motion;

use super::areas::{Border, Pane, inside};
use super::list::Line;
use super::picker::Sheet;
use super::{App, Modal};

/// Two clicks within this many milliseconds are a double click.
const DOUBLE: i64 = 400;
/// After this many clicks the next one is a single click again.
const CLICKS: u8 = 4;
/// How many rows a turn of the wheel scrolls.
const WHEEL: isize = 3;

/// The button that is held down, or was last.
#[derive(Clone, Copy, Debug)]
pub struct Drag {
    column: u16,
    row: u16,
    held: Option<Held>,
    clicks: u8,
    when: Timestamp,
}

/// What a drag moves.
#[derive(Clone, Copy, Debug)]
enum Held {
    /// The end of a selection that began at a byte.
    Text(usize),
    /// A border, by which a pane had this many cells.
    Border(Border, u16),
}

/// How many rows an event turns the wheel; none for other events.
fn turned(event: &TerminalEvent) -> Option<(MouseEvent, isize)> {
    let TerminalEvent::Mouse(mouse) = event else {
        return None;
    };
    match mouse.kind {
        MouseEventKind::ScrollDown => Some((*mouse, WHEEL)),
        MouseEventKind::ScrollUp => Some((*mouse, -WHEEL)),
        _ => None,
    }
}

/// Whether an event turns the wheel: many that come at once are one turn.
pub fn is_wheel(event: &TerminalEvent) -> bool {
    turned(event).is_some()
}

impl App {
    /// Takes the turns of the wheel at the beginning of some events as one; says how many events
    /// that were.
    pub(super) fn turn_wheel(&mut self, events: &[TerminalEvent]) -> usize {
        let Some((first, _)) = events.first().and_then(turned) else {
            return 0;
        };
        let turns = events.iter().map_while(turned);
        let turns = turns.take_while(|(at, _)| (at.column, at.row) == (first.column, first.row));
        let (count, by) = turns.fold((0, 0), |(count, by), (_, turn)| (count + 1, by + turn));
        if self.settings.mouse && !self.areas.too_small {
            self.leave_top();
            self.wheel(self.areas.pane_at(first.column, first.row), by);
        }
        count
    }

    pub(super) fn mouse(&mut self, event: MouseEvent) {
        if !self.settings.mouse || self.areas.too_small {
            return;
        }
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => self.press(event),
            MouseEventKind::Drag(MouseButton::Left) => self.drag_to(event),
            MouseEventKind::Up(MouseButton::Left) => self.end_drag(),
            _ => {}
        }
    }

    fn press(&mut self, event: MouseEvent) {
        if event.row == self.areas.footer.y && self.press_footer(event.column) {
            return;
        }
        self.message = None;
        self.end_drag();
        match self.modals.last() {
            Some(Modal::Picker(_)) => return self.press_picker(event),
            // A click beside what is open closes it.
            Some(Modal::Hints(_) | Modal::Mark) => return self.close_modal(),
            Some(Modal::Prompt(_)) => return,
            None => {}
        }
        let again = self.drag.filter(|drag| {
            (drag.column, drag.row) == (event.column, event.row)
                && (self.now.0 - drag.when.0).num_milliseconds() <= DOUBLE
        });
        let clicks = again.map_or(1, |drag| drag.clicks % CLICKS + 1);
        let border = self.areas.border_at(event.column, event.row);
        let held = match border {
            _ if self.tables.shown().is_some() => {
                self.press_table(event, clicks);
                None
            }
            Some(border) => Some(Held::Border(border, self.extent_of(border))),
            None => self.press_pane(event, clicks),
        };
        self.drag = Some(Drag {
            column: event.column,
            row: event.row,
            held,
            clicks,
            when: self.now,
        });
    }

    /// A click in a pane gives it the keys; inside its frame it goes where it points.
    fn press_pane(&mut self, event: MouseEvent, clicks: u8) -> Option<Held> {
        let pane = self.areas.pane_at(event.column, event.row)?;
        self.settings.wanted.focus = pane;
        match pane {
            Pane::List => self.press_list(event.row, clicks),
            Pane::Inspector => self.press_inspector(event.row, clicks),
            Pane::Reader => {
                let inner = self.areas.reader.map(inside)?;
                if !inner.contains(Position::new(event.column, event.row)) {
                    return None;
                }
                let byte = self.byte_under(event)?;
                self.press_reader(byte, clicks);
                return Some(Held::Text(byte));
            }
        }
        None
    }

    /// A click on an entry chooses it, beside the list it closes the list.
    fn press_picker(&mut self, event: MouseEvent) {
        let screen = self.areas.screen;
        let Some(Modal::Picker(picker)) = self.modals.last_mut() else {
            return;
        };
        let sheet = Sheet::of(picker, screen);
        let at = Position::new(event.column, event.row);
        if !sheet.area.contains(at) {
            return self.close_modal();
        }
        if let Some(entry) = sheet
            .entry_at(event.row)
            .filter(|_| sheet.list.contains(at))
        {
            picker.selected = entry;
            let entry = picker.entry().cloned();
            self.choose(entry);
        }
    }

    /// A click selects a row of the table, with Ctrl it marks it, two open its place.
    fn press_table(&mut self, event: MouseEvent, clicks: u8) {
        let rows = self.areas.table_rows();
        let Some(table) = self.tables.shown_mut() else {
            return;
        };
        if !rows.contains(Position::new(event.column, event.row)) {
            return;
        }
        let row = table.window.top + usize::from(event.row - rows.y);
        if row >= table.len() {
            return;
        }
        table.selected = row;
        if event.modifiers.contains(KeyModifiers::CONTROL) {
            table.toggle_mark();
            table.selected = row;
        } else if clicks == 2 {
            self.enter_table();
        }
    }

    fn press_list(&mut self, row: u16, clicks: u8) {
        let Some(at) = line_under(self.areas.list, row) else {
            return;
        };
        // A heading cannot be selected.
        if let Some(Line::Row(row)) = self.list.line(self.list.window.top + at, &self.corpus)
            && self.list.select(row, &self.corpus)
        {
            self.open_selected();
        }
        if clicks == 2 {
            self.settings.wanted.focus = Pane::Reader;
        }
    }

    fn press_inspector(&mut self, row: u16, clicks: u8) {
        let below = self.inspector.detail.len() as u16;
        let lines = self.areas.inspector.map(|pane| Rect {
            height: pane.height.saturating_sub(below),
            ..pane
        });
        let Some(at) = line_under(lines, row) else {
            return;
        };
        self.inspector.selected = self.inspector.window.top + at;
        self.inspector.step(0);
        self.follow_inspector();
        if clicks == 2 {
            self.settings.wanted.focus = Pane::Reader;
        }
    }

    /// A click puts the cursor there; two select the name or the word, three the sentence, four the
    /// paragraph.
    fn press_reader(&mut self, byte: usize, clicks: u8) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        reader.anchor = None;
        reader.go(byte);
        let text = reader.text();
        let lines = reader.opened.flow.breaks().lines;
        let span = match clicks {
            2 => reader.name_at(byte).or_else(|| motion::word_at(text, byte)),
            3 => motion::sentence_at(text, byte, lines),
            4 => motion::paragraph_at(text, byte, lines),
            _ => None,
        };
        if let Some(span) = span.filter(|span| !span.is_empty()) {
            self.select(span);
        }
        self.inspect_current();
    }

    /// How many cells a pane has now that a border is the end of.
    fn extent_of(&self, border: Border) -> u16 {
        let (list, inspector) = (self.areas.list, self.areas.inspector);
        match border {
            Border::List => list.map_or(0, |pane| pane.width),
            Border::Inspector => inspector.map_or(0, |pane| pane.width),
            Border::Upper => list.or(inspector).map_or(0, |pane| pane.height),
        }
    }

    fn drag_to(&mut self, event: MouseEvent) {
        let Some(drag) = self.drag else { return };
        match drag.held {
            Some(Held::Text(from)) => self.select_to(from, event),
            Some(Held::Border(border, cells)) => {
                let moved = |from: u16, to: u16| cells.saturating_add(to).saturating_sub(from);
                let wanted = &mut self.settings.wanted;
                match border {
                    Border::List => wanted.list_width = moved(drag.column, event.column).max(1),
                    Border::Inspector => {
                        wanted.inspector_width = moved(event.column, drag.column).max(1);
                    }
                    Border::Upper => wanted.upper_height = moved(drag.row, event.row).max(1),
                }
            }
            None => {}
        }
    }

    fn select_to(&mut self, from: usize, event: MouseEvent) {
        // Beyond the text's edge a drag scrolls, the faster the farther.
        if let (Some(area), Some(reader)) = (self.areas.text, &mut self.reader) {
            let below = (event.row + 1).saturating_sub(area.bottom());
            let above = area.y.saturating_sub(event.row);
            let by = isize::from(below.cast_signed()) - isize::from(above.cast_signed());
            if by != 0 {
                reader.scroll(by);
            }
        }
        let Some(to) = self.byte_under(event) else {
            return;
        };
        let Some(reader) = &mut self.reader else {
            return;
        };
        if to == from && reader.anchor.is_none() {
            return;
        }
        // A drag takes whole words; single characters are for the keys.
        let text = reader.text();
        let word = |byte: usize| {
            let word = motion::word_at(text, byte);
            word.unwrap_or_else(|| motion::grapheme_at(text, byte))
        };
        let (first, last): (Span, Span) = (word(from.min(to)), word(from.max(to)));
        let ends = (first.start, motion::left(text, last.end).max(last.start));
        let (anchor, cursor) = if to < from { (ends.1, ends.0) } else { ends };
        reader.go(cursor);
        reader.anchor = Some(anchor);
    }

    /// Nothing is dragged any more: the button was let go, or the article is another.
    pub(super) fn end_drag(&mut self) {
        if let Some(drag) = &mut self.drag {
            drag.held = None;
        }
    }

    fn wheel(&mut self, pane: Option<Pane>, by: isize) {
        if let Some(Modal::Picker(picker)) = self.modals.last_mut() {
            return picker.step(by);
        }
        if let Some(table) = self.tables.shown_mut() {
            return table.window.scroll(by, table.selected);
        }
        match pane {
            Some(Pane::Reader) => {
                if let Some(reader) = &mut self.reader {
                    reader.scroll(by);
                }
            }
            Some(Pane::List) => self.list.window.scroll(by, self.list.selected),
            Some(Pane::Inspector) => self.inspector.window.scroll(by, self.inspector.selected),
            None => {}
        }
    }

    /// The byte under the pointer, which may lie beside the text.
    fn byte_under(&self, event: MouseEvent) -> Option<usize> {
        let area = self.areas.text?;
        let row = event.row.clamp(area.y, area.bottom().saturating_sub(1)) - area.y;
        let column = event.column.clamp(area.x, area.right().saturating_sub(1)) - area.x;
        self.reader.as_ref()?.byte_at(column, row)
    }
}

/// The number of the line of a framed pane that lies under a row of the screen.
fn line_under(pane: Option<Rect>, row: u16) -> Option<usize> {
    let inner = inside(pane?);
    (inner.y..inner.bottom())
        .contains(&row)
        .then(|| usize::from(row - inner.y))
}
