//! The terminal face.

pub mod layout;
pub mod paint;
pub mod theme;
