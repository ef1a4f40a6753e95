//! Committed files that the program makes.

use super::*;
use dateline::cli::schema::File;

/// Holds a committed file against what the program makes now; `UPDATE=1` writes it anew.
fn is_fresh(file: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(file);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "docs/{file} is stale: UPDATE=1 cargo test generated"
    );
}

#[test]
fn the_schemas_of_records_and_of_who_is_who_are_committed() {
    let page = |file| dateline::cli::schema::page(file).unwrap();
    is_fresh("record.schema.json", &page(File::Record));
    is_fresh("entities.schema.json", &page(File::Entities));
}

#[test]
fn the_schema_of_the_configuration_is_committed() {
    is_fresh(
        "config.schema.json",
        &format!("{:#}\n", dateline::config::schema()),
    );
}

#[test]
fn the_manual_page_is_committed() {
    is_fresh("dateline.1", &dateline::cli::man::page().unwrap());
}
