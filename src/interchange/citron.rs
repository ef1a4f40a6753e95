//! Citron's quotes: a line of JSON an article, with cue, sources and contents of each quote.

mod write;

pub use write::CitronWriter;

#[cfg(test)]
mod tests;
