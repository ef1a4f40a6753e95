//! Going from pane to pane, and moving in the one that has the keys.

use super::App;
use super::areas::Pane;

impl App {
    pub(super) fn next_pane(&mut self) {
        let can_inspect = self.reader.is_some();
        let wanted = &mut self.settings.wanted;
        wanted.focus = match wanted.focus {
            Pane::List => Pane::Reader,
            Pane::Reader if can_inspect => Pane::Inspector,
            Pane::Reader | Pane::Inspector => Pane::List,
        };
        if wanted.focus == Pane::Inspector {
            self.inspect_current();
        }
    }

    /// Selects the line of the item under the cursor in the inspector.
    pub(super) fn inspect_current(&mut self) {
        let Some(reader) = &self.reader else { return };
        if let Some(item) = reader.current() {
            self.inspector.select_item(&item, &reader.annotations);
        }
    }

    pub(super) fn toggle_inspector(&mut self) {
        let shown = self.areas.inspector.is_some();
        let wanted = &mut self.settings.wanted;
        wanted.hide_inspector = shown;
        if shown && wanted.focus == Pane::Inspector {
            wanted.focus = Pane::Reader;
        } else if !shown {
            wanted.zen = false;
            // Where there is no room for it beside the reader it shows while it has the keys.
            if self.size.0 < 120 {
                wanted.focus = Pane::Inspector;
                self.inspect_current();
            }
        }
    }

    pub(super) fn toggle_rejected(&mut self) {
        self.hold_inspected();
        self.show_rejected = !self.show_rejected;
        self.refresh_inspector();
        self.say(if self.show_rejected {
            "rejected suggestions are shown"
        } else {
            "rejected suggestions are hidden"
        });
    }

    pub(super) fn enter(&mut self) {
        if self.tables.shown().is_some() {
            return self.enter_table();
        }
        if self.settings.wanted.focus == Pane::List {
            if let Some(index) = self.list.current(&self.corpus) {
                let open = self
                    .reader
                    .as_ref()
                    .is_some_and(|reader| reader.opened.index == index);
                if !open && self.loading != Some(index) {
                    self.load(index);
                }
                self.settings.wanted.focus = Pane::Reader;
            }
        } else {
            self.settings.wanted.focus = Pane::Reader;
        }
    }

    pub(super) fn back(&mut self) {
        if self.end_search() {
            return;
        }
        if let Some(table) = self.tables.shown() {
            if table.filter.is_empty() {
                self.close_table();
            } else {
                self.filter_table("");
            }
            return;
        }
        if let Some(reader) = &mut self.reader {
            if reader.anchor.take().is_some() {
                return;
            }
            if self.settings.wanted.focus == Pane::Reader && reader.find.take().is_some() {
                return;
            }
        }
        match self.settings.wanted.focus {
            Pane::Inspector => self.settings.wanted.focus = Pane::Reader,
            Pane::Reader if self.settings.wanted.zen => self.settings.wanted.zen = false,
            Pane::Reader if self.stream.is_some() => self.set_stream(None),
            Pane::Reader if self.has_hidden_table() => self.show_table(),
            Pane::Reader => self.settings.wanted.focus = Pane::List,
            Pane::List => {
                if self.list.is_filtered() {
                    self.end_filter();
                }
            }
        }
    }

    /// `q` closes the top layer, and quits only from the base: the list, or the article where there
    /// is but one.
    pub(super) fn close(&mut self) {
        let selecting = self
            .reader
            .as_ref()
            .is_some_and(|reader| reader.anchor.is_some());
        let layered = selecting
            || self.tables.shown().is_some()
            || self.settings.wanted.zen
            || match self.settings.wanted.focus {
                Pane::List => self.list.is_filtered(),
                Pane::Reader => {
                    self.stream.is_some() || self.has_hidden_table() || self.corpus.len() > 1
                }
                Pane::Inspector => true,
            };
        if !layered {
            return self.quit();
        }
        // A search that is still shown is no layer of its own.
        if let Some(reader) = self.reader.as_mut().filter(|_| !selecting) {
            reader.find = None;
        }
        self.back();
    }

    pub(super) fn rows(&mut self, by: isize) {
        if self.table_step(by) {
            return;
        }
        match self.settings.wanted.focus {
            Pane::List => {
                if self.list.step(by, &self.corpus) {
                    self.open_selected();
                }
            }
            Pane::Reader => {
                if let Some(reader) = &mut self.reader {
                    reader.move_rows(by);
                }
            }
            Pane::Inspector => {
                self.inspector.step(by);
                self.follow_inspector();
            }
        }
    }

    pub(super) fn pages(&mut self, by: isize, part: isize) {
        let rows = |pane: Option<ratatui::layout::Rect>| {
            pane.map_or(1, |pane| {
                isize::from(super::areas::inside(pane).height.cast_signed())
            })
        };
        // A page overlaps the one before by two rows, as less does.
        let step = |height: isize| {
            if part == 1 {
                (height - 2).max(1)
            } else {
                (height / part).max(1)
            }
        };
        if self.tables.shown().is_some() {
            return self.rows(by * step(self.table_height().cast_signed()));
        }
        match self.settings.wanted.focus {
            Pane::List => self.rows(by * step(rows(self.areas.list))),
            Pane::Inspector => self.rows(by * step(rows(self.areas.inspector))),
            Pane::Reader => {
                if let Some(reader) = &mut self.reader {
                    reader.turn(by * step(reader.height().cast_signed()));
                }
            }
        }
    }

    /// Goes to the row of this number, from 1, or to the last one.
    pub(super) fn row_number(&mut self, row: usize) {
        if self.table_row(row) {
            return;
        }
        match self.settings.wanted.focus {
            Pane::List => {
                if self.list.select(row.saturating_sub(1), &self.corpus) {
                    self.open_selected();
                }
            }
            Pane::Inspector => {
                let top = isize::MIN / 2;
                self.inspector.step(top);
                self.inspector
                    .step(row.saturating_sub(1).min(1_000_000).cast_signed());
                self.follow_inspector();
            }
            Pane::Reader => self.line_number(row),
        }
    }

    /// Moving in the inspector moves the reader.
    pub(super) fn follow_inspector(&mut self) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        if let Some(item) = self.inspector.items(&reader.annotations).first() {
            reader.focus(item);
        }
    }
}
