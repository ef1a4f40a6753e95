//! What is damaged in a journal is kept in a file of its own.

use super::session::{Session, folder};
use super::*;

/// The files of the annotator's folder that hold what was damaged, with their bytes.
fn set_aside(dir: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(dir.join("ana")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_aside = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("journal.damaged-") && name.ends_with("Z.jsonl")
    };
    let mut asides: Vec<PathBuf> = paths.filter(is_aside).collect();
    asides.sort();
    asides.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn damaged_lines_are_set_aside_before_anything_is_written_and_told_until_then() {
    let dir = folder();
    let mut session = Session::open(dir.path(), 1).unwrap();
    session.work().unwrap();
    let state = session.state();
    drop(session);
    let path = dir.path().join("ana/journal.jsonl");
    let whole = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = whole.split_inclusive('\n').map(str::to_owned).collect();
    let count = lines.len();
    // What is damaged is in the records by now; the last line was never fully written.
    let flipped = lines[1].replacen("edit", "eXit", 1);
    lines[1].clone_from(&flipped);
    lines.insert(3, "\0\0\0\n".to_owned());
    let torn = lines[4][..40].to_owned();
    lines.push(torn.clone());
    fs::write(&path, lines.concat()).unwrap();

    for _ in 0..2 {
        let session = Session::open(dir.path(), 1).unwrap();
        let told = session.store.problems().iter().map(|damage| damage.line);
        assert_eq!(told.collect::<Vec<_>>(), [2, 4, count as u64 + 2]);
        assert!(session.state() == state);
        assert_eq!(set_aside(dir.path()), [b""; 0], "looking writes nothing");
        assert_eq!(fs::read_to_string(&path).unwrap(), lines.concat());
    }
    let mut session = Session::open(dir.path(), 1).unwrap();
    session.go_on().unwrap();
    let after = session.state();
    drop(session);
    let aside = [&*flipped, "\0\0\0\n", &torn, "\n"].concat();
    assert_eq!(set_aside(dir.path()), [aside.into_bytes()]);
    let mended = fs::read_to_string(&path).unwrap();
    assert!(mended.starts_with(&[&*lines[0], &*lines[2], &*lines[4]].concat()));
    assert_eq!(mended.lines().count(), count);
    let mut session = Session::open(dir.path(), 1).unwrap();
    assert_eq!(session.store.problems(), []);
    assert!(session.state() == after);
    session.undo().unwrap();
    assert_eq!(set_aside(dir.path()).len(), 1);
}

#[test]
fn a_decision_never_gets_the_number_of_a_lost_one_that_its_record_holds() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    for words in ["one", "two", "three"] {
        desk.edit(&Edit::SetNote(None, Some(words.to_owned())));
    }
    desk.save();
    let path = desk.store.folder().join("journal.jsonl");
    drop(desk);
    // An earlier journal came back, from a backup.
    let journal = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = journal.split_inclusive('\n').collect();
    fs::write(&path, lines[..2].concat()).unwrap();
    let mut desk = Desk::open(dir.path(), article());
    assert_eq!(desk.annotations.note.as_deref(), Some("three"));
    desk.edit(&Edit::SetNote(None, Some("four".to_owned())));
    // The record is not written any more.
    drop(desk);
    let desk = Desk::open(dir.path(), article());
    assert_eq!(desk.annotations.note.as_deref(), Some("four"));
}

#[test]
fn what_no_record_holds_yet_stays_in_a_journal_that_is_shortened() {
    let dir = folder();
    let mut session = Session::open(dir.path(), 1).unwrap();
    session.work().unwrap();
    // An article that is not in the corpus any more: nobody brings its record up to the journal.
    let mut gone = Desk::open(dir.path(), Article::from_text("gone.txt", TEXT));
    assert!(matches!(gone.store.access(), Access::ReadOnly(_)));
    drop(session);
    drop(gone);
    gone = Desk::open(dir.path(), Article::from_text("gone.txt", TEXT));
    gone.edit(&Edit::AcceptAll);
    gone.edit(&Edit::SetNote(None, Some("x".to_owned())));
    drop(gone);

    let mut session = Session::open(dir.path(), 1).unwrap();
    for _ in 0..5 {
        session.go_on().unwrap();
    }
    let state = session.state();
    let length = |dir: &Path| fs::metadata(dir.join("ana/journal.jsonl")).unwrap().len();
    let long = length(dir.path());
    session.shorten(2).unwrap();
    assert!(length(dir.path()) < long);
    session.shorten(2).unwrap();
    session.undo().unwrap();
    session.redo().unwrap();
    assert!(session.state() == state);
    drop(session);
    assert!(Session::open(dir.path(), 1).unwrap().state() == state);
    let gone = Desk::open(dir.path(), Article::from_text("gone.txt", TEXT));
    assert_eq!(gone.annotations.note.as_deref(), Some("x"));
    assert_eq!(gone.annotations.undecided(), 0);
}
