//! Reads what other tools write.

mod assemble;
mod brat;
mod citron;
mod conll;
mod csv;
mod doccano;
mod fields;
mod label_studio;
mod prodigy;

pub use brat::read as brat;
pub use citron::read as citron;
pub use conll::{read_bioes as bioes, read_conll as conll, read_iob2 as iob2};
pub use csv::read as csv;
pub use doccano::read as doccano;
pub use label_studio::read as label_studio;
pub use prodigy::read as prodigy;

#[cfg(test)]
mod tests;
