//! Names and words that are known beforehand, as one compact automaton inside the program.
//!
//! The automaton maps folded keys (lower case, no diacritics, single spaces) to [`Kinds`];
//! `examples/compile_gazetteer.rs` makes it. Nothing is parsed when the program starts.

use std::ops::{BitOr, BitOrAssign};
use std::sync::LazyLock;

use fst::raw::{Fst, Output};

use crate::span::Span;
use crate::text::fold::fold;
use crate::text::token::{Token, TokenKind, tokens};

/// The compiled names; see `examples/compile_gazetteer.rs`.
static COMPILED: &[u8] = include_bytes!("gazetteer.fst");

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer {
    automaton: Fst::new(COMPILED).ok(),
});

/// The longest name that is looked up, in tokens.
const LONGEST: usize = 8;

/// What a word or name is known as: a set, since most are several things (`Jordan`, `May`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Kinds(u32);

impl Kinds {
    /// Nothing is known.
    pub const NONE: Self = Self(0);

    /// All of these kinds.
    pub const fn of(kinds: &[Self]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < kinds.len() {
            bits |= kinds[i].0;
            i += 1;
        }
        Self(bits)
    }

    /// Whether the two sets share a kind.
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nothing is known.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set as a number, as the automaton holds it.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The kind that a section of the lexicon or a type of the name lists stands for.
    pub fn named(name: &str) -> Option<Self> {
        KIND_NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|&(_, kind)| kind)
    }
}

impl BitOr for Kinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Kinds {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $constant:ident = $bit:literal $name:literal;)*) => {
        impl Kinds {
            $($(#[$doc])* pub const $constant: Self = Self(1 << $bit);)*
        }

        /// The kinds by the names that the lexicon's sections have.
        const KIND_NAMES: &[(&str, Kinds)] = &[$(($name, Kinds::$constant)),*];
    };
}

kinds! {
    /// A given name.
    FIRST_NAME = 0 "first_name";
    /// A family name.
    LAST_NAME = 1 "last_name";
    /// A city of 100,000 people or more, or a capital.
    CITY = 2 "city";
    /// A smaller town, or another name of a city.
    TOWN = 3 "town";
    /// A part of a country or of the world, a sea, a river.
    REGION = 4 "region";
    /// A country.
    COUNTRY = 5 "country";
    /// A nationality, people, religion or political group.
    GROUP = 6 "group";
    /// An organisation.
    ORG = 7 "org";
    /// An event.
    EVENT = 8 "event";
    /// A product.
    PRODUCT = 9 "product";
    /// A capitalised term that names none of these (`GDP`, `COVID-19`).
    OTHER_NAME = 10 "other_name";
    /// A word of grammar, or one that opens sentences.
    FUNCTION = 11 "function";
    /// A word that is nearly always written in lower case.
    COMMON = 12 "common";
    /// A word that is often, but not nearly always, written in lower case.
    MIXED = 13 "mixed";
    /// A title, rank or office that stands before a name.
    TITLE = 14 "title";
    /// A noun for a person, which may stand before a name.
    ROLE = 15 "role";
    /// The last word of an organisation's name, or the one before its `of`.
    ORG_HEAD = 16 "org_head";
    /// A company's legal form.
    ORG_SUFFIX = 17 "org_suffix";
    /// The last word of a place's name.
    PLACE_HEAD = 18 "place_head";
    /// The first word of a place's name.
    PLACE_FIRST = 19 "place_first";
    /// The last word of an event's, law's or plan's name.
    EVENT_HEAD = 20 "event_head";
    /// A month.
    MONTH = 21 "month";
    /// A day of the week.
    WEEKDAY = 22 "weekday";
    /// A lower-case part of a person's name (`van`, `bin`).
    PARTICLE = 23 "particle";
    /// A verb that a person's name stands before.
    SPEECH = 24 "speech";
    /// A word that a place's name stands after.
    PLACE_CUE = 25 "place_cue";
    /// A unit of money.
    CURRENCY = 26 "currency";
    /// A multiple of a number (`million`).
    MULTIPLE = 27 "multiple";
    /// A force that is a people and an organisation at once.
    GROUP_ORG = 28 "group_org";
}

/// A name that begins at a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// How many tokens it covers, marks between its words included; 0 where none is known.
    pub tokens: usize,
    /// What it is known as.
    pub kinds: Kinds,
}

/// The known names.
pub struct Gazetteer {
    automaton: Option<Fst<&'static [u8]>>,
}

/// The names compiled into the program.
pub fn gazetteer() -> &'static Gazetteer {
    &GAZETTEER
}

impl Gazetteer {
    /// What is known of the first token alone, and the longest known name that begins with it.
    ///
    /// Hyphens and the stops of abbreviations between words do not matter, nor does how much
    /// white space there is. Case is not looked at.
    pub fn names_at(&self, text: &str, tokens: &[Token]) -> (Kinds, Match) {
        let mut alone = Kinds::NONE;
        let mut longest = Match::default();
        let Some(automaton) = &self.automaton else {
            return (alone, longest);
        };
        let mut node = automaton.root();
        let mut out = Output::zero();
        let mut previous: Option<Token> = None;
        for (i, token) in tokens.iter().take(LONGEST).enumerate() {
            let covered = token.span.of(text);
            if let Some(before) = previous {
                let touches = before.span.end == token.span.start;
                let is_stop = covered == "." && touches && before.span.len() <= 4;
                if is_stop || is_hyphen(covered) && touches {
                    previous = Some(*token);
                    continue;
                }
                if token.kind != TokenKind::Clitic {
                    let Some(at) = node.find_input(b' ') else {
                        break;
                    };
                    let step = node.transition(at);
                    out = out.cat(step.out);
                    node = automaton.node(step.addr);
                }
            }
            let folded;
            let key = if covered.is_ascii() {
                covered
            } else {
                folded = fold(covered);
                &folded
            };
            let mut lost = false;
            for byte in key.bytes().map(|b| b.to_ascii_lowercase()) {
                let Some(at) = node.find_input(byte) else {
                    lost = true;
                    break;
                };
                let step = node.transition(at);
                out = out.cat(step.out);
                node = automaton.node(step.addr);
            }
            if lost {
                break;
            }
            if node.is_final() {
                let kinds = Kinds(out.cat(node.final_output()).value() as u32);
                if i == 0 {
                    alone = kinds;
                }
                longest = Match {
                    tokens: i + 1,
                    kinds,
                };
            }
            previous = Some(*token);
        }
        (alone, longest)
    }

    /// What is known of a whole name.
    pub fn kinds(&self, name: &str) -> Kinds {
        let value = self
            .automaton
            .as_ref()
            .and_then(|automaton| automaton.get(key(name)));
        value.map_or(Kinds::NONE, |value| Kinds(value.value() as u32))
    }
}

/// The key under which a name is filed: folded, its words joined by single spaces, without
/// hyphens and full stops between them.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for token in tokens(name, Span::new(0, name.len())) {
        let covered = token.span.of(name);
        if covered == "." || is_hyphen(covered) {
            continue;
        }
        if !key.is_empty() && token.kind != TokenKind::Clitic {
            key.push(' ');
        }
        key.push_str(&fold(covered));
    }
    key
}

fn is_hyphen(mark: &str) -> bool {
    matches!(mark, "-" | "‐" | "‑" | "–")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds_of(name: &str) -> Kinds {
        gazetteer().kinds(name)
    }

    #[test]
    fn names_are_found_whatever_their_case_marks_and_hyphens() {
        for (name, kind) in [
            ("Zürich", Kinds::CITY),
            ("SAO PAULO", Kinds::CITY),
            ("Al-Hasakah", Kinds::REGION),
            ("New  York", Kinds::REGION),
            ("St. Louis", Kinds::CITY),
            ("Iraq", Kinds::COUNTRY),
            ("Iraqi", Kinds::GROUP),
            ("Qamishli", Kinds::REGION),
            ("U.N.", Kinds::ORG),
            ("Masrour", Kinds::NONE),
            ("Nechirvan", Kinds::NONE),
        ] {
            assert!(
                kind.is_empty() || kinds_of(name).any(kind),
                "{name}: {:?}",
                kinds_of(name)
            );
        }
    }

    #[test]
    fn the_longest_name_at_a_token_wins_and_counts_its_marks() {
        let text = "New York-New York's St. Louis";
        let tokens = tokens(text, Span::new(0, text.len()));
        let (alone, longest) = gazetteer().names_at(text, &tokens);
        assert!(!alone.any(Kinds::CITY));
        assert_eq!(longest.tokens, 2);
        let (_, longest) = gazetteer().names_at(text, &tokens[6..]);
        assert_eq!(longest.tokens, 3);
    }

    #[test]
    fn the_compiled_names_hold_every_entry_of_the_lexicon() {
        for (name, kind) in lexicon_entries(include_str!("lexicon.txt")) {
            assert!(
                kinds_of(name).any(kind),
                "{name} is missing: compile the gazetteer again"
            );
        }
    }

    fn lexicon_entries(lexicon: &str) -> Vec<(&str, Kinds)> {
        let mut kind = Kinds::NONE;
        let mut entries = Vec::new();
        for line in lexicon.lines().map(str::trim) {
            if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                kind = Kinds::named(section).expect("a known section");
            } else if !line.starts_with('#') {
                let names = line.split(',').map(str::trim).filter(|n| !n.is_empty());
                entries.extend(names.map(|name| (name, kind)));
            }
        }
        entries
    }
}
