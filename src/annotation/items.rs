//! Items in their order, found by place, by id and by the bytes that they are about.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::iter::FusedIterator;
use std::slice;
use std::sync::{Arc, OnceLock};

use super::ItemId;
use crate::span::Span;

/// How many items a run has when it is made; one of twice as many is parted.
const RUN: usize = 256;
/// Among fewer items an id is looked for one by one.
const FEW: usize = 256;

/// An item that has its order among those of its kind.
pub trait Ordered: Clone {
    /// How it stands to another one; by [`Self::key`] before all else.
    fn order(&self, other: &Self) -> Ordering;

    /// Its id.
    fn id(&self) -> &ItemId;

    /// Where it begins, in bytes; of what stands nowhere, its number.
    fn key(&self) -> usize;

    /// The bytes from the first to the last of what belongs to it.
    fn reach(&self) -> Span;
}

/// Items in the order of their making or reading; in their own order as soon as they are
/// [sorted](Items::sort), and from then on through all that [puts](Items::put), removes and replaces.
///
/// They are kept in short runs that copies share until they differ. So a copy takes next to nothing,
/// and what comes, goes or changes among very many takes as long as among a few hundred.
#[derive(Clone)]
pub struct Items<T> {
    /// None of them is empty.
    runs: Vec<Run<T>>,
    ids: Ids,
}

#[derive(Clone)]
struct Run<T> {
    /// The place of its first item.
    first: usize,
    /// From the first to the last byte that any of its items is about; none where that is not known.
    reach: Option<Span>,
    items: Arc<Vec<T>>,
}

/// The [key](Ordered::key) of the item of an id: that stays as it is however many come or go before it.
#[derive(Clone, Debug, Default)]
struct Ids {
    /// When one was first looked for; none where two have the same id, or they are in no order.
    noted: OnceLock<Option<Arc<HashMap<ItemId, usize>>>>,
    /// Of those that came, went or moved since.
    since: HashMap<ItemId, Option<usize>>,
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self {
            runs: Vec::new(),
            ids: Ids::default(),
        }
    }
}

impl<T: Ordered> Run<T> {
    fn new(items: Vec<T>) -> Self {
        Self {
            first: 0,
            reach: reach(&items),
            items: Arc::new(items),
        }
    }
}

/// From the first to the last byte that items are about.
fn reach<T: Ordered>(items: &[T]) -> Option<Span> {
    items.iter().map(Ordered::reach).reduce(Span::union)
}

impl<T: Ordered> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        let mut rest = items.into_iter();
        let mut runs = Vec::with_capacity(rest.len().div_ceil(RUN));
        while rest.len() > 0 {
            runs.push(Run::new(rest.by_ref().take(RUN).collect()));
        }
        let mut items = Self {
            runs,
            ids: Ids::default(),
        };
        items.count_from(0);
        items
    }
}

impl<T: Ordered> FromIterator<T> for Items<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::from(items.into_iter().collect::<Vec<T>>())
    }
}

impl<T: Ordered> Extend<T> for Items<T> {
    /// Puts them behind all others; they are to be [sorted](Self::sort) afterwards.
    fn extend<I: IntoIterator<Item = T>>(&mut self, more: I) {
        more.into_iter().for_each(|item| self.push(item));
    }
}

impl<T> Items<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.runs
            .last()
            .map_or(0, |run| run.first + run.items.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The number of the run in which a place is, and the place there.
    fn find(&self, at: usize) -> Option<(usize, usize)> {
        let after = self.runs.partition_point(|run| run.first <= at);
        let run = after.checked_sub(1)?;
        Some((run, at - self.runs.get(run)?.first))
    }

    /// Those of a run from a place on.
    fn rest(&self, at: usize) -> &[T] {
        let found = self.find(at);
        let rest = found.and_then(|(run, at)| self.runs.get(run)?.items.get(at..));
        rest.unwrap_or_default()
    }

    /// Those of a run up to a place, which is not the first of all.
    fn up_to(&self, at: usize) -> &[T] {
        let found = at.checked_sub(1).and_then(|last| self.find(last));
        let head = found.and_then(|(run, last)| self.runs.get(run)?.items.get(..=last));
        head.unwrap_or_default()
    }

    /// The item at a place.
    pub fn get(&self, at: usize) -> Option<&T> {
        let (run, at) = self.find(at)?;
        self.runs.get(run)?.items.get(at)
    }

    /// The first one.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last one.
    pub fn last(&self) -> Option<&T> {
        self.runs.last()?.items.last()
    }

    /// All in order; to pass over some takes no time.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter {
            items: self,
            from: 0,
            to: self.len(),
            front: [].iter(),
            back: [].iter(),
        }
    }

    /// How many of them, from the first on, something is true of that is true of no later one.
    pub fn partition_point(&self, mut is: impl FnMut(&T) -> bool) -> usize {
        let begins = |run: &Run<T>| run.items.first().is_some_and(&mut is);
        let after = self.runs.partition_point(begins);
        let Some(run) = after.checked_sub(1).and_then(|run| self.runs.get(run)) else {
            return 0;
        };
        run.first + run.items.partition_point(is)
    }

    /// Where an item stands, or would stand, of which `order` tells how another stands to it.
    ///
    /// # Errors
    /// The place where it would stand.
    pub fn search(&self, order: impl Fn(&T) -> Ordering) -> Result<usize, usize> {
        let at = self.partition_point(|item| order(item).is_lt());
        match self.get(at) {
            Some(item) if order(item).is_eq() => Ok(at),
            _ => Err(at),
        }
    }

    /// Counts the places of the runs from one on.
    fn count_from(&mut self, run: usize) {
        let before = run.checked_sub(1).and_then(|before| self.runs.get(before));
        let mut first = before.map_or(0, |before| before.first + before.items.len());
        for run in self.runs.iter_mut().skip(run) {
            run.first = first;
            first += run.items.len();
        }
    }
}

impl<T: Ordered> Items<T> {
    /// Those that are about bytes of a span, and perhaps some beside it, with their places, in order.
    pub fn near(&self, span: Span) -> impl DoubleEndedIterator<Item = (usize, &T)> {
        let near = move |run: &&Run<T>| run.reach.is_none_or(|reach| reach.overlaps(span));
        let runs = self.runs.iter().filter(near);
        let all = runs.flat_map(|run| (run.first..run.first + run.items.len()).zip(&*run.items));
        all.filter(move |(_, item)| item.reach().overlaps(span))
    }

    /// Those of a [key](Ordered::key), with their places: what begins at a byte.
    pub fn at_key(&self, key: usize) -> impl Iterator<Item = (usize, &T)> {
        let first = self.partition_point(|item| item.key() < key);
        let there = self.iter().enumerate().skip(first);
        there.take_while(move |(_, item)| item.key() == key)
    }

    /// The place of the item of an id.
    pub fn place(&self, id: &ItemId) -> Option<usize> {
        if self.len() >= FEW
            && let Some(noted) = self.noted()
        {
            let since = self.ids.since.get(id).copied();
            let key = since.unwrap_or_else(|| noted.get(id).copied())?;
            let mut there = self.at_key(key);
            return there.find(|(_, item)| item.id() == id).map(|(at, _)| at);
        }
        self.iter().position(|item| item.id() == id)
    }

    fn noted(&self) -> Option<&HashMap<ItemId, usize>> {
        let noted = self.ids.noted.get_or_init(|| {
            if !self.is_sorted() {
                return None;
            }
            let mut noted = HashMap::with_capacity(self.len());
            let mut items = self.iter();
            let once = items.all(|item| noted.insert(item.id().clone(), item.key()).is_none());
            once.then(|| Arc::new(noted))
        });
        noted.as_deref()
    }

    /// Notes where everything is, so that it is found at once from now on.
    pub fn note_places(&self) {
        if self.len() >= FEW {
            self.noted();
        }
    }

    /// Notes the key that the item of an id has by now.
    fn note(&mut self, id: &ItemId, key: Option<usize>) {
        if self.ids.noted.get().is_some() {
            self.ids.since.insert(id.clone(), key);
        }
    }

    /// Puts an item in its place, behind those that are equal to it in order.
    pub fn put(&mut self, item: T) {
        self.note(item.id(), Some(item.key()));
        let begins = |run: &Run<T>| {
            let first = run.items.first();
            first.is_some_and(|first| first.order(&item).is_le())
        };
        let number = self.runs.partition_point(begins).saturating_sub(1);
        let Some(run) = self.runs.get_mut(number) else {
            self.runs.push(Run::new(vec![item]));
            return;
        };
        run.reach = run.reach.map(|reach| reach.union(item.reach()));
        let items = Arc::make_mut(&mut run.items);
        let at = items.partition_point(|other| other.order(&item).is_le());
        items.insert(at, item);
        if items.len() >= 2 * RUN {
            let rest = Run::new(items.split_off(RUN));
            run.reach = reach(items);
            self.runs.insert(number + 1, rest);
        }
        self.count_from(number);
    }

    /// Takes the item at a place away.
    pub fn remove(&mut self, at: usize) -> Option<T> {
        let (number, at) = self.find(at)?;
        let run = self.runs.get_mut(number)?;
        if at >= run.items.len() {
            return None;
        }
        let items = Arc::make_mut(&mut run.items);
        let item = items.remove(at);
        if items.is_empty() {
            self.runs.remove(number);
        } else {
            run.reach = reach(items);
        }
        self.count_from(number);
        self.note(item.id(), None);
        Some(item)
    }

    /// Puts an item in the place of another of the same id, or where it belongs now.
    pub fn replace(&mut self, at: usize, item: T) {
        let current = self.get(at);
        if current.is_none_or(|c| c.order(&item).is_ne() || c.id() != item.id()) {
            self.remove(at);
            return self.put(item);
        }
        if let Some((run, at)) = self.find(at)
            && let Some(run) = self.runs.get_mut(run)
        {
            let items = Arc::make_mut(&mut run.items);
            if let Some(current) = items.get_mut(at) {
                *current = item;
            }
            run.reach = reach(items);
        }
    }

    fn is_sorted(&self) -> bool {
        self.iter()
            .is_sorted_by(|one, other| one.order(other).is_le())
    }

    /// Puts all of them in their order.
    pub fn sort(&mut self) {
        if !self.is_sorted() {
            let mut items: Vec<T> = std::mem::take(self).into_iter().collect();
            items.sort_by(Ordered::order);
            *self = Self::from(items);
        }
        for run in self.runs.iter_mut().filter(|run| run.reach.is_none()) {
            run.reach = reach(&run.items);
        }
    }

    /// All of them, to be changed; they are to be [sorted](Self::sort) afterwards.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut T> {
        self.ids = Ids::default();
        self.runs.iter_mut().flat_map(|run| {
            run.reach = None;
            Arc::make_mut(&mut run.items).iter_mut()
        })
    }

    /// Puts an item behind all others; they are to be [sorted](Self::sort) afterwards.
    pub fn push(&mut self, item: T) {
        self.ids = Ids::default();
        match self.runs.last_mut().filter(|run| run.items.len() < RUN) {
            Some(run) => {
                run.reach = run.reach.map(|reach| reach.union(item.reach()));
                Arc::make_mut(&mut run.items).push(item);
            }
            None => {
                self.runs.push(Run::new(vec![item]));
                self.count_from(self.runs.len() - 1);
            }
        }
    }

    /// Keeps those of which something is true.
    pub fn retain(&mut self, mut is: impl FnMut(&T) -> bool) {
        self.retain_mut(|item| is(item));
    }

    /// Keeps those of which something is true, perhaps changed; then they are to be
    /// [sorted](Self::sort) afterwards.
    pub fn retain_mut(&mut self, mut is: impl FnMut(&mut T) -> bool) {
        self.ids = Ids::default();
        for run in &mut self.runs {
            run.reach = None;
            Arc::make_mut(&mut run.items).retain_mut(&mut is);
        }
        self.runs.retain(|run| !run.items.is_empty());
        self.count_from(0);
    }
}

impl<T: PartialEq> PartialEq for Items<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: fmt::Debug> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Items in order, from either end.
pub struct Iter<'a, T> {
    items: &'a Items<T>,
    /// The places of those that are left.
    from: usize,
    to: usize,
    /// What is left of the runs that were gone into, perhaps beyond the other end.
    front: slice::Iter<'a, T>,
    back: slice::Iter<'a, T>,
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self {
            front: self.front.clone(),
            back: self.back.clone(),
            ..*self
        }
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        if self.from >= self.to {
            return None;
        }
        if self.front.len() == 0 {
            self.front = self.items.rest(self.from).iter();
        }
        self.from += 1;
        self.front.next()
    }

    fn nth(&mut self, over: usize) -> Option<&'a T> {
        if over < self.front.len() {
            // `next` looks whether that is beyond the other end.
            let _ = over.checked_sub(1).and_then(|last| self.front.nth(last));
        } else {
            self.front = [].iter();
        }
        self.from = self.from.saturating_add(over).min(self.to);
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.to - self.from;
        (left, Some(left))
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.from >= self.to {
            return None;
        }
        if self.back.len() == 0 {
            self.back = self.items.up_to(self.to).iter();
        }
        self.to -= 1;
        self.back.next_back()
    }

    fn nth_back(&mut self, over: usize) -> Option<Self::Item> {
        if over < self.back.len() {
            let _ = over
                .checked_sub(1)
                .and_then(|last| self.back.nth_back(last));
        } else {
            self.back = [].iter();
        }
        self.to = self.to.saturating_sub(over).max(self.from);
        self.next_back()
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<T> FusedIterator for Iter<'_, T> {}

impl<'a, T> IntoIterator for &'a Items<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T: Clone> IntoIterator for Items<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        let mut all = Vec::with_capacity(self.len());
        for run in self.runs {
            all.append(&mut Arc::unwrap_or_clone(run.items));
        }
        all.into_iter()
    }
}

#[cfg(test)]
impl<T> std::ops::Index<usize> for Items<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        self.get(at).unwrap()
    }
}

#[cfg(test)]
impl<T: Ordered> std::ops::IndexMut<usize> for Items<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        self.iter_mut().nth(at).unwrap()
    }
}

#[cfg(test)]
mod tests;
