//! Who is who over the corpus: names merged, renamed, linked and taken apart, and what somebody said.

mod article;

use std::collections::BTreeMap;

use crate::annotation::Party;
use crate::annotation::registry::{self, Known};
use crate::extract::Label;
use crate::survey::{Across, Target};
use crate::text::display;
use crate::tui::action::Action;

use super::App;
use super::prompt::{Prompt, Purpose, one_line};
use super::table::names::{Name, Names, known};
use super::table::places::{Aim, Deed, Places, Who};
use super::table::{Rows as _, Source};

/// What is said of a person or thing over the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Its name.
    Name,
    /// Its external identifier.
    Link,
    /// A note.
    Note,
}

impl Field {
    fn set(self, entry: &mut Known, value: &str) {
        let given = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        match self {
            Self::Name => {
                if let Some(name) = given {
                    entry.rename(&name);
                }
            }
            Self::Link => entry.link = given,
            Self::Note => entry.note = given,
        }
    }
}

/// What was decided in the open article and may hold for the whole corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Everywhere {
    /// Whom it is about, the leading name first.
    who: Vec<Who>,
    /// What is said of it.
    says: Option<(Field, String)>,
}

/// How articles tell of a cluster.
pub(super) fn who_of(party: &Party) -> Who {
    match &party.key {
        Some(key) => Who::Key(key.clone()),
        None => Who::Called {
            name: party.name.clone(),
            label: Some(party.label.to_string()),
        },
    }
}

impl App {
    /// Shows everyone and everything that is named in the corpus.
    pub(super) fn open_names(&mut self, filter: &str) {
        self.begin_survey();
        self.open_table(Source::Names(Names::default()));
        self.settle_table();
        if !filter.is_empty() {
            self.filter_table(filter);
        }
    }

    /// The names that a decision is about, where the table of names is on the screen: the marked
    /// ones, those named most first, else the selected one.
    pub(super) fn chosen_names(&self) -> Option<Vec<Name>> {
        let table = self.tables.shown()?;
        let Source::Names(names) = &table.source else {
            return None;
        };
        let rows = table.chosen().into_iter();
        Some(rows.filter_map(|row| names.name(row).cloned()).collect())
    }

    fn who_of_name(&self, name: &Name) -> Who {
        let text = |word| self.survey.text(word).to_owned();
        match name.named.key {
            Some(key) => Who::Key(text(key)),
            None => Who::Called {
                name: text(name.named.name),
                label: name.named.party.map(text),
            },
        }
    }

    /// What somebody is called.
    fn name_of(&self, who: &Who) -> String {
        let title = match who {
            Who::Called { name, .. } => name.as_str(),
            Who::Key(key) => known(&self.registries, key).map_or("?", |known| &known.name),
        };
        display::visible(title).into_owned()
    }

    /// The name that is selected in the table of names; says so where there is none.
    fn selected_name(&mut self) -> Option<Name> {
        let name = self
            .chosen_names()
            .and_then(|names| names.into_iter().next());
        if name.is_none() {
            self.complain(self.only_in_names());
        }
        name
    }

    fn only_in_names(&self) -> String {
        let key = self.settings.keymap.key_of(Action::Names);
        let opens = key.map_or_else(String::new, |key| format!("; {key} opens it"));
        format!("the table of names does this{opens}")
    }

    /// Merges the marked names: shows first where.
    pub(super) fn merge_names(&mut self) {
        let Some(names) = self.chosen_names() else {
            return self.complain(self.only_in_names());
        };
        if names.len() < 2 {
            return self
                .complain("mark the names of one person or thing with Space, then merge them");
        }
        let who = names.iter().map(|name| self.who_of_name(name)).collect();
        self.propose(Everywhere { who, says: None });
    }

    /// Asks for the name, link or note of the selected name.
    pub(super) fn prompt_of_name(&mut self, field: Field) {
        let Some(name) = self.selected_name() else {
            return;
        };
        let known = name.known.as_deref();
        let typed = match field {
            Field::Name => name.title(&self.survey).to_owned(),
            Field::Link => known.and_then(|k| k.link.clone()).unwrap_or_default(),
            Field::Note => one_line(known.and_then(|k| k.note.as_deref()).unwrap_or_default()),
        };
        let who = self.who_of_name(&name);
        self.open_prompt(Prompt::new(Purpose::OfName(who, field), &typed));
    }

    /// Says something of a person or thing over the corpus.
    pub(super) fn say_of_name(&mut self, who: Who, field: Field, value: String) {
        if field == Field::Name && value.is_empty() {
            return self.complain("a name cannot be empty");
        }
        self.propose(Everywhere {
            who: vec![who],
            says: Some((field, value)),
        });
    }

    /// Shows where the selected name's entry is used, to take some of it out.
    pub(super) fn split_name(&mut self) {
        let Some(name) = self.selected_name() else {
            return;
        };
        let title = display::visible(name.title(&self.survey)).into_owned();
        let Who::Key(key) = self.who_of_name(&name) else {
            return self.say(format!(
                "{title} was merged with nobody; split works in an article"
            ));
        };
        let heading = format!("Mark where it is not {title}, then a takes it out");
        let who = vec![Who::Key(key.clone())];
        let aim = Aim::Deed(Deed::Other { key });
        self.open_places(heading, who, aim);
    }

    fn open_places(&mut self, heading: String, who: Vec<Who>, aim: Aim) {
        self.begin_survey();
        let places = Places::of(&self.survey, heading, who, aim);
        self.open_table(Source::Places(places));
    }

    /// Applies what was decided last about a name in the article to the whole corpus: shows first where.
    pub(super) fn everywhere(&mut self) {
        match self.everywhere.clone() {
            Some(everywhere) => self.propose(everywhere),
            None => self
                .say("merge, rename or link a name first; this does the same in the whole corpus"),
        }
    }

    /// Remembers what was just decided about clusters of the article, for the whole corpus.
    pub(super) fn offer_everywhere(&mut self, who: Vec<Who>, says: Option<(Field, String)>) {
        self.everywhere = Some(Everywhere { who, says });
        let key = self.settings.keymap.key_of(Action::Everywhere);
        if let (Some(key), Some(message)) = (key, &mut self.message) {
            message.text = format!("{}; {key} does so in the whole corpus", message.text);
        }
    }

    /// Proposes that all of these are one: where that changes articles, they are shown first.
    fn propose(&mut self, everywhere: Everywhere) {
        let Everywhere { who, says } = everywhere;
        let Some(first) = who.first() else { return };
        let mut entries: Vec<Known> = Vec::new();
        for one in &who {
            if let Who::Key(key) = one
                && let Some(known) = known(&self.registries, key)
                && !entries.iter().any(|entry| entry.key == *key)
            {
                entries.push(known.clone());
            }
        }
        if entries.len() > 1 && !self.survey_is_complete() {
            // An article that was not read yet may refer to the one that goes.
            self.begin_survey();
            let progress = self.survey_progress();
            return self.complain(format!(
                "both are known already; wait until all is read ({progress})"
            ));
        }
        let mut entries = entries.into_iter();
        let before = entries.next();
        let mut entry = match (&before, first) {
            (Some(known), _) => known.clone(),
            (None, Who::Called { name, label }) => {
                let label = Label::new(label.as_deref().unwrap_or("PERSON"));
                Known::new((self.new_id)(), name, label)
            }
            // The entry was lost: it is made anew.
            (None, Who::Key(key)) => Known::new(key.clone(), key, Label::PERSON),
        };
        let mut gone = Vec::new();
        for other in entries {
            entry.take_in(&other);
            gone.push(other.key);
        }
        // The name that leads leads.
        if let Who::Called { name, .. } = first
            && says.is_none()
            && before.is_some()
        {
            entry.call(name);
        }
        let titles: Vec<String> = who.iter().map(|who| self.name_of(who)).collect();
        let what = match &says {
            Some((field, value)) => {
                field.set(&mut entry, value);
                let value = display::fit(&display::visible(value), 40).into_owned();
                let title = titles.first().map_or("", String::as_str);
                match field {
                    Field::Name => format!("rename {title}: {value}"),
                    Field::Link => format!("link {title}: {value}"),
                    Field::Note => format!("note on {title}"),
                }
            }
            None => format!("merge {}", titles.join(", ")),
        };
        let others: Vec<Who> = who
            .into_iter()
            .filter(|who| *who != Who::Key(entry.key.clone()))
            .collect();
        if others.is_empty() {
            if before.as_ref() == Some(&entry) {
                return self.say("nothing changes");
            }
            let changes = self.entry_changes(&entry, &[], &[]);
            return self.decide_known(what, changes, Vec::new(), Across::Key(None));
        }
        let title = display::visible(&entry.name).into_owned();
        let link = entry
            .link
            .as_deref()
            .map(|link| format!(" = {}", display::visible(link)));
        let heading = format!("These are {title}{}: a says so", link.unwrap_or_default());
        let deed = Deed::Same {
            entry: Box::new(entry),
            gone,
            what,
        };
        self.open_places(heading, others, Aim::Deed(deed));
    }

    /// What changes in the entries of every root: this one is as it is to be in the roots that have
    /// it and in `roots`, and those of the keys in `gone` are no more.
    fn entry_changes(
        &self,
        entry: &Known,
        gone: &[String],
        roots: &[usize],
    ) -> Vec<(usize, Vec<registry::Change>)> {
        let changes = self.registries.iter().enumerate().map(|(root, registry)| {
            let has = registry.get(&entry.key).is_some();
            let mut changes = Vec::new();
            if registry.get(&entry.key) != Some(entry) && (has || roots.contains(&root)) {
                changes.push(registry.make(entry.clone()));
            }
            changes.extend(gone.iter().filter_map(|key| registry.delete(key)));
            (root, changes)
        });
        changes.filter(|(_, changes)| !changes.is_empty()).collect()
    }

    /// Does what the table on the screen proposes, apart from what is left out; says whether it
    /// proposes anything.
    pub(super) fn do_deed(&mut self) -> bool {
        let Some(table) = self.tables.shown() else {
            return false;
        };
        let Source::Places(places) = &table.source else {
            return false;
        };
        let Some(deed) = places.deed().cloned() else {
            return false;
        };
        if matches!(deed, Deed::Other { .. }) && table.marked() == 0 {
            self.complain("mark with Space what is somebody else");
            return true;
        }
        let rows = table.chosen();
        let mut left: Vec<usize> = (0..places.len()).collect();
        left.retain(|row| rows.binary_search(row).is_err());
        let mut targets: BTreeMap<usize, Vec<Target>> = BTreeMap::new();
        for &row in &rows {
            if let Some((index, of_row)) = places.targets(row, &self.survey) {
                targets.entry(index).or_default().extend(of_row);
            }
        }
        if targets.is_empty() {
            self.complain("nothing is left of it");
            return true;
        }
        let names = |rows: &[usize]| {
            let mut names: Vec<&str> = Vec::new();
            for row in rows {
                let name = places.name(*row).map(|name| self.survey.text(name));
                if let Some(name) = name.filter(|name| !names.contains(name)) {
                    names.push(name);
                }
            }
            names
        };
        let (taken, kept) = (names(&rows), names(&left));
        let mut roots: Vec<usize> = targets
            .keys()
            .filter_map(|&at| self.corpus.root(at))
            .collect();
        roots.sort_unstable();
        roots.dedup();
        let (what, changes, across) = match deed {
            Deed::Same {
                mut entry,
                mut gone,
                what,
            } => {
                for name in taken {
                    entry.call(name);
                }
                // An entry that is still somebody's stays.
                let still = |key: &String| {
                    left.iter().any(|row| {
                        let of_row = places.key_of(*row).map(|word| self.survey.text(word));
                        of_row == Some(key.as_str())
                    })
                };
                gone.retain(|key| !still(key));
                let across = Across::Key(Some(entry.key.clone()));
                (what, self.entry_changes(&entry, &gone, &roots), across)
            }
            Deed::Other { key } => {
                let lost: Vec<&str> = taken
                    .into_iter()
                    .filter(|name| !kept.contains(name))
                    .collect();
                let changes = self.registries.iter().enumerate().map(|(root, registry)| {
                    let change = if kept.is_empty() {
                        registry.delete(&key)
                    } else {
                        registry.edit(&key, |entry| entry.forget(&lost))
                    };
                    (root, change.into_iter().collect::<Vec<_>>())
                });
                let changes = changes.filter(|(_, changes)| !changes.is_empty()).collect();
                let title = self.name_of(&Who::Key(key));
                (format!("split {title}"), changes, Across::Key(None))
            }
        };
        self.close_table();
        if let Some(table) = self.tables.shown_mut() {
            table.unmark();
        }
        self.decide_known(what, changes, targets.into_iter().collect(), across);
        true
    }
}
