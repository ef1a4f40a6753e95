//! What changes while the program runs: `:set`, a configuration that was read again, the theme.

use crate::config::{Config, Loaded, SETTINGS, Setting};
use crate::tui::effect::Effect;
use crate::tui::session;

use super::picker::{Choice, Choosing, Entry, Picker};
use super::{App, Held, Modal};

/// What vim's users call some settings.
const ALIASES: [(&str, &str); 6] = [
    ("so", "scrolloff"),
    ("tw", "text_width"),
    ("textwidth", "text_width"),
    ("colorscheme", "theme"),
    ("background", "theme"),
    ("hints", "show_hints"),
];

impl App {
    /// `:set name=value`, `:set name` (toggles or shows), `:set noname`, `:set name&` (as the files
    /// have it), `:set all`.
    pub(super) fn set(&mut self, typed: &str) {
        let config = self.config();
        if matches!(typed, "all" | "all?") {
            let line = |setting: &Setting| format!("{}   {}", shown(setting, &config), setting.doc);
            let lines: Vec<String> = SETTINGS.iter().map(line).collect();
            return self.open_reading("Settings (:set name=value changes one)", &lines);
        }
        // Both `name=value` and `name value` are what people type.
        let (name, value) = match typed.split_once(['=', ' ']) {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (typed, None),
        };
        let (name, how) = match name.strip_suffix(['?', '!', '&']) {
            Some(bare) => (bare, name.chars().last()),
            None => (name, None),
        };
        let Some((setting, off)) = find(name) else {
            let known: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
            let near = crate::config::diagnose::nearest(name, &known);
            let name = crate::text::display::visible(name);
            return self.complain(match near {
                Some(near) => format!("no setting '{name}'; did you mean {near}?"),
                None => format!("no setting '{name}'; :set all lists them"),
            });
        };
        let mut wanted = config.clone();
        let toggled = if off || setting.value(&config) == "true" {
            "false"
        } else {
            "true"
        };
        let result = match (value, how) {
            (Some(value), None) => setting.type_in(&mut wanted, value.trim_matches('"')),
            (None, Some('&')) => {
                setting.copy(&self.settings.loaded, &mut wanted);
                Ok(())
            }
            (None, None | Some('!')) if setting.is_switch() => {
                setting.type_in(&mut wanted, toggled)
            }
            _ => return self.say(shown(setting, &config)),
        };
        if let Err(message) = result {
            return self.complain(message);
        }
        if !setting.live && setting.value(&wanted) != setting.value(&config) {
            let name = setting.name;
            return self.complain(format!(
                "'{name}' cannot change while the program runs; put it into your config.toml"
            ));
        }
        let told = shown(setting, &wanted);
        self.take(wanted);
        self.say(told);
    }

    /// The configuration as it is now, with what keys have changed.
    fn config(&self) -> Config {
        let wanted = &self.settings.wanted;
        Config {
            mouse: self.settings.mouse,
            text_width: wanted.text_width,
            list_width: wanted.list_width,
            inspector_width: wanted.inspector_width,
            hide_list: wanted.hide_list,
            hide_inspector: wanted.hide_inspector,
            ..self.settings.config.clone()
        }
    }

    /// Makes everything as a configuration has it.
    fn take(&mut self, config: Config) {
        let settings = &mut self.settings;
        if settings.mouse != config.mouse {
            settings.mouse = config.mouse;
            self.effects.push(Effect::Mouse(config.mouse));
        }
        settings.advance = config.advance;
        settings.hints = config.show_hints;
        settings.scrolloff = usize::from(config.scrolloff);
        settings.borders = config.borders;
        settings.wanted.text_width = config.text_width;
        settings.wanted.list_width = config.list_width;
        settings.wanted.inspector_width = config.inspector_width;
        settings.wanted.hide_list = config.hide_list;
        settings.wanted.hide_inspector = config.hide_inspector;
        settings.labels = session::labels(&config);
        settings.config = config;
        // Made anew, even if it has the same name: its file, or the labels, may be others.
        self.theme_shown.clear();
        self.show_theme();
    }

    /// The configuration was read again. What its files say otherwise than before applies; what
    /// was set since stays where they say the same.
    pub(super) fn configured(&mut self, result: Result<Box<Loaded>, String>, asked: bool) {
        let loaded = match result {
            Ok(loaded) => *loaded,
            Err(reason) => return self.complain(reason),
        };
        let now = self.config();
        let mut config = loaded.config.clone();
        // What was found already has the names that it was found with.
        let renamed = loaded.config.label_map != self.settings.loaded.label_map;
        let mut later = renamed.then_some("labels.map");
        for setting in SETTINGS {
            let before = setting.value(&self.settings.loaded);
            if setting.value(&loaded.config) == before {
                setting.copy(&now, &mut config);
            } else if !setting.live {
                setting.copy(&now, &mut config);
                later = Some(setting.name);
            }
        }
        // A theme that is gone cannot stay.
        if config.check_theme(&config.theme).is_err() {
            config.theme.clone_from(&loaded.config.theme);
        }
        let (keymap, clashes) = session::keymap(&config);
        let (_, in_theme) = session::theme(&config, &config.theme, self.settings.around);
        let diagnostics = loaded.diagnostics.iter().chain(&in_theme);
        let mut faults: Vec<String> = diagnostics.map(ToString::to_string).collect();
        faults.extend(clashes);
        self.settings.keymap = keymap;
        self.settings.loaded = loaded.config;
        self.take(config);
        let first = faults.first().cloned();
        let more = faults.len();
        self.set_faults(faults);
        match (first, later) {
            (Some(first), _) if more > 1 => {
                self.complain(format!("{first} (and {} more: gp)", more - 1));
            }
            (Some(first), _) => self.complain(first),
            (None, Some(name)) => {
                self.say(format!("'{name}' counts from the next start on"));
            }
            (None, None) if asked => self.say("the configuration was read again"),
            (None, None) => self.say("the configuration has changed and was read again"),
        }
    }

    /// Puts what is wrong in the configuration among the problems, in place of what was.
    pub fn set_faults(&mut self, faults: Vec<String>) {
        let before = std::mem::take(&mut self.config_faults);
        self.problems.retain(|problem| !before.contains(problem));
        self.problems.splice(0..0, faults.iter().cloned());
        self.config_faults = faults;
    }

    /// Opens the themes; the selected one shows.
    pub(super) fn choose_theme(&mut self) {
        let config = &self.settings.config;
        let names = config.theme_names();
        let about = |name: &str| match name {
            "terminal" => "the terminal's own colours",
            "auto" => "light or dark, where the terminal says which it is",
            "light" => "for light grounds",
            "dark" => "for dark grounds",
            "high-contrast" => "on black, 7 to 1 and more",
            "monochrome" => "no colours",
            _ => "your own",
        };
        let entries: Vec<Entry> = names
            .iter()
            .map(|name| Entry {
                letter: None,
                text: name.clone(),
                detail: about(name).to_owned(),
                available: true,
                choice: Choice::Theme(name.clone()),
            })
            .collect();
        let now = names.iter().position(|name| *name == config.theme);
        let mut picker = Picker::by_typing(Choosing::Theme, "Theme", entries);
        picker.selected = now.unwrap_or(0);
        self.open_picker(picker);
    }

    /// Shows the theme that is selected while one is being chosen, else the chosen one.
    pub(super) fn show_theme(&mut self) {
        let wanted = match self.modals.last() {
            Some(Modal::Picker(picker)) => match picker.entry().map(|entry| &entry.choice) {
                Some(Choice::Theme(name)) => name,
                _ => &self.settings.config.theme,
            },
            _ => &self.settings.config.theme,
        };
        if self.theme_shown == *wanted {
            return;
        }
        self.theme_shown.clone_from(wanted);
        let settings = &mut self.settings;
        (settings.theme, _) = session::theme(&settings.config, &self.theme_shown, settings.around);
    }

    /// Does a command of the user's own: gives the article to its program, or does its lines one
    /// after the other, each when it can be done.
    pub(super) fn do_own(&mut self, at: usize) {
        let Some(command) = self.settings.config.commands.get(at) else {
            return;
        };
        if !command.pipe.is_empty() {
            let words = command.pipe.clone();
            return self.pipe_to(&words);
        }
        self.held
            .extend(command.run.iter().cloned().map(Held::Command));
    }

    /// Does a line of such a command, or has it wait for the article that it is meant for.
    pub(super) fn do_line(&mut self, line: String) {
        if Self::action_of(&line).is_some_and(|action| self.must_wait(action)) {
            self.held.push_back(Held::Command(line));
        } else {
            self.built_in(&line);
        }
    }

    /// Opens what is written about when to use each label.
    pub(super) fn open_guidelines(&mut self) {
        let lines: Vec<String> = self
            .settings
            .labels
            .iter()
            .map(|label| {
                let guideline = label.guideline.as_deref();
                let guideline =
                    guideline.unwrap_or("no guideline; give it one in your config.toml");
                let words: Vec<&str> = guideline.split_whitespace().collect();
                format!("{}: {}", label.label, words.join(" "))
            })
            .collect();
        self.open_reading("When to use each label", &lines);
    }
}

/// `name = value`
fn shown(setting: &Setting, config: &Config) -> String {
    let value = setting.value(config);
    let value = if value.is_empty() { "not set" } else { &value };
    format!("{} = {value}", setting.name)
}

/// The setting of a name; and whether it is switched off (`nomouse`).
fn find(name: &str) -> Option<(&'static Setting, bool)> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    let name = alias.map_or(name, |(_, name)| name);
    if let Some(setting) = Setting::named(name) {
        return Some((setting, false));
    }
    let setting = Setting::named(name.strip_prefix("no")?)?;
    setting.is_switch().then_some((setting, true))
}
