//! Flags that the UI and several subcommands share.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgAction, Args};

use crate::ingest::ReadOptions;
use crate::ingest::kind::Named;

const ANNOTATOR_HELP: &str = "Whose annotations; where several may be named, with commas [default: $DATELINE_ANNOTATOR, then the login name]";

pub(super) const CONFIG_HELP: &str =
    "The configuration file [default: $XDG_CONFIG_HOME/dateline/config.toml]";

pub(super) const MODEL_HELP: &str =
    "The model that finds the names: default, open, or a file [default: that of the configuration]";

/// Flags of the terminal UI alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct Screen {
    /// Never write
    #[arg(long)]
    pub read_only: bool,
    /// What to review: the program's own suggestions, none, or a file of another machine's (JSON Lines)
    #[arg(long, value_name = "builtin|none|FILE", value_parser = Suggestions::typed)]
    pub suggestions: Option<Suggestions>,
    /// The model that finds the names.
    #[arg(long, value_name = "MODEL", help = MODEL_HELP)]
    pub model: Option<String>,
    /// The colours: terminal, auto, light, dark, high-contrast, monochrome, or a theme of your own
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Leave the mouse to the terminal
    #[arg(long)]
    pub no_mouse: bool,
}

impl Screen {
    /// The first flag that was typed.
    pub(super) fn first(&self) -> Option<&'static str> {
        [
            (self.read_only, "--read-only"),
            (self.suggestions.is_some(), "--suggestions"),
            (self.theme.is_some(), "--theme"),
            (self.no_mouse, "--no-mouse"),
        ]
        .into_iter()
        .find_map(|(typed, flag)| typed.then_some(flag))
    }
}

/// What is to be reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Suggestions {
    /// What the program finds.
    #[default]
    Builtin,
    /// Nothing: the analyst starts from the bare text.
    None,
    /// What a file says (JSON Lines, as `extract` writes them).
    File(PathBuf),
}

impl Suggestions {
    fn typed(written: &str) -> Result<Self, String> {
        match written {
            "" => Err("name a file, builtin or none".to_owned()),
            "builtin" => Ok(Self::Builtin),
            "none" => Ok(Self::None),
            file => Ok(Self::File(file.into())),
        }
    }
}

/// Whose annotations, and where they live.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct Whose {
    /// Where annotations live [default: PATH.annotations beside each PATH]
    #[arg(short, long, value_name = "DIR")]
    pub annotations: Option<PathBuf>,
    /// Whose annotations.
    #[arg(long, value_name = "NAME", help = ANNOTATOR_HELP)]
    pub annotator: Vec<String>,
    /// The configuration file.
    #[arg(long, value_name = "FILE", help = CONFIG_HELP)]
    pub config: Option<PathBuf>,
}

/// How records are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct Reading {
    /// Which name a field has in the records: --map text=story; may be repeated
    #[arg(long, value_name = "FIELD=NAME")]
    pub map: Vec<String>,
    /// What standard input is, whatever its beginning looks like
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub stdin_kind: Option<String>,
}

impl Reading {
    /// What the flags mean.
    ///
    /// # Errors
    /// Says which `--map` is wrong, and how.
    pub fn options(&self) -> anyhow::Result<ReadOptions> {
        let named = self.stdin_kind.as_ref().map(|kind| format!("-.{kind}"));
        let mut options = ReadOptions {
            standard_input: named.map(PathBuf::from),
            ..ReadOptions::default()
        };
        for written in &self.map {
            options
                .add_map(written)
                .map_err(|reason| anyhow::anyhow!("--map: {reason}"))?;
        }
        Ok(options)
    }
}

/// The kinds that files can be, by their usual extensions; the others are understood.
fn kinds() -> PossibleValuesParser {
    let kinds = Named::EXTENSIONS.iter().filter_map(|(_, extensions)| {
        let (usual, others) = extensions.split_first()?;
        Some(PossibleValue::new(*usual).aliases(others.iter().copied()))
    });
    PossibleValuesParser::new(kinds)
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args)]
pub struct Volume {
    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more, and write a log; twice for everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}
