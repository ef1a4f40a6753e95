//! What `export` hands on, and what it says of the rest.

use super::*;

#[test]
fn reviewed_articles_are_exported_and_both_formats_verify() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    for format in ["json", "jsonl"] {
        let file = format!("out.{format}");
        desk.dateline(&["export", "news", "--format", format, "-o", &file])
            .assert()
            .success()
            .stdout("")
            .stderr(predicate::str::contains("1 record exported"));
        desk.dateline(&["verify", &file]).assert().success();
    }
    let document: Value = serde_json::from_str(&desk.read("out.json")).unwrap();
    let record = &document["records"][0];
    assert_eq!(record, &lines(&desk.read("out.jsonl"))[0]);
    assert_eq!(record["annotator"], "alice");
    assert_eq!(record["text"], STORY);
    assert_eq!(record["article"]["id"], "story.txt");
    let entities = record["entities"].as_array().unwrap();
    assert!(!entities.is_empty());
    assert!(
        entities
            .iter()
            .all(|e| e["label"] == "PERSON" && e["verdict"] == "accepted")
    );
    assert_eq!(
        record["quotes"],
        serde_json::json!([]),
        "nobody decided about them"
    );
}

#[test]
fn what_is_left_out_is_reported() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    desk.dateline(&[
        "export",
        "news",
        "--format",
        "jsonl",
        "--report",
        "report.json",
    ])
    .assert()
    .success()
    .stderr(predicate::str::contains("undecided left out"))
    .stderr(predicate::str::contains("rejected left out"));
    let report: Value = serde_json::from_str(&desk.read("report.json")).unwrap();
    assert_eq!(report["exported"], 1);
    assert!(report["items"]["entities"]["rejected"].as_u64().unwrap() > 0);
    assert!(report["items"]["quotes"]["undecided"].as_u64().unwrap() > 0);
    assert_eq!(report["problems"], serde_json::json!([]));
}

#[test]
fn other_statuses_are_left_out_unless_asked_for() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", |annotations| {
        annotations.status = Status::InProgress;
    });
    let export = |status: &[&str]| {
        let mut arguments = vec!["export", "news", "--format", "jsonl", "--all"];
        arguments.extend(status);
        let out = stdout(&mut desk.dateline(&arguments));
        lines(&out).len()
    };
    assert_eq!(export(&[]), 0);
    assert_eq!(export(&["--status", "new,in_progress"]), 1);
    assert_eq!(export(&["--status", "any"]), 1);
    desk.dateline(&["export", "news", "--format", "jsonl"])
        .assert()
        .success()
        .stderr(predicate::str::contains(
            "1 annotated article left out: in_progress",
        ));
    desk.dateline(&["export", "news", "--format", "jsonl", "--status", "done"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("no status 'done'"));
}

#[test]
fn annotators_are_chosen_and_all_is_everyone() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    desk.annotate("news", "Bob Éire", review_people);
    let who = |arguments: &[&str]| {
        let mut all = vec!["export", "news", "--format", "jsonl"];
        all.extend(arguments);
        let out = stdout(&mut desk.dateline(&all));
        let mut names: Vec<String> = lines(&out)
            .iter()
            .map(|l| l["annotator"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(who(&[]), ["alice"]);
    assert_eq!(who(&["--annotator", "Bob Éire"]), ["Bob Éire"]);
    assert_eq!(who(&["--annotator", "all"]), ["Bob Éire", "alice"]);
    assert_eq!(who(&["--annotator", "carol"]), [""; 0]);
}

#[test]
fn labels_are_renamed() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let arguments = ["export", "news", "--format", "jsonl", "--labels", "conll"];
    let out = stdout(&mut desk.dateline(&arguments));
    assert_eq!(lines(&out)[0]["entities"][0]["label"], "PER");
}

#[test]
fn a_file_of_an_annotated_folder_has_the_annotations_of_the_folder() {
    let desk = Desk::new();
    desk.write("news/may/story.txt", STORY);
    desk.write("news/june/story.txt", STORY.replace("Lopez", "Perez"));
    desk.annotate("news", "alice", review_people);
    for path in ["news/may", "news/may/story.txt"] {
        let out = stdout(&mut desk.dateline(&["export", path, "--format", "jsonl"]));
        let records = lines(&out);
        assert_eq!(records.len(), 1, "{path}");
        assert_eq!(records[0]["article"]["id"], "may/story.txt");
    }
}

#[test]
fn an_annotated_article_that_is_gone_is_a_problem() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    fs::remove_file(desk.path("news/story.txt")).unwrap();
    desk.dateline(&["export", "news", "--format", "json"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "dateline: story.txt: alice annotated it, but",
        ));
}

#[test]
fn a_damaged_record_is_told_and_the_others_are_exported() {
    let desk = Desk::with_story();
    desk.write("news/other.txt", STORY.replace("Lopez", "Perez"));
    desk.annotate("news", "alice", review_people);
    let records = desk.path("news.annotations/alice/articles");
    let record = fs::read_dir(records)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::write(&record, "{\"format\": \"dateline-record\", ").unwrap();
    let output = desk
        .dateline(&["export", "news", "--format", "jsonl"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&String::from_utf8(output.stdout).unwrap()).len(), 1);
}

#[test]
fn exporting_writes_nothing_beside_the_articles() {
    let desk = Desk::with_story();
    desk.dateline(&["export", "news", "--format", "json"])
        .assert()
        .success()
        .stderr(predicate::str::contains(
            "alice annotated none of these articles",
        ));
    assert!(!desk.path("news.annotations").exists());
}

#[test]
fn standard_input_needs_a_place_for_annotations() {
    Desk::new()
        .dateline(&["export", "-", "--format", "json"])
        .write_stdin("")
        .assert()
        .code(2)
        .stderr(predicate::str::contains("-a DIR"));
}

#[test]
fn a_cluster_is_linked_as_its_entry_is_unless_the_article_says_otherwise() {
    let desk = Desk::with_story();
    let key = "0190f000-0000-7000-8000-000000000001";
    desk.annotate("news", "alice", |annotations| {
        review_people(annotations);
        for (at, cluster) in annotations.clusters.iter_mut().enumerate() {
            cluster.review.verdict = Verdict::Accepted;
            cluster.key = Some(key.to_owned());
            cluster.review.link = (at == 1).then(|| "Q2".to_owned());
        }
    });
    desk.write(
        "news.annotations/alice/entities.json",
        format!(
            r#"{{"format": "dateline-entities", "version": 1, "annotator": "alice", "entities": [
                {{"key": "{key}", "name": "Maria Lopez", "label": "PERSON", "link": "Q1"}}]}}"#
        ),
    );
    let out = stdout(&mut desk.dateline(&["export", "news", "--format", "jsonl"]));
    let clusters = lines(&out)[0]["clusters"].as_array().unwrap().clone();
    assert!(clusters.len() > 2);
    assert!(clusters.iter().all(|c| c["key"] == key));
    let links: Vec<&Value> = clusters.iter().map(|c| &c["link"]).collect();
    assert_eq!(links[..3], ["Q1", "Q2", "Q1"]);

    desk.write("news.annotations/alice/entities.json", "{\"format\":\n7}");
    desk.dateline(&["export", "news", "--format", "jsonl"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("entities.json:2: format"));
}

#[test]
fn folders_and_what_stands_beside_a_file_are_written_and_losses_are_told() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let export = |format: &str, to: &str| {
        desk.dateline(&["export", "news", "--format", format, "-o", to])
            .assert()
            .success()
            .stderr(predicate::str::contains("1 record exported"))
    };
    export("brat", "brat").stderr(predicate::str::contains("no place for"));
    assert_eq!(desk.read("brat/story.txt"), STORY);
    assert!(desk.read("brat/story.ann").starts_with("T1\tPERSON "));
    export("label-studio", "tasks.json");
    assert!(desk.read("tasks.xml").contains("<Label value=\"PERSON\"/>"));
    desk.dateline(&["export", "news", "--format", "brat"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("-o DIR"));
    desk.dateline(&["export", "news", "--format", "prodigy", "--no-text"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("leave --no-text out"));
}

#[test]
fn filters_say_what_is_handed_on() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let export = |filters: &[&str]| {
        let mut arguments = vec!["export", "news", "--format", "jsonl"];
        arguments.extend(filters);
        lines(&stdout(&mut desk.dateline(&arguments)))
    };
    let verdicts = export(&["--verdict", "rejected,unreviewed"]);
    let entities = verdicts[0]["entities"].as_array().unwrap();
    assert!(!entities.is_empty() && entities.iter().all(|e| e["verdict"] != "accepted"));
    assert_eq!(
        export(&["--label", "ORG"])[0]["entities"],
        serde_json::json!([])
    );
    assert!(export(&["--tag", "nothing"]).is_empty());
    assert!(export(&["--since", "2999-01-01"]).is_empty());
    desk.dateline(&["export", "news", "--format", "jsonl", "--verdict", "good"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("no verdict 'good'"));
    desk.dateline(&[
        "export",
        "news",
        "--format",
        "jsonl",
        "--until",
        "2021-13-40",
    ])
    .assert()
    .code(2)
    .stderr(predicate::str::contains("written like 2026-01-31"));
}

#[test]
fn an_export_takes_the_place_of_no_article_and_of_no_annotation() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let notes = format!(
        "news.annotations/alice/articles/{}",
        dateline::store::record_name("story.txt")
    );
    let record = desk.read(&notes);
    for (format, to, why) in [
        ("json", "news/story.txt", "may be one"),
        ("csv", "news", "the articles themselves are there"),
        ("json", notes.as_str(), "lies among the annotations"),
        (
            "brat",
            "news.annotations/alice/out",
            "lies among the annotations",
        ),
    ] {
        desk.dateline(&["export", "news", "--format", format, "-o", to])
            .assert()
            .code(2)
            .stderr(predicate::str::contains(to))
            .stderr(predicate::str::contains(why));
    }
    desk.dateline(&[
        "export",
        "news/story.txt",
        "--format",
        "json",
        "-o",
        "news/story.txt",
    ])
    .assert()
    .code(2);
    desk.dateline(&["export", "news", "--format", "json", "-o", "gone/out.json"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("gone/out.json"))
        .stderr(predicate::str::contains("its folder is not there"));
    assert_eq!(desk.read("news/story.txt"), STORY);
    assert_eq!(desk.read(&notes), record);
    desk.dateline(&["export", "news", "--format", "brat", "-o", "news/brat"])
        .assert()
        .success();
}

#[test]
fn what_was_asked_for_and_is_nowhere_is_told() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let export = |flags: &[&str]| {
        let mut command = desk.dateline(&["export", "news", "--format", "jsonl", "--all"]);
        command.args(["--status", "any"]).args(flags);
        command
    };
    export(&["--annotator", "alice", "--label", "PERSN,PERSON"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("--label PERSN: no name of these"))
        .stderr(predicate::str::contains("--label PERSON:").not());
    // A label of the configuration may well have no name yet.
    export(&["--annotator", "alice", "--label", "EVENT,QUOTE"])
        .assert()
        .success();
    export(&["--annotator", "alice", "--tag", "nope"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("--tag nope: nothing"));
    export(&["--annotator", "alice, bo"])
        .assert()
        .code(1)
        .stdout(predicate::str::contains("Maria Lopez"))
        .stderr(predicate::str::contains("--annotator bo: nobody"));
    export(&["--annotator", ","])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("--annotator: names nobody"));
}

#[test]
fn a_comma_may_be_in_a_name() {
    let desk = Desk::with_story();
    desk.annotate("news", "Doe, Jane", review_people);
    desk.annotate("news", "alice", review_people);
    let export = |name: &str| {
        let mut command = desk.dateline(&["export", "news", "--format", "jsonl", "--all"]);
        stdout(command.args(["--status", "any", "--annotator", name]))
    };
    let who = |name: &str| -> Vec<String> {
        let lines = lines(&export(name));
        let names = lines.iter().map(|line| line["annotator"].as_str().unwrap());
        names.map(str::to_owned).collect()
    };
    assert_eq!(who("Doe, Jane"), ["Doe, Jane"]);
    assert_eq!(who("alice,"), ["alice"]);
    desk.write("back.jsonl", export("Doe, Jane"));
    desk.dateline(&[
        "import",
        "back.jsonl",
        "--format",
        "jsonl",
        "--into",
        "news",
    ])
    .args(["--annotator", "Roe, Bo"])
    .assert()
    .success();
    assert_eq!(who("Roe, Bo"), ["Roe, Bo"]);
}

#[test]
fn nothing_of_somebody_elses_is_replaced_beside_an_export() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let export = |format: &str, to: &str| {
        let mut command = desk.dateline(&["export", "news", "--format", format, "-o", to]);
        command.args(["--status", "any", "--annotator", "alice"]);
        command.assert()
    };
    desk.write("out.xml", "<mine/>");
    export("label-studio", "out.json")
        .code(2)
        .stderr(predicate::str::contains("out.xml: is there already"));
    assert_eq!(desk.read("out.xml"), "<mine/>");
    export("label-studio", "other.json").success();
    export("label-studio", "other.json").success();
    desk.write("brat/annotation.conf", "[entities]\nMine\n");
    export("brat", "brat").code(2);
    export("brat", "brat2").success();
    desk.write("brat2/older.ann", "");
    export("brat", "brat2")
        .success()
        .stderr(predicate::str::contains("older.ann is the first"));
}
