//! Reads the article that is asked for, at once, and what is on the screen of a long one.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};

use crate::span::Span;
use crate::tui::app::reader::Opened;
use crate::tui::event::Event;

use super::ahead::Ahead;
use super::extraction::{Job, Slot, extract};
use super::keeping::{Keeping, Shown};
use super::shelf::{Ready, Shelf};
use super::{Orders, Reading, Wanted};

/// A text of fewer bytes is extracted on the spot: handing it on would take about as long.
const SHORT: usize = 16 * 1024;
/// From this many bytes on it is worth while to ask whether the article's record makes that needless.
const LONG: usize = 200_000;

/// The reading thread. Nothing that it does takes longer than reading an article.
pub struct Reader {
    /// What is opened, and what is suggested.
    pub orders: Arc<Orders>,
    /// Where what was read is posted.
    pub events: Sender<Event>,
    /// The thread that keeps annotations.
    pub keeping: Sender<Keeping>,
    /// What is ready.
    pub shelf: Shelf,
    /// Where longer articles are extracted.
    pub jobs: Slot<Job>,
    /// The thread that reads ahead.
    pub ahead: Sender<Ahead>,
}

impl Reader {
    /// Does what it is asked until nobody asks any more. Of several loads, and of several looks,
    /// only the last is done.
    pub fn run(self, asked: &Receiver<Reading>) {
        let mut opened: Option<(u64, Opened)> = None;
        while let Ok(first) = asked.recv() {
            let (mut load, mut look, mut near) = (None, None, None);
            for reading in std::iter::once(first).chain(asked.try_iter()) {
                match reading {
                    Reading::Load(ticket, wanted) => load = Some((ticket, wanted)),
                    Reading::Look(ticket, window) => look = Some((ticket, window)),
                    Reading::Ahead(wanted) => near = Some(wanted),
                }
            }
            if let Some((ticket, wanted)) = load {
                opened = self.load(ticket, &wanted).map(|opened| (ticket, opened));
            }
            if let Some((ticket, window)) = look
                && let Some((of, opened)) = &opened
                && *of == ticket
            {
                self.look(ticket, opened, window);
            }
            if let Some(wanted) = near {
                let _ = self.ahead.send(Ahead::Near(wanted));
            }
        }
        self.jobs.close();
    }

    fn load(&self, ticket: u64, wanted: &Wanted) -> Option<Opened> {
        let post = |result| {
            let _ = self.events.send(Event::Opened { ticket, result });
        };
        let unchanged = |ready: &Ready| ready.opened.stamp == wanted.locator.stamp();
        if let Some(ready) = self.shelf.take(wanted.index).filter(unchanged) {
            let opened = ready.opened.clone();
            self.show(wanted, &opened);
            post(Ok(Box::new(opened.clone())));
            let _ = self.keeping.send(Keeping::Lay(ticket, Box::new(ready)));
            return Some(opened);
        }
        let opened = match open(wanted, &self.orders) {
            Ok(opened) => opened,
            Err(reason) => {
                post(Err(reason));
                return None;
            }
        };
        self.show(wanted, &opened);
        post(Ok(Box::new(opened.clone())));
        if opened.article.text.len() >= SHORT {
            if opened.article.text.len() >= LONG {
                let record = Keeping::LayRecord(ticket, Box::new(opened.clone()));
                let _ = self.keeping.send(record);
            }
            self.jobs.put((ticket, opened.clone()));
        } else if let Some(ready) = extract(opened.clone(), &self.orders, &|| false) {
            self.shelf.keep(ready.clone());
            let _ = self.keeping.send(Keeping::Lay(ticket, Box::new(ready)));
        }
        Some(opened)
    }

    /// Has the text that is shown be watched.
    fn show(&self, wanted: &Wanted, opened: &Opened) {
        let shown = Shown {
            locator: wanted.locator.clone(),
            article: Arc::clone(&opened.article),
            stamp: opened.stamp,
        };
        let _ = self.keeping.send(Keeping::Show(Box::new(shown)));
    }

    /// Finds what is in the part of an article that is on the screen.
    fn look(&self, ticket: u64, opened: &Opened, window: Span) {
        let part = self
            .orders
            .suggestions
            .glimpse(&opened.article, &opened.offsets, window);
        if let Some((span, fresh)) = part {
            let keeping = Keeping::Glimpse(ticket, span, Arc::new(fresh));
            let _ = self.keeping.send(keeping);
        }
    }
}

/// Reads an article.
///
/// # Errors
/// Why it cannot be read.
pub fn open(wanted: &Wanted, orders: &Orders) -> Result<Opened, String> {
    // What is written from now on is to show.
    let stamp = wanted.locator.stamp();
    let article = wanted
        .locator
        .read(&orders.options)
        .map_err(|problem| problem.to_string())?;
    let mut opened = Opened::new(wanted.index, wanted.root, article);
    opened.stamp = stamp;
    Ok(opened)
}
