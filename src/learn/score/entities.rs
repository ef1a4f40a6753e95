//! Names: a hit has the same range and the same label.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::{Agreement, Labelled};

/// The labels that are scored where none are named: every gold set has these.
pub const CORE: [&str; 3] = ["PERSON", "ORG", "LOC"];

/// The agreement on names over a set of articles.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// By label, in the order in which they were asked for.
    pub labels: Vec<(String, Agreement)>,
    /// Over all labels together.
    pub micro: Agreement,
    /// On ranges alone, whatever the label.
    pub boundary: Agreement,
    /// How many gold names were counted.
    pub gold: usize,
}

/// Counts over articles.
#[derive(Clone, Debug)]
pub struct Tally {
    labels: Vec<String>,
    normalise: bool,
    counts: BTreeMap<String, Counts>,
    boundary: Counts,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    hits: usize,
    predicted: usize,
    gold: usize,
}

impl Counts {
    fn agreement(self) -> Agreement {
        Agreement::of(self.hits, self.predicted, self.gold)
    }
}

impl Tally {
    /// Starts to count names of these labels; with `normalise`, a leading “the” and a possessive
    /// ending are left out of every range first.
    pub fn new(labels: &[String], normalise: bool) -> Self {
        Self {
            labels: labels.to_vec(),
            normalise,
            counts: BTreeMap::new(),
            boundary: Counts::default(),
        }
    }

    /// Counts one article.
    pub fn add(&mut self, text: &[char], gold: &[Labelled], predicted: &[Labelled]) {
        let gold = self.ranges(text, gold);
        let predicted = self.ranges(text, predicted);
        for name in &gold {
            let counts = self.counts.entry(name.2.to_owned()).or_default();
            counts.gold += 1;
            counts.hits += usize::from(predicted.contains(name));
        }
        for name in &predicted {
            self.counts.entry(name.2.to_owned()).or_default().predicted += 1;
        }
        let bare = |names: &HashSet<(usize, usize, &str)>| -> HashSet<(usize, usize)> {
            names.iter().map(|name| (name.0, name.1)).collect()
        };
        let (gold, predicted) = (bare(&gold), bare(&predicted));
        self.boundary.gold += gold.len();
        self.boundary.predicted += predicted.len();
        self.boundary.hits += gold.intersection(&predicted).count();
    }

    fn ranges<'a>(&self, text: &[char], names: &'a [Labelled]) -> HashSet<(usize, usize, &'a str)> {
        names
            .iter()
            .filter(|name| self.labels.contains(&name.label))
            .map(|name| {
                let (start, end) = if self.normalise {
                    normalised(text, name.start, name.end)
                } else {
                    (name.start, name.end)
                };
                (start, end, name.label.as_str())
            })
            .collect()
    }

    /// The agreement over all articles counted.
    pub fn scores(&self) -> Scores {
        let of = |label: &String| self.counts.get(label).copied().unwrap_or_default();
        let mut all = Counts::default();
        for counts in self.labels.iter().map(of) {
            all.hits += counts.hits;
            all.predicted += counts.predicted;
            all.gold += counts.gold;
        }
        Scores {
            labels: self
                .labels
                .iter()
                .map(|label| (label.clone(), of(label).agreement()))
                .collect(),
            micro: all.agreement(),
            boundary: self.boundary.agreement(),
            gold: all.gold,
        }
    }
}

/// A range without a leading “the” and a possessive ending, where something is left.
fn normalised(text: &[char], mut start: usize, mut end: usize) -> (usize, usize) {
    let Some(name) = text.get(start..end) else {
        return (start, end);
    };
    let is_the = name.len() > 3
        && name
            .iter()
            .zip(['t', 'h', 'e'])
            .all(|(c, letter)| c.eq_ignore_ascii_case(&letter));
    if is_the {
        let blank = name.iter().skip(3).take_while(|c| c.is_whitespace());
        let skip = 3 + blank.count();
        if skip > 3 && skip < name.len() {
            start += skip;
        }
    }
    let rest = text.get(start..end).unwrap_or_default();
    let ending = match rest {
        [.., '\'' | '’', 's'] => 2,
        [.., '\'' | '’'] => 1,
        _ => 0,
    };
    if ending < rest.len() {
        end -= ending;
    }
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(start: usize, end: usize, label: &str) -> Labelled {
        Labelled {
            start,
            end,
            label: label.to_owned(),
        }
    }

    fn tally(normalise: bool, gold: &[Labelled], predicted: &[Labelled]) -> Scores {
        let text: Vec<char> = "The Hague’s mayor Ana Ruiz met the UN’ envoy."
            .chars()
            .collect();
        let mut tally = Tally::new(&CORE.map(str::to_owned), normalise);
        tally.add(&text, gold, predicted);
        tally.scores()
    }

    #[test]
    fn a_wrong_label_or_edge_is_both_a_miss_and_a_false_find() {
        let gold = [
            name(4, 9, "LOC"),
            name(18, 26, "PERSON"),
            name(35, 37, "ORG"),
        ];
        let found = [
            name(4, 9, "ORG"),
            name(18, 26, "PERSON"),
            name(31, 37, "ORG"),
        ];
        let scores = tally(false, &gold, &found);
        assert_eq!(scores.gold, 3);
        assert_eq!(scores.micro, Agreement::of(1, 3, 3));
        assert_eq!(scores.boundary, Agreement::of(2, 3, 3));
        assert_eq!(scores.labels[0], ("PERSON".into(), Agreement::of(1, 1, 1)));
        assert_eq!(scores.labels[1], ("ORG".into(), Agreement::of(0, 2, 1)));
    }

    #[test]
    fn normalising_forgives_an_article_and_a_possessive() {
        let gold = [name(4, 9, "LOC"), name(35, 37, "ORG")];
        let found = [name(0, 11, "LOC"), name(31, 38, "ORG")];
        assert!(tally(false, &gold, &found).micro.f1 < 1e-9);
        assert!((tally(true, &gold, &found).micro.f1 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn labels_that_were_not_asked_for_do_not_count() {
        let scores = tally(false, &[name(4, 9, "GPE")], &[name(4, 9, "DATE")]);
        assert_eq!((scores.gold, scores.micro), (0, Agreement::default()));
    }
}
