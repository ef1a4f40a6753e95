//! Finding an item by its id among many.

use super::{Annotations, ItemId, ItemRef};

impl Annotations {
    /// The place of an entity among the others.
    pub fn entity_at(&self, id: &ItemId) -> Option<usize> {
        self.entities.place(id)
    }

    /// The place of a quote among the others.
    pub fn quote_at(&self, id: &ItemId) -> Option<usize> {
        self.quotes.place(id)
    }

    /// The place of a date among the others.
    pub fn date_at(&self, id: &ItemId) -> Option<usize> {
        self.dates.place(id)
    }

    /// The place of a cluster among the others.
    pub fn cluster_at(&self, id: &ItemId) -> Option<usize> {
        self.clusters.place(id)
    }

    /// Notes where everything is, so that it is found at once from now on.
    pub fn note_places(&self) {
        self.entities.note_places();
        self.quotes.note_places();
        self.dates.note_places();
        self.clusters.note_places();
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
}
