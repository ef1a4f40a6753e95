//! Who may look at a store, and who may write.

use super::*;

#[test]
fn looking_writes_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("news.annotations");
    let mut store = Store::open(&dir, "ana", Access::Writable).unwrap();
    assert_eq!(store.access(), &Access::Writable);
    let loaded = load(&mut store, &article(), "model 1").unwrap();
    assert_eq!(loaded.annotations.status, Status::New);
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);

    let group = Desk::open(&dir, article());
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    drop(group);
    let mut looking = look(&dir);
    let error = looking.append(&Group {
        number: 1,
        what: "edit".to_owned(),
        time: now(),
        undoes: None,
        steps: Vec::new(),
    });
    assert!(matches!(error, Err(StoreError::ReadOnly(ReadOnly::Asked))));
}

#[test]
fn the_folder_leaves_out_of_version_control_what_belongs_to_one_machine() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&Edit::AcceptAll);
    desk.save();
    drop(desk);
    // A crash left this behind.
    fs::write(dir.path().join("ana/.tmp-x"), "{").unwrap();
    let desk = Desk::open(dir.path(), article());
    let ignored = fs::read_to_string(dir.path().join(".gitignore")).unwrap();
    assert_eq!(ignored, "journal.jsonl\njournal.damaged-*\nlock\n.tmp-*\n");
    let names = |folder: &Path| {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(dir.path()), [".gitignore", "ana"]);
    assert_eq!(
        names(desk.store.folder()),
        ["articles", "journal.jsonl", "lock"]
    );
    assert_eq!(
        names(&desk.store.folder().join("articles")),
        [record_name("news.txt")]
    );
}

#[cfg(unix)]
#[test]
fn records_are_for_everyone_whom_the_umask_lets() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let plain = dir.path().join("plain");
    fs::write(&plain, "").unwrap();
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&Edit::AcceptAll);
    desk.save();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&desk.record()), mode(&plain));
}

#[test]
fn the_second_to_come_may_look_and_writes_when_the_first_has_gone() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = Desk::open(dir.path(), article());
    // Both came before there was a folder to lock.
    let mut second = Desk::open(dir.path(), article());
    first.edit(&Edit::AcceptAll);
    let group = Group {
        number: 1,
        what: "edit".to_owned(),
        time: now(),
        undoes: None,
        steps: Vec::new(),
    };
    let error = second.store.append(&group).unwrap_err();
    let pid = std::process::id().to_string();
    assert!(error.to_string().contains(&pid), "{error}");

    let mut third = Store::open(dir.path(), "ana", Access::Writable).unwrap();
    let Access::ReadOnly(ReadOnly::Locked { holder, .. }) = third.access() else {
        panic!("{:?}", third.access());
    };
    assert_eq!(holder.as_ref().unwrap().pid, std::process::id());
    let loaded = load(&mut third, &article(), "model 1").unwrap();
    assert_eq!(loaded.annotations, first.annotations, "it sees the journal");
    let other = Store::open(dir.path(), "ben", Access::Writable).unwrap();
    assert_eq!(
        other.access(),
        &Access::Writable,
        "annotators do not collide"
    );

    drop(first);
    let mut late = Store::open(dir.path(), "ana", Access::Writable).unwrap();
    assert_eq!(late.access(), &Access::Writable);
    late.append(&group).unwrap();
}

#[test]
fn what_another_session_wrote_meanwhile_is_not_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let mut early = Desk::open(dir.path(), article());
    let mut other = Desk::open(dir.path(), article());
    other.edit(&Edit::AcceptAll);
    drop(other);
    let error = early
        .store
        .append(&early.history.undo(now()).unwrap_or(Group {
            number: 1,
            what: "edit".to_owned(),
            time: now(),
            undoes: None,
            steps: Vec::new(),
        }));
    assert!(
        matches!(error, Err(StoreError::Changed { .. })),
        "{error:?}"
    );
    let again = Desk::open(dir.path(), article());
    assert_eq!(again.annotations.undecided(), 0);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_read_and_names_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    // A file stands where the folder should be: not even the superuser can write there.
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let mut store = Store::open(&file.join("x.annotations"), "ana", Access::Writable).unwrap();
    let group = Group {
        number: 1,
        what: "edit".to_owned(),
        time: now(),
        undoes: None,
        steps: Vec::new(),
    };
    let error = store.append(&group).unwrap_err().to_string();
    assert!(
        error.contains("-a DIR") && error.contains("x.annotations"),
        "{error}"
    );
    // As soon as it can be done it is done.
    fs::remove_file(&file).unwrap();
    store.append(&group).unwrap();
    assert_eq!(store.access(), &Access::Writable);
}
