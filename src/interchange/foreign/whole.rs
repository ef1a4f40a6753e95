//! Nothing of another tool's file is passed over in silence, and nothing of it that is moved is taken.

use serde_json::{Value, json};

use super::kept::left_out;
use super::{TEXT, only, read_as, shown};
use crate::interchange::example::{Example, example};
use crate::interchange::lay::{Reading, lay};
use crate::interchange::reader::Read;
use crate::interchange::{Format, citron, doccano, label_studio, prodigy, uima, w3c};

#[test]
fn what_is_no_list_is_told() {
    let of: [(Read, &[&str]); 3] = [
        (
            prodigy::read,
            &[
                "spans",
                "ents",
                "entities",
                "relations",
                "tokens",
                "clusters",
                "accept",
                "tags",
            ],
        ),
        (
            doccano::read,
            &[
                "label",
                "labels",
                "entities",
                "relations",
                "annotations",
                "Comments",
                "tags",
            ],
        ),
        (
            citron::read,
            &["quotes", "quotes_without_cue", "coreference_groups"],
        ),
    ];
    for (read, names) in of {
        for name in names {
            let file = json!({"text": TEXT, *name: 5}).to_string();
            let (drafts, told) = read_as("x", &file, read);
            assert_eq!(told, [format!("1: {name}: is no list")]);
            assert_eq!(drafts.len(), 1, "the rest is read");
            let none = json!({"text": TEXT, *name: null}).to_string();
            assert_eq!(read_as("x", &none, read).1, [""; 0], "{name}");
        }
        let (_, told) = read_as("x", "{\"text\": 5}", read);
        assert_eq!(told, ["1: text: is no string"]);
    }
    for (field, told) in [
        (json!({"annotations": 5}), "annotations: is no list"),
        (json!({"annotations": [5]}), "annotations[0]: is no object"),
        (
            json!({"annotations": [{"result": {}}]}),
            "annotations[0].result: is no list",
        ),
        (
            json!({"predictions": ["5"]}),
            "predictions[0]: is no object",
        ),
        (
            json!({"predictions": [{}]}),
            "predictions[0].result: is no list",
        ),
    ] {
        let mut task = json!({"data": {"text": TEXT}});
        task.as_object_mut()
            .unwrap()
            .extend(field.as_object().unwrap().clone());
        let (drafts, faults) = read_as("x", &task.to_string(), label_studio::read);
        assert_eq!(faults, [format!("1: {told}")]);
        assert_eq!((drafts[0].status, drafts[0].left_out.len()), (None, 0));
    }
}

#[test]
fn fields_that_are_not_read_are_told_by_their_names() {
    let span = json!({"start": 8, "end": 16, "start_offset": 9, "end_offset": 17, "label": "PER", "sure": 3});
    let task = json!({"text": TEXT, "spans": [span], "section": "local", "empty": "", "_input_hash": 1,
        "meta": {"id": "n", "title": "Bergen", "desk": 7}});
    let told = |draft: &_| -> Vec<String> {
        let told = left_out(draft).into_iter();
        told.map(|(what, count)| format!("{count} {what}"))
            .collect()
    };
    let draft = only("x", &task.to_string(), prodigy::read);
    assert_eq!(
        told(&draft),
        [
            "1 field \"desk\" of the meta of tasks",
            "1 field \"end_offset\" of spans",
            "1 field \"section\" of tasks",
            "1 field \"start_offset\" of spans",
            "1 field \"sure\" of spans"
        ]
    );
    let task = json!({"text": TEXT, "entities": [span], "section": "local"});
    let draft = only("x", &task.to_string(), doccano::read);
    assert_eq!(
        told(&draft),
        [
            "1 field \"end\" of spans",
            "1 field \"section\" of texts",
            "1 field \"start\" of spans",
            "1 field \"sure\" of spans"
        ]
    );
    let article = json!({"text": TEXT, "quotes": [], "filename": "a.txt"});
    let draft = only("x", &article.to_string(), citron::read);
    assert_eq!(told(&draft), ["1 field \"filename\" of articles"]);
}

#[test]
fn offsets_of_an_unknown_unit_are_not_guessed() {
    let label_studio = json!({"data": {"text": TEXT}, "meta": {"offsets": "bytes"}});
    let line = json!({"text": TEXT, "offsets": "bytes"});
    let of: [(Read, &Value); 4] = [
        (prodigy::read, &line),
        (doccano::read, &line),
        (citron::read, &line),
        (label_studio::read, &label_studio),
    ];
    for (read, file) in of {
        let (drafts, told) = read_as("x", &file.to_string(), read);
        assert_eq!(
            told,
            ["1: offsets: is \"bytes\"; codepoint and utf16 are known"]
        );
        assert!(drafts.is_empty());
    }
    // Others have a list of places under that name.
    let line = json!({"text": TEXT, "offsets": [[0, 1], [2, 7]]}).to_string();
    for read in [prodigy::read as Read, doccano::read, citron::read] {
        let draft = only("x", &line, read);
        assert_eq!(draft.left_out.len(), 1, "{:?}", draft.left_out);
    }
    let record = json!({"id": "n", "text": TEXT, "offsets": "utf16",
        "entities": [{"start": 9, "end": 17, "label": "PER"}]});
    let draft = only("x", &record.to_string(), crate::interchange::json::read);
    let laid = lay(&draft, TEXT, &Reading::plain("x"));
    assert!(laid.annotations.entities.is_empty());
    assert!(
        laid.faults[0]
            .1
            .to_string()
            .starts_with("offsets: is \"utf16\"")
    );
}

#[test]
fn label_studios_people_notes_and_drafts_are_not_lost() {
    let region = |id: &str, label: &str| {
        json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels", "parentID": "r0",
            "meta": {"text": ["look", "again"], "lead": 2},
            "value": {"start": 8, "end": 16, "labels": [label]}})
    };
    let quote = json!({"id": "q", "from_name": "label", "to_name": "text", "type": "labels",
        "value": {"start": 49, "end": 67, "labels": ["QUOTE"]}});
    let relation = json!({"type": "relation", "from_id": "q", "to_id": "p", "direction": "right",
        "labels": ["author", "speaker"]});
    let task = json!({"data": {"text": TEXT}, "drafts": [{"result": []}], "comments": [{"text": "hm"}],
        "predictions": [7, 8], "annotations": [
            {"completed_by": {"id": 3, "email": "bo@x.example"}, "result": [], "ground_truth": true},
            {"completed_by": {"id": 4}, "result": [region("p", "PER"), quote, relation]}]});
    let (drafts, told) = read_as("x", &task.to_string(), label_studio::read);
    assert_eq!(told, [""; 0]);
    let people: Vec<_> = drafts
        .iter()
        .map(|draft| draft.annotator.as_deref())
        .collect();
    assert_eq!(people, [Some("bo@x.example"), Some("4")]);
    let draft = &drafts[1];
    let note = draft.entities[0].review.note.as_deref();
    assert_eq!(note, Some("look\nagain"));
    assert_eq!(shown(draft)[1], "“We will rebuild.” / - / Ana Díaz");
    assert_eq!(
        left_out(draft),
        [
            ("drafts of annotations, which were not submitted", 1),
            ("field \"comments\" of tasks", 1),
            ("field \"lead\" of the meta of regions", 1),
            ("field \"parentID\" of regions", 1),
            ("marks of annotations as the ground truth", 1),
            ("predictions of which the file has the number alone", 2),
            ("relations of other kinds", 1),
        ]
    );
}

#[test]
fn doccanos_slots_and_comments_are_read() {
    let task = json!({"text": TEXT, "entities": [[9, 17, "PER"]], "cats": ["greeting"],
        "Comments": [{"text": "who?"}, "yes", 7]});
    let (drafts, told) = read_as("x", &task.to_string(), doccano::read);
    assert_eq!(told, ["1: Comments[2]: is no string"]);
    assert_eq!(shown(&drafts[0]), ["PER: Ana Díaz"]);
    assert_eq!(drafts[0].tags, ["greeting"]);
    assert_eq!(drafts[0].note.as_deref(), Some("who?\nyes"));
}

#[test]
fn a_span_without_a_label_makes_nothing() {
    let task = json!({"text": TEXT, "spans": [{"start": 8, "end": 16, "label": ""}]});
    let draft = only("x", &task.to_string(), prodigy::read);
    assert_eq!(
        (draft.entities.len(), left_out(&draft)),
        (0, vec![("spans without a label", 1)])
    );
}

#[test]
fn prodigys_tokens_prove_the_offsets() {
    let task = |text: &str, (start, end): (usize, usize)| {
        json!({"text": text, "_session_id": "news-ana",
            "tokens": [{"text": "Mayor", "start": 2, "end": 7, "id": 0, "ws": true},
                {"text": "Ana", "start": 8, "end": 11, "id": 1, "ws": true},
                {"text": "Díaz", "start": 12, "end": 16, "id": 2, "ws": true}],
            "spans": [{"start": start, "end": end, "token_start": 1, "token_end": 2, "label": "PER"}]})
        .to_string()
    };
    let draft = only("x", &task(TEXT, (8, 16)), prodigy::read);
    // A span of very many tokens does not hold all of them, nor very many such spans.
    assert!(draft.entities[0].pieces[0].parts.len() <= 2);
    assert_eq!(draft.annotator.as_deref(), Some("news-ana"));
    assert_eq!(shown(&draft), ["PER: Ana Díaz"]);
    let (drafts, told) = read_as("x", &task(TEXT, (9, 17)), prodigy::read);
    assert_eq!(
        told,
        ["1: spans[0]: 9-17 is not where its tokens stand, which is 8-16"]
    );
    assert_eq!(drafts[0].entities.len(), 0);
    // Another text, of which the words are not those of the tokens.
    let draft = only(
        "x",
        &task(&TEXT.replace("Mayor", "Mayoress"), (8, 16)),
        prodigy::read,
    );
    let told = shown(&draft);
    assert_eq!(
        told[0],
        "0: spans[0]: the text at 8-11 is \"ss \", not \"Ana\""
    );
    assert_eq!(draft.proofs.len(), 3);
    assert!(!told.iter().any(|line| line.starts_with("PER")), "{told:?}");
}

#[test]
fn a_web_annotation_of_two_sources_is_none_of_the_words_between() {
    let target = |source: &str, start: usize, end: usize| json!({"source": source, "selector": {"type": "TextPositionSelector", "start": start, "end": end}});
    let file = json!({"type": "Annotation", "id": "urn:1", "motivation": "tagging",
        "body": [{"type": "TextualBody", "value": "PER"}, {"type": "Video", "id": "http://v.example/"}],
        "target": [target("http://a.example/", 8, 16), target("http://b.example/", 20, 42)]});
    let draft = only("x", &file.to_string(), w3c::read);
    assert_eq!(shown(&draft), ["PER: Ana Díaz"]);
    assert_eq!(
        left_out(&draft),
        [
            ("bodies that are neither text nor a link", 1),
            ("targets in other sources than the first", 1)
        ]
    );
}

#[test]
fn web_annotations_of_several_people_are_those_of_each() {
    let one = |id: &str, creator: &str, words: &str| {
        json!({"type": "Annotation", "id": id, "motivation": "tagging", "creator": {"name": creator},
            "body": {"type": "TextualBody", "value": "PER"},
            "target": {"source": "http://a.example/", "selector": {"type": "TextQuoteSelector", "exact": words}}})
    };
    let items = [
        one("urn:1", "ana", "Ana Díaz"),
        one("urn:2", "bo", "She"),
        one("urn:3", "ana", "said"),
    ];
    let page =
        json!({"type": "AnnotationPage", "items": items, "next": "http://a.example/?page=2"});
    let (drafts, told) = read_as("x", &page.to_string(), w3c::read);
    assert_eq!(
        told,
        [
            "1: next: what stands on \"http://a.example/?page=2\" was not read; save that page as a file, too"
        ]
    );
    let people = drafts
        .iter()
        .map(|draft| (draft.annotator.as_deref(), draft.entities.len()));
    assert_eq!(
        people.collect::<Vec<_>>(),
        [(Some("ana"), 2), (Some("bo"), 1)]
    );
}

#[test]
fn a_link_to_what_somebody_else_made_is_kept() {
    let one = |id: &str, creator: &str, label: &str, words: &str| {
        json!({"type": "Annotation", "id": id, "motivation": "tagging", "creator": {"name": creator},
            "body": {"type": "TextualBody", "value": label},
            "target": {"source": "http://a.example/", "selector": {"type": "TextQuoteSelector", "exact": words}}})
    };
    let link = |creator: &str| {
        json!({"type": "Annotation", "id": "urn:3", "motivation": "linking", "creator": {"name": creator},
            "body": "urn:2", "target": "urn:1"})
    };
    let people = |made_by: [&str; 3]| {
        let items = [
            one("urn:1", made_by[0], "QUOTE", "“We will rebuild.”"),
            one("urn:2", made_by[1], "PER", "Ana Díaz"),
            link(made_by[2]),
        ];
        let page = json!({"type": "AnnotationPage", "items": items});
        let (drafts, told) = read_as("x", &page.to_string(), w3c::read);
        assert_eq!(told, [""; 0]);
        let quote = drafts.iter().find_map(|draft| draft.quotes.first());
        assert!(quote.unwrap().speaker.is_some());
        let people = drafts.iter().map(|draft| draft.annotator.clone());
        people.collect::<Vec<_>>()
    };
    assert_eq!(
        people(["ana", "ana", "bo"]),
        [Some("ana".to_owned()), Some("bo".to_owned())]
    );
    assert_eq!(people(["ana", "bo", "bo"]), [None]);
}

#[test]
fn a_piece_that_overlaps_another_keeps_its_own_speaker() {
    let text = "We will rebuild the old harbour here, said Ana Ruiz.";
    let span = |words: &str, label: &str| {
        let start = text.find(words).unwrap();
        json!({"start": start, "end": start + words.len(), "label": label})
    };
    let first = span("We will rebuild the old", "QUOTE");
    let second = span("the old harbour here", "QUOTE");
    let ana = span("Ana Ruiz", "PERSON");
    let link = |from: &Value, to: &Value, label: &str| json!({"head_span": from, "child_span": to, "label": label});
    let relations = [
        link(&first, &second, "CONTINUED"),
        link(&second, &ana, "SPEAKER"),
    ];
    let task = json!({"text": text, "spans": [first, second, ana], "relations": relations});
    let draft = only("x", &task.to_string(), prodigy::read);
    let speaks: Vec<(usize, bool)> = draft
        .quotes
        .iter()
        .map(|quote| (quote.content[0].start, quote.speaker.is_some()))
        .collect();
    assert_eq!(speaks, [(0, false), (16, true)]);
    assert_eq!(left_out(&draft).len(), 1);
}

#[test]
fn citrons_speaker_is_called_by_the_longest_of_the_names() {
    let piece =
        |start: usize, end: usize, text: &str| json!({"start": start, "end": end, "text": text});
    let (ana, she) = (piece(8, 16, "Ana Díaz"), piece(68, 71, "She"));
    for (source, other) in [(&ana, &she), (&she, &ana)] {
        for groups in [json!([[ana, she]]), json!([])] {
            let file = json!({"text": TEXT, "coreference_groups": groups, "quotes": [
                {"cue": null, "sources": [source], "coreferences": [other],
                 "contents": [piece(49, 67, "“We will rebuild.”")]}]});
            let draft = only("x", &file.to_string(), citron::read);
            assert_eq!(shown(&draft), ["“We will rebuild.” / - / Ana Díaz"]);
        }
    }
}

#[test]
fn what_of_ours_cannot_be_is_told_and_left_out() {
    let span =
        |start: usize, end: usize, label: &str| json!({"start": start, "end": end, "label": label});
    let mut sure = span(8, 16, "PER");
    sure["score"] = 7.into();
    let mut rounded = span(20, 25, "LOC");
    rounded["score"] = 1.000_000_119_209_289_6.into();
    let record = json!({"id": "n", "text": TEXT, "entities": [span(8, 8, "PER"), span(8, 16, " "),
        sure, {"start": "8", "end": 16, "label": "PER"}, rounded, span(68, 71, "PER")]});
    let draft = only("x", &record.to_string(), crate::interchange::json::read);
    assert_eq!(
        shown(&draft),
        [
            "0: entities[0].end: covers nothing",
            "0: entities[1].label: is empty",
            "0: entities[2].score: 7 is not between 0 and 1",
            "0: entities[3]: invalid type: string \"8\", expected a number from 0",
            "PER: Ana Díaz",
            "LOC: North",
            "PER: She",
        ]
    );
}

/// Where spans stand in a file of this program.
const EDGES: [(&str, &str); 3] = [
    ("start", "end"),
    ("start_offset", "end_offset"),
    ("begin", "end"),
];

/// Lets the span of this number in a file stand elsewhere, or all of them; how many there are.
fn moved(file: &mut Value, by: i64, which: Option<usize>, met: &mut usize) {
    match file {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| moved(item, by, which, met)),
        Value::Object(fields) => {
            let kind = fields
                .get("%TYPE")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let proves = !kind.starts_with("de.tudarmstadt") || kind.ends_with("NamedEntity");
            let edges = EDGES
                .iter()
                .find(|(start, _)| fields.get(*start).is_some_and(Value::is_i64));
            if let Some((start, end)) = edges.filter(|_| proves) {
                if which.is_none_or(|which| which == *met) {
                    for edge in [start, end] {
                        let at = fields[*edge].as_i64().unwrap() + by;
                        fields.insert((*edge).to_owned(), at.into());
                    }
                }
                *met += 1;
            }
            fields
                .values_mut()
                .for_each(|value| moved(value, by, which, met));
        }
        _ => {}
    }
}

#[test]
fn no_span_of_an_export_can_be_moved_unseen() {
    let of: [(Format, Read); 6] = [
        (Format::LabelStudio, label_studio::read),
        (Format::Prodigy, prodigy::read),
        (Format::Doccano, doccano::read),
        (Format::W3c, w3c::read),
        (Format::Citron, citron::read),
        (Format::Cas, uima::read_cas),
    ];
    let plain = crate::interchange::carried::corrected(example());
    let mut odd = plain.article.clone();
    // A character that XML does not have, as long as what it stands for.
    odd.text = odd.text.replace("Dí", "\u{ffff}").into();
    let odd = Example::new(odd, plain.annotations.clone());
    let of_both = |example| of.map(|(format, read)| (example, format, read));
    for (example, format, read) in [&plain, &odd].into_iter().flat_map(of_both) {
        let written = example.write(format);
        let file = written.files.get("n-001.json").unwrap_or(&written.output);
        let faults = |file: &Value| {
            let (drafts, mut told) = read_as("x.json", &file.to_string(), read);
            for draft in &drafts {
                let laid = lay(draft, &example.article.text, &Reading::strict());
                told.extend(laid.wrong().map(|(_, fault)| fault.to_string()));
            }
            told
        };
        let file: Value = serde_json::from_str(file).unwrap();
        assert_eq!(faults(&file), [""; 0], "{format}");
        let mut spans = 0;
        moved(&mut file.clone(), 0, None, &mut spans);
        assert!(spans > 5, "{format}: {spans}");
        for which in (0..spans).map(Some).chain([None]) {
            for by in [-1, 1] {
                let mut file = file.clone();
                moved(&mut file, by, which, &mut 0);
                assert!(!faults(&file).is_empty(), "{format}: {which:?} by {by}");
            }
        }
    }
}
