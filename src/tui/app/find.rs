//! The search in the open article.

use crate::search::find::{BadPattern, Next, Pattern, next, previous, whole_word};
use crate::span::Span;
use crate::text::{display, motion};

use super::App;
use super::areas::Pane;
use super::entered::Sort;
use super::prompt::{Prompt, Purpose};
use super::table::hits::{Hit, Hits};
use super::table::{Marks, Source};

/// A search and its matches.
#[derive(Clone, Debug)]
pub struct Find {
    /// What was typed.
    pub typed: String,
    /// Every match, in the order of the text.
    pub matches: Vec<Span>,
}

impl Find {
    /// Searches a text. `/…/` is a pattern, anything else the words themselves.
    ///
    /// # Errors
    /// [`BadPattern`] when the pattern is wrong.
    pub fn new(typed: &str, text: &str) -> Result<Self, BadPattern> {
        let (pattern, _) = Pattern::typed(typed)?;
        Ok(Self {
            typed: typed.to_owned(),
            matches: pattern.matches(text).collect(),
        })
    }

    /// The match after `byte`, around the end; and whether it went around.
    pub fn next(&self, byte: usize) -> Option<(Span, bool)> {
        self.found(next(&self.matches, byte)?)
    }

    /// The match at or after `byte`, around the end.
    pub fn at_or_after(&self, byte: usize) -> Option<Span> {
        let at = self.matches.partition_point(|m| m.start < byte);
        self.matches.get(at).or(self.matches.first()).copied()
    }

    /// The match before `byte`, around the beginning; and whether it went around.
    pub fn previous(&self, byte: usize) -> Option<(Span, bool)> {
        self.found(previous(&self.matches, byte)?)
    }

    fn found(&self, next: Next) -> Option<(Span, bool)> {
        Some((*self.matches.get(next.index)?, next.wrapped))
    }

    /// The number of the match that begins at `byte`, from 1.
    pub fn number_at(&self, byte: usize) -> Option<usize> {
        self.matches
            .binary_search_by_key(&byte, |m| m.start)
            .ok()
            .map(|at| at + 1)
    }
}

impl App {
    /// Lists the matches of the search, each with its line.
    pub(super) fn list_matches(&mut self) {
        let found = self.reader.as_ref().and_then(|reader| {
            let find = reader.find.as_ref()?;
            Some((reader.opened.index, find))
        });
        let Some((index, find)) = found else {
            return self.say("no search is on; / begins one");
        };
        let heading = format!("Matches of {}", display::visible(&find.typed));
        let hits = find.matches.iter();
        let hits = hits.map(|span| Hit::new(index, *span, "")).collect();
        self.open_table(Source::Hits(Hits::new(heading, Marks::Chosen, hits)));
    }

    pub(super) fn enter_find(&mut self, typed: &str) {
        self.remember_line(Sort::Finds, typed);
        let Some(find) = self.reader.as_ref().and_then(|reader| reader.find.as_ref()) else {
            return;
        };
        match find.matches.len() {
            0 => {
                let typed = display::visible(typed).into_owned();
                self.complain(format!(
                    "no match for {typed:?}; / searches again, Esc ends the search"
                ));
            }
            1 => self.say("one match"),
            count => self.say(format!(
                "{count} matches; n and N go to the next and the one before"
            )),
        }
    }

    /// Opens the search prompt.
    pub(super) fn prompt_find(&mut self) {
        let Some(reader) = &self.reader else { return };
        let purpose = Purpose::Find {
            from: reader.cursor,
            top: reader.top,
        };
        self.remember_jump();
        self.settings.wanted.focus = Pane::Reader;
        self.open_prompt(Prompt::new(purpose, ""));
    }

    /// Goes to the next place of the word under the cursor.
    pub(super) fn same_word(&mut self) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        let text = reader.text();
        let word = motion::word_at(text, reader.cursor).map(|span| span.of(text));
        let Some(word) = word.filter(|word| word.chars().any(char::is_alphanumeric)) else {
            return self.complain("the cursor is on no name and no word");
        };
        let typed = whole_word(word);
        reader.find = Find::new(&typed, text).ok();
        self.remember_jump();
        self.remember_line(Sort::Finds, &typed);
        self.find_step(true);
    }

    pub(super) fn find_step(&mut self, forward: bool) {
        let count = self.count.unwrap_or(1);
        let last = self.entered.of(Sort::Finds).last().cloned();
        let Some(reader) = &mut self.reader else {
            return;
        };
        if reader.find.is_none()
            && let Some(typed) = last
        {
            // The search of another article goes on in this one.
            reader.find = Find::new(&typed, reader.text()).ok();
        }
        let Some(find) = reader.find.clone() else {
            self.say("nothing was searched yet; / searches");
            return;
        };
        let mut around = false;
        for _ in 0..count.min(find.matches.len().max(1)) {
            let found = if forward {
                find.next(reader.cursor)
            } else {
                find.previous(reader.cursor)
            };
            let Some((found, wrapped)) = found else {
                let typed = display::visible(&find.typed).into_owned();
                self.complain(format!("no match for {typed:?}"));
                return;
            };
            around |= wrapped;
            reader.go(found.start);
        }
        let number = find.number_at(reader.cursor).unwrap_or(0);
        let of = find.matches.len();
        self.say(match (around, forward) {
            (true, true) => format!("match {number} of {of}, from the top again"),
            (true, false) => format!("match {number} of {of}, from the bottom again"),
            (false, _) => format!("match {number} of {of}"),
        });
    }
}
