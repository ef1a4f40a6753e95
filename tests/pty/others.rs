//! Other programs on the same annotations, and disks that fail, as the analyst sees them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::{Value, json};

use super::desk::{Desk, WIDE, files};
use super::terminal::Terminal;

/// What a terminal sends when it gets the focus.
const FOCUS: &str = "\x1b[I";

/// The file of an article's record.
#[track_caller]
fn record_file(desk: &Desk, id: &str) -> PathBuf {
    let of_it = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        path.extension()
            .is_some_and(|extension| extension == "json")
            && !name.contains(".conflict-")
            && !name.contains(' ')
            && fs::read_to_string(path).is_ok_and(|json| json.contains(id))
    };
    let mut files = files(&desk.annotations().join("articles")).into_iter();
    files
        .find(of_it)
        .unwrap_or_else(|| panic!("no record of {id}"))
}

/// What other versions of records are kept.
fn asides(desk: &Desk) -> Vec<PathBuf> {
    let files = files(&desk.annotations().join("articles")).into_iter();
    let aside = |path: &PathBuf| path.to_string_lossy().contains(".conflict-");
    files.filter(aside).collect()
}

/// Changes a record as another program does: a new file in the place of the old one.
fn change(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut record: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    change(&mut record);
    let other = path.with_extension("other");
    fs::write(&other, serde_json::to_vec_pretty(&record).unwrap()).unwrap();
    fs::rename(&other, path).unwrap();
}

/// The entity of these words.
#[track_caller]
fn entity<'a>(record: &'a mut Value, text: &str) -> &'a mut Value {
    let entities = record["entities"].as_array_mut().unwrap().iter_mut();
    entities.into_iter().find(|e| e["text"] == text).unwrap()
}

fn verdict(desk: &Desk, text: &str) -> String {
    let mut record = desk.record("1-ferry.txt");
    entity(&mut record, text)["verdict"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Every file under a folder with its bytes and the time of its last change.
fn state(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut state = BTreeMap::new();
    for path in files(folder) {
        let modified = path.symlink_metadata().unwrap().modified().unwrap();
        if path.is_dir() {
            state.extend(self::state(&path));
            state.insert(path, (Vec::new(), modified));
        } else {
            state.insert(path.clone(), (fs::read(&path).unwrap(), modified));
        }
    }
    state
}

#[test]
fn the_second_takes_over_when_the_first_has_ended_and_another_annotator_is_never_touched() {
    let desk = Desk::with_two_stories();
    let mut bo = desk.reviewing();
    bo.args(["--annotator", "bo"]);
    let mut bo = Terminal::start(bo, WIDE);
    bo.see("unreviewed here");
    bo.press("\tx", "rejected Mara Quinn");
    bo.keys(":q\r");
    assert!(bo.end().success());
    let of_bo = desk.path("news.annotations").join("bo");
    let before = state(&of_bo);
    assert!(before.len() > 3, "{before:?}");

    let mut first = desk.review();
    first.press("gg\ta", "accepted Mara Quinn");
    first.saved();
    for edits in [false, true] {
        let mut second = Terminal::start(desk.reviewing(), WIDE);
        second.see("read-only: ");
        let pid = first.process().to_string();
        assert!(
            second.shows(&format!("process {pid} on ")),
            "{}",
            second.text()
        );
        second.press(":\x7f", "ana · read-only");
        second.press(":take-over\r", "is annotating here");
        if edits {
            first.press("\ta", "accepted Corvane Line");
            first.saved();
        }
        first.keys(":q\r");
        assert!(first.end().success());
        // Nobody touched a key of the second.
        second.see("has ended: :take-over lets you annotate here");
        if edits {
            second.press("\ta", "you annotate here from now on");
            second.saved();
            // What was tried before it could be done was not done.
            second.see("1 unreviewed here");
            second.press("\ta", "accepted told");
            second.press("u", "undid: accept told");
        } else {
            second.press(":take-over\r", "you annotate here from now on");
            second.saved();
            second.see("2 unreviewed here");
            // What the first did can be undone and done again.
            second.press("u", "undid: accept Mara Quinn");
            second.press("\x12", "did again: accept Mara Quinn");
        }
        second.keys(":q\r");
        assert!(second.end().success());
        first = desk.opened();
    }
    first.kill();
    assert_eq!(verdict(&desk, "Mara Quinn"), "accepted");
    assert_eq!(verdict(&desk, "Corvane Line"), "accepted");
    assert_eq!(state(&of_bo), before, "another annotator's folder");
}

#[test]
fn what_the_second_decided_before_it_knew_of_the_first_waits_for_its_end() {
    let desk = Desk::with_two_stories();
    // Both came before there was a folder to lock.
    let (mut first, mut second) = (desk.review(), desk.review());
    first.press("\ta", "accepted Mara Quinn");
    first.saved();
    second.press("\t\t\tx", "not saved: ");
    second.see("is annotating here");
    second.press(":\x7f", "NOT SAVED");
    first.press("a", "accepted Corvane Line");
    first.keys(":q\r");
    assert!(first.end().success());
    second.see("another program changed the journal");
    second.saved();
    second.see("all decided");
    second.keys(":q\r");
    second.end();
    for (name, verdict_now) in [
        ("Mara Quinn", "accepted"),
        ("Corvane Line", "accepted"),
        ("told", "rejected"),
    ] {
        assert_eq!(verdict(&desk, name), verdict_now, "{name}");
    }
}

/// Opens the two stories, decides about the first name, and waits until the record is there.
fn begun(desk: &Desk) -> Terminal {
    let mut terminal = desk.review();
    terminal.press("\ta", "accepted Mara Quinn");
    terminal.saved();
    terminal.until("a record", |_| {
        desk.records()
            .iter()
            .any(|record| record["article"]["id"] == "1-ferry.txt")
    });
    terminal
}

#[test]
fn what_another_program_changed_elsewhere_in_a_record_stays_beside_what_is_decided_here() {
    let desk = Desk::with_two_stories();
    let mut terminal = begun(&desk);
    let file = record_file(&desk, "1-ferry.txt");
    // Noticed when the terminal gets the focus …
    change(&file, |record| {
        record["tags"] = json!(["theirs"]);
        entity(record, "told")["verdict"] = json!("rejected");
    });
    terminal.press(FOCUS, "another program changed the record");
    terminal.saved();
    terminal.see("#theirs");
    terminal.see("1 unreviewed here");
    // It is written once more, with what was decided here.
    terminal.until("the record", |_| {
        fs::read(&file).is_ok_and(|json| json.ends_with(b"\n"))
    });
    // … and before it would be written over.
    change(&file, |record| {
        entity(record, "told")["note"] = json!("noted by them");
    });
    terminal.press("\tx", "another program changed the record");
    terminal.until("both", |_| verdict(&desk, "Corvane Line") == "rejected");
    terminal.saved();
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    let mut record = desk.record("1-ferry.txt");
    assert_eq!(record["tags"], json!(["theirs"]));
    assert_eq!(entity(&mut record, "told")["verdict"], "rejected");
    assert_eq!(entity(&mut record, "told")["note"], "noted by them");
    assert_eq!(entity(&mut record, "Mara Quinn")["verdict"], "accepted");
    assert!(asides(&desk).is_empty());
}

#[test]
fn the_same_thing_changed_here_and_there_is_put_to_the_analyst() {
    for mine in [true, false] {
        let desk = Desk::with_two_stories();
        let mut terminal = begun(&desk);
        let file = record_file(&desk, "1-ferry.txt");
        // Another machine decided about the second name, from the same record.
        change(&file, |record| {
            entity(record, "Corvane Line")["verdict"] = json!("rejected");
        });
        let theirs = fs::read(&file).unwrap();
        terminal.press("a", "both here and outside");
        terminal.press(":conflicts\r", "which is to stay?");
        for told in [
            "keep mine",
            "take theirs",
            "mine: accepted",
            "theirs: rejected",
        ] {
            assert!(terminal.shows(told), "{told}: {}", terminal.text());
        }
        assert_eq!(fs::read(&file).unwrap(), theirs, "nothing is written over");
        let [aside] = asides(&desk).try_into().unwrap();
        assert_eq!(fs::read(&aside).unwrap(), theirs);
        // Other work goes on, and the question comes again after a crash.
        terminal.keys("\x1b");
        terminal.see_no("which is to stay?");
        terminal.press("Tmeanwhile\r", "#meanwhile");
        terminal.saved();
        terminal.kill();
        let mut terminal = Terminal::start(desk.reviewing(), WIDE);
        terminal.see("both here and outside");
        terminal.press(":conflicts\r", "which is to stay?");
        assert_eq!(fs::read(&file).unwrap(), theirs, "nothing is written over");
        let (key, verdict_now) = if mine {
            ("m", "accepted")
        } else {
            ("t", "rejected")
        };
        // What is said of it may be followed at once by what is said of the record's recovery.
        terminal.keys(key);
        terminal.until("the choice", |_| {
            fs::read(&file).unwrap() != theirs && verdict(&desk, "Corvane Line") == verdict_now
        });
        terminal.press(":conflicts\r", "nothing in this article");
        terminal.keys(":q\r");
        terminal.end();
        assert_eq!(desk.record("1-ferry.txt")["tags"], json!(["meanwhile"]));
        assert_eq!(verdict(&desk, "Corvane Line"), verdict_now);
        assert_eq!(aside.exists(), mine);
        let mut terminal = desk.opened();
        terminal.press(":conflicts\r", "nothing in this article");
        terminal.kill();
    }
}

#[test]
fn a_record_that_is_none_any_more_is_told_kept_and_taken_up_again_when_it_is_mended() {
    let desk = Desk::with_two_stories();
    let mut terminal = begun(&desk);
    let file = record_file(&desk, "1-ferry.txt");
    let good = fs::read_to_string(&file).unwrap();
    let merged = good.replacen("  \"tags\"", "<<<<<<< HEAD\n  \"tags\"", 1);
    let line = 1 + merged
        .lines()
        .position(|line| line.starts_with('<'))
        .unwrap();
    for bad in [merged.as_str(), "garbage", ""] {
        fs::write(&file, bad).unwrap();
        terminal.press("Tkept\r", "the record was not written");
        if bad == merged {
            let told = format!(".json:{line}: <<<<<<<: version control left");
            let joined = |terminal: &Terminal| terminal.text().replace(['\n', ' '], "");
            let told = told.replace(' ', "");
            terminal.until(&told, |terminal| joined(terminal).contains(&told));
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), bad);
        // The decision itself is safe.
        terminal.saved();
        fs::write(&file, &good).unwrap();
        terminal.until("the record again", |_| {
            desk.record("1-ferry.txt")["tags"] == json!(["kept"])
        });
        terminal.see("the record is written now");
        terminal.press("u", "undid");
        terminal.until("the record undone", |_| {
            desk.record("1-ferry.txt")["tags"] == json!([])
        });
        terminal.saved();
    }
    // Somebody removed it: nothing of it is lost.
    fs::remove_file(&file).unwrap();
    terminal.press("Tagain\r", "another program removed the record");
    terminal.until("the record", |_| file.exists());
    terminal.keys(":q\r");
    terminal.end();
    assert_eq!(desk.record("1-ferry.txt")["tags"], json!(["again"]));
    assert_eq!(verdict(&desk, "Mara Quinn"), "accepted");
}

#[test]
fn a_journal_that_is_removed_or_replaced_loses_nothing() {
    let desk = Desk::with_two_stories();
    let mut terminal = begun(&desk);
    let journal = desk.annotations().join("journal.jsonl");
    fs::remove_file(&journal).unwrap();
    terminal.press("x", "another program changed the journal");
    terminal.saved();
    terminal.until("both", |_| verdict(&desk, "Corvane Line") == "rejected");
    assert_eq!(verdict(&desk, "Mara Quinn"), "accepted");
    // The journal as it was a while ago, as a backup brings it back.
    let early = fs::read(&journal).unwrap();
    terminal.press("\tx", "rejected told");
    terminal.saved();
    fs::remove_file(&journal).unwrap();
    fs::write(&journal, early).unwrap();
    terminal.press("Tlate\r", "another program changed the journal");
    terminal.saved();
    terminal.until("the tag", |_| {
        desk.record("1-ferry.txt")["tags"] == json!(["late"])
    });
    terminal.keys(":q\r");
    terminal.end();
    for (name, verdict_now) in [
        ("Mara Quinn", "accepted"),
        ("Corvane Line", "rejected"),
        ("told", "rejected"),
    ] {
        assert_eq!(verdict(&desk, name), verdict_now, "{name}");
    }
}

#[test]
fn a_folder_that_vanishes_costs_nothing_and_work_goes_on_elsewhere() {
    let desk = Desk::with_two_stories();
    let mut terminal = begun(&desk);
    let (here, away) = (desk.path("news.annotations"), desk.path("away"));
    fs::rename(&here, &away).unwrap();
    terminal.press("x", "not saved: ");
    terminal.see("the folder is gone");
    terminal.press(":\x7f", "NOT SAVED");
    assert!(
        !here.exists(),
        "nothing is made where a disk is to come back"
    );
    // In another article and back: what is not saved is there all the same.
    terminal.press("]a", "Articles 2/2");
    terminal.press("[a", "Articles 1/2");
    terminal.press(":\x7f", "1 unreviewed here");
    terminal.press(":q\r", ":w PATH saves elsewhere");
    assert!(terminal.shows(":q!"), "{}", terminal.text());
    // It comes back: saved without a key.
    fs::rename(&away, &here).unwrap();
    terminal.until("saved by itself", |_| {
        verdict(&desk, "Corvane Line") == "rejected"
    });
    terminal.see("what was not saved is saved now");
    terminal.saved();
    // It is gone again, for good: elsewhere, where the session goes on.
    fs::rename(&here, &away).unwrap();
    terminal.press("Tlost\r", "not saved: ");
    terminal.press(":w rescued\r", "where this session goes on");
    terminal.saved();
    terminal.press("u", "undid: ");
    terminal.press("\x12", "did again: ");
    terminal.saved();
    terminal.press("T, found\r", "#found");
    terminal.saved();
    terminal.keys(":q\r");
    terminal.end();
    assert!(!here.exists());
    let mut command = desk.reviewing();
    command.args(["-a", "rescued"]);
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("#lost #found");
    terminal.see("1 unreviewed here");
    terminal.press("u", "undid");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
}

#[test]
fn a_copy_of_everything_is_written_where_nothing_is_and_the_session_stays() {
    let desk = Desk::with_two_stories();
    let mut terminal = begun(&desk);
    terminal.press(":w copy\r", "this session goes on where it was");
    let copy = desk.path("copy").join("ana");
    let record = record_file(&desk, "1-ferry.txt");
    let copied = copy.join("articles").join(record.file_name().unwrap());
    assert_eq!(fs::read(copied).unwrap(), fs::read(record).unwrap());
    let before = state(&copy);
    terminal.press(":w copy\r", "there is something already");
    terminal.press("x", "rejected Corvane Line");
    terminal.saved();
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    assert_eq!(state(&copy), before);
    assert_eq!(verdict(&desk, "Corvane Line"), "rejected");
}

#[test]
fn a_limit_on_the_size_of_files_is_told_and_ends_nothing() {
    let desk = Desk::with_two_stories();
    let mut command = desk.program("sh");
    // 512 bytes each, as POSIX counts them.
    let limited = r#"ulimit -f 6; exec "$0" "$@""#;
    command.args(["-c", limited, env!("CARGO_BIN_EXE_dateline")]);
    command.args(["news", "--suggestions", "found.jsonl"]);
    let mut terminal = Terminal::start(command, WIDE);
    terminal.see("unreviewed here");
    terminal.keys("\taxx");
    terminal.see("ulimit -f");
    terminal.press(":\x7f", "NOT SAVED");
    terminal.press("k", "NOT SAVED");
    terminal.press("q", ":w PATH saves elsewhere");
    terminal.keys(":q!\r");
    let status = terminal.end();
    assert!(!status.success(), "what was not saved is told");
    assert!(terminal.shows("not saved"), "{}", terminal.text());
    // What is there is whole.
    let mut terminal = desk.opened();
    terminal.keys(":q\r");
    assert!(terminal.end().success(), "{}", terminal.text());
}

#[test]
fn a_full_state_folder_disturbs_nothing() {
    let desk = Desk::with_two_stories();
    // A file stands where the folder should be.
    let state = desk.path("home").join("state");
    fs::create_dir_all(&state).unwrap();
    fs::write(state.join("dateline"), "").unwrap();
    fs::write(desk.path("home").join("cache"), "").unwrap();
    let mut terminal = begun(&desk);
    terminal.press("ma", "is not kept");
    terminal.press("x", "rejected Corvane Line");
    terminal.saved();
    terminal.press("]a", "Articles 2/2");
    terminal.keys(":q\r");
    assert!(terminal.end().success());
    assert_eq!(verdict(&desk, "Corvane Line"), "rejected");
}

/// The permissions of a file, as `chmod` writes them.
fn mode(path: &Path) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = path.metadata().unwrap().permissions().mode();
    format!("{:o}", mode & 0o7777)
}

#[test]
fn what_is_made_is_for_whom_the_umask_lets_and_temporary_files_are_private() {
    for (umask, file, folder) in [
        ("0022", "644", "755"),
        ("0002", "664", "775"),
        ("0077", "600", "700"),
    ] {
        let desk = Desk::with_two_stories();
        let editor = desk.path("editor");
        fs::write(&editor, "stat -c %a \"$1\" > mode; echo written > \"$1\"").unwrap();
        let mut command = desk.program("sh");
        let script = format!(r#"umask {umask}; exec "$0" "$@""#);
        command.args(["-c", &script, env!("CARGO_BIN_EXE_dateline")]);
        command.args(["news", "--suggestions", "found.jsonl"]);
        command.env("EDITOR", format!("sh {}", editor.display()));
        let mut terminal = Terminal::start(command, WIDE);
        terminal.see("unreviewed here");
        terminal.press("\ta", "accepted Mara Quinn");
        terminal.keys("\x05");
        let told = desk.path("mode");
        terminal.until("the note", |_| {
            fs::read_to_string(&told).is_ok_and(|mode| !mode.is_empty())
        });
        assert_eq!(
            fs::read_to_string(&told).unwrap().trim(),
            "600",
            "the note in $TMPDIR"
        );
        terminal.keys("\r");
        terminal.until("the note in the record", |_| {
            desk.records()
                .iter()
                .any(|record| record.to_string().contains("written"))
        });
        terminal.press(":w copy\r", "goes on where it was");
        terminal.keys(":q\r");
        assert!(terminal.end().success());
        for place in [desk.path("news.annotations"), desk.path("copy")] {
            let own = place.join("ana");
            for made in [place.clone(), own.clone(), own.join("articles")] {
                assert_eq!(mode(&made), folder, "{umask}: {}", made.display());
            }
            let records = files(&own.join("articles"));
            assert!(!records.is_empty());
            for made in records
                .iter()
                .chain([&own.join("journal.jsonl"), &place.join(".gitignore")])
            {
                assert_eq!(mode(made), file, "{umask}: {}", made.display());
            }
        }
    }
}
