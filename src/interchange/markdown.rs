//! Briefs: an article with what was found in it, a page of Markdown to be read.

mod escape;
mod write;

pub use escape::inline;
pub use write::MarkdownWriter;

#[cfg(test)]
mod tests;
