//! The README says what the program does.

use std::path::Path;

use dateline::interchange::keeps;
use dateline::tui::action::markdown;

/// The tables of a README are the program's. `DATELINE_RENEW=1 cargo test --test readme` writes them anew.
#[test]
fn the_tables_are_those_of_the_program() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&file).unwrap();
    let mut wanted = readme.clone();
    for (name, table) in [("keys", markdown()), ("round trips", keeps::table())] {
        let begin =
            format!("<!-- {name}: written by the program; the test says how to renew them -->\n");
        let end = format!("<!-- end of {name} -->");
        let (before, rest) = wanted.split_once(&begin).unwrap();
        let (_, after) = rest.split_once(&end).unwrap();
        wanted = format!("{before}{begin}\n{table}\n{end}{after}");
    }
    if std::env::var_os("DATELINE_RENEW").is_some() {
        std::fs::write(&file, wanted).unwrap();
        return;
    }
    assert!(
        readme == wanted,
        "a table is stale: DATELINE_RENEW=1 cargo test --test readme writes it anew"
    );
}
