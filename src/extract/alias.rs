//! Who is who: which mentions name the same person or thing.
//!
//! Nothing is assumed of how mentions were found; they may be wrong, overlap or have odd labels. Every step takes
//! time in proportion to their number: names are looked up by their words and never compared all with all.

mod group;
mod label;
mod lead;
mod name;
mod organisation;
mod person;
mod spelling;
mod synonym;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use self::group::Groups;
use self::name::Name;
use super::word::Words;
use super::{Cluster, Mention};

/// Gathers the mentions, which are in order of their start, under the people and things they name.
///
/// Names of one label that have the same words are one; so are an acronym and the name that it stands for, a
/// company with and without its legal form, the names of a country, and a person's full name, its other forms and
/// the family name alone. A family name with several bearers goes to the one with the title or gender beside it,
/// else to whoever was named last. Where the article itself shows that a mention's label is wrong (an acronym in
/// brackets behind its name), it is corrected.
pub(super) fn clusters(words: &Words, mentions: &mut [Mention]) -> Vec<Cluster> {
    let mut names = name::names(words, mentions);
    if label::settle(words, &names, mentions) {
        names = name::names(words, mentions);
    }
    let mut groups = Groups::new(names.len());
    organisation::same_words(&names, &mut groups);
    person::people(&names, &mut groups);
    organisation::acronyms(words, &names, &mut groups);
    organisation::neighbours(words, &names, &mut groups);
    organisation::short_forms(words, &names, &mut groups);
    collect(words, mentions, &names, &mut groups)
}

/// Names the groups and hands each mention its own.
fn collect(
    words: &Words,
    mentions: &mut [Mention],
    names: &[Name],
    groups: &mut Groups,
) -> Vec<Cluster> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for (at, mention) in mentions.iter_mut().enumerate() {
        let next = found.len();
        let place = *places.entry(groups.of(at)).or_insert(next);
        if place == next {
            found.push(Vec::new());
        }
        if let Some(members) = found.get_mut(place) {
            members.push(at);
        }
        mention.cluster = Some(place);
    }
    found
        .into_iter()
        .map(|members| lead::cluster(words, members.iter().filter_map(|&at| names.get(at))))
        .collect()
}
