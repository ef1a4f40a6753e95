//! Annotated text as a line of markup, for tests: `The [PER?|Ana Ruiz] said`.
//!
//! A mark is `[KIND SIGN REST|words]`, without the spaces, and may hold other marks. Signs are the
//! verdicts: `?` unreviewed, `+` accepted, `~` corrected, `-` rejected, `*` added. Kinds are
//!
//! - a label (`PER` stands for `PERSON`); REST may be `@1`, `@2` …: names of the same number belong
//!   to one cluster, called by the first of them. Without a number names of the same words and
//!   label share a cluster. Printed only where a cluster's names differ;
//! - `Q`, a quote; `Q1`, `Q2` … are the pieces of one quote;
//! - `T`, an expression of time; REST is its value;
//! - `cue` and `by` (no sign), the words that attribute a quote and those that name its speaker:
//!   of the quote that ended last, else of the next one.
//!
//! `▮` stands for the cursor. A backslash takes the meaning from the character behind it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Annotations, ItemId, Status, Timestamp, Verdict};
use crate::extract::{
    Cluster, Label, Mention, Quote, QuoteKind, Speaker, Suggestions, TimeExpression,
};
use crate::span::{OffsetIndex, Span};

/// The model whose suggestions marks are.
pub const MODEL: &str = "markup 1";

/// When marks were decided.
pub const TIME: &str = "2026-01-01T12:00:00Z";

/// The cursor.
pub const CURSOR: char = '▮';

/// A mark, as it was read.
struct Mark {
    kind: String,
    verdict: Verdict,
    rest: String,
    span: Span,
}

/// Reads markup: the text without its marks, the annotations that they are, and the cursor's byte.
///
/// # Panics
/// When the markup is no markup.
pub fn parse(markup: &str) -> (String, Annotations, Option<usize>) {
    let (text, marks, cursor) = marks(markup);
    let annotations = annotations(&text, &marks);
    (text, annotations, cursor)
}

fn marks(markup: &str) -> (String, Vec<Mark>, Option<usize>) {
    let mut text = String::new();
    let mut cursor = None;
    let mut open: Vec<Mark> = Vec::new();
    let mut marks = Vec::new();
    let mut chars = markup.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            CURSOR => cursor = Some(text.len()),
            '[' => {
                let tag: String = chars.by_ref().take_while(|c| *c != '|').collect();
                let sign = tag.find(|c| verdict_of(c).is_some());
                let (kind, rest) = tag.split_at(sign.unwrap_or(tag.len()));
                let mut rest = rest.chars();
                let verdict = rest.next().and_then(verdict_of).unwrap_or_default();
                open.push(Mark {
                    kind: kind.to_owned(),
                    verdict,
                    rest: rest.collect(),
                    span: Span::new(text.len(), text.len()),
                });
            }
            ']' => {
                let mut mark = open.pop().expect("a mark is open");
                mark.span.end = text.len();
                marks.push(mark);
            }
            _ => text.push(c),
        }
    }
    assert!(open.is_empty(), "a mark is not closed in {markup:?}");
    (text, marks, cursor)
}

fn annotations(text: &str, marks: &[Mark]) -> Annotations {
    let mut found = Suggestions {
        model: Arc::from(MODEL),
        ..Suggestions::default()
    };
    let mut clusters: HashMap<(Label, String), usize> = HashMap::new();
    let mut quotes: Vec<(String, Quote)> = Vec::new();
    let mut verdicts: HashMap<(Option<Label>, Span), Verdict> = HashMap::new();
    for mark in marks {
        let label = label_of(&mark.kind);
        match mark.kind.as_str() {
            "cue" | "by" => {}
            "T" => {
                found.dates.push(TimeExpression {
                    span: mark.span,
                    value: Some(mark.rest.clone()).filter(|value| !value.is_empty()),
                });
                verdicts.insert((Some(label), mark.span), mark.verdict);
            }
            kind if is_quote(kind) => {
                let piece = quotes.iter_mut().find(|(k, _)| k == kind && kind != "Q");
                match piece {
                    Some((_, quote)) => quote.content.push(mark.span),
                    None => quotes.push((kind.to_owned(), quote(mark.span))),
                }
                verdicts.insert((None, mark.span), mark.verdict);
            }
            _ => {
                let name = mark.span.of(text);
                let key = if mark.rest.is_empty() {
                    name
                } else {
                    &mark.rest
                };
                let next = clusters.len();
                let cluster = *clusters
                    .entry((label.clone(), key.to_owned()))
                    .or_insert(next);
                if cluster == next {
                    found.clusters.push(Cluster {
                        label: label.clone(),
                        name: name.to_owned(),
                        aliases: Vec::new(),
                    });
                }
                verdicts.insert((Some(label.clone()), mark.span), mark.verdict);
                found.mentions.push(Mention {
                    span: mark.span,
                    label,
                    score: 0.9,
                    cluster: Some(cluster),
                });
            }
        }
    }
    attribute(&mut quotes, marks, &found.mentions);
    found.quotes = quotes.into_iter().map(|(_, quote)| quote).collect();
    let mut annotations = Annotations::fresh(&found, text, &OffsetIndex::new(text));
    decide(&mut annotations, &verdicts);
    annotations
}

fn quote(piece: Span) -> Quote {
    Quote {
        kind: QuoteKind::Direct,
        content: vec![piece],
        quoted: vec![piece],
        cue: None,
        speaker: None,
        negated: false,
        score: 0.9,
    }
}

/// Gives cues and speakers to their quotes.
fn attribute(quotes: &mut [(String, Quote)], marks: &[Mark], mentions: &[Mention]) {
    for mark in marks.iter().filter(|m| m.kind == "cue" || m.kind == "by") {
        let before = quotes
            .iter()
            .enumerate()
            .filter_map(|(i, (_, q))| {
                let ended = q.content.iter().filter(|p| p.end <= mark.span.start).max();
                ended.map(|piece| (piece.end, i))
            })
            .max();
        let after = || {
            (0..quotes.len())
                .filter(|i| quotes[*i].1.extent().start >= mark.span.end)
                .min_by_key(|i| quotes[*i].1.extent().start)
        };
        let of = before.map(|(_, i)| i).or_else(after).expect("a quote");
        let quote = &mut quotes[of].1;
        if mark.kind == "cue" {
            quote.cue = Some(mark.span);
        } else {
            let mention = mentions.iter().find(|m| mark.span.covers(m.span));
            quote.speaker = Some(Speaker {
                span: Some(mark.span),
                cluster: mention.and_then(|m| m.cluster),
                name: None,
            });
        }
    }
}

fn decide(annotations: &mut Annotations, verdicts: &HashMap<(Option<Label>, Span), Verdict>) {
    let time: Timestamp = TIME.parse().expect("a time");
    let annotator: Arc<str> = Arc::from("ana");
    let mut decided = false;
    let mut judge = |review: &mut super::Review, verdict: Verdict| {
        review.verdict = verdict;
        if verdict != Verdict::Unreviewed {
            review.updated = Some(time);
            decided = true;
        }
        if verdict == Verdict::Added {
            review.origin = Arc::clone(&annotator);
        }
    };
    let mut named: HashMap<ItemId, Verdict> = HashMap::new();
    for entity in annotations.entities.iter_mut() {
        let verdict = verdicts[&(Some(entity.label.clone()), entity.span)];
        judge(&mut entity.review, verdict);
        if verdict == Verdict::Added {
            entity.score = None;
        }
        let cluster = named
            .entry(entity.cluster.clone().expect("a cluster"))
            .or_insert(verdict);
        if verdict.stands() && *cluster != verdict {
            *cluster = Verdict::Accepted;
        }
    }
    for party in annotations.clusters.iter_mut() {
        let verdict = match named[&party.id] {
            Verdict::Corrected => Verdict::Accepted,
            Verdict::Rejected => Verdict::Unreviewed,
            verdict => verdict,
        };
        judge(&mut party.review, verdict);
    }
    for quote in annotations.quotes.iter_mut() {
        judge(&mut quote.review, verdicts[&(None, quote.said.content[0])]);
    }
    for date in annotations.dates.iter_mut() {
        judge(
            &mut date.review,
            verdicts[&(Some(label_of("T")), date.span)],
        );
    }
    if decided {
        annotations.status = Status::InProgress;
        annotations.updated = Some(time);
    }
}

/// Writes annotations as markup; clusters show only where their names differ.
///
/// # Panics
/// When two spans cross, which markup cannot show.
pub fn print(text: &str, annotations: &Annotations) -> String {
    let mut marks: Vec<(Span, u8, String)> = Vec::new();
    let mut pieces = 0;
    for quote in &annotations.quotes {
        let number = if quote.said.content.len() > 1 {
            pieces += 1;
            pieces.to_string()
        } else {
            String::new()
        };
        let tag = format!("Q{number}{}", sign_of(quote.review.verdict));
        marks.extend(quote.said.content.iter().map(|s| (*s, 0, tag.clone())));
        marks.extend(quote.said.cue.map(|cue| (cue, 1, "cue".to_owned())));
        let speaker = quote.said.speaker.as_ref().and_then(|s| s.span);
        marks.extend(speaker.map(|speaker| (speaker, 1, "by".to_owned())));
    }
    let numbers = differing(text, annotations);
    for entity in &annotations.entities {
        let label = match entity.label.as_str() {
            "PERSON" => "PER",
            label => label,
        };
        let number = entity.cluster.as_ref().and_then(|id| numbers.get(id));
        let number = number.map_or_else(String::new, |n| format!("@{n}"));
        let sign = sign_of(entity.review.verdict);
        marks.push((entity.span, 2, format!("{label}{sign}{number}")));
    }
    for date in &annotations.dates {
        let value = date.value.as_deref().unwrap_or_default();
        let sign = sign_of(date.review.verdict);
        marks.push((date.span, 3, format!("T{sign}{value}")));
    }
    marks.sort_by_key(|(span, rank, _)| (span.start, std::cmp::Reverse(span.end), *rank));
    marks.dedup();

    let mut starts: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    for (span, _, tag) in marks {
        starts.entry(span.start).or_default().push((span.end, tag));
    }
    let mut printed = String::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        while open.last() == Some(&at) {
            open.pop();
            printed.push(']');
        }
        for (end, tag) in starts.remove(&at).unwrap_or_default() {
            let fits = open.last().is_none_or(|outer| end <= *outer);
            assert!(fits, "spans cross at {at}");
            open.push(end);
            printed.extend(["[", &tag, "|"]);
        }
        if at == text.len() {
            break;
        }
        if matches!(c, '[' | ']' | '\\') || c == CURSOR {
            printed.push('\\');
        }
        printed.push(c);
    }
    printed
}

/// The clusters whose names differ, numbered in the order of the text.
fn differing(text: &str, annotations: &Annotations) -> HashMap<ItemId, usize> {
    let mut names: HashMap<&ItemId, HashSet<&str>> = HashMap::new();
    let mut order = Vec::new();
    for entity in &annotations.entities {
        if let Some(cluster) = &entity.cluster {
            order.push(cluster);
            names
                .entry(cluster)
                .or_default()
                .insert(entity.span.of(text));
        }
    }
    let mut numbers = HashMap::new();
    for cluster in order.into_iter().filter(|cluster| names[cluster].len() > 1) {
        let next = numbers.len() + 1;
        numbers.entry(cluster.clone()).or_insert(next);
    }
    numbers
}

fn is_quote(kind: &str) -> bool {
    kind.strip_prefix('Q')
        .is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
}

fn label_of(kind: &str) -> Label {
    match kind {
        "PER" => Label::PERSON,
        kind => Label::new(kind),
    }
}

fn verdict_of(sign: char) -> Option<Verdict> {
    match sign {
        '?' => Some(Verdict::Unreviewed),
        '+' => Some(Verdict::Accepted),
        '~' => Some(Verdict::Corrected),
        '-' => Some(Verdict::Rejected),
        '*' => Some(Verdict::Added),
        _ => None,
    }
}

fn sign_of(verdict: Verdict) -> char {
    match verdict {
        Verdict::Unreviewed => '?',
        Verdict::Accepted => '+',
        Verdict::Corrected => '~',
        Verdict::Rejected => '-',
        Verdict::Added => '*',
    }
}

#[test]
fn markup_is_printed_as_it_was_read() {
    for markup in [
        "",
        "Nothing \\[here\\].",
        "The [PER?|Ana Ruiz] said",
        "[PER+@1|Ana Ruiz] of [LOC*|Bergen] met [ORG-|Bergen [LOC~|North] Club]; [PER?@1|Ruiz] left [DATE?|[T?2021-05-01|Saturday]].",
        "[Q1?|“We, [PER?|Eve] and I,”] [by|[PER?@1|Ana Ruiz]] [cue|said], [Q1?|“won.”] [PER?@1|Ruiz]. [Q+|“No.”]",
    ] {
        let (text, annotations, cursor) = parse(markup);
        assert_eq!(cursor, None);
        assert_eq!(print(&text, &annotations), markup);
    }
    let (text, annotations, cursor) = parse("The [PER?|▮Ana] said");
    assert_eq!(
        (text.as_str(), cursor, annotations.entities[0].span),
        ("The Ana said", Some(4), Span::new(4, 7))
    );
}
