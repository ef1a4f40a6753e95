//! What is learnt from people's work: how well a machine agrees with it, and how to agree better.

pub mod gold;
pub mod groups;
pub mod logistic;
pub mod score;
pub mod speech;
pub mod train;
