//! What is seen at the desk, and what holds whatever happens.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::{ANCHOR, Desk};
use crate::annotation::{Verdict, markup};
use crate::tui::app::areas::Pane;
use crate::tui::app::hint::{Hint, On};
use crate::tui::app::inspector::Inspector;
use crate::tui::app::listing::Listing;
use crate::tui::app::picker::Picker;
use crate::tui::app::prompt::Prompt;
use crate::tui::app::reader::Reader;
use crate::tui::app::{Modal, Saving};
use crate::tui::view;

impl Desk {
    /// The open article.
    pub fn reader(&self) -> &Reader {
        self.app.reader.as_ref().expect("an article is open")
    }

    /// The open article's id.
    pub fn article(&self) -> &str {
        self.reader().opened.article.id.as_str()
    }

    /// The open article as markup.
    pub fn markup(&self) -> String {
        markup::print(self.reader().text(), &self.reader().annotations)
    }

    /// The open article as markup, with cursor and anchor.
    pub fn placed(&self) -> String {
        let reader = self.reader();
        let mut marks = vec![(reader.cursor, markup::CURSOR)];
        marks.extend(reader.anchor.map(|anchor| (anchor, ANCHOR)));
        with_places(&self.markup(), &marks)
    }

    /// The words that are selected.
    pub fn selected(&self) -> Option<&str> {
        let reader = self.reader();
        reader.selection().map(|span| span.of(reader.text()))
    }

    /// The words under the cursor to its line's end.
    pub fn at(&self) -> &str {
        let rest = crate::span::from(self.reader().text(), self.reader().cursor);
        rest.lines().next().unwrap_or_default()
    }

    /// The entities that stand, as `words/LABEL`, those that a person made or changed with a star.
    pub fn entities(&self) -> Vec<String> {
        let annotations = &self.reader().annotations;
        let standing = annotations
            .entities
            .iter()
            .filter(|e| e.review.verdict != Verdict::Rejected);
        standing
            .map(|e| format!("{}/{}", e.span.of(self.reader().text()), e.label))
            .collect()
    }

    /// The words of the item that keys act on.
    pub fn current(&self) -> Option<String> {
        let reader = self.reader();
        let span = reader.annotations.span(&reader.current()?)?;
        Some(span.of(reader.text()).to_owned())
    }

    /// What the footer says.
    pub fn said(&self) -> &str {
        self.app
            .message
            .as_ref()
            .map_or("", |message| &message.text)
    }

    /// What the footer says to be wrong.
    pub fn complained(&self) -> &str {
        let message = self.app.message.as_ref().filter(|message| message.bad);
        message.map_or("", |message| &message.text)
    }

    /// The list that is open.
    pub fn picker(&self) -> &Picker {
        match self.app.modals.last() {
            Some(Modal::Picker(picker)) => picker,
            other => panic!("no list is open but {other:?}"),
        }
    }

    /// The texts that the open list shows.
    pub fn choices(&self) -> Vec<&str> {
        let picker = self.picker();
        picker
            .shown
            .iter()
            .map(|&at| picker.entries[at].text.as_str())
            .collect()
    }

    /// The prompt that is open.
    pub fn prompt(&self) -> &Prompt {
        match self.app.modals.last() {
            Some(Modal::Prompt(prompt)) => prompt,
            other => panic!("no prompt is open but {other:?}"),
        }
    }

    /// Types the letters that the open hints put on some words.
    pub fn hint(&mut self, words: &str) -> &mut Self {
        let Some(Modal::Hints(hints)) = self.app.modals.last() else {
            panic!("no hints are shown");
        };
        let at = self.find(words);
        let on = |hint: &&Hint| matches!(&hint.on, On::Words(span, _) if span.start == at);
        let place = hints.places.iter().find(on);
        let letters = place.expect("a hint on the words").letters.clone();
        self.keys(&format!("\"{letters}\""))
    }

    /// The pane that has the keys.
    pub fn focus(&self) -> Pane {
        self.app.settings.wanted.focus
    }

    /// What the screen shows.
    pub fn screen(&self) -> Buffer {
        let (width, height) = self.app.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
        terminal
            .draw(|frame| view::draw(&self.app, frame))
            .expect("a frame");
        terminal.backend().buffer().clone()
    }

    /// The rows of the screen as text.
    pub fn rows(&self) -> Vec<String> {
        rows(&self.screen())
    }

    /// Whether the screen shows some words on one row.
    pub fn shows(&self, words: &str) -> bool {
        self.rows().iter().any(|row| row.contains(words))
    }

    /// What holds whatever happens.
    pub(super) fn check(&self) {
        let app = &self.app;
        let areas = &app.areas;
        for area in [areas.list, areas.reader, areas.text, areas.inspector]
            .into_iter()
            .flatten()
        {
            assert_eq!(areas.screen.intersection(area), area, "on the screen");
        }
        assert!(app.list.selected <= app.list.len(&app.corpus).saturating_sub(1));
        assert!(app.inspector.selected <= app.inspector.lines.len().saturating_sub(1));
        let Some(reader) = &app.reader else { return };
        let text = reader.text();
        for byte in [Some(reader.cursor), reader.anchor].into_iter().flatten() {
            assert!(byte == 0 || byte < text.len(), "inside the text");
            let grapheme = crate::text::motion::grapheme_at(text, byte);
            assert_eq!(grapheme.start, byte, "on a grapheme");
        }
        assert!(text.is_char_boundary(reader.top));
        let shown = reader
            .page
            .iter()
            .any(|row| row.range.contains(reader.cursor) || row.range.end == text.len());
        assert!(
            shown || areas.text.is_none_or(ratatui::layout::Rect::is_empty),
            "the cursor is shown"
        );
        let mut sorted = (*reader.annotations).clone();
        sorted.sort();
        assert_eq!(sorted, *reader.annotations, "in order");
        assert_eq!(
            reader.listing,
            Listing::of(&reader.annotations),
            "listed as it is"
        );
        if reader.annotated {
            let mut anew = Inspector::default();
            anew.list(&reader.annotations, reader.text(), app.show_rejected);
            assert_eq!(anew.lines, app.inspector.lines, "inspected as it is");
        }
        if reader.annotated && reader.locked.is_none() && app.saving == Saving::Saved {
            assert_eq!(
                self.record(reader.opened.index),
                *reader.annotations,
                "saved"
            );
        }
    }
}

/// The rows of a screen as text, without the blanks at their ends.
pub fn rows(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    let rows = buffer.content.chunks(width.max(1));
    rows.map(|row| {
        let mut shown = String::new();
        let mut column = 0;
        while let Some(cell) = row.get(column) {
            shown.push_str(cell.symbol());
            // A wide character covers the cells after it.
            column += crate::text::display::width(cell.symbol()).max(1);
        }
        shown.trim_end().to_owned()
    })
    .collect()
}

/// Puts signs into markup, each before the character at a byte of its text.
fn with_places(printed: &str, marks: &[(usize, char)]) -> String {
    let mut placed = String::new();
    let mut byte = 0;
    let put = |placed: &mut String, byte: usize| {
        let signs = marks.iter().filter(|(at, _)| *at == byte);
        placed.extend(signs.map(|(_, sign)| *sign));
    };
    let mut chars = printed.chars();
    while let Some(c) = chars.next() {
        match c {
            '[' => {
                placed.push(c);
                for c in chars.by_ref() {
                    placed.push(c);
                    if c == '|' {
                        break;
                    }
                }
            }
            ']' => placed.push(c),
            _ => {
                put(&mut placed, byte);
                placed.push(c);
                let shown = if c == '\\' { chars.next() } else { None };
                placed.extend(shown);
                byte += shown.unwrap_or(c).len_utf8();
            }
        }
    }
    put(&mut placed, byte);
    placed
}
