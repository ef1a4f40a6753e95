//! The README says what the program does.

use std::path::Path;

use dateline::tui::action::markdown;

const BEGIN: &str = "<!-- keys: written by the program; the test says how to renew them -->\n";
const END: &str = "<!-- end of keys -->";

/// The key table is the program's. `DATELINE_RENEW=1 cargo test --test readme` writes it anew.
#[test]
fn the_key_table_is_that_of_the_program() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (table, after) = rest.split_once(END).unwrap();
    let wanted = format!("\n{}\n", markdown());
    if std::env::var_os("DATELINE_RENEW").is_some() {
        std::fs::write(&file, format!("{before}{BEGIN}{wanted}{END}{after}")).unwrap();
        return;
    }
    assert!(
        table == wanted,
        "the key table is stale: DATELINE_RENEW=1 cargo test --test readme writes it anew"
    );
}
