//! A mention as it is compared with others: its words without marks, titles and possessives.

use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Style, Word, Words};
use crate::extract::{Label, Mention};
use crate::text::fold::fold;
use crate::text::token::TokenKind;

/// The most words of a name that are compared; what is longer is no name.
const LONGEST: usize = 16;
/// How many words before a name may be its titles.
const TITLES: usize = 6;

/// A mention as it is compared with others.
pub(super) struct Name<'a> {
    /// Its words, folded, without marks, clitics and a leading article.
    pub(super) parts: Vec<String>,
    /// For a person, the parts that tell people apart: no titles, particles (`al`, `bin`) or `Jr`; else the parts
    /// without a company's legal form.
    pub(super) core: Vec<String>,
    /// Its first and last word among the document's.
    pub(super) ends: (usize, usize),
    /// Its text.
    pub(super) text: &'a str,
    /// What kind of thing the mention is taken for.
    pub(super) label: Label,
    /// Whether its one word is written in capitals.
    pub(super) acronym: bool,
    /// Whether it stands in a headline or is written in capitals throughout.
    pub(super) loud: bool,
    /// Words of title and rank beside it, folded: `prime`, `minister`.
    pub(super) titles: Vec<String>,
    /// The number of its sentence.
    pub(super) sentence: usize,
}

impl Name<'_> {
    pub(super) fn is_person(&self) -> bool {
        self.label == Label::PERSON
    }

    /// Its one word, if it has one.
    pub(super) fn lone(&self) -> Option<&str> {
        match self.core.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The first letters of its words with a capital.
    pub(super) fn initials(&self, words: &Words) -> String {
        let covered = words.all.get(self.ends.0..=self.ends.1).unwrap_or_default();
        let capitals = covered.iter().filter(|w| w.case.is_name());
        let first = capitals.filter_map(|w| words.of(w).chars().next());
        first.flat_map(char::to_lowercase).collect()
    }
}

/// The mentions, which are in order of their start, as names.
pub(super) fn names<'a>(words: &Words<'a>, mentions: &[Mention]) -> Vec<Name<'a>> {
    let mut at = 0;
    let mut sentence = 0;
    let mut found = Vec::with_capacity(mentions.len());
    for mention in mentions {
        while let Some(word) = words.get(at).filter(|w| w.span.end <= mention.span.start) {
            sentence += usize::from(word.begins());
            at += 1;
        }
        let covered = words.all.get(at..).unwrap_or_default();
        let count = covered
            .iter()
            .take_while(|w| w.span.start < mention.span.end)
            .count();
        let begins = words.get(at).is_some_and(Word::begins);
        found.push(Name {
            sentence: sentence + usize::from(begins),
            ..name(words, mention, at, count)
        });
    }
    found
}

fn name<'a>(words: &Words<'a>, mention: &Mention, at: usize, count: usize) -> Name<'a> {
    let end = at + count.min(LONGEST);
    let covered = words.all.get(at..end).unwrap_or_default();
    let written = |w: &&Word| w.mark == '\0' && w.token != TokenKind::Clitic;
    let person = mention.label == Label::PERSON;
    let mut parts = Vec::with_capacity(covered.len());
    for word in covered.iter().filter(written) {
        let text = words.of(word);
        let part = key(text);
        // `J.K. Rowling`, `JD Vance`
        let initials = text.contains('.') || word.case == Case::Upper && part.len() == 2;
        let first = person && parts.is_empty() && count > 1 && !is_title(words, word);
        if first && initials && (2..=3).contains(&part.len()) {
            parts.extend(part.chars().map(String::from));
        } else if !part.is_empty() {
            parts.push(part);
        }
    }
    if parts.len() > 1 && parts.first().is_some_and(|first| first == "the") {
        parts.remove(0);
    }
    let acronym = |w: &Word| w.case == Case::Upper && w.span.len() <= 12;
    let mut titles = Vec::new();
    let core = if person {
        titles_before(words, at, &mut titles);
        titles_after(words, at + count, &mut titles);
        let own = own_titles(words, covered);
        titles.extend(
            parts
                .iter()
                .take(own.min(parts.len().saturating_sub(1)))
                .cloned(),
        );
        person_core(
            parts
                .get(own..)
                .filter(|rest| !rest.is_empty())
                .unwrap_or(&parts),
        )
    } else {
        thing_core(&parts, &mention.label)
    };
    let capitals = |w: &Word| !matches!(w.case, Case::Capital | Case::Mixed | Case::Lower);
    Name {
        core,
        acronym: count == 1 && covered.first().is_some_and(acronym),
        loud: covered.iter().all(capitals)
            || covered.first().is_some_and(|w| w.style != Style::Prose),
        parts,
        ends: (at, at + count.saturating_sub(1)),
        text: mention.span.of(words.text),
        label: mention.label.clone(),
        titles,
        sentence: 0,
    }
}

/// A word as it is compared: folded, without full stops and apostrophes.
pub(super) fn key(word: &str) -> String {
    let mut key = fold(word);
    key.retain(|c| !matches!(c, '.' | '\'' | '`'));
    key
}

/// How many words of title begin a person's mention: `President`, `Special Envoy`.
fn own_titles(words: &Words, covered: &[Word]) -> usize {
    let mut count = 0;
    while let Some(word) = covered.get(count) {
        let plural = matches!(
            words.of(word),
            "Presidents" | "Ministers" | "Senators" | "Governors" | "Generals" | "Drs" | "Messrs"
        );
        let known = word.known.tokens;
        if known > 1 && word.known.kinds.any(Kinds::TITLE) && count + known < covered.len() {
            count += known;
        } else if plural || is_title(words, word) || count > 0 && word.mark == '.' {
            count += 1;
        } else {
            break;
        }
    }
    let written = |w: &&Word| w.mark == '\0' && w.token != TokenKind::Clitic;
    covered.iter().take(count).filter(written).count()
}

/// Whether a word inside a person's mention is a title and not the first of the names.
fn is_title(words: &Words, word: &Word) -> bool {
    word.is(Kinds::TITLE) && !word.is(Kinds::FIRST_NAME | Kinds::PARTICLE)
        || matches!(
            words.of(word),
            "DP" | "VP" | "CM" | "CJ" | "AG" | "OC" | "SAN"
        )
}

/// The words of title and rank before the word at `at`, nearest first.
fn titles_before(words: &Words, at: usize, titles: &mut Vec<String>) {
    let mut here = at;
    for _ in 0..TITLES {
        let Some(word) = words.before(here) else {
            return;
        };
        let title = word.is(Kinds::TITLE | Kinds::ROLE);
        // `Vice-President`, `Mr.`, `Minister of State`
        let joint = word.mark == '-' || word.mark == '.' && word.glued;
        if !(title || joint) {
            // Two words of a title are known only together: `Prime` in `Prime Minister`.
            let begins = word.known.tokens > 1 && word.known.kinds.any(Kinds::TITLE);
            if !begins {
                return;
            }
        }
        if !joint {
            titles.push(key(words.of(word)));
        }
        here -= 1;
    }
}

/// The words of title and rank in what follows a name: `, the prime minister of …`.
fn titles_after(words: &Words, end: usize, titles: &mut Vec<String>) {
    let mut here = end;
    if words.get(here).is_none_or(|w| w.mark != ',' || w.breaks()) {
        return;
    }
    for _ in 0..TITLES {
        here += 1;
        let Some(word) = words.get(here).filter(|w| !w.breaks()) else {
            return;
        };
        let begins = word.known.tokens > 1 && word.known.kinds.any(Kinds::TITLE);
        if word.is(Kinds::TITLE | Kinds::ROLE) || begins {
            titles.push(key(words.of(word)));
        } else if !titles.is_empty() || !(word.is(Kinds::FUNCTION | Kinds::GROUP)) {
            return;
        }
    }
}

/// The words that tell a person from others.
fn person_core(parts: &[String]) -> Vec<String> {
    let last = parts.len().saturating_sub(1);
    let core: Vec<String> = parts
        .iter()
        .enumerate()
        .filter(|(i, part)| {
            let suffix = *i == last && *i > 0 && is_generation(part);
            let particle = *i < last && is_particle(part);
            !suffix && !particle
        })
        .map(|(_, part)| part.clone())
        .collect();
    if core.is_empty() {
        parts.to_vec()
    } else {
        core
    }
}

fn is_generation(part: &str) -> bool {
    matches!(part, "jr" | "sr" | "ii" | "iii" | "iv")
}

/// Small words of family names, which are left out and spelt as one likes (`al-Maliki`, `Maliki`).
pub(super) fn is_particle(part: &str) -> bool {
    matches!(
        part,
        "al" | "el"
            | "ul"
            | "bin"
            | "ibn"
            | "ben"
            | "bint"
            | "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "del"
            | "della"
            | "di"
            | "da"
            | "dos"
            | "das"
            | "du"
            | "la"
            | "le"
            | "st"
            | "ad"
            | "as"
            | "az"
            | "ash"
            | "at"
            | "ou"
            | "y"
            | "e"
    )
}

/// The words of an organisation's or a place's name that are always written.
fn thing_core(parts: &[String], label: &Label) -> Vec<String> {
    let mut core = parts;
    if *label == Label::ORG {
        while let Some((last, rest)) = core.split_last() {
            let joined = rest.last().is_some_and(|word| word == "and");
            if rest.is_empty() || joined || !is_legal_form(last) {
                break;
            }
            core = rest;
        }
    }
    if *label == Label::LOC
        && core.len() > 1
        && core
            .first()
            .is_some_and(|w| matches!(w.as_str(), "al" | "el" | "ad" | "as" | "ash"))
    {
        core = core.get(1..).unwrap_or_default();
    }
    if *label == Label::NORP {
        return core.iter().map(|part| singular(part)).collect();
    }
    core.to_vec()
}

/// A people's name without its plural s.
fn singular(part: &str) -> String {
    let short = part.strip_suffix('s').filter(|s| !s.ends_with('s'));
    short.unwrap_or(part).to_owned()
}

fn is_legal_form(part: &str) -> bool {
    matches!(
        part,
        "inc"
            | "incorporated"
            | "corp"
            | "corporation"
            | "co"
            | "ltd"
            | "limited"
            | "llc"
            | "llp"
            | "plc"
            | "gmbh"
            | "ag"
            | "sa"
            | "sas"
            | "spa"
            | "nv"
            | "bv"
            | "ab"
            | "asa"
            | "oyj"
            | "pty"
            | "group"
            | "holding"
            | "holdings"
            | "pvt"
            | "pte"
            | "bhd"
            | "sdn"
            | "kk"
            | "jsc"
            | "pjsc"
    )
}
