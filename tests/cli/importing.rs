//! What `import` takes in, and what it leaves as it is.

use super::*;

/// A file of another machine about the story.
fn gold() -> String {
    let start = STORY.split("Maria").next().unwrap().chars().count();
    let line = serde_json::json!({
        "id": "story.txt",
        "text": STORY,
        "entities": [
            {"start": start, "end": start + 11, "label": "PER", "text": "Maria Lopez"},
            {"start": 0, "end": 4, "label": "X", "text": "nope"},
        ],
    });
    format!("{line}\n")
}

const IMPORT: [&str; 6] = [
    "import",
    "gold.jsonl",
    "--format",
    "jsonl",
    "--into",
    "news",
];

#[test]
fn suggestions_are_imported_once_and_faults_are_told() {
    let desk = Desk::with_story();
    desk.write("gold.jsonl", gold());
    desk.dateline(&IMPORT)
        .args(["--labels", "conll"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "dateline: gold.jsonl:1: entities[1].text: the text at 0-4 is \"date\", not \"nope\"",
        ))
        .stderr(predicate::str::contains("suggestions to review: 1 new"))
        .stderr(predicate::str::contains("one undo (u) takes it back"));
    let shown = stdout(&mut desk.dateline(&["show", "news"]));
    assert!(shown.contains("Maria Lopez"), "{shown}");
    desk.dateline(&IMPORT)
        .args(["--labels", "conll"])
        .assert()
        .stderr(predicate::str::contains("0 new, 1 there already"));
}

#[test]
fn annotations_are_exported_as_they_were_imported() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let export = |annotator: &str| {
        let arguments = [
            "export",
            "news",
            "--format",
            "jsonl",
            "--all",
            "--annotator",
        ];
        let mut command = desk.dateline(&arguments);
        let written = stdout(command.args([annotator]));
        let mut record = lines(&written).remove(0);
        for field in ["annotator", "model"] {
            record[field] = Value::Null;
        }
        record
    };
    desk.write(
        "alice.jsonl",
        stdout(&mut desk.dateline(&["export", "news", "--format", "jsonl", "--all"])),
    );
    let arguments = [
        "import",
        "alice.jsonl",
        "--format",
        "jsonl",
        "--into",
        "news",
        "--as",
        "annotations",
    ];
    desk.dateline(&arguments)
        .args(["--annotator", "bo"])
        .assert()
        .success();
    assert_eq!(export("bo"), export("alice"));
}

#[test]
fn without_its_articles_nothing_is_imported() {
    let desk = Desk::with_story();
    desk.write("gold.jsonl", gold());
    desk.dateline(&[
        "import",
        "gold.jsonl",
        "--format",
        "jsonl",
        "--into",
        "none",
    ])
    .assert()
    .code(2)
    .stderr(predicate::str::contains("is not there; name the articles"));
    desk.dateline(&[
        "import",
        "gold.jsonl",
        "--format",
        "jsonl",
        "--into",
        "new.jsonl",
    ])
    .assert()
    .code(1)
    .stderr(predicate::str::contains("1 articles made of the texts"));
    assert!(desk.read("new.jsonl").contains("Maria Lopez"));
}
