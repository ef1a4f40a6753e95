//! From the configuration to the settings of a session.

use std::str::FromStr;
use std::sync::Arc;

use ratatui::style::{Color, Style};

use crate::config::{Config, Theme as Named};
use crate::extract::Label;

use super::app::areas::Wanted;
use super::app::{LabelKey, Settings};
use super::keymap::Keymap;
use super::theme::{ColourDepth, Theme, shows_italics};

/// The settings that a configuration means in an environment, and what of it cannot be used.
pub fn settings(
    config: &Config,
    annotator: &str,
    roots: Vec<String>,
    variable: impl Fn(&str) -> Option<String>,
) -> (Settings, Vec<String>) {
    let (keymap, mut complaints) = keymap(config);
    let theme = theme(config, variable, &mut complaints);
    let labels = config
        .labels
        .iter()
        .map(|label| LabelKey {
            label: Label::new(&label.name),
            key: label.key,
            guideline: label.guideline.clone(),
        })
        .collect();
    let settings = Settings {
        annotator: Arc::from(annotator),
        advance: config.advance,
        mouse: config.mouse,
        hints: config.show_hints,
        scrolloff: usize::from(config.scrolloff),
        wanted: Wanted {
            text_width: config.text_width,
            list_width: config.list_width,
            inspector_width: config.inspector_width,
            ..Wanted::default()
        },
        labels,
        keymap,
        theme,
        roots,
    };
    (settings, complaints)
}

/// The keys that a configuration leaves, and what of it cannot be used.
pub fn keymap(config: &Config) -> (Keymap, Vec<String>) {
    let mut complaints = Vec::new();
    let mut keymap = Keymap::default();
    for binding in &config.keys {
        if let Err(bad) = keymap.rebind(&binding.action, &binding.keys) {
            complaints.push(format!("{}: keys: {bad}", binding.place));
        }
    }
    (keymap, complaints)
}

fn theme(
    config: &Config,
    variable: impl Fn(&str) -> Option<String>,
    complaints: &mut Vec<String>,
) -> Theme {
    let depth = ColourDepth::detect(&variable);
    let name = match config.theme {
        Named::Auto => Theme::TERMINAL,
        named => named.name(),
    };
    let named = Theme::named(name, depth).or_else(|| Theme::named(Theme::TERMINAL, depth));
    let mut theme = named.unwrap_or_else(Theme::monochrome);
    if !shows_italics(&variable("TERM").unwrap_or_default()) {
        theme = theme.without_italics();
    }
    if depth == ColourDepth::None || config.theme == Named::Monochrome {
        return theme;
    }
    // The colours that the configuration comes with are those of the theme.
    let usual = Config::default();
    for label in &config.labels {
        let Some(written) = label.color.as_deref() else {
            continue;
        };
        if usual
            .labels
            .iter()
            .any(|known| known.name == label.name && known.color == label.color)
        {
            continue;
        }
        match Color::from_str(written) {
            Ok(colour) => theme.set_label(&Label::new(&label.name), Style::new().fg(colour)),
            Err(_) => complaints.push(format!("label {}: no colour '{written}'", label.name)),
        }
    }
    theme
}
