//! All actions as a list: the palette, and the help.

use crate::tui::action::{Group, Spec, TABLE};

use super::App;
use super::picker::{Choice, Choosing, Entry, Picker};

impl App {
    /// Opens all actions to be searched, those last used first.
    pub(super) fn open_palette(&mut self) {
        let recent = self.recent_actions();
        let mut entries = self.action_entries();
        let used = |entry: &Entry| match entry.choice {
            Choice::Action(action) => recent.iter().position(|known| *known == action),
            _ => None,
        };
        entries.sort_by_key(|entry| used(entry).unwrap_or(usize::MAX));
        self.open_picker(Picker::by_typing(Choosing::Action, "Actions", entries));
    }

    /// Opens the keys as they are now to be read, what works here first.
    pub(super) fn open_help(&mut self) {
        let mut entries = self.action_entries();
        entries.sort_by_key(|entry| (!entry.available, entry.detail.is_empty()));
        let title = format!("Keys in the {} (/ searches)", self.context().as_str());
        self.open_picker(Picker::by_letter(Choosing::Action, title, entries));
    }

    fn action_entries(&self) -> Vec<Entry> {
        let groups = Group::ALL.iter();
        let specs = groups.flat_map(|group| TABLE.iter().filter(|spec| spec.group == *group));
        let mut entries: Vec<Entry> = specs.map(|spec| self.action_entry(spec)).collect();
        for (at, command) in self.settings.config.commands.iter().enumerate() {
            entries.push(Entry {
                letter: None,
                text: format!("{}: {}", command.name, command.about()),
                detail: command.keys.join(" "),
                available: true,
                choice: Choice::Own(at),
            });
        }
        entries
    }

    /// An action with its keys and, where it cannot be done now, the reason.
    fn action_entry(&self, spec: &Spec) -> Entry {
        let why_not = self.unavailable(spec.action);
        let available = why_not.is_none();
        let keys = self.settings.keymap.keys_of(spec.action).join(" ");
        let detail = [why_not.unwrap_or_default(), keys];
        let told = detail.iter().filter(|part| !part.is_empty());
        Entry {
            letter: None,
            text: format!("{}: {}", spec.name, spec.help),
            detail: told.cloned().collect::<Vec<_>>().join(" · "),
            available,
            choice: Choice::Action(spec.action),
        }
    }
}
