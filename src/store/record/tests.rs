use proptest::prelude::*;

use super::*;
use crate::annotation::edit::{self, Edit, Making};
use crate::annotation::markup::parse;
use crate::annotation::{ItemRef, Speaker};
use crate::extract::Label;
use crate::span::Span;

const MARKUP: &str = "😀 Mayor [PER?|Ana Ruiz] of [LOC?|Bergen] said: [Q1?|“We,”] [by|she] [cue|said], [Q1?|“will rebuild.”]\r\n\
    [PER?@1|Jose\u{301} Díaz] left on [DATE?|[T?2021-05-01|Saturday]] with [PER?@1|Díaz] — [Q?|that [ORG?|FIFA] won] last [T?|year].\r\n";

fn written(article: &Article, index: &OffsetIndex, annotations: &Annotations) -> Vec<u8> {
    let mark = JournalMark {
        others: None,
        id: "j".to_owned(),
        seq: 7,
    };
    Record::new(article, index, annotations, "ana", Some(mark))
        .to_json()
        .unwrap()
}

fn read(json: &[u8], article: &Article, index: &OffsetIndex) -> Annotations {
    let json = std::str::from_utf8(json).unwrap();
    let record = Record::from_json(json).unwrap();
    record.into_annotations(&article.text, index).unwrap()
}

/// An edit out of numbers: any of them, on any item, with any range.
fn edit_of(a: &Annotations, text: &str, (kind, n, m): (u8, usize, usize)) -> Option<Edit> {
    let boundaries: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
    let start = n * 7919 % boundaries.len();
    let end = (start + 1 + m % 24).min(boundaries.len() - 1);
    let span = Span::new(boundaries[start], boundaries[end.max(start)]);
    let items = a.items();
    let item = items
        .get(n % items.len().max(1))
        .map(|listed| listed.item.clone())?;
    let cluster = |n: usize| {
        a.clusters
            .get(n % a.clusters.len().max(1))
            .map(|c| c.id.clone())
    };
    let quote = a
        .quotes
        .get(n % a.quotes.len().max(1))
        .map(|q| q.id.clone());
    let entity = a
        .entities
        .get(n % a.entities.len().max(1))
        .map(|e| e.id.clone());
    let label = Label::BUILT_IN[m % 9].clone();
    let word = ["", "a“b”\n", "é😀", "Ruiz"][m % 4].to_owned();
    Some(match kind % 19 {
        0 => Edit::Accept(item),
        1 => Edit::Reject(item),
        2 => Edit::AcceptAll,
        3 => Edit::Relabel(entity?, label),
        4 => Edit::Resize(item, span),
        5 => Edit::AddEntity(span, label),
        6 => Edit::AddQuote(vec![span]),
        7 => Edit::SetContent(quote?, vec![span]),
        8 => Edit::SetSpeaker(
            quote?,
            (m % 3 > 0).then(|| Speaker {
                span: (m % 2 > 0).then_some(span),
                cluster: cluster(m).filter(|_| m % 5 > 1),
                name: Some(word),
            }),
        ),
        9 => Edit::SetCue(quote?, (m % 4 > 0).then_some(span)),
        10 => Edit::SetDate(
            a.dates.get(n % a.dates.len().max(1))?.id.clone(),
            Some(word),
        ),
        11 => Edit::SetTags((m % 2 > 0).then_some(item), vec![word]),
        12 => Edit::SetNote((m % 2 > 0).then_some(item), Some(word)),
        13 => Edit::SetLink(item, Some(word)),
        14 => Edit::SetStatus(Status::ALL[m % 4]),
        15 => Edit::Merge(cluster(n)?, cluster(m)?),
        16 => Edit::Split(entity?),
        17 => Edit::Rename(cluster(n)?, word),
        _ => Edit::Accept(ItemRef::Cluster(cluster(n)?)),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_come_back_as_they_went_and_undo_gives_back_their_bytes(
        kinds in prop::collection::vec((0u8..19, 0usize..1000, 0usize..1000), 1..12),
    ) {
        let (text, mut annotations, _) = parse(MARKUP);
        let article = Article::from_text("a.txt", text.as_str());
        let index = OffsetIndex::new(&text);
        let at = Coordinates { text: &text, index: &index };
        let mut before = Vec::new();
        for (minute, numbers) in kinds.into_iter().enumerate() {
            let Some(edit) = edit_of(&annotations, &text, numbers) else { continue };
            let mut ids = 0;
            let changes = edit::plan(&annotations, &edit, &mut Making {
                text: &text,
                annotator: &Arc::from("ana"),
                now: format!("2026-05-01T10:{minute:02}:00.25+02:00").parse().unwrap(),
                new_id: &mut || { ids += 1; format!("new-{minute}-{ids}") },
            });
            if changes.is_empty() {
                continue;
            }
            let lines: Vec<_> = changes
                .iter()
                .map(|change| at.change(change, &annotations.clusters))
                .collect();
            before.push((written(&article, &index, &annotations), lines));
            edit::apply(&mut annotations, &changes).unwrap();
            let again = read(&written(&article, &index, &annotations), &article, &index);
            prop_assert_eq!(&again, &annotations, "{:?}", edit);
        }
        for (bytes, lines) in before.into_iter().rev() {
            let changes: Vec<_> = lines
                .into_iter()
                .rev()
                .map(|line| at.read_change(&line.inverse()).unwrap())
                .collect();
            edit::apply(&mut annotations, &changes).unwrap();
            prop_assert!(written(&article, &index, &annotations) == bytes);
        }
        prop_assert_eq!(annotations, parse(MARKUP).1);
    }
}

#[test]
fn a_record_is_laid_out_as_agreed() {
    let (text, annotations, _) = parse("😀 [PER+|Ana] in [LOC?|Bergen]\n");
    let article = Article::from_text("a.txt", text.as_str());
    let json = written(&article, &OffsetIndex::new(&text), &annotations);
    let json = String::from_utf8(json).unwrap();
    assert!(json.starts_with("{\n  \"format\": \"dateline-record\",\n  \"version\": 1,\n"));
    assert!(json.ends_with("\n}\n"));
    let keys: Vec<&str> = json
        .lines()
        .filter(|line| line.starts_with("  \""))
        .filter_map(|line| line.trim_start_matches("  \"").split('"').next())
        .collect();
    assert_eq!(
        keys,
        [
            "format",
            "version",
            "annotator",
            "journal",
            "article",
            "status",
            "tags",
            "note",
            "updated",
            "counts",
            "model",
            "offsets",
            "entities",
            "clusters",
            "quotes",
            "dates"
        ]
    );
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["article"]["length"], 16);
    assert_eq!(
        value["counts"],
        serde_json::json!({"decided": 1, "undecided": 1})
    );
    let ana = &value["entities"][0];
    assert_eq!(
        (&ana["start"], &ana["end"], &ana["prefix"], &ana["suffix"]),
        (&2.into(), &5.into(), &"😀 ".into(), &" in Bergen\n".into())
    );
    assert_eq!(
        ana["was"],
        serde_json::json!({"start": 2, "end": 5, "label": "PERSON"})
    );
}

#[test]
fn fields_of_later_versions_survive() {
    let (text, annotations, _) = parse("[PER+|Ana] [Q1+|“No.”] [by|she] [cue|said] [T+2021|then]");
    let article = Article::from_text("a.txt", text.as_str());
    let index = OffsetIndex::new(&text);
    let json = written(&article, &index, &annotations);
    let mut value: Value = serde_json::from_slice(&json).unwrap();
    let unknown = serde_json::json!({"deep": [1, 2.5, null]});
    value["mood"] = unknown.clone();
    for list in ["entities", "clusters", "quotes", "dates"] {
        value[list][0]["mood"] = unknown.clone();
        value[list][0]["was"]["mood"] = unknown.clone();
    }
    let quote = &mut value["quotes"][0];
    for pointer in [
        "/content/0",
        "/quoted/0",
        "/cue",
        "/speaker",
        "/was/cue",
        "/was/speaker",
    ] {
        quote.pointer_mut(pointer).unwrap()["mood"] = unknown.clone();
    }
    let read = read(value.to_string().as_bytes(), &article, &index);
    let again: Value = serde_json::from_slice(&written(&article, &index, &read)).unwrap();
    assert_eq!(again, value);
}

#[test]
fn what_is_wrong_is_named_with_its_field() {
    let (text, annotations, _) = parse("[PER+|Ana] [Q+|“No.”]");
    let article = Article::from_text("a.txt", text.as_str());
    let index = OffsetIndex::new(&text);
    let json: Value = serde_json::from_slice(&written(&article, &index, &annotations)).unwrap();
    let wrong = |pointer: &str, value: Value| {
        let mut json = json.clone();
        *json.pointer_mut(pointer).unwrap() = value;
        let text = serde_json::to_string_pretty(&json).unwrap();
        Record::from_json(&text)
            .and_then(|record| record.into_annotations(&article.text, &index))
            .unwrap_err()
    };
    let bad = wrong("/entities/0/start", "x".into());
    assert_eq!(bad.field, "entities[0].start");
    assert!(bad.line > 20, "{bad:?}");
    assert_eq!(wrong("/version", 2.into()).field, "version");
    assert_eq!(wrong("/format", "x".into()).field, "format");
    assert_eq!(wrong("/offsets", "utf16".into()).field, "offsets");
    assert_eq!(wrong("/status", "done".into()).field, "status");
    assert_eq!(wrong("/updated", "noon".into()).field, "updated");
    let moved = wrong("/quotes/0/content/0/end", 7.into());
    assert_eq!(moved.field, "quotes[0] (q4-9).content[0]");
    assert!(moved.reason.contains("“No.”"), "{moved}");
    assert_eq!(Record::from_json("{").unwrap_err().line, 1);
    assert!(Record::from_json("[]").is_err());
}

#[test]
fn the_schema_knows_every_field_of_a_record() {
    let schema = schema().to_value();
    let (text, annotations, _) = parse("[PER+|Ana]");
    let article = Article::from_text("a.txt", text.as_str());
    let json = written(&article, &OffsetIndex::new(&text), &annotations);
    let record: Map<String, Value> = serde_json::from_slice(&json).unwrap();
    for key in record.keys() {
        assert!(schema["properties"].get(key).is_some(), "{key}");
    }
    assert_eq!(
        schema["required"],
        serde_json::json!(["format", "version", "annotator", "article"])
    );
}

#[test]
fn a_file_that_is_no_json_is_told_as_the_record() {
    let told = Record::from_json("broken{").unwrap_err().to_string();
    assert!(told.starts_with("the record: expected value"), "{told}");
}
