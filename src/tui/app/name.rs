//! What a name is, and whom it names: labels, merging, splitting, renaming, links.

use std::collections::HashSet;

use crate::annotation::edit::Edit;
use crate::annotation::{Annotations, ItemId, ItemRef, Verdict};
use crate::extract::Label;
use crate::text::display;
use crate::tui::action::Action;

use super::App;
use super::picker::{Choice, Choosing, Entry, Picker, letter};
use super::prompt::{Prompt, Purpose};
use super::who::{Field, who_of};

impl App {
    /// Opens the label menu for the entity under the cursor; on a selection, the menu that makes.
    pub(super) fn choose_label(&mut self) {
        if self.tables.shown().is_some() {
            return self.choose_rows_label();
        }
        if self
            .reader
            .as_ref()
            .is_some_and(|reader| reader.anchor.is_some())
        {
            self.choose_make();
            return;
        }
        let id = match self.target() {
            Some(ItemRef::Entity(id)) => id,
            Some(date @ ItemRef::Date(_)) => return self.choose_label_of_date(&date),
            _ => {
                self.unopened = Some(Action::Relabel);
                self.complain("the cursor is on no name and no date; v selects words to make one");
                return;
            }
        };
        let current = self
            .annotations()
            .and_then(|a| a.entity(&id))
            .map(|e| e.label.clone());
        let entries = self.label_entries(current.as_ref());
        let name = self.named(&ItemRef::Entity(id.clone()));
        let title = format!("Label of {name} (? when to use each)");
        let now = self
            .settings
            .labels
            .iter()
            .position(|l| Some(&l.label) == current.as_ref());
        let mut picker = Picker::by_letter(Choosing::Relabel(id), title, entries);
        picker.selected = now.unwrap_or(0);
        self.open_picker(picker);
    }

    /// Opens the label menu that makes a name of a time expression.
    fn choose_label_of_date(&mut self, date: &ItemRef) {
        let span = self.annotations().and_then(|a| a.span(date));
        let Some(span) = span else { return };
        let title = format!("Label of {} (? when to use each)", self.named_span(span));
        let entries = self.label_entries(None);
        self.open_picker(Picker::by_letter(Choosing::Make(span), title, entries));
    }

    /// Opens the other people and things of the article, to merge one with the name under the cursor.
    pub(super) fn choose_merge(&mut self) {
        let cluster = match self.target() {
            Some(ItemRef::Entity(id)) => self
                .annotations()
                .and_then(|a| a.entity(&id))
                .and_then(|e| e.cluster.clone()),
            Some(ItemRef::Quote(id)) => self
                .annotations()
                .and_then(|a| a.quote(&id))
                .and_then(|q| q.said.speaker.as_ref()?.cluster.clone()),
            _ => None,
        };
        let Some(cluster) = cluster else {
            self.complain("the cursor is on no name");
            return;
        };
        let Some(annotations) = self.annotations() else {
            return;
        };
        let Some(party) = annotations.cluster(&cluster) else {
            return;
        };
        let label = party.label.clone();
        if label == Label::DATE {
            self.complain("a date is the same as nothing else; its value says which day it is");
            return;
        }
        let title = format!("{} is the same as", display::visible(&party.name));
        let rejected = rejected_clusters(annotations);
        let mut others: Vec<_> = annotations
            .clusters
            .iter()
            .filter(|c| c.id != cluster && !rejected.contains(&c.id))
            .filter(|c| c.label != Label::DATE)
            .filter(|c| c.label == label || ![&c.label, &label].contains(&&Label::MONEY))
            .collect();
        others.sort_by_key(|other| other.label != label);
        if others.is_empty() {
            self.complain("there is nobody and nothing else in this article to merge it with");
            return;
        }
        let mut entries: Vec<Entry> = others
            .into_iter()
            .map(|other| Entry {
                letter: None,
                text: other.name.clone(),
                detail: other.label.to_string(),
                available: true,
                choice: Choice::Cluster(other.id.clone()),
            })
            .collect();
        letter(&mut entries, "");
        self.open_picker(Picker::by_letter(Choosing::Merge(cluster), title, entries));
    }

    /// Merges two clusters; the fuller name leads.
    pub(super) fn merge(&mut self, one: &ItemId, other: &ItemId) {
        let Some(annotations) = self.annotations() else {
            return;
        };
        let (Some(a), Some(b)) = (annotations.cluster(one), annotations.cluster(other)) else {
            return;
        };
        let (lost, kept) = if a.name.chars().count() > b.name.chars().count() {
            (b, a)
        } else {
            (a, b)
        };
        let what = format!(
            "{} is {}",
            display::visible(&lost.name),
            display::visible(&kept.name)
        );
        let edit = Edit::Merge(lost.id.clone(), kept.id.clone());
        let who = vec![who_of(kept), who_of(lost)];
        let told = if lost.label == kept.label {
            what.clone()
        } else {
            let (lost, kept) = (&lost.label, &kept.label);
            format!("merged {lost} with {kept}: {what}, and each mention keeps its label")
        };
        if self.commit(&[edit], &format!("merge: {what}")) {
            self.say(told);
            self.offer_everywhere(who, None);
        }
    }

    pub(super) fn split(&mut self) {
        let Some(ItemRef::Entity(id)) = self.target() else {
            self.complain("the cursor is on no name");
            return;
        };
        let name = self.named(&ItemRef::Entity(id.clone()));
        if self.commit(&[Edit::Split(id)], &format!("split {name}")) {
            self.say(format!("{name} stands for itself"));
        }
    }

    pub(super) fn prompt_rename(&mut self) {
        let Some(ItemRef::Entity(id)) = self.target() else {
            self.complain("the cursor is on no name");
            return;
        };
        let party = self.annotations().and_then(|annotations| {
            let cluster = annotations.entity(&id)?.cluster.as_ref()?;
            let party = annotations.cluster(cluster)?;
            Some((party.id.clone(), party.name.clone()))
        });
        if let Some((id, name)) = party {
            self.open_prompt(Prompt::new(Purpose::Rename(id), &name));
        }
    }

    pub(super) fn prompt_link(&mut self) {
        let Some(target) = self.target() else {
            self.complain("the cursor is on nothing to link");
            return;
        };
        // What a name is linked to is who it names.
        let party = match &target {
            ItemRef::Entity(id) => self
                .annotations()
                .and_then(|a| a.entity(id)?.cluster.clone())
                .map(ItemRef::Cluster),
            _ => None,
        };
        let item = party.unwrap_or(target);
        let link = self
            .annotations()
            .and_then(|annotations| annotations.review(&item)?.link.clone());
        self.open_prompt(Prompt::new(Purpose::Link(item), &link.unwrap_or_default()));
    }

    /// Gives a cluster another full name.
    pub(super) fn rename(&mut self, id: ItemId, name: String) {
        let who = self.annotations().and_then(|a| a.cluster(&id)).map(who_of);
        if self.commit(&[Edit::Rename(id, name.clone())], &format!("rename {name}")) {
            self.say(format!("the name is {name}"));
            let who = who.into_iter().collect();
            self.offer_everywhere(who, Some((Field::Name, name)));
        }
    }

    /// Gives an item an external identifier.
    pub(super) fn set_link(&mut self, item: ItemRef, link: String) {
        let who = match &item {
            ItemRef::Cluster(id) => self.annotations().and_then(|a| a.cluster(id)).map(who_of),
            _ => None,
        };
        let given = Some(link.clone()).filter(|link| !link.is_empty());
        if self.commit(&[Edit::SetLink(item, given)], "link") {
            self.say("linked");
            if let Some(who) = who {
                self.offer_everywhere(vec![who], Some((Field::Link, link)));
            }
        }
    }
}

/// The clusters all of whose mentions were rejected.
fn rejected_clusters(annotations: &Annotations) -> HashSet<&ItemId> {
    let entities = annotations.entities.iter();
    let (rejected, stand): (Vec<_>, Vec<_>) =
        entities.partition(|entity| entity.review.verdict == Verdict::Rejected);
    let stand: HashSet<_> = stand
        .into_iter()
        .filter_map(|e| e.cluster.as_ref())
        .collect();
    let rejected = rejected.into_iter().filter_map(|e| e.cluster.as_ref());
    rejected
        .filter(|cluster| !stand.contains(cluster))
        .collect()
}
