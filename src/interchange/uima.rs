//! UIMA's common analysis structure, as JSON (`cas`) and as XMI (`xmi`).
//!
//! Names are `DKPro`'s named entities, with tokens and sentences, so that `INCEpTION`'s editors work on
//! them; quotes, dates and the people and things that are named have types of their own, and every item
//! has what was decided about it. Offsets are UTF-16 code units.

mod build;
mod json;
mod structure;
mod types;
mod xml;

pub use json::CasWriter;
pub use xml::XmiWriter;
