//! What a cluster is called: its fullest name leads, the others follow.

use std::collections::{HashMap, HashSet};

use super::name::{Name, is_particle};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Words};
use crate::extract::{Cluster, Label};
use crate::text::fold::fold;

/// The cluster of these names: the fullest leads, the others follow in order of appearance.
pub(super) fn cluster<'n, 'a: 'n>(
    words: &Words,
    members: impl Iterator<Item = &'n Name<'a>>,
) -> Cluster {
    let mut distinct: Vec<&Name> = Vec::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in members {
        let count = counts.entry(name.text).or_default();
        if *count == 0 {
            distinct.push(name);
        }
        *count += 1;
    }
    let mut fullest: Option<(&Name, Fullness)> = None;
    for name in &distinct {
        let size = fullness(words, name, counts.get(name.text).copied().unwrap_or(0));
        if fullest.as_ref().is_none_or(|(_, most)| size > *most) {
            fullest = Some((name, size));
        }
    }
    let Some((lead, _)) = fullest else {
        return Cluster {
            label: Label::MISC,
            name: String::new(),
            aliases: Vec::new(),
        };
    };
    let name = spoken(words, lead);
    let mut seen = HashSet::from([fold(&name)]);
    let others = distinct.iter().map(|n| one_line(n.text));
    Cluster {
        label: lead.label.clone(),
        aliases: others.filter(|alias| seen.insert(fold(alias))).collect(),
        name,
    }
}

/// How full a name is: later fields count where earlier ones are equal.
type Fullness = (bool, usize, bool, bool, usize, usize);

fn fullness(words: &Words, name: &Name, count: usize) -> Fullness {
    let person = name.label == Label::PERSON;
    // `Iraqi` before `Iraqis`: a people's names are all equally full.
    let people = name.label == Label::NORP;
    // `Prime Minister Masrour Barzani` is no fuller than `Masrour Barzani`, and a name that has run on is none.
    let odd = Kinds::of(&[
        Kinds::TITLE,
        Kinds::ROLE,
        Kinds::COMMON,
        Kinds::COUNTRY,
        Kinds::REGION,
        Kinds::ORG,
        Kinds::ORG_HEAD,
        Kinds::GROUP,
    ]);
    let named = Kinds::FIRST_NAME | Kinds::LAST_NAME;
    let clean = !person
        || name.ends.0 == name.ends.1
        || words
            .get(name.ends.0)
            .is_some_and(|w| w.case == Case::Initial || w.is(named) || !w.is(odd));
    let covered = words.all.get(name.ends.0..=name.ends.1).unwrap_or_default();
    let capitals = covered
        .iter()
        .any(|w| w.case == Case::Upper && w.span.len() > 3);
    let size = match () {
        () if people => 1,
        () if person => name
            .core
            .iter()
            .map(|part| 1 + usize::from(part.len() > 1))
            .sum(),
        () => name.parts.len(),
    };
    let letters = if people {
        usize::MAX - name.text.len()
    } else {
        name.text.len()
    };
    // `Mohammed bin Salman` before `Mohammed Salman`
    let particles = name.parts.iter().filter(|part| is_particle(part)).count();
    (
        clean,
        size,
        !(name.loud && capitals),
        !name.loud,
        if person { particles } else { letters },
        if person {
            name.core.len() * 1_000 + count.min(999)
        } else {
            count
        },
    )
}

/// The name as running text has it: on one line, without a leading article or title, a place's not all in capitals.
fn spoken(words: &Words, name: &Name) -> String {
    let known_place = words.get(name.ends.0).is_some_and(|w| {
        let place = Kinds::CITY | Kinds::TOWN | Kinds::REGION | Kinds::COUNTRY;
        w.is(place) || w.known.kinds.any(place)
    });
    let text = one_line(name.text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = letters > 4 && !text.contains('.') && !text.chars().any(char::is_lowercase);
    if name.label == Label::LOC && known_place && shouted {
        return capitalised(&text);
    }
    text
}

/// The name with single spaces, where it ran over a line's end.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `KUALA LUMPUR` as `Kuala Lumpur`.
fn capitalised(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .flat_map(|c| {
            let lower = inside;
            inside = c.is_alphabetic() || inside && matches!(c, '\'' | '’');
            let c: Vec<char> = if lower {
                c.to_lowercase().collect()
            } else {
                vec![c]
            };
            c
        })
        .collect()
}
