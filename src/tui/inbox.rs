//! What the loop receives: what was typed goes before what workers tell, however much that is.

use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, select, unbounded};

use super::event::Event;

/// The two channels that lead to the loop.
#[derive(Debug)]
pub struct Inbox {
    typed: Receiver<Event>,
    told: Receiver<Event>,
    /// The input thread may end before the loop does; that is told by an event.
    typing: Sender<Event>,
    /// Whether it is the turn of what workers tell.
    turn: bool,
}

impl Inbox {
    /// An empty one, and where workers put what they tell.
    pub fn new() -> (Sender<Event>, Self) {
        let (typing, typed) = unbounded();
        let (telling, told) = unbounded();
        let inbox = Self {
            typed,
            told,
            typing,
            turn: false,
        };
        (telling, inbox)
    }

    /// Where what is typed is put.
    pub fn typing(&self) -> Sender<Event> {
        self.typing.clone()
    }

    /// The next event: what was typed, if anything was, but not twice running while there is something
    /// else. It is waited for so long; without a limit if none is given.
    ///
    /// # Errors
    /// When nothing came in time, or nobody is left who could tell anything.
    pub fn next(&mut self, patience: Option<Duration>) -> Result<Event, RecvTimeoutError> {
        let (first, second) = if self.turn {
            (&self.told, &self.typed)
        } else {
            (&self.typed, &self.told)
        };
        let event = first.try_recv().or_else(|_| second.try_recv());
        let event = match (event, patience) {
            (Ok(event), _) => event,
            (Err(_), Some(patience)) => select! {
                recv(self.typed) -> event => event?,
                recv(self.told) -> event => event?,
                default(patience) => return Err(RecvTimeoutError::Timeout),
            },
            (Err(_), None) => select! {
                recv(self.typed) -> event => event?,
                recv(self.told) -> event => event?,
            },
        };
        self.turn = matches!(event, Event::Terminal(_));
        Ok(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_overtakes_what_is_told_and_neither_waits_for_ever() {
        let (telling, mut inbox) = Inbox::new();
        let typing = inbox.typing();
        for _ in 0..3 {
            telling.send(Event::Saved).unwrap();
            typing.send(Event::Terminal(Vec::new())).unwrap();
        }
        let mut order = String::new();
        while let Ok(event) = inbox.next(Some(Duration::ZERO)) {
            order.push(match event {
                Event::Terminal(_) => 't',
                _ => 's',
            });
        }
        assert_eq!(order, "tststs");
        let nothing = inbox.next(Some(Duration::from_micros(1)));
        assert_eq!(nothing.err(), Some(RecvTimeoutError::Timeout));
        std::thread::spawn(move || {
            let _ = typing.send(Event::Terminal(Vec::new()));
        });
        assert!(matches!(inbox.next(None), Ok(Event::Terminal(_))));
    }
}
