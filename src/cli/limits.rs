//! Limits of the system that are to be errors, not the end of the program.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::SIGXFSZ;
use signal_hook::flag;

/// From now on a file that may not grow any more (`ulimit -f`) is an error that is told, as a full
/// disk is; without this the system ends the program in the middle of a write.
///
/// # Errors
/// When the system's signal cannot be taken over.
pub fn tell_of_full_files() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).map(drop)
}
