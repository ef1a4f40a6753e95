//! From the configuration to the settings of a session.

use std::str::FromStr;
use std::sync::Arc;

use ratatui::style::{Color, Style};

use crate::config::{Config, Diagnostic, MONOCHROME, ThemeFile};
use crate::extract::Label;

use super::action::{Action, TABLE};
use super::app::areas::Wanted;
use super::app::{LabelKey, Settings};
use super::key::written;
use super::keymap::{Binding, Keymap, Meaning};
use super::theme::{self, ColourDepth, Ground, Theme, nearest, shows_italics};

/// What the environment says of the terminal: which colours it shows, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// How many colours.
    pub depth: ColourDepth,
    /// Whether italics are shown as such.
    pub italics: bool,
    /// What text stands on, as far as that is known.
    pub ground: Option<Ground>,
}

impl Surroundings {
    /// What the environment says, of which `variable` gives a variable's value.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            depth: ColourDepth::detect(&variable),
            italics: shows_italics(&variable("TERM").unwrap_or_default()),
            ground: Ground::detect(&variable),
        }
    }
}

/// The settings that a configuration means in an environment, and what of it cannot be used.
pub fn settings(
    config: &Config,
    annotator: &str,
    roots: Vec<String>,
    variable: impl Fn(&str) -> Option<String>,
) -> (Settings, Vec<String>) {
    let around = Surroundings::detect(variable);
    let (keymap, mut complaints) = keymap(config);
    let (theme, told) = theme(config, &config.theme, around);
    complaints.extend(told.iter().map(ToString::to_string));
    let settings = Settings {
        annotator: Arc::from(annotator),
        advance: config.advance,
        mouse: config.mouse,
        hints: config.show_hints,
        scrolloff: usize::from(config.scrolloff),
        borders: config.borders,
        wanted: Wanted {
            text_width: config.text_width,
            list_width: config.list_width,
            inspector_width: config.inspector_width,
            hide_list: config.hide_list,
            hide_inspector: config.hide_inspector,
            ..Wanted::default()
        },
        labels: labels(config),
        keymap,
        theme,
        roots,
        around,
        loaded: config.clone(),
        config: config.clone(),
    };
    (settings, complaints)
}

/// The labels, in the order of the menu.
pub fn labels(config: &Config) -> Vec<LabelKey> {
    config
        .labels
        .iter()
        .map(|label| LabelKey {
            label: Label::new(&label.name),
            key: label.key,
            guideline: label.guideline.clone(),
        })
        .collect()
}

/// The keys that a configuration leaves, and what of it cannot be used, or clashes.
pub fn keymap(config: &Config) -> (Keymap, Vec<String>) {
    let mut complaints = Vec::new();
    let mut keymap = Keymap::default();
    let mut lost: Vec<(Binding, String)> = Vec::new();
    let mut keys: Vec<_> = config.keys.iter().collect();
    // What is said of one pane refines what is said of all, and who gives up keys is not robbed.
    keys.sort_by_key(|given| (given.context.is_some(), !given.keys.is_empty()));
    for given in keys {
        let context = given.context.as_deref();
        match keymap.rebind_in(&given.action, context, &given.keys) {
            Ok(taken) => {
                let why = format!("{}: keys: {}", given.place, given.action);
                lost.extend(taken.into_iter().map(|binding| (binding, why.clone())));
            }
            Err(bad) => complaints.push(format!("{}: keys: {bad}", given.place)),
        }
    }
    for (at, command) in config.commands.iter().enumerate() {
        if TABLE.iter().any(|spec| spec.name == command.name) {
            let (place, name) = (&command.place, &command.name);
            complaints.push(format!(
                "{place}: command: '{name}' is a command already; choose another name"
            ));
        }
        for line in &command.run {
            let name = line.split_whitespace().next().unwrap_or_default();
            if Action::named(name).is_none() && name.parse::<usize>().is_err() {
                complaints.push(format!(
                    "{}: command: {}: no command '{name}'; `dateline keys` lists them",
                    command.place, command.name
                ));
            }
        }
        match keymap.bind(at, &command.keys) {
            Ok(taken) => {
                let why = format!("{}: command: {}", command.place, command.name);
                lost.extend(taken.into_iter().map(|binding| (binding, why.clone())));
            }
            Err(bad) => complaints.push(format!("{}: command: {bad}", command.place)),
        }
    }
    // What keys were taken from whom, in which panes, and what of it.
    let mut clashes: Vec<(String, Vec<&str>, &str)> = Vec::new();
    for (binding, why) in lost {
        let end = if binding.is_own() {
            "which was given it, too"
        } else if keymap.has(binding.means, binding.context) {
            // Its other keys still do.
            continue;
        } else {
            "which has no key left there; give it one, or \"none\" in [keys]"
        };
        let (keys, pane) = (written(&binding.keys), binding.context.as_str());
        let begin = format!("{why} takes '{keys}' from {}", meaning(config, &binding));
        let told = clashes
            .iter_mut()
            .find(|clash| clash.0 == begin && clash.2 == end);
        match told {
            Some((_, panes, _)) => panes.push(pane),
            None => clashes.push((begin, vec![pane], end)),
        }
    }
    for (begin, panes, end) in clashes {
        complaints.push(format!("{begin} ({}), {end}", panes.join(", ")));
    }
    for (hidden, by) in keymap.hidden() {
        let clash = format!(
            "{}: '{}' ({}) hides '{}' ({}), which cannot be typed any more",
            place(config, if by.is_own() { by } else { hidden }),
            written(&by.keys),
            meaning(config, by),
            written(&hidden.keys),
            meaning(config, hidden),
        );
        if !complaints.contains(&clash) {
            complaints.push(clash);
        }
    }
    (keymap, complaints)
}

/// Where the user gave a binding.
fn place(config: &Config, binding: &Binding) -> String {
    let name = meaning(config, binding);
    let of_command = || config.commands.iter().find(|command| command.name == name);
    config
        .keys
        .iter()
        .rfind(|given| given.action == name)
        .map(|given| format!("{}: keys", given.place))
        .or_else(|| of_command().map(|command| format!("{}: command", command.place)))
        .unwrap_or_default()
}

fn meaning(config: &Config, binding: &Binding) -> String {
    match binding.means {
        Meaning::Action(action) => action.spec().name.to_owned(),
        Meaning::Command(at) => config
            .commands
            .get(at)
            .map_or_else(String::new, |command| command.name.clone()),
    }
}

/// The theme of a name, with the labels' own colours, as far as the terminal can show it; and what
/// is wrong in its file.
pub fn theme(config: &Config, name: &str, around: Surroundings) -> (Theme, Vec<Diagnostic>) {
    let own = config.theme_files.iter().find(|file| file.name == name);
    let (mut theme, told) = match own {
        Some(file) => theme::read(name, &file.path, &file.text, around.depth, around.ground),
        None => {
            let theme = Theme::named(name, around.depth, around.ground);
            (theme.unwrap_or_else(Theme::monochrome), Vec::new())
        }
    };
    if !around.italics {
        theme = theme.without_italics();
    }
    if around.depth == ColourDepth::None || name == MONOCHROME {
        return (theme, told);
    }
    for label in &config.labels {
        let colour = label.color.as_deref().map(Color::from_str);
        if let Some(Ok(colour)) = colour {
            let style = Style::new().fg(nearest(colour, around.depth));
            theme.set_label(&Label::new(&label.name), style);
        }
    }
    (theme, told)
}

/// What is wrong in all of the user's themes, whichever is chosen.
pub fn check_themes(config: &Config) -> Vec<Diagnostic> {
    let read = |file: &ThemeFile| {
        theme::read(&file.name, &file.path, &file.text, ColourDepth::Exact, None).1
    };
    config.theme_files.iter().flat_map(read).collect()
}
