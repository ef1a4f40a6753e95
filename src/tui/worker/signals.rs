//! Signals, and the terminal's going away, as events.

use std::fs::File;
use std::io;
use std::thread;

use crossbeam_channel::Sender;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level;

use crate::tui::event::Event;

/// Begins to watch.
///
/// # Errors
/// When the signals cannot be taken over.
pub fn watch(events: &Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGTSTP])?;
    let sender = events.clone();
    thread::spawn(move || {
        for signal in signals.forever() {
            let event = if signal == SIGTSTP {
                Event::Suspend
            } else {
                Event::Terminate
            };
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    let sender = events.clone();
    // Under nohup, and where the shell is gone too, no SIGHUP comes.
    thread::spawn(move || {
        let Ok(terminal) = File::open("/dev/tty") else {
            return;
        };
        let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
        loop {
            match poll(&mut watched, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return,
                Ok(_) => {
                    let _ = sender.send(Event::Terminate);
                    return;
                }
            }
        }
    });
    Ok(())
}

/// Stops the process as Ctrl-Z does; returns when it is continued.
///
/// # Errors
/// When the signal cannot be raised.
pub fn suspend() -> io::Result<()> {
    low_level::emulate_default_handler(SIGTSTP)
}
