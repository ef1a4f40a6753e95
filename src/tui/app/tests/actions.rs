//! Every row of the table of actions: it can be found, and done by its name.

use ratatui::crossterm::event::{MouseButton, MouseEventKind};

use super::desk::Desk;
use crate::annotation::Verdict;
use crate::tui::action::{Context, Kind, Spec, TABLE};
use crate::tui::app::areas::Pane;
use crate::tui::app::picker::Choice;
use crate::tui::effect::Effect;
use crate::tui::event::Event;

/// A desk in which keys go to this part of the screen.
fn desk_in(context: Context) -> Desk {
    let mut desk = Desk::new(&[
        "▮[PER?|Ana] met [PER?|Bo Li] in [LOC?|Oslo]. [Q?|“No,”] [cue|said] [by|she].",
        "[PER?|Cy] left.",
    ]);
    match context {
        Context::Anywhere | Context::Reader => {}
        Context::List => {
            desk.keys("Esc");
        }
        Context::Select => {
            desk.keys("v w");
        }
        Context::Inspector => {
            desk.keys("gi");
            assert_eq!(desk.focus(), Pane::Inspector);
        }
        Context::Table => {
            desk.keys("/o<Enter> g/");
        }
    }
    let there = desk.app.context();
    assert!(
        context == Context::Anywhere || there == context,
        "{there:?}"
    );
    desk
}

/// What may stand behind a command's name.
fn words(spec: &Spec) -> &'static str {
    match spec.argument.map(|argument| argument.kind) {
        Some(Kind::Status) => "skipped",
        Some(Kind::Label) => "org",
        Some(Kind::Tags) => "vip, war",
        Some(Kind::Export) => "json out.json",
        Some(Kind::Folder) => "elsewhere",
        Some(Kind::Article) => "b",
        Some(Kind::Name) => "Bo Li",
        Some(Kind::Command) => "zen",
        Some(Kind::Setting) => "scrolloff=3",
        Some(Kind::Theme) => "monochrome",
        Some(Kind::SavedQuery) => "mine status:new",
        Some(Kind::Query) => "status:new",
        Some(Kind::Order) => "-date",
        Some(Kind::Grouping) => "date",
        Some(Kind::Words) => "ana",
        None => "",
    }
}

#[test]
fn every_action_is_done_by_its_name_where_it_applies() {
    for spec in TABLE {
        for &context in spec.contexts {
            for line in [
                spec.name.to_owned(),
                format!("{} {}", spec.name, words(spec)),
            ] {
                let mut desk = desk_in(context);
                desk.keys(&format!(":\"{line}\"<Enter>"));
                let told = desk.complained();
                // A table may say that another one is meant.
                let elsewhere = format!("{}: works in", spec.name);
                for wrong in [&*elsewhere, "no command", "takes nothing"] {
                    assert!(!told.contains(wrong), "{line}, {context:?}: {told}");
                }
                desk.keys("Esc Esc");
            }
        }
    }
}

#[test]
fn every_action_is_in_the_help_and_in_the_palette_with_its_keys_or_why_not() {
    for (context, keys) in [(Context::Reader, "?"), (Context::List, "Ctrl-p")] {
        let mut desk = desk_in(context);
        desk.keys(keys);
        for spec in TABLE {
            let entries = &desk.picker().entries;
            let entry = entries
                .iter()
                .find(|e| e.choice == Choice::Action(spec.action));
            let entry = entry.unwrap_or_else(|| panic!("{} is not there", spec.name));
            let keys = desk.app.settings.keymap.keys_of(spec.action);
            assert!(
                keys.iter().all(|key| entry.detail.contains(key)),
                "{entry:?}"
            );
            assert!(
                entry.available || entry.detail.contains("works in"),
                "{entry:?}"
            );
        }
    }
}

#[test]
fn the_palette_knows_keys_and_what_was_used_last() {
    let mut desk = desk_in(Context::Reader);
    desk.keys("Ctrl-p Ctrl-r");
    desk.keys("\"palette\" Enter Esc Ctrl-p");
    assert!(
        desk.choices()[0].starts_with("palette:"),
        "{:?}",
        desk.choices()
    );
    desk.keys("\"Ctrl-w\"");
    assert!(
        desk.choices()[0].starts_with("next-pane:"),
        "{:?}",
        desk.choices()
    );
    desk.keys("Ctrl-u \"status\" Enter");
    assert_eq!(desk.prompt().line.text(), "status ", "it asks for the rest");
}

#[test]
fn help_shows_what_works_here_first_and_what_the_user_bound() {
    let mut desk = desk_in(Context::Reader);
    desk.app
        .settings
        .keymap
        .rebind("accept", &["Ctrl-y"])
        .unwrap();
    desk.keys("?");
    let first = &desk.picker().entries[0];
    assert!(first.available && !first.detail.is_empty());
    desk.keys("/accept:");
    assert!(desk.shows("Ctrl-y"));
    desk.keys("Esc :\"help zen\"<Enter>");
    assert!(
        desk.choices()[0].starts_with("zen:"),
        "{:?}",
        desk.choices()
    );
}

#[test]
fn the_hints_at_the_bottom_are_few_and_can_be_clicked() {
    let mut desk = desk_in(Context::Reader);
    desk.resize(160, 30);
    let pieces = desk.app.footer().pieces;
    let keys = pieces
        .iter()
        .filter(|p| p.role == crate::tui::theme::Role::Key);
    assert_eq!(keys.count(), 6);
    let accept = pieces.iter().find(|piece| piece.text == " accept").unwrap();
    let at = (accept.column + 2, 29);
    desk.mouse(MouseEventKind::Down(MouseButton::Left), at);
    assert_eq!(
        desk.reader().annotations.entities[0].review.verdict,
        Verdict::Accepted
    );
    desk.keys("]");
    let pieces = desk.app.footer().pieces;
    let help = pieces.iter().find(|piece| piece.text == "?").unwrap();
    desk.mouse(MouseEventKind::Down(MouseButton::Left), (help.column, 29));
    assert!(desk.shows("Go to the next quote"));
    desk.keys("Esc z");
    assert!(desk.shows(" % 1/2"), "{:?}", desk.rows().last());
    desk.app.settings.hints = false;
    desk.keys("Esc Esc");
    assert!(!desk.shows("Tab next"), "{:?}", desk.rows().last());
}

#[test]
fn the_last_decision_of_any_kind_is_done_again() {
    let mut desk =
        Desk::new(&["▮[PER?|Ana] met [PER?|Bo]. [Q?|“No,”] [cue|said] [by|she]. [Q?|“Yes.”]"]);
    desk.keys(".");
    assert_eq!(desk.said(), "nothing was decided yet");
    desk.keys("t\"vip\"<Enter> ]e .");
    assert_eq!(desk.reader().annotations.entities[1].review.tags, ["vip"]);
    desk.keys("T\"war\"<Enter> u .");
    assert_eq!(desk.reader().annotations.tags, ["war"]);
    desk.keys("gg ]q :\"speaker Bo\"<Enter> u gg ]q .");
    assert!(desk.said().starts_with("Bo says it"), "{}", desk.said());
    desk.keys("gg ]e :\"relabel org\"<Enter> gg ]q .");
    assert_eq!(
        desk.complained(),
        "again would label ORG, but the cursor is on no name and nothing is selected"
    );
    desk.keys("gg v e .");
    assert!(
        desk.entities().contains(&"Ana/ORG".to_owned()),
        "{:?}",
        desk.entities()
    );
}

#[test]
fn the_end_of_the_log_can_be_read() {
    let mut desk = desk_in(Context::Reader);
    desk.keys(":log<Enter>");
    assert!(matches!(desk.effects.last(), Some(Effect::ReadLog)));
    let lines = (1..=90).map(|n| format!("entry {n}")).collect();
    desk.happens(Event::LogRead(Ok(("/state/log".into(), lines))));
    assert!(desk.shows("The end of /state/log") && desk.shows("entry 90"));
    desk.keys("Esc");
    desk.happens(Event::LogRead(Err("nothing is logged".to_owned())));
    assert_eq!(desk.complained(), "nothing is logged");
}
