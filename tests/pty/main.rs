//! The program itself in a pseudo-terminal: what an analyst's terminal gets, and what stays on the disk.
#![cfg(test)]

mod bytes;
mod crash;
mod desk;
mod ends;
mod hostile;
mod input;
mod names;
mod screens;
mod sessions;
mod terminal;
mod work;
