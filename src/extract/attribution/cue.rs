//! Verb groups that attribute: `said`, `did not say`, `went on to say`, `is calling for`.

use crate::extract::attribution::frame::{Item, Kind, Range};
use crate::extract::attribution::lexicon::{Form, Verb, class, takes};

/// How a cue stands to its speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The speaker is its subject.
    Active,
    /// Its subject is the one told (`was told by police`).
    Passive,
    /// It is an infinitive (`to say`).
    Infinitive,
    /// It is a noun, and the speaker possesses it (`Trump’s claim that`).
    Noun,
}

/// A verb group around a reporting verb, or another cue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue {
    /// Its first item.
    pub first: usize,
    /// One past its last item.
    pub end: usize,
    /// The reporting verb.
    pub verb: Verb,
    /// How the group stands to its speaker.
    pub role: Role,
    /// Whether it is negated.
    pub negated: bool,
}

impl Cue {
    /// Whether the verb takes any of these complements.
    pub fn takes(&self, complements: u16) -> bool {
        self.verb.takes & complements != 0
    }

    /// Whether someone who is told may stand before the content.
    pub fn takes_recipient(&self) -> bool {
        self.takes(takes::RECIPIENT)
    }

    /// Whether the group has no subject of its own beside it.
    pub fn dependent(&self) -> bool {
        self.role == Role::Infinitive || self.verb.form == Form::Gerund
    }
}

/// The verb groups of one sentence, in order.
pub(crate) fn cues(text: &str, items: &[Item], range: Range, headline: bool) -> Vec<Cue> {
    let mut found: Vec<Cue> = Vec::new();
    let mut at = range.first;
    while at < range.end {
        let verbal = items
            .get(at)
            .and_then(|item| item.verb)
            .and_then(|verb| group(text, items, range, at, verb, headline));
        if let Some(cue) = verbal.or_else(|| noun(items, range, at)) {
            at = cue.end;
            found.push(cue);
            continue;
        }
        at += 1;
    }
    found
}

/// The verb group around the verb at `at`; none where the word is a noun or adjective there.
fn group(
    text: &str,
    items: &[Item],
    range: Range,
    at: usize,
    verb: Verb,
    headline: bool,
) -> Option<Cue> {
    /// The most auxiliaries and adverbs before the verb.
    const LONGEST: usize = 6;
    let mut first = at;
    let (mut auxiliary, mut be, mut negated) = (false, false, false);
    while first > range.first && at - first < LONGEST {
        let item = items.get(first - 1)?;
        let contraction = item.kind == Kind::Clitic
            && (item.is(class::AUXILIARY | class::NEGATION)
                || item.span.of(text).ends_with('s')
                    && auxiliary_s(items, range, first - 1, verb, at));
        if !(contraction || item.is(class::AUXILIARY | class::ADVERB)) || item.is(class::PRONOUN) {
            break;
        }
        auxiliary |= contraction || item.is(class::AUXILIARY);
        be |= item.is(class::BE) || contraction && item.span.of(text).ends_with('s');
        negated |= item.is(class::NEGATION);
        first -= 1;
    }
    // Adverbs that open the sentence belong to it, not to the verb.
    let own = items.get(at)?;
    let before = first
        .checked_sub(1)
        .filter(|&b| b >= range.first)
        .and_then(|b| items.get(b));
    let mut infinitive = before.is_some_and(|item| item.is(class::TO));
    if infinitive {
        first -= 1;
        let words: Vec<&str> = (first.saturating_sub(2).max(range.first)..first)
            .filter_map(|i| items.get(i))
            .map(|item| item.span.of(text))
            .collect();
        if words.last() == Some(&"on")
            && words
                .first()
                .is_some_and(|w| matches!(*w, "went" | "goes" | "going"))
        {
            infinitive = false;
            first -= 2;
        }
    }
    if !is_verb(items, range, first, at, verb, auxiliary, infinitive) {
        return None;
    }
    let past = verb.form == Form::Past;
    let passive = past && be;
    // `The said contract`, `a reported plan`.
    if !auxiliary && past && before.is_some_and(|b| b.is(class::ARTICLE)) {
        return None;
    }
    let mut end = at + 1;
    let mut verb = verb;
    if let Some(next) = items.get(end).filter(|_| end < range.end) {
        let particle = match verb.base {
            "point" | "call" | "speak" | "talk" => next.span.of(text) == "out",
            base => particle(base) == Some(next.span.of(text)),
        };
        end += usize::from(particle);
        if particle && verb.base == "point" {
            verb.takes |= takes::THAT | takes::BARE | takes::QUESTION | takes::NOUN | takes::SPEECH;
        }
    }
    if let Some(particle) = particle(verb.base)
        && !items
            .get(at + 1)
            .is_some_and(|next| at + 1 < range.end && next.span.of(text) == particle)
    {
        return None;
    }
    let after = |ahead: usize| items.get(at + ahead).filter(|_| at + ahead < range.end);
    if matches!(verb.base, "decline" | "refuse")
        && !after(2).is_some_and(|deed| keeps_silent(deed.span.of(text)))
    {
        return None;
    }
    // `2,383 pledged delegates`
    let counted =
        before.is_some_and(|b| b.kind == Kind::Number) && after(1).is_some_and(Item::lower);
    if past && !auxiliary && counted && verb.takes & takes::NOUN != 0 && verb.base != "say" {
        return None;
    }
    if verb.base == "state"
        && verb.form != Form::Past
        && !after(1)
            .is_some_and(|next| next.is(class::THAT) || next.quote().is_some() || next.mark(':'))
    {
        return None;
    }
    let named = own.capital() && at > range.first && !infinitive && verb.base != "tweet";
    if named && (!headline || !before.is_some_and(|b| b.capital() || b.mark(','))) {
        // `Associated Press Said`, `Said Chengriha`: a name, except in a headline's capitals.
        return None;
    }
    Some(Cue {
        first,
        end,
        verb,
        role: match (passive, infinitive) {
            (true, _) => Role::Passive,
            (_, true) => Role::Infinitive,
            _ => Role::Active,
        },
        negated: negated || matches!(verb.base, "decline" | "refuse"),
    })
}

/// Whether declining to do it is declining to speak.
fn keeps_silent(deed: &str) -> bool {
    matches!(
        deed,
        "comment"
            | "say"
            | "answer"
            | "discuss"
            | "confirm"
            | "respond"
            | "elaborate"
            | "talk"
            | "speak"
            | "name"
            | "identify"
            | "disclose"
            | "reveal"
            | "explain"
            | "give"
            | "provide"
            | "specify"
            | "detail"
            | "deny"
            | "rule"
            | "be"
            | "acknowledge"
            | "describe"
            | "address"
            | "apologize"
            | "apologise"
            | "state"
            | "predict"
    )
}

/// The word without which a verb is none of speech: `put it`, `shot back`.
fn particle(base: &str) -> Option<&'static str> {
    match base {
        "put" => Some("it"),
        "shoot" | "fire" | "hit" => Some("back"),
        _ => None,
    }
}

/// A noun of speech that a clause or a preposition after it makes a cue.
fn noun(items: &[Item], range: Range, at: usize) -> Option<Cue> {
    let item = items.get(at)?;
    let after = items.get(at + 1).filter(|_| at + 2 < range.end)?;
    let content = after.is(class::THAT | class::TO | class::QUESTION | class::PREPOSITION)
        || after.quote().is_some();
    if !item.is(class::SPEECH_NOUN) || !content || !item.lower() {
        return None;
    }
    Some(Cue {
        first: at,
        end: at + 1,
        verb: Verb {
            base: "claim",
            form: Form::Base,
            takes: takes::THAT,
            prepositions: "",
        },
        role: Role::Noun,
        negated: false,
    })
}

/// The possessive (`’s`, `his`) a few words before a noun, not before `low`.
pub(crate) fn possessor(items: &[Item], low: usize, noun: usize) -> Option<usize> {
    /// The most adjectives between.
    const ADJECTIVES: usize = 2;
    for at in (low..noun).rev().take(ADJECTIVES + 1) {
        let item = items.get(at)?;
        if item.kind == Kind::Clitic && !item.is(class::AUXILIARY | class::NEGATION)
            || item.is(class::POSSESSIVE)
        {
            return Some(at);
        }
        if !item.lower() || item.class != 0 {
            return None;
        }
    }
    None
}

/// Whether a clitic `'s` before the verb is `is` or `has`.
fn auxiliary_s(items: &[Item], range: Range, at: usize, verb: Verb, verb_at: usize) -> bool {
    let host = at
        .checked_sub(1)
        .filter(|&h| h >= range.first)
        .and_then(|h| items.get(h));
    if host.is_some_and(|h| h.is(class::PRONOUN)) {
        return true;
    }
    matches!(verb.form, Form::Gerund) && at + 2 >= verb_at && host.is_some_and(Item::capital)
}

/// Whether the word is used as a verb: its neighbours do not make a noun or adjective of it.
fn is_verb(
    items: &[Item],
    range: Range,
    first: usize,
    at: usize,
    verb: Verb,
    auxiliary: bool,
    infinitive: bool,
) -> bool {
    let before = first
        .checked_sub(1)
        .filter(|&b| b >= range.first)
        .and_then(|b| items.get(b));
    let after = items.get(at + 1).filter(|_| at + 1 < range.end);
    let noun_like = verb.takes & takes::ALSO_NOUN != 0;
    match verb.form {
        Form::Base => {
            if auxiliary || infinitive {
                return true;
            }
            let Some(before) = before else {
                return false;
            };
            if before.is(class::PRONOUN | class::RELATIVE) {
                return before.span.len() != 5;
            }
            let plural = before.is(class::ROLE)
                || before.kind == Kind::Word { capital: false }
                    && before.span.len() > 3
                    && !before.is(class::DETERMINER
                        | class::PREPOSITION
                        | class::COORDINATOR
                        | class::SUBORDINATOR
                        | class::VERB
                        | class::ADVERB
                        | class::OBJECT);
            let complement = after.is_some_and(|item| {
                item.is(class::THAT | class::PRONOUN | class::DETERMINER | class::TO)
                    || item.quote().is_some()
                    || item.mark(',')
            });
            (plural || before.capital() || before.mark(',')) && (!noun_like || plural && complement)
        }
        Form::Third => {
            let Some(before) = before else {
                return false;
            };
            if before.is(class::PRONOUN | class::RELATIVE) {
                return true;
            }
            if before.is(class::DETERMINER | class::PREPOSITION) || before.kind == Kind::Clitic {
                return false;
            }
            !noun_like
                || auxiliary
                || after.is_some_and(|item| {
                    item.is(class::THAT
                        | class::PRONOUN
                        | class::DETERMINER
                        | class::OBJECT
                        | class::TO)
                        || item.is(class::PREPOSITION) && !verb.prepositions.is_empty()
                        || item.quote().is_some()
                        || item.capital()
                        || item.mark(':')
                        || (at + 1..range.end.min(at + 5))
                            .any(|i| items.get(i).is_some_and(|item| item.quote().is_some()))
                        || item.span.len() == 3 && verb.base == "point"
                })
        }
        Form::Past => {
            // `the reported sales`, `'s proposed plan`.
            auxiliary
                || !before.is_some_and(|b| {
                    b.kind == Kind::Clitic || b.is(class::PREPOSITION) && !b.is(class::SUBORDINATOR)
                })
        }
        Form::Gerund => {
            !before.is_some_and(|b| b.is(class::DETERMINER) || b.kind == Kind::Clitic && !auxiliary)
        }
    }
}
