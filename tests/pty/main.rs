//! The program itself in a pseudo-terminal: what an analyst's terminal gets, and what stays on the disk.
#![cfg(test)]

mod bytes;
mod crash;
mod desk;
mod disks;
mod ends;
mod exchange;
mod hostile;
mod input;
mod names;
mod others;
mod screens;
mod sessions;
mod terminal;
mod texts;
mod work;
