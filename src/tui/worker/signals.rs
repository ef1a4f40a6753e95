//! Signals, and the terminal's going away, as events.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::low_level::{exit, pipe, unregister};

use crate::tui::event::Event;

/// How long the loop may take to hear that it is to end.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is watched as long as the session runs.
#[derive(Debug)]
pub struct Watch {
    /// Its handlers write where [`Event::Terminate`] is read from.
    end: UnixStream,
    /// Its handlers write where [`Event::Suspend`] is read from.
    stop: UnixStream,
    /// The handlers of what the keyboard signals.
    of_keyboard: Vec<SigId>,
    /// Tells that the loop took in [`Event::Terminate`].
    heard: Sender<()>,
    /// What is done when it does not.
    unheard: Arc<OnceLock<Unheard>>,
}

/// What is done when the loop does not hear that it is to end.
struct Unheard(Box<dyn Fn() + Send + Sync>);

impl std::fmt::Debug for Unheard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unheard")
    }
}

/// Begins to watch.
///
/// # Errors
/// When the signals cannot be taken over.
pub fn watch(events: &Sender<Event>) -> io::Result<Watch> {
    let (heard, hears) = bounded(1);
    let unheard: Arc<OnceLock<Unheard>> = Arc::default();
    let last = Arc::clone(&unheard);
    let mut watch = Watch {
        end: told_by(events, move |events| {
            events.send(Event::Terminate).ok()?;
            // A terminal that takes in nothing more holds the loop in the middle of a frame.
            if hears.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout)
                && let Some(unheard) = last.get()
            {
                (unheard.0)();
                exit(0);
            }
            Some(())
        })?,
        stop: told_by(events, |events| events.send(Event::Suspend).ok())?,
        of_keyboard: Vec::new(),
        heard,
        unheard,
    };
    for signal in [SIGHUP, SIGTERM] {
        pipe::register(signal, watch.end.try_clone()?)?;
    }
    watch.handle_keyboard()?;
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
    Ok(watch)
}

/// Each byte written to the stream is told, until there is nobody to tell.
fn told_by(
    events: &Sender<Event>,
    tell: impl Fn(&Sender<Event>) -> Option<()> + Send + 'static,
) -> io::Result<UnixStream> {
    let (written, mut read) = UnixStream::pair()?;
    let events = events.clone();
    thread::spawn(move || {
        while read.read_exact(&mut [0]).is_ok() {
            if tell(&events).is_none() {
                return;
            }
        }
    });
    Ok(written)
}

impl Watch {
    /// Says what is done when the loop does not hear a signal to end.
    pub fn when_unheard(&self, done: impl Fn() + Send + Sync + 'static) {
        let _ = self.unheard.set(Unheard(Box::new(done)));
    }

    /// The loop has heard that it is to end.
    pub fn hear(&self) {
        let _ = self.heard.try_send(());
    }

    fn handle_keyboard(&mut self) -> io::Result<()> {
        for (signal, told) in [
            (SIGINT, &self.end),
            (SIGQUIT, &self.end),
            (SIGTSTP, &self.stop),
        ] {
            let handler = pipe::register(signal, told.try_clone()?)?;
            self.of_keyboard.push(handler);
        }
        Ok(())
    }

    /// Leaves to the editor what the keyboard signals (Ctrl-C, Ctrl-Z) while it runs.
    ///
    /// A mark that these are not meant would come too late: the editor may have ended before a
    /// thread looks at the signal. A signal that was once taken over does nothing without a handler.
    pub fn while_editing<T>(&mut self, edit: impl FnOnce() -> T) -> T {
        for handler in self.of_keyboard.drain(..) {
            unregister(handler);
        }
        let edited = edit();
        if let Err(error) = self.handle_keyboard() {
            tracing::warn!("interrupts from outside are not heard: {error}");
        }
        edited
    }
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
