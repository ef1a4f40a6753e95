//! What hands expect: closing, taking back, selecting by Shift, and what is in the header.

use super::desk::Desk;
use crate::tui::app::areas::Pane;
use crate::tui::effect::Effect;

fn quits(desk: &Desk) -> bool {
    matches!(desk.effects.last(), Some(Effect::Quit))
}

#[test]
fn q_closes_one_layer_after_the_other_and_quits_from_the_list() {
    let mut desk = Desk::new(&["▮One [PER?|Ana] two.", "three"]);
    desk.resize(160, 45).keys("z Ctrl-w v q");
    assert_eq!(desk.selected(), None);
    desk.keys("/one<Enter> v q q");
    assert!(desk.app.areas.list.is_some(), "no zen any more");
    desk.keys("gi gi Ctrl-w q");
    assert_eq!(desk.focus(), Pane::Reader);
    desk.keys("q");
    assert_eq!(desk.focus(), Pane::List);
    desk.keys("farticle<Enter> q");
    assert!(!desk.app.list.is_filtered() && !quits(&desk));
    desk.keys("q");
    assert!(quits(&desk));
}

#[test]
fn q_in_the_only_article_quits() {
    let mut desk = Desk::new(&["one"]);
    desk.keys("q");
    assert!(quits(&desk));
}

#[test]
fn one_pane_goes_back_to_the_list() {
    let mut desk = Desk::new(&["one", "two"]);
    desk.resize(50, 20).keys("q");
    assert_eq!(desk.focus(), Pane::List);
    assert!(desk.app.areas.list.is_some() && !quits(&desk));
}

#[test]
fn ctrl_c_takes_back_what_there_is_before_it_counts_for_quitting() {
    let mut desk = Desk::new(&["▮[PER?|Ana]", "two"]);
    for open in [":", "?", "4 2", "g", ";", "m"] {
        desk.keys(open).keys("Ctrl-c").wait(100).keys("Ctrl-c");
        assert!(!quits(&desk), "{open}");
        assert!(desk.said().starts_with("Ctrl-C again quits"), "{open}");
        desk.wait(5000);
    }
    desk.keys("Ctrl-c").wait(500).keys("Ctrl-c");
    assert!(quits(&desk));
}

#[test]
fn shift_and_an_arrow_select_until_a_plain_motion() {
    let mut desk = Desk::new(&["▮one two\nthree four", "x"]);
    desk.keys("Shift-Right Shift-Right");
    assert_eq!(desk.selected(), Some("one"));
    desk.keys("Shift-Down");
    assert_eq!(desk.selected(), Some("one two\nthr"));
    desk.keys("Shift-Up Shift-Left");
    assert_eq!(desk.selected(), Some("on"));
    desk.keys("o");
    assert_eq!(desk.selected(), Some("on"), "the other end");
    desk.keys("Right");
    assert_eq!(desk.selected(), None);
    desk.keys("v Right Right");
    assert_eq!(desk.selected(), Some("ne "), "v stays");
    desk.keys("Esc 3 Shift-Right Enter o");
    assert!(desk.markup().contains("[ORG*|"), "{}", desk.markup());
}

#[test]
fn names_in_the_header_are_stepped_to_first() {
    let text = "GALWAY, May 3 (Coast Wire) - Two ferries touched. Mara Quinn saw it.";
    let marked = text
        .replace("GALWAY", "[LOC?|GALWAY]")
        .replace("Coast Wire", "[ORG?|Coast Wire]")
        .replace("Mara Quinn", "[PER?|Mara Quinn]");
    let mut desk = Desk::closed(&[&marked, "x"]);
    desk.open().keys("Enter");
    assert!(desk.at().starts_with("Two ferries"), "{}", desk.at());
    desk.keys("Tab");
    assert_eq!(desk.current().as_deref(), Some("GALWAY"));
    desk.keys("]e Tab");
    assert_eq!(desk.current().as_deref(), Some("Mara Quinn"));
    let mut desk = Desk::closed(&[&marked, "x"]);
    desk.open().keys("Enter ]e");
    assert_eq!(desk.current().as_deref(), Some("GALWAY"));
    // Who has gone somewhere goes on from there.
    let mut desk = Desk::closed(&[&marked, "x"]);
    desk.open().keys("Enter w Tab");
    assert_eq!(desk.current().as_deref(), Some("Mara Quinn"));
}

#[test]
fn a_note_is_edited_at_once_and_the_record_shown() {
    let mut desk = Desk::new(&["▮[PER?|Ana] one.", "x"]);
    desk.keys("Ctrl-e");
    assert!(matches!(desk.effects.last(), Some(Effect::EditText(text)) if text.is_empty()));
    desk.happens(crate::tui::event::Event::Edited(
        Ok("met\ntwice".to_owned()),
    ));
    desk.keys("Ctrl-e");
    assert!(matches!(desk.effects.last(), Some(Effect::EditText(text)) if text == "met\ntwice"));
    desk.keys("Esc :record Enter");
    let lines = desk.choices();
    assert_eq!(lines[0], "{");
    assert!(
        lines.contains(&"  \"status\": \"in_progress\","),
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains(r#""note": "met\ntwice""#))
    );
    let drawn = desk.rows();
    let deep = |row: &String| row.contains("│   \"status\": \"in_progress\",");
    assert!(drawn.iter().any(deep), "{drawn:#?}");
    desk.keys("q");
    assert!(desk.app.modals.is_empty());
}

#[test]
fn the_link_is_copied_and_only_the_web_is_opened() {
    let mut desk = Desk::new(&["one", "x"]);
    desk.keys("gy");
    assert_eq!(desk.complained(), "the article has no link");
    for (url, opens) in [
        ("https://example.org/a", true),
        ("HTTP://example.org/a", true),
        ("javascript:alert(1)", false),
        ("file:///etc/passwd", false),
    ] {
        let reader = desk.app.reader.as_mut().unwrap();
        let article = std::sync::Arc::make_mut(&mut reader.opened.article);
        article.head.url = Some(url.to_owned());
        desk.effects.clear();
        desk.keys("gy");
        assert!(matches!(desk.effects.last(), Some(Effect::Copy(text)) if text == url));
        desk.effects.clear();
        desk.keys("o");
        let opened = matches!(desk.effects.last(), Some(Effect::OpenLink(text)) if text == url);
        assert_eq!(opened, opens, "{url}");
        desk.keys("Esc Enter");
    }
}

/// The inspector's selected line: the words of its first item.
fn inspected(desk: &Desk) -> &str {
    let reader = desk.reader();
    let items = desk.app.inspector.items(&reader.annotations);
    let span = items.first().and_then(|item| reader.annotations.span(item));
    span.map_or("", |span| span.of(reader.text()))
}

/// A desk in whose inspector some words are selected; decisions stay where they are made.
fn inspecting(words: &str) -> Desk {
    let mut desk = Desk::new(&[
        "▮[PER?|Ana] met [ORG?|Acme Union] and [ORG?|Acme] in [LOC?|Rome], [LOC?|Oslo] on [DATE?|May 1].",
    ]);
    desk.resize(160, 45).keys(":set<Space>advance=false<Enter>");
    desk.keys("Ctrl-w");
    assert_eq!(desk.focus(), Pane::Inspector);
    for _ in 0..10 {
        if inspected(&desk) == words {
            return desk;
        }
        desk.keys("j");
    }
    panic!("{words} is not in the inspector");
}

#[test]
fn whatever_a_decision_moves_the_inspector_stays_on_what_it_is_about() {
    for (words, keys) in [
        ("Rome", "M Enter"),
        ("Acme", "M Enter"),
        ("Oslo", "M Enter"),
        ("May 1", "c p"),
        ("Ana", "c l"),
        ("Oslo", "c p"),
    ] {
        let mut desk = inspecting(words);
        let label = format!("{words}, {keys}");
        desk.keys(keys);
        let decided = desk.journal.len();
        assert_eq!(decided, 1, "{label}: {}", desk.said());
        let holds = |desk: &Desk| {
            let reader = desk.reader();
            let items = desk.app.inspector.items(&reader.annotations);
            let spans = items
                .iter()
                .filter_map(|item| reader.annotations.span(item));
            spans
                .into_iter()
                .any(|span| span.of(reader.text()) == words)
        };
        assert!(holds(&desk), "{label}: {}", inspected(&desk));
        desk.keys("u");
        assert!(holds(&desk), "{label}, undone: {}", inspected(&desk));
        desk.keys("Ctrl-r");
        assert!(holds(&desk), "{label}, done again: {}", inspected(&desk));
        desk.keys("u");
        assert!(holds(&desk), "{label}, undone again: {}", inspected(&desk));
    }
}

#[test]
fn where_the_selected_line_vanishes_or_moves_its_next_one_comes() {
    let mut desk = inspecting("Ana");
    desk.keys(":set<Space>advance=true<Enter> x");
    assert_eq!(inspected(&desk), "Acme Union");
    desk.keys("c d");
    assert_eq!(inspected(&desk), "Acme");
    desk.keys("u");
    assert_eq!(inspected(&desk), "Acme Union");
    desk.keys("u");
    assert_eq!(inspected(&desk), "Ana");
}

#[test]
fn a_time_expression_takes_a_label_and_what_takes_none_has_no_letter_decide() {
    let mut desk = Desk::new(&["▮[T?2021-05-01|Today] he left. [Q?|“One.”] Then [PER?|Ana] left."]);
    desk.keys("c d");
    assert_eq!(desk.entities(), ["Today/DATE", "Ana/PERSON"]);
    desk.keys("u");
    assert_eq!(desk.entities(), ["Ana/PERSON"]);
    let decided = desk.journal.len();
    desk.keys("]q c");
    assert!(desk.complained().contains("no name"), "{}", desk.said());
    desk.keys("d");
    assert_eq!(desk.journal.len(), decided, "{}", desk.said());
    assert!(desk.complained().contains("d again"), "{}", desk.said());
    desk.keys("d");
    assert_eq!(desk.journal.len(), decided + 1, "it is meant by now");
    desk.keys("u c ] e d");
    assert_eq!(
        desk.entities(),
        Vec::<String>::new(),
        "something else came between"
    );
}

#[test]
fn articles_of_the_same_title_are_told_apart() {
    let mut desk = Desk::titled(&["Storm", "Flood", "Flood"], &["▮one", "two", "three"]);
    desk.open();
    desk.keys("j j Enter Ctrl-g");
    assert_eq!(desk.said(), "c · standard input, line 3 · 3 of 3");
}

#[test]
fn days_of_several_years_have_their_years() {
    let line =
        |id: &str, day: &str| format!(r#"{{"id":"{id}","title":"T","date":"{day}","text":"x"}}"#);
    for (days, shown) in [
        (["2021-05-01", "2020-05-01"], "2020-05-01"),
        (["2021-05-01", "2021-06-01"], "06-01"),
    ] {
        let lines = [line("a", days[0]), line("b", days[1])];
        let mut desk = Desk::lines(&[&lines[0], &lines[1]]);
        desk.open().resize(120, 30);
        assert!(
            desk.rows()[2].contains(&format!(" {shown} T")),
            "{:?}",
            desk.rows()[2]
        );
    }
}
