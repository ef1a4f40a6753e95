//! What a model sees of a reading: hashed features.

use crate::extract::attribution::frame::{Item, Kind};
use crate::extract::attribution::lexicon::{Form, class};

/// The features of one candidate, each a hash of its name and value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    /// The hashes; a table of 2ⁿ weights takes their highest bits.
    pub hashes: Vec<u32>,
}

/// What a feature speaks of, so that equal values of different features differ.
type Name = u64;

impl Features {
    /// Adds the feature `name` with a value.
    pub fn add(&mut self, name: Name, value: u64) {
        self.hashes.push(mix(name, value));
    }

    /// Adds the feature `name` with two values.
    pub fn pair(&mut self, name: Name, a: u64, b: u64) {
        self.hashes.push(mix(name, spread(a) ^ b));
    }

    /// Adds the feature `name` with three values.
    pub fn triple(&mut self, name: Name, a: u64, b: u64, c: u64) {
        self.hashes.push(mix(name, spread(spread(a) ^ b) ^ c));
    }
}

/// Moves a hash so that another can be laid over it (the multiplier of `SplitMix64`'s increment).
fn spread(value: u64) -> u64 {
    (value ^ (value >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The finalizer of `SplitMix64` (Steele, Lea and Flood, 2014) over name and value; its high half.
fn mix(name: Name, value: u64) -> u32 {
    let mut z = spread(name.wrapping_add(1)) ^ value;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 32) as u32
}

/// The sort of an item: its mark, its closed class, the form of its verb, or its ending.
pub(crate) fn sort(text: &str, item: Option<&Item>) -> u64 {
    /// Marks come after all sorts of words.
    const MARKS: u64 = 64;
    let Some(item) = item else {
        return 0;
    };
    let classes = [
        class::THAT,
        class::TO,
        class::PRONOUN,
        class::RELATIVE,
        class::COORDINATOR,
        class::BE,
        class::AUXILIARY,
        class::NEGATION,
        class::SUBORDINATOR,
        class::PREPOSITION,
        class::OBJECT,
        class::POSSESSIVE,
        class::DETERMINER,
        class::TIME,
        class::VERB,
        class::ADVERB,
    ];
    match item.kind {
        Kind::Mark(c) => return MARKS + u64::from(u32::from(c)),
        Kind::Quote(_) => return 1,
        Kind::Number => return 2,
        _ => {}
    }
    if let Some(at) = classes.iter().position(|&class| item.is(class)) {
        return 8 + at as u64;
    }
    if item.kind == Kind::Clitic {
        return 3;
    }
    if let Some(verb) = item.verb {
        return 32
            + match verb.form {
                Form::Base => 0,
                Form::Third => 1,
                Form::Past => 2,
                Form::Gerund => 3,
            };
    }
    if item.capital() {
        return 4;
    }
    let word = item.span.of(text);
    if word.ends_with("ing") {
        40
    } else if word.ends_with("ed") {
        41
    } else if word.ends_with('s') {
        42
    } else {
        43
    }
}

/// A length as one of a few classes, each about half as long again as the one before.
pub(crate) fn length(items: usize) -> u64 {
    const STEPS: [usize; 13] = [0, 1, 2, 3, 4, 6, 9, 13, 19, 28, 42, 63, 95];
    STEPS.partition_point(|&step| step < items) as u64
}
