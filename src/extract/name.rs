//! Names: people, organisations, places, peoples and other things called by a name.
//!
//! Runs of capitalised words are cut into candidates (`candidate`); what is known of a candidate's
//! words and what stands around it are its clues (`clue`). Candidates, clues and the expressions of
//! time and money are evidence for the tagger, which decides what is a name and of what kind.

pub(crate) mod candidate;
mod clue;
mod settle;

use std::collections::HashMap;

use self::candidate::{Candidate, candidates};
use self::clue::{Clues, clues};
use super::Mention;
use super::model::Model;
use super::tagger::{Found, tag};
use crate::article::Head;
use crate::extract::gazetteer::Kinds;
use crate::extract::word::Words;
use crate::span::Span;
use crate::text::token::TokenKind;

/// Where in a candidate a word stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Part {
    /// In none.
    #[default]
    None,
    /// It is the whole of it.
    Only,
    /// At its beginning.
    First,
    /// Inside.
    Inside,
    /// At its end.
    Last,
}

impl Part {
    /// Whether the candidate begins with the word.
    pub(crate) fn begins(self) -> bool {
        matches!(self, Self::Only | Self::First)
    }
}

/// What a grammar takes a word for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Nothing.
    #[default]
    None,
    /// The first word of an expression of time.
    Time,
    /// A further word of one.
    MoreTime,
    /// The first word of a named date.
    Date,
    /// A further word of one.
    MoreDate,
    /// The first word of a sum of money.
    Money,
    /// A further word of one.
    MoreMoney,
}

/// What is thought of a word before the tagger decides.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Claim {
    /// Where in a candidate it stands.
    pub(crate) part: Part,
    /// What a grammar takes it for.
    pub(crate) measure: Measure,
    candidate: u32,
}

/// What is thought of a document's words before the tagger decides.
#[derive(Debug)]
pub(crate) struct Evidence {
    candidates: Vec<(Candidate, Clues)>,
    claims: Vec<Claim>,
}

impl Evidence {
    /// Gathers the candidates and lays them over the expressions of time, the named dates in them,
    /// and the sums of money.
    pub(crate) fn new(words: &Words, times: &[Span], dates: &[Span], sums: &[Span]) -> Self {
        let found = find(words);
        let mut claims = vec![Claim::default(); words.all.len()];
        for (number, candidate) in found.iter().enumerate() {
            for at in candidate.first..=candidate.last {
                let Some(claim) = claims.get_mut(at) else {
                    continue;
                };
                claim.candidate = number as u32;
                claim.part = match (at == candidate.first, at == candidate.last) {
                    (true, true) => Part::Only,
                    (true, false) => Part::First,
                    (false, false) => Part::Inside,
                    (false, true) => Part::Last,
                };
            }
        }
        let measures = [
            (times, Measure::Time, Measure::MoreTime),
            (dates, Measure::Date, Measure::MoreDate),
            (sums, Measure::Money, Measure::MoreMoney),
        ];
        for (spans, first, more) in measures {
            for span in spans {
                let start = words.all.partition_point(|w| w.span.end <= span.start);
                let end = words.all.partition_point(|w| w.span.start < span.end);
                for (i, claim) in claims.iter_mut().take(end).skip(start).enumerate() {
                    claim.measure = if i == 0 { first } else { more };
                }
            }
        }
        Self {
            candidates: found.into_iter().map(|c| (c, clues(words, &c))).collect(),
            claims,
        }
    }

    /// What is thought of the word at `at`.
    pub(crate) fn at(&self, at: usize) -> Claim {
        self.claims.get(at).copied().unwrap_or_default()
    }

    /// The candidate that the word at `at` stands in: its words less one, and its clues.
    pub(crate) fn candidate(&self, at: usize) -> Option<(usize, Clues)> {
        let claim = self.claims.get(at).filter(|c| c.part != Part::None)?;
        let (candidate, clues) = self.candidates.get(claim.candidate as usize)?;
        Some((candidate.last - candidate.first, *clues))
    }
}

/// The names of a document, in order, none overlapping another.
pub(super) fn mentions(
    words: &Words,
    head: &Head,
    evidence: &Evidence,
    model: &Model,
) -> Vec<Mention> {
    let found = tag(words, evidence, model);
    let mut mentions = Vec::with_capacity(found.len());
    for found in found {
        let Some(label) = model.labels().get(found.kind) else {
            continue;
        };
        let score = model.calibrated(found.score);
        mentions.extend(lines(words, found).map(|span| Mention {
            span,
            label: label.clone(),
            score,
            cluster: None,
        }));
    }
    settle::head(head, &mut mentions);
    settle::settle(words.text, &mut mentions);
    mentions
}

/// What a name covers of each line: a name that a hard-wrapped text breaks is one in each.
fn lines(words: &Words, found: Found) -> impl Iterator<Item = Span> {
    let whole = words.span(found.first, found.last);
    let text = words.text;
    let mut start = whole.start;
    whole
        .of(text)
        .split([
            '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
        ])
        .filter_map(move |line| {
            let span = Span::new(start, start + line.len());
            start += line.len();
            start += crate::span::from(text, start)
                .chars()
                .next()
                .map_or(0, char::len_utf8);
            let span = trim(text, span);
            let named = line.chars().any(|c| c.is_uppercase() || c.is_numeric());
            (named && !span.is_empty()).then_some(span)
        })
}

/// Abbreviations at the end of names whose stop is part of the name.
const STOPPED: [&str; 7] = ["Inc", "Corp", "Ltd", "Co", "Bros", "Jr", "Sr"];

/// The span without white space and the marks of layout at its ends (`# `, `| `, `` ` ``), and with
/// the stop of an abbreviation there.
fn trim(text: &str, span: Span) -> Span {
    let is_layout = |c: char| c.is_whitespace() || "#|`*_~<>•–—-/\\:;,".contains(c);
    let covered = span.of(text);
    let start = span.start + covered.len() - covered.trim_start_matches(is_layout).len();
    let end = span.end - (covered.len() - covered.trim_end_matches(is_layout).len());
    let span = Span::new(start, end.max(start));
    let last = span.of(text).rsplit(|c: char| !c.is_alphabetic()).next();
    let stopped = last.is_some_and(|last| STOPPED.contains(&last));
    if stopped && crate::span::from(text, span.end).starts_with('.') {
        return Span::new(span.start, span.end + 1);
    }
    span
}

fn find(words: &Words) -> Vec<Candidate> {
    // A name and a number that stand together again and again are one name (`Channel 4`).
    let pair = |at: usize| -> Option<(u64, &str)> {
        let (number, before) = (words.get(at)?, words.before(at)?);
        let short = number.token == TokenKind::Number && number.span.len() <= 3;
        (short && before.case.is_name() && !before.is(Kinds::MONTH) && !before.is_function())
            .then(|| (before.key, words.of(number)))
    };
    let mut pairs: HashMap<(u64, &str), u32> = HashMap::new();
    for at in 0..words.all.len() {
        if let Some(pair) = pair(at) {
            *pairs.entry(pair).or_default() += 1;
        }
    }
    let numbered =
        |at: usize| pair(at).is_some_and(|pair| pairs.get(&pair).is_some_and(|&count| count > 1));
    candidates(words, &numbered)
}
