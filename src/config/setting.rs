//! The one table of plain settings: reading a file, `:set`, checking and the JSON Schema all go by it.

use super::{Borders, Config, THEMES};

/// A setting that is one value.
pub struct Setting {
    /// The key in the file, and the name for `:set`.
    pub name: &'static str,
    /// What it does, as a sentence.
    pub doc: &'static str,
    /// Whether an opened folder may set it.
    pub in_folder: bool,
    /// Whether it can change while the program runs.
    pub live: bool,
    pub(super) kind: Kind,
}

/// What a setting takes, and where it stands.
pub(super) enum Kind {
    /// A line of text, or nothing.
    Text {
        get: fn(&Config) -> Option<&str>,
        set: fn(&mut Config, Option<String>),
    },
    /// true or false.
    Switch {
        get: fn(&Config) -> bool,
        set: fn(&mut Config, bool),
    },
    /// A whole number from 0 to `most`.
    Number {
        most: u16,
        get: fn(&Config) -> u16,
        set: fn(&mut Config, u16),
    },
    /// Whether frames are drawn.
    Borders,
    /// The name of a theme.
    Theme,
}

/// A value as it was given, in a file or typed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Given<'a> {
    /// A line of text.
    Text(&'a str),
    /// true or false.
    Switch(bool),
    /// A whole number.
    Number(u64),
    /// Something else.
    Other,
}

macro_rules! text {
    ($field:ident) => {
        Kind::Text {
            get: |config| config.$field.as_deref(),
            set: |config, text| config.$field = text,
        }
    };
}

macro_rules! switch {
    ($field:ident) => {
        Kind::Switch {
            get: |config| config.$field,
            set: |config, on| config.$field = on,
        }
    };
}

macro_rules! number {
    ($field:ident, $most:literal) => {
        Kind::Number {
            most: $most,
            get: |config| config.$field,
            set: |config, number| config.$field = number,
        }
    };
}

/// All plain settings.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "annotator",
        doc: "Whose annotations; the login name where none is given.",
        in_folder: false,
        live: false,
        kind: text!(annotator),
    },
    Setting {
        name: "model",
        doc: "The model that finds the names: default, open, or a file.",
        in_folder: false,
        live: false,
        kind: text!(model),
    },
    Setting {
        name: "theme",
        doc: "The colours of the screen: the name of a theme.",
        in_folder: true,
        live: true,
        kind: Kind::Theme,
    },
    Setting {
        name: "borders",
        doc: "Whether panes have frames: full, or none.",
        in_folder: true,
        live: true,
        kind: Kind::Borders,
    },
    Setting {
        name: "mouse",
        doc: "Whether the mouse is used.",
        in_folder: false,
        live: true,
        kind: switch!(mouse),
    },
    Setting {
        name: "links",
        doc: "Whether the title is the article's link, in terminals that are known to show links.",
        in_folder: false,
        live: true,
        kind: switch!(links),
    },
    Setting {
        name: "advance",
        doc: "Whether a verdict moves on to the next suggestion.",
        in_folder: false,
        live: true,
        kind: switch!(advance),
    },
    Setting {
        name: "show_hints",
        doc: "Whether the line of key hints is shown.",
        in_folder: false,
        live: true,
        kind: switch!(show_hints),
    },
    Setting {
        name: "text_width",
        doc: "The widest line of text, in cells; 0 for as wide as the pane.",
        in_folder: true,
        live: true,
        kind: number!(text_width, 1000),
    },
    Setting {
        name: "scrolloff",
        doc: "How many rows stay visible above and below the cursor.",
        in_folder: false,
        live: true,
        kind: number!(scrolloff, 100),
    },
    Setting {
        name: "list_width",
        doc: "The width of the list of articles, in cells; 0 for a share of the screen.",
        in_folder: true,
        live: true,
        kind: number!(list_width, 1000),
    },
    Setting {
        name: "inspector_width",
        doc: "The width of the inspector, in cells; 0 for a share of the screen.",
        in_folder: true,
        live: true,
        kind: number!(inspector_width, 1000),
    },
    Setting {
        name: "hide_list",
        doc: "Whether the list of articles is hidden while it has not the keys.",
        in_folder: true,
        live: true,
        kind: switch!(hide_list),
    },
    Setting {
        name: "hide_inspector",
        doc: "Whether the inspector is hidden while it has not the keys.",
        in_folder: true,
        live: true,
        kind: switch!(hide_inspector),
    },
];

impl Setting {
    /// The setting of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// Whether it is either true or false.
    pub fn is_switch(&self) -> bool {
        matches!(self.kind, Kind::Switch { .. })
    }

    /// The names among which it chooses; none where it takes any value of its kind.
    pub fn names(&self, config: &Config) -> Vec<String> {
        match self.kind {
            Kind::Theme => config.theme_names(),
            Kind::Borders => Borders::NAMES.map(str::to_owned).to_vec(),
            Kind::Switch { .. } => ["true", "false"].map(str::to_owned).to_vec(),
            Kind::Text { .. } | Kind::Number { .. } => Vec::new(),
        }
    }

    /// What it is in a configuration, as a file has it without quotes; empty for nothing.
    pub fn value(&self, config: &Config) -> String {
        match &self.kind {
            Kind::Text { get, .. } => get(config).unwrap_or_default().to_owned(),
            Kind::Switch { get, .. } => get(config).to_string(),
            Kind::Number { get, .. } => get(config).to_string(),
            Kind::Borders => config.borders.name().to_owned(),
            Kind::Theme => config.theme.clone(),
        }
    }

    /// Takes it over from another configuration.
    pub fn copy(&self, from: &Config, to: &mut Config) {
        match &self.kind {
            Kind::Text { get, set } => set(to, get(from).map(str::to_owned)),
            Kind::Switch { get, set } => set(to, get(from)),
            Kind::Number { get, set, .. } => set(to, get(from)),
            Kind::Borders => to.borders = from.borders,
            Kind::Theme => to.theme.clone_from(&from.theme),
        }
    }

    /// Gives it the value that was typed.
    ///
    /// # Errors
    /// Says what would be right; nothing is changed then.
    pub fn type_in(&self, config: &mut Config, typed: &str) -> Result<(), String> {
        let typed = typed.trim();
        let given = match self.kind {
            Kind::Switch { .. } => match typed {
                "true" | "on" | "yes" => Given::Switch(true),
                "false" | "off" | "no" => Given::Switch(false),
                _ => Given::Other,
            },
            Kind::Number { .. } => typed.parse().map_or(Given::Other, Given::Number),
            Kind::Text { .. } | Kind::Borders | Kind::Theme => Given::Text(typed),
        };
        self.give(config, given)
    }

    /// Gives it a value.
    ///
    /// # Errors
    /// Says what would be right; nothing is changed then.
    pub(super) fn give(&self, config: &mut Config, given: Given) -> Result<(), String> {
        let name = self.name;
        match (&self.kind, given) {
            (Kind::Text { set, .. }, given) => set(config, Some(line(name, given)?)),
            (Kind::Switch { set, .. }, Given::Switch(on)) => set(config, on),
            (Kind::Switch { .. }, _) => return Err(format!("'{name}' is true or false")),
            (Kind::Number { most, set, .. }, Given::Number(number))
                if number <= u64::from(*most) =>
            {
                set(config, number as u16);
            }
            (Kind::Number { most, .. }, _) => {
                return Err(format!("'{name}' is a whole number from 0 to {most}"));
            }
            (Kind::Borders, given) => {
                config.borders = line(name, given)?.parse()?;
            }
            (Kind::Theme, given) => {
                let theme = line(name, given)?;
                config.check_theme(&theme)?;
                config.theme = theme;
            }
        }
        Ok(())
    }

    /// What a file may say, for the JSON Schema.
    pub(super) fn schema(&self) -> serde_json::Value {
        use serde_json::json;
        match self.kind {
            Kind::Text { .. } => json!({"type": "string", "minLength": 1}),
            Kind::Switch { .. } => json!({"type": "boolean"}),
            Kind::Number { most, .. } => {
                json!({"type": "integer", "minimum": 0, "maximum": most})
            }
            Kind::Borders => json!({"enum": Borders::NAMES}),
            // One's own themes have names of their own.
            Kind::Theme => json!({"anyOf": [
                {"enum": THEMES},
                {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*$"},
            ]}),
        }
    }
}

/// A line of text that is not blank.
///
/// # Errors
/// When it is none.
pub(super) fn line(name: &str, given: Given) -> Result<String, String> {
    match given {
        Given::Text(text)
            if !text.trim().is_empty() && !text.trim().chars().any(char::is_control) =>
        {
            Ok(text.trim().to_owned())
        }
        _ => Err(format!("'{name}' is a line of text in quotes")),
    }
}
