//! Training of the tagger from annotated texts.
//!
//! A text need not be annotated in whole: a word outside its spans may be any name that the text
//! says nothing about, so that sets with different labels teach one model.

mod fit;
mod observe;
mod quantise;

use rayon::prelude::*;

use self::fit::{Fitted, Plan, fit};
use self::observe::{Numbers, Sentence, sentences};
use crate::article::Article;
use crate::extract::Label;
use crate::extract::model::{Card, MOST_LABELS, Parts};
use crate::extract::observe::observe;
use crate::extract::tagger::groups::{self, Groups};
use crate::span::Span;

/// An annotated text.
#[derive(Clone, Debug)]
pub struct Gold {
    /// The text.
    pub article: Article,
    /// Its names.
    pub spans: Vec<(Span, Label)>,
    /// What was taken for a name and is none of this label.
    pub refused: Vec<(Span, Label)>,
    /// The labels whose every name in the text is among the spans.
    pub complete: Vec<Label>,
    /// How much the text counts; 1 is usual.
    pub weight: f32,
}

/// What to train, and how.
#[derive(Clone, Debug)]
pub struct Order {
    /// The name that the model gets.
    pub name: String,
    /// What it is to say of itself; the number of texts and the seed are filled in.
    pub card: Card,
    /// Words that are used alike, with the numbers of their groups from coarse to fine
    /// (below 256, 1,024 and 16,384).
    pub groups: Vec<(String, [u16; 3])>,
    /// The seed of the order in which sentences are learnt.
    pub seed: u64,
    /// The most features that the model keeps.
    pub features: usize,
}

/// How far a training is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// The texts are being read.
    Reading,
    /// So many rounds over the texts of so many are done; the loss of the last one, in natural logarithms a word.
    Learning(usize, usize, f64),
}

/// Why nothing can be trained.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TrainError {
    /// There is no gold, or none of its labels is complete anywhere.
    #[error("there is nothing to learn: no text has a label that is annotated in whole")]
    Nothing,
    /// There are more labels than a model can hold.
    #[error("{0} labels are more than the {MOST_LABELS} that a model can hold")]
    Labels(usize),
}

/// How many rounds over the texts are made.
const ROUNDS: usize = 8;

/// Trains a model and gives the bytes of its file; the same gold, order and seed give the same
/// bytes on any number of threads.
///
/// # Errors
/// When there is nothing to learn, or more labels than a model can hold.
pub fn train(
    gold: &[Gold],
    order: &Order,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<u8>, TrainError> {
    let labels = labels(gold);
    if labels.is_empty() {
        return Err(TrainError::Nothing);
    }
    if labels.len() > MOST_LABELS {
        return Err(TrainError::Labels(labels.len()));
    }
    progress(Progress::Reading);
    let packed = order
        .groups
        .iter()
        .map(|(word, groups)| (word.as_str(), *groups));
    let packed = groups::pack(packed);
    let (numbers, sentences) = learn_from(gold, &labels, Groups::new(&packed));
    let words: usize = sentences.iter().map(Sentence::len).sum();
    let plan = Plan::usual(labels.len(), numbers.len(), ROUNDS, order.seed);
    let fitted = fit(&sentences, &plan, &mut |round, loss| {
        progress(Progress::Learning(
            round + 1,
            ROUNDS,
            loss / words.max(1) as f64,
        ));
    });
    Ok(finish(
        &fitted,
        &numbers,
        &labels,
        order,
        gold.len(),
        &packed,
    ))
}

/// The sentences of the gold with their features numbered.
fn learn_from(gold: &[Gold], labels: &[Label], groups: Groups) -> (Numbers, Vec<Sentence>) {
    let observed: Vec<_> = gold
        .par_iter()
        .map(|gold| observe(&gold.article, groups))
        .collect();
    let numbers = Numbers::count(&observed);
    let found: Vec<Vec<Sentence>> = gold
        .par_iter()
        .zip(observed)
        .map(|(gold, observed)| sentences(gold, &observed, labels, &numbers))
        .collect();
    (numbers, found.into_iter().flatten().collect())
}

fn finish(
    fitted: &Fitted,
    numbers: &Numbers,
    labels: &[Label],
    order: &Order,
    texts: usize,
    groups: &[u8],
) -> Vec<u8> {
    let (scale, table) = quantise::pack(fitted, numbers, order.features);
    Parts {
        name: &order.name,
        labels,
        scale,
        calibration: [1.0, 0.0],
        transitions: &fitted.transitions,
        table: &table,
        groups,
        card: Card {
            texts,
            seed: order.seed,
            ..order.card.clone()
        },
    }
    .into_bytes()
}

/// The labels that are complete in some text: built-in ones first, then the others by name.
fn labels(gold: &[Gold]) -> Vec<Label> {
    let mut all: Vec<Label> = gold
        .iter()
        .flat_map(|gold| gold.complete.iter().cloned())
        .collect();
    let place = |label: &Label| Label::BUILT_IN.iter().position(|known| known == label);
    all.sort_by_key(|label| (place(label).unwrap_or(usize::MAX), label.clone()));
    all.dedup();
    all
}
