//! Label Studio's tasks: one array of JSON, with the labelling configuration that names what is in it.

mod configuration;
mod read;
mod write;

pub use read::read;
pub use write::LabelStudioWriter;

#[cfg(test)]
mod tests;
