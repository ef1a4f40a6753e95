//! What the words of a speaker begin with when a cue stands before them.

mod adjunct;

pub(crate) use adjunct::closes_at;

/// What a cue's content begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// A quoted stretch.
    Speech,
    /// `that` and a clause.
    That,
    /// A clause.
    Clause,
    /// A noun phrase.
    Noun,
    /// `to` and an infinitive.
    Infinitive,
    /// A question (`whether`, `how`).
    Question,
    /// A noun phrase behind a preposition (`about`, `of`).
    Object,
}
