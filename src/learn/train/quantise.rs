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
    let counts = numbers.counts.iter();
    let mut kept: Vec<(u64, f32, Vec<i8>)> = rows(fitted, numbers)
        .zip(counts)
        .map(|((feature, row), count)| {
            let largest = row.iter().map(|weight| weight.unsigned_abs()).max();
            let worth = f32::from(largest.unwrap_or_default()) * (1.0 + *count as f32).ln();
            (feature, worth, row)
        })
        .filter(|(_, worth, _)| *worth > 0.0)
        .collect();
    if kept.len() > most {
        kept.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        kept.truncate(most);
    }
    let kept = kept.into_iter().map(|(feature, _, row)| (feature, row));
    table::pack(kept.collect())
}

/// Each feature with its weights in units, a label each but the first: only differences between
/// labels count, and no name at all is the measure.
pub(super) fn rows<'f>(
    fitted: &'f Fitted,
    numbers: &'f Numbers,
) -> impl Iterator<Item = (u64, Vec<i8>)> + 'f {
    let rows = fitted.weights.chunks_exact(fitted.transitions.labels());
    numbers.features.iter().zip(rows).map(|(feature, row)| {
        let nothing = row.first().copied().unwrap_or_default();
        let own = row.iter().skip(1);
        (
            *feature,
            own.map(|weight| quantised(weight - nothing)).collect(),
        )
    })
}

/// A weight in units, cut to the largest that there is place for.
pub(super) fn quantised(weight: f32) -> i8 {
    (weight / SCALE).round().clamp(-127.0, 127.0) as i8
}

/// A table of no features.
pub(super) fn nothing() -> Vec<u8> {
    table::pack(Vec::new())
}
