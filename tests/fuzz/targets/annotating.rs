//! What people decide: done, undone, and found again in another text.

use std::sync::Arc;

use dateline::annotation::anchor::{Old, Spans, anchor};
use dateline::annotation::edit::{Change, Edit, Making, apply, plan};
use dateline::annotation::wire::Coordinates;
use dateline::annotation::{Annotations, ItemId, ItemRef, Speaker, Status, Verdict};
use dateline::article::{Article, hex_sha256};
use dateline::extract::{Cluster, Label, Mention, Quote, QuoteKind, Suggestions, TimeExpression};
use dateline::span::OffsetIndex;
use dateline::store::Record;

use super::bytes::Bytes;

const LABELS: [Label; 4] = [Label::PERSON, Label::ORG, Label::LOC, Label::DATE];

/// What a machine may have found in a text.
fn found(bytes: &mut Bytes<'_>, text: &str) -> Suggestions {
    let mut found = Suggestions {
        model: "machine 1".into(),
        ..Suggestions::default()
    };
    for _ in 0..bytes.byte() % 12 {
        let what = bytes.byte();
        let span = bytes.span(text);
        if span.is_empty() {
            continue;
        }
        let label = &LABELS[usize::from(what >> 2) % LABELS.len()];
        match what & 3 {
            0 | 1 => {
                let cluster = (what & 1 == 0).then(|| {
                    found.clusters.push(Cluster {
                        label: label.clone(),
                        name: span.of(text).to_owned(),
                        aliases: Vec::new(),
                    });
                    found.clusters.len() - 1
                });
                found.mentions.push(Mention {
                    span,
                    label: label.clone(),
                    score: 0.5,
                    cluster,
                });
            }
            2 => found.dates.push(TimeExpression {
                span,
                value: Some("2021-05-01".to_owned()),
            }),
            _ => found.quotes.push(Quote {
                kind: QuoteKind::Indirect,
                content: vec![span],
                quoted: Vec::new(),
                cue: None,
                speaker: None,
                negated: false,
                score: 0.5,
            }),
        }
    }
    found.mentions.sort_by_key(|mention| mention.span);
    found.dates.sort_by_key(|date| date.span);
    found
}

fn fresh(bytes: &mut Bytes<'_>, text: &str, index: &OffsetIndex) -> Annotations {
    Annotations::fresh(&found(bytes, text), text, index)
}

/// Some item, or one that is not there.
fn item(bytes: &mut Bytes<'_>, annotations: &Annotations) -> ItemRef {
    let at = usize::from(bytes.byte());
    let id = |id: Option<&ItemId>| id.cloned().unwrap_or_else(|| ItemId::new("nobody"));
    match bytes.byte() & 3 {
        0 => ItemRef::Entity(id(annotations.entities.get(at % 8).map(|e| &e.id))),
        1 => ItemRef::Quote(id(annotations.quotes.get(at % 4).map(|q| &q.id))),
        2 => ItemRef::Date(id(annotations.dates.get(at % 4).map(|d| &d.id))),
        _ => ItemRef::Cluster(id(annotations.clusters.get(at % 4).map(|c| &c.id))),
    }
}

fn id_of(item: ItemRef) -> ItemId {
    match item {
        ItemRef::Entity(id) | ItemRef::Quote(id) | ItemRef::Date(id) | ItemRef::Cluster(id) => id,
    }
}

fn edit(bytes: &mut Bytes<'_>, text: &str, annotations: &Annotations) -> Edit {
    let what = bytes.byte();
    let item = item(bytes, annotations);
    let id = || id_of(item.clone());
    let label = LABELS[usize::from(what >> 5) % LABELS.len()].clone();
    let words = |what: u8| (what & 0x40 != 0).then(|| "Ana \u{1b} 漢".to_owned());
    match what % 20 {
        0 => Edit::Accept(item),
        1 => Edit::Reject(item),
        2 => Edit::AcceptAll,
        3 => Edit::Relabel(id(), label),
        4 => Edit::Resize(item, bytes.span(text)),
        5 => Edit::AddEntity(bytes.span(text), label),
        6 => Edit::AddQuote(vec![bytes.span(text), bytes.span(text)]),
        7 => Edit::SetContent(id(), vec![bytes.span(text)]),
        8 => Edit::SetSpeaker(
            id(),
            words(what).map(|name| Speaker {
                span: Some(bytes.span(text)),
                cluster: annotations.clusters.first().map(|c| c.id.clone()),
                name: Some(name),
            }),
        ),
        9 => Edit::SetCue(id(), Some(bytes.span(text))),
        10 => Edit::SetDate(id(), words(what)),
        11 => Edit::SetTags(Some(item), words(what).into_iter().collect()),
        12 => Edit::SetTags(None, words(what).into_iter().collect()),
        13 => Edit::SetNote(Some(item), words(what)),
        14 => Edit::SetLink(item, words(what)),
        15 => Edit::SetStatus(Status::ALL[usize::from(what >> 5) % Status::ALL.len()]),
        16 => Edit::Merge(
            id(),
            annotations
                .clusters
                .last()
                .map_or_else(|| ItemId::new("nobody"), |c| c.id.clone()),
        ),
        17 => Edit::Split(id()),
        18 => Edit::Rename(id(), words(what).unwrap_or_default()),
        _ => Edit::SetKey(id(), words(what)),
    }
}

/// Any edits one after the other: each is applied, taken back and done again, in memory and as a
/// journal holds it; what is left is a record that says the same.
pub fn edits(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let text = bytes.text();
    let index = OffsetIndex::new(&text);
    let at = Coordinates {
        text: &text,
        index: &index,
    };
    let mut annotations = fresh(&mut bytes, &text, &index);
    let (mut ids, mut steps) = (0, 0);
    let beginning = annotations.clone();
    let mut done: Vec<Vec<Change>> = Vec::new();
    while !bytes.is_empty() && steps < 64 {
        steps += 1;
        let edit = edit(&mut bytes, &text, &annotations);
        let before = annotations.clone();
        let changes = plan(
            &annotations,
            &edit,
            &mut Making {
                text: &text,
                annotator: &Arc::from("ana"),
                now: format!("2026-05-01T10:00:{:02}Z", steps % 60)
                    .parse()
                    .unwrap(),
                new_id: &mut || {
                    ids += 1;
                    format!("new-{ids}")
                },
            },
        );
        apply(&mut annotations, &changes).unwrap_or_else(|error| panic!("{edit:?}: {error}"));
        let inverse: Vec<Change> = changes.iter().rev().cloned().map(Change::inverse).collect();
        let after = annotations.clone();
        apply(&mut annotations, &inverse).unwrap_or_else(|error| panic!("{edit:?}: {error}"));
        assert_eq!(annotations, before, "undo of {edit:?}");
        apply(&mut annotations, &changes).unwrap();
        assert_eq!(annotations, after, "redo of {edit:?}");
        for change in &changes {
            let written = at.change(change, &annotations.clusters);
            let json = serde_json::to_string(&written).unwrap();
            let read = serde_json::from_str(&json).unwrap();
            at.read_change(&read)
                .unwrap_or_else(|error| panic!("{edit:?}: {error}"));
        }
        done.push(inverse);
    }
    let article = Article::from_text("a.txt", &*text);
    let record = Record::new(&article, &index, &annotations, "ana", None);
    let json = String::from_utf8(record.to_json().unwrap()).unwrap();
    let read = Record::from_json(&json)
        .unwrap()
        .into_annotations(&text, &index)
        .unwrap();
    assert_eq!(read.entities.len(), annotations.entities.len());
    assert_eq!(read.undecided(), annotations.undecided());
    for inverse in done.into_iter().rev() {
        apply(&mut annotations, &inverse).unwrap();
    }
    assert_eq!(annotations, beginning);
}

/// Decided spans in a text that changed: each stands on its words, or waits.
pub fn anchored(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let (old, new) = (bytes.text(), bytes.text());
    let index = OffsetIndex::new(&old);
    let mut annotations = fresh(&mut bytes, &old, &index);
    for entity in annotations.entities.iter_mut() {
        entity.review.verdict = Verdict::Accepted;
    }
    for quote in annotations.quotes.iter_mut() {
        quote.review.verdict = Verdict::Added;
    }
    for date in annotations.dates.iter_mut() {
        date.review.verdict = Verdict::Corrected;
    }
    let at = Coordinates {
        text: &old,
        index: &index,
    };
    let spans = Spans {
        entities: annotations.entities.iter().map(|e| at.entity(e)).collect(),
        quotes: annotations
            .quotes
            .iter()
            .map(|q| at.quote(q, &annotations.clusters))
            .collect(),
        dates: annotations.dates.iter().map(|d| at.date(d)).collect(),
        unplaced: Vec::new(),
    };
    let count = spans.entities.len() + spans.quotes.len() + spans.dates.len();
    let index = OffsetIndex::new(&new);
    let at = Coordinates {
        text: &new,
        index: &index,
    };
    let (was, now) = (hex_sha256(old.as_bytes()), hex_sha256(new.as_bytes()));
    let made_on = Old {
        sha256: &was,
        length: Some(old.chars().count()),
    };
    let (placed, tally) = anchor(spans, made_on, &now, at);
    assert_eq!(tally.kept + tally.moved + tally.unplaced, count);
    assert_eq!(placed.unplaced.len(), tally.unplaced);
    let words = |old: &str| new.contains(old);
    for entity in placed.entities {
        let entity = at.read_entity(entity).unwrap();
        assert!(words(entity.span.of(&new)));
    }
    for quote in placed.quotes {
        at.read_quote(quote).unwrap();
    }
    for date in placed.dates {
        at.read_date(date).unwrap();
    }
    // Back in the text that they were made on, all that were not placed stand where they stood.
    let index = OffsetIndex::new(&old);
    let at = Coordinates {
        text: &old,
        index: &index,
    };
    let unplaced = Spans {
        unplaced: placed.unplaced,
        ..Spans::default()
    };
    let waiting = unplaced.unplaced.len();
    let made_on = Old {
        sha256: &now,
        length: Some(new.chars().count()),
    };
    let (_, tally) = anchor(unplaced, made_on, &was, at);
    assert_eq!(tally.kept, waiting);
}
