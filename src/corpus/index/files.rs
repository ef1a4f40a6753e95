//! Files, looked at side by side.

use std::sync::Arc;

use super::look::{Listed, listed_whole};
use crate::corpus::find::{Begun, Opened, begin};
use crate::corpus::source::Source;
use crate::corpus::walk::{Found, Walk};
use crate::ingest::{Problem, ReadOptions};

/// So many files are looked at by one thread at first, so that the first articles are there soon.
const FIRST: usize = 8;

/// So many at most.
const MOST: usize = 64;

/// What was seen of a file.
pub(super) enum Seen {
    /// It is one article.
    Whole(Found, Arc<Source>, Result<Listed<'static>, Problem>),
    /// It holds records, lies compressed or cannot be read: its turn comes in the order of files.
    Left(Found),
    /// What cannot be found.
    Missing(Problem),
}

/// What is found on a walk, some files at a time.
pub(super) fn some_at_a_time<'w>(
    walk: &'w mut Walk<'_>,
) -> impl Iterator<Item = Vec<(usize, Result<Found, Problem>)>> + 'w {
    let mut most = FIRST;
    std::iter::from_fn(move || {
        let some: Vec<_> = walk.by_ref().take(most).collect();
        most = (most * 2).min(MOST);
        (!some.is_empty()).then_some(some)
    })
}

/// Looks at a file that was found by an opened path.
pub(super) fn see(from: Opened<'_>, found: Result<Found, Problem>, options: &ReadOptions) -> Seen {
    let found = match found {
        Ok(found) => found,
        Err(problem) => return Seen::Missing(problem),
    };
    if options.skips(&found.path) {
        return Seen::Left(found);
    }
    let Ok(begun) = begin(from, &found, options) else {
        return Seen::Left(found);
    };
    if !begun.is_whole() {
        return Seen::Left(found);
    }
    let Begun {
        source, beginning, ..
    } = begun;
    let listed = listed_whole(&source, &beginning, found.about.len(), options);
    let listed = listed.map(|article| Listed::of_article(&article));
    Seen::Whole(found, Arc::new(source), listed)
}
