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
    .stderr(predicate::str::contains("1 article made of the texts"));
    assert!(desk.read("new.jsonl").contains("Maria Lopez"));
}

#[test]
fn an_article_of_the_same_number_but_another_text_is_left_alone() {
    let desk = Desk::new();
    desk.write(
        "news.jsonl",
        "{\"id\":1,\"text\":\"Rain fell in Oslo.\"}\n{\"id\":2,\"text\":\"Another story about fish.\"}\n",
    );
    let task = serde_json::json!([{
        "id": 2,
        "data": {"text": "Wholly unrelated words of Ana Ruiz."},
        "annotations": [{"result": [
            {"id": "a", "type": "labels", "from_name": "label", "to_name": "text",
             "value": {"start": 26, "end": 34, "text": "Ana Ruiz", "labels": ["PERSON"]}},
            {"id": "b", "type": "choices", "from_name": "tags", "to_name": "text",
             "value": {"choices": ["sports"]}},
        ]}],
    }]);
    desk.write("task.json", task.to_string());
    desk.dateline(&[
        "import",
        "task.json",
        "--format",
        "label-studio",
        "--into",
        "news.jsonl",
        "--as",
        "annotations",
        "--annotator",
        "me",
    ])
    .assert()
    .code(1)
    .stderr(predicate::str::contains(
        "the article of this id has another text",
    ));
    let written = std::fs::read_dir(desk.path("news.jsonl.annotations/me/articles"));
    assert_eq!(written.map_or(0, Iterator::count), 0);
}

#[test]
fn a_speaker_of_a_table_is_who_the_names_table_says() {
    let desk = Desk::new();
    desk.write("news/a.txt", "Acme spoke: “We will pay.”\n");
    desk.write(
        "told/entities.csv",
        "article,start,end,text,label,verdict,cluster,name\na.txt,0,4,Acme,ORG,accepted,c1,Acme\n",
    );
    desk.write(
        "told/quotes.csv",
        "article,start,end,text,verdict,cluster,speaker\na.txt,12,26,“We will pay.”,accepted,c1,Acme\n",
    );
    desk.dateline(&[
        "import",
        "told",
        "--format",
        "csv",
        "--into",
        "news",
        "--as",
        "annotations",
        "--annotator",
        "me",
    ])
    .assert()
    .success();
    desk.dateline(&[
        "export",
        "news",
        "--format",
        "json",
        "--status",
        "any",
        "--annotator",
        "me",
        "-o",
        "out.json",
    ])
    .assert()
    .success();
    let out: Value = serde_json::from_str(&desk.read("out.json")).unwrap();
    let clusters = out["records"][0]["clusters"].as_array().unwrap();
    assert_eq!(clusters.len(), 1, "{clusters:?}");
    assert_eq!(clusters[0]["label"], "ORG");
}

#[test]
fn a_compressed_file_is_read_and_one_of_another_format_is_told() {
    use std::io::Write as _;

    let desk = Desk::with_story();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(gold().as_bytes()).unwrap();
    std::fs::write(desk.path("gold.jsonl.gz"), packed.finish().unwrap()).unwrap();
    let import = |format: &str| {
        desk.dateline(&[
            "import",
            "gold.jsonl.gz",
            "--format",
            format,
            "--into",
            "news",
        ])
    };
    import("jsonl")
        .assert()
        .code(1)
        .stderr(predicate::str::contains("gold.jsonl.gz:1: entities[1]"))
        .stderr(predicate::str::contains("suggestions to review: 1 new"));
    let row =
        "{\"text\":\"Ana\",\"entities\":[{\"start_offset\":0,\"end_offset\":3,\"label\":\"X\"}]}";
    desk.write("other.jsonl", row);
    desk.dateline(&[
        "import",
        "other.jsonl",
        "--format",
        "prodigy",
        "--into",
        "news",
    ])
    .assert()
    .code(1)
    .stderr(predicate::str::contains(
        "other.jsonl: looks like doccano, not prodigy; --format doccano reads it",
    ));
}

#[test]
fn a_report_replaces_nothing_that_is_read() {
    let desk = Desk::with_story();
    desk.write("gold.jsonl", gold());
    for report in ["gold.jsonl", "news/story.txt", "./news/../gold.jsonl"] {
        desk.dateline(&IMPORT)
            .args(["--report", report])
            .assert()
            .code(2)
            .stderr(predicate::str::contains("choose another output"));
    }
    desk.dateline(&["export", "news", "--format", "jsonl", "--all"])
        .args(["--report", "news/story.txt"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("choose another output"));
    assert_eq!(desk.read("gold.jsonl"), gold());
    assert_eq!(desk.read("news/story.txt"), STORY);
    assert!(!desk.path("news.annotations").exists());
    let into = ["import", "gold.jsonl", "--format", "jsonl", "--into"];
    desk.dateline(&into)
        .args(["new.jsonl", "--report", "./new.jsonl"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("are the same file"));
    assert!(!desk.path("new.jsonl").exists());
}

#[test]
fn a_pattern_is_no_file_to_make() {
    let desk = Desk::with_story();
    desk.write("gold.jsonl", gold());
    desk.dateline(&["import", "gold.jsonl", "--format", "jsonl"])
        .args(["--into", "new.jsonl/*"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("no file has such a name"));
    assert!(!desk.path("new.jsonl").exists());
    assert!(!desk.path("new.jsonl.annotations").exists());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_once() {
    let desk = Desk::with_story();
    let pipe = desk.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let writer = std::thread::spawn(move || fs::write(pipe, "{\"text\":\"x\"}\n").unwrap());
    desk.dateline(&["import", "pipe", "--format", "brat", "--into", "news"])
        .timeout(std::time::Duration::from_mins(1))
        .assert()
        .code(1);
    writer.join().unwrap();
}

#[test]
fn an_article_of_another_file_of_the_folder_is_not_missing() {
    let desk = Desk::new();
    let line = |id: &str, text: &str| {
        let entity = serde_json::json!({"start": 0, "end": 3, "label": "PERSON", "text": "Ana"});
        serde_json::json!({"id": id, "text": text, "entities": [entity]}).to_string() + "\n"
    };
    let (first, second) = (line("a1", "Ana met Bo."), line("a2", "Ana met Zoe."));
    desk.write("o/apples.jsonl", &first);
    desk.write("o/bees.jsonl", &second);
    desk.write("o/ants.txt", "Ana left.");
    let third = line("ants.txt", "Ana left.");
    desk.write("gold.jsonl", first + &second + &third);
    let arguments = ["import", "gold.jsonl", "--format", "jsonl", "--into", "o"];
    desk.dateline(&arguments)
        .args(["--as", "annotations"])
        .assert()
        .code(0);
    let export = |path: &str| {
        let mut command = desk.dateline(&["export", path, "--format", "jsonl"]);
        command.args(["--status", "any", "-o", "out.jsonl"]);
        command
    };
    for path in ["o/a*", "o/apples.jsonl", "o"] {
        export(path).assert().code(0);
    }
    fs::remove_file(desk.path("o/ants.txt")).unwrap();
    for path in ["o/a*", "o"] {
        let missing = predicate::str::contains("ants.txt: alice annotated it");
        export(path).assert().code(1).stderr(missing);
    }
}

#[test]
fn edges_that_another_tool_gave_a_name_are_taken_and_told() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let export = ["export", "news", "--format", "cas", "--output", "out"];
    desk.dateline(&export)
        .args(["--all", "--annotator", "alice"])
        .assert()
        .success();
    let file = "out/story.json";
    let cas = desk.read(file);
    let at = STORY.split("Maria").next().unwrap().chars().count();
    let (whole, cut) = (at + 11, at + 5);
    let begin = format!("\"begin\":{at},");
    let edges = format!("{begin}\"end\":{whole},");
    assert!(cas.contains(&edges), "{cas}");
    desk.write(file, cas.replace(&edges, &format!("{begin}\"end\":{cut},")));
    let import = ["import", file, "--format", "cas", "--into", "news"];
    desk.dateline(&import)
        .args(["--annotator", "bo"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "is \"Maria\", not \"Maria Lopez\"",
        ))
        .stderr(predicate::str::contains(
            "other words than the files have of them at 1 place: taken as they stand there now",
        ))
        .stderr(predicate::str::contains("fault").not());
    let export = ["export", "news", "--format", "csv", "--output", "again"];
    desk.dateline(&export)
        .args(["--all", "--status", "any", "--annotator", "bo"])
        .assert()
        .success();
    let names = desk.read("again/entities.csv");
    assert!(names.contains(",Maria,"), "{names}");
}

#[test]
fn all_places_are_counted_where_words_are_others() {
    let desk = Desk::new();
    let words = ["Ana", "saw", "Bo", "Lund", "in", "Oslo"];
    let mut start = 0;
    let tokens: Vec<Value> = words
        .into_iter()
        .map(|word| {
            let end = start + word.len();
            let token =
                serde_json::json!({"text": word.to_lowercase(), "start": start, "end": end});
            start = end + 1;
            token
        })
        .collect();
    let span = serde_json::json!({"start": 0, "end": 3, "label": "PER"});
    let task = serde_json::json!({"text": words.join(" ").to_uppercase(), "tokens": tokens, "spans": [span]});
    desk.write("a.jsonl", format!("{task}\n"));
    desk.dateline(&["import", "a.jsonl", "--format", "prodigy"])
        .args(["--into", "news/a.jsonl"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("have of them at 6 places"));
}
