//! Tasks of Prodigy and spaCy: a line of JSON an article, with tokens, spans and relations.

mod write;

pub use write::ProdigyWriter;

#[cfg(test)]
mod tests;
