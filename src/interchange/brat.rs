//! brat's standoff: a folder with a text and its annotations for each article, and what brat has to
//! know about labels and relations.

mod write;

pub use write::BratWriter;

#[cfg(test)]
mod tests;
