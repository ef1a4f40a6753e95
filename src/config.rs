//! What the user prefers: defaults < user's file < opened folder's file < environment < flags.
//!
//! Each overrides what is more general: the folder's labels are those of its articles, whoever reads
//! them; the environment is of this terminal, a flag of this start, and `:set` of this moment.
//! A wrong value is a [`Diagnostic`] with file, line and column, and everything else still applies.
//! An opened folder may hold a `dateline.toml`; it is not trusted, so it sets labels, theme and panes
//! only, and names no file.

pub mod diagnose;
mod file;
pub mod paths;
mod schema;
mod setting;
mod sources;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

pub use file::apply;
pub use schema::{COLORS, is_color, schema};
pub use setting::{SETTINGS, Setting};
pub use sources::{Loaded, Sources, Stamp};

/// The user's file as it would be if it said what is so without it.
pub const DEFAULT_FILE: &str = include_str!("config/default.toml");

/// The name of the file that an opened folder may hold.
pub const FOLDER_FILE: &str = "dateline.toml";

/// The themes that the program brings.
pub const THEMES: [&str; 6] = [
    "terminal",
    "auto",
    "light",
    "dark",
    "high-contrast",
    MONOCHROME,
];

/// The theme without colours.
pub const MONOCHROME: &str = "monochrome";

/// Whether panes have frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Borders {
    /// Lines around every pane.
    #[default]
    Full,
    /// Blanks in their place: nothing but text is on the screen.
    None,
}

impl Borders {
    /// Their names in files.
    pub const NAMES: [&'static str; 2] = ["full", "none"];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::None => "none",
        }
    }
}

impl std::str::FromStr for Borders {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "full" => Ok(Self::Full),
            "none" => Ok(Self::None),
            _ => Err("'borders' is full or none".to_owned()),
        }
    }
}

/// A theme of the user's own, as its file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFile {
    /// The theme's name: that of the file, without its ending.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// A label that entities may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelStyle {
    /// Its name (`PERSON`).
    pub name: String,
    /// The key that chooses it in the label menu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    /// The name of a terminal colour, or `#rrggbb`; the theme's where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// When to use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guideline: Option<String>,
}

/// The keys of an action, as a file gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyBinding {
    /// The action's name.
    pub action: String,
    /// The pane where they apply; none for wherever the action does.
    pub context: Option<String>,
    /// Its keys in place of the usual ones; none unbinds it.
    pub keys: Vec<String>,
    /// Where the file says so.
    pub place: Place,
}

/// A command of the user's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserCommand {
    /// Its name on the command line.
    pub name: String,
    /// What it does, for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Its keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// The commands that it does, one after the other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub run: Vec<String>,
    /// Or the program, with its arguments, that reads the selection or the article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pipe: Vec<String>,
    /// Where the file says so.
    #[serde(skip)]
    pub place: Place,
}

impl UserCommand {
    /// What it does, in the user's words, or as it does it.
    pub fn about(&self) -> String {
        match &self.help {
            Some(help) => help.clone(),
            None if self.pipe.is_empty() => self.run.join(", "),
            None => format!("| {}", self.pipe.join(" ")),
        }
    }
}

/// What the user prefers.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own, as the file names it"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Config {
    /// Whose annotations; the login name where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotator: Option<String>,
    /// The model that finds the names; the built-in one where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The colours of the screen: the name of a theme.
    pub theme: String,
    /// Whether panes have frames.
    pub borders: Borders,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Whether the title is the article's link, in terminals that are known to show links.
    pub links: bool,
    /// Whether a verdict moves on to the next suggestion.
    pub advance: bool,
    /// Whether the line of key hints is shown.
    pub show_hints: bool,
    /// The widest line of text, in cells; 0 for as wide as the pane.
    pub text_width: u16,
    /// How many rows stay visible above and below the cursor.
    pub scrolloff: u16,
    /// The width of the list of articles, in cells; 0 for a share of the screen.
    pub list_width: u16,
    /// The width of the inspector, in cells; 0 for a share of the screen.
    pub inspector_width: u16,
    /// Whether the list is hidden while it has not the keys.
    pub hide_list: bool,
    /// Whether the inspector is hidden while it has not the keys.
    pub hide_inspector: bool,
    /// Keys that differ from the usual ones, in the order of the files.
    #[serde(serialize_with = "file::write_keys")]
    pub keys: Vec<KeyBinding>,
    /// What labels that are suggested are called here (`PER` → `PERSON`).
    #[serde(rename = "labels", serialize_with = "file::write_label_map")]
    pub label_map: BTreeMap<String, String>,
    /// The labels, in the order of the menu.
    #[serde(rename = "label")]
    pub labels: Vec<LabelStyle>,
    /// The commands of the user's own.
    #[serde(rename = "command", skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<UserCommand>,
    /// The themes of the user's own, by their files, in the order of their names.
    #[serde(skip)]
    pub theme_files: Vec<ThemeFile>,
}

impl Default for Config {
    fn default() -> Self {
        let labels = [
            ("PERSON", 'p', "People, by name, without titles."),
            (
                "ORG",
                'o',
                "Companies, agencies, parties, armed groups, teams.",
            ),
            ("LOC", 'l', "Countries, cities, regions, rivers, buildings."),
            (
                "NORP",
                'n',
                "Nationalities, religious and political groups.",
            ),
            (
                "DATE",
                'd',
                "Named days, months and years, not “last week”.",
            ),
            ("MONEY", 'm', "Sums of money with their currency."),
            ("EVENT", 'e', "Named wars, storms, elections, games."),
            ("PRODUCT", 'r', "Named goods, vehicles, weapons, works."),
            ("MISC", 'x', "Other names."),
        ];
        Self {
            annotator: None,
            model: None,
            theme: "terminal".to_owned(),
            borders: Borders::Full,
            mouse: true,
            links: true,
            advance: true,
            show_hints: true,
            text_width: 80,
            scrolloff: 3,
            list_width: 0,
            inspector_width: 0,
            hide_list: false,
            hide_inspector: false,
            keys: Vec::new(),
            label_map: BTreeMap::new(),
            labels: labels
                .into_iter()
                .map(|(name, key, guideline)| LabelStyle {
                    name: name.to_owned(),
                    key: Some(key),
                    color: None,
                    guideline: Some(guideline.to_owned()),
                })
                .collect(),
            commands: Vec::new(),
            theme_files: Vec::new(),
        }
    }
}

impl Config {
    /// The names of all themes: those that the program brings, then the user's own.
    pub fn theme_names(&self) -> Vec<String> {
        let own = self.theme_files.iter().map(|file| file.name.clone());
        let own = own.filter(|name| !THEMES.contains(&name.as_str()));
        THEMES.into_iter().map(str::to_owned).chain(own).collect()
    }

    /// Makes sure that there is a theme of this name.
    ///
    /// # Errors
    /// Says which there are.
    pub fn check_theme(&self, name: &str) -> Result<(), String> {
        let names = self.theme_names();
        if names.iter().any(|known| known == name) {
            return Ok(());
        }
        Err(format!(
            "no theme '{name}'; use one of {}",
            names.join(", ")
        ))
    }

    /// The configuration as a file would hold it.
    pub fn to_toml(&self) -> String {
        // Strings, numbers and tables of them: all of it is TOML.
        toml::to_string(self).unwrap_or_default()
    }

    /// Whose annotations these are: the name that was set, else the login name.
    pub fn annotator_or_login(&self) -> String {
        let login = || whoami::username().unwrap_or_else(|_| "annotator".to_owned());
        self.annotator.clone().unwrap_or_else(login)
    }

    /// Lets the environment speak: `DATELINE_ANNOTATOR`, and `NO_COLOR` (no-color.org).
    pub fn apply_environment(&mut self, variable: impl Fn(&str) -> Option<String>) {
        let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        if let Some(annotator) = set("DATELINE_ANNOTATOR") {
            self.annotator = Some(annotator);
        }
        if set("NO_COLOR").is_some() {
            MONOCHROME.clone_into(&mut self.theme);
        }
    }
}

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The user's own: everything may be set.
    User,
    /// The opened folder's: labels, theme and panes may be set.
    Folder,
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// What was written has no effect.
    Warning,
    /// What was written is wrong; the rest applies.
    Error,
}

/// Something wrong in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests;
