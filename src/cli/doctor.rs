//! `dateline doctor`: what the program finds around it, for bug reports; the terminal is asked nothing.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::outcome::Outcome;
use super::run::{configuration, opened_or_here};
use super::{Doctor, VERSION, log};
use crate::cache::{self, Cache, Usage};
use crate::config::paths;
use crate::extract::model::Model;
use crate::ingest::ReadOptions;
use crate::output::Output;
use crate::store::Roots;
use crate::text::count::counted;
use crate::text::display::visible;
use crate::tui::session::{Surroundings, check_themes, keymap};
use crate::tui::theme::{ColourDepth, Ground};

/// Programs that put text onto the clipboard.
const CLIPBOARDS: [&str; 6] = [
    "wl-copy",
    "xclip",
    "xsel",
    "pbcopy",
    "win32yank.exe",
    "clip.exe",
];

/// Prints what was found.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(typed: &Doctor) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    output.write_all(findings(typed).as_bytes())?;
    output.finish()?;
    Ok(Outcome::Done)
}

fn findings(typed: &Doctor) -> String {
    let variable = |name: &str| std::env::var(name).ok();
    let mut page = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(page, "{name:<14} {}", visible(value));
    };
    line("version", &VERSION);
    let models = Model::NAMES.iter().filter_map(|name| Model::named(name));
    let models: Vec<&str> = models.map(|model| model.name()).collect();
    line("models", &models.join(", "));
    line(
        "system",
        &format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    );
    for name in [
        "TERM",
        "COLORTERM",
        "TERM_PROGRAM",
        "TERM_PROGRAM_VERSION",
        "TMUX",
        "STY",
        "SSH_TTY",
        "NO_COLOR",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "VISUAL",
        "EDITOR",
        "DATELINE_ANNOTATOR",
        "DATELINE_LOG",
    ] {
        if let Some(value) = std::env::var_os(name) {
            line(name, &value.to_string_lossy());
        }
    }
    line("standard in", terminal(io::stdin().is_terminal()));
    line("standard out", terminal(io::stdout().is_terminal()));
    let size = terminal_size::terminal_size().map_or_else(
        || "unknown".to_owned(),
        |(width, height)| {
            let columns = counted(width.0, "column", "columns");
            format!("{columns}, {}", counted(height.0, "row", "rows"))
        },
    );
    line("size", &size);
    let around = Surroundings::detect(variable);
    line("colours", colours(around.depth));
    line(
        "ground",
        match around.ground {
            Some(Ground::Dark) => "dark (COLORFGBG)",
            Some(Ground::Light) => "light (COLORFGBG)",
            None => "not told by the terminal: the theme auto is terminal",
        },
    );
    line("italics", if around.italics { "yes" } else { "no" });
    line("keyboard", keyboard(&variable("TERM").unwrap_or_default()));
    let utf8 = if is_utf8(&variable) {
        "UTF-8"
    } else {
        "not UTF-8: set LANG to one that ends in .UTF-8"
    };
    line("locale", utf8);
    line("clipboard", &clipboards());
    let places = [
        (
            "config",
            paths::config_dir().map(|dir| dir.join("config.toml")),
        ),
        ("state", paths::state_dir()),
        ("log", log::file()),
    ];
    for (name, path) in places {
        line(
            name,
            &path.map_or_else(|| "no home folder".to_owned(), |path| place(&path)),
        );
    }
    line("cache", &cached(paths::cache_dir()));
    let paths = opened_or_here(&typed.paths, &mut ReadOptions::default()).unwrap_or_else(|error| {
        line("path", &error.to_string());
        Vec::new()
    });
    match configuration(None, &paths) {
        Ok(loaded) => {
            let mut faults: Vec<String> =
                loaded.diagnostics.iter().map(ToString::to_string).collect();
            faults.extend(keymap(&loaded.config).1);
            let themes = check_themes(&loaded.config);
            faults.extend(themes.iter().map(ToString::to_string));
            for fault in &faults {
                line("config fault", fault);
            }
            line("theme", &loaded.config.theme);
            let mouse = if loaded.config.mouse { "on" } else { "off" };
            line("mouse", mouse);
        }
        Err(error) => line("config fault", &format!("{error:#}")),
    }
    let roots = Roots::of(&paths, None);
    for (path, root) in paths.iter().zip(roots.numbers) {
        let there = match roots.places.get(root as usize) {
            Some(Ok(found)) => place(&found.dir),
            Some(Err(error)) => error.to_string(),
            None => continue,
        };
        line("annotations", &format!("{}: {there}", path.display()));
    }
    page
}

/// How keys are told: the Linux console has no protocol for that, and nothing is asked of others.
fn keyboard(term: &str) -> &'static str {
    if matches!(term, "linux" | "dumb") {
        "as ever; Tab and Ctrl-i are one key"
    } else {
        "kitty protocol where the terminal has it; elsewhere Tab and Ctrl-i are one key"
    }
}

fn terminal(is_terminal: bool) -> &'static str {
    if is_terminal {
        "a terminal"
    } else {
        "no terminal"
    }
}

fn colours(depth: ColourDepth) -> &'static str {
    match depth {
        ColourDepth::None => "none",
        ColourDepth::Sixteen => "16",
        ColourDepth::Indexed => "256",
        ColourDepth::Exact => "16 million",
    }
}

/// Whether the locale's characters are UTF-8: the first of the three variables that is set decides.
fn is_utf8(variable: &dyn Fn(&str) -> Option<String>) -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            value.contains("utf-8") || value.contains("utf8")
        })
}

fn clipboards() -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found: Vec<&str> = CLIPBOARDS
        .into_iter()
        .filter(|program| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
        .collect();
    if found.is_empty() {
        return "through the terminal (OSC 52); no program was found".to_owned();
    }
    found.join(", ")
}

/// The folder of the cache, and how much is in it.
fn cached(folder: Option<PathBuf>) -> String {
    let Some(folder) = folder else {
        return "no home folder".to_owned();
    };
    let Usage { entries, bytes } = Cache::at(&folder).usage();
    format!(
        "{}: {:.1} of at most {} MB in {entries} {}",
        place(&folder),
        bytes as f64 / 1e6,
        cache::MOST_BYTES / 1_000_000,
        if entries == 1 { "file" } else { "files" },
    )
}

/// A path, and whether it is there and can be written.
fn place(path: &Path) -> String {
    let there = if path.exists() { "" } else { ", not there" };
    let existing = path.ancestors().find(|above| above.is_dir());
    let writable = existing.is_some_and(|dir| tempfile::tempfile_in(dir).is_ok());
    let writable = if writable { "" } else { ", cannot be written" };
    format!("{}{there}{writable}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment<'a>(set: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        assert!(is_utf8(&environment(&[
            ("LC_ALL", ""),
            ("LANG", "de_DE.UTF-8")
        ])));
        assert!(!is_utf8(&environment(&[
            ("LC_ALL", "C"),
            ("LANG", "de_DE.UTF-8")
        ])));
        assert!(!is_utf8(&environment(&[])));
    }
}
