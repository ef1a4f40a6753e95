//! What `extract` writes.

use super::*;

#[test]
fn a_line_has_the_agreed_keys_in_their_order() {
    let desk = Desk::with_story();
    let out = stdout(&mut desk.dateline(&["extract", "news"]));
    let line = &lines(&out)[0];
    assert_eq!(
        keys(line),
        [
            "id", "title", "date", "source", "place", "editor", "text", "offsets", "entities",
            "clusters", "quotes", "dates", "model"
        ]
    );
    assert_eq!(line["id"], "story.txt");
    assert_eq!(line["date"], "2021-05-01");
    assert_eq!(line["source"], "Harbour News");
    assert_eq!(line["place"], "Erbil");
    assert_eq!(line["editor"], "Ana Ruiz");
    assert_eq!(line["title"], Value::Null);
    assert_eq!(line["text"], STORY);
    assert_eq!(line["offsets"], "codepoint");
    let entity = &line["entities"][0];
    assert_eq!(
        keys(entity),
        ["id", "start", "end", "label", "text", "score", "cluster"]
    );
    let quote = &line["quotes"][0];
    assert_eq!(
        keys(quote),
        [
            "id", "kind", "content", "quoted", "cue", "speaker", "negated", "score"
        ]
    );
    assert_eq!(keys(&line["clusters"][0]), ["id", "label", "name"]);
    assert_eq!(
        keys(&line["dates"][0]),
        ["id", "start", "end", "text", "value"]
    );
}

#[test]
fn offsets_are_code_points_whatever_the_language_that_counts_them() {
    let desk = Desk::with_story();
    let out = stdout(&mut desk.dateline(&["extract", "news/story.txt"]));
    let line = &lines(&out)[0];
    let text: Vec<char> = STORY.chars().collect();
    let mut checked = 0;
    for item in line["entities"].as_array().unwrap() {
        let at = |name: &str| usize::try_from(item[name].as_u64().unwrap()).unwrap();
        let words: String = text[at("start")..at("end")].iter().collect();
        assert_eq!(item["text"], Value::from(words));
        checked += 1;
    }
    assert!(checked >= 4, "{out}");
}

#[test]
fn articles_come_in_the_order_of_the_input_and_standard_input_is_one_of_them() {
    let desk = Desk::new();
    let records: Vec<String> = (0..500)
        .map(|i| {
            format!(
                "{{\"id\":{i},\"text\":\"Maria Lopez spoke in Galway {}.\"}}",
                "x".repeat(i % 97)
            )
        })
        .collect();
    let out = stdout(
        desk.dateline(&["extract", "-"])
            .write_stdin(records.join("\n")),
    );
    let ids: Vec<String> = lines(&out)
        .iter()
        .map(|l| l["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, (0..500).map(|i| i.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_broken_record_is_told_and_the_rest_is_written() {
    let desk = Desk::new();
    desk.write(
        "dump.jsonl",
        "{\"text\":\"Good.\"}\n{\"text\": \"bro\n{\"text\":\"Also good.\"}\n",
    );
    desk.dateline(&["extract", "dump.jsonl"])
        .assert()
        .code(1)
        .stdout(predicate::str::contains("Also good"))
        .stderr(predicate::str::contains("dateline: dump.jsonl:2: "));
}

#[test]
fn a_missing_path_is_told_and_nothing_is_written() {
    let desk = Desk::with_story();
    desk.dateline(&["extract", "news", "nowhere", "-o", "out.jsonl"])
        .assert()
        .code(2)
        .stdout("")
        .stderr(predicate::str::starts_with("dateline: nowhere: "));
    assert!(!desk.path("out.jsonl").exists());
}

#[test]
fn the_output_file_appears_whole_and_is_no_input() {
    let desk = Desk::with_story();
    desk.dateline(&["extract", "news", "-o", "news/out.jsonl"])
        .assert()
        .success()
        .stdout("")
        .stderr("");
    assert_eq!(lines(&desk.read("news/out.jsonl")).len(), 1);
    let mut names: Vec<_> = fs::read_dir(desk.path("news"))
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["out.jsonl", "story.txt"], "no temporary file stays");
    desk.dateline(&["extract", "news/story.txt", "-o", "/dev/null"])
        .assert()
        .success();
}

#[test]
fn without_texts_spans_keep_their_words() {
    let desk = Desk::with_story();
    let out = stdout(&mut desk.dateline(&["extract", "--no-text", "news"]));
    let line = &lines(&out)[0];
    assert_eq!(line["text"], Value::Null);
    assert!(line["entities"][0]["text"].is_string());
}

#[test]
fn a_field_of_another_name_is_mapped_before_or_behind_the_subcommand() {
    let desk = Desk::new();
    desk.write("dump.jsonl", "{\"prose\":\"Maria Lopez spoke.\"}\n");
    for arguments in [
        ["extract", "--map", "text=prose", "dump.jsonl"],
        ["--map", "text=prose", "extract", "dump.jsonl"],
    ] {
        let out = stdout(&mut desk.dateline(&arguments));
        assert_eq!(lines(&out)[0]["text"], "Maria Lopez spoke.");
    }
    desk.dateline(&["extract", "--map", "prose", "dump.jsonl"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("--map"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::new();
    let story = serde_json::json!({ "text": STORY }).to_string();
    desk.write("dump.jsonl", vec![story; 2000].join("\n"));
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("dateline"))
        .args(["extract", "dump.jsonl"])
        .current_dir(desk.dir.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn what_extract_writes_verifies_with_and_without_texts() {
    let desk = Desk::with_story();
    desk.write(
        "news/more.jsonl",
        "{\"id\":\"x\",\"text\":\"“No,” said Ana Ruiz 😀 of Galway.\"}\n",
    );
    desk.dateline(&["extract", "news", "-o", "whole.jsonl"])
        .assert()
        .success();
    desk.dateline(&["verify", "whole.jsonl", "--format", "json"])
        .assert()
        .success()
        .stdout("");
    desk.dateline(&["extract", "news", "--no-text", "-o", "bare.jsonl"])
        .assert()
        .success();
    desk.dateline(&["verify", "bare.jsonl", "--against", "news"])
        .assert()
        .success();
    desk.dateline(&["verify", "bare.jsonl"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "dateline: bare.jsonl:1: text: is missing",
        ));
}

/// Records of many lengths, with ids, one of them broken.
fn dump(records: usize) -> Vec<String> {
    let sentence = "Maria Lopez of the Harbour Board said: “We will rebuild.” She left Galway. ";
    let mut dump: Vec<String> = (0..records)
        .map(|i| {
            let text = sentence.repeat(1 + i * i % 23);
            format!("{{\"id\":\"story-{i}\",\"date\":\"2021-05-01\",\"text\":\"{text}\"}}\n")
        })
        .collect();
    dump[records / 2].insert(0, '!');
    dump
}

#[test]
fn the_output_is_the_same_on_any_number_of_threads() {
    let desk = Desk::new();
    desk.write("dump.jsonl", dump(90).concat());
    let on = |threads: &str| {
        let run = desk
            .dateline(&["extract", "dump.jsonl", "--threads", threads])
            .assert()
            .code(1);
        run.get_output().stdout.clone()
    };
    let one = on("1");
    assert_eq!(one.split(|byte| *byte == b'\n').count(), 90);
    assert_eq!(on("2"), one);
    assert_eq!(on("7"), one);
}

#[test]
fn parts_of_a_dump_give_what_the_whole_gives() {
    let desk = Desk::new();
    let dump = dump(24);
    desk.write("dump.jsonl", dump.concat());
    let extract = |args: &[&str], input: String| {
        let run = desk.dateline(args).write_stdin(input).assert();
        run.get_output().stdout.clone()
    };
    let whole = extract(&["extract", "dump.jsonl"], String::new());
    for lines in [5, 12] {
        let parts = dump.chunks(lines);
        let parts: Vec<u8> = parts
            .flat_map(|part| extract(&["extract", "-", "--stdin-kind", "jsonl"], part.concat()))
            .collect();
        assert!(parts == whole, "parts of {lines} lines differ");
    }
}

#[test]
fn what_is_read_is_not_written_over() {
    let desk = Desk::with_story();
    let story = "news/story.txt";
    desk.write("news/other.md", "Other.");
    for paths in [story, "news", "news/*.txt", "."] {
        desk.dateline(&["extract", paths, "-o", story])
            .assert()
            .code(2)
            .stderr(predicate::str::contains("choose another output"));
        assert_eq!(desk.read(story), STORY, "{paths}");
    }
    desk.dateline(&["extract", "news/*.md", "-o", story])
        .assert()
        .success();
}

#[cfg(unix)]
#[test]
fn a_command_that_is_ended_leaves_no_file_behind() {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let desk = Desk::new();
    let files = || std::fs::read_dir(desk.path("")).unwrap().count();
    let before = files();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("dateline"))
        .current_dir(desk.path(""))
        .args(["extract", "-", "-o", "out.jsonl"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while files() == before && begun.elapsed() < Duration::from_mins(1) {
        std::thread::yield_now();
    }
    assert_eq!(files(), before + 1);
    // An interrupt is ignored by what a shell runs in the background, and so here.
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(15));
    assert_eq!(files(), before);
}
