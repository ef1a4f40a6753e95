use super::*;
use crate::annotation::registry::{Change, Known, Registry};

const KEY: &str = "0190f000-0000-7000-8000-000000000001";
const OTHER: &str = "0190f000-0000-7000-8000-000000000002";

/// A decision across articles, together with edits of the desk's own.
fn decide(desk: &mut Desk, changes: &[Change], edits: &[Edit]) -> Group {
    let mut steps = vec![Step {
        article: None,
        changes: changes
            .iter()
            .map(Change::written)
            .collect::<Vec<_>>()
            .into(),
    }];
    for edit in edits {
        desk.minute += 1;
        let now = format!("2026-05-01T10:00:{:02}Z", desk.minute);
        let planned = edit::plan(
            &desk.annotations,
            edit,
            &mut Making {
                text: &desk.article.text,
                annotator: &Arc::from("ana"),
                now: now.parse().unwrap(),
                new_id: &mut String::new,
            },
        );
        edit::apply(&mut desk.annotations, &planned).unwrap();
        let at = Coordinates {
            text: &desk.article.text,
            index: &desk.index,
        };
        let written = planned
            .iter()
            .map(|c| at.change(c, &desk.annotations.clusters));
        steps.push(Step {
            article: Some(desk.article.id.clone()),
            changes: written.collect::<Vec<_>>().into(),
        });
    }
    let group = Group {
        number: desk.history.next_number(),
        what: "who is who".to_owned(),
        time: super::now(),
        undoes: None,
        steps,
    };
    desk.seq = desk.store.append(&group).unwrap();
    desk.history.push(group.clone());
    group
}

fn known(key: &str, name: &str) -> Known {
    Known::new(key.to_owned(), name, Label::PERSON)
}

fn names(registry: &Registry) -> Vec<String> {
    registry.entries().map(|k| k.name.clone()).collect()
}

fn file(dir: &Path) -> PathBuf {
    dir.join("ana/entities.json")
}

#[test]
fn a_crash_between_the_journal_and_the_files_loses_nothing_of_who_is_who() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    let made = desk.store.registry().make(known(KEY, "Ana Ruiz"));
    let cluster = desk.annotations.clusters[0].id.clone();
    decide(
        &mut desk,
        &[made],
        &[Edit::SetKey(cluster, Some(KEY.to_owned()))],
    );
    let annotations = desk.annotations.clone();
    // Nothing but the journal was written.
    drop(desk);
    assert!(!file(dir.path()).exists());
    let mut desk = Desk::open(dir.path(), article());
    assert_eq!(names(desk.store.registry()), ["Ana Ruiz"]);
    assert_eq!(desk.annotations, annotations);
    assert_eq!(desk.annotations.clusters[0].key.as_deref(), Some(KEY));
    assert_eq!(
        desk.annotations.clusters[0].review.verdict,
        Verdict::Accepted
    );
    assert_eq!(desk.store.pending().len(), 1);

    // The file, and what is decided after it was written.
    desk.store.write_registry().unwrap();
    let written = fs::read_to_string(file(dir.path())).unwrap();
    let rename = |store: &Store, name: &str| store.registry().edit(KEY, |k| k.rename(name));
    let renamed = rename(&desk.store, "A. Ruiz").unwrap();
    decide(&mut desk, &[renamed], &[]);
    assert_eq!(fs::read_to_string(file(dir.path())).unwrap(), written);
    drop(desk);
    let mut desk = Desk::open(dir.path(), article());
    assert_eq!(names(desk.store.registry()), ["A. Ruiz"]);
    assert_eq!(desk.store.registry_problems(), [""; 0]);

    // Undo goes on after the restart, step by step.
    let undo = desk.history.undo(super::now()).unwrap();
    desk.store.append(&undo).unwrap();
    desk.history.push(undo);
    assert_eq!(names(desk.store.registry()), ["Ana Ruiz"]);
    let undo = desk.history.undo(super::now()).unwrap();
    desk.store.append(&undo).unwrap();
    desk.store.write_registry().unwrap();
    drop(desk);
    let store = look(dir.path());
    assert_eq!(names(store.registry()), [""; 0]);
    assert_eq!(store.registry_problems(), [""; 0]);
}

#[test]
fn the_file_is_readable_has_a_fixed_order_and_keeps_what_it_does_not_know() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    let mut ana = known(KEY, "Ana Ruiz");
    ana.aliases.push("Ruiz".to_owned());
    ana.link = Some("Q123".to_owned());
    let made = [
        desk.store.registry().make(known(OTHER, "Bo Lind")),
        desk.store.registry().make(ana),
    ];
    decide(&mut desk, &made, &[]);
    desk.store.write_registry().unwrap();
    drop(desk);
    let json = fs::read_to_string(file(dir.path())).unwrap();
    assert!(json.ends_with("}\n") && json.lines().count() > 20, "{json}");
    let order = [
        "\"format\": \"dateline-entities\"",
        "\"version\": 1",
        "\"annotator\": \"ana\"",
        "\"journal\"",
        "\"updated\"",
        "\"key\"",
        "\"name\": \"Ana Ruiz\"",
        "\"aliases\"",
        "\"label\": \"PERSON\"",
        "\"link\": \"Q123\"",
        "\"note\": null",
        "\"name\": \"Bo Lind\"",
    ];
    let at: Vec<usize> = order.iter().map(|part| json.find(part).unwrap()).collect();
    assert!(at.is_sorted(), "{json}");

    let foreign = json
        .replacen("\"note\": null", "\"note\": null,\n      \"born\": 1961", 1)
        .replacen(
            "\"version\": 1,",
            "\"version\": 1,\n  \"colour\": \"red\",",
            1,
        );
    fs::write(file(dir.path()), foreign).unwrap();
    let mut desk = Desk::open(dir.path(), article());
    let noted = desk
        .store
        .registry()
        .edit(KEY, |k| k.note = Some("the mayor".to_owned()));
    decide(&mut desk, &[noted.unwrap()], &[]);
    desk.store.write_registry().unwrap();
    let json = fs::read_to_string(file(dir.path())).unwrap();
    for kept in ["\"born\": 1961", "\"colour\": \"red\"", "\"the mayor\""] {
        assert!(json.contains(kept), "{kept}: {json}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_place_and_nothing_is_written_any_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    let made = desk.store.registry().make(known(KEY, "Ana Ruiz"));
    let group = decide(&mut desk, &[made], &[]);
    desk.store.write_registry().unwrap();
    drop(desk);
    let json = fs::read_to_string(file(dir.path())).unwrap();
    let twice = json.replacen(
        "\"entities\": [",
        &format!("\"entities\": [{{\"key\": \"{KEY}\", \"name\": \"x\", \"label\": \"ORG\"}},"),
        1,
    );
    for (broken, told) in [
        (json.replacen("\"Ana Ruiz\"", "7", 1), "entities[0].name"),
        (
            json.replacen("\"version\": 1", "\"version\": 2", 1),
            "newer",
        ),
        (json.replacen("dateline-entities", "other", 1), "format"),
        (
            json.replacen("\"annotator\"", "<<<<<<< HEAD", 1),
            "entities.json:",
        ),
        (twice, "entities[1].key"),
    ] {
        assert_ne!(broken, json);
        fs::write(file(dir.path()), &broken).unwrap();
        let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
        let Access::ReadOnly(reason) = store.access().clone() else {
            panic!("{told}: it may be written over");
        };
        let reason = reason.to_string();
        assert!(
            reason.contains(told) && reason.contains("entities.json"),
            "{reason}"
        );
        assert_eq!(store.registry_problems().len(), 1);
        assert!(store.append(&group).is_err());
        assert!(store.write_registry().is_ok(), "there is nothing to write");
        assert_eq!(fs::read_to_string(file(dir.path())).unwrap(), broken);
        // Nobody is kept from mending it.
        assert!(matches!(
            lock::lock(&dir.path().join("ana")),
            Ok(lock::Locking::Held(..))
        ));
    }
}

#[test]
fn a_decision_that_fits_the_file_no_more_is_told_and_the_others_are_done() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    for (key, name) in [(KEY, "Ana Ruiz"), (OTHER, "Bo Lind")] {
        let made = desk.store.registry().make(known(key, name));
        decide(&mut desk, &[made], &[]);
    }
    desk.store.write_registry().unwrap();
    let journal = fs::read_to_string(file(dir.path())).unwrap();
    for (key, name) in [(KEY, "A. Ruiz"), (OTHER, "B. Lind")] {
        let renamed = desk.store.registry().edit(key, |k| k.rename(name));
        decide(&mut desk, &[renamed.unwrap()], &[]);
    }
    drop(desk);
    // Somebody edited the file by hand before the journal was laid over it.
    fs::write(
        file(dir.path()),
        journal.replacen("\"Ana Ruiz\"", "\"Anna Ruiz\"", 1),
    )
    .unwrap();
    let store = look(dir.path());
    assert_eq!(names(store.registry()), ["Anna Ruiz", "B. Lind"]);
    let [problem] = store.registry_problems() else {
        panic!("{:?}", store.registry_problems());
    };
    assert!(problem.contains("Ana Ruiz"), "{problem}");
}

#[test]
fn the_file_of_another_machine_is_not_confused_with_this_ones_journal() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    let made = desk.store.registry().make(known(KEY, "Ana Ruiz"));
    decide(&mut desk, &[made], &[]);
    desk.store.write_registry().unwrap();
    let mine = desk.store.journal.id().to_owned();
    drop(desk);
    let json = fs::read_to_string(file(dir.path())).unwrap();
    let file_json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let time = file_json["updated"].as_str().unwrap();
    let theirs = json
        .replace(&mine, "theirs")
        .replace("Ana Ruiz", "A. Ruiz")
        .replace("\"others\": {}", &format!("\"others\": {{\"{mine}\": 1}}"))
        .replace(time, "2099-05-01T10:00:01Z");
    fs::write(file(dir.path()), theirs).unwrap();
    let store = look(dir.path());
    assert_eq!(names(store.registry()), ["A. Ruiz"]);
    assert_eq!(store.registry_problems(), [""; 0]);
}

#[test]
fn a_journal_is_shortened_only_when_the_file_holds_who_is_who() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), article());
    for name in ["Ana Ruiz", "Bo Lind", "Cy Moe"] {
        let made = desk.store.registry().make(known(name, name));
        decide(&mut desk, &[made], &[]);
    }
    let path = desk.store.folder().join("journal.jsonl");
    let long = fs::metadata(&path).unwrap().len();
    desk.store.shorten(1).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), long);
    desk.store.write_registry().unwrap();
    desk.store.shorten(1).unwrap();
    assert!(fs::metadata(&path).unwrap().len() < long);
    drop(desk);
    let store = look(dir.path());
    assert_eq!(names(store.registry()).len(), 3);
    assert_eq!(store.registry_problems(), [""; 0]);
}
