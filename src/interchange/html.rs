//! One page of HTML with everything in it: articles with their names, quotes and dates marked, for
//! a browser, without a network.
//!
//! The page is written an article at a time and read by the same shape: every mark says which code
//! points of its article's text it covers, so that a page can be held against itself. It loads
//! nothing; its own style and script are the only ones that its security policy lets run, and
//! without the script all of it can be read.

mod article;
mod escape;
mod lists;
mod marks;
mod names;
mod read;
mod token;
mod write;

pub use read::read;
pub use write::HtmlWriter;

#[cfg(test)]
mod tests;
