//! Real disks that are full, read-only, slow or not ours. What takes the superuser to set up is run
//! by hand: `cargo test --test pty disks:: -- --ignored`.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::desk::{Desk, WIDE, files};
use super::terminal::Terminal;

/// Runs a program that must not fail; says whether it could.
fn run(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).status();
    ran.is_ok_and(|status| status.success())
}

/// A file system of its own in a folder, as long as it lives.
struct Mount(String);

impl Mount {
    /// None where this may not be done.
    fn at(folder: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let path = folder.to_str().unwrap().to_owned();
        let options = format!("size={size},mode=755");
        run("mount", &["-t", "tmpfs", "-o", &options, "tmpfs", &path]).then_some(Self(path))
    }

    fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        assert!(run("mount", &["-o", &options, &self.0]), "{options}");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        run("umount", &["-l", &self.0]);
    }
}

fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

/// Fills a disk to its last byte.
fn fill(folder: &Path) {
    let mut piece = 1 << 20;
    for at in 0.. {
        let file = folder.join(format!("fill-{at}"));
        if fs::write(&file, vec![b'x'; piece]).is_err() {
            if piece == 1 {
                return;
            }
            let _ = fs::remove_file(&file);
            piece = (piece / 4).max(1);
        }
    }
}

fn clear(folder: &Path) {
    for file in files(folder) {
        if file.to_string_lossy().contains("fill-") {
            fs::remove_file(file).unwrap();
        }
    }
}

/// Everything under the annotations that should be JSON is, and nothing is left over.
#[track_caller]
fn whole(desk: &Desk) {
    for file in files(&desk.annotations().join("articles")) {
        let json = fs::read(&file).unwrap();
        serde_json::from_slice::<serde_json::Value>(&json)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    for file in files(&desk.annotations()) {
        assert!(
            !file.to_string_lossy().contains(".tmp-"),
            "{}",
            file.display()
        );
    }
}

#[test]
#[ignore = "mounts a file system: run by hand as the superuser"]
fn a_full_disk_and_a_read_only_one_cost_nothing() {
    let desk = Desk::with_two_stories();
    let Some(disk) = Mount::at(&desk.path("news.annotations"), "512k") else {
        return skip("no file system can be mounted here");
    };
    let folder = desk.path("news.annotations");
    let mut terminal = desk.review();
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.saved();
    let told = "No space left on device";
    for elsewhere in [None, Some("copy")] {
        fill(&folder);
        // More than what is left of the journal's last block.
        let words: Vec<String> = (0..1200).map(|number| format!("w{number}")).collect();
        terminal.press(&format!("T, full, {}\r", words.join(", ")), told);
        terminal.press(":\x7f", "NOT SAVED");
        terminal.press(":w\r", told);
        terminal.press(":q\r", ":w PATH saves elsewhere");
        whole(&desk);
        match elsewhere {
            None => {
                clear(&folder);
                terminal.see("what was not saved is saved now");
            }
            Some(elsewhere) => {
                terminal.press(&format!(":w {elsewhere}\r"), "where this session goes on");
                assert!(desk.path(elsewhere).join("ana/journal.jsonl").exists());
            }
        }
        terminal.saved();
        terminal.press("u", "undid: ");
        terminal.saved();
    }
    terminal.keys(":q\r");
    terminal.end();
    clear(&folder);
    disk.remount("ro");
    let mut terminal = Terminal::start(desk.reviewing(), WIDE);
    terminal.see("read-only: ");
    terminal.see("Read-only file system");
    terminal.press(":\x7f", "2 unreviewed here");
    disk.remount("rw");
    terminal.press("\tx", "you can annotate here from now on");
    terminal.press("\tx", "rejected ");
    terminal.saved();
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    whole(&desk);
}

#[test]
#[ignore = "mounts a file system: run by hand as the superuser"]
fn an_export_to_a_full_disk_leaves_what_was_there() {
    let desk = Desk::with_two_stories();
    let Some(_disk) = Mount::at(&desk.path("out"), "64k") else {
        return skip("no file system can be mounted here");
    };
    let mut terminal = desk.review();
    terminal.press("r", "undecided");
    terminal.press("r", "Articles 2/2");
    terminal.keys(":q\r");
    terminal.end();
    let out = desk.path("out").join("all.json");
    fs::write(&out, "as it was").unwrap();
    fill(&desk.path("out"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args([
        "export",
        "news",
        "--format",
        "json",
        "--annotator",
        "ana",
        "-o",
    ]);
    command.arg(&out).current_dir(desk.path("."));
    let ended = command.output().unwrap();
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    let told = String::from_utf8(ended.stderr).unwrap();
    assert!(
        told.contains("all.json") && told.contains("No space left"),
        "{told}"
    );
    assert_eq!(fs::read_to_string(&out).unwrap(), "as it was");
    let left = files(&desk.path("out"));
    assert!(
        left.iter()
            .all(|file| !file.to_string_lossy().contains(".dateline-")),
        "{left:?}"
    );
}

#[test]
#[ignore = "becomes another user: run by hand as the superuser"]
fn a_folder_of_somebody_else_is_read_and_written_once_one_is_let_in() {
    let desk = Desk::with_two_stories();
    let mut own = desk.review();
    own.press("\ta", "accepted Mara Quinn");
    own.saved();
    own.keys(":q\r");
    own.end();
    let all = desk.path(".");
    let home = desk.path("home");
    let opened = run("chmod", &["755", all.to_str().unwrap()])
        && run("chmod", &["-R", "a+rwX", home.to_str().unwrap()]);
    assert!(opened);
    let mut command = desk.program("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.args([
        env!("CARGO_BIN_EXE_dateline"),
        "news",
        "--suggestions",
        "found.jsonl",
    ]);
    if !run(
        "setpriv",
        &[
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            env!("CARGO_BIN_EXE_dateline"),
            "--version",
        ],
    ) {
        return skip("nobody cannot run the program");
    }
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("read-only: ");
    terminal.see("Permission denied");
    terminal.press(":\x7f", "2 unreviewed here");
    let annotations = desk.path("news.annotations");
    assert!(run(
        "chmod",
        &["-R", "a+rwX", annotations.to_str().unwrap()]
    ));
    terminal.press("\tx", "you can annotate here from now on");
    terminal.press("\tx", "rejected");
    terminal.saved();
    terminal.keys(":q\r");
    terminal.end();
    whole(&desk);
}

#[test]
#[ignore = "needs strace: run by hand"]
fn a_disk_that_takes_seconds_holds_up_no_key_and_quitting_says_what_it_waits_for() {
    if !run("strace", &["-V"]) {
        return skip("there is no strace");
    }
    let desk = Desk::with_two_stories();
    let mut command = desk.program("strace");
    command.args([
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=fdatasync,fsync",
    ]);
    command.args(["-e", "inject=fdatasync,fsync:delay_enter=1500000"]);
    command.args([
        env!("CARGO_BIN_EXE_dateline"),
        "news",
        "--suggestions",
        "found.jsonl",
    ]);
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("unreviewed here");
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.press(":\x7f", "ana · saving");
    // What is looked at and decided meanwhile is answered at once.
    terminal.press("x", "rejected Corvane Line");
    terminal.press("]a", "Articles 2/2");
    terminal.press(":\x7f", "ana · saving");
    terminal.press(":q\r", "waiting for the disk: 2 decisions are being saved");
    let status = terminal.end();
    assert!(status.success(), "{}", terminal.text());
    let record = desk.record("1-ferry.txt").to_string();
    assert!(record.contains("accepted") && record.contains("rejected"));
}
