//! Training, and the models that are named.

use super::*;
use dateline::extract::model::Model;

/// Gold of ferries and ports, a report a line.
fn gold() -> String {
    let mut lines = String::new();
    for ship in ["Aurora", "Petrel", "Marlin", "Vesper", "Otter", "Swift"] {
        for port in ["Dorn", "Velia", "Qamar", "Ost", "Lunde", "Aske"] {
            let text = format!("The ferry {ship} left the port of {port} on Monday.");
            let place = text.find(port).unwrap();
            let spans = serde_json::json!([
                {"start": 10, "end": 10 + ship.len(), "label": "SHIP"},
                {"start": place, "end": place + port.len(), "label": "LOC"},
            ]);
            let id = format!("{ship}-{port}");
            let line = serde_json::json!({"id": id, "text": text, "spans": spans});
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
    }
    lines
}

fn usual() -> &'static str {
    Model::built_in().name()
}

#[test]
fn a_model_is_trained_and_named_by_its_file() {
    let desk = Desk::new();
    desk.write("gold.jsonl", gold());
    desk.write(
        "news/a.txt",
        "The ferry Kestrel left the port of Tarn on Monday.\n",
    );
    desk.dateline(&[
        "train",
        "--gold",
        "gold.jsonl=SHIP",
        "--name",
        "ships 1",
        "-o",
        "ships.model",
    ])
    .assert()
    .success()
    .stderr(predicate::str::contains("ships 1 from "));
    let extract = |model: &str| {
        let output = desk
            .dateline(&["extract", "news", "--model", model])
            .assert()
            .success();
        let line = output.get_output().stdout.clone();
        serde_json::from_slice::<Value>(&line).unwrap()
    };
    let found = extract("ships.model");
    assert_eq!(found["model"], "ships 1");
    assert_eq!(found["entities"][0]["label"], "SHIP");
    assert_eq!(found["entities"][0]["text"], "Kestrel");
    assert_eq!(extract(Model::NAMES[0])["model"], usual());
    desk.write("home/dateline/config.toml", "model = \"open\"\n");
    let output = desk.dateline(&["extract", "news"]).assert().success();
    let found: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    assert_eq!(found["model"], Model::open_data().name());
}

#[test]
fn gold_may_lie_in_several_files() {
    let desk = Desk::new();
    let gold = gold();
    let middle = gold.lines().take(18).map(|line| line.len() + 1).sum();
    let (one, other) = gold.split_at(middle);
    desk.write("gold.jsonl", &gold);
    desk.write("gold/1.jsonl", one);
    desk.write("gold/2.jsonl", other);
    desk.write("gold/notes.txt", "no gold\n");
    desk.write("whole/gold.jsonl", &gold);
    let train = |gold: &str| {
        let train = ["train", "--name", "ships", "--gold", gold, "-o", "a.model"];
        desk.dateline(&train)
            .assert()
            .success()
            .stderr(predicate::str::contains("from 36 texts: LOC, SHIP"));
    };
    train("gold/*.jsonl");
    train("whole");
    let eval = |gold: &str| {
        let eval = ["eval", "--json", "--labels", "SHIP", "--gold", gold];
        stdout(&mut desk.dateline(&eval))
    };
    assert_eq!(eval("gold/*.jsonl"), eval("gold.jsonl"));
    for (gold, told) in [
        ("gold/*.json", "gold/*.json: no file has such a name"),
        ("gold", "notes.txt:1: "),
        ("none.jsonl", "none.jsonl: cannot be read"),
    ] {
        desk.dateline(&["train", "--gold", gold, "-o", "a.model"])
            .assert()
            .code(2)
            .stderr(predicate::str::contains(told));
    }
}

#[test]
fn a_folder_may_not_name_a_model() {
    let desk = Desk::with_story();
    desk.write("news/dateline.toml", "model = \"open\"\n");
    desk.dateline(&["config", "--check", "news"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("may not set 'model'"));
}

#[test]
fn what_is_wrong_with_a_model_is_said() {
    let desk = Desk::with_story();
    desk.write("my.model", "not a model");
    desk.dateline(&["extract", "news", "--model", "my.model"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains(
            "my.model: is no model of dateline",
        ));
    desk.dateline(&["extract", "news", "--model", "opne"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains(
            "opne: there is no such model; name a file, or one of",
        ));
}

#[test]
fn what_is_wrong_with_gold_is_said_with_its_place() {
    let desk = Desk::new();
    let good = gold().lines().next().unwrap().to_owned();
    for (bad, wanted) in [
        (
            r#"{"id":1,"text":"a","spans":[{"start":0,"end":"x","label":"A"}]}"#,
            "gold.jsonl:2: spans[0].end: ",
        ),
        (
            r#"{"id":1,"text":"a","spans":[{"start":0,"end":9,"label":"A"}]}"#,
            "gold.jsonl:2: spans[0]: ",
        ),
        (
            r#"{"id":1,"text":"a","quotes":[]}"#,
            "gold.jsonl:2: spans: has no names",
        ),
    ] {
        desk.write("gold.jsonl", format!("{good}\n{bad}\n"));
        desk.dateline(&["train", "--gold", "gold.jsonl", "-o", "x.model"])
            .assert()
            .code(2)
            .stderr(predicate::str::contains(wanted));
        assert!(!desk.path("x.model").exists());
    }
    desk.dateline(&["train", "-o", "x.model"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("there is nothing to learn"));
}

#[test]
fn decisions_train_the_model_further() {
    let desk = Desk::with_story();
    let found = |model: &[&str]| {
        let arguments = [&["extract", "news/story.txt"], model].concat();
        let output = desk.dateline(&arguments).assert().success();
        let value: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
        let entities = value["entities"].as_array().unwrap().iter();
        let names = entities.map(|e| format!("{} {}", e["label"], e["text"]));
        names.collect::<Vec<_>>()
    };
    let before = found(&[]);
    let rejected = r#""LOC" "Galway""#.to_owned();
    assert!(before.contains(&rejected), "{before:?}");
    desk.annotate("news", "alice", |annotations| {
        annotations.status = Status::InProgress;
        for entity in annotations.entities.iter_mut() {
            entity.review.verdict = match entity.span.of(STORY) {
                "Galway" => Verdict::Rejected,
                _ => Verdict::Accepted,
            };
        }
    });
    desk.dateline(&["train", "--reviewed", "news", "-o", "mine.model"])
        .assert()
        .success();
    let after = found(&["--model", "mine.model"]);
    assert!(!after.contains(&rejected), "{after:?}");
    assert!(
        after.contains(&r#""PERSON" "Maria Lopez""#.to_owned()),
        "{after:?}"
    );
}

#[test]
fn models_are_scored_side_by_side() {
    let desk = Desk::new();
    desk.write("gold.jsonl", gold());
    desk.dateline(&[
        "train",
        "--gold",
        "gold.jsonl",
        "--groups",
        "none",
        "-o",
        "ships.model",
    ])
    .assert()
    .success();
    let models = ["--model", Model::NAMES[0], "--model", "ships.model"];
    let arguments = [
        &["eval", "--gold", "gold.jsonl", "--labels", "LOC,SHIP"],
        &models[..],
    ]
    .concat();
    desk.dateline(&arguments)
        .assert()
        .success()
        .stdout(predicate::str::contains(usual()).and(predicate::str::contains("100.0 (+100.0)")));
    let output = desk
        .dateline(&[&arguments[..], &["--json"]].concat())
        .assert()
        .success();
    let scores: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    assert_eq!(
        scores["models"][1]["entities"]["strict"]["labels"]["SHIP"]["f1"],
        1.0
    );
    assert_eq!(scores["differences"][0]["model"], "ships");
    assert_eq!(scores["differences"][0]["f1"]["SHIP"], 1.0);
}
