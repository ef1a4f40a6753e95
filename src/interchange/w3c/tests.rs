use proptest::prelude::*;
use serde_json::Value;

use super::read;
use crate::interchange::carried::{carried, corrected, read as read_with};
use crate::interchange::draft::Draft;
use crate::interchange::example::{Example, example, examples, write};
use crate::interchange::{Format, Unit};

/// What comes back: all but the text.
fn expected(example: &Example) -> Draft {
    Draft {
        text: None,
        ..carried(example, Unit::CodePoint, str::to_owned)
    }
}

#[test]
fn annotations_have_names_and_both_selectors() {
    let written = example().write(Format::W3c);
    let line: Value = serde_json::from_str(&written.output).unwrap();
    assert_eq!(line["@context"][0], "http://www.w3.org/ns/anno.jsonld");
    let items = line["first"]["items"].as_array().unwrap();
    assert_eq!(line["total"], items.len());
    let of = |id: &str| {
        let iri = format!("urn:x-dateline:annotator/ana/n-001/{id}");
        items.iter().find(|item| item["id"] == *iri).unwrap()
    };
    let ana = of("entity/e8-16-PERSON");
    let selectors = &ana["target"]["selector"];
    assert_eq!(
        (&selectors[0]["start"], &selectors[0]["end"]),
        (&8.into(), &16.into())
    );
    assert_eq!(selectors[1]["exact"], "Ana Díaz");
    assert_eq!(selectors[1]["prefix"], "😀 Mayor ");
    assert_eq!(selectors[1]["suffix"], " of North and South Bergen said:");
    assert_eq!(ana["target"]["source"], "https://news.example/n-001");
    // Pieces are targets of their own: selectors of one target would be ways to the same words.
    assert_eq!(of("quote/q20-42")["target"].as_array().unwrap().len(), 2);
    let link = of("quote/q49-67/speaker-link");
    assert_eq!(link["target"], of("quote/q49-67")["id"]);
    assert_eq!(link["body"][0], of("quote/q49-67/speaker")["id"]);
    assert_eq!(written.losses, [""; 0]);
}

#[test]
fn the_worked_example_comes_back() {
    let example = example();
    let written = example.write(Format::W3c);
    let (drafts, faults) = read_with(read, written.output.as_bytes());
    assert_eq!(faults, []);
    assert_eq!(drafts, [expected(&example)]);
}

#[test]
fn annotations_of_others_are_read() {
    let file = r#"[{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:1","type":"Annotation",
 "motivation":"classifying","created":"2026-01-05T09:30:00Z","creator":{"name":"Bo"},
 "body":[{"type":"TextualBody","purpose":"tagging","value":"PER"},
         {"type":"SpecificResource","purpose":"identifying","source":"http://www.wikidata.org/entity/Q42"}],
 "target":{"source":"urn:x:news:n-001","selector":[{"type":"TextPositionSelector","start":8,"end":16},
           {"type":"TextQuoteSelector","exact":"Ana Díaz"}]}},
{"id":"urn:uuid:2","type":"Annotation","bodyValue":"a note","target":"urn:x:news:n-001"},
{"id":"urn:uuid:3","type":"Annotation","motivation":"tagging","body":{"type":"TextualBody","value":"ORG"},
 "target":{"source":"urn:x:news:n-002","selector":{"type":"TextQuoteSelector","exact":"Acme"}}}]"#;
    let (drafts, faults) = read_with(read, file.as_bytes());
    assert_eq!(drafts.len(), 2);
    let first = &drafts[0];
    assert_eq!(
        (first.id.as_str(), first.note.as_deref()),
        ("urn:x:news:n-001", Some("a note"))
    );
    let entity = &first.entities[0];
    assert_eq!((entity.label.as_str(), entity.pieces[0].start), ("PER", 8));
    assert_eq!(entity.review.id.as_deref(), Some("1"));
    assert_eq!(entity.review.origin.as_deref(), Some("Bo"));
    assert_eq!(
        entity.review.link.as_deref(),
        Some("http://www.wikidata.org/entity/Q42")
    );
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0].1.to_string().contains("urn:uuid:3.target[0]"),
        "{}",
        faults[0].1
    );
}

#[test]
fn broken_files_are_told() {
    let files = [
        ("{\"type\":\"AnnotationCollection\"}", "no items"),
        ("{\"items\":[7]}", "items[0]: is no annotation"),
        (
            "{\"items\":[{\"type\":\"Annotation\"}]}",
            "items[0]: has no target",
        ),
        ("{\"a\":", "EOF"),
    ];
    for (file, told) in files {
        let (drafts, faults) = read_with(read, file.as_bytes());
        assert!(drafts.is_empty(), "{file}: {drafts:?}");
        assert!(
            faults[0].1.to_string().contains(told),
            "{file}: {}",
            faults[0].1
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn everything_comes_back(examples in prop::collection::vec(examples(), 1..3)) {
        let examples: Vec<Example> = examples.into_iter().map(corrected).collect();
        let written = write(&examples, Format::W3c);
        prop_assert_eq!(written.output.lines().count(), examples.len());
        let (drafts, faults) = read_with(read, written.output.as_bytes());
        prop_assert_eq!(faults, []);
        for (draft, example) in drafts.iter().zip(&examples) {
            prop_assert_eq!(draft, &expected(example));
        }
    }
}
