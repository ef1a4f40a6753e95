//! The items of an article in the order of the text, as they are stepped through and painted.

use std::cmp::Reverse;

use crate::annotation::edit::Change;
use crate::annotation::{Annotations, ItemRef, Listed, Verdict};
use crate::extract::Label;
use crate::span::Span;

/// How many items an article has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entities that were not rejected.
    pub entities: usize,
    /// Quotes that were not rejected.
    pub quotes: usize,
    /// Items of any kind that nobody decided.
    pub undecided: usize,
    /// Items of any kind and verdict.
    pub all: usize,
}

impl Counts {
    fn of(items: &[Listed]) -> Self {
        let mut counts = Self::default();
        for listed in items {
            counts.add(listed);
        }
        counts
    }

    fn add(&mut self, listed: &Listed) {
        let (stands, undecided) = Self::weight(listed);
        match listed.item {
            ItemRef::Entity(_) => self.entities += stands,
            ItemRef::Quote(_) => self.quotes += stands,
            ItemRef::Date(_) | ItemRef::Cluster(_) => {}
        }
        self.undecided += undecided;
        self.all += 1;
    }

    fn remove(&mut self, listed: &Listed) {
        let (stands, undecided) = Self::weight(listed);
        match listed.item {
            ItemRef::Entity(_) => self.entities -= stands,
            ItemRef::Quote(_) => self.quotes -= stands,
            ItemRef::Date(_) | ItemRef::Cluster(_) => {}
        }
        self.undecided -= undecided;
        self.all -= 1;
    }

    /// Whether an item stands, and whether it is undecided, as numbers.
    fn weight(listed: &Listed) -> (usize, usize) {
        (
            usize::from(listed.verdict != Verdict::Rejected),
            usize::from(listed.verdict == Verdict::Unreviewed),
        )
    }
}

/// The items of an article in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    items: Vec<Listed>,
    /// For each item, how far it and those before it reach, in bytes: what tells where to begin to
    /// look for those over a place.
    reach: Vec<usize>,
    counts: Counts,
}

impl Listing {
    /// Lists the items of annotations.
    pub fn of(annotations: &Annotations) -> Self {
        let items = annotations.items();
        let ends = items.iter().map(|listed| listed.span.end);
        let reach = ends.scan(0, |reach, end| {
            *reach = end.max(*reach);
            Some(*reach)
        });
        Self {
            reach: reach.collect(),
            counts: Counts::of(&items),
            items,
        }
    }

    /// The items.
    pub fn items(&self) -> &[Listed] {
        &self.items
    }

    /// How many there are of each kind, and how many nobody decided.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The items that share a byte with a span.
    pub fn over(&self, span: Span) -> impl Iterator<Item = &Listed> + use<'_> {
        let first = self.reach.partition_point(|reach| *reach <= span.start);
        let last = self.items.partition_point(|l| l.span.start < span.end);
        let between = self.items.get(first..last).unwrap_or_default();
        between.iter().filter(move |l| l.span.overlaps(span))
    }

    /// The number of an item that stands at a span.
    pub fn place_of(&self, item: &ItemRef, span: Span) -> Option<usize> {
        let wanted = (span.start, Reverse(span.end), item);
        let found = self.items.binary_search_by(|l| l.order().cmp(&wanted));
        found.ok()
    }

    /// Lists what changes leave, and says whether it could. Most decisions change a verdict and move
    /// nothing: then only that is noted, however many items there are. After others, and after
    /// changes of nearly everything, the items are to be listed anew.
    #[must_use]
    pub fn follow(&mut self, changes: &[Change]) -> bool {
        if changes.len() > self.items.len() || changes.iter().any(|c| self.relists(c)) {
            return false;
        }
        for change in changes {
            let Some((item, span, verdict)) = outcome(change) else {
                continue;
            };
            if let Some(at) = self.place_of(&item, span)
                && let Some(listed) = self.items.get_mut(at)
            {
                self.counts.remove(listed);
                listed.verdict = verdict;
                self.counts.add(listed);
            }
        }
        true
    }

    /// Whether a change may put items in another order, or make one that was not listed.
    fn relists(&self, change: &Change) -> bool {
        let Change::Entity(_, swap) = change else {
            return change.moves();
        };
        let (Some(before), Some(after)) = (&swap.before, &swap.after) else {
            return true;
        };
        // An entity that is a date takes the place of that date, as long as it stands.
        let tells = |label: &Label, verdict| *label == Label::DATE && verdict != Verdict::Rejected;
        if before.span != after.span
            || tells(&before.label, before.review.verdict)
                != tells(&after.label, after.review.verdict)
        {
            return true;
        }
        // Entities of one place stand in the order of their labels.
        let same = self.over(after.span).filter(|l| l.span == after.span);
        before.label != after.label && same.count() > 1
    }
}

/// The item of the text that a change leaves, where it stands, and its verdict.
fn outcome(change: &Change) -> Option<(ItemRef, Span, Verdict)> {
    let (span, review) = match change {
        Change::Entity(_, swap) => swap.after.as_ref().map(|e| (e.span, &e.review)),
        Change::Quote(_, swap) => swap.after.as_ref().map(|q| (q.extent(), &q.review)),
        Change::Date(_, swap) => swap.after.as_ref().map(|d| (d.span, &d.review)),
        Change::Cluster(..)
        | Change::Unplaced(..)
        | Change::Status(_)
        | Change::Tags(_)
        | Change::Note(_)
        | Change::Updated(_) => None,
    }?;
    Some((change.item()?, span, review.verdict))
}
