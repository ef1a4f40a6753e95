//! Tags that come in: as they are typed here, and none twice.

use std::collections::HashSet;

use crate::annotation::Annotations;
use crate::interchange::lay::{is_visible, reviews};

/// Lets tags be as they are typed, without white space around them; those that are empty are left out,
/// and those with control characters, of which the number is told. Only what has such a tag in `base`
/// already is not told: nothing is lost.
pub(super) fn settle(annotations: &mut Annotations, base: &Annotations) -> u64 {
    let mut refused = 0;
    let items = base.entities.iter().map(|e| &e.review);
    let items = items.chain(base.quotes.iter().map(|q| &q.review));
    let items = items.chain(base.dates.iter().map(|d| &d.review));
    let items = items.chain(base.clusters.iter().map(|c| &c.review));
    let known = base
        .tags
        .iter()
        .chain(items.flat_map(|review| &review.tags));
    let known: HashSet<String> = known
        .filter(|tag| is_odd(tag))
        .map(|tag| seen(tag))
        .collect();
    let mut settle = |tags: &mut Vec<String>| {
        tags.retain_mut(|tag| {
            *tag = tag.trim().to_owned();
            let is_known = !known.is_empty() && known.contains(&seen(tag));
            refused += u64::from(is_odd(tag) && !is_known);
            !is_odd(tag) && !tag.is_empty() && !is_known
        });
    };
    settle(&mut annotations.tags);
    for review in reviews(annotations) {
        settle(&mut review.tags);
    }
    refused
}

fn is_odd(tag: &str) -> bool {
    tag.contains(char::is_control)
}

/// What of a tag every format keeps.
fn seen(tag: &str) -> String {
    tag.chars().filter(|c| is_visible(*c)).collect()
}
