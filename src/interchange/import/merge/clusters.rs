//! Who and what the items of an import name, among those who are known here.

use super::corrected::is_time;
use super::{Merging, is_open, made, swap};
use crate::annotation::edit::Change;
use crate::annotation::{ItemId, Party, Review, Verdict};
use crate::extract::Label;
use crate::interchange::import::How;

impl Merging<'_> {
    /// The cluster here that one of the import is: that of its key, else of its name, else a new one.
    pub(super) fn cluster(&mut self, id: Option<&ItemId>) -> Option<ItemId> {
        let id = id?;
        if let Some(known) = self.clusters.get(id) {
            return Some(known.clone());
        }
        let party = *self.given_parties.get(id)?;
        let known = self.known_cluster(party);
        Some(known.unwrap_or_else(|| {
            let here = self.new_cluster(party);
            self.clusters.insert(id.clone(), here.clone());
            here
        }))
    }

    /// The cluster here that one of the import is, if there is one; it is decided as the file says.
    pub(super) fn known_cluster(&mut self, party: &Party) -> Option<ItemId> {
        let keyed = party.key.as_deref().and_then(|key| self.keys.get(key));
        let names = std::iter::once(&party.name).chain(&party.aliases);
        let mut named = names.map(|name| (party.label.clone(), name.clone()));
        let known = keyed
            .cloned()
            .or_else(|| named.find_map(|named| self.parties.get(&named).cloned()))
            .or_else(|| self.of_any_label(party))
            .or_else(|| self.relabelled(party));
        let here = known?;
        // One that the import itself made is not among those.
        if let Some(own) = self.base.cluster(&here) {
            let decides =
                self.terms.how == How::Annotations && party.review.verdict != Verdict::Unreviewed;
            if decides && is_open(&own.review) {
                let after = Party {
                    review: Review {
                        origin: own.review.origin.clone(),
                        ..self.decided(&party.review)
                    },
                    ..own.clone()
                };
                self.merged
                    .changes
                    .push(Change::Cluster(here.clone(), swap(own, after)));
            }
        }
        self.clusters.insert(party.id.clone(), here.clone());
        Some(here)
    }

    /// The first cluster here of the name of one whose label nobody told.
    fn of_any_label(&self, party: &Party) -> Option<ItemId> {
        let mut all = self.base.clusters.iter();
        let is_it = |one: &&Party| one.name == party.name || one.aliases.contains(&party.name);
        let found = party.label.as_str().is_empty().then(|| all.find(is_it))?;
        found.map(|one| one.id.clone())
    }

    /// The cluster here that was of the label and name of one and is of another kind now, or is of
    /// another kind in the file.
    fn relabelled(&self, party: &Party) -> Option<ItemId> {
        let own = self.base.cluster(&party.id)?;
        let was = (party.label.clone(), party.name.clone());
        let (ours, theirs) = (&own.review, &party.review);
        let times = theirs.updated.zip(ours.updated);
        let is_known =
            ours.verdict == Verdict::Added || times.is_some_and(|(told, time)| is_time(told, time));
        let is_it = own.was.as_ref() == Some(&was) || is_known && own.name == party.name;
        is_it.then(|| own.id.clone())
    }

    fn new_cluster(&mut self, party: &Party) -> ItemId {
        let id = if self.taken_ids.contains(&party.id) {
            let id = ItemId::new(format!("c{}", self.next_cluster));
            self.free_id(&id)
        } else {
            self.free_id(&party.id)
        };
        let number = id
            .as_str()
            .strip_prefix('c')
            .and_then(|n| n.parse::<u64>().ok());
        self.next_cluster = self.next_cluster.max(number.unwrap_or(0).saturating_add(1));
        // Who speaks is a person, as a rule.
        let label = match party.label.as_str() {
            "" => Label::PERSON,
            _ => party.label.clone(),
        };
        let named = (label.clone(), party.name.clone());
        self.parties.entry(named).or_insert_with(|| id.clone());
        let party = Party {
            id: id.clone(),
            label,
            review: self.review(&party.review),
            was: party
                .was
                .clone()
                .filter(|_| self.terms.how == How::Annotations),
            ..party.clone()
        };
        self.merged
            .changes
            .push(Change::Cluster(id.clone(), made(party)));
        id
    }
}
