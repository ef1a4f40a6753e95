//! Keys as people write them: `j`, `g g`, `Ctrl-d`, `Shift-Tab`, `Space`.

use std::fmt;
use std::str::FromStr;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::text::display::is_obeyed;

/// One key with its modifiers; Shift is part of a character and is kept for named keys only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Control, Alt, and Shift on named keys.
    pub modifiers: KeyModifiers,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            modifiers: KeyModifiers::NONE,
        }
    }

    /// The character that the key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }

    /// Whether this is Control with the given letter.
    pub fn is_ctrl(self, letter: char) -> bool {
        self.code == KeyCode::Char(letter) && self.modifiers == KeyModifiers::CONTROL
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let mut modifiers =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let mut code = event.code;
        match code {
            KeyCode::Char(c) => {
                // Terminals with the kitty protocol may send Shift and the lower-case letter.
                if modifiers.contains(KeyModifiers::SHIFT) && c.is_lowercase() && c.is_ascii() {
                    code = KeyCode::Char(c.to_ascii_uppercase());
                }
                if modifiers.contains(KeyModifiers::CONTROL) && c.is_ascii_uppercase() {
                    code = KeyCode::Char(c.to_ascii_lowercase());
                }
                modifiers -= KeyModifiers::SHIFT;
            }
            KeyCode::BackTab => {
                code = KeyCode::Tab;
                modifiers |= KeyModifiers::SHIFT;
            }
            _ => {}
        }
        Self { code, modifiers }
    }
}

/// The names of keys that are no characters.
const NAMED: &[(&str, KeyCode)] = &[
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            f.write_str("Shift-")?;
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// A key that is written wrongly.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "no key '{0}'; write a character, or one of Ctrl-, Alt- and Shift- before a name such as Tab, Enter or PageDown"
)]
pub struct NoKey(String);

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let mut rest = text;
        let mut modifiers = KeyModifiers::NONE;
        for (prefix, modifier) in [
            ("Ctrl-", KeyModifiers::CONTROL),
            ("Alt-", KeyModifiers::ALT),
            ("Shift-", KeyModifiers::SHIFT),
        ] {
            if let Some(after) = rest.strip_prefix(prefix).filter(|after| !after.is_empty()) {
                rest = after;
                modifiers |= modifier;
            }
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) if !is_obeyed(c) => KeyCode::Char(c),
            (Some('F'), Some(_)) if crate::span::from(rest, 1).parse::<u8>().is_ok() => {
                KeyCode::F(crate::span::from(rest, 1).parse().unwrap_or(1))
            }
            _ => NAMED
                .iter()
                .find(|(name, _)| *name == rest)
                .map(|(_, code)| *code)
                .ok_or_else(|| NoKey(text.to_owned()))?,
        };
        Ok(Self { code, modifiers })
    }
}

/// Reads a sequence of keys, separated by spaces (`g g`).
///
/// # Errors
/// [`NoKey`] names the part that is no key.
pub fn sequence(text: &str) -> Result<Vec<Key>, NoKey> {
    let keys: Vec<Key> = text
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    if keys.is_empty() {
        return Err(NoKey(text.to_owned()));
    }
    Ok(keys)
}

/// Writes a sequence of keys as people read it: `gg`, `]e`, `Ctrl-w`, `g Home`.
pub fn written(keys: &[Key]) -> String {
    let short = keys.iter().all(|key| key.typed().is_some_and(|c| c != ' '));
    keys.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(if short { "" } else { " " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_reads_back_as_it_is_written() {
        for text in [
            "j",
            "G",
            "Ctrl-d",
            "Shift-Tab",
            "Space",
            "F5",
            "Alt-x",
            "PageDown",
            "-",
            "Ctrl--",
        ] {
            let key: Key = text.parse().unwrap();
            assert_eq!(key.to_string(), text);
        }
        assert_eq!(written(&sequence("g g").unwrap()), "gg");
        assert!("Hyper-x".parse::<Key>().is_err());
    }

    #[test]
    fn terminals_that_spell_a_key_differently_mean_the_same() {
        let event = |code, modifiers| Key::from(KeyEvent::new(code, modifiers));
        assert_eq!(
            event(KeyCode::BackTab, KeyModifiers::SHIFT).to_string(),
            "Shift-Tab"
        );
        assert_eq!(
            event(KeyCode::Char('G'), KeyModifiers::SHIFT).to_string(),
            "G"
        );
        assert_eq!(
            event(KeyCode::Char('g'), KeyModifiers::SHIFT).to_string(),
            "G"
        );
        assert_eq!(
            event(KeyCode::Char('D'), KeyModifiers::CONTROL).to_string(),
            "Ctrl-d"
        );
    }
}
