//! What the records of one file share, and each of them is read with.

use serde::{Deserialize, Serialize};

/// What stands once in a file and counts for all of its records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The names of a table's columns.
    pub columns: Vec<String>,
    /// What divides a table's cells.
    pub separator: u8,
    /// What an empty cell is called in this table, where it is called anything.
    pub absent: Option<String>,
    /// The name of the feed.
    pub source: Option<String>,
    /// The language of the feed.
    pub language: Option<String>,
    /// The label of the encoding that the file states.
    pub encoding: Option<String>,
}

impl Frame {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
