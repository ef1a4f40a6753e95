//! The command line: what may be typed. What it means is done in a file for each subcommand.

mod annotators;
pub mod completions;
pub mod config;
pub mod doctor;
pub mod eval;
pub mod export;
pub mod extract;
mod flags;
mod gold;
pub mod import;
pub mod keys;
pub mod limits;
pub mod log;
pub mod man;
pub mod messages;
mod model;
pub mod outcome;

mod pipeline;
pub mod report;
pub mod run;
pub mod schema;
pub mod screen;
pub mod show;
pub mod stats;
pub mod train;
pub mod verify;

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::interchange::Format;
use flags::{CONFIG_HELP, MODEL_HELP};
use import::Offsets;

pub use flags::{Reading, Screen, Suggestions, Volume, Whose};

/// A terminal workbench for reading and annotating news.
///
/// Opens files, folders or standard input (-), shows what it found in them - people, organisations,
/// places, dates, and quotes with their speakers - and keeps what you decide as JSON.
/// A path named like a subcommand needs ./ in front.
#[derive(Debug, Parser)]
#[command(
    name = "dateline",
    version = VERSION.as_str(),
    max_term_width = 100,
    override_usage = "dateline [OPTIONS] [PATH]...\n       dateline [OPTIONS] <COMMAND>",
    after_help = AFTER_HELP
)]
pub struct Typed {
    /// What to do in place of opening the terminal UI.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Files, folders or patterns in quotes to open, or - for standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Flags of the UI.
    #[command(flatten)]
    pub screen: Screen,
    /// Whose annotations, and where.
    #[command(flatten)]
    pub whose: Whose,
    /// How records are read.
    #[command(flatten)]
    pub reading: Reading,
    /// How much is said on standard error.
    #[command(flatten)]
    pub volume: Volume,
}

/// The version, with the commit where whoever built the program named it: `DATELINE_COMMIT=…
/// cargo build`.
pub(crate) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let version = env!("CARGO_PKG_VERSION");
    match option_env!("DATELINE_COMMIT").map(str::trim) {
        None | Some("") => version.to_owned(),
        Some(commit) => format!("{version} ({commit})"),
    }
});

const AFTER_HELP: &str = "\
Exit status: 0 done; 1 done, but records were skipped, a fault was found, or a score was too low;
2 could not do it. DATELINE_LOG=debug writes a log into the state folder (see 'dateline doctor').";

impl Typed {
    /// Reads the command line; a flag that stands before a subcommand counts as if it stood behind it.
    ///
    /// # Errors
    /// Help, version, or what is wrong with what was typed.
    pub fn read() -> Result<Self, clap::Error> {
        Self::try_parse()?.passed_on()
    }

    /// Hands the flags in front of a subcommand to it.
    fn passed_on(mut self) -> Result<Self, clap::Error> {
        let Some(command) = &mut self.command else {
            return Ok(self);
        };
        let refuse = |flag: &str, command: &Command| {
            let message = format!("'{}' takes no {flag}", command.name());
            Self::command().error(ErrorKind::ArgumentConflict, message)
        };
        if let Some(flag) = self.screen.first() {
            return Err(refuse(&format!("{flag}: it is for the UI"), command));
        }
        if !self.reading.map.is_empty() {
            match command.reading() {
                Some(reading) => reading.map.splice(0..0, self.reading.map.drain(..)),
                None => return Err(refuse("--map", command)),
            };
        }
        if let Some(named) = self.screen.model.take() {
            match command.model() {
                Some(model) => {
                    model.get_or_insert(named);
                }
                None => return Err(refuse("--model", command)),
            }
        }
        let whose = std::mem::take(&mut self.whose);
        if let Some(file) = whose.config {
            match command.config_file() {
                Some(config) => config.get_or_insert(file),
                None => return Err(refuse("--config", command)),
            };
        }
        if whose.annotations.is_some() || !whose.annotator.is_empty() {
            let Some(own) = command.whose() else {
                return Err(refuse("-a or --annotator", command));
            };
            own.annotations = own.annotations.take().or(whose.annotations);
            own.annotator.splice(0..0, whose.annotator);
        }
        Ok(self)
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write what is found in articles as JSON Lines
    Extract(Extract),
    /// Write annotations into a file for others
    Export(export::Export),
    /// Take in what other tools say about articles
    Import(import::Import),
    /// Read a file of annotations again and prove that every span covers its text
    Verify(Verify),
    /// Print articles and their numbered annotations as plain lines
    Show(Show),
    /// Count articles, names, quotes and decisions
    Stats(Stats),
    /// Score names and quotes against gold
    Eval(eval::Eval),
    /// Train a model from annotated texts and from decisions
    Train(train::Train),
    /// Print the JSON Schema of records, or of entities.json
    Schema(schema::Schema),
    /// Print the keys of the UI, with what the configuration changes
    Keys(Keys),
    /// Print the configuration in force
    Config(Config),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
    /// Print what this program finds around it: terminal, clipboard, folders
    Doctor(Doctor),
}

impl Command {
    /// The name that is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Extract(_) => "extract",
            Self::Export(_) => "export",
            Self::Import(_) => "import",
            Self::Verify(_) => "verify",
            Self::Show(_) => "show",
            Self::Stats(_) => "stats",
            Self::Eval(_) => "eval",
            Self::Train(_) => "train",
            Self::Schema(_) => "schema",
            Self::Keys(_) => "keys",
            Self::Config(_) => "config",
            Self::Completions(_) => "completions",
            Self::Man => "man",
            Self::Doctor(_) => "doctor",
        }
    }

    fn reading(&mut self) -> Option<&mut Reading> {
        match self {
            Self::Extract(extract) => Some(&mut extract.reading),
            Self::Export(export) => Some(&mut export.reading),
            Self::Import(import) => Some(&mut import.reading),
            Self::Verify(verify) => Some(&mut verify.reading),
            Self::Show(show) => Some(&mut show.reading),
            Self::Stats(stats) => Some(&mut stats.reading),
            Self::Train(train) => Some(&mut train.reading),
            _ => None,
        }
    }

    fn whose(&mut self) -> Option<&mut Whose> {
        match self {
            Self::Export(export) => Some(&mut export.whose),
            Self::Import(import) => Some(&mut import.whose),
            Self::Show(show) => Some(&mut show.whose),
            Self::Stats(stats) => Some(&mut stats.whose),
            Self::Train(train) => Some(&mut train.whose),
            _ => None,
        }
    }

    fn model(&mut self) -> Option<&mut Option<String>> {
        match self {
            Self::Extract(extract) => Some(&mut extract.model),
            Self::Show(show) => Some(&mut show.model),
            Self::Stats(stats) => Some(&mut stats.model),
            Self::Train(train) => Some(&mut train.model),
            _ => None,
        }
    }

    fn config_file(&mut self) -> Option<&mut Option<PathBuf>> {
        match self {
            Self::Keys(keys) => Some(&mut keys.config),
            Self::Config(config) => Some(&mut config.config),
            other => other.whose().map(|whose| &mut whose.config),
        }
    }
}

/// `dateline extract`: suggestions as JSON Lines, in the order of the input.
#[derive(Debug, Args)]
pub struct Extract {
    /// Files, folders or patterns in quotes, or - for standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write into a file in place of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Leave out the texts (null); spans keep their words
    #[arg(long)]
    pub no_text: bool,
    /// The model that finds the names.
    #[arg(long, value_name = "MODEL", help = MODEL_HELP)]
    pub model: Option<String>,
    /// How many threads look for names and quotes [default: one for each core]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZero<usize>>,
    /// How records are read.
    #[command(flatten)]
    pub reading: Reading,
}

/// `dateline show`: articles as plain lines.
#[derive(Debug, Args)]
pub struct Show {
    /// Files, folders or patterns in quotes, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// The one article of this id
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// The model that finds the names where nothing was decided.
    #[arg(long, value_name = "MODEL", help = MODEL_HELP)]
    pub model: Option<String>,
    /// Whose annotations, and where.
    #[command(flatten)]
    pub whose: Whose,
    /// How records are read.
    #[command(flatten)]
    pub reading: Reading,
}

/// `dateline stats`: counts.
#[derive(Debug, Args)]
pub struct Stats {
    /// Files, folders or patterns in quotes, or - for standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write the counts as JSON
    #[arg(long)]
    pub json: bool,
    /// The model that finds the names where nothing was decided.
    #[arg(long, value_name = "MODEL", help = MODEL_HELP)]
    pub model: Option<String>,
    /// Whose annotations, and where.
    #[command(flatten)]
    pub whose: Whose,
    /// How records are read.
    #[command(flatten)]
    pub reading: Reading,
}

/// `dateline verify`: every fault with its file, line and field.
#[derive(Debug, Args)]
pub struct Verify {
    /// Files of suggestions, records or exports, or folders of them, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The format of the files
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub format: Format,
    /// What the offsets in the files count, where that is another unit than the format's
    #[arg(long, value_name = "UNIT", value_enum)]
    pub offsets: Option<Offsets>,
    /// Where the texts are, for files without them; may be repeated
    #[arg(long, value_name = "PATH")]
    pub against: Vec<PathBuf>,
    /// How records of --against are read.
    #[command(flatten)]
    pub reading: Reading,
}

/// `dateline keys`: the key table.
#[derive(Debug, Args)]
pub struct Keys {
    /// The configuration file.
    #[arg(long, value_name = "FILE", help = CONFIG_HELP)]
    pub config: Option<PathBuf>,
}

/// `dateline config`: what is in force, or what there is to know about it.
#[derive(Debug, Args)]
pub struct Config {
    /// Print the default file, with what every setting does
    #[arg(long, group = "what")]
    pub default: bool,
    /// Look for mistakes in the files alone; exit with 1 if there are some
    #[arg(long, group = "what")]
    pub check: bool,
    /// Print the JSON Schema of the file, for editors
    #[arg(long, group = "what")]
    pub schema: bool,
    /// Folders whose dateline.toml counts too [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The configuration file.
    #[arg(long, value_name = "FILE", help = CONFIG_HELP)]
    pub config: Option<PathBuf>,
}

/// `dateline completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// `dateline doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Paths whose annotations are to be looked for [default: the current folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}
