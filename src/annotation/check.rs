//! What looks wrong about quotes and names, so that a person looks again.
//!
//! A check only warns. It is silent about what was rejected, what was accepted as it is, and what
//! carries the tag [`CHECKED`]: somebody looked.

use std::fmt;

use super::{Annotations, Entity, ItemRef, Quotation, Review, Verdict};
use crate::extract::quote::unclosed_marks;
use crate::extract::{Label, QuoteKind};
use crate::span::{Span, from, until};

/// The tag of an item about which nothing is to be warned any more.
pub const CHECKED: &str = "checked";

/// A speaker who is named farther than this from what is said is doubtful, in code points.
///
/// The annotators of PolNeAR's training part found 98 of 100 speakers within it; of the speakers
/// that the program finds in its development part, five of six are right within it and half beyond.
pub const FAR: usize = 100;

/// Words that stand for a speaker who is named elsewhere.
const PRONOUNS: &[&str] = &[
    "he", "she", "they", "it", "who", "we", "i", "him", "her", "them", "whom",
];

/// Something that looks wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// The quote has no content, or no letter or number in it.
    Empty,
    /// A quote mark opens that nothing closes.
    NeverClosed,
    /// The quote is given as direct, and no part of it stands in quote marks.
    WithoutMarks,
    /// Another quote has words of this one.
    Overlaps,
    /// Somebody speaks, and no words say so, here or in a quote that this one goes on from.
    WithoutCue,
    /// The speaker is named so many code points away from the quote.
    FarSpeaker(usize),
    /// The speaker is a pronoun, and nobody knows of whom.
    Pronoun,
    /// The speaker is neither a person nor an organisation.
    NoParty,
    /// The name begins or ends inside a word.
    CutsWord,
}

impl Warning {
    /// Every kind of warning by its name in files.
    pub const NAMES: [&'static str; 9] = [
        "empty",
        "never_closed",
        "without_marks",
        "overlaps",
        "without_cue",
        "far_speaker",
        "pronoun",
        "no_party",
        "cuts_word",
    ];

    /// The name of its kind in files.
    pub fn name(self) -> &'static str {
        Self::NAMES[self.kind()]
    }

    /// The place of its kind among [`Self::NAMES`].
    pub fn kind(self) -> usize {
        match self {
            Self::Empty => 0,
            Self::NeverClosed => 1,
            Self::WithoutMarks => 2,
            Self::Overlaps => 3,
            Self::WithoutCue => 4,
            Self::FarSpeaker(_) => 5,
            Self::Pronoun => 6,
            Self::NoParty => 7,
            Self::CutsWord => 8,
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing is said in it"),
            Self::NeverClosed => f.write_str("quote mark never closed"),
            Self::WithoutMarks => f.write_str("direct, without quote marks"),
            Self::Overlaps => f.write_str("overlaps another quote"),
            Self::WithoutCue => f.write_str("no cue"),
            Self::FarSpeaker(far) => write!(f, "speaker {far} characters away"),
            Self::Pronoun => f.write_str("pronoun of nobody known"),
            Self::NoParty => f.write_str("speaker is no person or organisation"),
            Self::CutsWord => f.write_str("begins or ends inside a word"),
        }
    }
}

/// A warning with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What looks wrong.
    pub warning: Warning,
    /// Where to look.
    pub span: Span,
    /// The quote or name that it is about; none for a mark outside all quotes.
    pub item: Option<ItemRef>,
}

/// Whether words are a pronoun, which stands for somebody named elsewhere.
pub fn is_pronoun(words: &str) -> bool {
    let longest = PRONOUNS.iter().map(|pronoun| pronoun.len()).max();
    Some(words.len()) <= longest && PRONOUNS.contains(&words.to_lowercase().as_str())
}

/// Whether somebody should still say who speaks in a quote.
///
/// A quote without a speaker that was accepted, or whose speaker was taken away, is said by nobody
/// known.
pub fn lacks_speaker(quote: &Quotation) -> bool {
    let taken_away = || quote.was.as_ref().is_some_and(|was| was.speaker.is_some());
    quote.said.speaker.is_none() && !is_settled(&quote.review) && !taken_away()
}

/// Whether nothing is to be warned about an item.
fn is_settled(review: &Review) -> bool {
    matches!(review.verdict, Verdict::Accepted | Verdict::Rejected)
        || review.tags.iter().any(|tag| tag == CHECKED)
}

/// The checks of one article: what they need to know of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// Where double quote marks open that nothing closes, in bytes.
    unclosed: Vec<usize>,
}

impl Checks {
    /// Reads the text, once.
    pub fn of(text: &str) -> Self {
        Self {
            unclosed: unclosed_marks(text),
        }
    }

    /// What looks wrong about the quote at this place, the worst first.
    pub fn quote(&self, annotations: &Annotations, at: usize, text: &str) -> Vec<Warning> {
        let Some(quote) = annotations.quotes.get(at) else {
            return Vec::new();
        };
        if is_settled(&quote.review) {
            return Vec::new();
        }
        let said = &quote.said;
        let letters = |piece: &Span| piece.of(text).contains(char::is_alphanumeric);
        if !said.content.iter().any(letters) {
            return vec![Warning::Empty];
        }
        let mut found = Vec::new();
        if said.content.iter().any(|&piece| self.opens_in(piece)) {
            found.push(Warning::NeverClosed);
        }
        if said.kind == QuoteKind::Direct && said.quoted.is_empty() && !is_labelled(quote, text) {
            found.push(Warning::WithoutMarks);
        }
        if overlaps(annotations, at) {
            found.push(Warning::Overlaps);
        }
        let Some(speaker) = &said.speaker else {
            return found;
        };
        if let Some(span) = speaker.span {
            let far = between(&said.content, span).of(text).chars().count();
            if far > FAR {
                found.push(Warning::FarSpeaker(far));
            }
        }
        if said.cue.is_none() && !goes_on(annotations, at) && !is_signed(quote, text) {
            found.push(Warning::WithoutCue);
        }
        let party = speaker
            .cluster
            .as_ref()
            .and_then(|id| annotations.cluster(id));
        let named = party.is_some() || speaker.name.as_deref().is_some_and(|n| !is_pronoun(n));
        if !named && speaker.span.is_some_and(|span| is_pronoun(span.of(text))) {
            found.push(Warning::Pronoun);
        }
        if party.is_some_and(|party| !speaks(&party.label)) {
            found.push(Warning::NoParty);
        }
        found
    }

    /// What looks wrong about a name.
    pub fn entity(entity: &Entity, text: &str) -> Option<Warning> {
        let cut = |byte| splits_word(text, byte);
        let cuts = !is_settled(&entity.review) && (cut(entity.span.start) || cut(entity.span.end));
        cuts.then_some(Warning::CutsWord)
    }

    /// All that looks wrong in an article, in the order of the text.
    pub fn all(&self, annotations: &Annotations, text: &str) -> Vec<Doubt> {
        let mut found: Vec<Doubt> = Vec::new();
        let mut inside: Vec<Span> = Vec::new();
        for (at, quote) in annotations.quotes.iter().enumerate() {
            if quote.review.verdict != Verdict::Rejected {
                inside.extend(&quote.said.content);
            }
            found.extend(
                self.quote(annotations, at, text)
                    .into_iter()
                    .map(|warning| Doubt {
                        warning,
                        span: quote.extent(),
                        item: Some(ItemRef::Quote(quote.id.clone())),
                    }),
            );
        }
        inside.sort_unstable();
        for &mark in &self.unclosed {
            let before = inside.partition_point(|piece| piece.start <= mark);
            let quoted = inside
                .iter()
                .take(before)
                .rev()
                .take(NEAR)
                .any(|p| p.contains(mark));
            if !quoted {
                let length = from(text, mark).chars().next().map_or(0, char::len_utf8);
                found.push(Doubt {
                    warning: Warning::NeverClosed,
                    span: Span::new(mark, mark + length),
                    item: None,
                });
            }
        }
        let names = annotations.entities.iter();
        found.extend(names.filter_map(|entity| {
            Some(Doubt {
                warning: Self::entity(entity, text)?,
                span: entity.span,
                item: Some(ItemRef::Entity(entity.id.clone())),
            })
        }));
        found.sort_by_key(|doubt| (doubt.span.start, doubt.warning));
        found
    }

    /// Whether a mark opens in a piece that nothing closes.
    fn opens_in(&self, piece: Span) -> bool {
        let first = self.unclosed.partition_point(|&mark| mark < piece.start);
        self.unclosed
            .get(first)
            .is_some_and(|&mark| mark < piece.end)
    }
}

/// How many neighbours are looked at for words in common: no more quotes share a place.
const NEAR: usize = 8;

/// Whether another quote has words of the one at this place.
fn overlaps(annotations: &Annotations, at: usize) -> bool {
    let quotes = &annotations.quotes;
    let Some(quote) = quotes.get(at) else {
        return false;
    };
    let first = at.saturating_sub(NEAR);
    let near = quotes.iter().enumerate().skip(first).take(2 * NEAR + 1);
    let mut others = near.filter(|(i, q)| *i != at && q.review.verdict != Verdict::Rejected);
    others.any(|(_, other)| {
        other.extent().overlaps(quote.extent())
            && other.said.content.iter().any(|piece| {
                let own = &quote.said.content;
                own.iter().any(|mine| mine.overlaps(*piece))
            })
    })
}

/// Whether the quote at this place goes on from another one that words attribute to the same speaker.
fn goes_on(annotations: &Annotations, at: usize) -> bool {
    let speaks = |quote: &Quotation| quote.said.speaker.as_ref().and_then(|s| s.span);
    let own = annotations.quotes.get(at).and_then(speaks);
    let near = annotations.quotes.iter().skip(at.saturating_sub(NEAR));
    let mut near = near.take(2 * NEAR + 1);
    own.is_some() && near.any(|other| other.said.cue.is_some() && speaks(other) == own)
}

/// Whether the speaker stands before the quote as in a transcript, or behind a dash after it.
fn is_labelled(quote: &Quotation, text: &str) -> bool {
    let cue = quote.said.cue.map_or("", |cue| cue.of(text));
    !cue.is_empty() && !cue.contains(char::is_alphanumeric)
}

/// Whether nothing but marks stands between a quote and its speaker, as before a signature.
fn is_signed(quote: &Quotation, text: &str) -> bool {
    let speaker = quote.said.speaker.as_ref().and_then(|speaker| speaker.span);
    speaker.is_some_and(|speaker| {
        let between = between(&quote.said.content, speaker).of(text).trim();
        !between.is_empty() && !between.contains(char::is_alphanumeric)
    })
}

/// What lies between the nearest piece of a quote and other words.
fn between(content: &[Span], words: Span) -> Span {
    let gap = |piece: &Span| {
        if piece.overlaps(words) {
            return Span::new(words.start, words.start);
        }
        let (first, second) = if piece.start < words.start {
            (*piece, words)
        } else {
            (words, *piece)
        };
        Span::new(first.end.min(second.start), second.start)
    };
    let gaps = content.iter().map(gap);
    let none = Span::new(words.start, words.start);
    gaps.min_by_key(|gap| gap.len()).unwrap_or(none)
}

/// Whether a thing of this kind can say something.
fn speaks(label: &Label) -> bool {
    [Label::PERSON, Label::ORG, Label::NORP].contains(label) || !Label::BUILT_IN.contains(label)
}

/// Whether a byte stands inside a word of a script that parts words by blanks.
fn splits_word(text: &str, byte: usize) -> bool {
    // Scripts without cases part words otherwise, or write small words together with the next.
    let inner = |c: char| c.is_lowercase() || c.is_uppercase() || c.is_ascii_digit();
    let before = until(text, byte).chars().next_back();
    let after = from(text, byte).chars().next();
    before.is_some_and(inner) && after.is_some_and(inner)
}

#[cfg(test)]
mod tests;
