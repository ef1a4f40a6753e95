//! What a file has otherwise under the id of an item that is here: somebody corrected it there.

use super::remarks::remarked;
use super::{How, Known, Merging, is_open, swap};
use crate::annotation::edit::{Change, apply, judge, settle_label};
use crate::annotation::{Dated, Entity, ItemId, Quotation, Review, Said, Timestamp, Verdict};
use crate::extract::Label;

impl<'a> Merging<'a> {
    /// Whether the file was made of the last decision about an item: what it has otherwise was then
    /// changed after that.
    pub(super) fn knows(&self, own: &Review, given: &Review) -> bool {
        let Some(decided) = own.updated else {
            return own.verdict == Verdict::Unreviewed;
        };
        match given.updated {
            Some(told) => is_time(told, decided),
            None => {
                let as_of = self.terms.as_of;
                as_of.is_some_and(|as_of| decided <= as_of || is_time(as_of, decided))
            }
        }
    }

    /// The same of an item that somebody decided about.
    fn knows_decided(&self, own: &Review, given: &Review) -> bool {
        !is_open(own) && self.knows(own, given)
    }

    /// Whether a file may speak of an item here by its id, if it has that otherwise.
    fn speaks_of(&self, own: &ItemId, given: &Review) -> bool {
        self.terms.how == How::Annotations && given.verdict.stands() && !self.done.contains(own)
    }

    /// Whether an item may be corrected as the file says: nobody decided about it here in the meantime.
    fn may_correct(&mut self, (id, own): (&ItemId, &Review), given: &Review) -> bool {
        self.done.insert(id.clone());
        let reason = if own.verdict == Verdict::Rejected {
            "the file has it otherwise, it was rejected here"
        } else if self.knows(own, given) {
            self.merged.corrected += 1;
            return true;
        } else {
            "the file has it otherwise under its id, and it was decided here"
        };
        self.merged.conflicts.push((id.clone(), reason));
        false
    }

    /// What a corrected item carries.
    fn judged(&self, own: &Review, given: &Review, original_again: bool) -> Review {
        let mut review = remarked(own, given);
        judge(&mut review, original_again, self.terms.now);
        review
    }

    /// Whether a label is the same as far as the file can tell: it may have fewer labels, and fewer
    /// characters for them.
    fn is_same_label(&self, own: &Label, given: &Label) -> bool {
        let folded = |label: &Label| -> String {
            let label = self.terms.labels.of(label).unwrap_or_else(|| label.clone());
            let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
            Some(label.as_str().chars().map(plain).collect())
                .filter(|label: &String| !label.is_empty())
                .unwrap_or_else(|| "_".to_owned())
        };
        own == given || folded(own) == folded(given)
    }

    /// Takes over what the file says of a name under the id of one here; whether it is about that.
    pub(super) fn corrects_entity(&mut self, given: &Entity) -> bool {
        let of_id = self
            .base
            .entity(&given.id)
            .filter(|own| self.speaks_of(&own.id, &given.review) && own.span.overlaps(given.span));
        let Some(own) = of_id.or_else(|| self.suggested_otherwise(given)) else {
            return false;
        };
        if own.span == given.span && self.is_same_label(&own.label, &given.label) {
            self.done.insert(own.id.clone());
            if of_id.is_some() {
                self.merged.unchanged += 1;
            } else {
                // The file has one label where there are several here: it decides for this one.
                let given = Entity {
                    was: None,
                    review: Review {
                        verdict: Verdict::Accepted,
                        ..given.review.clone()
                    },
                    ..given.clone()
                };
                self.take_entity(own, &given);
            }
            return true;
        }
        if !self.may_correct((&own.id, &own.review), &given.review) {
            return true;
        }
        let cluster = match &given.cluster {
            Some(cluster) if of_id.is_none() => self.cluster(Some(cluster)),
            _ => own.cluster.clone(),
        };
        let (was, says) = (
            (own.span, own.label.clone()),
            (given.span, given.label.clone()),
        );
        if matches!(self.entities.get(&was), Some(Known::Same(same)) if same.id == own.id) {
            self.entities.remove(&was);
        }
        let original = match own.review.verdict {
            Verdict::Added => None,
            _ => own.was.clone().or(Some(was)),
        };
        let again = original.as_ref() == Some(&says);
        let after = Entity {
            span: given.span,
            label: given.label.clone(),
            cluster,
            was: original.filter(|_| !again),
            review: match of_id {
                Some(_) => self.judged(&own.review, &self.beside(own, &given.review), again),
                None => self.decided_otherwise(&own.review, &given.review),
            },
            ..own.clone()
        };
        if after.label != own.label && after.cluster == own.cluster {
            self.relabelled.extend(own.cluster.clone());
        }
        let change = Change::Entity(own.id.clone(), swap(own, after));
        self.merged.changes.push(change);
        true
    }

    /// What is suggested here under another label where a file has a name: the name is what was decided
    /// about that.
    fn suggested_otherwise(&self, given: &Entity) -> Option<&'a Entity> {
        let says = (given.span, given.label.clone());
        if self.entities.contains_key(&says) {
            return None;
        }
        let mut there = self.suggested.get(&given.span)?.iter();
        there
            .find(|own| self.speaks_of(&own.id, &given.review))
            .copied()
    }

    /// What a suggestion carries that was decided otherwise in the file.
    fn decided_otherwise(&self, own: &Review, given: &Review) -> Review {
        Review {
            origin: own.origin.clone(),
            extra: own.extra.clone(),
            link: given.link.clone().or_else(|| own.link.clone()),
            verdict: Verdict::Corrected,
            ..self.decided(given)
        }
    }

    /// Lets clusters be the kind of thing that all their mentions are, after some were relabelled.
    pub(super) fn settle_clusters(&mut self) {
        if self.relabelled.is_empty() {
            return;
        }
        let mut after = self.base.clone();
        if apply(&mut after, &self.merged.changes).is_err() {
            return;
        }
        for cluster in &self.relabelled {
            let changes = settle_label(&after, cluster, self.terms.now);
            self.merged.changes.extend(changes);
        }
    }

    /// The same of a quote. One of the same extent is about that quote, too.
    pub(super) fn corrects_quote(&mut self, given: &'a Quotation) -> bool {
        let Some(own) = self.base.quote(&given.id) else {
            return false;
        };
        let extent = own.extent();
        if !self.speaks_of(&own.id, &given.review) || !extent.overlaps(given.extent()) {
            return false;
        }
        let moved = extent != given.extent();
        let says = says_otherwise(own, given) && self.knows_decided(&own.review, &given.review);
        if !moved && !says {
            return false;
        }
        if !self.may_correct((&own.id, &own.review), &given.review) {
            return true;
        }
        if matches!(self.quotes.get(&extent), Some(Known::Same(same)) if same.id == own.id) {
            self.quotes.remove(&extent);
        }
        let said = self.said_here(own, given);
        let original = match own.review.verdict {
            Verdict::Added => None,
            _ => own.was.clone().or_else(|| Some(Box::new(own.said.clone()))),
        };
        let again = original.as_deref() == Some(&said);
        let after = Quotation {
            said,
            was: original.filter(|_| !again),
            review: self.judged(&own.review, &given.review, again),
            ..own.clone()
        };
        let change = Change::Quote(own.id.clone(), swap(own, after));
        self.merged.changes.push(change);
        true
    }

    /// The same of an expression of time.
    pub(super) fn corrects_date(&mut self, given: &Dated) -> bool {
        let Some(own) = self.base.date(&given.id) else {
            return false;
        };
        if !self.speaks_of(&own.id, &given.review) || !own.span.overlaps(given.span) {
            return false;
        }
        let value = given.value.clone().or_else(|| own.value.clone());
        let moved = own.span != given.span;
        if !moved && (value == own.value || !self.knows_decided(&own.review, &given.review)) {
            return false;
        }
        if !self.may_correct((&own.id, &own.review), &given.review) {
            return true;
        }
        if matches!(self.dates.get(&own.span), Some(Known::Same(same)) if same.id == own.id) {
            self.dates.remove(&own.span);
        }
        let original = match own.review.verdict {
            Verdict::Added => None,
            _ => own.was.clone().or(Some((own.span, own.value.clone()))),
        };
        let again = original.as_ref() == Some(&(given.span, value.clone()));
        let after = Dated {
            span: given.span,
            value,
            was: original.filter(|_| !again),
            review: self.judged(&own.review, &given.review, again),
            ..own.clone()
        };
        let change = Change::Date(own.id.clone(), swap(own, after));
        self.merged.changes.push(change);
        true
    }
}

/// Whether the time that a file tells is this one: other tools cut off digits of the second.
pub(super) fn is_time(told: Timestamp, time: Timestamp) -> bool {
    let (told, time) = (told.0, time.0);
    let nanos = time.timestamp_subsec_nanos();
    let mut units = [1, 1_000, 1_000_000, 1_000_000_000].into_iter();
    told.timestamp() == time.timestamp()
        && units.any(|unit| nanos - nanos % unit == told.timestamp_subsec_nanos())
}

/// Whether a file tells anything else of a quote than is known here.
fn says_otherwise(own: &Quotation, given: &Quotation) -> bool {
    let (ours, theirs) = (&own.said, &given.said);
    let words = |said: &Said| said.speaker.as_ref().and_then(|s| s.span);
    ours.content != theirs.content
        || ours.kind != theirs.kind
        || ours.negated != theirs.negated
        || theirs.cue.is_some() && theirs.cue != ours.cue
        || words(theirs).is_some() && words(theirs) != words(ours)
}
