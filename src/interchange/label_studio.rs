//! Label Studio's tasks: one array of JSON, with the labelling configuration that names what is in it.

mod configuration;
mod write;

pub use write::LabelStudioWriter;

#[cfg(test)]
mod tests;
