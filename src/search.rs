//! Finding: a pattern in one text, a few letters in many titles.

pub mod find;
pub mod fuzzy;
