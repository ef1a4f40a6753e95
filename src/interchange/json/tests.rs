use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::annotation::Verdict;
use crate::annotation::wire::Coordinates;
use crate::article::{Article, Located};
use crate::extract::{
    Cluster, Label, Mention, Quote, QuoteKind, Speaker, Suggestions, TimeExpression,
};
use crate::span::{OffsetIndex, Span};

const TEXT: &str = "😀 “We are ready,” she said on Saturday, Ana Ruiz’s aide recalled.";

fn at(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn found() -> Suggestions {
    Suggestions {
        model: Arc::from("test 1"),
        mentions: vec![
            Mention {
                span: at("Saturday"),
                label: Label::DATE,
                score: 0.5,
                cluster: None,
            },
            Mention {
                span: at("Ana Ruiz"),
                label: Label::PERSON,
                score: f32::NAN,
                cluster: Some(0),
            },
        ],
        clusters: vec![Cluster {
            label: Label::PERSON,
            name: "Ana Ruiz".to_owned(),
            aliases: vec!["Ruiz".to_owned()],
        }],
        quotes: vec![Quote {
            kind: QuoteKind::Direct,
            content: vec![at("“We are ready,”")],
            quoted: vec![at("“We are ready,”")],
            cue: Some(at("said")),
            speaker: Some(Speaker {
                span: Some(at("she")),
                cluster: Some(0),
                name: Some("Ana Ruiz".to_owned()),
            }),
            negated: false,
            score: 0.9,
        }],
        dates: vec![TimeExpression {
            span: at("Saturday"),
            value: Some("2021-05-01".to_owned()),
        }],
        foreign: None,
    }
}

fn article() -> Article {
    let mut article = Article::from_text("a.txt", TEXT);
    article.head.date = NaiveDate::from_ymd_opt(2021, 5, 1).map(Located::beside);
    article.head.source = Some(Located::beside("Kurdistan 24".to_owned()));
    article
}

fn line() -> Value {
    serde_json::from_str(&suggestions(&article(), &found(), true).unwrap()).unwrap()
}

#[test]
fn a_line_has_every_key_in_the_agreed_order_and_no_number_that_is_none() {
    assert_eq!(
        suggestions(&article(), &found(), true).unwrap(),
        concat!(
            r#"{"id":"a.txt","title":null,"date":"2021-05-01","source":"Kurdistan 24","place":null,"editor":null,"#,
            r#""text":"😀 “We are ready,” she said on Saturday, Ana Ruiz’s aide recalled.","offsets":"codepoint","#,
            r#""entities":[{"id":"e30-38-DATE","start":30,"end":38,"label":"DATE","text":"Saturday","score":0.5,"cluster":null},"#,
            r#"{"id":"e40-48-PERSON","start":40,"end":48,"label":"PERSON","text":"Ana Ruiz","score":null,"cluster":"c1"}],"#,
            r#""clusters":[{"id":"c1","label":"PERSON","name":"Ana Ruiz"}],"#,
            r#""quotes":[{"id":"q2-17","kind":"direct","content":[{"start":2,"end":17,"text":"“We are ready,”"}],"#,
            r#""quoted":[{"start":2,"end":17}],"cue":{"start":22,"end":26,"text":"said"},"#,
            r#""speaker":{"start":18,"end":21,"text":"she","cluster":"c1","name":"Ana Ruiz"},"negated":false,"score":0.9}],"#,
            r#""dates":[{"id":"d30-38","start":30,"end":38,"text":"Saturday","value":"2021-05-01"}],"model":"test 1"}"#,
        )
    );
}

#[test]
fn a_line_without_its_text_keeps_the_words_of_its_spans() {
    let line = suggestions(&article(), &found(), false).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["text"], Value::Null);
    assert_eq!(line["entities"][1]["text"], "Ana Ruiz");
}

#[test]
fn a_line_reads_back_as_unreviewed_annotations_and_verifies() {
    let item = Item::new(line()).unwrap();
    assert_eq!(item.verify(TEXT), vec![]);
    let index = OffsetIndex::new(TEXT);
    let (annotations, faults) = item.annotations(Coordinates {
        text: TEXT,
        index: &index,
    });
    assert_eq!(faults, vec![]);
    assert_eq!(annotations.entities[1].span, at("Ana Ruiz"));
    assert_eq!(&*annotations.entities[1].review.origin, "test 1");
    assert_eq!(annotations.entities[1].review.verdict, Verdict::Unreviewed);
    assert_eq!(
        annotations.quotes[0].said.content,
        vec![at("“We are ready,”")]
    );
}

#[test]
fn a_machine_that_gives_no_ids_gets_ours() {
    let mut line = line();
    line["entities"][1].as_object_mut().unwrap().remove("id");
    line["quotes"][0].as_object_mut().unwrap().remove("id");
    line["dates"][0].as_object_mut().unwrap().remove("id");
    let item = Item::new(line).unwrap();
    let index = OffsetIndex::new(TEXT);
    let (annotations, faults) = item.annotations(Coordinates {
        text: TEXT,
        index: &index,
    });
    assert_eq!(faults, vec![]);
    assert_eq!(annotations.entities[1].id.as_str(), "e40-48-PERSON");
    assert_eq!(annotations.quotes[0].id.as_str(), "q2-17");
    assert_eq!(annotations.dates[0].id.as_str(), "d30-38");
}

/// What verify says when `change` was done to a good line.
fn faults(change: impl Fn(&mut Value)) -> Vec<String> {
    let mut line = line();
    change(&mut line);
    match Item::new(line) {
        Ok(item) => item.verify(TEXT).iter().map(ToString::to_string).collect(),
        Err(fault) => vec![fault.to_string()],
    }
}

#[test]
fn every_lie_is_found_and_its_field_named() {
    type Lie = (fn(&mut Value), &'static str);
    let lies: [Lie; 15] = [
        (
            |l| l["entities"][0]["start"] = json!(29),
            "entities[0].text: the text at 29-38 is",
        ),
        (
            |l| l["entities"][0]["end"] = json!(99),
            "entities[0].text: 30-99 is no range",
        ),
        (|l| l["entities"][0]["end"] = json!(-1), "entities[0]: "),
        (
            |l| l["entities"][0]["text"] = Value::Null,
            "entities[0].text: the words",
        ),
        (
            |l| l["entities"].as_array_mut().unwrap().reverse(),
            "entities[1].start: stands before",
        ),
        (
            |l| l["entities"][1]["id"] = json!("e30-38-DATE"),
            "entities[1].id: \"e30-38-DATE\" was met",
        ),
        (
            |l| l["dates"][0]["id"] = json!("e30-38-DATE"),
            "dates[0].id: ",
        ),
        (
            |l| l["entities"][1]["cluster"] = json!("c9"),
            "entities[1].cluster: there is no",
        ),
        (
            |l| l["quotes"][0]["speaker"]["cluster"] = json!("c9"),
            "quotes[0].speaker.cluster: ",
        ),
        (
            |l| l["quotes"][0]["cue"]["start"] = json!(21),
            "quotes[0].cue: the text at",
        ),
        (
            |l| l["quotes"][0]["quoted"][0]["end"] = json!(19),
            "quotes[0].quoted[0]: lies outside",
        ),
        (
            |l| l["quotes"][0]["kind"] = json!("loud"),
            "quotes[0]: unknown variant",
        ),
        (
            |l| l["entities"][0]["score"] = json!(1.5),
            "entities[0].score: 1.5 is not",
        ),
        (|l| l["offsets"] = json!("byte"), "offsets: is \"byte\""),
        (|l| l["quotes"] = json!({}), "quotes: is no list"),
    ];
    for (lie, told) in lies {
        let faults = faults(lie);
        assert!(
            faults.iter().any(|fault| fault.starts_with(told)),
            "{told} not in {faults:?}"
        );
    }
    assert_eq!(
        faults(|l| *l = json!([])),
        ["is no object with an id and entities"]
    );
    assert_eq!(faults(|l| l["id"] = Value::Null), ["id: is no string"]);
}

#[test]
fn a_record_of_another_text_is_found() {
    let record = json!({
        "annotator": "alice",
        "article": {"id": "a.txt", "sha256": "00", "length": 3},
        "entities": [],
    });
    let item = Item::new(record).unwrap();
    assert_eq!(
        (item.id.as_str(), item.annotator.as_deref()),
        ("a.txt", Some("alice"))
    );
    let faults: Vec<String> = item
        .verify("four")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        faults[0].starts_with("article.sha256: is 00, but the text's is 04efaf"),
        "{faults:?}"
    );
    assert!(
        faults[1].starts_with("article.length: is 3, but"),
        "{faults:?}"
    );
}

proptest! {
    #[test]
    fn whatever_spans_a_machine_finds_its_line_verifies(
        text in "([a-z “”é😀\u{301}\n\r]{0,60})",
        cuts in prop::collection::vec((0usize..80, 1usize..20), 0..8),
    ) {
        let boundary = |byte: usize| crate::span::floor_boundary(&text, byte);
        let mentions = cuts
            .iter()
            .map(|(start, len)| Span::new(boundary(*start), boundary(start + len)))
            .filter(|span| !span.is_empty())
            .map(|span| Mention { span, label: Label::ORG, score: 0.5, cluster: None })
            .collect();
        let found = Suggestions { mentions, ..Suggestions::default() };
        let line = suggestions(&Article::from_text("x", text.as_str()), &found, true).unwrap();
        let item = Item::new(serde_json::from_str(&line).unwrap()).unwrap();
        prop_assert_eq!(item.text.as_deref(), Some(text.as_str()));
        prop_assert_eq!(item.verify(&text), vec![]);
    }
}
