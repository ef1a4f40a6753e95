//! `dateline verify`: a file of annotations, read again and held against its texts.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::Verify;
use super::messages::Messages;
use super::outcome::Outcome;
use crate::article::ArticleId;
use crate::corpus::{self, Corpus, IndexEvent, STANDARD_INPUT};
use crate::ingest::{Problem, ReadOptions};
use crate::interchange::json::{self, Item};
use crate::interchange::{Fault, Format};

/// Tells every fault.
///
/// # Errors
/// When a file or a path cannot be read.
pub fn run(typed: &Verify, messages: &Messages) -> anyhow::Result<Outcome> {
    // Both are read alike.
    let (Format::Json | Format::Jsonl) = typed.format else {
        anyhow::bail!("{} is not verified yet; use json or jsonl", typed.format);
    };
    let against = Texts::open(typed)?;
    let mut count = Count::default();
    for path in &typed.files {
        let mut met = HashSet::new();
        json::stream(open(path)?, |line, value| {
            count.articles += 1;
            for fault in faults(value, &against, &mut met) {
                count.faults += 1;
                messages.problem(Problem {
                    path: shown(path).to_owned(),
                    line,
                    field: Some(fault.field).filter(|field| !field.is_empty()),
                    reason: fault.reason,
                });
            }
            messages.progress(|| format!("{} articles", count.articles));
            ControlFlow::Continue(())
        })
        .with_context(|| format!("{}: cannot be read", path.display()))?;
    }
    messages.note(format_args!(
        "{} articles verified, {} faults",
        count.articles, count.faults
    ));
    Ok(Outcome::of_faults(count.faults))
}

#[derive(Debug, Default)]
struct Count {
    articles: u64,
    faults: u64,
}

fn faults(
    value: Result<Value, String>,
    against: &Texts,
    met: &mut HashSet<(Option<String>, String)>,
) -> Vec<Fault> {
    let value = match value {
        Ok(value) => value,
        Err(reason) => return vec![Fault::new("", reason)],
    };
    let item = match Item::new(value) {
        Ok(item) => item,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    if !met.insert((item.annotator.clone(), item.id.clone())) {
        faults.push(Fault::new("id", format!("{:?} was met before", item.id)));
    }
    let text = match (&item.text, against.text(&item.id)) {
        (Some(own), Ok(Some(theirs))) if *own != *theirs => {
            faults.push(Fault::new("text", "is not the text that --against gives"));
            own.as_str().into()
        }
        (_, Ok(Some(text))) => text,
        (Some(text), _) => text.as_str().into(),
        (None, Err(problem)) => {
            faults.push(Fault::new("text", problem.to_string()));
            return faults;
        }
        (None, Ok(None)) => {
            faults.push(Fault::new(
                "text",
                format!(
                    "is missing, and --against does not give {:?}; name the articles with --against PATH",
                    item.id
                ),
            ));
            return faults;
        }
    };
    faults.extend(item.verify(&text));
    faults
}

/// The texts that files without them are held against.
struct Texts {
    corpus: Corpus,
    roots: usize,
    options: ReadOptions,
}

impl Texts {
    fn open(typed: &Verify) -> anyhow::Result<Self> {
        let options = typed.reading.options()?;
        corpus::check(&typed.against)?;
        let mut corpus = Corpus::default();
        corpus::index(&typed.against, &options, &mut |event| {
            if let IndexEvent::Batch(batch) = event {
                corpus.push_batch(batch);
            }
            ControlFlow::Continue(())
        });
        Ok(Self {
            corpus,
            roots: typed.against.len(),
            options,
        })
    }

    fn text(&self, id: &str) -> Result<Option<std::sync::Arc<str>>, Problem> {
        let id = ArticleId::new(id);
        let found = (0..self.roots).find_map(|root| self.corpus.find(root, &id));
        let Some(locator) = found.and_then(|i| self.corpus.locator(i)) else {
            return Ok(None);
        };
        locator
            .read(&self.options)
            .map(|article| Some(article.text))
    }
}

/// Opens a file, or standard input for `-`.
pub(super) fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if path == Path::new(STANDARD_INPUT) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    Ok(Box::new(BufReader::with_capacity(64 << 10, file)))
}

/// The path as problems name it: empty for standard input.
pub(super) fn shown(path: &Path) -> &Path {
    if path == Path::new(STANDARD_INPUT) {
        return Path::new("");
    }
    path
}
