//! What is typed, pasted, or typed for another program.

use std::fs;
use std::time::{Duration, Instant};

use super::bytes::Standing;
use super::desk::{Desk, WIDE};
use super::terminal::Terminal;

/// An editor that lets a line be typed and puts it, with its argument, into the file.
const EDITOR: &str = r#"
printf '%s + ' "$(cat "$2")" >/dev/tty
read -r line </dev/tty
printf '%s / %s / %s\n' "$(cat "$2")" "$line" "$1" >"$2"
"#;

#[test]
fn two_thousand_keys_at_once_all_count() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\t", "Tab next");
    terminal.press("i", "note: ");
    let note: String = ('a'..='z').cycle().take(2_000).collect();
    terminal.keys(&note);
    terminal.keys("\r");
    terminal.until("a note", |terminal| {
        !terminal.shows("note: ") && terminal.shows("100 %")
    });
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    let record = desk.record("1-ferry.txt");
    let kept: Vec<&str> = record["entities"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entity| entity["note"].as_str())
        .collect();
    assert_eq!(kept, [note]);
}

#[test]
fn a_paste_is_text_in_a_prompt_and_nothing_elsewhere() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\t", "Tab next");
    terminal.keys("\x1b[200~xaAq\r:q\r\x03\x03\x1b[201~");
    terminal.press("T", "article's tags: ");
    terminal.keys("\x1b[200~:q\rq\tx\x1b[31m\u{1b}\x03, port\x1b[201~");
    terminal.see(":q q x");
    terminal.press("\r", "#port");
    terminal.see("3?");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    let record = desk.record("1-ferry.txt");
    let tags = record["tags"].as_array().unwrap();
    assert_eq!(tags.len(), 2);
    let first = tags[0].as_str().unwrap();
    assert!(
        first.starts_with(":q q x") && !first.contains(char::is_control),
        "{first:?}"
    );
    assert_eq!(tags[1], "port");
}

#[test]
fn a_note_is_what_the_editor_wrote_and_gets_every_key_typed_meanwhile() {
    let desk = Desk::with_two_stories();
    fs::write(desk.path("editor.sh"), EDITOR).unwrap();
    let mut command = desk.program("sh");
    let script = r#"set -m; "$0" "$@"; echo "stopped"; read line; fg"#;
    command.args(["-c", script, env!("CARGO_BIN_EXE_dateline")]);
    command.args(["news", "--suggestions", "found.jsonl"]);
    command.env("EDITOR", "sh editor.sh twice");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("unreviewed here");
    // A job that was stopped and brought back reads no more than one that never was.
    terminal.press("\x1a", "stopped");
    terminal.press("\r", "unreviewed here");
    terminal.press("\t", "Tab next");
    for (before, note) in [
        ("first", "first / one / twice"),
        ("first / one / twice", "first / one / twice / one / twice"),
    ] {
        if before == "first" {
            terminal.keys("ifirst");
        } else {
            terminal.keys("i");
        }
        terminal.see(&format!("note: {before}"));
        terminal.press("\x05", &format!("{before} + "));
        assert_eq!(Standing::after(&terminal.raw), Standing::usual());
        for (key, line) in [("o", "o"), ("n", "on"), ("e", "one")] {
            terminal.press(key, &format!("{before} + {line}"));
        }
        terminal.keys("\r");
        terminal.see("Mara Quinn");
        terminal.see_no("note: ");
        terminal.saved();
        terminal.until(note, |_| {
            desk.records()
                .first()
                .is_some_and(|record| record["entities"][0]["note"] == note)
        });
    }
    terminal.keys(":q\r");
    terminal.end();
}

#[test]
fn ctrl_z_in_the_editor_stops_the_whole_job_and_the_note_goes_on_after_it() {
    let desk = Desk::with_two_stories();
    fs::write(desk.path("editor.sh"), EDITOR).unwrap();
    let mut command = desk.program("sh");
    let script = r#"set -m; "$0" "$@"; echo "stopped"; read line; fg"#;
    command.args(["-c", script, env!("CARGO_BIN_EXE_dateline")]);
    command.args(["news", "--suggestions", "found.jsonl"]);
    command.env("EDITOR", "sh editor.sh once");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("unreviewed here");
    terminal.press("\tidraft", "note: draft");
    terminal.press("\x05", "draft + ");
    terminal.press("\x1a", "stopped");
    assert_eq!(Standing::after(&terminal.raw), Standing::usual());
    terminal.keys("\r");
    terminal.until("the job is back", |terminal| {
        terminal.foreground() != terminal.process()
    });
    terminal.press("later\r", "noted");
    terminal.keys(":q\r");
    terminal.end();
    let record = desk.record("1-ferry.txt");
    assert_eq!(record["entities"][0]["note"], "draft / later / once");
}

#[test]
fn keys_typed_behind_the_one_that_opens_the_editor_come_after_it() {
    let desk = Desk::with_two_stories();
    fs::write(desk.path("editor.sh"), "printf 'edited' >\"$1\"").unwrap();
    let mut command = desk.reviewing();
    command.env("VISUAL", "sh editor.sh");
    command.env("EDITOR", "false");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("unreviewed here");
    terminal.keys("\tidraft\x05aTport\r");
    terminal.see("#port");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    let record = desk.record("1-ferry.txt");
    assert_eq!(record["entities"][0]["note"], "edited");
    assert_eq!(record["entities"][0]["verdict"], "accepted");
}

#[test]
fn an_editor_that_fails_or_is_interrupted_leaves_the_note_as_it_was() {
    let desk = Desk::with_two_stories();
    fs::write(desk.path("editor.sh"), EDITOR).unwrap();
    let mut command = desk.reviewing();
    command.env("EDITOR", "sh editor.sh once");
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("unreviewed here");
    terminal.press("\tidraft", "note: draft");
    terminal.press("\x05", "draft + ");
    terminal.keys("\x03");
    terminal.see("note: draft");
    terminal.press("\x1b", "3 unreviewed here");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    assert_eq!(desk.records(), Vec::<serde_json::Value>::new());
}

#[test]
fn the_keyboard_is_the_terminals_while_articles_come_through_a_pipe() {
    let desk = Desk::empty();
    let article = serde_json::json!({"id": "s1", "title": "Tea in Mombasa", "text": "Mombasa drinks tea. Omar Said pours."});
    fs::write(desk.path("x.jsonl"), format!("{article}\n")).unwrap();
    for (arguments, writes) in [("", false), ("-a kept", true)] {
        let script = format!(r#"cat x.jsonl | "$0" - {arguments}"#);
        let mut command = desk.program("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_dateline")]);
        let mut terminal = Terminal::start(command, WIDE);
        terminal.see("drinks tea");
        if writes {
            terminal.press("Tpiped\r", "#piped");
        } else {
            terminal.see("-a DIR");
            terminal.press("T", "read-only");
        }
        terminal.keys(":q\r");
        terminal.end();
    }
    let kept = super::desk::files(&desk.path("kept").join("ana/articles"));
    assert_eq!(kept.len(), 1);
    assert!(!desk.path("-.annotations").exists());
}

#[test]
fn nothing_is_written_and_nothing_wakes_while_nothing_happens() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\t", "Tab next");
    // Articles to come are still read ahead for a moment.
    rests(&mut terminal);
    terminal.press("j", "Tab next");
    // What may follow a prefix is shown after a while; then nobody waits for anything.
    terminal.press("]", "Go to the next quote");
    rests(&mut terminal);
    terminal.press("\x1b", "Tab next");
}

/// Waits until nothing is written and nothing wakes.
fn rests(terminal: &mut Terminal) {
    let process = terminal.process();
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let (written, woken) = (terminal.raw.len(), wakings(process));
        terminal.quiet(Duration::from_millis(300));
        if (terminal.raw.len(), wakings(process)) == (written, woken) {
            break;
        }
        assert!(Instant::now() < deadline, "it never rests");
    }
}

#[test]
fn an_article_pasted_into_a_prompt_keeps_nobody_waiting() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("I", "article's note: ");
    let pasted = "Mara Quinn said: é.\n".repeat(5_000);
    terminal.keys(&format!("\x1b[200~{pasted}\x1b[201~"));
    terminal.see("said: é.");
    terminal.keys("the end");
    terminal.press("\r", "noted");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    let note = pasted.replace('\n', " ") + "the end";
    assert_eq!(desk.record("1-ferry.txt")["note"], note);
}

/// How often the threads of a process were given a processor because something had happened.
fn wakings(process: u32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{process}/task"));
    let tasks = tasks.into_iter().flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.unwrap().path().join("status")).ok())
        .filter_map(|status| {
            let line = status
                .lines()
                .find(|line| line.starts_with("voluntary_ctxt_switches"))?;
            line.split_whitespace().last()?.parse::<u64>().ok()
        })
        .sum()
}

/// Terminals tell when they get the focus: whoever edited the configuration meanwhile sees it.
#[test]
fn a_configuration_that_changed_is_read_again_when_the_terminal_has_the_focus() {
    let desk = Desk::with_two_stories();
    let folder = desk.path("home").join("config/dateline");
    fs::create_dir_all(&folder).unwrap();
    let mut terminal = desk.review();
    terminal.keys("\x1b[O");
    fs::write(
        folder.join("config.toml"),
        "[keys]\nproblems = \"F5\"\nqiut = \"Q\"\n",
    )
    .unwrap();
    terminal.keys("\x1b[I");
    terminal.see("no action 'qiut'");
    terminal.press("\x1b[15~", "What could not be read");
    terminal.press("q", "? help");
    fs::write(folder.join("config.toml"), "show_hints = false\n").unwrap();
    terminal.keys("\x1b[I");
    terminal.see_no("? help");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
}
