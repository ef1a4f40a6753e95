//! Formats of a token a line: `CoNLL-2003` with its four columns, IOB2 and BIOES with two.

mod write;

pub use write::{ConllWriter, Scheme};

#[cfg(test)]
mod tests;
