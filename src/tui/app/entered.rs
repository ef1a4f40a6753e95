//! What was typed into prompts before, in this session and in those before it.

use super::App;
use super::prompt::{Line, Purpose};
use super::{Effect, Modal};

/// How many lines a history keeps.
pub const KEPT: usize = 200;
/// What is longer, in bytes, was pasted: nobody looks for it again.
pub const LONGEST: usize = 1000;

/// What lines are typed for, each with a history of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Commands.
    Commands,
    /// Searches in an article.
    Finds,
    /// Filters of a table's rows.
    Filters,
    /// Queries for articles.
    Queries,
    /// Commands that articles are given to.
    Pipes,
}

/// What was typed before, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered([Vec<String>; 5]);

impl Entered {
    /// What was typed for this, the newest last.
    pub fn of(&self, sort: Sort) -> &[String] {
        &self.0[sort as usize]
    }

    /// Adds a line as the newest; says whether it is one to be kept.
    pub fn push(&mut self, sort: Sort, line: &str) -> bool {
        if line.is_empty() || line.len() > LONGEST {
            return false;
        }
        let lines = &mut self.0[sort as usize];
        lines.retain(|kept| kept != line);
        lines.push(line.to_owned());
        if lines.len() > KEPT {
            lines.remove(0);
        }
        true
    }
}

/// An earlier line that a prompt shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    /// Which one, counted from the newest of those that begin as was typed.
    at: usize,
    /// What was typed itself.
    typed: String,
}

impl App {
    /// The history that belongs to a prompt, where one does.
    fn sort_of(&self, purpose: &Purpose) -> Option<Sort> {
        match purpose {
            Purpose::Command => Some(Sort::Commands),
            Purpose::Find { .. } => Some(Sort::Finds),
            Purpose::Filter => Some(self.sort_of_filters()),
            Purpose::Pipe => Some(Sort::Pipes),
            _ => None,
        }
    }

    /// Articles are filtered by queries, the rows of a table by a few letters.
    pub(super) fn sort_of_filters(&self) -> Sort {
        match self.tables.shown() {
            Some(_) => Sort::Filters,
            None => Sort::Queries,
        }
    }

    /// Remembers a line that was entered, in the sessions to come too.
    pub(super) fn remember_line(&mut self, sort: Sort, line: &str) {
        if self.entered.push(sort, line) {
            let line = line.to_owned();
            self.effects.push(Effect::KeepLine { sort, line });
        }
    }

    /// Shows an earlier (or later) line of the history that begins with what was typed.
    pub(super) fn recall(&mut self, older: bool) {
        let Some(Modal::Prompt(prompt)) = self.modals.last() else {
            return;
        };
        let Some(sort) = self.sort_of(&prompt.purpose) else {
            return;
        };
        let Some(Modal::Prompt(prompt)) = self.modals.last_mut() else {
            return;
        };
        let typed = match &prompt.recalled {
            Some(recalled) => recalled.typed.clone(),
            None => prompt.line.text().to_owned(),
        };
        let next = match (&prompt.recalled, older) {
            (None, false) => return,
            (None, true) => Some(0),
            (Some(recalled), true) => Some(recalled.at + 1),
            (Some(recalled), false) => recalled.at.checked_sub(1),
        };
        let Some(at) = next else {
            prompt.line = Line::holding(&typed);
            self.typed();
            return;
        };
        let lines = self.entered.of(sort).iter().rev();
        let line = lines
            .filter(|line| line.starts_with(&typed) && **line != typed)
            .nth(at);
        if let Some(line) = line {
            prompt.line = Line::holding(line);
            self.typed();
            if let Some(Modal::Prompt(prompt)) = self.modals.last_mut() {
                prompt.recalled = Some(Recalled { at, typed });
            }
        }
    }
}
