//! What speaks for and against a candidate's being a name of some kind.

use super::candidate::{Candidate, known_name};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Style, Word, Words};
use crate::text::token::TokenKind;

macro_rules! clues {
    ($($name:ident)*) => {
        /// One thing that is true of a candidate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Clue {
            $(#[doc(hidden)] $name),*
        }
    };
}

clues! {
    Always
    // Its shape.
    One Two Three More Acronym LongUpper MixedCase Digit Hyphen Of And Particle FirstInitial SomeInitial Short Cut
    // What the whole of it is known as.
    Country Region City Town Group Org Event Product OtherName
    // What its words are known as.
    OneFirstName OneLastName OneCommon OneMixed OneUnknown OneFunction OneTitle OneHead OneShouted
    FirstFirstName FirstLastName LastLastName LastFirstName FirstThenLast SomeUnknown AllUnknown FirstCommon LastCommon AllCommon NoneCommon SomeCommon
    OrgHead OrgHeadCommon OrgHeadOf OrgSuffix PlaceHead PlaceHeadCommon PlaceFirst PlaceHeadOf EventHead InnerOrgHead
    FirstCountry FirstPlace FirstGroup LastCountry LastPlace
    EndsAsPlace EndsAsGroup EndsAsIsm EndsAsIa
    // What stands before it.
    Title Role TitleBefore TheBefore ArticleBefore InBefore AtBefore FromBefore ToBefore OfBefore ByBefore WithBefore AndBefore ForBefore OnBefore AgainstBefore DirectionBefore
    CommaBefore ParenBefore QuoteBefore PossessiveBefore SpeechBefore FunctionBefore OtherBefore NothingBefore
    // What stands after it.
    Speech PossessiveAfter CommaAfter Age RoleAfter WhoAfter ParenAfter AcronymAfter AndAfter OfAfter InAfter HyphenAfter OrgNoun PlaceNoun PersonNoun Auxiliary StopAfter CommonAfter FunctionAfter NothingAfter NumberAfter
    // Where it stands, and how the document uses its words.
    Opens OpensProse Titled Shouted LowerElsewhere LowerMore CapitalElsewhere OpensCommon OpensUnknown InParens
}

/// The clues that hold for a candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clues([u64; 3]);

impl Clues {
    /// Adds a clue.
    pub(super) fn set(&mut self, clue: Clue) {
        let at = clue as usize;
        if let Some(bits) = self.0.get_mut(at / 64) {
            *bits |= 1 << (at % 64);
        }
    }

    /// Adds a clue if it holds.
    pub(super) fn set_if(&mut self, holds: bool, clue: Clue) {
        if holds {
            self.set(clue);
        }
    }

    /// The places of the clues among all, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, mut bits)| {
            std::iter::from_fn(move || {
                let at = bits.trailing_zeros() as usize;
                bits &= bits.wrapping_sub(1);
                (at < 64).then_some(word * 64 + at)
            })
        })
    }
}

/// The clues that a candidate and its sentence give.
pub(super) fn clues(words: &Words, candidate: &Candidate) -> Clues {
    let mut clues = Clues::default();
    clues.set(Clue::Always);
    let (Some(first), Some(last)) = (words.get(candidate.first), words.get(candidate.last)) else {
        return clues;
    };
    let parts = words
        .all
        .get(candidate.first..=candidate.last)
        .unwrap_or_default();
    shape(words, candidate, parts, &mut clues);
    kinds(words, candidate, parts, &mut clues);
    before(words, candidate, &mut clues);
    after(words, candidate, &mut clues);
    let usage = words.usage(first);
    let opens = first.opens() && !candidate.titled;
    clues.set_if(opens, Clue::Opens);
    clues.set_if(opens && first.style == Style::Prose, Clue::OpensProse);
    clues.set_if(
        opens && first.is(Kinds::COMMON | Kinds::MIXED),
        Clue::OpensCommon,
    );
    clues.set_if(opens && first.kinds.is_empty(), Clue::OpensUnknown);
    clues.set_if(first.style == Style::Titled, Clue::Titled);
    clues.set_if(first.style == Style::Shouted, Clue::Shouted);
    clues.set_if(usage.lower > 0, Clue::LowerElsewhere);
    clues.set_if(usage.lower > usage.capital, Clue::LowerMore);
    clues.set_if(
        usage.capital > u32::from(!opens && first.style == Style::Prose),
        Clue::CapitalElsewhere,
    );
    let open = words.before(candidate.first).is_some_and(|w| w.mark == '(');
    let close = words.after(candidate.last).is_some_and(|w| w.mark == ')');
    clues.set_if(open && close, Clue::InParens);
    clues.set_if(last.span.end - first.span.start <= 3, Clue::Short);
    clues
}

fn shape(words: &Words, candidate: &Candidate, parts: &[Word], clues: &mut Clues) {
    let count = parts
        .iter()
        .filter(|w| w.mark == '\0' && w.token != TokenKind::Clitic)
        .count();
    clues.set(match count {
        0 | 1 => Clue::One,
        2 => Clue::Two,
        3 => Clue::Three,
        _ => Clue::More,
    });
    clues.set_if(candidate.cut, Clue::Cut);
    for (i, part) in parts.iter().enumerate() {
        match part.case {
            Case::Upper if count == 1 && part.style != Style::Shouted => {
                clues.set(if part.span.len() <= 6 {
                    Clue::Acronym
                } else {
                    Clue::LongUpper
                });
            }
            Case::Mixed => clues.set(Clue::MixedCase),
            Case::Initial => clues.set(if i == 0 {
                Clue::FirstInitial
            } else {
                Clue::SomeInitial
            }),
            Case::Capital => {
                let inner = words.of(part).chars().skip(1).any(char::is_uppercase);
                clues.set_if(inner, Clue::MixedCase);
            }
            Case::Lower => match words.of(part) {
                "of" => clues.set(Clue::Of),
                "and" => clues.set(Clue::And),
                _ => clues.set_if(part.is(Kinds::PARTICLE), Clue::Particle),
            },
            _ => {}
        }
        clues.set_if(part.mark == '&', Clue::And);
        clues.set_if(matches!(part.mark, '-' | '‐' | '‑' | '–'), Clue::Hyphen);
        let digit = part.token == TokenKind::Number
            || part.case == Case::Upper && words.of(part).contains(|c: char| c.is_ascii_digit());
        clues.set_if(digit, Clue::Digit);
    }
}

fn kinds(words: &Words, candidate: &Candidate, parts: &[Word], clues: &mut Clues) {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return;
    };
    let one = parts.len() == 1;
    let covered = known_name(words, candidate.first);
    let whole = if covered == parts.len() {
        first.known.kinds
    } else if one {
        first.kinds
    } else {
        Kinds::NONE
    };
    // A short word of grammar is a name only in capitals (`US`, `WHO`, `IT`).
    let whole = if one && first.is_function() {
        Kinds::NONE
    } else {
        whole
    };
    for (kind, clue) in [
        (Kinds::COUNTRY, Clue::Country),
        (Kinds::REGION, Clue::Region),
        (Kinds::CITY, Clue::City),
        (Kinds::TOWN, Clue::Town),
        (Kinds::GROUP, Clue::Group),
        (Kinds::ORG, Clue::Org),
        (Kinds::EVENT, Clue::Event),
        (Kinds::PRODUCT, Clue::Product),
        (Kinds::OTHER_NAME, Clue::OtherName),
        // A force (`Peshmerga`) is named as an organisation is.
        (Kinds::GROUP_ORG, Clue::Org),
    ] {
        clues.set_if(whole.any(kind), clue);
    }
    let common = |w: &Word| w.is(Kinds::COMMON) && !matches!(w.case, Case::Upper | Case::Initial);
    let heads = Kinds::ORG_HEAD | Kinds::PLACE_HEAD | Kinds::EVENT_HEAD;
    if one {
        clues.set_if(first.is(Kinds::FIRST_NAME), Clue::OneFirstName);
        clues.set_if(first.is(Kinds::LAST_NAME), Clue::OneLastName);
        clues.set_if(common(first), Clue::OneCommon);
        clues.set_if(first.is(Kinds::MIXED), Clue::OneMixed);
        clues.set_if(first.kinds.is_empty(), Clue::OneUnknown);
        clues.set_if(first.is_function(), Clue::OneFunction);
        clues.set_if(first.is(Kinds::TITLE | Kinds::ROLE), Clue::OneTitle);
        clues.set_if(first.is(heads), Clue::OneHead);
        let loud = first.case == Case::Upper && first.is(Kinds::COMMON | Kinds::FUNCTION);
        clues.set_if(loud, Clue::OneShouted);
        ending(words.of(first), clues);
        return;
    }
    clues.set_if(first.is(Kinds::FIRST_NAME), Clue::FirstFirstName);
    clues.set_if(first.is(Kinds::LAST_NAME), Clue::FirstLastName);
    clues.set_if(last.is(Kinds::LAST_NAME), Clue::LastLastName);
    clues.set_if(last.is(Kinds::FIRST_NAME), Clue::LastFirstName);
    clues.set_if(
        first.is(Kinds::FIRST_NAME) && last.is(Kinds::LAST_NAME) && !common(last),
        Clue::FirstThenLast,
    );
    let named = || parts.iter().filter(|w| w.case.is_name());
    let unknown = |w: &&Word| w.kinds.is_empty();
    clues.set_if(named().any(|w| unknown(&w)), Clue::SomeUnknown);
    clues.set_if(named().all(|w| unknown(&w)), Clue::AllUnknown);
    clues.set_if(common(first), Clue::FirstCommon);
    clues.set_if(common(last), Clue::LastCommon);
    let (all, some) = (named().all(common), named().any(common));
    clues.set_if(all, Clue::AllCommon);
    clues.set_if(some, Clue::SomeCommon);
    clues.set_if(!some, Clue::NoneCommon);
    let of_at = parts.iter().position(|w| words.of(w) == "of");
    let before_of = of_at.and_then(|at| parts.get(at.wrapping_sub(1)));
    clues.set_if(
        before_of.is_some_and(|w| w.is(Kinds::ORG_HEAD)),
        Clue::OrgHeadOf,
    );
    clues.set_if(
        before_of.is_some_and(|w| w.is(Kinds::PLACE_HEAD)),
        Clue::PlaceHeadOf,
    );
    let ordinary = Kinds::COMMON | Kinds::MIXED;
    clues.set_if(last.is(Kinds::ORG_HEAD), Clue::OrgHead);
    clues.set_if(
        last.is(Kinds::ORG_HEAD) && last.is(ordinary),
        Clue::OrgHeadCommon,
    );
    clues.set_if(last.is(Kinds::ORG_SUFFIX), Clue::OrgSuffix);
    clues.set_if(last.is(Kinds::PLACE_HEAD), Clue::PlaceHead);
    clues.set_if(
        last.is(Kinds::PLACE_HEAD) && last.is(ordinary),
        Clue::PlaceHeadCommon,
    );
    clues.set_if(last.is(Kinds::EVENT_HEAD), Clue::EventHead);
    clues.set_if(first.is(Kinds::PLACE_FIRST), Clue::PlaceFirst);
    let inner = parts
        .iter()
        .skip(1)
        .rev()
        .skip(1)
        .any(|w| w.is(Kinds::ORG_HEAD) && w.is(ordinary));
    clues.set_if(inner, Clue::InnerOrgHead);
    let places = Kinds::CITY | Kinds::REGION;
    clues.set_if(first.known.kinds.any(Kinds::COUNTRY), Clue::FirstCountry);
    clues.set_if(first.known.kinds.any(places), Clue::FirstPlace);
    clues.set_if(first.known.kinds.any(Kinds::GROUP), Clue::FirstGroup);
    clues.set_if(last.is(Kinds::COUNTRY), Clue::LastCountry);
    clues.set_if(last.is(places), Clue::LastPlace);
    ending(words.of(last), clues);
}

/// How the word ends, if that tells something.
fn ending(word: &str, clues: &mut Clues) {
    let ends = |endings: &[&str]| word.len() > 5 && endings.iter().any(|e| word.ends_with(e));
    let place = ends(&[
        "stan", "burg", "berg", "ville", "abad", "pur", "pura", "land", "lands", "shire", "grad",
        "polis", "ton", "ford", "port", "bury", "field", "mouth", "wick", "iyah", "iya", "kent",
        "dorf", "heim", "stadt", "chester",
    ]);
    clues.set_if(place, Clue::EndsAsPlace);
    let group = ends(&[
        "ian", "ians", "ese", "ish", "ean", "eans", "ists", "ist", "ites", "ite", "ic",
    ]);
    clues.set_if(group, Clue::EndsAsGroup);
    clues.set_if(
        ends(&["ism", "ity", "ness", "tion", "ment", "ing", "ed", "ly"]),
        Clue::EndsAsIsm,
    );
    clues.set_if(ends(&["ia"]), Clue::EndsAsIa);
}

fn before(words: &Words, candidate: &Candidate, clues: &mut Clues) {
    clues.set_if(candidate.titled, Clue::Title);
    let Some(word) = words.before(candidate.first) else {
        clues.set(Clue::NothingBefore);
        return;
    };
    match word.mark {
        ',' => clues.set(Clue::CommaBefore),
        '(' | '[' => clues.set(Clue::ParenBefore),
        '"' | '“' | '‘' | '\'' | '«' => clues.set(Clue::QuoteBefore),
        '.' => {
            let title = words
                .before(candidate.first - 1)
                .is_some_and(|w| w.is(Kinds::TITLE) && w.span.len() <= 5);
            clues.set_if(title, Clue::Title);
        }
        _ => {}
    }
    if word.token == TokenKind::Clitic {
        clues.set(Clue::PossessiveBefore);
    }
    if word.token != TokenKind::Word {
        return;
    }
    clues.set_if(word.is(Kinds::ROLE) && word.case == Case::Lower, Clue::Role);
    clues.set_if(
        word.is(Kinds::TITLE) && word.case == Case::Lower,
        Clue::TitleBefore,
    );
    clues.set_if(word.is(Kinds::SPEECH), Clue::SpeechBefore);
    let known = match words.of(word) {
        "the" | "The" => Clue::TheBefore,
        "a" | "an" | "A" | "An" => Clue::ArticleBefore,
        "in" | "In" | "across" | "throughout" | "inside" | "outside" | "near" => Clue::InBefore,
        "at" | "At" => Clue::AtBefore,
        "from" | "From" => Clue::FromBefore,
        "to" | "To" | "into" | "towards" => Clue::ToBefore,
        "of" => Clue::OfBefore,
        "by" | "By" => Clue::ByBefore,
        "with" | "With" => Clue::WithBefore,
        "and" | "or" | "And" => Clue::AndBefore,
        "for" | "For" => Clue::ForBefore,
        "on" | "On" => Clue::OnBefore,
        "against" | "between" => Clue::AgainstBefore,
        "his" | "her" | "their" | "our" | "my" | "its" => Clue::PossessiveBefore,
        "northern" | "southern" | "eastern" | "western" | "central" | "north" | "south"
        | "east" | "west" | "downtown" | "northeastern" | "northwestern" | "southeastern"
        | "southwestern" | "neighbouring" | "neighboring" | "mainland" => Clue::DirectionBefore,
        _ if word.is(Kinds::FUNCTION) => Clue::FunctionBefore,
        _ => Clue::OtherBefore,
    };
    clues.set(known);
}

fn after(words: &Words, candidate: &Candidate, clues: &mut Clues) {
    let Some(word) = words.after(candidate.last) else {
        clues.set(Clue::NothingAfter);
        return;
    };
    let second = words.after(candidate.last + 1);
    match word.mark {
        ',' => {
            clues.set(Clue::CommaAfter);
            let age = second.is_some_and(|w| w.token == TokenKind::Number && w.span.len() == 2)
                && words
                    .after(candidate.last + 2)
                    .is_some_and(|w| matches!(w.mark, ',' | '.'));
            clues.set_if(age, Clue::Age);
            let role = (candidate.last + 2..candidate.last + 6)
                .map_while(|i| {
                    words
                        .get(i)
                        .filter(|w| !w.breaks() && w.token == TokenKind::Word)
                })
                .any(|w| w.case == Case::Lower && w.is(Kinds::ROLE));
            clues.set_if(role, Clue::RoleAfter);
            clues.set_if(
                second.is_some_and(|w| matches!(words.of(w), "who" | "whose" | "whom")),
                Clue::WhoAfter,
            );
        }
        '(' => {
            clues.set(Clue::ParenAfter);
            let acronym = second.is_some_and(|w| w.case == Case::Upper)
                && words.get(candidate.last + 3).is_some_and(|w| w.mark == ')');
            clues.set_if(acronym, Clue::AcronymAfter);
        }
        '.' | '!' | '?' => clues.set(Clue::StopAfter),
        '-' | '‐' | '‑' | '–' if word.glued => clues.set(Clue::HyphenAfter),
        _ => {}
    }
    match word.token {
        TokenKind::Clitic => clues.set_if(words.of(word).ends_with('s'), Clue::PossessiveAfter),
        TokenKind::Number => clues.set(Clue::NumberAfter),
        _ => {}
    }
    if word.token != TokenKind::Word {
        return;
    }
    match words.of(word) {
        "who" | "whose" => clues.set(Clue::WhoAfter),
        "and" | "or" => clues.set(Clue::AndAfter),
        "of" => clues.set(Clue::OfAfter),
        "in" | "at" | "on" | "from" => clues.set(Clue::InAfter),
        "is" | "was" | "has" | "had" | "will" | "would" | "were" | "are" | "have" | "did"
        | "does" | "could" | "can" | "may" | "might" | "should" => clues.set(Clue::Auxiliary),
        _ => {}
    }
    if word.case != Case::Lower {
        return;
    }
    clues.set_if(word.is(Kinds::SPEECH), Clue::Speech);
    clues.set_if(word.is(Kinds::ORG_HEAD), Clue::OrgNoun);
    clues.set_if(word.is(Kinds::PLACE_HEAD), Clue::PlaceNoun);
    clues.set_if(word.is(Kinds::ROLE), Clue::PersonNoun);
    clues.set(if word.is(Kinds::FUNCTION) {
        Clue::FunctionAfter
    } else {
        Clue::CommonAfter
    });
}
