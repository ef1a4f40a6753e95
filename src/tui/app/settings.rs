//! What was chosen before the program began.

use std::sync::Arc;

use crate::config::{Borders, Config};
use crate::extract::Label;
use crate::tui::keymap::Keymap;
use crate::tui::session::Surroundings;
use crate::tui::theme::{Theme, label_letter};

use super::areas::Wanted;

/// A label as the analyst chooses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelKey {
    /// The label.
    pub label: Label,
    /// The key that chooses it in the label menu.
    pub key: Option<char>,
    /// When to use it.
    pub guideline: Option<String>,
}

/// What was chosen before the program began: by flags and configuration.
#[derive(Debug)]
pub struct Settings {
    /// Whose annotations these are.
    pub annotator: Arc<str>,
    /// Whether a decision goes on to the next suggestion.
    pub advance: bool,
    /// Whether the mouse is taken.
    pub mouse: bool,
    /// How many rows stay between the cursor and the edge of the screen.
    pub scrolloff: usize,
    /// Whether the footer shows keys.
    pub hints: bool,
    /// Whether panes have frames.
    pub borders: Borders,
    /// Widths and hidden panes.
    pub wanted: Wanted,
    /// The labels, in the order of the menu.
    pub labels: Vec<LabelKey>,
    /// The keys.
    pub keymap: Keymap,
    /// The colours.
    pub theme: Theme,
    /// The opened paths, as they were given.
    pub roots: Vec<String>,
    /// What the environment says of the terminal.
    pub around: Surroundings,
    /// What files, environment and flags said when they were last read.
    pub loaded: Config,
    /// The same with what was set since.
    pub config: Config,
}

impl Settings {
    /// The letter that stands for a label in margins, one cell wide: that of a label of one's own
    /// is the key that chooses it, which no other has.
    pub fn letter(&self, label: &Label) -> char {
        let own = || self.labels.iter().find(|known| known.label == *label)?.key;
        let key = own().filter(|_| !Label::BUILT_IN.contains(label));
        key.filter(char::is_ascii_alphanumeric)
            .unwrap_or_else(|| label_letter(label))
    }
}
