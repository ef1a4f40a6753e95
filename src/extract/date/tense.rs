//! Which day of several is meant: the preposition and the tense of the clause tell.

use super::calendar::{Meaning, Point, Which};
use super::{Reader, Reading};
use crate::extract::gazetteer::Kinds;
use crate::extract::word::{Case, Word};
use crate::text::token::TokenKind;

/// How many words before and after a date are searched for a sign of its tense.
const REACH: usize = 16;

/// When the clause around a date takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tense {
    Past,
    Future,
}

/// How a date hangs on the words before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// `until`, `through`
    Until,
    /// `by`
    By,
    /// `for`, `to`, `ahead of`, `starting`
    Toward,
    /// `from`
    From,
    /// `before`
    Before,
    /// `this`
    This,
    /// `on`, `since`, `after`, or nothing
    Plain,
}

impl Reader<'_, '_> {
    /// Which of the days or months of the same name a reading at `at` means, in an article of that year.
    pub(super) fn which(&self, at: usize, reading: &Reading, year: i32) -> Which {
        let open = match reading.meaning {
            Meaning::One(point) | Meaning::Range(point, _) => point.is_open(),
            Meaning::Stretch(..) | Meaning::Vague => false,
        };
        if let Some(which) = reading.which {
            return which;
        }
        if !open {
            return Which::Nearest;
        }
        if self.has_other_year(at, year) || self.is_of_that_year(reading.last) {
            return Which::Unsure;
        }
        // `Monday will be …`
        if self
            .next(reading.last + 1)
            .is_some_and(|w| is_modal(self.text(w)))
        {
            return Which::Coming;
        }
        let link = self.link(at);
        let weekday = is_weekday(reading);
        let tense = self.tense_before(at).or_else(|| {
            // What follows is too weak a sign to look far ahead for a day or a month.
            let after = self.tense_after(reading.last);
            after.filter(|tense| weekday || *tense == Tense::Future && self.has_modal(reading.last))
        });
        match (link, tense) {
            (Link::Until, _) => self.until(at, reading.last),
            (Link::Toward, _) | (_, Some(Tense::Future)) | (Link::This, None) => Which::Coming,
            (Link::By | Link::From | Link::Before, None) if weekday => Which::Unsure,
            (_, Some(Tense::Past)) => Which::Latest,
            (_, None) => Which::Nearest,
        }
    }

    /// The preposition before a date, past `late`, `at least`, `the end of` and the like.
    fn link(&self, at: usize) -> Link {
        const FURTHEST: usize = 4;
        if self
            .words
            .get(at)
            .is_some_and(|w| self.text(w).eq_ignore_ascii_case("this"))
        {
            return Link::This;
        }
        for count in 1..=FURTHEST {
            let Some(word) = self.back(at, count) else {
                return Link::Plain;
            };
            match self.text(word) {
                "until" | "till" | "Until" | "through" => return Link::Until,
                "by" | "By" => return Link::By,
                "for"
                    if self
                        .next(at + 1)
                        .is_none_or(|w| w.token != TokenKind::Clitic) =>
                {
                    return Link::Toward;
                }
                "to" if self.follows(at - count, &["week", "weeks", "month", "months", "year"]) => {
                    return Link::Plain;
                }
                "to" | "starting" | "beginning" | "effective" | "upcoming" | "coming" => {
                    return Link::Toward;
                }
                "of" if self
                    .back(at, count + 1)
                    .is_some_and(|w| self.text(w) == "ahead") =>
                {
                    return Link::Toward;
                }
                "from" | "From" => return Link::From,
                "before" | "Before" => return Link::Before,
                "this" | "This" => return Link::This,
                "late" | "early" | "mid" | "at" | "least" | "about" | "around" | "noon"
                | "midnight" | "end" | "of" | "the" | "on" | "morning" | "night" | "-" | "as"
                | "soon" => {}
                _ => return Link::Plain,
            }
        }
        Link::Plain
    }

    /// `until Tuesday`: ahead, unless the clause tells how long something lasted or when it came at last.
    fn until(&self, at: usize, last: usize) -> Which {
        let mut state = None;
        for count in 1..=REACH {
            let Some(word) = self.back(at, count) else {
                break;
            };
            let text = self.text(word);
            match text {
                "will" | "'ll" | "’ll" | "shall" | "would" | "should" | "must" => {
                    return Which::Later;
                }
                "n't" | "n’t" | "not" => {
                    let did = |text| matches!(text, "did" | "was" | "were" | "had");
                    if self.back(at, count + 1).is_some_and(|w| did(self.text(w))) {
                        return Which::Latest;
                    }
                }
                "was" | "were" | "served" | "lived" | "worked" | "remained" | "stayed"
                | "lasted" | "led" | "headed" | "had" | "did" | "played" | "waited" | "taught"
                | "ruled" | "held" | "ran" | "went" | "kept" => {
                    // `was suspended until Tuesday` still is.
                    return state.unwrap_or(Which::Latest);
                }
                _ if is_deed(word, text) => {
                    state.get_or_insert(Which::Later);
                }
                _ if self.closes(word) => break,
                _ => {}
            }
        }
        // `Until the end of June, the country obtained …`
        match state {
            None if self.tense_after(last) == Some(Tense::Past) => Which::Latest,
            _ => Which::Later,
        }
    }

    /// The tense of the nearest verb before `at` in its sentence.
    fn tense_before(&self, at: usize) -> Option<Tense> {
        for count in 1..=REACH {
            let word = self.back(at, count)?;
            let here = at - count;
            if self
                .words
                .get(here + 1)
                .is_some_and(|w| w.begins() && here + 1 < at)
                || self.words.get(at).is_some_and(Word::begins)
                || word.mark == ';'
            {
                return None;
            }
            // In `will be held`, the first of the verbs tells.
            let carried = self.follows(here, &["be", "is", "are", "being"]);
            if let Some(tense) = self.tense_of(here).filter(|_| !carried) {
                return Some(tense);
            }
        }
        None
    }

    /// The tense of the first verb after `last` in its sentence.
    fn tense_after(&self, last: usize) -> Option<Tense> {
        for here in last + 1..=last + REACH {
            let word = self.next(here).filter(|w| !w.begins())?;
            if self.closes(word) {
                return None;
            }
            if let Some(tense) = self.tense_of(here) {
                return Some(tense);
            }
        }
        None
    }

    /// Whether the first verb after `last` that tells a tense is `will` or the like.
    fn has_modal(&self, last: usize) -> bool {
        (last + 1..=last + REACH)
            .map_while(|at| self.next(at).filter(|w| !w.begins()).map(|w| (at, w)))
            .find(|&(at, _)| self.tense_of(at).is_some())
            .is_some_and(|(_, word)| is_modal(self.text(word)))
    }

    fn closes(&self, word: &Word) -> bool {
        word.mark == ';' || self.text(word) == "."
    }

    /// What the word at `at` says about the tense, if it is a verb that does.
    fn tense_of(&self, at: usize) -> Option<Tense> {
        let word = self.words.get(at)?;
        if !matches!(word.case, Case::Lower | Case::None) {
            return None;
        }
        let text = self.text(word);
        if is_modal(text) {
            return Some(Tense::Future);
        }
        match text {
            "scheduled" | "planned" | "expected" | "slated" | "due" | "upcoming" | "postponed"
            | "rescheduled" | "tomorrow" => return Some(Tense::Future),
            "set" => {
                let next = ["for", "to"].iter().any(|w| self.says(at + 1, w));
                return next.then_some(Tense::Future);
            }
            "to" => return self.is_plan(at).then_some(Tense::Future),
            // `opens on Friday` is what will be.
            "opens" | "begins" | "starts" | "kicks" | "ends" | "expires" | "closes" | "takes"
            | "meets" | "votes" | "goes" | "returns" | "resumes" | "runs" | "continues"
            | "falls" | "faces" | "hosts" | "plays" | "arrives" | "is" | "are" => {
                return Some(Tense::Future);
            }
            "was" | "were" | "had" | "did" | "went" | "came" | "took" | "made" | "began"
            | "met" | "held" | "won" | "lost" | "fell" | "rose" | "left" | "struck" | "shot"
            | "found" | "sent" | "gave" | "saw" | "spoke" | "broke" | "brought" | "fought"
            | "led" | "became" | "got" | "sold" | "paid" | "stood" | "flew" | "drew" | "grew"
            | "kept" | "heard" | "knew" | "ran" | "wrote" | "told" | "said" | "beat" | "since"
            | "ago" | "born" => return Some(Tense::Past),
            _ => {}
        }
        if word.is(Kinds::SPEECH) && !matches!(text, "who" | "whose") {
            return Some(Tense::Past);
        }
        let participle =
            text.len() > 4 && text.ends_with("ed") && !matches!(text, "hundred" | "indeed");
        participle.then_some(Tense::Past)
    }

    /// Whether the `to` at `at` tells of what is meant to be: `plans to meet`, `is to meet`.
    fn is_plan(&self, at: usize) -> bool {
        const PLANS: [&str; 34] = [
            "plan",
            "plans",
            "set",
            "due",
            "expected",
            "scheduled",
            "likely",
            "want",
            "wants",
            "hope",
            "hopes",
            "aims",
            "intends",
            "is",
            "are",
            "about",
            "ready",
            "has",
            "have",
            "need",
            "needs",
            "going",
            "prepared",
            "preparing",
            "prepares",
            "threatens",
            "poised",
            "invited",
            "agreed",
            "vowed",
            "pledged",
            "promised",
            "supposed",
            "continue",
        ];
        let verb = self.next(at + 1).is_some_and(|w| {
            w.case == Case::Lower && (!w.is(Kinds::FUNCTION) || self.text(w) == "be")
        });
        verb && self.follows(at, &PLANS)
    }

    /// Whether the sentence named another year before `at`: a month or day after it may be of that year.
    fn has_other_year(&self, at: usize, year: i32) -> bool {
        for count in 1..=REACH {
            let Some(word) = self.back(at, count) else {
                return false;
            };
            let here = at - count;
            if word.token == TokenKind::Number
                && let Some(other) = self.year(here).and_then(Reading::point)
            {
                return other != Point::Year(year);
            }
            if word.begins() || word.mark == ';' || self.tense_of(here) == Some(Tense::Future) {
                return false;
            }
        }
        false
    }

    /// Whether `that year`, `the same year` follows: one that the story named before.
    fn is_of_that_year(&self, last: usize) -> bool {
        const YEARS: [&[&str]; 5] = [
            &["that", "year"],
            &["of", "that", "year"],
            &["the", "same", "year"],
            &["of", "the", "same", "year"],
            &["the", "following", "year"],
        ];
        YEARS.iter().any(|words| {
            (last + 1..)
                .zip(*words)
                .all(|(at, word)| self.says(at, word))
        })
    }
}

fn is_weekday(reading: &Reading) -> bool {
    matches!(
        reading.meaning,
        Meaning::One(Point::Weekday { .. }) | Meaning::Range(Point::Weekday { .. }, _)
    )
}

/// Whether a verb says that something will or may be.
fn is_modal(word: &str) -> bool {
    matches!(
        word,
        "will"
            | "'ll"
            | "’ll"
            | "wo"
            | "shall"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
            | "must"
            | "should"
    )
}

/// Whether a verb tells of a deed whose effect lasts until the date behind it.
fn is_deed(word: &Word, text: &str) -> bool {
    word.case == Case::Lower
        && (text.len() > 4 && text.ends_with("ed") && !word.is(Kinds::SPEECH)
            || matches!(
                text,
                "given" | "gave" | "put" | "told" | "asked" | "shut" | "held" | "set"
            ))
}
