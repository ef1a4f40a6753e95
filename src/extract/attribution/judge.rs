//! Decisions that rules cannot make: where words of speech end, and whether they are speech at all.
//!
//! The rules offer readings of a place; a [`Judge`] weighs them. The judge that ships is a linear
//! model over hashed features ([`model`]); training puts a teacher in its place who knows the
//! answers and takes notes.

pub(crate) mod ends;
pub(crate) mod features;
pub(crate) mod model;
pub(crate) mod reading;
pub(crate) mod speakers;
pub(crate) mod starts;

use crate::span::Span;
pub(crate) use features::Features;

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Who speaks: one of the candidates, or none of them.
    Speaker,
    /// Where the words that a cue opens begin: one of the candidates is right.
    Start,
    /// Where the words that a cue opens end: one of the candidates is right.
    End,
    /// Which parts of the sentence a cue in its middle attributes: one of the candidates is right.
    Around,
    /// Whether what the rules read is speech: one candidate, or none.
    Speech,
}

impl Task {
    /// All tasks, in the order of their tables in the model.
    pub const ALL: [Self; 5] = [
        Self::Speaker,
        Self::Start,
        Self::End,
        Self::Around,
        Self::Speech,
    ];

    /// Whether all candidates may be wrong.
    pub fn may_refuse(self) -> bool {
        matches!(self, Self::Speaker | Self::Speech)
    }
}

/// A way to read a place.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// What is seen of it.
    pub features: Features,
    /// The content, in pieces.
    pub pieces: Vec<Span>,
}

/// The ways to read a place, and the cue that they share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    /// What is asked.
    pub task: Task,
    /// The words of the cue.
    pub cue: Option<Span>,
    /// At least one.
    pub candidates: &'a [Candidate],
}

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Answer {
    /// The best of the candidates; none where none is good enough.
    pub chosen: Option<usize>,
    /// How sure it is that the best one is right, from 0 to 1.
    pub score: f32,
}

impl Answer {
    /// How sure it is, in tenths, rounded down.
    pub fn tenths(&self) -> u8 {
        (self.score * 10.0) as u8
    }
}

/// Who weighs readings.
pub(crate) trait Judge {
    /// Chooses among candidates.
    fn answer(&mut self, question: &Question) -> Answer;
}
