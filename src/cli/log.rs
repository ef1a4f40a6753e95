//! The log file; the screen is never written to.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use super::Volume;
use crate::config::paths;
use crate::text::display::escaped;

/// The size at which a log starts anew, in bytes.
const LONGEST: u64 = 8 << 20;

/// Where the log is written; none without a home.
pub fn file() -> Option<PathBuf> {
    paths::state_dir().map(|dir| dir.join("log"))
}

/// Starts to log, if `DATELINE_LOG` or `-v` asks for it.
///
/// # Errors
/// When the file cannot be written, or `DATELINE_LOG` is no filter.
pub fn start(volume: Volume) -> anyhow::Result<()> {
    let wanted = std::env::var("DATELINE_LOG").ok();
    let filter = match (wanted.filter(|filter| !filter.is_empty()), volume.verbose) {
        (Some(filter), _) => filter,
        (None, 0) => return Ok(()),
        (None, 1) => "dateline=info".to_owned(),
        (None, _) => "dateline=trace".to_owned(),
    };
    let filter = EnvFilter::builder()
        .parse(&filter)
        .with_context(|| format!("DATELINE_LOG={filter}"))?;
    let path = file().context("there is no home folder")?;
    let file = open(&path).with_context(|| path.display().to_string())?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(Harmless(file)))
        .try_init()
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, arguments = ?std::env::args_os().skip(1), "started");
    Ok(())
}

/// A log that may be printed: what it tells of articles and files has its control characters escaped,
/// and is one line.
struct Harmless<W>(W);

impl<W: Write> Write for Harmless<W> {
    /// Takes one whole line, as the subscriber hands them over.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let told = String::from_utf8_lossy(line);
        let told = told.strip_suffix('\n').unwrap_or(&told);
        writeln!(self.0, "{}", escaped(told))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn open(path: &PathBuf) -> std::io::Result<File> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let long = fs::metadata(path).is_ok_and(|found| found.len() > LONGEST);
    let mut options = File::options();
    options.create(true);
    if long {
        options.write(true).truncate(true);
    } else {
        options.append(true);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_is_one_line_that_can_be_printed() {
        let mut log = Vec::new();
        let told = "INFO a\u{1b}[2J\u{9b}1m\nERROR no\u{202e}t\n";
        Harmless(&mut log).write_all(told.as_bytes()).unwrap();
        let kept = String::from_utf8(log).unwrap();
        assert_eq!(kept, "INFO a\\u{1b}[2J\\u{9b}1m\\u{a}ERROR no\\u{202e}t\n");
    }
}
