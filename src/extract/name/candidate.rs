//! Where names may stand: runs of capitalised words, cut at titles and nationalities.

use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Style, Word, Words, lower_key};
use crate::text::token::TokenKind;

/// The longest run that is looked at, in tokens; a longer one is cut.
const LONGEST_RUN: usize = 24;

/// The kinds that make a known name of several words a name.
const NAMES: Kinds = Kinds::of(&[
    Kinds::COUNTRY,
    Kinds::REGION,
    Kinds::CITY,
    Kinds::TOWN,
    Kinds::ORG,
    Kinds::GROUP,
    Kinds::EVENT,
    Kinds::PRODUCT,
    Kinds::OTHER_NAME,
]);

/// The kinds whose hyphenated neighbours are names of their own (`US-China`).
const NATIONS: Kinds = Kinds::of(&[Kinds::COUNTRY, Kinds::REGION, Kinds::GROUP]);

/// Words at the end of a name that tell what it names.
const HEADS: Kinds = Kinds::of(&[
    Kinds::ORG_HEAD,
    Kinds::ORG_SUFFIX,
    Kinds::PLACE_HEAD,
    Kinds::EVENT_HEAD,
]);

/// Titles that are also the first word of places and organisations (`King Hussein Bridge`).
const EPONYMS: [&str; 12] = [
    "King",
    "Queen",
    "Prince",
    "Princess",
    "Sheikh",
    "Saint",
    "St",
    "Lord",
    "Sir",
    "President",
    "Pope",
    "Sultan",
];

/// Words that may be a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// The first word, by its place among the document's.
    pub(super) first: usize,
    /// The last word.
    pub(super) last: usize,
    /// Whether a title was cut off before it.
    pub(super) titled: bool,
    /// Whether it is only a part of its run.
    pub(super) cut: bool,
}

/// All candidates of a document, in order, without overlaps.
pub(super) fn candidates(words: &Words, numbered: &dyn Fn(usize) -> bool) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.all.len() {
        if !begins(words, at) {
            at += 1;
            continue;
        }
        let last = extend(words, at, numbered);
        cut(words, at, last, &mut found);
        at = last + 1;
    }
    found
}

/// Whether a run may begin here.
fn begins(words: &Words, at: usize) -> bool {
    let Some(word) = words.get(at) else {
        return false;
    };
    if word.token != TokenKind::Word {
        return false;
    }
    if known_name(words, at) > 1 {
        return true;
    }
    match word.case {
        Case::Lower => {
            let Some(next) = words.after(at) else {
                return false;
            };
            if !word.is(Kinds::PARTICLE) {
                return false;
            }
            let hyphened = is_hyphen(next) && next.glued && names(words, at + 2, true);
            match words.of(word) {
                "al" | "el" | "ul" | "ad" | "as" | "ez" | "ash" => hyphened,
                "van" | "von" | "de" | "del" | "di" | "da" | "dos" | "du" | "bin" | "ibn" => {
                    hyphened || names(words, at + 1, false)
                }
                _ => false,
            }
        }
        Case::Initial => word.key != lower_key("i") && !lone_article(words, at),
        case => {
            case.is_name() && !word.is_function() && !word.is(Kinds::WEEKDAY) && !words.is_month(at)
        }
    }
}

/// Whether the word at `at` is a single `A` without a full stop.
fn lone_article(words: &Words, at: usize) -> bool {
    let (Some(word), next) = (words.get(at), words.after(at)) else {
        return false;
    };
    words.of(word) == "A" && next.is_none_or(|n| n.mark != '.')
}

/// Whether the word at `at` is there, on the same line, and may be part of a name.
fn names(words: &Words, at: usize, glued: bool) -> bool {
    words.get(at).is_some_and(|w| {
        !w.breaks()
            && !w.begins()
            && w.case.is_name()
            && (!glued || w.glued)
            && !w.is_function()
            && !w.is(Kinds::WEEKDAY)
    })
}

/// How many tokens the known name at `at` covers, if its words are written as a name's are; else 0.
pub(super) fn known_name(words: &Words, at: usize) -> usize {
    let Some(word) = words.get(at) else {
        return 0;
    };
    let length = word.known.tokens;
    if length == 0 || !word.known.kinds.any(NAMES) || !word.case.is_name() {
        return 0;
    }
    let fits = (at + 1..at + length).all(|i| {
        words.get(i).is_some_and(|w| {
            !w.breaks()
                && (w.case.is_name()
                    || w.case == Case::None
                    || w.is(Kinds::FUNCTION | Kinds::PARTICLE))
        })
    });
    let last = words.get(at + length - 1);
    let written = last.is_some_and(|w| w.case.is_name() || w.case == Case::None);
    if fits && written { length } else { 0 }
}

/// The last word of the run that begins at `first`.
fn extend(words: &Words, first: usize, numbered: &dyn Fn(usize) -> bool) -> usize {
    let mut last = first + known_name(words, first).saturating_sub(1);
    let mut of = false;
    while last < first + LONGEST_RUN {
        let Some(step) = next_part(words, last, &mut of, numbered) else {
            break;
        };
        last = step + known_name(words, step).saturating_sub(1);
    }
    last
}

/// The next word that belongs to the run from `first` to `last`, if any.
fn next_part(
    words: &Words,
    last: usize,
    of: &mut bool,
    numbered: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let here = words.get(last)?;
    let next = words.after(last)?;
    if next.begins() {
        return None;
    }
    let at = last + 1;
    if next.case.is_name() {
        let initial = next.case == Case::Initial && lone_article(words, at);
        return (names(words, at, false) && !initial && !words.is_month(at)).then_some(at);
    }
    if next.token == TokenKind::Number {
        return (!next.glued && numbered(at)).then_some(at);
    }
    if next.token == TokenKind::Clitic {
        let shared = here.is(Kinds::COMMON | Kinds::MIXED)
            && !here.is(NATIONS)
            && words.of(next).ends_with('s')
            && here.style == Style::Prose;
        return (shared && names(words, at + 1, false)).then_some(at + 1);
    }
    match next.mark {
        '.' => {
            let abbreviated = here.case == Case::Initial
                || here.span.len() <= 4 && here.is(Kinds::TITLE | Kinds::PLACE_FIRST)
                || here.is(Kinds::TITLE) && here.span.len() <= 5;
            (abbreviated && next.glued && names(words, at + 1, false)).then_some(at + 1)
        }
        '-' | '‐' | '‑' | '–' if next.glued => hyphenated(words, last),
        '&' => names(words, at + 1, false).then_some(at + 1),
        ',' => {
            let form = words.after(at).is_some_and(|w| {
                matches!(
                    words.of(w),
                    "Inc" | "Ltd" | "LLC" | "Corp" | "Co" | "Limited" | "PLC"
                )
            });
            form.then_some(at + 1)
        }
        '\0' if next.case == Case::Lower => connected(words, last, of),
        _ => None,
    }
}

/// What follows a hyphen inside a name (`Tizya-Tramm`, `Kim Min-jung`, `F-35`), if it does.
fn hyphenated(words: &Words, last: usize) -> Option<usize> {
    let here = words.get(last)?;
    let tail = words.after(last + 1).filter(|w| w.glued)?;
    let at = last + 2;
    if tail.token == TokenKind::Number {
        return (here.span.len() < 7 && tail.span.len() <= 3).then_some(at);
    }
    if tail.case.is_name() {
        let nations = here.is(NATIONS) && tail.is(NATIONS) && !here.is(Kinds::LAST_NAME);
        let dashed = words.get(last + 1)?.mark == '–' && here.is(NATIONS | Kinds::ORG);
        return (!nations && !dashed).then_some(at);
    }
    if tail.case != Case::Lower {
        return None;
    }
    if tail.is(Kinds::PARTICLE) {
        let hyphen = words.after(at).is_some_and(|w| is_hyphen(w) && w.glued);
        if hyphen && names(words, at + 2, true) {
            return Some(at + 2);
        }
    }
    let ordinary = tail.is(Kinds::COMMON | Kinds::MIXED | Kinds::FUNCTION | Kinds::ROLE);
    (!ordinary && !here.is(NATIONS | Kinds::ORG) && here.case == Case::Capital).then_some(at)
}

/// What follows a lower-case word inside a name (`Ludwig van Beethoven`, `Ministry of Health`), if it does.
fn connected(words: &Words, last: usize, of: &mut bool) -> Option<usize> {
    let here = words.get(last)?;
    let next = words.after(last)?;
    let at = last + 1;
    if next.is(Kinds::PARTICLE) && !next.is(Kinds::FUNCTION) {
        let second = words.after(at)?;
        if is_hyphen(second) && second.glued {
            return names(words, at + 2, true).then_some(at + 2);
        }
        if second.is(Kinds::PARTICLE) && second.case == Case::Lower {
            return names(words, at + 2, false).then_some(at + 2);
        }
        return names(words, at + 1, false).then_some(at + 1);
    }
    let direction = matches!(words.of(here), "North" | "South" | "East" | "West");
    let ordinary = |w: &Word| w.is(Kinds::COMMON | Kinds::MIXED | Kinds::ORG_HEAD);
    match words.of(next) {
        "of" => {
            let headed = here.is(Kinds::ORG_HEAD | Kinds::PLACE_HEAD | Kinds::EVENT_HEAD);
            // `Office for the Coordination of Humanitarian Affairs`
            let leads = headed || *of && here.is(Kinds::COMMON);
            if direction || !leads {
                return None;
            }
            *of = true;
            let article = words.get(at + 1).is_some_and(|w| words.of(w) == "the");
            let named = at + 1 + usize::from(article);
            (names(words, named, false) && !words.is_month(named)).then_some(named)
        }
        "for" | "on" => {
            let leads = here.is(Kinds::ORG_HEAD) && here.is(Kinds::COMMON | Kinds::MIXED);
            let after = words.get(at + 1)?;
            let named = at + 1 + usize::from(words.of(after) == "the");
            let goes_on =
                leads && names(words, named, false) && words.get(named).is_some_and(ordinary);
            *of |= goes_on;
            goes_on.then_some(named)
        }
        "and" => {
            let after = words.get(at + 1)?;
            let plain = |w: &Word| ordinary(w) && !w.is(Kinds::ORG_SUFFIX);
            if !names(words, at + 1, false) || !plain(here) {
                return None;
            }
            // `Ministry of Health and Welfare`
            let listed = *of && (ordinary(after) || after.kinds.is_empty());
            let headed = || {
                // `Food and Agriculture Organization`: the head comes after the “and”.
                let mut end = at + 1;
                while names(words, end + 1, false) && end < at + 5 {
                    end += 1;
                }
                let head = words.get(end).filter(|_| end > at + 1);
                ordinary(after) && head.is_some_and(|w| w.is(Kinds::ORG_HEAD))
            };
            (listed || headed()).then_some(at + 1)
        }
        _ => None,
    }
}

fn is_hyphen(word: &Word) -> bool {
    matches!(word.mark, '-' | '‐' | '‑')
}

/// Cuts a run into candidates.
fn cut(words: &Words, first: usize, last: usize, found: &mut Vec<Candidate>) {
    let mut at = first;
    let mut is_titled = false;
    while at <= last {
        let Some(word) = words.get(at) else {
            return;
        };
        if word.token == TokenKind::Mark || word.token == TokenKind::Clitic {
            at += 1;
            continue;
        }
        let title = title_length(words, at, last);
        if title > 0 && !eponym(words, at, last) {
            at += title;
            is_titled = true;
            continue;
        }
        let mut end = at + known_name(words, at).saturating_sub(1);
        while end < last {
            let next = end + 1;
            // `Office of the President`
            let of = words.get(end).is_some_and(|w| w.case == Case::Lower);
            let title = title_length(words, next, last);
            if title > 0 && !of && !surname_title(words, next, title, last) {
                break;
            }
            end = next
                .max(next + known_name(words, next).saturating_sub(1))
                .min(last);
        }
        let end = end.min(last);
        push(words, at, end, is_titled, (at, end) != (first, last), found);
        is_titled = false;
        at = end + 1;
    }
}

/// How many tokens the title at `at` covers, or 0.
fn title_length(words: &Words, at: usize, last: usize) -> usize {
    let Some(word) = words.get(at) else {
        return 0;
    };
    if !word.case.is_name() {
        return 0;
    }
    if word.known.tokens > 1 && at + word.known.tokens - 1 <= last {
        if word.known.kinds.any(Kinds::TITLE) {
            return word.known.tokens;
        }
        if known_name(words, at) > 1 {
            return 0;
        }
    }
    let hyphen = words.after(at).is_some_and(|w| is_hyphen(w) && w.glued);
    if !word.is(Kinds::TITLE) || hyphen && at < last {
        return 0;
    }
    // `Justice Department`, `General Assembly`: a word before a head is part of the name.
    let next = words.get(at + 1).filter(|_| at < last);
    if next.is_some_and(|w| {
        w.is(Kinds::ORG_HEAD) && !w.is(Kinds::TITLE) && w.is(Kinds::COMMON | Kinds::MIXED)
    }) {
        return 0;
    }
    1
}

/// Whether a title inside a run is a family name there (`Martin Luther King`).
fn surname_title(words: &Words, at: usize, length: usize, last: usize) -> bool {
    let before = words.get(at.wrapping_sub(1));
    length == 1
        && at == last
        && words.get(at).is_some_and(|w| w.is(Kinds::LAST_NAME))
        && before
            .is_some_and(|w| w.is(Kinds::FIRST_NAME) || w.case == Case::Initial || w.mark == '.')
}

/// Whether the title at `at` is part of a place's or organisation's name.
fn eponym(words: &Words, at: usize, last: usize) -> bool {
    let (Some(word), Some(head)) = (words.get(at), words.get(last)) else {
        return false;
    };
    last > at + 1
        && EPONYMS.contains(&words.of(word))
        && head.is(Kinds::ORG_HEAD | Kinds::PLACE_HEAD)
        && head.is(Kinds::COMMON | Kinds::MIXED)
}

/// Adds what is left of a part of a run when words that are no part of a name are cut off its ends.
fn push(
    words: &Words,
    mut first: usize,
    mut last: usize,
    titled: bool,
    mut cut: bool,
    found: &mut Vec<Candidate>,
) {
    let is_name = |at: usize| {
        words.get(at).is_some_and(|w| {
            w.case.is_name() || w.token == TokenKind::Number || w.is(Kinds::PARTICLE)
        })
    };
    let hyphened = |at: usize| words.get(at - 1).is_some_and(is_hyphen);
    while last > first && !is_name(last) && !hyphened(last) {
        last -= 1;
    }
    while first < last && !is_name(first) {
        first += 1;
    }
    // The first word of a sentence, where it is an ordinary one and no organisation's or known name begins.
    if let Some(word) = words.get(first)
        && first < last
        && word.opens()
        && known_name(words, first) < 2
        && word.is(Kinds::COMMON)
        && !word.is(Kinds::GROUP)
        && !words.get(last).is_some_and(|w| w.is(HEADS))
        && word.case != Case::Upper
        && word.style == Style::Prose
        && is_name(first + 1)
    {
        first += 1;
        cut = true;
    }
    // A nationality before a person or an ordinary noun is a name of its own.
    let mut group = group_length(words, first);
    if group > 0 && first + group <= last {
        // `British Indian`
        group += group_length(words, first + group);
    }
    if group > 0 && first + group <= last && known_name(words, first) <= group {
        let rest = first + group;
        let whole = words.get(last).is_some_and(|w| {
            w.is(HEADS) && (w.is(Kinds::COMMON | Kinds::MIXED) || !w.is(Kinds::LAST_NAME))
        });
        // `Chinese University of Hong Kong`
        let headed = (rest..last).any(|i| {
            words.get(i).is_some_and(|w| w.is(Kinds::ORG_HEAD))
                && words.get(i + 1).is_some_and(|w| w.case == Case::Lower)
        });
        let glued = words.get(rest).is_some_and(is_hyphen);
        if !whole && !headed && !glued {
            found.push(Candidate {
                first,
                last: rest - 1,
                titled: false,
                cut: true,
            });
            first = rest;
            cut = true;
        }
    }
    found.push(Candidate {
        first,
        last,
        titled,
        cut,
    });
}

/// How many tokens the nationality at `at` covers, or 0.
fn group_length(words: &Words, at: usize) -> usize {
    let Some(word) = words.get(at) else {
        return 0;
    };
    if !word.case.is_name() {
        return 0;
    }
    if word.known.kinds.any(Kinds::GROUP)
        && !word.known.kinds.any(Kinds::FIRST_NAME | Kinds::COUNTRY)
    {
        return known_name(words, at);
    }
    usize::from(
        word.is(Kinds::GROUP)
            && !word.is(Kinds::FIRST_NAME | Kinds::COUNTRY)
            && word.known.tokens <= 1,
    )
}
