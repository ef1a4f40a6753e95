//! The bodies of the targets, which the tests of dateline share.

#[path = "../../tests/fuzz/targets/mod.rs"]
pub mod targets;
