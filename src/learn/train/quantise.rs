//! Makes weights small: the features that say most, a byte a label.

use super::fit::Fitted;
use super::observe::Numbers;
use crate::extract::tagger::table;

/// The largest weight that is told from larger ones, in natural logarithms.
const LARGEST: f32 = 4.0;

/// What one unit of a weight is worth.
pub(super) const SCALE: f32 = LARGEST / 127.0;

/// The weights of the `most` features that say most as a table.
pub(super) fn pack(fitted: &Fitted, numbers: &Numbers, most: usize) -> Vec<u8> {
    let labels = fitted.transitions.labels();
    let rows = fitted.weights.chunks_exact(labels);
    let mut kept: Vec<(u64, f32, Vec<i8>)> = Vec::new();
    for ((feature, count), row) in numbers.features.iter().zip(&numbers.counts).zip(rows) {
        // Only differences between labels count; no name at all is the measure.
        let nothing = row.first().copied().unwrap_or_default();
        let own = || row.iter().skip(1).map(|weight| weight - nothing);
        let worth = own().fold(0.0f32, |most, weight| most.max(weight.abs()));
        let worth = worth * (1.0 + *count as f32).ln();
        let small = own().map(|weight| (weight / SCALE).round().clamp(-127.0, 127.0) as i8);
        let small: Vec<i8> = small.collect();
        if small.iter().any(|weight| *weight != 0) {
            kept.push((*feature, worth, small));
        }
    }
    if kept.len() > most {
        kept.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        kept.truncate(most);
    }
    let kept = kept.into_iter().map(|(feature, _, row)| (feature, row));
    table::pack(kept.collect())
}

/// A table of no features.
pub(super) fn nothing() -> Vec<u8> {
    table::pack(Vec::new())
}
