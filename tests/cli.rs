//! The command line as scripts use it: output, messages, exit codes, files.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use dateline::annotation::{Annotations, Status, Timestamp, Verdict};
use dateline::article::Article;
use dateline::corpus;
use dateline::extract::extract;
use dateline::ingest::ReadOptions;
use dateline::span::OffsetIndex;
use dateline::store::{Access, Store, annotations_dir};
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

const STORY: &str = "date 2021-05-01 ERBIL (Harbour News) – Maria Lopez, the mayor of Galway, told Harbour News that the bridge will open on Monday.\n\n“The work took four years 😀,” she said. “It was worth it.”\n\nEditing by Ana Ruiz\n";

/// A folder of its own, and the program run in it with nothing of the user's around.
struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("news")).unwrap();
        Self { dir }
    }

    /// A desk with the story in `news/story.txt`.
    fn with_story() -> Self {
        let desk = Self::new();
        desk.write("news/story.txt", STORY);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn dateline(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("dateline").unwrap();
        command.current_dir(self.dir.path()).args(arguments);
        for name in ["NO_COLOR", "DATELINE_LOG", "COLORTERM"] {
            command.env_remove(name);
        }
        command
            .env("DATELINE_ANNOTATOR", "alice")
            .env("TERM", "xterm");
        for name in [
            "HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_CACHE_HOME",
        ] {
            command.env(name, self.path("home"));
        }
        command
    }

    /// Lets an annotator decide about every article of `root` in the way of `decide`.
    fn annotate(&self, root: &str, annotator: &str, decide: impl Fn(&mut Annotations)) {
        let root = self.path(root);
        let place = annotations_dir(&root, None).unwrap();
        let mut store = Store::open(&place.dir, annotator, Access::Writable).unwrap();
        for article in articles(&root) {
            let index = OffsetIndex::new(&article.text);
            let found = extract(&article);
            let mut annotations = Annotations::fresh(&found, &article.text, &index);
            annotations.updated = Some("2021-05-02T10:00:00+00:00".parse::<Timestamp>().unwrap());
            decide(&mut annotations);
            store
                .write_record(&article, &index, &annotations, 0)
                .unwrap();
        }
    }
}

fn articles(root: &Path) -> Vec<Article> {
    let mut articles = Vec::new();
    corpus::stream(&[root.to_owned()], &ReadOptions::default(), |_, article| {
        articles.push(article.unwrap());
        std::ops::ControlFlow::Continue(())
    });
    articles
}

/// Accepts every name that is a person, rejects the other names, leaves the rest.
fn review_people(annotations: &mut Annotations) {
    annotations.status = Status::Reviewed;
    for entity in &mut annotations.entities {
        entity.review.verdict = if entity.label.as_str() == "PERSON" {
            Verdict::Accepted
        } else {
            Verdict::Rejected
        };
    }
}

fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

mod extracting {
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
        for _ in 0..2 {
            desk.dateline(&["extract", "news", "-o", "news/out.jsonl"])
                .assert()
                .success()
                .stdout("")
                .stderr("");
            assert_eq!(lines(&desk.read("news/out.jsonl")).len(), 1);
        }
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
}

mod verifying {
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
}

mod exporting {
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
                .stderr(predicate::str::contains("1 records exported"));
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
                "1 annotated articles left out: in_progress",
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
}

mod showing {
    use super::*;

    #[test]
    fn paragraphs_are_followed_by_their_numbered_annotations() {
        let desk = Desk::with_story();
        let out = stdout(&mut desk.dateline(&["show", "news/story.txt"]));
        let at = |words: &str| {
            out.find(words)
                .unwrap_or_else(|| panic!("{words} not in\n{out}"))
        };
        assert!(
            out.starts_with("story.txt\n2021-05-01 · Erbil · Harbour News · edited by Ana Ruiz\n")
        );
        assert!(at("] PERSON Maria Lopez") < at("“The work took four years 😀,” she said."));
        assert!(
            at("“It was worth it.”\n") < at("] QUOTE direct by Maria Lopez (she said): “The work")
        );
    }

    #[test]
    fn decisions_are_told_and_rejected_items_are_gone() {
        let desk = Desk::with_story();
        desk.annotate("news", "alice", |annotations| {
            review_people(annotations);
            annotations.tags = vec!["bridge".to_owned()];
            annotations.entities[0].review.note = Some("check\u{1b}[2J".to_owned());
            annotations.entities[0].review.verdict = Verdict::Corrected;
        });
        let out = stdout(&mut desk.dateline(&["show", "news/story.txt"]));
        assert!(out.contains("status: reviewed\ntags: bridge\n"), "{out}");
        assert!(out.contains("PERSON Maria Lopez · accepted"), "{out}");
        assert!(out.contains("· corrected · note: check␛[2J"), "{out}");
        assert!(!out.contains("rejected"), "{out}");
    }

    #[test]
    fn no_control_character_of_an_article_reaches_the_terminal() {
        let desk = Desk::new();
        desk.write(
            "evil.json",
            serde_json::json!({
                "id": "e\u{1b}[31m", "title": "\u{1b}]0;t\u{7}", "source": "a\u{202e}b",
                "text": "Maria \u{1b}[2J Lopez said “\u{9b}31m\r\u{8}no.”\u{0}"
            })
            .to_string(),
        );
        let out = stdout(&mut desk.dateline(&["show", "evil.json"]));
        assert!(out.contains('␛'), "{out:?}");
        let harmful =
            |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert_eq!(out.chars().find(|c| harmful(*c)), None, "{out:?}");
    }

    #[test]
    fn one_article_is_picked_by_its_id() {
        let desk = Desk::new();
        desk.write(
            "dump.jsonl",
            "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":\"b\",\"text\":\"Two.\"}\n",
        );
        let out = stdout(&mut desk.dateline(&["show", "dump.jsonl", "--id", "b"]));
        assert!(out.contains("Two.") && !out.contains("One."), "{out}");
        desk.dateline(&["show", "dump.jsonl", "--id", "c"])
            .assert()
            .code(2)
            .stderr(predicate::str::contains("no article has the id \"c\""));
    }
}

mod counting {
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
}

mod evaluating {
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
}

mod configuring {
    use super::*;

    #[test]
    fn what_is_in_force_is_printed_with_the_files_that_say_so() {
        let desk = Desk::new();
        desk.write("home/dateline/config.toml", "theme = \"dark\"\n");
        desk.write("dateline.toml", "list_width = 30\n");
        desk.dateline(&["config"])
            .assert()
            .success()
            .stdout(predicate::str::contains("theme = \"dark\""))
            .stdout(predicate::str::contains("list_width = 30"))
            .stdout(predicate::str::contains("annotator = \"alice\""))
            .stdout(predicate::str::contains("config.toml\n# ./dateline.toml\n"));
    }

    #[test]
    fn mistakes_are_told_with_line_and_column() {
        let desk = Desk::new();
        desk.write("my.toml", "theme = \"dark\"\nmouse = maybe\n");
        for arguments in [
            ["config", "--check", "--config", "my.toml"],
            ["--config", "my.toml", "config", "--check"],
        ] {
            desk.dateline(&arguments)
                .assert()
                .code(1)
                .stdout("")
                .stderr(predicate::str::starts_with("dateline: my.toml:2:9: "));
        }
        desk.dateline(&["config", "--config", "none.toml"])
            .assert()
            .code(2);
    }

    #[test]
    fn the_default_file_and_the_schema_are_printed() {
        let desk = Desk::new();
        desk.dateline(&["config", "--default"])
            .assert()
            .success()
            .stdout(dateline::config::DEFAULT_FILE);
        let schema = stdout(&mut desk.dateline(&["config", "--schema"]));
        assert!(serde_json::from_str::<Value>(&schema).unwrap()["properties"]["theme"].is_object());
    }
}

mod around {
    use super::*;

    #[test]
    fn completions_manual_schema_and_doctor_are_printed() {
        let desk = Desk::new();
        for (arguments, told) in [
            (&["completions", "bash"][..], "_dateline"),
            (&["completions", "fish"], "complete -c dateline"),
            (&["man"], "DATELINE EXTRACT"),
            (&["schema"], "\"title\": \"Record\""),
            (&["doctor"], "clipboard"),
            (&["--version"], env!("CARGO_PKG_VERSION")),
            (&["--help"], "extract"),
        ] {
            desk.dateline(arguments)
                .assert()
                .success()
                .stdout(predicate::str::contains(told))
                .stderr("");
        }
        desk.dateline(&["completions", "tcsh"]).assert().code(2);
    }

    #[test]
    fn the_keys_are_printed_as_the_configuration_leaves_them() {
        let desk = Desk::new();
        desk.write(
            "my.toml",
            "[keys]\naccept = \"F5\"\nreject = \"none\"\nfly = \"f\"\n",
        );
        let keys = stdout(&mut desk.dateline(&["keys"]));
        let row = |table: &str, name: &str| -> String {
            let row = table.lines().find(|line| line.contains(name));
            row.unwrap().split(name).next().unwrap().trim().to_owned()
        };
        assert_eq!(row(&keys, ":accept "), "a");
        let mut command = desk.dateline(&["keys", "--config", "my.toml"]);
        command
            .assert()
            .code(1)
            .stderr(predicate::str::contains("my.toml:4:1: keys: "));
        let changed = stdout(&mut command);
        assert_eq!(row(&changed, ":accept "), "F5");
        assert_eq!(row(&changed, ":reject "), "");
    }

    #[test]
    fn without_a_terminal_the_ui_names_show() {
        let desk = Desk::with_story();
        desk.dateline(&["news"])
            .assert()
            .code(2)
            .stdout("")
            .stderr(predicate::str::contains("dateline show PATH"));
        desk.dateline(&["nowhere"])
            .assert()
            .code(2)
            .stderr(predicate::str::contains("dateline: nowhere: "));
    }

    #[test]
    fn a_flag_of_the_ui_is_refused_by_a_subcommand() {
        Desk::with_story()
            .dateline(&["--theme", "dark", "extract", "news"])
            .assert()
            .code(2)
            .stderr(predicate::str::contains("'extract' takes no --theme"));
    }

    #[test]
    fn a_path_named_like_a_subcommand_is_opened_with_a_dot() {
        let desk = Desk::new();
        desk.write("stats", "Maria Lopez spoke.\n");
        let out = stdout(&mut desk.dateline(&["extract", "./stats"]));
        assert_eq!(lines(&out)[0]["text"], "Maria Lopez spoke.\n");
    }

    #[test]
    fn a_log_is_written_only_when_asked_for() {
        let desk = Desk::with_story();
        desk.dateline(&["extract", "news"]).assert().success();
        assert!(!desk.path("home").exists());
        desk.dateline(&["extract", "news"])
            .env("DATELINE_LOG", "debug")
            .assert()
            .success()
            .stderr("");
        assert!(desk.read("home/dateline/log").contains("started"));
        desk.dateline(&["-v", "extract", "news"])
            .assert()
            .success()
            .stderr(predicate::str::contains("dateline: 1 articles, 0 skipped"));
    }
}

mod generated {
    use super::*;

    /// Holds a committed file against what the program makes now; `UPDATE=1` writes it anew.
    fn is_fresh(file: &str, made: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("docs")
            .join(file);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, made).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == made,
            "docs/{file} is stale: UPDATE=1 cargo test generated"
        );
    }

    #[test]
    fn the_schema_of_records_is_committed() {
        is_fresh(
            "record.schema.json",
            &dateline::cli::schema::page().unwrap(),
        );
    }

    #[test]
    fn the_schema_of_the_configuration_is_committed() {
        is_fresh(
            "config.schema.json",
            &format!("{:#}\n", dateline::config::schema()),
        );
    }

    #[test]
    fn the_manual_page_is_committed() {
        is_fresh("dateline.1", &dateline::cli::man::page().unwrap());
    }
}
