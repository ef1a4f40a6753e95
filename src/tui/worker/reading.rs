//! Reads articles and extracts, ahead of the analyst where there is time.

use std::collections::VecDeque;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};

use crate::annotation::Annotations;
use crate::tui::app::reader::Opened;
use crate::tui::event::Event;

use super::keeping::Keeping;
use super::suggestions::Source;
use super::{Orders, Reading, Wanted};

/// How many articles are kept ready.
const READY: usize = 24;
/// How many bytes of text they have together at most.
const READY_BYTES: usize = 16 << 20;
/// From this many bytes on an article is extracted beside the others, so that they need not wait for it.
const LONG: usize = 200_000;

/// An article that is read and extracted.
#[derive(Clone)]
pub struct Ready {
    /// The article.
    pub opened: Opened,
    /// What was found, as annotations on which nothing was decided.
    pub fresh: Arc<Annotations>,
    /// The language of the text where it is none that the program reads.
    pub foreign: Option<&'static str>,
    /// What is wrong with another machine's suggestions.
    pub notices: Vec<String>,
}

/// The reading thread.
pub struct Reader {
    orders: Arc<Orders>,
    events: Sender<Event>,
    keeping: Sender<Keeping>,
    ready: VecDeque<Ready>,
}

impl Reader {
    /// A reader that posts `events` and hands what it has read to `keeping`.
    pub fn new(orders: Arc<Orders>, events: Sender<Event>, keeping: Sender<Keeping>) -> Self {
        Self {
            orders,
            events,
            keeping,
            ready: VecDeque::new(),
        }
    }

    /// Does what it is asked until nobody asks any more. Of several loads only the last is done;
    /// reading ahead waits for them.
    pub fn run(mut self, asked: &Receiver<Reading>) {
        let mut ahead: VecDeque<Wanted> = VecDeque::new();
        let mut recover: VecDeque<Wanted> = VecDeque::new();
        loop {
            let mut load = None;
            let idle = ahead.is_empty() && recover.is_empty();
            let first = if idle {
                match asked.recv() {
                    Ok(reading) => Some(reading),
                    Err(_) => return,
                }
            } else {
                None
            };
            for reading in first.into_iter().chain(asked.try_iter()) {
                match reading {
                    Reading::Load(ticket, wanted) => load = Some((ticket, wanted)),
                    Reading::Ahead(wanted) => ahead = wanted.into(),
                    Reading::Recover(wanted) => recover.push_back(wanted),
                }
            }
            if let Some((ticket, wanted)) = load {
                self.load(ticket, &wanted);
            } else if let Some(wanted) = ahead.pop_front() {
                self.read_ahead(&wanted);
            } else if let Some(wanted) = recover.pop_front() {
                self.recover(&wanted);
            }
        }
    }

    fn load(&mut self, ticket: u64, wanted: &Wanted) {
        if let Some(at) = self
            .ready
            .iter()
            .position(|r| r.opened.index == wanted.index)
        {
            // The one used last is thrown out last.
            if let Some(ready) = self.ready.remove(at) {
                self.ready.push_back(ready.clone());
                self.post_opened(ticket, Ok(Box::new(ready.opened.clone())));
                let _ = self.keeping.send(Keeping::Lay(ticket, Box::new(ready)));
                return;
            }
        }
        let opened = match self.open(wanted) {
            Ok(opened) => opened,
            Err(reason) => return self.post_opened(ticket, Err(reason)),
        };
        self.post_opened(ticket, Ok(Box::new(opened.clone())));
        if opened.article.text.len() < LONG {
            let ready = extract(opened, &self.orders.suggestions);
            self.keep(&ready);
            let _ = self.keeping.send(Keeping::Lay(ticket, Box::new(ready)));
        } else {
            let (orders, keeping) = (Arc::clone(&self.orders), self.keeping.clone());
            super::spawn(&self.events, move || {
                let ready = extract(opened, &orders.suggestions);
                let _ = keeping.send(Keeping::Lay(ticket, Box::new(ready)));
            });
        }
    }

    fn read_ahead(&mut self, wanted: &Wanted) {
        if self
            .ready
            .iter()
            .any(|ready| ready.opened.index == wanted.index)
        {
            return;
        }
        // What cannot be read is told when it is asked for.
        if let Ok(opened) = self.open(wanted)
            && opened.article.text.len() < LONG
        {
            let ready = extract(opened, &self.orders.suggestions);
            self.keep(&ready);
        }
    }

    fn recover(&mut self, wanted: &Wanted) {
        match self.open(wanted) {
            Ok(opened) => {
                let ready = extract(opened, &self.orders.suggestions);
                let _ = self.keeping.send(Keeping::Recover(Box::new(ready)));
            }
            Err(reason) => {
                let _ = self.events.send(Event::Notice(reason));
            }
        }
    }

    fn post_opened(&self, ticket: u64, result: Result<Box<Opened>, String>) {
        let _ = self.events.send(Event::Opened { ticket, result });
    }

    fn open(&self, wanted: &Wanted) -> Result<Opened, String> {
        let article = wanted
            .locator
            .read(&self.orders.options)
            .map_err(|problem| problem.to_string())?;
        Ok(Opened::new(wanted.index, wanted.root, article))
    }

    fn keep(&mut self, ready: &Ready) {
        self.ready.push_back(ready.clone());
        let bytes = |ready: &VecDeque<Ready>| -> usize {
            ready.iter().map(|r| r.opened.article.text.len()).sum()
        };
        while self.ready.len() > READY || (self.ready.len() > 1 && bytes(&self.ready) > READY_BYTES)
        {
            self.ready.pop_front();
        }
    }
}

/// Finds what is in an article.
pub fn extract(opened: Opened, source: &Source) -> Ready {
    let suggested = source.suggest(&opened.article, &opened.offsets);
    Ready {
        fresh: Arc::new(suggested.fresh),
        foreign: suggested.foreign,
        notices: suggested.notices,
        opened,
    }
}
