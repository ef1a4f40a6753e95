//! One name for each article.

use std::collections::HashMap;

use super::batch;
use crate::article::Origin;
use crate::hashed::HashedSet;
use crate::ingest::Problem;

/// The ids met so far.
#[derive(Default)]
pub(super) struct Names {
    /// By hash: 64 bits make a false repetition a matter of one in ten million corpora of a million.
    seen: HashedSet,
    /// How often a repeated id was met.
    repeated: HashMap<u64, u32>,
}

impl Names {
    /// The id's hash, and the id to use where it was met before: with `#2`, `#3` and so on.
    pub fn meet(&mut self, root: u32, id: &str) -> (u64, Option<String>) {
        let key = batch::hash(root as usize, id);
        match self.meet_hashed(root, id, key) {
            None => (key, None),
            Some((key, name)) => (key, Some(name)),
        }
    }

    /// The id to use and its hash where the id with the hash `key` was met before.
    pub fn meet_hashed(&mut self, root: u32, id: &str, key: u64) -> Option<(u64, String)> {
        if self.seen.insert(key) {
            return None;
        }
        let count = self.repeated.entry(key).or_insert(1);
        loop {
            *count += 1;
            let name = format!("{id}#{count}");
            let key = batch::hash(root as usize, &name);
            if self.seen.insert(key) {
                return Some((key, name));
            }
        }
    }
}

/// The problem of an id met again.
pub(super) fn repeated(origin: &Origin, id: &str, name: &str) -> Problem {
    Problem::of_record(
        origin,
        format!("“{id}” was met before and is called “{name}” here; give each article its own id"),
    )
    .in_field("id")
}
