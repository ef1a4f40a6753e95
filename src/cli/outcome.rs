//! How a subcommand ends.

use std::io;
use std::process::ExitCode;

use super::messages::Messages;

/// How a subcommand ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// Records were skipped, a fault was found, or a score was too low: the reasons were told.
    Faulty,
}

impl Outcome {
    /// [`Outcome::Done`] if nothing was wrong.
    pub fn of_faults(faults: u64) -> Self {
        if faults == 0 {
            Self::Done
        } else {
            Self::Faulty
        }
    }
}

/// Tells an error, and gives the exit code: 0 done, 1 with faults, 2 could not do it.
///
/// A reader that went away (`| head`) is no error.
pub fn exit_code(result: anyhow::Result<Outcome>, messages: &Messages) -> ExitCode {
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Faulty) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            messages.problem(told(&error));
            ExitCode::from(2)
        }
    }
}

/// The error and its causes, each once: some tell their cause themselves.
fn told(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if told.is_empty() {
            told = cause;
        } else if !told.contains(&cause) {
            told.push_str(": ");
            told.push_str(&cause);
        }
    }
    told
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
