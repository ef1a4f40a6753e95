//! Citron's quotes: a line of JSON an article, with cue, sources and contents of each quote.

mod read;
mod write;

pub use read::read;
pub use write::CitronWriter;

#[cfg(test)]
mod tests;
