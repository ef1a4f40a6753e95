//! Commands typed after `:`.

use super::desk::Desk;
use crate::annotation::Status;
use crate::tui::effect::Effect;

#[test]
fn what_an_action_asks_for_can_stand_behind_its_name() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [PER?|Bo Li]. [Q?|“No,”] [cue|said] [by|she]."]);
    desk.keys(":\"relabel org\"<Enter>");
    assert_eq!(desk.entities(), ["Ana/ORG", "Bo Li/PERSON"]);
    desk.keys("[e :\"rename Ana Ruiz\"<Enter>");
    assert_eq!(
        desk.said(),
        "the name is Ana Ruiz; ge does so in the whole corpus"
    );
    desk.keys("]q :\"speaker bo\"<Enter>");
    assert_eq!(desk.said(), "Bo Li says it; 1 left above (Shift-Tab)");
    desk.keys("gg:\"find bo\"<Enter>");
    assert_eq!(desk.said(), "one match");
    desk.keys(":noh<Enter>");
    assert!(desk.reader().find.is_none());
    desk.keys("gg v 2 e :\"make event\"<Enter>");
    assert!(desk.entities().contains(&"Ana met/EVENT".to_owned()));
    desk.keys(":\"status skipped\"<Enter>");
    assert_eq!(desk.reader().annotations.status, Status::Skipped);
}

#[test]
fn words_that_fit_several_answers_are_left_to_choose_from() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [PER?|Ana Li] and [PER?|Ana Mo]. [Q?|“No.”]"]);
    desk.keys("]q :\"speaker ana\"<Enter>");
    assert_eq!(
        desk.said(),
        "Ana says it; 3 left above (Shift-Tab)",
        "one is called so"
    );
    desk.keys("]q :\"speaker an\"<Enter>");
    assert_eq!(desk.choices(), ["Ana Mo", "Ana Li", "Ana"], "nearest first");
    desk.keys("Esc :\"accept it\"<Enter>");
    assert_eq!(desk.complained(), "accept takes nothing behind it");
}

#[test]
fn a_command_without_what_it_needs_asks_for_it() {
    let mut desk = Desk::new(&["▮one"]);
    desk.keys(":status<Enter>");
    assert_eq!(desk.prompt().line.text(), "status ");
    desk.keys("reviewed<Enter>");
    assert_eq!(desk.reader().annotations.status, Status::Reviewed);
    desk.keys(":export<Enter>");
    assert_eq!(desk.prompt().line.text(), "export ");
}

#[test]
fn whoever_comes_from_vim_finds_the_way_out() {
    for way in ["q", "qa", "wq", "x", "q!", "qa!"] {
        let mut desk = Desk::new(&["▮one"]);
        desk.keys(&format!(":{way}<Enter>"));
        assert!(
            matches!(desk.effects.last(), Some(Effect::Quit | Effect::QuitNow)),
            "{way}"
        );
    }
    let mut desk = Desk::new(&["▮[PER?|Ana]", "two"]);
    desk.disk_full = Some("no space left");
    desk.keys("a :q<Enter>");
    assert!(!matches!(
        desk.effects.last(),
        Some(Effect::Quit | Effect::QuitNow)
    ));
    desk.keys(":q!<Enter>");
    assert!(matches!(
        desk.effects.last(),
        Some(Effect::Quit | Effect::QuitNow)
    ));
}

#[test]
fn what_the_command_line_alone_does_is_told_so() {
    let mut desk = Desk::new(&["[PER?|Ana] one."]);
    desk.keys(":\"import theirs.jsonl\"<Enter>");
    assert!(
        desk.complained().contains("dateline import --help"),
        "{}",
        desk.said()
    );
}
