//! The files that the configuration comes from, and when they were changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{
    Config, Diagnostic, FOLDER_FILE, Layer, Place, Setting, Severity, ThemeFile, apply, paths,
};

/// How much of a theme's file is read, in bytes: it names some thirty roles.
const LONGEST_THEME: u64 = 64 << 10;
/// A longer file is none that anybody wrote, in bytes.
const LONGEST: u64 = 128 << 10;
/// How many themes of one's own there may be.
const MOST_THEMES: usize = 200;

/// Where the configuration comes from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The user's file; the usual one where there is none.
    pub file: Option<PathBuf>,
    /// The opened folders.
    pub folders: Vec<PathBuf>,
    /// What flags set, by the names of settings.
    pub flags: Vec<(&'static str, String)>,
}

/// When a file was written, and how long it is; none where it is not there.
pub type Stamp = Option<(Option<SystemTime>, u64)>;

/// What the files, the environment and the flags say together.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The result.
    pub config: Config,
    /// The files that were looked for, and what they looked like then.
    pub files: Vec<(PathBuf, Stamp)>,
    /// What was wrong in them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether a file was written, made or removed since.
    pub fn is_stale(&self) -> bool {
        self.files.iter().any(|(file, then)| stamp(file) != *then)
    }

    /// Takes note of what the files look like now.
    pub fn take_note(&mut self) {
        for (file, then) in &mut self.files {
            *then = stamp(file);
        }
    }
}

impl Sources {
    /// The user's file.
    fn user(&self) -> Option<PathBuf> {
        let usual = || paths::config_dir().map(|dir| dir.join("config.toml"));
        self.file.clone().or_else(usual)
    }

    /// Reads the user's file and themes, the files of the opened folders, the environment, and
    /// lays the flags over them.
    ///
    /// # Errors
    /// When the file that was named cannot be read (the usual one may be missing), or a flag is
    /// wrong.
    pub fn load(&self, variable: impl Fn(&str) -> Option<String>) -> io::Result<Loaded> {
        self.load_over(Config::default(), variable)
    }

    /// As [`Self::load`], but with a mistake in a file everything that is not said rightly stays as
    /// it was `before`.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_again(
        &self,
        before: &Config,
        variable: impl Fn(&str) -> Option<String>,
    ) -> io::Result<Loaded> {
        let loaded = self.load_over(Config::default(), &variable)?;
        let is_wrong = |told: &Diagnostic| told.severity == Severity::Error;
        if loaded.diagnostics.iter().any(is_wrong) {
            return self.load_over(before.clone(), variable);
        }
        Ok(loaded)
    }

    fn load_over(
        &self,
        config: Config,
        variable: impl Fn(&str) -> Option<String>,
    ) -> io::Result<Loaded> {
        let mut loaded = Loaded {
            config,
            ..Loaded::default()
        };
        let user = self.user();
        loaded.config.theme_files.clear();
        if let Some(folder) = user.as_deref().and_then(Path::parent) {
            themes(&folder.join("themes"), &mut loaded);
        }
        let folders = self.folders.iter().filter(|folder| folder.is_dir());
        let files = user
            .map(|file| (file, Layer::User))
            .into_iter()
            .chain(folders.map(|folder| (folder.join(FOLDER_FILE), Layer::Folder)));
        for (path, layer) in files {
            let written = stamp(&path);
            loaded.files.push((path.clone(), written));
            // One's own may be a device, or what another program writes.
            let is_usable = match (layer, written) {
                (_, None) => true,
                (Layer::User, Some((_, length))) => length <= LONGEST,
                (Layer::Folder, _) => is_small(&path, LONGEST),
            };
            if !is_usable {
                let reason = "it is no file, or too long for a configuration";
                loaded.diagnostics.push(unreadable(&path, reason));
                continue;
            }
            match fs::read_to_string(&path) {
                Ok(text) => {
                    let found = apply(&mut loaded.config, &path, &text, layer);
                    loaded.diagnostics.extend(found);
                }
                Err(error) if self.file.as_deref() == Some(path.as_path()) => return Err(error),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => loaded
                    .diagnostics
                    .push(unreadable(&path, &error.to_string())),
            }
        }
        loaded.config.apply_environment(variable);
        for (name, value) in &self.flags {
            if let Some(setting) = Setting::named(name) {
                let set = setting.type_in(&mut loaded.config, value);
                set.map_err(|message| io::Error::other(format!("--{name}: {message}")))?;
            }
        }
        Ok(loaded)
    }
}

/// When a file was written, and how long it is.
fn stamp(path: &Path) -> Stamp {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok(), about.len()))
}

/// Whether it is a file of at most so many bytes: a pipe would keep the program waiting.
fn is_small(path: &Path, most: u64) -> bool {
    fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() <= most)
}

fn unreadable(path: &Path, reason: &str) -> Diagnostic {
    Diagnostic {
        place: Place {
            file: path.to_owned(),
            line: 1,
            column: 1,
        },
        severity: Severity::Error,
        message: format!("cannot be read: {reason}"),
    }
}

/// Reads the themes of a folder; a name that is no plain word is left out and told.
fn themes(folder: &Path, loaded: &mut Loaded) {
    loaded.files.push((folder.to_owned(), stamp(folder)));
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    for path in files.into_iter().take(MOST_THEMES) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let is_plain = name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !is_plain {
            let reason = "a theme's name is letters, digits, hyphens and underscores";
            loaded.diagnostics.push(unreadable(&path, reason));
            continue;
        }
        let written = stamp(&path);
        let text = if is_small(&path, LONGEST_THEME) {
            fs::read_to_string(&path).map_err(|error| error.to_string())
        } else {
            Err("it is no file, or too long for a theme".to_owned())
        };
        match text {
            Ok(text) => loaded.config.theme_files.push(ThemeFile {
                name: name.into_owned(),
                path: path.clone(),
                text,
            }),
            Err(reason) => loaded.diagnostics.push(unreadable(&path, &reason)),
        }
        loaded.files.push((path, written));
    }
}
