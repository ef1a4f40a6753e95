//! Trains a model further, from a few texts: what speaks against nothing that they say is kept.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::fit::{Fitted, Plan, fit};
use super::observe::{Numbers, Sentence, sentences};
use super::{Gold, Order, Progress, TrainError, labels, learning, quantise};
use crate::extract::Label;
use crate::extract::model::{MOST_LABELS, Model, Parts};
use crate::extract::observe::observe;
use crate::extract::tagger::chain::Transitions;
use crate::extract::tagger::table::{self, Table};

/// How many rounds over the texts are made.
const ROUNDS: usize = 6;
/// The most by which steps are made shorter.
const MOST_CAREFUL: usize = 10;

/// Trains `base` further and gives the bytes of the new model's file; the same base, gold, order and
/// seed give the same bytes on any number of threads.
///
/// The base's word groups are kept, those of the order are not looked at. Labels that the base does
/// not have are added.
///
/// # Errors
/// When there is nothing to learn, or more labels than a model can hold.
pub fn update(
    base: &Model,
    gold: &[Gold],
    order: &Order,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<u8>, TrainError> {
    let spoken = |gold: &Gold| {
        !(gold.spans.is_empty() && gold.refused.is_empty() && gold.complete.is_empty())
    };
    if !gold.iter().any(spoken) {
        return Err(TrainError::Nothing);
    }
    let known = base.labels();
    let mut labels_now: Vec<Label> = known.to_vec();
    labels_now.extend(
        labels(gold)
            .into_iter()
            .filter(|label| !known.contains(label)),
    );
    let labels = labels_now;
    if labels.len() > MOST_LABELS {
        return Err(TrainError::Labels(labels.len()));
    }
    progress(Progress::Reading);
    let observed: Vec<_> = gold
        .par_iter()
        .map(|gold| observe(&gold.article, base.groups()))
        .collect();
    let numbers = Numbers::count(&observed, 1);
    let found: Vec<Sentence> = gold
        .par_iter()
        .zip(observed)
        .flat_map_iter(|(gold, observed)| sentences(gold, &observed, &labels, &numbers, &[]))
        .collect();
    let usual = Plan::usual(ROUNDS, order.seed);
    // A few sentences must be learnt by heart; of many each is but a nudge, lest the rest is forgotten.
    let batches = found.len().div_ceil(usual.batch).clamp(1, MOST_CAREFUL);
    let plan = Plan {
        step: usual.step / batches as f32,
        blind: 0.0,
        settled: labels.len() == known.len(),
        ..usual
    };
    let start = known_weights(base, &labels, &numbers);
    let fitted = fit(start, &found, &plan, &mut learning(&found, &plan, progress));
    let width = 2 * labels.len();
    let mut rows = wider(base.table(), base.scale(), width);
    for (feature, row) in quantise::rows(&fitted, &numbers) {
        rows.insert(feature >> 32, (feature, row));
    }
    let second = wider(base.second(), base.scale(), width);
    let mut card = order.card.clone();
    let lines = base.card().trained_on.iter().cloned();
    card.trained_on = lines.chain(card.trained_on).collect();
    card.texts = base.card().texts + gold.len();
    card.seed = order.seed;
    let bytes = Parts {
        name: &order.name,
        labels: &labels,
        scale: quantise::SCALE,
        calibration: [1.0, 0.0],
        transitions: &fitted.transitions,
        table: &table::pack(rows.into_values().collect()),
        second: &table::pack(second.into_values().collect()),
        groups: base.group_bytes(),
        card,
    };
    Ok(bytes.into_bytes())
}

/// What the base knows of the features and of which label follows which.
fn known_weights(base: &Model, labels: &[Label], numbers: &Numbers) -> Fitted {
    let (before, after) = (base.transitions().labels(), 1 + 2 * labels.len());
    let mut transitions = Transitions::new(labels.len());
    transitions.change(|weights| {
        for (from, row) in base
            .transitions()
            .weights()
            .chunks_exact(before)
            .enumerate()
        {
            // The last row is that of the beginning.
            let place = if from == before { after } else { from };
            let own = weights.iter_mut().skip(place * after);
            own.zip(row).for_each(|(own, weight)| *own = *weight);
        }
    });
    let mut start = Fitted::after(transitions, numbers.len());
    let table = base.table();
    for (own, feature) in start.weights.chunks_exact_mut(after).zip(&numbers.features) {
        if let Some(row) = table.row(*feature) {
            for (own, weight) in own.iter_mut().skip(1).zip(row) {
                *own = f32::from(weight.cast_signed()) * base.scale();
            }
        }
    }
    start
}

/// The rows of a table in today's units and with room for more labels, by what they are filed by.
fn wider(table: Table, scale: f32, width: usize) -> BTreeMap<u64, (u64, Vec<i8>)> {
    let rows = table.rows().map(|(feature, row)| {
        let own = row
            .iter()
            .map(|weight| f32::from(weight.cast_signed()) * scale);
        let mut own: Vec<i8> = own.map(quantise::quantised).collect();
        own.resize(width, 0);
        (feature >> 32, (feature, own))
    });
    rows.collect()
}
