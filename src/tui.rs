//! The terminal face.

pub mod action;
pub mod app;
pub mod effect;
pub mod event;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod paint;
pub mod theme;
pub mod view;
