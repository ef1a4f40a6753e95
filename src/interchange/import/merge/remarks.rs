//! What a file says beside an item that is here: its note, its tags and its link.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Merging, is_open};
use crate::annotation::{Entity, ItemId, Review};
use crate::interchange::import::How;

/// What becomes of what a file says beside an item.
pub(super) enum Remarks {
    /// It says nothing that is not here.
    Same,
    /// It was written here otherwise since the file was made: that stays, and is told.
    Refused,
    /// The item carries it from now on.
    Taken(Review),
}

impl Merging<'_> {
    /// What an item that was decided here carries where the file has another note, a tag more or another
    /// link.
    pub(super) fn remarks(&mut self, (id, own): (&ItemId, &Review), given: &Review) -> Remarks {
        let speaks =
            self.terms.how == How::Annotations && given.verdict.stands() && own.verdict.stands();
        if !speaks || is_open(own) {
            return Remarks::Same;
        }
        let after = remarked(own, given);
        let (noted, tagged) = (after.note != own.note, after.tags != own.tags);
        let linked = after.link != own.link;
        if !noted && !tagged && !linked {
            return Remarks::Same;
        }
        let adds = (!noted || own.note.is_none()) && (!linked || own.link.is_none());
        let tells_no_time = given.updated.is_none() && self.terms.as_of.is_none();
        if self.knows(own, given) || adds && tells_no_time {
            return Remarks::Taken(Review {
                updated: Some(self.terms.now),
                ..after
            });
        }
        let reason = if noted {
            "the file has another note than was written here"
        } else if linked {
            "the file has another link than was given here"
        } else {
            "the file has a tag that it has not here"
        };
        self.merged.conflicts.push((id.clone(), reason));
        Remarks::Refused
    }

    /// What a file says beside a name. Some write the link of whom it names beside it.
    pub(super) fn beside<'r>(&self, own: &Entity, given: &'r Review) -> Cow<'r, Review> {
        let party = own.cluster.as_ref().and_then(|id| self.base.cluster(id));
        let Some((party, link)) = party.zip(given.link.as_deref()) else {
            return Cow::Borrowed(given);
        };
        let linked = party.review.updated.zip(self.terms.as_of);
        let since = linked.is_some_and(|(linked, as_of)| linked > as_of);
        let is_its = |its: &str| folded(its) == folded(link);
        if since || party.review.link.as_deref().is_some_and(is_its) {
            let link = None;
            return Cow::Owned(Review {
                link,
                ..given.clone()
            });
        }
        Cow::Borrowed(given)
    }
}

/// What an item carries with what a file says beside it. What the file does not say stays.
pub(super) fn remarked(own: &Review, given: &Review) -> Review {
    let mut after = own.clone();
    if says_another(own.note.as_deref(), given.note.as_deref()) {
        after.note.clone_from(&given.note);
    }
    if says_another(own.link.as_deref(), given.link.as_deref()) {
        after.link.clone_from(&given.link);
    }
    add_tags(&mut after.tags, &given.tags);
    after
}

/// Adds the tags that a file has more, as far as it can tell.
pub(super) fn add_tags(own: &mut Vec<String>, given: &[String]) {
    if given.is_empty() {
        return;
    }
    let mut known: HashSet<String> = own.iter().flat_map(|tag| parts(tag)).collect();
    for tag in given {
        let new: Vec<String> = parts(tag).filter(|part| !known.contains(part)).collect();
        if !new.is_empty() {
            known.extend(new);
            own.push(tag.clone());
        }
    }
}

/// Whether a file says another thing than is here, as far as it can tell.
pub(super) fn says_another(own: Option<&str>, given: Option<&str>) -> bool {
    let Some(given) = given.map(folded).filter(|given| !given.is_empty()) else {
        return false;
    };
    own.is_none_or(|own| folded(own) != given)
}

/// A tag as files tell it: some divide tags by commas or semicolons.
fn parts(tag: &str) -> impl Iterator<Item = String> {
    let parts = tag.split([',', ';']).map(folded);
    parts.filter(|part| !part.is_empty())
}

/// Words without what some formats cannot write, or write otherwise: white space, control characters, and
/// what they put in place of these.
fn folded(words: &str) -> String {
    let is_blank = |c: char| {
        let is_none = matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF);
        c.is_whitespace() || c.is_control() || matches!(c, '_' | '\u{FFFD}') || is_none
    };
    let words: Vec<&str> = words.split(is_blank).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}
