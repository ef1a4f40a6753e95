//! Texts that another program changes while they are on the screen.

use serde_json::json;

use super::desk::{Desk, FERRY, WIDE};
use super::terminal::Terminal;

/// What a terminal sends when it gets the focus.
const FOCUS: &str = "\x1b[I";
/// What stands before the story from some moment on.
const CORRECTED: &str = "CORRECTED in the second paragraph.\n\n";

/// Where the record has the name that was accepted, in code points, if it has it by now.
fn accepted(desk: &Desk) -> Option<u64> {
    let record = desk.record("1-ferry.txt");
    let entities = record["entities"].as_array()?;
    let of_it = entities.iter().find(|e| e["verdict"] == "accepted")?;
    assert_eq!(of_it["text"], "Mara Quinn");
    of_it["start"].as_u64()
}

/// Opens the two stories and accepts the first name.
fn begun(desk: &Desk) -> Terminal {
    let mut terminal = desk.review();
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.saved();
    terminal
}

#[test]
fn a_text_that_is_changed_is_read_again_when_the_analyst_comes_back() {
    let desk = Desk::with_two_stories();
    let mut terminal = begun(&desk);
    desk.article("1-ferry.txt", format!("{CORRECTED}{FERRY}").as_bytes());
    terminal.press(FOCUS, "CORRECTED in the second");
    // It is where it was, in a text that is longer in front of it.
    terminal.press("Tagain\r", "#again");
    let now = (CORRECTED.len() + FERRY.find("Mara").unwrap()) as u64;
    terminal.until("the name at its new place", |_| {
        accepted(&desk) == Some(now) && desk.record("1-ferry.txt")["tags"] == json!(["again"])
    });
    // A file that is only touched is nothing new.
    desk.article("1-ferry.txt", format!("{CORRECTED}{FERRY}").as_bytes());
    terminal.press(&format!("{FOCUS}T, third\r"), "#third");
    terminal.saved();
    assert!(
        !terminal.shows("changed on the disk"),
        "{}",
        terminal.text()
    );
    terminal.keys(":q\r");
    // What was suggested for the old text does not fit.
    assert_eq!(terminal.end().exit_code(), 1);
}

#[test]
fn what_is_decided_before_the_change_is_noticed_is_found_in_the_new_text() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    desk.article("1-ferry.txt", format!("{CORRECTED}{FERRY}").as_bytes());
    terminal.press("\ta", "CORRECTED in the second");
    terminal.press("Tlater\r", "#later");
    let now = (CORRECTED.len() + FERRY.find("Mara").unwrap()) as u64;
    terminal.until("the name at its new place", |_| {
        let record = desk.record("1-ferry.txt");
        record["tags"] == json!(["later"]) && accepted(&desk) == Some(now)
    });
    terminal.keys(":q\r");
    // What was suggested for the old text does not fit.
    assert_eq!(terminal.end().exit_code(), 1);
}

#[test]
fn an_article_that_is_no_more_at_its_place_in_a_dump_is_told_and_work_on_it_is_kept() {
    let desk = Desk::empty();
    let line = |text: &str| json!({ "id": text.len().to_string(), "text": text }).to_string();
    let story = line("Mara Quinn spoke in Galway.");
    let more = line("Daniel Hartwell spoke in Erbil on Monday.");
    desk.article("dump.jsonl", format!("{story}\n{more}\n").as_bytes());
    let mut terminal = Terminal::start(desk.dateline(&["news"]), WIDE);
    terminal.see("spoke in Galway");
    // What is added behind it moves nothing …
    let third = line("Nobody else spoke.");
    desk.article(
        "dump.jsonl",
        format!("{story}\n{more}\n{third}\n").as_bytes(),
    );
    terminal.press(&format!("{FOCUS}Tone\r"), "#one");
    terminal.saved();
    assert!(!terminal.shows("has changed"), "{}", terminal.text());
    // … and what is put before it does.
    desk.article(
        "dump.jsonl",
        format!("{third}\n{story}\n{more}\n").as_bytes(),
    );
    terminal.press(FOCUS, "has changed since it was opened");
    terminal.press("T, two\r", "#two");
    terminal.saved();
    terminal.keys(":q\r");
    assert_eq!(terminal.end().exit_code(), 1, "something could not be read");
    let mut terminal = Terminal::start(desk.dateline(&["news"]), WIDE);
    terminal.see("Nobody else");
    terminal.keys("j");
    terminal.until("the story with its tags", |terminal| {
        terminal.shows("spoke in Galway") && terminal.shows("#one") && terminal.shows("#two")
    });
    terminal.kill();
}
