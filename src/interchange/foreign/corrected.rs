//! What is changed in an export by another tool comes back as a correction of what it was.

use std::fs;

use super::TEXT;
use super::desk::Desk;
use crate::interchange::Format;

/// A name and a quote, as tasks of Prodigy.
fn tasks() -> String {
    serde_json::json!({
        "text": TEXT, "answer": "accept", "meta": {"id": "n"},
        "spans": [
            {"start": 20, "end": 42, "label": "GPE"},
            {"start": 8, "end": 16, "label": "PER"},
            {"start": 49, "end": 67, "label": "QUOTE"},
        ],
        "relations": [],
    })
    .to_string()
}

/// All files of an export.
fn change(desk: &Desk, change: impl Fn(&str) -> String) {
    let back = desk.at("back");
    let files = match fs::read_dir(&back) {
        Ok(files) => files.map(|file| file.unwrap().path()).collect(),
        Err(_) => vec![back],
    };
    for file in files {
        let before = fs::read_to_string(&file).unwrap();
        fs::write(file, change(&before)).unwrap();
    }
}

#[test]
fn a_label_that_was_changed_under_its_id_is_changed() {
    for format in [
        Format::Json,
        Format::Jsonl,
        Format::Prodigy,
        Format::LabelStudio,
        Format::Cas,
        Format::Xmi,
        Format::W3c,
        Format::Csv,
    ] {
        let mut desk = Desk::new(Format::Prodigy, "", &[("n.jsonl", &tasks())]);
        desk.import("theirs", "first.jsonl");
        desk.format = format;
        desk.export("first.jsonl", "back");
        let same = desk.import("back", "first.jsonl");
        assert_eq!((same.changed, same.unchanged), (0, 3), "{format}");
        let named = [
            ("\"GPE\"", "\"LOC\""),
            (",GPE,", ",LOC,"),
            (">GPE<", ">LOC<"),
        ];
        change(&desk, |file| {
            let named = named.iter();
            named.fold(file.to_owned(), |file, (from, to)| file.replace(from, to))
        });
        let report = desk.import("back", "first.jsonl");
        assert_eq!((report.corrected, report.added), (1, 0), "{format}");
        let known = desk.known("first.jsonl");
        let places: Vec<_> = known.iter().filter(|fact| fact.contains("20-42")).collect();
        let [place] = places.as_slice() else {
            panic!("{format}: {places:?}");
        };
        assert!(
            place.contains("LOC") && place.contains("Corrected"),
            "{format}: {place}"
        );
        let again = desk.import("back", "first.jsonl");
        assert_eq!(
            (again.changed, again.conflicts),
            (0, 0),
            "{format}: {again:?}"
        );
    }
}

#[test]
fn bounds_that_were_changed_under_their_id_are_changed() {
    let mut desk = Desk::new(Format::Prodigy, "", &[("n.jsonl", &tasks())]);
    desk.import("theirs", "first.jsonl");
    desk.format = Format::LabelStudio;
    desk.export("first.jsonl", "back");
    change(&desk, |file| {
        let mut tasks: serde_json::Value = serde_json::from_str(file).unwrap();
        let results = tasks[0]["annotations"][0]["result"].as_array_mut().unwrap();
        for result in results {
            let value = &mut result["value"];
            if value["start"] == 20 {
                (value["start"], value["text"]) = (30.into(), "South Bergen".into());
            }
            if value["start"] == 49 {
                value["end"] = 65.into();
                if result["type"] == "labels" {
                    result["value"]["text"] = "“We will rebuild".into();
                }
            }
        }
        tasks.to_string()
    });
    let report = desk.import("back", "first.jsonl");
    assert_eq!((report.corrected, report.added), (2, 0));
    let known = desk.known("first.jsonl");
    let has = |words: &str| known.iter().any(|fact| fact.contains(words));
    assert!(has("30-42 South Bergen") && !has("20-42"), "{known:?}");
    assert!(has("49-65") && !has("49-67"), "{known:?}");
    let again = desk.import("back", "first.jsonl");
    assert_eq!((again.changed, again.conflicts), (0, 0), "{again:?}");
}
