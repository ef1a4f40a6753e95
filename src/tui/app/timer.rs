//! When the state wants to be woken although nothing happens.

use chrono::TimeDelta;
use ratatui::crossterm::event::KeyCode;

use crate::annotation::Timestamp;
use crate::tui::key::Key;
use crate::tui::keymap::Found;

use super::{App, FollowUps};

/// What may follow a prefix is shown when no key comes for this many milliseconds.
const HESITATION: i64 = 300;

impl App {
    /// The next moment at which somebody wants to be told the time, by [`Event::Tick`]; none while
    /// nobody waits, so that an idle program is never woken.
    ///
    /// Whoever adds a moment here sees to it that the tick at that moment takes it away again.
    ///
    /// [`Event::Tick`]: crate::tui::event::Event::Tick
    pub fn deadline(&self) -> Option<Timestamp> {
        let deadlines = [self.follow_ups_deadline()];
        deadlines.into_iter().flatten().min()
    }

    /// A moment that somebody waited for has come.
    pub(super) fn tick(&mut self) {
        if self.follow_ups_deadline().is_some_and(|at| at <= self.now) {
            self.follow_ups = FollowUps::Shown;
        }
    }

    fn follow_ups_deadline(&self) -> Option<Timestamp> {
        match &self.follow_ups {
            FollowUps::From(moment) => Some(*moment),
            FollowUps::None | FollowUps::Shown => None,
        }
    }

    /// Asks for what may follow the keys typed so far, or takes the last one of them back; says
    /// whether the key did either.
    pub(super) fn pending_key(&mut self, key: Key) -> bool {
        let mut whole = self.pending.clone();
        whole.push(key);
        if self.settings.keymap.find(&whole, self.context()) != Found::Nothing {
            return false;
        }
        match key.code {
            KeyCode::Char('?') | KeyCode::F(1) => self.follow_ups = FollowUps::Shown,
            KeyCode::Backspace => {
                self.pending.pop();
            }
            _ => return false,
        }
        true
    }

    /// A key of a longer sequence was typed: what may follow it is shown after a while.
    pub(super) fn await_follow_up(&mut self) {
        if self.follow_ups == FollowUps::None {
            let hesitation = TimeDelta::milliseconds(HESITATION);
            self.follow_ups = FollowUps::From(Timestamp(self.now.0 + hesitation));
        }
    }
}
