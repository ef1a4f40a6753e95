//! The log file; the screen is never written to.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use super::Volume;
use crate::config::paths;

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
        .with_writer(Mutex::new(file))
        .try_init()
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, arguments = ?std::env::args_os().skip(1), "started");
    Ok(())
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
