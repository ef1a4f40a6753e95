//! Quotes: a hit covers most of the same words; its speaker is counted with it.
//!
//! Every quote is cut at line breaks and stripped of quote marks, white space and punctuation at
//! its ends. Two tracks are scored: what stands inside quote marks, and all that is said.

mod marks;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::{Agreement, Quoted, Run, Speaking, share};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Runs of three words or more inside quote marks.
    InsideMarks,
    /// All speech, whether in quote marks or told in the writer's words.
    AllSpeech,
}

/// The agreement on quotes over a set of articles.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// How many gold pieces were counted.
    pub gold: usize,
    /// How many predicted pieces were counted; those in ignored ranges are not.
    pub predicted: usize,
    /// A hit has the very same ends.
    pub exact: Agreement,
    /// A hit shares at least half of what both cover together.
    pub overlap: Agreement,
    /// An overlap with the right speaker.
    pub joint: Agreement,
    /// The part of the hits with a gold speaker whose speaker is right.
    pub speaker: f64,
    /// The same where the gold speaker is a name or a description.
    pub speaker_named: f64,
    /// The same where the gold speaker is a pronoun.
    pub speaker_pronoun: f64,
    /// The part of the hits with a cue on both sides whose cues overlap.
    pub cue: f64,
    /// The part of the hits with a gold full name whose full name shares a word with it; none without such gold.
    pub canonical: Option<f64>,
    /// The recall of overlaps by kind of quote.
    pub recall_by_kind: BTreeMap<String, f64>,
}

/// Counts over articles.
#[derive(Clone, Debug)]
pub struct Tally {
    track: Track,
    gold: usize,
    predicted: usize,
    exact: usize,
    overlap: usize,
    joint: usize,
    speaker: Counter,
    named: Counter,
    pronoun: Counter,
    cue: Counter,
    canonical: Counter,
    kinds: BTreeMap<String, Counter>,
}

/// How often something was right, of how many times it could be.
#[derive(Clone, Copy, Debug, Default)]
struct Counter {
    right: usize,
    of: usize,
}

impl Counter {
    fn count(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    fn share(self) -> f64 {
        share(self.right, self.of)
    }
}

/// A stretch of one line that belongs to a quote.
type Segment<'a> = (usize, usize, &'a Quoted);

impl Tally {
    /// Starts to count a track.
    pub fn new(track: Track) -> Self {
        Self {
            track,
            gold: 0,
            predicted: 0,
            exact: 0,
            overlap: 0,
            joint: 0,
            speaker: Counter::default(),
            named: Counter::default(),
            pronoun: Counter::default(),
            cue: Counter::default(),
            canonical: Counter::default(),
            kinds: BTreeMap::new(),
        }
    }

    /// Counts one article; `ignore` are ranges in which a prediction is neither right nor wrong.
    pub fn add(
        &mut self,
        text: &[char],
        gold: &[Quoted],
        ignore: &[(usize, usize)],
        predicted: &[Quoted],
    ) {
        let regions = match self.track {
            Track::InsideMarks => Some(marks::quoted_regions(text)),
            Track::AllSpeech => None,
        };
        let mut wanted: Vec<Segment> = Vec::new();
        let mut ignored = ignore.to_vec();
        for quote in gold {
            for (start, end) in pieces(text, quote, regions.as_deref()) {
                let least = if regions.is_some() { 3 } else { 2 };
                let counts = !quote.optional
                    && words(text, start, end).len() >= least
                    && (regions.is_some() || quote.core && is_kind(&quote.kind));
                if counts {
                    wanted.push((start, end, quote));
                } else {
                    ignored.push((start, end));
                }
            }
        }
        let mut found: BTreeMap<(usize, usize), &Quoted> = BTreeMap::new();
        for quote in predicted {
            for (start, end) in pieces(text, quote, regions.as_deref()) {
                if regions.is_none() || words(text, start, end).len() >= 3 {
                    found.insert((start, end), quote);
                }
            }
        }
        let found: Vec<Segment> = found.into_iter().map(|((a, b), q)| (a, b, q)).collect();
        let matched = matches(&wanted, &found);

        self.gold += wanted.len();
        for (i, &(start, end, quote)) in wanted.iter().enumerate() {
            let hit = matched.get(&i).and_then(|j| found.get(*j));
            let kind = self.kinds.entry(quote.kind.clone()).or_default();
            kind.count(hit.is_some());
            if let Some(&(a, b, prediction)) = hit {
                self.overlap += 1;
                self.exact += usize::from((a, b) == (start, end));
                self.compare(text, quote, prediction);
            }
        }
        let hit: HashSet<usize> = matched.into_values().collect();
        for (j, &(start, end, _)) in found.iter().enumerate() {
            let covered: usize = ignored
                .iter()
                .map(|&(a, b)| b.min(end).saturating_sub(a.max(start)))
                .sum();
            if hit.contains(&j) || 2 * covered < end - start {
                self.predicted += 1;
            }
        }
    }

    /// Compares speaker and cue of a pair.
    fn compare(&mut self, text: &[char], gold: &Quoted, prediction: &Quoted) {
        let predicted = prediction.speaker.as_ref().filter(|speaker| {
            let run = &speaker.run;
            run.start.is_some() || run.text.as_deref().is_some_and(|text| !text.is_empty())
        });
        let right = same_speaker(text, gold.speaker.as_ref(), predicted);
        self.joint += usize::from(right);
        if let Some(speaker) = &gold.speaker {
            self.speaker.count(right);
            if is_pronoun(speaker.run.text.as_deref().unwrap_or_default()) {
                self.pronoun.count(right);
            } else {
                self.named.count(right);
            }
            if let Some(name) = full_name(speaker) {
                let theirs = predicted.and_then(full_name);
                self.canonical
                    .count(theirs.is_some_and(|theirs| share_a_word(name, theirs)));
            }
        }
        if let (Some(gold), Some(found)) = (&gold.cue, &prediction.cue)
            && let (Some((a, b)), Some((c, d))) =
                (gold.start.zip(gold.end), found.start.zip(found.end))
        {
            self.cue.count(b.min(d) > a.max(c));
        }
    }

    /// The agreement over all articles counted.
    pub fn scores(&self) -> Scores {
        let agreement = |hits| Agreement::of(hits, self.predicted, self.gold);
        Scores {
            gold: self.gold,
            predicted: self.predicted,
            exact: agreement(self.exact),
            overlap: agreement(self.overlap),
            joint: agreement(self.joint),
            speaker: self.speaker.share(),
            speaker_named: self.named.share(),
            speaker_pronoun: self.pronoun.share(),
            cue: self.cue.share(),
            canonical: (self.canonical.of > 0).then(|| self.canonical.share()),
            recall_by_kind: self
                .kinds
                .iter()
                .map(|(kind, counter)| (kind.clone(), counter.share()))
                .collect(),
        }
    }
}

fn is_kind(kind: &str) -> bool {
    matches!(kind, "direct" | "mixed" | "indirect")
}

/// A quote's pieces, cut at line breaks, inside `regions` if given, without what stands at their ends.
fn pieces(
    text: &[char],
    quote: &Quoted,
    regions: Option<&[(usize, usize)]>,
) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    for (start, end) in quote.pieces() {
        let end = end.min(text.len());
        let mut at = start;
        for line in text
            .get(start..end)
            .unwrap_or_default()
            .split(|c| *c == '\n')
        {
            let (a, b) = stripped(text, at, at + line.len());
            at += line.len() + 1;
            if a >= b {
                continue;
            }
            match regions {
                None => pieces.push((a, b)),
                Some(regions) => pieces.extend(
                    regions
                        .iter()
                        .map(|&(from, to)| (a.max(from), b.min(to)))
                        .filter(|(x, y)| x < y)
                        .map(|(x, y)| stripped(text, x, y))
                        .filter(|(x, y)| x < y),
                ),
            }
        }
    }
    pieces
}

/// The range without white space, quote marks and punctuation at its ends.
fn stripped(text: &[char], mut start: usize, mut end: usize) -> (usize, usize) {
    let is_edge = |at: usize| {
        text.get(at)
            .is_some_and(|c| " \t\n\r\"“”„«»‘’'`.,;:!?-–—()[]‟＂".contains(*c))
    };
    while start < end && is_edge(start) {
        start += 1;
    }
    while end > start && is_edge(end - 1) {
        end -= 1;
    }
    (start, end)
}

/// Pairs each gold segment with at most one prediction, best overlap first.
fn matches(wanted: &[Segment], found: &[Segment]) -> HashMap<usize, usize> {
    let mut pairs = Vec::new();
    for (i, &(a, b, _)) in wanted.iter().enumerate() {
        for (j, &(c, d, _)) in found.iter().enumerate() {
            let common = b.min(d).saturating_sub(a.max(c));
            let both = b.max(d) - a.min(c);
            if common > 0 && 2 * common >= both {
                pairs.push((common as f64 / both as f64, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut matched = HashMap::new();
    let mut taken = HashSet::new();
    for (_, i, j) in pairs {
        if !matched.contains_key(&i) && taken.insert(j) {
            matched.insert(i, j);
        }
    }
    matched
}

/// Whether the predicted speaker is the gold one: their words meet in the text, or share a name.
fn same_speaker(text: &[char], gold: Option<&Speaking>, predicted: Option<&Speaking>) -> bool {
    let (Some(gold), Some(predicted)) = (gold, predicted) else {
        return gold.is_none() && predicted.is_none();
    };
    if let (Some((start, end)), Some((from, to))) = (
        gold.run.start.zip(gold.run.end),
        predicted.run.start.zip(predicted.run.end),
    ) {
        let theirs: HashSet<usize> = words(text, from, to).iter().map(|w| w.0).collect();
        let mut ours = words(text, start, end);
        ours.retain(|&(a, b)| !is_stop_word(&lower(text, a, b)));
        if ours.is_empty() {
            ours.push((start, start));
        }
        if ours.iter().any(|word| theirs.contains(&word.0)) {
            return true;
        }
    }
    !names(text, &gold.run).is_disjoint(&names(text, &predicted.run))
}

/// The capitalised words of a run, lower-cased, without a possessive ending.
fn names(text: &[char], run: &Run) -> HashSet<String> {
    let own: Vec<char>;
    let run_text = match &run.text {
        Some(words) if !words.is_empty() => {
            own = words.chars().collect();
            own.as_slice()
        }
        _ => {
            let range = run.start.zip(run.end).map(|(start, end)| start..end);
            range.and_then(|r| text.get(r)).unwrap_or_default()
        }
    };
    words(run_text, 0, run_text.len())
        .into_iter()
        .filter(|&(start, _)| run_text.get(start).is_some_and(|c| c.is_uppercase()))
        .map(|(start, end)| lower(run_text, start, end))
        .filter(|word| !is_stop_word(word))
        .map(|word| word.replace("’s", "").replace("'s", ""))
        .collect()
}

fn full_name(speaker: &Speaking) -> Option<&str> {
    speaker.canonical.as_deref().filter(|name| !name.is_empty())
}

fn share_a_word(one: &str, other: &str) -> bool {
    let words_of = |name: &str| -> HashSet<String> {
        let name: Vec<char> = name.chars().collect();
        words(&name, 0, name.len())
            .into_iter()
            .map(|(start, end)| lower(&name, start, end))
            .filter(|word| !is_stop_word(word))
            .collect()
    };
    !words_of(one).is_disjoint(&words_of(other))
}

/// The words of a range: letters of Latin scripts and digits, with hyphens and apostrophes inside.
fn words(text: &[char], start: usize, end: usize) -> Vec<(usize, usize)> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || ('À'..='ɏ').contains(&c);
    let end = end.min(text.len());
    let mut words = Vec::new();
    let mut at = start;
    while at < end {
        if !text.get(at).is_some_and(|c| is_letter(*c)) {
            at += 1;
            continue;
        }
        let rest = text.get(at..end).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|c| is_letter(**c) || matches!(c, '’' | '\'' | '-'))
            .count();
        words.push((at, at + length));
        at += length;
    }
    words
}

fn lower(text: &[char], start: usize, end: usize) -> String {
    let word: String = text.get(start..end).unwrap_or_default().iter().collect();
    word.to_lowercase()
}

fn is_stop_word(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "of"
            | "for"
            | "and"
            | "in"
            | "at"
            | "on"
            | "to"
            | "said"
            | "mr"
            | "mrs"
            | "ms"
            | "dr"
            | "by"
            | "with"
            | "from"
    )
}

fn is_pronoun(words: &str) -> bool {
    matches!(
        words.to_lowercase().as_str(),
        "he" | "she"
            | "they"
            | "it"
            | "i"
            | "we"
            | "who"
            | "you"
            | "his"
            | "her"
            | "their"
            | "which"
            | "that"
            | "him"
            | "them"
    )
}

#[cfg(test)]
mod tests;
