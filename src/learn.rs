//! What is learnt from people's work: how well a machine agrees with it.

pub mod score;
