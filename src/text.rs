//! Views of a text that keep its offsets: tokens, sentences, paragraphs, folded keys.

pub mod base64;
pub mod count;
pub mod display;
pub mod fold;
pub mod headline;
pub mod motion;
pub mod paragraph;
pub mod sentence;
pub mod snippet;
pub mod token;
