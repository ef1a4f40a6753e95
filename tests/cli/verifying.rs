//! What `verify` finds.

use super::*;

#[test]
fn a_fault_is_told_with_file_line_and_field() {
    let desk = Desk::with_story();
    let out = stdout(&mut desk.dateline(&["extract", "news"]));
    let mut line: Value = serde_json::from_str(&out).unwrap();
    line["entities"][0]["text"] = "Somebody".into();
    desk.write("bad.jsonl", format!("{out}{line}\nnonsense\n"));
    desk.dateline(&["verify", "bad.jsonl"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "dateline: bad.jsonl:2: entities[0].text: ",
        ))
        .stderr(predicate::str::contains(
            "dateline: bad.jsonl:2: id: \"story.txt\" was met before",
        ))
        .stderr(predicate::str::contains(
            "dateline: bad.jsonl:3: is no JSON",
        ));
}

#[test]
fn texts_that_differ_from_those_of_the_path_are_a_fault() {
    let desk = Desk::with_story();
    desk.dateline(&["extract", "news", "-o", "out.jsonl"])
        .assert()
        .success();
    desk.write("news/story.txt", STORY.replace("four", "five"));
    desk.dateline(&["verify", "out.jsonl", "--against", "news"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "out.jsonl:1: text: is not the text",
        ));
}

#[test]
fn a_file_that_is_not_there_cannot_be_verified() {
    Desk::new()
        .dateline(&["verify", "none.json"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains(
            "dateline: none.json: cannot be read",
        ));
}

#[test]
fn an_escape_sequence_in_a_file_does_not_reach_the_terminal() {
    let desk = Desk::new();
    desk.write(
        "evil.jsonl",
        "{\"id\":\"\\u001b]0;pwned\\u0007\",\"text\":null}\n",
    );
    let output = desk.dateline(&["verify", "evil.jsonl"]).output().unwrap();
    assert!(!output.stderr.contains(&0x1b) && !output.stderr.contains(&7));
}

#[test]
fn a_record_verifies_against_its_articles() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    let folder = desk.path("news.annotations/alice/articles");
    let record = fs::read_dir(folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let name = record.to_str().unwrap();
    desk.dateline(&["verify", name, "--against", "news"])
        .assert()
        .success()
        .stderr(predicate::str::contains("1 article verified, 0 faults"));
    desk.dateline(&["-q", "verify", name, "--against", "news"])
        .assert()
        .success()
        .stderr("");
    desk.write("news/story.txt", STORY.replace("four", "five"));
    desk.dateline(&["verify", name, "--against", "news"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("article.sha256: "));
}

#[test]
fn what_could_not_be_proven_is_told() {
    let desk = Desk::new();
    let verify = |file: &str, format: &str| {
        let arguments = ["verify", file, "--format", format];
        desk.dateline(&arguments).assert().success()
    };
    let told = |words: &'static str| predicate::str::contains(words);
    desk.write(
        "bare.jsonl",
        r#"{"text":"Ana met Bo.","spans":[{"start":0,"end":3,"label":"PER"},{"start":8,"end":10,"label":"PER","text":"Bo"}]}"#,
    );
    verify("bare.jsonl", "prodigy").stderr(told(
        "1 span was held against the words that the file has of them; of 1 it has none (prodigy)",
    ));
    desk.write("t.iob2", "Ana\tB-PER\nmet\tO\nBo\tB-PER\n");
    verify("t.iob2", "iob2").stderr(told(
        "1 run of tokens held against no text, which tells the articles",
    ));
    desk.write("none.jsonl", r#"{"text":"Ana met Bo.","spans":[]}"#);
    verify("none.jsonl", "prodigy").stderr(told("there are no spans to prove"));
}

#[test]
fn a_file_whose_text_or_words_were_edited_is_at_fault() {
    let desk = Desk::new();
    desk.write("news/n.txt", "Mayor Ana Ruiz left Rome.\n");
    desk.write("n.txt", "Mayor Ana Ruiz left Rome.\n");
    desk.write("n.ann", "T1\tPER 6 14\tAna Ruiz\n");
    let import = ["import", "n.ann", "--format", "brat", "--into", "news"];
    desk.dateline(&[&import[..], &["--as", "annotations"]].concat())
        .assert()
        .success();
    for (format, file) in [("xmi", "n.xmi"), ("webanno", "n.tsv")] {
        let export = ["export", "news", "--format", format, "--status", "any"];
        desk.dateline(&[&export[..], &["-o", format]].concat())
            .assert()
            .success();
        let verify = ["verify", format, "--format", format, "--against", "news"];
        desk.dateline(&verify).assert().success();
        let path = format!("{format}/{file}");
        let written = desk.read(&path);
        desk.write(&path, written.replace("Mayor", "Mayer"));
        desk.dateline(&verify)
            .assert()
            .code(1)
            .stderr(predicate::str::contains(
                "text: is not the text that --against gives",
            ));
        if format == "xmi" {
            desk.dateline(&["verify", format, "--format", format])
                .assert()
                .code(1)
                .stderr(predicate::str::contains("sha256: is "));
        }
    }
}

#[test]
fn a_text_that_was_edited_since_it_was_exported_is_found_out() {
    let desk = Desk::with_story();
    desk.annotate("news", "alice", review_people);
    for format in ["label-studio", "prodigy", "doccano", "citron", "cas"] {
        let (out, file) = match format {
            "cas" => ("cas".to_owned(), "cas".to_owned()),
            _ => (format!("{format}.out"), format!("{format}.out")),
        };
        let arguments = ["export", "news", "--annotator", "alice", "--status", "any"];
        let arguments = [&arguments[..], &["--format", format, "-o", &out]].concat();
        desk.dateline(&arguments).assert().success();
        desk.dateline(&["verify", &file, "--format", format])
            .assert()
            .success();
        let path = match format {
            "cas" => {
                let mut files = fs::read_dir(desk.path("cas")).unwrap();
                files.next().unwrap().unwrap().path()
            }
            _ => desk.path(&out),
        };
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("four"), "{format}");
        fs::write(&path, text.replace("four", "five")).unwrap();
        desk.dateline(&["verify", &file, "--format", format])
            .assert()
            .code(1)
            .stderr(predicate::str::contains("sha256: is "));
    }
}

#[test]
fn offsets_of_another_unit_do_not_pass() {
    let desk = Desk::new();
    let text = "\u{1f600} Ana Ruiz met Bo Lund.";
    let points = serde_json::json!({"text": text, "label": [[2, 10, "PER"], [15, 22, "PER"]]});
    desk.write("points.jsonl", points.to_string());
    let arguments = ["verify", "points.jsonl", "--format", "doccano"];
    desk.dateline(&arguments)
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "--offsets codepoint would put them on words",
        ));
    let arguments = [&arguments[..], &["--offsets", "codepoint"]].concat();
    desk.dateline(&arguments).assert().success();
}
