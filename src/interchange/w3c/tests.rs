use proptest::prelude::*;
use serde_json::Value;

use super::read;
use crate::interchange::carried::{carried, corrected, read as read_with};
use crate::interchange::draft::Draft;
use crate::interchange::example::{Example, example, examples, write};
use crate::interchange::lay::{Reading, lay};
use crate::interchange::reader::Source;
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
fn a_name_is_linked_as_the_speaker_a_selection_is_refined_and_nothing_is_overwritten() {
    let file = r#"[
{"id":"urn:1","type":"Annotation","motivation":"classifying","body":[
 {"type":"TextualBody","purpose":"classifying","value":"PERSON"},
 {"purpose":"identifying","source":"https://one.example/"},
 {"purpose":"identifying","source":"https://two.example/"},
 {"type":"TextualBody","purpose":"assessing","value":"quite right"}],
 "target":{"source":"https://n.example/1","selector":{"type":"TextPositionSelector","start":8,"end":16,
  "refinedBy":{"type":"TextPositionSelector","start":4,"end":8}}}},
{"id":"urn:2","type":"Annotation","motivation":"classifying","body":{"type":"TextualBody","value":"QUOTE"},
 "target":{"source":"https://n.example/1","selector":{"type":"TextPositionSelector","start":20,"end":26,
  "refinedBy":{"type":"CssSelector","value":"p"}}}},
{"id":"urn:3","type":"Annotation","motivation":"classifying",
 "body":{"type":"TextualBody","purpose":"classifying","value":"QUOTE"},
 "target":{"source":"https://n.example/1","selector":{"type":"TextPositionSelector","start":20,"end":26}}},
{"id":"urn:4","type":"Annotation","motivation":"linking","body":"urn:1","target":"urn:3"}]"#;
    let (drafts, faults) = read_with(read, file.as_bytes());
    let told: Vec<_> = faults.iter().map(|(_, f)| f.field.as_str()).collect();
    assert_eq!(told.len(), 1, "{faults:?}");
    assert!(told[0].ends_with("refinedBy"), "{told:?}");
    let name = &drafts[0].entities[0];
    assert_eq!((name.pieces[0].start, name.pieces[0].end), (12, 16));
    assert_eq!(name.review.link.as_deref(), Some("https://one.example/"));
    let note = name.review.note.as_deref();
    assert_eq!(note, Some("https://two.example/\nquite right"));
    let speaker = drafts[0].quotes.iter().find_map(|q| q.speaker.as_ref());
    assert_eq!(speaker.map(|span| (span.start, span.end)), Some((12, 16)));
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
    assert_eq!(faults, []);
    // It has no place of its own: its words are looked for.
    let quoted = &drafts[1].entities[0].pieces[0];
    assert_eq!((quoted.start, quoted.end), (0, 0));
    let nothing = r#"{"id":"urn:uuid:4","type":"Annotation","motivation":"tagging",
        "body":{"type":"TextualBody","value":"ORG"},"target":{"source":"urn:x:news:n-002",
        "selector":{"type":"XPathSelector","value":"/p"}}}"#;
    let (_, faults) = read_with(read, nothing.as_bytes());
    let told = faults[0].1.to_string();
    assert!(
        told.starts_with("urn:uuid:4.target[0]: has neither"),
        "{told}"
    );
}

/// The words of the names that a file has in a text, and what is told.
fn laid(file: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let mut input = file.as_bytes();
    let mut source = Source {
        path: std::path::Path::new("x.json"),
        input: &mut input,
        text_field: None,
    };
    let (mut names, mut told) = (Vec::new(), Vec::new());
    read(&mut source, &mut |_, draft| {
        let laid = lay(&draft.unwrap(), text, &Reading::plain(""));
        let found = laid.annotations.entities.iter();
        names.extend(found.map(|e| {
            format!(
                "{} {}-{} {}",
                e.label,
                e.span.start,
                e.span.end,
                e.span.of(text)
            )
        }));
        told.extend(laid.faults.iter().map(|(_, fault)| fault.to_string()));
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    (names, told)
}

#[test]
fn words_are_found_by_what_stands_around_them() {
    let text = "Ana met Bo. She said that\nAna left. Bo stayed, and Ana wrote.";
    let file = |selectors: &[Value]| {
        let of = |(at, selector): (usize, &Value)| {
            serde_json::json!({"id": format!("urn:x:{at}"), "type": "Annotation", "motivation": "tagging",
                "body": {"type": "TextualBody", "value": "PER"},
                "target": {"source": "urn:x:n", "selector": selector}})
        };
        Value::from(selectors.iter().enumerate().map(of).collect::<Vec<_>>()).to_string()
    };
    let quote = |exact: &str, prefix: &str, suffix: &str| serde_json::json!({"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix});
    let at = |start: usize, end: usize| serde_json::json!({"type": "TextPositionSelector", "start": start, "end": end});
    let found = [
        quote("Ana", "said that ", " left. "),
        // A page has words before the article.
        quote("Ana", "Home > News > ", " met Bo"),
        quote("stayed", "", ""),
        // Offsets of the page, and the words.
        serde_json::json!([at(117, 120), quote("Ana", "and ", " wrote.")]),
        // Offsets at which the same words stand, but not between these.
        serde_json::json!([at(0, 3), quote("Ana", "and ", " wrote.")]),
    ];
    let (names, told) = laid(&file(&found), text);
    assert_eq!(told, [""; 0]);
    assert_eq!(
        names,
        [
            "PER 0-3 Ana",
            "PER 26-29 Ana",
            "PER 46-52 stayed",
            "PER 58-61 Ana",
            "PER 58-61 Ana"
        ]
        .map(|name| name.replace("46-52", "39-45").replace("58-61", "51-54"))
    );
    let refused = [
        quote("Ana", "", ""),
        quote("Zoe", "", ""),
        quote("stayed", "who ", ""),
        // The text begins where these words should end, but nothing else tells.
        quote("Ana", "By ", ""),
        quote("", "a", "b"),
        serde_json::json!([at(0, 2), quote("Bo", "", "")]),
    ];
    let (names, told) = laid(&file(&refused), text);
    assert_eq!(names, [""; 0]);
    let reasons = [
        "\"Ana\" stands 3 times in the text, and the file does not tell which is meant",
        "\"Zoe\" stands nowhere in the text",
        "\"stayed\" stands in the text, but nowhere between the words that the file has before and behind it",
        "\"Ana\" stands in the text, but nowhere between the words that the file has before and behind it",
        "has no words to be found by",
        "the text at 0-2 is \"An\", not \"Bo\"",
    ];
    for (told, reason) in told.iter().zip(reasons) {
        assert!(told.ends_with(reason), "{told}");
    }
    assert_eq!(told.len(), reasons.len());
}

#[test]
fn annotations_of_hypothesis_are_read() {
    let one = |id: &str, tags: &[&str], exact: &str| {
        serde_json::json!({"id": id, "uri": "https://news.example/n", "user": "acct:bo@hypothes.is",
            "created": "2026-01-05T09:30:00.5+00:00", "updated": "2026-01-05T09:31:00+00:00",
            "text": "check", "tags": tags, "references": [],
            "target": [{"source": "https://news.example/n", "selector": [
                {"type": "RangeSelector", "startContainer": "/div[1]/p[1]", "startOffset": 0,
                 "endContainer": "/div[1]/p[1]", "endOffset": 3},
                {"type": "TextPositionSelector", "start": 1204, "end": 1207},
                {"type": "TextQuoteSelector", "exact": exact, "prefix": "News\n", "suffix": " met "}]}]})
    };
    let mut reply = one("c", &["PER"], "Ana");
    reply["references"] = serde_json::json!(["a"]);
    let note = serde_json::json!({"id": "d", "uri": "https://news.example/n", "text": "a page note",
        "tags": [], "target": [{"source": "https://news.example/n"}]});
    let rows = [
        one("a", &["PER", "sure"], "Ana"),
        one("b", &[], "Ana"),
        reply,
        note,
    ];
    let search = serde_json::json!({"total": 4, "rows": rows});
    let export = serde_json::json!({"export_date": "2026-01-06", "annotations": rows});
    for file in [
        search.to_string(),
        export.to_string(),
        Value::from(rows.to_vec()).to_string(),
    ] {
        let (drafts, faults) = read_with(read, file.as_bytes());
        assert_eq!(faults, []);
        let [draft] = drafts.as_slice() else {
            panic!("{drafts:?}");
        };
        assert_eq!(draft.fields["url"], "https://news.example/n");
        assert_eq!(draft.note.as_deref(), Some("a page note"));
        let left_out = draft.left_out.iter();
        let left_out: Vec<_> = left_out.map(|(what, count)| (&**what, *count)).collect();
        let expected = [
            ("annotations without a label", 1),
            ("replies to annotations", 1),
        ];
        assert_eq!(left_out, expected);
        let review = &draft.entities[0].review;
        assert_eq!(
            (review.tags[0].as_str(), review.note.as_deref()),
            ("sure", Some("check"))
        );
        assert_eq!(review.origin.as_deref(), Some("bo@hypothes.is"));
        assert!(review.updated.is_some());
        assert_eq!(laid(&file, "Ana met Bo.").0, ["PER 0-3 Ana"]);
    }
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
