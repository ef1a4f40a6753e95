//! Learns the weights by which attribution decides, from articles with annotated quotes.
//!
//! The reader of `extract::attribution` goes through each article with a teacher in its judge's
//! place. The teacher knows what was annotated, answers rightly and keeps each question as a
//! lesson. Whether something is speech is learnt last, from ends that a model chose which had not
//! seen the article: so its score counts with the mistakes of what comes before it.

mod gold;
mod teacher;

use rayon::prelude::*;

use crate::article::Article;
use crate::extract::attribution::judge::Task;
use crate::extract::attribution::judge::model::{Model, slot};
use crate::extract::quote::judged;
use crate::extract::{Document, Quote};
use crate::learn::logistic::{self, Lesson, Settings};
pub use gold::Gold;
use teacher::{Note, Teacher};

/// The binary logarithm of the length of each task's table.
const BITS: [u8; Task::ALL.len()] = [15, 15, 17, 13, 17];
/// How many parts the articles are cut into, so that each is judged by a model that has not seen it.
const PARTS: usize = 5;

/// Weights that were learnt.
#[derive(Clone, Debug)]
pub struct Learnt {
    model: Model,
}

impl Learnt {
    /// The bytes of the file that the program contains.
    pub fn file(&self) -> Vec<u8> {
        self.model.file()
    }

    /// The quotes of an article, decided by these weights; speakers are not resolved to names.
    pub fn quotes(&self, article: &Article) -> Vec<Quote> {
        judged(&Document::new(article), &[], &[], &mut &self.model)
    }
}

/// Learns from annotated articles; the same articles in the same order give the same weights.
pub fn train(gold: &[Gold]) -> Learnt {
    let all: Vec<&Gold> = gold.iter().collect();
    Learnt { model: model(&all) }
}

/// For each article the quotes found by weights that were learnt from the other parts of the articles.
pub fn cross_validate(gold: &[Gold]) -> Vec<Vec<Quote>> {
    let models: Vec<Learnt> = (0..PARTS)
        .into_par_iter()
        .map(|part| Learnt {
            model: model(&others(gold.iter().enumerate(), part)),
        })
        .collect();
    gold.par_iter()
        .enumerate()
        .map(|(at, one)| models[at % PARTS].quotes(&one.article))
        .collect()
}

/// The articles that are not in a part.
fn others<'a>(gold: impl Iterator<Item = (usize, &'a Gold)>, part: usize) -> Vec<&'a Gold> {
    gold.filter(|(at, _)| at % PARTS != part)
        .map(|(_, gold)| gold)
        .collect()
}

fn model(gold: &[&Gold]) -> Model {
    let first = notes(gold, |_| None);
    let tables = |lessons: &[Note]| -> [Vec<f32>; Task::ALL.len()] {
        let fitted: Vec<Vec<f32>> = Task::ALL
            .into_par_iter()
            .map(|task| fit(lessons, task))
            .collect();
        fitted.try_into().unwrap_or_default()
    };
    let partial: Vec<Model> = (0..PARTS)
        .into_par_iter()
        .map(|part| {
            let lessons: Vec<Note> = first
                .iter()
                .enumerate()
                .filter(|(at, _)| at % PARTS != part)
                .flat_map(|(_, notes)| notes.iter().cloned())
                .filter(|note| note.task != Task::Speech)
                .collect();
            Model::of(&tables(&lessons))
        })
        .collect();
    let second = notes(gold, |at| partial.get(at % PARTS));
    let lessons: Vec<Note> = first
        .into_iter()
        .flatten()
        .filter(|note| note.task != Task::Speech)
        .chain(
            second
                .into_iter()
                .flatten()
                .filter(|note| note.task == Task::Speech),
        )
        .collect();
    Model::of(&tables(&lessons))
}

/// What a teacher notes in each article; a model may choose in its place between readings.
fn notes<'m>(gold: &[&Gold], model: impl Fn(usize) -> Option<&'m Model> + Sync) -> Vec<Vec<Note>> {
    gold.par_iter()
        .enumerate()
        .map(|(at, gold)| {
            let mut teacher = Teacher::new(gold, model(at));
            judged(&Document::new(&gold.article), &[], &[], &mut teacher);
            teacher.notes
        })
        .collect()
}

fn fit(notes: &[Note], task: Task) -> Vec<f32> {
    let bits = BITS[task as usize];
    let lessons: Vec<Lesson> = notes
        .iter()
        .filter(|note| note.task == task)
        .map(|note| Lesson {
            options: note
                .options
                .iter()
                .map(|hashes| hashes.iter().map(|&hash| slot(hash, bits) as u32).collect())
                .collect(),
            right: note.right,
            refusable: task.may_refuse(),
        })
        .collect();
    logistic::fit(
        &lessons,
        &Settings {
            weights: 1 << bits,
            rounds: 10,
            step: 0.03,
            decay: 5e-3,
            least: 2,
            prune: 0.02,
        },
    )
}
