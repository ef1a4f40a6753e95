//! A session that ends at any moment: what was told to be safe is there, and nothing by halves.

use std::fs;
use std::path::Path;

use super::session::{Session, folder};
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
        let safe = whole.safe_at.partition_point(|moment| *moment < at) - 1;
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
