//! Who somebody in the open article is over the corpus, what they said there and where they are named.

use crate::annotation::edit::Edit;
use crate::annotation::registry::Known;
use crate::annotation::{ItemId, ItemRef, Party};
use crate::survey::Finding;
use crate::text::display;
use crate::tui::app::App;
use crate::tui::app::picker::{Choice, Choosing, Entry, Picker, letter};
use crate::tui::app::table::names::{Name, known};
use crate::tui::app::table::places::{Aim, Who};
use crate::tui::app::table::{Rows as _, Source};

use super::who_of;

impl App {
    /// The person or thing that the key is about: the selected name's, the cluster's under the
    /// cursor, the speaker's of a quote.
    fn somebody(&self) -> Option<Who> {
        if let Some(table) = self.tables.shown() {
            return match &table.source {
                Source::Names(names) => Some(self.who_of_name(names.name(table.current()?)?)),
                Source::Places(places) => places.who().first().cloned(),
                Source::Quotes(quotes) => self.who_says(quotes.finding(table.current()?)?),
                Source::Hits(_) | Source::Groups(_) | Source::Statistics(_) => None,
            };
        }
        let annotations = self.annotations()?;
        let item = self.target()?;
        if let Some(cluster) = annotations.cluster_of(&item) {
            return annotations.cluster(cluster).map(who_of);
        }
        let ItemRef::Quote(id) = &item else {
            return None;
        };
        // A speaker who belongs to no cluster is known by name alone.
        let speaker = annotations.quote(id)?.said.speaker.as_ref()?;
        let name = annotations.speaker_name(speaker, self.reader.as_ref()?.text())?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Who::Called { name, label: None })
    }

    /// Who says a quote that the survey found.
    fn who_says(&self, quote: &Finding) -> Option<Who> {
        let text = |word| self.survey.text(word).to_owned();
        Some(match quote.key {
            Some(key) => Who::Key(text(key)),
            None => Who::Called {
                name: text(quote.name?),
                label: quote.party.map(text),
            },
        })
    }

    /// Shows everything that the person under the cursor said, over the corpus.
    pub(in crate::tui::app) fn open_said(&mut self) {
        let Some(who) = self.somebody() else {
            return self.complain("no name and no speaker is here");
        };
        let heading = format!("{} said", self.name_of(&who));
        self.open_places(heading, vec![who], Aim::Said);
    }

    /// Shows every mention of the name under the cursor, over the corpus.
    pub(in crate::tui::app) fn open_mentions(&mut self) {
        let Some(who) = self.somebody() else {
            return self.complain("the cursor is on no name");
        };
        let heading = format!("Mentions of {}", self.name_of(&who));
        let here = self
            .reader
            .as_ref()
            .map(|reader| (reader.opened.index, reader.cursor));
        self.open_places(heading, vec![who], Aim::Mentions);
        // One goes on from where one is.
        if let (Some((index, byte)), Some(table)) = (here, self.tables.shown_mut())
            && let Source::Places(places) = &table.source
        {
            let before = (0..places.len()).filter_map(|row| places.place(row));
            let before =
                before.take_while(|place| (place.index, place.span.start) <= (index, byte));
            table.selected = before.count();
            table.step(0);
        }
    }

    /// Shows every mention of a name and all that it says.
    pub(in crate::tui::app) fn open_name(&mut self, name: &Name) {
        let heading = display::visible(name.title(&self.survey)).into_owned();
        let who = self.who_of_name(name);
        self.open_places(heading, vec![who], Aim::All);
    }

    /// The known ones that a cluster of the open article may be, by name: none where it is said who it is.
    pub fn candidates(&self, party: &Party) -> Vec<&Known> {
        if party.key.is_some() {
            return Vec::new();
        }
        let Some(registry) = self.registries.get(self.root()) else {
            return Vec::new();
        };
        registry.called(&party.name, &party.label)
    }

    /// Who a cluster of the open article is among those known over the corpus: `= Q1, Ana Ruiz` where
    /// that was said, with a question mark where the name suggests it.
    pub fn told_who(&self, party: &Party) -> Option<String> {
        if let Some(key) = &party.key {
            let told = known(&self.registries, key).map(|known| described(known, &party.name));
            return Some(
                format!("= {}", told.unwrap_or_default())
                    .trim_end()
                    .to_owned(),
            );
        }
        match self.candidates(party).as_slice() {
            [] => None,
            [only] => Some(format!("=? {}", described(only, ""))),
            several => Some(format!("=? one of {}", several.len())),
        }
    }

    /// Says that the name under the cursor is the known one of that name.
    pub(in crate::tui::app) fn same_as_known(&mut self) {
        let party = self.target().and_then(|item| {
            let annotations = self.annotations()?;
            annotations.cluster(annotations.cluster_of(&item)?).cloned()
        });
        let Some(party) = party else {
            return self.complain("the cursor is on no name");
        };
        let title = display::visible(&party.name).into_owned();
        if let Some(key) = &party.key {
            let name = self.name_of(&Who::Key(key.clone()));
            return self.say(format!("it is said already who {title} is: {name}"));
        }
        let candidates = self.candidates(&party);
        let found: Vec<(String, String)> = candidates
            .iter()
            .map(|known| (known.key.clone(), described(known, "")))
            .collect();
        match found.as_slice() {
            [] => self.complain(format!(
                "nobody known is called {title}; the table of names merges and links"
            )),
            [(key, _)] => {
                let key = key.clone();
                self.set_key(&party.id, &key);
            }
            several => {
                let mut entries: Vec<Entry> = several
                    .iter()
                    .map(|(key, text)| Entry {
                        letter: None,
                        text: text.clone(),
                        detail: String::new(),
                        available: true,
                        choice: Choice::Known(key.clone()),
                    })
                    .collect();
                letter(&mut entries, "");
                let choosing = Choosing::Known(party.id);
                self.open_picker(Picker::by_letter(choosing, format!("{title} is"), entries));
            }
        }
    }

    /// Says which known one a cluster is.
    pub(in crate::tui::app) fn set_key(&mut self, cluster: &ItemId, key: &str) {
        let name = self.name_of(&Who::Key(key.to_owned()));
        let edit = Edit::SetKey(cluster.clone(), Some(key.to_owned()));
        if self.commit(&[edit], &format!("this is {name}")) {
            self.say(format!("this is {name}"));
        }
    }
}

/// An entry in a line: its link, its name unless that is told already, its note.
fn described(known: &Known, told: &str) -> String {
    let name = Some(known.name.as_str()).filter(|name| *name != told);
    let parts = [known.link.as_deref(), name, known.note.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    display::visible(&parts.join(", ")).into_owned()
}
