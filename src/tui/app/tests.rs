//! What a session does, key by key: markup, keys, markup.

mod across;
mod actions;
mod ahead;
mod alike;
mod command;
mod complete;
mod configure;
pub mod desk;
mod find;
mod hands;
mod history;
mod jumps;
mod mend;
mod mouse;
mod pipe;
mod placing;
mod prefix;
mod progress;
mod quotes;
mod random;
mod refuse;
mod review;
mod stream;
mod survey;
mod table;
mod tables;
mod travel;
mod who;

use desk::Desk;

/// What keys make of an article, both written as markup; cursor and anchor count where `after` has them.
fn check(before: &str, keys: &str, after: &str) {
    let mut desk = Desk::new(&[before]);
    desk.keys(keys);
    let placed = after.contains(['▮', '▯']);
    let shown = if placed { desk.placed() } else { desk.markup() };
    assert_eq!(shown, after, "{keys}: {}", desk.said());
}
