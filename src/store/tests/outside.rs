//! What other programs, and whoever made the folder, did to the files.

use super::*;
use crate::annotation::registry::Known;

fn group(number: u64) -> Group {
    Group {
        number,
        what: "edit".to_owned(),
        time: now(),
        undoes: None,
        steps: Vec::new(),
    }
}

/// A desk with a decision that is in journal and record.
fn worked(dir: &Path) -> Desk {
    let mut desk = Desk::open(dir, article());
    desk.edit(&accept("Ana Ruiz", &desk));
    desk.save();
    desk
}

/// Changes a record's file as another program does.
fn change(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut record: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    change(&mut record);
    fs::write(path, serde_json::to_vec_pretty(&record).unwrap()).unwrap();
}

fn reload(desk: &mut Desk) -> Loaded {
    let article = desk.article.clone();
    load(&mut desk.store, &article, "model 1").unwrap()
}

#[test]
fn a_record_that_changed_is_not_written_over_and_both_sides_come_together() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = worked(dir.path());
    let record = desk.record();
    change(&record, |record| {
        record["tags"] = serde_json::json!(["theirs"]);
    });
    let theirs = fs::read(&record).unwrap();
    assert!(desk.store.record_changed(&desk.article.id));
    desk.edit(&accept("Bergen", &desk));
    let (article, index) = (desk.article.clone(), OffsetIndex::new(TEXT));
    let refused = desk
        .store
        .write_record(&article, &index, &desk.annotations, desk.seq);
    assert!(
        matches!(refused, Err(StoreError::RecordChanged { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read(&record).unwrap(), theirs);

    let loaded = reload(&mut desk);
    assert!(loaded.changed && loaded.ahead);
    assert_eq!((loaded.conflicts.len(), loaded.disputed.len()), (0, 0));
    assert_eq!(loaded.annotations.tags, ["theirs"]);
    let accepted = [Verdict::Accepted, Verdict::Accepted, Verdict::Unreviewed];
    assert_eq!(verdicts(&loaded.annotations), accepted);
    desk.annotations = loaded.annotations;
    desk.seq = loaded.seq;
    desk.save();
    drop(desk);
    let again = Desk::open(dir.path(), article);
    assert_eq!(again.annotations.tags, ["theirs"]);
    assert_eq!(verdicts(&again.annotations), accepted);
}

#[test]
fn what_a_record_held_before_it_was_put_back_is_done_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = worked(dir.path());
    let early = fs::read(desk.record()).unwrap();
    desk.edit(&accept("Bergen", &desk));
    desk.save();
    let all = desk.annotations.clone();
    fs::write(desk.record(), early).unwrap();
    let loaded = reload(&mut desk);
    assert!(loaded.changed);
    assert_eq!(
        loaded.annotations, all,
        "the journal has what the record held"
    );
}

#[test]
fn a_record_that_was_removed_is_written_again_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = worked(dir.path());
    fs::remove_file(desk.record()).unwrap();
    desk.edit(&accept("Bergen", &desk));
    desk.save();
    assert!(desk.record().exists());
    let told = desk.store.take_told();
    assert!(
        told[0].contains("removed the record of news.txt"),
        "{told:?}"
    );
}

#[test]
fn both_sides_of_a_merge_in_a_file_are_told_by_line_and_never_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = worked(dir.path());
    let record = desk.record();
    let json = fs::read_to_string(&record).unwrap();
    let merged = json.replacen("  \"note\"", "<<<<<<< HEAD\n  \"note\"", 1);
    fs::write(&record, &merged).unwrap();
    desk.edit(&accept("Bergen", &desk));
    let index = OffsetIndex::new(TEXT);
    let annotations = desk.annotations.clone();
    let article = desk.article.clone();
    let refused = desk
        .store
        .write_record(&article, &index, &annotations, desk.seq)
        .unwrap_err();
    let line = 1 + json
        .lines()
        .position(|l| l.starts_with("  \"note\""))
        .unwrap();
    let told = refused.to_string();
    assert!(told.contains(&format!(".json:{line}: <<<<<<<")), "{told}");
    assert_eq!(fs::read_to_string(&record).unwrap(), merged);
}

#[test]
fn a_decision_after_the_journal_was_put_back_is_not_taken_for_an_earlier_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = worked(dir.path());
    let journal = desk.store.folder().join("journal.jsonl");
    let early = fs::read(&journal).unwrap();
    desk.edit(&accept("Bergen", &desk));
    desk.save();
    fs::remove_file(&journal).unwrap();
    fs::write(&journal, early).unwrap();
    let changed = desk.store.append(&Group {
        steps: vec![Step {
            article: Some(desk.article.id.clone()),
            changes: Vec::new().into(),
        }],
        ..group(3)
    });
    assert!(
        matches!(changed, Err(StoreError::Changed { .. })),
        "{changed:?}"
    );
    drop(desk);
    let mut desk = Desk::open(dir.path(), article());
    desk.edit(&accept("Saturday", &desk));
    drop(desk);
    let desk = Desk::open(dir.path(), article());
    assert_eq!(verdicts(&desk.annotations), [Verdict::Accepted; 3]);
}

#[test]
fn who_is_who_changed_by_another_program_stays_beside_what_is_decided_here() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = worked(dir.path());
    let entry = |key: &str, name: &str| Known::new(key.to_owned(), name, Label::PERSON);
    let decide = |desk: &mut Desk, change: &crate::annotation::registry::Change| {
        let group = Group {
            steps: vec![Step {
                article: None,
                changes: vec![change.written()].into(),
            }],
            ..group(desk.history.next_number())
        };
        desk.seq = desk.store.append(&group).unwrap();
        desk.history.push(group);
    };
    let made = desk.store.registry().make(entry("k1", "Ana"));
    decide(&mut desk, &made);
    desk.store.write_registry().unwrap();
    let file = desk.store.folder().join("entities.json");
    // Another entry there, another one here: both stay.
    change(&file, |file| {
        let mut other = file["entities"][0].clone();
        other["key"] = "k2".into();
        other["name"] = "Bo".into();
        file["entities"].as_array_mut().unwrap().push(other);
    });
    let made = desk.store.registry().make(entry("k3", "Cy"));
    decide(&mut desk, &made);
    desk.store.write_registry().unwrap();
    let names = |desk: &Desk| -> Vec<String> {
        let entries = desk.store.registry().entries();
        entries.map(|known| known.name.clone()).collect()
    };
    assert_eq!(names(&desk), ["Ana", "Bo", "Cy"]);
    assert_eq!(desk.store.take_told(), [""; 0]);
    // The same entry there and here: what is decided here counts, and theirs is kept.
    change(&file, |file| file["entities"][0]["name"] = "Anna".into());
    let theirs = fs::read(&file).unwrap();
    let edit = desk
        .store
        .registry()
        .edit("k1", |known| known.rename("Ana Ruiz"));
    decide(&mut desk, &edit.unwrap());
    desk.store.write_registry().unwrap();
    assert_eq!(names(&desk), ["Ana Ruiz", "Bo", "Cy"]);
    let told = desk.store.take_told();
    let (_, aside) = told[0].rsplit_once(" kept in ").unwrap();
    assert_eq!(fs::read(aside).unwrap(), theirs);
    // What is none is not written over.
    fs::write(&file, "<<<<<<< HEAD\n").unwrap();
    let edit = desk
        .store
        .registry()
        .edit("k1", |known| known.rename("Ana R."));
    decide(&mut desk, &edit.unwrap());
    let refused = desk.store.write_registry().unwrap_err().to_string();
    assert!(refused.contains("entities.json:1: <<<<<<<"), "{refused}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "<<<<<<< HEAD\n");
}

#[test]
fn copies_of_programs_that_keep_folders_in_step_are_told_and_are_no_records() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = worked(dir.path());
    let record = desk.record();
    let stem = record.file_stem().unwrap().to_string_lossy().into_owned();
    for copy in [
        "{} (conflicted copy).json",
        "{}.sync-conflict-20260501-101500-A.json",
    ] {
        fs::copy(&record, record.with_file_name(copy.replace("{}", &stem))).unwrap();
    }
    let seen = desk.store.look_around();
    assert!(seen.records && seen.copies.len() == 2, "{seen:?}");
    assert_eq!(
        desk.store.look_around(),
        outside::Change::default(),
        "told once"
    );
    drop(desk);
    let mut store = look(dir.path());
    assert_eq!(store.statuses().count(), 1);
    assert_eq!(store.take_told().len(), 2);
}

#[test]
fn a_lock_that_another_machine_left_is_told_and_one_of_this_machine_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let folder = worked(dir.path()).store.folder().to_owned();
    let open = || Store::open(dir.path(), "ana", Access::Writable).unwrap();
    assert_eq!(fs::read(folder.join("lock")).unwrap(), b"", "given back");
    let host = whoami::hostname().unwrap();
    for (left, told) in [
        (format!("{{\"pid\":1,\"host\":\"{host}\"}}"), 0),
        (
            "{\"pid\":7,\"host\":\"elsewhere\",\"since\":\"2026-05-01T10:00:00Z\"}".to_owned(),
            1,
        ),
        ("nonsense".to_owned(), 0),
    ] {
        fs::write(folder.join("lock"), &left).unwrap();
        let mut store = open();
        assert_eq!(store.access(), &Access::Writable, "{left}");
        let said = store.take_told();
        assert_eq!(said.len(), told, "{said:?}");
        assert!(
            said.iter()
                .all(|said| said.contains("process 7 on elsewhere (since 2026-05-01 10:00)"))
        );
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};

    use super::*;

    #[test]
    fn nothing_is_written_through_a_symbolic_link_but_to_the_annotations_as_a_whole() {
        let outside = |dir: &Path| {
            let file = dir.join("secret");
            fs::write(&file, "secret").unwrap();
            let folder = dir.join("elsewhere");
            fs::create_dir(&folder).unwrap();
            (file, folder)
        };
        for name in [
            "journal.jsonl",
            "lock",
            "record",
            "entities.json",
            "articles",
            "ana",
            ".gitignore",
        ] {
            let dir = tempfile::tempdir().unwrap();
            let (file, elsewhere) = outside(dir.path());
            let root = dir.path().join("x.annotations");
            let own = root.join("ana");
            let article = article();
            let record = own.join("articles").join(record_name(article.id.as_str()));
            fs::create_dir_all(if name == "ana" { &root } else { &own }).unwrap();
            match name {
                "articles" => symlink(&elsewhere, own.join(name)).unwrap(),
                "ana" => symlink(&elsewhere, root.join(name)).unwrap(),
                "record" => {
                    fs::create_dir(own.join("articles")).unwrap();
                    symlink(&file, &record).unwrap();
                }
                // One that leads to nothing would make a file there.
                ".gitignore" => symlink(dir.path().join("planted"), root.join(name)).unwrap(),
                _ => symlink(&file, own.join(name)).unwrap(),
            }
            let mut told = String::new();
            match Store::open(&root, "ana", Access::Writable) {
                Ok(mut store) => {
                    if let Access::ReadOnly(reason) = store.access() {
                        told = reason.to_string();
                    }
                    let index = OffsetIndex::new(TEXT);
                    let found = suggestions(TEXT, "model 1");
                    let mut annotations = Annotations::fresh(&found, TEXT, &index);
                    annotations.updated = Some(now());
                    let made =
                        store
                            .registry()
                            .make(Known::new("k".to_owned(), "Ana", Label::PERSON));
                    let steps = vec![Step {
                        article: None,
                        changes: vec![made.written()].into(),
                    }];
                    let results = [
                        store.append(&Group { steps, ..group(1) }).map(drop),
                        store.write_registry(),
                        store.write_record(&article, &index, &annotations, 1),
                    ];
                    for error in results.into_iter().filter_map(Result::err) {
                        told.push_str(&error.to_string());
                    }
                }
                Err(error) => told = error.to_string(),
            }
            assert_eq!(fs::read_to_string(&file).unwrap(), "secret", "{name}");
            assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0, "{name}");
            assert!(!dir.path().join("planted").exists(), "{name}");
            if name == ".gitignore" {
                assert_eq!(told, "", "{name}");
            } else if name == "entities.json" {
                assert!(told.contains("entities.json"), "{name}: {told}");
            } else {
                assert!(
                    told.contains("symbolic link") || told.contains(".json:1: "),
                    "{name}: {told}"
                );
            }
        }
        // The annotations as a whole may be elsewhere, by the analyst's own wish.
        let dir = tempfile::tempdir().unwrap();
        let (_, elsewhere) = outside(dir.path());
        let root = dir.path().join("x.annotations");
        symlink(&elsewhere, &root).unwrap();
        worked(&root);
        assert!(elsewhere.join("ana").join("journal.jsonl").exists());
    }

    #[test]
    fn a_record_keeps_its_mode_and_its_group_when_it_is_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut desk = worked(dir.path());
        let record = desk.record();
        fs::set_permissions(&record, fs::Permissions::from_mode(0o640)).unwrap();
        // Only the superuser has groups to give away.
        let given = chown(&record, None, Some(12_345)).is_ok();
        desk.edit(&accept("Bergen", &desk));
        desk.save();
        let metadata = fs::metadata(&record).unwrap();
        assert_eq!(metadata.mode() & 0o7777, 0o640);
        assert!(!given || metadata.gid() == 12_345);
    }

    #[test]
    fn what_stands_in_the_place_of_a_file_is_told_and_left() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "journal.jsonl",
            "lock",
            "articles",
            "entities.json",
            "record",
        ] {
            let root = dir.path().join(format!("{name}.annotations"));
            let desk = worked(&root);
            let (own, record) = (desk.store.folder().to_owned(), desk.record());
            drop(desk);
            let path = if name == "record" {
                record
            } else {
                own.join(name)
            };
            let away = dir.path().join("away");
            if path.exists() {
                fs::rename(&path, &away).unwrap();
            }
            match name {
                "articles" => fs::write(&path, "").unwrap(),
                _ => fs::create_dir(&path).unwrap(),
            }
            let mut told = Vec::new();
            let mut store = Store::open(&root, "ana", Access::Writable);
            match &mut store {
                Ok(store) => {
                    if let Access::ReadOnly(reason) = store.access() {
                        told.push(reason.to_string());
                    }
                    told.extend(
                        load(store, &article(), "model 1")
                            .err()
                            .map(|e| e.to_string()),
                    );
                    told.extend(store.append(&group(9)).err().map(|e| e.to_string()));
                }
                Err(error) => told.push(error.to_string()),
            }
            let file = path.file_name().unwrap().to_string_lossy();
            assert!(
                told.iter()
                    .any(|told| told.contains(&*file) || told.contains("ana")),
                "{name}: {told:?}"
            );
            drop(store);
            // With the file back everything is as it was.
            if path.is_dir() {
                fs::remove_dir(&path).unwrap();
            } else {
                fs::remove_file(&path).unwrap();
            }
            if away.exists() {
                fs::rename(&away, &path).unwrap();
            }
            let desk = Desk::open(&root, article());
            assert_eq!(
                desk.annotations.entities[0].review.verdict,
                Verdict::Accepted,
                "{name}"
            );
        }
    }
}
