//! The order of titles.
//!
//! Titles are compared by their folded letters, without what stands before the first letter or
//! figure. They are anywhere in memory, and to fetch one takes longer than to compare two. So they
//! are dealt out to heaps between titles of a sample, and each heap, which fits into the processor's
//! cache, is fetched at once and sorted by copies of the titles' beginnings.

use std::cmp::Ordering;
use std::hint::black_box;

use rayon::prelude::*;

use crate::search::arrange::Wish;
use crate::span::{floor_boundary, until};
use crate::text::fold::{fold, fold_char};

/// A beginning has so many words of eight bytes: with the place it fills a line of the processor's cache.
const WORDS: usize = 7;

/// The bytes of a beginning.
const BEGINNING: usize = 8 * WORDS;

/// So many articles make a heap, more or less; tests have many heaps of few.
const HEAP: usize = if cfg!(test) { 4 } else { 512 };

/// So many articles, or a few more, have their titles dealt out at a time: what that takes does not
/// grow with the corpus.
const GROUP: usize = 512 * HEAP;

/// What is looked at of a title, in bytes.
const LONGEST: usize = 1_000;

/// The beginning of a title, in words that are in the order of its bytes.
#[derive(Clone, Copy)]
struct Key {
    words: [u64; WORDS],
    /// The place among those that it is sorted with.
    at: u32,
}

/// The title of an article that is shown, and the article's number.
type Titled<'c> = (&'c str, u32);

/// Sorts articles by their titles, those of the same in their order; those without letters come last.
pub(super) fn sort(wish: &Wish, shown: &mut Vec<u32>, reverse: bool) {
    let title = |at: usize| {
        let index = super::of(shown, at as u32);
        (wish.corpus.title(index as usize), index)
    };
    let letters = |at: u32| letters_of(title(at as usize).0);
    let mut ends: Vec<Key> = (0..shown.len())
        .into_par_iter()
        .step_by(HEAP)
        .map(|at| key(at as u32, letters(at as u32)))
        .collect();
    ends.par_sort_unstable_by(|one, other| compare(one, other, letters, reverse));
    let heap_of = |at: usize| {
        let key = key(at as u32, letters(at as u32));
        ends.partition_point(|end| compare(end, &key, letters, reverse).is_le())
    };
    let heaps: Vec<u32> = (0..shown.len())
        .into_par_iter()
        .map(|at| heap_of(at) as u32)
        .collect();
    let mut sizes = vec![0; ends.len() + 1];
    for heap in &heaps {
        if let Some(size) = sizes.get_mut(*heap as usize) {
            *size += 1;
        }
    }
    let mut sorted = vec![0; shown.len()];
    groups(&heaps, &sizes, &mut sorted)
        .into_par_iter()
        .for_each_init(Default::default, |(titled, keys), group| {
            let mut heap = deal(&group, &heaps, titled, title);
            for size in group.sizes {
                let (first, rest) = heap.split_at_mut((*size).min(heap.len()));
                sort_heap(first, keys, reverse);
                heap = rest;
            }
            for (place, (_, index)) in group.sorted.iter_mut().zip(titled) {
                *place = *index;
            }
        });
    *shown = sorted;
}

/// Heaps that follow each other.
struct Group<'s> {
    /// The number of the first heap.
    first: usize,
    /// How large each is.
    sizes: &'s [usize],
    /// The places of their articles among those that are shown, in order; later what is sorted.
    sorted: &'s mut [u32],
}

/// Groups of heaps of these sizes, which together fill `sorted`.
fn groups<'s>(heaps: &[u32], sizes: &'s [usize], sorted: &'s mut [u32]) -> Vec<Group<'s>> {
    // The group of each heap, and where the next article of a group belongs.
    let (mut group_of, mut nexts) = (Vec::with_capacity(sizes.len()), Vec::new());
    let (mut begin, mut end) = (0, 0);
    for size in sizes {
        if nexts.is_empty() || end - begin >= GROUP {
            nexts.push(end);
            begin = end;
        }
        group_of.push(nexts.len() - 1);
        end += size;
    }
    let ends = nexts.iter().skip(1).copied().chain([end]);
    let counts: Vec<usize> = nexts
        .iter()
        .zip(ends)
        .map(|(next, end)| end - next)
        .collect();
    for (at, heap) in (0..).zip(heaps) {
        if let Some(group) = group_of.get(*heap as usize)
            && let Some(next) = nexts.get_mut(*group)
            && let Some(place) = sorted.get_mut(*next)
        {
            *place = at;
            *next += 1;
        }
    }
    let (mut groups, mut rest, mut first) = (Vec::new(), sorted, 0);
    for (group, count) in counts.into_iter().enumerate() {
        let last = group_of.partition_point(|of| *of <= group);
        let (sorted, behind) = rest.split_at_mut(count.min(rest.len()));
        groups.push(Group {
            first,
            sizes: sizes.get(first..last).unwrap_or_default(),
            sorted,
        });
        (rest, first) = (behind, last);
    }
    groups
}

/// Deals the titles of a group out into its heaps, in `titled`.
fn deal<'c, 't>(
    group: &Group,
    heaps: &[u32],
    titled: &'t mut Vec<Titled<'c>>,
    title: impl Fn(usize) -> Titled<'c>,
) -> &'t mut [Titled<'c>] {
    titled.clear();
    titled.resize(group.sorted.len(), ("", 0));
    let mut end = 0;
    let nexts = group.sizes.iter().map(|size| {
        end += size;
        end - size
    });
    let mut nexts: Vec<usize> = nexts.collect();
    for at in group.sorted.iter() {
        let heap = super::of(heaps, *at) as usize;
        if let Some(next) = nexts.get_mut(heap.saturating_sub(group.first))
            && let Some(place) = titled.get_mut(*next)
        {
            *place = title(*at as usize);
            *next += 1;
        }
    }
    titled
}

/// Sorts a heap; `keys` is memory that is used again and again.
fn sort_heap(heap: &mut [Titled], keys: &mut Vec<Key>, reverse: bool) {
    // A loop that does nothing but fetch has many titles under way at once.
    let ends = heap.iter().map(|(title, _)| {
        let bytes = title.as_bytes();
        let last = bytes.get(bytes.len().min(BEGINNING).saturating_sub(1));
        u64::from(bytes.first().copied().unwrap_or_default())
            + u64::from(last.copied().unwrap_or_default())
    });
    black_box(ends.sum::<u64>());
    keys.clear();
    keys.extend(
        (0..)
            .zip(heap.iter())
            .map(|(at, (title, _))| key(at, letters_of(title))),
    );
    let title = |at: u32| heap.get(at as usize).copied().unwrap_or_default();
    let letters = |at: u32| letters_of(title(at).0);
    keys.sort_unstable_by(|one, other| compare(one, other, letters, reverse));
    let sorted: Vec<u32> = keys.iter().map(|key| title(key.at).1).collect();
    for ((_, place), index) in heap.iter_mut().zip(sorted) {
        *place = index;
    }
}

/// The order of two titles, of which `letters` gives all that is compared.
fn compare<'c>(
    one: &Key,
    other: &Key,
    letters: impl Fn(u32) -> &'c str,
    reverse: bool,
) -> Ordering {
    let titles = one.words.cmp(&other.words).then_with(|| {
        if one.is_whole() {
            return Ordering::Equal;
        }
        fold(letters(one.at)).cmp(&fold(letters(other.at)))
    });
    let titles = if reverse { titles.reverse() } else { titles };
    let empty = one.is_empty().cmp(&other.is_empty());
    empty.then(titles).then(one.at.cmp(&other.at))
}

/// What a title is compared by.
fn letters_of(title: &str) -> &str {
    let title = until(title, floor_boundary(title, LONGEST));
    title.trim_start_matches(|c: char| !c.is_alphanumeric())
}

impl Key {
    fn is_empty(&self) -> bool {
        self.words.first() == Some(&0)
    }

    /// Whether nothing of the title goes on behind it.
    fn is_whole(&self) -> bool {
        self.words
            .last()
            .is_none_or(|last| last.trailing_zeros() >= 8)
    }
}

/// The key of the title with these letters.
fn key(at: u32, letters: &str) -> Key {
    let mut bytes = [0; BEGINNING];
    if letters.is_ascii() {
        for (to, byte) in bytes.iter_mut().zip(letters.bytes()) {
            *to = byte.to_ascii_lowercase();
        }
    } else {
        let mut folded = String::with_capacity(2 * BEGINNING);
        for c in letters.chars() {
            if folded.len() >= BEGINNING {
                break;
            }
            fold_char(c, &mut folded);
        }
        for (to, byte) in bytes.iter_mut().zip(folded.bytes()) {
            *to = byte;
        }
    }
    let mut words = [0; WORDS];
    for (word, eight) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_be_bytes(*eight);
    }
    Key { words, at }
}
