//! A disk that fails once: nothing is lost, and what failed can be done again.

use super::session::{Session, State, folder};
use crate::store::disk::fault::{self, EACCES, EDQUOT, EIO, ENOSPC, Fault};

/// How many operations a day's work takes, and what is decided at its end.
fn whole() -> (usize, State) {
    let dir = folder();
    let _plan = fault::plan(&[]);
    let mut session = Session::open(dir.path(), 1).unwrap();
    session.work().unwrap();
    (fault::count(), session.state())
}

#[test]
fn whatever_fails_once_costs_nothing_that_was_decided() {
    let (count, end) = whole();
    assert!(count > 80, "{count}");
    let kinds = [ENOSPC, EIO, EACCES, EDQUOT];
    let fails = kinds.map(Fault::Fails);
    let torn = [0, 1, 57, 300].map(|bytes| Fault::Torn(bytes, ENOSPC));
    for at in 1..=count {
        let fault = [fails[at % 4], torn[at / 4 % 4]];
        for fault in fault {
            let dir = folder();
            // The folder that cannot be made is another test's.
            let mut session = Session::open(dir.path(), 3).unwrap();
            session.store.begin().unwrap();
            let plan = fault::plan(&[(at, fault)]);
            session.work().unwrap();
            drop(plan);
            assert_eq!(session.state(), end, "operation {at}: {fault:?}");
            drop(session);
            let session = Session::open(dir.path(), 1).unwrap();
            assert_eq!(session.store.problems(), [], "operation {at}: {fault:?}");
            assert_eq!(session.state(), end, "operation {at}: {fault:?}");
        }
    }
}
