//! Fits a linear chain to sentences whose labels are known in whole or in part.
//!
//! The likelihood of a conditional random field (Lafferty et al. 2001), summed over all rows of
//! labels that a sentence may have (Tsuboi et al. 2008), is climbed with steps of adaptive length
//! (Duchi et al. 2011). A part of the features is left out at random at each look (Hinton et al.
//! 2012), so that none is relied on alone; the weights are averaged over the later rounds (Polyak
//! and Juditsky 1992).

use rayon::prelude::*;

use super::observe::{Numbered, Sentence};
use crate::extract::tagger::chain::{Lattice, Transitions};

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// How many rounds over the sentences.
    pub(super) rounds: usize,
    /// The first step; it shrinks to a tenth.
    pub(super) step: f32,
    /// The share of the features that is left out.
    pub(super) dropout: f32,
    /// The share of the sentences in which no name is known by its letters.
    pub(super) blind: f32,
    /// How many sentences are looked at before a step.
    pub(super) batch: usize,
    /// Of the order of the sentences and of what is left out.
    pub(super) seed: u64,
    /// Whether the transitions are left as they are.
    pub(super) settled: bool,
}

impl Plan {
    /// What proved best on development data.
    pub(super) fn usual(rounds: usize, seed: u64) -> Self {
        Self {
            rounds,
            step: 0.04,
            dropout: 0.3,
            blind: 0.0,
            batch: 32,
            seed,
            settled: false,
        }
    }
}

/// What was learnt.
#[derive(Debug)]
pub(super) struct Fitted {
    /// Which label follows which.
    pub(super) transitions: Transitions,
    /// A row of labels for each feature.
    pub(super) weights: Vec<f32>,
}

/// A slope below this is none: most words are certain soon.
const FLAT: f32 = 1e-3;
/// What the sums of squared slopes begin with.
const FIRST_SQUARE: f32 = 1e-2;

/// The slope of one sentence's loss.
struct Slope {
    /// A row of labels for each word whose slope is not flat.
    rows: Vec<(u32, Vec<f32>)>,
    /// For each pair of labels.
    pairs: Vec<f32>,
    loss: f64,
}

/// Memory that a thread uses again.
#[derive(Default)]
struct Desk {
    free: Lattice,
    bound: Lattice,
    scores: Vec<f32>,
    row: Vec<f32>,
    wanted: Vec<f32>,
}

impl Fitted {
    /// What is known before anything was learnt.
    pub(super) fn nothing(kinds: usize, features: usize) -> Self {
        Self::after(Transitions::new(kinds), features)
    }

    /// The mean of what `fits` fits gave and what another one gave.
    pub(super) fn averaged(mut self, next: &Self, fits: usize) -> Self {
        let share = 1.0 / (fits + 1) as f32;
        let step = |(own, next): (&mut f32, &f32)| *own += (next - *own) * share;
        self.weights
            .par_iter_mut()
            .zip(&next.weights)
            .for_each(step);
        let transitions = next.transitions.weights();
        self.transitions
            .change(|own| own.iter_mut().zip(transitions).for_each(step));
        self
    }

    /// Transitions that are known, and features of which nothing is.
    pub(super) fn after(transitions: Transitions, features: usize) -> Self {
        Self {
            weights: vec![0.0; features * transitions.labels()],
            transitions,
        }
    }
}

/// Fits the chain, beginning with what is known; `progress` is told each round's number and loss.
pub(super) fn fit(
    mut fitted: Fitted,
    sentences: &[Sentence],
    plan: &Plan,
    progress: &mut dyn FnMut(usize, f64),
) -> Fitted {
    let labels = fitted.transitions.labels();
    let mut squares = vec![FIRST_SQUARE; fitted.weights.len()];
    let mut pair_squares = vec![FIRST_SQUARE; fitted.transitions.weights().len()];
    let mut sums = vec![0.0f32; fitted.weights.len()];
    let mut pair_sums = vec![0.0f32; pair_squares.len()];
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    for round in 0..plan.rounds {
        shuffle(&mut order, random(plan.seed ^ round as u64));
        let mut loss = 0.0;
        let step = plan.step * (1.0 - round as f32 / plan.rounds as f32).max(0.1);
        for batch in order.chunks(plan.batch) {
            let slopes: Vec<Slope> = batch
                .par_iter()
                .map_init(Desk::default, |desk, &which| {
                    slope(&fitted, sentences, plan, (round, which), desk)
                })
                .collect();
            descend(
                &mut fitted.weights,
                &mut squares,
                labels,
                step,
                |low, high, update| {
                    for (&which, slope) in batch.iter().zip(&slopes) {
                        let Some(sentence) = sentences.get(which) else {
                            continue;
                        };
                        for (at, row) in &slope.rows {
                            for &feature in sentence.features(*at as usize) {
                                let here = (low..high).contains(&feature.number());
                                if here && is_kept(plan, (round, which), *at, feature) {
                                    update(feature.number(), row);
                                }
                            }
                        }
                    }
                },
            );
            loss += slopes.iter().map(|slope| slope.loss).sum::<f64>();
            if !plan.settled {
                fitted.transitions.change(|weights| {
                    for slope in &slopes {
                        climb(weights, &mut pair_squares, &slope.pairs, step);
                    }
                });
            }
        }
        if 2 * round >= plan.rounds {
            let add = |(sum, weight): (&mut f32, &f32)| *sum += weight;
            sums.par_iter_mut().zip(&fitted.weights).for_each(add);
            pair_sums
                .iter_mut()
                .zip(fitted.transitions.weights())
                .for_each(add);
        }
        progress(round, loss);
    }
    let averaged = (plan.rounds - plan.rounds.div_ceil(2)).max(1) as f32;
    sums.par_iter_mut().for_each(|sum| *sum /= averaged);
    fitted.weights = sums;
    fitted.transitions.change(|weights| {
        weights
            .iter_mut()
            .zip(&pair_sums)
            .for_each(|(weight, sum)| *weight = sum / averaged);
    });
    fitted
}

/// Lets each thread change its own share of the features, so that no two touch the same weights and
/// each weight is changed in the same order whatever the number of threads.
fn descend(
    weights: &mut [f32],
    squares: &mut [f32],
    labels: usize,
    step: f32,
    each: impl Fn(usize, usize, &mut dyn FnMut(usize, &[f32])) + Sync,
) {
    let features = weights.len() / labels.max(1);
    let share = features
        .div_ceil(rayon::current_num_threads().max(1))
        .max(1);
    let shares = weights.par_chunks_mut(share * labels);
    let shares = shares
        .zip(squares.par_chunks_mut(share * labels))
        .enumerate();
    shares.for_each(|(part, (weights, squares))| {
        let low = part * share;
        each(low, low + share, &mut |feature, row| {
            let own = (feature - low) * labels..(feature - low + 1) * labels;
            if let (Some(weights), Some(squares)) =
                (weights.get_mut(own.clone()), squares.get_mut(own))
            {
                climb(weights, squares, row, step);
            }
        });
    });
}

fn climb(weights: &mut [f32], squares: &mut [f32], slopes: &[f32], step: f32) {
    for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(slopes) {
        *square += slope * slope;
        *weight -= step * slope / square.sqrt();
    }
}

fn slope(
    fitted: &Fitted,
    sentences: &[Sentence],
    plan: &Plan,
    (round, which): (usize, usize),
    desk: &mut Desk,
) -> Slope {
    let transitions = &fitted.transitions;
    let labels = transitions.labels();
    let mut slope = Slope {
        rows: Vec::new(),
        pairs: vec![0.0; transitions.weights().len()],
        loss: 0.0,
    };
    let Some(sentence) = sentences.get(which) else {
        return slope;
    };
    // What is left counts for what is left out.
    let share = 1.0 / (1.0 - plan.dropout);
    desk.scores.clear();
    desk.scores.extend_from_slice(&sentence.base);
    desk.scores.resize(sentence.len() * labels, 0.0);
    for (at, row) in desk.scores.chunks_exact_mut(labels).enumerate() {
        for &feature in sentence.features(at) {
            if is_kept(plan, (round, which), at as u32, feature) {
                let start = feature.number() * labels;
                let weights = fitted
                    .weights
                    .get(start..start + labels)
                    .unwrap_or_default();
                row.iter_mut()
                    .zip(weights)
                    .for_each(|(score, weight)| *score += weight * share);
            }
        }
    }
    desk.free.run(transitions, &desk.scores, None);
    desk.bound
        .run(transitions, &desk.scores, Some(&sentence.masks));
    slope.loss = (desk.free.log_sum() - desk.bound.log_sum()) * f64::from(sentence.weight);
    desk.row.resize(labels, 0.0);
    desk.wanted.resize(labels, 0.0);
    for at in 0..sentence.len() {
        desk.free.marginals(at, &mut desk.row);
        desk.bound.marginals(at, &mut desk.wanted);
        let mut steepest = 0.0f32;
        for (row, wanted) in desk.row.iter_mut().zip(&desk.wanted) {
            *row = (*row - wanted) * sentence.weight;
            steepest = steepest.max(row.abs());
        }
        if steepest < FLAT {
            continue;
        }
        slope.rows.push((at as u32, desk.row.clone()));
        let before = if at == 0 {
            labels..labels + 1
        } else {
            0..labels
        };
        for from in before {
            for to in (0..labels).filter(|to| transitions.allows(from, *to)) {
                let free = desk.free.pair(transitions, at, from, to);
                let bound = desk.bound.pair(transitions, at, from, to);
                if let Some(pair) = slope.pairs.get_mut(from * labels + to) {
                    *pair += (free - bound) * sentence.weight;
                }
            }
        }
    }
    slope
}

/// Whether a word's feature is looked at this time.
fn is_kept(plan: &Plan, (round, which): (usize, usize), at: u32, feature: Numbered) -> bool {
    let sentence = random((round as u64) << 56 ^ (which as u64) << 24 ^ plan.seed << 40);
    if feature.spells_name() && happens(sentence, plan.blind) {
        return false;
    }
    let word = random(sentence ^ u64::from(at));
    !happens(
        random(word.wrapping_add(feature.number() as u64)),
        plan.dropout,
    )
}

/// Whether something of this probability happens with this random number.
fn happens(number: u64, probability: f32) -> bool {
    ((number >> 40) as f32) < probability * (1u32 << 24) as f32
}

/// The finaliser of `SplitMix64` (Steele et al. 2014): a number that looks random for each number.
fn random(number: u64) -> u64 {
    let mut x = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Fisher and Yates's shuffle.
fn shuffle(order: &mut [usize], mut seed: u64) {
    for i in (1..order.len()).rev() {
        seed = random(seed);
        order.swap(i, (seed % (i as u64 + 1)) as usize);
    }
}
