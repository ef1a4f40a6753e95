//! Words that are used alike, found in plain texts: what the tagger knows of words beyond those
//! that its gold names.
//!
//! Words move between groups, one at a time, to where the group tells best which words stand beside
//! them: exchange clustering (Kneser & Ney 1993; Martin, Liermann & Ney 1998), here with single
//! words to the left and to the right as what is told. The fine groups are put together to middle
//! ones, and those to coarse ones, in the same way.

mod exchange;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use crate::text::paragraph::{detect_lines, paragraphs};
use crate::text::token::tokens;
use exchange::{Item, exchange};

/// The groups of each word, from coarse to fine; every fine group lies in one middle group, every
/// middle group in one coarse group.
pub type Groups = BTreeMap<String, [u16; 3]>;

/// A model has place for so many groups: coarse, middle, fine.
const LIMITS: [u16; 3] = [256, 1024, 16_384];

/// How words are put into groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many groups there are at most: coarse, middle, fine.
    pub sizes: [u16; 3],
    /// How often a word must be there to get groups.
    pub least: u32,
    /// How often all words are looked at, at most.
    pub rounds: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            sizes: [64, 256, 1024],
            least: 3,
            rounds: 10,
        }
    }
}

/// Puts the words of `texts` into groups; the same texts in the same order give the same groups.
pub fn groups<'a>(texts: impl IntoIterator<Item = &'a str>, plan: &Plan) -> Groups {
    let (words, items) = count(texts, plan.least);
    let [coarse, middle, fine] = plan.sizes;
    let fine = exchange(&items, fine, plan.rounds);
    let items = together(items, &fine);
    let middle = exchange(&items, middle, plan.rounds);
    let items = together(items, &middle);
    let coarse = exchange(&items, coarse, plan.rounds);
    words
        .into_iter()
        .zip(fine)
        .map(|(word, fine)| {
            let middle = middle[usize::from(fine)];
            (word, [coarse[usize::from(middle)], middle, fine])
        })
        .collect()
}

/// A word as groups know it: in lower case, digits as 0.
pub fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_numeric() {
            key.push('0');
        } else {
            key.extend(c.to_lowercase());
        }
    }
    key
}

/// What stands between paragraphs, among the words.
const GAP: u32 = u32::MAX;

/// The words that are there often enough, the most frequent first, and what stands beside each.
fn count<'a>(texts: impl IntoIterator<Item = &'a str>, least: u32) -> (Vec<String>, Vec<Item>) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut row: Vec<u32> = vec![GAP];
    for text in texts {
        for paragraph in paragraphs(text, detect_lines(text)) {
            for token in tokens(text, paragraph) {
                let new = counts.len() as u32;
                let number = *numbers.entry(key(token.span.of(text))).or_insert(new);
                if number == new {
                    counts.push(0);
                }
                counts[number as usize] += 1;
                row.push(number);
            }
            row.push(GAP);
        }
    }
    let mut words: Vec<(String, u32)> = numbers
        .into_iter()
        .filter(|(_, number)| counts[*number as usize] >= least)
        .collect();
    words.sort_unstable_by(|(a, m), (b, n)| {
        let often = counts[*n as usize].cmp(&counts[*m as usize]);
        often.then_with(|| a.cmp(b))
    });
    // Rare words and gaps stand beside words, too: each as one.
    let (rare, gap) = (words.len() as u32, words.len() as u32 + 1);
    let mut ranks = vec![rare; counts.len()];
    for (rank, (_, number)) in words.iter().enumerate() {
        ranks[*number as usize] = rank as u32;
    }
    let rank = |number: u32| ranks.get(number as usize).copied().unwrap_or(gap);
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(2 * row.len());
    for pair in row.windows(2) {
        let (left, right) = (rank(pair[0]), rank(pair[1]));
        if left < rare {
            pairs.push((left, 2 * right));
        }
        if right < rare {
            pairs.push((right, 2 * left + 1));
        }
    }
    pairs.sort_unstable();
    let mut items = vec![Item::default(); words.len()];
    for same in pairs.chunk_by(|a, b| a == b) {
        let (word, beside) = same[0];
        items[word as usize].add(beside, same.len() as u32);
    }
    (words.into_iter().map(|(word, _)| word).collect(), items)
}

/// The groups as items themselves.
fn together(items: Vec<Item>, groups: &[u16]) -> Vec<Item> {
    let most = groups
        .iter()
        .max()
        .map_or(0, |group| usize::from(*group) + 1);
    let mut merged: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); most];
    for (item, group) in items.into_iter().zip(groups) {
        for (beside, times) in item.beside {
            *merged[usize::from(*group)].entry(beside).or_default() += times;
        }
    }
    let items = merged.into_iter().map(|beside| {
        let mut item = Item::default();
        for (beside, times) in beside {
            item.add(beside, times);
        }
        item
    });
    items.collect()
}

/// Reads groups from a file: a line a word, its groups from coarse to fine with commas between them,
/// a tab, the word. In front of a group its level's size may stand: `64.3,256.17,1024.150`.
///
/// # Errors
/// The first line that is none such, from 1, and what is wrong with it.
pub fn parse(file: &str) -> Result<Groups, (u64, String)> {
    let lines = file.lines().zip(1..).filter(|(line, _)| !line.is_empty());
    lines
        .map(|(line, number)| {
            let wrong = |what: &str| {
                (
                    number,
                    format!("{what}; a line is COARSE,MIDDLE,FINE, a tab, a word"),
                )
            };
            let (numbers, word) = line.split_once('\t').ok_or_else(|| wrong("has no tab"))?;
            let mut groups = [0; 3];
            let mut found = numbers.split(',');
            for (group, limit) in groups.iter_mut().zip(LIMITS) {
                let written = found
                    .next()
                    .ok_or_else(|| wrong("has less than three groups"))?;
                let written = written.rsplit_once('.').map_or(written, |(_, group)| group);
                *group = written.parse().map_err(|_| wrong("a group is no number"))?;
                if *group >= limit {
                    return Err(wrong(&format!("the group {group} is not below {limit}")));
                }
            }
            if word.is_empty() || found.next().is_some() {
                return Err(wrong("has no word, or more than three groups"));
            }
            Ok((key(word), groups))
        })
        .collect()
}
