//! Whatever is read of what the program, or somebody else, wrote: records, journals, configuration.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline::annotation::Annotations;
use dateline::annotation::edit::{Edit, Making, apply, plan};
use dateline::annotation::history::{Changes, Group, Step};
use dateline::article::{Article, hex_sha256};
use dateline::config::{Config, Layer};
use dateline::span::OffsetIndex;
use dateline::store::{Access, Entities, Record, Store, record_name};
use dateline::tui::app::entered::Sort;
use dateline::tui::app::queries::Saved;
use dateline::tui::effect::{Mark, Place};
use dateline::tui::session::{check_themes, keymap};
use dateline::tui::theme::{self, ColourDepth, Ground};
use dateline::tui::worker::{entered, marks, place, queries, seen};

use super::bytes::Bytes;

/// A record that can be read is written and read again without a loss.
pub fn record(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let text = bytes.text();
    let json = String::from_utf8_lossy(bytes.part());
    if let Ok(entities) = Entities::from_json(&json) {
        let written = String::from_utf8(entities.to_json().unwrap()).unwrap();
        assert_eq!(Entities::from_json(&written).unwrap(), entities);
    }
    let Ok(record) = Record::from_json(&json) else {
        return;
    };
    let written = String::from_utf8(record.to_json().unwrap()).unwrap();
    assert_eq!(Record::from_json(&written).unwrap(), record);
    let index = OffsetIndex::new(&text);
    let Ok(annotations) = record.into_annotations(&text, &index) else {
        return;
    };
    // What is unknown beside what is known may be put in order once.
    let article = Article::from_text("a.txt", &*text);
    let written = |annotations: &Annotations| {
        let record = Record::new(&article, &index, annotations, "ana", None);
        record.into_annotations(&text, &index).unwrap()
    };
    let again = written(&annotations);
    assert_eq!(again.items(), annotations.items());
    assert_eq!(written(&again), again);
}

/// Lines that begin with `!` get the checksum that makes them lines of a journal.
fn sealed(journal: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    for line in journal.split_inclusive(|byte| *byte == b'\n') {
        match line {
            [b'!', body @ ..] if body.trim_ascii_end().ends_with(b"}") => {
                let body = body.trim_ascii_end();
                let sum = hex_sha256(body);
                written.extend_from_slice(&body[..body.len() - 1]);
                written.extend_from_slice(b",\"sum\":\"");
                written.extend(sum.bytes().take(16));
                written.extend_from_slice(b"\"}\n");
            }
            _ => written.extend_from_slice(line),
        }
    }
    written
}

/// An annotator's folder as anybody may have left it: it opens or says why not, and what is decided
/// then is there at the next opening.
pub fn store(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let text = bytes.text();
    let (record, journal, entities) = (bytes.part(), sealed(bytes.part()), bytes.part());
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("ana");
    fs::create_dir_all(folder.join("articles")).unwrap();
    let files = [
        (folder.join("articles").join(record_name("a.txt")), record),
        (folder.join("journal.jsonl"), &*journal),
        (folder.join("entities.json"), entities),
    ];
    for (path, contents) in files {
        if !contents.is_empty() {
            fs::write(path, contents).unwrap();
        }
    }
    let article = Article::from_text("a.txt", &*text);
    let index = Arc::new(OffsetIndex::new(&text));
    let fresh = Annotations::default();
    let Ok(mut store) = Store::open(dir.path(), "ana", Access::Writable) else {
        return;
    };
    for known in store.statuses() {
        let _ = known;
    }
    let _ = (
        store.pending(),
        store.problems().len(),
        store.registry_problems().len(),
    );
    let history = store.history();
    let Ok(loaded) = store.load(&article, &index, &fresh) else {
        return;
    };
    let mut annotations = loaded.annotations;
    let note = Edit::SetNote(None, Some("the fuzzer was here".to_owned()));
    // Later than anything that was decided.
    let now = "9999-12-31T23:59:59Z".parse().unwrap();
    let changes = plan(
        &annotations,
        &note,
        &mut Making {
            text: &text,
            annotator: &Arc::from("ana"),
            now,
            new_id: &mut || "new".to_owned(),
        },
    );
    apply(&mut annotations, &changes).unwrap();
    let group = Group {
        number: history.next_number(),
        what: "note".to_owned(),
        time: now,
        undoes: None,
        steps: vec![Step {
            article: Some(article.id.clone()),
            changes: Changes::made(changes, &article.text, &index, &annotations),
        }],
    };
    let Ok(seq) = store.append(&group) else {
        return;
    };
    drop(store);
    let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
    let loaded = store.load(&article, &index, &fresh).unwrap();
    assert_eq!(loaded.annotations.note, annotations.note);
    store
        .write_record(&article, &index, &loaded.annotations, seq)
        .unwrap();
    let _ = store.write_registry();
    drop(store);
    let mut store = Store::open(dir.path(), "ana", Access::Writable).unwrap();
    let again = store.load(&article, &index, &fresh).unwrap();
    assert_eq!(again.annotations, loaded.annotations);
    for entry in fs::read_dir(dir.path()).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(name == "ana" || name == ".gitignore", "{name:?}");
    }
}

/// A configuration: what could be read of it is written and read again without a loss.
pub fn config(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let layer = match bytes.byte() & 1 {
        0 => Layer::User,
        _ => Layer::Folder,
    };
    let text = String::from_utf8_lossy(bytes.part());
    let file = Path::new("config.toml");
    let mut config = Config::default();
    let told = dateline::config::apply(&mut config, file, &text, layer);
    for told in &told {
        let _ = told.to_string();
    }
    let (keymap, complaints) = keymap(&config);
    let _ = (
        keymap.hidden().len(),
        complaints.len(),
        check_themes(&config).len(),
    );
    let written = config.to_toml();
    let mut again = Config::default();
    let told = dateline::config::apply(&mut again, file, &written, Layer::User);
    assert!(told.is_empty(), "{told:?}\n{written}");
    assert_eq!(again.to_toml(), written);
}

/// A theme: on every kind of terminal.
pub fn theme(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let depths = [
        ColourDepth::None,
        ColourDepth::Sixteen,
        ColourDepth::Indexed,
        ColourDepth::Exact,
    ];
    for depth in depths {
        for ground in [None, Some(Ground::Dark), Some(Ground::Light)] {
            let (_, told) = theme::read("own", Path::new("own.toml"), &text, depth, ground);
            for told in &told {
                let _ = told.to_string();
            }
        }
    }
}

/// The files of the state folder: whatever stands there, what is kept is recalled.
pub fn state(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let state = tempfile::tempdir().unwrap();
    let opened = [PathBuf::from("/news")];
    let files = ["history.json", "queries.json", "marks", "places", "seen"];
    let name = files[usize::from(bytes.byte()) % files.len()];
    let path = state.path().join(name);
    let path = if path.extension().is_some() {
        path
    } else {
        let hash = hex_sha256(b"/news");
        let ending = if name == "seen" { "txt" } else { "json" };
        path.join(format!("{}.{ending}", dateline::span::until(&hash, 16)))
    };
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes.part()).unwrap();
    let state = state.path();
    let id = dateline::article::ArticleId::new("a");
    let mark = Mark {
        root: 0,
        article: id.clone(),
        byte: 3,
        words: "x".to_owned(),
    };
    let place = Place {
        root: 0,
        article: id,
        cursor: 1,
        top: 0,
    };
    let saved = Saved {
        query: "tag:x".to_owned(),
        sort: None,
        group: None,
    };
    let _ = (
        entered::recall(state),
        marks::recall(state, &opened),
        place::recall(state, &opened),
    );
    let _ = (queries::recall(state), seen::recall(state, &opened));
    entered::keep(state, Sort::Finds, "sought").unwrap();
    assert_eq!(
        entered::recall(state)
            .of(Sort::Finds)
            .last()
            .map(String::as_str),
        Some("sought")
    );
    // What cannot be read is not written over.
    if marks::keep(state, &opened, 'm', &mark).is_ok() {
        assert_eq!(marks::recall(state, &opened).get(&'m'), Some(&mark));
    }
    place::remember(state, &opened, &place).unwrap();
    assert_eq!(place::recall(state, &opened), Some(place));
    if queries::keep(state, "q", Some(saved.clone())).is_ok() {
        assert_eq!(queries::recall(state).get("q"), Some(&saved));
    }
    seen::keep(state, &opened, 0, 7).unwrap();
    assert!(!seen::recall(state, &opened).is_empty());
}
