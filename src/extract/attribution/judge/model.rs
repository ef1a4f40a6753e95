//! The shipped judge: a linear model over hashed features, one table of weights for each task.
//!
//! The file is a magic number, for each task the binary logarithm of its table's length, and the
//! size of a step, then all tables of one signed byte a weight, then a checksum (FNV-1a). Unknown
//! or damaged, it is as if no weight was ever learnt: what the rules read stands.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::{Answer, Features, Judge, Question, Task};

/// The first bytes of the file.
const MAGIC: &[u8] = b"DLSPEAK1";
/// What a reading must reach where it may be refused: about half of the F₁ that is in reach, which
/// is where F₁ is greatest (Lipton, Elkan and Naryanaswamy, 2014).
const ENOUGH: f32 = 0.42;

static SHIPPED: LazyLock<Model> =
    LazyLock::new(|| Model::parse(include_bytes!("../speech.weights")).unwrap_or_default());

/// Weights for each task.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    tables: [Table; Task::ALL.len()],
}

/// The weights of one task.
#[derive(Clone, Debug, Default)]
struct Table {
    /// The binary logarithm of the table's length.
    bits: u8,
    /// What one step of a weight is worth.
    step: f32,
    /// A weight, in steps, as a signed byte; a power of two of them, or none.
    weights: Cow<'static, [u8]>,
}

impl Model {
    /// The model inside the program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a model without copying its weights; none where the file is damaged.
    pub fn parse(file: &'static [u8]) -> Option<Self> {
        let (body, sum) = file.split_last_chunk::<8>()?;
        if checksum(body) != u64::from_le_bytes(*sum) {
            return None;
        }
        let mut rest = body.strip_prefix(MAGIC)?;
        let mut model = Self::default();
        for table in &mut model.tables {
            let (&bits, after) = rest.split_first()?;
            let (step, after) = after.split_first_chunk::<4>()?;
            table.bits = bits;
            table.step = f32::from_le_bytes(*step);
            rest = after;
        }
        for table in &mut model.tables {
            let length = 1usize.checked_shl(u32::from(table.bits))?;
            let (weights, after) = rest.split_at_checked(length)?;
            table.weights = weights.into();
            rest = after;
        }
        rest.is_empty().then_some(model)
    }

    /// A model of the given weights, rounded to 127 steps up and down.
    pub fn of(tables: &[Vec<f32>; Task::ALL.len()]) -> Self {
        Self {
            tables: std::array::from_fn(|task| {
                let weights = &tables[task];
                let most = weights.iter().fold(0f32, |most, w| most.max(w.abs()));
                let step = (most / 127.0).max(f32::MIN_POSITIVE);
                Table {
                    bits: weights.len().max(1).ilog2() as u8,
                    step,
                    weights: weights
                        .iter()
                        .map(|w| ((w / step).round() as i8).cast_unsigned())
                        .collect(),
                }
            }),
        }
    }

    /// The bytes of the model's file.
    pub fn file(&self) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        for table in &self.tables {
            file.push(table.bits);
            file.extend(table.step.to_le_bytes());
        }
        for table in &self.tables {
            file.extend(table.weights.iter());
        }
        file.extend(checksum(&file).to_le_bytes());
        file
    }

    /// The logarithm of the odds that the features speak of.
    fn weigh(&self, task: Task, features: &Features) -> f32 {
        let table = &self.tables[task as usize];
        let steps: i32 = features
            .hashes
            .iter()
            .map(|&hash| {
                table
                    .weights
                    .get(slot(hash, table.bits))
                    .map_or(0, |&weight| i32::from(weight.cast_signed()))
            })
            .sum();
        steps as f32 * table.step
    }
}

/// The place of a feature in a table of 2 to the power of `bits` weights.
pub(crate) fn slot(hash: u32, bits: u8) -> usize {
    (u64::from(hash) << bits >> 32) as usize
}

/// The checksum of a file's body.
fn checksum(body: &[u8]) -> u64 {
    body.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Judge for &Model {
    fn answer(&mut self, question: &Question) -> Answer {
        let scores: Vec<f32> = question
            .candidates
            .iter()
            .map(|candidate| self.weigh(question.task, &candidate.features))
            .collect();
        decide(question.task, &scores)
    }
}

/// The best candidate and its share, given the logarithms of their odds; of equals the last.
pub(crate) fn decide(task: Task, scores: &[f32]) -> Answer {
    let Some((best, &most)) = scores
        .iter()
        .enumerate()
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
    else {
        return Answer {
            chosen: None,
            score: 0.0,
        };
    };
    let top = if task.may_refuse() {
        most.max(0.0)
    } else {
        most
    };
    let mut all: f32 = scores.iter().map(|score| (score - top).exp()).sum();
    if task.may_refuse() {
        all += (-top).exp();
    }
    let score = (most - top).exp() / all;
    let enough = match task {
        Task::Speech => score >= ENOUGH,
        Task::Speaker => most >= 0.0,
        Task::Start | Task::End | Task::Around => true,
    };
    Answer {
        chosen: enough.then_some(best),
        score,
    }
}

#[cfg(test)]
mod tests;
