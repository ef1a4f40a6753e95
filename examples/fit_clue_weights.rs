//! Fits the weights of the clues to names (`src/extract/name/weights.rs`) on annotated texts.
//!
//! ```text
//! cargo run --release --example fit_clue_weights -- GOLD.jsonl... > src/extract/name/weights.rs
//! ```
//!
//! `GOLD` has an object a line: `text` and `spans`, each with `start` and `end` in code points
//! and a `label` (`PERSON`, `ORG`, `LOC`, `NORP`, any other). A file in which a label never occurs
//! says nothing about it: what is unmarked there may still be such a name.
//! The weights are those of multinomial logistic regression, fitted by stochastic gradient descent
//! with a step for each weight (`AdaGrad`, Duchi et al. 2011): first for the clues of the sentence
//! alone, then for all. Only these numbers are kept of the texts.

use std::env;
use std::fs;

use anyhow::{Context, Result};
use dateline::article::Article;
use dateline::extract::Document;
use dateline::extract::name::{Weights, clue_names, observations};
use dateline::span::{OffsetIndex, Span};
use serde_json::Value;

/// How often all candidates are gone through.
const ROUNDS: usize = 16;
/// Over how many of the last rounds the weights are averaged.
const KEPT: usize = 8;
/// The first step, which shrinks to nothing over the rounds.
const STEP: f64 = 0.1;
/// How strongly weights are drawn to zero.
const DECAY: f64 = 2e-5;
/// The number of sorts that a candidate may be.
const SORTS: usize = 6;

type Row = [f64; SORTS];

/// A candidate's clues and what it may be.
struct Example {
    clues: Vec<usize>,
    may_be: [bool; SORTS],
}

/// An annotated text.
struct Gold {
    article: Article,
    spans: Vec<(Span, usize)>,
    /// What may stand unmarked in it.
    unmarked: [bool; SORTS],
}

fn main() -> Result<()> {
    let mut gold = Vec::new();
    for path in env::args().skip(1) {
        let lines = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        let mut texts = Vec::new();
        for line in lines.lines() {
            let object = serde_json::from_str(line).with_context(|| format!("reading {path}"))?;
            texts.push(read(&object));
        }
        let mut unmarked = [true; SORTS];
        for (_, sort) in texts.iter().flat_map(|text| &text.spans) {
            unmarked[*sort] = false;
        }
        unmarked[0] = true;
        for text in &mut texts {
            text.unmarked = unmarked;
        }
        gold.append(&mut texts);
    }
    println!(
        "//! What each clue says for nothing, a person, an organisation, a place, a people, another name,"
    );
    println!("//! in hundredths of a natural logarithm. Made by `examples/fit_clue_weights.rs`.\n");
    println!("use super::Weights;\n");
    let local = fit(&examples(&gold, None));
    print(
        "LOCAL",
        "The weights of the first reading, which has the sentence alone.",
        &local,
    );
    let document = fit(&examples(&gold, Some(&local)));
    print(
        "DOCUMENT",
        "The weights of the second reading, which has the document.",
        &document,
    );
    Ok(())
}

fn read(object: &Value) -> Gold {
    let text = object["text"].as_str().unwrap_or_default();
    let article = Article::from_text("gold", text);
    let index = OffsetIndex::new(text);
    let spans = object["spans"].as_array().map_or(&[][..], Vec::as_slice);
    let spans = spans.iter().filter_map(|span| {
        let at = |field: &str| usize::try_from(span[field].as_u64()?).ok();
        let mut found = index.span_of_code_points(text, at("start")?, at("end")?)?;
        let covered = found.of(text);
        // Names are found without their article.
        if covered.starts_with("The ") || covered.starts_with("the ") {
            found.start += "the ".len();
        }
        let sort = match span["label"].as_str()? {
            "PERSON" => 1,
            "ORG" => 2,
            "LOC" => 3,
            "NORP" => 4,
            "DATE" | "MONEY" => 0,
            _ => 5,
        };
        Some((found, sort))
    });
    Gold {
        spans: spans.collect(),
        article,
        unmarked: [true; SORTS],
    }
}

/// The candidates of the texts; those that only overlap an annotated name teach nothing.
fn examples(gold: &[Gold], local: Option<&[Weights]>) -> Vec<Example> {
    let mut found = Vec::new();
    for text in gold {
        let document = Document::new(&text.article);
        for seen in observations(&document, local) {
            let same = text.spans.iter().find(|(span, _)| *span == seen.span);
            let mut touching = text.spans.iter().filter(|(_, sort)| *sort > 0);
            let may_be = match same {
                Some(&(_, sort)) => std::array::from_fn(|k| k == sort),
                None if touching.any(|(span, _)| span.overlaps(seen.span)) => continue,
                None => text.unmarked,
            };
            found.push(Example {
                clues: seen.clues,
                may_be,
            });
        }
    }
    found
}

fn fit(examples: &[Example]) -> Vec<Weights> {
    let mut weights = vec![[0.0; SORTS]; clue_names().len()];
    let mut squares = vec![[1e-6; SORTS]; weights.len()];
    let mut sums = vec![[0.0; SORTS]; weights.len()];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut seed = 1u64;
    for round in 0..ROUNDS {
        shuffle(&mut order, &mut seed);
        let step = STEP * (1.0 - round as f64 / ROUNDS as f64) + STEP / 20.0;
        for &at in &order {
            let Example { clues, may_be } = &examples[at];
            let odds = probabilities(&weights, clues);
            let allowed: f64 = (0..SORTS).filter(|&k| may_be[k]).map(|k| odds[k]).sum();
            for &clue in clues {
                for k in 0..SORTS {
                    let wanted = if may_be[k] {
                        odds[k] / allowed.max(1e-12)
                    } else {
                        0.0
                    };
                    let slope = odds[k] - wanted + DECAY * weights[clue][k];
                    squares[clue][k] += slope * slope;
                    weights[clue][k] -= step * slope / squares[clue][k].sqrt();
                }
            }
        }
        // The mean over the last rounds is steadier than the last weights (Polyak and Juditsky 1992).
        if round + KEPT >= ROUNDS {
            for (sum, row) in sums.iter_mut().zip(&weights) {
                for (sum, weight) in sum.iter_mut().zip(row) {
                    *sum += weight / KEPT as f64;
                }
            }
        }
    }
    let rounded = weights
        .iter()
        .map(|row| row.map(|weight| (weight * 100.0).round() as i16));
    rounded.collect()
}

fn probabilities(weights: &[Row], clues: &[usize]) -> Row {
    let mut sums = [0.0; SORTS];
    for &clue in clues {
        for (sum, weight) in sums.iter_mut().zip(weights[clue]) {
            *sum += weight;
        }
    }
    let most = sums.iter().copied().fold(f64::MIN, f64::max);
    let powers = sums.map(|sum| (sum - most).exp());
    let total: f64 = powers.iter().sum();
    powers.map(|power| power / total)
}

/// Fisher and Yates's shuffle over Marsaglia's xorshift: the same on every machine.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for i in (1..order.len()).rev() {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        order.swap(i, (*seed % (i as u64 + 1)) as usize);
    }
}

fn print(name: &str, doc: &str, weights: &[Weights]) {
    println!("/// {doc}");
    println!("pub(super) const {name}: [Weights; {}] = [", weights.len());
    for (row, clue) in weights.iter().zip(clue_names()) {
        let row = row.map(|weight| weight.to_string()).join(", ");
        println!("    [{row}], // {clue}");
    }
    println!("];\n");
}
