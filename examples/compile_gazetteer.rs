//! Compiles the name lists into `src/extract/gazetteer.fst`.
//!
//! ```text
//! cargo run --release --example compile_gazetteer -- NAMES.tsv TEXTS.jsonl... > src/extract/gazetteer.fst
//! ```
//!
//! `NAMES.tsv` has a name, its type (`CITY`, `CITY_ALT`, `CAPITAL`, `STATE`, `COUNTRY`, `DEMONYM`,
//! `FIRST_NAME`, `LAST_NAME`), its source and its population or rank a line; NOTICE names the
//! sources. The `TEXTS` are English texts, a JSON object with a `text` a line: they are only
//! counted, to tell the words that are written in lower case from those that are names.
//! `src/extract/lexicon.txt` is read too. The automaton goes to standard output.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, BufReader, Write};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use dateline::extract::gazetteer::{Kinds, key};
use dateline::span::Span;
use dateline::text::token::{TokenKind, tokens};

/// Cities below this population are towns.
const CITY: u64 = 100_000;
/// Other names of cities below this population are left out: most are transcriptions nobody prints.
const KNOWN_ABROAD: u64 = 60_000;
/// A word counts as common from this many occurrences in lower case on.
const OFTEN: u32 = 3;

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let Some(names) = arguments.next() else {
        bail!("usage: compile_gazetteer NAMES.tsv TEXTS.jsonl...");
    };
    let mut entries: BTreeMap<String, Kinds> = BTreeMap::new();
    let mut add = |name: &str, kind: Kinds| {
        let key = key(name);
        if !key.is_empty() {
            *entries.entry(key).or_default() |= kind;
        }
    };
    let names = fs::read_to_string(&names).with_context(|| format!("reading {names}"))?;
    for line in names.lines().filter(|l| !l.starts_with('#')) {
        if let Some((name, kind)) = listed(line) {
            add(name, kind);
        }
    }
    let lexicon = fs::read_to_string("src/extract/lexicon.txt").context("reading the lexicon")?;
    let mut kind = Kinds::NONE;
    for line in lexicon.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            kind = Kinds::named(section).with_context(|| format!("unknown section {section}"))?;
        } else if !line.starts_with('#') {
            line.split(',').for_each(|name| add(name, kind));
        }
    }
    let mut counts = HashMap::new();
    for path in arguments {
        count(&path, &mut counts).with_context(|| format!("counting {path}"))?;
    }
    for (word, (lower, capital)) in counts {
        if lower >= OFTEN && lower >= 6 * capital {
            add(&word, Kinds::COMMON);
        } else if lower >= OFTEN && 2 * lower >= capital {
            add(&word, Kinds::MIXED);
        }
    }
    let mut builder = fst::MapBuilder::new(io::BufWriter::new(io::stdout().lock()))?;
    for (key, kinds) in &entries {
        builder.insert(key, u64::from(kinds.bits()))?;
    }
    builder.into_inner()?.flush()?;
    eprintln!("{} names", entries.len());
    Ok(())
}

/// The name and kind of a line of the name lists, if it is worth a place.
fn listed(line: &str) -> Option<(&str, Kinds)> {
    let mut fields = line.split('\t');
    let (name, kind) = (fields.next()?, fields.next()?);
    let rank: u64 = fields.nth(1)?.trim().parse().ok()?;
    let single = !name.contains([' ', '-']);
    let kind = match kind {
        "CITY" if rank >= CITY => Kinds::CITY,
        "CITY" => Kinds::TOWN,
        "CITY_ALT" if rank >= KNOWN_ABROAD && name.chars().count() > 3 => Kinds::TOWN,
        "CAPITAL" => Kinds::CITY,
        "STATE" => Kinds::REGION,
        "COUNTRY" => Kinds::COUNTRY,
        "DEMONYM" => Kinds::GROUP,
        "FIRST_NAME" if single => Kinds::FIRST_NAME,
        "LAST_NAME" if single => Kinds::LAST_NAME,
        _ => return None,
    };
    let is_written = name.chars().any(char::is_alphabetic) && !name.contains(['(', ',', '/']);
    is_written.then_some((name, kind))
}

/// Counts each word of the texts in lower case, and with a capital inside a sentence.
fn count(path: &str, counts: &mut HashMap<String, (u32, u32)>) -> Result<()> {
    for line in BufReader::new(fs::File::open(path)?).lines() {
        let object: serde_json::Value = serde_json::from_str(&line?)?;
        let text = object["text"].as_str().unwrap_or_default();
        let mut inside = false;
        let mut hyphen = false;
        for token in tokens(text, Span::new(0, text.len())) {
            let word = token.span.of(text);
            if token.kind == TokenKind::Word {
                let lower = word.chars().all(char::is_lowercase);
                let shouted = word.chars().all(char::is_uppercase);
                if lower && !hyphen {
                    counts.entry(word.to_owned()).or_default().0 += 1;
                } else if inside && !shouted {
                    counts.entry(word.to_lowercase()).or_default().1 += 1;
                }
                inside = lower;
                hyphen = false;
            } else {
                inside = token.kind != TokenKind::Mark;
                // What follows a hyphen may be part of a name (`Min-jung`).
                hyphen = word == "-";
            }
        }
    }
    Ok(())
}
