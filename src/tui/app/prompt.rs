//! One line of text being typed, by graphemes.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::complete::Completion;
use super::entered::Recalled;
use crate::annotation::ItemRef;
use crate::span::{from, until};

use super::table::places::Who;
use super::who::Field;

/// What is typed, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    text: String,
    /// The byte before which the next character goes.
    cursor: usize,
}

impl Line {
    /// A line that holds `text`, the cursor at its end.
    pub fn holding(text: &str) -> Self {
        let text: String = text.chars().map(spaced).collect();
        let cursor = text.len();
        Self { text, cursor }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    pub fn before_cursor(&self) -> &str {
        until(&self.text, self.cursor)
    }

    /// Puts text in at the cursor; line breaks and other controls become spaces.
    pub fn insert(&mut self, text: &str) {
        let clean: String = text.chars().map(spaced).collect();
        self.text.insert_str(self.cursor, &clean);
        self.cursor += clean.len();
    }

    /// Deletes the grapheme before the cursor; says whether there was any.
    pub fn backspace(&mut self) -> bool {
        let Some(start) = self.previous() else {
            return false;
        };
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
        true
    }

    /// Deletes the grapheme after the cursor.
    pub fn delete(&mut self) {
        if let Some(grapheme) = from(&self.text, self.cursor).graphemes(true).next() {
            let end = self.cursor + grapheme.len();
            self.text.replace_range(self.cursor..end, "");
        }
    }

    /// Deletes the word before the cursor.
    pub fn delete_word(&mut self) {
        let before = until(&self.text, self.cursor).trim_end();
        let start = before.rfind(char::is_whitespace).map_or(0, |i| {
            i + from(before, i).chars().next().map_or(1, char::len_utf8)
        });
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    /// Deletes all before the cursor.
    pub fn delete_to_start(&mut self) {
        self.text.replace_range(..self.cursor, "");
        self.cursor = 0;
    }

    /// Moves left a grapheme.
    pub fn left(&mut self) {
        if let Some(start) = self.previous() {
            self.cursor = start;
        }
    }

    /// Moves right a grapheme.
    pub fn right(&mut self) {
        if let Some(grapheme) = from(&self.text, self.cursor).graphemes(true).next() {
            self.cursor += grapheme.len();
        }
    }

    /// Moves to the beginning.
    pub fn home(&mut self) {
        self.cursor = 0;
    }

    /// Moves to the end.
    pub fn end(&mut self) {
        self.cursor = self.text.len();
    }

    fn previous(&self) -> Option<usize> {
        GraphemeCursor::new(self.cursor, self.text.len(), true)
            .prev_boundary(&self.text, 0)
            .ok()
            .flatten()
    }
}

/// A line break of a note, in the one line in which it is typed.
const BREAK: char = '⏎';

/// A note of several lines in one.
pub fn one_line(note: &str) -> String {
    note.replace("\r\n", "\n").replace('\n', &BREAK.to_string())
}

/// The lines of a note that was typed in one.
pub fn several_lines(typed: &str) -> String {
    typed.replace(BREAK, "\n")
}

fn spaced(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// What the line is typed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A search in the article, from the byte where it began.
    Find {
        /// The cursor before the search.
        from: usize,
        /// The top of the screen before the search.
        top: usize,
    },
    /// A filter of the list.
    Filter,
    /// A command.
    Command,
    /// A command to give the article or the selection to.
    Pipe,
    /// Tags of an item, or of the article, separated by commas.
    Tags(Option<ItemRef>),
    /// A note on an item, or on the article.
    Note(Option<ItemRef>),
    /// The name of a quote's speaker.
    Speaker(crate::annotation::ItemId),
    /// The full name of a cluster.
    Rename(crate::annotation::ItemId),
    /// The external identifier of an item.
    Link(ItemRef),
    /// The ISO 8601 value of a date.
    DateValue(crate::annotation::ItemId),
    /// What is said of a person or thing over the corpus.
    OfName(Who, Field),
}

/// A prompt at the bottom of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What for.
    pub purpose: Purpose,
    /// What is typed.
    pub line: Line,
    /// What is wrong with it so far.
    pub error: Option<String>,
    /// The earlier line that is shown; none while one's own is.
    pub recalled: Option<Recalled>,
    /// What is offered for the word under the cursor.
    pub completion: Option<Completion>,
}

impl Prompt {
    /// A prompt that begins with `text`.
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self {
            purpose,
            line: Line::holding(text),
            error: None,
            recalled: None,
            completion: None,
        }
    }

    /// What stands before the line.
    pub fn label(&self) -> &'static str {
        match &self.purpose {
            Purpose::Find { .. } => "/",
            Purpose::Filter => "filter: ",
            Purpose::Command => ":",
            Purpose::Pipe => "| ",
            Purpose::Tags(Some(_)) => "tags: ",
            Purpose::Tags(None) => "article's tags: ",
            Purpose::Note(Some(_)) => "note: ",
            Purpose::Note(None) => "article's note: ",
            Purpose::Speaker(_) => "speaker: ",
            Purpose::Rename(_) => "full name: ",
            Purpose::Link(_) => "link: ",
            Purpose::DateValue(_) => "date value (2021-05-01, 2021-05, 2021): ",
            Purpose::OfName(_, Field::Name) => "full name everywhere: ",
            Purpose::OfName(_, Field::Link) => "link everywhere: ",
            Purpose::OfName(_, Field::Note) => "note everywhere: ",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited_by_what_a_person_sees_as_a_character() {
        let mut line = Line::holding("Ana\nDíaz 👩‍🚀");
        assert_eq!(line.text(), "Ana Díaz 👩‍🚀", "a pasted line break is a space");
        line.backspace();
        assert_eq!(line.text(), "Ana Díaz ");
        line.delete_word();
        assert_eq!(line.text(), "Ana ");
        line.left();
        line.insert("x");
        assert_eq!(line.text(), "Anax ");
        line.home();
        line.delete();
        assert_eq!((line.text(), line.before_cursor()), ("nax ", ""));
        assert!(!line.backspace());
    }
}
