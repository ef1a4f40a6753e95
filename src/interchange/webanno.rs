//! `WebAnno` TSV 3.3: a file an article, a row a token, a column for each feature of each layer.
//!
//! Names are `DKPro`'s named entities. A quotation's pieces, cue and speaker are spans of one layer, and
//! relations lead from its first piece to the others. Offsets are UTF-16 code units.

mod escape;
mod read;
mod rows;
mod text;
mod write;

pub use read::read;
pub use write::WebannoWriter;

#[cfg(test)]
mod tests;
