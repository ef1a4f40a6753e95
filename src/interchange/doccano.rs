//! doccano's tasks: a line of JSON an article, with entities and relations.

mod read;
mod write;

pub use read::read;
pub use write::DoccanoWriter;

#[cfg(test)]
mod tests;
