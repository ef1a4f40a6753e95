//! What the tagger sees of each word: itself, its shape, its surroundings, what is known of it,
//! what a grammar takes it for, and how the rest of the document uses it.
//!
//! A feature is the hash of its template's name and its values. [`VERSION`] counts the changes: a
//! model learnt with other features is of no use.

use std::ops::Range;

use super::atom::{Atom, NOWHERE, atom, mix, salt};
use super::groups::Groups;
use super::usage::Usages;
use crate::extract::name::{Evidence, Measure};
use crate::extract::word::{Case, Word, Words};

/// The version of the features; a model names the one that it was trained with.
pub(crate) const VERSION: u32 = 1;

/// A feature, hashed.
///
/// The lowest bit tells whether it knows a capitalised word by its letters: training leaves these out
/// of some sentences, so that names are also learnt from all else that is known of them.
pub(crate) type Feature = u64;

/// Whether the feature knows a capitalised word by its letters.
pub(crate) fn spells_name(feature: Feature) -> bool {
    feature & 1 == 1
}

/// The feature of a word's letters: another one, and marked as such, if it is written as a name is.
fn spelt(feature: Feature, atom: &Atom) -> Feature {
    if atom.capital {
        mix(feature, 1) | 1
    } else {
        feature & !1
    }
}

/// A feature of up to three values.
macro_rules! of {
    ($name:literal) => {
        const { salt($name) }
    };
    ($name:literal, $a:expr) => {
        mix(const { salt($name) }, $a)
    };
    ($name:literal, $a:expr, $b:expr) => {
        mix(mix(const { salt($name) }, $a), $b)
    };
    ($name:literal, $a:expr, $b:expr, $c:expr) => {
        mix(mix(mix(const { salt($name) }, $a), $b), $c)
    };
}

/// The words of a document as the tagger sees them, a sentence at a time.
pub(crate) struct Sheet<'w, 'a> {
    words: &'w Words<'a>,
    groups: Groups<'w>,
    evidence: &'w Evidence,
    usages: Usages,
    /// The words of the sentence that is looked at, and its place.
    atoms: Vec<Atom>,
    first: usize,
}

impl<'w, 'a> Sheet<'w, 'a> {
    /// Gathers how the document uses its words.
    pub(crate) fn new(words: &'w Words<'a>, evidence: &'w Evidence, groups: Groups<'w>) -> Self {
        Self {
            words,
            groups,
            evidence,
            usages: Usages::new(words),
            atoms: Vec::new(),
            first: 0,
        }
    }

    /// Turns to the sentence of these words.
    pub(crate) fn turn_to(&mut self, sentence: Range<usize>) {
        self.first = sentence.start;
        self.atoms.clear();
        let words = self.words.all.get(sentence).unwrap_or_default();
        for word in words {
            self.atoms
                .push(atom(self.words.of(word), word, &self.groups));
        }
        for (i, word) in words.iter().enumerate() {
            let length = word.known.tokens;
            if length > 1 && word.case.is_name() {
                for (place, atom) in self.atoms.iter_mut().skip(i).take(length).enumerate() {
                    atom.covered |= word.known.kinds.bits();
                    atom.place = u64::from(place > 0) + u64::from(place + 1 == length);
                }
            }
        }
        let mut at = 0;
        while at < self.atoms.len() {
            let run = self.atoms.iter().skip(at);
            let length = run.take_while(|atom| atom.capital).count();
            let place = (at as u32, (at + length.max(1) - 1) as u32);
            let run = self.atoms.iter_mut().skip(at).take(length);
            run.for_each(|atom| atom.run = place);
            at += length.max(1);
        }
    }

    /// The atom `offset` words from the one at `at` in the sentence.
    fn near(&self, at: usize, offset: isize) -> &Atom {
        let place = at.checked_add_signed(offset);
        place.and_then(|at| self.atoms.get(at)).unwrap_or(&NOWHERE)
    }

    /// Gives `take` each feature of the word at `at` in the sentence that was turned to.
    pub(crate) fn features(&self, at: usize, take: &mut impl FnMut(Feature)) {
        let Some(word) = self.words.get(self.first + at) else {
            return;
        };
        take(of!("bias") & !1);
        self.window(at, take);
        self.affixes(at, take);
        self.run(at, take);
        self.grouped(at, take);
        let take = &mut |feature| take(feature & !1);
        self.known(at, take);
        self.claimed(at, take);
        self.document(at, word, take);
    }

    /// The words around, their shapes, and pairs of both.
    fn window(&self, at: usize, take: &mut impl FnMut(Feature)) {
        let near: [&Atom; 5] = std::array::from_fn(|i| self.near(at, i as isize - 2));
        let [b2, b1, own, a1, a2] = near;
        for (i, atom) in near.iter().enumerate() {
            take(spelt(of!("word", i as u64, atom.key), atom));
            take(of!("brief", i as u64, atom.brief) & !1);
        }
        take(spelt(of!("written", own.exact), own));
        take(of!("shape", own.shape) & !1);
        take(spelt(of!("word-1,0", b1.key, own.key), own));
        take(spelt(of!("word0,1", own.key, a1.key), own));
        take(spelt(of!("word-2,-1", b2.key, b1.key), b1));
        take(spelt(of!("word1,2", a1.key, a2.key), a1));
        take(of!("brief-1,0,1", b1.brief, own.brief, a1.brief) & !1);
        let (before, after) = (mix(b2.brief, b1.brief), mix(a1.brief, a2.brief));
        take(of!("brief-2..2", before, own.brief, after) & !1);
        take(spelt(of!("word-1,brief", b1.key, own.brief), b1));
        take(spelt(of!("brief,word1", own.brief, a1.key), a1));
        take(spelt(of!("word-2,-1,brief", b2.key, b1.key, own.brief), b1));
        take(spelt(of!("brief,word1,2", own.brief, a1.key, a2.key), a1));
    }

    /// How the word begins and ends.
    fn affixes(&self, at: usize, take: &mut impl FnMut(Feature)) {
        let own = self.near(at, 0);
        for (length, (head, tail)) in own.heads.iter().zip(&own.tails).enumerate() {
            if own.letters > length + 1 {
                take(spelt(of!("head", length as u64, *head), own));
                take(spelt(of!("tail", length as u64, *tail), own));
            }
        }
        take(of!("tail-1", self.near(at, -1).tails[2]) & !1);
        take(of!("tail+1", self.near(at, 1).tails[2]) & !1);
    }

    /// The run of capitalised words that it stands in.
    fn run(&self, at: usize, take: &mut impl FnMut(Feature)) {
        let own = self.near(at, 0);
        if !own.capital {
            return;
        }
        let (from, to) = (own.run.0 as usize, own.run.1 as usize);
        let (head, tail) = (self.near(from, 0), self.near(to, 0));
        let (since, until) = ((at - from).min(3) as u64, (to - at).min(3) as u64);
        take(spelt(of!("run-first", head.key), own));
        take(spelt(of!("run-last", tail.key), own));
        take(of!("run-place", since, until) & !1);
        let (before, after) = (self.near(from, -1), self.near(to, 1));
        take(of!("run-before", before.key) & !1);
        take(of!("run-after", after.key) & !1);
        let grouped = [
            (of!("run-last-group"), tail),
            (of!("run-before-group"), before),
            (of!("run-after-group"), after),
        ];
        for (template, atom) in grouped {
            if let Some(groups) = atom.groups {
                take(mix(template, groups[1].into()) & !1);
            }
        }
        take(of!("run-first-kinds", head.kinds.into(), since) & !1);
        take(of!("run-last-kinds", tail.kinds.into(), until) & !1);
    }

    /// The words that are used alike.
    fn grouped(&self, at: usize, take: &mut impl FnMut(Feature)) {
        let own = self.near(at, 0);
        for i in 0..5 {
            let atom = self.near(at, i as isize - 2);
            let Some(groups) = atom.groups else {
                continue;
            };
            let beside = i == 1 || i == 3;
            let finest = if beside || i == 2 { 3 } else { 1 };
            for (size, group) in groups.iter().take(finest).enumerate() {
                let group = u64::from(*group) << 4 | size as u64;
                let feature = of!("group", i, group);
                take(if i == 2 {
                    spelt(feature, atom)
                } else {
                    feature & !1
                });
                if beside {
                    take(of!("group,brief", i, group, own.brief) & !1);
                }
            }
        }
        let (before, after) = (self.near(at, -1).groups, self.near(at, 1).groups);
        if let (Some(before), Some(after)) = (before, after) {
            take(
                of!(
                    "group-1,1,brief",
                    before[1].into(),
                    after[1].into(),
                    own.brief
                ) & !1,
            );
        }
        if let Some(groups) = own.groups {
            take(spelt(of!("group0,brief", groups[1].into(), own.brief), own));
        }
    }

    /// What the words are known as.
    fn known(&self, at: usize, take: &mut impl FnMut(Feature)) {
        for i in 0..3 {
            let atom = self.near(at, i as isize - 1);
            each_bit(atom.kinds, |bit| take(of!("kind", i, bit)));
            each_bit(atom.covered, |bit| take(of!("name", i, bit, atom.place)));
        }
        let (before, own, after) = (self.near(at, -1), self.near(at, 0), self.near(at, 1));
        take(of!("kinds,brief", own.kinds.into(), own.brief));
        take(of!("kinds-1,0", before.kinds.into(), own.kinds.into()));
        take(of!("kinds0,1", own.kinds.into(), after.kinds.into()));
        if own.covered != 0 {
            take(of!("name,brief", own.covered.into(), own.place, own.brief));
        }
    }

    /// The candidate for a name and the expression of time or money that the word stands in.
    fn claimed(&self, at: usize, take: &mut impl FnMut(Feature)) {
        let near: [_; 3] = std::array::from_fn(|i| {
            let place = at.checked_add_signed(i as isize - 1);
            let place = place.filter(|at| *at < self.atoms.len());
            place.map_or_else(Default::default, |at| self.evidence.at(self.first + at))
        });
        let [before, own, after] = near;
        take(of!(
            "part",
            own.part as u64,
            after.part as u64,
            before.part as u64
        ));
        let own_key = self.near(at, 0).key;
        take(of!(
            "measure",
            own.measure as u64,
            after.measure as u64,
            before.measure as u64
        ));
        if own.measure != Measure::None {
            take(of!("measure,word", own.measure as u64, own_key));
        }
        if let Some((length, clues)) = self.evidence.candidate(self.first + at) {
            take(of!("candidate", own.part as u64, length.min(4) as u64));
            if own.part.begins() {
                clues.iter().for_each(|clue| take(of!("clue", clue as u64)));
            }
        }
    }

    /// How the document uses the word elsewhere.
    fn document(&self, at: usize, word: &Word, take: &mut impl FnMut(Feature)) {
        let own = self.near(at, 0);
        let start = word.start as u64;
        take(of!("start", start, word.style as u64, own.brief));
        take(of!("glued", word.glued.into(), own.brief));
        if word.case == Case::Initial {
            take(of!("initial"));
        }
        if !own.capital {
            return;
        }
        let usage = self.words.usage(word);
        let (lower, capital) = (usage.lower.min(2), usage.capital.min(3));
        take(of!("used", lower.into(), capital.into(), start));
        for context in self.usages.contexts(word) {
            take(of!("elsewhere", *context));
        }
        let length = own.run.1.abs_diff(own.run.0).min(3);
        each_bit(self.usages.places(word).into(), |bit| {
            take(of!("runs", bit, length.into()));
        });
        if word.case == Case::Upper && self.usages.are_initials(word) {
            take(of!("initials"));
        }
    }
}

fn each_bit(mut bits: u32, mut take: impl FnMut(u64)) {
    while bits != 0 {
        take(bits.trailing_zeros().into());
        bits &= bits - 1;
    }
}
