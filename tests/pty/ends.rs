//! The terminal is given back as it was, whatever ends or interrupts the program.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use super::bytes::Standing;
use super::desk::{Desk, WIDE};
use super::terminal::{Terminal, signal};

/// A shell that runs the program as a job; when it is stopped, a line brings it back.
const AS_A_JOB: &str = r#"
    set -m
    "$0" "$@"; status=$?
    while [ $status -gt 128 ]; do
        echo "stopped $((n += 1))"; read line; fg; status=$?
    done
    echo "the end"
"#;

#[track_caller]
fn given_back(terminal: &Terminal, after: &str) {
    assert_eq!(Standing::after(&terminal.raw), Standing::usual(), "{after}");
    assert_eq!(terminal.modes_now(), terminal.modes, "{after}");
    let screen = terminal.screen();
    assert!(!screen.alternate_screen(), "{after}");
    let looks = (screen.fgcolor(), screen.bgcolor(), screen.bold());
    assert_eq!(
        looks,
        (vt100::Color::Default, vt100::Color::Default, false),
        "{after}"
    );
}

#[track_caller]
fn taken(terminal: &Terminal) {
    let standing = Standing::after(&terminal.raw);
    assert_eq!(standing.keyboard, 1);
    for mode in ["1049", "2004", "1006"] {
        assert!(standing.modes.contains(mode), "{mode} in {standing:?}");
    }
    assert_ne!(terminal.modes_now(), terminal.modes);
}

/// The program on the two stories, as a job of a shell.
fn job(desk: &Desk) -> CommandBuilder {
    let mut command = desk.program("sh");
    command.args(["-c", AS_A_JOB, env!("CARGO_BIN_EXE_dateline")]);
    command.args(["news", "--suggestions", "found.jsonl"]);
    command
}

#[test]
fn every_end_gives_the_terminal_back() {
    let desk = Desk::with_two_stories();
    for (how, keys) in [
        ("q", "q"),
        (":q", ":q\r"),
        ("Ctrl-C twice", "\x03\x03"),
        ("TERM", ""),
        ("HUP", ""),
        ("INT", ""),
    ] {
        let mut terminal = desk.review();
        taken(&terminal);
        if keys.is_empty() {
            terminal.signal(how);
        } else {
            terminal.keys(keys);
        }
        let status = terminal.end();
        given_back(&terminal, how);
        assert!(status.success(), "{how}: {status}");
        assert_eq!(terminal.text().trim(), "", "{how}");
    }
}

#[test]
fn a_panic_is_told_on_a_terminal_in_order() {
    let desk = Desk::empty();
    for child in [
        "ends::panics_on_the_screen",
        "ends::panics_beside_the_screen",
    ] {
        let mut command = desk.program(std::env::current_exe().unwrap().to_str().unwrap());
        command.args(["--exact", child, "--ignored", "--nocapture"]);
        let mut terminal = Terminal::start(command, WIDE);
        assert!(!terminal.end().success());
        given_back(&terminal, child);
        assert!(terminal.shows("the deck is flooded"), "{}", terminal.text());
    }
}

#[test]
#[ignore = "the child of another test"]
fn panics_on_the_screen() {
    dateline::tui::terminal::restore_on_panic();
    let screen = dateline::tui::terminal::Screen::take(true).unwrap();
    // What is tested is the hook, not the end of the screen's life.
    std::mem::forget(screen);
    panic!("the deck is flooded");
}

#[test]
#[ignore = "the child of another test"]
fn panics_beside_the_screen() {
    dateline::tui::terminal::restore_on_panic();
    let screen = dateline::tui::terminal::Screen::take(true).unwrap();
    std::mem::forget(screen);
    let worker = std::thread::spawn(|| panic!("the deck is flooded"));
    worker.join().unwrap();
}

#[test]
fn a_stopped_job_leaves_the_shell_its_terminal_and_comes_back_as_it_was() {
    let desk = Desk::with_two_stories();
    let mut terminal = Terminal::start(job(&desk), WIDE);
    terminal.see("unreviewed here");
    for (how, stopped) in [("Ctrl-Z", "stopped 1"), ("TSTP", "stopped 2")] {
        let before = terminal.text();
        taken(&terminal);
        if how == "TSTP" {
            signal(how, terminal.foreground());
        } else {
            terminal.keys("\x1a");
        }
        terminal.see(stopped);
        given_back(&terminal, how);
        terminal.keys("\r");
        terminal.until("the same screen", |terminal| terminal.text() == before);
        taken(&terminal);
    }
    terminal.keys("q");
    terminal.see("the end");
    terminal.end();
    given_back(&terminal, "q");
}

#[test]
fn ctrl_z_without_a_shell_to_go_back_to_stops_nothing() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\x1a", "no shell");
    terminal.press("\t", "3 unreviewed here");
    terminal.keys("qq");
    assert!(terminal.end().success());
    given_back(&terminal, "q");
}

#[test]
fn the_program_ends_when_its_terminal_is_gone() {
    for (how, script) in [
        ("a hang-up", r#"exec "$0" "$@""#),
        ("no hang-up heard of", r#"trap "" HUP; "$0" "$@"; exit"#),
        (
            "no controlling terminal",
            r#"trap "" HUP; setsid "$0" "$@"; exit"#,
        ),
    ] {
        let desk = Desk::with_two_stories();
        let mut emulator = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "ends::emulates_a_terminal",
                "--ignored",
                "--nocapture",
            ])
            .env("DATELINE_TEST_SCRIPT", script)
            .env("DATELINE_TEST_DESK", desk.news().parent().unwrap())
            .stdout(Stdio::piped())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(emulator.stdout.take().unwrap()).lines();
        let process = lines
            .find_map(|line| {
                line.unwrap()
                    .strip_prefix("the program is ")
                    .map(str::to_owned)
            })
            .unwrap();
        signal("KILL", emulator.id());
        emulator.wait().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while is_running(&process) {
            assert!(Instant::now() < deadline, "{how}: it is still there");
        }
    }
}

fn is_running(process: &str) -> bool {
    let asked = Command::new("ps")
        .args(["-o", "stat=", "-p", process])
        .output();
    let state = String::from_utf8(asked.unwrap().stdout).unwrap();
    !state.trim().is_empty() && !state.starts_with('Z')
}

/// A window that can be closed hard: it shows the program until it is killed.
#[test]
#[ignore = "the child of another test"]
fn emulates_a_terminal() {
    let variable = |name: &str| std::env::var(name).unwrap();
    let mut command = Desk::program_in(variable("DATELINE_TEST_DESK").as_ref(), "sh");
    command.args([
        "-c",
        &variable("DATELINE_TEST_SCRIPT"),
        env!("CARGO_BIN_EXE_dateline"),
    ]);
    command.args(["news", "--suggestions", "found.jsonl"]);
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("unreviewed here");
    terminal.keys(":");
    terminal.quiet(Duration::from_millis(50));
    let family = Command::new("ps")
        .args(["-e", "-o", "pid=,ppid=,args="])
        .output()
        .unwrap();
    let program = String::from_utf8(family.stdout)
        .unwrap()
        .lines()
        .filter(|line| line.contains(env!("CARGO_BIN_EXE_dateline")))
        .find_map(|line| {
            let mut words = line.split_whitespace();
            let (process, parent) = (words.next()?, words.next()?);
            let ours = terminal.process().to_string();
            let name = words.next()?;
            (name.ends_with("dateline") && (process == ours || parent == ours))
                .then(|| process.to_owned())
        });
    println!("\nthe program is {}", program.unwrap());
    let _ = std::io::stdin().read(&mut [0]);
}

#[test]
fn a_terminal_that_takes_in_nothing_more_holds_up_no_end_and_loses_no_decision() {
    let desk = Desk::with_two_stories();
    let mut terminal = desk.review();
    terminal.press("\ta", "accepted Mara Quinn");
    let reading = terminal.reading();
    let deaf = reading.lock().unwrap();
    // More whole frames than fit between the two, so that the program is held in one of them.
    terminal.keys("x");
    for _ in 0..40 {
        terminal.keys("\x0c");
        terminal.quiet(Duration::from_millis(10));
    }
    terminal.signal("TERM");
    let ended = Instant::now();
    while is_running(&terminal.process().to_string()) {
        assert!(
            ended.elapsed() < Duration::from_secs(20),
            "it is still there"
        );
    }
    drop(deaf);
    assert!(terminal.end().success());
    assert_eq!(terminal.modes_now(), terminal.modes);
    let verdicts: Vec<_> = desk.record("1-ferry.txt")["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| entity["verdict"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(verdicts, ["accepted", "rejected", "unreviewed"]);
}
