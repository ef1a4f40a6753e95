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

#[test]
fn a_folders_file_names_labels_and_is_no_article() {
    let desk = Desk::new();
    desk.write("news/a.txt", "Maria Lopez met NATO in Paris.\n");
    desk.write(
        "news/dateline.toml",
        "[labels.map]\nPERSON = \"PER\"\n[[label]]\nname = \"PER\"\nkey = \"p\"\n",
    );
    let found = stdout(&mut desk.dateline(&["extract", "news"]));
    assert_eq!(found.lines().count(), 1, "{found}");
    let found: Value = serde_json::from_str(&found).unwrap();
    let labels: Vec<&str> = found["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| entity["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["PER", "ORG", "LOC"]);
    assert_eq!(found["clusters"][0]["label"], "PER");
    desk.dateline(&["show", "news"])
        .assert()
        .success()
        .stdout(predicate::str::contains("PER Maria Lopez"));
}

#[test]
fn a_folder_that_wants_more_is_refused_and_told_why() {
    let desk = Desk::new();
    desk.write("news/a.txt", "Nothing.\n");
    desk.write(
        "news/dateline.toml",
        "borders = \"none\"\n[[command]]\nname = \"x\"\npipe = [\"sh\"]\n",
    );
    desk.dateline(&["config", "--check", "news"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "news/dateline.toml:2:3: a folder's dateline.toml may not set 'command': it sets labels, \
             theme and panes only, since whoever made the folder is not trusted with more",
        ));
}

#[test]
fn mistakes_in_themes_and_keys_are_found_too() {
    let desk = Desk::new();
    desk.write(
        "home/dateline/config.toml",
        "theme = \"mine\"\n[keys]\naccept = \"x\"\n",
    );
    desk.write("home/dateline/themes/mine.toml", "qoute = \"red\"\n");
    desk.dateline(&["config", "--check"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "themes/mine.toml:1:1: warning: unknown key 'qoute'; did you mean 'quote'?",
        ))
        .stderr(predicate::str::contains(
            "config.toml:3:1: keys: accept takes 'x' from reject",
        ));
    desk.dateline(&["--theme", "drak"]).assert().code(2);
}
