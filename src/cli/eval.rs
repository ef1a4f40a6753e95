//! `dateline eval`: how well suggestions agree with gold.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, Write};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::Eval;
use super::messages::Messages;
use super::outcome::Outcome;
use super::output::Output;
use super::verify::{open, shown};
use crate::article::Origin;
use crate::extract::extract;
use crate::extract::model::Model;
use crate::ingest::{self, Kind, Problem, ReadOptions};
use crate::learn::score::quotes::Track;
use crate::learn::score::{Agreement, Document, entities, quotes};

/// What gold must look like, for messages.
const SHAPE: &str = "gold is an object a line, with \"id\", \"text\", and \"spans\" or \"quotes\"";

/// Prints the scores.
///
/// # Errors
/// When a file cannot be read, is no gold, or gold has ranges outside its text.
pub fn run(typed: &Eval, messages: &Messages) -> anyhow::Result<Outcome> {
    if let Some(least) = typed.min_f1
        && !(0.0..=100.0).contains(&least)
    {
        bail!("--min-f1 is in per cent: a number from 0 to 100");
    }
    let mut gold = Vec::new();
    for path in &typed.gold {
        read(path, |gold_line| {
            check(&gold_line)?;
            gold.push(gold_line);
            Ok(())
        })?;
    }
    if gold.is_empty() {
        bail!("there is no article in the gold; {SHAPE}");
    }
    let (predictions, model) = match &typed.pred {
        None => (built_in(&gold)?, Model::built_in().name().to_owned()),
        Some(path) => (given(path, &gold, messages)?, shown_name(path)),
    };
    let scores = Scores::count(typed, &gold, &predictions);
    let mut output = Output::open(None)?;
    if typed.json {
        writeln!(output, "{:#}", scores.json(&model))?;
    } else {
        output.write_all(scores.table(&model).as_bytes())?;
    }
    output.finish()?;
    let Some((least, lowest)) = typed.min_f1.zip(scores.lowest()) else {
        return Ok(Outcome::Done);
    };
    if 100.0 * lowest < least {
        messages.problem(format_args!("F1 is {:.1}, under {least}", 100.0 * lowest));
        return Ok(Outcome::Faulty);
    }
    Ok(Outcome::Done)
}

/// A line of a file of gold or predictions.
struct Line {
    origin: Origin,
    bytes: Vec<u8>,
    document: Document,
}

fn read(path: &Path, mut take: impl FnMut(Line) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut reader = open(path)?;
    let mut origin = Origin {
        path: shown(path).to_owned(),
        line: 0,
    };
    let mut bytes = Vec::new();
    while reader
        .read_until(b'\n', &mut bytes)
        .with_context(|| format!("{}: cannot be read", path.display()))?
        > 0
    {
        origin.line += 1;
        if !bytes.iter().all(u8::is_ascii_whitespace) {
            let document = serde_json::from_slice(&bytes)
                .map_err(|error| Problem::of_record(&origin, format!("{error}; {SHAPE}")))?;
            take(Line {
                origin: origin.clone(),
                bytes: std::mem::take(&mut bytes),
                document,
            })?;
        }
        bytes.clear();
    }
    Ok(())
}

/// Looks whether a line is gold.
fn check(line: &Line) -> Result<(), Problem> {
    let wrong = |reason: String| Problem::of_record(&line.origin, reason);
    let document = &line.document;
    let Some(text) = &document.text else {
        return Err(wrong(format!("has no text; {SHAPE}")));
    };
    if document.names().is_none() && document.quotes.is_none() {
        return Err(wrong(format!("has neither spans nor quotes; {SHAPE}")));
    }
    let points = text.chars().count();
    match document.misplaced(points) {
        None => Ok(()),
        Some((field, start, end)) => Err(wrong(format!(
            "{start}-{end} is no range of a text of {points} code points"
        ))
        .in_field(field)),
    }
}

/// What the program finds in the gold's texts, read as `extract` reads them.
fn built_in(gold: &[Line]) -> anyhow::Result<Vec<Document>> {
    gold.par_iter()
        .map(|line| {
            let options = ReadOptions::default();
            let origin = line.origin.clone();
            let article = ingest::read(Kind::Json, &line.bytes, "gold", origin, &options)?;
            if line.document.text.as_deref() != Some(&*article.text) {
                return Err(anyhow!(Problem::of_record(
                    &line.origin,
                    "its text is read from another field"
                )));
            }
            Ok(Document::of_suggestions(&extract(&article), &article.text))
        })
        .collect()
}

/// The predictions of a file, in the order of the gold.
fn given(path: &Path, gold: &[Line], messages: &Messages) -> anyhow::Result<Vec<Document>> {
    let mut by_id = HashMap::new();
    read(path, |line| {
        by_id.insert(id(&line.document), line.document);
        Ok(())
    })?;
    let predictions: Vec<Option<Document>> = gold
        .iter()
        .map(|line| by_id.get(&id(&line.document)).cloned())
        .collect();
    let missing = predictions.iter().filter(|found| found.is_none()).count();
    if missing == gold.len() {
        bail!(
            "{}: no article of the gold is in it: the ids differ",
            path.display()
        );
    }
    if missing > 0 {
        messages.note(format_args!(
            "{missing} articles of the gold have no prediction"
        ));
    }
    Ok(predictions
        .into_iter()
        .map(Option::unwrap_or_default)
        .collect())
}

fn id(document: &Document) -> String {
    match &document.id {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    }
}

fn shown_name(path: &Path) -> String {
    if shown(path).as_os_str().is_empty() {
        return "standard input".to_owned();
    }
    path.display().to_string()
}

/// All that was scored; what the gold does not have is none.
struct Scores {
    names: Option<[entities::Scores; 2]>,
    quotes: Option<[quotes::Scores; 2]>,
}

impl Scores {
    fn count(typed: &Eval, gold: &[Line], predictions: &[Document]) -> Self {
        let mut names = [false, true].map(|norm| entities::Tally::new(&typed.labels, norm));
        let mut speech = [Track::InsideMarks, Track::AllSpeech].map(quotes::Tally::new);
        let (mut has_names, mut has_quotes) = (false, false);
        for (gold, prediction) in gold.iter().map(|line| &line.document).zip(predictions) {
            let text: Vec<char> = gold.text.iter().flat_map(|text| text.chars()).collect();
            if let Some(spans) = gold.names() {
                has_names = true;
                for tally in &mut names {
                    tally.add(&text, spans, prediction.names().unwrap_or_default());
                }
            }
            if let Some(wanted) = &gold.quotes {
                has_quotes = true;
                let found = prediction.quotes.as_deref().unwrap_or_default();
                for tally in &mut speech {
                    tally.add(&text, wanted, &gold.ignore, found);
                }
            }
        }
        Self {
            names: has_names.then(|| names.map(|tally| tally.scores())),
            quotes: has_quotes.then(|| speech.map(|tally| tally.scores())),
        }
    }

    /// The lower of the two figures that a threshold is held against, from 0 to 1.
    fn lowest(&self) -> Option<f64> {
        let names = self.names.as_ref().map(|[strict, _]| strict.micro.f1);
        let quotes = self.quotes.as_ref().map(|[_, all]| all.overlap.f1);
        names.into_iter().chain(quotes).min_by(f64::total_cmp)
    }

    fn json(&self, model: &str) -> Value {
        let names = |scores: &entities::Scores| {
            let labels: serde_json::Map<String, Value> = scores
                .labels
                .iter()
                .map(|(label, agreement)| (label.clone(), json!(agreement)))
                .collect();
            json!({
                "gold": scores.gold,
                "labels": labels,
                "micro": scores.micro,
                "boundary": scores.boundary,
            })
        };
        json!({
            "model": model,
            "entities": self.names.as_ref().map(|[strict, normalised]| json!({
                "strict": names(strict),
                "normalised": names(normalised),
            })),
            "quotes": self.quotes.as_ref().map(|[inside, all]| json!({
                "inside_marks": inside,
                "all_speech": all,
            })),
        })
    }

    fn table(&self, model: &str) -> String {
        let mut table = format!("{model}\n");
        let mut row = |name: &str, cells: &[f64]| {
            let _ = write!(table, "{name:<24}");
            for cell in cells {
                let _ = write!(table, " {:>6.1}", 100.0 * cell);
            }
            table.push('\n');
        };
        let of = |a: Agreement| [a.precision, a.recall, a.f1];
        if let Some(both) = &self.names {
            for (scores, how) in both.iter().zip(["as given", "without the and 's"]) {
                row(&format!("\nnames, {how} ({})", scores.gold), &[]);
                row("                             P      R     F1", &[]);
                for (label, agreement) in &scores.labels {
                    row(label, &of(*agreement));
                }
                row("all (micro)", &of(scores.micro));
                row("whatever the label", &of(scores.boundary));
            }
        }
        if let Some(both) = &self.quotes {
            for (scores, track) in both.iter().zip(["inside marks", "all speech"]) {
                row(
                    &format!(
                        "\nquotes, {track} ({} gold, {} found)",
                        scores.gold, scores.predicted
                    ),
                    &[],
                );
                row("                             P      R     F1", &[]);
                row("same ends", &of(scores.exact));
                row("half in common", &of(scores.overlap));
                row("and the right speaker", &of(scores.joint));
                row("speaker right", &[scores.speaker]);
                row("  a name", &[scores.speaker_named]);
                row("  a pronoun", &[scores.speaker_pronoun]);
                row("cue right", &[scores.cue]);
                if let Some(canonical) = scores.canonical {
                    row("full name right", &[canonical]);
                }
                for (kind, recall) in &scores.recall_by_kind {
                    row(&format!("recall of {kind}"), &[*recall]);
                }
            }
        }
        table
    }
}
