//! Keys, the mouse and the size of the screen.

use chrono::TimeDelta;
use ratatui::crossterm::event::{
    Event as TerminalEvent, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::Desk;
use crate::tui::event::Event;
use crate::tui::key::Key;

impl Desk {
    /// Types keys, each an event of its own: see [`keys`].
    pub fn keys(&mut self, written: &str) -> &mut Self {
        for key in keys(written) {
            self.key(key);
        }
        self
    }

    /// Types keys that come at once.
    pub fn burst(&mut self, written: &str) -> &mut Self {
        let events = keys(written)
            .into_iter()
            .map(|key| TerminalEvent::Key(KeyEvent::new(key.code, key.modifiers)));
        self.happens(Event::Terminal(events.collect()));
        self
    }

    /// Types one key.
    pub fn key(&mut self, key: Key) {
        self.terminal(TerminalEvent::Key(KeyEvent::new(key.code, key.modifiers)));
    }

    /// Something comes from the terminal.
    pub fn terminal(&mut self, event: TerminalEvent) {
        self.happens(Event::Terminal(vec![event]));
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.terminal(TerminalEvent::Paste(text.to_owned()));
        self
    }

    /// The screen takes another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal(TerminalEvent::Resize(width, height));
        self
    }

    /// Something is done with the mouse at a cell of the screen.
    pub fn mouse(&mut self, kind: MouseEventKind, (column, row): (u16, u16)) -> &mut Self {
        self.terminal(TerminalEvent::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
        self
    }

    /// The left button is pressed and let go.
    pub fn click(&mut self, at: (u16, u16)) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), at)
            .mouse(MouseEventKind::Up(MouseButton::Left), at)
    }

    /// The cell of a byte of the open article, which must be on the screen.
    pub fn cell_of(&self, byte: usize) -> (u16, u16) {
        let area = self.app.areas.text.expect("the text is shown");
        let (row, shown) = self
            .reader()
            .page
            .iter()
            .enumerate()
            .find(|(_, row)| row.range.contains(byte))
            .expect("the byte is on the screen");
        (area.x + shown.cell_of(byte), area.y + row as u16)
    }

    /// The first byte of some words of the open article.
    pub fn find(&self, words: &str) -> usize {
        self.reader()
            .text()
            .find(words)
            .expect("the words are there")
    }

    /// Time passes; whoever waits for a moment on the way is told.
    pub fn wait(&mut self, milliseconds: i64) -> &mut Self {
        let end = self.now.0 + TimeDelta::milliseconds(milliseconds);
        while let Some(moment) = self.app.deadline().filter(|moment| moment.0 <= end) {
            self.now = moment;
            self.happens(Event::Tick);
            assert_ne!(self.app.deadline(), Some(moment), "it is told once");
        }
        self.now.0 = end;
        self
    }
}

/// Reads keys: words between spaces are a named key (`Enter`, `Ctrl-d`), or characters one by one
/// (`]ea`) among which a named key stands in angle brackets (`/ruiz<Enter>`); what stands between
/// double quotes is typed as it is, spaces too.
pub fn keys(written: &str) -> Vec<Key> {
    let named = |word: &str| -> Option<Key> {
        let key: Key = word.parse().ok()?;
        (word.chars().count() > 1).then_some(key)
    };
    let mut keys = Vec::new();
    let mut rest = written;
    while let Some(first) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix('"')
            && let Some((typed, after)) = quoted.split_once('"')
        {
            keys.extend(typed.chars().map(typed_key));
            rest = after;
            continue;
        }
        if let Some((word, after)) = rest
            .strip_prefix('<')
            .and_then(|inner| inner.split_once('>'))
            && let Some(key) = named(word)
        {
            keys.push(key);
            rest = after;
            continue;
        }
        let word = rest.split_whitespace().next().unwrap_or_default();
        if !first.is_whitespace()
            && let Some(key) = named(word)
        {
            keys.push(key);
            rest = &rest[word.len()..];
            continue;
        }
        if !first.is_whitespace() {
            keys.push(typed_key(first));
        }
        rest = &rest[first.len_utf8()..];
    }
    keys
}

fn typed_key(c: char) -> Key {
    Key::plain(ratatui::crossterm::event::KeyCode::Char(c))
}

#[test]
fn keys_are_read_as_people_write_them() {
    let written = |keys: &[Key]| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        written(&keys("]ea Enter Ctrl-d")),
        ["]", "e", "a", "Enter", "Ctrl-d"]
    );
    assert_eq!(
        written(&keys("/\"a b\"<Enter> > <")),
        ["/", "a", "Space", "b", "Enter", ">", "<"]
    );
}
