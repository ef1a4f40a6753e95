//! Ranks titles, names and commands by a few letters of each word, whatever their diacritics.

use std::borrow::Cow;

use frizbee::{CaseMatching, Config, Matcher, Pattern, PatternConfig, Scoring, SortStrategy};
use rayon::prelude::*;

use crate::span::{Span, floor_boundary, until};
use crate::text::fold::{fold, fold_char};

/// The most of a query that is used, in bytes.
const LONGEST_QUERY: usize = 200;

/// The most of a candidate that is looked at, in bytes.
const LONGEST_CANDIDATE: usize = 1000;

/// How many candidates are ranked as one piece of work.
const CHUNK: usize = 8 * 1024;

/// A letter that matches counts so many points; frizbee takes some off for every gap.
const MATCH: u16 = 12;

/// What was typed to filter by: words, each of which must be found, its letters in order but not
/// necessarily side by side.
///
/// Case and diacritics make no difference (`zurich` finds “Zürich”). The best are those whose
/// letters stand side by side and at the beginnings of words; those whose letters are scattered
/// over the whole candidate are left out.
#[derive(Clone, Debug)]
pub struct Query {
    matcher: Matcher,
    words: usize,
    /// The fewest points that count as a match.
    least: u16,
}

/// A candidate that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Its place among the candidates.
    pub index: usize,
    /// How well it matches; more is better, and only comparable within one query.
    pub score: u16,
}

impl Query {
    /// Reads what was typed; only its first two hundred bytes count.
    pub fn new(typed: &str) -> Self {
        let typed = until(typed, floor_boundary(typed, LONGEST_QUERY));
        let key = fold(typed);
        let words: Vec<Pattern> = key
            .split_whitespace()
            .map(|word| Pattern::new(word, PatternConfig::default()))
            .collect();
        let letters: usize = key
            .split_whitespace()
            .map(|word| word.chars().count())
            .sum();
        let config = Config {
            max_typos: Some(0),
            casing: CaseMatching::Ignore,
            sort: SortStrategy::IndexAsc,
            scoring: Scoring {
                match_score: MATCH,
                // Folded candidates have no capitals, so those of others must not count.
                capitalization_bonus: 0,
                matching_case_bonus: 0,
                ..Scoring::default()
            },
            ..Config::default()
        };
        Self {
            matcher: Matcher::from_patterns(&words, &config),
            words: words.len(),
            least: MATCH * 4 / 5 * letters as u16,
        }
    }

    /// Whether it has no words, and so matches everything.
    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// The candidates that match, the best first, equally good ones in their order.
    ///
    /// Many candidates are ranked on all cores.
    pub fn rank<S: AsRef<str> + Sync>(&self, candidates: &[S]) -> Vec<Ranked> {
        if self.is_empty() {
            let all = (0..candidates.len()).map(|index| Ranked { index, score: 0 });
            return all.collect();
        }
        let mut found: Vec<Ranked> = if candidates.len() <= CHUNK {
            self.rank_some(0, candidates)
        } else {
            candidates
                .par_chunks(CHUNK)
                .enumerate()
                .flat_map_iter(|(chunk, some)| self.rank_some(chunk * CHUNK, some))
                .collect()
        };
        found.sort_by_key(|ranked| std::cmp::Reverse(ranked.score));
        found
    }

    /// Ranks candidates of which the first is numbered `first`, in their order.
    fn rank_some<S: AsRef<str>>(&self, first: usize, candidates: &[S]) -> Vec<Ranked> {
        let scored = self.score(candidates).into_iter();
        scored
            .filter(|ranked| self.is_good(ranked))
            .map(|ranked| Ranked {
                index: first + ranked.index,
                ..ranked
            })
            .collect()
    }

    /// The candidates that have the letters, however scattered, in their order. What another query
    /// finds whose words begin with these ones is among them.
    pub fn score<S: AsRef<str>>(&self, candidates: &[S]) -> Vec<Ranked> {
        let keys: Vec<Cow<'_, str>> = candidates.iter().map(|c| key(c.as_ref())).collect();
        let found = self.matcher.clone().match_list(&keys).into_iter();
        found
            .map(|found| Ranked {
                index: found.index as usize,
                score: found.score,
            })
            .collect()
    }

    /// Whether the letters of a candidate stand together closely enough.
    pub fn is_good(&self, ranked: &Ranked) -> bool {
        ranked.score >= self.least
    }

    /// The parts of a candidate that match, in order, to be highlighted; none where it does not match.
    pub fn places(&self, candidate: &str) -> Vec<Span> {
        if self.is_empty() {
            return Vec::new();
        }
        let (key, letters) = key_with_places(cut(candidate));
        let found = self.matcher.clone().match_one_indices(&key, 0);
        let mut indices: Vec<usize> = found.map_or_else(Vec::new, |found| {
            found.indices.iter().map(|&at| at as usize).collect()
        });
        if indices.is_empty() {
            // frizbee 0.13 ranks a candidate of scattered letters, but names no places in it where
            // its best alignment leaves letters out or has a long gap.
            if self.rank_some(0, &[candidate]).is_empty() {
                return Vec::new();
            }
            let words = self.matcher.patterns().iter();
            indices = words
                .flat_map(|word| first_letters(&key, &word.needle))
                .collect();
        }
        indices.sort_unstable();
        let mut places: Vec<Span> = Vec::new();
        for index in indices {
            let Some(&letter) = letters.get(index) else {
                continue;
            };
            match places.last_mut() {
                Some(last) if letter.start <= last.end => *last = last.union(letter),
                _ => places.push(letter),
            }
        }
        places
    }
}

/// Where the letters of `word` stand in `key`, each the first after the one before.
fn first_letters(key: &str, word: &str) -> Vec<usize> {
    let mut wanted = word.chars().peekable();
    key.char_indices()
        .filter(|&(_, c)| wanted.next_if(|w| w.eq_ignore_ascii_case(&c)).is_some())
        .map(|(at, _)| at)
        .collect()
}

fn cut(candidate: &str) -> &str {
    until(candidate, floor_boundary(candidate, LONGEST_CANDIDATE))
}

/// What a candidate is matched by.
fn key(candidate: &str) -> Cow<'_, str> {
    let candidate = cut(candidate);
    if candidate.is_ascii() {
        Cow::Borrowed(candidate)
    } else {
        Cow::Owned(fold(candidate))
    }
}

/// The key of a candidate, and for each byte of it the letter of the candidate that it comes from.
fn key_with_places(candidate: &str) -> (String, Vec<Span>) {
    let mut key = String::with_capacity(candidate.len());
    let mut letters = Vec::with_capacity(candidate.len());
    for (at, c) in candidate.char_indices() {
        fold_char(c, &mut key);
        letters.resize(key.len(), Span::new(at, at + c.len_utf8()));
    }
    (key, letters)
}

#[cfg(test)]
mod tests;
