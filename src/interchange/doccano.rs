//! doccano's tasks: a line of JSON an article, with entities and relations.

mod write;

pub use write::DoccanoWriter;

#[cfg(test)]
mod tests;
