//! The terminal face.

pub mod action;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod paint;
pub mod theme;
