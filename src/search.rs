//! Finding: a pattern in one text or in all, a few letters in many titles, articles by what is known
//! of them.

pub mod arrange;
pub mod find;
pub mod fuzzy;
pub mod query;
pub mod scan;
pub mod work;
