//! What keys do in a table, and how it comes and goes.

use crate::survey::Group;
use crate::tui::action::{self, Action, Context};
use crate::tui::app::App;
use crate::tui::app::areas::Pane;
use crate::tui::effect::{Effect, SnippetOf};

use super::groups::Groups;
use super::hits::{Hit, Hits, Line};
use super::{Around, Marks, Place, Source, Table};

impl App {
    /// Shows a list over the corpus, above those that are open.
    pub(in crate::tui::app) fn open_table(&mut self, source: Source) {
        if self.tables.hidden {
            // What was put away is of another question.
            self.tables.stack.clear();
        }
        self.tables.hidden = false;
        self.tables.numbered += 1;
        self.tables
            .stack
            .push(Table::new(source, self.tables.numbered));
    }

    /// Shows the surface forms over the corpus.
    pub(in crate::tui::app) fn open_groups(&mut self) {
        self.begin_survey();
        self.open_table(Source::Groups(Groups::default()));
    }

    /// Shows every mention of a group, each with its line.
    fn open_members(&mut self, group: &Group) {
        let survey = &self.survey;
        let members = survey.members(group);
        let hits = members
            .map(|(index, finding)| Hit::of(index, survey.target(finding), ""))
            .collect();
        let heading = format!("{} {}", survey.text(group.form), survey.text(group.label));
        self.open_table(Source::Hits(Hits::new(heading, Marks::LeftOut, hits)));
    }

    /// Closes the table on the screen.
    pub(in crate::tui::app) fn close_table(&mut self) {
        self.tables.stack.pop();
    }

    /// Shows the last table again, where it was.
    pub(in crate::tui::app) fn show_table(&mut self) {
        if self.tables.stack.is_empty() {
            self.say("no table was opened yet");
            return;
        }
        self.tables.hidden = false;
        self.renew_open();
    }

    /// Puts the tables away; they can be shown again.
    pub(in crate::tui::app) fn hide_tables(&mut self) {
        self.tables.hidden = true;
    }

    /// Whether a table lies behind the article that is read.
    pub(in crate::tui::app) fn has_hidden_table(&self) -> bool {
        self.tables.hidden && !self.tables.stack.is_empty()
    }

    /// Whether an action works while a table is shown: none that would change what lies hidden
    /// below it.
    pub(in crate::tui::app) fn works_over_table(action: Action) -> bool {
        let spec = action.spec();
        if spec.contexts.contains(&Context::Table) {
            return true;
        }
        if !spec.contexts.contains(&Context::Anywhere) {
            return false;
        }
        match spec.group {
            action::Group::Review => false,
            action::Group::Mend => matches!(action, Action::Undo | Action::Redo),
            action::Group::Move => matches!(
                action,
                Action::Down
                    | Action::Up
                    | Action::Top
                    | Action::Bottom
                    | Action::HalfDown
                    | Action::HalfUp
                    | Action::PageDown
                    | Action::PageUp
                    | Action::NextRow
                    | Action::PreviousRow
            ),
            action::Group::View => matches!(
                action,
                Action::Back | Action::Problems | Action::ToggleMouse | Action::LastTable
            ),
            // The list behind it would be in another order, unseen.
            action::Group::Find => !matches!(action, Action::Sort | Action::Group),
            action::Group::Rest => true,
        }
    }

    /// How many rows a table has room for.
    pub(in crate::tui::app) fn table_height(&self) -> usize {
        usize::from(self.areas.table_rows().height).max(1)
    }

    /// Moves in the table by rows; says whether there is one on the screen.
    pub(in crate::tui::app) fn table_step(&mut self, by: isize) -> bool {
        match self.tables.shown_mut() {
            Some(table) => table.step(by),
            None => return false,
        }
        true
    }

    /// Goes to the table's row of this number, from 1; says whether there is a table on the screen.
    pub(in crate::tui::app) fn table_row(&mut self, row: usize) -> bool {
        let Some(table) = self.tables.shown_mut() else {
            return false;
        };
        table.selected = row.saturating_sub(1);
        table.step(0);
        true
    }

    /// Marks the selected row.
    pub(in crate::tui::app) fn mark_row(&mut self) {
        if let Some(table) = self.tables.shown_mut() {
            table.toggle_mark();
        }
    }

    /// Marks all rows shown, or takes all marks away.
    pub(in crate::tui::app) fn mark_rows(&mut self) {
        if let Some(table) = self.tables.shown_mut() {
            table.toggle_marks();
        }
    }

    /// Narrows the table on the screen to rows that match; says whether there is one.
    pub(in crate::tui::app) fn filter_table(&mut self, filter: &str) -> bool {
        let around = Around {
            corpus: &self.corpus,
            survey: &self.survey,
        };
        let Some(table) = self.tables.shown_mut() else {
            return false;
        };
        table.set_filter(filter, around);
        true
    }

    /// Opens what the selected row stands for.
    pub(in crate::tui::app) fn enter_table(&mut self) {
        let Some(table) = self.tables.shown() else {
            return;
        };
        let Some(row) = table.current() else { return };
        if let Source::Groups(groups) = &table.source {
            if let Some(group) = groups.group(row).cloned() {
                self.open_members(&group);
            }
        } else if let Source::Names(names) = &table.source {
            if let Some(name) = names.name(row).cloned() {
                self.open_name(&name);
            }
        } else if let Source::Quotes(quotes) = &table.source {
            if let Some((index, target)) = quotes.target(row) {
                self.open_quote(index, target, false);
            }
        } else if let Some(place) = table.source.rows().place(row) {
            self.open_place(place);
        }
    }

    /// Goes to the place of another row of the last table, without showing the table.
    pub(in crate::tui::app) fn step_place(&mut self, by: isize) {
        let Some(table) = self.tables.last_mut() else {
            return self.say("no table was opened yet");
        };
        let before = table.selected;
        table.step(by);
        if table.selected == before {
            let end = if by > 0 { "last" } else { "first" };
            return self.say(format!("this is the {end} row"));
        }
        let (at, all) = (table.selected + 1, table.len());
        let place = table
            .current()
            .and_then(|row| table.source.rows().place(row));
        match place {
            Some(place) if self.tables.hidden => {
                self.open_place(place);
                self.say(format!("{at} of {all}"));
            }
            _ => {}
        }
    }

    /// Opens an article at a place; the tables give way.
    pub(in crate::tui::app) fn open_place(&mut self, place: Place) {
        self.remember_jump();
        self.searched = match self.tables.last_mut().map(|table| &table.source) {
            Some(Source::Hits(hits)) => hits.searched().map(str::to_owned),
            _ => None,
        };
        self.tables.hide();
        self.settings.wanted.focus = Pane::Reader;
        let open = self.reader.as_ref().map(|reader| reader.opened.index);
        if open == Some(place.index) && self.loading.is_none() {
            if let Some(reader) = &mut self.reader {
                reader.anchor = None;
            }
            self.go(place.span.start);
            self.show_searched();
            self.inspect_current();
        } else {
            self.load(place.index);
            self.awaiting = Some(super::super::Awaiting::Byte(place.span.start));
        }
    }

    /// Keeps the selected row on the screen, and has the lines read that are.
    pub(in crate::tui::app) fn settle_table(&mut self) {
        let height = self.table_height();
        let complete = self.survey_is_complete() && !self.is_catching_up();
        let Some(table) = self.tables.shown_mut() else {
            return;
        };
        let around = Around {
            corpus: &self.corpus,
            survey: &self.survey,
        };
        table.renew(around, &self.registries, complete, self.now);
        table.keep_selected_shown(height);
        let rows: Vec<usize> = (table.window.top..table.window.top + height)
            .filter_map(|at| table.row(at))
            .collect();
        let number = table.number;
        let Some(hits) = table.source.hits_mut() else {
            return;
        };
        let mut wanted = Vec::new();
        for row in rows {
            let Some(hit) = hits.hit(row).filter(|hit| hit.line == Line::Unknown) else {
                continue;
            };
            let place = hit.place;
            wanted.push(SnippetOf { row, place });
            hits.set_line(row, Line::Asked);
        }
        if !wanted.is_empty() {
            self.effects.push(Effect::Snippets {
                table: number,
                wanted,
            });
        }
    }

    /// Takes in lines that were read for a table.
    pub(in crate::tui::app) fn snippets(&mut self, table: u64, lines: Vec<(usize, Line)>) {
        let table = self.tables.numbered_mut(table);
        if let Some(hits) = table.and_then(|table| table.source.hits_mut()) {
            for (row, line) in lines {
                hits.set_line(row, line);
            }
        }
    }
}
