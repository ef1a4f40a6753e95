//! Training of the tagger from annotated texts.
//!
//! A text need not be annotated in whole: a word outside its spans may be any name that the text
//! says nothing about, so that sets with different labels teach one model.

mod fit;
mod observe;
mod quantise;
#[cfg(test)]
mod tests;
mod update;

pub use update::update;

use rayon::prelude::*;

use self::fit::{Fitted, Plan, fit};
use self::observe::{Numbers, Sentence, sentences};
use crate::article::Article;
use crate::extract::Label;
use crate::extract::model::{Card, MOST_LABELS, Model, Parts};
use crate::extract::observe::{Observed, observe, observe_again};
use crate::extract::tagger::chain::Transitions;
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
/// How many where the first reading is only learnt to teach the second, and for the second.
const HALF_ROUNDS: usize = 4;
/// The shares of sentences in which no name is known by its letters, a fit for each. The mean of fits
/// that know their names and of such that do without is better than any of them on unseen texts.
const BLINDS: [f32; 3] = [0.0, 0.2, 0.5];
/// A feature is learnt from so many occurrences on.
const OFTEN: u32 = 2;
/// In a text of so many bytes names come again.
const LONG: usize = 400;

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
    let all = &[gold, &written_otherwise(gold)].concat();
    let packed = order
        .groups
        .iter()
        .map(|(word, groups)| (word.as_str(), *groups));
    let packed = groups::pack(packed);
    let teacher = Teacher {
        labels: &labels,
        order,
        groups: &packed,
    };
    let first = teacher.first(all, ROUNDS, &BLINDS, progress);
    let second = teacher.second(all, &first, progress);
    Ok(teacher.model(&first, &second, gold.len()))
}

/// What all steps of a training share.
struct Teacher<'t> {
    labels: &'t [Label],
    order: &'t Order,
    groups: &'t [u8],
}

/// The first reading's weights: which label follows which, and a table.
struct First {
    transitions: Transitions,
    table: Vec<u8>,
}

impl Teacher<'_> {
    /// Learns the first reading, which has each sentence alone: the mean of a fit for each share of
    /// sentences in which no name is known by its letters.
    fn first(
        &self,
        gold: &[Gold],
        rounds: usize,
        blinds: &[f32],
        progress: &mut dyn FnMut(Progress),
    ) -> First {
        let groups = Groups::new(self.groups);
        let observed: Vec<_> = gold
            .par_iter()
            .map(|gold| observe(&gold.article, groups))
            .collect();
        let numbers = Numbers::count(&observed, OFTEN);
        let found: Vec<Vec<Sentence>> = gold
            .par_iter()
            .zip(observed)
            .map(|(gold, observed)| sentences(gold, &observed, self.labels, &numbers, &[]))
            .collect();
        let found: Vec<Sentence> = found.into_iter().flatten().collect();
        let mut fitted: Option<Fitted> = None;
        for (fits, blind) in blinds.iter().enumerate() {
            let plan = Plan {
                blind: *blind,
                ..Plan::usual(rounds, self.order.seed + fits as u64)
            };
            let nothing = Fitted::nothing(self.labels.len(), numbers.len());
            let next = fit(
                nothing,
                &found,
                &plan,
                &mut learning(&found, &plan, progress),
            );
            fitted = Some(match fitted {
                Some(before) => before.averaged(&next, fits),
                None => next,
            });
        }
        let nothing = || Fitted::nothing(self.labels.len(), numbers.len());
        let fitted = fitted.unwrap_or_else(nothing);
        First {
            table: quantise::pack(&fitted, &numbers, self.order.features),
            transitions: fitted.transitions,
        }
    }

    /// Learns the second reading, which knows what the first one found elsewhere in the text. What a
    /// first reading finds in texts that it was trained on says nothing about others: each half of
    /// the texts is read by one that was trained on the other half.
    fn second(&self, gold: &[Gold], first: &First, progress: &mut dyn FnMut(Progress)) -> Vec<u8> {
        let mut observed: Vec<(&Gold, Observed, Vec<f32>)> = Vec::new();
        for half in 0..2 {
            let (own, others): (Vec<_>, Vec<_>) =
                gold.iter().enumerate().partition(|(at, _)| at % 2 == half);
            let others: Vec<Gold> = others.into_iter().map(|(_, gold)| gold.clone()).collect();
            let read = self.first(&others, HALF_ROUNDS, &BLINDS[..1], progress);
            let Ok(model) = Model::parse(self.model(&read, &[], others.len())) else {
                continue;
            };
            let again: Vec<_> = own
                .into_par_iter()
                .filter(|(_, gold)| gold.article.text.len() >= LONG)
                .map(|(_, gold)| {
                    let (observed, base) = observe_again(&gold.article, &model);
                    (gold, observed, base)
                })
                .collect();
            observed.extend(again);
        }
        let numbers = Numbers::count(observed.iter().map(|(_, observed, _)| observed), OFTEN);
        let found: Vec<Sentence> = observed
            .par_iter()
            .flat_map_iter(|(gold, observed, base)| {
                sentences(gold, observed, self.labels, &numbers, base)
            })
            .collect();
        let plan = Plan {
            settled: true,
            dropout: 0.1,
            blind: 0.0,
            ..Plan::usual(HALF_ROUNDS, self.order.seed)
        };
        let nothing = Fitted::after(first.transitions.clone(), numbers.len());
        let fitted = fit(
            nothing,
            &found,
            &plan,
            &mut learning(&found, &plan, progress),
        );
        quantise::pack(&fitted, &numbers, self.order.features)
    }

    fn model(&self, first: &First, second: &[u8], texts: usize) -> Vec<u8> {
        let nothing = quantise::nothing();
        Parts {
            name: &self.order.name,
            labels: self.labels,
            scale: quantise::SCALE,
            calibration: [1.0, 0.0],
            transitions: &first.transitions,
            table: &first.table,
            second: if second.is_empty() { &nothing } else { second },
            groups: self.groups,
            card: Card {
                texts,
                seed: self.order.seed,
                ..self.order.card.clone()
            },
        }
        .into_bytes()
    }
}

/// Tells how far a fit is.
fn learning<'p>(
    sentences: &[Sentence],
    plan: &Plan,
    progress: &'p mut dyn FnMut(Progress),
) -> impl FnMut(usize, f64) + use<'p> {
    let words: usize = sentences.iter().map(Sentence::len).sum();
    let rounds = plan.rounds;
    move |round, loss| {
        progress(Progress::Learning(
            round + 1,
            rounds,
            loss / words.max(1) as f64,
        ));
    }
}

/// Some of the texts in capitals throughout, in lower case, and as headlines are written: names are
/// also found where capitals say nothing.
fn written_otherwise(gold: &[Gold]) -> Vec<Gold> {
    /// One text of so many is written in each way.
    const SOME: usize = 12;
    /// How much such a text counts.
    const WEIGHT: f32 = 0.3;
    let otherwise = gold.iter().enumerate().filter_map(|(at, gold)| {
        let text = &gold.article.text;
        let text = match at % SOME {
            0 => text.to_ascii_uppercase(),
            1 => text.to_ascii_lowercase(),
            2 => titled(text),
            _ => return None,
        };
        Some(Gold {
            article: Article::from_text(gold.article.id.as_str(), text),
            weight: gold.weight * WEIGHT,
            ..gold.clone()
        })
    });
    otherwise.collect()
}

/// The text with a capital at the beginning of each word.
fn titled(text: &str) -> String {
    let mut inside = false;
    let capital = |c: char| {
        let own = if inside { c } else { c.to_ascii_uppercase() };
        inside = c.is_alphanumeric() || matches!(c, '\'' | '’');
        own
    };
    text.chars().map(capital).collect()
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
