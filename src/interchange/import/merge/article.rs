//! What an import says about the article itself.

use super::remarks::{add_tags, says_another};
use super::{Merging, is_open};
use crate::annotation::edit::{Change, Swap};
use crate::annotation::{ItemId, Status};

impl Merging<'_> {
    /// Status, tags and note of the article.
    pub(super) fn article(&mut self) {
        let (base, given) = (self.base, self.given);
        let mut tags = base.tags.clone();
        add_tags(&mut tags, &given.tags);
        if tags != base.tags {
            self.merged.changes.push(Change::Tags(Swap {
                before: base.tags.clone(),
                after: tags,
            }));
        }
        let article = || ItemId::new("the article");
        match (&base.note, &given.note) {
            (None, Some(_)) => self.merged.changes.push(Change::Note(Swap {
                before: None,
                after: given.note.clone(),
            })),
            (Some(ours), theirs) if says_another(Some(ours), theirs.as_deref()) => {
                let reason = "the file has another note than was written here";
                self.merged.conflicts.push((article(), reason));
            }
            _ => {}
        }
        let decides = |change: &Change| match change {
            Change::Entity(_, swap) => swap.after.as_ref().is_some_and(|e| !is_open(&e.review)),
            Change::Quote(_, swap) => swap.after.as_ref().is_some_and(|q| !is_open(&q.review)),
            Change::Date(_, swap) => swap.after.as_ref().is_some_and(|d| !is_open(&d.review)),
            _ => false,
        };
        let after = match given.status {
            Status::New if self.merged.changes.iter().any(decides) => Status::InProgress,
            status => status,
        };
        if after == Status::New || after == base.status {
            return;
        }
        if base.status == Status::New || base.updated.is_none() {
            self.merged.changes.push(Change::Status(Swap {
                before: base.status,
                after,
            }));
        } else if given.status != Status::New {
            let reason = "the file gives the article another status than it has here";
            self.merged.conflicts.push((article(), reason));
        }
    }
}
