//! Small things written to the state folder, beside the loop: a slow or full disk there is in
//! nobody's way.

use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::tui::event::Event;

/// How long the end of the program waits for them.
const PATIENCE: Duration = Duration::from_secs(1);

type Errand = Box<dyn FnOnce() -> Option<String> + Send>;

/// The thread that does them, one after the other.
#[derive(Debug)]
pub struct Errands {
    sender: Option<Sender<Errand>>,
    done: Receiver<()>,
}

impl Errands {
    /// Starts the thread; what an errand says is told as an event.
    pub fn start(events: Sender<Event>) -> Self {
        let (sender, errands) = unbounded::<Errand>();
        let (ended, done) = unbounded();
        thread::spawn(move || {
            for errand in errands {
                if let Some(notice) = errand() {
                    let _ = events.send(Event::Notice(notice));
                }
            }
            drop(ended);
        });
        Self {
            sender: Some(sender),
            done,
        }
    }

    /// Has something done, which gives what the analyst is to be told.
    pub fn run(&self, errand: impl FnOnce() -> Option<String> + Send + 'static) {
        if let Some(sender) = &self.sender {
            let _ = sender.send(Box::new(errand));
        }
    }
}

impl Drop for Errands {
    /// Waits until all are done, though not for a disk that does not answer.
    fn drop(&mut self) {
        self.sender = None;
        let _ = self.done.recv_timeout(PATIENCE);
    }
}
