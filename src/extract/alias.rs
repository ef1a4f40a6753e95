//! Who is who: which mentions name the same person or thing.

use std::collections::{HashMap, HashSet};

use super::gazetteer::Kinds;
use super::word::{Case, Word, Words};
use super::{Cluster, Label, Mention};
use crate::text::fold::fold;

/// How many people of one family name are compared with a new name.
const NAMESAKES: usize = 16;

/// Gathers the mentions, which are in order of their start, under the people and things they name.
///
/// The same words under the same label are one; so are an acronym and the name that it stands
/// for, a company with and without its legal form, and a person's full name and the family name
/// alone, which goes to the nearest bearer before it. People with different given names stay two.
pub(super) fn clusters(words: &Words, mentions: &mut [Mention]) -> Vec<Cluster> {
    let names = names(words, mentions);
    let mut groups = Groups::new(names.len());
    same_words(&names, &mut groups);
    acronyms(words, &names, &mut groups);
    people(&names, &mut groups);
    collect(words, mentions, &names, &mut groups)
}

/// A mention as it is compared with others.
struct Name<'a> {
    /// Its words, folded, without marks.
    parts: Vec<String>,
    /// Its first and last word among the document's.
    ends: (usize, usize),
    /// Its text.
    text: &'a str,
    label: Label,
    /// Whether its one word is written in capitals.
    acronym: bool,
    /// Whether it is one person's name.
    person: bool,
}

impl Name<'_> {
    /// The words, a company's legal form left out.
    fn core(&self) -> &[String] {
        const FORMS: [&str; 11] = [
            "inc",
            "corp",
            "co",
            "ltd",
            "limited",
            "llc",
            "plc",
            "gmbh",
            "ag",
            "sa",
            "corporation",
        ];
        match self.parts.split_last() {
            Some((last, rest)) if !rest.is_empty() && FORMS.contains(&last.as_str()) => rest,
            _ => &self.parts,
        }
    }

    /// The first letters of its words with a capital.
    fn initials(&self, words: &Words) -> String {
        let covered = words.all.get(self.ends.0..=self.ends.1).unwrap_or_default();
        let capitals = covered.iter().filter(|w| w.case.is_name());
        let first = capitals.filter_map(|w| words.of(w).chars().next());
        first.flat_map(char::to_lowercase).collect()
    }
}

fn names<'a>(words: &Words<'a>, mentions: &[Mention]) -> Vec<Name<'a>> {
    let mut at = 0;
    let mut found = Vec::with_capacity(mentions.len());
    for mention in mentions {
        while words
            .get(at)
            .is_some_and(|w| w.span.end <= mention.span.start)
        {
            at += 1;
        }
        let covered = words.all.get(at..).unwrap_or_default();
        let count = covered
            .iter()
            .take_while(|w| w.span.start < mention.span.end)
            .count();
        let covered = covered.get(..count).unwrap_or_default();
        let part = |w: &&Word| w.mark == '\0';
        let acronym = |w: &Word| w.case == Case::Upper && w.span.len() <= 12;
        found.push(Name {
            parts: covered
                .iter()
                .filter(part)
                .map(|w| key(words.of(w), mention.label == Label::NORP))
                .collect(),
            ends: (at, at + count.saturating_sub(1)),
            text: mention.span.of(words.text),
            label: mention.label.clone(),
            acronym: count == 1 && covered.first().is_some_and(acronym),
            person: mention.label == Label::PERSON,
        });
    }
    found
}

/// A word as it is compared: folded, without full stops, a people's plural without its s.
fn key(word: &str, people: bool) -> String {
    let mut key = fold(word);
    key.retain(|c| c != '.');
    if people && key.ends_with('s') && !key.ends_with("ss") {
        key.pop();
    }
    key
}

/// Disjoint groups of mentions, each known by its first.
struct Groups {
    first: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self {
            first: (0..count).collect(),
        }
    }

    fn of(&mut self, mut at: usize) -> usize {
        while let Some(&up) = self.first.get(at) {
            if up == at {
                break;
            }
            let above = self.first.get(up).copied().unwrap_or(up);
            if let Some(here) = self.first.get_mut(at) {
                *here = above;
            }
            at = up;
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        if let Some(later) = self.first.get_mut(one.max(other)) {
            *later = one.min(other);
        }
    }
}

/// Joins what has the same words and label; a lone name of a person waits for [`people`].
fn same_words(names: &[Name], groups: &mut Groups) {
    let mut known: HashMap<(&str, &[String]), usize> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        if name.person && name.parts.len() == 1 {
            continue;
        }
        let first = *known
            .entry((name.label.as_str(), name.core()))
            .or_insert(at);
        groups.join(first, at);
    }
}

/// Joins acronyms with the names that they stand for.
fn acronyms(words: &Words, names: &[Name], groups: &mut Groups) {
    let mut initials: HashMap<(&str, String), usize> = HashMap::new();
    let mut openings: HashMap<&str, Option<usize>> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        if name.person
            || name.parts.len() < 2
            || matches!(name.label.as_str(), "DATE" | "MONEY" | "NORP")
        {
            continue;
        }
        initials
            .entry((name.label.as_str(), name.initials(words)))
            .or_insert(at);
        if name.label == Label::ORG
            && let Some(first) = name.parts.first()
        {
            // The first word alone is a name of the one organisation that it begins.
            let one = openings.entry(first).or_insert(Some(at));
            if one.is_some_and(|other| names.get(other).is_some_and(|o| o.core() != name.core())) {
                *one = None;
            }
        }
    }
    for (at, name) in names.iter().enumerate() {
        let Some(word) = name.parts.first().filter(|_| name.parts.len() == 1) else {
            continue;
        };
        if name.acronym
            && let Some(&long) = initials.get(&(name.label.as_str(), word.clone()))
        {
            groups.join(long, at);
            continue;
        }
        let known = words.get(name.ends.0).is_some_and(|w| {
            w.is(Kinds::COUNTRY | Kinds::REGION | Kinds::CITY | Kinds::GROUP | Kinds::GROUP_ORG)
        });
        if name.label == Label::ORG
            && !known
            && let Some(&Some(long)) = openings.get(word.as_str())
        {
            groups.join(long, at);
        }
    }
    for (at, pair) in names.windows(2).enumerate() {
        let [name, inside] = pair else {
            continue;
        };
        let mark = |at: usize, mark: char| words.get(at).is_some_and(|w| w.mark == mark);
        let bracketed = inside.ends.0 == name.ends.1 + 2
            && mark(name.ends.1 + 1, '(')
            && mark(inside.ends.1 + 1, ')');
        if bracketed && name.label == inside.label && stands_for(words, name, inside) {
            groups.join(at, at + 1);
        }
    }
}

/// Whether a name in brackets is another name of what stands before it.
fn stands_for(words: &Words, name: &Name, inside: &Name) -> bool {
    let one = |name: &Name| name.parts.len() == 1;
    let fits = |short: &Name, long: &Name| {
        short
            .parts
            .first()
            .is_some_and(|s| in_order(s, &long.initials(words)))
    };
    match name.label.as_str() {
        "ORG" => {
            (one(name) && one(inside) && (name.acronym || inside.acronym))
                || one(inside) && inside.acronym && fits(inside, name)
                || one(name) && name.acronym && fits(name, inside)
        }
        "PERSON" | "DATE" | "MONEY" | "NORP" => false,
        _ => one(inside) && fits(inside, name) || one(name) && fits(name, inside),
    }
}

/// Whether the acronym begins as the initials do and holds most of them in order.
fn in_order(acronym: &str, initials: &str) -> bool {
    let mut letters = acronym.chars().peekable();
    if letters.peek() != initials.chars().next().as_ref() {
        return false;
    }
    let held = initials
        .chars()
        .filter(|c| letters.any(|l| l == *c))
        .count();
    let all = initials.chars().count();
    held >= 2 && held * 3 >= all * 2
}

/// A person under one of the words of the name.
#[derive(Clone, Copy)]
struct Bearer {
    /// A mention with the full name.
    at: usize,
    /// How well a lone word names the person: the family name best, then the given name.
    rank: u8,
}

/// Joins the names of each person.
fn people(names: &[Name], groups: &mut Groups) {
    let mut bearers: HashMap<&str, Vec<Bearer>> = HashMap::new();
    let full = |name: &&Name| name.person && name.parts.len() > 1;
    for (at, name) in names.iter().enumerate().filter(|(_, n)| full(n)) {
        if groups.of(at) != at {
            continue;
        }
        let (Some(last), count) = (name.parts.last(), name.parts.len()) else {
            continue;
        };
        let namesakes = bearers.get(last.as_str()).map_or(&[][..], Vec::as_slice);
        let same = namesakes.iter().rev().take(NAMESAKES).find(|b| {
            b.rank == 0
                && names
                    .get(b.at)
                    .is_some_and(|other| same_person(&other.parts, &name.parts))
        });
        if let Some(same) = same {
            groups.join(same.at, at);
        }
        for (i, part) in name.parts.iter().enumerate() {
            let rank = match i {
                _ if i + 1 == count => 0,
                0 => 1,
                _ => 2,
            };
            if part.len() > 2 || rank < 2 {
                bearers.entry(part).or_default().push(Bearer { at, rank });
            }
        }
    }
    // The last place where each person was named, and the last person that each lone name named.
    let mut latest: HashMap<usize, usize> = HashMap::new();
    let mut alone: HashMap<&str, usize> = HashMap::new();
    for (at, name) in names.iter().enumerate().filter(|(_, n)| n.person) {
        if name.parts.len() > 1 {
            latest.insert(groups.of(at), at);
            continue;
        }
        let Some(word) = name.parts.first() else {
            continue;
        };
        let known = bearers.get(word.as_str()).map_or(&[][..], Vec::as_slice);
        // Whoever was named last before, by the family name if anybody bears it; else the first to come.
        let nearest = known
            .iter()
            .rev()
            .chain(known.iter().take(NAMESAKES))
            .take(2 * NAMESAKES)
            .map(|b| (b.rank, latest.get(&groups.of(b.at)).copied(), b.at))
            .min_by_key(|&(rank, named, _)| (rank, named.is_none(), named.map(|n| usize::MAX - n)));
        let same = nearest
            .map(|(_, _, at)| at)
            .or(alone.get(word.as_str()).copied());
        match same {
            Some(same) => {
                groups.join(same, at);
                latest.insert(groups.of(at), at);
            }
            None => {
                alone.insert(word, at);
            }
        }
    }
}

/// Whether two full names with the same family name can be one person's.
fn same_person(one: &[String], other: &[String]) -> bool {
    let (Some(a), Some(b)) = (one.first(), other.first()) else {
        return false;
    };
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    a == b || initial(a, b) || initial(b, a)
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
        .map(|members| cluster(words, members.iter().filter_map(|&at| names.get(at))))
        .collect()
}

/// The cluster of these names: the fullest leads, the others follow in order of appearance.
fn cluster<'n, 'a: 'n>(words: &Words, members: impl Iterator<Item = &'n Name<'a>>) -> Cluster {
    let mut distinct: Vec<&Name> = Vec::new();
    let mut seen = HashSet::new();
    for name in members {
        if seen.insert(name.text) {
            distinct.push(name);
        }
    }
    let shouted = |name: &Name| {
        let covered = words.all.get(name.ends.0..=name.ends.1).unwrap_or_default();
        covered
            .iter()
            .all(|w| !matches!(w.case, Case::Capital | Case::Mixed))
    };
    let mut fullest: Option<&Name> = None;
    for name in &distinct {
        let size = |n: &Name| {
            // `Iraqi` before `Iraqis`: a people's names are all equally full.
            let length = if n.label == Label::NORP {
                0
            } else {
                n.text.len()
            };
            (n.parts.len(), !shouted(n), length)
        };
        if fullest.is_none_or(|f| size(name) > size(f)) {
            fullest = Some(name);
        }
    }
    let name = fullest.map_or("", |n| n.text);
    Cluster {
        label: fullest.map_or(Label::MISC, |n| n.label.clone()),
        name: one_line(name),
        aliases: {
            let mut seen = HashSet::from([one_line(name)]);
            let others = distinct.iter().map(|n| one_line(n.text));
            others.filter(|alias| seen.insert(alias.clone())).collect()
        },
    }
}

/// The name with single spaces, where it ran over a line's end.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
