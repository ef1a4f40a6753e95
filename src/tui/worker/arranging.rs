//! Finds what the list is to show, beside the loop, which draws what was found so far.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::{Sender, unbounded};

use crate::search::arrange::{Narrowing, Wish, arrange};
use crate::tui::event::Event;

/// The thread that arranges the list, and how to ask it.
pub struct Arranger {
    asked: Sender<(u64, Box<Wish>)>,
    newest: Arc<AtomicU64>,
}

impl Arranger {
    /// Starts the thread.
    pub fn start(events: &Sender<Event>) -> Self {
        let (asked, wishes) = unbounded::<(u64, Box<Wish>)>();
        let newest = Arc::new(AtomicU64::new(0));
        let (sender, last) = (events.clone(), Arc::clone(&newest));
        super::spawn(events, move || {
            let mut narrowing = Narrowing::default();
            while let Ok(first) = wishes.recv() {
                let Some((wish, what)) = std::iter::once(first).chain(wishes.try_iter()).last()
                else {
                    continue;
                };
                let wanted = || last.load(Ordering::Relaxed) == wish;
                arrange(&what, &mut narrowing, &wanted, &mut |arrangement, done| {
                    let told = sender.send(Event::Arranged {
                        wish,
                        arrangement,
                        done,
                    });
                    match told {
                        Ok(()) if wanted() => ControlFlow::Continue(()),
                        _ => ControlFlow::Break(()),
                    }
                });
            }
        });
        Self { asked, newest }
    }

    /// Asks for what a list is to show.
    pub fn ask(&self, wish: u64, what: Box<Wish>) {
        self.newest.store(wish, Ordering::Relaxed);
        let _ = self.asked.send((wish, what));
    }
}
