//! Counts.

use super::*;

#[test]
fn articles_are_counted_by_status_day_source_and_label() {
    let desk = Desk::with_story();
    desk.write("news/other.txt", STORY.replace("2021-05-01", "2021-05-02"));
    let json = |desk: &Desk| -> Value {
        serde_json::from_str(&stdout(&mut desk.dateline(&["stats", "news", "--json"]))).unwrap()
    };
    let before = json(&desk);
    assert_eq!(before["articles"], 2);
    assert_eq!(before["status"], serde_json::json!({"new": 2}));
    assert_eq!(before["sources"], serde_json::json!({"Harbour News": 2}));
    assert_eq!(before["days"]["2021-05-02"], 1);
    assert!(before["labels"]["PERSON"].as_u64().unwrap() >= 2);
    desk.annotate("news", "alice", review_people);
    let after = json(&desk);
    assert_eq!(after["status"], serde_json::json!({"reviewed": 2}));
    assert!(after["undecided"].as_u64() < before["undecided"].as_u64());
    assert_eq!(after["labels"]["PERSON"], before["labels"]["PERSON"]);
    assert_eq!(
        after["labels"].as_object().unwrap().len(),
        1,
        "the others were rejected"
    );
    desk.dateline(&["stats", "news"])
        .assert()
        .success()
        .stdout(predicate::str::contains("reviewed"))
        .stderr("");
}

#[test]
fn what_is_suggested_beside_imported_names_counts_as_on_the_screen() {
    let desk = Desk::with_story();
    let undecided = |desk: &Desk| -> u64 {
        let stats = stdout(&mut desk.dateline(&["stats", "news", "--json"]));
        let stats: Value = serde_json::from_str(&stats).unwrap();
        stats["undecided"].as_u64().unwrap()
    };
    let before = undecided(&desk);
    let found = &lines(&stdout(&mut desk.dateline(&["extract", "news"])))[0];
    let names = found["entities"].as_array().unwrap();
    let name = names.iter().find(|name| name["label"] == "PERSON").unwrap();
    let span = serde_json::json!({"start": name["start"], "end": name["end"], "label": "PERSON"});
    let task = serde_json::json!({"text": found["text"], "spans": [span]});
    desk.write("gold.jsonl", format!("{task}\n"));
    desk.dateline(&[
        "import",
        "gold.jsonl",
        "--format",
        "prodigy",
        "--into",
        "news",
    ])
    .args(["--as", "annotations"])
    .assert()
    .success();
    assert_eq!(undecided(&desk), before - 1);
}

#[test]
fn what_is_suggested_in_a_text_that_was_changed_counts_as_on_the_screen() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    desk.write(
        "news/story.txt",
        format!("{STORY}\nDaniel Hartwell flew to Oslo on Tuesday.\n"),
    );
    let root = desk.path("news");
    let article = &articles(&root)[0];
    let index = OffsetIndex::new(&article.text);
    let fresh = Annotations::fresh(&extract(article), &article.text, &index);
    let place = annotations_dir(&root, None).unwrap();
    let mut store = Store::open(&place.dir, "alice", Access::Writable).unwrap();
    let shown = store.load(article, &index, &fresh).unwrap().annotations;
    drop(store);
    let stats = stdout(&mut desk.dateline(&["stats", "news", "--json"]));
    let stats: Value = serde_json::from_str(&stats).unwrap();
    assert_eq!(stats["undecided"], shown.undecided());
}

#[test]
fn the_work_of_one_annotator_is_counted() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    for several in ["all", "alice,bob"] {
        desk.dateline(&["stats", "news", "--annotator", several])
            .assert()
            .code(2)
            .stderr(predicate::str::contains("name one"));
    }
    let one = stdout(&mut desk.dateline(&["stats", "news", "--annotator", "alice"]));
    assert!(one.contains("reviewed"), "{one}");
}
