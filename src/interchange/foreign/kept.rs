//! What other tools say of whole texts, in older shapes, and of each other's work is kept or told.

use serde_json::json;

use super::desk::Desk;
use super::{TEXT, laid, only, read_as, shown};
use crate::annotation::{Status, Verdict};
use crate::interchange::draft::Draft;
use crate::interchange::{Format, doccano, label_studio, prodigy};

pub(super) fn left_out(draft: &Draft) -> Vec<(&str, u64)> {
    let left_out = draft.left_out.iter();
    left_out.map(|(what, count)| (&**what, *count)).collect()
}

#[test]
fn prodigys_choices_and_spacys_categories_are_tags() {
    let choice = |answer: &str| {
        json!({"text": TEXT, "answer": answer, "accept": ["politics", 3],
            "options": [{"id": "politics", "text": "Politics"}, {"id": 3, "text": "Sport"}]})
        .to_string()
    };
    let draft = only("x.jsonl", &choice("accept"), prodigy::read);
    assert_eq!(draft.tags, ["politics", "3"]);
    for answer in ["reject", "ignore"] {
        let draft = only("x.jsonl", &choice(answer), prodigy::read);
        assert_eq!((draft.tags.len(), left_out(&draft)[0].1), (0, 2));
    }
    let binary = json!({"text": TEXT, "label": "politics", "answer": "accept"}).to_string();
    assert_eq!(only("x", &binary, prodigy::read).tags, ["politics"]);
    let scored = json!({"text": TEXT, "cats": {"politics": 0.9, "sport": 0.1}}).to_string();
    assert_eq!(only("x", &scored, prodigy::read).tags, ["politics"]);
}

#[test]
fn what_was_ignored_is_undecided() {
    let task = json!({"text": TEXT, "answer": "ignore",
        "spans": [{"start": 8, "end": 16, "label": "PER"}]});
    let draft = only("x", &task.to_string(), prodigy::read);
    assert_eq!(draft.status, Some(Status::Skipped));
    assert_eq!(draft.entities[0].review.verdict, Some(Verdict::Unreviewed));
}

#[test]
fn doccanos_older_shape_has_spans_and_categories() {
    let old = json!({"id": 1, "text": TEXT, "meta": {}, "annotations": [
        {"label": "PER", "start_offset": 9, "end_offset": 17, "user": 4},
        {"label": 2, "user": 4}, {"text": "a summary", "user": 5},
    ]});
    let draft = only("x", &old.to_string(), doccano::read);
    assert_eq!(shown(&draft), ["PER: Ana Díaz"]);
    assert_eq!(draft.tags, ["2"]);
    assert_eq!(
        left_out(&draft),
        [
            ("annotations that are no spans and no categories", 1),
            (
                "names of the annotators of a text that several annotated",
                1
            ),
        ]
    );
    for categories in [
        json!({"text": TEXT, "label": "politics"}),
        json!({"text": TEXT, "cats": ["politics"]}),
        json!({"text": TEXT, "cats": {"politics": 1.0, "sport": 0}}),
    ] {
        let draft = only("x", &categories.to_string(), doccano::read);
        assert_eq!(draft.tags, ["politics"]);
    }
}

/// A task of Label Studio with annotations of these people, cancelled or not.
fn task(annotations: &[(u64, bool)]) -> String {
    let annotations: Vec<_> = annotations
        .iter()
        .map(|(by, cancelled)| {
            json!({"completed_by": by, "was_cancelled": cancelled, "result": [
                {"id": format!("r{by}"), "from_name": "label", "to_name": "text", "type": "labels",
                 "value": {"start": 8 * (by - 1), "end": 16, "labels": ["PER"]}},
            ]})
        })
        .collect();
    json!([{"id": 7, "data": {"text": TEXT}, "annotations": annotations}]).to_string()
}

#[test]
fn annotations_that_were_cancelled_are_counted() {
    let (drafts, _) = read_as(
        "x.json",
        &task(&[(1, true), (2, false)]),
        label_studio::read,
    );
    assert_eq!(laid(&drafts[0]).annotations.entities.len(), 1);
    assert_eq!(
        left_out(&drafts[0]),
        [("annotations that were cancelled", 1)]
    );
    let draft = only("x.json", &task(&[(1, true)]), label_studio::read);
    assert_eq!(draft.status, Some(Status::Skipped));
    assert_eq!(left_out(&draft)[0].1, 1);
}

#[test]
fn several_annotators_of_a_text_are_told_and_one_can_be_taken_alone() {
    let file = task(&[(1, false), (2, false)]);
    let mut desk = Desk::new(Format::LabelStudio, "", &[("t.json", &file)]);
    let all = desk.import("theirs", "first.jsonl");
    assert_eq!((all.added, all.shared), (2, 1));
    let names: Vec<_> = all.annotators.iter().map(String::as_str).collect();
    assert_eq!(names, ["1", "2"]);
    desk.from = Some("2".to_owned());
    let one = desk.import("theirs", "second.jsonl");
    assert_eq!((one.added, one.shared, one.of_others), (1, 0, 1));
}

#[test]
fn who_went_on_with_an_exported_task_is_told_and_can_be_taken_alone() {
    let mut tasks: serde_json::Value =
        serde_json::from_str(&task(&[(1, false), (2, false)])).unwrap();
    tasks[0]["meta"] = json!({"annotator": "ana", "updated": "2026-05-01T10:00:00Z"});
    let (drafts, _) = read_as("x.json", &tasks.to_string(), label_studio::read);
    let people = drafts.iter().map(|draft| draft.annotator.as_deref());
    assert_eq!(people.collect::<Vec<_>>(), [Some("1"), Some("2")]);
    assert!(drafts.iter().all(|d| d.made_of.as_deref() == Some("ana")));
    let mut desk = Desk::new(Format::LabelStudio, "", &[("t.json", &tasks.to_string())]);
    desk.from = Some("2".to_owned());
    let one = desk.import("theirs", "first.jsonl");
    assert_eq!((one.added, one.of_others), (1, 1));
}

#[test]
fn further_features_of_a_layer_are_tags() {
    let file = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Place|kind|size\n\n\n\
        #Text=Bergen\n1-1\t0-6\tBergen\ttown\t_\t\n";
    let draft = only("n.tsv", file, crate::interchange::webanno::read);
    assert_eq!(draft.entities[0].label.as_str(), "Place");
    assert_eq!(draft.entities[0].review.tags, ["kind: town"]);
}

#[test]
fn the_text_of_label_studio_is_what_the_configuration_shows() {
    let task = |data: serde_json::Value| json!([{"data": data, "annotations": []}]).to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.json");
    let file = task(json!({"story": TEXT, "headline": "Bergen"}));
    let (_, told) = read_as(path.to_str().unwrap(), &file, label_studio::read);
    assert!(
        told[0].contains("any of story, headline may be the text"),
        "{told:?}"
    );
    let xml = "<View><Text name=\"t\" value=\"$story\"/></View>";
    std::fs::write(folder.path().join("t.xml"), xml).unwrap();
    let draft = only(path.to_str().unwrap(), &file, label_studio::read);
    assert_eq!(draft.text.as_deref(), Some(TEXT));
}

#[test]
fn a_quote_that_a_person_drew_into_a_file_of_ours_has_its_cue() {
    let relation = |label: &str, child: (usize, usize, &str)| {
        json!({"label": label,
            "head_span": {"start": 49, "end": 67, "label": "QUOTE"},
            "child_span": {"start": child.0, "end": child.1, "label": child.2}})
    };
    let task = json!({"text": TEXT, "clusters": [{"id": "c1", "label": "PER", "name": "Ana Díaz"}],
    "spans": [
        {"start": 8, "end": 16, "label": "PER", "id": "e8-16-PER", "verdict": "accepted",
         "cluster": "c1"},
        {"start": 49, "end": 67, "label": "QUOTE"}, {"start": 43, "end": 47, "label": "CUE"},
        {"start": 68, "end": 71, "label": "PER"},
    ],
    "relations": [
        relation("cue", (43, 47, "CUE")), relation("speaker", (8, 16, "PER")),
        {"label": "coref", "head_span": {"start": 68, "end": 71, "label": "PER"},
         "child_span": {"start": 8, "end": 16, "label": "PER"}},
    ]});
    let draft = only("x.jsonl", &task.to_string(), prodigy::read);
    let annotations = laid(&draft).annotations;
    assert_eq!(shown(&draft)[2], "“We will rebuild.” / said / Ana Díaz");
    assert_eq!(
        annotations.entities[0].cluster,
        annotations.entities[1].cluster
    );
    assert_eq!(annotations.clusters.len(), 1);
}

#[test]
fn an_answer_is_later_than_the_verdicts_of_an_export() {
    let task = |answer: &str, status: &str| {
        serde_json::json!({
            "text": "Ana Ruiz spoke.", "answer": answer, "status": status, "clusters": [],
            "spans": [{"start": 0, "end": 8, "label": "PERSON", "id": "e", "verdict": "accepted"}],
        })
        .to_string()
    };
    for (answer, status, verdict) in [
        ("accept", "reviewed", Verdict::Accepted),
        ("reject", "reviewed", Verdict::Rejected),
        ("ignore", "reviewed", Verdict::Unreviewed),
        ("reject", "in_progress", Verdict::Rejected),
        // So it is exported.
        ("ignore", "in_progress", Verdict::Accepted),
    ] {
        let draft = only("x", &task(answer, status), prodigy::read);
        assert_eq!(draft.entities[0].review.verdict, Some(verdict), "{answer}");
    }
}

#[test]
fn a_tag_is_a_line_of_something() {
    let task = json!({
        "text": TEXT, "offsets": "codepoint",
        "label": ["", " ", " politics ", "two\nlines", "\u{1b}[31mred"],
    });
    let desk = Desk::new(Format::Doccano, "", &[("n.jsonl", &task.to_string())]);
    let report = desk.import("theirs", "first.jsonl");
    assert_eq!(report.left_out["tags with control characters"].count, 2);
    let known = desk.known("first.jsonl").into_iter().collect::<String>();
    assert!(known.contains("[\"politics\"]"), "{known}");
}
