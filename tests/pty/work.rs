//! Work, from the first key to what stands on the disk.

use std::fs;

use serde_json::{Value, json};

use super::desk::{Desk, WIDE, files};
use super::terminal::Terminal;

/// The verdicts of a record's entities, with their text and label.
fn verdicts(record: &Value) -> Vec<String> {
    let mut verdicts: Vec<(u64, String)> = record["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| {
            let word = |field: &str| entity[field].as_str().unwrap().to_owned();
            let line = format!("{} {} {}", word("text"), word("label"), word("verdict"));
            (entity["start"].as_u64().unwrap(), line)
        })
        .collect();
    verdicts.sort();
    verdicts.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn a_days_work_is_on_the_disk_and_back_after_a_restart() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.keys("\t");
    terminal.press("a", "accepted Mara Quinn");
    terminal.press("c", "Label of Corvane Line");
    terminal.press("o", "Corvane Line is ORG");
    // A name of one's own: "harbour" in the first line, to its end.
    terminal.press("gg/in the har\r", "one match");
    terminal.press("wwve\r", "What is it?");
    terminal.press("l", "harbour is LOC");
    terminal.press("tport, ferry\r", "tagged");
    terminal.press("iwhich one?\r", "noted");
    terminal.press("Iread twice\r", "note ");
    terminal.press("u", "undid: ");
    terminal.press("u", "undid: ");
    terminal.press("\x12", "did again: ");
    terminal.press("\tx", "rejected told");
    terminal.press("r", "Articles 2/2");
    terminal.press("\ta", "accepted Soran");
    terminal.keys(":q\r");
    assert!(terminal.end().success());

    let ferry = desk.record("1-ferry.txt");
    assert_eq!(
        verdicts(&ferry),
        [
            "harbour LOC added",
            "Mara Quinn PERSON accepted",
            "Corvane Line ORG corrected",
            "told MISC rejected",
        ]
    );
    let own = &ferry["entities"][0];
    assert_eq!(own["tags"], json!(["port", "ferry"]));
    assert_eq!(own["note"], "which one?");
    assert_eq!(own["was"], Value::Null);
    assert_eq!(ferry["entities"][2]["was"]["label"], "PERSON");
    assert_eq!(
        (&ferry["status"], &ferry["note"]),
        (&json!("reviewed"), &Value::Null)
    );
    let mine = desk.record("2-mine.txt");
    assert_eq!(
        verdicts(&mine),
        ["Soran LOC accepted", "Daniel Hartwell PERSON unreviewed"]
    );
    assert_eq!(mine["status"], "in_progress");
    assert_eq!(desk.records().len(), 2);

    let mut terminal = desk.review();
    terminal.see("Articles 2/2");
    terminal.press("x", "Entities 1");
    terminal.press("uu", "undid: accept Soran");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    assert_eq!(
        desk.records(),
        [ferry],
        "undoing the first edit of an article leaves no record"
    );
}

#[test]
fn what_was_shown_as_saved_outlives_a_kill() {
    let desk = Desk::with_two_stories();
    let steps = [
        ("\ta", "accepted Mara Quinn"),
        ("\tx", "rejected Corvane Line"),
        ("\t(ve\rq", "a quote; s says who"),
        ("Tport\r", "#port"),
        ("u", "undid: "),
    ];
    for (keys, done) in steps {
        let mut terminal = desk.opened();
        terminal.press(keys, done);
        terminal.saved();
        terminal.kill();
    }
    let mut terminal = desk.opened();
    terminal.see("1 unreviewed here");
    terminal.see("Quotes 1");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    let record = desk.record("1-ferry.txt");
    assert_eq!(
        verdicts(&record),
        [
            "Mara Quinn PERSON accepted",
            "Corvane Line PERSON rejected",
            "told MISC unreviewed"
        ]
    );
    assert_eq!(record["tags"], json!([]));
}

#[test]
fn a_second_program_on_the_same_annotations_reads_only_and_says_so() {
    let desk = Desk::with_two_stories();
    let mut first = desk.review();
    first.press("\ta", "accepted Mara Quinn");
    first.saved();
    let folder = desk.annotations();
    let state = || {
        let all = files(&folder)
            .into_iter()
            .chain(files(&folder.join("articles")));
        let contents = all
            .filter(|path| path.is_file())
            .map(|path| fs::read(path).unwrap());
        contents.collect::<Vec<_>>()
    };
    first.until("a record", |_| !desk.records().is_empty());
    let before = state();
    let mut second = Terminal::start(desk.reviewing(), WIDE);
    second.see("read-only: ");
    let idle = "ana · read-only · 2 unreviewed here";
    second.press(":\x7f", idle);
    for (keys, name) in [
        ("\ta", "accept"),
        ("x", "reject"),
        ("T", "tag-article"),
        ("u", "undo"),
        ("r", "reviewed"),
    ] {
        second.press(keys, &format!("{name}: read-only"));
        second.press(":\x7f", idle);
    }
    second.keys(":q\r");
    second.end();
    assert_eq!(state(), before);
    first.press("x", "rejected Corvane Line");
    first.keys(":q\r");
    assert!(first.end().success());
}

#[test]
fn looking_writes_nothing_beside_the_articles() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\t\t\tj/ferr\r", "match");
    terminal.keys("\x1bq");
    terminal.press(":q\r", "");
    terminal.end();
    assert!(!desk.path("news.annotations").exists());
}

#[test]
fn articles_of_several_paths_in_one_folder_are_annotated_and_saved() {
    let desk = Desk::with_two_stories();
    desk.article("0-notes.md", b"Nothing is here.\n");
    // What nothing is said about is a problem, with which the session ends.
    let found = fs::read_to_string(desk.path("found.jsonl")).unwrap();
    let none =
        json!({"id": "0-notes.md", "offsets": "codepoint", "entities": [], "model": "desk 1"});
    fs::write(desk.path("found.jsonl"), format!("{found}\n{none}\n")).unwrap();
    let session = |paths: &[&str], keys: &[(&str, &str)]| {
        let arguments = [paths, &["--suggestions", "found.jsonl"]].concat();
        let mut terminal = Terminal::start(desk.dateline(&arguments), WIDE);
        for (keys, told) in keys {
            terminal.press(keys, told);
        }
        terminal.saved();
        terminal.keys(":q\r");
        assert!(terminal.end().success());
    };
    session(
        &["news/1*.txt", "news/*.md", "news/*.txt"],
        &[
            ("", "Articles 1/3"),
            ("\ta", "accepted Mara Quinn"),
            ("]a", "Articles 2/3"),
            ("]a", "Articles 3/3"),
            ("\ta", "accepted Soran"),
        ],
    );
    let decided = |id: &str, name: &str| {
        let verdicts = verdicts(&desk.record(id));
        verdicts.into_iter().find(|line| line.starts_with(name))
    };
    assert_eq!(
        decided("1-ferry.txt", "Mara").as_deref(),
        Some("Mara Quinn PERSON accepted")
    );
    assert_eq!(
        decided("2-mine.txt", "Soran").as_deref(),
        Some("Soran LOC accepted")
    );
    // Files beside annotations that are there, and the folder itself behind them.
    session(
        &["news/2-mine.txt", "news/1-ferry.txt", "news"],
        &[
            ("", "Articles 1/3"),
            ("\tx", "rejected Daniel Hartwell"),
            ("]a", "Articles 2/3"),
            ("\tx", "rejected Corvane Line"),
            ("u", "undid: reject Corvane Line"),
            ("\x12", "did again: reject Corvane Line"),
        ],
    );
    assert_eq!(
        decided("2-mine.txt", "Daniel").as_deref(),
        Some("Daniel Hartwell PERSON rejected")
    );
    assert_eq!(
        decided("1-ferry.txt", "Corvane").as_deref(),
        Some("Corvane Line PERSON rejected")
    );
    assert_eq!(desk.records().len(), 2);
    let beside: Vec<String> = files(&desk.path(""))
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".annotations"))
        .collect();
    assert_eq!(beside, ["news.annotations"]);
}
