//! Themes of the user's own: a TOML file that names what differs from another theme.
//!
//! ```toml
//! base = "dark"                       # what is not said is as there; terminal where it is left out
//! quote = "#8fd1b5"                   # a role's colour
//! match = { fg = "black", bg = "yellow", style = ["bold"] }
//! [labels]
//! VESSEL = "lightblue"
//! ```

use std::path::Path;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use toml::de::DeTable;

use super::depth::nearest;
use super::{ColourDepth, Ground, Role, Theme};
use crate::config::diagnose::{Diagnoses, Value};
use crate::config::{COLORS, Diagnostic, is_color};
use crate::extract::Label;

/// The colour of a theme's file that is the terminal's own.
const DEFAULT: &str = "default";

/// How letters may look.
const STYLES: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
    ("crossed-out", Modifier::CROSSED_OUT),
];

/// Reads a theme's file, as far as the terminal can show it: what is right in it is laid over its
/// base, what is wrong is told.
///
/// `name` is the theme's own; a file with the name of a theme that the program brings changes that
/// one. Where there are no colours a theme of one's own has no say.
pub fn read(
    name: &str,
    file: &Path,
    text: &str,
    depth: ColourDepth,
    ground: Option<Ground>,
) -> (Theme, Vec<Diagnostic>) {
    let mut told = Diagnoses::new(file, text);
    let table = told.table();
    let own = if Theme::NAMES.contains(&name) {
        name
    } else {
        Theme::TERMINAL
    };
    let mut base = own.to_owned();
    if let Some((_, value)) = entry(table.get_ref(), "base")
        && let Some(named) = told.line("base", value)
    {
        if Theme::NAMES.contains(&named.as_str()) {
            base = named;
        } else {
            let names = Theme::NAMES.join(", ");
            told.wrong(value, format!("no theme '{named}'; use one of {names}"));
        }
    }
    let theme = Theme::named(&base, depth, ground).unwrap_or_else(Theme::monochrome);
    let mut reading = Reading { told, theme, depth };
    for (key, value) in table.get_ref() {
        let name = key.get_ref().as_ref();
        match (name, Role::ALL.into_iter().find(|role| role.name() == name)) {
            ("base", _) => {}
            ("labels", _) => reading.labels(value),
            (_, Some(role)) => reading.role(role, value),
            (_, None) => {
                let roles = Role::ALL.iter().map(|role| role.name());
                let known: Vec<&str> = ["base", "labels"].into_iter().chain(roles).collect();
                reading.told.unknown(key, &known);
            }
        }
    }
    let theme = match depth {
        ColourDepth::None => Theme::monochrome(),
        _ => reading.theme,
    };
    (theme, reading.told.finish())
}

fn entry<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<(&'t str, &'t Value<'i>)> {
    table
        .iter()
        .map(|(key, value)| (key.get_ref().as_ref(), value))
        .find(|(key, _)| *key == name)
}

struct Reading<'a> {
    told: Diagnoses<'a>,
    theme: Theme,
    depth: ColourDepth,
}

impl Reading<'_> {
    fn role(&mut self, role: Role, value: &Value) {
        let style = self.style(role.name(), value, self.theme.style(role));
        self.theme.set(role, style);
    }

    fn labels(&mut self, value: &Value) {
        let Some(table) = value.get_ref().as_table() else {
            return self.told.wrong(value, "'labels' is a table: [labels]");
        };
        for (label, value) in table {
            let name = label.get_ref().as_ref();
            let style = self.style(name, value, Style::new());
            self.theme.set_label(&Label::new(name), style);
        }
    }

    /// What a value makes of a style: a colour, or a table of what differs.
    fn style(&mut self, name: &str, value: &Value, before: Style) -> Style {
        const KNOWN: &[&str] = &["fg", "bg", "style"];
        let mut style = before;
        let Some(table) = value.get_ref().as_table() else {
            style.fg = self.colour(name, value).or(style.fg);
            return style;
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "fg" => style.fg = self.colour("fg", value).or(style.fg),
                "bg" => style.bg = self.colour("bg", value).or(style.bg),
                "style" => {
                    if let Some(modifiers) = self.modifiers(value) {
                        style.add_modifier = modifiers;
                    }
                }
                _ => self.told.unknown(key, KNOWN),
            }
        }
        style
    }

    fn colour(&mut self, name: &str, value: &Value) -> Option<Color> {
        let written = self.told.line(name, value)?;
        if written == DEFAULT {
            return Some(Color::Reset);
        }
        let colour = Color::from_str(&written)
            .ok()
            .filter(|_| is_color(&written));
        if colour.is_none() {
            let names = COLORS.join(", ");
            self.told.wrong(
                value,
                format!("no colour '{written}'; use #rrggbb, {DEFAULT}, or one of {names}"),
            );
        }
        Some(nearest(colour?, self.depth))
    }

    fn modifiers(&mut self, value: &Value) -> Option<Modifier> {
        let mut modifiers = Modifier::empty();
        // An empty list takes all of them away.
        for written in self.told.lines("style", value)? {
            let Some((_, modifier)) = STYLES.iter().find(|(name, _)| *name == written) else {
                let names = STYLES.map(|(name, _)| name).join(", ");
                self.told
                    .wrong(value, format!("no style '{written}'; use {names}"));
                return None;
            };
            modifiers |= *modifier;
        }
        Some(modifiers)
    }
}
