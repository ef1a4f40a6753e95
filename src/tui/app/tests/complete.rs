//! What is offered while a command is typed, and what was typed before.

use super::desk::Desk;
use crate::tui::app::entered::Sort;
use crate::tui::effect::Effect;
use crate::tui::event::Event;

/// What is offered for the line that is typed.
fn offered(desk: &Desk) -> Vec<&str> {
    let completion = desk.prompt().completion.as_ref();
    completion.map_or_else(Vec::new, |completion| {
        let candidates = completion.candidates.iter();
        candidates
            .map(|candidate| candidate.text.as_str())
            .collect()
    })
}

fn typed(desk: &Desk) -> &str {
    desk.prompt().line.text()
}

#[test]
fn commands_are_offered_with_their_help_and_taken_by_tab() {
    let mut desk = Desk::new(&["▮[PER?|Ana] left."]);
    desk.keys(":accept");
    assert_eq!(offered(&desk)[..2], ["accept", "accept-all"]);
    assert!(desk.shows("Accept all that is left in this article"));
    desk.keys("Tab");
    assert_eq!(typed(&desk), "accept");
    desk.keys("Tab");
    assert_eq!(typed(&desk), "accept-all");
    desk.keys("Shift-Tab");
    assert_eq!(typed(&desk), "accept");
    desk.keys("Shift-Tab");
    assert_eq!(typed(&desk), "accept", "what was typed");
    desk.keys("Ctrl-u acal Tab");
    assert_eq!(typed(&desk), "accept-all", "a few letters will do");
    desk.keys("Enter");
    assert!(desk.said().contains("accepted 1"), "{}", desk.said());
    desk.keys(": Tab");
    assert_eq!(typed(&desk), "accept-all", "those given last come first");
    desk.keys("Esc :q");
    assert_eq!(offered(&desk)[0], "q");
    assert!(desk.shows("quit: Quit"));
}

#[test]
fn what_a_command_takes_is_offered_too() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [PER?|Bo Li].", "Two."]);
    let cases: &[(&str, &[&str])] = &[
        (":\"status re\"", &["reviewed", "new", "in_progress"]),
        (":\"relabel org\"", &["ORG"]),
        (":\"speaker \"", &["Ana", "Bo Li"]),
        (":\"open \"", &["a", "b"]),
        (":\"open article b\"", &["b"]),
        (":\"help ze\"", &["zen"]),
        (":\"export \"", &["json", "jsonl"]),
        (":\"export json --status s\"", &["skipped"]),
        (":\"theme mono\"", &["monochrome"]),
        (":\"set scr\"", &["scrolloff"]),
        (":\"set mouse=f\"", &["false"]),
        (":\"sort -d\"", &["-date"]),
        (":\"group st\"", &["status", "story"]),
        (":\"filter person:bo\"", &["\"Bo Li\""]),
        (":\"zen \"", &[]),
    ];
    for (keys, wanted) in cases {
        desk.keys(keys);
        let offered: Vec<&str> = offered(&desk)
            .into_iter()
            .take(wanted.len().max(1))
            .collect();
        assert_eq!(offered.first(), wanted.first(), "{keys}");
        assert!(offered.len() <= wanted.len().max(1), "{keys}");
        desk.keys("Esc");
    }
    desk.keys(":statu Tab");
    assert_eq!(typed(&desk), "status ", "the only one, and what follows it");
    assert_eq!(
        offered(&desk),
        ["new", "in_progress", "reviewed", "skipped"]
    );
    desk.keys("Tab Tab Enter");
    assert_eq!(desk.said(), "the article is in progress");
}

#[test]
fn a_filter_offers_fields_and_what_is_known() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [PER?|Bo Li].", "Two."]);
    desk.keys("Esc f \"oslo sta\" Tab");
    assert_eq!(typed(&desk), "oslo status:");
    desk.keys("rev Tab");
    assert_eq!(typed(&desk), "oslo status:reviewed");
}

#[test]
fn tags_in_use_are_offered_one_by_one() {
    let mut desk = Desk::new(&["▮[PER?|Ana] met [PER?|Bo Li].", "Two."]);
    desk.keys("T\"war crimes, vip\"<Enter>");
    desk.keys("t w Tab");
    assert_eq!(typed(&desk), "war crimes");
    desk.keys("\", v\" Tab");
    assert_eq!(typed(&desk), "war crimes, vip");
    desk.keys("Enter ]a :\"tag-article v\" Tab");
    assert_eq!(typed(&desk), "tag-article vip", "they are remembered");
}

#[test]
fn files_are_offered_by_folder() {
    let mut desk = Desk::new(&["▮one"]);
    desk.keys(":\"export json out/\"");
    let asked = desk.effects.iter().filter_map(|effect| match effect {
        Effect::ReadFolder(folder) => Some(folder.as_str()),
        _ => None,
    });
    assert_eq!(asked.collect::<Vec<_>>(), ["", "out/"], "each once");
    desk.happens(Event::FolderRead {
        folder: "out/".to_owned(),
        names: ["may.json", "old/", ".hidden"].map(str::to_owned).into(),
    });
    assert_eq!(offered(&desk), ["out/may.json", "out/old/"]);
    desk.keys("o Tab");
    assert_eq!(typed(&desk), "export json out/old/");
    assert!(
        matches!(desk.effects.last(), Some(Effect::ReadFolder(folder)) if folder == "out/old/")
    );
}

#[test]
fn lines_come_back_by_how_they_begin_each_sort_apart() {
    let mut desk = Desk::new(&["▮one two"]);
    desk.keys(":zen<Enter> :problems<Enter> :zen<Enter> /two<Enter> :z Up");
    assert_eq!(typed(&desk), "zen");
    desk.keys("Up");
    assert_eq!(typed(&desk), "zen", "nothing else begins so");
    desk.keys("Down");
    assert_eq!(typed(&desk), "z", "what was typed");
    desk.keys("Esc / Up");
    assert_eq!(typed(&desk), "two");
    let kept = desk.effects.iter().filter_map(|effect| match effect {
        Effect::KeepLine { sort, line } => Some((*sort, line.as_str())),
        _ => None,
    });
    let kept: Vec<_> = kept.collect();
    assert_eq!(kept.len(), 4);
    assert_eq!(kept[3], (Sort::Finds, "two"));
}

#[test]
fn whatever_is_typed_completing_does_no_harm() {
    let mut desk = Desk::new(&["▮[PER?|Ana] left."]);
    for line in [
        "   ",
        " export",
        "export  ",
        "export json --status",
        "export json  --status  x  ",
        "set =",
        "set theme=",
        "tag ,,",
        "open é",
        "help é",
        "é",
        "speaker   ",
        "3 4",
        "!",
        "relabel 日本",
    ] {
        desk.keys(&format!(
            ":\"{line}\" Tab Tab Shift-Tab Tab Home Tab End Tab x Esc Esc"
        ));
    }
}
