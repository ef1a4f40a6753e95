//! The items of an article in the order of the text, as they are stepped through and painted.

use crate::annotation::edit::{Change, Swap};
use crate::annotation::{Annotations, ItemRef, Items, Listed, Quotation, Verdict};
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
    fn of(items: &Items<Listed>) -> Self {
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    items: Items<Listed>,
    counts: Counts,
}

impl Listing {
    /// Lists the items of annotations.
    pub fn of(annotations: &Annotations) -> Self {
        let mut items = Items::from(annotations.items());
        items.sort();
        Self {
            counts: Counts::of(&items),
            items,
        }
    }

    /// The items.
    pub fn items(&self) -> &Items<Listed> {
        &self.items
    }

    /// How many there are of each kind, and how many nobody decided.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The items that share a byte with a span.
    pub fn over(&self, span: Span) -> impl Iterator<Item = &Listed> + use<'_> {
        self.items.near(span).map(|(_, listed)| listed)
    }

    /// The number of an item that stands at a span.
    pub fn place_of(&self, item: &ItemRef, span: Span) -> Option<usize> {
        self.items.search(|l| l.order_to(span, item)).ok()
    }

    /// Lists what changes left, of which `annotations` are what came. Most decisions change a verdict
    /// and move nothing: then only that is noted, however many items there are; around what comes,
    /// goes or moves, those that begin where it begins are listed anew.
    pub fn follow(&mut self, changes: &[Change], annotations: &Annotations) {
        let moving: Vec<&Change> = changes.iter().filter(|c| self.relists(c)).collect();
        if changes.len() > self.items.len() || moving.len() > FEW {
            *self = Self::of(annotations);
            return;
        }
        for change in changes {
            let Some((item, span, verdict)) = outcome(change) else {
                continue;
            };
            if let Some(at) = self.place_of(&item, span)
                && let Some(listed) = self.items.get(at)
            {
                self.counts.remove(listed);
                let listed = Listed {
                    verdict,
                    ..listed.clone()
                };
                self.counts.add(&listed);
                self.items.replace(at, listed);
            }
        }
        let mut starts: Vec<usize> = moving.iter().flat_map(|c| starts(c)).flatten().collect();
        starts.sort_unstable();
        starts.dedup();
        for start in starts {
            self.relist(start, annotations);
        }
    }

    /// Whether a change may put items in another order, or make one that was not listed.
    fn relists(&self, change: &Change) -> bool {
        let Change::Entity(_, swap) = change else {
            return matches!(change, Change::Quote(..) | Change::Date(..)) && change.moves();
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

    /// Lists the items anew that begin at a byte.
    fn relist(&mut self, start: usize, annotations: &Annotations) {
        let from = self.items.partition_point(|l| l.span.start < start);
        let to = self.items.partition_point(|l| l.span.start <= start);
        for _ in from..to {
            if let Some(listed) = self.items.remove(from) {
                self.counts.remove(&listed);
            }
        }
        for listed in annotations.items_from(start) {
            self.counts.add(&listed);
            self.items.put(listed);
        }
    }
}

/// Of more items that move all are listed anew.
const FEW: usize = 32;

/// Where the item of a change began before it and begins after it, in bytes.
fn starts(change: &Change) -> [Option<usize>; 2] {
    let of = |before: Option<Span>, after: Option<Span>| [before, after].map(|s| Some(s?.start));
    match change {
        Change::Entity(_, Swap { before, after }) => of(
            before.as_ref().map(|e| e.span),
            after.as_ref().map(|e| e.span),
        ),
        Change::Quote(_, Swap { before, after }) => of(
            before.as_ref().map(Quotation::extent),
            after.as_ref().map(Quotation::extent),
        ),
        Change::Date(_, Swap { before, after }) => of(
            before.as_ref().map(|d| d.span),
            after.as_ref().map(|d| d.span),
        ),
        Change::Cluster(..)
        | Change::Unplaced(..)
        | Change::Status(_)
        | Change::Tags(_)
        | Change::Note(_)
        | Change::Updated(_) => [None, None],
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
