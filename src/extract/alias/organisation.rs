//! Which names are one organisation's, place's or other thing's: acronyms, short forms, other names.

use std::collections::HashMap;

use super::group::Groups;
use super::name::Name;
use super::synonym;
use crate::extract::Label;
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Word, Words};

/// Words that name no organisation by themselves and stand for one that was named (`the Commission`).
const HEADS: &[&str] = &[
    "ministry",
    "commission",
    "committee",
    "council",
    "court",
    "party",
    "union",
    "university",
    "agency",
    "authority",
    "association",
    "bank",
    "board",
    "company",
    "department",
    "federation",
    "foundation",
    "fund",
    "institute",
    "organization",
    "organisation",
    "league",
    "office",
    "bureau",
    "centre",
    "center",
    "club",
    "group",
    "college",
    "school",
    "hospital",
    "tribunal",
    "assembly",
    "movement",
    "coalition",
    "alliance",
    "network",
    "society",
    "corporation",
];

/// Joins what has the same words and label, or is one thing under several names the world over.
pub(super) fn same_words(names: &[Name], groups: &mut Groups) {
    // Joined, so that `Elsewedy` is `El Sewedy`.
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    let mut others: HashMap<(&str, &'static str), usize> = HashMap::new();
    for (at, name) in names.iter().enumerate().filter(|(_, n)| !n.is_person()) {
        let label = name.label.as_str();
        let first = *known.entry((label, name.core.concat())).or_insert(at);
        groups.join(first, at);
        if first == at
            && let Some(one) = synonym::name_of(&name.core)
        {
            groups.join(*others.entry((label, one)).or_insert(at), at);
        }
    }
}

/// Whether a mention can be a long or a short form of another.
fn is_thing(name: &Name) -> bool {
    !name.is_person() && !matches!(name.label.as_str(), "DATE" | "MONEY" | "NORP")
}

/// Joins acronyms with the names that they stand for, wherever they stand.
pub(super) fn acronyms(words: &Words, names: &[Name], groups: &mut Groups) {
    let mut initials: HashMap<(&str, String), Vec<usize>> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        if is_thing(name) && name.core.len() > 1 && groups.of(at) == at {
            let list = initials
                .entry((name.label.as_str(), name.initials(words)))
                .or_default();
            if list.len() < 2 {
                list.push(at);
            }
        }
    }
    for (at, name) in names.iter().enumerate() {
        let Some(word) = name.lone().filter(|_| name.acronym && is_thing(name)) else {
            continue;
        };
        // Where two names have these initials, the brackets alone tell.
        if let Some([long]) = initials
            .get(&(name.label.as_str(), word.to_owned()))
            .map(Vec::as_slice)
        {
            groups.join(*long, at);
        }
    }
}

/// Joins neighbours that the text itself says are one: `… Center (KCC)`, `ISIS, also known as Daesh`.
pub(super) fn neighbours(words: &Words, names: &[Name], groups: &mut Groups) {
    for (at, pair) in names.windows(2).enumerate() {
        let [name, next] = pair else {
            continue;
        };
        if name.label != next.label || matches!(name.label.as_str(), "DATE" | "MONEY" | "NORP") {
            continue;
        }
        let between = words
            .all
            .get(name.ends.1 + 1..next.ends.0)
            .unwrap_or_default();
        if is_bracketed(words, name, next) && stands_for(words, name, next)
            || says_also(words, between)
            || is_or(words, name, next)
        {
            groups.join(at, at + 1);
        }
    }
}

/// Whether `next` alone stands in brackets behind `name`, perhaps after `the` or between quote marks.
pub(super) fn is_bracketed(words: &Words, name: &Name, next: &Name) -> bool {
    let (open, close) = (name.ends.1 + 1, next.ends.1 + 1);
    let mark = |at: usize, mark: char| words.get(at).is_some_and(|w| w.mark == mark);
    let inner = words.all.get(open + 1..next.ends.0).unwrap_or_default();
    let small = |w: &Word| matches!(words.of(w), "the" | "or" | "“" | "\"" | "‘" | "'");
    let after = words
        .get(close)
        .is_some_and(|w| matches!(w.mark, '”' | '"' | '’' | '\''));
    inner.len() <= 2
        && inner.iter().all(small)
        && mark(open, '(')
        && mark(close + usize::from(after), ')')
        && !words.get(open).is_some_and(Word::breaks)
}

/// Whether a name in brackets is another name of what stands before it.
fn stands_for(words: &Words, name: &Name, inside: &Name) -> bool {
    let fits = |short: &Name, long: &Name| {
        short
            .lone()
            .is_some_and(|s| in_order(s, &long.initials(words)) || is_syllables(s, &long.parts))
    };
    match name.label.as_str() {
        "PERSON" => false,
        "ORG" => {
            // A foreign name's acronym has other letters: `Workers' Party (PT)`.
            let lone = name.lone().is_some() || inside.lone().is_some();
            lone && (name.acronym || inside.acronym) || fits(inside, name) || fits(name, inside)
        }
        _ => fits(inside, name) || fits(name, inside),
    }
}

/// Whether the acronym begins as the initials do and holds most of them in order.
pub(super) fn in_order(acronym: &str, initials: &str) -> bool {
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

/// Whether a short name is made of beginnings of the words of the long one (`Interpol`, `Kemsa`).
fn is_syllables(short: &str, parts: &[String]) -> bool {
    const SHORTEST: usize = 4;
    if parts.len() < 2 || short.len() < SHORTEST {
        return false;
    }
    let mut rest = short;
    let mut used = 0;
    for part in parts {
        let shared = rest
            .char_indices()
            .zip(part.chars())
            .take_while(|((_, a), b)| a == b)
            .last()
            .map(|((at, c), _)| at + c.len_utf8());
        if let Some(end) = shared {
            rest = crate::span::from(rest, end);
            used += 1;
        }
    }
    rest.is_empty() && used >= 2
}

/// Whether the words between two names say that both are one: `, also known as`, `(formerly`.
fn says_also(words: &Words, between: &[Word]) -> bool {
    const MOST: usize = 7;
    if between.is_empty() || between.len() > MOST {
        return false;
    }
    let said: Vec<&str> = between
        .iter()
        .filter(|w| !matches!(w.mark, ',' | '(' | '“' | '"' | '‘' | '\''))
        .map(|w| words.of(w))
        .filter(|text| *text != "the")
        .collect();
    match said.as_slice() {
        [how, "known", "as"] => matches!(
            *how,
            "also"
                | "better"
                | "commonly"
                | "formerly"
                | "previously"
                | "widely"
                | "popularly"
                | "once"
                | "locally"
                | "officially"
        ),
        ["also", "known", "simply", "as"] | ["also", "called"] | ["known", "as"] => true,
        ["known", "by", "its" | "his" | "her", what] => {
            matches!(*what, "acronym" | "initials" | "nickname")
        }
        [how] => matches!(*how, "formerly" | "previously" | "aka" | "a.k.a." | "alias"),
        _ => false,
    }
}

/// Whether two names are joined by a telling `or`: `the Islamic State, or ISIS,`.
fn is_or(words: &Words, name: &Name, next: &Name) -> bool {
    let comma = |at: usize| words.get(at).is_some_and(|w| w.mark == ',');
    let at = name.ends.1 + 1;
    let or = words.get(at + 1).is_some_and(|w| words.of(w) == "or");
    name.label != Label::PERSON
        && comma(at)
        && or
        && next.ends.0 == at + 2
        && next.acronym
        && next
            .lone()
            .is_some_and(|short| in_order(short, &name.initials(words)))
}

/// Joins short forms with the one organisation that they can mean: `Toyota` of `Toyota Motor Corp.`,
/// `Health Ministry` of `Ministry of Health`, `the Commission` of the one that was named last.
pub(super) fn short_forms(words: &Words, names: &[Name], groups: &mut Groups) {
    // For each beginning, the one organisation that has it; none where there are two.
    let mut openings: HashMap<&[String], Option<usize>> = HashMap::new();
    let mut turned: HashMap<Vec<&str>, usize> = HashMap::new();
    let organisations = || {
        names
            .iter()
            .enumerate()
            .filter(|(_, n)| n.label == Label::ORG)
    };
    for (at, name) in organisations() {
        if let Some(key) = turn(&name.core) {
            groups.join(*turned.entry(key).or_insert(at), at);
        }
    }
    for (at, name) in organisations() {
        // A name with its legal form has the name without it for itself.
        let whole = usize::from(name.parts.len() > name.core.len());
        for length in 1..name.core.len() + whole {
            let Some(opening) = name.core.get(..length) else {
                break;
            };
            let group = groups.of(at);
            let one = openings.entry(opening).or_insert(Some(group));
            if one.is_some_and(|other| groups.of(other) != group) {
                *one = None;
            }
        }
    }
    // `Ministry of Culture` of the one country's ministry that the article names.
    let mut national: HashMap<&[String], Option<usize>> = HashMap::new();
    for (at, name) in organisations() {
        let Some(bare) = without_nation(words, name) else {
            continue;
        };
        let group = groups.of(at);
        let one = national.entry(bare).or_insert(Some(group));
        if one.is_some_and(|other| groups.of(other) != group) {
            *one = None;
        }
    }
    let mut heads: HashMap<&str, usize> = HashMap::new();
    for (at, name) in organisations() {
        if let Some(head) = name.lone().filter(|word| HEADS.contains(word)) {
            // `the Commission` is the one that was named last.
            if let Some(&named) = heads.get(head) {
                groups.join(named, at);
            }
            continue;
        }
        if let Some(&Some(long)) = openings.get(name.core.as_slice())
            && names
                .get(long)
                .is_some_and(|long| is_own_name(words, name, long))
        {
            groups.join(long, at);
        } else if let Some(&Some(long)) = national.get(name.core.as_slice()) {
            groups.join(long, at);
        }
        for end in [name.core.first(), name.core.last()].into_iter().flatten() {
            if HEADS.contains(&end.as_str()) {
                heads.insert(end, at);
            }
        }
    }
}

/// Whether the beginning of an organisation's name can stand for it: no country, people or common word, and no town
/// that it merely stands in.
fn is_own_name(words: &Words, short: &Name, long: &Name) -> bool {
    const CIVIC: [&str; 22] = [
        "university",
        "college",
        "school",
        "hospital",
        "police",
        "municipality",
        "council",
        "court",
        "airport",
        "government",
        "province",
        "governorate",
        "chamber",
        "museum",
        "department",
        "ministry",
        "parliament",
        "authority",
        "port",
        "station",
        "embassy",
        "prison",
    ];
    const TAILS: [&str; 8] = [
        "news",
        "entertainment",
        "bank",
        "motors",
        "industries",
        "electric",
        "energy",
        "airlines",
    ];
    let (Some(first), Some(last)) = (words.get(short.ends.0), words.get(short.ends.1)) else {
        return false;
    };
    let rest = long.core.get(short.core.len()..).unwrap_or_default();
    let joined = rest
        .first()
        .is_some_and(|next| matches!(next.as_str(), "and" | "of" | "for"));
    if joined || last.is(Kinds::FUNCTION) {
        return false;
    }
    // `UN Refugee Agency` is an agency of the UN; `APTN News` is APTN.
    if last.case == Case::Upper
        && !(rest.len() == 1 && rest.iter().all(|w| TAILS.contains(&w.as_str())))
    {
        return false;
    }
    if short.core.len() > 1 {
        return !last.is(Kinds::ORG_HEAD);
    }
    let nation = Kinds::COUNTRY | Kinds::REGION | Kinds::GROUP | Kinds::GROUP_ORG;
    let civic = long.core.iter().any(|w| CIVIC.contains(&w.as_str()));
    let town = first.is(Kinds::CITY | Kinds::TOWN) && civic;
    let common = Kinds::FUNCTION | Kinds::COMMON | Kinds::MIXED;
    let own = !first.is(common) || first.is(Kinds::ORG);
    own && !town && !first.is(nation)
}

/// The name of an organisation without the nation before it (`Burkinabe Ministry of Culture`) or behind it
/// (`Communist Party of Cuba`), where more than a word is left.
fn without_nation<'n>(words: &Words, name: &'n Name) -> Option<&'n [String]> {
    let nation = |at: usize| {
        words
            .get(at)
            .is_some_and(|w| w.is(Kinds::COUNTRY | Kinds::GROUP))
    };
    let core = name.core.as_slice();
    let bare = match core {
        [rest @ .., of, _] if of == "of" && nation(name.ends.1) => rest,
        [_, rest @ ..] if nation(name.ends.0) => rest,
        _ => return None,
    };
    (bare.len() > 1).then_some(bare)
}

/// The same key for `Ministry of Health` and `Health Ministry`.
fn turn(core: &[String]) -> Option<Vec<&str>> {
    const TURNED: [&str; 5] = [
        "ministry",
        "university",
        "department",
        "municipality",
        "parliament",
    ];
    let head = |word: &String| TURNED.contains(&word.as_str());
    match core {
        [first, of, rest @ ..] if head(first) && of == "of" && !rest.is_empty() => {
            let rest = rest.iter().filter(|word| *word != "the");
            Some(
                std::iter::once(first)
                    .chain(rest)
                    .map(String::as_str)
                    .collect(),
            )
        }
        [rest @ .., last] if head(last) && !rest.is_empty() => Some(
            std::iter::once(last)
                .chain(rest)
                .map(String::as_str)
                .collect(),
        ),
        _ => None,
    }
}
