//! What `config` prints and finds.

use super::*;

#[test]
fn what_is_in_force_is_printed_with_the_files_that_say_so() {
    let desk = Desk::new();
    desk.write("home/dateline/config.toml", "theme = \"dark\"\n");
    desk.write("dateline.toml", "list_width = 30\n");
    desk.dateline(&["config"])
        .assert()
        .success()
        .stdout(predicate::str::contains("theme = \"dark\""))
        .stdout(predicate::str::contains("list_width = 30"))
        .stdout(predicate::str::contains("annotator = \"alice\""))
        .stdout(predicate::str::contains("config.toml\n# ./dateline.toml\n"));
}

#[test]
fn mistakes_are_told_with_line_and_column() {
    let desk = Desk::new();
    desk.write("my.toml", "theme = \"dark\"\nmouse = maybe\n");
    for arguments in [
        ["config", "--check", "--config", "my.toml"],
        ["--config", "my.toml", "config", "--check"],
    ] {
        desk.dateline(&arguments)
            .assert()
            .code(1)
            .stdout("")
            .stderr(predicate::str::starts_with("dateline: my.toml:2:9: "));
    }
    desk.dateline(&["config", "--config", "none.toml"])
        .assert()
        .code(2);
}

#[test]
fn the_default_file_and_the_schema_are_printed() {
    let desk = Desk::new();
    desk.dateline(&["config", "--default"])
        .assert()
        .success()
        .stdout(dateline::config::DEFAULT_FILE);
    let schema = stdout(&mut desk.dateline(&["config", "--schema"]));
    assert!(serde_json::from_str::<Value>(&schema).unwrap()["properties"]["theme"].is_object());
}
