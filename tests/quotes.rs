//! Quotes and speakers, held to what they reach on two annotated sets.

#![expect(
    clippy::unwrap_used,
    reason = "a fixture that cannot be read fails the test"
)]

use std::collections::HashSet;

use dateline::article::Article;
use dateline::extract::quote::quotes;
use dateline::extract::{Document, Quote};
use dateline::span::{OffsetIndex, Span};
use serde_json::Value;

/// A gold quote: its pieces, and its speaker's words.
struct Gold {
    pieces: Vec<Span>,
    speaker: Option<Span>,
    optional: bool,
}

struct Case {
    id: String,
    text: String,
    quotes: Vec<Gold>,
}

fn cases(lines: &str) -> Vec<Case> {
    lines
        .lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            let text = row["text"].as_str().unwrap().to_owned();
            let index = OffsetIndex::new(&text);
            let span = |start: &Value, end: &Value| {
                let (start, end) = (start.as_u64().unwrap(), end.as_u64().unwrap());
                index
                    .span_of_code_points(&text, start as usize, end as usize)
                    .unwrap()
            };
            let quotes = row["quotes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|quote| Gold {
                    pieces: quote["parts"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|part| span(&part[0], &part[1]))
                        .collect(),
                    speaker: quote["speaker"]["start"]
                        .as_u64()
                        .map(|_| span(&quote["speaker"]["start"], &quote["speaker"]["end"])),
                    optional: quote["optional"] == true,
                })
                .collect();
            Case {
                id: row["id"].as_str().unwrap().to_owned(),
                quotes,
                text,
            }
        })
        .collect()
}

fn found(text: &str) -> Vec<Quote> {
    let article = Article::from_text("case", text);
    quotes(&Document::new(&article), &[], &[])
}

/// The lines of the pieces without marks and spaces at their ends, as scorers compare them.
fn segments(text: &str, pieces: &[Span]) -> Vec<Span> {
    let mut all = Vec::new();
    for piece in pieces {
        let mut start = piece.start;
        for line in piece.of(text).split_inclusive('\n') {
            let core = line.trim_matches(|c: char| !c.is_alphanumeric());
            let offset = line.find(core).unwrap_or(0);
            if !core.is_empty() {
                all.push(Span::new(start + offset, start + offset + core.len()));
            }
            start += line.len();
        }
    }
    all
}

fn alike(a: Span, b: Span) -> bool {
    a.intersect(b)
        .is_some_and(|both| both.len() * 2 >= a.union(b).len())
}

fn same_speaker(gold: Option<Span>, quote: &Quote) -> bool {
    match (gold, quote.speaker.as_ref().and_then(|s| s.span)) {
        (Some(gold), Some(own)) => gold.overlaps(own),
        (None, None) => true,
        _ => false,
    }
}

/// How many gold segments are found with their speaker, of how many; and how many found ones no gold one is like.
fn score(case: &Case) -> (usize, usize, usize) {
    let own = found(&case.text);
    let own: Vec<(Span, &Quote)> = own
        .iter()
        .flat_map(|quote| {
            segments(&case.text, &quote.content)
                .into_iter()
                .map(move |s| (s, quote))
        })
        .collect();
    let mut used = HashSet::new();
    let (mut right, mut all) = (0, 0);
    for gold in &case.quotes {
        for segment in segments(&case.text, &gold.pieces) {
            let hit = own
                .iter()
                .position(|(span, _)| alike(segment, *span))
                .inspect(|&i| {
                    used.insert(i);
                });
            if gold.optional {
                continue;
            }
            all += 1;
            right += usize::from(hit.is_some_and(|i| same_speaker(gold.speaker, own[i].1)));
        }
    }
    (right, all, own.len() - used.len())
}

#[test]
fn edge_cases_come_out_with_content_and_speaker() {
    let cases = cases(include_str!("fixtures/quotes/edge_cases.jsonl"));
    let wrong: Vec<&str> = cases
        .iter()
        .filter(|case| {
            let (right, all, spurious) = score(case);
            right < all || spurious > 0
        })
        .map(|case| case.id.as_str())
        .collect();
    let share = 100 - wrong.len() * 100 / cases.len();
    assert!(
        share >= 97,
        "{share} of 100 cases are right; wrong: {wrong:?}"
    );
}

#[test]
fn wikinews_quotes_come_out_with_content_and_speaker() {
    let (mut right, mut all) = (0, 0);
    for case in cases(include_str!("fixtures/quotes/gum_news_dev.jsonl")) {
        let (hits, gold, _) = score(&case);
        right += hits;
        all += gold;
    }
    assert!(right * 100 >= all * 86, "{right} of {all}");
}
