//! The terminal face.

pub mod layout;
