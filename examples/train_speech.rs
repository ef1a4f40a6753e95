//! Learns the weights by which quotes are found (`src/extract/attribution/speech.weights`).
//!
//! ```text
//! cargo run --release --example train_speech -- GOLD.jsonl > src/extract/attribution/speech.weights
//! cargo run --release --example train_speech -- --cross-validate GOLD.jsonl > FOUND.jsonl
//! ```
//!
//! `GOLD` has an article a line: `text`, `quotes` (each with `parts`, `cue` and `speaker` in code
//! points; `core: false` where something is attributed but not said) and `ignore`. Training takes
//! half a minute; the same file gives the same weights to the byte. Cross-validation writes what is
//! found in each article by weights learnt from the other four fifths of them, for a scorer.

use std::env;
use std::fs;
use std::io::{Write, stdout};

use anyhow::{Context, Result};
use dateline::extract::Quote;
use dateline::learn::speech::{Gold, cross_validate, train};
use dateline::span::{OffsetIndex, Span};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let mut paths: Vec<String> = env::args().skip(1).collect();
    let validate = paths
        .first()
        .is_some_and(|first| first == "--cross-validate");
    if validate {
        paths.remove(0);
    }
    let mut gold = Vec::new();
    for path in &paths {
        let lines = fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
        for line in lines.lines() {
            gold.push(Gold::read(line).with_context(|| format!("reading {path}"))?);
        }
    }
    let mut out = stdout().lock();
    if !validate {
        return Ok(out.write_all(&train(&gold).file())?);
    }
    for (one, quotes) in gold.iter().zip(cross_validate(&gold)) {
        writeln!(out, "{}", row(one, &quotes))?;
    }
    Ok(())
}

fn row(gold: &Gold, quotes: &[Quote]) -> Value {
    let text = &*gold.article.text;
    let index = OffsetIndex::new(text);
    let place = |span: Span| {
        let (start, end) = index.code_points_of(text, span);
        json!({"start": start, "end": end, "text": span.of(text)})
    };
    let quotes: Vec<Value> = quotes
        .iter()
        .map(|quote| {
            json!({
                "kind": quote.kind.as_str(),
                "content": quote.content.iter().map(|&span| place(span)).collect::<Vec<_>>(),
                "cue": quote.cue.map(place),
                "speaker": quote.speaker.as_ref().and_then(|speaker| speaker.span).map(place),
                "score": quote.score,
            })
        })
        .collect();
    json!({"id": gold.article.id.as_str(), "quotes": quotes})
}
