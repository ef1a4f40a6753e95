//! Formats of a token a line: `CoNLL-2003` with its four columns, IOB2 and BIOES with two.

mod layout;
mod read;
mod write;

pub use read::{read_bioes, read_conll, read_iob2};
pub use write::{ConllWriter, Scheme};

#[cfg(test)]
mod tests;
