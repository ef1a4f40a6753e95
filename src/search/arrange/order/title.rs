//! The order of titles.
//!
//! Titles are compared by their folded letters, without what stands before the first letter or
//! figure. They are anywhere in memory, and to fetch one takes longer than to compare two. So they
//! are read once in their order and their places dealt out to heaps between titles of a sample; each
//! heap, which fits into the processor's cache, is then fetched at once and sorted by copies of the
//! titles' beginnings.

use std::cmp::Ordering;
use std::hint::black_box;

use rayon::prelude::*;

use crate::corpus::{Corpus, TitlePlace};
use crate::search::arrange::Wish;
use crate::span::{floor_boundary, until};
use crate::text::fold::{fold, fold_char};

/// A beginning has so many words of eight bytes: with the place it fills a line of the processor's cache.
const WORDS: usize = 7;

/// The bytes of a beginning.
const BEGINNING: usize = 8 * WORDS;

/// So many articles make a heap, more or less; tests have many heaps of few.
const HEAP: usize = if cfg!(test) { 4 } else { 512 };

/// So many articles are dealt out together; few in tests, too.
const HAND: usize = if cfg!(test) { 16 } else { 128 * HEAP };

/// What is looked at of a title, in bytes.
const LONGEST: usize = 1_000;

/// The beginning of a title, in words that are in the order of its bytes.
#[derive(Clone, Copy)]
struct Key {
    words: [u64; WORDS],
    /// The place among those that it is sorted with.
    at: u32,
}

/// Sorts articles by their titles, those of the same in their order; those without letters come last.
pub(super) fn sort(wish: &Wish, shown: &mut Vec<u32>, reverse: bool) {
    let corpus = &wish.corpus;
    let ends = Ends::of_sample(corpus, shown, reverse);
    let hands: Vec<Hand> = shown
        .par_chunks(HAND)
        .enumerate()
        .map(|(number, articles)| Hand::deal(articles, (number * HAND) as u32, &ends))
        .collect();
    let mut sorted = vec![0; shown.len()];
    let mut heaps = Vec::with_capacity(ends.heaps());
    let mut rest = sorted.as_mut_slice();
    for heap in 0..ends.heaps() {
        let size = hands.iter().map(|hand| hand.heap(heap).len()).sum();
        let (own, behind) = rest.split_at_mut(size);
        heaps.push(own);
        rest = behind;
    }
    heaps.into_par_iter().enumerate().for_each_init(
        Default::default,
        |(titled, keys), (heap, places)| {
            let placed = hands.iter().flat_map(|hand| hand.heap(heap));
            fetch(corpus, placed, titled);
            sort_heap(titled, keys, reverse);
            for (place, key) in places.iter_mut().zip(keys) {
                *place = titled.get(key.at as usize).map_or(0, |(_, index)| *index);
            }
        },
    );
    *shown = sorted;
}

/// Titles of a sample, in order: each heap ends before one of them.
struct Ends<'c> {
    corpus: &'c Corpus,
    shown: &'c [u32],
    reverse: bool,
    keys: Vec<Key>,
    /// The first words of the keys, by which nearly all is decided, so that they rise.
    ranks: Vec<u64>,
}

impl<'c> Ends<'c> {
    fn of_sample(corpus: &'c Corpus, shown: &'c [u32], reverse: bool) -> Self {
        let mut ends = Self {
            corpus,
            shown,
            reverse,
            keys: Vec::new(),
            ranks: Vec::new(),
        };
        let mut keys: Vec<Key> = (0..shown.len())
            .into_par_iter()
            .step_by(HEAP)
            .map(|at| key(at as u32, ends.letters(at as u32)))
            .collect();
        keys.par_sort_unstable_by(|one, other| ends.compare(one, other));
        ends.ranks = keys.iter().map(|key| key.rank(reverse)).collect();
        ends.keys = keys;
        ends
    }

    /// The number of heaps.
    fn heaps(&self) -> usize {
        self.keys.len() + 1
    }

    /// What the title at a place of those shown is compared by.
    fn letters(&self, at: u32) -> &'c str {
        letters_of(self.corpus.title(super::of(self.shown, at) as usize))
    }

    fn compare(&self, one: &Key, other: &Key) -> Ordering {
        compare(one, other, |at| self.letters(at), self.reverse)
    }

    /// The heap of a title.
    fn heap_of(&self, key: &Key) -> usize {
        let rank = key.rank(self.reverse);
        let first = self.ranks.partition_point(|end| *end < rank);
        let behind = self.ranks.get(first..).unwrap_or_default();
        if behind.first() != Some(&rank) {
            return first;
        }
        let last = first + behind.partition_point(|end| *end == rank);
        let alike = self.keys.get(first..last).unwrap_or_default();
        first + alike.partition_point(|end| self.compare(end, key).is_le())
    }
}

/// The place of an article's title, and the article's number.
type Placed = (TitlePlace, u32);

/// Articles that follow each other, dealt out to the heaps.
struct Hand {
    /// Those of the first heap, then those of the second, and so on.
    placed: Vec<Placed>,
    /// Where each heap begins, and where the last one ends.
    starts: Vec<u32>,
}

impl Hand {
    /// Deals out articles, of which the first is at the place `first` of those shown.
    fn deal(articles: &[u32], first: u32, ends: &Ends) -> Self {
        let corpus = ends.corpus;
        let mut starts = vec![0; ends.heaps() + 1];
        let mut heaps = Vec::with_capacity(articles.len());
        let mut places = Vec::with_capacity(articles.len());
        for (at, index) in (first..).zip(articles) {
            let place = corpus.title_place(*index as usize);
            let heap = ends.heap_of(&key(at, letters_of(corpus.title_at(place))));
            if let Some(count) = starts.get_mut(heap + 1) {
                *count += 1;
            }
            heaps.push(heap as u32);
            places.push((place, *index));
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut nexts = starts.clone();
        let mut placed = vec![Placed::default(); articles.len()];
        for (heap, place) in heaps.into_iter().zip(places) {
            if let Some(next) = nexts.get_mut(heap as usize)
                && let Some(to) = placed.get_mut(*next as usize)
            {
                *to = place;
                *next += 1;
            }
        }
        Self { placed, starts }
    }

    /// What was dealt to a heap.
    fn heap(&self, number: usize) -> &[Placed] {
        let start = self.starts.get(number).copied().unwrap_or_default();
        let end = self.starts.get(number + 1).copied().unwrap_or_default();
        self.placed
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }
}

/// The title of an article, and the article's number.
type Titled<'c> = (&'c str, u32);

/// Fetches the titles of a heap.
fn fetch<'c, 'p>(
    corpus: &'c Corpus,
    heap: impl Iterator<Item = &'p Placed>,
    titled: &mut Vec<Titled<'c>>,
) {
    titled.clear();
    titled.extend(heap.map(|(place, index)| (corpus.title_at(*place), *index)));
    // A loop that does nothing but fetch has many titles under way at once.
    let ends = titled.iter().map(|(title, _)| {
        let bytes = title.as_bytes();
        let last = bytes.get(bytes.len().min(BEGINNING).saturating_sub(1));
        u64::from(bytes.first().copied().unwrap_or_default())
            + u64::from(last.copied().unwrap_or_default())
    });
    black_box(ends.sum::<u64>());
}

/// Sorts the titles of a heap by their `keys`.
fn sort_heap(heap: &[Titled], keys: &mut Vec<Key>, reverse: bool) {
    keys.clear();
    keys.extend(
        (0..)
            .zip(heap)
            .map(|(at, (title, _))| key(at, letters_of(title))),
    );
    let letters = |at: u32| letters_of(heap.get(at as usize).copied().unwrap_or_default().0);
    keys.sort_unstable_by(|one, other| compare(one, other, letters, reverse));
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
        compare_folded(letters(one.at), letters(other.at))
    });
    let titles = if reverse { titles.reverse() } else { titles };
    let empty = one.is_empty().cmp(&other.is_empty());
    empty.then(titles).then(one.at.cmp(&other.at))
}

/// The order of folded letters.
fn compare_folded(one: &str, other: &str) -> Ordering {
    if one == other {
        Ordering::Equal
    } else if one.is_ascii() && other.is_ascii() {
        let lower = |byte: u8| byte.to_ascii_lowercase();
        one.bytes().map(lower).cmp(other.bytes().map(lower))
    } else {
        fold(one).cmp(&fold(other))
    }
}

/// What a title is compared by.
fn letters_of(title: &str) -> &str {
    let title = until(title, floor_boundary(title, LONGEST));
    title.trim_start_matches(|c: char| !c.is_alphanumeric())
}

impl Key {
    /// The first word, changed so that it rises in the order of titles.
    fn rank(&self, reverse: bool) -> u64 {
        match self.words.first() {
            None | Some(0) => u64::MAX,
            Some(first) if reverse => !first,
            Some(first) => *first,
        }
    }

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
