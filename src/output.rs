//! Where results go: standard output, or a file that appears when it is whole.

mod folder;
mod unfinished;

use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

pub use folder::{Folder, NewFile};
pub use unfinished::{Unfinished, remove_on_interrupts, remove_unfinished};

/// How much is gathered before it is written, in bytes.
const BUFFER: usize = 64 << 10;

/// A place for results.
#[derive(Debug)]
pub struct Output {
    writer: BufWriter<Sink>,
}

#[derive(Debug)]
enum Sink {
    Standard(Stdout),
    /// A device, a pipe: what cannot be replaced.
    Special(File),
    /// A file beside the one that it becomes.
    File(Unfinished, PathBuf),
}

impl Output {
    /// Opens `file`, or standard output without one or for `-`.
    ///
    /// A regular file keeps what it holds until [`Self::finish`].
    ///
    /// # Errors
    /// When the file, or one beside it, cannot be written.
    pub fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let sink = match file {
            None => Sink::Standard(io::stdout()),
            Some(file) if file == Path::new("-") => Sink::Standard(io::stdout()),
            Some(file) => {
                sink(file).with_context(|| format!("{}: cannot be written", file.display()))?
            }
        };
        Ok(Self {
            writer: BufWriter::with_capacity(BUFFER, sink),
        })
    }

    /// The file that is being written, by its full name, if it is one.
    pub fn file(&self) -> Option<PathBuf> {
        match self.writer.get_ref() {
            Sink::File(_, file) => Some(file.clone()),
            Sink::Standard(_) | Sink::Special(_) => None,
        }
    }

    /// Writes what is left, and lets a file take its place.
    ///
    /// # Errors
    /// When that cannot be written; a file is then as it was before.
    pub fn finish(self) -> anyhow::Result<()> {
        let sink = self
            .writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        match sink {
            Sink::Standard(mut stdout) => stdout.flush()?,
            Sink::Special(mut file) => file.flush()?,
            Sink::File(temporary, file) => {
                let synced = temporary.file().sync_all();
                let done = synced.and_then(|()| temporary.persist(&file));
                done.with_context(|| format!("{}: cannot be written", file.display()))?;
            }
        }
        Ok(())
    }
}

fn sink(file: &Path) -> io::Result<Sink> {
    let file = match fs::metadata(file) {
        Ok(found) if !found.is_file() => {
            return Ok(Sink::Special(File::options().write(true).open(file)?));
        }
        // A link stays one: its target is replaced.
        Ok(_) => file.canonicalize()?,
        Err(_) => std::path::absolute(file)?,
    };
    Ok(Sink::File(beside(&file)?, file))
}

/// A new file in the folder of `file`, with the permissions that `file` has or would have.
fn beside(file: &Path) -> io::Result<Unfinished> {
    let dir = file.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dateline-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As for any new file: the umask cuts it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let temporary =
        Unfinished::new(|| builder.tempfile_in(dir)).map_err(|error| match error.kind() {
            // The name of the file that could not be made helps nobody.
            kind @ io::ErrorKind::NotFound => io::Error::new(kind, "its folder is not there"),
            _ => error,
        })?;
    if let Ok(found) = fs::metadata(file) {
        temporary.file().set_permissions(found.permissions())?;
    }
    Ok(temporary)
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(stdout) => stdout.write(bytes),
            Self::Special(file) => file.write(bytes),
            Self::File(file, path) => {
                let written = file.write(bytes);
                written.map_err(|error| told(&error, path))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(stdout) => stdout.flush(),
            Self::Special(file) => file.flush(),
            Self::File(file, path) => {
                let flushed = file.flush();
                flushed.map_err(|error| told(&error, path))
            }
        }
    }
}

/// An error of the file that is not in its place yet, by the name of that place.
fn told(error: &io::Error, path: &Path) -> io::Error {
    let told = format!("{}: cannot be written: {error}", path.display());
    io::Error::new(error.kind(), told)
}
