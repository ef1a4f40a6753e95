//! What the first reading of a document found under the same words elsewhere: the features of the
//! second reading (Krishnan and Manning 2006).

use std::collections::HashMap;
use std::ops::Range;

use super::atom::{mix, salt};
use super::chain::begin;
use super::names;
use crate::extract::word::{Word, Words, lower_key};
use crate::text::token::TokenKind;

/// A kind is worth telling elsewhere from this probability on.
const LIKELY: f32 = 0.2;

/// How probable no name and each kind of name is at the places of a word or name.
#[derive(Clone, Debug, Default)]
struct Places {
    sums: Vec<f32>,
    count: f32,
}

impl Places {
    fn add(&mut self, odds: &[f32]) {
        self.sums.resize(odds.len(), 0.0);
        self.sums
            .iter_mut()
            .zip(odds)
            .for_each(|(sum, odds)| *sum += odds);
        self.count += 1.0;
    }

    /// The mean without one of the places; none where there is no other.
    fn without<'s>(&'s self, own: &'s [f32]) -> Option<impl Iterator<Item = f32> + 's> {
        (self.count > 1.0).then(|| {
            let others = self.count - 1.0;
            self.sums
                .iter()
                .zip(own)
                .map(move |(sum, own)| (sum - own).max(0.0) / others)
        })
    }
}

/// What was found at a word.
#[derive(Clone, Copy, Debug, Default)]
struct Here {
    /// Its label, 0 for none.
    label: u8,
    /// How probable it is, in quarters.
    quarter: u8,
    /// One more than the place of its odds among all; 0 where none are kept.
    odds: u32,
    /// One more than the number of the name that it stands in; 0 for none.
    name: u32,
}

/// What the first reading found.
#[derive(Debug)]
pub(crate) struct Elsewhere<'w, 'a> {
    words: &'w Words<'a>,
    kinds: usize,
    here: Vec<Here>,
    /// The odds of capitalised words: no name, then each kind.
    odds: Vec<f32>,
    by_word: HashMap<u64, Places>,
    by_name: HashMap<u64, Places>,
    names: Vec<(u64, Vec<f32>)>,
    /// Bits for the kinds of longer names that a word begins, is inside of, or ends.
    longer: HashMap<u64, [u32; 3]>,
    /// The kinds, as bits, of names by their initials.
    initials: HashMap<u64, u32>,
}

impl<'w, 'a> Elsewhere<'w, 'a> {
    pub(crate) fn new(words: &'w Words<'a>, kinds: usize) -> Self {
        Self {
            words,
            kinds,
            here: vec![Here::default(); words.all.len()],
            odds: Vec::new(),
            by_word: HashMap::new(),
            by_name: HashMap::new(),
            names: Vec::new(),
            longer: HashMap::new(),
            initials: HashMap::new(),
        }
    }

    /// Takes what was found in a sentence: the most probable labels, and how probable each label is
    /// at each word.
    pub(crate) fn take(
        &mut self,
        sentence: Range<usize>,
        path: &[u8],
        mut marginals: impl FnMut(usize, &mut [f32]),
    ) {
        let mut row = vec![0.0; 1 + 2 * self.kinds];
        for (i, (at, &label)) in sentence.clone().zip(path).enumerate() {
            let Some(word) = self
                .words
                .get(at)
                .filter(|word| word.key != 0 && (label > 0 || is_capital(word)))
            else {
                continue;
            };
            marginals(i, &mut row);
            let probable = row.get(usize::from(label)).copied().unwrap_or_default();
            let start = self.odds.len();
            self.odds.push(row.first().copied().unwrap_or_default());
            for kind in row.get(1..).unwrap_or_default().chunks_exact(2) {
                self.odds.push(kind.iter().sum());
            }
            let odds = self.odds.get(start..).unwrap_or_default();
            self.by_word.entry(word.key).or_default().add(odds);
            if let Some(here) = self.here.get_mut(at) {
                here.label = label;
                here.quarter = quarter(probable);
                here.odds = (start / odds.len().max(1)) as u32 + 1;
            }
        }
        for (kind, range) in names(path) {
            self.add_name(
                kind,
                sentence.start + range.start..sentence.start + range.end,
            );
        }
    }

    fn add_name(&mut self, kind: usize, name: Range<usize>) {
        let Some(parts) = self.words.all.get(name.clone()) else {
            return;
        };
        let key = parts
            .iter()
            .fold(const { salt("name") }, |key, word| mix(key, word.key));
        let mut odds = vec![0.0f32; 1 + self.kinds];
        for at in name.clone() {
            let own = self.odds_at(at);
            odds.iter_mut()
                .zip(own)
                .for_each(|(sum, odds)| *sum += odds / parts.len() as f32);
        }
        self.by_name.entry(key).or_default().add(&odds);
        self.names.push((key, odds));
        let number = self.names.len() as u32;
        for here in self.here.get_mut(name).unwrap_or_default() {
            here.name = number;
        }
        if parts.len() < 2 {
            return;
        }
        let mut letters = String::new();
        for (i, word) in parts.iter().enumerate() {
            let place = usize::from(i > 0) + usize::from(i + 1 == parts.len());
            if let Some(bits) = self.longer.entry(word.key).or_default().get_mut(place) {
                *bits |= 1 << kind;
            }
            if word.case.is_name() {
                letters.extend(self.words.of(word).chars().next());
            }
        }
        if letters.len() > 1 {
            *self.initials.entry(lower_key(&letters)).or_default() |= 1 << kind;
        }
    }

    fn odds_at(&self, at: usize) -> &[f32] {
        let place = self
            .here
            .get(at)
            .and_then(|here| (here.odds as usize).checked_sub(1));
        let width = 1 + self.kinds;
        let own = place.and_then(|place| self.odds.get(place * width..(place + 1) * width));
        own.unwrap_or_default()
    }

    /// Gives `take` each feature of the word at `at`; most words have none.
    pub(crate) fn features(&self, at: usize, take: &mut impl FnMut(u64)) {
        let (Some(word), Some(here)) = (self.words.get(at), self.here.get(at)) else {
            return;
        };
        let own = self.odds_at(at);
        if own.is_empty() {
            return;
        }
        let label = u64::from(here.label);
        let sure = label << 2 | u64::from(here.quarter);
        if let Some(places) = self.by_word.get(&word.key) {
            others(
                const { salt("word elsewhere") },
                places,
                own,
                label,
                sure,
                take,
            );
        }
        let named = (here.name as usize).checked_sub(1);
        if let Some((key, odds)) = named.and_then(|name| self.names.get(name))
            && let Some(places) = self.by_name.get(key)
        {
            others(
                const { salt("name elsewhere") },
                places,
                odds,
                label,
                sure,
                take,
            );
        }
        let alone = here.label == 0 || self.stands_alone(at);
        if let Some(longer) = self.longer.get(&word.key).filter(|_| alone) {
            for (place, bits) in longer.iter().enumerate() {
                let template = mix(const { salt("longer") }, place as u64);
                each_kind(*bits, |kind| take(mix(mix(template, kind), sure)));
            }
        }
        if let Some(bits) = self.initials.get(&word.key) {
            each_kind(*bits, |kind| {
                take(mix(mix(const { salt("initials") }, kind), sure));
            });
        }
    }

    /// Whether the word at `at` is the whole of a name.
    fn stands_alone(&self, at: usize) -> bool {
        let name = |at: usize| self.here.get(at).map_or(0, |here| here.name);
        let begins = at
            .checked_sub(1)
            .is_none_or(|before| name(before) != name(at));
        begins && name(at + 1) != name(at)
    }
}

/// What stands elsewhere under the same words, beside what was found here.
fn others(
    template: u64,
    places: &Places,
    own: &[f32],
    label: u64,
    sure: u64,
    take: &mut impl FnMut(u64),
) {
    let Some(mean) = places.without(own) else {
        return;
    };
    let (mut best, mut most) = (0, 0.0);
    for (sort, odds) in mean.enumerate() {
        if odds > most {
            (best, most) = (sort as u64, odds);
        }
        if sort > 0 && odds > LIKELY {
            let kind = mix(mix(template, begin(sort - 1) as u64), quarter(odds).into());
            take(mix(kind, label));
        }
    }
    let count = (places.count as u64).min(4);
    take(mix(
        mix(mix(template, 100 + best), quarter(most).into()),
        sure,
    ));
    take(mix(mix(mix(template, 200 + best), count), label));
}

fn quarter(probability: f32) -> u8 {
    ((probability * 4.0) as u8).min(3)
}

fn each_kind(mut bits: u32, mut take: impl FnMut(u64)) {
    while bits != 0 {
        take(bits.trailing_zeros().into());
        bits &= bits - 1;
    }
}

fn is_capital(word: &Word) -> bool {
    word.case.is_name() && word.token != TokenKind::Mark
}
