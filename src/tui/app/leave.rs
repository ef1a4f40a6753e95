//! What is saved and what is not, and leaving.

use crate::text::count::counted;
use crate::tui::effect::{Effect, Place};

use super::App;

/// Whether what was done is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// All of it.
    #[default]
    Saved,
    /// That many decisions are on their way.
    Saving(usize),
    /// That many decisions are not, and are tried again: why.
    Failed(usize, String),
}

impl App {
    /// How many decisions are not on the disk yet.
    pub fn unsaved(&self) -> usize {
        match self.saving {
            Saving::Saved => 0,
            Saving::Saving(left) | Saving::Failed(left, _) => left,
        }
    }

    /// A decision more is on its way to the disk.
    pub(super) fn await_saving(&mut self) {
        let unsaved = self.unsaved() + 1;
        self.saving = match std::mem::take(&mut self.saving) {
            Saving::Failed(_, reason) => Saving::Failed(unsaved, reason),
            Saving::Saved | Saving::Saving(_) => Saving::Saving(unsaved),
        };
        self.warned_of_loss = false;
    }

    /// A decision is on the disk.
    pub(super) fn decision_saved(&mut self) {
        self.saving = match std::mem::take(&mut self.saving) {
            Saving::Saving(left) if left > 1 => Saving::Saving(left - 1),
            Saving::Failed(left, reason) if left > 1 => Saving::Failed(left - 1, reason),
            Saving::Failed(_, reason) => {
                // It was tried again: if the screen still tells why, that is so no more.
                let mut told = self.message.iter();
                if told.any(|message| message.bad && message.text.contains(&reason)) {
                    self.say("what was not saved is saved now");
                }
                Saving::Saved
            }
            Saving::Saving(_) | Saving::Saved => Saving::Saved,
        };
        if self.leaving && self.saving == Saving::Saved {
            self.leave();
        }
    }

    /// Decisions are not on the disk: they are tried again.
    pub(super) fn decision_not_saved(&mut self, reason: String) {
        self.saving = Saving::Failed(self.unsaved().max(1), reason);
        if std::mem::take(&mut self.leaving) {
            return self.quit();
        }
        if let Saving::Failed(_, reason) = &self.saving {
            let told = with_way_out(format!("not saved: {reason}; tried again by itself"));
            self.complain(told);
        }
    }

    /// Says whether everything is saved; what is not is tried again at once.
    pub(super) fn say_saved(&mut self) {
        match &self.saving {
            Saving::Saved => match self.why_read_only().map(str::to_owned) {
                Some(reason) => self.say(format!("read-only: {reason}")),
                None => self.say("everything is saved; each decision was the moment it was made"),
            },
            Saving::Saving(count) => {
                let count = *count;
                self.say(format!("{} being saved", decisions(count)));
            }
            Saving::Failed(count, reason) => {
                let told = format!("{} not saved: {reason}; trying again", decisions(*count));
                self.complain(with_way_out(told));
                self.effects.push(Effect::Retry);
            }
        }
    }

    /// Quits, but wants the key again where that would lose a decision, and waits for those that
    /// are on their way to the disk.
    pub(super) fn quit(&mut self) {
        match &self.saving {
            Saving::Failed(left, reason) if !self.warned_of_loss => {
                let told = with_way_out(format!("{} not saved: {reason}", decisions(*left)));
                let told = format!("{told}, :q! (or the same again) quits without");
                self.warned_of_loss = true;
                self.complain(told);
            }
            Saving::Saving(left) => {
                let told = format!(
                    "waiting for the disk: {} being saved; :q! quits without",
                    decisions(*left)
                );
                self.leaving = true;
                self.complain(told);
            }
            Saving::Failed(..) | Saving::Saved => self.leave(),
        }
    }

    /// Quits.
    pub(super) fn leave(&mut self) {
        self.remember();
        self.effects.push(Effect::Quit);
    }

    /// Quits, whatever is not saved.
    pub(super) fn leave_now(&mut self) {
        self.remember();
        self.effects.push(Effect::QuitNow);
    }

    /// Remembers where the analyst is.
    fn remember(&mut self) {
        let Some(reader) = &self.reader else { return };
        self.effects.push(Effect::Remember(Place {
            root: reader.opened.root,
            article: reader.opened.article.id.clone(),
            cursor: reader.cursor,
            top: reader.top,
        }));
    }
}

/// `1 decision is`, `2 decisions are`.
pub fn decisions(count: usize) -> String {
    counted(count, "decision is", "decisions are")
}

/// What is told of decisions that are not saved, with the way out, once.
fn with_way_out(told: String) -> String {
    const WAY: &str = ":w PATH saves elsewhere";
    if told.contains(WAY) {
        return told;
    }
    format!("{told}; {WAY}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_out_is_told_once() {
        let told = "not saved: the folder is gone; bring it back, or :w PATH saves elsewhere";
        assert_eq!(with_way_out(told.to_owned()), told);
        let full = with_way_out("not saved: the disk is full".to_owned());
        assert_eq!(full, "not saved: the disk is full; :w PATH saves elsewhere");
    }
}
