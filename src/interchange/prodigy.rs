//! Tasks of Prodigy and spaCy: a line of JSON an article, with tokens, spans and relations.

mod read;
mod write;

pub use read::read;
pub(super) use read::{scored, tuple};
pub use write::ProdigyWriter;

#[cfg(test)]
mod tests;
