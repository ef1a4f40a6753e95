//! What is said on standard error.

use std::cell::Cell;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::Volume;
use crate::text::display::visible_lines;

/// How often a line of progress changes at most.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// Tells of a mistake in what was typed, or the help that was asked for. What was typed is shown in
/// it, and names of files are typed by the shell.
pub fn tell(error: &clap::Error) {
    let told = error.to_string();
    if !error.use_stderr() || visible_lines(&told) == told {
        // Nobody is left to tell when the stream is closed.
        let _ = error.print();
        return;
    }
    let _ = write!(io::stderr(), "{}", visible_lines(&told));
}

/// Says what went wrong, notes and progress on standard error; text from outside is made visible.
#[derive(Debug)]
pub struct Messages {
    quiet: bool,
    verbose: bool,
    /// Progress is for a terminal that shows nothing else.
    progress: bool,
    shown: Cell<Option<Instant>>,
}

impl Messages {
    /// Messages as loud as asked for.
    pub fn new(volume: Volume) -> Self {
        let alone = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Self {
            quiet: volume.quiet,
            verbose: volume.verbose > 0,
            progress: alone && !volume.quiet,
            shown: Cell::new(None),
        }
    }

    /// Says what is wrong: `dateline: …`.
    pub fn problem(&self, problem: impl Display) {
        let problem = problem.to_string();
        tracing::warn!("{problem}");
        self.line(&format!("dateline: {}", visible_lines(&problem)));
    }

    /// Says something worth knowing, unless only problems are wanted.
    pub fn note(&self, note: impl Display) {
        let note = note.to_string();
        tracing::info!("{note}");
        if !self.quiet {
            self.line(&format!("dateline: {}", visible_lines(&note)));
        }
    }

    /// Says a detail, if more is wanted.
    pub fn detail(&self, detail: impl Display) {
        let detail = detail.to_string();
        tracing::info!("{detail}");
        if self.verbose {
            self.line(&format!("dateline: {}", visible_lines(&detail)));
        }
    }

    /// Shows how far the work is, on a terminal and not too often.
    pub fn progress(&self, state: impl FnOnce() -> String) {
        let recent = |shown: Instant| shown.elapsed() < PROGRESS_INTERVAL;
        if !self.progress || self.shown.get().is_some_and(recent) {
            return;
        }
        self.shown.set(Some(Instant::now()));
        let _ = write!(io::stderr(), "\r\x1b[K{}", state());
    }

    /// Takes the line of progress away.
    pub fn clear(&self) {
        if self.shown.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }

    fn line(&self, line: &str) {
        self.clear();
        // There is nobody left to tell when standard error is closed.
        let _ = writeln!(io::stderr(), "{line}");
    }
}
