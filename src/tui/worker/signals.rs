//! Signals, and the terminal's going away, as events.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossbeam_channel::Sender;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::tui::event::Event;

/// Whether the user's editor has the terminal: what its keys signal is meant for it.
static EDITING: AtomicBool = AtomicBool::new(false);

/// Begins to watch.
///
/// # Errors
/// When the signals cannot be taken over.
pub fn watch(events: &Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP])?;
    let sender = events.clone();
    thread::spawn(move || {
        for signal in signals.forever() {
            let editing = EDITING.load(Ordering::SeqCst);
            let event = match signal {
                SIGINT | SIGQUIT if editing => continue,
                // The loop waits for the editor, which stops by itself.
                SIGTSTP if editing => {
                    let _ = emulate_default_handler(SIGTSTP);
                    continue;
                }
                SIGTSTP => Event::Suspend,
                _ => Event::Terminate,
            };
            if sender.send(event).is_err() {
                return;
            }
        }
    });
    let sender = events.clone();
    // Where the terminal is not the controlling one, or the shell is gone too, no SIGHUP comes.
    thread::spawn(move || {
        let terminal = io::stdout();
        let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
        while let Err(rustix::io::Errno::INTR) = poll(&mut watched, None) {}
        // Terminals that cannot be watched say so at once.
        let gone = PollFlags::HUP | PollFlags::ERR;
        if watched.iter().any(|it| it.revents().intersects(gone)) {
            let _ = sender.send(Event::Terminate);
        }
    });
    Ok(())
}

/// Leaves to the editor what the keyboard signals (Ctrl-C, Ctrl-Z) while it runs.
pub fn while_editing<T>(edit: impl FnOnce() -> T) -> T {
    EDITING.store(true, Ordering::SeqCst);
    let edited = edit();
    EDITING.store(false, Ordering::SeqCst);
    edited
}

/// Whether there is a shell that would bring the process back after it was stopped.
///
/// Only shells with job control give their jobs a process group of their own; in the group of the
/// session's leader there is nobody outside who waits for it.
pub fn can_suspend() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Stops the process as Ctrl-Z does, with the script or pipeline that it is part of; returns when
/// it is continued.
///
/// # Errors
/// When the signal cannot be raised.
pub fn suspend() -> io::Result<()> {
    // Not SIGTSTP, which is taken over here.
    Ok(kill_current_process_group(Signal::STOP)?)
}
