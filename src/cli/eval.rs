//! `dateline eval`: how well suggestions agree with gold.

mod compare;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::gold::shown;
use super::gold::{Line, SHAPE, check, read};
use super::messages::Messages;
use super::model;
use super::outcome::Outcome;
use crate::extract::extract_with;
use crate::extract::model::Model;
use crate::learn::score::quotes::Track;
use crate::learn::score::{Agreement, Document, entities, quotes};
use crate::output::Output;
use crate::text::count::counted;

/// `dateline eval`: how well suggestions agree with gold.
#[derive(Debug, Args)]
pub struct Eval {
    /// Gold articles, one a line: files, folders or patterns in quotes; those with "spans" score names,
    /// those with "quotes" score quotes
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub gold: Vec<PathBuf>,
    /// Predictions in place of the built-in ones: the output of extract, or gold's format; - for standard input
    #[arg(long, value_name = "FILE")]
    pub pred: Option<PathBuf>,
    /// The model whose names and quotes are scored: default, open, or a file; several are scored side by side
    #[arg(long, value_name = "MODEL", conflicts_with = "pred")]
    pub model: Vec<String>,
    /// The labels to score
    #[arg(
        long,
        value_name = "A,B,…",
        value_delimiter = ',',
        default_value = "PERSON,ORG,LOC"
    )]
    pub labels: Vec<String>,
    /// Exit with 1 if the F1 of names (micro, strict) or of quotes (all speech, overlap) is lower, in per cent
    #[arg(long, value_name = "N")]
    pub min_f1: Option<f64>,
    /// Write the scores as JSON
    #[arg(long)]
    pub json: bool,
}

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
    let scored = scored(typed, &gold, messages)?;
    let mut output = Output::open(None)?;
    match (scored.as_slice(), typed.json) {
        ([(name, scores)], true) => writeln!(output, "{:#}", scores.json(name))?,
        ([(name, scores)], false) => output.write_all(scores.table(name).as_bytes())?,
        (scored, true) => writeln!(output, "{:#}", compare::json(scored))?,
        (scored, false) => output.write_all(compare::table(scored).as_bytes())?,
    }
    output.finish()?;
    let lowest = scored.iter().filter_map(|(_, scores)| scores.lowest());
    let lowest = lowest.min_by(f64::total_cmp);
    let Some((least, lowest)) = typed.min_f1.zip(lowest) else {
        return Ok(Outcome::Done);
    };
    if 100.0 * lowest < least {
        messages.problem(format_args!("F1 is {:.1}, under {least}", 100.0 * lowest));
        return Ok(Outcome::Faulty);
    }
    Ok(Outcome::Done)
}

/// The scores of each model, or of the predictions that were given, with its name.
fn scored(
    typed: &Eval,
    gold: &[Line],
    messages: &Messages,
) -> anyhow::Result<Vec<(String, Scores)>> {
    if let Some(path) = &typed.pred {
        let predictions = given(path, gold, messages)?;
        return Ok(vec![(
            shown_name(path),
            Scores::count(typed, gold, &predictions),
        )]);
    }
    let models = match typed.model.as_slice() {
        [] => vec![Arc::clone(Model::built_in())],
        named => named
            .iter()
            .map(|named| model::open(named))
            .collect::<Result<_, _>>()?,
    };
    let scored = models.iter().map(|model| {
        let predictions = found(gold, model)?;
        Ok((
            model.name().to_owned(),
            Scores::count(typed, gold, &predictions),
        ))
    });
    scored.collect()
}

/// What a model finds in the gold's texts.
fn found(gold: &[Line], model: &Model) -> anyhow::Result<Vec<Document>> {
    gold.par_iter()
        .map(|line| {
            let article = line.article()?;
            let found = extract_with(&article, model);
            Ok(Document::of_suggestions(&found, &article.text))
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
            "no prediction for {} of the gold",
            counted(missing, "article", "articles")
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

    /// The F1 of each label and of each way to count, by what the comparison calls it.
    fn figures(&self) -> Vec<(String, f64)> {
        let mut figures = Vec::new();
        if let Some([strict, normalised]) = &self.names {
            for (label, agreement) in &strict.labels {
                figures.push((label.clone(), agreement.f1));
            }
            figures.push(("names".to_owned(), strict.micro.f1));
            figures.push(("names, without the and 's".to_owned(), normalised.micro.f1));
            figures.push(("names, whatever the label".to_owned(), strict.boundary.f1));
        }
        if let Some(both) = &self.quotes {
            for (scores, track) in both.iter().zip(["inside marks", "all speech"]) {
                figures.push((format!("quotes, {track}"), scores.overlap.f1));
                figures.push((format!("quotes with speaker, {track}"), scores.joint.f1));
            }
        }
        figures
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
