//! What an import changes in what is said about an article already: it adds, and never decides anew.

use std::collections::{HashMap, HashSet};

use super::How;
use crate::annotation::edit::{Change, Swap};
use crate::annotation::{
    Annotations, Dated, Entity, IMPORT, ItemId, Party, Quotation, Review, Said, Speaker, Status,
    Timestamp, Verdict,
};
use crate::extract::Label;
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
    /// How many were there already.
    pub unchanged: u64,
    /// How many the file itself rejects: they are no suggestions.
    pub rejected: u64,
    /// Items about which something else was decided here, and what: they stay as they are.
    pub conflicts: Vec<(ItemId, &'static str)>,
}

/// Finds out what an import changes in `base`.
pub fn merge(base: &Annotations, given: &Annotations, how: How, now: Timestamp) -> Merged {
    let mut merging = Merging::new(base, given, how, now);
    if how == How::Annotations {
        for party in &given.clusters {
            if party.review.verdict != Verdict::Unreviewed {
                merging.cluster(Some(&party.id));
            }
        }
    }
    for entity in &given.entities {
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
    how: How,
    now: Timestamp,
    /// The items of the article by what they say, and by what the machine said before they were changed.
    entities: HashMap<(Span, Label), Known<'a, Entity>>,
    quotes: HashMap<Span, Known<'a, Quotation>>,
    dates: HashMap<Span, Known<'a, Dated>>,
    /// The article's clusters by their names.
    parties: HashMap<(Label, String), ItemId>,
    keys: HashMap<&'a str, ItemId>,
    /// What clusters of the import are here.
    clusters: HashMap<ItemId, ItemId>,
    given_parties: HashMap<&'a ItemId, &'a Party>,
    taken_ids: HashSet<ItemId>,
    next_cluster: u64,
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
    fn new(base: &'a Annotations, given: &'a Annotations, how: How, now: Timestamp) -> Self {
        let mut entities = HashMap::new();
        for entity in &base.entities {
            if let Some(was) = &entity.was {
                entities.insert(was.clone(), Known::Changed(entity));
            }
        }
        for entity in &base.entities {
            entities.insert((entity.span, entity.label.clone()), Known::Same(entity));
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
        Self {
            base,
            given,
            how,
            now,
            entities,
            quotes,
            dates,
            parties,
            keys: keyed
                .filter_map(|c| Some((c.key.as_deref()?, c.id.clone())))
                .collect(),
            clusters: HashMap::new(),
            given_parties: given.clusters.iter().map(|c| (&c.id, c)).collect(),
            taken_ids,
            next_cluster,
            merged: Merged::default(),
        }
    }

    /// Whether the file says that it is none: no suggestion then.
    fn is_no_suggestion(&mut self, review: &Review) -> bool {
        let rejected = self.how == How::Suggestions && review.verdict == Verdict::Rejected;
        self.merged.rejected += u64::from(rejected);
        rejected
    }

    /// The id, or the first of `id-2`, `id-3` … that is free.
    fn free_id(&mut self, id: &ItemId) -> ItemId {
        let mut free = id.clone();
        let mut next = 2;
        while !self.taken_ids.insert(free.clone()) {
            free = ItemId::new(format!("{id}-{next}"));
            next += 1;
        }
        free
    }

    /// What a new item carries.
    fn review(&self, review: &Review) -> Review {
        match self.how {
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
        let updated = review.updated.or((!known).then_some(self.now));
        Review {
            updated,
            ..review.clone()
        }
    }

    /// What an item of the article carries that nobody decided about and the import speaks of too;
    /// none where that changes nothing.
    fn taken(&mut self, own: &Review, given: &Review) -> Option<Review> {
        let decides = self.how == How::Annotations && given.verdict != Verdict::Unreviewed;
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
        let speaks = self.how == How::Annotations && given.verdict != Verdict::Unreviewed;
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

    fn entity(&mut self, given: &'a Entity) {
        if self.is_no_suggestion(&given.review) {
            return;
        }
        let says = (given.span, given.label.clone());
        match self.entities.get(&says).copied() {
            Some(Known::Met) => self.merged.unchanged += 1,
            Some(Known::Changed(own)) => {
                let differs = "its range or label was changed here";
                self.settled((&own.id, &own.review), &given.review, Some(differs));
            }
            Some(Known::Same(own)) if is_open(&own.review) => {
                if let Some(review) = self.taken(&own.review, &given.review) {
                    let cluster = match &own.cluster {
                        Some(cluster) => Some(cluster.clone()),
                        None => self.cluster(given.cluster.as_ref()),
                    };
                    let after = Entity {
                        cluster,
                        was: given.was.clone(),
                        review,
                        ..own.clone()
                    };
                    self.merged
                        .changes
                        .push(Change::Entity(own.id.clone(), swap(own, after)));
                }
            }
            Some(Known::Same(own)) => {
                self.settled((&own.id, &own.review), &given.review, None);
            }
            None => {
                let mut entity = given.clone();
                entity.id = self.free_id(&given.id);
                entity.cluster = self.cluster(given.cluster.as_ref());
                entity.review = self.review(&given.review);
                if self.how == How::Suggestions {
                    entity.was = None;
                }
                self.merged.added += 1;
                let change = Change::Entity(entity.id.clone(), made(entity));
                self.merged.changes.push(change);
            }
        }
        self.entities.entry(says).or_insert(Known::Met);
    }

    fn quote(&mut self, given: &'a Quotation) {
        if self.is_no_suggestion(&given.review) {
            return;
        }
        let extent = given.extent();
        match self.quotes.get(&extent).copied() {
            Some(Known::Met) => self.merged.unchanged += 1,
            Some(Known::Changed(own)) => {
                let differs = "its content was changed here";
                self.settled((&own.id, &own.review), &given.review, Some(differs));
            }
            Some(Known::Same(own)) if is_open(&own.review) => {
                if let Some(review) = self.taken(&own.review, &given.review) {
                    let after = self.taken_quote(own, given, review);
                    self.merged
                        .changes
                        .push(Change::Quote(own.id.clone(), swap(own, after)));
                }
            }
            Some(Known::Same(own)) => {
                let theirs = given.said.speaker.as_ref().and_then(|s| s.span);
                let ours = own.said.speaker.as_ref().and_then(|s| s.span);
                let other = theirs.is_some() && theirs != ours;
                let differs =
                    other.then_some("the file names another speaker than was decided here");
                self.settled((&own.id, &own.review), &given.review, differs);
            }
            None => {
                let mut quote = given.clone();
                quote.id = self.free_id(&given.id);
                self.said(&mut quote.said);
                match (&mut quote.was, self.how) {
                    (was, How::Suggestions) => *was = None,
                    (Some(was), How::Annotations) => self.said(was),
                    (None, How::Annotations) => {}
                }
                quote.review = self.review(&given.review);
                self.merged.added += 1;
                let change = Change::Quote(quote.id.clone(), made(quote));
                self.merged.changes.push(change);
            }
        }
        self.quotes.entry(extent).or_insert(Known::Met);
    }

    /// A suggested quote as the import says it: what it does not say stays.
    fn taken_quote(&mut self, own: &Quotation, given: &Quotation, review: Review) -> Quotation {
        let mut after = own.clone();
        after.review = review;
        if after.review.verdict == Verdict::Unreviewed || !given.review.verdict.stands() {
            return after;
        }
        let mut said = given.said.clone();
        self.said(&mut said);
        said.cue = said.cue.or(own.said.cue);
        match (&mut said.speaker, &own.said.speaker) {
            (None, speaker) => said.speaker.clone_from(speaker),
            (Some(Speaker { span, cluster, .. }), Some(ours))
                if *span == ours.span && ours.cluster.is_some() =>
            {
                cluster.clone_from(&ours.cluster);
            }
            _ => {}
        }
        if said != own.said {
            after.was = Some(Box::new(own.said.clone()));
            after.said = said;
            after.review.verdict = Verdict::Corrected;
        }
        after
    }

    fn said(&mut self, said: &mut Said) {
        if let Some(speaker) = &mut said.speaker {
            speaker.cluster = self.cluster(speaker.cluster.as_ref());
        }
    }

    fn date(&mut self, given: &'a Dated) {
        if self.is_no_suggestion(&given.review) {
            return;
        }
        match self.dates.get(&given.span).copied() {
            Some(Known::Met) => self.merged.unchanged += 1,
            Some(Known::Changed(own)) => {
                let differs = "its range or value was changed here";
                self.settled((&own.id, &own.review), &given.review, Some(differs));
            }
            Some(Known::Same(own)) if is_open(&own.review) => {
                if let Some(review) = self.taken(&own.review, &given.review) {
                    let mut after = Dated {
                        review,
                        ..own.clone()
                    };
                    let says = given.value.is_some() && given.value != own.value;
                    if says && after.review.verdict.stands() {
                        after.value.clone_from(&given.value);
                        after.was = Some((own.span, own.value.clone()));
                        after.review.verdict = Verdict::Corrected;
                    }
                    self.merged
                        .changes
                        .push(Change::Date(own.id.clone(), swap(own, after)));
                }
            }
            Some(Known::Same(own)) => {
                let other = given.value.is_some() && given.value != own.value;
                let differs = other.then_some("the file has another value than was decided here");
                self.settled((&own.id, &own.review), &given.review, differs);
            }
            None => {
                let mut date = given.clone();
                date.id = self.free_id(&given.id);
                date.review = self.review(&given.review);
                if self.how == How::Suggestions {
                    date.was = None;
                }
                self.merged.added += 1;
                let change = Change::Date(date.id.clone(), made(date));
                self.merged.changes.push(change);
            }
        }
        self.dates.entry(given.span).or_insert(Known::Met);
    }

    /// The cluster here that one of the import is: that of its key, else of its name, else a new one.
    fn cluster(&mut self, id: Option<&ItemId>) -> Option<ItemId> {
        let id = id?;
        if let Some(known) = self.clusters.get(id) {
            return Some(known.clone());
        }
        let party = *self.given_parties.get(id)?;
        let keyed = party.key.as_deref().and_then(|key| self.keys.get(key));
        let names = std::iter::once(&party.name).chain(&party.aliases);
        let mut named = names.map(|name| (party.label.clone(), name.clone()));
        let known = keyed
            .cloned()
            .or_else(|| named.find_map(|named| self.parties.get(&named).cloned()))
            .or_else(|| self.of_any_label(party));
        let own = known.as_ref().and_then(|known| self.base.cluster(known));
        let here = match (known, own) {
            (Some(here), Some(own)) => {
                let decides =
                    self.how == How::Annotations && party.review.verdict != Verdict::Unreviewed;
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
                here
            }
            (Some(made_before), None) => made_before,
            (None, _) => self.new_cluster(party),
        };
        self.clusters.insert(id.clone(), here.clone());
        Some(here)
    }

    /// The first cluster here of the name of one whose label nobody told.
    fn of_any_label(&self, party: &Party) -> Option<ItemId> {
        let mut all = self.base.clusters.iter();
        let is_it = |one: &&Party| one.name == party.name || one.aliases.contains(&party.name);
        let found = party.label.as_str().is_empty().then(|| all.find(is_it))?;
        found.map(|one| one.id.clone())
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
            was: party.was.clone().filter(|_| self.how == How::Annotations),
            ..party.clone()
        };
        self.merged
            .changes
            .push(Change::Cluster(id.clone(), made(party)));
        id
    }

    /// Status, tags and note of the article.
    fn article(&mut self) {
        let (base, given) = (self.base, self.given);
        let mut tags = base.tags.clone();
        tags.extend(
            given
                .tags
                .iter()
                .filter(|t| !base.tags.contains(t))
                .cloned(),
        );
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
            (Some(ours), Some(theirs)) if ours != theirs => {
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

    fn finish(mut self) -> Merged {
        if !self.merged.changes.is_empty() {
            let theirs = match self.how {
                How::Annotations if self.base.updated.is_none() => self.given.updated,
                _ => None,
            };
            let after = Some(theirs.unwrap_or(self.now));
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
