//! Reads the terminal's events, a batch at a time.

use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use ratatui::crossterm::event;

use crate::tui::event::Event;

/// How many events one batch holds at most.
const BATCH: usize = 512;
/// How long more of a batch is looked for. What was read already counts as well, but crossterm
/// looks for nothing at all in no time.
const GLANCE: Duration = Duration::from_micros(50);

/// Lets the input thread read on.
pub struct Input {
    go: Sender<()>,
}

impl Input {
    /// Starts the thread. It hands over a batch and reads on only when it is told to, so that nothing
    /// competes with an editor or the shell for what is typed. It is never joined: it may be waiting
    /// for a terminal that is gone.
    pub fn start(events: Sender<Event>) -> Self {
        let (go, wait) = bounded(1);
        thread::spawn(move || read(&events, &wait));
        let input = Self { go };
        input.read_on();
        input
    }

    /// The batch was dealt with.
    pub fn read_on(&self) {
        let _ = self.go.try_send(());
    }
}

fn read(events: &Sender<Event>, wait: &Receiver<()>) {
    while wait.recv().is_ok() {
        let mut batch = Vec::new();
        match event::read() {
            Ok(event) => batch.push(event),
            Err(_) => {
                let _ = events.send(Event::Terminate);
                return;
            }
        }
        while batch.len() < BATCH && event::poll(GLANCE).unwrap_or(false) {
            match event::read() {
                Ok(event) => batch.push(event),
                Err(_) => break,
            }
        }
        if events.send(Event::Terminal(batch)).is_err() {
            return;
        }
    }
}
