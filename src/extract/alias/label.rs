//! Labels that the article itself corrects: an acronym in brackets, a family name alone.

use std::collections::{HashMap, HashSet};

use super::name::Name;
use super::organisation::{in_order, is_bracketed};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::Words;
use crate::extract::{Label, Mention};

/// What a word may be known as that is no person.
const OTHER: Kinds = Kinds::of(&[
    Kinds::COUNTRY,
    Kinds::REGION,
    Kinds::CITY,
    Kinds::TOWN,
    Kinds::GROUP,
    Kinds::ORG,
    Kinds::EVENT,
    Kinds::PRODUCT,
    Kinds::OTHER_NAME,
    Kinds::GROUP_ORG,
    Kinds::COMMON,
]);

/// Gives mentions the label that their name has elsewhere, where nothing speaks against it; whether any changed.
pub(super) fn settle(words: &Words, names: &[Name], mentions: &mut [Mention]) -> bool {
    let mut settled: Vec<(usize, Label)> = Vec::new();
    acronyms(words, names, &mut settled);
    families(words, names, &mut settled);
    for (at, label) in &settled {
        if let Some(mention) = mentions.get_mut(*at) {
            mention.label = label.clone();
        }
    }
    !settled.is_empty()
}

fn is_free(label: &Label) -> bool {
    ![Label::PERSON, Label::DATE, Label::MONEY, Label::NORP].contains(label)
}

/// Labels that are rarely given to what they do not fit.
fn is_sure(label: &Label) -> bool {
    [Label::ORG, Label::LOC].contains(label)
}

/// Whether the first word of a name is known as nothing but, perhaps, a person's.
fn is_unknown(words: &Words, name: &Name) -> bool {
    words
        .get(name.ends.0)
        .is_some_and(|w| !w.is(OTHER) && !w.known.kinds.any(OTHER))
}

/// An acronym in brackets is what the name before it is, there and wherever it stands.
fn acronyms(words: &Words, names: &[Name], settled: &mut Vec<(usize, Label)>) {
    let mut explained: HashMap<&str, &Label> = HashMap::new();
    for pair in names.windows(2) {
        let [name, next] = pair else {
            continue;
        };
        if let Some(short) = next.parts.first()
            && next.acronym
            && name.parts.len() > 1
            && is_sure(&name.label)
            && is_unknown(words, next)
            && is_bracketed(words, name, next)
            && in_order(short, &name.initials(words))
        {
            explained.entry(short).or_insert(&name.label);
        }
    }
    for (at, name) in names.iter().enumerate().filter(|(_, n)| n.acronym) {
        if let Some(label) = name
            .parts
            .first()
            .and_then(|short| explained.get(short.as_str()))
            && !is_sure(&name.label)
            && ![Label::DATE, Label::MONEY].contains(&name.label)
        {
            settled.push((at, (*label).clone()));
        }
    }
}

/// A word that is known as nothing else and is the family name of somebody named in full is that person, unless
/// the article uses it for something else more than once.
fn families(words: &Words, names: &[Name], settled: &mut Vec<(usize, Label)>) {
    let bearers: HashSet<&str> = names
        .iter()
        .filter(|n| n.is_person() && n.core.len() > 1)
        .filter_map(|n| n.core.last().map(String::as_str))
        .collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    let lone = |name: &&Name| name.parts.len() == 1 && is_free(&name.label) && !name.acronym;
    for word in names.iter().filter(lone).filter_map(Name::lone) {
        *uses.entry(word).or_default() += 1;
    }
    for (at, name) in names.iter().enumerate().filter(|(_, n)| lone(n)) {
        let Some(word) = name.lone().filter(|word| bearers.contains(word)) else {
            continue;
        };
        if is_unknown(words, name) && uses.get(word) == Some(&1) {
            settled.push((at, Label::PERSON));
        }
    }
}
