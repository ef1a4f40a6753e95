//! The spans of records' items, one like the other.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::annotation::Verdict;
use crate::annotation::wire::{
    Coordinates, Decided, Piece, RecordedDate, RecordedEntity, RecordedQuote, SpeakerJson,
};

/// What a range is to its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What the item covers, or a piece of it.
    Own,
    /// A part of that.
    Inner,
    /// Words beside it: a quote's cue and speaker.
    Beside,
    /// What the machine took for it before it was corrected.
    Was,
}

/// A range of an item, in code points, to be held against a text and moved.
pub(super) struct Range<'a> {
    pub(super) start: &'a mut usize,
    pub(super) end: &'a mut usize,
    pub(super) text: Option<&'a str>,
    pub(super) role: Role,
}

/// An item of a record that stands in the text.
pub(super) trait Anchored: Clone + Serialize + DeserializeOwned {
    /// What records call its kind.
    const KIND: &'static str;

    /// All of its ranges; what it covers comes first, in order.
    fn ranges(&mut self) -> Vec<Range<'_>>;

    /// What it covers: where each piece begins and ends, and its words.
    fn pieces(&self) -> Vec<(usize, usize, &str)>;

    /// What stands before and after it.
    fn context(&self) -> (&str, &str);

    /// Whether its words and what stands around them stood more than once in their text.
    fn is_repeated(&self) -> bool;

    /// Notes whether they do.
    fn set_repeated(&mut self, repeated: bool);

    /// Whether an analyst decided or said anything about it.
    fn is_decided(&self) -> bool;

    /// Where the words that the machine took for it are not there any more, it took its own.
    fn leave_lost_original(&mut self, _at: Coordinates<'_>) {}
}

fn context<W>(review: &Decided<W>) -> (&str, &str) {
    (
        review.prefix.as_deref().unwrap_or_default(),
        review.suffix.as_deref().unwrap_or_default(),
    )
}

fn is_decided<W>(review: &Decided<W>) -> bool {
    review.verdict != Verdict::Unreviewed || review.updated.is_some()
}

fn was<'a>(start: &'a mut usize, end: &'a mut usize) -> Range<'a> {
    Range {
        start,
        end,
        text: None,
        role: Role::Was,
    }
}

/// Whether words that are known stand no more between these code points.
fn are_lost(words: Option<&String>, (start, end): (usize, usize), at: Coordinates<'_>) -> bool {
    let there = at.index.span_of_code_points(at.text, start, end);
    words.is_some_and(|words| there.is_none_or(|there| there.of(at.text) != words))
}

fn of_piece(piece: &mut Piece, role: Role) -> Range<'_> {
    Range {
        start: &mut piece.start,
        end: &mut piece.end,
        text: piece.text.as_deref(),
        role,
    }
}

fn of_speaker(speaker: &mut SpeakerJson, role: Role) -> Option<Range<'_>> {
    Some(Range {
        start: speaker.start.as_mut()?,
        end: speaker.end.as_mut()?,
        text: speaker.text.as_deref(),
        role,
    })
}

/// Of an item that covers one span.
macro_rules! anchored {
    ($item:ty, $kind:literal) => {
        impl Anchored for $item {
            const KIND: &'static str = $kind;

            fn ranges(&mut self) -> Vec<Range<'_>> {
                let own = Range {
                    start: &mut self.start,
                    end: &mut self.end,
                    text: self.text.as_deref(),
                    role: Role::Own,
                };
                let was = self.review.was.as_mut();
                let was = was.map(|was| self::was(&mut was.start, &mut was.end));
                std::iter::once(own).chain(was).collect()
            }

            fn pieces(&self) -> Vec<(usize, usize, &str)> {
                let words = self.text.as_deref().unwrap_or_default();
                vec![(self.start, self.end, words)]
            }

            fn context(&self) -> (&str, &str) {
                context(&self.review)
            }

            fn is_repeated(&self) -> bool {
                self.review.repeated
            }

            fn set_repeated(&mut self, repeated: bool) {
                self.review.repeated = repeated;
            }

            fn is_decided(&self) -> bool {
                is_decided(&self.review)
            }

            fn leave_lost_original(&mut self, at: Coordinates<'_>) {
                if let Some(was) = &mut self.review.was
                    && are_lost(was.text.as_ref(), (was.start, was.end), at)
                {
                    (was.start, was.end, was.text) = (self.start, self.end, None);
                }
            }
        }
    };
}

anchored!(RecordedEntity, "entity");
anchored!(RecordedDate, "date");

impl Anchored for RecordedQuote {
    const KIND: &'static str = "quote";

    fn ranges(&mut self) -> Vec<Range<'_>> {
        let own = self.content.iter_mut().map(|p| of_piece(p, Role::Own));
        let mut ranges: Vec<Range<'_>> = own.collect();
        ranges.extend(self.quoted.iter_mut().map(|p| of_piece(p, Role::Inner)));
        ranges.extend(self.cue.as_mut().map(|p| of_piece(p, Role::Beside)));
        let speaker = self.speaker.as_mut();
        ranges.extend(speaker.and_then(|s| of_speaker(s, Role::Beside)));
        if let Some(was) = &mut self.review.was {
            ranges.extend(was.content.iter_mut().map(|p| of_piece(p, Role::Was)));
            ranges.extend(was.quoted.iter_mut().map(|p| of_piece(p, Role::Was)));
            ranges.extend(was.cue.as_mut().map(|p| of_piece(p, Role::Was)));
            let speaker = was.speaker.as_mut();
            ranges.extend(speaker.and_then(|s| of_speaker(s, Role::Was)));
        }
        ranges
    }

    fn pieces(&self) -> Vec<(usize, usize, &str)> {
        let mut pieces = Vec::with_capacity(self.content.len());
        for piece in &self.content {
            let words = piece.text.as_deref().unwrap_or_default();
            pieces.push((piece.start, piece.end, words));
        }
        pieces
    }

    fn context(&self) -> (&str, &str) {
        context(&self.review)
    }

    fn is_repeated(&self) -> bool {
        self.review.repeated
    }

    fn set_repeated(&mut self, repeated: bool) {
        self.review.repeated = repeated;
    }

    fn is_decided(&self) -> bool {
        is_decided(&self.review)
    }
}
