//! UIMA's common analysis structure, as JSON (`cas`) and as XMI (`xmi`).
//!
//! Names are `DKPro`'s named entities, with tokens and sentences, so that `INCEpTION`'s editors work on
//! them; quotes, dates and the people and things that are named have types of their own, and every item
//! has what was decided about it. Offsets are UTF-16 code units.

mod build;
mod graph;
mod json;
mod read;
mod structure;
mod types;
mod xml;
mod xml_read;

pub use json::CasWriter;
pub use read::{read_cas, read_xmi};
pub use xml::XmiWriter;

#[cfg(test)]
mod tests;
