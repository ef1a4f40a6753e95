//! The mouse: clicks go where they point, drags select, the wheel turns what is under it.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use crate::annotation::Timestamp;
use crate::text::motion;

use super::areas::{Pane, inside};
use super::picker::Sheet;
use super::{App, Modal};

/// Two clicks within this many milliseconds are a double click.
const DOUBLE: i64 = 400;
/// How many rows a turn of the wheel scrolls.
const WHEEL: isize = 3;

/// The button that is held down, or was last.
#[derive(Clone, Copy, Debug)]
pub struct Drag {
    column: u16,
    row: u16,
    byte: Option<usize>,
    clicks: u8,
    when: Timestamp,
}

impl App {
    pub(super) fn mouse(&mut self, event: MouseEvent) {
        if !self.settings.mouse || self.areas.too_small {
            return;
        }
        let pane = self.areas.pane_at(event.column, event.row);
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => self.press(event, pane),
            MouseEventKind::Drag(MouseButton::Left) => self.drag_to(event),
            MouseEventKind::ScrollDown => self.wheel(pane, WHEEL),
            MouseEventKind::ScrollUp => self.wheel(pane, -WHEEL),
            _ => {}
        }
    }

    fn press(&mut self, event: MouseEvent, pane: Option<Pane>) {
        self.message = None;
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
        let clicks = again.map_or(1, |drag| drag.clicks % 3 + 1);
        let mut drag = Drag {
            column: event.column,
            row: event.row,
            byte: None,
            clicks,
            when: self.now,
        };
        match pane {
            Some(Pane::List) => self.press_list(event.row, clicks),
            Some(Pane::Inspector) => self.press_inspector(event.row),
            Some(Pane::Reader) => {
                drag.byte = self.byte_under(event);
                self.press_reader(drag.byte, clicks);
            }
            None => {}
        }
        self.drag = Some(drag);
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

    fn press_list(&mut self, row: u16, clicks: u8) {
        let Some(at) = line_under(self.areas.list, row) else {
            return;
        };
        self.settings.wanted.focus = Pane::List;
        let line = self.list.top + at;
        if line < self.list.len(&self.corpus) && self.list.select(line, &self.corpus) {
            self.open_selected();
        }
        if clicks == 2 {
            self.settings.wanted.focus = Pane::Reader;
        }
    }

    fn press_inspector(&mut self, row: u16) {
        let Some(at) = line_under(self.areas.inspector, row) else {
            return;
        };
        self.settings.wanted.focus = Pane::Inspector;
        self.inspector.selected = self.inspector.top + at;
        self.inspector.step(0);
        self.follow_inspector();
    }

    fn press_reader(&mut self, byte: Option<usize>, clicks: u8) {
        self.settings.wanted.focus = Pane::Reader;
        let Some(byte) = byte else { return };
        let Some(reader) = &mut self.reader else {
            return;
        };
        reader.anchor = None;
        reader.go(byte);
        let text = reader.text();
        let span = match clicks {
            2 => motion::word_at(text, byte),
            3 => motion::sentence_at(text, byte, reader.opened.flow.breaks().lines),
            _ => None,
        };
        if let Some(span) = span.filter(|span| !span.is_empty()) {
            self.select(span);
        }
        self.inspect_current();
    }

    fn drag_to(&mut self, event: MouseEvent) {
        let Some(from) = self.drag.and_then(|drag| drag.byte) else {
            return;
        };
        // Beyond the text's edge a drag scrolls.
        if let (Some(area), Some(reader)) = (self.areas.text, &mut self.reader) {
            if event.row < area.y {
                reader.scroll(-1);
            } else if event.row >= area.y + area.height {
                reader.scroll(1);
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
        let (first, last) = (word(from.min(to)), word(from.max(to)));
        let ends = (first.start, motion::left(text, last.end).max(last.start));
        let (anchor, cursor) = if to < from { (ends.1, ends.0) } else { ends };
        reader.go(cursor);
        reader.anchor = Some(anchor);
    }

    /// A drag that began in one article selects nothing in another.
    pub(super) fn end_drag(&mut self) {
        if let Some(drag) = &mut self.drag {
            drag.byte = None;
        }
    }

    fn wheel(&mut self, pane: Option<Pane>, by: isize) {
        if let Some(Modal::Picker(picker)) = self.modals.last_mut() {
            return picker.step(by);
        }
        match pane {
            Some(Pane::Reader) => {
                if let Some(reader) = &mut self.reader {
                    reader.scroll(by);
                }
            }
            Some(Pane::List) => {
                let moved = self.list.step(by, &self.corpus);
                if moved {
                    self.open_selected();
                }
            }
            Some(Pane::Inspector) => {
                self.inspector.step(by);
                if self.settings.wanted.focus == Pane::Inspector {
                    self.follow_inspector();
                }
            }
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
