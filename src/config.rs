//! What the user prefers: defaults < user's file < opened folder's file < environment < flags.
//!
//! A wrong value is a [`Diagnostic`] with file, line and column, and everything else still applies.
//! An opened folder may hold a `dateline.toml`; it is not trusted, so it sets labels, theme and the
//! widths of panes only.

mod file;
pub mod paths;
mod setting;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;

pub use file::apply;
pub use setting::schema;

/// The user's file as it would be if it said what is so without it.
pub const DEFAULT_FILE: &str = include_str!("config/default.toml");

/// The name of the file that an opened folder may hold.
pub const FOLDER_FILE: &str = "dateline.toml";

/// The colours of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Chosen by what the terminal says of itself.
    #[default]
    Auto,
    /// The terminal's own palette and background.
    Terminal,
    /// For a light background.
    Light,
    /// For a dark background.
    Dark,
    /// Strong contrasts.
    HighContrast,
    /// No colours: bold, underline and reverse alone.
    Monochrome,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Auto,
        Self::Terminal,
        Self::Light,
        Self::Dark,
        Self::HighContrast,
        Self::Monochrome,
    ];

    /// The name in files and for `--theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Terminal => "terminal",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::HighContrast => "high-contrast",
            Self::Monochrome => "monochrome",
        }
    }
}

impl std::str::FromStr for Theme {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|theme| theme.name() == name)
            .ok_or_else(|| {
                let names: Vec<&str> = Self::ALL.iter().map(|theme| theme.name()).collect();
                format!("no theme '{name}'; use one of {}", names.join(", "))
            })
    }
}

/// A label that entities may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelStyle {
    /// Its name (`PERSON`).
    pub name: String,
    /// The key that chooses it in the label menu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<char>,
    /// The name of a terminal colour, or `#rrggbb`.
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
    /// Its keys in place of the usual ones; none unbinds it.
    pub keys: Vec<String>,
    /// Where the file says so.
    pub place: Place,
}

/// What the user prefers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Config {
    /// Whose annotations; the login name where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotator: Option<String>,
    /// The model that finds the names; the built-in one where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The colours of the screen.
    pub theme: Theme,
    /// Whether the mouse is used.
    pub mouse: bool,
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
    /// Keys that differ from the usual ones, in the order of the files.
    #[serde(serialize_with = "file::write_keys")]
    pub keys: Vec<KeyBinding>,
    /// What other machines' labels are called here (`PER` → `PERSON`).
    #[serde(rename = "labels", serialize_with = "file::write_label_map")]
    pub label_map: BTreeMap<String, String>,
    /// The labels, in the order of the menu.
    #[serde(rename = "label")]
    pub labels: Vec<LabelStyle>,
}

impl Default for Config {
    fn default() -> Self {
        let labels = [
            ("PERSON", 'p', "cyan", "People, by name, without titles."),
            (
                "ORG",
                'o',
                "yellow",
                "Companies, agencies, parties, armed groups, teams.",
            ),
            (
                "LOC",
                'l',
                "green",
                "Countries, cities, regions, rivers, buildings.",
            ),
            (
                "NORP",
                'n',
                "magenta",
                "Nationalities, religious and political groups.",
            ),
            (
                "DATE",
                'd',
                "blue",
                "Named days, months and years, not “last week”.",
            ),
            (
                "MONEY",
                'm',
                "lightgreen",
                "Sums of money with their currency.",
            ),
            (
                "EVENT",
                'e',
                "lightmagenta",
                "Named wars, storms, elections, games.",
            ),
            (
                "PRODUCT",
                'r',
                "lightyellow",
                "Named goods, vehicles, weapons, works.",
            ),
            ("MISC", 'x', "lightblue", "Other names."),
        ];
        Self {
            annotator: None,
            model: None,
            theme: Theme::Auto,
            mouse: true,
            advance: true,
            show_hints: true,
            text_width: 80,
            scrolloff: 3,
            list_width: 0,
            inspector_width: 0,
            keys: Vec::new(),
            label_map: BTreeMap::new(),
            labels: labels
                .into_iter()
                .map(|(name, key, color, guideline)| LabelStyle {
                    name: name.to_owned(),
                    key: Some(key),
                    color: Some(color.to_owned()),
                    guideline: Some(guideline.to_owned()),
                })
                .collect(),
        }
    }
}

impl Config {
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
            self.theme = Theme::Monochrome;
        }
    }
}

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The user's own: everything may be set.
    User,
    /// The opened folder's: labels, theme and pane widths may be set.
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

/// What the files and the environment say together.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The result.
    pub config: Config,
    /// The files that were looked for, and whether they were there.
    pub files: Vec<(PathBuf, bool)>,
    /// What was wrong in them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the user's file (`user`, else the usual place), the files of the opened folders, and the environment.
///
/// # Errors
/// When the file named by `user` cannot be read; the usual one may be missing.
pub fn load(
    user: Option<&Path>,
    folders: &[PathBuf],
    variable: impl Fn(&str) -> Option<String>,
) -> std::io::Result<Loaded> {
    let mut loaded = Loaded::default();
    let usual = || paths::config_dir().map(|dir| dir.join("config.toml"));
    let mut files: Vec<(PathBuf, Layer)> = user
        .map(Path::to_owned)
        .or_else(usual)
        .map(|file| (file, Layer::User))
        .into_iter()
        .collect();
    let in_folders = folders.iter().filter(|folder| folder.is_dir());
    files.extend(in_folders.map(|folder| (folder.join(FOLDER_FILE), Layer::Folder)));
    for (path, layer) in files {
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let found = apply(&mut loaded.config, &path, &text, layer);
                loaded.diagnostics.extend(found);
                loaded.files.push((path, true));
            }
            Err(error) if user == Some(path.as_path()) => return Err(error),
            Err(error) => {
                if error.kind() != std::io::ErrorKind::NotFound {
                    loaded.diagnostics.push(Diagnostic {
                        place: Place {
                            file: path.clone(),
                            line: 1,
                            column: 1,
                        },
                        severity: Severity::Error,
                        message: format!("cannot be read: {error}"),
                    });
                }
                loaded.files.push((path, false));
            }
        }
    }
    loaded.config.apply_environment(variable);
    Ok(loaded)
}

#[cfg(test)]
mod tests;
