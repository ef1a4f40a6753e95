//! Names, held to what the models reach on short texts that were written for this purpose.

use std::sync::Arc;

use dateline::article::Article;
use dateline::extract::extract_with;
use dateline::extract::model::Model;
use dateline::learn::score::Document;
use dateline::learn::score::entities::{CORE, Tally};

const GOLD: &str = include_str!("fixtures/names.jsonl");

/// The strict F1, in per cent, of a model on all texts.
fn agreement(model: &Arc<Model>, labels: &[&str]) -> f64 {
    let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
    let mut tally = Tally::new(&labels, false);
    for line in GOLD.lines() {
        let gold: Document = serde_json::from_str(line).expect("the fixture is gold");
        let text = gold.text.clone().expect("gold has a text");
        let found = extract_with(&Article::from_text("a", text.as_str()), model);
        let found = Document::of_suggestions(&found, &text);
        let text: Vec<char> = text.chars().collect();
        let names = |document: &Document| document.names().unwrap_or_default().to_vec();
        tally.add(&text, &names(&gold), &names(&found));
    }
    100.0 * tally.scores().micro.f1
}

#[test]
fn the_usual_model_keeps_its_level() {
    let all = ["PERSON", "ORG", "LOC", "NORP", "DATE", "MONEY"];
    let (core, all) = (
        agreement(Model::built_in(), &CORE),
        agreement(Model::built_in(), &all),
    );
    assert!(core >= 87.0 && all >= 89.0, "{core:.1} {all:.1}");
}

#[test]
fn the_open_model_keeps_its_level() {
    let core = agreement(Model::open_data(), &CORE);
    assert!(core >= 82.0, "{core:.1}");
}
