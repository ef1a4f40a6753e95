//! brat's standoff: a folder with a text and its annotations for each article, and what brat has to
//! know about labels and relations.

mod read;
mod write;

pub use read::read;
pub use write::BratWriter;

#[cfg(test)]
mod tests;
