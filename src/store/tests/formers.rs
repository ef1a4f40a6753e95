//! Articles that say an id of their own from one day on, whatever happened before and meanwhile.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::machine::{Dice, Fate, Machine};
use super::roll::read;
use super::*;
use crate::article::Origin;
use crate::store::disk::fault::{self, Fault};

/// An article of a dump.
fn at(id: &str, line: u64) -> Article {
    Article {
        origin: Origin {
            path: "/news/may.jsonl".into(),
            line,
        },
        ..Article::from_text(id, TEXT)
    }
}

/// What lists tell: the articles on which something was decided, and those of which the journal
/// holds more.
fn told(store: &Store) -> (Vec<String>, BTreeSet<String>) {
    let statuses = store.statuses().map(|known| known.unwrap().article);
    let mut statuses: Vec<String> = statuses.map(|id| id.to_string()).collect();
    statuses.sort();
    let pending = store.pending().iter().map(ToString::to_string).collect();
    let mut seen = Vec::new();
    let mut behind = BTreeSet::new();
    store.overview().read(None, &mut |glance| {
        seen.extend(glance.known.into_iter().map(|k| k.article.to_string()));
        behind.extend(glance.pending.iter().map(ToString::to_string));
        ControlFlow::Continue(())
    });
    seen.sort();
    assert_eq!((&seen, &behind), (&statuses, &pending));
    (statuses, pending)
}

fn only(id: &str) -> (Vec<String>, BTreeSet<String>) {
    (vec![id.to_owned()], BTreeSet::new())
}

#[test]
fn what_only_the_journal_holds_of_a_line_is_found_under_the_id() {
    for recorded in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(dir.path(), at("may.jsonl:3", 3));
        if recorded {
            desk.edit(&Edit::SetNote(None, Some("first".to_owned())));
            desk.save();
        }
        desk.edit(&Edit::AcceptAll);
        let annotations = desk.annotations.clone();
        // The program ended before the record was written.
        drop(desk);

        let own = at("ana-1", 3);
        let found = read(dir.path(), &[&own]);
        assert_eq!(found, (vec![annotations.clone()], Vec::new()), "{recorded}");
        let store = Store::open(dir.path(), "ana", Access::ReadOnly(ReadOnly::Asked)).unwrap();
        let pending = store.pending().into_iter().collect();
        assert!(store.is_behind(&own, &pending));
        assert!(!store.is_behind(&at("ana-2", 4), &pending));
        let mut desk = Desk::open(dir.path(), own.clone());
        assert_eq!(desk.annotations, annotations, "{recorded}");
        desk.save();
        assert_eq!(told(&desk.store), only("ana-1"), "{recorded}");
        assert_eq!(desk.store.needed(), [0; 0]);
        desk.edit(&Edit::SetStatus(Status::Reviewed));
        desk.save();
        let annotations = desk.annotations.clone();
        drop(desk);
        let desk = Desk::open(dir.path(), own.clone());
        assert_eq!(desk.annotations, annotations, "{recorded}");
        assert_eq!(told(&desk.store), only("ana-1"), "{recorded}");
        assert_eq!(desk.store.needed(), [0; 0]);
        drop(desk);
        let found = read(dir.path(), &[&own]);
        assert_eq!(found, (vec![annotations], Vec::new()), "{recorded}");
    }
}

#[test]
fn a_crash_while_a_record_gets_its_name_leaves_one_record_of_the_article() {
    for at_operation in 1.. {
        let dir = tempfile::tempdir().unwrap();
        let mut desk = Desk::open(dir.path(), at("may.jsonl:3", 3));
        desk.edit(&Edit::AcceptAll);
        desk.save();
        drop(desk);
        let own = at("ana-1", 3);
        let mut desk = Desk::open(dir.path(), own.clone());
        desk.edit(&Edit::SetStatus(Status::Reviewed));
        let annotations = desk.annotations.clone();
        let plan = fault::plan(&[(at_operation, Fault::Dead)]);
        let _ = desk
            .store
            .write_record(&own, &desk.index, &desk.annotations, desk.seq);
        let count = fault::count();
        drop(plan);
        drop(desk);

        let what = format!("killed at operation {at_operation}");
        let found = read(dir.path(), &[&own]);
        assert_eq!(found, (vec![annotations.clone()], Vec::new()), "{what}");
        let mut desk = Desk::open(dir.path(), own.clone());
        assert_eq!(desk.annotations, annotations, "{what}");
        assert_eq!(desk.store.statuses().count(), 1, "{what}");
        desk.save();
        assert_eq!(told(&desk.store), only("ana-1"), "{what}");
        drop(desk);
        let files = fs::read_dir(dir.path().join("ana/articles")).unwrap();
        assert_eq!(files.count(), 1, "{what}");
        if at_operation > count {
            return;
        }
    }
}

#[test]
fn a_power_cut_while_a_record_gets_its_name_leaves_one_record_of_the_article() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), at("may.jsonl:3", 3));
    desk.edit(&Edit::AcceptAll);
    desk.save();
    drop(desk);
    let own = at("ana-1", 3);
    let mut desk = Desk::open(dir.path(), own.clone());
    desk.edit(&Edit::SetStatus(Status::Reviewed));
    let before = Machine::new(dir.path());
    let plan = fault::plan(&[]);
    desk.save();
    let done = fault::done();
    drop(plan);
    let annotations = desk.annotations.clone();
    drop(desk);
    let dice = &mut Dice(1);
    for count in 0..=done.len() {
        for fate in [Fate::Kept, Fate::Lost, Fate::Empty]
            .into_iter()
            .chain([Fate::Chance; 20])
        {
            let mut machine = before.clone();
            done.iter().take(count).for_each(|done| machine.does(done));
            let left = tempfile::tempdir().unwrap();
            machine.crash(dir.path(), left.path(), fate, dice);
            let what = format!("after {count} operations, {fate:?}");
            let found = read(left.path(), &[&own]);
            assert_eq!(found, (vec![annotations.clone()], Vec::new()), "{what}");
            let mut desk = Desk::open(left.path(), own.clone());
            assert_eq!(desk.annotations, annotations, "{what}");
            desk.save();
            assert_eq!(told(&desk.store), only("ana-1"), "{what}");
        }
    }
}

#[test]
fn a_record_that_got_its_name_on_another_machine_is_not_written_twice() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::open(dir.path(), at("may.jsonl:3", 3));
    desk.edit(&Edit::AcceptAll);
    desk.save();
    drop(desk);
    let own = at("ana-1", 3);
    let mut here = Desk::open(dir.path(), own.clone());
    here.edit(&Edit::SetStatus(Status::Reviewed));
    // What another machine wrote comes in.
    let away = tempfile::tempdir().unwrap();
    let articles = |dir: &Path| dir.join("ana/articles");
    fs::create_dir_all(articles(away.path())).unwrap();
    for file in fs::read_dir(articles(dir.path())).unwrap().flatten() {
        fs::rename(file.path(), articles(away.path()).join(file.file_name())).unwrap();
    }
    let mut there = Desk::open(away.path(), own.clone());
    there.edit(&Edit::SetNote(None, Some("there".to_owned())));
    there.save();
    drop(there);
    for file in fs::read_dir(articles(away.path())).unwrap().flatten() {
        fs::rename(file.path(), articles(dir.path()).join(file.file_name())).unwrap();
    }
    let written = here
        .store
        .write_record(&own, &here.index, &here.annotations, here.seq);
    assert!(
        matches!(written, Err(StoreError::RecordChanged { .. })),
        "{written:?}"
    );
    drop(here);
    let again = Desk::open(dir.path(), own.clone());
    assert_eq!(again.annotations.status, Status::Reviewed);
    assert_eq!(again.annotations.note.as_deref(), Some("there"));
    assert_eq!(told(&again.store).0, ["ana-1"]);
}
