//! From item to item: to the next suggestion, name or quote, over the ends of articles.

use crate::annotation::{ItemRef, Listed, Verdict};
use crate::tui::action::Action;

use super::areas::Pane;
use super::reader::{Reader, is_undecided};
use super::{App, Awaiting};

/// How many articles in a row are looked through for what is sought.
const TRIES: usize = 50;

/// What is gone to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// A suggestion that nobody decided.
    Undecided,
    /// A name.
    Entity,
    /// A quote.
    Quote,
    /// A quote that lacks its speaker.
    Unattributed,
}

impl Sought {
    fn is(self, reader: &Reader, listed: &Listed) -> bool {
        let stands = listed.verdict != Verdict::Rejected;
        match self {
            Self::Undecided => is_undecided(listed),
            Self::Entity => stands && matches!(listed.item, ItemRef::Entity(_)),
            Self::Quote => stands && matches!(listed.item, ItemRef::Quote(_)),
            Self::Unattributed => reader.is_unattributed(listed),
        }
    }

    /// What is not there where nothing is found.
    fn nothing(self) -> &'static str {
        match self {
            Self::Undecided => "nothing undecided",
            Self::Entity => "no entity",
            Self::Quote => "no quote",
            Self::Unattributed => "no quote without a speaker",
        }
    }

    /// What goes on to it.
    fn action(self, forward: bool) -> Action {
        match (self, forward) {
            (Self::Undecided, true) => Action::NextUndecided,
            (Self::Undecided, false) => Action::PreviousUndecided,
            (Self::Entity, true) => Action::NextEntity,
            (Self::Entity, false) => Action::PreviousEntity,
            (Self::Quote, true) => Action::NextQuote,
            (Self::Quote, false) => Action::PreviousQuote,
            (Self::Unattributed, true) => Action::NextUnattributed,
            (Self::Unattributed, false) => Action::PreviousUnattributed,
        }
    }
}

impl App {
    /// Goes to what is sought in the article that was just opened, or on where it has none.
    pub(super) fn arrive(&mut self, sought: Sought, forward: bool, tries: usize) {
        let Some(reader) = &self.reader else {
            return;
        };
        let wanted = |listed: &&Listed| sought.is(reader, listed);
        let found = if forward {
            reader.items().iter().find(wanted)
        } else {
            reader.items().iter().rev().find(wanted)
        };
        let Some(item) = found.map(|listed| listed.item.clone()) else {
            return self.on_to(sought, forward, tries);
        };
        self.focus_item(&item);
        self.say(if forward {
            "next article"
        } else {
            "article before"
        });
    }

    /// Goes on to the next article in the list for what is sought.
    fn on_to(&mut self, sought: Sought, forward: bool, tries: usize) {
        let Some(left) = tries.checked_sub(1) else {
            let key = self.settings.keymap.key_of(sought.action(forward));
            let (nothing, key) = (sought.nothing(), key.unwrap_or_default());
            return self.say(format!(
                "{nothing} in {TRIES} articles; {key} looks further"
            ));
        };
        let row = self.list.selected;
        let next = if forward {
            row.checked_add(1)
        } else {
            row.checked_sub(1)
        };
        let index = next.and_then(|row| self.list.article(row, &self.corpus));
        let (Some(row), Some(index)) = (next, index) else {
            return self.say(self.told_end(sought, forward));
        };
        if tries == TRIES {
            self.remember_jump();
        }
        self.list.select(row, &self.corpus);
        self.load(index);
        self.awaiting = Some(Awaiting::Sought {
            sought,
            forward,
            tries: left,
        });
    }

    /// What is said where the list ends.
    fn told_end(&self, sought: Sought, forward: bool) -> String {
        let key = |action| self.settings.keymap.key_of(action).unwrap_or_default();
        if sought != Sought::Undecided {
            let (way, end) = if forward {
                ("below", "last")
            } else {
                ("above", "first")
            };
            return format!("{} {way}; this is the {end} article", sought.nothing());
        }
        if !forward {
            return "nothing undecided before this".to_owned();
        }
        if self
            .reader
            .as_ref()
            .is_some_and(|r| r.counts().undecided > 0)
        {
            let back = key(Action::PreviousUndecided);
            return format!("the end; some suggestions above are undecided ({back})");
        }
        let top = key(Action::Top);
        format!("everything from here to the end is decided; {top} in the list goes to the top")
    }

    /// The next item of a kind, or the one before, over the article's end.
    pub(super) fn step_to(&mut self, sought: Sought, forward: bool) {
        if sought == Sought::Undecided && self.stream.is_some() {
            self.settings.wanted.focus = Pane::Reader;
            return if forward {
                self.step_stream();
            } else {
                self.step_stream_back();
            };
        }
        let Some(reader) = &self.reader else {
            self.say("no article is open");
            return;
        };
        if self.settings.wanted.focus == Pane::List {
            self.settings.wanted.focus = Pane::Reader;
        }
        let found = match sought {
            Sought::Undecided => reader.step_undecided(forward),
            _ => reader.step_item(forward, |listed| sought.is(reader, listed)),
        };
        let selecting = reader.anchor.is_some();
        match found {
            Some(item) if sought == Sought::Undecided => self.focus_item(&item),
            Some(item) => self.reach(&item),
            // A selection ends where its article does.
            None if selecting => {
                let way = if forward { "below" } else { "above" };
                self.say(format!("{} {way} in this article", sought.nothing()));
            }
            None => self.on_to(sought, forward, TRIES),
        }
    }
}
