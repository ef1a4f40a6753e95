//! Scores.

use super::*;

const NAMES: &str = "{\"id\":\"g\",\"text\":\"Maria Lopez spoke.\",\"spans\":[{\"start\":0,\"end\":11,\"label\":\"PERSON\"},{\"start\":12,\"end\":17,\"label\":\"ORG\"}]}\n";

#[test]
fn predictions_are_scored_against_gold() {
    let desk = Desk::new();
    desk.write("gold.jsonl", NAMES);
    desk.write(
        "pred.jsonl",
        "{\"id\":\"g\",\"entities\":[{\"start\":0,\"end\":11,\"label\":\"PERSON\"}]}\n",
    );
    let arguments = [
        "eval",
        "--gold",
        "gold.jsonl",
        "--pred",
        "pred.jsonl",
        "--json",
    ];
    let scores: Value = serde_json::from_str(&stdout(&mut desk.dateline(&arguments))).unwrap();
    let micro = &scores["entities"]["strict"]["micro"];
    assert_eq!(
        (&micro["precision"], &micro["recall"]),
        (&1.0.into(), &0.5.into())
    );
    assert_eq!(scores["quotes"], Value::Null);
}

#[test]
fn the_threshold_decides_the_exit_code() {
    let desk = Desk::new();
    desk.write("gold.jsonl", NAMES);
    desk.write(
        "pred.jsonl",
        "{\"id\":\"g\",\"spans\":[{\"start\":0,\"end\":11,\"label\":\"PERSON\"}]}\n",
    );
    let eval = |least: &str| {
        desk.dateline(&[
            "eval",
            "--gold",
            "gold.jsonl",
            "--pred",
            "pred.jsonl",
            "--min-f1",
            least,
        ])
        .assert()
    };
    eval("60").success();
    eval("70")
        .code(1)
        .stderr(predicate::str::contains("F1 is 66.7, under 70"));
    eval("170").code(2);
}

#[test]
fn without_predictions_the_built_in_extraction_is_scored_as_its_own_output_would_be() {
    let desk = Desk::with_story();
    let quotes = serde_json::json!({"id": "q", "text": "“We are ready for the day,” said Maria Lopez.",
        "quotes": [{"start": 0, "end": 28, "kind": "direct",
            "speaker": {"start": 34, "end": 45, "text": "Maria Lopez"}}]});
    desk.write("gold.jsonl", format!("{NAMES}{quotes}\n"));
    desk.dateline(&["extract", "gold.jsonl", "-o", "pred.jsonl"])
        .assert()
        .success();
    let score = |more: &[&str]| -> Value {
        let mut arguments = vec!["eval", "--gold", "gold.jsonl", "--json"];
        arguments.extend(more);
        serde_json::from_str(&stdout(&mut desk.dateline(&arguments))).unwrap()
    };
    let (own, given) = (score(&[]), score(&["--pred", "pred.jsonl"]));
    assert_eq!(own["entities"], given["entities"]);
    assert_eq!(own["quotes"], given["quotes"]);
    assert_eq!(own["quotes"]["all_speech"]["joint"]["f1"], 1.0);
}

#[test]
fn what_is_no_gold_is_told() {
    let desk = Desk::new();
    desk.write("text.txt", "Not gold.\n");
    desk.write("bare.jsonl", "{\"id\":1,\"text\":\"x\"}\n");
    desk.write(
        "off.jsonl",
        "{\"id\":1,\"text\":\"x\",\"spans\":[{\"start\":0,\"end\":9,\"label\":\"ORG\"}]}\n",
    );
    for (file, told) in [
        ("text.txt", "text.txt:1: "),
        ("bare.jsonl", "bare.jsonl:1: has neither spans nor quotes"),
        ("off.jsonl", "off.jsonl:1: spans[0]: 0-9 is no range"),
    ] {
        desk.dateline(&["eval", "--gold", file])
            .assert()
            .code(2)
            .stdout("")
            .stderr(predicate::str::starts_with(format!("dateline: {told}")));
    }
}

#[test]
fn what_was_reviewed_and_exported_is_gold() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    desk.dateline(&["export", "news", "--format", "jsonl", "--all"])
        .args(["-o", "gold.jsonl"])
        .assert()
        .success();
    let scores = stdout(&mut desk.dateline(&["eval", "--gold", "gold.jsonl", "--json"]));
    let scores: Value = serde_json::from_str(&scores).unwrap();
    let strict = &scores["entities"]["strict"];
    let people = &strict["labels"]["PERSON"];
    assert_eq!(people["precision"], 1.0, "{strict:#}");
    assert_eq!(people["recall"], 1.0, "{strict:#}");
    assert!(
        strict["micro"]["precision"].as_f64().unwrap() < 1.0,
        "rejected names are no gold: {strict:#}"
    );
}
