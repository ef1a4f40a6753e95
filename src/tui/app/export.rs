//! `:export`: what was typed behind it, read as the command line reads it.

use std::path::PathBuf;

use clap::{CommandFactory as _, Parser};

use crate::cli::export::Chosen;
use crate::interchange::Format;
use crate::text::display;
use crate::tui::effect::{Effect, Export};

use super::App;
use super::command::word;

/// What stands behind the format.
#[derive(Debug, Parser)]
#[command(
    no_binary_name = true,
    disable_help_flag = true,
    disable_version_flag = true
)]
struct Typed {
    #[command(flatten)]
    chosen: Chosen,
    /// Write what was exported and what was not, and why, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The words of the file's name.
    #[arg(value_name = "FILE")]
    file: Vec<String>,
}

/// An option of `:export`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opt {
    /// As it is typed, with its dashes.
    pub name: String,
    /// What it does.
    pub help: String,
    /// Whether a value comes behind it.
    pub takes_value: bool,
}

/// The options of `:export`.
pub(super) fn options() -> Vec<Opt> {
    let command = Typed::command();
    let options = command.get_arguments().filter_map(|argument| {
        Some(Opt {
            name: format!("--{}", argument.get_long()?),
            help: argument
                .get_help()
                .map_or_else(String::new, ToString::to_string),
            takes_value: argument.get_action().takes_values(),
        })
    });
    options.collect()
}

impl App {
    pub(super) fn export(&mut self, typed: &str, over: bool) {
        let (format, rest) = word(typed);
        if format.is_empty() {
            self.complain("export to which format? export json [FILE] or export jsonl [FILE]");
            return;
        }
        match read(format, rest, over) {
            Ok(export) => {
                self.say("exporting");
                self.effects.push(Effect::Export(export));
            }
            Err(reason) => self.complain(format!("not exported: {reason}")),
        }
    }

    pub(super) fn exported(&mut self, result: Result<(PathBuf, Vec<String>), String>) {
        match result {
            Ok((path, report)) => {
                let title = format!("Exported to {}", display::visible(&path.to_string_lossy()));
                self.message = None;
                self.open_reading(&title, &report);
            }
            Err(reason) => self.complain(format!("not exported: {reason}")),
        }
    }
}

/// Reads the words behind `:export`.
fn read(format: &str, rest: &str, over: bool) -> Result<Export, String> {
    let format: Format = format.parse()?;
    let typed = Typed::try_parse_from(words(rest)).map_err(|error| told(&error))?;
    Ok(Export {
        format,
        path: Some(typed.file.join(" "))
            .filter(|file| !file.is_empty())
            .map(PathBuf::from),
        selection: typed.chosen.selection(),
        report: typed.report,
        over,
    })
}

/// What is wrong, in one line.
fn told(error: &clap::Error) -> String {
    let told = error.to_string();
    let lines = told.lines().map(str::trim);
    let lines = lines.take_while(|line| !line.starts_with("Usage"));
    // How to have a dash lead a value is no help with what is no option.
    let lines = lines.filter(|line| !line.is_empty() && !line.contains("as a value"));
    let lines: Vec<&str> = lines.collect();
    let told = lines.join("; ");
    display::visible(told.strip_prefix("error: ").unwrap_or(&told)).into_owned()
}

/// The words of a line; what stands between double quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let quoted = rest
            .strip_prefix('"')
            .and_then(|inner| inner.split_once('"'));
        let ends = |after: &str| after.is_empty() || after.starts_with(char::is_whitespace);
        let (word, after) = match quoted {
            Some((word, after)) if ends(after) => (word, after),
            _ => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Status;

    #[test]
    fn options_stand_anywhere_and_the_rest_is_the_file() {
        for (typed, file) in [
            ("p.json", Some("p.json")),
            ("--label PERSON p.json", Some("p.json")),
            ("p.json --label PERSON,ORG --all", Some("p.json")),
            ("my old file.json", Some("my old file.json")),
            (
                "--status any \"two  blanks.json\"",
                Some("two  blanks.json"),
            ),
            ("Ana's \"file", Some("Ana's \"file")),
            ("-- --all", Some("--all")),
            ("", None),
        ] {
            let export = read("json", typed, false).unwrap();
            assert_eq!(export.path, file.map(PathBuf::from), "{typed}");
        }
        let export = read("json", "--label PERSON --report r.json p.json", true).unwrap();
        assert_eq!(export.selection.filter.labels, ["PERSON"]);
        assert_eq!(export.selection.statuses, [Status::Reviewed]);
        assert_eq!(export.report, Some(PathBuf::from("r.json")));
        assert!(export.over);
        let export = read("json", "--status any p.json", false).unwrap();
        assert!(export.selection.statuses.is_empty());
    }

    #[test]
    fn what_is_no_option_is_told_in_one_line() {
        for (typed, wanted) in [
            ("--lable PERSON p.json", "--lable"),
            ("--status don", "don"),
            ("--since yesterday", "yesterday"),
            ("--all --verdict added", "cannot be used with"),
            ("--label", "a value is required"),
        ] {
            let reason = read("json", typed, false).unwrap_err();
            assert!(
                reason.contains(wanted) && !reason.contains('\n'),
                "{reason}"
            );
        }
    }
}
