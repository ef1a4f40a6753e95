//! Help, keys, log, and the UI without a terminal.

use super::*;

#[test]
fn completions_manual_schema_and_doctor_are_printed() {
    let desk = Desk::new();
    for (arguments, told) in [
        (&["completions", "bash"][..], "_dateline"),
        (&["completions", "fish"], "complete -c dateline"),
        (&["man"], "DATELINE EXTRACT"),
        (&["schema"], "\"title\": \"Record\""),
        (&["schema", "entities"], "\"title\": \"Entities\""),
        (&["doctor"], "clipboard"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
        (&["--help"], "extract"),
    ] {
        desk.dateline(arguments)
            .assert()
            .success()
            .stdout(predicate::str::contains(told))
            .stderr("");
    }
    desk.dateline(&["completions", "tcsh"]).assert().code(2);
}

#[test]
fn the_keys_are_printed_as_the_configuration_leaves_them() {
    let desk = Desk::new();
    desk.write(
        "my.toml",
        "[keys]\naccept = \"F5\"\nreject = \"none\"\nfly = \"f\"\n",
    );
    let keys = stdout(&mut desk.dateline(&["keys"]));
    let row = |table: &str, name: &str| -> String {
        let row = table.lines().find(|line| line.contains(name));
        row.unwrap().split(name).next().unwrap().trim().to_owned()
    };
    assert_eq!(row(&keys, ":accept "), "a");
    let mut command = desk.dateline(&["keys", "--config", "my.toml"]);
    command
        .assert()
        .code(1)
        .stderr(predicate::str::contains("my.toml:4:1: keys: "));
    let changed = stdout(&mut command);
    assert_eq!(row(&changed, ":accept "), "F5");
    assert_eq!(row(&changed, ":reject "), "");
}

#[test]
fn without_a_terminal_the_ui_names_show() {
    let desk = Desk::with_story();
    desk.dateline(&["news"])
        .assert()
        .code(2)
        .stdout("")
        .stderr(predicate::str::contains("dateline show PATH"));
    desk.dateline(&["nowhere"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("dateline: nowhere: "));
    desk.dateline(&["statz", "news"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains(
            "or did you mean the command 'stats'?",
        ));
    desk.write("exports/a.txt", "It rained.");
    desk.dateline(&["exports", "news/none.txt"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("did you mean").not());
}

#[test]
fn a_flag_of_the_ui_is_refused_by_a_subcommand() {
    Desk::with_story()
        .dateline(&["--theme", "dark", "extract", "news"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("'extract' takes no --theme"));
}

#[test]
fn a_path_named_like_a_subcommand_is_opened_with_a_dot() {
    let desk = Desk::new();
    desk.write("stats", "Maria Lopez spoke.\n");
    let out = stdout(&mut desk.dateline(&["extract", "./stats"]));
    assert_eq!(lines(&out)[0]["text"], "Maria Lopez spoke.\n");
}

#[test]
fn a_log_is_written_only_when_asked_for() {
    let desk = Desk::with_story();
    desk.dateline(&["extract", "news"]).assert().success();
    assert!(!desk.path("home").exists());
    desk.dateline(&["extract", "news"])
        .env("DATELINE_LOG", "debug")
        .assert()
        .success()
        .stderr("");
    assert!(desk.read("home/dateline/log").contains("started"));
    desk.dateline(&["-v", "extract", "news"])
        .assert()
        .success()
        .stderr(predicate::str::contains("dateline: 1 article, 0 skipped"));
}
