//! Queries that the analyst gave a name.

use std::collections::BTreeMap;

use crate::search::arrange::{Grouping, Order};
use crate::text::display;
use crate::tui::action::Action;
use crate::tui::effect::Effect;

use super::App;
use super::complete::Candidate;
use super::picker::{Choice, Choosing, Entry, Picker};

/// What the list shows, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The filter.
    pub query: String,
    /// The order; as it is found where nothing is said.
    pub sort: Option<String>,
    /// The headings, if there are any.
    pub group: Option<String>,
}

/// Saved queries by their names.
pub type Queries = BTreeMap<String, Saved>;

impl App {
    /// Gives what the list shows a name.
    pub(super) fn save_query(&mut self, name: &str) {
        let list = &self.list;
        let saved = Saved {
            query: list.filter.trim().to_owned(),
            sort: (list.order != Order::default()).then(|| list.order.to_string()),
            group: (!list.grouping.is_none()).then(|| list.grouping.to_string()),
        };
        if saved == Saved::default() {
            let key = self.settings.keymap.key_of(Action::Filter);
            let key = key.unwrap_or_else(|| ":filter".to_owned());
            return self.complain(format!(
                "nothing to save: {key} filters, :sort sorts the list"
            ));
        }
        let shown = display::visible(name).into_owned();
        let known = self
            .queries
            .insert(name.to_owned(), saved.clone())
            .is_some();
        self.effects
            .push(Effect::KeepQuery(name.to_owned(), Some(saved)));
        self.say(if known {
            format!("{shown} is now what the list shows")
        } else {
            format!("saved as {shown}; :query {shown} shows it again")
        });
    }

    /// Forgets a saved query.
    pub(super) fn forget_query(&mut self, name: &str) {
        let shown = display::visible(name).into_owned();
        if self.queries.remove(name).is_none() {
            return self.complain(format!("no query is called {shown}"));
        }
        self.effects.push(Effect::KeepQuery(name.to_owned(), None));
        self.say(format!("{shown} is forgotten"));
    }

    /// Shows what a saved query shows; other words are a query themselves.
    pub(super) fn query(&mut self, name: &str) {
        let saved = match self.queries.get(name) {
            Some(saved) => saved.clone(),
            None => Saved {
                query: name.to_owned(),
                sort: Some(self.list.order.to_string()),
                group: Some(self.list.grouping.to_string()),
            },
        };
        if let Err(error) = self.filter(&saved.query) {
            return self.complain(error.to_string());
        }
        let order = saved.sort.and_then(|written| written.parse::<Order>().ok());
        let grouping = saved
            .group
            .and_then(|written| written.parse::<Grouping>().ok());
        self.list.order = order.unwrap_or_default();
        self.list.grouping = grouping.unwrap_or_default();
        self.arrange(super::list::Keep::Open);
    }

    /// The saved queries, for completion.
    pub(super) fn saved_candidates(&self) -> Vec<Candidate> {
        let saved = self.queries.iter();
        saved
            .map(|(name, saved)| Candidate::new(name.clone(), saved.query.clone()))
            .collect()
    }

    /// Opens the saved queries to choose one.
    pub(super) fn choose_query(&mut self) {
        if self.queries.is_empty() {
            return self.say("no query is saved yet; :save-query NAME saves what the list shows");
        }
        let entries = self.queries.iter().map(|(name, saved)| {
            let order = saved.sort.iter().map(|sort| format!("by {sort}"));
            let group = saved.group.iter().map(|group| format!("{group} groups"));
            let what: Vec<String> = std::iter::once(saved.query.clone())
                .filter(|query| !query.is_empty())
                .chain(order)
                .chain(group)
                .collect();
            Entry {
                letter: None,
                text: name.clone(),
                detail: what.join(" · "),
                available: true,
                choice: Choice::Query(name.clone()),
            }
        });
        let entries = entries.collect();
        self.open_picker(Picker::by_typing(Choosing::Query, "Saved queries", entries));
    }
}
