//! The command: parse, run, exit.

use std::process::ExitCode;

use dateline::cli::messages::{Messages, tell};
use dateline::cli::outcome::exit_code;
use dateline::cli::run::run;
use dateline::cli::{Typed, limits, log};
use dateline::output::remove_unfinished;

fn main() -> ExitCode {
    let typed = match Typed::read() {
        Ok(typed) => typed,
        Err(error) => {
            // Help and version go to standard output with 0, mistakes to standard error with 2.
            tell(&error);
            return ExitCode::from(error.exit_code().clamp(0, 2) as u8);
        }
    };
    let messages = Messages::new(typed.volume);
    if let Err(error) = limits::tell_of_full_files() {
        messages.note(format_args!(
            "files that grow too large end the program: {error}"
        ));
    }
    if let Err(error) = log::start(typed.volume) {
        messages.note(format_args!("no log is written: {error:#}"));
    }
    let code = exit_code(run(&typed, &messages), &messages);
    remove_unfinished();
    code
}
