//! Tables for spreadsheets: articles, entities, quotes, people and dates, a row each.

mod cell;
mod read;
mod rows;
mod write;

pub use cell::harmless;
pub use read::read;
pub use write::CsvWriter;

#[cfg(test)]
mod tests;
