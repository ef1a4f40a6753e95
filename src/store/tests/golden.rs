//! What earlier versions wrote is read with all that it says, and nothing of it is lost when it is
//! written again. `tests/fixtures/annotations` has a folder for each shape that there ever was.

use serde_json::json;

use super::session::{Session, folder};
use super::*;

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn golden() -> Vec<(String, tempfile::TempDir)> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/annotations");
    let mut shapes: Vec<PathBuf> = fs::read_dir(all)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    shapes.sort();
    let copies = shapes.into_iter().map(|shape| {
        let dir = folder();
        copy(&shape, dir.path());
        (
            shape.file_name().unwrap().to_string_lossy().into_owned(),
            dir,
        )
    });
    copies.collect()
}

fn record(dir: &Path, id: &str) -> Value {
    let path = dir.join("ana/articles").join(record_name(id));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn every_shape_that_was_ever_written_is_read_with_all_that_it_says() {
    let shapes = golden();
    assert_eq!(shapes.len(), 4);
    let mut states = Vec::new();
    for (shape, dir) in shapes {
        let before = ["1.txt", "2.txt"].map(|id| record(dir.path(), id));
        let mut session = Session::open(dir.path(), 1).unwrap();
        assert_eq!(session.store.problems(), [], "{shape}");
        assert_eq!(session.store.registry_problems(), [""; 0], "{shape}");
        let pending = [ArticleId::new("0.txt")];
        assert_eq!(session.store.pending(), pending, "{shape}");
        let known: Vec<_> = session.store.registry().entries().cloned().collect();
        assert_eq!(known.len(), usize::from(shape.as_str() > "3"), "{shape}");

        session.go_on().unwrap();
        let after = ["1.txt", "2.txt"].map(|id| record(dir.path(), id));
        for (before, mut after) in before.into_iter().zip(after) {
            after["journal"] = before["journal"].clone();
            assert_eq!(after, before, "{shape}");
        }
        assert_eq!(record(dir.path(), "0.txt")["note"], json!("again"));
        let state = session.state();
        drop(session);
        let mut session = Session::open(dir.path(), 1).unwrap();
        assert!(session.state() == state, "{shape}");
        for _ in 0..2 {
            session.undo().unwrap();
        }
        states.push(session.annotations());
    }
    // The later ones say the same and more.
    assert!(states[0] == states[1] && states[2] == states[3]);
    let (early, late) = (&states[0][0], &states[3][0]);
    assert_eq!(
        (early.note.as_deref(), &*early.tags),
        (Some("noted"), &["early".to_owned()][..])
    );
    assert_eq!((&early.entities, &early.tags), (&late.entities, &late.tags));
}

#[test]
fn what_a_later_version_wrote_is_refused_and_not_touched() {
    for (shape, dir) in golden() {
        let ana = dir.path().join("ana");
        let change = |name: &str, from: &str| {
            let path = ana.join(name);
            let Ok(text) = fs::read_to_string(&path) else {
                return None;
            };
            let later = text.replacen(from, &from.replace('1', "2"), 1);
            assert_ne!(later, text, "{shape}: {name}");
            fs::write(&path, &later).unwrap();
            Some((path, text, later))
        };
        let name = format!("articles/{}", record_name("1.txt"));
        if let Some((path, text, later)) = change(&name, "\"version\": 1") {
            let Err(error) = Session::open(dir.path(), 1) else {
                panic!("{shape}: a later record was read");
            };
            assert!(error.to_string().contains("newer"), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), later);
            fs::write(path, text).unwrap();
        }
        if let Some((path, text, later)) = change("entities.json", "\"version\": 1") {
            let store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
            let Access::ReadOnly(reason) = store.access() else {
                panic!("{shape}: it may be written over");
            };
            assert!(reason.to_string().contains("newer"), "{reason}");
            assert_eq!(fs::read_to_string(&path).unwrap(), later);
            fs::write(path, text).unwrap();
        }
    }
}

#[test]
fn fields_of_a_later_version_survive_an_edit_on_every_level() {
    let (_, dir) = golden().pop().unwrap();
    let mut mark = 0;
    let mut put = |value: &mut Value| {
        mark += 1;
        value["mood"] = json!({"deep": [mark, 2.5, null]});
    };
    let articles = dir.path().join("ana/articles");
    let entities = dir.path().join("ana/entities.json");
    let path = articles.join(record_name("2.txt"));
    let mut later = record(dir.path(), "2.txt");
    put(&mut later);
    put(&mut later["article"]);
    for list in ["entities", "clusters", "quotes", "dates"] {
        for item in later[list].as_array_mut().unwrap() {
            put(item);
            put(&mut item["was"]);
        }
    }
    for pointer in [
        "/content/0",
        "/quoted/0",
        "/cue",
        "/speaker",
        "/was/content/0",
    ] {
        put(later["quotes"][0].pointer_mut(pointer).unwrap());
    }
    fs::write(&path, later.to_string()).unwrap();
    let mut known: Value = serde_json::from_slice(&fs::read(&entities).unwrap()).unwrap();
    put(&mut known);
    put(&mut known["entities"][0]);
    fs::write(&entities, known.to_string()).unwrap();

    let mut session = Session::open(dir.path(), 1).unwrap();
    session.note_everywhere("later").unwrap();
    drop(session);
    let mut after = record(dir.path(), "2.txt");
    assert_eq!(after["note"], json!("later"));
    for field in ["journal", "note", "updated", "counts", "status"] {
        after[field] = later[field].clone();
    }
    assert_eq!(after, later);
    let mut after: Value = serde_json::from_slice(&fs::read(&entities).unwrap()).unwrap();
    assert_ne!(after["updated"], known["updated"]);
    assert_eq!(after["entities"][0]["note"], json!("later"));
    after["entities"][0]["note"] = json!("noted");
    assert_eq!(
        (&after["entities"], &after["mood"]),
        (&known["entities"], &known["mood"])
    );
}
