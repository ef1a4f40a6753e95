//! A linear chain over labels: which row of labels is probable, given what speaks for each label at
//! each word and which label may follow which.
//!
//! Probabilities are summed over all rows with the forward-backward algorithm (Rabiner 1989), in
//! the linear domain with each step scaled to one.

#[cfg(test)]
mod tests;

use std::ops::Range;

/// The label of the first word of a name of the kind.
pub(crate) const fn begin(kind: usize) -> usize {
    1 + 2 * kind
}

/// The label of a further word of a name of the kind.
pub(crate) const fn inside(kind: usize) -> usize {
    2 + 2 * kind
}

/// Which label may follow which, and how readily: a row for each label before, and one more for the
/// beginning of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transitions {
    labels: usize,
    /// Natural logarithms.
    weights: Vec<f32>,
    allowed: Vec<bool>,
    powers: Vec<f32>,
    /// The weights, with minus infinity where a label may not follow.
    logs: Vec<f32>,
}

impl Transitions {
    /// Transitions over `O` and `B-`, `I-` of so many kinds, all that are allowed alike.
    ///
    /// Label 0 is `O`; `I-` follows only the `B-` and `I-` of its own kind.
    pub(crate) fn new(kinds: usize) -> Self {
        let labels = 1 + 2 * kinds;
        let mut allowed = vec![true; (labels + 1) * labels];
        for before in 0..=labels {
            for kind in 0..kinds {
                let goes_on = before == begin(kind) || before == inside(kind);
                allowed[before * labels + inside(kind)] = goes_on;
            }
        }
        let mut new = Self {
            labels,
            weights: vec![0.0; allowed.len()],
            powers: Vec::new(),
            logs: Vec::new(),
            allowed,
        };
        new.refresh();
        new
    }

    /// Transitions over so many kinds with these weights, a row of all labels for each label before
    /// and for the beginning; none where there are not so many.
    pub(crate) fn with(kinds: usize, weights: &[f32]) -> Option<Self> {
        let mut new = Self::new(kinds);
        if weights.len() != new.weights.len() {
            return None;
        }
        new.change(|own| own.copy_from_slice(weights));
        Some(new)
    }

    /// Natural logarithms, a row of all labels for each label before and for the beginning.
    pub(crate) fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Changes the weights.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut [f32])) {
        change(&mut self.weights);
        self.refresh();
    }

    /// The number of labels.
    pub(crate) fn labels(&self) -> usize {
        self.labels
    }

    /// Whether label `to` may follow `from`; the number of labels stands for the beginning.
    pub(crate) fn allows(&self, from: usize, to: usize) -> bool {
        self.allowed[from * self.labels + to]
    }

    fn refresh(&mut self) {
        let pairs = || self.weights.iter().zip(&self.allowed);
        let log =
            |(weight, allowed): (&f32, &bool)| if *allowed { *weight } else { f32::NEG_INFINITY };
        self.logs = pairs().map(log).collect();
        self.powers = self.logs.iter().map(|log| log.exp()).collect();
    }

    fn row(&self, from: usize) -> &[f32] {
        &self.powers[from * self.labels..(from + 1) * self.labels]
    }
}

/// The probabilities of the labels of one sentence, and the memory to reckon them in.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    labels: usize,
    /// What speaks for each label at each word: powers, each word's largest one.
    emissions: Vec<f32>,
    forward: Vec<f32>,
    backward: Vec<f32>,
    /// What each step forward was divided by.
    scales: Vec<f32>,
    /// The logarithms that were taken out of the emissions.
    shifts: Vec<f32>,
}

impl Lattice {
    /// Reckons with `scores`, natural logarithms, a row of labels a word; where `mask` has a bit of
    /// a word's label unset, that label is ruled out.
    pub(crate) fn run(&mut self, transitions: &Transitions, scores: &[f32], mask: Option<&[u64]>) {
        let labels = transitions.labels;
        let words = scores.len() / labels;
        self.labels = labels;
        self.emissions.clear();
        self.shifts.clear();
        for (at, row) in scores.chunks_exact(labels).enumerate() {
            let open = mask.map_or(u64::MAX, |mask| mask[at]);
            let most = row
                .iter()
                .enumerate()
                .filter(|(label, _)| open >> label & 1 == 1)
                .fold(f32::MIN, |most, (_, score)| most.max(*score));
            self.shifts.push(most);
            let powers = row.iter().enumerate().map(|(label, score)| {
                if open >> label & 1 == 1 {
                    (score - most).exp()
                } else {
                    0.0
                }
            });
            self.emissions.extend(powers);
        }
        self.forward.clear();
        self.forward.resize(words * labels, 0.0);
        self.backward.clear();
        self.backward.resize(words * labels, 1.0);
        self.scales.clear();
        for at in 0..words {
            let (done, rest) = self.forward.split_at_mut(at * labels);
            let row = &mut rest[..labels];
            if at == 0 {
                row.copy_from_slice(transitions.row(labels));
            } else {
                for (from, &weight) in done[(at - 1) * labels..].iter().enumerate() {
                    for (sum, step) in row.iter_mut().zip(transitions.row(from)) {
                        *sum += weight * step;
                    }
                }
            }
            for (value, emission) in row.iter_mut().zip(&self.emissions[at * labels..]) {
                *value *= emission;
            }
            let sum: f32 = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            for value in row.iter_mut() {
                *value /= sum;
            }
            self.scales.push(sum);
        }
        for at in (0..words.saturating_sub(1)).rev() {
            let (here, next) = self.backward.split_at_mut((at + 1) * labels);
            let here = &mut here[at * labels..];
            let emissions = &self.emissions[(at + 1) * labels..(at + 2) * labels];
            let scale = self.scales[at + 1];
            for (from, value) in here.iter_mut().enumerate() {
                let steps = transitions
                    .row(from)
                    .iter()
                    .zip(emissions)
                    .zip(&next[..labels]);
                let sum: f32 = steps
                    .map(|((step, emission), value)| step * emission * value)
                    .sum();
                *value = sum / scale;
            }
        }
    }

    /// How probable each label is at a word.
    pub(crate) fn marginals(&self, at: usize, into: &mut [f32]) {
        let row = at * self.labels..(at + 1) * self.labels;
        let pairs = self.forward[row.clone()].iter().zip(&self.backward[row]);
        for (value, (forward, backward)) in into.iter_mut().zip(pairs) {
            *value = forward * backward;
        }
    }

    /// How probable it is that label `to` stands at word `at` behind label `from`.
    pub(crate) fn pair(&self, transitions: &Transitions, at: usize, from: usize, to: usize) -> f32 {
        let labels = self.labels;
        let step = transitions.row(from)[to] * self.emissions[at * labels + to];
        let before = if from == labels {
            1.0
        } else {
            self.forward[(at - 1) * labels + from]
        };
        before * step * self.backward[at * labels + to] / self.scales[at]
    }

    /// The natural logarithm of the sum over all rows.
    pub(crate) fn log_sum(&self) -> f64 {
        let scales = self.scales.iter().map(|scale| f64::from(scale.ln()));
        scales
            .chain(self.shifts.iter().map(|shift| f64::from(*shift)))
            .sum()
    }

    /// How probable it is that a name of kind `kind` covers just these words.
    pub(crate) fn span(&self, transitions: &Transitions, kind: usize, words: Range<usize>) -> f32 {
        let labels = self.labels;
        let inside = inside(kind);
        let mut label = begin(kind);
        let mut value = self.forward[words.start * labels + label];
        for at in words.start + 1..words.end {
            value *= transitions.row(label)[inside] * self.emissions[at * labels + inside]
                / self.scales[at];
            label = inside;
        }
        let row = (words.end - 1) * labels;
        let mut rest = self.backward[row + label];
        if words.end < self.scales.len() {
            // What goes on as the same name is not this one.
            let next = row + labels;
            rest -= transitions.row(label)[inside]
                * self.emissions[next + inside]
                * self.backward[next + inside]
                / self.scales[words.end];
        }
        value * rest.max(0.0)
    }
}

/// The most probable row of labels (Viterbi 1967).
pub(crate) fn best_path(transitions: &Transitions, scores: &[f32]) -> Vec<u8> {
    let labels = transitions.labels;
    let words = scores.len() / labels;
    // For each word and label the label before it on the best way there.
    let mut back: Vec<u32> = vec![0; words * labels];
    let mut before: Vec<f32> = Vec::with_capacity(labels);
    let mut here: Vec<f32> = vec![f32::NEG_INFINITY; labels];
    let steps = transitions.logs.chunks_exact(labels);
    for (at, (row, back)) in scores
        .chunks_exact(labels)
        .zip(back.chunks_exact_mut(labels))
        .enumerate()
    {
        if at == 0 {
            here.clear();
            here.extend(steps.clone().skip(labels).flatten());
        } else {
            here.fill(f32::NEG_INFINITY);
            for (from, (step, score)) in steps.clone().zip(&before).enumerate() {
                for ((best, back), step) in here.iter_mut().zip(&mut *back).zip(step) {
                    let sum = score + step;
                    let better = sum > *best;
                    *best = if better { sum } else { *best };
                    *back = if better { from as u32 } else { *back };
                }
            }
        }
        here.iter_mut()
            .zip(row)
            .for_each(|(best, score)| *best += score);
        std::mem::swap(&mut before, &mut here);
        here.resize(labels, 0.0);
    }
    let mut label = 0;
    for (candidate, score) in before.iter().enumerate() {
        if before.get(label).is_some_and(|best| score > best) {
            label = candidate;
        }
    }
    let mut path = vec![0u8; words];
    for (slot, back) in path.iter_mut().zip(back.chunks_exact(labels)).rev() {
        *slot = label as u8;
        label = back.get(label).map_or(0, |label| *label as usize);
    }
    path
}
