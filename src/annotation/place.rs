//! Finding an item by its id among many.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::{Annotations, ItemId};

/// Fewer items than this are looked through.
const FEW: usize = 256;
/// How far from its place an item is looked for: so many others may have been added or deleted.
const NEAR: usize = 64;

/// Where each item was when one was first looked for.
///
/// Items are changed and moved without a word to this: a place is looked at first and never
/// trusted, so that it need not be kept true.
#[derive(Clone, Debug, Default)]
pub struct Places(OnceLock<Arc<HashMap<ItemId, u32>>>);

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
        self.places.0.get_or_init(|| {
            let entities = self.entities.iter().map(|e| &e.id).enumerate();
            let quotes = self.quotes.iter().map(|q| &q.id).enumerate();
            let dates = self.dates.iter().map(|d| &d.id).enumerate();
            let clusters = self.clusters.iter().map(|c| &c.id).enumerate();
            let all = entities.chain(quotes).chain(dates).chain(clusters);
            Arc::new(all.map(|(at, id)| (id.clone(), at as u32)).collect())
        });
    }

    /// Forgets where everything was: there is something new.
    pub(super) fn forget_places(&mut self) {
        self.places = Places::default();
    }

    fn place<T>(&self, items: &[T], id_of: fn(&T) -> &ItemId, id: &ItemId) -> Option<usize> {
        if items.len() >= FEW {
            self.note_places();
            let noted = self.places.0.get().and_then(|places| places.get(id));
            if let Some(noted) = noted.map(|&at| at as usize) {
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
