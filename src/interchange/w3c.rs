//! W3C Web Annotations in JSON-LD: a line an article, each line a document of its own.
//!
//! A line is an `AnnotationCollection` with its one page inside, so that a million articles are written
//! and read in constant memory, and any JSON-LD processor takes a line as it is. Every name, quote,
//! date, cue, speaker and cluster is an annotation with an IRI made of annotator, article and item.
//! Offsets are code points, as the recommendation has it. What it has no term for is in a vocabulary of
//! dateline's own, by a second context.

mod group;
mod hypothesis;
mod node;
mod read;
mod terms;
mod write;

pub use read::read;
pub use write::W3cWriter;

#[cfg(test)]
mod tests;
