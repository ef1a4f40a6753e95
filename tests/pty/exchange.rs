//! Annotations handed on to other tools, and taken in from them.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use super::desk::{Desk, files};

/// The names of the files in a folder.
fn names(folder: &std::path::Path) -> Vec<String> {
    let files = files(folder);
    let names = files
        .iter()
        .filter_map(|file| file.file_name()?.to_str().map(str::to_owned));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_format_of_many_files_is_exported_from_the_screen() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.press("r", "undecided");
    terminal.press("r", "Articles 2/2");
    terminal.press(":export brat out\r", "Exported to");
    terminal.see("1 record exported");
    terminal.press("q", "Articles 2/2");
    let out = desk.path("out");
    assert_eq!(
        names(&out),
        ["1-ferry.ann", "1-ferry.txt", "annotation.conf"]
    );
    let text = fs::read_to_string(out.join("1-ferry.txt")).unwrap();
    let found = fs::read_to_string(out.join("1-ferry.ann")).unwrap();
    let mut fields = found.lines().next().unwrap().split(['\t', ' ']);
    assert_eq!(fields.next(), Some("T1"));
    assert_eq!(fields.next(), Some("PERSON"));
    let [start, end] = [fields.next(), fields.next()].map(|at| at.unwrap().parse().unwrap());
    let covered: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(covered, "Mara Quinn");

    // Without a path it is a folder beside the articles; a file in its place stays.
    terminal.press(":export brat\r", "news.reviewed.brat");
    assert_eq!(names(&desk.path("news.reviewed.brat")), names(&out));
    terminal.keys("q");
    fs::write(desk.path("taken"), "as it was").unwrap();
    terminal.press(":export brat taken\r", "taken: cannot be written");
    assert_eq!(fs::read_to_string(desk.path("taken")).unwrap(), "as it was");
    terminal.keys(":quit\r");
    assert!(terminal.end().success());
}

/// What another tool says about the first story.
const OTHERS: &str = r#"{"id":"1-ferry.txt","offsets":"codepoint","entities":[{"id":"x1","start":START,"end":END,"label":"LOC","text":"harbour"}]}"#;

/// Imports what another tool says as decided.
fn import(desk: &Desk) -> Output {
    let text = fs::read_to_string(desk.news().join("1-ferry.txt")).unwrap();
    let (before, _) = text.split_once("harbour").unwrap();
    let start = before.chars().count();
    let line = OTHERS.replace("START", &start.to_string());
    let line = line.replace("END", &(start + 7).to_string());
    fs::write(desk.path("others.jsonl"), line).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let arguments = "import others.jsonl --format jsonl --into news --as annotations";
    command
        .args(arguments.split(' '))
        .args(["--annotator", "ana"]);
    command.env("HOME", desk.path("home"));
    command.current_dir(desk.path("."));
    command.output().unwrap()
}

/// The verdict of the imported name.
fn verdict(desk: &Desk) -> Option<String> {
    let records = desk.records();
    let record = records
        .iter()
        .find(|record| record["article"]["id"] == "1-ferry.txt")?;
    let mut entities = record["entities"].as_array()?.iter();
    let harbour = entities.find(|entity| entity["text"] == "harbour")?;
    harbour["verdict"].as_str().map(str::to_owned)
}

#[test]
fn an_import_is_taken_back_and_done_again_like_any_decision() {
    let desk = Desk::with_two_stories();
    let done = import(&desk);
    assert!(done.status.success(), "{done:?}");
    assert_eq!(verdict(&desk).as_deref(), Some("accepted"));
    let mut terminal = desk.opened();
    terminal.see("harbour");
    // What was done after it is taken back first.
    terminal.press("j\ta", "accepted Soran");
    terminal.press("u", "undid: accept Soran");
    terminal.press("u", "undid: import others.jsonl");
    terminal.keys(":quit\r");
    assert!(terminal.end().success());
    assert_eq!(desk.records(), [] as [Value; 0]);

    // A restart forgets nothing of it.
    let mut terminal = desk.review();
    terminal.press("\x12", "did again: import others.jsonl");
    terminal.keys(":quit\r");
    assert!(terminal.end().success());
    assert_eq!(verdict(&desk).as_deref(), Some("accepted"));
}

#[test]
fn nothing_is_imported_while_the_annotator_is_at_work() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.saved();
    let journal = desk.annotations().join("journal.jsonl");
    let before = fs::read(&journal).unwrap();
    let refused = import(&desk);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(
        told.contains("is annotating here; end it first") && told.contains("nothing was imported"),
        "{told}"
    );
    assert_eq!(fs::read(&journal).unwrap(), before);
    terminal.press("u", "undid: accept Mara Quinn");
    terminal.keys(":quit\r");
    assert!(terminal.end().success());
}
