//! Finding an item by its id among many.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::edit::Change;
use super::{Annotations, ItemId, ItemRef};

/// Fewer items than this are looked through.
const FEW: usize = 256;
/// How far from its place an item is looked for: so many others may have come or gone.
const NEAR: usize = 256;

/// Where each item was when one was first looked for, or when it was made.
///
/// Items are changed and moved without a word to this: a place is looked at first and never
/// trusted, so that it need not be kept true.
#[derive(Clone, Debug, Default)]
pub struct Places {
    noted: OnceLock<Arc<HashMap<ItemId, u32>>>,
    /// Those that were made since.
    made: Vec<(ItemId, usize)>,
    /// How many came or went since.
    moved: usize,
}

/// Equal annotations are equal, however they were looked through.
impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Annotations {
    /// The place of an entity among the others.
    pub fn entity_at(&self, id: &ItemId) -> Option<usize> {
        self.place(&self.entities, |e| &e.id, id)
    }

    /// The place of a quote among the others.
    pub fn quote_at(&self, id: &ItemId) -> Option<usize> {
        self.place(&self.quotes, |q| &q.id, id)
    }

    /// The place of a date among the others.
    pub fn date_at(&self, id: &ItemId) -> Option<usize> {
        self.place(&self.dates, |d| &d.id, id)
    }

    /// The place of a cluster among the others.
    pub fn cluster_at(&self, id: &ItemId) -> Option<usize> {
        self.place(&self.clusters, |c| &c.id, id)
    }

    /// Notes where everything is, so that it is found at once from now on.
    pub fn note_places(&self) {
        self.places.noted.get_or_init(|| {
            let entities = self.entities.iter().map(|e| &e.id).enumerate();
            let quotes = self.quotes.iter().map(|q| &q.id).enumerate();
            let dates = self.dates.iter().map(|d| &d.id).enumerate();
            let clusters = self.clusters.iter().map(|c| &c.id).enumerate();
            let all = entities.chain(quotes).chain(dates).chain(clusters);
            Arc::new(all.map(|(at, id)| (id.clone(), at as u32)).collect())
        });
    }

    /// Notes where what changes made is, and forgets where everything was when it is not near that
    /// any more. Every list has to be in its order.
    pub(super) fn follow_places(&mut self, changes: &[Change]) {
        if self.places.noted.get().is_none() {
            return;
        }
        for change in changes {
            let made = change.makes();
            self.places.moved += usize::from(made || change.moves());
            if self.places.moved >= NEAR {
                self.places = Places::default();
                return;
            }
            if made && let Some(item) = change.item() {
                let at = self.at(&item);
                let id = item.id().clone();
                self.places.made.extend(at.map(|at| (id, at)));
            }
        }
    }

    /// The place of an item among those of its kind.
    pub fn at(&self, item: &ItemRef) -> Option<usize> {
        match item {
            ItemRef::Entity(id) => self.entity_at(id),
            ItemRef::Quote(id) => self.quote_at(id),
            ItemRef::Date(id) => self.date_at(id),
            ItemRef::Cluster(id) => self.cluster_at(id),
        }
    }

    fn place<T>(&self, items: &[T], id_of: fn(&T) -> &ItemId, id: &ItemId) -> Option<usize> {
        if items.len() >= FEW {
            self.note_places();
            let made = self.places.made.iter().rfind(|(made, _)| made == id);
            let noted = || Some(*self.places.noted.get()?.get(id)? as usize);
            if let Some(noted) = made.map(|(_, at)| *at).or_else(noted) {
                let is = |at: &usize| items.get(*at).is_some_and(|item| id_of(item) == id);
                let near = noted.saturating_sub(NEAR)..noted.saturating_add(NEAR);
                if let Some(at) = std::iter::once(noted).chain(near).find(is) {
                    return Some(at);
                }
            }
        }
        items.iter().position(|item| id_of(item) == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Entity;
    use crate::span::Span;

    fn entity(id: usize) -> Entity {
        Entity {
            id: ItemId::new(format!("e{id}")),
            span: Span::new(id * 10, id * 10 + 5),
            label: crate::extract::Label::PERSON,
            score: None,
            cluster: None,
            was: None,
            review: crate::annotation::Review::default(),
        }
    }

    #[test]
    fn items_are_found_wherever_they_were_moved_meanwhile() {
        let mut annotations = Annotations {
            entities: (0..1000).map(entity).collect(),
            ..Annotations::default()
        };
        let of = |annotations: &Annotations, id: usize| {
            let id = ItemId::new(format!("e{id}"));
            annotations.entity(&id).map(|e| e.id == id)
        };
        assert_eq!(of(&annotations, 700), Some(true));
        annotations.entities.remove(3);
        assert_eq!(of(&annotations, 700), Some(true));
        assert_eq!(of(&annotations, 3), None);
        annotations.entities.reverse();
        assert_eq!(of(&annotations, 700), Some(true));
        annotations.entities.push(entity(5000));
        assert_eq!(of(&annotations, 5000), Some(true));
        annotations.entities.truncate(300);
        assert_eq!(of(&annotations, 0), None);
    }
}
