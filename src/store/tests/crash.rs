//! A session that ends at any moment: what was told to be safe is there, and nothing by halves.

use std::fs;
use std::path::Path;

use super::machine::{Dice, Fate, Machine};
use super::session::{Session, State, folder};
use crate::store::disk::fault::{self, Fault};

/// Every file of JSON in a folder and those in it can be read.
fn all_json_is_whole(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_json_is_whole(&path);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let json = fs::read(&path).unwrap();
            let parsed = serde_json::from_slice::<serde_json::Value>(&json);
            assert!(parsed.is_ok(), "{}: {parsed:?}", path.display());
        }
    }
}

#[test]
fn a_kill_at_any_moment_costs_nothing_that_was_told_to_be_safe() {
    let dir = folder();
    let plan = fault::plan(&[]);
    let mut whole = Session::open(dir.path(), 1).unwrap();
    whole.work().unwrap();
    let count = fault::count();
    drop(plan);
    for at in 1..=count {
        let dir = folder();
        let plan = fault::plan(&[(at, Fault::Dead)]);
        if let Ok(mut session) = Session::open(dir.path(), 1) {
            assert!(session.work().is_err());
        }
        drop(plan);
        all_json_is_whole(dir.path());
        let safe = whole.safe_at.partition_point(|moment| moment.0 < at) - 1;
        let mut session = Session::open(dir.path(), 1).unwrap();
        let found = session.state();
        let step = whole.states.iter().skip(safe).position(|s| *s == found);
        assert!(
            matches!(step, Some(0 | 1)),
            "killed at operation {at}: decision {safe} was safe, {step:?} after it is found"
        );
        // Work goes on as if nothing had happened.
        session.go_on().unwrap();
        let after = session.state();
        drop(session);
        assert_eq!(Session::open(dir.path(), 1).unwrap().state(), after);
    }
}

/// What a session finds, which is what was safe or one decision more; then work can go on.
fn find(dir: &Path, states: &[State], what: &str) -> Session {
    all_json_is_whole(dir);
    let mut session = match Session::open(dir, 1) {
        Ok(session) => session,
        Err(error) => panic!("{what}: {error}"),
    };
    let found = session.state();
    let step = states.iter().take(2).position(|state| *state == found);
    assert!(step.is_some(), "{what}: neither what was safe nor one more");
    session.go_on().unwrap();
    let after = session.state();
    drop(session);
    let again = Session::open(dir, 1).unwrap();
    assert!(again.state() == after, "{what}: what came after is lost");
    assert_eq!(again.store.problems(), [], "{what}");
    again
}

#[test]
fn a_power_cut_at_any_moment_costs_nothing_that_was_told_to_be_safe() {
    let dir = folder();
    let plan = fault::plan(&[]);
    let mut whole = Session::open(dir.path(), 1).unwrap();
    whole.work().unwrap();
    let done = fault::done();
    drop(plan);
    let dice = &mut Dice(1);
    for at in 0..=done.len() {
        // What is under way may have reached the disk.
        for underway in [0, 1] {
            let mut machine = Machine::default();
            done.iter()
                .take(at + underway)
                .for_each(|done| machine.does(done));
            let safe = whole.safe_at.partition_point(|moment| moment.1 <= at) - 1;
            for fate in [
                Fate::Kept,
                Fate::Lost,
                Fate::Empty,
                Fate::Chance,
                Fate::Chance,
            ] {
                let left = folder();
                machine.crash(dir.path(), left.path(), fate, dice);
                let what = format!("after {at} operations and {underway}, {fate:?}");
                find(left.path(), &whole.states[safe..], &what);
            }
        }
    }
}

#[test]
fn one_power_cut_after_the_other_costs_nothing_that_was_told_to_be_safe() {
    for seed in 0..20 {
        let dice = &mut Dice(seed);
        let mut dir = folder();
        for round in 0..6 {
            let mut machine = Machine::new(dir.path());
            let plan = fault::plan(&[]);
            let mut session = Session::open(dir.path(), 1).unwrap();
            for _ in 0..dice.roll(25) {
                session.act(dice).unwrap();
            }
            let done = fault::done();
            drop(plan);
            let at = dice.roll(done.len() + 1);
            let underway = dice.roll(2);
            done.iter()
                .take(at + underway)
                .for_each(|done| machine.does(done));
            let safe = session.safe_at.partition_point(|moment| moment.1 <= at) - 1;
            let fate = [Fate::Kept, Fate::Lost, Fate::Empty, Fate::Chance][dice.roll(4)];
            let left = folder();
            machine.crash(dir.path(), left.path(), fate, dice);
            let what = format!("seed {seed}, round {round}, after {at} and {underway}, {fate:?}");
            find(left.path(), &session.states[safe..], &what);
            dir = left;
        }
    }
}
