//! What an import changes in what is said about an article already: it adds, and never decides anew.

mod article;
mod clusters;
mod corrected;
mod items;
mod remarks;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::How;
use crate::annotation::edit::{Change, Swap};
use crate::annotation::{
    Annotations, Dated, Entity, IMPORT, ItemId, Party, Quotation, Review, Timestamp, Verdict,
};
use crate::extract::Label;
use crate::interchange::selection::LabelMap;
use crate::span::Span;

/// What came of laying an import over what was there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// What changes; nothing where all was there already.
    pub changes: Vec<Change>,
    /// How many items are new.
    pub added: u64,
    /// How many undecided ones of the article were decided, or are of the import now.
    pub taken: u64,
    /// How many were corrected: the file has them otherwise under their ids.
    pub corrected: u64,
    /// How many were there already.
    pub unchanged: u64,
    /// How many the file itself rejects: they are no suggestions.
    pub rejected: u64,
    /// Items about which something else was decided here, and what: they stay as they are.
    pub conflicts: Vec<(ItemId, &'static str)>,
}

/// How an import is laid over what was there.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// As what.
    pub how: How,
    /// Now.
    pub now: Timestamp,
    /// What labels are called in the file.
    pub labels: &'a LabelMap,
    /// What the annotator had decided until then, the file was made of; none where it does not say.
    pub as_of: Option<Timestamp>,
}

/// Finds out what an import changes in `base`.
pub fn merge(base: &Annotations, given: &Annotations, terms: Terms<'_>) -> Merged {
    let how = terms.how;
    let mut merging = Merging::new(base, given, terms);
    if how == How::Annotations {
        for party in &given.clusters {
            if party.review.verdict != Verdict::Unreviewed {
                // A new one is made for an item that refers to it, and for no other reason.
                merging.known_cluster(party);
            }
        }
    }
    // What is said of an item in the same words is about that one, whatever else has its id.
    let entities = given.entities.iter();
    let (same, others): (Vec<&Entity>, Vec<&Entity>) = entities.partition(|e| merging.is_said(e));
    for entity in &same {
        let own = base
            .entity(&entity.id)
            .filter(|own| own.span == entity.span && own.label == entity.label);
        merging.done.extend(own.map(|own| own.id.clone()));
    }
    for entity in same.into_iter().chain(others) {
        merging.entity(entity);
    }
    for quote in &given.quotes {
        merging.quote(quote);
    }
    for date in &given.dates {
        merging.date(date);
    }
    if how == How::Annotations {
        merging.article();
    }
    merging.finish()
}

struct Merging<'a> {
    base: &'a Annotations,
    given: &'a Annotations,
    terms: Terms<'a>,
    /// The items of the article by what they say, and by what the machine said before they were changed.
    entities: HashMap<(Span, Label), Known<'a, Entity>>,
    /// The names that are suggested, and about which nobody said anything, by where they stand.
    suggested: HashMap<Span, Vec<&'a Entity>>,
    quotes: HashMap<Span, Known<'a, Quotation>>,
    dates: HashMap<Span, Known<'a, Dated>>,
    /// The article's clusters by their names.
    parties: HashMap<(Label, String), ItemId>,
    keys: HashMap<&'a str, ItemId>,
    /// What clusters of the import are here.
    clusters: HashMap<ItemId, ItemId>,
    given_parties: HashMap<&'a ItemId, &'a Party>,
    taken_ids: HashSet<ItemId>,
    /// What comes next behind an id that is taken.
    next_numbers: HashMap<ItemId, u64>,
    next_cluster: u64,
    /// Where the file has names `DATE`: they tell expressions of time, too.
    dated: HashSet<Span>,
    /// The items here that the file spoke of already.
    done: HashSet<ItemId>,
    /// The clusters of which names were given another label.
    relabelled: BTreeSet<ItemId>,
    merged: Merged,
}

/// Something that stands where an item of the import does.
enum Known<'a, T> {
    /// It says the same.
    Same(&'a T),
    /// The machine said the same before it was changed.
    Changed(&'a T),
    /// The import itself said it before.
    Met,
}

impl<T> Clone for Known<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Known<'_, T> {}

fn is_open(review: &Review) -> bool {
    review.verdict == Verdict::Unreviewed && review.updated.is_none()
}

impl<'a> Merging<'a> {
    fn new(base: &'a Annotations, given: &'a Annotations, terms: Terms<'a>) -> Self {
        let mut entities = HashMap::new();
        for entity in &base.entities {
            if let Some(was) = &entity.was {
                entities.insert(was.clone(), Known::Changed(entity));
            }
        }
        for entity in &base.entities {
            entities.insert((entity.span, entity.label.clone()), Known::Same(entity));
        }
        let mut suggested: HashMap<Span, Vec<&Entity>> = HashMap::new();
        for entity in base.entities.iter().filter(|e| is_open(&e.review)) {
            suggested.entry(entity.span).or_default().push(entity);
        }
        let mut quotes = HashMap::new();
        for quote in &base.quotes {
            if let Some(was) = &quote.was {
                quotes.insert(was.extent(), Known::Changed(quote));
            }
        }
        quotes.extend(base.quotes.iter().map(|q| (q.extent(), Known::Same(q))));
        let mut dates = HashMap::new();
        for date in &base.dates {
            if let Some(was) = &date.was {
                dates.insert(was.0, Known::Changed(date));
            }
        }
        dates.extend(base.dates.iter().map(|d| (d.span, Known::Same(d))));
        let mut parties = HashMap::new();
        for party in base.clusters.iter().rev() {
            for name in party.aliases.iter().chain([&party.name]) {
                let named = (party.label.clone(), name.clone());
                parties.insert(named, party.id.clone());
            }
        }
        let ids = base.entities.iter().map(|e| &e.id);
        let ids = ids.chain(base.quotes.iter().map(|q| &q.id));
        let ids = ids.chain(base.dates.iter().map(|d| &d.id));
        let taken_ids: HashSet<ItemId> = ids
            .chain(base.clusters.iter().map(|c| &c.id))
            .cloned()
            .collect();
        let number = |id: &ItemId| id.as_str().strip_prefix('c')?.parse::<u64>().ok();
        let next_cluster = 1 + taken_ids.iter().filter_map(number).max().unwrap_or(0);
        let keyed = base.clusters.iter();
        let dated = given.entities.iter().filter(|e| e.label == Label::DATE);
        Self {
            base,
            given,
            terms,
            entities,
            suggested,
            quotes,
            dates,
            parties,
            keys: keyed
                .filter_map(|c| Some((c.key.as_deref()?, c.id.clone())))
                .collect(),
            clusters: HashMap::new(),
            given_parties: given.clusters.iter().map(|c| (&c.id, c)).collect(),
            taken_ids,
            next_numbers: HashMap::new(),
            next_cluster,
            dated: dated.map(|e| e.span).collect(),
            done: HashSet::new(),
            relabelled: BTreeSet::new(),
            merged: Merged::default(),
        }
    }

    /// Whether the file says that it is none: no suggestion then.
    fn is_no_suggestion(&mut self, review: &Review) -> bool {
        let rejected = self.terms.how == How::Suggestions && review.verdict == Verdict::Rejected;
        self.merged.rejected += u64::from(rejected);
        rejected
    }

    /// The id, or the first of `id-2`, `id-3` … that is free.
    fn free_id(&mut self, id: &ItemId) -> ItemId {
        let mut free = id.clone();
        if self.taken_ids.insert(free.clone()) {
            return free;
        }
        // Many items may have one id.
        let next = self.next_numbers.entry(id.clone()).or_insert(2);
        while !self.taken_ids.insert(free.clone()) {
            free = ItemId::new(format!("{id}-{next}"));
            *next += 1;
        }
        free
    }

    /// What a new item carries.
    fn review(&self, review: &Review) -> Review {
        match self.terms.how {
            How::Suggestions => Review {
                verdict: Verdict::Unreviewed,
                updated: None,
                ..review.clone()
            },
            How::Annotations => self.decided(review),
        }
    }

    fn decided(&self, review: &Review) -> Review {
        // A record says when each item was decided, or that nobody knows.
        let known = review.verdict == Verdict::Unreviewed || self.given.updated.is_some();
        let updated = review.updated.or((!known).then_some(self.terms.now));
        Review {
            updated,
            ..review.clone()
        }
    }

    /// What an item of the article carries that nobody decided about and the import speaks of too;
    /// none where that changes nothing.
    fn taken(&mut self, own: &Review, given: &Review) -> Option<Review> {
        let decides = self.terms.how == How::Annotations && given.verdict != Verdict::Unreviewed;
        let review = if decides {
            Review {
                origin: own.origin.clone(),
                extra: own.extra.clone(),
                link: given.link.clone().or_else(|| own.link.clone()),
                ..self.decided(given)
            }
        } else if !own.origin.starts_with(IMPORT) && given.origin.starts_with(IMPORT) {
            // Another machine's run is not to take it away.
            Review {
                origin: given.origin.clone(),
                ..own.clone()
            }
        } else {
            self.merged.unchanged += 1;
            return None;
        };
        self.merged.taken += 1;
        Some(review)
    }

    /// Notes that something was decided about an item here; what the file says is another thing, or
    /// not.
    fn settled(&mut self, own: (&ItemId, &Review), given: &Review, differs: Option<&'static str>) {
        let (id, review) = own;
        let speaks = self.terms.how == How::Annotations && given.verdict != Verdict::Unreviewed;
        let reason = match (review.verdict.stands(), given.verdict.stands()) {
            _ if !speaks => None,
            (true, false) => Some("the file rejects it, it was accepted here"),
            (false, true) if review.verdict == Verdict::Rejected => {
                Some("the file accepts it, it was rejected here")
            }
            (true, true) => differs,
            _ => None,
        };
        match reason {
            Some(reason) => self.merged.conflicts.push((id.clone(), reason)),
            None => self.merged.unchanged += 1,
        }
    }

    fn is_said(&self, given: &Entity) -> bool {
        let says = (given.span, given.label.clone());
        matches!(self.entities.get(&says), Some(Known::Same(_)))
    }

    fn corrected(&mut self, change: Change) {
        self.merged.corrected += 1;
        self.merged.changes.push(change);
    }

    fn finish(mut self) -> Merged {
        self.settle_clusters();
        if !self.merged.changes.is_empty() {
            let theirs = match self.terms.how {
                How::Annotations if self.base.updated.is_none() => self.given.updated,
                _ => None,
            };
            let after = Some(theirs.unwrap_or(self.terms.now));
            if after != self.base.updated {
                self.merged.changes.push(Change::Updated(Swap {
                    before: self.base.updated,
                    after,
                }));
            }
        }
        self.merged
    }
}

fn swap<T: Clone>(before: &T, after: T) -> Swap<Option<T>> {
    Swap {
        before: Some(before.clone()),
        after: Some(after),
    }
}

fn made<T>(item: T) -> Swap<Option<T>> {
    Swap {
        before: None,
        after: Some(item),
    }
}

#[cfg(test)]
mod tests;
