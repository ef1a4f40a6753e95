//! Giving an article to a command.

use super::desk::Desk;
use crate::tui::app::pipe::Piped;
use crate::tui::effect::{Effect, Program};
use crate::tui::event::Event;

fn given(desk: &Desk) -> (&str, &str) {
    match desk.effects.last() {
        Some(Effect::Pipe {
            command: Program::Line(line),
            input,
        }) => (line, input),
        other => panic!("nothing was given but {other:?}"),
    }
}

fn ends(desk: &mut Desk, output: &str, failure: Option<&str>) {
    desk.happens(Event::Piped(Ok(Piped {
        command: "wc -w".to_owned(),
        output: output.to_owned(),
        cut: false,
        failure: failure.map(str::to_owned),
    })));
}

#[test]
fn a_command_gets_the_article_or_the_selection_in_the_form_asked_for() {
    let mut desk = Desk::new(&["One ▮[PER?|Ana] two.", "x"]);
    desk.keys("| \"wc -w\"<Enter>");
    assert_eq!(given(&desk), ("wc -w", "One Ana two."));
    ends(&mut desk, "3\n", None);
    desk.keys("Esc v e :\"pipe wc -w\"<Enter>");
    assert_eq!(given(&desk), ("wc -w", "Ana\n"));
    ends(&mut desk, "1\n", None);
    desk.keys("Esc | \"--md cat\"<Enter>");
    assert_eq!(given(&desk), ("cat", "> Ana\n\n— Article a\n"));
    ends(&mut desk, "", None);
    desk.keys("| \"--json jq .\"<Enter>");
    let (command, json) = given(&desk);
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!((command, &json["text"]), ("jq .", &"Ana".into()));
    assert_eq!((&json["start"], &json["end"]), (&4.into(), &7.into()));
    ends(&mut desk, "", None);
    desk.keys("Esc | \"--json jq .\"<Enter>");
    let json: serde_json::Value = serde_json::from_str(given(&desk).1).unwrap();
    assert_eq!(json["text"], "One Ana two.");
    assert_eq!(json["entities"][0]["verdict"], "unreviewed");
    ends(&mut desk, "", None);
    desk.keys("| \"--md cat\"<Enter>");
    assert_eq!(given(&desk).1, "# Article a\n\nOne Ana two.\n");
}

#[test]
fn what_it_gave_is_listed_and_can_be_shown_again() {
    let mut desk = Desk::new(&["one", "x"]);
    desk.keys(":output Enter");
    assert!(desk.said().contains("no command gave anything"));
    desk.keys("| \"wc -w\"<Enter>");
    ends(&mut desk, "a\tb\n\u{1b}[31mred\n", Some("exit 2"));
    assert_eq!(desk.choices(), ["a       b", "\u{1b}[31mred"]);
    assert_eq!(desk.picker().title, "| wc -w (exit 2)");
    assert!(!desk.rows().concat().contains('\u{1b}'));
    desk.keys("Esc | \"wc -w\"<Enter> /");
    ends(&mut desk, "later\n", None);
    assert!(desk.said().contains(":output shows it"), "{}", desk.said());
    desk.keys("Esc :output Enter");
    assert_eq!(desk.choices(), ["later"]);
    desk.keys("Esc | \"wc -w\"<Enter>");
    ends(&mut desk, "", Some("exit 1"));
    assert_eq!(desk.complained(), "| wc -w: it wrote nothing (exit 1)");
}

#[test]
fn one_that_runs_is_shown_and_ctrl_c_stops_it() {
    let mut desk = Desk::new(&["one", "x"]);
    desk.keys("| \"sleep 9\"<Enter>");
    assert!(desk.shows("| sleep 9 runs"), "{:#?}", desk.rows());
    desk.keys("| \"ls\"<Enter>");
    assert_eq!(desk.complained(), "sleep 9 still runs; Ctrl-c stops it");
    desk.keys("Ctrl-c");
    assert!(matches!(desk.effects.last(), Some(Effect::StopPipe)));
    ends(&mut desk, "", Some("signal 15"));
    assert!(!desk.shows("runs"));
    desk.keys("| Enter");
    assert!(desk.complained().starts_with("give it to which command?"));
}
