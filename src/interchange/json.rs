//! dateline's own JSON: lines of suggestions, records, exports.

mod export;
mod read;
mod scan;
mod stream;
mod verify;
mod write;

pub use export::JsonWriter;
pub use read::{Item, read};
pub use stream::stream;
pub use write::{harmless, suggestions};

#[cfg(test)]
mod tests;
